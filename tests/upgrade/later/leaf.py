"""Where the migrations of an app end today, whatever they are called."""

from __future__ import annotations

from importlib import import_module
from pathlib import Path


def leaf(app: str) -> tuple[str, str]:
    folder = Path(str(import_module(f"kongbun.{app}.migrations").__file__)).parent
    return app, max(file.stem for file in folder.glob("[0-9]*.py"))

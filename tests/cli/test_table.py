"""Each command is where the table says, and calling one loads no other module."""

from __future__ import annotations

import pkgutil
import subprocess
import sys
from importlib import import_module

import kongbun.cli
from kongbun.cli.table import MODULES


def test_the_table_is_what_the_modules_list() -> None:
    listed: dict[str, set[str]] = {}
    for found in pkgutil.iter_modules(kongbun.cli.__path__):
        if found.name.endswith("_commands"):
            for command in import_module(f"kongbun.cli.{found.name}").commands:
                listed.setdefault(command.name, set()).add(found.name)
    assert {name: set(modules) for name, modules in MODULES.items()} == listed


def test_one_command_loads_its_own_module_alone() -> None:
    said = (
        "import sys; from kongbun.cli.main import main; main(['backup', '--help'])\n"
        "print(*(name for name in sys.modules if name.endswith('_commands')))"
    )
    done = subprocess.run(
        [sys.executable, "-c", said], capture_output=True, text=True, check=True
    )
    assert done.stdout.splitlines()[-1] == "kongbun.cli.backup_commands"

"""All planted bugs: those of every module of this package that has `SABOTAGES`.

Whoever builds a promise adds a module with its bugs; nothing is entered here.
"""

from __future__ import annotations

import pkgutil
from importlib import import_module

from tests import sabotages as package
from tests.sabotages.kinds import Sabotage


def sabotages() -> dict[str, Sabotage]:
    """By name, in the order of the modules."""
    found: dict[str, Sabotage] = {}
    for module in sorted(pkgutil.iter_modules(package.__path__), key=lambda m: m.name):
        if module.name.startswith("test_"):
            continue
        named = import_module(f"{package.__name__}.{module.name}")
        for one in getattr(named, "SABOTAGES", ()):
            assert one.name not in found, f"two sabotages are named {one.name}"
            found[one.name] = one
    return found

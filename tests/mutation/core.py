"""The money core: the one list of what branch coverage and mutation are held to.

Whole packages, so that a new module is in it from its first day; of claims and of the
close, the modules by name, since those packages hold much that moves no money.  Nothing
is left out of a package: no line, no function, no kind of module.
"""

from __future__ import annotations

import os
from pathlib import Path

# The tool's own test has a repository of its own.
HOME = Path(os.environ.get("MUTATION_HOME") or Path(__file__).resolve().parents[2])
# Of the core's mutants, and of those of everything else.
SCORE_CORE, SCORE_REST = 92, 75
REST = "the rest"

PACKAGES = {"ledger": ("ledger",), "receipts": ("receipts",), "dues": ("dues",)}
MODULES = {
    # The type of every amount belongs to the books.
    "ledger": ("kernel/money.py",),
    # From the sum that was approved to the voucher: what pays, what it is bound to,
    # and what decides the sum when many are paid from one purse.
    "claims payment": (
        *("claims/pay_actions.py", "claims/pension_actions.py", "claims/pensions.py"),
        *("claims/binding.py", "claims/rows.py", "claims/verdict.py"),
        *("claims/allot_actions.py", "claims/allotting.py", "rules/allocate.py"),
    ),
    # From the count of the box to the figures kept, and what opens a month again.
    "close": (
        *("treasury/closing.py", "treasury/count_actions.py"),
        *("reports/conditions.py", "reports/actions.py", "reports/kept.py"),
        *("reports/reopening.py", "reports/reopen_actions.py"),
    ),
}
GROUPS = ("ledger", "receipts", "dues", "claims payment", "close")


def modules(group: str) -> list[Path]:
    """The files of a group of the core, in their order."""
    kongbun = HOME / "kongbun"
    found = [
        file
        for package in PACKAGES.get(group, ())
        for file in sorted((kongbun / package).rglob("*.py"))
        if "migrations" not in file.parts
    ]
    return [*found, *(kongbun / name for name in MODULES.get(group, ()))]


def core() -> list[Path]:
    return [file for group in GROUPS for file in modules(group)]


# What makes tests, examples and measurements: told apart from what people run.
MAKES = ("testing", "simulation", "bench", "demo")


def rest() -> list[Path]:
    """Everything else that people run, of which a sample is tried."""
    kongbun, of_core = HOME / "kongbun", set(core())
    return [
        file
        for file in sorted(kongbun.rglob("*.py"))
        if file not in of_core
        and "migrations" not in file.parts
        and file.relative_to(kongbun).parts[0] not in MAKES
    ]


def group_of(file: Path) -> str:
    """The core's group of a file, or the rest."""
    return next((name for name in GROUPS if file in modules(name)), REST)


def short(file: Path) -> str:
    """As it is written in reports: `ledger/post.py`."""
    try:
        return file.relative_to(HOME / "kongbun").as_posix()
    except ValueError:
        return file.name


# Which tests are asked.  The rest start programs or servers, plant bugs of their own
# or fork: what they see of the core is not counted.
ASKED = "tests"
NOT_ASKED = (
    *("browser", "concurrency", "faults", "sabotages", "upgrade", "bench", "mutation"),
    *("errors", "demo", "simulation"),
)
NOT_ASKED_FILES = {
    *("test_architecture.py", "test_docs.py", "test_tidy.py", "test_soak.py"),
    *("test_storm.py", "test_litestream.py", "test_half_way.py", "test_crashes.py"),
}


def asked() -> list[Path]:
    """The files of tests, in their order."""
    return [
        file
        for file in sorted((HOME / ASKED).rglob("test_*.py"))
        if file.name not in NOT_ASKED_FILES
        and not set(NOT_ASKED) & set(file.relative_to(HOME).parts)
    ]

"""Style is a test: every rule of `tidy_rules` over every file of the repository."""

from __future__ import annotations

import re
import subprocess
from functools import cache
from pathlib import Path

import pytest

from tests.tidy_rules import RULES, Rule

HERE = Path(__file__).resolve().parent.parent
NOT_TEXT = {".png", ".woff2", ".ttf", ".ico", ".xlsx", ".parquet", ".xls"}
# A name that says nothing attracts everything.
EMPTY_NAMES = r"(services?|managers?|helpers?|utils?|utilities|common|misc|shared)"


@cache
def files() -> list[str]:
    """What git knows, or would if it were added now."""
    said = subprocess.run(
        ["git", "ls-files", "--cached", "--others", "--exclude-standard"],
        cwd=HERE,
        capture_output=True,
        text=True,
        check=True,
    ).stdout
    return [name for name in said.splitlines() if (HERE / name).is_file()]


@cache
def source(name: str) -> str:
    return (HERE / name).read_text(encoding="utf-8", errors="replace")


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.name)
def test_the_rule_knows_good_from_bad(rule: Rule) -> None:
    assert list(rule.search(rule.bad))
    assert not list(rule.search(rule.good))


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.name)
def test_the_repository_keeps_the_rule(rule: Rule) -> None:
    found = [
        f"{name}:{finding.line}: {finding.text}"
        for name in files()
        if Path(name).suffix not in NOT_TEXT and rule.concerns(name)
        for finding in rule.search(source(name))
    ]
    assert not found, f"{rule.name}; instead: {rule.instead}\n" + "\n".join(found)


def test_no_module_has_an_empty_name() -> None:
    found = [
        name for name in files() if re.search(rf"(^|/){EMPTY_NAMES}(\.py|/)", name)
    ]
    assert not found, "name a module after what it is about: " + ", ".join(found)


def test_the_repository_holds_no_large_file() -> None:
    large = [name for name in files() if (HERE / name).stat().st_size > 1_000_000]
    assert not large

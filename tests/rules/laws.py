"""The by-laws that tests decide with, and short ways to give them facts."""

from __future__ import annotations

from datetime import date
from functools import cache
from pathlib import Path

from kongbun.rules.benefit import BenefitRule
from kongbun.rules.bylaw import Bylaw
from kongbun.rules.days import EPOCH
from kongbun.rules.decide import Decision, decide
from kongbun.rules.facts_text import facts_of
from kongbun.rules.read_yaml import read_bylaw

HERE = Path(__file__).resolve().parent
BYLAWS = HERE.parent.parent / "bylaws"
PUBLISHED = HERE / "data" / "yasothon-as-published.yaml"
FILES = sorted(BYLAWS.glob("*.yaml"))
# One of the shipped files with everything optional left out, to be changed in tests.
SMALL = (HERE / "data" / "small.yaml").read_text("utf-8")


@cache
def law(path: Path) -> Bylaw:
    return read_bylaw(path.read_text("utf-8"), file=path.name)


def yasothon(code: str) -> BenefitRule:
    return _rule(law(BYLAWS / "yasothon.yaml"), code)


def chamuang(code: str) -> BenefitRule:
    return _rule(law(BYLAWS / "chamuang.yaml"), code)


def demo(code: str, *, year: int = 2568) -> BenefitRule:
    return _rule(law(BYLAWS / f"demo-{year}.yaml"), code)


def shipped(name: str) -> Bylaw:
    return law(BYLAWS / f"{name}.yaml")


def rule_of(name: str, code: str) -> BenefitRule:
    return _rule(shipped(name), code)


def _rule(bylaw: Bylaw, code: str) -> BenefitRule:
    rule = bylaw.rule(code)
    assert rule is not None, code
    return rule


def small(**changes: str) -> str:
    """`SMALL` with one line changed each: `small(amount="fixed_baht: 5")`."""
    text = SMALL
    for name, line in changes.items():
        row = next(
            row
            for row in text.splitlines()
            if row.strip().removeprefix("- ").startswith(f"{name}:")
        )
        indent = row[: len(row) - len(row.lstrip())]
        if row.lstrip().startswith("- ") and not line.startswith("- "):
            line = "- " + line.replace("\n", "\n  ")  # noqa: PLW2901
        lines = [indent + part for part in line.split("\n")]
        text = text.replace(row, "\n".join(lines), 1)
    return text


def ask(rule: BenefitRule, **facts: object) -> Decision:
    """One decision, from facts as a person writes them."""
    given = [(name, str(value)) for name, value in facts.items()]
    return decide(rule, facts_of(rule, given)).row(0)


def failed(decision: Decision) -> set[str]:
    return {check.code.value for check in decision.refusals}


def number(day: date) -> int:
    return (day - EPOCH).days

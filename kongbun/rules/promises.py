"""What a by-law promises, against what comes into a fund in a year.

Pure: the fund's income, its members and how many of them are due are arguments; the
query that finds them is `claims.promised`.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace

from kongbun.rules.benefit import (
    BenefitRule,
    ByChoice,
    ByResolution,
    Fixed,
    PerUnit,
    Tiers,
    UpTo,
)
from kongbun.rules.bylaw import Bylaw
from kongbun.rules.finding import WARNING, Both, Finding, found
from kongbun.rules.lint_benefit import baht
from kongbun.rules.lint_promises import times_a_year


@dataclass(frozen=True, slots=True)
class Due:
    """Members due for a benefit today, and what all get when it is paid once."""

    members: int
    satang: int


def promise(
    bylaw: Bylaw, *, income_satang: int, members: int, due: Mapping[str, Due]
) -> list[Finding]:
    """Promises above the yearly income of a fund with so many members.

    One case alone may be more than all that comes in; or what is surely due each year
    (`due`, by the code of the benefit) may be, before anybody is ill or dies.
    """
    said = [*_of_one_case(bylaw, income_satang)]
    sure = {
        rule.code: due[rule.code].satang * times_a_year(rule)
        for rule in bylaw.benefits
        if rule.code in due
    }
    total = sum(sure.values())
    if total > income_satang:
        rules = [r for r in bylaw.benefits if sure.get(r.code)]
        largest = max(rules, key=lambda rule: sure[rule.code])
        parts = [(r.title, due[r.code].members, sure[r.code]) for r in rules]
        said.append(
            found(
                WARNING,
                "promise-above-income/due",
                largest.amount,
                largest,
                sure=baht(total),
                income=baht(income_satang),
                members=members,
                parts=Both(
                    ", ".join(f"{t} {n:,} คน {baht(x).th}" for t, n, x in parts),
                    ", ".join(f"{t}: {n:,} persons, {baht(x).en}" for t, n, x in parts),
                ),
            )
        )
    return [replace(finding, file=bylaw.file) for finding in said]


def _of_one_case(bylaw: Bylaw, income_satang: int) -> Iterator[Finding]:
    for rule in bylaw.benefits:
        most = most_at_once(rule)
        if most is not None and most > income_satang:
            yield found(
                WARNING,
                "promise-above-income",
                rule.amount,
                rule,
                title=rule.title,
                most=baht(most),
                income=baht(income_satang),
            )


def most_at_once(rule: BenefitRule) -> int | None:
    """The most that one case may get under its caps; None where nothing bounds it."""
    bounds = [c.max for c in rule.caps if c.measure == "satang" and not c.by_tenure]
    bounds += [
        max(tier.satang for tier in c.by_tenure.tiers) for c in rule.caps if c.by_tenure
    ]
    if rule.allocation is not None and rule.allocation.budget_satang is not None:
        bounds.append(rule.allocation.budget_satang)
    match rule.amount:
        case Fixed(satang=satang) | UpTo(satang=satang):
            bounds.append(satang)
        case PerUnit(satang=satang):
            units = [c.max for c in rule.caps if c.measure == "units"]
            bounds += [min(units) * satang] if units else []
        case Tiers(tiers=tiers):
            bounds.append(max(tier.satang for tier in tiers))
        case ByChoice(satang=table):
            bounds.append(max(satang for _, satang in table))
        case ByResolution(at_most=most) if most is not None:
            bounds.append(most)
        case _:
            pass
    return min(bounds, default=None)

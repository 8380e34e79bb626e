"""The three counts of the CODI form on any day, by type and by village.

Ever admitted: distinct persons, memberships beside.  Current: not exited, the
suspended included and shown apart.  Entitled: one year complete on the last 30
September and not suspended.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from kongbun.access.models import Fund
from kongbun.dues.lapse import resting
from kongbun.people.models import (
    BRANCHES_IN_ORDER,
    Branch,
    ExitReason,
    Membership,
    MemberType,
)
from kongbun.people.one_person import person_key
from kongbun.reports.money import Figures
from kongbun.reports.period import Period


@dataclass(frozen=True, slots=True)
class Row:
    """What is counted of a membership."""

    id: int
    person_id: int
    member_type: str
    branch_id: int
    joined_on: date
    exited_on: date | None
    exit_reason: str

    def is_current(self, on: date) -> bool:
        return self.exited_on is None or self.exited_on > on


def members(period: Period) -> Figures:
    """Counted from the register as it stands, as of the day asked."""
    on = period.on
    rows = _rows(period.fund_id, on)
    current = [row for row in rows if row.is_current(on)]
    suspended = resting(period.fund_id, [row.id for row in current], on)
    here = {row.id for row in current}
    year_done = one_year_before(last_30_september(on))
    by_type: defaultdict[str, list[Row]] = defaultdict(list)
    by_branch: defaultdict[int, list[Row]] = defaultdict(list)
    for row in rows:
        by_type[row.member_type].append(row)
        by_branch[row.branch_id].append(row)

    def counted(of: Sequence[Row]) -> Figures:
        now = [row for row in of if row.id in here]
        return {
            "ever_persons": len({row.person_id for row in of}),
            "ever_memberships": len(of),
            "current": len(now),
            "suspended": sum(row.id in suspended for row in now),
            "entitled": sum(
                row.joined_on <= year_done and row.id not in suspended for row in now
            ),
        }

    branches = Branch.objects.filter(fund_id=period.fund_id).order_by(
        *BRANCHES_IN_ORDER
    )
    lived_in = {row.branch_id for row in current}
    return {
        "entitled_on": last_30_september(on).isoformat(),
        "total": counted(rows),
        "by_type": [
            {
                "code": kind.value,
                "name": str(kind.label),
                **counted(by_type[kind.value]),
            }
            for kind in MemberType
        ],
        "by_branch": [
            {
                "name": branch.label(),
                **counted(by_branch[branch.pk]),
            }
            for branch in branches
        ],
        "exits": _exits(rows, period),
        "coverage": {
            "branches_with_members": len(lived_in),
            "villages_in_area": Fund.objects.values_list(
                "villages_in_area", flat=True
            ).get(pk=period.fund_id),
        },
    }


def _rows(fund_id: int, on: date) -> list[Row]:
    return [
        Row(*row)
        for row in Membership.objects.filter(
            fund_id=fund_id, joined_on__lte=on
        ).values_list(
            "pk",
            person_key("person__"),
            "member_type",
            "branch_id",
            "joined_on",
            "exited_on",
            "exit_reason",
        )
    ]


def _exits(rows: Iterable[Row], period: Period) -> list[Figures]:
    left = [row for row in rows if not row.is_current(period.on)]
    ever = Counter(row.exit_reason for row in left)
    year = Counter(
        row.exit_reason
        for row in left
        if row.exited_on is not None and row.exited_on >= period.first
    )
    return [
        {
            "code": reason.value,
            "name": str(reason.label),
            "year": year[reason.value],
            "ever": ever[reason.value],
        }
        for reason in ExitReason
    ]


def last_30_september(on: date) -> date:
    """The day itself counts.

    >>> str(last_30_september(date(2026, 9, 30)))
    '2026-09-30'
    >>> str(last_30_september(date(2026, 9, 29)))
    '2025-09-30'
    """
    this_year = date(on.year, 9, 30)
    return this_year if on >= this_year else this_year.replace(year=on.year - 1)


def one_year_before(day: date) -> date:
    """Who joined on or before it has one year complete on `day`, a 30 September."""
    return day.replace(year=day.year - 1)

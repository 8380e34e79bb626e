"""What a fund shows its village: money in and out by month, ages, days of reserve.

No names.  Reads only; every sum comes from the legs themselves.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from datetime import date, timedelta

from django.db.models import Q

from kongbun.kernel.thai_date import add_months, month_end, whole_years
from kongbun.ledger.balances import accounts, movements
from kongbun.people.models import Membership
from kongbun.reports.money import HELD
from kongbun.reports.period import Period

DECADES = 9
YEAR_DAYS = 365


@dataclass(frozen=True, slots=True)
class Month:
    """One month's money: what members paid, what others gave, what went out."""

    first: date
    dues_satang: int
    other_satang: int
    out_satang: int


@dataclass(frozen=True, slots=True)
class AgeGroup:
    """Members of one decade of age; the last is everyone older."""

    decade: int
    men: int
    women: int

    @property
    def total(self) -> int:
        return self.men + self.women


@dataclass(frozen=True, slots=True)
class Ages:
    groups: tuple[AgeGroup, ...]
    unknown: int

    @property
    def total(self) -> int:
        return sum(group.total for group in self.groups)

    @property
    def sixty_and_over(self) -> int:
        return sum(group.total for group in self.groups if group.decade >= 6)


def months(period: Period) -> list[Month]:
    """The months of the fiscal year that have begun, October first."""
    found = []
    for first in period.months:
        moved = movements(
            period.fund_id, since=first, until=min(month_end(first), period.on)
        )
        came = {c: -s for c, s in moved.items() if c.startswith("income:")}
        found.append(
            Month(
                first=first,
                dues_satang=came.get("income:dues", 0),
                other_satang=sum(came.values()) - came.get("income:dues", 0),
                out_satang=sum(s for c, s in moved.items() if c.startswith("expense:")),
            )
        )
    return found


def ages(fund_id: int, on: date) -> Ages:
    """Members of a day by decade and sex; who has neither stands apart."""
    counted: Counter[tuple[int, str]] = Counter()
    unknown = 0
    rows = Membership.objects.filter(
        Q(exited_on=None) | Q(exited_on__gt=on), fund_id=fund_id, joined_on__lte=on
    ).values_list("person__birth_date", "person__sex")
    # Each day of birth once: thousands share one.
    for (born, sex), count in Counter(rows).items():
        if born is None or sex not in {"m", "f"}:
            unknown += count
            continue
        years = max(0, whole_years(born, on))
        counted[min(years // 10, DECADES - 1), sex] += count
    return Ages(
        tuple(
            AgeGroup(decade, counted[decade, "m"], counted[decade, "f"])
            for decade in reversed(range(DECADES))
        ),
        unknown,
    )


def held(fund_id: int) -> int:
    """Satang the fund holds now: boxes, banks, bags and investments."""
    return sum(account.balance_satang for account in accounts(fund_id, *HELD))


def reserve_days(fund_id: int, on: date, *, held_satang: int) -> int | None:
    """For how many days the money lasts at the benefits of the last twelve months."""
    since = add_months(on, -12) + timedelta(days=1)
    paid = sum(
        satang
        for code, satang in movements(fund_id, since=since, until=on).items()
        if code.startswith("expense:benefit:")
    )
    return held_satang * YEAR_DAYS // paid if paid > 0 else None

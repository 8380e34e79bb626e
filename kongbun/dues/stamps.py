"""A member's months, stamped like the collector's card.  Reads only."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

import numpy as np

from kongbun.dues.standing import Standing
from kongbun.kernel.money import Money
from kongbun.kernel.thai_date import (
    MONTHS_SHORT,
    add_months,
    fiscal_year,
    fiscal_year_bounds,
)
from kongbun.people.models import Membership, PayerKind
from kongbun.rules.days import Int, column, date_of, day_number
from kongbun.rules.dues import Contribution, units_in


@dataclass(frozen=True, slots=True)
class Stamp:
    """One month: paid, ahead, merit, short, next, or none before joining."""

    label: str
    state: str
    word: str
    now: bool


@dataclass(frozen=True, slots=True)
class Card:
    """How one member stands: paid through, what is owed, and this year's months."""

    paid_through: date | None
    arrears_satang: int
    arrears_units: int
    unit: str
    credit_satang: int
    days_paid: int
    year: int
    stamps: list[Stamp]
    earlier: list[tuple[int, list[Stamp]]]
    has_more: bool
    first_price_satang: int


def card(
    contribution: Contribution,
    paid: Standing,
    membership: Membership,
    today: date,
    *,
    years_back: int | None = None,
) -> Card:
    """The member's card on a day; `paid` is what the member alone paid until now.

    `years_back` is how many earlier years are drawn; without it every one.
    """
    last_day = min(today, membership.exited_on) if membership.exited_on else today
    on = column([day_number(last_day)])
    # The month that runs is not yet owed for: the round asks for it.
    where = paid.position(contribution, np.minimum(on, _before_month(today)))
    until = where.paid_until.item()
    year = fiscal_year(today)
    joined_in = fiscal_year(membership.joined_on)
    first = joined_in if years_back is None else max(joined_in, year - years_back)
    years = range(first, year)
    drawn = _Drawing(contribution, paid, membership, today)
    return Card(
        paid_through=date_of(until - 1) if until > paid.joined.item() else None,
        arrears_satang=max(0, where.arrears_satang.item() - paid.credit_satang.item()),
        arrears_units=where.arrears_units.item(),
        unit=contribution.unit,
        credit_satang=paid.credit_satang.item(),
        days_paid=paid.days_paid_on(on).item(),
        year=year,
        stamps=list(drawn.year(year)),
        earlier=[(one, list(drawn.year(one))) for one in reversed(years)],
        has_more=first > joined_in,
        first_price_satang=contribution.unit_satang,
    )


def _before_month(today: date) -> Int:
    return column([day_number(today.replace(day=1)) - 1])


class _Drawing:
    """Draws the months of one member from what is not paid."""

    def __init__(
        self,
        contribution: Contribution,
        paid: Standing,
        membership: Membership,
        today: date,
    ) -> None:
        self.contribution = contribution
        self.joined = paid.joined
        self.gaps = paid.gaps(0)
        self.exited = membership.exited_on
        self.others_pay = membership.payer_kind != PayerKind.SELF.value
        self.month = today.replace(day=1)

    def year(self, year: int) -> Iterator[Stamp]:
        first, _ = fiscal_year_bounds(year)
        for number in range(12):
            yield self._month(add_months(first, number))

    def _month(self, first: date) -> Stamp:
        start, end = day_number(first), day_number(add_months(first, 1))
        label = MONTHS_SHORT[first.month - 1]
        now = first == self.month
        gone = self.exited is not None and self.exited < first
        if end <= self.joined.item() or gone:
            return Stamp(label, "none", "", now)
        unpaid = self._unpaid(start, end)
        if not unpaid:
            later = first > self.month
            state = "ahead" if later else "merit" if self.others_pay else "paid"
            return Stamp(label, state, "ส่งก่อน" if later else "ส่งแล้ว", now)
        # A year's sum is not owed month by month.
        price = Money(unpaid).short() if self.contribution.unit != "years" else ""
        if first >= self.month:
            return Stamp(label, "next", price, now)
        return Stamp(label, "short", f"ขาด {price}".strip(), now)

    def _unpaid(self, start: int, end: int) -> int:
        """Satang that the unpaid days of a month cost; a year's price in its first."""
        # Days of other months end before they begin, and cost nothing.
        units = units_in(
            self.contribution,
            column([max(start, low) for low, _ in self.gaps]),
            column([end if high is None else min(end, high) for _, high in self.gaps]),
            joined=np.repeat(self.joined, len(self.gaps)),
        )
        return int(units.sum()) * self.contribution.unit_satang

"""A round sheet as it stands: one village, a row a house, what each has to pay.

Reads only.  The page draws it, the command line prints it, and `take_sheet` reads it
again before it writes.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cached_property
from itertools import groupby
from uuid import UUID

from kongbun.dues import standing as standings
from kongbun.dues.convention import contribution_on
from kongbun.dues.standing import Standing
from kongbun.kernel.thai_date import month_end
from kongbun.people import roster
from kongbun.people.models import Branch, Membership, PayerKind
from kongbun.people.roster import RosterRow
from kongbun.rules.days import column, date_of, day_number
from kongbun.rules.dues import Contribution, Position

SELF = PayerKind.SELF.value


@dataclass(frozen=True, slots=True)
class Row:
    """A house, or a person without one.  `rows` point into the standing.

    Members for whom someone else pays stand in the house and are not asked.
    """

    key_bytes: bytes
    house_no: str
    head: RosterRow
    people: int
    rows: tuple[int, ...]
    paid_through: date | None
    due_satang: int
    credit_satang: int
    other_payers: tuple[str, ...]
    rhythm_months: int
    stamp: str

    @property
    def key(self) -> UUID:
        return UUID(bytes=self.key_bytes)

    @property
    def is_ahead(self) -> bool:
        return bool(self.rows) and self.due_satang == 0

    @property
    def name(self) -> str:
        return self.head.name

    @property
    def what(self) -> str:
        """As a refusal names it."""
        return f"บ้านเลขที่ {self.house_no} {self.name}" if self.house_no else self.name


@dataclass(frozen=True)
class Sheet:
    """The rows of one village (and line) for a month, as known on a day."""

    branch: Branch
    line: str
    month: date
    received_on: date
    contribution: Contribution
    members: list[RosterRow]
    standing: Standing
    rows: list[Row]

    @cached_property
    def by_key(self) -> dict[UUID, Row]:
        return {row.key: row for row in self.rows}

    @property
    def due_satang(self) -> int:
        return sum(row.due_satang for row in self.rows)

    @property
    def lines(self) -> list[str]:
        """The collection lines (สาย) that stand on it, if there are several."""
        return sorted({one.line for one in self.members if one.line})

    @property
    def title(self) -> str:
        return (
            f"{self.branch.label()} สายที่ {self.line}"
            if self.line
            else self.branch.label()
        )


def read_sheet(
    fund_id: int, branch: Branch, *, month: date, received_on: date, line: str = ""
) -> Sheet:
    """The sheet of a village: dues up to the end of `month`, members of the day."""
    contribution = contribution_on(fund_id, received_on)
    members = roster.of_branch(branch.pk, on=received_on, line=line)
    standing = standings.of_roster(
        members, among=Membership.objects.filter(branch_id=branch.pk)
    )
    until = column([day_number(month_end(month))] * len(members))
    position = standing.position(contribution, until)
    return Sheet(
        branch=branch,
        line=line,
        month=month,
        received_on=received_on,
        contribution=contribution,
        members=members,
        standing=standing,
        rows=list(_rows(members, standing, position)),
    )


def _rows(
    members: Sequence[RosterRow], standing: Standing, position: Position
) -> Iterator[Row]:
    arrears = position.arrears_satang.tolist()
    paid_until = position.paid_until.tolist()
    credit = standing.credit_satang.tolist()
    joined = standing.joined.tolist()
    for house in _houses(members):
        rows, others = [], []
        head = next((member for _, member in house if member.is_head), house[0][1])
        due, left, rhythm = 0, 0, 1
        has_paid = False
        for place, member in house:
            if member.payer_kind != SELF:
                kind = PayerKind(member.payer_kind)
                others.append(member.payer_name or str(kind.label))
                continue
            rows.append(place)
            due += arrears[place]
            left += credit[place]
            rhythm = max(rhythm, member.rhythm_months)
            has_paid = has_paid or paid_until[place] > joined[place]
        through = [paid_until[place] for place in rows]
        yield Row(
            key_bytes=head.household_public_id_bytes or head.public_id_bytes,
            house_no=head.house_no,
            head=head,
            people=len(house),
            rows=tuple(rows),
            paid_through=date_of(min(through) - 1) if has_paid else None,
            due_satang=max(0, due - left),
            credit_satang=left,
            other_payers=tuple(others),
            rhythm_months=rhythm,
            stamp=standing.stamp(rows),
        )


def _houses(members: Sequence[RosterRow]) -> Iterator[list[tuple[int, RosterRow]]]:
    """Members house by house; someone without a house is a row of their own."""
    placed = enumerate(members)
    for household, house in groupby(placed, key=lambda one: one[1].household_id):
        if household is None:
            yield from ([one] for one in house)
        else:
            yield list(house)


def first_of(month: date) -> date:
    return month.replace(day=1)


def months_back(today: date, count: int) -> list[date]:
    """The first days of this month and those before it, the newest first."""
    months = [first_of(today)]
    while len(months) < count:
        months.append(first_of(months[-1] - timedelta(days=1)))
    return months

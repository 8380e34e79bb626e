"""Years of rounds for a made-up fund, written through the slips' own writer.

What a collector's page would look up first is known here: everyone has paid until
the month before.  Numbers, entries, hashes, chain and hand-overs are the real ones,
and `kongbun check` finds nothing in them.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from itertools import groupby
from typing import Any

from kongbun.commands.run import Act, command
from kongbun.dues.models import LineKind, RoundSheet
from kongbun.dues.slip_actions import Slip, SlipLine, write_slips
from kongbun.kernel.thai_date import add_months
from kongbun.ledger.balances import AccountLine, accounts
from kongbun.ledger.chart import AccountKind
from kongbun.people.models import Membership
from kongbun.receipts import books
from kongbun.rules.days import day_number

PRICE_SATANG = 30_00


@dataclass(frozen=True, slots=True)
class Village:
    """A village's houses: of each the payer and the members, by their keys."""

    branch_id: int
    houses: Sequence[tuple[int, tuple[int, ...]]]


def villages(fund_id: int) -> list[Village]:
    rows = (
        Membership.objects.filter(fund_id=fund_id)
        .order_by("branch__moo", "person__household_id", "pk")
        .values_list("branch_id", "person__household_id", "person_id", "pk")
    )
    found = []
    for branch_id, in_branch in groupby(rows, key=lambda row: row[0]):
        houses = []
        for _, people in groupby(in_branch, key=lambda row: row[1]):
            of_house = list(people)
            houses.append((of_house[0][2], tuple(row[3] for row in of_house)))
        found.append(Village(branch_id, houses))
    return found


def bag_of(fund_id: int) -> AccountLine:
    [bag] = accounts(fund_id, AccountKind.BAG)
    return bag


@command("bench.take_sheet")
def take_sheet(act: Act, *, village: Village, month: date) -> dict[str, Any]:
    """One village's sheet of a month for which everyone owes exactly one unit."""
    bag = bag_of(act.fund_id)
    first, until = day_number(month), day_number(add_months(month, 1))
    assert act.user_id is not None, "a collector is a user"
    # After this point the sheet must succeed.
    book = books.book_of(act.fund_id, holder_id=bag.holder_id, opened_on=act.today)
    lines = sum(len(members) for _, members in village.houses)
    sheet = RoundSheet.objects.create(
        fund_id=act.fund_id,
        branch_id=village.branch_id,
        month=month,
        received_on=act.today,
        bag_id=bag.id,
        book=book,
        total_satang=lines * PRICE_SATANG,
        counted_satang=lines * PRICE_SATANG,
        slips=len(village.houses),
        taken_by_id=act.user_id,
        command_id=act.command_pk,
    )
    write_slips(
        act,
        book=book,
        into=bag.code,
        received_on=act.today,
        sheet=sheet,
        slips=[
            Slip(
                payer_id=payer,
                lines=[
                    SlipLine(LineKind.DUES, PRICE_SATANG, member, first, until)
                    for member in members
                ],
            )
            for payer, members in village.houses
        ],
    )
    return {"lines": lines}

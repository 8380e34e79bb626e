"""A fund of any size with years of history, and rounds as a collector takes them.

Founding, by-law, hand-overs and the measured rounds go through the actions people
use; the past is written by `history`, and only persons are rows written in bulk.
"""

from __future__ import annotations

import re
import uuid
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time
from pathlib import Path
from typing import Any
from uuid import UUID

import kongbun
from kongbun.access.actions import add_user
from kongbun.access.models import Fund, User
from kongbun.access.queries import fund_by_code, user_by_name
from kongbun.bench.history import take_sheet as take_past_sheet
from kongbun.bench.history import villages
from kongbun.commands.run import Act, command
from kongbun.dues.actions import Taken, take_sheet
from kongbun.dues.bag_actions import accept_bag, offer_bag
from kongbun.dues.sheet import read_sheet
from kongbun.founding.actions import found_fund, open_money_account
from kongbun.kernel.thai_date import add_months, month_end
from kongbun.kernel.thai_text import match_key, sort_key
from kongbun.people.models import Branch, Household, Membership, Person
from kongbun.people.queries import branches, house_key

BYLAW = Path(kongbun.__file__).resolve().parent.parent / "bylaws" / "demo-2563.yaml"
CODE = "BENCH"
LAST_MONTH = date(2026, 10, 1)
VILLAGE_SIZE = 1000
PEOPLE_A_HOUSE = 2
NAMES = ("สมหมาย", "บุญเรือน", "แก้วตา", "จำปา", "ทองใบ", "เก่ง", "อำไพ", "ประนอม")
NO_PASSWORD = "!"  # noqa: S105 -- nobody can sign in with it


def act(who: str, *, on: date, in_fund: bool = True, code: str = CODE) -> Act:
    """`who` acts on a day, at nine in the morning in Bangkok."""
    user: User | None = user_by_name(who)
    fund: Fund | None = fund_by_code(code) if in_fund else None
    return Act(
        user_id=user.pk if user else None,
        user_name=who,
        fund_id=fund.pk if fund else 0,
        fund_public_id=fund.public_id if fund else uuid.UUID(int=0),
        today=on,
        now=datetime.combine(on, time(2), UTC),
        door="bench",
        command_id=uuid.uuid4(),
    )


def build(members: int, years: int) -> dict[str, int]:
    """Found the fund, fill it and collect `years` of months; counts what it made."""
    first = add_months(LAST_MONTH, 1 - 12 * years)
    found(first, villages=-(-members // VILLAGE_SIZE))
    fill(act("treasurer", on=first), members=members, first=first)
    lines = sum(_past_month(month) for month in months(first, count=12 * years))
    return {"members": members, "collections": lines}


def _past_month(month: date) -> int:
    fund = fund_by_code(CODE)
    assert fund is not None
    day = month_end(month)
    taken: int = sum(
        take_past_sheet(act("collector", on=day), village=village, month=month)["lines"]
        for village in villages(fund.pk)
    )
    _hand_over(day)
    return taken


def months(first: date, *, count: int) -> Iterator[date]:
    for n in range(count):
        yield add_months(first, n)


@dataclass(frozen=True, slots=True)
class Filled:
    """One village's sheet as the collector filled it in."""

    village: UUID
    month: date
    rows: list[Taken]
    lines: int


def collect_month(month: date) -> int:
    """A round through every village: each house pays what is due; lines taken."""
    return take_round(filled_sheets(month))


def filled_sheets(month: date) -> list[Filled]:
    fund = fund_by_code(CODE)
    assert fund is not None
    return [_filled(village, month) for village in branches(fund.pk)]


def _filled(village: Branch, month: date) -> Filled:
    day = month_end(month)
    sheet = read_sheet(village.fund_id, village, month=month, received_on=day)
    due = [row for row in sheet.rows if row.due_satang]
    return Filled(
        village=village.public_id,
        month=month,
        rows=[
            Taken(key=row.key, amount_satang=row.due_satang, stamp=row.stamp)
            for row in due
        ],
        lines=sum(len(row.rows) for row in due),
    )


def take_round(sheets: Sequence[Filled]) -> int:
    """Post the sheets one by one, then count the bag into the cash box."""
    day = month_end(sheets[0].month)
    for sheet in sheets:
        take_sheet(
            act("collector", on=day),
            branch=sheet.village,
            month=sheet.month,
            received_on=day,
            bag="bag:1",
            rows=sheet.rows,
            counted_satang=sum(row.amount_satang for row in sheet.rows),
        )
    _hand_over(day)
    return sum(sheet.lines for sheet in sheets)


def _hand_over(day: date) -> None:
    offer = offer_bag(act("collector", on=day), bag="bag:1")
    accept_bag(
        act("treasurer", on=day),
        offer=UUID(offer["offer"]),
        counted_satang=offer["amount_satang"],
        into="cash",
    )


def found(first: date, *, villages: int, code: str = CODE) -> None:
    """An empty fund with its officers, a by-law and a collector's bag."""
    if user_by_name("operator") is None:
        for name in ("operator", "chair", "treasurer", "collector"):
            add_user(
                act("operator", on=first, in_fund=False),
                username=name,
                display_name=name,
                password_hash=NO_PASSWORD,
                is_operator=name == "operator",
            )
    found_fund(
        act("operator", on=first, in_fund=False),
        code=code,
        name="กองทุนสำหรับวัดความเร็ว",
        founded_on=first,
        books_from=first,
        branches=[
            {"kind": "centre", "name": f"บ้านที่ {moo}", "moo": moo}
            for moo in range(1, villages + 1)
        ],
        officers=[
            {"username": name, "role": name}
            for name in ("chair", "treasurer", "collector")
        ],
        bylaw_text=_bylaw(first),
        bylaw_file="bench.yaml",
    )
    open_money_account(
        act("treasurer", on=first, code=code),
        kind="bag",
        name="ถุง",
        holder="collector",
    )


def _bylaw(first: date) -> str:
    """The demo's first by-law, in force from the fund's first day."""
    text = BYLAW.read_text("utf-8")
    return re.sub(r"(?m)^effective_from:.*$", f"effective_from: {first}", text)


@command("bench.fill")
def fill(act: Act, *, members: int, first: date) -> dict[str, Any]:
    """Houses and their people as rows, within a command: its link says them."""
    fund = Fund.objects.get(pk=act.fund_id)
    villages = list(branches(fund.pk))
    houses = Household.objects.bulk_create(
        (
            Household(
                fund=fund,
                branch=villages[n * PEOPLE_A_HOUSE // VILLAGE_SIZE],
                house_no=str(n + 1),
                sort_key=house_key(str(n + 1)),
            )
            for n in range(-(-members // PEOPLE_A_HOUSE))
        ),
        batch_size=2000,
    )
    people = Person.objects.bulk_create(
        (_person(fund, houses[n // PEOPLE_A_HOUSE], n) for n in range(members)),
        batch_size=2000,
    )
    Membership.objects.bulk_create(
        (
            Membership(
                fund=fund,
                person=person,
                branch_id=houses[n // PEOPLE_A_HOUSE].branch_id,
                member_no=f"B-{n + 1:06d}",
                joined_on=first,
                received_at=datetime.combine(first, time(2), UTC),
            )
            for n, person in enumerate(people)
        ),
        batch_size=2000,
    )
    return {"members": members}


def _person(fund: Fund, house: Household, n: int) -> Person:
    first_name = NAMES[n % len(NAMES)]
    last_name = f"ที่{n + 1}"
    name = f"{first_name} {last_name}"
    facts: dict[str, Any] = {
        "first_name": first_name,
        "last_name": last_name,
        "match_key": match_key(name),
        "sort_key": sort_key(name),
    }
    return Person(
        fund=fund,
        title="นาง" if n % 2 else "นาย",
        sex="f" if n % 2 else "m",
        birth_date=date(1930 + n % 80, 1 + n % 12, 1 + n % 28),
        birth_precision="day",
        household=house,
        is_household_head=n % PEOPLE_A_HOUSE == 0,
        **facts,
    )

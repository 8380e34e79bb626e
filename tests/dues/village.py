"""A village that pays: a by-law with a convention, houses, sheets filled in."""

from __future__ import annotations

from datetime import UTC, date, datetime, time
from typing import Any

from kongbun.access.actions import grant_role
from kongbun.bylaws.models import BylawVersion
from kongbun.commands.run import Act, command
from kongbun.dues.actions import Taken, take_sheet
from kongbun.dues.sheet import Sheet, read_sheet
from kongbun.people.models import Household, Membership, Person
from kongbun.rules.read_yaml import read_bylaw
from kongbun.testing.cast import TODAY, Cast, by_hand

NOVEMBER = date(2026, 11, 1)
JOINED = date(2026, 9, 1)

BYLAW = """\
title: ระเบียบกองทุนสวัสดิการชุมชนตำบลทุ่งน้ำใจ
fund: กองทุนสวัสดิการชุมชนตำบลทุ่งน้ำใจ
version: พ.ศ. 2563
status: synthetic
source: แต่งขึ้นสำหรับทดสอบ
effective_from: {effective_from}
adopted: มติที่ประชุมใหญ่สามัญ ครั้งที่ 1/2563
fiscal_year_month: 10

membership:
  clause: ข้อ 6
  text: ค่าสมัคร 20 บาท
  entry_fee_baht: 20

contributions:
  clause: ข้อ 8
  text: ส่งเงินสมทบ
  convention: {convention}
  unit_baht: {unit_baht}
{more}
receipts:
  clause: ข้อ 22
  text: ผู้เก็บเงินส่งมอบเงินในถุงภายใน 7 วัน
  bag_days: 7

certification:
  clause: ข้อ 20
  text: กรรมการศูนย์ลงนาม
  signatures: 0

approvals:
  - clause: ข้อ 21
    text: คณะกรรมการกองทุนอนุมัติ
    by: committee

benefits:
  - code: birth
    title: คลอดบุตร
    category: 1
    clause: ข้อ 11
    text: คลอดบุตร ได้รับ 1,000 บาท
    amount:
      fixed_baht: 1,000
"""


def adopt_convention(
    cast: Cast,
    convention: str = "month",
    unit_baht: str = "30",
    *,
    effective_from: date = date(2020, 10, 1),
    more: str = "",
) -> BylawVersion:
    """A by-law of this convention in force, as if a meeting had adopted it."""
    text = BYLAW.format(
        convention=convention,
        unit_baht=unit_baht,
        effective_from=effective_from,
        more=more,
    )
    adopt_text(
        cast.act("chanpen", today=effective_from),
        text=text,
        effective_from=effective_from,
    )
    return BylawVersion.objects.latest("pk")


@command("test.adopt_text")
def adopt_text(act: Act, *, text: str, effective_from: date) -> dict[str, Any]:
    bylaw = read_bylaw(text, file="test")
    made = BylawVersion.objects.create(
        fund_id=act.fund_id,
        title=bylaw.title,
        text=text,
        hash=bylaw.sha256,
        effective_from=effective_from,
        adopted_on=effective_from,
        meeting="ประชุมใหญ่",
        command_id=act.command_pk,
    )
    return {"version": made.public_id.hex}


def make_house(
    cast: Cast,
    house_no: str,
    *names: str,
    joined_on: date = JOINED,
    branch: int = 0,
    line: str = "",
) -> list[Membership]:
    """A house with its members, the first named the head."""
    village = cast.branches[branch]
    with by_hand(cast.fund):
        house = Household.objects.create(
            fund=cast.fund,
            branch=village,
            house_no=house_no,
            sort_key=house_no.rjust(6, "0"),
            line=line,
        )
    return [
        make_person(cast, name, joined_on=joined_on, branch=branch, house=house)
        for name in names
    ]


def make_person(
    cast: Cast,
    name: str,
    *,
    joined_on: date = JOINED,
    branch: int = 0,
    house: Household | None = None,
) -> Membership:
    village = cast.branches[branch]
    number = Membership.objects.filter(fund=cast.fund).count() + 1
    first, _, last = name.partition(" ")
    is_first = house is not None and not house.persons.exists()
    with by_hand(cast.fund):
        person = Person.objects.create(
            fund=cast.fund,
            first_name=first,
            last_name=last,
            household=house,
            is_household_head=is_first,
            match_key=name,
            sort_key=name,
        )
        return Membership.objects.create(
            fund=cast.fund,
            person=person,
            branch=village,
            member_no=f"ทน-{village.moo:02}-{number:04}",
            joined_on=joined_on,
            received_at=datetime.combine(joined_on, time(2), UTC),
        )


def sheet_of(cast: Cast, *, branch: int = 0, **more: Any) -> Sheet:
    facts: dict[str, Any] = {"month": NOVEMBER, "received_on": TODAY, **more}
    return read_sheet(cast.fund.pk, cast.branches[branch], **facts)


def filled(
    sheet: Sheet, amounts: dict[str, int], *, first_no: int | None = None
) -> list[Taken]:
    """Rows of the sheet with baht by house number, or by name without a house."""
    rows: list[Taken] = []
    for row in sheet.rows:
        baht = amounts.get(row.house_no or row.name)
        if baht is not None:
            no = None if first_no is None else first_no + len(rows)
            rows.append(
                Taken(
                    key=row.key,
                    amount_satang=baht * 100,
                    stamp=row.stamp,
                    receipt_no=no,
                )
            )
    assert len(rows) == len(amounts), amounts
    return rows


def take(
    cast: Cast,
    amounts: dict[str, int],
    *,
    who: str = "prasert",
    branch: int = 0,
    today: date = TODAY,
    first_no: int | None = None,
    **more: Any,
) -> dict[str, Any]:
    """Fill in and save the sheet of a village."""
    shown = {
        name: more[name] for name in ("month", "received_on", "line") if name in more
    }
    rows = filled(sheet_of(cast, branch=branch, **shown), amounts, first_no=first_no)
    facts: dict[str, Any] = {
        "branch": cast.branches[branch].public_id,
        "month": NOVEMBER,
        "received_on": TODAY,
        "bag": cast.bag,
        "rows": rows,
        "counted_satang": sum(row.amount_satang for row in rows),
        **more,
    }
    return take_sheet(cast.act(who, today=today), **facts)


def second_collector(cast: Cast, **more: Any) -> str:
    """A collector beside the village's own, who has no bag of the village."""
    grant_role(
        cast.act("prasong"),
        username="kamnan",
        role="collector",
        from_date=date(2026, 10, 1),
        **more,
    )
    return "kamnan"

"""What taking a sheet keeps, and what its refusals say, row by row."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from uuid import uuid4

import pytest

from kongbun.commands.models import Command
from kongbun.dues.actions import Taken, take_sheet
from kongbun.dues.book_actions import open_book
from kongbun.dues.models import DuesLine, RoundSheet
from kongbun.kernel.refusal import RefusalCode, Refused
from kongbun.ledger.balances import accounts
from kongbun.people.models import Membership
from kongbun.receipts.models import Book, Receipt
from kongbun.testing.cast import TODAY, Cast, act_for
from tests.claims.told import row, told
from tests.dues.village import (
    NOVEMBER,
    adopt_convention,
    filled,
    make_house,
    sheet_of,
    take,
)

C = RefusalCode


@pytest.fixture
def houses(cast: Cast) -> dict[str, Membership]:
    adopt_convention(cast)
    return {no: make_house(cast, no, f"นาย{no} ก", line="2")[0] for no in ("3", "27")}


def save(cast: Cast, rows: list[Taken], who: str = "prasert", **more: object) -> object:
    facts = {
        "branch": cast.branches[0].public_id,
        "month": NOVEMBER,
        "received_on": TODAY,
        "bag": cast.bag,
        "rows": rows,
        "counted_satang": sum(one.amount_satang for one in rows),
        **more,
    }
    return take_sheet(cast.act(who), **facts)  # type: ignore[arg-type]


def row_numbers(cast: Cast, rows: list[Taken]) -> list[tuple[RefusalCode, int | None]]:
    with pytest.raises(Refused) as refused:
        save(cast, rows)
    return [(reason.code, reason.row) for reason in refused.value.reasons]


def test_a_sheet_keeps_its_village_line_money_and_who_took_it(
    cast: Cast, houses: dict[str, Membership]
) -> None:
    printed = open_book(
        cast.act("somsri"), issuer="printed", number=9, first_no=1, last_no=50
    )
    take(
        cast,
        {"3": 60, "27": 35},
        line="2",
        month=date(2026, 11, 9),
        book=printed["book"],
        first_no=7,
        counted_satang=95_01,
        difference_reason=" เหรียญเกิน ",
    )
    sheet = RoundSheet.objects.get()
    (bag,) = (one for one in accounts(cast.fund.pk) if one.code == cast.bag)
    assert row(sheet) == {
        "fund_id": cast.fund.pk,
        "branch_id": cast.branches[0].pk,
        "line": "2",
        "month": NOVEMBER,
        "received_on": TODAY,
        "bag_id": bag.id,
        "book_id": Book.objects.get(number=9).pk,
        "total_satang": 95_00,
        "counted_satang": 95_01,
        "slips": 2,
        "difference_reason": "เหรียญเกิน",
        "taken_by_id": cast.users["prasert"].pk,
        "command_id": Command.objects.get(kind="dues.take_sheet").pk,
    }
    receipts = Receipt.objects.order_by("no").values_list("no", "payer_id")
    heads = [houses[no].person_id for no in ("3", "27")]
    assert list(receipts) == [(7, heads[0]), (8, heads[1])]
    assert set(DuesLine.objects.values_list("sheet_id", flat=True)) == {sheet.pk}


def test_a_line_of_the_village_takes_its_own_houses_alone(
    cast: Cast, houses: dict[str, Membership]
) -> None:
    make_house(cast, "5", "นายห้า ก", line="1")
    (other,) = filled(sheet_of(cast, line="1"), {"5": 30})
    assert told(save, cast, [other], line="2") == [
        (C.ROW_NOT_ON_SHEET, {"what": "แถวนี้", "branch": sheet_of(cast, line="2").title})
    ]


def test_each_reason_names_the_row_of_the_paper(
    cast: Cast, houses: dict[str, Membership]
) -> None:
    (temple,) = make_house(cast, "31", "นายสามสิบเอ็ด ก")
    temple.payer_kind, temple.payer_name = "temple", "วัด"
    temple.save()
    first, second = filled(sheet_of(cast), {"3": 60, "27": 60})
    key = next(one.key for one in sheet_of(cast).rows if one.house_no == "31")
    unknown = Taken(key=uuid4(), amount_satang=60_00)
    stale = replace(second, stamp="0" * 12)
    rows = [unknown, first, stale, first, replace(unknown, key=key)]
    assert row_numbers(cast, rows) == [
        (C.ROW_NOT_ON_SHEET, 1),
        (C.DAYS_PAID_ALREADY, 3),
        (C.ROW_TWICE, 4),
        (C.ROW_NOT_ON_SHEET, 5),
    ]
    with pytest.raises(Refused) as refused:
        save(cast, rows)
    assert [reason.facts.get("what") for reason in refused.value.reasons] == [
        *("แถวนี้", None),
        *("บ้านเลขที่ 3 นาย3 ก", "บ้านเลขที่ 31 นายสามสิบเอ็ด ก"),
    ]


def test_money_that_came_before_or_reaches_far_ahead_is_named_by_its_row(
    cast: Cast, houses: dict[str, Membership]
) -> None:
    save(cast, filled(sheet_of(cast), {"27": 60}))
    rows = filled(sheet_of(cast), {"3": 30_000, "27": 60})
    assert row_numbers(cast, rows) == [
        (C.PAID_TOO_FAR_AHEAD, 1),
        (C.MAYBE_SAME_MONEY, 2),
    ]
    rows = filled(sheet_of(cast), {"3": 30, "27": 60})
    assert row_numbers(cast, rows) == [(C.MAYBE_SAME_MONEY, 2)]
    save(cast, rows, confirmed=True)
    far = filled(sheet_of(cast), {"3": 90, "27": 1_800})
    assert row_numbers(cast, far) == [(C.AMOUNT_UNUSUAL, 2)]


def test_a_sheet_without_a_row_takes_nothing(
    cast: Cast, houses: dict[str, Membership]
) -> None:
    assert told(save, cast, []) == [(C.NOTHING_TO_TAKE, {})]


@pytest.mark.parametrize(
    ("counted", "how", "difference"),
    [(0, "ขาด", "60"), (59_99, "ขาด", "0.01"), (60_01, "เกิน", "0.01")],
)
def test_a_satang_more_or_less_than_the_paper_is_told(
    cast: Cast,
    houses: dict[str, Membership],
    counted: int,
    how: str,
    difference: str,
) -> None:
    rows = filled(sheet_of(cast), {"27": 60})
    [(code, facts)] = told(save, cast, rows, counted_satang=counted)
    assert (code, facts["how"], facts["difference"]) == (
        C.SHEET_DIFFERS,
        how,
        difference,
    )


@pytest.mark.parametrize("reason", ["", "เหตุผล"])
def test_less_than_nothing_is_not_counted_whatever_the_reason(
    cast: Cast, houses: dict[str, Membership], reason: str
) -> None:
    rows = filled(sheet_of(cast), {"27": 60})
    more = {"counted_satang": -1, "difference_reason": reason}
    assert [code for code, _ in told(save, cast, rows, **more)] == [C.AMOUNT_UNFIT]


def test_the_village_is_one_of_the_fund_and_the_one_that_was_named(
    cast: Cast, houses: dict[str, Membership]
) -> None:
    rows = filled(sheet_of(cast), {"27": 60})
    missing = [(C.NOT_FOUND, {"what": "หมู่บ้านหรือสาขา"})]
    assert told(save, cast, rows, branch=uuid4()) == missing
    act = act_for(cast.users["noi"], cast.other_fund)
    facts = {"month": NOVEMBER, "received_on": TODAY, "bag": cast.bag, "rows": rows}
    facts |= {"branch": cast.branches[0].public_id, "counted_satang": 60_00}
    assert told(take_sheet, act, **facts) == missing
    make_house(cast, "5", "นายห้า ก", branch=1)
    take(cast, {"5": 30}, branch=1)
    assert RoundSheet.objects.get().branch == cast.branches[1]


def test_who_has_no_duty_is_told_which_duties_collect(
    cast: Cast, houses: dict[str, Membership]
) -> None:
    rows = filled(sheet_of(cast), {"27": 60})
    [(code, facts)] = told(save, cast, rows, "sombat")
    assert code is C.NOT_ALLOWED
    assert facts["roles"] == "ผู้เก็บเงิน เลขานุการ เหรัญญิก"

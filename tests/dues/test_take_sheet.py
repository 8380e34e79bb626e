"""A village's sheet is taken whole: money, days, receipts, one entry a receipt."""

from __future__ import annotations

import dataclasses
from datetime import date, timedelta
from uuid import uuid4

import pytest
from django.db.models import Sum

from kongbun.commands.models import Command
from kongbun.dues.actions import Taken, take_sheet
from kongbun.dues.models import DuesLine, RoundSheet
from kongbun.kernel.refusal import RefusalCode, Refused
from kongbun.ledger.balances import balance
from kongbun.receipts.models import Receipt
from kongbun.rules.days import date_of
from kongbun.testing.cast import TODAY, Cast, act_for, has_audit_line
from tests.dues.village import (
    NOVEMBER,
    adopt_convention,
    filled,
    make_house,
    make_person,
    sheet_of,
    take,
)


@pytest.fixture
def village(cast: Cast) -> Cast:
    adopt_convention(cast)
    make_house(cast, "27", "นางบุญเรือน แสนสุข", "นายคำ แสนสุข", "ด.ช.ภูผา แสนสุข")
    make_house(cast, "3", "นายชาลี คำมูล", "นางคำหล้า สุขสม")
    return cast


def spans() -> list[tuple[str, int, str, str]]:
    return [
        (
            line.membership.person.first_name,
            line.amount_satang // 100,
            date_of(line.from_day).isoformat() if line.from_day is not None else "",
            date_of(line.until_day).isoformat() if line.until_day is not None else "",
        )
        for line in DuesLine.objects.filter(live=True).order_by("pk")
        if line.membership is not None
    ]


def test_a_house_pays_for_its_members_oldest_arrears_first(village: Cast) -> None:
    take(village, {"27": 100})
    assert spans() == [
        ("นางบุญเรือน", 30, "2026-09-01", "2026-10-01"),
        ("นายคำ", 30, "2026-09-01", "2026-10-01"),
        ("ด.ช.ภูผา", 30, "2026-09-01", "2026-10-01"),
        ("นางบุญเรือน", 10, "", ""),
    ]


def test_what_fills_no_month_counts_first_next_time(village: Cast) -> None:
    take(village, {"27": 100})
    take(village, {"27": 20}, confirmed=True)
    assert spans()[4:] == [
        ("นางบุญเรือน", 30, "2026-10-01", "2026-11-01"),
        ("นางบุญเรือน", -10, "", ""),
    ]
    row = sheet_of(village).rows[1]
    assert (row.house_no, row.credit_satang) == ("27", 0)


def test_the_member_furthest_behind_is_paid_up_before_the_others(cast: Cast) -> None:
    adopt_convention(cast)
    first, second = make_house(cast, "5", "นายหนึ่ง ก", "นายสอง ข")
    first.opening_paid_until = date(2026, 11, 1)
    first.save()
    take(cast, {"5": 90})
    # September and October of the second, then November goes by member number.
    assert spans() == [
        ("นายหนึ่ง", 30, "2026-11-01", "2026-12-01"),
        ("นายสอง", 60, "2026-09-01", "2026-11-01"),
    ]
    assert first.member_no < second.member_no


def test_lines_receipt_and_entry_are_the_same_sum(village: Cast) -> None:
    answer = take(village, {"27": 100, "3": 60})
    assert answer["receipts"] == ["1/0001", "1/0002"]
    assert answer["total_satang"] == 16_000
    for receipt in Receipt.objects.all():
        lines = DuesLine.objects.filter(receipt=receipt).aggregate(
            n=Sum("amount_satang")
        )["n"]
        assert receipt.entry is not None
        legs = sum(receipt.entry.legs.values_list("amount_satang", flat=True))
        assert lines == receipt.amount_satang == legs
    assert balance(village.fund.pk, village.bag) == 16_000
    assert balance(village.fund.pk, "income:dues") == -16_000


def test_someone_without_a_house_is_a_row_of_their_own(village: Cast) -> None:
    make_person(village, "ยายมะลิ ดอนกลาง")
    assert [row.name for row in sheet_of(village).rows][-1:] == ["ยายมะลิ ดอนกลาง"]
    answer = take(village, {"ยายมะลิ ดอนกลาง": 30})
    assert len(answer["receipts"]) == 1


def test_members_for_whom_the_temple_pays_are_not_asked(village: Cast) -> None:
    (member,) = make_house(village, "31", "ยายมะลิ ดอนกลาง")
    member.payer_kind, member.payer_name = "temple", "วัดดอนกลาง"
    member.save()
    row = next(row for row in sheet_of(village).rows if row.house_no == "31")
    assert (row.due_satang, row.other_payers) == (0, ("วัดดอนกลาง",))
    with pytest.raises(Refused) as refused:
        take(village, {"31": 30})
    assert refused.value.code is RefusalCode.ROW_NOT_ON_SHEET


def test_cash_that_differs_is_refused_with_how_much(village: Cast) -> None:
    with pytest.raises(Refused) as refused:
        take(village, {"27": 90}, counted_satang=8_000)
    message = refused.value.reasons[0].message()
    assert "ขาด 10" in message
    assert not RoundSheet.objects.exists()
    assert has_audit_line(village, "dues.take_sheet", allowed=False)


def test_cash_that_differs_is_taken_with_a_reason(village: Cast) -> None:
    take(
        village,
        {"27": 90},
        counted_satang=8_000,
        difference_reason="เหรียญหล่นหายระหว่างทาง",
    )
    sheet = RoundSheet.objects.get()
    assert (sheet.total_satang, sheet.counted_satang) == (9_000, 8_000)
    assert balance(village.fund.pk, village.bag) == 9_000


def test_the_same_command_twice_is_one_sheet(village: Cast) -> None:
    rows = filled(sheet_of(village), {"27": 90})
    command_id = uuid4()
    answers = [
        take_sheet(
            village.act("prasert", command_id=command_id),
            branch=village.branches[0].public_id,
            month=NOVEMBER,
            received_on=TODAY,
            bag=village.bag,
            rows=rows,
            counted_satang=9_000,
        )
        for _ in range(2)
    ]
    assert answers[0] == answers[1]
    assert Receipt.objects.count() == 1
    assert has_audit_line(village, "dues.take_sheet")


def test_of_two_who_save_the_same_sheet_the_second_is_refused_by_name(
    village: Cast,
) -> None:
    shown_to_both = sheet_of(village)
    take(village, {"27": 90})
    with pytest.raises(Refused) as refused:
        take_sheet(
            village.act("somsri"),
            branch=village.branches[0].public_id,
            month=NOVEMBER,
            received_on=TODAY,
            bag=village.bag,
            rows=filled(shown_to_both, {"27": 90, "3": 60}),
            counted_satang=15_000,
        )
    (reason,) = refused.value.reasons
    assert reason.code is RefusalCode.DAYS_PAID_ALREADY
    assert "27 นางบุญเรือน" in reason.message()
    assert Receipt.objects.count() == 1


def test_the_same_sum_again_within_days_needs_a_person_to_say_so(village: Cast) -> None:
    take(village, {"27": 90}, received_on=TODAY - timedelta(days=3))
    with pytest.raises(Refused) as refused:
        take(village, {"27": 90})
    assert refused.value.code is RefusalCode.MAYBE_SAME_MONEY
    assert "1/0001" in refused.value.reasons[0].message()
    take(village, {"27": 90}, confirmed=True)
    assert Receipt.objects.count() == 2


def test_another_sum_or_another_week_is_no_doubt(village: Cast) -> None:
    take(village, {"27": 90}, received_on=TODAY - timedelta(days=4))
    take(village, {"27": 90})
    take(village, {"27": 180})
    assert Receipt.objects.count() == 3


def test_money_far_ahead_is_asked_about_and_absurd_money_refused(village: Cast) -> None:
    with pytest.raises(Refused) as refused:
        take(village, {"3": 1_800})
    assert refused.value.code is RefusalCode.AMOUNT_UNUSUAL
    take(village, {"3": 1_800}, confirmed=True)
    with pytest.raises(Refused) as refused:
        take(village, {"27": 36_500}, confirmed=True)
    assert refused.value.code is RefusalCode.PAID_TOO_FAR_AHEAD


def test_every_wrong_row_is_named_at_once(village: Cast) -> None:
    rows = filled(sheet_of(village), {"27": 90, "3": 60})
    rows = [*rows, rows[0], Taken(key=uuid4(), amount_satang=3_000)]
    with pytest.raises(Refused) as refused:
        take_sheet(
            village.act("prasert"),
            branch=village.branches[0].public_id,
            month=NOVEMBER,
            received_on=TODAY,
            bag=village.bag,
            rows=rows,
            counted_satang=0,
        )
    assert [(r.code, r.row) for r in refused.value.reasons] == [
        (RefusalCode.ROW_TWICE, 3),
        (RefusalCode.ROW_NOT_ON_SHEET, 4),
    ]


@pytest.mark.parametrize("satang", [0, -100, 10**12 + 1, True, 1.5, "30"])
def test_what_is_no_amount_is_refused(village: Cast, satang: object) -> None:
    row = dataclasses.replace(filled(sheet_of(village), {"27": 90})[0])
    object.__setattr__(row, "amount_satang", satang)
    with pytest.raises(Refused) as refused:
        take_sheet(
            village.act("prasert"),
            branch=village.branches[0].public_id,
            month=NOVEMBER,
            received_on=TODAY,
            bag=village.bag,
            rows=[row],
            counted_satang=0,
        )
    assert refused.value.code is RefusalCode.AMOUNT_UNFIT


def test_days_that_cannot_be_are_refused(village: Cast) -> None:
    with pytest.raises(Refused) as refused:
        take(village, {"27": 90}, received_on=TODAY + timedelta(days=1))
    assert refused.value.code is RefusalCode.DATE_IN_FUTURE
    rows = filled(sheet_of(village), {"27": 90})
    with pytest.raises(Refused) as refused:
        take_sheet(
            village.act("prasert"),
            branch=village.branches[0].public_id,
            month=NOVEMBER,
            received_on=date(2020, 9, 30),
            bag=village.bag,
            rows=rows,
            counted_satang=9_000,
        )
    assert refused.value.code is RefusalCode.DATE_BEFORE_BOOKS


def test_a_paper_sheet_keeps_its_own_date(village: Cast) -> None:
    take(village, {"27": 90}, received_on=date(2026, 10, 19), month=date(2026, 10, 1))
    receipt = Receipt.objects.get()
    assert receipt.received_on == date(2026, 10, 19)
    assert receipt.entry is not None
    assert receipt.entry.occurred_on == date(2026, 10, 19)


def test_a_collector_cannot_fill_another_bag_but_the_office_can(village: Cast) -> None:
    with pytest.raises(Refused) as refused:
        take(village, {"27": 90}, who="sombat")
    assert refused.value.code is RefusalCode.NOT_ALLOWED
    take(village, {"27": 90}, who="somsri")


def test_an_outsider_takes_nothing(village: Cast) -> None:
    act = act_for(village.users["noi"], village.fund)
    with pytest.raises(Refused) as refused:
        take_sheet(
            act,
            branch=village.branches[0].public_id,
            month=NOVEMBER,
            received_on=TODAY,
            bag=village.bag,
            rows=filled(sheet_of(village), {"27": 90}),
            counted_satang=9_000,
        )
    assert refused.value.code is RefusalCode.NOT_ALLOWED
    assert not Receipt.objects.exists()
    own = act_for(village.users["noi"], village.other_fund)
    with pytest.raises(Refused) as refused:
        take_sheet(
            own,
            branch=village.branches[0].public_id,
            month=NOVEMBER,
            received_on=TODAY,
            bag=village.bag,
            rows=filled(sheet_of(village), {"27": 90}),
            counted_satang=9_000,
        )
    assert refused.value.code is RefusalCode.NOT_FOUND


def test_a_sheet_is_one_command_with_one_audit_line(village: Cast) -> None:
    before = Command.objects.count()
    take(village, {"27": 90, "3": 60})
    assert Command.objects.count() == before + 1

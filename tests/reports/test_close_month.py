"""A month closes when everything is in order, and then stays as it is."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from django.db import DatabaseError, transaction

from kongbun.commands.models import Command
from kongbun.kernel.refusal import RefusalCode, Refused
from kongbun.ledger.accounts import open_account
from kongbun.ledger.balances import closed_through, movements
from kongbun.ledger.chart import AccountKind
from kongbun.ledger.lines import late_entries
from kongbun.receipts.models import Book, Receipt
from kongbun.reports.actions import close_month, explain
from kongbun.reports.conditions import close_list
from kongbun.testing import books
from kongbun.testing.cast import TODAY, Cast, has_audit_line
from kongbun.treasury.actions import cash_over_short
from kongbun.treasury.closing import month_to_close
from kongbun.treasury.models import MonthClose
from tests.treasury.steps import (
    ask_expense,
    count,
    decide,
    give,
    make_purpose,
    read,
)

pytestmark = pytest.mark.django_db
OCTOBER, LAST = date(2026, 10, 1), date(2026, 10, 31)


@pytest.fixture
def october(cast: Cast) -> Cast:
    """A fund whose first money moved in October 2026; only that month is over."""
    books.write(
        cast,
        """
        2026-10-05  income:donation -> cash    1,000.00
        2026-10-20  cash -> bank:1               600.00
        ==
        cash              400.00
        bank:1            600.00
        income:donation  -1,000.00
        """,
    )
    return cast


def in_order(cast: Cast) -> Cast:
    count(cast, {"10000": 4}, counted_on=LAST)
    read(cast, 600_00, read_on=LAST)
    return cast


def close(cast: Cast, *, who: str = "somsri", month: date = OCTOBER) -> dict[str, Any]:
    return close_month(cast.act(who), month=month)


def missing(cast: Cast, month: date = OCTOBER) -> set[RefusalCode]:
    with pytest.raises(Refused) as caught:
        close(cast, month=month)
    assert closed_through(cast.fund.pk) is None
    return {reason.code for reason in caught.value.reasons}


def test_a_month_in_order_closes(october: Cast) -> None:
    told = close(in_order(october))
    assert told["closed_through"] == "2026-10-31"
    assert closed_through(october.fund.pk) == LAST
    assert month_to_close(october.fund.pk) == date(2026, 11, 1)
    assert MonthClose.objects.get().month == OCTOBER
    assert has_audit_line(october, "treasury.close_month")


def test_every_unmet_condition_is_named_at_once(october: Cast) -> None:
    assert missing(october) == {
        RefusalCode.CASH_NOT_COUNTED,
        RefusalCode.BANK_NOT_READ,
    }


def test_of_two_counts_on_one_day_the_last_holds(october: Cast) -> None:
    in_order(october)
    count(october, {"10000": 3}, counted_on=LAST)
    assert missing(october) == {RefusalCode.CASH_DIFFERS}


def test_a_wrong_count_of_november_does_not_undo_that_of_october(october: Cast) -> None:
    in_order(october)
    count(october, {"10000": 3}, counted_on=date(2026, 11, 3))
    close(october)


def test_a_wrong_count_alone_keeps_the_month_open(october: Cast) -> None:
    read(october, 600_00, read_on=LAST)
    count(october, {"10000": 3}, counted_on=LAST)
    assert missing(october) == {RefusalCode.CASH_DIFFERS}


def test_a_count_before_the_month_ended_does_not_close_it(october: Cast) -> None:
    read(october, 600_00, read_on=LAST)
    count(october, {"10000": 4}, counted_on=date(2026, 10, 30))
    assert missing(october) == {RefusalCode.CASH_NOT_COUNTED}


def test_a_count_of_november_closes_october_less_what_came_in_between(
    october: Cast,
) -> None:
    read(october, 600_00, read_on=LAST)
    give(october, 100_00, occurred_on=date(2026, 11, 2))
    count(october, {"10000": 5}, counted_on=date(2026, 11, 3))
    # What is booked after the count was not in the box, whatever its day.
    give(october, 70_00, occurred_on=date(2026, 11, 3))
    close(october)


def test_money_booked_into_october_after_the_count_needs_another_count(
    october: Cast,
) -> None:
    in_order(october)
    give(october, 50_00, occurred_on=date(2026, 10, 30))
    assert missing(october) == {RefusalCode.CASH_DIFFERS}
    count(october, {"10000": 4, "5000": 1}, counted_on=LAST)
    close(october)


def test_the_banks_book_must_say_what_ours_say(october: Cast) -> None:
    in_order(october)
    read(october, 600_01, read_on=LAST)
    assert missing(october) == {RefusalCode.BANK_DIFFERS}
    read(october, 600_00, read_on=LAST)
    close(october)


def test_a_reading_of_another_day_is_not_the_months(october: Cast) -> None:
    count(october, {"10000": 4}, counted_on=LAST)
    read(october, 600_00, read_on=date(2026, 11, 1))
    assert missing(october) == {RefusalCode.BANK_NOT_READ}


def explained(cast: Cast, condition: str, subject: str) -> None:
    explain(
        cast.act("somsri"),
        month=OCTOBER,
        condition=condition,
        subject=subject,
        text="น้ำท่วมถนน ส่งมอบ 3 พ.ย.",
    )


def test_a_bag_over_the_end_of_the_month_is_explained_in_one_line(
    october: Cast,
) -> None:
    books.write(october, "2026-10-30  income:dues -> bag:1  3,240.00")
    in_order(october)
    assert missing(october) == {RefusalCode.BAG_UNEXPLAINED}
    explained(october, "bag", "bag:1")
    close(october)


def test_suspense_is_cleared_or_explained(october: Cast) -> None:
    account = open_account(
        october.fund.pk,
        AccountKind.SUSPENSE,
        name="เงินพักของนายประเสริฐ",
        opened_on=OCTOBER,
    )
    books.write(october, f"2026-10-30  {account.code} -> cash  10.00")
    count(october, {"10000": 4, "1000": 1}, counted_on=LAST)
    read(october, 600_00, read_on=LAST)
    assert missing(october) == {RefusalCode.SUSPENSE_UNEXPLAINED}
    explained(october, "suspense", account.code)
    close(october)


def test_what_is_left_of_a_purpose_that_is_over_is_explained(october: Cast) -> None:
    purpose = make_purpose(october, until=LAST, today=date(2026, 10, 5))
    give(october, 70_00, purpose=purpose, occurred_on=date(2026, 10, 6))
    count(october, {"10000": 4, "5000": 1, "2000": 1}, counted_on=LAST)
    read(october, 600_00, read_on=LAST)
    assert missing(october) == {RefusalCode.PURPOSE_OVER_UNEXPLAINED}
    explained(october, "purposes", "restricted:1")
    close(october)


def test_a_purpose_that_goes_on_keeps_no_month_open(october: Cast) -> None:
    purpose = make_purpose(october, until=date(2026, 11, 1), today=date(2026, 10, 5))
    give(october, 70_00, purpose=purpose, occurred_on=date(2026, 10, 6))
    count(october, {"10000": 4, "5000": 1, "2000": 1}, counted_on=LAST)
    read(october, 600_00, read_on=LAST)
    close(october)


def test_money_kept_for_a_purpose_that_a_loss_took_is_explained(october: Cast) -> None:
    purpose = make_purpose(october, today=date(2026, 10, 5))
    give(october, 70_00, purpose=purpose, occurred_on=date(2026, 10, 6))
    books.write(october, "2026-10-29  bank:1 -> cash  600.00")
    cash_over_short(
        october.act("somsri"),
        cash="cash",
        is_over=False,
        amount_satang=1_065_00,
        occurred_on=date(2026, 10, 30),
        reason="ถูกงัดกล่อง",
        second_user_id=october.users["prasong"].pk,
    )
    count(october, {"500": 1}, counted_on=LAST)
    read(october, 0, read_on=LAST)
    assert missing(october) == {RefusalCode.FENCED_MONEY_MISSING}
    explained(october, "purposes", "equity:free")
    close(october)


def test_an_approved_expense_is_paid_or_explained(october: Cast) -> None:
    in_order(october)
    asked = ask_expense(october, occurred_on=date(2026, 10, 30))
    # While nobody has approved it nothing is owed.
    assert not close_list(october.fund.pk, OCTOBER, TODAY).open
    decide(october, asked)
    assert missing(october) == {RefusalCode.EXPENSE_UNPAID_UNEXPLAINED}
    explained(october, "expenses", asked["number"])
    close(october)


def test_a_receipt_book_with_a_gap_keeps_the_month_open(october: Cast) -> None:
    in_order(october)
    book = Book.objects.create(
        fund=october.fund, number=11, issuer="printed", opened_on=OCTOBER
    )
    command = Command.objects.order_by("pk")[0]
    for no in (1, 2, 4):
        Receipt.objects.create(
            fund=october.fund,
            book=book,
            no=no,
            received_on=date(2026, 10, 9),
            amount_satang=0,
            void_reason="ฉีก",
            command=command,
        )
    assert missing(october) == {RefusalCode.RECEIPT_GAP}
    open_ = close_list(october.fund.pk, OCTOBER, TODAY).open
    assert "0003" in open_[0].text
    explained(october, "receipts", open_[0].subject)
    close(october)


def test_a_month_that_is_not_over_does_not_close(october: Cast) -> None:
    november = date(2026, 11, 1)
    assert RefusalCode.MONTH_NOT_OVER in missing(october, november)


def test_months_close_in_order(cast: Cast) -> None:
    books.write(cast, "2026-09-10  income:donation -> cash  10.00")
    read(cast, 0, read_on=LAST)
    count(cast, {"1000": 1}, counted_on=LAST)
    assert missing(cast) == {RefusalCode.MONTH_OUT_OF_ORDER}
    assert month_to_close(cast.fund.pk) == date(2026, 9, 1)


def test_a_month_closes_once(october: Cast) -> None:
    close(in_order(october))
    with pytest.raises(Refused) as caught:
        close(october)
    assert RefusalCode.ALREADY_DECIDED in {r.code for r in caught.value.reasons}
    assert MonthClose.objects.count() == 1


def test_a_fact_of_a_closed_month_is_late_in_the_next(october: Cast) -> None:
    close(in_order(october))
    before = movements(october.fund.pk, since=None, until=LAST)
    told = give(october, 25_00, occurred_on=date(2026, 10, 8))
    assert told["booked_on"] == "2026-11-01"
    assert movements(october.fund.pk, since=None, until=LAST) == before
    [late] = late_entries(october.fund.pk, since=date(2026, 11, 1), until=TODAY)
    assert (late.occurred_on, late.booked_on, late.amount_satang) == (
        date(2026, 10, 8),
        date(2026, 11, 1),
        25_00,
    )


def test_only_the_treasurer_or_the_chair_closes_and_explains(october: Cast) -> None:
    in_order(october)
    for who in ("chanpen", "kamnan", "prasert", "sombat", "noi"):
        with pytest.raises(Refused, match="not-allowed"):
            close(october, who=who)
        with pytest.raises(Refused, match="not-allowed"):
            explain(
                october.act(who), month=OCTOBER, condition="bag", subject="", text="x"
            )
    assert close(october, who="prasong")


def test_nothing_that_is_in_order_is_explained(october: Cast) -> None:
    for condition, subject in (("bag", "bag:1"), ("cash", "cash"), ("x", "")):
        with pytest.raises(Refused, match="nothing-to-explain"):
            explained(october, condition, subject)
    with pytest.raises(Refused, match="field-empty"):
        explain(
            october.act("somsri"), month=OCTOBER, condition="bag", subject="", text=" "
        )


def test_the_same_command_again_closes_once(october: Cast) -> None:
    in_order(october)
    act = october.act("somsri")
    first = close_month(act, month=OCTOBER)
    again = close_month(october.act("somsri", command_id=act.command_id), month=OCTOBER)
    assert first == again


def test_a_close_cannot_be_changed_or_deleted(october: Cast) -> None:
    close(in_order(october))
    with pytest.raises(DatabaseError), transaction.atomic():
        MonthClose.objects.all().delete()
    with pytest.raises(DatabaseError), transaction.atomic():
        MonthClose.objects.update(month=date(2026, 9, 1))

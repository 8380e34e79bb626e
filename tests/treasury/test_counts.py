"""Cash counted by two, the bank's book read, both set against the books."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest

from kongbun.commands.models import Command
from kongbun.commands.run import canonical
from kongbun.kernel.money import Money
from kongbun.kernel.refusal import RefusalCode
from kongbun.ledger.balances import accounts, newest_entry_id
from kongbun.testing.cast import TODAY, Cast, has_audit_line
from kongbun.treasury.count_actions import PIECES, count_cash, read_bank
from kongbun.treasury.models import BankReading, CashCount
from tests.claims.told import row, told
from tests.treasury.steps import DAY, count, give, read, refusal_of

pytestmark = pytest.mark.django_db


def test_pieces_add_up_and_are_set_against_the_books(cast: Cast) -> None:
    give(cast, 1_234_75)
    told = count(cast, {"100000": 1, "10000": 2, "2000": 1, "1000": 1, "25": 19})
    assert told["total_satang"] == 1_234_75
    assert told["book_satang"] == 1_234_75
    assert told["difference_satang"] == 0
    assert has_audit_line(cast, "treasury.count_cash")


def test_a_difference_is_told_and_kept(cast: Cast) -> None:
    give(cast, 500_00)
    told = count(cast, {"10000": 4})
    assert told["difference_satang"] == -100_00
    assert CashCount.objects.get().total_satang == 400_00


def test_the_books_are_those_of_the_counted_day(cast: Cast) -> None:
    give(cast, 500_00, occurred_on=date(2026, 11, 4))
    give(cast, 300_00, occurred_on=date(2026, 11, 6))
    assert count(cast, {"50000": 1})["difference_satang"] == 0


def test_one_person_alone_counts_nothing(cast: Cast) -> None:
    with pytest.raises(Exception, match="same-person"):
        count(cast, {"2000": 1}, second="somsri")
    with pytest.raises(Exception, match="second-person-needed"):
        count(cast, {"2000": 1}, second_user_id=None)
    for second in ("prasert", "noi"):
        with pytest.raises(Exception, match="not-allowed"):
            count(cast, {"2000": 1}, second=second)
    assert not CashCount.objects.exists()


def test_only_notes_and_coins_that_exist_are_counted(cast: Cast) -> None:
    unfit: list[Any] = [
        {"3000": 1},
        {"2000": -1},
        {"x": 1},
        {"2000": 10**7},
        {"2000": 1.5},
    ]
    for pieces in unfit:
        with pytest.raises(Exception, match="pieces-unfit"):
            count(cast, pieces)
    assert count(cast, {})["total_satang"] == 0


def test_outsiders_count_and_read_nothing(cast: Cast) -> None:
    for who in ("prasert", "sombat", "noi"):
        with pytest.raises(Exception, match="not-allowed"):
            count(cast, {"2000": 1}, who=who)
        with pytest.raises(Exception, match="not-allowed"):
            read(cast, 1, who=who)


def test_the_banks_balance_is_set_against_the_books_of_its_day(cast: Cast) -> None:
    give(cast, 700_00, into=cast.bank, occurred_on=DAY)
    give(cast, 50_00, into=cast.bank, occurred_on=date(2026, 11, 9))
    assert read(cast, 700_00)["difference_satang"] == 0
    assert read(cast, 690_00)["difference_satang"] == -10_00
    assert BankReading.objects.count() == 2
    assert has_audit_line(cast, "treasury.read_bank")


def test_a_bank_book_is_never_below_nothing_nor_of_tomorrow(cast: Cast) -> None:
    facts = {"bank": cast.bank, "read_on": DAY, "balance_satang": -1}
    code = refusal_of(cast.act("somsri"), read_bank, **facts)
    assert code is RefusalCode.AMOUNT_UNFIT
    facts |= {"balance_satang": 0, "read_on": date(2026, 11, 21)}
    code = refusal_of(cast.act("somsri"), read_bank, **facts)
    assert code is RefusalCode.DATE_IN_FUTURE
    facts |= {"read_on": DAY, "bank": "cash"}
    code = refusal_of(cast.act("somsri"), read_bank, **facts)
    assert code is RefusalCode.NOT_FOUND


def test_the_same_command_again_is_one_count(cast: Cast) -> None:
    act = cast.act("somsri")
    facts: dict[str, Any] = {
        "cash": cast.cash,
        "counted_on": DAY,
        "pieces": {"2000": 1},
        "second_user_id": cast.users["chanpen"].pk,
    }
    first = count_cash(act, **facts)
    again = count_cash(cast.act("somsri", command_id=act.command_id), **facts)
    assert first == again
    assert CashCount.objects.count() == 1


def test_a_count_and_a_reading_keep_each_word(cast: Cast) -> None:
    give(cast, 500_00)
    act, fund = cast.act("somsri"), cast.fund.pk
    answer = count_cash(
        act,
        cash="cash",
        counted_on=DAY,
        pieces={str(piece): 1 for piece in PIECES[:-1]} | {"25": 0},
        second_user_id=cast.users["chanpen"].pk,
        note=" ครบ ",
    )
    made, total = CashCount.objects.get(), 1_688_50
    assert answer == {
        "count": made.public_id.hex,
        "total_satang": total,
        "book_satang": 500_00,
        "difference_satang": total - 500_00,
    }
    ids = {line.code: line.id for line in accounts(fund)}
    somsri = cast.users["somsri"].pk
    assert row(made) == {
        "fund_id": fund,
        "account_id": ids["cash"],
        "counted_on": DAY,
        "pieces": canonical({str(piece): 1 for piece in PIECES[:-1]}),
        "total_satang": total,
        "book_satang": 500_00,
        "newest_entry_id": newest_entry_id(fund),
        "first_by_id": somsri,
        "second_by_id": cast.users["chanpen"].pk,
        "note": "ครบ",
        "at": act.now,
        "command_id": Command.objects.get(public_id=act.command_id).pk,
    }
    act = cast.act("somsri")
    answer = read_bank(
        act, bank=cast.bank, read_on=DAY, balance_satang=10**12, note=" สมุดเล่ม 2 "
    )
    read_ = BankReading.objects.get()
    assert answer == {
        "reading": read_.public_id.hex,
        "balance_satang": 10**12,
        "book_satang": 0,
        "difference_satang": 10**12,
    }
    assert row(read_) == {
        "fund_id": fund,
        "account_id": ids[cast.bank],
        "read_on": DAY,
        "balance_satang": 10**12,
        "book_satang": 0,
        "entered_by_id": somsri,
        "note": "สมุดเล่ม 2",
        "at": act.now,
        "command_id": Command.objects.get(public_id=act.command_id).pk,
    }


@pytest.mark.parametrize(
    ("pieces", "piece", "found"),
    [
        ({"25": 1, "3000": 1}, "3000", 1),
        ({"25": -1}, "25", -1),
        ({"25": 1_000_001}, "25", 1_000_001),
        ({"25": True}, "25", True),
    ],
)
def test_what_is_no_count_is_named(
    cast: Cast, pieces: dict[str, Any], piece: str, found: int
) -> None:
    assert told(count, cast, pieces) == [
        (RefusalCode.PIECES_UNFIT, {"piece": piece, "found": found})
    ]
    assert count(cast, {"25": 1_000_000})["total_satang"] == 25_000_000


def test_a_place_or_a_sum_that_cannot_be_is_named(cast: Cast) -> None:
    assert told(count, cast, {}, cash="bank:1") == [
        (RefusalCode.NOT_FOUND, {"what": "กล่องเงินสด bank:1"})
    ]
    assert told(read, cast, 0, bank="cash") == [
        (RefusalCode.NOT_FOUND, {"what": "บัญชีธนาคาร cash"})
    ]
    for satang in (-1, 10**12 + 1):
        assert told(read, cast, satang) == [
            (RefusalCode.AMOUNT_UNFIT, {"found": Money(satang)})
        ]
    assert read(cast, 0)["balance_satang"] == 0
    assert read(cast, 0, read_on=TODAY)["book_satang"] == 0
    tomorrow = TODAY + timedelta(days=1)
    for step, said in (
        (count, {"pieces": {}, "counted_on": tomorrow}),
        (read, {"satang": 0, "read_on": tomorrow}),
    ):
        assert told(step, cast, **said) == [
            (RefusalCode.DATE_IN_FUTURE, {"found": tomorrow, "today": TODAY})
        ]

"""Entries as people read them: a debit and a credit line for each account."""

from __future__ import annotations

from datetime import date
from hashlib import sha256

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from kongbun.kernel.money import Money
from kongbun.ledger import entries, models, seal
from kongbun.ledger.holding import Held, held, held_by
from kongbun.ledger.lines import (
    Late,
    booked_between,
    journal,
    late_entries,
    lines_of,
    received_into,
)
from kongbun.ledger.lines import booked as booked_entries
from kongbun.testing.cast import TODAY, Cast
from tests.ledger.books import booked, close, cost, days, gift, kept_for, purpose, undo

pytestmark = pytest.mark.django_db


def receipt(
    no: int, *lines: tuple[str, int], on: date = TODAY, into: str = "bag:1"
) -> entries.Entry:
    return entries.receipt(
        book=1,
        no=no,
        received_on=on,
        into=into,
        lines=[(code, Money(satang)) for code, satang in lines],
        memo=f"ใบที่ {no}",
    )


DUES = ("income:dues", 900)
GIFT = ("income:donation", 100)


def sides(pk: int) -> list[tuple[str, int, int, str]]:
    entry = models.Entry.objects.get(pk=pk)
    return [
        (line.account_code, line.debit_satang, line.credit_satang, line.against)
        for line in lines_of(entry)
    ]


def test_a_receipt_of_two_lines_has_three_sides(cast: Cast) -> None:
    (pk,) = booked(cast, receipt(1, DUES, GIFT, ("income:dues", 30)))
    dues, gifts, bag = "เงินสมทบของสมาชิก", "เงินบริจาค", "ถุงนายประเสริฐ"
    assert sides(pk) == [
        ("bag:1", 1_030, 0, f"{dues} {gifts}"),
        ("income:dues", 0, 930, bag),
        ("income:donation", 0, 100, bag),
    ]
    (line, *_) = lines_of(models.Entry.objects.get(pk=pk))
    assert (line.entry_id, line.reference, line.kind) == (
        pk,
        "receipt:1:1:1",
        "receipt",
    )
    assert (line.occurred_on, line.booked_on, line.memo) == (TODAY, TODAY, "ใบที่ 1")
    assert (line.account_name, line.reverses_reference) == (bag, "")
    assert not line.is_reversed


def test_what_is_set_aside_stands_against_what_is_free(cast: Cast) -> None:
    code = purpose(cast, "ทุนการศึกษา")
    (pk,) = booked(cast, gift(1, 70, purpose=code))
    free = models.Account.objects.get(fund=cast.fund, code="equity:free").name
    cash = models.Account.objects.get(fund=cast.fund, code="cash").name
    assert sides(pk) == [
        ("cash", 70, 0, "เงินบริจาค"),
        (code, 70, 0, free),
        ("income:donation", 0, 70, cash),
        ("equity:free", 0, 70, "ทุนการศึกษา"),
    ]


def test_both_lines_of_a_mistake_stay_readable(cast: Cast) -> None:
    (pk,) = booked(cast, cost_after_gift(cast))
    undo(cast.act("somsri"), entry=pk)
    back = models.Entry.objects.get(reverses_id=pk)
    assert all(line.is_reversed for line in lines_of(models.Entry.objects.get(pk=pk)))
    for line in lines_of(back):
        assert line.reverses_reference == "cost:1:1"
        assert not line.is_reversed
    assert [side[:3] for side in sides(back.pk)] == [
        ("cash", 100, 0),
        ("expense:office", 0, 100),
    ]


def cost_after_gift(cast: Cast) -> entries.Entry:
    booked(cast, gift(1, 1_000))
    return cost(1, 100)


def test_a_journal_is_of_its_days_its_fund_and_its_account(cast: Cast) -> None:
    booked(cast, gift(3, 30, days(9)), gift(1, 10, days(1)), gift(2, 20, days(5)))
    booked(cast, cost(1, 7, days(5), paid_from="cash"))
    booked(cast, gift(1, 5, days(5)), who="noi")

    def told(since: int, until: int, code: str | None = None) -> list[tuple[str, str]]:
        lines = journal(
            cast.fund.pk, since=days(since), until=days(until), account_code=code
        )
        return [(line.reference, line.account_code) for line in lines]

    assert told(1, 9, "cash") == [
        ("gift:1:1", "cash"),
        ("gift:2:1", "cash"),
        ("cost:1:1", "cash"),
        ("gift:3:1", "cash"),
    ]
    assert told(2, 8) == [
        ("gift:2:1", "cash"),
        ("gift:2:1", "income:donation"),
        ("cost:1:1", "expense:office"),
        ("cost:1:1", "cash"),
    ]
    assert told(5, 5, "expense:office") == [("cost:1:1", "expense:office")]
    assert told(0, 0) == []


def test_an_account_on_both_sides_is_told_once_a_side(cast: Cast) -> None:
    code = purpose(cast, "ทุนการศึกษา")
    booked(cast, gift(1, 100, purpose=code))
    booked(cast, receipt(1, DUES, GIFT))
    lines = list(journal(cast.fund.pk, since=TODAY, until=TODAY, account_code="bag:1"))
    assert [(line.debit_satang, line.credit_satang) for line in lines] == [(1_000, 0)]


OCTOBER = date(2026, 10, 31)


def test_what_came_late_is_told_with_both_days(cast: Cast) -> None:
    close(cast.act("somsri"), day=OCTOBER)
    code = purpose(cast, "ทุนการศึกษา")
    late, first = date(2026, 10, 12), date(2026, 11, 1)
    booked(cast, gift(2, 70, late, purpose=code), gift(1, 5, OCTOBER))
    booked(cast, gift(3, 9, first))
    booked(cast, kept_for(1, 4, code, late))
    fund = cast.fund.pk
    expected = [
        Late("gift:2:1", "other-income", late, first, 70),
        Late("gift:1:1", "other-income", OCTOBER, first, 5),
        Late("kept:1:1", "set-aside", late, first, 4),
    ]
    assert late_entries(fund, since=first, until=first) == expected
    assert late_entries(fund, since=first, until=TODAY) == expected
    assert late_entries(fund, since=date(2026, 11, 2), until=TODAY) == []
    assert late_entries(cast.other_fund.pk, since=first, until=TODAY) == []


def test_what_came_between_two_entries(cast: Cast) -> None:
    one, two, three = booked(cast, gift(1, 1), gift(2, 2, days(3)), gift(3, 3))
    booked(cast, gift(9, 9), who="noi")
    fund = cast.fund.pk

    def told(after: int, up_to: int, until: date = TODAY) -> list[str]:
        found = booked_between(fund, after_id=after, up_to_id=up_to, until=until)
        return [late.reference for late in found]

    assert told(one, three) == ["gift:2:1", "gift:3:1"]
    assert told(0, two) == ["gift:1:1", "gift:2:1"]
    assert told(0, three, days(3)) == ["gift:2:1"]
    assert told(0, three + 10) == ["gift:1:1", "gift:2:1", "gift:3:1"]


def test_a_receipts_money_went_into_one_account(cast: Cast) -> None:
    box, sack = booked(cast, receipt(1, DUES, into="cash"), receipt(2, DUES, GIFT))
    assert received_into(box) == "cash"
    assert received_into(sack) == "bag:1"


def test_entries_are_read_whole_in_the_order_of_the_books(cast: Cast) -> None:
    two, one = booked(cast, receipt(2, DUES, GIFT, on=days(5)), gift(1, 10, days(1)))
    booked(cast, gift(1, 5), who="noi")
    undo(cast.act("somsri"), entry=one)
    back = models.Entry.objects.get(reverses_id=one)
    found = list(booked_entries(cast.fund.pk, until=TODAY, newest_entry_id=back.pk))
    assert [entry.id for entry in found] == [one, two, back.pk]
    assert [(leg.seq, *leg[1:]) for leg in found[1].legs] == [
        (1, "bag:1", "income:dues", 900),
        (2, "bag:1", "income:donation", 100),
    ]
    assert (found[2].reverses_id, found[2].reverses_reference) == (one, "gift:1:1")
    assert (found[0].reverses_id, found[0].reverses_reference) == (None, "")
    for entry in found:
        row = models.Entry.objects.select_related("command").get(pk=entry.id)
        assert (entry.reference, entry.kind, entry.memo) == (
            *(row.reference, row.kind, row.memo),
        )
        assert (entry.occurred_on, entry.booked_on) == (row.occurred_on, row.booked_on)
        assert (entry.command, entry.hash) == (row.command.public_id, bytes(row.hash))

    def told(since: date | None, until: date, newest: int) -> list[int]:
        of_fund = booked_entries(
            cast.fund.pk, since=since, until=until, newest_entry_id=newest
        )
        return [entry.id for entry in of_fund]

    assert told(days(5), TODAY, back.pk) == [two, back.pk]
    assert told(days(1), days(5), back.pk) == [one, two]
    assert told(None, TODAY, one) == [one, two]
    assert told(None, TODAY, two) == [two]


def test_every_hash_is_made_anew_from_its_rows(cast: Cast) -> None:
    (pk,) = booked(cast, receipt(1, DUES, GIFT))
    undo(cast.act("somsri"), entry=pk)
    for entry in models.Entry.objects.filter(fund=cast.fund):
        made = seal.entry_hash(
            cast.fund.public_id,
            entry.reference,
            entry.kind,
            entry.occurred_on.isoformat(),
            entry.booked_on.isoformat(),
            entry.reverses.reference if entry.reverses else "",
            [
                (leg.debit.code, leg.credit.code, leg.amount_satang)
                for leg in entry.legs.order_by("seq")
            ],
        )
        assert bytes(entry.hash) == made


def test_a_line_of_a_receipt_as_the_chain_has_it() -> None:
    span = (7_300, 7_330)
    assert seal.receipt_line(2, 17, 5, "dues", 900, span) == "2/17:5:dues:900:7300:7330"
    nobody = seal.receipt_line(2, 17, None, "gift", 1, (None, None))
    assert nobody == "2/17::gift:1::"
    assert seal.receipt_line(1, 1, 5, "dues", 1, (0, None)) == "1/1:5:dues:1:0:"


def test_lines_are_sealed_in_the_order_written() -> None:
    made = seal.lines_hash(iter(["1/1:5:dues:900::", "1/2::gift:5::"]))
    assert made == sha256(b"1/1:5:dues:900::\n1/2::gift:5::\n").digest()
    assert seal.together([b"a", b"b"]) == sha256(b"ab").digest()


def test_the_journal_of_an_account_reads_no_other_entries(cast: Cast) -> None:
    booked(cast, gift(1, 10), gift(2, 5, into="bank:1"), gift(3, 7, into="bank:1"))

    def legs_read(code: str | None) -> int:
        with CaptureQueriesContext(connection) as seen:
            list(journal(cast.fund.pk, since=TODAY, until=TODAY, account_code=code))
        (legs,) = [one["sql"] for one in seen if 'FROM "ledger_leg"' in one["sql"]]
        return legs.partition("IN (")[2].partition(")")[0].count(",") + 1

    assert (legs_read("cash"), legs_read("bank:1"), legs_read(None)) == (1, 2, 3)


# What lies in a bag is what came into it last.


def bag(cast: Cast) -> int:
    return models.Account.objects.get(fund=cast.fund, code=cast.bag).pk


def hand_over(no: int, satang: int, on: date) -> entries.Entry:
    return entries.hand_over(
        reference=f"hand-over:{no}:1",
        accepted_on=on,
        bag="bag:1",
        into="cash",
        counted=Money(satang),
        bag_balance=Money(satang),
        suspense="suspense:1",
    )


def test_an_empty_bag_holds_nothing_since_never(cast: Cast) -> None:
    assert held(bag(cast)) == Held(0, None, ())
    assert held_by([bag(cast)]) == {}


def test_a_bag_holds_its_newest_money(cast: Cast) -> None:
    old, new = booked(cast, receipt(1, DUES, on=days(1)), receipt(2, GIFT, on=days(5)))
    assert held(bag(cast)) == Held(1_000, days(1), (new, old))
    booked(cast, hand_over(1, 900, days(6)))
    assert held(bag(cast)) == Held(100, days(5), (new,))
    # One satang more than the newest receipt is of the one before.
    booked(cast, receipt(3, ("income:dues", 7), on=days(8)))
    newest = models.Entry.objects.latest("pk").pk
    assert held(bag(cast)) == Held(107, days(5), (newest, new))
    cash = models.Account.objects.get(fund=cast.fund, code="cash").pk
    both = held_by([bag(cast), cash])
    assert both[cash] == Held(900, days(6), ())
    assert both[bag(cast)].satang == 107


def test_the_last_satang_in_a_bag_is_of_the_receipt_before(cast: Cast) -> None:
    old, new = booked(cast, receipt(1, DUES, on=days(1)), receipt(2, GIFT, on=days(5)))
    booked(cast, hand_over(1, 899, days(6)))
    assert held(bag(cast)) == Held(101, days(1), (new, old))
    booked(cast, hand_over(2, 100, days(7)))
    assert held(bag(cast)) == Held(1, days(5), (new,))
    assert set(held_by([bag(cast)])) == {bag(cast)}


def test_a_receipt_of_two_lines_is_one_and_a_reversed_one_is_none(cast: Cast) -> None:
    first, wrong = booked(
        cast, receipt(1, DUES, GIFT, on=days(9)), receipt(2, DUES, on=days(2))
    )
    undo(cast.act("somsri"), entry=wrong)
    assert held(bag(cast)) == Held(1_000, days(9), (first,))


def test_a_paper_that_came_late_makes_the_money_older(cast: Cast) -> None:
    first, late = booked(
        cast, receipt(1, DUES, on=days(9)), receipt(2, DUES, on=days(2))
    )
    assert held(bag(cast)) == Held(1_800, days(2), (late, first))

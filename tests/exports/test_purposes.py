"""An auditor sees in both programs what money was given for, and what it paid."""

from __future__ import annotations

from datetime import date

import pytest
from beancount.core import data

from kongbun.reports.export import beancount, hledger
from kongbun.reports.export.books import Books, read_books
from kongbun.testing.cast import TODAY, Cast
from tests.exports.programs import Beancount, Hledger, satang
from tests.treasury.steps import give, make_purpose, reverse_it, spend

pytestmark = pytest.mark.django_db
SPAN = (date(2026, 10, 1), date(2027, 10, 1))


@pytest.fixture
def fenced(cast: Cast) -> Cast:
    """Of 1,000 for the flood 300 paid for travel, which cost 300; 200 is free money."""
    flood = make_purpose(cast, until=date(2026, 12, 31), paper_no="มท 1/2569")
    give(cast, 1_000_00, purpose=flood)
    give(cast, 200_00)
    spend(cast, 300_00)
    reverse_it(cast, give(cast, 50_00, purpose=flood))
    return cast


def read(cast: Cast, *, notes: bool = False) -> Books:
    return read_books(cast.fund, TODAY, members=True, notes=notes)


def test_both_programs_tell_what_was_given_and_what_it_paid(fenced: Cast) -> None:
    books = read(fenced)
    wanted = {"income:donation": 1_000_00, "expense:travel": -300_00}
    for program in (
        Hledger("\n".join([*hledger.lines(books), ""])),
        Beancount("\n".join([*beancount.lines(books), ""])),
    ):
        assert program.complaint() == ""
        assert program.for_purposes(*SPAN) == wanted
        assert program.balances()["restricted:1"] == 700_00


def test_hledger_finds_what_a_purpose_paid_by_its_tag(fenced: Cast) -> None:
    journal = Hledger("\n".join([*hledger.lines(read(fenced)), ""]))
    found = journal.run(
        *("balance", "expense:", "tag:purpose=restricted:1", "--no-total"),
    ).stdout.split()
    assert found == ["300.00", "THB", "expense:travel"]
    # What may be paid from it and until when stands with the account.
    for asked in ("uses=expense:benefit:11 expense:travel", "until=2026-12-31"):
        told = journal.run("accounts", f"tag:{asked}").stdout
        assert told.split() == ["restricted:1"]
    assert journal.run("accounts", "tag:uses=expense:office").stdout == ""


def test_beancount_finds_it_by_tag_and_by_account(fenced: Cast) -> None:
    program = Beancount("\n".join([*beancount.lines(read(fenced)), ""]))
    paid = [
        satang(str(posting.units.number))
        for one in program.entries
        if isinstance(one, data.Transaction) and "restricted-1" in one.tags
        for posting in one.postings
        if posting.account == "Expenses:Travel" and posting.units is not None
    ]
    assert paid == [300_00]
    meta = program.opened["Equity:Restricted:1"]
    assert meta["uses"] == "expense:benefit:11 expense:travel"
    assert meta["until"] == "2026-12-31"


def test_who_gave_is_told_only_with_notes(fenced: Cast) -> None:
    for lines in (hledger.lines, beancount.lines):
        assert "เทศบาล" not in "\n".join(lines(read(fenced)))
        told = "\n".join(lines(read(fenced, notes=True)))
        assert "giver:" in told
        assert "เทศบาลตำบลทุ่งน้ำใจ" in told
        assert "มท 1/2569" in told

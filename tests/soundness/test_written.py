"""Rows against the link of the command that wrote them: whatever they say.

Planted bare, as by who reaches the tables; made anew with the whole chain, a witness
tells.  What other checks do not look at stands here too: who counted, on which day,
what a bank's book said, why a month was closed.
"""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest
from django.apps import apps

from kongbun.soundness import witness
from kongbun.soundness.check import check
from kongbun.store import covered, followed, guards
from kongbun.store.guards import ERASED
from kongbun.testing import insider
from kongbun.testing.cast import TODAY, Cast, make_cast
from kongbun.testing.databases import Once
from kongbun.treasury.purpose_actions import set_aside
from tests.claims.story import tell
from tests.treasury.steps import (
    ask_expense,
    close_october,
    count,
    decide,
    give,
    make_purpose,
    pay,
    read,
    reverse_it,
)

NOW = datetime(2026, 11, 20, 5, tzinfo=UTC)


def begin() -> Cast:
    """A month closed, a stay paid, money given, counted, kept and taken back."""
    made = make_cast()
    close_october(made)
    story = tell(made)
    story.pay(story.approved())
    give(made, 77_00)
    reverse_it(made, give(made, 5_00))
    purpose = make_purpose(made, until=date(2026, 12, 30))
    give(made, 300_00, purpose=purpose)
    set_aside(
        made.act("somsri"), purpose=purpose, amount_satang=50_00, reason="มติกรรมการ"
    )
    asked = ask_expense(made)
    decide(made, asked)
    pay(made, asked)
    decide(made, ask_expense(made, 33_00), approved=False, note="แพงไป")
    ask_expense(made, 44_00)
    count(made, {"100000": 1})
    read(made, 50_000_00, read_on=TODAY)
    return made


@pytest.fixture
def cast(once: Once) -> Cast:
    return once(begin)


CHANGED = {
    "what a bank's book said": "treasury_bankreading SET balance_satang = 1",
    "when it was read": "treasury_bankreading SET read_on = '2026-11-19'",
    "what was counted, sum and all": "treasury_cashcount SET total_satang = 200000,"
    " pieces = '{\"100000\":2}' WHERE counted_on = '2026-11-05'",
    "when it was counted": "treasury_cashcount SET counted_on = '2026-11-18'",
    "who counted with whom": "treasury_cashcount SET second_by_id ="
    " (SELECT id FROM access_user WHERE username = 'prasong')",
    "a no that became a yes": "approvals_approval SET approved = TRUE"
    " WHERE NOT approved",
    "who approved": "approvals_approval SET checker_id = (SELECT id FROM access_user"
    " WHERE username = 'chanpen') WHERE subject_kind = 'expense'",
    "what was said": "approvals_approval SET note = 'ดีมาก' WHERE note <> ''",
    "whose signature": "approvals_signature SET person_id ="
    " (SELECT MAX(id) FROM people_person) WHERE id ="
    " (SELECT MIN(id) FROM approvals_signature)",
    "what waits for approval": "treasury_movement SET amount_satang = 999900"
    " WHERE amount_satang = 4400",
    "who gave": "treasury_movement SET party = 'ผู้ไม่ประสงค์ออกนาม'"
    " WHERE amount_satang = 7700",
    "the day on the paper": "treasury_movement SET occurred_on = '2026-11-04'"
    " WHERE amount_satang = 7700",
    "the number of a paper": "treasury_movement SET no = no + 50",
    "who was paid": "claims_payment SET payee_name = 'นายประเสริฐ ทองดี'",
    "who saw it paid": "claims_payment SET witness = 'นายประเสริฐ ทองดี'",
    "a voucher's number": "claims_payment SET no = no + 5",
    "who moved a claim on": "claims_claimstep SET user_id ="
    " (SELECT id FROM access_user WHERE username = 'noi')",
    "how many sign": "claims_claim SET signatures_needed = 1",
    "why money was kept": "treasury_fencechange SET reason = 'อื่น'",
    "what closed a month": "treasury_monthclose SET conditions ="
    ' REPLACE(conditions, \'"note":"\', \'"note":"x\')',
    "the meeting of a by-law": "bylaws_bylawversion SET meeting = 'ประชุมลับ'",
}


@pytest.mark.parametrize(
    "emptied", ["receipts_receipt SET payer_name", "ledger_entry SET memo"]
)
def test_what_looks_erased_is_found_where_nobody_was(books: Cast, emptied: str) -> None:
    """An erasure takes the command's salt too; the word alone hides nothing."""
    assert books.fund
    with insider.tampering() as cursor:
        _, column = emptied.split(" SET ")
        cursor.execute(f"UPDATE {emptied} = %s WHERE {column} <> ''", [ERASED])
        assert cursor.rowcount >= 1
    assert "K013" in {one.code for one in check(now=NOW)}


def test_every_row_is_as_its_link_said_before_anyone_changes_it(cast: Cast) -> None:
    """Else whatever is changed below would be found without being looked at."""
    assert cast.fund
    assert check(now=NOW) == []


@pytest.mark.parametrize("what", CHANGED)
def test_a_row_that_was_changed_is_found(cast: Cast, what: str) -> None:
    seen = witness.take(NOW)
    with insider.tampering() as cursor:
        cursor.execute(f"UPDATE {CHANGED[what]}")
        assert cursor.rowcount >= 1
    found = check(now=NOW)
    assert "K013" in {one.code for one in found}
    assert {one.fund for one in found} == {cast.fund.code}
    with insider.tampering() as cursor:
        insider.reseal(cursor)
    made_anew = {*check(now=NOW)}
    told = "K013" in {one.code for one in made_anew}
    assert told is (what in ANSWERED)
    assert "K013" in {one.code for one in {*check(now=NOW, witness=seen)} - made_anew}


# Whoever asked was told otherwise, and the answer still says so.
ANSWERED = {"a no that became a yes"}
GONE = {
    "a no": "DELETE FROM approvals_approval WHERE NOT approved",
    "what waits": "DELETE FROM treasury_movement WHERE amount_satang = 4400",
    "a signature": "DELETE FROM approvals_signature WHERE id ="
    " (SELECT MIN(id) FROM approvals_signature)",
    "a reading": "DELETE FROM treasury_bankreading",
    "kept figures": "DELETE FROM reports_storedreport",
    "a close": "DELETE FROM treasury_monthclose",
    "a row of another command": "UPDATE treasury_bankreading SET command_id ="
    " (SELECT MIN(id) FROM commands_command)",
    "a row put in": "INSERT INTO treasury_bankreading (public_id, fund_id, account_id,"
    " read_on, balance_satang, book_satang, entered_by_id, note, at, command_id)"
    " SELECT (SELECT salt FROM commands_command ORDER BY id DESC LIMIT 1), fund_id,"
    " account_id, '2026-11-02', 7, 7, entered_by_id, '', at, command_id FROM"
    " treasury_bankreading WHERE read_on = '2026-11-20'",
}


@pytest.mark.parametrize("what", GONE)
def test_a_row_that_was_taken_away_or_put_in_is_found(cast: Cast, what: str) -> None:
    assert cast.fund
    with insider.tampering() as cursor:
        cursor.execute(GONE[what])
        assert cursor.rowcount >= 1
    assert "K013" in {one.code for one in check(now=NOW)}


def test_sound_rows_are_as_they_were_written(cast: Cast) -> None:
    assert cast.fund
    assert check(now=NOW) == []


# Neither covered nor followed: what else looks at them.
ELSEWHERE = {
    "audit_auditevent": "the chain itself",
    "audit_chainhead": "the chain itself",
    "audit_checkpoint": "compared with the chain, and the first link of a day counts",
    "auth_group": "Django's own, never filled",
    "auth_group_permissions": "Django's own, never filled",
    "auth_permission": "Django's own, names of models",
    "commands_command": "its link",
    "commands_commandoutcome": "the answer's hash in the link",
    "devices_itemanswer": "the answer of the command that was run for it",
    "django_content_type": "Django's own, names of models",
    "django_session": "who is signed in just now",
    "dues_duesline": "the lines in the link",
    "dues_paidrun": "made anew from the lines",
    "ledger_entry": "its own hash",
    "ledger_leg": "its entry's hash",
    "people_stagedbeneficiary": "not the register yet; emptied once it is",
    "people_stagedmember": "not the register yet; emptied once it is",
    "people_stageduse": "not the register yet; emptied once it is",
    "receipts_receipt": "one hash over all of a command, and its lines, in the link",
}


def test_every_table_is_covered_or_followed_or_says_what_looks_at_it() -> None:
    every = {
        model._meta.db_table: model
        for model in apps.get_models(include_auto_created=True)
    }
    by_links = {
        table
        for table, model in every.items()
        if issubclass(model, covered.Covered | followed.Followed)
    }
    assert by_links | ELSEWHERE.keys() == every.keys()
    assert not by_links & ELSEWHERE.keys()


def test_no_column_that_may_change_is_covered_alone() -> None:
    """What a link covers for ever does not hold it; then the last word does."""
    loose = {one.table for one in guards.protected() if one.may_change}
    both = {one._meta.db_table for one in followed.followed()}
    assert loose - both == {"audit_chainhead", "audit_checkpoint", "dues_duesline"}


def test_what_is_empty_leaves_no_trace() -> None:
    """So that a column added later changes no old row's text."""
    assert covered.line_of([]) == ""
    assert [covered.plain(one) for one in (None, "", 0, False, b"")] == [""] * 5
    # No value passes for two.
    assert covered.line_of([("a", "1\nb:1:2")]) != covered.line_of(
        [("a", "1"), ("b", "2")]
    )

"""Who asks to be forgotten is: nothing of them is left, and the books do not change."""

from __future__ import annotations

import json
import sqlite3
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from django.apps import apps
from django.db import connection, connections, models

from kongbun.access.models import RoleGrant
from kongbun.audit.models import AuditEvent
from kongbun.audit.said import who_said
from kongbun.claims.approve_actions import award_hash
from kongbun.claims.models import Claim
from kongbun.claims.submit_actions import request_hash
from kongbun.commands.models import Command
from kongbun.erasure.actions import erase_person
from kongbun.erasure.models import Erasure
from kongbun.erasure.places import PLACES
from kongbun.erasure.wipe import wipe
from kongbun.kernel.refusal import RefusalCode, Refused
from kongbun.people.member_actions import edit_person
from kongbun.people.models import Membership, Person, RegisterImport
from kongbun.reports.figures import work_out
from kongbun.soundness import witness
from kongbun.soundness.check import check
from kongbun.store.followed import HALF
from kongbun.store.guards import ERASED
from kongbun.store.sqlite.base import owning
from kongbun.testing import insider
from kongbun.testing.cast import TODAY, by_hand, make_cast
from kongbun.testing.databases import Copy, Once
from kongbun.treasury.entering_actions import what_is_approved
from kongbun.treasury.models import Movement
from tests.erasure.canary import CANARIES, ID, Canary, links, live, person_facts

NOW = datetime(2026, 11, 20, 12, tzinfo=UTC)
DAYS = (date(2026, 9, 30), date(2026, 10, 31), TODAY)


def begin() -> Canary:
    return live(make_cast())


@pytest.fixture
def canary(once: Once) -> Canary:
    return once(begin)


def erase(canary: Canary, **changed: Any) -> dict[str, Any]:
    cast = canary.cast
    facts: dict[str, Any] = {
        "person": canary.membership.person.public_id,
        "asked_on": TODAY,
        "second_user_id": cast.users["prasong"].pk,
    }
    who = changed.pop("who", "chanpen")
    return erase_person(cast.act(who), **{**facts, **changed})


def everything() -> str:
    """Every value of every table, as text."""
    found = []
    for model in apps.get_models():
        with connection.cursor() as cursor:
            cursor.execute(f'SELECT * FROM "{model._meta.db_table}"')
            found += [str(value) for row in cursor.fetchall() for value in row]
    return "\n".join(found)


def test_nothing_is_left_and_the_books_do_not_change(
    canary: Canary, committed_db: Copy
) -> None:
    fund = canary.cast.fund
    assert check(now=NOW) == []
    before, sealed = [work_out(fund, day) for day in DAYS], links()
    seen = witness.take(NOW)
    text = everything()
    assert [word for word in (*CANARIES, ID) if word not in text] == []
    gone = erase(canary)["commands"]
    text = everything()
    assert [word for word in (*CANARIES, ID) if word in text] == []
    # Whoever named her can be tried no more; what named nobody keeps its answer.
    for one in Command.objects.select_related("outcome"):
        named = one.kind.startswith(("people.", "claims.")) and (
            one.kind != "people.erase_person"
        )
        assert not named or one.pk in gone, one.kind
        assert (bytes(one.salt or b"") == b"") is (one.pk in gone), one.kind
    assert "bylaws.adopt" in kinds_but(gone)
    # The chain is the same, and one link longer.
    assert set(sealed) < set(links())
    assert len(links()) == len(sealed) + 1
    assert check(now=NOW, witness=seen) == []
    assert [work_out(fund, day) for day in DAYS] == before
    left = Membership.objects.get(pk=canary.membership.pk)
    assert (left.member_no, left.joined_on) == ("ทน-99", date(2020, 11, 1))
    assert left.person.full_name() == ERASED
    if connection.vendor != "sqlite":
        return
    # Not in the file either, nor in its log, once it is written anew.
    assert raw_words(committed_db) != []
    assert wipe()
    connections["default"].close()
    assert raw_words(committed_db) == []


def kinds_but(gone: list[int]) -> set[str]:
    return set(Command.objects.exclude(pk__in=gone).values_list("kind", flat=True))


def test_while_somebody_reads_the_file_is_left_for_later(
    canary: Canary, committed_db: Copy
) -> None:
    if connection.vendor != "sqlite":
        assert wipe()
        return
    erase(canary)
    reader = sqlite3.connect(committed_db.name, isolation_level=None)
    reader.execute("BEGIN")
    reader.execute("SELECT COUNT(*) FROM people_person").fetchone()
    with owning(connection), connection.cursor() as cursor:
        cursor.execute("PRAGMA busy_timeout=0")
    assert not wipe()
    reader.close()
    assert wipe()
    assert raw_words(committed_db) == []


def raw_words(database: Copy) -> list[str]:
    """The canaries that stand in the file or its log, byte for byte."""
    files = [Path(f"{database.name}{suffix}") for suffix in ("", "-wal")]
    raw = b"".join(file.read_bytes() for file in files if file.exists())
    return [word for word in (*CANARIES, ID) if word.encode() in raw]


def as_an_older_version_wrote(canary: Canary) -> None:
    """No salts and no hash of who asked: all bound to the names themselves."""
    with insider.tampering() as cursor:
        cursor.execute("UPDATE claims_claim SET salt = NULL, who_hash = NULL")
        cursor.execute("UPDATE treasury_movement SET salt = NULL, who_hash = NULL")
        claim = Claim.objects.using(insider.alias()).get(membership=canary.membership)
        claim.signed_hash = request_hash(claim)
        award = claim.awards.get()
        bound = award_hash(claim, bytes(award.decision.hash), award)
        for sql, made, key in (
            ("claims_claim SET signed_hash = %s WHERE id", claim.signed_hash, claim.pk),
            (
                "approvals_signature SET content_hash = %s WHERE subject_id",
                claim.signed_hash,
                claim.public_id.bytes,
            ),
            ("claims_award SET hash = %s WHERE id", bound, award.pk),
            (
                "approvals_approval SET content_hash = %s WHERE id",
                bound,
                award.approval_id,
            ),
        ):
            cursor.execute(f"UPDATE {sql} = %s", [made, key])
        movement = Movement.objects.using(insider.alias()).get()
        made = what_is_approved(movement)
        cursor.execute("UPDATE treasury_movement SET content_hash = %s", [made])
        cursor.execute(
            "UPDATE approvals_approval SET content_hash = %s WHERE subject_id = %s",
            [made, movement.public_id.bytes],
        )
        # Nor did links cover the rows of their commands.
        cursor.execute("SELECT id, payload FROM audit_auditevent")
        for key, payload in cursor.fetchall():
            said = json.loads(payload)
            said.pop("rows", None)
            cursor.execute(
                "UPDATE audit_auditevent SET payload = %s WHERE id = %s",
                [json.dumps(said), key],
            )
        insider.reseal(cursor)


def test_rows_from_before_salts_are_erased_too(canary: Canary) -> None:
    as_an_older_version_wrote(canary)
    assert check(now=NOW) == []
    erase(canary)
    text = everything()
    assert [word for word in (*CANARIES, ID) if word in text] == []
    assert check(now=NOW) == []


def refusal(canary: Canary, **changed: Any) -> set[RefusalCode]:
    with pytest.raises(Refused) as caught:
        erase(canary, **changed)
    assert not Erasure.objects.exists()
    return {reason.code for reason in caught.value.reasons}


def test_two_people_are_needed_each_with_the_duty(canary: Canary) -> None:
    users = canary.cast.users
    assert refusal(canary, second_user_id=None) == {RefusalCode.SECOND_PERSON_NEEDED}
    assert refusal(canary, second_user_id=users["chanpen"].pk) == {
        RefusalCode.SAME_PERSON
    }
    for second in ("somsri", "prasert", "noi"):
        assert refusal(canary, second_user_id=users[second].pk) == {
            RefusalCode.NOT_ALLOWED
        }
    for who in ("somsri", "kamnan", "noi"):
        assert refusal(canary, who=who) == {RefusalCode.NOT_ALLOWED}
    assert refusal(canary, asked_on=TODAY + timedelta(days=1)) == {
        RefusalCode.DATE_IN_FUTURE
    }


def test_who_still_has_something_with_the_fund_is_not_erased(canary: Canary) -> None:
    """Every reason at once, each with its remedy; nothing of it changes a row."""
    cast, mine = canary.cast, canary.membership
    Membership.objects.filter(pk=mine.pk).update(exited_on=None, exit_reason="")
    claim = Claim.objects.get(membership=mine)
    with insider.tampering() as cursor:
        cursor.execute(
            "UPDATE claims_claim SET status = 'approved' WHERE id = %s", [claim.pk]
        )
    RoleGrant.objects.create(
        fund=cast.fund,
        user=cast.users["laor"],
        role="centre",
        from_date=TODAY,
        person=mine.person,
    )
    RegisterImport.objects.create(
        fund=cast.fund, filename="ทะเบียน.xlsx", file_hash=bytes(32), content=b"x",
        sent_at=NOW, user=cast.users["chanpen"],
    )  # fmt: skip
    text = everything()
    assert refusal(canary) == {
        RefusalCode.ERASE_STILL_MEMBER,
        RefusalCode.ERASE_OPEN_CLAIM,
        RefusalCode.ERASE_HOLDS_DUTY,
        RefusalCode.ERASE_IMPORT_OPEN,
    }
    assert all(word in everything() for word in (*CANARIES, ID) if word in text)


def test_once_and_nothing_is_written_about_them_again(canary: Canary) -> None:
    person = canary.membership.person.public_id
    erase(canary)
    with pytest.raises(Refused) as caught:
        erase(canary)
    assert caught.value.code is RefusalCode.PERSON_ERASED
    with pytest.raises(Refused) as caught:
        edit_person(canary.cast.act("chanpen"), person=person, facts=person_facts())
    assert caught.value.code is RefusalCode.PERSON_ERASED
    with pytest.raises(Refused) as caught:
        canary.story.ask(membership=canary.membership.public_id)
    assert caught.value.code is RefusalCode.PERSON_ERASED
    assert Erasure.objects.count() == 1


def test_no_salt_is_left_by_which_a_word_of_the_chain_could_be_guessed(
    canary: Canary,
) -> None:
    """A link said how the person's rows stood; whoever tries names finds nothing."""
    mine = canary.membership
    rows = {
        "people_person": [mine.person_id],
        "people_membership": [mine.pk],
        "people_beneficiary": list(mine.beneficiaries.values_list("pk", flat=True)),
    }
    erase(canary)
    spoke = Command.objects.filter(pk__in=who_said(canary.cast.fund.pk, rows))
    left = [one for one in spoke.order_by("pk") if bytes(one.salt or b"")]
    assert spoke.count() > len(left)
    assert [one.kind for one in left] == ["people.erase_person"]
    link = AuditEvent.objects.get(command_id=left[0].pk)
    words = json.loads(link.payload)["now"]
    assert words["people_person"].keys() == {str(mine.person_id)}
    assert {len(one) for said in words.values() for one in said.values()} == {HALF}


def test_nobody_elses_words_go(canary: Canary) -> None:
    """Not a namesake's in the fund, whose notes stay; not another fund's at all."""
    cast = canary.cast
    for fund in (cast.fund, cast.other_fund):
        with by_hand(fund):
            Person.objects.create(
                fund=fund, first_name="ขมิ้นทอง", last_name="นกน้อยเหลืออ่อน",
                match_key=canary.membership.person.match_key, sort_key="x",
            )  # fmt: skip
    before = Person.objects.exclude(pk=canary.membership.person_id)
    names = list(before.order_by("pk").values_list("first_name", "phone"))
    erase(canary)
    assert list(before.order_by("pk").values_list("first_name", "phone")) == names
    # With a namesake there, a note that has only the name is left to people.
    assert "ค่าเดินทาง" in everything()
    assert check(now=NOW) == []


@pytest.mark.parametrize(
    "sql",
    [
        "UPDATE commands_command SET salt = %s WHERE kind = 'treasury.pay_expense'",
        "UPDATE claims_claim SET claimant_name = %s",
        "UPDATE claims_claim SET salt = %s",
        "UPDATE treasury_movement SET party = %s",
    ],
)
def test_a_mark_that_no_erasure_made_is_found(canary: Canary, sql: str) -> None:
    """The app's own role may put it there; `check` asks which erasure did."""
    assert canary.membership
    mark: Any = b"" if "salt" in sql else ERASED
    with connection.cursor() as cursor:
        cursor.execute(sql, [mark])
    if "commands" in sql:
        with connection.cursor() as cursor:
            cursor.execute(
                "UPDATE commands_commandoutcome SET answer = '{\"erased\": true}'"
                " WHERE command_id = (SELECT MAX(id) FROM commands_command"
                " WHERE kind = 'treasury.pay_expense')"
            )
    assert check(now=NOW) != []


# Text that says nothing about a person: codes, kinds, hashes, papers' own numbers,
# what a fund says of itself, and users, who answer for what they did.
NAMES_NOBODY = {
    "access_fund": {"code", "name", "area_kind", "area_codes", "area_name", "prefix"},
    "access_user": {"password", "username", "display_name", "phone"},
    "access_rolegrant": {"role"},
    "approvals_approval": {"subject_kind"},
    "approvals_resolution": {"board", "number"},
    "approvals_signature": {"subject_kind", "seat", "how"},
    "audit_auditevent": {"door", "action", "subject", "payload"},
    "bylaws_bylawversion": {"title", "text", "meeting", "certified_by"},
    "bylaws_draft": {"title", "state", "shown_how"},
    "bylaws_drafttext": {"text"},
    "claims_allocationround": {"benefit", "title"},
    "claims_allotment": {"checks"},
    "claims_award": {"body"},
    "claims_claim": {"benefit", "title", "warnings", "started_by", "status"},
    "claims_claimstep": {"status"},
    "claims_decision": {"stage", "facts", "checks"},
    "claims_emergencyanswer": {"body", "note"},
    "claims_event": {"kind"},
    "claims_evidenceitem": {"code", "text"},
    "claims_payment": {"method", "transfer_ref", "payee_kind"},
    "claims_pensionlist": {"benefit", "title", "status"},
    "claims_pensionline": {"facts", "checks"},
    "commands_command": {"kind", "door"},
    "devices_device": {"name"},
    "devices_deviceitem": {"kind"},
    "devices_itemanswer": {"state", "code"},
    "dues_bagacceptance": {"note"},
    "dues_duesline": {"kind"},
    "dues_roundsheet": {"line"},
    "founding_openingfigure": {"side", "code"},
    "founding_openingstatement": {"body"},
    "ledger_account": {"code", "kind", "name", "bank_name", "bank_account_no"},
    "ledger_entry": {"reference", "kind"},
    "merging_mergerequest": {"plan"},
    "people_branch": {"kind", "name"},
    "people_committeeseat": {"post", "seat", "community_post"},
    "people_household": {"house_no", "sort_key", "line"},
    "people_membership": {"member_no", "member_type", "payer_kind", "exit_reason"},
    "people_openinguse": {"benefit"},
    "people_registerimport": {"filename"},
    "people_tie": {"kind"},
    "receipts_book": {"issuer"},
    "reports_storedreport": {"body"},
    "treasury_cashcount": {"pieces"},
    "treasury_closenote": {"condition", "subject"},
    "treasury_limitsetting": {"administration", "base", "reason"},
    "treasury_movement": {"kind", "paper_no"},
    # Terms of a gift, bound by what was agreed.
    "treasury_purpose": {"giver", "uses", "paper_no"},
}
# Emptied by the action itself.
EMPTIED = {"people_person", "people_stagedmember", "people_stagedbeneficiary",
           "people_stageduse"}  # fmt: skip


def test_every_text_of_the_database_is_either_erased_or_names_nobody() -> None:
    """A new column has to be put into `erasure.places`, or above with its reason."""
    missing = []
    for model in apps.get_models():
        table = model._meta.db_table
        if not model.__module__.startswith("kongbun.") or table in EMPTIED:
            continue
        places = {c for one in PLACES if one.table == table for c in one.columns}
        known = places | NAMES_NOBODY.get(table, set())
        missing += [
            (table, one.column)
            for one in model._meta.concrete_fields
            if isinstance(one, models.CharField | models.TextField)
            and one.column not in known
        ]
    assert missing == [("people_registerimport", "answers")]

"""No writer forgets to tell: after each kind of command every row is as it was said."""

from __future__ import annotations

import json
from pathlib import Path

from django.db import transaction

from kongbun.audit.models import AuditEvent
from kongbun.erasure.places import PLACES
from kongbun.people.member_actions import edit_person
from kongbun.soundness import witness
from kongbun.soundness.check import check
from kongbun.soundness.reading import funds
from kongbun.soundness.standing import rows_as_said
from kongbun.soundness.written import receipts_as_written
from kongbun.store import followed
from kongbun.testing import insider
from kongbun.testing.cast import Cast, make_cast, make_member
from kongbun.testing.databases import Copy
from tests.claims.story import Story, tell
from tests.faults.place import NOW
from tests.faults.scene import BARE, TOLD, Ready, Scene
from tests.soundness.whole_fund import scenes

# Without --soak those that write in SQL or many rows at once, and each fifth other.
ALWAYS = {"people.import_members", "people.confirm_merge", "people.erase_person"}
EVERY = 5


def after(one: Scene, ready: Ready) -> list[str]:
    """What is found when the command was given; all of it is taken back."""
    with transaction.atomic():
        one.prepare(ready)()
        looked_at = funds()
        found = [
            f"{one.kind}: {finding.object} {finding.message}"
            for each in (
                rows_as_said(looked_at, whole=True),
                receipts_as_written(looked_at),
            )
            for finding in each
        ]
        transaction.set_rollback(True)
    return found


def test_after_every_kind_of_command_each_row_is_as_it_was_said(
    cast: Cast, tmp_path: Path, soak: bool
) -> None:
    told: Story | None = None
    found = []
    wanted = [
        one
        for place, one in enumerate(scenes())
        if soak or one.kind in ALWAYS or not place % EVERY
    ]
    for begins in (BARE, TOLD):
        told = tell(cast) if begins == TOLD else None
        for one in wanted:
            if one.begins == begins:
                found += after(one, Ready(cast, told, tmp_path))
    assert found == []


def test_whoever_writes_a_followed_row_writes_by_its_managers() -> None:
    """No manager of Django's own is left by which a row could change untold."""
    for model in followed.followed():
        for manager in model._meta.managers:
            written = f"{model.__name__}.{manager.name}"
            assert isinstance(manager.get_queryset(), followed.Following), written


def test_what_an_erasure_empties_is_in_the_salted_hash_alone() -> None:
    named = {model._meta.db_table: model for model in followed.followed()}
    for place in PLACES:
        if place.table in named:
            of = followed.columns(named[place.table])
            said = {str(one.column) for one in of.fields}
            assert said & place.columns.keys() <= of.personal, place.table


def test_a_fund_from_before_is_taken_as_it_is_until_a_command_says_it(
    committed_db: Copy,
) -> None:
    """Links of an older version say nothing of rows that may change."""
    assert committed_db.name
    cast = make_cast()
    member = make_member(cast, 1)
    with insider.tampering() as cursor:
        for event in AuditEvent.objects.using(insider.alias()):
            facts = json.loads(event.payload)
            facts.pop("now")
            event.payload = json.dumps(facts, ensure_ascii=False, sort_keys=True)
            event.save(using=insider.alias())
        insider.reseal(cursor)
        cursor.execute("UPDATE people_person SET nickname = 'แดง'")
    assert check(now=NOW) == []
    edit_person(
        cast.act("chanpen"),
        person=member.person.public_id,
        facts={"first_name": "บัวลา", "last_name": "ใจดี", "phone": "0890000000"},
    )
    assert check(now=NOW) == []
    with insider.tampering() as cursor:
        cursor.execute("UPDATE people_person SET nickname = 'ดำ'")
    assert {one.code for one in check(now=NOW)} == {"K013"}


def test_a_row_put_in_or_taken_away_is_found_and_a_witness_tells_of_a_new_chain(
    committed_db: Copy,
) -> None:
    assert committed_db.name
    cast = make_cast()
    make_member(cast, 1)
    seen = witness.take(NOW)
    with insider.tampering() as cursor:
        cursor.execute("DELETE FROM access_rolegrant WHERE role = 'committee'")
        cursor.execute(
            "INSERT INTO people_openinguse (fund_id, membership_id, benefit,"
            " units_in_window, units_in_life) SELECT fund_id, id, 'ipd', 0, 0"
            " FROM people_membership"
        )
    found = [one.object.split()[0] for one in check(now=NOW)]
    assert found == ["access_rolegrant", "people_openinguse"]
    with insider.tampering() as cursor:
        insider.reseal(cursor)
    assert check(now=NOW) == []
    assert "K013" in {one.code for one in check(now=NOW, witness=seen)}

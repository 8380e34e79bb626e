"""The register's import: sent, answered, staged, switched.

The switch is one short transaction of statements that move staged rows over whole:
a sheet comes in entirely or not at all.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import date
from hashlib import sha256
from typing import Any
from uuid import UUID

from django.db import connection
from django.db.models import Case, QuerySet, Value, When

from kongbun.access.permissions import Verb, require
from kongbun.commands.run import Act, command
from kongbun.kernel.refusal import RefusalCode, Refused
from kongbun.people.known_queries import known, last_membership
from kongbun.people.models import (
    Beneficiary,
    Branch,
    BranchKind,
    Household,
    Membership,
    OpeningUse,
    Person,
    RegisterImport,
    StagedMember,
)
from kongbun.people.places_actions import open_branch
from kongbun.people.register.findings import Answers
from kongbun.people.register.places import NOWHERE
from kongbun.people.register.read import Register, read_register
from kongbun.people.staging_actions import clear_staged, stage
from kongbun.store.followed import tell

VILLAGES = ("บ้าน", "ชุมชน", "หมู่")


@dataclass(frozen=True, slots=True)
class Staged:
    """A clear register, waiting for its switch."""

    batch: UUID
    rows_hash: str
    last_membership: int
    register: Register


@command("people.open_import")
def open_import(act: Act, *, filename: str, content: bytes) -> dict[str, Any]:
    """Keep a sheet that was sent, so that its questions can be answered in peace."""
    require(act, Verb.IMPORT_MEMBERS)
    assert act.user_id is not None, "who may import is signed in"
    # After this point the sheet must be kept.
    made = RegisterImport.objects.create(
        fund_id=act.fund_id,
        user_id=act.user_id,
        filename=filename[:255],
        file_hash=sha256(content).digest(),
        content=content,
        sent_at=act.now,
    )
    return {"import": made.public_id.hex}


@command("people.answer_import")
def answer_import(act: Act, *, batch: UUID, answers: dict[str, str]) -> dict[str, Any]:
    """Keep answers to questions; an empty answer opens its question again."""
    require(act, Verb.IMPORT_MEMBERS)
    found = _open(act, batch)
    chosen: dict[str, str] = json.loads(found.answers)
    chosen |= answers
    # After this point the answers must be kept.
    found.answers = json.dumps({k: v for k, v in chosen.items() if v})
    found.save(update_fields=["answers"])
    return {"import": found.public_id.hex, "answers": len(chosen)}


@command("people.drop_import")
def drop_import(act: Act, *, batch: UUID) -> dict[str, Any]:
    """Give a sheet up: its content is emptied, that it was sent stays on record."""
    require(act, Verb.IMPORT_MEMBERS)
    found = _open(act, batch)
    # After this point the sheet must be gone.
    found.content = b""
    found.done_at = act.now
    found.save(update_fields=["content", "done_at"])
    return {"import": found.public_id.hex}


def read_import(today: date, batch: RegisterImport) -> Register:
    """The sheet as it stands, read against the register of this moment."""
    return read_register(
        bytes(batch.content),
        batch.filename,
        today=today,
        known=known(batch.fund_id),
        answers=Answers(json.loads(batch.answers)),
    )


def stage_import(act: Act, batch: UUID) -> Staged:
    """Read and stage a sheet; refuse one that is not clear.  No member is written."""
    require(act, Verb.IMPORT_MEMBERS)
    found = _open(act, batch)
    newest = last_membership(act.fund_id)
    register = read_import(act.today, found)
    if not register.is_clear:
        raise Refused(
            RefusalCode.IMPORT_NOT_CLEAR,
            questions=register.counts.questions,
            refused=register.counts.refused,
        )
    digest = stage(found, register.new_members())
    return Staged(found.public_id, digest.hex(), newest, register)


@command("people.import_members")
def import_members(
    act: Act, *, batch: UUID, rows_hash: str, last_member: int
) -> dict[str, Any]:
    """Move every staged row into the register at once.

    `rows_hash` and `last_member` bind the act to what was staged and to the register
    it was read against; anything else is refused (CHANGED_SINCE).
    """
    require(act, Verb.IMPORT_MEMBERS)
    found = _open(act, batch)
    if last_member != last_membership(act.fund_id) or rows_hash != _staged_hash(found):
        raise Refused(RefusalCode.CHANGED_SINCE, what="ทะเบียนสมาชิก")
    # After this point the whole sheet must come in.
    written = _switch(act, found)
    found.written, found.done_at, found.content = written, act.now, b""
    found.save(update_fields=["written", "done_at", "content"])
    return {"import": found.public_id.hex, "written": written}


def tidy_up(batch: UUID) -> None:
    """Empty the staging tables of a sheet that is in, or was given up."""
    clear_staged(RegisterImport.objects.get(public_id=batch))


def open_imports(fund_id: int) -> QuerySet[RegisterImport]:
    """Sheets that were sent and are neither in nor given up, the newest first."""
    return (
        RegisterImport.objects.filter(fund_id=fund_id, done_at=None)
        .defer("content")
        .select_related("user")
        .order_by("-sent_at", "-pk")
    )


def past_imports(fund_id: int) -> QuerySet[RegisterImport]:
    """What came in, the newest first."""
    return (
        RegisterImport.objects.filter(fund_id=fund_id, written__gt=0)
        .defer("content")
        .select_related("user")
        .order_by("-done_at", "-pk")
    )


def find_import(fund_id: int, batch: UUID) -> RegisterImport | None:
    return RegisterImport.objects.filter(fund_id=fund_id, public_id=batch).first()


def _open(act: Act, batch: UUID) -> RegisterImport:
    found = find_import(act.fund_id, batch)
    if found is None:
        raise Refused(RefusalCode.NOT_FOUND, what="ทะเบียนที่ส่งมา")
    if found.done_at is not None:
        raise Refused(RefusalCode.IMPORT_DONE, n=found.written)
    return found


def _staged_hash(batch: RegisterImport) -> str:
    digest = sha256()
    rows = StagedMember.objects.filter(batch=batch).order_by("seq")
    for fingerprint, number in rows.values_list("fingerprint", "member_no").iterator():
        digest.update(bytes(fingerprint))
        digest.update(number.encode())
    return digest.hexdigest()


_HOUSES = """
INSERT INTO people_household (public_id, fund_id, branch_id, house_no, sort_key, line)
SELECT household_key, %s, branch_id, house_no, house_sort_key, ''
FROM people_stagedmember WHERE batch_id = %s AND is_new_household ORDER BY seq
"""
_PERSONS = """
INSERT INTO people_person (public_id, fund_id, title, first_name, last_name, nickname,
    sex, birth_date, birth_precision, id_kind, id_value, id_verified, phone, address,
    household_id, is_household_head, match_key, sort_key, typed_name, unsure)
SELECT s.person_key, %s, s.title, s.first_name, s.last_name, s.nickname,
    s.sex, s.birth_date, s.birth_precision, s.id_kind, s.id_value, FALSE, s.phone,
    s.address, h.id, s.is_new_household, s.match_key, s.sort_key, '', s.unsure
FROM people_stagedmember s
LEFT JOIN people_household h ON h.public_id = s.household_key
WHERE s.batch_id = %s AND s.is_new_person ORDER BY s.seq
"""
_MEMBERSHIPS = """
INSERT INTO people_membership (public_id, fund_id, person_id, branch_id, member_no,
    member_type, joined_on, payer_kind, payer_name, rhythm_months, exited_on,
    exit_reason, exit_note, opening_paid_until, opening_days_paid,
    opening_paid_satang, received_at, fingerprint, keeps_time, number_handed_on,
    admission_note, states_again)
SELECT s.membership_key, %s, p.id, s.branch_id, s.member_no,
    s.member_type, s.joined_on, s.payer_kind, s.payer_name, 1, s.exited_on,
    s.exit_reason, '', s.opening_paid_until, s.opening_days_paid,
    s.opening_paid_satang, %s, s.fingerprint, FALSE, FALSE, '', FALSE
FROM people_stagedmember s
JOIN people_person p ON p.public_id = s.person_key
WHERE s.batch_id = %s ORDER BY s.seq
"""
# Who left and came back: the membership just before, when it had ended by then.
_RETURNS = """
UPDATE people_membership SET returned_from_id = (
    SELECT CASE WHEN o.exited_on <= people_membership.joined_on AND NOT EXISTS (
        SELECT 1 FROM people_membership t WHERE t.returned_from_id = o.id) THEN o.id END
    FROM people_membership o
    WHERE o.person_id = people_membership.person_id
      AND (o.joined_on < people_membership.joined_on
           OR (o.joined_on = people_membership.joined_on
               AND o.id < people_membership.id))
    ORDER BY o.joined_on DESC, o.id DESC LIMIT 1)
WHERE returned_from_id IS NULL
  AND public_id IN (
    SELECT membership_key FROM people_stagedmember WHERE batch_id = %s)
  AND person_id IN (
    SELECT person_id FROM people_membership WHERE fund_id = %s
    GROUP BY person_id HAVING COUNT(*) > 1)
"""
_BENEFICIARIES = """
INSERT INTO people_beneficiary (fund_id, membership_id, seq, name, relation, id_kind,
    id_value, phone)
SELECT %s, m.id, s.seq, s.name, s.relation, '', '', ''
FROM people_stagedbeneficiary s
JOIN people_membership m ON m.public_id = s.membership_key
WHERE s.batch_id = %s ORDER BY s.id
"""
_USES = """
INSERT INTO people_openinguse (fund_id, membership_id, benefit, units_in_window,
    units_in_life)
SELECT %s, m.id, s.benefit, s.units_in_window, s.units_in_life
FROM people_stageduse s
JOIN people_membership m ON m.public_id = s.membership_key
WHERE s.batch_id = %s ORDER BY s.id
"""


# What the statements above wrote, to be told.
_WRITTEN = {
    Household: "SELECT h.id FROM people_household h JOIN people_stagedmember s"
    " ON s.household_key = h.public_id WHERE s.batch_id = %s AND s.is_new_household",
    Person: "SELECT p.id FROM people_person p JOIN people_stagedmember s"
    " ON s.person_key = p.public_id WHERE s.batch_id = %s AND s.is_new_person",
    Membership: "SELECT m.id FROM people_membership m JOIN people_stagedmember s"
    " ON s.membership_key = m.public_id WHERE s.batch_id = %s",
    Beneficiary: "SELECT b.id FROM people_beneficiary b JOIN people_membership m"
    " ON m.id = b.membership_id JOIN people_stagedmember s"
    " ON s.membership_key = m.public_id WHERE s.batch_id = %s",
    OpeningUse: "SELECT u.id FROM people_openinguse u JOIN people_membership m"
    " ON m.id = u.membership_id JOIN people_stagedmember s"
    " ON s.membership_key = m.public_id WHERE s.batch_id = %s",
}


def _open_branches(batch: RegisterImport) -> None:
    """Open the village centres that the sheet names and the fund does not have."""
    waiting = StagedMember.objects.filter(batch=batch, branch=None)
    opened: list[When] = []
    for moo, name in sorted(
        set(waiting.values_list("new_moo", "new_name")), key=lambda one: one[0] or 999
    ):
        there = Branch.objects.filter(fund_id=batch.fund_id, moo=moo, name=name)
        is_village = bool(moo) or name == NOWHERE or name.startswith(VILLAGES)
        made = there.first() or open_branch(
            batch.fund_id,
            kind=BranchKind.CENTRE if is_village else BranchKind.OCCUPATION,
            name=name,
            moo=moo,
        )
        opened.append(When(new_moo=moo, new_name=name, then=Value(made.pk)))
    # In one walk: every village its own would be a walk over all rows each.
    if opened:
        waiting.update(branch_id=Case(*opened))


def _switch(act: Act, batch: RegisterImport) -> int:
    _open_branches(batch)
    before = Membership.every.filter(fund_id=act.fund_id).count()
    received = connection.ops.adapt_datetimefield_value(act.now)
    with connection.cursor() as cursor:
        cursor.execute(_HOUSES, [act.fund_id, batch.pk])
        cursor.execute(_PERSONS, [act.fund_id, batch.pk])
        cursor.execute(_MEMBERSHIPS, [act.fund_id, received, batch.pk])
        cursor.execute(_RETURNS, [batch.pk, act.fund_id])
        cursor.execute(_BENEFICIARIES, [act.fund_id, batch.pk])
        cursor.execute(_USES, [act.fund_id, batch.pk])
        for model, sql in _WRITTEN.items():
            cursor.execute(sql, [batch.pk])
            tell(model, [key for (key,) in cursor.fetchall()])
    return Membership.every.filter(fund_id=act.fund_id).count() - before

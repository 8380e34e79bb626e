"""Merges two records of one person, and takes them apart again: always by two people.

Nothing is moved and no money is booked: one record counts in the other from then on,
and every question asks for both (`people.one_person`).  What is written into the
record that is kept is noted beside what stood there, and put back when it is undone.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from secrets import token_bytes
from typing import Any
from uuid import UUID

from django.db.models import Field

from kongbun.access.permissions import Verb, refuse_same_person, require
from kongbun.approvals.actions import approve
from kongbun.approvals.models import Approval
from kongbun.approvals.queries import approvals
from kongbun.claims.rows import persons_of
from kongbun.claims.verdict import content_hash as hash_of
from kongbun.commands.run import SALT_BYTES, Act, canonical, command
from kongbun.kernel.lengths import too_long
from kongbun.kernel.refusal import RefusalCode, Refused
from kongbun.merging.differences import BOTH, CODES, OTHER, STATED, SURVIVOR
from kongbun.merging.models import Merge, MergeRequest, Unmerge
from kongbun.merging.obstacles import obstacles
from kongbun.merging.plan import Edits, Plan, look, seen
from kongbun.merging.queries import SUBJECT, merge_by_public_id, request_by_public_id
from kongbun.merging.undoing import obstacles_to_undo
from kongbun.people.models import Membership, Person
from kongbun.people.one_person import records_of

ASK, CONFIRM, ASK_UNDO, UNDO = "ขอรวมระเบียน", "ยืนยันการรวม", "ขอแยกระเบียน", "ยืนยันการแยก"
DECLINE = "ไม่ยืนยัน"
ROWS: dict[str, type[Person | Membership]] = {
    "person": Person,
    "membership": Membership,
}


@command("people.request_merge")
def request_merge(
    act: Act, *, survivor: UUID, other: UUID, keep: Mapping[str, str], reason: str
) -> dict[str, Any]:
    """Say that two records are one person, and which of them is kept.

    `keep`: by field (`differences.CODES`) whose value stands, `survivor` or `other`;
    of stated figures (`opening`) also `both`.
    """
    require(act, Verb.EDIT_MEMBERS)
    kept, gone = _person(act, survivor), _person(act, other)
    _refuse_unknown(keep)
    _refuse_reason(reason)
    _refuse_own(act, kept, gone, verb=ASK)
    plan = _plan(kept, gone, keep)
    # After this point the request must stand.
    request = _ask(act, kept, gone, plan=plan.text(), reason=reason.strip())
    return _told(request)


@command("people.confirm_merge")
def confirm_merge(act: Act, *, asked: UUID, content_hash: str) -> dict[str, Any]:
    """A second person has looked at both: from here on they are one.

    `content_hash` is of the page they saw; whatever was changed since is another.
    """
    require(act, Verb.CONFIRM_MERGE)
    found = _waiting(act, asked, undoes=False, verb=CONFIRM)
    _refuse_changed(found, content_hash)
    plan = _plan(found.survivor, found.other, keep_of(found), asked=found)
    if plan.text() != found.plan:
        raise Refused(RefusalCode.CHANGED_SINCE, what="ข้อมูลของสองระเบียน")
    edits = plan.edits()
    # After this point the two must be one.
    word = _word(act, found, verb=CONFIRM)
    merge = Merge.objects.create(
        fund_id=act.fund_id,
        request=found,
        approval=word,
        edits=canonical(edits),
        merged_on=act.today,
        command_id=act.command_pk,
    )
    _write(edits)
    Person.every.filter(pk=found.other_id).update(counted_in=found.survivor)
    for join in plan.joins:
        Membership.every.filter(pk=join.other.pk).update(counted_in=join.into)
    return {"merge": merge.public_id.hex, "person": found.survivor.public_id.hex}


@command("people.decline_merge")
def decline_merge(act: Act, *, asked: UUID, note: str) -> dict[str, Any]:
    """Another person does not agree that these are one, or are to be two again."""
    require(act, Verb.CONFIRM_MERGE)
    found = _waiting(act, asked, undoes=None, verb=DECLINE)
    if not note.strip():
        raise Refused(RefusalCode.FIELD_EMPTY, field="เหตุผลที่ไม่ยืนยัน")
    # After this point the request must be over.
    _word(act, found, verb=DECLINE, approved=False, note=note.strip()[:500])
    return _told(found)


@command("people.request_unmerge")
def request_unmerge(act: Act, *, merge: UUID, reason: str) -> dict[str, Any]:
    """Say that a merge was wrong: the two are to be two records again."""
    require(act, Verb.EDIT_MEMBERS)
    found = merge_by_public_id(act.fund_id, merge)
    if found is None:
        raise Refused(RefusalCode.NOT_FOUND, what="การรวมระเบียน")
    _refuse_reason(reason)
    kept, gone = found.request.survivor, found.request.other
    _refuse_own(act, kept, gone, verb=ASK_UNDO)
    against = obstacles_to_undo(found)
    if against:
        raise Refused.of(against)
    # After this point the request must stand.
    plan = canonical({"merge": found.public_id})
    request = _ask(act, kept, gone, plan=plan, reason=reason.strip(), undoes=found)
    return _told(request)


@command("people.confirm_unmerge")
def confirm_unmerge(act: Act, *, asked: UUID, content_hash: str) -> dict[str, Any]:
    """A second person agrees: what each record was before, it is again.

    What was recorded since stays with the record that was kept.
    """
    require(act, Verb.CONFIRM_MERGE)
    found = _waiting(act, asked, undoes=True, verb=UNDO)
    merge = found.undoes
    assert merge is not None, "`_waiting` asks for one that undoes"
    _refuse_changed(found, content_hash)
    against = obstacles_to_undo(merge, asked=found)
    if against:
        raise Refused.of(against)
    # After this point they must be two.
    word = _word(act, found, verb=UNDO)
    Unmerge.objects.create(
        fund_id=act.fund_id,
        merge=merge,
        request=found,
        approval=word,
        unmerged_on=act.today,
        command_id=act.command_pk,
    )
    for other, _ in joins_of(merge.request):
        Membership.every.filter(public_id=other).update(counted_in=None)
    Person.every.filter(pk=found.other_id).update(counted_in=None)
    _put_back(json.loads(merge.edits))
    return {
        "survivor": found.survivor.public_id.hex,
        "other": found.other.public_id.hex,
    }


def joins_of(request: MergeRequest) -> list[tuple[UUID, UUID]]:
    """Which memberships count in which, as the request of a merge says."""
    pairs = json.loads(request.plan).get("joins", [])
    return [(UUID(other), UUID(into)) for other, into in pairs]


def keep_of(request: MergeRequest) -> dict[str, str]:
    """By field: whose value stands, as was chosen."""
    return dict(json.loads(request.plan).get("keep", {}))


def word_on(request: MergeRequest) -> Approval | None:
    """What the second person said; none while it waits."""
    return approvals(request.public_id).first()


def bound(request: MergeRequest) -> bytes:
    """Over exactly what is done: whose records, which values, seen as they were."""
    return hash_of(
        request=request.public_id,
        survivor=request.survivor.public_id,
        other=request.other.public_id,
        undoes=request.undoes.public_id if request.undoes else "",
        plan=request.plan,
        seen=bytes(request.seen).hex(),
    )


def _person(act: Act, public_id: UUID) -> Person:
    found = Person.every.filter(fund_id=act.fund_id, public_id=public_id).first()
    if found is None:
        raise Refused(RefusalCode.NOT_FOUND, what="คน")
    return found


def _refuse_unknown(keep: Mapping[str, str]) -> None:
    for code, whose in keep.items():
        allowed = (SURVIVOR, OTHER, *((BOTH,) if code == STATED else ()))
        if code not in CODES or whose not in allowed:
            raise Refused(RefusalCode.NOT_FOUND, what=f"ตัวเลือก {code}={whose} ")


def _refuse_reason(reason: str) -> None:
    if not reason.strip():
        raise Refused(RefusalCode.FIELD_EMPTY, field="เหตุผล")
    long = too_long("เหตุผล", reason.strip(), 300)
    if long:
        raise Refused.of(long)


def _refuse_own(act: Act, *persons: Person, verb: str) -> None:
    """No one decides about their own record, nor about that of their house (A2)."""
    both = records_of([one.pk for one in persons])
    records = Person.every.filter(pk__in=both)
    houses = {one.household_id for one in records if one.household_id}
    for mine in persons_of(act.user_id or 0, act.fund_id):
        if mine.pk in both or mine.household_id in houses:
            raise Refused(
                RefusalCode.MERGE_OWN_RECORD,
                user=act.user_name,
                name=persons[0].full_name(),
                verb=verb,
            )


def _plan(
    kept: Person,
    gone: Person,
    keep: Mapping[str, str],
    *,
    asked: MergeRequest | None = None,
) -> Plan:
    """What would be done; refuses with every reason that stands against it."""
    plan = look(kept, gone, keep)
    against = obstacles(plan, asked=asked)
    if against:
        raise Refused.of(against)
    return plan


def _ask(
    act: Act,
    kept: Person,
    gone: Person,
    *,
    plan: str,
    reason: str,
    undoes: Merge | None = None,
) -> MergeRequest:
    assert act.user_id is not None, "`require` has let a user through"
    salt = token_bytes(SALT_BYTES)
    made = MergeRequest(
        fund_id=act.fund_id,
        survivor=kept,
        other=gone,
        undoes=undoes,
        reason=reason,
        plan=plan,
        salt=salt,
        seen=seen(salt, reason, kept, gone),
        asked_by_id=act.user_id,
        asked_on=act.today,
        asked_at=act.now,
        command_id=act.command_pk,
    )
    made.hash = bound(made)
    made.save(force_insert=True)
    return made


def _waiting(
    act: Act, request: UUID, *, undoes: bool | None, verb: str
) -> MergeRequest:
    """One that nobody answered yet; refuses who asked for it, and whose it is."""
    found = request_by_public_id(act.fund_id, request)
    if found is None or undoes not in (None, found.undoes is not None):
        raise Refused(RefusalCode.NOT_FOUND, what="เรื่องที่รอยืนยัน")
    if approvals(found.public_id).exists():
        raise Refused(RefusalCode.ALREADY_DECIDED, what="เรื่องนี้")
    refuse_same_person(act, found.asked_by_id, verb=verb)
    _refuse_own(act, found.survivor, found.other, verb=verb)
    return found


def _refuse_changed(request: MergeRequest, content_hash: str) -> None:
    now = seen(bytes(request.salt), request.reason, request.survivor, request.other)
    same = now == bytes(request.seen) and bound(request).hex() == content_hash
    if not same:
        raise Refused(RefusalCode.CHANGED_SINCE, what="ข้อมูลของสองระเบียน")


def _word(
    act: Act,
    request: MergeRequest,
    *,
    verb: str,
    approved: bool = True,
    note: str = "",
) -> Approval:
    return approve(
        act,
        subject_kind=SUBJECT,
        subject_id=request.public_id,
        content_hash=bound(request),
        maker_id=request.asked_by_id,
        approved=approved,
        note=note,
        verb=verb,
    )


def _write(edits: Edits) -> None:
    for row, columns in edits.items():
        kind, key = row.split(":")
        new = {column: after for column, (_, after) in columns.items()}
        ROWS[kind].every.filter(pk=int(key)).update(**new)


def _put_back(edits: Mapping[str, Mapping[str, list[Any]]]) -> None:
    """What stood there before, unless somebody has corrected it since."""
    for row, columns in edits.items():
        kind, key = row.split(":")
        found = ROWS[kind].every.get(pk=int(key))
        for column, (before, after) in columns.items():
            field = found._meta.get_field(column)
            assert isinstance(field, Field), column
            if getattr(found, column) == field.to_python(after):
                setattr(found, column, field.to_python(before))
        found.save()


def _told(request: MergeRequest) -> dict[str, Any]:
    return {
        "request": request.public_id.hex,
        "hash": bytes(request.hash).hex(),
        "survivor": request.survivor.public_id.hex,
        "other": request.other.public_id.hex,
    }

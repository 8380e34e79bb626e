"""A person decides what no phone may: taking in, rejecting, going on without."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from kongbun.access.permissions import Verb, refuse_same_person, require
from kongbun.approvals.actions import approve
from kongbun.approvals.models import Approval
from kongbun.commands.run import Act, command
from kongbun.devices import queries
from kongbun.devices.actions import checked_reason, found_device
from kongbun.devices.apply_actions import check_day, read
from kongbun.devices.kinds import KINDS
from kongbun.devices.models import DeviceGap, DeviceItem, ItemState, ItemVerdict
from kongbun.kernel.refusal import RefusalCode, Refused

SUBJECT = "device-item"


@command("devices.take_in")
def take_in(act: Act, *, item: UUID, note: str = "") -> dict[str, Any]:
    """Book what stands in quarantine, as one's own act, of another's phone.

    Who takes it in has looked: a doubt about it is confirmed by that.  Every other
    guard of the counter holds, for who takes it in.
    """
    require(act, Verb.TAKE_FROM_DEVICE)
    found = _quarantined(act, item)
    refuse_same_person(act, found.device.user_id, verb="รับเข้าบัญชี")
    check_day(found, act)
    facts = read(found)
    kind = KINDS[found.kind]
    if kind.asks_again:
        facts["confirmed"] = True
    # After this point only the action's own guards can still refuse.
    answer = kind.unmarked(act, **facts)
    approval = approve(
        act,
        subject_kind=SUBJECT,
        subject_id=found.public_id,
        content_hash=found.content_hash,
        maker_id=found.device.user_id,
        note=note.strip(),
        verb="รับเข้าบัญชี",
    )
    _decide(act, found, reason=note.strip(), approval=approval)
    return {"item": found.public_id.hex, "result": answer}


@command("devices.reject")
def reject(act: Act, *, item: UUID, reason: str) -> dict[str, Any]:
    """What stands in quarantine is not booked, and the phone is told why."""
    require(act, Verb.TAKE_FROM_DEVICE)
    found = _quarantined(act, item)
    refuse_same_person(act, found.device.user_id, verb="ตัดสิน")
    kept = checked_reason(reason, "เหตุผลที่ไม่รับ")
    # After this point it must be decided.
    _decide(act, found, reason=kept, approval=None)
    return {"item": found.public_id.hex}


@command("devices.go_on")
def go_on(
    act: Act, *, device: UUID, first_no: int, last_no: int, reason: str
) -> dict[str, Any]:
    """Wait no more for numbers that do not come; a late one then needs a person.

    Only the first that are missing, and exactly those that were shown.
    """
    require(act, Verb.TAKE_FROM_DEVICE)
    found = found_device(act, device)
    refuse_same_person(act, found.user_id, verb="ตัดสิน")
    missing = queries.missing(found)
    if not missing or missing[0] != queries.Numbers(first_no, last_no):
        raise Refused(RefusalCode.CHANGED_SINCE, what="เลขที่ยังมาไม่ถึง")
    kept = checked_reason(reason, "เหตุผลที่ไม่รอ")
    assert act.user_id is not None, "require() wants a user"
    # After this point it must go on.
    DeviceGap.objects.create(
        device=found,
        first_seq=first_no,
        last_seq=last_no,
        reason=kept,
        decided_at=act.now,
        decided_by_id=act.user_id,
        command_id=act.command_pk,
    )
    return {"device": found.public_id.hex, "gone_on_without": [first_no, last_no]}


def _quarantined(act: Act, public_id: UUID) -> DeviceItem:
    found = queries.item_by_public_id(act.fund_id, public_id)
    if found is None:
        raise Refused(RefusalCode.NOT_FOUND, what="รายการจากโทรศัพท์")
    waits = (
        hasattr(found, "answer")
        and found.answer.state == ItemState.QUARANTINED
        and not hasattr(found, "verdict")
    )
    if not waits:
        raise Refused(RefusalCode.ALREADY_DECIDED, what=f"รายการที่ {found.seq} ")
    return found


def _decide(
    act: Act, item: DeviceItem, *, reason: str, approval: Approval | None
) -> None:
    assert act.user_id is not None, "require() wants a user"
    ItemVerdict.objects.create(
        item=item,
        reason=reason,
        approval=approval,
        decided_at=act.now,
        decided_by_id=act.user_id,
        command_id=act.command_pk,
    )

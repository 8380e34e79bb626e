"""Contributions given back to who resigned, as the by-law has it: never typed.

Entered here; approved and paid like any other expense.  As long as they stand, the
exit they were given for cannot be taken back.
"""

from __future__ import annotations

from typing import Any
from uuid import UUID

from kongbun.access.permissions import Verb, require
from kongbun.commands.run import Act, command
from kongbun.kernel.refusal import RefusalCode, Refused
from kongbun.ledger.chart import AccountKind
from kongbun.people.joining_actions import membership_of
from kongbun.people.queries import (
    live_membership,
    membership_by_public_id,
    memberships_of,
)
from kongbun.treasury.entering_actions import enter, number_of, told
from kongbun.treasury.models import MovementKind, Refund
from kongbun.treasury.queries import account_by_code
from kongbun.treasury.refunds import refund_due, standing_refund

REFUND = "expense:refund"


@command("treasury.enter_refund")
def enter_refund(act: Act, *, membership: UUID) -> dict[str, Any]:
    """Enter what goes back to a member who resigned, for approval; once."""
    require(act, Verb.BOOK_OTHER_MONEY)
    found = membership_by_public_id(act.fund_id, membership)
    if found is None:
        raise Refused(RefusalCode.NOT_FOUND, what="สมาชิก")
    due = refund_due(found)
    name = found.person.full_name()
    if due is None:
        raise Refused(RefusalCode.NO_REFUND, name=name)
    asked = standing_refund(found)
    if asked is not None:
        number = number_of(asked.movement)
        raise Refused(RefusalCode.REFUND_ENTERED, name=name, number=number)
    account = account_by_code(act.fund_id, REFUND, AccountKind.EXPENSE)
    assert account is not None, "every fund has the account"
    # After this point the refund must be entered.
    made = enter(
        act,
        MovementKind.EXPENSE,
        other=account,
        place=None,
        amount=due.amount,
        occurred_on=act.today,
        party=name,
        reason=f"คืนเงินสมทบร้อยละ {due.percent} ของ {due.paid} บาท "
        f"ตาม{due.clause} เลขที่สมาชิก {found.member_no}",
    )
    Refund.objects.create(
        membership=found,
        movement=made,
        percent=due.percent,
        paid_satang=due.paid.satang,
        bylaw=due.version,
    )
    return {**told(made), "percent": due.percent, "paid_satang": due.paid.satang}


@command("treasury.take_back_exit")
def take_back_exit(act: Act, *, membership: UUID, why: str) -> dict[str, Any]:
    """An exit that was recorded by mistake; both commands stay in the chain."""
    require(act, Verb.EDIT_MEMBERS)
    found = membership_of(act.fund_id, membership)
    if not why.strip():
        raise Refused(RefusalCode.FIELD_EMPTY, field="เหตุผล")
    if found.exited_on is None:
        raise Refused(RefusalCode.NOT_FOUND, what="การออกที่บันทึกไว้")
    live = live_membership(found.person_id)
    if live is not None:
        raise Refused(RefusalCode.STILL_MEMBER, number=live.member_no)
    # One person is one member at a time: who came back cannot also never have left.
    later = memberships_of(found.person_id).filter(joined_on__gte=found.exited_on)
    later = later.exclude(pk=found.pk)
    came_back = later.order_by("joined_on").first()
    if came_back is not None:
        raise Refused(
            RefusalCode.RETURNED_SINCE,
            number=came_back.member_no,
            day=came_back.joined_on,
        )
    refund = standing_refund(found)
    if refund is not None:
        name, number = found.person.full_name(), number_of(refund.movement)
        raise Refused(RefusalCode.REFUND_STANDS, name=name, number=number)
    # After this point the membership must go on.
    found.exited_on, found.exit_reason, found.exit_note = None, "", ""
    found.save(update_fields=["exited_on", "exit_reason", "exit_note"])
    return {"membership": found.public_id.hex}

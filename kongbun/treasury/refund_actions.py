"""Contributions given back to who resigned, as the by-law has it: never typed.

Entered here; approved and paid like any other expense.
"""

from __future__ import annotations

from typing import Any
from uuid import UUID

from kongbun.access.permissions import Verb, require
from kongbun.commands.run import Act, command
from kongbun.kernel.refusal import RefusalCode, Refused
from kongbun.ledger.chart import AccountKind
from kongbun.people.queries import membership_by_public_id
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

"""Other expenses: entered by one, approved by another, then paid.

Who approved does not pay; the approval binds to what was entered.
"""

from __future__ import annotations

from datetime import date
from typing import Any
from uuid import UUID

from kongbun.access.permissions import Verb, refuse_same_person, require
from kongbun.approvals.actions import approve
from kongbun.commands.run import Act, command
from kongbun.kernel.money import Money
from kongbun.kernel.refusal import RefusalCode, Refused
from kongbun.ledger import entries
from kongbun.ledger.chart import AccountKind
from kongbun.people.impartial import refuse_tied
from kongbun.treasury import purposes
from kongbun.treasury.entering_actions import (
    amount_of,
    book,
    check_day,
    enter,
    find_movement,
    kind_of_money,
    number_of,
    place_of,
    reference_of,
    told,
    what_is_approved,
)
from kongbun.treasury.limits import refuse_beyond, refuse_to_promise
from kongbun.treasury.models import MovementKind
from kongbun.treasury.purposes import Use
from kongbun.treasury.queries import decision, payee_of


@command("treasury.other_expense")
def other_expense(
    act: Act,
    *,
    expense: str,
    amount_satang: int,
    occurred_on: date,
    party: str,
    reason: str,
    paper_no: str = "",
) -> dict[str, Any]:
    """Enter an expense for approval; no money moves yet."""
    require(act, Verb.BOOK_OTHER_MONEY)
    kind = kind_of_money(act, expense, AccountKind.EXPENSE)
    amount = amount_of(amount_satang)
    check_day(act, occurred_on)
    for text, field in ((party, "ผู้รับเงิน"), (reason, "จ่ายเป็นค่าอะไร")):
        if not text.strip():
            raise Refused(RefusalCode.FIELD_EMPTY, field=field)
    # After this point the expense must be entered.
    made = enter(
        act,
        MovementKind.EXPENSE,
        other=kind,
        place=None,
        amount=amount,
        occurred_on=occurred_on,
        party=party,
        paper_no=paper_no,
        reason=reason,
    )
    return told(made)


@command("treasury.decide_expense")
def decide_expense(
    act: Act, *, movement: UUID, content_hash: str, approved: bool, note: str = ""
) -> dict[str, Any]:
    """Another person's word on exactly this expense."""
    require(act, Verb.APPROVE_MONEY)
    found = find_movement(act, movement, MovementKind.EXPENSE)
    if decision(found) is not None:
        raise Refused(RefusalCode.ALREADY_DECIDED, what=f"รายจ่ายที่ {number_of(found)}")
    if found.content_hash.hex() != content_hash:
        raise Refused(RefusalCode.CHANGED_SINCE, what=f"รายจ่ายที่ {number_of(found)}")
    if not approved and not note.strip():
        raise Refused(RefusalCode.FIELD_EMPTY, field="เหตุผลที่ไม่อนุมัติ")
    refuse_same_person(act, found.entered_by_id, verb="อนุมัติ")
    refuse_tied(act, payee_of(found), verb="อนุมัติ", could=Verb.APPROVE_MONEY)
    if approved:
        refuse_to_promise(found, on=act.today)
    # After this point the decision must stand.
    approve(
        act,
        subject_kind="expense",
        subject_id=found.public_id,
        content_hash=found.content_hash,
        maker_id=found.entered_by_id,
        approved=approved,
        note=note.strip(),
    )
    return {**told(found), "approved": approved}


@command("treasury.pay_expense")
def pay_expense(
    act: Act, *, movement: UUID, paid_from: str, paid_on: date, out_of: str = ""
) -> dict[str, Any]:
    """Pay an approved expense from cash or bank; who approved it does not pay it.

    `out_of`: the purpose whose money it is (`treasury.purposes`).
    """
    require(act, Verb.BOOK_OTHER_MONEY)
    found = find_movement(act, movement, MovementKind.EXPENSE)
    number = number_of(found)
    if hasattr(found, "booking"):
        raise Refused(RefusalCode.EXPENSE_PAID, number=number)
    word = decision(found)
    if word is None:
        raise Refused(RefusalCode.EXPENSE_NOT_APPROVED, number=number)
    if not word.approved:
        raise Refused(RefusalCode.EXPENSE_REFUSED, number=number)
    refuse_same_person(act, word.checker_id, verb="จ่าย")
    refuse_tied(act, payee_of(found), verb="จ่าย", could=Verb.BOOK_OTHER_MONEY)
    if word.content_hash != what_is_approved(found):
        raise Refused(RefusalCode.CHANGED_SINCE, what=f"รายจ่ายที่ {number}")
    place = place_of(act, paid_from)
    check_day(act, paid_on)
    amount, use = Money(found.amount_satang), Use(found.other.code)
    parts = purposes.out_of(act.fund_id, use, amount, on=paid_on, chosen=out_of)
    refuse_beyond(act.fund_id, use, amount, parts, on=paid_on)
    # After this point the payment must succeed.
    described = entries.other_expense(
        reference=reference_of(found),
        occurred_on=paid_on,
        expense=found.other.code,
        paid_from=paid_from,
        amount=amount,
        out_of=parts,
    )
    return book(act, found, described, place=place)

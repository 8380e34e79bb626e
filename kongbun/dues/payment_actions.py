"""Takes one payer's money at the counter: members, fees, ahead, another payer."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from kongbun.access.permissions import Verb, require
from kongbun.commands.run import Act, command
from kongbun.dues import slip_actions, standing, taking
from kongbun.dues.arrears import owed_at_exit
from kongbun.dues.convention import contribution_on
from kongbun.dues.doubts import number_text, same_money
from kongbun.dues.models import DuesLine, LineKind
from kongbun.dues.pay import Handed, PaidLine, lay
from kongbun.kernel.money import Money
from kongbun.kernel.refusal import Reason, RefusalCode, Refused
from kongbun.ledger.chart import AccountKind
from kongbun.people import roster
from kongbun.people.models import ExitReason, Membership, Person
from kongbun.people.one_person import refuse_merged, standing_for, with_doubles
from kongbun.people.roster import RosterRow

# Credit is what is left over, and other money has steps of its own.
MAY_BE_PAID = (LineKind.DUES.value, LineKind.ENTRY_FEE.value)


@dataclass(frozen=True, slots=True, kw_only=True)
class Payment:
    """Money for one member: dues, or the entry fee.  `stamp` as on a round sheet."""

    member: UUID
    amount_satang: int
    kind: str = LineKind.DUES.value
    stamp: str = ""


@dataclass(frozen=True, slots=True)
class _For:
    """A payment with its member, and the member's row in the standing."""

    payment: Payment
    member: RosterRow
    row: int


@command("dues.take_payment")
def take_payment(
    act: Act,
    *,
    payments: Sequence[Payment],
    received_on: date,
    into: str,
    payer: UUID | None = None,
    payer_name: str = "",
    book: UUID | None = None,
    receipt_no: int | None = None,
    bank_slip: str = "",
    confirmed: bool = False,
) -> dict[str, Any]:
    """One receipt for one payer, for as many members as the payer pays for.

    The payer is a person of the fund, or a name: the local government, a temple, the
    merit savings.  Each member's money stays that member's.  Money goes into a bag or
    the cash box; into a bank account only with the number of its slip.
    """
    require(act, Verb.COLLECT)
    taking.check_day(act, received_on)
    if not payments:
        raise Refused(RefusalCode.NOTHING_TO_TAKE)
    purse = _purse(act, into, bank_slip)
    payer_id = _payer(act, payer, payer_name)
    lines = _lines(act, payments, received_on, confirmed=confirmed)
    written = slip_actions.book_for(act, purse, book)
    total = Money(sum(line.amount_satang for line in lines))
    # After this point only the number of the receipt can still be wrong.
    (receipt,) = slip_actions.write_slips(
        act,
        book=written,
        into=purse.code,
        received_on=received_on,
        memo=bank_slip.strip(),
        slips=[
            slip_actions.Slip(
                lines=lines,
                payer_id=payer_id,
                payer_name=payer_name.strip(),
                wanted_no=receipt_no,
            )
        ],
    )
    cleared = slip_actions.clear_suspense(
        act,
        purse,
        amount=total,
        received_on=received_on,
        reference=f"receipt:{written.number}:{receipt.no}",
    )
    return {
        "receipt": number_text(written.number, receipt.no),
        "id": receipt.public_id.hex,
        "total_satang": total.satang,
        "suspense_cleared_satang": cleared.satang,
    }


def _purse(act: Act, into: str, bank_slip: str) -> taking.Purse:
    places = (AccountKind.BAG, AccountKind.CASH, AccountKind.BANK)
    purse = taking.purse_for(act, into, *places, office=taking.is_office(act))
    if purse.line.kind is AccountKind.BANK and not bank_slip.strip():
        raise Refused(RefusalCode.FIELD_EMPTY, field="เลขที่ใบโอนหรือใบฝาก")
    return purse


def _payer(act: Act, payer: UUID | None, payer_name: str) -> int | None:
    if payer is None:
        if not payer_name.strip():
            raise Refused(RefusalCode.FIELD_EMPTY, field="ผู้ส่งเงิน")
        return None
    found = Person.every.filter(fund_id=act.fund_id, public_id=payer).first()
    if found is None:
        raise Refused(RefusalCode.NOT_FOUND, what="ผู้ส่งเงิน")
    return standing_for(found).pk


def _lines(
    act: Act, payments: Sequence[Payment], received_on: date, *, confirmed: bool
) -> list[slip_actions.SlipLine]:
    """The lines of the receipt; refuses with every reason of every payment."""
    members = _members(act.fund_id, payments)
    stand = standing.of_roster(members)
    row_of = {member.public_id: row for row, member in enumerate(members)}
    asked: list[_For] = []
    reasons: list[Reason] = []
    for number, payment in enumerate(payments, 1):
        taking.check_amount(payment.amount_satang)
        row = row_of.get(payment.member)
        if payment.kind not in MAY_BE_PAID or row is None:
            raise Refused(RefusalCode.NOT_FOUND, what="สมาชิกหรือรายการ")
        one = _For(payment, members[row], row)
        reason = _obstacle(act, one, asked, stand, received_on)
        if reason is not None:
            reasons.append(Reason(reason.code, reason.facts, row=number))
        asked.append(one)
    dues = [one for one in asked if one.payment.kind == LineKind.DUES.value]
    paid = _paid(act, dues, stand, received_on) if dues and not reasons else []
    reasons += _doubts(
        act.fund_id, dues, paid, stand, received_on, payments, confirmed=confirmed
    )
    if reasons:
        raise Refused.of(reasons)
    laid = iter(paid)
    lines: list[slip_actions.SlipLine] = []
    for one in asked:
        if one.payment.kind == LineKind.DUES.value:
            lines += slip_actions.slip_lines(stand, next(laid))
        else:
            lines.append(
                slip_actions.SlipLine(
                    LineKind(one.payment.kind),
                    one.payment.amount_satang,
                    one.member.membership_id,
                )
            )
    return lines


def _members(fund_id: int, payments: Sequence[Payment]) -> list[RosterRow]:
    named = Membership.every.filter(
        fund_id=fund_id, public_id__in=[payment.member for payment in payments]
    )
    # The days of a record that was merged away are laid on the one that stands for it.
    for merged in named.filter(counted_in__isnull=False):
        refuse_merged(merged)
    return roster.of_memberships(fund_id, named.values_list("pk", flat=True))


def _obstacle(
    act: Act,
    one: _For,
    before: Sequence[_For],
    stand: standing.Standing,
    received_on: date,
) -> Reason | None:
    """Why this member's money cannot be taken, if so."""
    member, payment = one.member, one.payment
    if member.joined_on > received_on:
        why = "ยังไม่ได้เข้าเป็นสมาชิก"
    elif member.exited_on is not None and member.exited_on < received_on:
        why = "" if _is_what_was_owed(act, one) else "ออกจากสมาชิกแล้ว"
    else:
        why = ""
    if why:
        facts = {"name": member.name, "day": received_on, "why": why}
        return Reason(RefusalCode.NOT_A_MEMBER_THEN, facts)
    if any((b.row, b.payment.kind) == (one.row, payment.kind) for b in before):
        return Reason(RefusalCode.ROW_TWICE, {"what": member.name})
    if payment.stamp not in ("", stand.stamp((one.row,))):
        return Reason(RefusalCode.DAYS_PAID_ALREADY, {"name": member.name})
    if payment.kind == LineKind.ENTRY_FEE.value:
        earlier = (
            DuesLine.objects.filter(
                fund_id=act.fund_id,
                membership_id__in=with_doubles([member.membership_id]),
                from_day=None,
                kind=LineKind.ENTRY_FEE,
                live=True,
            )
            .select_related("receipt__book")
            .first()
        )
        if earlier is not None:
            name = number_text(earlier.receipt.book.number, earlier.receipt.no)
            facts = {"name": member.name, "receipt": name}
            return Reason(RefusalCode.ENTRY_FEE_PAID, facts)
    return None


def _is_what_was_owed(act: Act, one: _For) -> bool:
    """Who was struck off may pay what was owed by then, to come back, and no more."""
    if one.member.exit_reason != ExitReason.STRUCK_OFF:
        return False
    left = Membership.objects.get(fund_id=act.fund_id, pk=one.member.membership_id)
    is_dues = one.payment.kind == LineKind.DUES.value
    return is_dues and one.payment.amount_satang <= owed_at_exit(left)


def _paid(
    act: Act, dues: Sequence[_For], stand: standing.Standing, received_on: date
) -> list[list[PaidLine]]:
    return lay(
        contribution_on(act.fund_id, received_on),
        stand,
        [Handed(one.payment.amount_satang, (one.row,)) for one in dues],
    )


def _doubts(
    fund_id: int,
    dues: Sequence[_For],
    paid: Sequence[Sequence[PaidLine]],
    stand: standing.Standing,
    received_on: date,
    payments: Sequence[Payment],
    *,
    confirmed: bool,
) -> list[Reason]:
    found: list[Reason] = []
    horizon = taking.Horizon.of(received_on)
    for one, lines in zip(dues, paid, strict=False):
        reason = horizon.reason(
            lines,
            name=one.member.name,
            amount=Money(one.payment.amount_satang),
            confirmed=confirmed,
        )
        if reason is not None:
            found.append(reason)
    total = sum(payment.amount_satang for payment in payments)
    candidate = (tuple(one.row for one in dues), total)
    if confirmed or not paid:
        return found
    known = same_money(fund_id, stand, [candidate], received_on=received_on)
    for earlier in known.values():
        facts = {
            "name": dues[0].member.name,
            "receipt": earlier.receipt,
            "day": earlier.received_on,
            "amount": Money(total).short(),
        }
        found.append(Reason(RefusalCode.MAYBE_SAME_MONEY, facts))
    return found

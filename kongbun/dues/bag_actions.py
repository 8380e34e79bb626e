"""Hands a collector's bag over: one offers it, another counts and accepts.

The money moves only with the second person's word.
"""

from __future__ import annotations

from hashlib import sha256
from typing import Any
from uuid import UUID

from kongbun.access.permissions import Verb, refuse_same_person, require
from kongbun.approvals.actions import approve
from kongbun.approvals.models import Approval
from kongbun.commands.run import Act, canonical, command
from kongbun.dues import taking
from kongbun.dues.models import BagAcceptance, BagOffer
from kongbun.kernel.money import ZERO, Money
from kongbun.kernel.refusal import RefusalCode, Refused
from kongbun.ledger import entries
from kongbun.ledger.accounts import open_account
from kongbun.ledger.balances import AccountLine, accounts
from kongbun.ledger.chart import AccountKind
from kongbun.ledger.holding import held
from kongbun.ledger.post import post as ledger_post
from kongbun.people.impartial import Whom, refuse_tied
from kongbun.people.ties import person_ids_of

SUBJECT = "bag"


@command("dues.offer_bag")
def offer_bag(act: Act, *, bag: str, note: str = "") -> dict[str, Any]:
    """Say that a bag is ready: its whole sum, its slips.  Nothing moves yet."""
    require(act, Verb.COLLECT)
    office = taking.is_office(act)
    purse = taking.purse_for(act, bag, AccountKind.BAG, office=office)
    money = held(purse.line.id)
    if money.since is None:
        raise Refused(RefusalCode.BAG_EMPTY, bag=purse.line.name)
    waiting = BagOffer.objects.filter(bag_id=purse.line.id, closed_on=None).first()
    if waiting is not None:
        raise Refused(
            RefusalCode.BAG_OFFERED_ALREADY,
            bag=purse.line.name,
            amount=Money(waiting.offered_satang).short(),
        )
    assert act.user_id is not None, "require() wants a user"
    # After this point the offer must stand.
    offer = BagOffer.objects.create(
        fund_id=act.fund_id,
        bag_id=purse.line.id,
        offered_satang=money.satang,
        slips=len(money.receipt_entry_ids),
        held_since=money.since,
        offered_on=act.today,
        offered_by_id=act.user_id,
        note=note.strip(),
        command_id=act.command_pk,
    )
    return {
        "offer": offer.public_id.hex,
        "amount_satang": offer.offered_satang,
        "slips": offer.slips,
    }


@command("dues.take_back_offer")
def take_back_offer(act: Act, *, offer: UUID) -> dict[str, Any]:
    """The collector goes on collecting before anyone has counted."""
    require(act, Verb.COLLECT)
    found = _open_offer(act.fund_id, offer)
    if act.user_id != found.offered_by_id and not taking.is_office(act):
        raise Refused(RefusalCode.NOT_YOUR_BAG, user=act.user_name, bag=found.bag.name)
    # After this point the offer must close.
    found.closed_on = act.today
    found.save(update_fields=["closed_on"])
    return {"offer": found.public_id.hex}


@command("dues.accept_bag")
def accept_bag(
    act: Act, *, offer: UUID, counted_satang: int, into: str = "cash", note: str = ""
) -> dict[str, Any]:
    """Another person has counted the bag and takes it into the cash box or bank.

    Above the bag's book the rest waits in the collector's suspense for late lines;
    below it the rest stays in the bag.  Either needs a note.
    """
    require(act, Verb.ACCEPT_BAG)
    found = _open_offer(act.fund_id, offer)
    counted = taking.check_amount(counted_satang)
    lines = accounts(act.fund_id)
    bag = next(line for line in lines if line.id == found.bag_id)
    box = _box(lines, into)
    assert bag.holder_id is not None, "a bag has a holder"
    for other_id in (bag.holder_id, found.offered_by_id):
        refuse_same_person(act, other_id, verb="นับรับ")
        hands = Whom(person_ids_of(other_id, act.fund_id))
        refuse_tied(act, hands, verb="นับรับ", could=Verb.ACCEPT_BAG)
    _check_count(found, counted, note, book=Money(bag.balance_satang))
    # After this point the bag must change hands.
    approval = approve(
        act,
        subject_kind=SUBJECT,
        subject_id=found.public_id,
        content_hash=content_hash(found.public_id, counted_satang, into, note.strip()),
        maker_id=found.offered_by_id,
        note=note.strip(),
    )
    over = max(counted - Money(bag.balance_satang), ZERO)
    (posted,) = ledger_post(
        act,
        entries.hand_over(
            reference=f"bag:{found.public_id.hex}:1",
            accepted_on=act.today,
            bag=bag.code,
            into=box.code,
            counted=counted,
            bag_balance=Money(bag.balance_satang),
            suspense=_suspense(act, bag, lines) if over > ZERO else "",
        ),
    )
    kept = _keep(act, found, approval, posted.id, box, bag, counted, over)
    return {
        "acceptance": kept.public_id.hex,
        "counted_satang": counted.satang,
        "over_satang": over.satang,
        "kept_satang": kept.kept_satang,
    }


def _box(lines: list[AccountLine], code: str) -> AccountLine:
    boxes = {AccountKind.CASH, AccountKind.BANK}
    for line in lines:
        if line.code == code and line.kind in boxes:
            return line
    raise Refused(RefusalCode.NOT_FOUND, what="กล่องเงินสดหรือบัญชีธนาคาร")


def _keep(
    act: Act,
    offer: BagOffer,
    approval: Approval,
    entry_id: int,
    box: AccountLine,
    bag: AccountLine,
    counted: Money,
    over: Money,
) -> BagAcceptance:
    """The paper of what has moved; the offer is closed with it."""
    offer.closed_on = act.today
    offer.save(update_fields=["closed_on"])
    return BagAcceptance.objects.create(
        fund_id=act.fund_id,
        offer=offer,
        into_id=box.id,
        counted_satang=counted.satang,
        over_satang=over.satang,
        kept_satang=bag.balance_satang - (counted - over).satang,
        note=approval.note,
        accepted_on=act.today,
        accepted_by_id=approval.checker_id,
        approval=approval,
        entry_id=entry_id,
        command_id=act.command_pk,
    )


def content_hash(offer: UUID, counted_satang: int, into: str, note: str) -> bytes:
    """What the second person's word binds to: exactly what is booked."""
    body = {"offer": offer, "counted": counted_satang, "into": into, "note": note}
    return sha256(canonical(body).encode()).digest()


def _open_offer(fund_id: int, public_id: UUID) -> BagOffer:
    found = (
        BagOffer.objects.filter(fund_id=fund_id, public_id=public_id)
        .select_related("bag")
        .first()
    )
    if found is None:
        raise Refused(RefusalCode.NOT_FOUND, what="ใบส่งมอบเงิน")
    if found.closed_on is not None:
        raise Refused(RefusalCode.OFFER_CLOSED, closed_on=found.closed_on)
    return found


def _check_count(offer: BagOffer, counted: Money, note: str, *, book: Money) -> None:
    # A receipt reversed since the offer took its money out of the bag's book.
    offered = min(Money(offer.offered_satang), book)
    if counted == offered or note.strip():
        return
    over = counted > offered
    raise Refused(
        RefusalCode.BAG_COUNT_DIFFERS,
        counted=counted.short(),
        offered=offered.short(),
        how="เกิน" if over else "ขาด",
        difference=(counted - offered if over else offered - counted).short(),
        after="ส่วนที่เกินพักไว้รอใบรับที่ตามมา" if over else "ส่วนที่ขาดยังอยู่ในชื่อถุงนี้",
    )


def _suspense(act: Act, bag: AccountLine, lines: list[AccountLine]) -> str:
    """The collector's suspense account, opened when it is first needed."""
    for line in lines:
        if line.kind is AccountKind.SUSPENSE and line.holder_id == bag.holder_id:
            return line.code
    return open_account(
        act.fund_id,
        AccountKind.SUSPENSE,
        name=f"เงินรอลงรายการ {bag.name}",
        opened_on=act.today,
        holder_id=bag.holder_id,
    ).code

"""Money goes out for an approved request, and comes back when it was a mistake."""

from __future__ import annotations

from datetime import date
from typing import Any
from uuid import UUID

from kongbun.access.permissions import Verb, refuse_same_person, require
from kongbun.claims.approve_actions import award_hash
from kongbun.claims.approving import matter_of_award, required, waits_for_answer
from kongbun.claims.deciding import member_is_dead
from kongbun.claims.emergency_actions import refuse_unconfirmed
from kongbun.claims.in_force import in_force
from kongbun.claims.late import day_of
from kongbun.claims.models import (
    Award,
    Claim,
    ClaimStatus,
    Method,
    PayeeKind,
    Payment,
    PaymentReversal,
    PensionLine,
)
from kongbun.claims.queries import next_number
from kongbun.claims.rows import (
    claim_of,
    refuse_own,
    require_status,
    user_of,
    whose_right,
)
from kongbun.claims.submit_actions import move
from kongbun.claims.verdict import kept_hash
from kongbun.commands.run import Act, command
from kongbun.kernel.lengths import too_long
from kongbun.kernel.money import Money
from kongbun.kernel.refusal import Reason, RefusalCode, Refused
from kongbun.kernel.thai_date import fiscal_year, short
from kongbun.kernel.thai_text import match_key
from kongbun.ledger import entries
from kongbun.ledger.balances import AccountLine, accounts
from kongbun.ledger.chart import AccountKind
from kongbun.ledger.post import post as ledger_post
from kongbun.ledger.post import reverse
from kongbun.people.models import Beneficiary
from kongbun.people.one_person import standing_for, with_doubles
from kongbun.treasury import purposes
from kongbun.treasury.limits import refuse_beyond
from kongbun.treasury.purposes import Use

PAY = "จ่าย"
PAID_FROM = {Method.CASH: AccountKind.CASH, Method.TRANSFER: AccountKind.BANK}


@command("claims.pay")
def pay_claim(
    act: Act,
    *,
    claim: UUID,
    amount_satang: int,
    account: str,
    method: str,
    payee_kind: str,
    payee_name: str,
    witness: str,
    paid_on: date | None = None,
    proxy_paper: str = "",
    transfer_ref: str = "",
    out_of: str = "",
) -> dict[str, Any]:
    """Pay exactly what was approved, once, and write its voucher.

    `amount_satang` is what the payer's page showed; `out_of` as in `purposes.out_of`.
    Refuses who approved it, changed content, and money that is not there.
    """
    require(act, Verb.PAY_CLAIM)
    found = claim_of(act, claim)
    require_status(found, ClaimStatus.APPROVED, verb=PAY)
    award = _award_as_approved(found, amount_satang)
    _refuse_payer(act, found, award, payee_name)
    _refuse_overdue(act, award)
    day = paid_on or act.today
    how = Method(method) if method in Method.values else None
    paid_from = next((a for a in accounts(act.fund_id) if a.code == account), None)
    reasons = [
        *_about_day(act, award, day),
        *_about_account(act, how, paid_from, method, transfer_ref),
        *_about_payee(found, payee_kind, payee_name, proxy_paper),
        *_about_witness(act, payee_name, witness),
        *_about_lengths(payee_name, witness, proxy_paper, transfer_ref),
    ]
    if reasons:
        raise Refused.of(reasons)
    assert how is not None
    assert paid_from is not None
    voucher = Payment(
        paid_on=day,
        account_id=paid_from.id,
        method=how,
        transfer_ref=transfer_ref.strip() if how is Method.TRANSFER else "",
        payee_kind=payee_kind,
        payee_name=payee_name.strip(),
        proxy_paper=proxy_paper.strip(),
        witness=witness.strip(),
    )
    # After this point the payment must succeed.
    _pay(act, found, award, voucher, paid_from.code, out_of)
    move(act, found, ClaimStatus.PAID, f"ใบสำคัญจ่าย {voucher.number}")
    return {
        "claim": found.public_id.hex,
        "number": found.number,
        "voucher": voucher.number,
        "payment": voucher.public_id.hex,
        "amount_satang": voucher.amount_satang,
    }


def _pay(
    act: Act,
    claim: Claim,
    award: Award,
    voucher: Payment,
    paid_from: str,
    out_of: str,
) -> None:
    """Book the money and give the voucher its number.  Refuses what is not there."""
    voucher.attempt = claim.payments.count() + 1
    amount = Money(award.amount_satang)
    use = Use.of_benefit(claim.category, claim.benefit)
    parts = purposes.out_of(act.fund_id, use, amount, on=voucher.paid_on, chosen=out_of)
    refuse_beyond(act.fund_id, use, amount, parts, on=voucher.paid_on)
    (posted,) = ledger_post(
        act,
        entries.benefit_paid(
            claim_no=claim.number,
            attempt=voucher.attempt,
            category=claim.category,
            amount=amount,
            paid_on=voucher.paid_on,
            paid_from=paid_from,
            out_of=parts,
        ),
    )
    voucher.fund_id = act.fund_id
    voucher.fiscal_year = fiscal_year(voucher.paid_on)
    voucher.no = next_number(Payment, act.fund_id, voucher.fiscal_year)
    voucher.claim = claim
    if voucher.payee_kind == PayeeKind.BENEFICIARY:
        voucher.beneficiary = _named(claim, voucher.payee_name)
    voucher.amount_satang = award.amount_satang
    voucher.entry_id = posted.id
    voucher.paid_by_id = user_of(act)
    voucher.command_id = act.command_pk
    voucher.save(force_insert=True)


@command("claims.reverse_payment")
def reverse_payment(act: Act, *, claim: UUID, reason: str) -> dict[str, Any]:
    """The money came back: the voucher keeps its number, the claim waits again."""
    require(act, Verb.PAY_CLAIM)
    found = claim_of(act, claim)
    require_status(found, ClaimStatus.PAID, verb="กลับรายการจ่าย")
    if not reason.strip():
        raise Refused(RefusalCode.FIELD_EMPTY, field="เหตุผลที่กลับรายการ")
    payment = found.payments.get(reversal=None)
    posted = reverse(act, payment.entry_id, reason=reason.strip()[:200])
    # After this point the reversal must stand.
    PaymentReversal.objects.create(
        payment=payment,
        entry_id=posted.id,
        reversed_on=act.today,
        reason=reason.strip()[:200],
        user_id=user_of(act),
        command_id=act.command_pk,
    )
    move(act, found, ClaimStatus.APPROVED, f"กลับรายการจ่าย: {reason.strip()[:300]}")
    refuse_unconfirmed(act, found)
    return {
        "claim": found.public_id.hex,
        "number": found.number,
        "voucher": payment.number,
    }


def _award_as_approved(claim: Claim, amount_satang: int) -> Award:
    """The award, when nothing of what was approved has changed since (A1)."""
    award = claim.awards.select_related("decision", "approval").get()
    decision = award.decision
    kept = kept_hash(decision, claim.public_id, claim.benefit)
    bound = award_hash(claim, kept, award)
    whole = (
        bound == bytes(award.hash)
        and _is_approved(claim, award, bound)
        and award.amount_satang == claim.granted_satang == amount_satang
    )
    if not whole:
        raise Refused(RefusalCode.CHANGED_SINCE, what="จำนวนเงินหรือคำขอที่อนุมัติไว้")
    return award


def _refuse_payer(act: Act, claim: Claim, award: Award, payee_name: str) -> None:
    """Neither who approved it, nor the family or house of who receives (A2)."""
    refuse_same_person(act, award.approval.checker_id, verb=PAY)
    refuse_own(act, claim, verb=PAY, could=Verb.PAY_CLAIM, payee=payee_name)


def _refuse_overdue(act: Act, award: Award) -> None:
    """What went first is paid at once, but not when its day has passed in silence."""
    if not waits_for_answer(award) or award.confirm_by is None:
        return
    if act.today > award.confirm_by:
        raise Refused(
            RefusalCode.EMERGENCY_OVERDUE,
            number=award.claim.number,
            due=short(award.confirm_by),
            required=required(matter_of_award(award).needed),
        )


def _is_approved(claim: Claim, award: Award, bound: bytes) -> bool:
    """The approval is of this award, or of the list that this claim came from."""
    word = award.approval
    if not word.approved:
        return False
    line = PensionLine.objects.filter(claim=claim).first()
    if line is None:
        return bytes(word.content_hash) == bound
    return (
        word.subject_id == line.pension_list.public_id
        and line.amount_satang == award.amount_satang
    )


def _about_day(act: Act, award: Award, day: date) -> list[Reason]:
    approved = day_of(award.approval.at)
    if day > act.today:
        facts = {"found": short(day), "today": short(act.today)}
        return [Reason(RefusalCode.DATE_IN_FUTURE, facts)]
    if day < award.claim.event_on and award.claim.started_by == "committee":
        facts = {"found": short(day), "due": short(award.claim.event_on)}
        return [Reason(RefusalCode.NOT_DUE_YET, facts)]
    if day < approved:
        facts = {"found": short(day), "approved": short(approved)}
        return [Reason(RefusalCode.PAID_BEFORE_APPROVAL, facts)]
    return []


def _about_account(
    act: Act,
    how: Method | None,
    paid_from: AccountLine | None,
    method: str,
    transfer_ref: str,
) -> list[Reason]:
    if how is None or paid_from is None or paid_from.kind is not PAID_FROM[how]:
        facts = {
            "method": how.label if how else method,
            "account": paid_from.name if paid_from else "บัญชีที่เลือก",
        }
        return [Reason(RefusalCode.ACCOUNT_UNFIT, facts)]
    ref = transfer_ref.strip()
    if how is not Method.TRANSFER:
        return []
    if not ref:
        return [Reason(RefusalCode.FIELD_EMPTY, {"field": "เลขอ้างอิงการโอน"})]
    taken = Payment.objects.filter(fund_id=act.fund_id, transfer_ref=ref).first()
    if taken is not None:
        facts = {"ref": ref, "number": taken.number}
        return [Reason(RefusalCode.TRANSFER_REF_TAKEN, facts)]
    return []


def _about_payee(
    claim: Claim, payee_kind: str, payee_name: str, proxy_paper: str
) -> list[Reason]:
    allowed = payees_of(claim)
    if payee_kind not in allowed:
        known = PayeeKind.values
        facts = {
            "benefit": claim.title,
            "payee": PayeeKind(payee_kind).label if payee_kind in known else payee_kind,
            "payees": " ".join(str(kind.label) for kind in allowed),
        }
        return [Reason(RefusalCode.PAYEE_UNFIT, facts)]
    if not payee_name.strip():
        return [Reason(RefusalCode.FIELD_EMPTY, {"field": "ชื่อผู้รับเงิน"})]
    name = {"name": payee_name.strip()}
    if payee_kind == PayeeKind.SELF and match_key(payee_name) not in _self_keys(claim):
        names = {claim.claimant_name, *(_own_names(claim)[:1])}
        return [
            Reason(
                RefusalCode.NOT_THE_CLAIMANT, {**name, "names": " ".join(sorted(names))}
            )
        ]
    if payee_kind == PayeeKind.PROXY and not proxy_paper.strip():
        return [Reason(RefusalCode.PROXY_PAPER_NEEDED, name)]
    if payee_kind == PayeeKind.BENEFICIARY and _named(claim, payee_name) is None:
        return [Reason(RefusalCode.NOT_THE_BENEFICIARY, name)]
    return []


def _own_names(claim: Claim) -> list[str]:
    """How the register calls whose right it is, with the title and without."""
    written = claim.membership.person if claim.membership else claim.event.person
    return [
        name
        for person in (whose_right(claim), written)
        if person is not None
        for name in (person.full_name(), f"{person.first_name} {person.last_name}")
    ]


def _self_keys(claim: Claim) -> set[str]:
    return {match_key(name) for name in (claim.claimant_name, *_own_names(claim))}


def payees_of(claim: Claim) -> list[PayeeKind]:
    """Who may receive it, by the by-law and by who is alive."""
    rule = in_force(claim.fund_id, claim.event.first_day).rule(claim.benefit)
    allowed = {*rule.payees, PayeeKind.PROXY.value}
    if member_is_dead(claim):
        # What is owed to one who died goes to those left behind.
        allowed = (allowed - {PayeeKind.SELF.value}) | {PayeeKind.BENEFICIARY.value}
    return [kind for kind in PayeeKind if kind.value in allowed]


def beneficiaries_of(claim: Claim) -> list[Beneficiary]:
    """Whom the member named, in whichever record of theirs it was written."""
    if claim.membership is None:
        return []
    own = standing_for(claim.membership)
    named = Beneficiary.objects.filter(
        membership_id__in=with_doubles([own.pk]), removed_on=None
    )
    return sorted(named, key=lambda one: (one.membership_id != own.pk, one.seq))


def _named(claim: Claim, payee_name: str) -> Beneficiary | None:
    key = match_key(payee_name)
    for one in beneficiaries_of(claim):
        if match_key(one.name) == key:
            return one
    return None


def _about_lengths(
    payee_name: str, witness: str, proxy_paper: str, transfer_ref: str
) -> list[Reason]:
    return [
        *too_long("ชื่อผู้รับเงิน", payee_name, 240),
        *too_long("ชื่อพยาน", witness, 240),
        *too_long("หนังสือมอบฉันทะ", proxy_paper, 200),
        *too_long("เลขอ้างอิงการโอน", transfer_ref, 60),
    ]


def _about_witness(act: Act, payee_name: str, witness: str) -> list[Reason]:
    seen = " ".join(witness.split())
    if not seen or seen in (" ".join(payee_name.split()), act.user_name):
        return [Reason(RefusalCode.WITNESS_NEEDED)]
    return []

"""The committee's word on a request: approve, within the by-law or beyond; refuse."""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import timedelta
from typing import Any
from uuid import UUID

from kongbun.access.permissions import Verb, require
from kongbun.approvals.actions import approve, resolve
from kongbun.approvals.models import Resolution
from kongbun.claims.allot_actions import keep_round, new_allotment
from kongbun.claims.approving import (
    Word,
    as_day,
    is_of_a_board,
    is_whole,
    matter_of,
    refuse_undecided,
    word_of,
)
from kongbun.claims.binding import who_asked
from kongbun.claims.deciding import decide_now, is_backdating_confirmed
from kongbun.claims.in_force import in_force
from kongbun.claims.late import Late
from kongbun.claims.models import Award, Claim, ClaimStatus, Decision
from kongbun.claims.offering import Offer, offer
from kongbun.claims.rolling import Before
from kongbun.claims.rows import (
    claim_of,
    refuse_maker,
    refuse_own,
    require_status,
)
from kongbun.claims.submit_actions import STILL_WAITS, keep_decision, move
from kongbun.claims.verdict import Verdict, content_hash
from kongbun.commands.run import Act, command
from kongbun.kernel.money import Money
from kongbun.kernel.refusal import RefusalCode, Refused
from kongbun.kernel.thai_date import short
from kongbun.ledger.entries import AMOUNT_SATANG_MAX
from kongbun.rules.approving import COMMITTEE
from kongbun.rules.benefit import BenefitRule, ByResolution

APPROVE = "อนุมัติ"
SUBJECT = "claim"


@command("claims.approve")
def approve_claim(
    act: Act,
    *,
    claim: UUID,
    decision_hash: str,
    amount_satang: int,
    reason: str = "",
    resolution: Mapping[str, Any] | None = None,
    emergency: bool = False,
) -> dict[str, Any]:
    """Approve exactly what was seen, by someone other than who entered it.

    `decision_hash` is of the decision on the approver's page: facts that changed
    since make it another (CHANGED_SINCE).  Another amount than the by-law's needs
    `reason` and `resolution` {board, number, decided_on, text}, as does a benefit
    that the by-law leaves to the committee.  Who approves is of a body to which it
    leaves this sum, or with `emergency` and a reason of one that it lets go first:
    then the award waits to be confirmed, unless the word suffices anyway.
    """
    require(act, Verb.DECIDE_CLAIM)
    found = claim_of(act, claim)
    require_status(found, ClaimStatus.CERTIFIED, verb=APPROVE)
    _refuse_maker(act, found)
    refuse_half_resolution(act, resolution)
    seen = _as_seen(found, decision_hash, amount_satang)
    rules = in_force(act.fund_id, found.event.first_day)
    rule = rules.rule(found.benefit)
    verdict = seen
    if isinstance(rule.amount, ByResolution):
        verdict = _as_resolved(found, rule, resolution, amount_satang)
    offered = offer(rules, found, verdict)
    resolved = bool(reason.strip() and is_whole(resolution))
    departs = _departs(rule, verdict, offered, amount_satang, resolved=resolved)
    _refuse_unconfirmed(found)
    matter = matter_of(rules, found, amount_satang, on=act.today, by_board=departs)
    word = word_of(act, matter, resolution, emergency=emergency)
    _refuse_unreasoned(word, reason)
    # After this point the approval must stand.
    decision = keep_decision(act, rules, found, verdict, Decision.Stage.APPROVED)
    _keep_allotment(act, offered, decision)
    award = _award(
        act,
        found,
        decision,
        word,
        matter.before,
        units=max(1, verdict.units),
        amount_satang=amount_satang,
        departs=departs,
        reason=reason,
        resolution=resolution,
    )
    found.granted = True
    found.granted_units, found.granted_satang = award.units, award.amount_satang
    move(act, found, ClaimStatus.APPROVED, award.reason)
    return _answer(found, award)


def _answer(claim: Claim, award: Award) -> dict[str, Any]:
    return {
        "claim": claim.public_id.hex,
        "number": claim.number,
        "amount_satang": award.amount_satang,
        "departs": award.departs,
        "body": award.body,
        "emergency": award.emergency,
        "confirm_by": award.confirm_by,
    }


@command("claims.refuse")
def refuse_claim(act: Act, *, claim: UUID, reason: str) -> dict[str, Any]:
    """Who could approve it does not.  The number stays; one may ask again."""
    require(act, Verb.DECIDE_CLAIM)
    found = claim_of(act, claim)
    require_status(found, *STILL_WAITS, verb="ไม่อนุมัติ")
    _refuse_maker(act, found)
    if not is_of_a_board(act.user_id or 0, act.fund_id, act.today):
        rules = in_force(act.fund_id, found.event.first_day)
        given = offer(rules, found, decide_now(found)).satang
        matter = matter_of(rules, found, given, on=act.today, by_board=not given)
        refuse_undecided(act, matter)
    if not reason.strip():
        raise Refused(RefusalCode.FIELD_EMPTY, field="เหตุผลที่ไม่อนุมัติ")
    # After this point the refusal must stand.
    newest = found.decisions.order_by("-seq")[0]
    approve(
        act,
        subject_kind=SUBJECT,
        subject_id=found.public_id,
        content_hash=bytes(newest.hash),
        maker_id=found.submitted_by_id,
        approved=False,
        note=reason.strip()[:500],
        verb="ไม่อนุมัติ",
    )
    found.granted_units, found.granted_satang = 0, 0
    found.granted = False
    move(act, found, ClaimStatus.REFUSED, reason.strip()[:500])
    return {"claim": found.public_id.hex, "number": found.number}


def award_hash(claim: Claim, decision_hash: bytes, award: Award) -> bytes:
    """What an approval binds to; payment makes it anew from the rows (A1)."""
    said: dict[str, Any] = {}
    if award.body:
        # Awards from before that was kept keep their hash.
        said = {"body": award.body, "emergency": award.emergency}
        said["confirm_by"] = award.confirm_by
    if award.before_days is not None:
        said["before"] = [award.before_satang, award.before_days]
    return content_hash(
        claim=claim.public_id,
        number=claim.number,
        benefit=claim.benefit,
        category=claim.category,
        claimant=who_asked(claim) or claim.claimant_name,
        request=bytes(claim.signed_hash),
        decision=decision_hash,
        units=award.units,
        amount_satang=award.amount_satang,
        **said,
    )


def _award(
    act: Act,
    claim: Claim,
    decision: Decision,
    word: Word,
    before: Before,
    *,
    units: int,
    amount_satang: int,
    departs: bool,
    reason: str,
    resolution: Mapping[str, Any] | None,
) -> Award:
    within = word.first.confirmed_within_days if word.first else None
    award = Award(
        claim=claim,
        decision=decision,
        amount_satang=amount_satang,
        units=units,
        departs=departs,
        reason=reason.strip()[:500],
        body=word.body,
        emergency=word.first is not None,
        confirm_by=act.today + timedelta(days=within) if within else None,
        before_satang=before.satang,
        before_days=before.days,
    )
    award.hash = award_hash(claim, bytes(decision.hash), award)
    award.approval = approve(
        act,
        subject_kind=SUBJECT,
        subject_id=claim.public_id,
        content_hash=award.hash,
        maker_id=claim.submitted_by_id,
        note=award.reason,
        verb=APPROVE,
    )
    award.resolution = keep_resolution(act, resolution)
    award.save(force_insert=True)
    return award


def keep_resolution(act: Act, given: Mapping[str, Any] | None) -> Resolution | None:
    """Write a resolution where one was given whole, for actions of this app."""
    if not is_whole(given):
        return None
    assert given is not None
    return resolve(
        act,
        board=str(given.get("board") or COMMITTEE)[:60],
        number=str(given["number"]).strip()[:30],
        decided_on=as_day(given["decided_on"]),
        text=str(given.get("text", "")).strip(),
    )


def refuse_half_resolution(act: Act, given: Mapping[str, Any] | None) -> None:
    """A number without its day, a day without its number, a day still to come."""
    number = str(given.get("number") or "").strip() if given else ""
    day = given.get("decided_on") if given else None
    if bool(number) != bool(day):
        missing = "วันที่มีมติ" if number else "มติเลขที่"
        raise Refused(RefusalCode.FIELD_EMPTY, field=missing)
    if day and as_day(day) > act.today:
        raise Refused(
            RefusalCode.DATE_IN_FUTURE, found=short(as_day(day)), today=short(act.today)
        )


def _refuse_maker(act: Act, claim: Claim) -> None:
    refuse_maker(act, claim, verb=APPROVE)
    refuse_own(act, claim, verb=APPROVE, could=Verb.DECIDE_CLAIM)


def _as_seen(claim: Claim, decision_hash: str, amount_satang: int) -> Verdict:
    """What the by-law gives now, as long as it is what the page showed."""
    seen = decide_now(claim)
    if seen.hash(claim.public_id).hex() != decision_hash:
        raise Refused(RefusalCode.CHANGED_SINCE, what="ผลตามระเบียบ")
    if not 0 <= amount_satang <= AMOUNT_SATANG_MAX:
        raise Refused(RefusalCode.AMOUNT_UNFIT, found=Money(amount_satang))
    return seen


def _as_resolved(
    claim: Claim,
    rule: BenefitRule,
    resolution: Mapping[str, Any] | None,
    amount_satang: int,
) -> Verdict:
    """What the by-law gives of what a board has resolved."""
    if not is_whole(resolution):
        raise Refused(RefusalCode.RESOLUTION_NEEDED, benefit=rule.title)
    return decide_now(claim, resolution_satang=amount_satang)


def _refuse_unreasoned(word: Word, reason: str) -> None:
    if word.first and not reason.strip():
        raise Refused(RefusalCode.FIELD_EMPTY, field="เหตุผลที่ต้องอนุมัติก่อน")


def _refuse_unconfirmed(claim: Claim) -> None:
    late = [Late.of_json(one) for one in json.loads(claim.warnings)]
    if late and not is_backdating_confirmed(claim):
        words = " และ".join(one.sentence() for one in late)
        raise Refused(RefusalCode.BACKDATING_UNCONFIRMED, late=words)


def _keep_allotment(act: Act, offered: Offer, decision: Decision) -> None:
    """Served as it came: what there was then stays beside the decision."""
    if offered.shared is not None:
        kept = keep_round(act, offered.shared)
        new_allotment(kept, offered.shared.shares[0], decision).save()


def _departs(
    rule: BenefitRule,
    verdict: Verdict,
    offered: Offer,
    amount_satang: int,
    *,
    resolved: bool,
) -> bool:
    """Whether it is another sum than is offered; refuses one without resolution."""
    nothing_left = verdict.granted and not offered.satang
    if amount_satang == 0 and (resolved or not nothing_left):
        raise Refused(RefusalCode.AMOUNT_UNFIT, found=Money(amount_satang))
    departs = not verdict.granted or nothing_left or amount_satang != offered.satang
    if departs and not resolved:
        _refuse_departure(rule, verdict, offered, amount_satang)
    return departs


def _refuse_departure(
    rule: BenefitRule, verdict: Verdict, offered: Offer, amount_satang: int
) -> None:
    """Another sum than is offered: because of whom it would be taken from, or not."""
    allocation = rule.allocation
    if allocation is not None and offered.waits_for_others:
        raise Refused(
            RefusalCode.ALLOCATE_FIRST, benefit=rule.title, clause=allocation.clause
        )
    if allocation is not None and verdict.granted and not offered.satang:
        assert offered.shared is not None, "an allotment gives something"
        raise Refused(
            RefusalCode.ALLOCATION_SPENT,
            benefit=rule.title,
            clause=allocation.clause,
            given=offered.shared.terms.places_taken,
            spent=Money(offered.shared.terms.spent_satang),
        )
    raise Refused(
        RefusalCode.DEPARTURE_NEEDS_REASON,
        found=Money(offered.satang),
        required=Money(amount_satang),
    )

"""The committee's word on a request: approve, within the by-law or beyond; refuse."""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import date
from typing import Any
from uuid import UUID

from kongbun.access.permissions import Verb, require
from kongbun.approvals.actions import approve, resolve
from kongbun.approvals.models import Resolution
from kongbun.claims.allot_actions import keep_round, new_allotment
from kongbun.claims.deciding import decide_now, is_backdating_confirmed
from kongbun.claims.in_force import in_force
from kongbun.claims.late import Late
from kongbun.claims.models import Award, Claim, ClaimStatus, Decision
from kongbun.claims.offering import Offer, offer
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
from kongbun.rules.benefit import Approval as Level
from kongbun.rules.benefit import BenefitRule, ByResolution

APPROVE = "อนุมัติ"
SUBJECT = "claim"
GENERAL_MEETING = "general_meeting"
COMMITTEE = "committee"


@command("claims.approve")
def approve_claim(
    act: Act,
    *,
    claim: UUID,
    decision_hash: str,
    amount_satang: int,
    reason: str = "",
    resolution: Mapping[str, Any] | None = None,
) -> dict[str, Any]:
    """Approve exactly what was seen, by someone other than who entered it.

    `decision_hash` is of the decision on the approver's page: facts that changed
    since make it another (CHANGED_SINCE).  Another amount than the by-law's needs
    `reason` and `resolution` {board, number, decided_on, text}, as does a benefit
    that the by-law leaves to the committee.
    """
    require(act, Verb.APPROVE_CLAIM)
    found = claim_of(act, claim)
    require_status(found, ClaimStatus.CERTIFIED, verb=APPROVE)
    _refuse_maker(act, found)
    refuse_half_resolution(act, resolution)
    seen = decide_now(found)
    if seen.hash(found.public_id).hex() != decision_hash:
        raise Refused(RefusalCode.CHANGED_SINCE, what="ผลตามระเบียบ")
    if not 0 <= amount_satang <= AMOUNT_SATANG_MAX:
        raise Refused(RefusalCode.AMOUNT_UNFIT, found=Money(amount_satang))
    rules = in_force(act.fund_id, found.event.first_day)
    rule = rules.rule(found.benefit)
    verdict = seen
    if isinstance(rule.amount, ByResolution):
        if not _is_whole(resolution):
            raise Refused(RefusalCode.RESOLUTION_NEEDED, benefit=rule.title)
        verdict = decide_now(found, resolution_satang=amount_satang)
    offered = offer(rules, found, verdict)
    resolved = bool(reason.strip() and _is_whole(resolution))
    departs = _departs(rule, verdict, offered, amount_satang, resolved=resolved)
    _refuse_unconfirmed(found)
    _refuse_beyond(rules.bylaw.approvals_for(rule), amount_satang, resolution)
    # After this point the approval must stand.
    decision = keep_decision(act, rules, found, verdict, Decision.Stage.APPROVED)
    _keep_allotment(act, offered, decision)
    award = _award(
        act,
        found,
        decision,
        units=max(1, verdict.units),
        amount_satang=amount_satang,
        departs=departs,
        reason=reason,
        resolution=resolution,
    )
    found.granted = True
    found.granted_units, found.granted_satang = award.units, award.amount_satang
    move(act, found, ClaimStatus.APPROVED, reason.strip()[:500])
    return {
        "claim": found.public_id.hex,
        "number": found.number,
        "amount_satang": award.amount_satang,
        "departs": departs,
    }


@command("claims.refuse")
def refuse_claim(act: Act, *, claim: UUID, reason: str) -> dict[str, Any]:
    """The committee does not grant it.  The number stays; one may ask again."""
    require(act, Verb.APPROVE_CLAIM)
    found = claim_of(act, claim)
    require_status(found, *STILL_WAITS, verb="ไม่อนุมัติ")
    _refuse_maker(act, found)
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


def award_hash(
    claim: Claim, decision_hash: bytes, *, units: int, amount_satang: int
) -> bytes:
    """What an approval binds to; payment makes it anew from the rows (A1)."""
    return content_hash(
        claim=claim.public_id,
        number=claim.number,
        benefit=claim.benefit,
        category=claim.category,
        claimant=claim.claimant_name,
        request=bytes(claim.signed_hash),
        decision=decision_hash,
        units=units,
        amount_satang=amount_satang,
    )


def _award(
    act: Act,
    claim: Claim,
    decision: Decision,
    *,
    units: int,
    amount_satang: int,
    departs: bool,
    reason: str,
    resolution: Mapping[str, Any] | None,
) -> Award:
    bound = award_hash(
        claim, bytes(decision.hash), units=units, amount_satang=amount_satang
    )
    word = approve(
        act,
        subject_kind=SUBJECT,
        subject_id=claim.public_id,
        content_hash=bound,
        maker_id=claim.submitted_by_id,
        note=reason.strip()[:500],
        verb=APPROVE,
    )
    return Award.objects.create(
        claim=claim,
        decision=decision,
        approval=word,
        resolution=keep_resolution(act, resolution),
        amount_satang=amount_satang,
        units=units,
        departs=departs,
        reason=reason.strip()[:500],
        hash=bound,
    )


def keep_resolution(act: Act, given: Mapping[str, Any] | None) -> Resolution | None:
    """Write a resolution where one was given whole, for actions of this app."""
    if not _is_whole(given):
        return None
    assert given is not None
    return resolve(
        act,
        board=str(given.get("board") or COMMITTEE)[:60],
        number=str(given["number"]).strip()[:30],
        decided_on=_day(given["decided_on"]),
        text=str(given.get("text", "")).strip(),
    )


def refuse_half_resolution(act: Act, given: Mapping[str, Any] | None) -> None:
    """A number without its day, a day without its number, a day still to come."""
    number = str(given.get("number") or "").strip() if given else ""
    day = given.get("decided_on") if given else None
    if bool(number) != bool(day):
        missing = "วันที่มีมติ" if number else "มติเลขที่"
        raise Refused(RefusalCode.FIELD_EMPTY, field=missing)
    if day and _day(day) > act.today:
        raise Refused(
            RefusalCode.DATE_IN_FUTURE, found=short(_day(day)), today=short(act.today)
        )


def _is_whole(given: Mapping[str, Any] | None) -> bool:
    """A resolution has a number and a day."""
    return bool(
        given and str(given.get("number", "")).strip() and given.get("decided_on")
    )


def _day(value: date | str) -> date:
    return value if isinstance(value, date) else date.fromisoformat(value)


def _refuse_maker(act: Act, claim: Claim) -> None:
    refuse_maker(act, claim, verb=APPROVE)
    refuse_own(act, claim, verb=APPROVE, household=True)


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


def _refuse_beyond(
    levels: tuple[Level, ...], amount_satang: int, resolution: Mapping[str, Any] | None
) -> None:
    """Sums that the by-law keeps for the general meeting need its resolution."""
    fits = [
        level
        for level in levels
        if level.up_to_satang is None or amount_satang <= level.up_to_satang
    ]
    if not levels or any(level.by != GENERAL_MEETING for level in fits):
        return
    by_meeting = bool(resolution and resolution.get("board") == GENERAL_MEETING)
    if not (by_meeting and _is_whole(resolution)):
        raise Refused(
            RefusalCode.GENERAL_MEETING_NEEDED,
            amount=Money(amount_satang),
            clause=(fits or list(levels))[0].clause,
        )

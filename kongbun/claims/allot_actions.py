"""There is not enough for all: who waits is weighed together, and the trace kept."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any

from django.db.models import Count

from kongbun.access.permissions import Verb, require
from kongbun.approvals.actions import approve
from kongbun.claims.allotting import Share, Shared, look
from kongbun.claims.models import (
    AllocationRound,
    Allotment,
    Claim,
    ClaimStatus,
    Decision,
)
from kongbun.claims.rows import refuse_maker, refuse_own, user_of
from kongbun.claims.submit_actions import move, new_decision
from kongbun.commands.run import Act, canonical, command
from kongbun.kernel.refusal import RefusalCode, Refused
from kongbun.kernel.thai_date import short
from kongbun.rules.allocation_words import why_nothing
from kongbun.store.covered import tell

ALLOCATE = "จัดสรร"
SUBJECT = "claim"


@command("claims.allocate")
def allocate_claims(
    act: Act, *, benefit: str, window_from: date, content_hash: str
) -> dict[str, Any]:
    """Share places and money among all granted, certified claims of these days.

    `content_hash` is of the order that was seen: a claim more or less since makes it
    another.  Who gets nothing is refused with the reason and may ask again; the rest
    wait for approval with the amount they got.  Nobody allocates what they entered,
    nor to their own house.
    """
    require(act, Verb.APPROVE_CLAIM)
    shared = look(act.fund_id, benefit, window_from)
    if shared is None:
        raise Refused(
            RefusalCode.NOTHING_TO_ALLOCATE, benefit=benefit, day=short(window_from)
        )
    if shared.hash().hex() != content_hash:
        raise Refused(RefusalCode.CHANGED_SINCE, what="ลำดับที่จัดสรร")
    for one in shared.shares:
        refuse_maker(act, one.claim, verb=ALLOCATE)
        refuse_own(act, one.claim, verb=ALLOCATE, could=Verb.APPROVE_CLAIM)
    # After this point the allocation must stand.
    decisions = _decide(act, shared)
    kept = keep_round(act, shared)
    Allotment.objects.bulk_create(
        new_allotment(kept, one, decision)
        for one, decision in zip(shared.shares, decisions, strict=True)
    )
    for one, decision in zip(shared.shares, decisions, strict=True):
        _tell(act, shared, one, decision)
    given = [one for one in shared.shares if one.part.given_satang]
    return {
        "round": kept.public_id.hex,
        "granted": [one.claim.number for one in given],
        "refused": [
            one.claim.number for one in shared.shares if not one.part.given_satang
        ],
        "total_satang": shared.given_satang,
        "hash": kept.hash.hex(),
    }


def _decide(act: Act, shared: Shared) -> list[Decision]:
    """What the by-law said of each in that moment, before there was a limit."""
    claims = [one.claim for one in shared.shares]
    seen = _decisions_so_far(claims)
    made = Decision.objects.bulk_create(
        new_decision(
            act,
            one.rules,
            one.claim,
            one.verdict,
            Decision.Stage.ALLOCATED,
            seq=seen[one.claim.pk] + 1,
        )
        for one in shared.shares
    )
    tell(*made)
    return made


def _decisions_so_far(claims: Sequence[Claim]) -> dict[int, int]:
    return dict(
        Decision.objects.filter(claim__in=claims)
        .values_list("claim_id")
        .annotate(n=Count("pk"))
        .order_by()
    )


def keep_round(act: Act, shared: Shared) -> AllocationRound:
    """Write what there was, for actions of this app."""
    return AllocationRound.objects.create(
        fund_id=act.fund_id,
        benefit=shared.rule.code,
        title=shared.rule.title,
        bylaw=shared.rules.version,
        window_from=shared.window.from_day,
        window_until=shared.window.until,
        fund_satang=shared.terms.fund_satang,
        spent_satang=shared.terms.spent_satang,
        places_taken=shared.terms.places_taken,
        hash=shared.hash(),
        user_id=user_of(act),
        at=act.now,
        command_id=act.command_pk,
    )


def new_allotment(kept: AllocationRound, one: Share, decision: Decision) -> Allotment:
    """What one claim got, not yet written."""
    return Allotment(
        round=kept,
        claim=one.claim,
        decision=decision,
        place=one.part.place,
        wanted_satang=one.part.wanted_satang,
        amount_satang=one.part.given_satang,
        checks=canonical([check.as_trace() for check in one.results]),
    )


def _tell(act: Act, shared: Shared, one: Share, decision: Decision) -> None:
    """The claim's amount becomes what it got; who got nothing is told why."""
    claim, given = one.claim, one.part.given_satang
    claim.granted = given > 0
    claim.granted_units = one.verdict.units if given else 0
    claim.granted_satang = given
    if given:
        claim.save(update_fields=["granted", "granted_units", "granted_satang"])
        return
    reason = why_nothing(shared.allocation, one.results, one.part)[:500]
    approve(
        act,
        subject_kind=SUBJECT,
        subject_id=claim.public_id,
        content_hash=bytes(decision.hash),
        maker_id=claim.submitted_by_id,
        approved=False,
        note=reason,
        verb=ALLOCATE,
    )
    move(act, claim, ClaimStatus.REFUSED, reason)

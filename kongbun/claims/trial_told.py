"""What a trial says of one case: before, after, and why they differ.

Reads only.  The words of a reason are those of the check or the allocation itself.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from kongbun.claims.models import Claim, ClaimStatus
from kongbun.claims.trial_facts import Kept
from kongbun.claims.trial_shares import Got
from kongbun.claims.verdict import kept_checks
from kongbun.rules.allocate import AllocationResult
from kongbun.rules.allocation_words import Part, allocation_words
from kongbun.rules.benefit import BenefitRule
from kongbun.rules.decide import Decision as Decided
from kongbun.rules.facts import Facts
from kongbun.rules.sentences import amount_sentences
from kongbun.rules.words import words

WITHDRAWN = "ถอนคำขอแล้ว"
NOT_WANTED = "ระเบียบให้ แต่คณะกรรมการไม่อนุมัติ"
GONE = "ร่างไม่มีสวัสดิการนี้"
NO_MEMBER = "ร่างให้เฉพาะสมาชิก"
OTHER_AMOUNT = "จำนวนเงินตามระเบียบต่างกัน"


@dataclass(frozen=True, slots=True, kw_only=True)
class Tried:
    """One case: what was said of it then, and what the draft says.

    Without a claim it is a benefit that the committee starts and nobody asked for.
    """

    claim: str
    membership_id: int | None
    member_no: str
    who: str
    benefit: str
    title: str
    event_on: date
    before_satang: int
    after_satang: int
    check: str = ""
    why: str = ""

    @property
    def difference_satang(self) -> int:
        return self.after_satang - self.before_satang


@dataclass(frozen=True, slots=True, kw_only=True)
class LeftOut:
    """A case that cannot be decided again, and why."""

    claim: str
    member_no: str
    benefit: str
    why: str


def not_asked(kept: Kept) -> str:
    """Why a case is none of the by-law's; empty when it is."""
    if kept.claim.status == ClaimStatus.WITHDRAWN:
        return WITHDRAWN
    refused = kept.claim.status == ClaimStatus.REFUSED
    return NOT_WANTED if refused and before_of(kept) else ""


def before_of(kept: Kept) -> int:
    """What the by-law gave, cut to its part where places or money were shared."""
    if not kept.decision.granted:
        return 0
    given = kept.decision.amount_satang
    if kept.allotment is not None:
        given = min(given, kept.allotment.amount_satang)
    return given


def left_out(kept: Kept, reason: str) -> LeftOut:
    return LeftOut(
        claim=kept.claim.number,
        member_no=_member_no(kept.claim),
        benefit=kept.claim.benefit,
        why=reason,
    )


def tried(kept: Kept, after: int, check: str, reason: str) -> Tried:
    before = before_of(kept)
    changed = before != after
    return Tried(
        claim=kept.claim.number,
        membership_id=kept.claim.membership_id,
        member_no=_member_no(kept.claim),
        who="" if kept.claim.membership_id else kept.claim.claimant_name,
        benefit=kept.claim.benefit,
        title=kept.claim.title,
        event_on=kept.claim.event_on,
        before_satang=before,
        after_satang=after,
        check=check if changed else "",
        why=reason if changed else "",
    )


def why(
    kept: Kept,
    rule: BenefitRule,
    decided: Decided,
    facts: Facts,
    *,
    satang: int,
    got: Got | None = None,
) -> tuple[str, str]:
    """The first check that fails on one side, or cuts on one side alone."""
    if decided.refusals:
        check = decided.refusals[0]
        return check.code.value, words(rule, check, facts=facts).title
    if got is not None and satang < decided.amount_satang:
        short = _short(rule, got.results, got.part)
        if short is not None:
            return short
    return _why_before(kept, rule, decided, facts)


def _why_before(
    kept: Kept, rule: BenefitRule, decided: Decided, facts: Facts
) -> tuple[str, str]:
    was = kept_checks(kept.decision)
    failed = next((check for check in was if not check.passed), None)
    if failed is not None:
        return failed.code.value, f"เดิม {words(kept.rule, failed).title}"
    before = _short_before(kept)
    if before is not None:
        return before[0], f"เดิม {before[1]}"
    cut_then = {check.code for check in was if check.cut}
    for check in decided.checks:
        if check.cut and check.code not in cut_then:
            return check.code.value, words(rule, check, facts=facts).title
    cut_now = {check.code for check in decided.checks if check.cut}
    for check in was:
        if check.cut and check.code not in cut_now:
            return check.code.value, f"เดิม {words(kept.rule, check).title}"
    return "", amounts_apart(kept.rule, rule)


def amounts_apart(was: BenefitRule, now: BenefitRule) -> str:
    """Both amounts in words, where each is one sentence."""
    then, since = (amount_sentences(one) for one in (was, now))
    if len(then) == len(since) == 1 and then[0].text != since[0].text:
        return f"เดิม {then[0].text} ร่าง {since[0].text}"
    return OTHER_AMOUNT


def _short(
    rule: BenefitRule, of: Sequence[AllocationResult], part: Part
) -> tuple[str, str] | None:
    """Of what there was not enough."""
    failed = next((one for one in of if not one.passed), None)
    if failed is None or rule.allocation is None:
        return None
    told = allocation_words(rule.allocation, failed, part)
    return failed.code.value, f"{told.title} {told.found}"


def _short_before(kept: Kept) -> tuple[str, str] | None:
    one = kept.allotment
    if one is None or one.amount_satang >= one.wanted_satang:
        return None
    results = [AllocationResult.from_trace(trace) for trace in json.loads(one.checks)]
    part = Part(one.place, one.place, one.wanted_satang, one.amount_satang, None)
    return _short(kept.rule, results, part)


def _member_no(claim: Claim) -> str:
    return claim.membership.member_no if claim.membership else ""

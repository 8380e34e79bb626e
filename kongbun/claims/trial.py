"""A draft tried on a year that was: each real case decided again, beside what held.

Reads only.  Before is what the by-law in force said when the case was decided last;
after is what the draft would have said of the same facts.  Places and budgets that many
share are left out of both, and so is what a committee would have made of it.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date

from kongbun.claims.in_force import read
from kongbun.claims.models import (
    COUNTED,
    Award,
    Claim,
    ClaimStatus,
    Decision,
    EvidenceItem,
)
from kongbun.claims.queries import CHUNK, Member, asker, members
from kongbun.claims.trial_facts import Kept, facts_of_kept
from kongbun.claims.trial_uses import Uses
from kongbun.claims.verdict import kept_checks
from kongbun.kernel.thai_date import fiscal_year_bounds
from kongbun.people.models import Membership
from kongbun.rules.benefit import BenefitRule, CheckCode
from kongbun.rules.bylaw import Bylaw
from kongbun.rules.days import day_number
from kongbun.rules.decide import Decision as Decided
from kongbun.rules.decide import decide
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
    """One case: what was said of it then, and what the draft says."""

    claim: str
    member_no: str
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


@dataclass(frozen=True, slots=True)
class Trial:
    year: int
    since: date
    until: date  # Exclusive.
    tried: tuple[Tried, ...]
    left_out: tuple[LeftOut, ...]


def try_year(fund_id: int, draft: Bylaw, *, year: int) -> Trial:
    """Every case of a fiscal year (B.E.), decided again under the draft."""
    since, until = fiscal_year_bounds(year)
    uses = Uses(draft)
    uses.add_real(fund_id, until=since)
    departed = set(
        Award.objects.filter(
            claim__fund_id=fund_id, departs=True, claim__event_on__gte=since
        ).values_list("claim_id", flat=True)
    )
    tried: list[Tried] = []
    left_out: list[LeftOut] = []
    for kept in _kept(fund_id, since, until):
        why = _not_asked(kept)
        if not why:
            answer = _again(kept, draft, uses, departs=kept.claim.pk in departed)
            if isinstance(answer, Tried):
                tried.append(answer)
                continue
            why = answer
        left_out.append(
            LeftOut(
                claim=kept.claim.number,
                member_no=_member_no(kept.claim),
                benefit=kept.claim.benefit,
                why=why,
            )
        )
    return Trial(year, since, until, tuple(tried), tuple(left_out))


def _kept(fund_id: int, since: date, until: date) -> Iterator[Kept]:
    """The year's cases in the order in which they were last decided."""
    decisions = Decision.objects.filter(
        claim__fund_id=fund_id, claim__event_on__gte=since, claim__event_on__lt=until
    ).select_related("claim__event__person", "claim__membership", "bylaw")
    newest = {one.claim_id: one for one in decisions.order_by("claim_id", "seq")}
    ordered = sorted(newest.values(), key=lambda one: (one.at, one.pk))
    claims = [one.claim for one in ordered]
    papers = _papers(claims)
    known = _members(claims)
    for decision in ordered:
        claim, law = decision.claim, read(decision.bylaw)
        yield Kept(
            claim=claim,
            decision=decision,
            member=known.get(claim.membership_id or 0) or asker(claim),
            law=law.bylaw,
            rule=law.rule(claim.benefit),
            papers=papers.get(claim.pk, {}),
        )


def _members(claims: Sequence[Claim]) -> dict[int, Member]:
    ids = sorted({one.membership_id for one in claims if one.membership_id})
    return {
        one.id: one
        for start in range(0, len(ids), CHUNK)
        for one in members(Membership.objects.filter(pk__in=ids[start : start + CHUNK]))
    }


def _papers(claims: Sequence[Claim]) -> dict[int, dict[str, int]]:
    found: dict[int, dict[str, int]] = {}
    ids = [one.pk for one in claims]
    for start in range(0, len(ids), CHUNK):
        for claim, code, received in EvidenceItem.objects.filter(
            claim_id__in=ids[start : start + CHUNK]
        ).values_list("claim_id", "code", "received"):
            found.setdefault(claim, {})[code] = received
    return found


def _not_asked(kept: Kept) -> str:
    """Why a case is none of the by-law's; empty when it is."""
    if kept.claim.status == ClaimStatus.WITHDRAWN:
        return WITHDRAWN
    refused = kept.claim.status == ClaimStatus.REFUSED
    return NOT_WANTED if refused and kept.decision.granted else ""


def _again(kept: Kept, draft: Bylaw, uses: Uses, *, departs: bool) -> Tried | str:
    """The same case under the draft, or why it cannot be decided again."""
    claim = kept.claim
    rule = next((one for one in draft.benefits if one.code == claim.benefit), None)
    if rule is None:
        return _tried(kept, 0, "benefit-gone", GONE)
    if rule.members_only and claim.membership_id is None:
        return _tried(kept, 0, CheckCode.MEMBER_ON_EVENT_DATE.value, NO_MEMBER)
    before = uses.before(kept.member, claim.event_id)
    facts, missing = facts_of_kept(kept, rule, draft, before)
    if facts is None:
        return f"ร่างต้องรู้ {', '.join(missing)} ซึ่งคำขอนี้ไม่ได้บอกไว้"
    decided = decide(rule, facts).row(0)
    units, satang = decided.units, decided.amount_satang
    if departs:
        # The committee gave what it gave, whatever the by-law said.
        units, satang = claim.granted_units, claim.granted_satang
    # Refused by the by-law alone: under the draft it would have been given.
    came = claim.status in COUNTED or claim.status == ClaimStatus.REFUSED
    if satang and came:
        day = day_number(claim.event_on)
        uses.add(kept.member, (day, units, satang, claim.benefit, claim.event_id))
    check, why = _why(kept, rule, decided, facts)
    return _tried(kept, decided.amount_satang, check, why)


def _tried(kept: Kept, after: int, check: str, why: str) -> Tried:
    before = kept.decision.amount_satang if kept.decision.granted else 0
    changed = before != after
    return Tried(
        claim=kept.claim.number,
        member_no=_member_no(kept.claim),
        benefit=kept.claim.benefit,
        title=kept.claim.title,
        event_on=kept.claim.event_on,
        before_satang=before,
        after_satang=after,
        check=check if changed else "",
        why=why if changed else "",
    )


def _why(
    kept: Kept, rule: BenefitRule, decided: Decided, facts: Facts
) -> tuple[str, str]:
    """The first check that fails on one side, or cuts on one side alone."""
    was = kept_checks(kept.decision)
    if decided.refusals:
        check = decided.refusals[0]
        return check.code.value, words(rule, check, facts=facts).title
    failed = next((check for check in was if not check.passed), None)
    if failed is not None:
        return failed.code.value, f"เดิม {words(kept.rule, failed).title}"
    cut_then = {check.code for check in was if check.cut}
    for check in decided.checks:
        if check.cut and check.code not in cut_then:
            return check.code.value, words(rule, check, facts=facts).title
    cut_now = {check.code for check in decided.checks if check.cut}
    for check in was:
        if check.cut and check.code not in cut_now:
            return check.code.value, f"เดิม {words(kept.rule, check).title}"
    then, now = (amount_sentences(one) for one in (kept.rule, rule))
    if len(then) == len(now) == 1 and then[0].text != now[0].text:
        return "", f"เดิม {then[0].text} ร่าง {now[0].text}"
    return "", OTHER_AMOUNT


def _member_no(claim: Claim) -> str:
    return claim.membership.member_no if claim.membership else ""

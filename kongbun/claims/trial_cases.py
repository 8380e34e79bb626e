"""The requests of a year decided again under a draft, one after the other.

Reads only.  Each is decided in the order in which it was decided last; where all are
weighed together, as soon as the last of them has come.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date

from kongbun.claims.allotting import Window, is_of_a_set, tie_of, window_of
from kongbun.claims.in_force import read
from kongbun.claims.models import (
    COUNTED,
    Allotment,
    Award,
    Claim,
    ClaimStatus,
    Decision,
    EvidenceItem,
)
from kongbun.claims.queries import CHUNK, Member, asker, members_by_id
from kongbun.claims.trial_facts import Kept, facts_of_kept
from kongbun.claims.trial_shares import Shares, Want
from kongbun.claims.trial_told import (
    GONE,
    NO_MEMBER,
    LeftOut,
    Tried,
    left_out,
    not_asked,
    tried,
    why,
)
from kongbun.claims.trial_uses import Uses
from kongbun.claims.verdict import plain
from kongbun.rules.benefit import BenefitRule, CheckCode
from kongbun.rules.bylaw import Bylaw
from kongbun.rules.days import day_number
from kongbun.rules.decide import Decision as Decided
from kongbun.rules.decide import decide
from kongbun.rules.facts import Facts

Set = tuple[str, Window]


@dataclass(slots=True)
class Cases:
    """A year's requests under a draft; `tried` and `left_out` grow as it goes."""

    draft: Bylaw
    uses: Uses
    shares: Shares
    departed: frozenset[int]
    tried: list[Tried] = field(default_factory=list)
    left_out: list[LeftOut] = field(default_factory=list)
    # Of what is weighed together: who has come so far, and how many still will.
    together: dict[Set, list[Kept]] = field(default_factory=lambda: defaultdict(list))
    coming: Counter[Set] = field(default_factory=Counter)

    def run(self, kept: Sequence[Kept]) -> None:
        wanted = []
        for one in kept:
            reason = not_asked(one)
            if reason:
                self.left_out.append(left_out(one, reason))
            else:
                wanted.append(one)
        self.coming.update(found for one in wanted if (found := self._set_of(one)))
        for one in wanted:
            of_set = self._set_of(one)
            if of_set is None:
                self._one(one)
                continue
            self.together[of_set].append(one)
            if len(self.together[of_set]) == self.coming[of_set]:
                self._all(self.together[of_set])

    def _set_of(self, kept: Kept) -> Set | None:
        rule = self.draft.rule(kept.claim.benefit)
        if rule is None or rule.is_loan or not is_of_a_set(rule):
            return None
        return rule.code, window_of(rule, kept.claim.event_on)

    def _one(self, kept: Kept) -> None:
        found = self._ask(kept)
        if found is None:
            return
        rule, facts, decided = found
        satang, got = decided.amount_satang, None
        if rule.allocation is not None and decided.granted and not is_of_a_set(rule):
            got = self.shares.share(
                rule, kept.claim.event_on, [_want(kept, facts, satang)]
            )[0]
            satang = got.satang
        self._give(kept, rule, decided, satang)
        told = why(kept, rule, decided, facts, satang=satang, got=got)
        self.tried.append(tried(kept, satang, *told))

    def _all(self, set_: Sequence[Kept]) -> None:
        """Weighed together; then, in their order, cut to what limits still leave."""
        asked = [(kept, found) for kept in set_ if (found := self._ask(kept))]
        granted = [(kept, found) for kept, found in asked if found[2].granted]
        for kept, (rule, facts, decided) in asked:
            if not decided.granted:
                told = why(kept, rule, decided, facts, satang=0)
                self.tried.append(tried(kept, 0, *told))
        if not granted:
            return
        rule = granted[0][1][0]
        shared = self.shares.share(
            rule,
            granted[0][0].claim.event_on,
            [
                _want(kept, facts, decided.amount_satang)
                for kept, (_, facts, decided) in granted
            ],
        )
        ranked = sorted(
            zip(granted, shared, strict=True), key=lambda one: one[1].part.place
        )
        for (kept, (_, facts, _)), got in ranked:
            before = self.uses.before(kept.member, kept.claim.event_id)
            again, _ = facts_of_kept(kept, rule, self.draft, before)
            decided = decide(rule, again or facts).row(0)
            satang = min(decided.amount_satang, got.satang)
            self._give(kept, rule, decided, satang)
            told = why(kept, rule, decided, facts, satang=satang, got=got)
            self.tried.append(tried(kept, satang, *told))

    def _ask(self, kept: Kept) -> tuple[BenefitRule, Facts, Decided] | None:
        """What the draft says of a case alone; none once it is told why not."""
        claim = kept.claim
        rule = next(
            (one for one in self.draft.benefits if one.code == claim.benefit), None
        )
        if rule is None:
            self.tried.append(tried(kept, 0, "benefit-gone", GONE))
            return None
        if rule.members_only and claim.membership_id is None:
            code = CheckCode.MEMBER_ON_EVENT_DATE.value
            self.tried.append(tried(kept, 0, code, NO_MEMBER))
            return None
        before = self.uses.before(kept.member, claim.event_id)
        facts, missing = facts_of_kept(kept, rule, self.draft, before)
        if facts is None:
            reason = f"ร่างต้องรู้ {', '.join(missing)} ซึ่งคำขอนี้ไม่ได้บอกไว้"
            self.left_out.append(left_out(kept, reason))
            return None
        return rule, facts, decide(rule, facts).row(0)

    def _give(
        self, kept: Kept, rule: BenefitRule, decided: Decided, satang: int
    ) -> None:
        claim, units = kept.claim, decided.units
        if claim.pk in self.departed:
            # The committee gave what it gave, whatever the by-law said.
            units, satang = claim.granted_units, claim.granted_satang
        # Refused by the by-law alone: under the draft it would have been given.
        came = claim.status in COUNTED or claim.status == ClaimStatus.REFUSED
        if satang and (came or is_of_a_set(rule)):
            day = day_number(claim.event_on)
            use = (day, units, satang, claim.benefit, claim.event_id)
            self.uses.add(kept.member, use)
        self.shares.take(rule, claim.event_on, satang)


def _want(kept: Kept, facts: Facts, satang: int) -> Want:
    return Want(satang, plain(facts), tie_of(kept.claim))


def departed(fund_id: int, since: date) -> frozenset[int]:
    """Claims of which the committee gave something else than the by-law."""
    return frozenset(
        Award.objects.filter(
            claim__fund_id=fund_id, departs=True, claim__event_on__gte=since
        ).values_list("claim_id", flat=True)
    )


def kept_cases(fund_id: int, since: date, until: date) -> Iterator[Kept]:
    """The year's cases in the order in which they were last decided."""
    decisions = Decision.objects.filter(
        claim__fund_id=fund_id, claim__event_on__gte=since, claim__event_on__lt=until
    ).select_related("claim__event__person", "claim__membership", "bylaw")
    newest = {one.claim_id: one for one in decisions.order_by("claim_id", "seq")}
    ordered = sorted(newest.values(), key=lambda one: (one.at, one.pk))
    claims = [one.claim for one in ordered]
    papers = _papers(claims)
    known = _members(claims)
    allotments = _allotments(claims)
    for decision in ordered:
        claim, law = decision.claim, read(decision.bylaw)
        yield Kept(
            claim=claim,
            decision=decision,
            member=known.get(claim.membership_id or 0) or asker(claim),
            law=law.bylaw,
            rule=law.rule(claim.benefit),
            papers=papers.get(claim.pk, {}),
            allotment=allotments.get(claim.pk),
        )


def _members(claims: Sequence[Claim]) -> dict[int, Member]:
    return members_by_id({one.membership_id for one in claims if one.membership_id})


def _papers(claims: Sequence[Claim]) -> dict[int, dict[str, int]]:
    found: dict[int, dict[str, int]] = {}
    for some in _chunks([one.pk for one in claims]):
        for claim, code, received in EvidenceItem.objects.filter(
            claim_id__in=some
        ).values_list("claim_id", "code", "received"):
            found.setdefault(claim, {})[code] = received
    return found


def _allotments(claims: Sequence[Claim]) -> dict[int, Allotment]:
    return {
        one.claim_id: one
        for some in _chunks([one.pk for one in claims])
        for one in Allotment.objects.filter(claim_id__in=some)
    }


def _chunks(ids: Sequence[int]) -> Iterable[Sequence[int]]:
    return (ids[start : start + CHUNK] for start in range(0, len(ids), CHUNK))

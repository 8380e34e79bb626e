"""The facts of a kept case, as a draft by-law would look at them.

What was known when it was decided stays as it was; what only the draft asks for comes
from the request, the register and the receipts of that day.  What nobody ever asked is
named, never made up.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from kongbun.claims.deciding import backdated_days, is_backdating_confirmed
from kongbun.claims.facts import DERIVED, Cases, gather, order_facts
from kongbun.claims.history import Before
from kongbun.claims.models import Allotment, Claim, Decision
from kongbun.claims.queries import Member
from kongbun.claims.standing import Standing, how_dues_count
from kongbun.rules.benefit import BenefitRule, ByResolution
from kongbun.rules.bylaw import Bylaw
from kongbun.rules.days import FIRST_DAY, Int, day_number
from kongbun.rules.facts import EVIDENCE, KNOWN, OWN, Fact, Facts, needed_facts

DUES = ("paid_days", "arrears_days", "arrears_months", "arrears_years", "suspended")
COUNTED_ANEW = ("other_granted_this_year",)
NO_RESOLUTION = "จำนวนเงินตามมติ ซึ่งคำขอนี้ไม่มี"


@dataclass(frozen=True, slots=True, kw_only=True)
class Kept:
    """A claim with its newest decision, and the rule that it was decided by."""

    claim: Claim
    decision: Decision
    member: Member
    law: Bylaw
    rule: BenefitRule
    papers: Mapping[str, int]
    allotment: Allotment | None = None


def facts_of_kept(
    kept: Kept, rule: BenefitRule, draft: Bylaw, before: Before
) -> tuple[Facts | None, list[str]]:
    """Facts for the draft's rule; none, and what is missing, where some never were."""
    known = _known(kept, rule, draft)
    missing = _missing(kept, rule, known)
    if missing:
        return None, missing
    event = kept.claim.event
    day_of_backdating = known.get("backdated_days", backdated_days(kept.claim))
    confirmed = known.get("backdating_confirmed")
    if confirmed is None:
        confirmed = int(day_of_backdating > 0 and is_backdating_confirmed(kept.claim))
    cases = Cases(
        members=[kept.member],
        first_day=_one(day_number(event.first_day)),
        last_day=_one(day_number(event.last_day)),
        filed=_one(day_number(kept.claim.submitted_on)),
        stated={name: _one(value) for name, value in known.items()},
        papers={code: _one(count) for code, count in kept.papers.items()},
        backdated_days=_one(day_of_backdating),
        backdating_confirmed=bool(confirmed),
        resolution_satang=known.get("resolution_satang", 0),
        event_ids=[kept.claim.event_id],
        claim_id=kept.claim.pk,
    )
    # Where all of the dues is known already, nothing more is read of the receipts.
    standing = None
    if all(name in known for name in needed_facts(rule) if name in DUES):
        dues = {name: _one(known.get(name, 0)) for name in DUES}
        standing = Standing(**dues, waits_until=_one(FIRST_DAY))
    facts = gather(rule, cases, bylaw=draft, standing=standing, before=before)
    return facts, []


def _known(kept: Kept, rule: BenefitRule, draft: Bylaw) -> dict[str, int]:
    """What was stated, under what was stored with the decision."""
    same_day = rule.event_date_is == kept.rule.event_date_is
    same_dues = same_day and _dues_alike(kept.law, draft)
    known: dict[str, int] = dict(json.loads(kept.claim.stated))
    for name, value in json.loads(kept.decision.facts).items():
        if "_used_" in name or name in COUNTED_ANEW:
            continue
        if (name == "event_date" and not same_day) or (name in DUES and not same_dues):
            continue
        known[name] = value
    if "nights" not in known:
        event = kept.claim.event
        known["nights"] = (event.last_day - event.first_day).days
    return _in_words_of(kept.rule, rule, known)


def _dues_alike(was: Bylaw, now: Bylaw) -> bool:
    """Whether both would count the same days paid, behind and suspended."""
    return how_dues_count(was) == how_dues_count(now)


def _in_words_of(
    was: BenefitRule, now: BenefitRule, known: dict[str, int]
) -> dict[str, int]:
    """Own facts of the old by-law as the draft numbers them; those it has not, out."""
    old = {OWN + one.code: one for one in was.own_facts}
    new = {OWN + one.code: one for one in now.own_facts}
    found = {}
    for name, value in known.items():
        base = name.removesuffix(KNOWN)
        if base.startswith(OWN) and base in old and old.get(base) != new.get(base):
            if base not in new or old[base].type != new[base].type:
                continue
            if new[base].type == "choice":
                was_words = ["unknown", *dict(old[base].words)]
                now_words = ["unknown", *dict(new[base].words)]
                word = was_words[value] if value < len(was_words) else "unknown"
                if word not in now_words:
                    continue
                found[name] = now_words.index(word)
                continue
        found[name] = value
    return found


def _missing(kept: Kept, rule: BenefitRule, known: Mapping[str, int]) -> list[str]:
    needed = needed_facts(rule)
    missing = [
        fact.label.partition(" (")[0]
        for name, fact in needed.items()
        if name not in known and not _comes_by_itself(name, fact)
    ]
    # More than the draft takes, such as 400 trees where it ends at 300.
    missing += [
        f"{fact.label.partition(' (')[0]} ไม่เกิน {fact.most:,}"
        for name, fact in needed.items()
        if "date" not in fact.type and known.get(name, 0) > fact.most
    ]
    by_resolution = isinstance(rule.amount, ByResolution)
    was = isinstance(kept.rule.amount, ByResolution)
    if by_resolution and not was and not known.get("resolution_satang"):
        missing.append(NO_RESOLUTION)
    return missing


def unknown_orders(draft: Bylaw, kept: Sequence[Kept]) -> dict[str, str]:
    """By benefit: what the draft puts requests in order by, and some did not state.

    Who did not state it comes last; it is said because it decides who gets nothing.
    """
    asked: dict[str, list[set[str]]] = {}
    for one in kept:
        known = set(json.loads(one.claim.stated)) | set(json.loads(one.decision.facts))
        asked.setdefault(one.claim.benefit, []).append(known)
    found = {}
    for rule in draft.benefits:
        for name, fact in order_facts(rule).items():
            if name in DERIVED:
                continue
            without = sum(name not in known for known in asked.get(rule.code, ()))
            if without:
                label = fact.label.partition(" (")[0].removesuffix("คูณร้อย")
                found[rule.code] = f"{without:,} คำขอไม่ได้บอก{label} จึงอยู่ท้ายลำดับ"
    return found


def _comes_by_itself(name: str, fact: Fact) -> bool:
    from_books = name in FROM_BOOKS or "_used_" in name
    return fact.default is not None or from_books or name.startswith(EVIDENCE)


FROM_BOOKS = frozenset(
    {
        "event_date",
        "event_last_date",
        "filed_date",
        "joined_date",
        "birth_date",
        "sex",
        "member_type",
        "rhythm",
        *DUES,
    }
)


def _one(value: int) -> Int:
    return np.array([value], np.int64)

"""What there is of a benefit, who waits for it together, and what each would get.

Reads only: the same answer stands on the page and in the action that follows it.
The sharing itself is `rules.allocate`.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

import numpy as np
from django.db.models import Count, Q, Sum

from kongbun.claims.deciding import decide_waiting
from kongbun.claims.in_force import InForce, in_force
from kongbun.claims.models import COUNTED, Claim, ClaimStatus
from kongbun.claims.queries import waiting
from kongbun.claims.verdict import Verdict, content_hash
from kongbun.ledger.balances import accounts
from kongbun.ledger.chart import HELD
from kongbun.people.models import OpeningUse
from kongbun.rules.allocate import AllocationResult, Allocations, allocate
from kongbun.rules.allocation_words import Part
from kongbun.rules.benefit import (
    Allocation,
    BenefitRule,
    ByResolution,
    Fixed,
    PerUnit,
)
from kongbun.rules.days import Int, column, date_of, day_number
from kongbun.rules.facts import KNOWN
from kongbun.rules.windows import year_bounds

# Who did not state what claims are ordered by comes last.
LAST = 2**60
NO_IN_A_YEAR = 10_000_000


@dataclass(frozen=True, slots=True)
class Window:
    """The days whose events share what there is: half-open."""

    from_day: date
    until: date

    @property
    def is_one_day(self) -> bool:
        return self.until - self.from_day == timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Terms:
    """What an allocation starts from: the fund's money, and what is gone already."""

    fund_satang: int
    spent_satang: int
    places_taken: int


@dataclass(frozen=True, slots=True)
class Share:
    """What one claim gets, and why; `rules` are those of its own event's day."""

    rules: InForce
    claim: Claim
    verdict: Verdict
    part: Part
    results: tuple[AllocationResult, ...]


@dataclass(frozen=True, slots=True)
class Shared:
    """A closed set of claims and what each gets, in the declared order."""

    rules: InForce
    rule: BenefitRule
    allocation: Allocation
    window: Window
    terms: Terms
    shares: list[Share]

    @property
    def given_satang(self) -> int:
        return sum(one.part.given_satang for one in self.shares)

    def hash(self) -> bytes:
        """Over who gets how much by which decision: what was seen is what is done."""
        return content_hash(
            benefit=self.rule.code,
            bylaw=bytes(self.rules.version.hash),
            window=[self.window.from_day, self.window.until],
            lines=[
                [
                    one.claim.public_id,
                    one.verdict.hash(one.claim.public_id),
                    one.part.place,
                    one.part.given_satang,
                ]
                for one in self.shares
            ],
        )


def is_of_a_set(rule: BenefitRule) -> bool:
    """Whether its claims are allocated together before any is approved.

    What a resolution sets has no amount before it, so it is served as it comes.
    """
    return (
        rule.allocation is not None
        and rule.allocation.is_of_a_set
        and not isinstance(rule.amount, ByResolution)
    )


def window_of(rule: BenefitRule, event_on: date) -> Window:
    """The days that share with an event of this day."""
    assert rule.allocation is not None, "only what is allocated has a window"
    if rule.allocation.per == "event":
        return Window(event_on, event_on + timedelta(days=1))
    bounds = year_bounds(
        rule.allocation.per,
        column([day_number(event_on)]),
        fiscal_year_month=rule.fiscal_year_month,
    )
    (start,), (until,) = bounds.start.tolist(), bounds.until.tolist()
    return Window(date_of(start), date_of(until))


def terms_of(claim_fund: int, rule: BenefitRule, window: Window) -> Terms:
    """What of these days is given or promised already, and what the fund has.

    Promised is what was approved, and what an earlier allocation gave.  The money of
    the fund is counted as it was before these days' payments.
    """
    promised = Q(status__in=COUNTED)
    promised |= Q(status=ClaimStatus.CERTIFIED, allotment__isnull=False)
    ours = Claim.objects.filter(
        promised,
        fund_id=claim_fund,
        benefit=rule.code,
        event_on__gte=window.from_day,
        event_on__lt=window.until,
    )
    given = ours.aggregate(n=Count("pk"), satang=Sum("granted_satang"))
    paid = ours.filter(status=ClaimStatus.PAID).aggregate(s=Sum("granted_satang"))["s"]
    places, satang = stated_of(claim_fund, rule, window)
    held = sum(one.balance_satang for one in accounts(claim_fund, *HELD))
    return Terms(
        fund_satang=held + int(paid or 0),
        spent_satang=int(given["satang"] or 0) + satang,
        places_taken=int(given["n"]) + places,
    )


def stated_of(fund_id: int, rule: BenefitRule, window: Window) -> tuple[int, int]:
    """Places and satang of these days that were given before the books began."""
    uses = OpeningUse.objects.filter(
        fund_id=fund_id,
        benefit=rule.code,
        units_in_window__gt=0,
        fund__books_from__gt=window.from_day,
        fund__books_from__lte=window.until,
    ).aggregate(n=Count("pk"), units=Sum("units_in_window"))
    each = rule.amount.satang if isinstance(rule.amount, Fixed | PerUnit) else 0
    return int(uses["n"]), int(uses["units"] or 0) * each


@dataclass(frozen=True, slots=True)
class Wanted:
    """One granted claim, before it is known what there is."""

    rules: InForce
    claim: Claim
    verdict: Verdict


def share(
    rules: InForce, rule: BenefitRule, window: Window, wanted: Sequence[Wanted]
) -> Shared:
    """Share what there is among these granted claims."""
    allocation = rule.allocation
    assert allocation is not None, "only what is allocated is shared"
    terms = terms_of(wanted[0].claim.fund_id, rule, window)
    shared = divide(
        allocation,
        terms,
        amounts=[one.verdict.amount_satang for one in wanted],
        facts=[one.verdict.facts for one in wanted],
        ties=[tie_of(one.claim) for one in wanted],
    )
    again = None if window.is_one_day else window.until
    shares = [
        Share(
            wanted[i].rules,
            wanted[i].claim,
            wanted[i].verdict,
            Part(
                place=int(shared.place[i]),
                of=len(wanted),
                wanted_satang=wanted[i].verdict.amount_satang,
                given_satang=int(shared.amount_satang[i]),
                again_from=again,
            ),
            shared.results(i),
        )
        for i in np.argsort(shared.place).tolist()
    ]
    return Shared(rules, rule, allocation, window, terms, shares)


def tie_of(claim: Claim) -> int:
    """The number of the request, over all years: it breaks every tie."""
    return claim.fiscal_year * NO_IN_A_YEAR + claim.no


def divide(
    allocation: Allocation,
    terms: Terms,
    *,
    amounts: Sequence[int],
    facts: Sequence[Mapping[str, int]],
    ties: Sequence[int],
) -> Allocations:
    """Ask the rules how these granted amounts share what the terms say there is."""
    return allocate(
        allocation,
        amount_satang=column(list(amounts)),
        order_by={
            name: _order_column(facts, name, largest_first=largest)
            for name, largest in allocation.order
            if name != "amount"
        },
        tie=column(list(ties)),
        fund_satang=terms.fund_satang,
        spent_satang=terms.spent_satang,
        places_taken=terms.places_taken,
    )


def _order_column(
    facts: Sequence[Mapping[str, int]], name: str, *, largest_first: bool
) -> Int:
    nobody_knows = -LAST if largest_first else LAST
    return column(
        [
            one[name] if name in one and one.get(f"{name}{KNOWN}", 1) else nobody_knows
            for one in facts
        ]
    )


@dataclass(frozen=True, slots=True)
class Together:
    """Certified claims of one benefit and its days, that wait to be allocated."""

    rules: InForce
    rule: BenefitRule
    window: Window
    claims: list[Claim]


def waiting_together(fund_id: int) -> list[Together]:
    """Every set that waits, in the order of benefits and days.

    Claims under another by-law are of another set when its allocation differs; the
    one adopted first comes first.
    """
    versions: dict[date, InForce] = {}
    sets: dict[tuple[str, Window, Allocation], Together] = {}
    for claim in waiting(fund_id, ClaimStatus.CERTIFIED).filter(allotment=None):
        day = claim.event.first_day
        rules = versions.get(day) or versions.setdefault(day, in_force(fund_id, day))
        rule = rules.rule(claim.benefit)
        if rule.allocation is None or not is_of_a_set(rule):
            continue
        window = window_of(rule, claim.event_on)
        key = (claim.benefit, window, rule.allocation)
        found = sets.setdefault(key, Together(rules, rule, window, []))
        found.claims.append(claim)
    return sorted(
        sets.values(),
        key=lambda one: (
            one.rule.code,
            one.window.from_day,
            one.rules.version.effective_from,
        ),
    )


def look(fund_id: int, benefit: str, window_from: date) -> Shared | None:
    """What each of the first set of this benefit and these days would get.

    Only claims the by-law grants are in it; the others wait for the committee's no.
    """
    for one in waiting_together(fund_id):
        if one.rule.code != benefit or one.window.from_day != window_from:
            continue
        wanted = granted(one)
        if wanted:
            return share(one.rules, one.rule, one.window, wanted)
    return None


def granted(together: Together) -> list[Wanted]:
    """Those of a set that their by-laws grant now, each with its decision."""
    versions: dict[int, tuple[InForce, list[Claim]]] = {}
    for claim in together.claims:
        rules = in_force(claim.fund_id, claim.event.first_day)
        versions.setdefault(rules.version.pk, (rules, []))[1].append(claim)
    found = {
        claim.pk: Wanted(rules, claim, verdict)
        for rules, claims in versions.values()
        for claim, verdict in zip(claims, decide_waiting(rules, claims), strict=True)
        if verdict.granted
    }
    return [found[one.pk] for one in together.claims if one.pk in found]

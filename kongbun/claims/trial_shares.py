"""What there was of a benefit in a year, shared out again as a trial goes along.

Reads only.  Who gets how much is `rules.allocate`, asked through `allotting`; here it
is known what was gone before the year, and what the trial itself has given since.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, timedelta

from django.db.models import Count, Sum

from kongbun.claims.allotting import Terms, Window, divide, stated_of, window_of
from kongbun.claims.models import COUNTED, AllocationRound, Claim, Payment
from kongbun.ledger.balances import accounts, stood_on
from kongbun.ledger.chart import HELD
from kongbun.rules.allocate import AllocationResult
from kongbun.rules.allocation_words import Part
from kongbun.rules.benefit import BenefitRule


@dataclass(frozen=True, slots=True)
class Got:
    """What one granted case gets of what there is, and why."""

    part: Part
    results: tuple[AllocationResult, ...]

    @property
    def satang(self) -> int:
        return self.part.given_satang


@dataclass(frozen=True, slots=True)
class Want:
    """A granted case: what its rule gives it, and by what it stands in the order."""

    satang: int
    facts: Mapping[str, int]
    tie: int


@dataclass(slots=True)
class Shares:
    """What is left of each benefit's days; `gone_until` is when the trial begins."""

    fund_id: int
    gone_until: date
    _terms: dict[tuple[str, Window], Terms] = field(default_factory=dict)

    def share(
        self, rule: BenefitRule, event_on: date, wants: Sequence[Want]
    ) -> list[Got]:
        """Share among a closed set of cases of the same days, in their order."""
        assert rule.allocation is not None, "only what is allocated is shared"
        window = window_of(rule, event_on)
        shared = divide(
            rule.allocation,
            self._now(rule, window),
            amounts=[one.satang for one in wants],
            facts=[one.facts for one in wants],
            ties=[one.tie for one in wants],
        )
        again = None if window.is_one_day else window.until
        return [
            Got(
                Part(
                    place=int(shared.place[i]),
                    of=len(wants),
                    wanted_satang=one.satang,
                    given_satang=int(shared.amount_satang[i]),
                    again_from=again,
                ),
                shared.results(i),
            )
            for i, one in enumerate(wants)
        ]

    def take(self, rule: BenefitRule, event_on: date, satang: int) -> None:
        """So much is gone now, and a place with it."""
        if rule.allocation is None or not satang:
            return
        window = window_of(rule, event_on)
        now = self._now(rule, window)
        self._terms[rule.code, window] = replace(
            now,
            spent_satang=now.spent_satang + satang,
            places_taken=now.places_taken + 1,
        )

    def _now(self, rule: BenefitRule, window: Window) -> Terms:
        found = self._terms.get((rule.code, window))
        return found or self._terms.setdefault(
            (rule.code, window), self._at_first(rule, window)
        )

    def _at_first(self, rule: BenefitRule, window: Window) -> Terms:
        given = Claim.objects.filter(
            status__in=COUNTED,
            fund_id=self.fund_id,
            benefit=rule.code,
            event_on__gte=window.from_day,
            event_on__lt=min(window.until, self.gone_until),
        ).aggregate(n=Count("pk"), satang=Sum("granted_satang"))
        places, satang = stated_of(self.fund_id, rule, window)
        return Terms(
            fund_satang=self._money(rule, window),
            spent_satang=int(given["satang"] or 0) + satang,
            places_taken=int(given["n"]) + places,
        )

    def _money(self, rule: BenefitRule, window: Window) -> int:
        """The fund's money as it was before these days' payments.

        What a real allocation of these days saw; without one, what the books say of
        the last of the days.
        """
        assert rule.allocation is not None, "only what is allocated has terms"
        if rule.allocation.share_of_fund_basis_points is None:
            return 0
        seen = AllocationRound.objects.filter(
            fund_id=self.fund_id,
            benefit=rule.code,
            window_from=window.from_day,
            window_until=window.until,
        ).order_by("-pk")
        for one in seen[:1]:
            return one.fund_satang
        last = window.until - timedelta(days=1)
        stood = stood_on(self.fund_id, last)
        places = accounts(self.fund_id, *HELD, include_closed=True)
        held = sum(stood.get(one.code, 0) for one in places)
        paid = Payment.objects.filter(
            fund_id=self.fund_id,
            reversal=None,
            paid_on__lte=last,
            claim__benefit=rule.code,
            claim__event_on__gte=window.from_day,
            claim__event_on__lt=window.until,
        ).aggregate(satang=Sum("amount_satang"))["satang"]
        return held + int(paid or 0)

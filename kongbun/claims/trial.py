"""A draft tried on a year that was: each real case decided again, beside what held.

Reads only.  Before is what the by-law in force said when the case was decided last,
with its part of what was shared; after is what the draft would have said of the same
facts, with places and money shared out again.  What a committee would have made of it
is in neither.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cache

from kongbun.bylaws.reading import rules_on
from kongbun.claims.roll import Roll
from kongbun.claims.trial_cases import Cases, departed, kept_cases
from kongbun.claims.trial_due import Lists, beside, cannot_try, list_days
from kongbun.claims.trial_facts import unknown_orders
from kongbun.claims.trial_shares import Shares
from kongbun.claims.trial_told import LeftOut, Tried
from kongbun.claims.trial_uses import Uses
from kongbun.kernel.thai_date import fiscal_year_bounds
from kongbun.rules.bylaw import Bylaw

NO_EVENTS = "ระเบียบเดิมไม่มีสวัสดิการนี้ ปีนั้นจึงไม่มีเหตุให้ลอง"


@dataclass(frozen=True, slots=True)
class Trial:
    """`until` is exclusive.  `due` is what the committee starts, without a request.

    By benefit: why it could not be tried, and what there is to know of it.
    """

    year: int
    since: date
    until: date
    tried: tuple[Tried, ...]
    due: tuple[Tried, ...]
    left_out: tuple[LeftOut, ...]
    untried: dict[str, str]
    notes: dict[str, str]

    @property
    def lines(self) -> tuple[Tried, ...]:
        """All that costs something: requests, then what nobody has to ask for."""
        return (*self.tried, *self.due)


def try_year(
    fund_id: int,
    draft: Bylaw,
    *,
    year: int,
    today: date | None = None,
    roll: Roll | None = None,
) -> Trial:
    """Every case of a fiscal year (B.E.), decided again under the draft.

    Of a year that still runs, what the committee starts is tried up to `today`.
    `roll` may be given where the caller asks of the same members again.
    """
    since, until = fiscal_year_bounds(year)
    roll = roll or roll_for(fund_id, year, today or since)
    uses, shares = Uses(draft), Shares(fund_id, since)
    uses.add_real(fund_id, until=since)
    cases = Cases(draft, uses, shares, departed(fund_id, since))
    kept = list(kept_cases(fund_id, since, until))
    cases.run(kept)
    days = list_days(since, until if today is None else min(until, _next(today)))
    due = _due(roll, draft, days, until, uses, shares)
    return Trial(
        year,
        since,
        until,
        tuple(cases.tried),
        tuple(due),
        tuple(cases.left_out),
        _untried(fund_id, draft, days, {one.claim.benefit for one in kept}),
        unknown_orders(draft, kept),
    )


def roll_for(fund_id: int, year: int, today: date) -> Roll:
    """The register as the trial of a year asks of it, and whoever asks of today."""
    since, _ = fiscal_year_bounds(year)
    eve = date(since.year, since.month, 1) - timedelta(days=1)
    return Roll(fund_id, min(eve, today))


def _next(day: date) -> date:
    return day + timedelta(days=1)


def _before(day: date) -> date:
    return day - timedelta(days=1)


def _due(
    roll: Roll,
    draft: Bylaw,
    days: Sequence[date],
    until: date,
    uses: Uses,
    shares: Shares,
) -> list[Tried]:
    """Lists that nobody made, of the by-law of each day and of the draft."""
    fund_id = roll.fund_id
    in_force = cache(lambda on: rules_on(fund_id, on))
    law = next((one for on in reversed(days) if (one := in_force(on))), None)
    before = []
    if law is not None:
        real = Uses(law)
        real.add_real(fund_id, until=until)
        before = Lists(roll, in_force, real, Shares(fund_id, until)).run(days)
    after = Lists(roll, lambda _: draft, uses, shares).run(days)
    return beside(before, after, draft)


def _untried(
    fund_id: int, draft: Bylaw, days: Sequence[date], asked: set[str]
) -> dict[str, str]:
    """Benefits of the draft that the year has nothing to try on, and why."""
    laws = [rules_on(fund_id, on) for on in days]
    known = {rule.code for law in laws if law for rule in law.benefits}
    found = {}
    for rule in draft.benefits:
        if rule.code in asked:
            continue
        if rule.started_by == "committee":
            if why := cannot_try(rule):
                found[rule.code] = why
        elif rule.code not in known:
            found[rule.code] = NO_EVENTS
    return found

"""A draft tried on the fund itself: whom it touches, who stands near, what it costs.

Reads only.  Names are seen by whoever sees the register of members.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any
from uuid import UUID

from django.http import Http404, HttpResponse
from django.urls import path

from kongbun.bylaws.draft_queries import draft_by_public_id, newest_text
from kongbun.bylaws.draft_reading import Reading, read_draft
from kongbun.bylaws.reading import rules_on
from kongbun.claims.borders import (
    BenefitBorders,
    Border,
    Near,
    Side,
    borders,
    people_near,
)
from kongbun.claims.queries import first_year
from kongbun.claims.roll import Roll
from kongbun.claims.touched import touched
from kongbun.claims.trial import Trial, roll_for, try_year
from kongbun.claims.trial_sums import (
    OfBenefit,
    OfPerson,
    Sums,
    by_benefit,
    by_person,
    sums,
)
from kongbun.claims.trial_told import Tried
from kongbun.kernel.money import Money
from kongbun.kernel.thai_date import fiscal_year
from kongbun.people.models import Membership
from kongbun.people.queries import memberships_by_id
from kongbun.rules.benefit import BenefitRule
from kongbun.rules.bylaw import Bylaw
from kongbun.rules.lint import Finding, Severity, undecidable
from kongbun.rules.words import quantity_of
from kongbun.web.door import FundRequest, fund_view, page

OPEN_MAX = 10
SHOWN_MAX = 300


@dataclass(frozen=True, slots=True)
class Touch:
    """One benefit and the members whom it could touch; `before` None: it is new."""

    title: str
    before: int | None
    after: int

    @property
    def differs(self) -> bool:
        return self.before != self.after


def beside(request: FundRequest, reading: Reading) -> dict[str, Any]:
    """What `bylaws/_draft_beside.html` shows: whom the draft touches as it stands."""
    if reading.bylaw is None or _stops(reading):
        return {"can_try": False}
    in_force = rules_on(request.fund.pk, request.today)
    roll = Roll(request.fund.pk, request.today)
    after = touched(request.fund.pk, reading.bylaw, request.today, roll=roll)
    before = {}
    if in_force is not None:
        before = touched(request.fund.pk, in_force, request.today, roll=roll)
    lines = _touch(reading.bylaw, in_force, before, after)
    return {
        "can_try": True,
        "touch": lines,
        "touch_differs": [one for one in lines if one.differs],
    }


def _touch(
    law: Bylaw,
    in_force: Bylaw | None,
    before: Mapping[str, int],
    after: Mapping[str, int],
) -> list[Touch]:
    lines = [
        Touch(rule.title, before.get(rule.code), after[rule.code])
        for rule in law.benefits
    ]
    kept = {rule.code for rule in law.benefits}
    for rule in in_force.benefits if in_force else ():
        if rule.code not in kept:
            lines.append(Touch(rule.title, before[rule.code], 0))
    return lines


def _stops(reading: Reading) -> list[Finding]:
    """Why it cannot be tried: not readable, or two answers for one day."""
    if reading.bylaw is None:
        return [one.finding for one in reading.findings]
    return list(undecidable(reading.bylaw))


@fund_view()
def trial(request: FundRequest, draft: UUID) -> HttpResponse:
    """The newest text of a draft, tried on a fiscal year of the fund."""
    found = draft_by_public_id(request.fund.pk, draft)
    if found is None:
        raise Http404
    reading = read_draft(newest_text(found).text, day=request.today)
    stops = _stops(reading)
    context: dict[str, Any] = {
        "draft": found,
        "reading": reading,
        "is_fit": reading.is_fit,
        "error_count": sum(
            x.finding.severity is Severity.ERROR for x in reading.findings
        ),
        "stops": stops,
    }
    if reading.bylaw is not None and not stops:
        context |= _tried(request, reading.bylaw)
    return page(request, "bylaws/draft_trial.html", context)


def _tried(request: FundRequest, law: Bylaw) -> dict[str, Any]:
    fund_id, today = request.fund.pk, request.today
    years = _years(fund_id, fiscal_year(today))
    asked = request.GET.get("year", "")
    year = next((one for one in years if str(one) == asked), fiscal_year(today) - 1)
    roll = roll_for(fund_id, year, today)
    done = try_year(fund_id, law, year=year, today=today, roll=roll)
    in_force = rules_on(fund_id, today)
    near = borders(fund_id, law, today, roll=roll)
    was = []
    if in_force is not None:
        was = borders(fund_id, in_force, today, nearest=0, roll=roll)
    groups = list(_groups(near, was))
    benefits = by_benefit(law, in_force, done, _counts(was), _counts(near))
    rows = [Row(one, Told.of(one.sums)) for one in benefits]
    everyone = by_person(done.lines)
    changed = [one for one in everyone if _is_changed(one)]
    people = list(_people(changed[:SHOWN_MAX]))
    return {
        "year": year,
        "years": years,
        "is_running": year == fiscal_year(today),
        "in_force": in_force,
        "total": Told.of(sums(done.lines)),
        "requests": Told.of(sums(done.tried)),
        "due": Told.of(sums(done.due)),
        "rows": [row for row in rows if row.differs],
        "same_rows": [row for row in rows if not row.differs],
        "untried_count": sum(bool(one.untried) for one in benefits),
        "people": people[:OPEN_MAX],
        "more_people": people[OPEN_MAX:],
        "not_shown": max(0, len(changed) - SHOWN_MAX),
        "changed_count": len(changed),
        "same_count": len(everyone) - len(changed),
        "left_out": _left_out(law, in_force, done),
        "groups": [one for one in groups if one.is_changed],
        "same_groups": [one for one in groups if not one.is_changed],
        "told_at_counter": _told_at_counter(near),
    }


def _years(fund_id: int, this: int) -> list[int]:
    """Fiscal years with events, the newest first; the last whole one always."""
    first = first_year(fund_id)
    return list(range(this, min(first or this, this - 1) - 1, -1))


@dataclass(frozen=True, slots=True)
class Told:
    """Sums with their difference as one would write it."""

    sums: Sums
    difference: str

    @classmethod
    def of(cls, found: Sums) -> Told:
        return cls(found, signed(found.difference_satang))


def signed(satang: int) -> str:
    """+1,440, -2,000, 0."""
    return f"{'+' if satang > 0 else ''}{Money(satang).short()}"


@dataclass(frozen=True, slots=True)
class Row:
    benefit: OfBenefit
    told: Told

    @property
    def differs(self) -> bool:
        one = self.benefit
        touch = one.members_before != one.members_after
        return bool(touch or one.untried or one.sums.difference_satang)


@dataclass(frozen=True, slots=True)
class Person:
    """Whose year changes: the member, or the name of who is none."""

    member: Membership | None
    name: str
    lines: list[Tried]
    told: Told


def _is_changed(one: OfPerson) -> bool:
    return any(line.difference_satang for line in one.lines)


def _people(changed: Sequence[OfPerson]) -> Iterator[Person]:
    ids = [one.membership_id for one in changed if one.membership_id]
    members = memberships_by_id(ids)
    for one in changed:
        member = members.get(one.membership_id or 0)
        yield Person(
            member,
            member.person.full_name() if member else one.who,
            [line for line in one.lines if line.difference_satang],
            Told.of(one.sums),
        )


def _left_out(
    law: Bylaw, in_force: Bylaw | None, done: Trial
) -> list[tuple[str, str, str]]:
    """The request, its benefit in words, and why it could not be tried."""
    rules = (in_force.benefits if in_force else ()) + law.benefits
    titles = {rule.code: rule.title for rule in rules}
    return [
        (one.claim, titles.get(one.benefit, one.benefit), one.why)
        for one in done.left_out
    ]


@dataclass(frozen=True, slots=True)
class Standing:
    """One member beside a border, told."""

    member: Membership
    found: str
    far: str
    decides: bool


@dataclass(frozen=True, slots=True)
class Group:
    """A border and every benefit that has it: what all share is shown once.

    Changed: the by-law in force has no such border, or another sum at it.
    """

    is_changed: bool
    border: Border
    titles: list[str]
    passing: list[Standing]
    failing: list[Standing]


def _counts(near: Sequence[BenefitBorders]) -> dict[str, int]:
    return {one.rule.code: one.touched for one in near}


def _groups(
    near: Sequence[BenefitBorders], was: Sequence[BenefitBorders]
) -> Iterator[Group]:
    people = people_near(near)
    known = {
        one.rule.code: {(border.label, border.note) for border in one.borders}
        for one in was
    }
    anywhere = {key for keys in known.values() for key in keys}
    same: dict[tuple[object, ...], list[tuple[BenefitRule, Border]]] = {}
    for one in near:
        for border in one.borders:
            same.setdefault(_shared(border), []).append((one.rule, border))
    for some in same.values():
        rule, border = some[0]
        sides = [
            [
                _standing(rule, border, _of_all(border_side, i), people)
                for i in range(len(border_side[0].nearest))
            ]
            for border_side in (
                [one.passing for _, one in some],
                [one.failing for _, one in some],
            )
        ]
        # What is common to all is no news of a benefit that is new itself.
        changed = any(
            (x.label, x.note) not in known.get(one.code, anywhere) for one, x in some
        )
        yield Group(changed, border, [one.title for one, _ in some], *sides)


def _shared(border: Border) -> tuple[object, ...]:
    """Alike in all but whether something else keeps a member out."""
    return (
        border.label,
        border.clause,
        border.note,
        border.of,
        border.unknown,
        *(
            (side.count, side.as_near, *(x.membership_id for x in side.nearest))
            for side in (border.passing, border.failing)
        ),
    )


def _of_all(sides: Sequence[Side], i: int) -> Near:
    """It decides where it does so for any of the benefits."""
    one = sides[0].nearest[i]
    return replace(one, decides=any(side.nearest[i].decides for side in sides))


def _standing(
    rule: BenefitRule, border: Border, near: Near, people: Mapping[int, Membership]
) -> Standing:
    far = quantity_of(rule, near.by, near.unit) if near.by else ""
    found = quantity_of(rule, near.found, border.unit)
    return Standing(people[near.membership_id], found, far, near.decides)


def _told_at_counter(near: Sequence[BenefitBorders]) -> list[tuple[str, list[str]]]:
    """What only who asks can state, and of which benefits."""
    found: dict[str, list[str]] = {}
    for one in near:
        for label in one.told_at_counter:
            found.setdefault(label, []).append(one.rule.title)
    return list(found.items())


PAGES = [path("bylaw/drafts/<uuid:draft>/trial/", trial, name="draft-trial")]

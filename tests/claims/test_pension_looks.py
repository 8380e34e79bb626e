"""Whom a rule is due to: who is looked at, with what, and who is left out before.

Method: what the caller knows is given, and differs from what the tables say.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import numpy as np
import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from kongbun.bylaws.actions import adopt
from kongbun.claims.facts import of_register
from kongbun.claims.history import Before, as_history
from kongbun.claims.in_force import InForce, in_force
from kongbun.claims.pensions import (
    could_be,
    count_due,
    ids_that_may_be_due,
    look,
    may_be_due,
)
from kongbun.claims.queries import Member
from kongbun.claims.standing import Standing, dues_standing
from kongbun.claims.submit_actions import submit_claim
from kongbun.people.models import Membership, Person
from kongbun.rules.benefit import Age, BenefitRule, Fixed, Tenure, Tiers, Waiting
from kongbun.rules.bylaw import Bylaw
from kongbun.rules.days import Int, Length, column, day_number
from kongbun.testing.cast import TODAY, by_hand, make_member
from tests.claims.pensioners import two_elders
from tests.claims.story import BYLAWS, Story, make_person, paid_until

pytestmark = pytest.mark.django_db
DAY = timedelta(days=1)
DEATH: dict[str, Any] = {
    "benefit": "death",
    "last_day": None,
    "claimant_name": "นายคำ แสนสุข",
    "evidence": {"death_certificate": 1},
}


@pytest.fixture
def elders(story: Story) -> list[Membership]:
    return two_elders(story)


def law(story: Story) -> InForce:
    return in_force(story.cast.fund.pk, TODAY)


def pension(story: Story, **changed: Any) -> BenefitRule:
    return replace(law(story).rule("pension"), **changed)


def everyone(story: Story) -> list[Member]:
    return may_be_due(story.cast.fund.pk, pension(story), TODAY)


class Dues:
    """How members stand, as asked for: who was asked for is remembered."""

    def __init__(self, **changed: Sequence[int]) -> None:
        self.asked: list[list[int]] = []
        self.changed = changed

    def __call__(self, of: Bylaw, members: Sequence[Member], event: Int) -> Standing:
        self.asked.append([one.id for one in members])
        real = dues_standing(of, members, event)
        return replace(real, **{k: column(list(v)) for k, v in self.changed.items()})


def found(
    story: Story, rule: BenefitRule, members: list[Member], **given: Any
) -> list[int]:
    """By their keys: to whom it is due."""
    columns = look(law(story).bylaw, rule, TODAY, members, **given)
    if columns is None:
        return []
    granted = np.flatnonzero(columns.decisions.granted).tolist()
    return [columns.members[i].id for i in granted]


def test_dues_are_read_of_those_alone_who_would_be_due_had_they_paid(
    story: Story, elders: list[Membership]
) -> None:
    behind, young = elders[1], make_member(story.cast, 7, birth_date=date(1990, 1, 1))
    paid_until(behind, date(2026, 1, 1))
    members = [*everyone(story), *_as_members(story, young)]
    dues = Dues()
    assert found(story, pension(story), members, dues=dues) == [elders[0].pk]
    assert dues.asked == [[elders[0].pk, behind.pk]]
    assert found(story, pension(story), _as_members(story, young), dues=dues) == []
    assert len(dues.asked) == 1


def _as_members(story: Story, *who: Membership) -> list[Member]:
    ids = [one.pk for one in who]
    anyone = Fixed(satang=1, clause="", text="")
    rule = pension(story, conditions=(), amount=anyone)
    return may_be_due(story.cast.fund.pk, rule, TODAY, only=ids)


def test_where_nobody_is_nothing_is_asked(story: Story) -> None:
    rule, of, dues = pension(story), law(story).bylaw, Dues()
    asked: list[int] = []

    def history(members: Sequence[Member]) -> Before:
        asked.append(len(members))
        return Before(as_history([]), as_history([]), None)

    with CaptureQueriesContext(connection) as queries:
        assert look(of, rule, TODAY, [], history=history, dues=dues) is None
    assert (len(queries), asked, dues.asked) == (0, [], [])


def test_who_came_back_is_due_when_the_new_waiting_time_is_over(
    story: Story, elders: list[Membership]
) -> None:
    waiting = Waiting(at_least=Length(0, 180, "days"), clause="", text="")
    rule = pension(story)
    rule = replace(rule, conditions=(*rule.conditions, waiting))
    for until, due in (
        (TODAY, elders),
        (TODAY + DAY, elders[1:]),
    ):
        dues = Dues(waits_until=[day_number(until), 0])
        got = found(story, rule, everyone(story), dues=dues)
        assert got == [one.pk for one in due], until


def test_what_the_register_is_known_to_say_is_not_looked_up(
    story: Story, elders: list[Membership]
) -> None:
    members = everyone(story)
    day = column([day_number(TODAY)] * len(members))
    said = of_register(members, day)
    # The second is of an age that is not theirs.
    young = said["birth_date"].copy()
    young[1] = day_number(date(1990, 1, 1))
    known = {**said, "birth_date": young}
    assert found(story, pension(story), members) == [one.pk for one in elders]
    assert found(story, pension(story), members, register=known) == [elders[0].pk]


def test_what_is_known_of_before_counts_and_not_what_was(
    story: Story, elders: list[Membership]
) -> None:
    given = day_number(date(2026, 11, 2))
    lines = as_history([(1, given, 1, 600_00, "pension", 0)])

    def history(members: Sequence[Member]) -> Before:
        assert [one.id for one in members] == [one.pk for one in elders]
        return Before(lines, as_history([]), None)

    members = everyone(story)
    assert found(story, pension(story), members, history=history) == [elders[0].pk]


def of(story: Story, rule: BenefitRule) -> list[str]:
    """Whom the rule does not leave out, by the end of their numbers."""
    left = Membership.objects.filter(could_be(rule, TODAY)).order_by("member_no")
    return [one.member_no[-3:] for one in left if one.pk != story.bunruean.pk]


def test_who_joined_three_days_too_late_may_still_be_due(story: Story) -> None:
    """A month and ten days before the day: 10 October; and three days of grace."""
    last = date(2026, 10, 13)
    for no, joined in ((301, last), (302, last + DAY)):
        make_member(story.cast, no, joined_on=joined)
    tenure = Tenure(by="joined", at_least=Length(1, 10, "months"), clause="", text="")
    fixed = Fixed(satang=1, clause="", text="")
    rule = pension(story, conditions=(tenure,), amount=fixed)
    assert of(story, rule) == ["301"]
    assert of(story, replace(rule, conditions=())) == ["301", "302"]


def test_only_the_members_own_least_age_leaves_somebody_out(story: Story) -> None:
    last = date(1966, 11, 23)
    for no, born in ((301, last), (302, last + DAY)):
        make_member(story.cast, no, birth_date=born)
    fixed = Fixed(satang=1, clause="", text="")

    def age(whose: Any, at_least: int | None) -> BenefitRule:
        said = Age(whose=whose, at_least=at_least, at_most=90, clause="", text="")
        return pension(story, conditions=(said,), amount=fixed)

    assert of(story, age("member", 60)) == ["301"]
    assert of(story, age("subject", 60)) == ["301", "302"]
    assert of(story, age("member", None)) == ["301", "302"]


def test_the_lowest_tier_is_the_shortest_wherever_it_stands(story: Story) -> None:
    last = date(2020, 11, 23)
    for no, joined in ((301, last), (302, last + DAY), (303, last + 5 * DAY)):
        make_member(story.cast, no, joined_on=joined)
    rule = pension(story, conditions=())
    assert isinstance(rule.amount, Tiers)
    first = replace(rule.amount.tiers[0], from_=Length(72, 5, "years"))
    mixed = (*rule.amount.tiers[2:], rule.amount.tiers[0], first)
    rule = replace(rule, amount=replace(rule.amount, tiers=mixed))
    assert of(story, rule) == ["301"]


def gone(story: Story, who: Membership) -> bool:
    rule = law(story).rule("elderly_gift")
    return who.pk not in ids_that_may_be_due(story.cast.fund.pk, rule, TODAY)


def test_whose_second_record_was_told_dead_is_left_out(
    story: Story, elders: list[Membership]
) -> None:
    double = make_member(story.cast, 7, birth_date=date(1956, 1, 1))
    story.ask(**DEATH, membership=double.public_id, first_day=TODAY - DAY, today=TODAY)
    assert not gone(story, elders[0])
    with by_hand(story.cast.fund):
        Membership.objects.filter(pk=double.pk).update(counted_in=elders[0])
        Person.every.filter(pk=double.person_id).update(counted_in=elders[0].person)
    assert gone(story, elders[0])
    assert not gone(story, elders[1])


def test_the_death_of_who_was_no_member_leaves_nobody_out(
    story: Story, elders: list[Membership]
) -> None:
    text = (BYLAWS / "demo-2568.yaml").read_text("utf-8")
    category = "    category: 5\n"
    assert text.count(category) == 1
    text = text.replace(category, f"{category}    who: anyone\n")
    text = text.replace("effective_from: 2025-10-01", "effective_from: 2026-10-01")
    adopt(
        story.cast.act("prasong", today=date(2026, 9, 1)),
        text=text,
        file="anyone.yaml",
        adopted_on=date(2026, 9, 1),
        meeting="ประชุมใหญ่",
    )
    stranger = make_person(story.cast, "ดาวใจ", "คำแสน")
    answer = submit_claim(
        story.cast.act("laor"),
        benefit="funeral",
        person=stranger.public_id,
        branch=story.centre.public_id,
        first_day=TODAY - DAY,
        claimant_name="นายคำ แสนสุข",
        evidence={"death_certificate": 1},
    )
    claim = story.claim(answer)
    assert (claim.membership, claim.event.kind) == (None, "death")
    assert claim.event.about == ""
    assert not gone(story, elders[0])
    fund, rules = story.cast.fund.pk, law(story)
    assert count_due(rules, rules.rule("pension"), TODAY, fund_id=fund)[0] == 2


def test_who_is_old_enough_has_to_be_long_enough_a_member_too(story: Story) -> None:
    old, long = date(1956, 1, 1), date(2010, 1, 1)
    day = date(2026, 1, 1)
    for no, born, joined in ((301, old, long), (302, old, day), (303, day, long)):
        make_member(story.cast, no, birth_date=born, joined_on=joined)
    tenure = Tenure(by="joined", at_least=Length(72, 0, "years"), clause="", text="")
    age = Age(whose="member", at_least=60, at_most=None, clause="", text="")
    fixed = Fixed(satang=1, clause="", text="")
    for conditions in ((tenure, age), (age, tenure)):
        assert of(story, pension(story, conditions=conditions, amount=fixed)) == ["301"]

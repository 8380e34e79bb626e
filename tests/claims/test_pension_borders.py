"""Who may be on a list, up to which day and which number; what takes somebody off it.

Method: each border from both sides.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date, timedelta
from typing import Any
from uuid import UUID

import pytest

from kongbun.claims.happening import Happening
from kongbun.claims.in_force import InForce, in_force
from kongbun.claims.models import Award, Claim, Event, PensionLine, PensionList
from kongbun.claims.pension_actions import (
    approve_pensions,
    before_each,
    matter_of_kept,
    refuse_pensions,
    still_due,
    sums_of,
)
from kongbun.claims.pensions import (
    count_due,
    due,
    ids_that_may_be_due,
    kept_events,
    look,
    may_be_due,
    started_by_committee,
    window_from,
)
from kongbun.claims.rolling import NOTHING, Before
from kongbun.claims.submit_actions import withdraw_claim
from kongbun.kernel.refusal import RefusalCode
from kongbun.people.models import Membership, Person
from kongbun.testing.cast import TODAY, make_member
from tests.claims.pensioners import (
    approve_list,
    propose,
    proposed,
    seen,
    two_elders,
)
from tests.claims.story import Story, paid_until
from tests.claims.told import told

pytestmark = pytest.mark.django_db
C = RefusalCode
DAYS = 7


@pytest.fixture
def elders(story: Story) -> list[Membership]:
    return two_elders(story)


def law(story: Story) -> InForce:
    return in_force(story.cast.fund.pk, TODAY)


def may_be(story: Story, benefit: str = "pension", **changed: Any) -> list[int]:
    rule = law(story).rule(benefit)
    return ids_that_may_be_due(story.cast.fund.pk, rule, TODAY, **changed)


def numbers(story: Story, made: Sequence[Membership], benefit: str) -> list[str]:
    found = set(may_be(story, benefit))
    return [one.member_no[-3:] for one in made if one.pk in found]


def test_what_the_committee_starts_is_what_the_bylaw_says(story: Story) -> None:
    found = started_by_committee(law(story).bylaw)
    assert [one.code for one in found] == ["elderly_gift", "pension"]


def test_who_is_surely_too_young_or_too_new_is_left_out(story: Story) -> None:
    """Three days of grace over sixty years of age and six of membership."""
    old, long = date(1966, 11, 23), date(2020, 11, 23)
    day = timedelta(days=1)
    made = [
        make_member(story.cast, 301, birth_date=old, joined_on=long),
        make_member(story.cast, 302, birth_date=old + day, joined_on=long),
        make_member(story.cast, 303, birth_date=old, joined_on=long + day),
        make_member(story.cast, 304, birth_date=old, joined_on=long + day),
    ]
    Membership.objects.filter(pk=made[3].pk).update(keeps_time=True)
    assert numbers(story, made, "pension") == ["301", "304"]
    # The gift counts years of age alone, from its lowest tier.
    assert numbers(story, made, "elderly_gift") == ["301", "303", "304"]


def test_who_is_no_member_on_the_day_is_left_out(story: Story) -> None:
    old, day = date(1950, 1, 1), timedelta(days=1)
    said: list[tuple[date, date | None, str]] = [
        (TODAY, None, ""),
        (TODAY + day, None, ""),
        (date(2020, 1, 1), TODAY, "resigned"),
        (date(2020, 1, 1), TODAY - day, "resigned"),
        (date(2020, 1, 1), TODAY + day, "died"),
        (date(2020, 1, 1), TODAY, "died"),
    ]
    made = []
    for no, (joined, exited, why) in enumerate(said, 301):
        one = make_member(story.cast, no, birth_date=old, joined_on=joined)
        Membership.objects.filter(pk=one.pk).update(exited_on=exited, exit_reason=why)
        made.append(one)
    assert numbers(story, made, "elderly_gift") == ["301", "303", "305"]


def test_they_stand_in_the_order_of_their_numbers_and_of_their_fund(
    story: Story, elders: list[Membership]
) -> None:
    Membership.objects.filter(pk=elders[0].pk).update(member_no="ทน-99-0001")
    other = make_member(
        story.cast, 9, birth_date=date(1950, 1, 1), joined_on=date(2010, 1, 1)
    )
    Membership.objects.filter(pk=other.pk).update(fund=story.cast.other_fund)
    rule = law(story).rule("pension")
    both = [elders[1].pk, elders[0].pk]
    assert may_be(story) == both
    fund = story.cast.fund.pk
    assert [one.id for one in may_be_due(fund, rule, TODAY)] == both
    of = [one.pk for one in (elders[0], other, story.bunruean)]
    assert [one.id for one in may_be_due(fund, rule, TODAY, only=of)] == both[1:]
    assert may_be_due(fund, rule, TODAY, only=[]) == []
    assert due(law(story), rule, TODAY, fund_id=fund, only=[]) == []


def test_whose_death_was_told_is_left_out_from_its_day_on(
    story: Story, elders: list[Membership]
) -> None:
    said: dict[str, Any] = {
        "benefit": "death",
        "membership": elders[0].public_id,
        "first_day": date(2026, 11, 10),
        "last_day": None,
        "claimant_name": "นายคำ แสนสุข",
        "evidence": {"death_certificate": 1},
    }
    asked = story.ask(**said)
    fund, rule = story.cast.fund.pk, law(story).rule("elderly_gift")

    def found(on: date) -> bool:
        return elders[0].pk in ids_that_may_be_due(fund, rule, on)

    assert [found(date(2026, 11, day)) for day in (9, 10, 11)] == [True, False, False]
    withdraw_claim(story.cast.act("laor"), claim=asked.public_id, reason="ยังไม่ตาย")
    assert found(TODAY)
    # Of somebody else, though this member asks for it.
    other = story.ask(**{**said, "benefit": "funeral", "about": "นายพ่อ ทดสอบ"})
    assert (other.event.kind, other.event.about) == ("death", "นายพ่อ ทดสอบ")
    assert found(TODAY)


def test_how_many_and_how_much_is_of_those_who_are_due(
    story: Story, elders: list[Membership]
) -> None:
    fund, rules = story.cast.fund.pk, law(story)
    for benefit in ("pension", "elderly_gift"):
        rule = rules.rule(benefit)
        found = due(rules, rule, TODAY, fund_id=fund)
        sums = (len(found), sum(one.verdict.amount_satang for one in found))
        assert count_due(rules, rule, TODAY, fund_id=fund) == sums
        assert sums[0] > 1
    Membership.objects.filter(pk__in=[one.pk for one in elders]).update(
        joined_on=date(2026, 1, 1)
    )
    assert count_due(rules, rules.rule("pension"), TODAY, fund_id=fund) == (0, 0)


def test_once_is_counted_from_the_start_of_its_window(
    story: Story, elders: list[Membership]
) -> None:
    fund, rules = story.cast.fund.pk, law(story)

    def since(benefit: str) -> dict[int, date]:
        found = due(rules, rules.rule(benefit), TODAY, fund_id=fund)
        return {one.member.id: one.window_from for one in found}

    assert since("pension") == dict.fromkeys(
        [one.pk for one in elders], date(2026, 11, 1)
    )
    gifts = since("elderly_gift")
    assert gifts[elders[0].pk] == date(2026, 1, 1)
    assert gifts[elders[1].pk] == date(2025, 1, 1)
    rule = rules.rule("pension")
    found = look(rules.bylaw, rule, TODAY, may_be_due(fund, rule, TODAY))
    assert found is not None
    (cap,) = rule.caps
    for caps in ((), (replace(cap, measure="satang"),), (replace(cap, per="event"),)):
        assert window_from(replace(rule, caps=caps), found.facts) == [TODAY, TODAY]
    second = (replace(cap, per="event"), cap)
    assert window_from(replace(rule, caps=second), found.facts) == [
        *(date(2026, 11, 1), date(2026, 11, 1)),
    ]


def test_an_event_is_found_again_however_many_are_asked_for(story: Story) -> None:
    fund, other = story.cast.fund.pk, story.cast.other_fund.pk
    command = story.ask().command_id

    def keep(fund_id: int, kind: str, key: str) -> Event:
        return Event.objects.create(
            fund_id=fund_id,
            kind=kind,
            key=key,
            first_day=TODAY,
            last_day=TODAY,
            command_id=command,
        )

    wanted = [Happening("pension", f"k{n}", "") for n in range(501)]
    mine = {key: keep(fund, "pension", key) for key in ("k0", "k499", "k500")}
    for fund_id, kind, key in (
        (other, "pension", "k1"),
        (fund, "elderly_gift", "k2"),
        (fund, "pension", "k501"),
    ):
        keep(fund_id, kind, key)
    assert kept_events(fund, wanted) == mine
    assert kept_events(fund, []) == {}


def test_a_list_is_made_two_months_ahead_and_no_day_more(
    story: Story, elders: list[Membership]
) -> None:
    assert elders
    last = TODAY + timedelta(days=62)
    assert told(propose, story, due_on=last + timedelta(days=1)) == [
        (C.DATE_IN_FUTURE, {"found": "22 ม.ค. 2570", "today": "20 พ.ย. 2569"})
    ]
    for one in elders:
        paid_until(one, date(2027, 3, 1))
    assert propose(story, due_on=last)["persons"] == 2


def test_only_a_list_of_the_same_benefit_and_fund_comes_first(
    story: Story, elders: list[Membership]
) -> None:
    assert elders
    kept = proposed(story)
    assert proposed(story, benefit="elderly_gift").lines.count() == 3
    Person.objects.filter(pk=elders[0].person_id).update(birth_date=date(1960, 1, 1))
    assert kept.lines.count() == 2
    other = PensionList.objects.get(pk=kept.pk)
    refuse_pensions(
        story.cast.act("prasong"), pension_list=kept.public_id, reason="ขาดคน"
    )
    other.pk, other.public_id = None, UUID(int=7)
    other.fund_id, other.status = story.cast.other_fund.pk, "waiting"
    other.save(force_insert=True)
    # What another fund's committee has before it keeps nobody waiting here.
    again = proposed(story)
    assert again.fund_id == story.cast.fund.pk
    for who, act in (
        ("prasong", approve_pensions),
        ("prasong", refuse_pensions),
    ):
        facts: dict[str, Any] = {"pension_list": other.public_id}
        facts |= (
            {"reason": "x"} if act is refuse_pensions else {"content_hash": seen(again)}
        )
        assert told(act, story.cast.act(who), **facts) == [
            (C.NOT_FOUND, {"what": "รายชื่อ"})
        ]


def test_who_would_get_another_sum_falls_off(
    story: Story, elders: list[Membership]
) -> None:
    kept = proposed(story)
    was = kept.hash.hex()
    Membership.objects.filter(pk=elders[0].pk).update(joined_on=date(2015, 1, 1))
    assert [one.member.id for one in still_due(kept)] == [elders[1].pk]
    assert told(approve_list, story, kept, content_hash=was) == [
        (C.CHANGED_SINCE, {"what": "รายชื่อ"})
    ]


def test_what_was_taken_back_is_listed_again_in_the_same_event(
    story: Story, elders: list[Membership]
) -> None:
    approve_list(story, proposed(story))
    claim = Claim.objects.get(membership=elders[0])
    withdraw_claim(story.cast.act("somsri"), claim=claim.public_id, reason="ผิดคน")
    kept = proposed(story)
    approve_list(story, kept)
    again = Claim.objects.get(membership=elders[0], live=True)
    assert (again.event, Event.objects.count()) == (claim.event, 2)
    assert again.number == "3/2570"
    line = PensionLine.objects.get(pension_list=kept)
    assert line.claim == again


def test_the_largest_sum_with_what_was_given_says_who_has_to_approve(
    story: Story, elders: list[Membership]
) -> None:
    assert elders
    kept = proposed(story)
    sums: list[tuple[int | None, int]] = [(1, 600_00), (2, 700_00), (1, 700_00)]
    alone = matter_of_kept(kept, sums)
    assert (alone.amount_satang, alone.before) == (700_00, NOTHING)
    assert alone.branches == {1, 2}
    assert (alone.claim, alone.by_board) == (None, False)
    given = [Before(DAYS, (), 200_00), NOTHING, Before(DAYS, (), 50_00)]
    counted = matter_of_kept(kept, sums, given)
    assert (counted.amount_satang, counted.before) == (600_00, given[0])
    # The same together: the larger sum, then the later on the list.
    given = [Before(DAYS, (), 100_00), NOTHING, NOTHING]
    counted = matter_of_kept(kept, sums, given)
    assert (counted.amount_satang, counted.before) == (700_00, NOTHING)
    nobody = matter_of_kept(kept, [])
    assert (nobody.amount_satang, nobody.branches) == (0, frozenset())


def test_what_each_was_given_before_counts_for_each(
    story: Story, elders: list[Membership]
) -> None:
    kept = proposed(story)
    still = still_due(kept)
    assert sums_of(still) == [
        (elders[0].branch_id, 600_00),
        (elders[1].branch_id, 1_200_00),
    ]
    fund = story.cast.fund.pk
    assert before_each(fund, still, TODAY) == [Before(DAYS), Before(DAYS)]
    approve_list(story, kept)
    assert [one.satang for one in before_each(fund, still, TODAY)] == [
        *(600_00, 1_200_00),
    ]
    gift = proposed(story, benefit="elderly_gift")
    approve_list(story, gift)
    kept_before = Award.objects.filter(claim__benefit="elderly_gift").order_by("pk")
    assert [(one.before_satang, one.before_days) for one in kept_before] == [
        (0, DAYS),
        (600_00, DAYS),
        (1_200_00, DAYS),
    ]


def test_of_more_than_a_thousand_the_first_thousand_are_listed(story: Story) -> None:
    persons = Person.objects.bulk_create(
        Person(
            fund=story.cast.fund,
            first_name=f"ก{n}",
            birth_date=date(1950, 1, 1),
            birth_precision="day",
            match_key=f"ก{n}",
            sort_key=f"ก{n}",
        )
        for n in range(1_001)
    )
    Membership.objects.bulk_create(
        Membership(
            fund=story.cast.fund,
            person=person,
            branch=story.centre,
            member_no=f"x{n:05}",
            joined_on=date(2020, 10, 1),
            opening_paid_until=date(2027, 1, 1),
            received_at=story.cast.act("somsri").now,
        )
        for n, person in enumerate(persons)
    )
    Membership.objects.filter(pk=story.bunruean.pk).update(joined_on=date(2025, 11, 1))
    assert propose(story)["persons"] == 1_000
    last = PensionLine.objects.order_by("-seq")[0]
    assert (last.seq, last.membership.member_no) == (1_000, "x00999")

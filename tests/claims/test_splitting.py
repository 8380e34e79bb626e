"""Parts to one payee within a week count together for who approves (A3)."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, date, datetime, timedelta

import pytest
from django.db import connections

from kongbun.claims.models import Award, Claim
from kongbun.claims.pay_actions import reverse_payment
from kongbun.kernel.refusal import RefusalCode, Refused
from kongbun.soundness.check import check
from kongbun.testing import insider
from kongbun.testing.cast import TODAY, Cast, make_cast
from kongbun.testing.databases import Copy
from kongbun.treasury.limit_actions import set_limits
from tests.claims.levels import CHAIR, CHAIR_FIRST, COMMITTEE, levels
from tests.claims.pensioners import propose_for
from tests.claims.story import Story, tell
from tests.claims.test_emergency import answer
from tests.claims.test_emergency import first as went_first
from tests.treasury.steps import ask_expense, decide, reverse_it
from tests.treasury.steps import pay as pay_expense

UP_TO_1000 = "  - {by: chair, up_to_baht: 1000, clause: ข้อ 7}\n"
NOW = datetime(2026, 11, 20, 5, tzinfo=UTC)
RESOLVED = {"number": "4/2569", "decided_on": TODAY, "text": "ให้ตามระเบียบ"}


@pytest.fixture
def story(cast: Cast) -> Story:
    return levels(tell(cast), CHAIR, COMMITTEE)


def stay(story: Story, first: int, nights: int = 2) -> Claim:
    """So many hundred baht for nights in hospital in October, certified."""
    claim = story.ask(
        first_day=date(2026, 10, first), last_day=date(2026, 10, first + nights)
    )
    return story.certify(claim, "sombat", "thongbai")


def refused(story: Story, claim: Claim, **changed: object) -> Refused:
    with pytest.raises(Refused) as caught:
        story.approve(claim, **changed)  # type: ignore[arg-type]
    return caught.value


@pytest.mark.django_db
def test_the_part_that_crosses_goes_up_and_the_earlier_are_named(
    story: Story,
) -> None:
    first, second, third = (stay(story, day) for day in (3, 8, 13))
    story.approve(first)
    story.approve(second)
    (reason,) = refused(story, third).reasons
    assert reason.code is RefusalCode.SPLIT_ABOVE_LEVEL
    assert first.number in reason.message()
    assert second.number in reason.message()
    assert "600" in reason.message()
    # The committee's resolution suffices, as for 600 at once.
    story.approve(third, resolution=RESOLVED)
    kept = Award.objects.get(claim=third)
    assert (kept.body, kept.before_satang, kept.before_days) == (
        "committee",
        400_00,
        7,
    )
    assert check(now=NOW) == []


@pytest.mark.django_db
@pytest.mark.parametrize(("days", "passes"), [(6, False), (7, True)])
def test_seven_days_roll(story: Story, days: int, *, passes: bool) -> None:
    first, second = stay(story, 3, 3), stay(story, 8, 3)
    story.approve(first)
    later = TODAY + timedelta(days=days)
    if passes:
        story.approve(second, today=later)
        return
    assert refused(story, second, today=later).code is RefusalCode.SPLIT_ABOVE_LEVEL


@pytest.mark.django_db
def test_the_days_are_the_funds_to_set(story: Story) -> None:
    first, second = stay(story, 3, 3), stay(story, 8, 3)
    story.approve(first)
    later = TODAY + timedelta(days=8)
    facts = {"administration": ["expense:office"], "base": "to_date", "reason": "มติ"}
    for days in (0, 367):
        with pytest.raises(Refused) as caught:
            set_limits(story.cast.act("prasong"), payee_days=days, **facts)  # type: ignore[arg-type]
        assert caught.value.code is RefusalCode.PAYEE_DAYS_UNFIT
    set_limits(story.cast.act("prasong"), payee_days=9, **facts)  # type: ignore[arg-type]
    found = refused(story, second, today=later)
    assert found.code is RefusalCode.SPLIT_ABOVE_LEVEL
    assert "9 วัน" in found.reasons[0].message()


@pytest.mark.django_db
def test_what_was_refused_afterwards_does_not_count(cast: Cast) -> None:
    """It went first in an emergency, and the committee did not confirm it."""
    story = levels(tell(cast), CHAIR_FIRST, COMMITTEE)
    claim, second = stay(story, 3, 3), stay(story, 8, 3)
    went_first(story, claim)
    answer(story, claim, confirmed=False, note="ไม่รีบ", today=TODAY, resolution=RESOLVED)
    story.approve(second, resolution=RESOLVED)
    assert Award.objects.get(claim=second).before_satang == 0


@pytest.mark.django_db
def test_what_was_paid_and_taken_back_waits_and_counts(story: Story) -> None:
    """A payment that was reversed leaves the approval: it can be paid again."""
    first, second = stay(story, 3, 3), stay(story, 8, 3)
    story.pay(story.approve(first))
    reverse_payment(story.cast.act("somsri"), claim=first.public_id, reason="ผิดคน")
    assert refused(story, second).code is RefusalCode.SPLIT_ABOVE_LEVEL


@pytest.mark.django_db
def test_an_expense_in_the_payees_name_counts_until_it_is_reversed(
    story: Story,
) -> None:
    asked = ask_expense(story.cast, 300_00, party="นางบุญเรือน  แสนสุข")
    decide(story.cast, asked)
    claim = stay(story, 3)
    (reason,) = refused(story, claim).reasons
    assert reason.code is RefusalCode.SPLIT_ABOVE_LEVEL
    assert asked["number"] in reason.message()
    reverse_it(story.cast, pay_expense(story.cast, asked), two=True)
    story.approve(claim)


@pytest.mark.django_db
def test_another_payee_has_sums_of_their_own(cast: Cast) -> None:
    story = levels(tell(cast), UP_TO_1000, COMMITTEE)
    story.approve(stay(story, 3, 3))
    decide(story.cast, ask_expense(story.cast, 900_00))
    _, approve = propose_for(story)
    approve()


@pytest.mark.django_db
def test_a_list_looks_at_what_each_was_given(cast: Cast) -> None:
    story = levels(tell(cast), UP_TO_1000, COMMITTEE)
    person, approve = propose_for(story)
    decide(story.cast, ask_expense(story.cast, 900_00, party=person.full_name()))
    with pytest.raises(Refused) as caught:
        approve()
    assert caught.value.code is RefusalCode.SPLIT_ABOVE_LEVEL


def test_of_two_parts_approved_at_once_one_goes_up(committed_db: Copy) -> None:
    """Each alone is the chair's; whichever comes second sees the first."""
    assert committed_db.name
    story = levels(tell(make_cast()), CHAIR, COMMITTEE)
    parts = [stay(story, 3, 3), stay(story, 8, 3)]

    def approve(claim: Claim) -> str:
        try:
            story.approve(claim)
        except Refused as found:
            if found.code is not RefusalCode.CHANGED_SINCE:
                return str(found.code.value)
            # The nights that are left changed under it: looked at anew, and again.
            return approve(claim)
        finally:
            connections.close_all()
        return "approved"

    with ThreadPoolExecutor(2) as pool:
        said = sorted(pool.map(approve, parts))
    assert said == ["approved", "split-above-level"]
    assert Award.objects.count() == 1


def test_a_part_that_went_past_its_level_is_found(committed_db: Copy) -> None:
    """Two approvals a month apart are put into one week, with every hash made anew."""
    assert committed_db.name
    story = levels(tell(make_cast()), CHAIR, COMMITTEE)
    first, second = stay(story, 3, 3), stay(story, 8, 3)
    story.approve(first)
    story.approve(second, today=TODAY + timedelta(days=20))
    now = NOW + timedelta(days=20)
    assert check(now=now) == []
    with insider.tampering() as cursor:
        cursor.execute(
            "UPDATE approvals_approval SET at = (SELECT MAX(at) FROM"
            " approvals_approval) WHERE subject_kind = 'claim'"
        )
        insider.recache(cursor)
        insider.reseal(cursor)
    found = check(now=now)
    # The hour of the word is not that of its command any more, besides.
    assert [(one.code, one.object.partition(" ")[0]) for one in found] == [
        ("K012", "claim"),
        ("K013", "approvals_approval"),
    ]
    assert found[0].object == f"claim {second.number}"

"""What the payee of an award was given in the days before, also as an expense."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest

from kongbun.claims.approve_actions import award_hash
from kongbun.claims.models import Award
from kongbun.people.models import Person
from kongbun.soundness.check import check
from kongbun.testing import insider
from kongbun.testing.cast import TODAY, by_hand, make_cast
from kongbun.testing.databases import Once
from tests.claims.levels import CHAIR, COMMITTEE, levels
from tests.claims.story import Story, tell
from tests.soundness.test_redecided import change
from tests.treasury.steps import ask_expense, decide, pay, reverse_it

NOW = datetime(2026, 11, 20, 5, tzinfo=UTC)
RESOLVED = {"number": "4/2569", "decided_on": TODAY, "text": "ให้ตามระเบียบ"}
CALLED = "นางบุญเรือน แสนสุข"


def begin() -> Story:
    """Three nights, approved by the committee: with 300 of an expense it is above 400.

    One expense was reversed before, one came after, and one went to somebody else.
    """
    story = levels(tell(make_cast()), CHAIR, COMMITTEE)
    cast = story.cast
    claim = story.certify(
        story.ask(first_day=date(2026, 10, 3), last_day=date(2026, 10, 6)),
        *("sombat", "thongbai"),
    )
    back = ask_expense(cast, 50_00, party=CALLED)
    decide(cast, back)
    reverse_it(cast, pay(cast, back), two=True)
    decide(cast, ask_expense(cast, 300_00, party="นางบุญเรือน  แสนสุข"))
    decide(cast, ask_expense(cast, 70_00))
    story.approve(claim, resolution=RESOLVED)
    decide(cast, ask_expense(cast, 90_00, party=CALLED))
    return story


@pytest.fixture
def story(once: Once) -> Story:
    return once(begin)


def counted(satang: int) -> None:
    """Another sum before it, with every hash of the award and of the chain anew."""
    change((f"UPDATE claims_award SET before_satang = {satang}", []))
    award = Award.objects.select_related("decision", "claim").get()
    bound = award_hash(award.claim, bytes(award.decision.hash), award)
    word = (
        "UPDATE approvals_approval SET content_hash = %s WHERE subject_kind = 'claim'"
    )
    change(("UPDATE claims_award SET hash = %s", [bound]), (word, [bound]))
    with insider.tampering() as cursor:
        insider.reseal(cursor)


def found() -> list[tuple[str, str]]:
    return [(one.code, one.object) for one in check(now=NOW)]


def test_what_was_counted_raises_none(story: Story) -> None:
    assert Award.objects.get(claim__fund=story.cast.fund).before_satang == 300_00
    assert found() == []


@pytest.mark.parametrize("satang", [0, 299_99])
def test_an_expense_that_was_not_counted_is_found(story: Story, satang: int) -> None:
    assert story.cast.fund
    counted(satang)
    assert found() == [("K012", "claim 1/2570")]


def test_who_is_called_so_only_since_raises_none(story: Story) -> None:
    """The name was corrected after the award: then the expense was not in it."""
    with by_hand(story.cast.fund):
        Person.objects.filter(pk=story.bunruean.person_id).update(nickname="นวล")
    counted(0)
    assert found() == []

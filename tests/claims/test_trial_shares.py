"""A trial shares places and money out again, in the draft's own order."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from kongbun.bylaws.actions import adopt
from kongbun.claims.approve_actions import refuse_claim
from kongbun.claims.models import Claim
from kongbun.claims.trial import Trial, try_year
from kongbun.claims.trial_told import NOT_WANTED
from kongbun.rules.bylaw import Bylaw
from kongbun.rules.read_yaml import read_bylaw
from tests.claims.story import BYLAWS, Story
from tests.claims.test_allocate import flooded, grant, house

pytestmark = pytest.mark.django_db
LAW = (BYLAWS / "demo-2568.yaml").read_text("utf-8")
YEAR = 2570
Change = tuple[str, str]
BY_ASKED = "\n      order:\n        - {by: asked_satang, first: smallest}"


def changed(*changes: Change) -> str:
    text = LAW
    for was, now in changes:
        assert was in text, was
        text = text.replace(was, now, 1)
    return text


def draft(*changes: Change) -> Bylaw:
    return read_bylaw(changed(*changes), file="draft.yaml")


def trial(story: Story, *changes: Change) -> Trial:
    return try_year(story.cast.fund.pk, draft(*changes), year=YEAR)


def after(found: Trial) -> dict[str, int]:
    return {one.claim: one.after_satang // 100 for one in found.tried}


def adopted(story: Story, *changes: Change) -> None:
    text = changed(
        *changes, ("effective_from: 2025-10-01", "effective_from: 2026-10-01")
    )
    adopt(
        story.cast.act("prasong", today=date(2026, 9, 1)),
        text=text,
        file=Path("x.yaml").name,
        adopted_on=date(2026, 9, 1),
        meeting="ประชุมใหญ่",
    )


def grants(story: Story) -> tuple[Claim, Claim, Claim]:
    low, best, good = (
        grant(story, no, gpa) for no, gpa in ((1, 300), (2, 380), (3, 350))
    )
    return low, best, good


def test_fewer_places_go_in_the_drafts_order_and_say_who_gets_none(
    story: Story,
) -> None:
    low, best, good = grants(story)
    story.allocate()
    same = trial(story)
    assert after(same) == {one.number: 1000 for one in (low, best, good)}
    assert not any(one.difference_satang for one in same.tried)
    found = trial(story, ("places: 20", "places: 2"))
    assert after(found) == {low.number: 0, best.number: 1000, good.number: 1000}
    out = next(one for one in found.tried if one.claim == low.number)
    assert (out.before_satang, out.check) == (1000_00, "within-places")
    assert out.why == "เกิน ปีงบประมาณละ 2 ราย ลำดับที่ 3"
    # The other way round, by the smallest grade.
    found = trial(
        story,
        ("places: 20", "places: 2"),
        (
            "{by: gpa_hundredths, first: largest}",
            "{by: gpa_hundredths, first: smallest}",
        ),
    )
    assert after(found) == {low.number: 1000, best.number: 0, good.number: 1000}


def test_who_got_no_place_then_gets_one_where_the_draft_has_more(story: Story) -> None:
    adopted(story, ("places: 20", "places: 2"))
    low, best, good = grants(story)
    story.allocate()
    same = trial(story, ("places: 20", "places: 2"))
    assert not same.left_out
    assert [one.before_satang for one in same.tried if one.claim == low.number] == [0]
    assert not any(one.difference_satang for one in same.tried)
    one = next(one for one in trial(story).tried if one.claim == low.number)
    assert (one.before_satang, one.after_satang) == (0, 1000_00)
    assert one.check == "within-places"
    assert one.why.startswith("เดิม เกิน ปีงบประมาณละ 2 ราย")
    assert {best.number, good.number} < set(after(same))


def test_whom_the_committee_did_not_want_takes_no_place(story: Story) -> None:
    low, best, good = grants(story)
    refuse_claim(story.cast.act("prasong"), claim=best.public_id, reason="ไม่ได้เรียนแล้ว")
    found = trial(story, ("places: 20", "places: 1"))
    assert [one.why for one in found.left_out] == [NOT_WANTED]
    assert after(found) == {low.number: 0, good.number: 1000}


def test_who_did_not_state_what_the_draft_orders_by_comes_last_and_is_told(
    story: Story,
) -> None:
    known, unknown = grant(story, 1, 200), grant(story, 2, None)
    found = trial(story, ("places: 20", "places: 1"))
    assert after(found) == {known.number: 1000, unknown.number: 0}
    assert found.notes == {"education": "1 คำขอไม่ได้บอกเกรดเฉลี่ย จึงอยู่ท้ายลำดับ"}


def test_a_budget_is_shared_in_order_or_as_they_come(story: Story) -> None:
    first, second, third = (
        house(story, no, baht) for no, baht in ((1, 9_000), (2, 5_000), (3, 2_000))
    )
    small = ("budget_baht: 50,000", "budget_baht: 12,000")
    # The smallest first: 2,000 and 5,000, so that 5,000 are left of 12,000.
    found = trial(story, small)
    assert after(found) == {
        first.number: 5000,
        second.number: 5000,
        third.number: 2000,
    }
    # As they come: 9,000, then the 3,000 that are left, then nothing.
    found = trial(story, (f"budget_baht: 50,000{BY_ASKED}", "budget_baht: 12,000"))
    assert after(found) == {first.number: 9000, second.number: 3000, third.number: 0}
    last = next(one for one in found.tried if one.claim == third.number)
    assert last.check == "within-budget"
    assert "หมดก่อนถึงลำดับนี้" in last.why


def test_what_was_given_in_the_same_days_before_the_year_is_gone(story: Story) -> None:
    """A calendar year's money: what was given before October is not there again."""
    before = story.certify(
        story.ask(
            benefit="housing",
            first_day=date(2026, 9, 15),
            last_day=None,
            stated={"asked_satang": 7_000_00},
            evidence={"photos": 1},
        )
    )
    story.approve(before, amount_satang=7_000_00, reason="-", resolution=RESOLVED)
    one = house(story, 2, 9_000)
    small = ("budget_baht: 50,000", "per: calendar_year\n      budget_baht: 12,000")
    assert after(trial(story, small)) == {one.number: 5000}


RESOLVED = {"board": "committee", "number": "11/2569", "decided_on": "2026-11-19"}


def test_a_share_of_the_fund_is_cut_alike_for_all(story: Story) -> None:
    day = date(2026, 11, 5)
    whole, part = (
        flooded(story, no, kind, day)
        for no, kind in ((1, "whole_house"), (2, "part_house"))
    )
    assert after(trial(story)) == {whole.number: 5000, part.number: 2000}
    # Two hundredths of the 100,000 baht: 2,000 for 7,000.
    found = trial(
        story,
        ("share_of_fund_basis_points: 1000", "share_of_fund_basis_points: 200"),
    )
    assert {one.claim: one.after_satang for one in found.tried} == {
        whole.number: 1428_57,
        part.number: 571_43,
    }
    assert {one.check for one in found.tried} == {"within-share-of-fund"}


def test_the_share_is_of_the_fund_before_its_own_payments(story: Story) -> None:
    """Paid out since, and nothing is left: the trial still sees 100,000 baht."""
    claim = flooded(story, 1, "whole_house", date(2026, 11, 5))
    story.allocate(benefit="disaster", day=date(2026, 11, 5))
    story.approve(claim, resolution=RESOLVED)
    story.pay(claim, payee_name=claim.claimant_name)
    found = trial(
        story,
        ("share_of_fund_basis_points: 1000", "share_of_fund_basis_points: 300"),
    )
    assert after(found) == {claim.number: 3000}


def test_without_an_allocation_the_books_of_the_last_day_say_what_there_was(
    story: Story,
) -> None:
    """Five thousand are paid out of a hundred thousand, and count as not yet paid."""
    start = LAW.index("    allocation:", LAW.index("code: disaster"))
    rule = LAW[start : LAW.index("    examples:", start)]
    adopted(story, (rule, ""))
    claim = flooded(story, 1, "whole_house", date(2026, 11, 5))
    story.approve(claim, resolution=RESOLVED)
    story.pay(claim, payee_name=claim.claimant_name)
    by_year = rule.replace("per: event", "per: fiscal_year")
    found = trial(story, (rule, by_year.replace("1000", "300")))
    assert after(found) == {claim.number: 3000}


def test_a_real_allocation_tells_what_it_saw(story: Story) -> None:
    """Five hundred had been paid for nights since the flood, before it was shared."""
    stay = story.approved()
    story.pay(stay)
    claim = flooded(story, 1, "whole_house", date(2026, 11, 5))
    story.allocate(benefit="disaster", day=date(2026, 11, 5))
    found = trial(
        story,
        ("share_of_fund_basis_points: 1000", "share_of_fund_basis_points: 200"),
    )
    assert after(found) == {stay.number: 500, claim.number: 1990}


def test_places_without_an_order_go_to_who_came_first(story: Story) -> None:
    low, best, good = grants(story)
    order = "\n      order:\n        - {by: gpa_hundredths, first: largest}"
    found = trial(story, (f"places: 20{order}", "places: 2"))
    assert after(found) == {low.number: 1000, best.number: 1000, good.number: 0}


def test_limits_still_cut_after_the_sharing(story: Story) -> None:
    """One member asks for two pupils, and the draft gives a household one grant."""
    first = grant(story, 1, 380)
    second = story.certify(
        story.ask(
            benefit="education",
            membership=first.membership.public_id,  # type: ignore[union-attr]
            first_day=date(2026, 11, 3),
            last_day=None,
            about="ด.ญ.แพรว",
            stated={"school_stage": "secondary", "gpa_hundredths": 390},
            evidence={"transcript": 1, "passbook": 1},
        )
    )
    start = LAW.index("code: education")
    caps = LAW[LAW.index("    caps:", start) : LAW.index("    evidence:", start)]
    once = "    caps:\n      - {max_times: 1, per: fiscal_year}\n"
    found = trial(story, (caps, once))
    assert after(found) == {first.number: 0, second.number: 1000}

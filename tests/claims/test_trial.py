"""A draft tried on a real year: the same facts, decided again, beside what was said."""

from __future__ import annotations

import json
from datetime import date

import pytest

from kongbun.bylaws.actions import adopt
from kongbun.claims.approve_actions import refuse_claim
from kongbun.claims.models import Decision
from kongbun.claims.submit_actions import withdraw_claim
from kongbun.claims.touched import touched
from kongbun.claims.trial import Trial, try_year
from kongbun.claims.trial_told import (
    GONE,
    NO_MEMBER,
    NOT_WANTED,
    WITHDRAWN,
    Tried,
)
from kongbun.cli.main import main
from kongbun.commands.models import Command
from kongbun.people.models import Membership
from kongbun.rules.bylaw import Bylaw
from kongbun.rules.read_yaml import read_bylaw
from kongbun.testing.cast import TODAY, make_member
from tests.claims.story import BYLAWS, Story, paid_until

pytestmark = pytest.mark.django_db
LAW = (BYLAWS / "demo-2568.yaml").read_text("utf-8")
YEAR = 2570
WAITING = ("- waiting: 180 days", "- waiting: 30 days")


def draft(*changes: tuple[str, str]) -> Bylaw:
    text = LAW
    for was, now in changes:
        assert was in text, was
        text = text.replace(was, now, 1)
    return read_bylaw(text, file="draft.yaml")


def tried(story: Story, *changes: tuple[str, str]) -> Trial:
    return try_year(story.cast.fund.pk, draft(*changes), year=YEAR)


def only(trial: Trial) -> Tried:
    assert len(trial.tried) == 1
    assert not trial.left_out
    return trial.tried[0]


def another_stay(story: Story, day: int) -> None:
    """Five nights, approved on the day after."""
    story.approve(
        story.certify(
            story.ask(
                first_day=date(2026, 10, day),
                last_day=date(2026, 10, day + 5),
                today=date(2026, 10, day + 6),
            )
        ),
        today=date(2026, 10, day + 7),
    )


def test_the_very_law_in_force_says_again_what_it_said(story: Story) -> None:
    another_stay(story, 2)
    another_stay(story, 12)
    story.ask(benefit="disabled", last_day=None)
    trial = tried(story)
    assert [one.before_satang for one in trial.tried] == [500_00, 500_00, 0]
    assert all(one.difference_satang == 0 for one in trial.tried)
    assert not any(one.why for one in trial.tried)


def test_a_higher_rate_gives_more_and_says_so(story: Story) -> None:
    story.approved()
    one = only(tried(story, ("each_baht: 100", "each_baht: 120")))
    assert (one.before_satang, one.after_satang) == (500_00, 600_00)
    assert one.member_no == story.bunruean.member_no
    assert one.why == (
        "เดิม ได้รับคืนละ 100 บาท ตามคืนที่นอนโรงพยาบาล"
        " ร่าง ได้รับคืนละ 120 บาท ตามคืนที่นอนโรงพยาบาล"
    )


def test_limits_count_what_the_draft_itself_would_have_given(story: Story) -> None:
    another_stay(story, 2)
    another_stay(story, 12)
    first, second = tried(story, ("max_units: 10", "max_units: 6")).tried
    assert (first.after_satang, second.after_satang) == (500_00, 100_00)
    assert second.check == "within-yearly-limit"
    assert "6 คืน" in second.why
    first, second = tried(
        story, ("max_units: 5", "max_units: 3"), ("max_units: 10", "max_units: 6")
    ).tried
    assert (first.after_satang, second.after_satang) == (300_00, 300_00)


def test_who_was_refused_may_be_given_something_by_the_draft(story: Story) -> None:
    story.ask(today=date(2027, 1, 20))
    one = only(tried(story, ("filed_within_days: 60", "filed_within_days: 90")))
    assert (one.before_satang, one.after_satang) == (0, 500_00)
    assert one.check == "filed-in-time"
    assert one.why == "เดิม ยื่นช้ากว่า 60 วัน"


def test_dues_are_read_anew_where_the_draft_counts_them_otherwise(
    story: Story,
) -> None:
    paid_until(story.bunruean, date(2026, 9, 15))
    story.ask()
    assert only(tried(story)).after_satang == 500_00
    one = only(tried(story, ("after: 6 months", "after: 1 month")))
    assert (one.after_satang, one.check) == (0, "not-suspended")


def test_a_benefit_that_the_draft_has_not_gives_nothing(story: Story) -> None:
    story.approved()
    one = only(tried(story, ("code: ipd", "code: nursing")))
    assert (one.after_satang, one.why) == (0, GONE)


def test_what_nobody_ever_asked_is_named_and_not_made_up(story: Story) -> None:
    story.approved()
    trial = tried(story, ("unit: nights", "unit: items"))
    assert not trial.tried
    assert "จำนวนชิ้น" in trial.left_out[0].why
    caps = LAW[LAW.index("      each_baht: 100") :].partition("    evidence:")[0]
    by_resolution = "      by_resolution: yes\n"
    assert "ตามมติ" in tried(story, (caps, by_resolution)).left_out[0].why


GROVE = """
  - code: grove
    title: ปลูกต้นไม้
    clause: ข้อ 40
    text: ต้นละ 10 บาท
    category: 13
    amount: {each_baht: 10, unit: trees}
    caps: [{max_units: 100, per: fiscal_year}]
    evidence: [รูปถ่าย]
    examples:
      - name: ปลูก 4 ต้น
        given: {event_date: 2026-11-09, filed_date: 2026-11-09, joined_date: 2020-11-01, arrears_days: 0, trees: 4}
        expect: {amount_baht: 40}
"""  # noqa: E501 -- as a file would have it
TREES = "facts: [{code: trees, label: ต้นไม้, type: count, unit: ต้น, at_most: 300}]"


def test_a_fact_of_ones_own_is_kept_or_told_where_the_draft_ends_below_it(
    story: Story,
) -> None:
    text = LAW.replace("\n  - code: calf", f"{GROVE}\n  - code: calf", 1)
    text = text.replace("membership:", f"{TREES}\n\nmembership:", 1)
    adopt(
        story.cast.act("prasong"),
        text=text.replace("effective_from: 2025-10-01", "effective_from: 2026-10-01"),
        file="x.yaml",
        adopted_on=TODAY,
        meeting="ประชุมใหญ่",
    )
    story.ask(benefit="grove", last_day=None, stated={"own_trees": 4}, evidence={})
    fund = story.cast.fund.pk

    def again(was: str, now: str) -> Trial:
        changed = text.replace(was, now, 1)
        assert changed != text
        return try_year(fund, read_bylaw(changed, file="x"), year=YEAR)

    assert only(again("each_baht: 10,", "each_baht: 12,")).after_satang == 48_00
    assert "ต้นไม้ ไม่เกิน 3" in again("at_most: 300", "at_most: 3").left_out[0].why


def test_who_is_no_member_gets_nothing_of_what_the_draft_gives_members(
    story: Story,
) -> None:
    story.ask(
        benefit="housing",
        membership=None,
        branch=story.centre.public_id,
        claimant_name="นางหล้า คำดี",
        last_day=None,
        stated={"asked_satang": 900_00},
        evidence={"photos": 1},
    )
    assert only(tried(story)).difference_satang == 0
    one = only(tried(story, ("    who: anyone\n    subject: household\n", "")))
    assert (one.before_satang, one.after_satang) == (900_00, 0)
    assert one.why == NO_MEMBER


def test_what_is_none_of_the_by_laws_is_left_out_and_told(story: Story) -> None:
    gone, unwanted = story.ask(), story.ask(first_day=date(2026, 11, 1), last_day=None)
    withdraw_claim(story.cast.act("laor"), claim=gone.public_id, reason="ยื่นผิด")
    story.certify(unwanted)
    refuse_claim(
        story.cast.act("prasong"), claim=unwanted.public_id, reason="ไม่พบเอกสาร"
    )
    trial = tried(story)
    assert {one.why for one in trial.left_out} >= {WITHDRAWN}
    assert {one.claim for one in trial.left_out} | {
        one.claim for one in trial.tried
    } == {gone.number, unwanted.number}


def test_a_case_that_the_committee_did_not_want_is_no_saving(story: Story) -> None:
    claim = story.certify(story.ask())
    refuse_claim(story.cast.act("prasong"), claim=claim.public_id, reason="ไม่พบเอกสาร")
    assert [one.why for one in tried(story).left_out] == [NOT_WANTED]


def test_nothing_is_written_and_no_other_fund_is_read(story: Story) -> None:
    story.approved()
    before = (Decision.objects.count(), Command.objects.count())
    tried(story, ("each_baht: 100", "each_baht: 120"))
    assert (Decision.objects.count(), Command.objects.count()) == before
    assert not try_year(story.cast.other_fund.pk, draft(), year=YEAR).tried
    assert not try_year(story.cast.fund.pk, draft(), year=YEAR - 1).tried


def test_it_counts_the_members_whom_each_benefit_could_touch(story: Story) -> None:
    new = make_member(story.cast, 900, joined_on=date(2026, 9, 1))
    paid_until(new, date(2027, 1, 1))
    fund = story.cast.fund.pk
    now = touched(fund, draft(), TODAY)
    then = touched(fund, draft(WAITING), TODAY)
    assert then["ipd"] == now["ipd"] + 1
    # What only a member can tell, such as nights, stands in nobody's way.
    nights = LAW[LAW.index("      each_baht: 100") :].partition("    evidence:")[0]
    formula = "      formula: 100 baht * max(nights - 2, 0)\n"
    assert touched(fund, draft((nights, formula)), TODAY)["ipd"] == now["ipd"]
    assert now["ipd"] <= Membership.objects.filter(fund=fund).count()


@pytest.mark.usefixtures("in_november")
def test_the_command_tells_sums_and_cases(
    story: Story, capsys: pytest.CaptureFixture[str], tmp_path: object
) -> None:
    story.approved()
    file = f"{tmp_path}/draft.yaml"
    with open(file, "w", encoding="utf-8") as out:
        out.write(LAW.replace("each_baht: 100", "each_baht: 120", 1))
    call = ["bylaw", "dry-run", file, "--fund", story.cast.fund.code]
    assert main([*call, "--year", str(YEAR), "--json"]) == 0
    told = json.loads(capsys.readouterr().out)
    asked = told["requests"]
    assert (asked["before_satang"], asked["after_satang"]) == (500_00, 600_00)
    # Whom the committee would have found is beside it, and both are in the sum.
    assert told["difference_satang"] == 100_00
    both = asked["before_satang"] + told["due"]["before_satang"]
    assert told["before_satang"] == both
    nights = next(one for one in told["benefits"] if one["benefit"] == "ipd")
    assert (nights["count"], nights["difference_satang"]) == (1, 100_00)
    assert nights["members_before"] == nights["members_after"] > 0
    assert told["claims"][0]["member_no"] == story.bunruean.member_no
    assert main([*call, "--year", str(YEAR)]) == 0
    assert "500 เป็น 600 บาท" in capsys.readouterr().out
    # Without a year it is the last whole one, in which nothing happened here.
    assert main([*call, "--json"]) == 0
    told = json.loads(capsys.readouterr().out)
    assert (told["year"], told["requests"]["count"]) == (2569, 0)


def test_a_draft_with_two_answers_for_one_day_is_refused(
    story: Story, capsys: pytest.CaptureFixture[str]
) -> None:
    published = (
        BYLAWS.parent / "tests" / "rules" / "data" / "yasothon-as-published.yaml"
    )
    code = main(
        ["bylaw", "dry-run", str(published), "--fund", story.cast.fund.code, "--json"]
    )
    assert code == 1
    reason = json.loads(capsys.readouterr().out)["refused"][0]
    assert reason["code"] == "bylaw-unfit"
    assert "ข้อ 10" in reason["message"]

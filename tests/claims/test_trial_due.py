"""What the committee starts, tried on everyone who would have been due."""

from __future__ import annotations

import json
import re
from datetime import date

import pytest

from kongbun.claims.models import Claim
from kongbun.claims.trial import NO_EVENTS, Trial, try_year
from kongbun.claims.trial_due import BY_RESOLUTION, NEW, STOPS, list_days
from kongbun.claims.trial_sums import by_benefit, by_person
from kongbun.claims.trial_told import GONE, Tried
from kongbun.cli.main import main
from kongbun.people.models import ExitReason, Membership
from kongbun.rules.bylaw import Bylaw
from kongbun.rules.read_yaml import read_bylaw
from kongbun.testing.cast import TODAY, make_member
from tests.claims.story import BYLAWS, Story, paid_until
from tests.claims.test_pensions import approve, propose

pytestmark = pytest.mark.django_db
LAW = (BYLAWS / "demo-2568.yaml").read_text("utf-8")
YEAR = 2570
AGE = ("      - age_at_least: 60\n", "      - age_at_least: 71\n")
SIX = (
    "{code: p6, from: 6 years, amount_baht: 600}",
    "{code: p6, from: 5 years, amount_baht: 700}",
)
LIMIT = """    caps:
      - max_times: 1
        per: membership_year
        text: ปีสมาชิกละครั้ง
"""
Change = tuple[str, str]


@pytest.fixture(autouse=True)
def _today_is_the_storys(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("kongbun.web.clock.today", lambda: TODAY)


@pytest.fixture
def elders(story: Story) -> list[Membership]:
    """Of seventy and of seventy-one with six years paid; of fifty; five years paid."""
    Membership.objects.filter(pk=story.bunruean.pk).update(joined_on=date(2026, 6, 1))
    made = []
    for no, (born, joined) in enumerate(
        [
            (date(1956, 1, 1), date(2020, 11, 1)),
            (date(1955, 1, 1), date(2020, 11, 10)),
            (date(1976, 1, 1), date(2020, 11, 1)),
            (date(1956, 1, 1), date(2021, 11, 1)),
        ],
        1,
    ):
        member = make_member(story.cast, 200 + no, birth_date=born, joined_on=joined)
        paid_until(member, date(2027, 1, 1))
        made.append(member)
    return made


def draft(*changes: Change) -> Bylaw:
    text = LAW
    for was, now in changes:
        assert was in text, was
        text = text.replace(was, now, 1)
    return read_bylaw(text, file="draft.yaml")


def trial(story: Story, *changes: Change) -> Trial:
    return try_year(story.cast.fund.pk, draft(*changes), year=YEAR, today=TODAY)


def due(found: Trial, code: str = "pension") -> list[Tried]:
    return [one for one in found.due if one.benefit == code]


def told(lines: list[Tried]) -> list[tuple[str, int, int, str]]:
    return [
        (one.member_no, one.before_satang // 100, one.after_satang // 100, one.why)
        for one in lines
    ]


def test_lists_are_made_at_the_end_of_each_month_and_on_the_last_day() -> None:
    assert list_days(date(2026, 10, 1), date(2026, 11, 21)) == [
        date(2026, 10, 31),
        date(2026, 11, 20),
    ]
    assert len(list_days(date(2025, 10, 1), date(2026, 10, 1))) == 12


def test_the_very_law_in_force_finds_again_whom_it_finds(
    story: Story, elders: list[Membership]
) -> None:
    a, b, *_ = (one.member_no for one in elders)
    assert told(due(trial(story))) == [(a, 600, 600, ""), (b, 600, 600, "")]
    assert not any(one.difference_satang for one in trial(story).due)


def test_a_higher_age_leaves_out_who_is_too_young_and_a_shorter_time_adds(
    story: Story, elders: list[Membership]
) -> None:
    a, b, _, d = (one.member_no for one in elders)
    assert told(due(trial(story, AGE))) == [(a, 600, 0, STOPS), (b, 600, 600, "")]
    found = due(trial(story, SIX))
    assert [(one.member_no, one.before_satang, one.after_satang) for one in found] == [
        (a, 600_00, 700_00),
        (b, 600_00, 700_00),
        (d, 0, 700_00),
    ]
    assert found[2].why == NEW


def test_a_list_that_was_approved_is_not_found_a_second_time(
    story: Story, elders: list[Membership]
) -> None:
    approve(story.cast, propose(story.cast))
    a, b = Claim.objects.order_by("no")
    found = trial(story)
    assert due(found) == []
    assert [(one.before_satang, one.after_satang) for one in found.tried] == [
        (600_00, 600_00)
    ] * 2
    found = trial(story, AGE)
    assert {one.claim: one.after_satang for one in found.tried} == {
        a.number: 0,
        b.number: 600_00,
    }
    assert due(found) == []
    # Whom only the draft would give something is found beside those claims.
    assert [one.member_no for one in due(trial(story, SIX))] == [elders[3].member_no]


def test_who_died_or_left_before_is_on_no_list(
    story: Story, elders: list[Membership]
) -> None:
    Membership.objects.filter(pk=elders[0].pk).update(
        exited_on=date(2026, 10, 20), exit_reason=ExitReason.DIED
    )
    assert [one.member_no for one in due(trial(story))] == [elders[1].member_no]


NEW_BENEFIT = """
  - code: rice
    title: ข้าวสารผู้สูงอายุ
    clause: ข้อ 40
    text: อายุ 50 ปีขึ้นไป ได้ข้าวสาร
    category: 3
    started_by: committee
    conditions:
      - age_at_least: 50
    amount: {fixed_baht: 100}
    caps: [{max_times: 1, per: fiscal_year}]
    evidence: [บัตรประชาชน]
"""


def added(text: str) -> Change:
    return "\n  - code: calf", f"{text}\n  - code: calf"


def test_a_benefit_that_the_draft_adds_is_tried_on_all_who_would_be_due(
    story: Story, elders: list[Membership]
) -> None:
    """Of fifty, seventy, seventy and seventy-one; Bunruean joined in June."""
    found = trial(story, added(NEW_BENEFIT))
    assert [one.member_no for one in due(found, "rice")] == [
        one.member_no for one in elders
    ]
    assert {one.after_satang for one in due(found, "rice")} == {100_00}
    assert "rice" not in found.untried


def test_a_committees_budget_ends_where_it_ends(
    story: Story, elders: list[Membership]
) -> None:
    a, b, *_ = (one.member_no for one in elders)
    budget = "    allocation: {clause: ข้อ 13 (2), budget_baht: 900}\n"
    found = told(due(trial(story, (LIMIT, LIMIT + budget))))
    assert [one[:3] for one in found] == [(a, 600, 600), (b, 600, 300)]
    assert "วงเงินที่เหลือของปีงบประมาณ ไม่พอ" in found[1][3]


def test_what_an_earlier_list_took_of_a_budget_is_gone(
    story: Story, elders: list[Membership]
) -> None:
    early = make_member(
        story.cast, 300, birth_date=date(1950, 1, 1), joined_on=date(2020, 10, 15)
    )
    paid_until(early, date(2027, 1, 1))
    a, b, *_ = (one.member_no for one in elders)
    budget = "    allocation: {clause: ข้อ 13 (2), budget_baht: 900}\n"
    found = due(trial(story, (LIMIT, LIMIT + budget)))
    assert {one.member_no: one.after_satang // 100 for one in found} == {
        early.member_no: 600,
        a: 300,
        b: 0,
    }


def test_without_a_limit_everyone_is_tried_once_a_year(
    story: Story, elders: list[Membership]
) -> None:
    found = try_year(
        story.cast.fund.pk, draft((LIMIT, "")), year=YEAR, today=date(2026, 12, 31)
    )
    count: dict[str, int] = {}
    for one in due(found):
        count[one.member_no] = count.get(one.member_no, 0) + bool(one.after_satang)
    assert count == {elders[0].member_no: 1, elders[1].member_no: 1}


def test_what_cannot_be_tried_says_why_and_has_no_figure(
    story: Story, elders: list[Membership]
) -> None:
    asks = NEW_BENEFIT.replace("{fixed_baht: 100}", "{each_baht: 100, unit: months}")
    assert trial(story, added(asks)).untried == {
        "rice": "ต้องรู้ จำนวนเดือนที่ขอ ของแต่ละคน ซึ่งทะเบียนไม่มี"
    }
    resolved = NEW_BENEFIT.replace("{fixed_baht: 100}", "{by_resolution: yes}")
    assert trial(story, added(resolved)).untried == {"rice": BY_RESOLUTION}
    by_members = NEW_BENEFIT.replace("    started_by: committee\n", "")
    found = trial(story, added(by_members))
    assert found.untried == {"rice": NO_EVENTS}
    law = draft(added(by_members))
    one = next(x for x in by_benefit(law, None, found, {}, {}) if x.code == "rice")
    assert one.untried == NO_EVENTS


def test_a_benefit_that_the_draft_takes_away_stops(
    story: Story, elders: list[Membership]
) -> None:
    law = read_bylaw(re.sub(r"\bpension\b", "allowance", LAW), file="draft.yaml")
    renamed = try_year(story.cast.fund.pk, law, year=YEAR, today=TODAY)
    assert len(due(renamed)) == 2
    assert {(one.after_satang, one.why) for one in due(renamed)} == {(0, GONE)}
    assert [one.before_satang for one in due(renamed, "allowance")] == [0, 0]


def test_a_persons_year_is_added_up_the_largest_difference_first(
    story: Story, elders: list[Membership]
) -> None:
    """Elders: a gift of their age and a pension each; the fourth has the gift alone."""
    people = by_person(trial(story, SIX).lines)
    a, b, _, d = (one.member_no for one in elders)
    sums = {
        one.member_no: (one.sums.before_satang // 100, one.sums.after_satang // 100)
        for one in people
    }
    assert sums[a] == (600 + 700, 700 + 700)
    assert sums[b] == (600 + 700, 700 + 700)
    assert sums[d] == (700, 700 + 700)
    assert [one.member_no for one in people[:3]] == [d, a, b]


def test_the_command_tells_what_could_not_be_tried(
    story: Story,
    elders: list[Membership],
    capsys: pytest.CaptureFixture[str],
    tmp_path: object,
) -> None:
    text = LAW.replace(
        *added(NEW_BENEFIT.replace("    started_by: committee\n", "")), 1
    )
    file = f"{tmp_path}/draft.yaml"
    with open(file, "w", encoding="utf-8") as out:
        out.write(text.replace(*SIX))
    call = ["bylaw", "dry-run", file, "--fund", story.cast.fund.code]
    call += ["--year", str(YEAR)]
    assert main([*call, "--json"]) == 0
    answer = json.loads(capsys.readouterr().out)
    rice = next(one for one in answer["benefits"] if one["benefit"] == "rice")
    assert rice["after_satang"] is None
    assert rice["untried"] == NO_EVENTS
    pension = [one for one in answer["due_members"] if one["benefit"] == "pension"]
    assert [one["after_satang"] for one in pension] == [700_00] * 3
    assert answer["people"][0]["difference_satang"] == 700_00
    assert main(call) == 0
    said = capsys.readouterr().out
    assert f"ข้าวสารผู้สูงอายุ: ลองไม่ได้ {NO_EVENTS}" in said

"""What a check says to a member, and from which day it would pass."""

# ruff: noqa: E501 -- a table of remedies reads best one a line
from __future__ import annotations

from pathlib import Path

import pytest

from kongbun.rules.benefit import CheckCode
from kongbun.rules.checks import CheckResult
from kongbun.rules.decide import decide
from kongbun.rules.facts import Facts
from kongbun.rules.facts_text import facts_of
from kongbun.rules.words import Words, explain, quantity, words
from tests.rules.laws import FILES, demo, law, yasothon

MEMBER = {
    "event_date": "2026-11-09",
    "filed_date": "2026-11-15",
    "joined_date": "2020-11-01",
    "arrears_days": "0",
}


def told(code: str, check: str, **more: str) -> Words:
    rule = demo(code)
    facts = facts_of(rule, (MEMBER | more).items())
    result = decide(rule, facts).row(0)
    return words(
        rule,
        next(c for c in result.checks if c.code.value == check),
        facts=facts,
    )


def test_a_passed_check_says_what_was_required_and_found() -> None:
    said = told("ipd", "waiting-over", nights="3")
    assert (said.title, said.label, said.required, said.found) == (
        "เป็นสมาชิกครบ 180 วัน",
        "ต้องมี",
        "180 วัน",
        "2,199 วัน",
    )
    assert said.remedy == ""


def test_a_cut_says_what_was_counted() -> None:
    said = told("ipd", "within-event-limit", nights="7")
    assert said.title == "ครั้งละไม่เกิน 5 คืน"
    assert said.note == "คิดให้ 5 คืน อีก 2 คืนเกินที่ระเบียบให้ต่อครั้ง"


def test_arrears_are_told_with_their_day() -> None:
    assert told("ipd", "dues-up-to-date", nights="1", arrears_days="9").found == (
        "ค้าง 9 วันในวันเกิดเหตุ"
    )


@pytest.mark.parametrize(
    ("code", "check", "facts", "day"),
    [
        ("ipd", "waiting-over", {"nights": "1", "joined_date": "2026-11-01"}, "2027-04-30"),
        ("ipd", "within-yearly-limit", {"nights": "1", "nights_used_this_year": "10"}, "2027-10-01"),
        ("education", "member-long-enough", {"school_stage": "primary", "joined_date": "2026-03-14"}, "2027-03-14"),
        ("pension", "old-enough", {"birth_date": "1970-05", "paid_days": "2300"}, "2030-05-31"),
        ("pension", "tier-reached", {"birth_date": "1960", "paid_days": "2190"}, "2026-11-10"),
        ("pension", "within-yearly-limit", {"birth_date": "1960", "paid_days": "2300", "times_used_this_year": "1"}, "2027-11-01"),
        ("elderly_gift", "within-tier-limit", {"birth_date": "1956-03-04", "times_used_this_tier": "1"}, "2036-03-04"),
        ("disabled", "not-together", {"member_type": "disabled", "other_granted_this_year": "1"}, "2027-10-01"),
        ("ipd", "member-on-event-date", {"nights": "1", "joined_date": "2026-12-01"}, "2026-12-01"),
    ],
)  # fmt: skip
def test_a_remedy_names_the_day_when_the_calendar_decides_it(
    code: str, check: str, facts: dict[str, str], day: str
) -> None:
    said = told(code, check, **facts)
    assert said.possible_from is not None
    assert said.possible_from.isoformat() == day


@pytest.mark.parametrize(
    ("code", "check", "fact", "day"),
    [
        ("ipd", "waiting-over", "joined_date", "2026-06-01"),
        ("education", "member-long-enough", "joined_date", "2026-06-01"),
    ],
)
def test_on_the_day_that_the_remedy_names_the_check_passes(
    code: str, check: str, fact: str, day: str
) -> None:
    more = {"nights": "1", "school_stage": "primary", fact: day}
    said = told(code, check, **more)
    assert said.possible_from is not None
    later = {"event_date": said.possible_from.isoformat(), "filed_date": "2028-01-01"}
    assert told(code, check, **(more | later)).remedy == ""


def test_all_reasons_of_a_refusal_become_one_next_step() -> None:
    rule = demo("education")
    given = MEMBER | {
        "joined_date": "2026-03-14",
        "school_stage": "primary",
        "times_used_this_year_by_household": "1",
        "evidence_transcript": "0",
    }
    facts = facts_of(rule, given.items())
    checks = decide(rule, facts).row(0).checks
    assert explain(rule, checks, facts) == (
        "ขอใหม่ได้สำหรับเหตุที่เกิดตั้งแต่ 1 ต.ค. 2570 และนำใบ ปพ.มาเพิ่ม 1 ฉบับ"
    )


def test_after_a_death_no_later_day_is_promised() -> None:
    rule = yasothon("death")
    given = {
        "event_date": "2026-11-09",
        "joined_date": "2026-06-01",
        "paid_days": "153",
    }
    facts = facts_of(rule, given.items())
    text = explain(rule, decide(rule, facts).row(0).checks, facts)
    assert "2570" not in text
    assert "เสนอคณะกรรมการ" in text


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_every_check_of_every_example_can_be_told(path: Path) -> None:
    for rule in law(path).rules:
        for example in rule.examples:
            facts = facts_of(rule, example.given)
            for check in decide(rule, facts).row(0).checks:
                said = words(rule, check, facts=facts)
                assert said.title
                assert said.found
                assert "{" not in said.title + said.found + said.remedy
                assert said.remedy or check.passed


def test_a_check_survives_being_stored() -> None:
    check = CheckResult(
        CheckCode.WITHIN_EVENT_LIMIT, True, 5, 7, "nights", "ข้อ 12 (1)", "x", True
    )
    assert CheckResult.from_trace(check.as_trace()) == check


def test_facts_survive_being_stored() -> None:
    rule = demo("pension")
    facts = facts_of(
        rule, (MEMBER | {"birth_date": "unknown", "paid_days": "1"}).items()
    )
    again = Facts.restored(facts.stored(0))
    assert decide(rule, again).row(0) == decide(rule, facts).row(0)


def test_money_and_grades_read_as_people_write_them() -> None:
    assert quantity(2_000_00, "satang") == "2,000 บาท"
    assert quantity(50, "satang") == "0.50 บาท"
    assert quantity(349, "hundredths") == "3.49"
    assert quantity(2, "sex") == "หญิง"

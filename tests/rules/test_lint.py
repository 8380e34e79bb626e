"""The linter: what it must refuse, what it only says, and on which clause."""

# ruff: noqa: E501 -- a table of by-laws reads best one a line
from __future__ import annotations

from pathlib import Path

import pytest

from kongbun.rules.bylaw import Status
from kongbun.rules.examples import run_examples
from kongbun.rules.lint import (
    Finding,
    Severity,
    lint,
    lint_versions,
    stops_adoption,
    undecidable,
)
from kongbun.rules.read_yaml import read_bylaw
from tests.rules.laws import BYLAWS, FILES, PUBLISHED, SMALL, law, small


def found(text: str) -> list[Finding]:
    return lint(read_bylaw(text, file="x.yaml"))


def codes(text: str, severity: Severity) -> set[str]:
    return {f.code for f in found(text) if f.severity is severity}


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_the_by_laws_that_ship_may_be_adopted(path: Path) -> None:
    # What is said of each all the same is in `findings/`.
    found = lint(law(path))
    assert not stops_adoption(found)
    # What nobody has checked against its source says so, wherever it is shown.
    unverified = "unverified" in {finding.code for finding in found}
    assert unverified is (law(path).status is Status.UNVERIFIED)


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_every_example_of_a_by_law_that_ships_holds(path: Path) -> None:
    ran = [one for rule in law(path).rules for one in run_examples(rule)]
    assert ran
    assert [f"{one.example.name}: {one.found}" for one in ran if not one.holds] == []


def test_yasothon_as_published_is_refused_for_the_tiers_that_overlap() -> None:
    findings = lint(law(PUBLISHED))
    assert stops_adoption(findings)
    overlap = next(f for f in findings if f.code == "tiers-overlap")
    assert overlap.severity is Severity.ERROR
    assert overlap.clause == "ข้อ 10 (6)"
    for part in ("ชั้นที่ 5 และ 6", "15 ปี 1 วัน", "18 ปี"):
        assert part in overlap.message


def test_yasothon_as_published_has_a_gap_below_six_months() -> None:
    gaps = [f for f in lint(law(PUBLISHED)) if f.code == "tiers-gap"]
    assert any("ไม่ถึง 6 เดือน" in f.message for f in gaps)
    assert {f.severity for f in gaps if "6 เดือน" in f.message} == {Severity.WARNING}


def test_a_gap_that_the_by_law_states_is_only_a_note() -> None:
    gaps = [
        f
        for f in lint(law(BYLAWS / "yasothon.yaml"))
        if f.code == "tiers-gap" and "6 เดือน" in f.message
    ]
    assert [f.severity for f in gaps] == [Severity.NOTE]


def test_a_by_law_with_two_answers_for_one_day_is_not_decided() -> None:
    assert {f.code for f in undecidable(law(PUBLISHED))} == {"tiers-overlap"}
    assert undecidable(law(BYLAWS / "yasothon.yaml")) == []


def test_chamuang_notes_that_a_death_is_paid_by_resolution() -> None:
    findings = lint(law(BYLAWS / "chamuang.yaml"))
    assert ("note", "ข้อ 11", "by-resolution") in {
        (f.severity.value, f.clause, f.code) for f in findings
    }


def tiers(*rows: str) -> str:
    """`SMALL` with an amount in tiers by time joined."""
    lines = ["counts: joined", "below_first: nothing", "tiers:"]
    lines += [f"  - {{{row}}}" for row in rows]
    return small(
        fixed_baht="\n".join(lines), expect="expect: {refused: [tier-reached]}"
    )


@pytest.mark.parametrize(
    ("rows", "code"),
    [
        (("from: 1 year, to: 2 years, amount_baht: 1", "from: 2 years, amount_baht: 2"), "tiers-overlap"),
        (("from: 1 year, to: 2 years, amount_baht: 1", "from: 2 years + 1 day, amount_baht: 2"), ""),
        (("from: 1 year, to: 2 years, amount_baht: 1", "from: 2 years + 2 days, amount_baht: 2"), "tiers-gap"),
        (("from: 1 year, to: 2 years, amount_baht: 1", "from: 3 years, amount_baht: 2"), "tiers-gap"),
        (("from: 1 year, amount_baht: 1", "from: 2 years, amount_baht: 2"), ""),
        (("from: 180 days, amount_baht: 1", "from: 1 year, amount_baht: 2"), ""),
        (("from: 365 days, amount_baht: 1", "from: 1 year, amount_baht: 2"), "unreachable-tier"),
        (("from: 2 years, amount_baht: 1", "from: 1 year, amount_baht: 2"), "unreachable-tier"),
        (("from: 2 years, to: 1 year, amount_baht: 1",), "unreachable-tier"),
        # 6 months are 181 to 184 days: some calendars have a day twice, others leave one out.
        (("from: 1 day, to: 181 days, amount_baht: 1", "from: 6 months, amount_baht: 2"), "tiers-overlap tiers-gap"),
        (("from: 1 day, to: 6 months, amount_baht: 1", "from: 182 days, amount_baht: 2"), "tiers-overlap"),
    ],
)  # fmt: skip
def test_tiers_are_compared_on_the_calendar(rows: tuple[str, ...], code: str) -> None:
    tier_codes = {"tiers-overlap", "tiers-gap", "unreachable-tier"}
    assert codes(tiers(*rows), Severity.ERROR) & tier_codes == set(code.split())


BY_SEX = "by: sex\ntable: [{is: female, amount_baht: 500}]"


@pytest.mark.parametrize(
    ("text", "severity", "code"),
    [
        (small(clause="").replace("    clause: ข้อ 3\n", ""), "error", "no-clause"),
        (SMALL[: SMALL.index("    examples:")], "error", "no-example"),
        (small(expect="expect: {amount_baht: 501}"), "error", "example-fails"),
        (small(expect="expect: {refused: [sex-as-written]}"), "error", "example-fails"),
        (small(given="given: {event_date: 2026-11-09}"), "error", "example-fails"),
        (small(given="given: {event_date: 2026-11-09, mood: good}"), "error", "example-fails"),
        (small(evidence="started_by: member"), "warning", "no-evidence"),
        (small(max_times="- max_baht: 400"), "error", "contradictory-caps"),
        (small(per="per: fiscal_year\nshared_with: [other]"), "error", "unknown-benefit"),
        (small(max_times="- max_times: 1\n  per: calendar_year\n- max_times: 2"), "error", "two-years"),
        (small(max_times="- max_times: 1\n  per: fiscal_year\n- max_times: 2"), "error", "same-cap-twice"),
        (small(per="per: tier"), "error", "cap-unit"),
        (small(max_times="- max_baht: 5000"), "note", "cap-without-example"),
        (small(evidence="evidence: [x]\nconditions: [{age_at_least: 60}, {age_at_most: 50}]"), "error", "impossible-age"),
        (small(evidence="evidence: [x]\nconditions: [{member_for: 1 year}, {member_for: 2 years}]"), "warning", "same-condition-twice"),
        (small(effective_from="effective_from: 2025-10-01\neffective_until: 2025-10-01"), "error", "period-empty"),
        (small(suspension="suspension: {after: 1 year}\nlapse: {after: 3 months}"), "error", "lapse-before-suspension"),
        (small(suspension="text: x"), "note", "no-lapse"),
        (small(status="status: unverified"), "warning", "unverified"),
        (small(status="status: synthetic\nassumed: yes"), "note", "assumed"),
        (small(evidence="started_by: committee\nevidence: [x]", max_times="- max_baht: 5000"), "warning", "no-limit"),
        (small(evidence="evidence: [x]\nconditions: [{sex: male}, {sex: female}]"), "error", "contradictory-conditions"),
        (small(evidence="evidence: [x]\nconditions: [{one_of: {rhythm: [day]}}, {one_of: {rhythm: [week]}}]"), "error", "contradictory-conditions"),
        (small(evidence="evidence: [x]\nconditions: [{one_of: {sex: [male]}}]", fixed_baht=BY_SEX), "error", "unreachable-row"),
        (small(evidence="evidence: [x]\nconditions: [{one_of: {sex: [male, female]}}]", fixed_baht=BY_SEX), "error", "choice-without-amount"),
        (small(fixed_baht="each_baht: 100\nunit: nights", max_times="- max_baht: 1000\n  per: fiscal_year\n- max_units: 11"), "warning", "cap-never-works"),
        (small(category="category: 4"), "error", "no-payee"),
        (small(category="category: 4\npayees: [self, proxy]"), "error", "no-payee"),
        (small(evidence="evidence: [x]\nallocation: {pro_rata: yes}"), "error", "nothing-to-allocate"),
        (small(fixed_baht="by_resolution: yes\nat_least_baht: 10\nat_most_baht: 5"), "error", "contradictory-amount"),
    ],
)  # fmt: skip
def test_what_cannot_be_meant_is_found(text: str, severity: str, code: str) -> None:
    assert code in codes(text, Severity(severity)), found(text)


@pytest.mark.parametrize(
    ("text", "code"),
    [
        (small(category="category: 4\npayees: [beneficiary]"), "no-payee"),
        (small(category="category: 4\nsubject: parent"), "no-payee"),
        (small(fixed_baht="each_baht: 100\nunit: nights", max_times="- max_baht: 1000\n  per: fiscal_year\n- max_units: 10"), "cap-never-works"),
        (small(evidence="evidence: [x]\nallocation: {places: 1}"), "nothing-to-allocate"),
    ],
)  # fmt: skip
def test_what_can_be_meant_is_left_alone(text: str, code: str) -> None:
    assert code not in {f.code for f in found(text)}


def test_a_years_cap_below_the_cap_per_stay_is_a_contradiction() -> None:
    text = small(
        fixed_baht="each_baht: 100\nunit: nights",
        max_times="- max_units: 5\n  per: event\n- max_units: 4",
    )
    assert "contradictory-caps" in codes(text, Severity.ERROR)


def test_a_tier_below_the_tenure_that_is_asked_for_cannot_be_reached() -> None:
    text = tiers("from: 1 month, amount_baht: 1", "from: 1 year, amount_baht: 2")
    text = text.replace(
        "    caps:", "    conditions: [{member_for: 2 years}]\n    caps:"
    )
    assert "unreachable-tier" in codes(text, Severity.ERROR)


@pytest.mark.parametrize(
    ("condition", "never"),
    [
        ("paid_for: 19 years + 11 months", []),
        ("paid_for: 20 years", ["ข้อ 11 (1)"]),
        ("paid_for: 30 years", ["ข้อ 11 (1)", "ข้อ 11 (2)"]),
        ("member_for: 40 years", []),
    ],
)
def test_a_tier_that_ends_as_a_condition_begins_is_never_reached(
    condition: str, never: list[str]
) -> None:
    text = (BYLAWS / "yasothon.yaml").read_text("utf-8")
    text = text.replace(
        "- age_at_least: 60", f"- age_at_least: 60\n      - {condition}"
    )
    assert [f.clause for f in found(text) if f.code == "unreachable-tier"] == never


@pytest.mark.parametrize(("most", "never"), [(60, 3), (69, 3), (70, 2), (90, 0)])
def test_a_tier_of_an_age_that_is_too_old_is_never_reached(
    most: int, never: int
) -> None:
    text = (BYLAWS / "yasothon.yaml").read_text("utf-8")
    kind = "- one_of: {allowance_kind: [elderly]}"
    text = text.replace(kind, f"{kind}\n      - age_at_most: {most}")
    assert len([f for f in found(text) if f.code == "unreachable-tier"]) == never


def test_a_cap_shared_over_other_days_is_a_contradiction() -> None:
    text = (BYLAWS / "yasothon.yaml").read_text("utf-8")
    shared = "        shared_with: [birth_nights]"
    text = text.replace(f"fiscal_year\n{shared}", f"calendar_year\n{shared}")
    assert "contradictory-caps" in codes(text, Severity.ERROR)


def test_a_cap_shared_one_way_only_is_a_contradiction() -> None:
    published = PUBLISHED.read_text("utf-8")
    one_way = published.replace("        shared_with: [birth_nights]\n", "")
    assert "contradictory-caps" in codes(one_way, Severity.ERROR)


def test_errors_come_before_warnings_and_notes() -> None:
    severities = [f.severity for f in lint(law(PUBLISHED))]
    assert severities == sorted(severities, key=list(Severity).index)


def test_versions_in_force_on_the_same_day_are_found() -> None:
    old = read_bylaw(
        small(effective_from="effective_from: 2024-10-01\neffective_until: 2025-10-02"),
        file="old.yaml",
    )
    new = read_bylaw(SMALL, file="new.yaml")
    assert [f.code for f in lint_versions([new, old])] == ["versions-overlap"]
    ended = read_bylaw(
        small(effective_from="effective_from: 2024-10-01\neffective_until: 2025-10-01"),
        file="old.yaml",
    )
    assert lint_versions([ended, new]) == []
    assert [f.code for f in lint_versions([new, new])] == ["versions-overlap"]


def test_versions_of_other_funds_do_not_meet() -> None:
    assert lint_versions([law(path) for path in FILES]) == []

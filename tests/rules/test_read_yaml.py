"""Reading a by-law: what is refused, how it is said, and what its hash covers."""

from __future__ import annotations

import pytest

from kongbun.rules.benefit import Fixed
from kongbun.rules.bylaw import Bylaw, Status
from kongbun.rules.read_yaml import read_bylaw
from kongbun.rules.yaml_tree import Unreadable
from tests.rules.laws import FILES, SMALL, law, small


def read(text: str) -> Bylaw:
    return read_bylaw(text, file="x.yaml")


def problems(text: str) -> dict[str, str]:
    with pytest.raises(Unreadable) as refused:
        read(text)
    return {problem.code: problem.message for problem in refused.value.problems}


def test_the_files_that_ship_can_be_read() -> None:
    assert {law(path).status for path in FILES} == set(Status)


def test_every_scalar_stays_text() -> None:
    bylaw = read(small(version="version: 2568", title="title: no"))
    assert (bylaw.version, bylaw.title) == ("2568", "no")


# Texts and the problem each has; `tests/errors/bylaw` keeps what is said of them.
WRONG = [
    (small(title="title: &a ระเบียบ"), "anchor"),
    (small(title="title: &a ระเบียบ", fund="fund: *a"), "anchor"),
    (small(title="title: !!str ระเบียบ"), "tag"),
    (small(version="version: a\nversion: b"), "repeated-key"),
    (small(version="version: a\n<<: {a: b}"), "bad-key"),
    (SMALL + "\n---\ntitle: x\n", "not-one-document"),
    (small(title="title: ระเบียบ\tเล็ก"), "tab"),
    (small(evidence="evidence: [" + "x, " * 600 + "]"), "too-many"),
    ("", "empty-file"),
    ("[", "not-yaml"),
    ("a: b: c", "not-yaml"),
    ("- a\n- b\n", "not-a-mapping"),
    ("\x00", "not-yaml"),
    ("{" * 5000, "too-deep"),
    (
        small(max_times="- {max_times: 9, per: life, text: 3,000}\n- max_times: 1"),
        "unknown-key",
    ),
    (
        small(membership="money: {lending: {is: forbidden}}\nmembership:")
        + "loans: [{code: loan}]\n",
        "lending-forbidden",
    ),
    ("a: " + "[" * 40 + "]" * 40, "too-deep"),
    ("#" * 1_000_001, "too-long"),
    (small(version="verzion: x"), "unknown-key"),
    (small(version=""), "missing-key"),
    (small(version="version:"), "no-value"),
    (small(status="status: real"), "not-a-choice"),
    (small(effective_from="effective_from: 2026-02-30"), "date-no-such-day"),
    (small(effective_from="effective_from: 1/2/67"), "two-digit-year"),
    (small(fixed_baht="fixed_baht: 500.005"), "amount-decimals"),
    (small(fixed_baht="fixed_baht: -500"), "amount-signed"),
    (small(fixed_baht="fixed_baht: 0"), "amount-zero"),
    (small(fixed_baht="fixed_baht: 1_000"), "amount-unreadable"),
    (small(fixed_baht="fixed_baht: NaN"), "amount-unreadable"),
    (small(fixed_baht="fixed_baht: 1e3"), "amount-unreadable"),
    (small(fixed_baht="fixed_baht: 10000000000000"), "amount-too-large"),
    (small(fixed_baht="fixed_baht: 5๐0"), "amount-mixed-digits"),
    (small(fixed_baht="fixed_baht: 500\nup_to_baht: 5"), "not-one-amount"),
    (small(fixed_baht="fixed_satang: 500"), "not-one-amount"),
    (small(category="category: 14"), "not-whole"),
    (small(category="category: 3.0"), "not-whole"),
    (small(category="category: [3]"), "no-value"),
    (small(code="code: Ünïcode"), "bad-code"),
    (small(max_times="- max_times: 1.5"), "not-whole"),
    (small(max_times="- max_units: 5"), "cap-without-unit"),
    (small(per="per: week"), "not-a-choice"),
    (small(suspension="suspension: {after: soon}"), "not-a-length"),
    (small(suspension="suspension: {after: 1.5 years}"), "not-a-length"),
    (small(evidence="evidence: สมุด"), "not-a-list"),
    (small(evidence="conditions: [{sex: male, waiting: 3 days}]"),
     "not-one-condition"),
    (small(evidence="conditions: [{}]"), "not-one-condition"),
    (small(evidence="conditions: [{arrears_at_most: 2 months + 1 day}]"),
     "mixed-length"),
    (small(evidence="conditions: [{one_of: {sex: [robot]}}]"), "not-a-choice"),
    (small(evidence="conditions: [{one_of: {mood: [good]}}]"), "not-one-condition"),
    (small(convention="convention: month\nunits_from: fiscal"), "unit-error"),
    (small(evidence="loans: x"), "unknown-key"),
    (SMALL[: SMALL.index("benefits:")] + "benefits: []\n", "no-value"),
    (small(benefits="common_conditions: [{waiting: 9 days, except_for: [gfit]}]"
           "\nbenefits:"), "unknown-benefit"),
    (small(evidence="conditions: [{not_suspended: no}]"), "not-yes-no"),
    (small(fixed_baht="by_resolution: no"), "not-yes-no"),
    (small(evidence="conditions: [{not_together_with: []}]"), "no-value"),
    (small(evidence="conditions: [{gpa_hundredths_at_least: 4}]"), "not-whole"),
    (small(evidence="conditions: [{gpa_hundredths_at_least: 3500}]"), "not-whole"),
    (small(fixed_baht="by: sex\ntable: [{is: male, amount_baht: 1}, "
           "{is: male, amount_baht: 2}]"), "same-code"),
    (small(evidence="evidence: ['สมุด\u202e']"), "text-bidi"),
    (small(fund="fund: กอง\u202eทุน"), "text-bidi"),
]  # fmt: skip


@pytest.mark.parametrize(("text", "code"), WRONG)
def test_what_cannot_be_meant_is_refused_by_name(text: str, code: str) -> None:
    found = problems(text)
    assert code in found, found
    assert "x.yaml" in found[code]


def test_two_benefits_with_one_code_are_refused() -> None:
    second = SMALL[SMALL.index("  - code: gift") :]
    assert "same-code" in problems(SMALL + second)


def test_a_problem_says_file_line_path_and_remedy() -> None:
    message = problems(small(category="category: 14"))["not-whole"]
    line = SMALL.splitlines().index("    category: 3") + 1
    assert f"x.yaml บรรทัด {line} (benefits[1].category)" in message
    assert "ใส่จำนวนเต็ม" in message


def test_a_problem_names_the_clause_that_it_stands_in() -> None:
    with pytest.raises(Unreadable) as caught:
        read(small(category="category: 14", unit_baht="unit_baht: 0"))
    places = [problem.place for problem in caught.value.problems]
    assert places == ["ข้อ 2", "ข้อ 3"]


def test_what_is_no_by_law_at_all_is_told_once() -> None:
    assert list(problems("<html><body>x</body></html>")) == ["not-a-mapping"]


def test_all_problems_come_at_once() -> None:
    text = small(
        category="category: 14", status="status: real", unit_baht="unit_baht: x"
    )
    assert {"not-whole", "not-a-choice", "amount-unreadable"} <= set(problems(text))


def test_what_follows_from_a_broken_form_is_not_told_beside_it() -> None:
    twice = small(version="version: a\nversion: b")
    assert list(problems(twice + "  - [")) == ["not-yaml"]
    assert list(problems(twice.replace("title: ", "title: &a ", 1))) == ["anchor"]
    assert list(problems(f"{twice}---\n{SMALL}")) == ["not-one-document"]


def test_an_unknown_key_is_told_its_likely_name() -> None:
    assert "version" in problems(small(version="verzion: x"))["unknown-key"]


def test_amounts_may_be_written_as_a_clerk_writes_them() -> None:
    for text in ("1,250.50", "๑,๒๕๐.๕๐", "1250.5", "'1250.50'"):
        amount = read(small(fixed_baht=f"fixed_baht: {text}")).benefits[0].amount
        assert isinstance(amount, Fixed)
        assert amount.satang == 125_050


def test_a_buddhist_year_is_a_year() -> None:
    bylaw = read(small(effective_from="effective_from: 1 ต.ค. 2568"))
    assert bylaw.effective_from.isoformat() == "2025-10-01"


def test_layout_does_not_change_the_hash() -> None:
    other = SMALL.replace("fixed_baht: 500", "fixed_baht: '500.00'   # five hundred")
    other = other.replace(
        "{clause: ข้อ 1, after: 3 months}", "{after: 3 months, clause: ข้อ 1}"
    )
    assert other != SMALL
    assert read(other).sha256 == read(SMALL).sha256


def test_every_change_of_meaning_changes_the_hash() -> None:
    changed = [
        small(fixed_baht="fixed_baht: 501"),
        small(title="title: ระเบียบน้อย"),
        small(per="per: calendar_year"),
        small(expect="expect: {amount_baht: 501}"),
    ]
    hashes = {read(text).sha256 for text in [SMALL, *changed]}
    assert len(hashes) == len(changed) + 1


def test_the_canonical_text_is_in_satang_and_keeps_the_order_of_lists() -> None:
    canonical = read(SMALL).canonical_json
    assert '"fixed_satang":50000' in canonical
    assert "_baht" not in canonical
    demo = law(next(path for path in FILES if path.stem == "demo-2568"))
    codes = [rule.code for rule in demo.benefits]
    places = [demo.canonical_json.index(f'"code":"{code}"') for code in codes]
    assert places == sorted(places)


def test_common_conditions_come_first_and_spare_those_they_name() -> None:
    demo = law(next(path for path in FILES if path.stem == "demo-2568"))
    hospital, school, house = (demo.rule(c) for c in ("ipd", "education", "housing"))
    assert hospital is not None
    assert school is not None
    assert house is not None
    kinds = [type(c).__name__ for c in hospital.conditions]
    assert kinds[:3] == ["Membership", "Waiting", "Arrears"]
    assert "Waiting" not in [type(c).__name__ for c in school.conditions]
    assert house.conditions == ()  # Anyone may have it.


def test_what_the_by_law_says_of_loans_is_kept() -> None:
    loans = law(next(path for path in FILES if path.stem == "yasothon")).loans
    assert [loan.rule.code for loan in loans] == ["loan", "loan-elder", "loan-disabled"]
    assert ("interest_percent", "3") in loans[0].terms


def test_an_emergency_is_approved_first_and_confirmed_later() -> None:
    demo = law(next(path for path in FILES if path.stem == "demo-2568"))
    disaster, hospital = demo.rule("disaster"), demo.rule("ipd")
    assert disaster is not None
    assert hospital is not None
    first, then = demo.approvals_for(disaster)
    assert (first.by, first.emergency, first.confirmed_within_days) == (
        "chair",
        True,
        30,
    )
    assert not then.emergency
    assert [a.by for a in demo.approvals_for(hospital)] == ["committee"]
    assert demo.signatures_for(hospital) == 3

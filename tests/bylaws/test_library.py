"""Every clause of the library reads, holds its examples and says whence it comes."""

from __future__ import annotations

import ast
from pathlib import Path

import pytest

from kongbun.bylaws.library.entries import (
    FILES,
    FOLDER,
    Entry,
    Used,
    Wrong,
    entries_of,
    entry_named,
    library,
)
from kongbun.bylaws.library.filling import filled
from kongbun.bylaws.library.matching import entries_in
from kongbun.bylaws.library.placing import BARE, Taken, alone, article_of, placed
from kongbun.rules import benefit
from kongbun.rules.bylaw import Bylaw
from kongbun.rules.examples import run_examples
from kongbun.rules.lint import Severity, lint
from kongbun.rules.read_yaml import read_bylaw
from kongbun.rules.write_yaml import Tree, plain_mapping, written
from kongbun.rules.yaml_tree import Unreadable

REPOSITORY = Path(__file__).parents[2]
DEMO = (REPOSITORY / "bylaws" / "demo-2568.yaml").read_text(encoding="utf-8")
ALL = pytest.mark.parametrize("entry", library(), ids=lambda entry: entry.key)
AMOUNTS = {
    "fixed": benefit.Fixed,
    "per_unit": benefit.PerUnit,
    "tiers": benefit.Tiers,
    "by_choice": benefit.ByChoice,
    "up_to": benefit.UpTo,
    "by_resolution": benefit.ByResolution,
}
ONE: dict[str, Tree] = {
    "code": "any",
    "title": "สวัสดิการ",
    "clause": "ข้อ 90",
    "text": "สวัสดิการ",
    "category": "0",
    "amount": {"fixed_baht": "1"},
    "evidence": ["บัตร"],
    "examples": [
        {
            "name": "ได้",
            "given": {"event_date": "2026-11-09", "joined_date": "2014-11-01"},
            "expect": {"amount_baht": "1"},
        }
    ],
}
# Of which a by-law says one thing, and the demo's says it already.
SAID = {
    "membership", "suspension", "lapse", "return", "bag_days", "certification",
    "pay_flat", "pay_month", "pay_calendar", "pay_year",
}  # fmt: skip


def errors(law: Bylaw) -> set[str]:
    return {found.code for found in lint(law) if found.severity is Severity.ERROR}


def beside(entry: Entry, **values: int) -> Bylaw:
    """The clause in a small by-law that is whole without it."""
    tree: dict[str, Tree] = {
        **BARE,
        "membership": {"clause": "ข้อ 91"},
        "contributions": {"clause": "ข้อ 92", "convention": "month", "unit_baht": "30"},
        "benefits": [ONE],
    }
    if entry.place in ("membership", "contributions"):
        del tree[entry.place]
    return read_bylaw(written(placed(tree, entry, values)[0]), file=entry.key)


def test_every_file_is_read_and_every_clause_has_a_key_of_its_own() -> None:
    assert {file.name for file in FOLDER.glob("*.yaml")} == set(FILES)
    keys = [entry.key for entry in library()]
    assert len(keys) == len(set(keys))
    assert len(keys) >= 25


@ALL
def test_a_clause_reads_and_the_linter_finds_no_error(entry: Entry) -> None:
    assert errors(beside(entry)) == set()


@ALL
def test_a_clause_prints_with_its_blanks_filled(entry: Entry) -> None:
    article = article_of(entry)
    told = [article.text, *(one.text for one in article.sentences)]
    assert any(told)
    assert not any("<" in text or ">" in text for text in told)
    assert entry.kind in AMOUNTS or entry.kind in (
        "loan", "membership", "condition", "contributions", "money", "deciding", "kept",
    )  # fmt: skip


@ALL
def test_a_benefit_is_of_the_kind_it_says_and_its_examples_hold(entry: Entry) -> None:
    law = alone(entry)
    rule = law.rule(entry.code) if entry.code else None
    if rule is None:
        assert entry.place not in ("benefits", "loans")
        return
    if entry.kind != "loan":
        assert type(rule.amount) is AMOUNTS[entry.kind]
    ran = list(run_examples(rule))
    assert ran
    assert [one.found for one in ran if not one.holds] == []


@ALL
def test_figures_at_their_borders_are_well_or_found_by_its_guards(entry: Entry) -> None:
    for blank in entry.blanks:
        if blank.type == "text":
            continue
        for figure in (blank.at_least, blank.at_most):
            found = errors(beside(entry, **{blank.name: figure}))
            assert found <= {*entry.guards, "example-fails"}, (blank.name, figure)


@ALL
def test_its_guards_are_findings_that_there_are(entry: Entry) -> None:
    assert entry.guards
    assert set(entry.guards) <= known_codes()


def known_codes() -> set[str]:
    """Every text that stands between quotes in the rules, findings among them."""
    return {
        node.value
        for file in (REPOSITORY / "kongbun" / "rules").glob("*.py")
        for node in ast.walk(ast.parse(file.read_text(encoding="utf-8")))
        if isinstance(node, ast.Constant) and isinstance(node.value, str)
    }


@ALL
def test_what_is_not_known_is_marked_so(entry: Entry) -> None:
    said: list[Used | Wrong] = [*entry.used, *entry.wrong]
    for one in said:
        told = getattr(one, "where", "") + one.source
        if "สัจจะลดรายจ่าย" in told or "ความรู้ทั่วไป" in told:
            assert one.status == "unverified"
        if "ตำบลตัวอย่าง" in told or "สาธิต" in told or "แต่งขึ้น" in told:
            assert one.status == "synthetic"
        if one.source.startswith("ข่าว"):
            assert "ไม่ระบุชื่อพื้นที่" in one.source


@ALL
def test_a_clause_can_be_put_into_a_by_law_that_there_is(entry: Entry) -> None:
    tree = plain_mapping(DEMO)
    if entry.key in SAID:
        with pytest.raises(Taken, match="ข้อ"):
            placed(tree, entry)
        return
    more, number = placed(tree, entry)
    # The demo's by-law has 26 clauses, and none on the fund's money.
    assert number == ("ข้อ 28" if entry.place.startswith("money.") else "ข้อ 27")
    assert tree == plain_mapping(DEMO)
    law = read_bylaw(written(more), file="x")
    # A condition of all benefits may rightly refuse a case that they had promised.
    spared = {"example-fails"} if entry.kind == "condition" else set()
    assert errors(law) <= spared
    assert number in written(more)


def test_a_second_benefit_of_one_code_gets_a_code_of_its_own() -> None:
    entry = entry_named("nights_year")
    assert entry is not None
    tree, _ = placed(plain_mapping(DEMO), entry)
    law = read_bylaw(written(tree), file="x")
    assert [rule.code for rule in law.benefits].count("ipd") == 1
    assert law.rule("ipd_2") is not None


@ALL
def test_a_clause_is_known_again_by_what_it_says(entry: Entry) -> None:
    assert entries_in(alone(entry))[article_of(entry).key] == entry


def test_clauses_of_real_by_laws_are_known_too() -> None:
    text = (REPOSITORY / "bylaws" / "yasothon.yaml").read_text(encoding="utf-8")
    found = entries_in(read_bylaw(text, file="yasothon.yaml"))
    assert found["benefit:death"].key == "death_paid"
    assert found["contributions"].key == "pay_month"


def test_what_the_community_invented_is_like_nothing() -> None:
    text = DEMO.replace("code: calf", "code: buffalo_school").replace(
        "category: 7", "category: 0"
    )
    assert "benefit:buffalo_school" not in entries_in(read_bylaw(text, file="x"))


def test_figures_are_worked_out_as_on_paper() -> None:
    entry = entry_named("nights_stay_and_year")
    assert entry is not None
    node = filled(entry, {"rate": 150, "stay": 3, "year": 9})
    examples = node["examples"]
    assert isinstance(examples, list)
    assert [one["expect"] for one in examples if isinstance(one, dict)] == [
        {"amount_baht": "150"},
        {"amount_baht": "450"},
        {"amount_baht": "150"},
        {"refused": ["within-yearly-limit"]},
    ]


@pytest.mark.parametrize(
    ("change", "code"),
    [
        (("key: birth_gift", "key: Birth Gift"), "bad-code"),
        (("    think:", "    thinks:"), "unknown-key"),
        (("status: found", "status: certain"), "not-a-choice"),
        (("    kind: fixed\n", ""), "missing-key"),
        (("default: 500", "default: 50000"), "not-whole"),
    ],
)
def test_the_reader_of_the_library_is_strict(
    change: tuple[str, str], code: str
) -> None:
    text = (FOLDER / "birth_illness.yaml").read_text(encoding="utf-8")
    assert entries_of(text, file="x")
    with pytest.raises(Unreadable) as unreadable:
        entries_of(text.replace(*change), file="x")
    assert code in {problem.code for problem in unreadable.value.problems}

"""What differs between two by-laws is told, whole, and nothing else is."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from kongbun.rules.differences import Difference, differences
from kongbun.rules.read_yaml import read_bylaw
from kongbun.rules.yaml_tree import Unreadable
from tests.rules.laws import BYLAWS, FILES, law

MOST_TRIED = 70
OLD, NEW = BYLAWS / "demo-2563.yaml", BYLAWS / "demo-2568.yaml"


def between(before: str, after: str) -> list[Difference]:
    return differences(
        read_bylaw(before, file="a.yaml"), read_bylaw(after, file="b.yaml")
    )


def amended(*changes: tuple[str, str]) -> list[Difference]:
    """The differences after these words of the demo's by-law were changed."""
    text = after = NEW.read_text("utf-8")
    for was, now in changes:
        assert was in after, was
        after = after.replace(was, now, 1)
    return between(text, after)


def test_two_versions_of_one_fund_differ_in_what_was_amended() -> None:
    found = [one for one in differences(law(OLD), law(NEW)) if not one.is_example]
    assert {one.benefit for one in found} == {"", "death", "funeral"}
    tiers = [one for one in found if one.what == "เงินให้คนข้างหลัง: จำนวนเงิน"]
    assert len(tiers) == 5
    assert tiers[0].kind == "changed"
    assert tiers[0].clause == "ข้อ 14"
    assert tiers[0].before.endswith("ได้รับ 2,000 บาท")
    assert tiers[0].after.endswith("ได้รับ 2,500 บาท")


def test_a_by_law_does_not_differ_from_itself() -> None:
    for path in FILES:
        assert differences(law(path), law(path)) == []


def test_layout_and_the_way_an_amount_is_written_are_no_difference() -> None:
    assert amended(("unit_baht: 30", "unit_baht: ๓๐")) == []


def test_a_condition_of_all_is_told_once() -> None:
    [one] = amended(("waiting: 180 days\n    clause", "waiting: 90 days\n    clause"))
    assert (one.kind, one.clause, one.benefit) == ("changed", "ข้อ 9", "")
    assert "180 วัน" in one.before
    assert "90 วัน" in one.after


def test_a_new_benefit_and_one_that_is_gone_are_told_whole() -> None:
    text = NEW.read_text("utf-8")
    start = text.index("  - code: funeral")
    end = text.index("  - code: ", start + 5)
    shorter = text[:start] + text[end:]
    [gone] = [one for one in between(text, shorter) if one.benefit == "funeral"]
    [come] = [one for one in between(shorter, text) if one.benefit == "funeral"]
    assert (gone.kind, gone.after) == ("removed", "")
    assert (come.kind, come.before) == ("added", "")
    assert gone.before == come.after
    assert "1,000 บาท" in come.after


def test_benefits_of_two_funds_are_matched_by_code() -> None:
    found = differences(law(BYLAWS / "yasothon.yaml"), law(BYLAWS / "chamuang.yaml"))
    nights = [one for one in found if one.benefit == "ipd" and "จำนวนเงิน" in one.what]
    assert [(one.kind, one.before, one.after) for one in nights] == [
        (
            "changed",
            "ได้รับคืนละ 100 บาท ตามคืนที่นอนโรงพยาบาล",
            "ได้รับคืนละ 200 บาท ตามคืนที่นอนโรงพยาบาล",
        )
    ]


def test_what_only_moved_to_another_clause_is_told() -> None:
    found = amended(("clause: ข้อ 12 (1)", "clause: ข้อ 12 (9)"))
    assert [(one.before, one.after) for one in found] == [
        ("เหตุการณ์ละไม่เกิน 5 คืน (ข้อ 12 (1))", "เหตุการณ์ละไม่เกิน 5 คืน (ข้อ 12 (9))")
    ]


def test_back_again_tells_the_same_the_other_way_round() -> None:
    there = differences(law(OLD), law(NEW))
    back = differences(law(NEW), law(OLD))
    turned = {"added": "removed", "removed": "added", "changed": "changed"}
    assert sorted((one.what, one.kind, one.before, one.after) for one in there) == (
        sorted((one.what, turned[one.kind], one.after, one.before) for one in back)
    )


def with_one_figure_more(text: str) -> Iterator[str]:
    """The same file with one of its figures larger by one, for each of them."""
    figures = list(re.finditer(r"(?<![\d.,-])\d+(?![\d.,-])", text))
    # Of a long file every so many: enough of each kind of line.
    for found in figures[:: len(figures) // MOST_TRIED + 1]:
        more = str(int(found[0]) + 1)
        yield text[: found.start()] + more + text[found.end() :]


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_no_figure_of_a_by_law_can_change_unseen(path: Path) -> None:
    text = path.read_text("utf-8")
    tried = 0
    for other in with_one_figure_more(text):
        try:
            changed = read_bylaw(other, file="b.yaml")
        except Unreadable:
            continue
        if changed.sha256 == law(path).sha256:
            continue
        found = differences(law(path), changed)
        assert found, other
        hidden = [one for one in found if one.what == "ลำดับหรือรหัส ไม่ใช่ถ้อยคำ"]
        # A code has a figure in it; what it is called is no part of the text.
        line = next(
            b
            for a, b in zip(text.split("\n"), other.split("\n"), strict=True)
            if a != b
        )
        assert not hidden or "code" in line, line
        tried += 1
    assert tried >= 10

"""`kongbun bylaw test|print|diff`, through the real command line."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import pytest

from kongbun.bylaws.actions import adopt
from kongbun.cli.main import main
from kongbun.testing.cast import TODAY, Cast

BYLAWS = Path(__file__).parents[2] / "bylaws"
FILES = sorted(BYLAWS.glob("*.yaml"))
DEMO = BYLAWS / "demo-2568.yaml"
Run = Callable[..., tuple[int, str, str]]


@pytest.fixture
def run(capsys: pytest.CaptureFixture[str]) -> Run:
    def call(*arguments: object) -> tuple[int, str, str]:
        code = main([str(argument) for argument in arguments])
        printed = capsys.readouterr()
        assert "Traceback" not in printed.out + printed.err
        return code, printed.out, printed.err

    return call


def changed(folder: Path, *changes: tuple[str, str], file: Path = DEMO) -> Path:
    """A shipped file with some words changed, each once."""
    text = file.read_text("utf-8")
    for before, after in changes:
        assert before in text, before
        text = text.replace(before, after, 1)
    path = folder / "draft.yaml"
    path.write_text(text, encoding="utf-8")
    return path


def test_the_examples_of_every_shipped_by_law_hold(run: Run) -> None:
    code, out, _ = run("bylaw", "test", *FILES, "--json")
    ran = json.loads(out)
    assert code == 0
    assert len(ran) > 100
    assert all(one["holds"] for one in ran)
    assert set(ran[0]) == {"benefit", "clause", "name", "holds", "expected", "found"}


def test_an_example_that_fails_is_told_with_both_answers(
    run: Run, tmp_path: Path
) -> None:
    wrong = changed(
        tmp_path, ("expect: {amount_baht: 300}", "expect: {amount_baht: 400}")
    )
    code, out, _ = run("bylaw", "test", wrong, "--json")
    failed = [one for one in json.loads(out) if not one["holds"]]
    assert code == 1
    assert [(one["expected"], one["found"]) for one in failed] == [
        ("400 บาท", "300 บาท")
    ]
    code, out, _ = run("bylaw", "test", wrong)
    assert code == 1
    assert "300 บาท แต่ตัวอย่างบอก 400 บาท" in out


def test_a_file_that_cannot_be_read_is_refused_and_nothing_is_said_to_hold(
    run: Run, tmp_path: Path
) -> None:
    broken = changed(tmp_path, ("fiscal_year_month: 10", "fiscal_year_month: 13"))
    code, out, _ = run("bylaw", "test", DEMO, broken, "--json")
    assert code == 1
    assert "fiscal_year_month" in json.loads(out)["refused"][0]["message"]


def test_a_by_law_prints_as_a_document(run: Run) -> None:
    code, out, _ = run("bylaw", "print", DEMO)
    assert code == 0
    for words in (
        "หมวด 4 สวัสดิการ",
        "[ระเบียบตัวอย่างที่แต่งขึ้น]",
        "  - เพดาน: เหตุการณ์ละไม่เกิน 5 คืน",
    ):
        assert words in out
    told = json.loads(run("bylaw", "print", DEMO, "--json")[1])
    assert told["status"] == "synthetic"
    clauses = [one for chapter in told["chapters"] for one in chapter["clauses"]]
    nights = next(one for one in clauses if one["benefit"] == "ipd")
    assert nights["clause"] == "ข้อ 12"
    assert "ปีงบประมาณละไม่เกิน 10 คืน" in [one["text"] for one in nights["sentences"]]


def test_what_was_assumed_is_printed_as_assumed(run: Run) -> None:
    _, out, _ = run("bylaw", "print", BYLAWS / "chamuang.yaml")
    assert "[สมมติขึ้น: ปีหมายถึงปีงบประมาณ]" in out
    assert "[ตามระเบียบที่พบจริง]" in out


def test_a_page_to_print_stands_alone_and_holds_no_markup_of_the_by_law(
    run: Run, tmp_path: Path
) -> None:
    hostile = changed(tmp_path, ("version: พ.ศ. 2568", "version: <script>1</script>"))
    page = tmp_path / "law.html"
    code, _, _ = run("bylaw", "print", hostile, "--html", page)
    html = page.read_text("utf-8")
    assert code == 0
    assert html.startswith("<!doctype html>")
    assert "&lt;script&gt;" in html
    assert "<script" not in html
    assert "http" not in html
    code, out, _ = run(
        "bylaw", "print", DEMO, "--html", tmp_path / "no" / "x", "--json"
    )
    assert code == 1
    assert json.loads(out)["refused"][0]["code"] == "file-not-written"


def test_print_wants_one_by_law(run: Run) -> None:
    assert run("bylaw", "print")[0] == 2
    assert run("bylaw", "print", DEMO, "--fund", "MUANG")[0] == 2


def test_two_files_are_compared_in_the_promised_shape(run: Run, tmp_path: Path) -> None:
    draft = changed(tmp_path, ("each_baht: 100", "each_baht: 120"))
    code, out, _ = run("bylaw", "diff", DEMO, draft, "--json")
    assert code == 0
    assert json.loads(out) == [
        {
            "what": "นอนโรงพยาบาล: จำนวนเงิน",
            "kind": "changed",
            "clause": "ข้อ 12",
            "before": "ได้รับคืนละ 100 บาท ตามคืนที่นอนโรงพยาบาล",
            "after": "ได้รับคืนละ 120 บาท ตามคืนที่นอนโรงพยาบาล",
            "benefit": "ipd",
        }
    ]
    _, out, _ = run("bylaw", "diff", DEMO, draft)
    assert "แก้ ข้อ 12 นอนโรงพยาบาล: จำนวนเงิน" in out
    assert "ไม่มีข้อใดต่างกัน" in run("bylaw", "diff", DEMO, DEMO)[1]


def test_a_file_that_cannot_be_read_is_refused_with_its_line(
    run: Run, tmp_path: Path
) -> None:
    broken = changed(tmp_path, ("fiscal_year_month: 10", "fiscal_year_month: 13"))
    for command in (("print", broken), ("diff", DEMO, broken)):
        code, out, _ = run("bylaw", *command, "--json")
        assert code == 1
        assert "fiscal_year_month" in json.loads(out)["refused"][0]["message"]
    assert run("bylaw", "diff", DEMO, tmp_path / "nothing.yaml")[0] == 2


@pytest.mark.django_db
def test_what_a_fund_adopted_is_printed_and_compared(run: Run, cast: Cast) -> None:
    for year in (2563, 2568):
        adopt(
            cast.act("chanpen"),
            text=(BYLAWS / f"demo-{year}.yaml").read_text("utf-8"),
            file="x.yaml",
            adopted_on=TODAY,
            meeting="ประชุมใหญ่",
        )
    fund = cast.fund.code
    now = json.loads(run("bylaw", "print", "--fund", fund, "--json")[1])
    then = run("bylaw", "print", "--fund", fund, "--on", "2024-01-01", "--json")[1]
    assert (now["version"], json.loads(then)["version"]) == ("พ.ศ. 2568", "พ.ศ. 2563")
    code, out, _ = run("bylaw", "print", "--fund", fund, "--on", "1999-01-01", "--json")
    assert code == 1
    assert json.loads(out)["refused"][0]["code"] == "no-bylaw-then"
    old, new = f"fund:{fund}@2024-01-01", f"fund:{fund}"
    found = json.loads(run("bylaw", "diff", old, new, "--json")[1])
    assert {"death", "funeral"} <= {one["benefit"] for one in found}
    assert run("bylaw", "diff", new, DEMO, "--json")[1].strip() == "[]"
    assert run("bylaw", "diff", "fund:NOBODY", DEMO)[0] == 1

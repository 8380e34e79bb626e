"""`kongbun bylaw library|new`, through the real command line."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import click
import pytest

from kongbun.bylaws.library.entries import library
from kongbun.cli.main import main
from kongbun.rules.read_yaml import read_bylaw

BYLAWS = Path(__file__).parents[2] / "bylaws"
ANSWERS = """
fund: กองทุนสวัสดิการชุมชนตำบลทุ่งน้ำใจ
area: ตำบลทุ่งน้ำใจ
members: 300
members_60: 80
births: 4
stays: 30
deaths: 5
"""
Run = Callable[..., tuple[int, str, str]]


@pytest.fixture
def run(capsys: pytest.CaptureFixture[str]) -> Run:
    def call(*arguments: object) -> tuple[int, str, str]:
        code = main([str(argument) for argument in arguments])
        printed = capsys.readouterr()
        assert "Traceback" not in printed.out + printed.err
        return code, printed.out, printed.err

    return call


@pytest.fixture
def answers(tmp_path: Path) -> Path:
    file = tmp_path / "คำตอบ.yaml"
    file.write_text(ANSWERS, encoding="utf-8")
    return file


def test_the_library_is_told_whole_and_one_clause_alone(run: Run) -> None:
    code, out, _ = run("bylaw", "library", "--json")
    told: list[dict[str, Any]] = json.loads(out)
    assert code == 0
    assert [one["key"] for one in told] == [entry.key for entry in library()]
    assert {"used", "went_wrong", "think", "guards", "clause"} <= set(told[0])
    code, out, _ = run("bylaw", "library", "pension_paid_years")
    assert code == 0
    assert "เคยพลาด" in out
    assert "2.4 ปี" in out
    assert "[ยังไม่ได้ตรวจสอบ: ความรู้ทั่วไป ยังไม่ได้อ่านต้นฉบับ]" in out
    code, out, _ = run("bylaw", "library", "carer")
    assert out.count("ยังไม่มีบันทึก") == 2


def test_a_clause_that_is_not_there_is_refused(run: Run) -> None:
    code, out, _ = run("bylaw", "library", "dancing", "--json")
    assert code == 1
    assert json.loads(out)["refused"][0]["code"] == "not-found"


def test_a_clause_is_printed_into_a_by_law(run: Run) -> None:
    code, out, _ = run("bylaw", "library", "carer", "--into", BYLAWS / "demo-2568.yaml")
    assert code == 0
    assert read_bylaw(out, file="x").rule("carer") is not None
    code, out, _ = run(
        "bylaw", "library", "lapse", "--into", BYLAWS / "demo-2568.yaml", "--json"
    )
    assert code == 1
    assert json.loads(out)["refused"][0]["code"] == "clause-said-already"


def test_a_file_of_answers_becomes_a_draft_that_check_accepts(
    run: Run, answers: Path, tmp_path: Path
) -> None:
    out_file = tmp_path / "ร่าง.yaml"
    code, out, _ = run("bylaw", "new", "--answers", answers, "--out", out_file)
    assert code == 0
    assert "รายรับปีละ 108,000 บาท" in out
    code, out, _ = run("bylaw", "check", out_file, "--json")
    assert code == 0
    assert {one["severity"] for one in json.loads(out)} <= {"note"}
    code, out, _ = run("bylaw", "test", out_file, "--json")
    assert code == 0
    assert all(one["holds"] for one in json.loads(out))


def test_without_a_file_the_draft_is_printed_with_its_reasons(
    run: Run, answers: Path
) -> None:
    code, out, _ = run("bylaw", "new", "--answers", answers, "--from", "1/10/2570")
    assert code == 0
    assert "# ข้อ 11 นอนโรงพยาบาล" in out
    law = read_bylaw(out, file="x")
    assert law.effective_from.isoformat() == "2027-10-01"
    code, out, _ = run("bylaw", "new", "--answers", answers, "--json")
    told = json.loads(out)
    assert told["year"]["cost_baht"] <= told["year"]["to_spend_baht"]
    assert told["year"]["income_baht"] == 108_000
    assert all(one["why"] for one in told["clauses"])


@pytest.mark.parametrize(
    ("change", "code"),
    [
        (("members: 300", "members: 301.5"), "unreadable"),
        (("members: 300", "members: 10"), "unreadable"),
        (("members: 300", "members: 80\nunit_baht: 1"), "nothing-to-promise"),
    ],
)
def test_answers_that_make_no_draft_are_refused(
    run: Run, answers: Path, change: tuple[str, str], code: str
) -> None:
    answers.write_text(ANSWERS.replace(*change), encoding="utf-8")
    status, out, _ = run("bylaw", "new", "--answers", answers, "--json")
    assert status == 1
    assert json.loads(out)["refused"][0]["code"] == code


def test_the_questions_are_asked_until_each_has_an_answer(
    run: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    typed = iter([
        "กองทุนบ้านเรา", "", "", "30", "month,year", "มาก", "๓๐๐", "80", "", "", "",
        "4", "30", "5", "illness, dancing", "illness,death", "", "60",
        "", "", "", "", "",
    ])  # fmt: skip
    monkeypatch.setattr(
        click.termui, "visible_prompt_func", lambda *_, **__: next(typed)
    )
    code, out, err = run("bylaw", "new", "--ask", "--json")
    assert code == 0
    assert "12. ถ้าเงินไม่พอจะทำอย่างไร" in err
    assert err.count("Error:") == 2
    law = read_bylaw(json.loads(out)["text"], file="x")
    assert [rule.code for rule in law.benefits] == ["ipd", "death", "pension"]
    assert next(typed, None) is None


def test_a_wrong_call_says_so(run: Run) -> None:
    assert run("bylaw", "new")[0] == 2
    assert run("bylaw", "library", "--into", BYLAWS / "demo-2568.yaml")[0] == 2

"""Files of facts as other programs write them, through `kongbun decide`."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import duckdb
import pytest

from tests.rules.laws import BYLAWS, small
from tests.rules.test_rules_commands import ROW, Run, decided, facts, refused
from tests.rules.test_rules_commands import run as run  # noqa: PLC0414 -- a fixture

DEMO = str(BYLAWS / "demo-2568.yaml")
PENSION = ROW | {"benefit": "pension", "paid_days": 4000}
SCHOOL: dict[str, object] = {
    "benefit": "education",
    "event_date": "2026-11-09",
    "filed_date": "2026-11-15",
    "joined_date": "2020-11-01",
    "arrears_days": 0,
    "school_stage": "secondary",
}


def parquet(folder: Path, columns: str) -> Path:
    path = folder / "facts.parquet"
    duckdb.sql(f"COPY (SELECT {columns}) TO '{path}' (FORMAT parquet)")
    return path


def codes(reasons: list[dict[str, Any]]) -> list[tuple[str, str]]:
    return [(reason["column"], reason["code"]) for reason in reasons]


def test_a_misspelt_document_is_told_and_not_taken_as_there(
    run: Run, tmp_path: Path
) -> None:
    row = SCHOOL | {"evidence_transcirpt": 0}
    reasons = refused(run, facts(tmp_path, [row]), DEMO)
    assert codes(reasons) == [("evidence_transcirpt", "unknown-column")]
    assert "evidence_transcript" in reasons[0]["message"]
    row = SCHOOL | {"evidence_transcript": 0, "evidence_passbook": 1}
    (answer,) = decided(run, facts(tmp_path, [row]), DEMO)
    assert not answer["granted"]


def test_an_example_with_a_misspelt_document_fails(run: Run, tmp_path: Path) -> None:
    path = tmp_path / "bylaw.yaml"
    given = "{event_date: 2026-11-09, joined_date: 2020-11-01, evidence_pasbook: 1}"
    path.write_text(small(given=f"given: {given}"), encoding="utf-8")
    code, out, _ = run("bylaw", "check", path, "--json")
    assert code == 1
    assert "evidence_pasbook" in out


@pytest.mark.parametrize(
    ("born", "refused_for"),
    [
        ("2026-11-09", None),
        ("2026-11-10", "date-order"),
        ("10 พ.ย. 2569", "date-order"),
        ("2026-11", None),
        ("2026-12", "date-order"),
        ("2026", None),
        ("2027", "date-order"),
        ("unknown", None),
    ],
)
def test_a_birth_that_must_lie_after_the_event_is_refused(
    run: Run, tmp_path: Path, born: str, refused_for: str | None
) -> None:
    path = facts(tmp_path, [PENSION | {"birth_date": born}])
    if refused_for is None:
        assert not decided(run, path)[0]["granted"]
    else:
        assert codes(refused(run, path)) == [("birth_date", refused_for)]


def test_who_left_before_joining_was_never_a_member(run: Run, tmp_path: Path) -> None:
    for event in ("2020-10-30", "2020-10-31", "2020-11-01", "2026-11-09"):
        row = ROW | {"exited_date": "2020-10-31", "event_date": event}
        assert not decided(run, facts(tmp_path, [row]))[0]["granted"]


def test_old_thai_that_is_utf_8_by_chance_is_read(run: Run, tmp_path: Path) -> None:
    text = "benefit,event_date,joined_date,sex\nbirth,2026-11-09,2020-11-01,หญิง\n"
    path = tmp_path / "facts.csv"
    path.write_bytes(text.encode("cp874"))
    path.read_text(encoding="utf-8")
    assert decided(run, path)[0]["amount_satang"] == 50_000


def test_commas_at_the_end_of_a_line_hold_nothing(run: Run, tmp_path: Path) -> None:
    csv = "benefit,event_date,joined_date,nights,,\nipd,2026-11-09,2020-11-01,3,,,\n"
    path = facts(tmp_path, csv, "facts.csv")
    assert decided(run, path)[0]["amount_satang"] == 30_000
    path = facts(tmp_path, csv.replace("3,,,", "3,,7,"), "facts.csv")
    assert refused(run, path)[0]["code"] == "too-many-cells"


@pytest.mark.parametrize("nights", ["1000000000000000", "1" * 40])
def test_a_whole_number_of_many_digits_is_called_too_large(
    run: Run, tmp_path: Path, nights: str
) -> None:
    path = facts(tmp_path, [ROW | {"nights": nights}])
    assert codes(refused(run, path)) == [("nights", "too-large")]


def test_a_grade_above_four_is_refused(run: Run, tmp_path: Path) -> None:
    row = SCHOOL | {"benefit": "education", "school_stage": "p6"}
    chamuang = str(BYLAWS / "chamuang.yaml")
    path = facts(tmp_path, [row | {"gpa_hundredths": 401}])
    assert codes(refused(run, path, chamuang)) == [("gpa_hundredths", "too-large")]
    path = facts(tmp_path, [row | {"gpa_hundredths": 400}])
    assert decided(run, path, chamuang)[0]["granted"]


DAYS = "DATE '2026-11-09' AS event_date, DATE '2020-11-01' AS joined_date"


@pytest.mark.parametrize(
    ("columns", "told"),
    [
        (f"'ipd' AS benefit, {DAYS}, 3.0::DOUBLE AS nights", ("nights", "bad-type")),
        (f"'ipd' AS benefit, {DAYS}, true AS nights", ("nights", "bad-type")),
        (
            f"'ipd' AS benefit, {DAYS}, DATE '2020-11-01' AS join_date, 3 AS nights",
            ("join_date", "repeated-column"),
        ),
        (
            f"'ipd' AS benefit, {DAYS}, 18446744073709551615::UBIGINT AS nights",
            ("nights", "not-whole"),
        ),
    ],
)
def test_a_wrong_column_of_a_parquet_file_is_told_once(
    run: Run, tmp_path: Path, columns: str, told: tuple[str, str]
) -> None:
    assert codes(refused(run, parquet(tmp_path, columns))) == [told]


ODD = BYLAWS.parent / "tests" / "rules" / "data" / "odd"
BOAT = "'boat' AS benefit, DATE '2026-11-09' AS event_date"


@pytest.mark.parametrize("prefix", ["", "own_"])
def test_a_parquet_file_holds_what_only_this_bylaw_asks_for(
    run: Run, tmp_path: Path, prefix: str
) -> None:
    columns = (
        f"{BOAT}, DATE '2020-11-01' AS joined_date, false AS {prefix}insured,"
        f" DATE '2026-01-01' AS {prefix}bought_on, 4 AS {prefix}hull,"
        f" 800000 AS {prefix}repair_cost"
    )
    law = str(ODD / "as-on-paper.yaml")
    assert decided(run, parquet(tmp_path, columns), law)[0]["amount_satang"] == 200_000
    wrong = columns.replace("4 AS", "DATE '2026-01-01' AS")
    reasons = refused(run, parquet(tmp_path, wrong), law)
    assert codes(reasons) == [(f"{prefix}hull", "bad-type")]


def test_the_last_day_decides_where_the_bylaw_says_so(run: Run, tmp_path: Path) -> None:
    law = str(ODD / "as-on-paper.yaml")
    stay: dict[str, object] = {
        "benefit": "lying_in",
        "event_date": "2026-11-07",
        "joined_date": "2026-02-09",
        "nights": 2,
    }
    rows = [stay, stay | {"event_last_date": "2026-11-09"}]
    answers = decided(run, facts(tmp_path, rows), law)
    assert [one["granted"] for one in answers] == [False, True]
    code, out, _ = run("bylaw", "facts", law)
    assert code == 0
    asked = next(row for row in out.splitlines() if row.startswith("event_last_date"))
    assert asked.endswith("; lying_in")


def test_a_parquet_column_without_values_states_nothing(
    run: Run, tmp_path: Path
) -> None:
    path = parquet(
        tmp_path,
        f"'ipd' AS benefit, {DAYS}, 3::UBIGINT AS nights, NULL AS exited_date",
    )
    assert decided(run, path)[0]["amount_satang"] == 30_000

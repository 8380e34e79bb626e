"""`kongbun decide`, `bylaw check` and `bylaw facts`, through the real command line."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

import duckdb
import pytest

from kongbun.cli.main import main
from tests.rules.laws import BYLAWS, FILES, PUBLISHED, SMALL, small

YASOTHON = str(BYLAWS / "yasothon.yaml")
ROW: dict[str, object] = {
    "benefit": "ipd",
    "event_date": "2026-11-09",
    "joined_date": "2020-11-01",
    "nights": 3,
}
Run = Callable[..., tuple[int, str, str]]


@pytest.fixture
def run(capsys: pytest.CaptureFixture[str]) -> Run:
    def call(*arguments: object) -> tuple[int, str, str]:
        code = main([str(argument) for argument in arguments])
        printed = capsys.readouterr()
        assert "Traceback" not in printed.out + printed.err
        return code, printed.out, printed.err

    return call


def facts(folder: Path, rows: object, name: str = "facts.json") -> Path:
    path = folder / name
    text = rows if isinstance(rows, str) else json.dumps(rows)
    path.write_text(text, encoding="utf-8")
    return path


def decided(run: Run, path: Path, bylaw: str = YASOTHON) -> Any:
    code, out, err = run("decide", bylaw, path, "--json")
    assert code == 0, out + err
    return json.loads(out)


def refused(run: Run, path: Path, bylaw: str = YASOTHON) -> list[dict[str, Any]]:
    code, out, _ = run("decide", bylaw, path, "--json")
    assert code == 1, out
    reasons = json.loads(out)["refused"]
    assert reasons
    assert all(reason["message"] for reason in reasons)
    return list(reasons)


def test_one_row_is_decided_in_the_promised_shape(run: Run, tmp_path: Path) -> None:
    [answer] = decided(run, facts(tmp_path, [ROW]))
    assert answer == {
        "row": 1,
        "benefit": "ipd",
        "granted": True,
        "amount_satang": 30_000,
        "checks": [
            check("member-on-event-date", True, 0, 2199, "days"),
            check("something-asked", True, 1, 3, "nights"),
            check("within-yearly-limit", True, 20, 0, "nights"),
            check("within-yearly-limit", True, 200_000, 0, "satang"),
        ],
    }


def check(code: str, passed: bool, required: int, found: int, unit: str) -> object:
    return {
        "code": code,
        "passed": passed,
        "required": required,
        "found": found,
        "unit": unit,
    }


def test_a_row_that_is_not_granted_is_still_an_answer(run: Run, tmp_path: Path) -> None:
    [answer] = decided(run, facts(tmp_path, [ROW | {"nights_used_this_year": 20}]))
    assert (answer["granted"], answer["amount_satang"]) == (False, 0)


def test_rows_keep_their_number_whatever_benefit_they_ask_for(
    run: Run, tmp_path: Path
) -> None:
    rows = [
        ROW,
        ROW | {"benefit": "birth", "sex": "female"},
        ROW | {"nights": 25},
        ROW | {"benefit": "birth_nights", "sex": "หญิง", "nights": "๓"},
    ]
    answers = decided(run, facts(tmp_path, rows))
    assert [(a["row"], a["benefit"], a["amount_satang"]) for a in answers] == [
        (1, "ipd", 30_000),
        (2, "birth", 50_000),
        (3, "ipd", 200_000),
        (4, "birth_nights", 30_000),
    ]


def test_without_a_benefit_every_one_is_decided(run: Run, tmp_path: Path) -> None:
    row = {
        "event_date": "2026-11-09",
        "joined_date": "2000-11-01",
        "sex": "female",
        "nights": 3,
        "paid_days": 4000,
        "birth_date": "1950",
    }
    answers = decided(run, facts(tmp_path, [row, row]))
    codes = ["birth", "birth_nights", "ipd", "death", "pension"]
    assert [(a["row"], a["benefit"]) for a in answers] == [
        (n, code) for n in (1, 2) for code in codes
    ]
    assert [a["amount_satang"] for a in answers[:5]] == [
        50_000,
        30_000,
        30_000,
        1_500_000,
        150_000,
    ]


def test_json_csv_and_parquet_give_the_same_answer(run: Run, tmp_path: Path) -> None:
    csv = "benefit,event_date,joined_date,nights\nipd,2026-11-09,2020-11-01,3\n"
    parquet = tmp_path / "facts.parquet"
    duckdb.sql(
        "COPY (SELECT 'ipd' AS benefit, DATE '2026-11-09' AS event_date,"
        " TIMESTAMP '2020-11-01' AS joined_date, 3::SMALLINT AS nights)"
        f" TO '{parquet}' (FORMAT parquet)"
    )
    answers = [
        decided(run, path)
        for path in (
            facts(tmp_path, [ROW]),
            facts(tmp_path, csv, "facts.csv"),
            facts(tmp_path, "\ufeff" + csv.replace(",", ";"), "excel.csv"),
            parquet,
        )
    ]
    assert all(answer == answers[0] for answer in answers)


def test_a_csv_in_the_thai_code_page_is_read(run: Run, tmp_path: Path) -> None:
    path = tmp_path / "facts.csv"
    text = "benefit,event_date,joined_date,sex\nbirth,9 พ.ย. 2569,1 พ.ย. 2563,หญิง\n"
    path.write_bytes(text.encode("cp874"))
    assert decided(run, path)[0]["amount_satang"] == 50_000


WRONG_CELLS: list[tuple[dict[str, object], str]] = [
    ({"nights": "1_000"}, "not-whole"),
    ({"nights": "-3"}, "not-whole"),
    ({"nights": -3}, "not-whole"),
    ({"nights": "NaN"}, "not-whole"),
    ({"nights": "3.0"}, "not-whole"),
    ({"nights": "1e3"}, "not-whole"),
    ({"nights": "+3"}, "not-whole"),
    ({"nights": "\uff13"}, "not-whole"),
    ({"nights": "໓"}, "not-whole"),
    ({"nights": "1๒"}, "mixed-digits"),
    ({"nights": "9" * 15}, "too-large"),
    ({"nights": 10**400}, "not-whole"),
    ({"nights": 3.0}, "not-text"),
    ({"nights": True}, "not-whole"),
    ({"nights": [3]}, "not-text"),
    ({"nights": {"$gt": 0}}, "not-text"),
    ({"nights": None}, "missing-value"),
    ({"nights": ""}, "missing-value"),
    ({"nights": "\ud800"}, "not-whole"),
    ({"event_date": "2026-02-30"}, "date-no-such-day"),
    ({"event_date": "29/2/2568"}, "date-no-such-day"),
    ({"event_date": "1/2/67"}, "two-digit-year"),
    ({"event_date": "3110-01-01"}, "date-year-outside"),
    ({"event_date": "เมื่อวาน"}, "date-unreadable"),
    ({"event_last_date": "2026-11-08", "benefit": "demo"}, "unknown-benefit"),
    ({"benefit": ""}, "unknown-benefit"),
    ({"benefit": None}, "unknown-benefit"),
    ({"benefit": ["ipd"]}, "unknown-benefit"),
    ({"suspended": "maybe"}, "not-yes-no"),
    ({"suspended": "2"}, "not-yes-no"),
    ({"benefit": "pension", "paid_days": 1, "birth_date": "2030-01-01"}, "date-order"),
    ({"mood": "good"}, "unknown-column"),
    ({"nihgts": 3}, "unknown-column"),
    ({"sex": "yes"}, "not-a-choice"),
    ({"days_paid": 3, "paid_days": 3}, "repeated-column"),
]


@pytest.mark.parametrize(("given", "code"), WRONG_CELLS)
def test_a_bad_value_is_refused_by_row_column_and_value(
    run: Run, tmp_path: Path, given: dict[str, object], code: str
) -> None:
    reasons = refused(run, facts(tmp_path, [ROW, ROW | given]))
    assert code in {reason["code"] for reason in reasons}
    in_cells = [r for r in reasons if r["code"] == code and r["row"]]
    assert all(r["row"] == 2 and "แถว 2" in r["message"] for r in in_cells)


def test_every_bad_cell_is_told_once(run: Run, tmp_path: Path) -> None:
    rows = [ROW | {"nights": "x", "event_date": "y"}, ROW | {"nights": "-"}]
    reasons = refused(run, facts(tmp_path, rows))
    assert sorted((r["row"], r["column"]) for r in reasons) == [
        (1, "event_date"),
        (1, "nights"),
        (2, "nights"),
    ]


def test_a_column_that_is_missing_is_named_with_the_benefit_that_needs_it(
    run: Run, tmp_path: Path
) -> None:
    [reason] = refused(
        run, facts(tmp_path, [{k: ROW[k] for k in ROW if k != "nights"}])
    )
    assert (reason["row"], reason["column"], reason["code"]) == (
        0,
        "nights",
        "missing-column",
    )
    assert "ipd" in reason["message"]


def test_29_february_2567_is_a_real_day(run: Run, tmp_path: Path) -> None:
    path = facts(tmp_path, [ROW | {"event_date": "29 ก.พ. 2567"}])
    days = (date(2024, 2, 29) - date(2020, 11, 1)).days
    assert decided(run, path)[0]["checks"][0]["found"] == days


def test_a_birth_after_the_event_is_refused(run: Run, tmp_path: Path) -> None:
    row = ROW | {"benefit": "pension", "paid_days": 1, "birth_date": "2030-01-01"}
    assert refused(run, facts(tmp_path, [row]))[0]["code"] == "date-order"


def test_a_stay_that_ends_before_it_begins_is_refused(run: Run, tmp_path: Path) -> None:
    row = ROW | {
        "event_last_date": "2026-11-08",
        "filed_date": "2026-11-20",
        "arrears_days": 0,
    }
    reasons = refused(run, facts(tmp_path, [row]), str(BYLAWS / "demo-2568.yaml"))
    assert reasons[0]["code"] == "date-order"


WRONG_FILES: list[tuple[str, str, str]] = [
    ("", "facts.json", "not-json"),
    ("[", "facts.json", "not-json"),
    ("[" * 100_000, "facts.json", "not-json"),
    ("3", "facts.json", "not-rows"),
    ("[3]", "facts.json", "not-a-row"),
    ("[]", "facts.json", "no-rows"),
    ('[{"nights": 1, "nights": 2}]', "facts.json", "repeated-column"),
    ('[{"benefit": "ipd", "nights": NaN}]', "facts.json", "not-text"),
    ('[{"benefit": "ipd", "nights": 1e400}]', "facts.json", "not-text"),
    ("", "facts.csv", "no-rows"),
    ("nights,event_date\n", "facts.csv", "no-rows"),
    ("nights,nights\n1,2\n", "facts.csv", "repeated-column"),
    ("nights\n1,2\n", "facts.csv", "too-many-cells"),
    ("benefit,nights\nipd,3\n", "facts.csv", "missing-column"),
    ("PAR1", "facts.parquet", "not-parquet"),
]


@pytest.mark.parametrize(("text", "name", "code"), WRONG_FILES)
def test_a_file_that_is_not_what_it_says_is_refused(
    run: Run, tmp_path: Path, text: str, name: str, code: str
) -> None:
    reasons = refused(run, facts(tmp_path, text, name))
    assert code in {reason["code"] for reason in reasons}


def test_a_parquet_column_of_floats_is_refused(run: Run, tmp_path: Path) -> None:
    path = tmp_path / "facts.parquet"
    duckdb.sql(
        "COPY (SELECT 'ipd' AS benefit, DATE '2026-11-09' AS event_date,"
        " DATE '2020-11-01' AS joined_date, 3.0::DOUBLE AS nights)"
        f" TO '{path}' (FORMAT parquet)"
    )
    assert "bad-type" in {reason["code"] for reason in refused(run, path)}


def test_a_by_law_with_overlapping_tiers_is_not_decided(
    run: Run, tmp_path: Path
) -> None:
    reasons = refused(run, facts(tmp_path, [ROW]), str(PUBLISHED))
    assert [reason["code"] for reason in reasons] == ["tiers-overlap"]


def test_a_by_law_that_cannot_be_read_is_told_as_findings(
    run: Run, tmp_path: Path
) -> None:
    bad = facts(tmp_path, small(category="category: 14"), "bad.yaml")
    for command in (("decide", bad, facts(tmp_path, [ROW])), ("bylaw", "facts", bad)):
        code, out, _ = run(*command, "--json")
        assert (code, json.loads(out)["refused"][0]["code"]) == (1, "not-whole")
    code, out, _ = run("bylaw", "check", bad, "--json")
    assert (code, json.loads(out)[0]["severity"]) == (1, "error")


def test_a_by_law_of_bytes_is_refused(run: Run, tmp_path: Path) -> None:
    path = tmp_path / "bytes.yaml"
    path.write_bytes(b"\xff\xfe\x00\x01")
    code, out, _ = run("bylaw", "check", path, "--json")
    assert (code, json.loads(out)[0]["code"]) == (1, "not-utf-8")


@pytest.mark.parametrize(
    "call",
    [
        ("decide",),
        ("decide", YASOTHON),
        ("decide", YASOTHON, "no-such-file.json"),
        ("decide", YASOTHON, YASOTHON),  # Facts are not YAML.
        ("bylaw", "check"),
        ("bylaw", "facts", "no-such-file.yaml"),
        ("bylaw", "check", YASOTHON, "--yaml"),
    ],
)
def test_a_wrong_call_exits_with_2(run: Run, call: tuple[str, ...]) -> None:
    code, out, err = run(*call)
    assert (code, out) == (2, "")
    assert err


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_check_exits_0_for_the_by_laws_that_ship(run: Run, path: Path) -> None:
    code, out, _ = run("bylaw", "check", path, "--json")
    assert code == 0
    for finding in json.loads(out):
        assert set(finding) == {
            *("severity", "clause", "code", "message"),
            *("file", "line", "why", "remedy", "en"),
        }
        assert set(finding["en"]) == {"message", "why", "remedy"}
        assert finding["severity"] in {"warning", "note"}


def test_check_exits_1_for_yasothon_as_published(run: Run) -> None:
    code, out, _ = run("bylaw", "check", PUBLISHED, "--json")
    assert code == 1
    first = json.loads(out)[0]
    assert (first["severity"], first["code"]) == ("error", "tiers-overlap")


def test_check_compares_the_versions_it_is_given(run: Run, tmp_path: Path) -> None:
    one, two = (facts(tmp_path, SMALL, name) for name in ("one.yaml", "two.yaml"))
    code, out, _ = run("bylaw", "check", one, two, "--json")
    assert code == 1
    assert json.loads(out)[0]["code"] == "versions-overlap"
    old, new = (BYLAWS / f"demo-{year}.yaml" for year in (2563, 2568))
    assert run("bylaw", "check", old, new)[0] == 0


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_the_facts_that_are_listed_are_enough_to_decide(
    run: Run, tmp_path: Path, path: Path
) -> None:
    code, out, _ = run("bylaw", "facts", path, "--json")
    assert code == 0
    listed = json.loads(out)
    sample = {"date": "2026-11-09", "partial_date": "1950", "yes_no": "no"}
    row: dict[str, object] = {}
    for fact in listed:
        assert fact["unit"]
        assert fact["label"]
        assert fact["required"] or fact["default_meaning"]
        value = fact["choices"][0] if fact["choices"] else sample.get(fact["type"], "1")
        if fact["required"]:
            row[fact["name"]] = value
    answers = decided(run, facts(tmp_path, [row]), str(path))
    assert {a["benefit"] for a in answers} <= {
        code for fact in listed for code in fact["benefits"]
    }


def test_without_json_a_member_can_read_it(run: Run, tmp_path: Path) -> None:
    path = facts(tmp_path, [ROW | {"nights": 25}, ROW | {"joined_date": "2027-01-01"}])
    code, out, _ = run("decide", YASOTHON, path)
    assert code == 0
    assert "แถว 1 นอนโรงพยาบาล (ข้อ 9): ได้ 2,000 บาท" in out
    assert "คิดให้เท่าที่เหลือ 20 คืน" in out
    assert "ตั้งแต่ 1 ม.ค. 2570" in out


def test_the_lists_can_be_read_without_json(run: Run) -> None:
    code, out, _ = run("bylaw", "facts", YASOTHON)
    assert code == 0
    assert "nights (nights)" in out
    code, out, _ = run("bylaw", "check", PUBLISHED)
    assert code == 1
    assert "ต้องแก้ yasothon-as-published.yaml บรรทัด 162 ข้อ 10 (6)" in out

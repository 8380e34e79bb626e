"""Collecting from the command line: the same actions, the same refusals."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any
from unittest.mock import patch

import pytest

from kongbun.cli.main import main
from kongbun.dues.models import RoundSheet
from kongbun.ledger.balances import balance
from kongbun.receipts.models import Receipt
from kongbun.testing.cast import PASSWORD, TODAY, Cast
from kongbun.web import clock
from tests.dues.village import adopt_convention, make_house, sheet_of, take
from tests.people.sheets import xlsx_of

FUND = ("--fund", "TUNG")
Run = Callable[..., Any]


@pytest.fixture
def village(cast: Cast) -> Cast:
    adopt_convention(cast)
    make_house(cast, "27", "นางบุญเรือน แสนสุข", "นายคำ แสนสุข")
    make_house(cast, "5/1", "นายชาลี คำมูล")
    return cast


@pytest.fixture
def run(
    village: Cast,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> Any:
    assert village.fund.pk
    file = tmp_path / "password"
    file.write_text(PASSWORD, encoding="utf-8")
    monkeypatch.setenv("KONGBUN_PASSWORD_FILE", str(file))

    def call(*arguments: str, code: int = 0) -> Any:
        with patch.object(clock, "today_for", return_value=TODAY):
            found = main([*arguments, *FUND, "--json"])
        out = capsys.readouterr().out
        assert found == code, out
        return json.loads(out)

    return call


@pytest.fixture
def saved(tmp_path: Path) -> Callable[..., str]:
    def write(text: str, name: str = "sheet.csv", encoding: str = "utf-8-sig") -> str:
        file = tmp_path / name
        file.write_bytes(text.encode(encoding))
        return str(file)

    return write


def take_file(run: Run, file: str, *more: str, counted: str, code: int = 0) -> Any:
    return run(
        *("dues", "take", file, "--village", "3", "--received-on", "20/11/2569"),
        *("--bag", "prasert", "--counted", counted, "--as", "prasert", *more),
        code=code,
    )


def test_the_sheet_is_printed_house_by_house(run: Run) -> None:
    shown = run("dues", "sheet", "--village", "3", "--month", "2026-11")
    assert [(row["house"], row["due_satang"]) for row in shown["rows"]] == [
        ("27", 18_000),
        ("5/1", 9_000),
    ]


@pytest.mark.parametrize("encoding", ["utf-8-sig", "utf-8", "cp874"])
def test_a_sheet_is_taken_from_a_file(run: Run, saved: Any, encoding: str) -> None:
    file = saved("บ้านเลขที่,จำนวนเงิน\n27,๖๐\n5/1,30\nรวม,90\n", encoding=encoding)
    answer = take_file(run, file, counted="90")
    assert answer["total_satang"] == 9_000
    assert RoundSheet.objects.get().slips == 2


def test_members_listed_one_by_one_are_one_receipt_of_the_house(
    run: Run, village: Cast, saved: Any
) -> None:
    numbers = [row.member_no for row in sheet_of(village).members]
    file = saved(f"member,amount\n{numbers[0]},30\n{numbers[1]},30\n")
    assert len(take_file(run, file, counted="60")["receipts"]) == 1


def test_the_same_file_twice_asks_a_person(run: Run, saved: Any) -> None:
    file = saved("house,amount\n27,60\n")
    take_file(run, file, counted="60")
    again = take_file(run, file, counted="60", code=1)
    assert again["refused"][0]["code"] == "maybe-same-money"
    assert again["refused"][0]["row"] == 2
    assert Receipt.objects.count() == 1


def test_every_wrong_cell_is_named_with_row_and_column(run: Run, saved: Any) -> None:
    file = saved("house,amount\n27,1_000\n99,30\n5/1,10.005\n5/1,-5\n5/1,NaN\n")
    refused = take_file(run, file, counted="30", code=1)["refused"]
    assert [(one["code"], one["row"], one["column"]) for one in refused] == [
        ("unreadable", 2, "จำนวนเงิน"),
        ("row-not-on-sheet", 3, None),
        ("unreadable", 4, "จำนวนเงิน"),
        ("unreadable", 5, "จำนวนเงิน"),
        ("unreadable", 6, "จำนวนเงิน"),
    ]
    assert not Receipt.objects.exists()


def test_a_formula_is_no_money(run: Run, tmp_path: Path) -> None:
    file = tmp_path / "sheet.xlsx"
    heads = ("house", "amount")
    file.write_bytes(xlsx_of(("27", "=30*2"), headings=heads))
    refused = take_file(run, str(file), counted="60", code=1)["refused"]
    assert (refused[0]["code"], refused[0]["row"]) == ("unreadable", 2)
    assert not Receipt.objects.exists()
    file.write_bytes(xlsx_of(("27", 60), ("รวม", 60), headings=heads))
    assert take_file(run, str(file), counted="60")["total_satang"] == 6_000


def test_a_total_that_does_not_add_up_stops_the_file(run: Run, saved: Any) -> None:
    refused = take_file(
        run, saved("house,amount\n27,60\nรวม,90\n"), counted="60", code=1
    )["refused"]
    assert refused[0]["row"] == 3
    assert not Receipt.objects.exists()


@pytest.mark.parametrize(
    "text",
    [
        '[{"house": "27", "amount_satang": 60.0}]',
        '[{"house": "27", "amount_satang": "6000"}]',
        '[{"house": "27", "amount_satang": true}]',
        '[{"house": "27", "amount_satang": 6000, "approved": true}]',
        '[{"house": "27", "amount_satang": 3000, "amount_satang": 6000}]',
        '{"house": "27"}',
        "[1]",
        "not json",
        "[" * 5000,
    ],
)
def test_json_that_is_not_whole_satang_is_refused(
    run: Run, saved: Any, text: str
) -> None:
    refused = take_file(run, saved(text, "sheet.json"), counted="60", code=1)
    assert refused["refused"][0]["code"] == "unreadable"
    assert not Receipt.objects.exists()


def test_json_takes_satang(run: Run, saved: Any) -> None:
    file = saved('[{"house": "27", "amount_satang": 6050}]', "sheet.json")
    assert take_file(run, file, counted="60.50")["total_satang"] == 6_050


@pytest.mark.parametrize(
    "text", ["", "ชื่อ,ที่อยู่\nก,ข\n", "house,amount\n", "\x00\x01\x02"]
)
def test_a_file_without_a_sheet_takes_nothing(run: Run, saved: Any, text: str) -> None:
    take_file(run, saved(text), counted="60", code=1)
    assert not Receipt.objects.exists()


def test_a_file_that_is_not_there_is_said(run: Run) -> None:
    refused = take_file(run, "/nowhere/sheet.csv", counted="60", code=2)
    assert "เปิดแฟ้ม" in refused["refused"][0]["message"]


def test_the_counter_takes_money_and_a_receipt_is_shown_and_reversed(
    run: Run, village: Cast
) -> None:
    number = sheet_of(village).members[0].member_no
    answer = run(
        *("dues", "pay", "--for", f"{number}=90", "--fee-for", f"{number}=20"),
        *("--as", "somsri"),
    )
    shown = run("receipt", "show", answer["receipt"])
    assert shown["words"] == "หนึ่งร้อยสิบบาทถ้วน"
    reverse = ("receipt", "reverse", answer["receipt"], "--reason", "ผิดคน")
    run(*reverse, "--as", "somsri")
    assert run("receipt", "show", answer["receipt"])["reversed_because"] == "ผิดคน"
    again = run(*reverse, "--as", "somsri", code=1)
    assert again["refused"][0]["code"] == "already-reversed"


@pytest.mark.parametrize("amount", ["-5", "1_000", "NaN", "10.005", "", "0", "1e3"])
def test_bad_amounts_are_refused_at_the_counter(
    run: Run, village: Cast, amount: str
) -> None:
    number = sheet_of(village).members[0].member_no
    refused = run(
        *("dues", "pay", "--for", f"{number}={amount}", "--as", "somsri"), code=1
    )
    assert refused["refused"][0]["code"] == "unreadable"


def test_a_bag_is_offered_and_accepted_by_two_people(run: Run, village: Cast) -> None:
    take(village, {"27": 60}, received_on=date(2026, 11, 11))
    (bag,) = run("bag", "list")
    assert (bag["satang"], bag["days"], bag["overdue_days"]) == (6_000, 9, 2)
    assert run("bag", "offer", "prasert", "--as", "prasert")["slips"] == 1
    own = run("bag", "accept", "prasert", "--counted", "60", "--as", "prasert", code=1)
    assert own["refused"][0]["code"] == "not-allowed"
    run("bag", "accept", "prasert", "--counted", "๖๐", "--as", "somsri")
    assert balance(village.fund.pk, "cash") == 6_000


def test_books_are_opened_listed_and_closed(run: Run) -> None:
    run(
        *("book", "open", "--number", "14", "--first-no", "1", "--last-no", "50"),
        *("--as", "prasert"),
    )
    run(
        "receipt",
        "void",
        "--book",
        "14",
        "--no",
        "2",
        "--reason",
        "ฉีก",
        "--as",
        "prasert",
    )
    (book,) = run("book", "list")
    assert (book["number"], book["voids"], book["missing"]) == (14, 1, [1])
    gaps = run("book", "close", "14", "--as", "prasert", code=1)
    assert gaps["refused"][0]["code"] == "book-has-gaps"
    run(
        "receipt",
        "void",
        "--book",
        "14",
        "--no",
        "1",
        "--reason",
        "ฉีก",
        "--as",
        "prasert",
    )
    run("book", "close", "14", "--as", "prasert")


def test_arrears_are_listed_most_first(run: Run, village: Cast) -> None:
    take(village, {"27": 60})
    found = run("dues", "arrears")
    # November runs: September and October are over.
    assert [one["satang"] for one in found] == [6_000, 3_000, 3_000]


def test_an_outsider_writes_nothing(run: Run, saved: Any) -> None:
    file = saved("house,amount\n27,60\n")
    refused = run(
        *("dues", "take", file, "--village", "3", "--received-on", "20/11/2569"),
        *("--bag", "bag:1", "--counted", "60", "--as", "noi"),
        code=1,
    )
    assert refused["refused"][0]["code"] == "not-allowed"


def test_an_entry_fee_alone_is_a_receipt_as_on_the_page(run: Run) -> None:
    number = run("dues", "sheet", "--village", "3")["rows"][0]["member"]
    paid = run("dues", "pay", "--fee-for", f"{number}=20", "--as", "somsri")
    shown = run("receipt", "show", paid["receipt"])
    assert (shown["amount_satang"], shown["payer"]) == (2000, "นางบุญเรือน แสนสุข")
    assert run("dues", "pay", "--as", "somsri", code=2)["refused"]
    assert run("dues", "pay", "--for", number, "--as", "somsri", code=2)["refused"]

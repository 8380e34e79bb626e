"""The same steps on the command line: who acts, the second person, JSON, exit codes."""

from __future__ import annotations

import json
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import openpyxl
import pytest

from kongbun.cli import main as door
from kongbun.ledger.balances import balance, closed_through
from kongbun.reports.names import Name
from kongbun.testing.cast import PASSWORD, PEOPLE, Cast
from kongbun.web import clock

pytestmark = pytest.mark.django_db


class Terminal:
    """Runs commands of one fund; `told` is the JSON of the last one."""

    def __init__(self, capsys: pytest.CaptureFixture[str]) -> None:
        self.capsys = capsys

    def __call__(self, *words: str, who: str = "somsri", fund: str = "TUNG") -> int:
        self.capsys.readouterr()
        signed = [] if who == "" else ["--as", who]
        code = door.main([*words, "--fund", fund, *signed, "--json"])
        out = self.capsys.readouterr().out
        self.told: Any = json.loads(out) if out else None
        return code


@pytest.fixture
def run(
    cast: Cast,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> Terminal:
    file = tmp_path / "secrets"
    names = [*PEOPLE, "noi"]
    assert cast.fund.code == "TUNG"
    file.write_text("\n".join(f"{name}:{PASSWORD}" for name in names))
    monkeypatch.setenv("KONGBUN_PASSWORD_FILE", str(file))
    return Terminal(capsys)


@pytest.mark.usefixtures("in_november")
def test_money_in_approved_paid_moved_and_reversed(cast: Cast, run: Terminal) -> None:
    fund = cast.fund.pk
    gift = ("money", "income", "income:donation", "1,000")
    assert run(*gift, "--into", "cash", "--from", "นายสมบัติ ดีงาม") == 0
    assert run.told["number"] == "1/2570"
    spent = ("money", "expense", "expense:office", "๒๐๐", "--to", "ร้าน", "--for", "สมุด")
    assert run(*spent) == 0
    assert run("money", "approve", "2/2570") == 1
    assert run.told["refused"][0]["code"] == "not-allowed"
    assert run("money", "approve", "2/2570", who="prasong") == 0
    assert run("money", "pay", "2/2570", "--from", "cash") == 0
    assert run("money", "move", "500", "--from", "cash", "--into", "bank:1") == 0
    assert (balance(fund, "cash"), balance(fund, "bank:1")) == (300_00, 500_00)
    undo = ("money", "reverse", "2/2570", "--reason", "จ่ายผิด")
    assert run(*undo) == 1
    assert run.told["refused"][0]["code"] == "second-person-needed"
    assert run(*undo, "--second", "chanpen") == 0
    assert balance(fund, "expense:office") == 0
    assert run("money", "list", who="") == 0
    assert [row["state"] for row in run.told["movements"]] == [
        "booked",
        "reversed",
        "booked",
    ]


def test_investments_and_cash_over_short(cast: Cast, run: Terminal) -> None:
    fund = cast.fund.pk
    assert run("fund", "account", "investment", "--name", "สลาก") == 0
    run("money", "income", "income:interest", "1000", "--into", "bank:1")
    buy = ("money", "invest", "buy", "investment:1", "400", "--from", "bank:1")
    assert run(*buy) == 0
    sell = ("money", "invest", "sell", "investment:1", "--cost", "400")
    assert run(*sell, "--proceeds", "425.50", "--into", "cash") == 0
    assert balance(fund, "income:investment") == -25_50
    short = ("money", "over-short", "1", "--short", "--reason", "ขาด")
    assert run(*short, "--second", "somsri") == 1
    assert run.told["refused"][0]["code"] == "same-person"
    assert run(*short, "--second", "chanpen") == 0
    assert balance(fund, "cash") == 424_50


@pytest.mark.parametrize("amount", ["-5", "0", "1.234", "1_000", "NaN", "1e3", "๑2"])
def test_an_unreadable_amount_books_nothing(
    cast: Cast, run: Terminal, amount: str
) -> None:
    code = run("money", "income", "income:interest", "--into", "cash", "--", amount)
    assert code in {1, 2}
    assert balance(cast.fund.pk, "cash") == 0


def test_an_outsider_and_a_wrong_fund_get_nothing(cast: Cast, run: Terminal) -> None:
    gift = ("money", "income", "income:interest", "5", "--into", "cash")
    assert run(*gift, who="noi") == 1
    assert run(*gift, fund="NOWHERE") == 1
    assert balance(cast.fund.pk, "cash") == 0


def test_a_month_is_looked_at_explained_and_closed(cast: Cast, run: Terminal) -> None:
    last = clock.today().replace(day=1) - timedelta(days=1)
    on = ("--on", last.isoformat())
    run("money", "income", "income:interest", "100", "--into", "cash", *on)
    assert run("month", "status", who="") == 1
    assert run.told["can_close"] is False
    open_ = [one["condition"] for one in run.told["conditions"] if not one["met"]]
    assert open_ == ["cash", "bank"]
    assert run("month", "close") == 1
    codes = [one["code"] for one in run.told["refused"]]
    assert codes == ["cash-not-counted", "bank-not-read"]
    counted = ("count", "cash", "--piece", "100=1", "--second", "chanpen")
    assert run(*counted, *on) == 0
    assert run.told["difference_satang"] == 0
    assert run("count", "bank", "bank:1", "0", *on) == 0
    assert run("month", "explain", "bag", "bag:1", "x") == 1
    assert run.told["refused"][0]["code"] == "nothing-to-explain"
    assert run("month", "status", who="") == 0
    assert run("month", "close") == 0
    assert closed_through(cast.fund.pk) == last
    assert run("report", "year", *on, who="") == 0
    assert run.told["kept"] is True


@pytest.mark.parametrize("name", list(Name))
def test_every_report_is_one_json_document_and_one_workbook(
    run: Terminal, tmp_path: Path, name: Name
) -> None:
    run("money", "income", "income:interest", "100", "--into", "cash")
    file = tmp_path / "report.xlsx"
    code = run("report", name.value, "--xlsx", str(file), who="")
    assert code == 0
    assert run.told["report"] == name.value
    assert run.told["fund"] == "TUNG"
    assert run.told["figures"]
    assert openpyxl.load_workbook(file).sheetnames


def test_a_report_of_tomorrow_or_without_a_name_is_refused(run: Terminal) -> None:
    tomorrow = (clock.today() + timedelta(days=1)).isoformat()
    assert run("report", "income", "--on", tomorrow, who="") == 1
    assert run.told["refused"][0]["code"] == "date-in-future"
    assert run("report", "nothing", who="") == 2
    assert run("report", "income", "--on", "31/11/2569", who="") == 1


def test_figures_of_a_past_day_leave_out_what_came_later(
    cast: Cast, run: Terminal
) -> None:
    run("money", "income", "income:interest", "7", "--into", "cash")
    assert run("report", "balance", "--on", str(date(2026, 9, 30)), who="") == 0
    assert run.told["figures"]["total"]["assets_satang"] == 0
    assert run.told["fiscal_year"] == 2569
    assert cast.fund.code == "TUNG"

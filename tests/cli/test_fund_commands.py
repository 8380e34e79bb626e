"""A fund is founded, furnished and taken over from the command line alone."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from kongbun.cli.main import main
from kongbun.testing.cast import PASSWORD, Cast

pytestmark = pytest.mark.django_db
BYLAW = str(Path(__file__).parents[2] / "bylaws" / "demo-2563.yaml")


@pytest.fixture
def run(
    cast: Cast,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> Any:
    assert cast.fund.pk
    file = tmp_path / "password"
    file.write_text(PASSWORD, encoding="utf-8")
    monkeypatch.setenv("KONGBUN_PASSWORD_FILE", str(file))

    def call(*arguments: str, code: int = 0) -> Any:
        found = main([*arguments, "--json"])
        out = capsys.readouterr().out
        assert found == code, out
        return json.loads(out) if out else None

    return call


def test_an_empty_fund_with_a_bylaw_is_one_command(run: Any) -> None:
    run(
        *("fund", "found", "BAN-9", "--name", "กองทุนบ้านเก้า", "--bylaw", BYLAW),
        *("--founded-on", "1/10/2563", "--branch", "3=บ้านทุ่ง", "--branch", "กลุ่มทอผ้า"),
        *("--bank", "ธ.ก.ส.", "--officer", "chair=prasong", "--as", "operator"),
    )
    shown = run("fund", "show", "--fund", "BAN-9")
    codes = [account["code"] for account in shown["accounts"]]
    assert {"cash", "bank:1", "income:dues", "expense:benefit:13"} <= set(codes)
    assert {account["balance_satang"] for account in shown["accounts"]} == {0}
    assert [branch["moo"] for branch in shown["branches"]] in ([3, None], [None, 3])
    assert [officer["user"] for officer in shown["officers"]] == ["prasong"]
    assert len(run("bylaw", "list", "--fund", "BAN-9")) == 1


def test_the_same_code_twice_is_refused_with_what_to_do(run: Any) -> None:
    told = run(*("fund", "found", "TUNG", "--name", "ซ้ำ", "--as", "operator"), code=1)
    assert told["refused"][0]["code"] == "fund-code-taken"
    assert told["refused"][0]["remedy"]


def test_names_too_long_to_keep_are_refused_and_not_cut(run: Any) -> None:
    long = "ก" * 121
    fund = ("--fund", "TUNG", "--as", "somsri")
    for call in (
        ("fund", "found", "LONG", "--name", long * 2, "--as", "operator"),
        ("fund", "account", "cash", "--name", long, *fund),
        ("fund", "branch", long, *fund),
    ):
        told = run(*call, code=1)
        assert [one["code"] for one in told["refused"]] == ["text-too-long"]


def test_a_fund_in_mid_life_is_stated_by_one_and_approved_by_another(run: Any) -> None:
    fund = ("--fund", "TUNG")
    run(
        *("fund", "opening", "--on", "30 ก.ย. 2569", "--holding", "cash=๑,๒๐๐"),
        *("--holding", "bank:1=500,000.25", "--receipt", "income:dues=900000"),
        *("--benefit", "4=12,120000", *fund, "--as", "somsri"),
    )
    waiting = run("fund", "opening-show", *fund)
    assert waiting["holdings"] == {"bank:1": 50_000_025, "cash": 120_000}
    decide = ("fund", "opening-decide", waiting["statement"], "--hash")
    approve = (*decide, waiting["hash"], "--approve", *fund)
    run(*approve, "--as", "somsri", code=1)
    run(*decide, "00", "--approve", *fund, "--as", "prasong", code=1)
    run(*approve, "--as", "prasong")
    shown = run("fund", "show", *fund)
    money = {a["code"]: a["balance_satang"] for a in shown["accounts"]}
    assert (money["cash"], money["bank:1"]) == (120_000, 50_000_025)
    assert money["equity:opening"] == -50_120_025


@pytest.mark.parametrize("amount", ["-5", "1_000", "NaN", "10.005", "0x10", "1e3"])
def test_an_amount_that_is_none_is_refused_in_thai(run: Any, amount: str) -> None:
    told = run(
        *("fund", "opening", "--on", "30/9/2569", "--holding", f"cash={amount}"),
        *("--fund", "TUNG", "--as", "somsri"),
        code=1,
    )
    assert told["refused"][0]["code"] == "unreadable"
    assert amount in told["refused"][0]["message"]


def test_branches_bags_and_another_fund(run: Any) -> None:
    fund = ("--fund", "TUNG")
    made = run("fund", "branch", "บ้านใหม่", "--moo", "9", *fund, "--as", "prasong")
    run("fund", "branch", "บ้านใหม่", "--moo", "9", *fund, "--as", "prasong", code=1)
    run("fund", "branch-close", made["branch"], *fund, "--as", "prasong")
    run(
        *("fund", "account", "bag", "--name", "ถุงซ้ำ", "--holder", "prasert"),
        *(*fund, "--as", "somsri"),
        code=1,
    )
    run("fund", "branch", "บ้านอื่น", *fund, "--as", "noi", code=1)


def test_a_wrong_call_exits_with_two(run: Any) -> None:
    assert main(["fund", "found", "X-1"]) == 2
    assert main(["fund", "account", "purse", "--name", "x", "--fund", "TUNG"]) == 2
    assert main(["fund", "nothing"]) == 2
    assert run("fund", "show", "--fund", "TUNG")["fund"] == "TUNG"


def test_who_sits_where_is_named_by_member_number_and_ended_by_id(run: Any) -> None:
    fund = ("--fund", "TUNG")
    run("fund", "branch", "บ้านใหม่", "--moo", "9", *fund, "--as", "prasong")
    number = run(
        *("member", "add", "--first-name", "คำหล้า", "--village", "9"),
        *("--joined-on", "1/11/2563", *fund, "--as", "chanpen"),
    )["member_no"]
    run(
        *("fund", "seat", number, "--post", "centre_chair", "--branch", "9"),
        *("--from-date", "1/10/2568", *fund, "--as", "chanpen"),
    )
    [seat] = run("fund", "show", *fund)["seats"]
    assert (seat["post"], seat["branch"]) == ("centre_chair", "หมู่ 9 บ้านใหม่")
    end = ("fund", "seat-end", seat["seat"], "--until-date", "2/10/2568")
    run(*end, *fund, "--as", "chanpen")
    assert run("fund", "show", *fund)["seats"] == []
    run("fund", "branch", "บ้านเล็ก", "--moo", "8", *fund, "--as", "prasong")
    run("fund", "branch-close", "8", *fund, "--as", "prasong")


def test_a_duty_is_for_a_village_and_says_who_the_user_is(run: Any) -> None:
    fund = ("--fund", "TUNG")
    run("fund", "branch", "บ้านใหม่", "--moo", "9", *fund, "--as", "prasong")
    number = run(
        *("member", "add", "--first-name", "คำหล้า", "--village", "9"),
        *("--joined-on", "1/11/2563", *fund, "--as", "chanpen"),
    )["member_no"]
    give = ("user", "grant", "prasert", "centre", *fund, "--as", "prasong")
    run(*give, "--village", "9", "--member", number)
    run(*give, "--village", "77", code=1)
    run(*give, "--member", "99-9999", code=1)
    told = {one["username"]: one["duties"] for one in run("user", "list")}
    given = [one for one in told["prasert"] if one["role"] == "centre"]
    assert [(one["branch"], one["person"]) for one in given] == [
        ("หมู่ 9 บ้านใหม่", "คำหล้า")
    ]

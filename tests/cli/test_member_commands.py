"""Members from the command line: the same actions, the same refusals."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from kongbun.cli.main import main
from kongbun.kernel.national_id import with_checksum
from kongbun.people.models import Person
from kongbun.testing.cast import PASSWORD, Cast

pytestmark = pytest.mark.django_db
FUND = ("--fund", "TUNG")
BY = (*FUND, "--as", "chanpen")


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
        return json.loads(out)

    return call


def add(run: Any, *more: str, name: str = "คำหล้า", code: int = 0) -> Any:
    return run(
        *("member", "add", "--first-name", name, "--village", "3"),
        *("--joined-on", "1 พ.ย. 2563", "--house", "๔๑", *more, *BY),
        code=code,
    )


def test_a_member_comes_leaves_and_returns(run: Any) -> None:
    first = add(
        run, "--id", "0000000000019", "--born", "2480", "--beneficiary", "ก=บุตร"
    )
    number = first["member_no"]
    shown = run("member", "show", number, *FUND)
    assert shown["id_last_four"] == "0019"
    assert shown["beneficiaries"] == [{"name": "ก", "relation": "บุตร"}]
    run("member", "exit", number, "--reason", "resigned", "--on", "2024-02-29", *BY)
    assert run("member", "list", *FUND) == []
    run("member", "exit-back", number, "--why", "ผิดคน", *BY)
    assert len(run("member", "list", "--find", "๔๑", *FUND)) == 1
    run("member", "exit", number, "--reason", "resigned", "--on", "29/2/2567", *BY)
    back = run(
        *("member", "return", number, "--village", "7", "--joined-on", "1/3/2568"),
        *BY,
    )
    assert back["member_no"] == "07-0001"
    assert len(run("member", "list", "--exited", *FUND)) == 2


@pytest.mark.parametrize(
    ("more", "code"),
    [
        (("--id", "1.10123E+12"), "unreadable"),
        (("--id", "3000000000014"), "unreadable"),
        (("--born", "12/5/67"), "unreadable"),
        (("--joined-on", "30/2/2567"), "unreadable"),
        (("--joined-on", "1/1/2600"), "date-in-future"),
        (("--village", "99"), "not-found"),
        (("--born", "1/1/2567"), "born-later"),
    ],
)
def test_the_same_bad_values_get_the_same_answers(
    run: Any, more: tuple[str, ...], code: str
) -> None:
    told = add(run, *more, code=1)
    assert told["refused"][0]["code"] == code
    assert told["refused"][0]["remedy"]
    assert run("member", "list", *FUND) == []


def test_another_fund_and_another_duty_get_nothing(run: Any) -> None:
    add(run)
    by_noi = ("--fund", "TUNG", "--as", "noi")
    run(
        *("member", "exit", "03-0001", "--reason", "died", "--on", "1/1/2569"),
        *by_noi,
        code=1,
    )
    assert run("member", "list", *FUND)[0]["exited_on"] is None
    assert run("member", "list", "--fund", "NOI") == []


def test_who_saw_the_card_says_so_as_on_the_page(run: Any) -> None:
    made_up = with_checksum("100001111111")
    told = add(run, "--id", made_up, code=1)
    assert made_up in told["refused"][0]["message"]
    number = add(run, "--id", made_up, "--id-is-right")["member_no"]
    assert run("member", "show-id", number, *BY)["id"] == made_up
    run("member", "edit", number, "--id", "0000000000019", *BY)
    run("member", "edit", number, "--id", made_up, *BY, code=1)
    run("member", "edit", number, "--id", made_up, "--id-is-right", *BY)
    # What is plainly wrong stays wrong.
    add(run, "--id", "3000000000014", "--id-is-right", name="คำปัน", code=1)


def test_what_is_known_no_more_is_taken_away(run: Any) -> None:
    number = add(run, "--born", "2480", "--beneficiary", "ก=บุตร")["member_no"]
    run("member", "edit", number, "--born", "", *BY)
    person = Person.objects.get(memberships__member_no=number)
    assert (person.birth_date, person.birth_precision) == (None, "")
    assert main(["member", "belongs", number, "--no-beneficiary", *BY]) == 0
    both = ("--no-beneficiary", "--beneficiary", "ก")
    assert main(["member", "belongs", number, *both, *BY]) == 2

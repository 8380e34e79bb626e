"""Members corrected through the command line: what is not named stays."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from kongbun.audit.models import AuditEvent
from kongbun.cli import main as door
from kongbun.people.models import Membership
from kongbun.testing.cast import PASSWORD, Cast

FUND = ["--fund", "TUNG", "--as", "chanpen"]
NAME = ["--first-name", "บุญเรือน", "--last-name", "แสนสุข", "--title", "นาง"]
BORN = ["--born", "5/5/2497", "--joined-on", "1/10/2563"]


@pytest.fixture
def number(
    cast: Cast,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> str:
    """A member taken in by command; the number that was given."""
    assert cast.fund.code == "TUNG"
    file = tmp_path / "secret"
    file.write_text(PASSWORD, encoding="utf-8")
    monkeypatch.setenv("KONGBUN_PASSWORD_FILE", str(file))
    moo = str(cast.branches[0].moo)
    call = ["member", "add", *NAME, *BORN, "--village", moo, "--house", "41"]
    call += ["--id", "1000000000017", "--beneficiary", "นายสมบัติ ดีงาม=บุตร"]
    assert door.main([*call, *FUND, "--json"]) == 0
    return str(json.loads(capsys.readouterr().out)["member_no"])


def test_only_what_is_named_changes(number: str) -> None:
    assert door.main(["member", "edit", number, "--nickname", "เรือน", *FUND]) == 0
    person = Membership.objects.get(member_no=number).person
    assert person.nickname == "เรือน"
    assert person.full_name() == "นางบุญเรือน แสนสุข"
    assert person.id_value == "1000000000017"
    assert person.birth_date is not None


def test_an_id_can_be_taken_away(number: str) -> None:
    assert door.main(["member", "edit", number, "--id", "", *FUND]) == 0
    person = Membership.objects.get(member_no=number).person
    assert (person.id_kind, person.id_value) == ("", "")


def test_a_member_moves_house_and_keeps_who_is_named_to_receive(number: str) -> None:
    assert door.main(["member", "belongs", number, "--house", "5/1", *FUND]) == 0
    found = Membership.objects.get(member_no=number)
    assert found.person.household is not None
    assert found.person.household.house_no == "5/1"
    assert [one.name for one in found.beneficiaries.filter(removed_on=None)] == [
        "นายสมบัติ ดีงาม"
    ]


def test_a_look_at_the_whole_id_goes_on_record(
    number: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert door.main(["member", "show-id", number, *FUND, "--json"]) == 0
    assert json.loads(capsys.readouterr().out)["id"] == "1000000000017"
    assert AuditEvent.objects.filter(action="people.see_full_id").count() == 1


@pytest.mark.parametrize("command", ["edit", "belongs", "show-id"])
def test_an_outsider_corrects_and_sees_nothing(
    number: str, command: str, capsys: pytest.CaptureFixture[str]
) -> None:
    call = ["member", command, number, "--fund", "TUNG", "--as", "noi", "--json"]
    assert door.main(call) == 1
    shown = capsys.readouterr().out
    assert json.loads(shown)["refused"][0]["code"] == "not-allowed"
    assert "1000000000017" not in shown


def test_a_date_that_does_not_exist_is_refused_in_thai(
    number: str, capsys: pytest.CaptureFixture[str]
) -> None:
    call = ["member", "edit", number, "--born", "31/11/2497", *FUND]
    assert door.main(call) == 1
    assert "พฤศจิกายน" in capsys.readouterr().err

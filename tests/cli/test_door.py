"""Who acts through the command line, and how a password gets in."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from kongbun.access.models import RoleGrant, User
from kongbun.audit.models import AuditEvent
from kongbun.cli import main as door

SECRET = "น้ำใจไหลมา-2570"


@pytest.fixture
def secrets_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    file = tmp_path / "secrets"
    file.write_text(f"somsri:{SECRET}\nnew:somsri:{SECRET}\nnew:dao:{SECRET}\n")
    monkeypatch.setenv("KONGBUN_PASSWORD_FILE", str(file))
    return file


@pytest.fixture
def somsri(db: None, secrets_file: Path) -> str:
    assert door.main(["user", "add", "somsri", "--name", "นางสมศรี ใจงาม"]) == 0
    return "somsri"


@pytest.mark.usefixtures("somsri")
def test_the_first_user_of_a_machine_needs_nobody_and_runs_it() -> None:
    assert User.objects.get(username="somsri").is_operator


def test_who_changes_something_says_who_they_are(
    somsri: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert door.main(["user", "add", "dao", "--name", "นางสาวดาวใจ"]) == 2
    assert "--as USER" in capsys.readouterr().err
    assert (
        door.main(["user", "add", "dao", "--name", "นางสาวดาวใจ", "--as", somsri]) == 0
    )


@pytest.mark.parametrize("name", ["somsri", "nobody"])
def test_a_wrong_password_and_an_unknown_name_get_the_same_words(
    somsri: str, secrets_file: Path, name: str, capsys: pytest.CaptureFixture[str]
) -> None:
    secrets_file.write_text("something else")
    capsys.readouterr()
    assert door.main(["user", "reset", somsri, "--as", name, "--json"]) == 1
    told = json.loads(capsys.readouterr().out)
    assert [one["code"] for one in told["refused"]] == ["sign-in-failed"]


def test_a_forgotten_password_is_set_anew(somsri: str) -> None:
    assert door.main(["user", "add", "dao", "--name", "ดาวใจ", "--as", somsri]) == 0
    before = User.objects.get(username="dao").password
    assert door.main(["user", "reset", "dao", "--as", somsri]) == 0
    dao = User.objects.get(username="dao")
    assert dao.password != before
    assert dao.check_password(SECRET)


def test_one_chooses_a_new_password_of_ones_own(
    somsri: str, secrets_file: Path
) -> None:
    """The file's line bears the name one signs in with, not the one that is shown."""
    secrets_file.write_text(f"somsri:{SECRET}\nnew:somsri:ฝนตกที่ทุ่งน้ำใจ\n")
    assert door.main(["user", "password", "--as", somsri]) == 0
    assert User.objects.get(username=somsri).check_password("ฝนตกที่ทุ่งน้ำใจ")


def test_the_audit_trail_names_the_door(somsri: str) -> None:
    event = AuditEvent.objects.get(action="access.add_user")
    assert (event.door, event.allowed) == ("cli", True)
    assert somsri not in event.payload


def test_a_command_id_is_never_taken_for_other_content(
    somsri: str, capsys: pytest.CaptureFixture[str]
) -> None:
    call = ["user", "add", "dao", "--name", "ดาวใจ", "--as", somsri, "--json"]
    call += ["--command-id", "6f1c1b0e-4b0f-4d0b-9a53-0a4c4d1b7a11"]
    capsys.readouterr()
    assert door.main(call) == 0
    first = capsys.readouterr().out
    # The password is hashed with a new salt each time, so this is another content.
    assert door.main(call) == 1
    assert "command-id-reused" in capsys.readouterr().out
    assert json.loads(first)["username"] == "dao"
    assert User.objects.filter(username="dao").count() == 1


def test_an_unknown_fund_is_a_refusal(
    somsri: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert door.main(["user", "reset", somsri, "--fund", "NONE", "--as", somsri]) == 1
    assert "ไม่พบกองทุนรหัส NONE" in capsys.readouterr().err


@pytest.mark.usefixtures("somsri")
def test_the_list_of_users_holds_no_secret(
    capsys: pytest.CaptureFixture[str],
) -> None:
    capsys.readouterr()
    assert door.main(["user", "list", "--json"]) == 0
    told = json.loads(capsys.readouterr().out)
    assert told == [
        {
            "username": "somsri",
            "name": "นางสมศรี ใจงาม",
            "active": True,
            "operator": True,
            "duties": [],
        }
    ]


def test_duties_are_given_and_ended_on_the_command_line(
    somsri: str, capsys: pytest.CaptureFixture[str]
) -> None:
    found = ["fund", "found", "TUNG", "--name", "กองทุนทุ่งน้ำใจ", "--as", somsri]
    assert door.main(found) == 0
    assert door.main(["user", "add", "dao", "--name", "ดาวใจ", "--as", somsri]) == 0
    capsys.readouterr()
    give = ["user", "grant", "dao", "auditor", "--fund", "TUNG", "--as", somsri]
    assert door.main([*give, "--json"]) == 0
    duty = json.loads(capsys.readouterr().out)["grant"]
    assert door.main(["user", "list", "--json"]) == 0
    dao = json.loads(capsys.readouterr().out)[0]
    assert [(one["fund"], one["role"]) for one in dao["duties"]] == [
        ("TUNG", "auditor")
    ]
    assert door.main(["user", "end-duty", duty, "--fund", "TUNG", "--as", somsri]) == 0
    only = ["user", "grant", "dao", "collector", "--fund", "TUNG", "--as", somsri]
    assert door.main([*only, "--village", "3"]) == 1
    branch = ["fund", "branch", "กลุ่มทอผ้า", "--fund", "TUNG", "--as", somsri]
    assert door.main(branch) == 0
    assert door.main([*only, "--village", "None"]) == 1
    assert door.main([*only, "--village", "กลุ่มทอผ้า"]) == 0
    narrow = RoleGrant.objects.get(user__username="dao", role="collector").branch
    assert narrow is not None
    assert narrow.name == "กลุ่มทอผ้า"
    assert door.main(["user", "end-duty", "x", "--fund", "TUNG", "--as", somsri]) == 1


def test_who_owns_the_data_folder_sets_the_last_operators_password(
    somsri: str,
) -> None:
    before = User.objects.get(username=somsri).password
    assert door.main(["user", "reset", somsri]) == 2
    assert door.main(["user", "reset", somsri, "--at-this-machine"]) == 0
    assert User.objects.get(username=somsri).password != before
    assert AuditEvent.objects.filter(door="machine").count() == 1

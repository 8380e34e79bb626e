"""`kongbun import members`: a contract of shapes and exit codes."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from kongbun.cli.main import main
from kongbun.people.models import Membership, RegisterImport
from kongbun.testing.cast import PASSWORD, Cast
from tests.people.sheets import BUNRUEAN, SOMBAT, csv_of, xlsx_of

pytestmark = pytest.mark.django_db
KEYS = {"rows", "accepted", "normalised", "questions", "refused", "written", "findings"}


class Caller:
    """Calls the command and reads its one JSON document."""

    def __init__(self, folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
        self.folder, self.capsys = folder, capsys

    def __call__(
        self, content: bytes, *more: str, name: str = "ทะเบียน.csv", code: int
    ) -> dict[str, Any]:
        file = self.folder / name
        file.write_bytes(content)
        call = ["import", "members", str(file), "--fund", "TUNG", "--json", *more]
        assert main(call) == code
        told: dict[str, Any] = json.loads(self.capsys.readouterr().out)
        assert set(told) == KEYS
        for finding in told["findings"]:
            assert set(finding) == {
                *("row", "column", "verdict", "code", "value", "message")
            }
        return told


@pytest.fixture
def call(
    cast: Cast,
    tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
) -> Caller:
    secrets = tmp_path / "secrets"
    secrets.write_text(f"somsri:{PASSWORD}\nprasert:{PASSWORD}\n")
    monkeypatch.setenv("KONGBUN_PASSWORD_FILE", str(secrets))
    assert cast.fund.code == "TUNG"
    return Caller(tmp_path, capsys)


def test_a_dry_run_needs_nobody_and_writes_nothing(call: Caller) -> None:
    told = call(csv_of(BUNRUEAN, SOMBAT), "--dry-run", code=0)
    assert (told["rows"], told["accepted"], told["written"]) == (2, 2, 0)
    assert not Membership.objects.exists()
    assert not RegisterImport.objects.exists()


def test_a_clear_register_comes_in_once(call: Caller) -> None:
    content = xlsx_of(BUNRUEAN, SOMBAT)
    told = call(content, "--as", "somsri", name="ทะเบียน.xlsx", code=0)
    assert told["written"] == 2
    again = call(content, "--as", "somsri", name="ทะเบียน.xlsx", code=0)
    assert again["written"] == 0
    assert {f["code"] for f in again["findings"]} == {"already-there"}
    assert Membership.objects.count() == 2


def test_one_refused_row_and_nothing_is_written(call: Caller) -> None:
    wrong = (*SOMBAT[:4], "29/2/2568", *SOMBAT[5:])
    told = call(csv_of(BUNRUEAN, wrong), "--as", "somsri", code=1)
    assert (told["refused"], told["written"]) == (1, 0)
    (finding,) = told["findings"]
    assert (finding["row"], finding["column"]) == (3, "วันเกิด")
    assert (finding["verdict"], finding["code"]) == ("refused", "date-no-such-day")
    assert finding["value"] == "29/2/2568"
    assert "แถว 3 ช่อง “วันเกิด”" in finding["message"]
    assert not Membership.objects.exists()


def test_a_question_is_answered_on_the_command_line(call: Caller) -> None:
    content = csv_of((*SOMBAT[:4], "12/5/10", *SOMBAT[5:]))
    told = call(content, "--as", "somsri", code=1)
    assert (told["questions"], told["written"]) == (1, 0)
    answer = ("--answer", "two-digit-year=be25")
    told = call(content, "--as", "somsri", *answer, code=0)
    assert (told["questions"], told["normalised"], told["written"]) == (0, 1, 1)


def test_a_later_duplicate_names_the_earlier_row(call: Caller) -> None:
    told = call(csv_of(BUNRUEAN, SOMBAT, BUNRUEAN), "--dry-run", code=1)
    (finding,) = told["findings"]
    assert (finding["row"], finding["verdict"]) == (4, "question")
    assert "แถว 2" in finding["message"]


def test_the_same_command_id_is_one_import(call: Caller) -> None:
    number = ("--command-id", "5e0f7b6a-3b1c-4d52-9f0e-000000000001")
    content = csv_of(BUNRUEAN)
    assert call(content, "--as", "somsri", *number, code=0)["written"] == 1
    assert call(content, "--as", "somsri", *number, code=0)["written"] == 1
    assert Membership.objects.count() == 1


def test_who_keeps_no_register_is_refused(
    call: Caller, capsys: pytest.CaptureFixture[str]
) -> None:
    file = call.folder / "a.csv"
    file.write_bytes(csv_of(BUNRUEAN))
    asked = ["import", "members", str(file), "--fund", "TUNG", "--json"]
    assert main([*asked, "--as", "prasert"]) == 1
    told = json.loads(capsys.readouterr().out)
    assert [one["code"] for one in told["refused"]] == ["not-allowed"]
    assert main(asked) == 2


@pytest.mark.parametrize(
    ("name", "content", "code"),
    [
        ("a.csv", b"", "file-empty"),
        ("a.xls", b"\xd0\xcf\x11\xe0" + b"0" * 600, "file-old-excel"),
        ("a.xlsx", b"MZ" + b"\0" * 600, "file-kind"),
        ("a.xlsx", b"PK\x03\x04 cut off", "file-broken"),
        ("a.xlsm", xlsx_of(BUNRUEAN), "file-macro"),
        ("a.ods", b"PK\x03\x04", "file-kind"),
        ("a.csv", "ก,ข\n1,2".encode(), "file-no-heading"),
    ],
)
def test_a_file_that_cannot_be_read_says_what_to_do(
    call: Caller, name: str, content: bytes, code: str
) -> None:
    told = call(content, "--dry-run", name=name, code=1)
    assert (told["rows"], told["refused"]) == (0, 1)
    (finding,) = told["findings"]
    assert (finding["row"], finding["verdict"], finding["code"]) == (0, "refused", code)
    assert name in finding["message"]


def test_in_words_for_a_person(
    call: Caller, capsys: pytest.CaptureFixture[str]
) -> None:
    file = call.folder / "a.csv"
    file.write_bytes(csv_of((*SOMBAT[:4], "12/5/10", *SOMBAT[5:])))
    assert main(["import", "members", str(file), "--fund", "TUNG", "--dry-run"]) == 1
    said = capsys.readouterr().out
    assert "be25: 12 พฤษภาคม 2510" in said
    assert "ยังไม่มีอะไรเข้าทะเบียน" in said

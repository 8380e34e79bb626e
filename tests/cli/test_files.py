"""Files on the command line that are not there, not theirs, or not what they say.

Every command that takes one is tried with each: exit 1 or 2, one JSON document, a
Thai sentence, no traceback.
"""

from __future__ import annotations

import io
import json
import random
import zipfile
from pathlib import Path
from typing import Any

import pytest

from kongbun.cli.main import main
from kongbun.testing.cast import PASSWORD, Cast
from tests.people.sheets import BUNRUEAN, xlsx_of

pytestmark = pytest.mark.django_db
BYLAWS = Path(__file__).resolve().parents[2] / "bylaws"
AS = ("--fund", "TUNG", "--as", "prasong")

READERS: dict[str, tuple[str, ...]] = {
    "bylaw check": ("bylaw", "check", "FILE"),
    "bylaw facts": ("bylaw", "facts", "FILE"),
    "bylaw adopt": (
        *("bylaw", "adopt", "FILE", "--adopted-on", "1/10/2569"),
        *("--meeting", "ประชุมใหญ่ 1/2569", *AS),
    ),
    "fund found": (
        *("fund", "found", "NEW", "--name", "กองทุนใหม่", "--bylaw", "FILE"),
        *("--as", "somsri"),
    ),
    "decide": ("decide", str(BYLAWS / "yasothon.yaml"), "FILE.csv"),
    "decide json": ("decide", str(BYLAWS / "yasothon.yaml"), "FILE.json"),
    "decide parquet": ("decide", str(BYLAWS / "yasothon.yaml"), "FILE.parquet"),
    "decide by": ("decide", "FILE", "FACTS"),
    "import": ("import", "members", "FILE.xlsx", "--fund", "TUNG", "--dry-run"),
    "import csv": ("import", "members", "FILE.csv", "--fund", "TUNG", "--dry-run"),
    "import for good": ("import", "members", "FILE.csv", *AS),
    "dues take": (
        *("dues", "take", "FILE.xlsx", "--village", "3", "--received-on", "20/11/2569"),
        *("--bag", "prasert", "--counted", "100", "--fund", "TUNG", "--as", "prasert"),
    ),
    "dues take json": (
        *("dues", "take", "FILE.json", "--village", "3", "--received-on", "20/11/2569"),
        *("--bag", "prasert", "--counted", "100", "--fund", "TUNG", "--as", "prasert"),
    ),
    "check": ("check", "--witness", "FILE"),
    "restore": ("restore", "FILE"),
}
WRITERS: dict[str, tuple[str, ...]] = {
    "report": ("report", "form1-item10", "--fund", "TUNG", "--xlsx", "FILE"),
    "backup": ("backup", "FILE"),
    "witness": ("witness", "FILE"),
}


def _zip_that_is_no_workbook() -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        archive.writestr("readme.txt", "สวัสดี")
    return out.getvalue()


CONTENTS: dict[str, bytes] = {
    "empty": b"",
    "blank": b"\xef\xbb\xbf \r\n\t\r\n",
    "junk": random.Random(2569).randbytes(5000),  # noqa: S311 -- a file's bytes
    "nul": b"\0" * 5000,
    "other zip": _zip_that_is_no_workbook(),
    "cut workbook": xlsx_of(BUNRUEAN)[:900],
    "old office, or locked": b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 4096,
    "cp874": "ชื่อ,นามสกุล\r\nบุญเรือน,แสนสุข\r\n".encode("cp874"),
    "utf-16": "ชื่อ\tนามสกุล\r\nบุญเรือน\tแสนสุข\r\n".encode("utf-16"),
    "bom": "ชื่อ,นามสกุล\r\nบุญเรือน,แสนสุข\r\n".encode("utf-8-sig"),
    "header only": "เลขที่สมาชิก,ชื่อ,นามสกุล\r\n".encode(),
    "nothing but commas": b",,,\r\n,,,\r\n",
    "a huge cell": b"name\r\n" + b"x" * 2_000_000 + b"\r\n",
    "an open quote": b'a,b\r\n"1,2\r\n3,4',
    "json scalar": b"7",
    "json null": b"null",
    "json list of lists": b"[[1],[2]]",
    "json deep": b"[" * 100_000,
    "json surrogate": b'[{"\\ud800": "\\udfff", "benefit": "\\ud800"}]',
    "json huge number": b'[{"joined_on": ' + b"9" * 10_000 + b"}]",
    "json wrong types": b'[{"joined_on": [], "nights": {}, "benefit": 3, "x": true}]',
    "yaml anchors": b"a: &a [*a, *a]\n",
    "yaml deep": b"[" * 5000,
    "yaml other": b"a: 1\n--- \nb: 2\n",
    "yaml bell": b"title: \x07\n",
}


@pytest.fixture(autouse=True)
def _signed_in(cast: Cast, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    secrets = tmp_path / "secrets"
    names = ("somsri", "prasong", "prasert")
    secrets.write_text("".join(f"{name}:{PASSWORD}\n" for name in names))
    monkeypatch.setenv("KONGBUN_PASSWORD_FILE", str(secrets))
    assert cast.fund.code == "TUNG"
    (tmp_path / "facts.csv").write_text("benefit\n")


def given(call: tuple[str, ...], file: Path) -> list[str]:
    """The call with the file's place filled in; its ending is the command's."""
    facts = str(file.with_name("facts.csv"))
    return [
        facts
        if word == "FACTS"
        else word.replace("FILE", str(file))
        if word.startswith("FILE")
        else word
        for word in call
    ]


def told(capsys: pytest.CaptureFixture[str]) -> Any:
    """The one document on standard output, and no traceback beside it."""
    said = capsys.readouterr()
    assert "Traceback" not in said.err
    return json.loads(said.out)


@pytest.mark.parametrize("content", CONTENTS)
@pytest.mark.parametrize("command", READERS)
def test_a_file_that_is_something_else_is_said_in_words(
    command: str,
    content: str,
    tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
) -> None:
    call = given(READERS[command], tmp_path / "แฟ้ม")
    (file,) = [word for word in call if "แฟ้ม" in word]
    Path(file).write_bytes(CONTENTS[content])
    assert main([*call, "--json"]) == 1
    answer = told(capsys)
    sentences = json.dumps(answer, ensure_ascii=False)
    assert any("ก" <= letter <= "ฮ" for letter in sentences)
    # And in words for people, the same.
    assert main(call) == 1
    said = capsys.readouterr()
    assert any("ก" <= letter <= "ฮ" for letter in said.out + said.err)


@pytest.mark.parametrize("command", READERS)
@pytest.mark.parametrize("place", ["missing", "a folder", "no folder", "nul"])
def test_a_file_that_is_not_there_makes_the_call_wrong(
    command: str, place: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    file = tmp_path / ("ไม่มี/แฟ้ม" if place == "no folder" else "แฟ้ม")
    if place == "nul":
        file = tmp_path / "แฟ้ม\0"
    call = given(READERS[command], file)
    if place == "a folder":
        (named,) = [word for word in call if "แฟ้ม" in word]
        Path(named).mkdir()
    assert main([*call, "--json"]) == 2
    (reason,) = told(capsys)["refused"]
    assert reason["code"] == "wrong-call"
    assert "เปิดแฟ้ม" in reason["message"]


@pytest.mark.parametrize("command", WRITERS)
@pytest.mark.parametrize("place", ["no folder", "a file for folder", "too long"])
def test_a_file_that_cannot_be_written_is_a_refusal(
    command: str, place: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "ชั้น").write_text("a file")
    places = {"no folder": "ไม่มี/x", "a file for folder": "ชั้น/x", "too long": "ก" * 200}
    call = given(WRITERS[command], tmp_path / places[place])
    assert main([*call, "--json"]) == 1
    (reason,) = told(capsys)["refused"]
    assert reason["code"] == "file-not-written"
    assert any("ก" <= letter <= "ฮ" for letter in reason["message"])
    assert {one.name for one in tmp_path.iterdir()} == {"ชั้น", "secrets", "facts.csv"}


@pytest.mark.parametrize("command", ["report", "witness"])
def test_a_folder_is_no_file_to_write(
    command: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    call = given(WRITERS[command], tmp_path)
    assert main([*call, "--json"]) == 1
    (reason,) = told(capsys)["refused"]
    assert reason["code"] in {"file-not-written", "file-exists"}


def test_an_empty_bylaw_is_called_empty(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    for text in ("", "\n\n", "# เริ่มเขียน\n", "\ufeff"):
        file = tmp_path / "ระเบียบ.yaml"
        file.write_text(text, encoding="utf-8")
        assert main(["bylaw", "check", str(file), "--json"]) == 1
        (finding,) = told(capsys)
        assert finding["code"] == "empty-file"
        assert "ว่าง" in finding["message"]
        assert "---" not in finding["message"]


def test_an_empty_bylaw_does_not_found_a_fund_without_one(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    file = tmp_path / "ระเบียบ.yaml"
    file.write_text("")
    call = given(READERS["fund found"], file)
    assert main([*call, "--json"]) == 1
    assert "ว่าง" in told(capsys)["refused"][0]["message"]


@pytest.mark.parametrize(
    "call",
    [
        ["report", "year", "--fund", "\udca1\udcb2"],
        ["explain", "\udca1"],
        ["member", "show", "\udca1", "--fund", "TUNG"],
        ["claim", "list", "--fund", "TUNG", "--as", "\udca1"],
    ],
)
def test_letters_of_another_encoding_are_a_refusal(
    call: list[str], capsys: pytest.CaptureFixture[str]
) -> None:
    """A terminal of TIS-620 gives bytes that are no UTF-8."""
    assert main([*call, "--json"]) == 1
    (reason,) = told(capsys)["refused"]
    assert reason["code"] == "unreadable"
    assert "UTF-8" in reason["message"]


def test_a_wrong_call_is_one_json_document_too(
    capsys: pytest.CaptureFixture[str],
) -> None:
    for call in (
        ["report", "form1-item10", "--json"],
        ["report", "nothing", "--fund", "TUNG", "--json"],
        ["nothing", "--json"],
        ["explain", "--json"],
    ):
        assert main(call) == 2
        (reason,) = told(capsys)["refused"]
        assert reason["code"] == "wrong-call"

"""The command's own manners: what it says of a wrong call, and with which code."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from kongbun.cli import main as door
from kongbun.kernel.refusal import Reason, RefusalCode, Refused


def test_an_unknown_command_is_a_wrong_call(
    capsys: pytest.CaptureFixture[str],
) -> None:
    assert door.main(["no-such-thing"]) == 2
    assert "no-such-thing" in capsys.readouterr().err


def test_help_needs_no_database(capsys: pytest.CaptureFixture[str]) -> None:
    assert door.main(["--help"]) == 0
    assert "Usage: kongbun" in capsys.readouterr().out


def test_a_refusal_gives_every_reason_with_its_place_and_remedy(
    capsys: pytest.CaptureFixture[str],
) -> None:
    refused = Refused.of(
        [
            Reason(RefusalCode.NOT_FOUND, {"what": "สมาชิก"}, row=7, column="เลขที่"),
            Reason(RefusalCode.TRY_AGAIN),
        ]
    )
    door.show_refusal(refused, as_json=False)
    shown = capsys.readouterr()
    assert shown.out == ""
    assert "แถว 7 ช่อง เลขที่: ไม่พบสมาชิกที่ขอ" in shown.err
    assert "รอสักครู่แล้วกดอีกครั้ง" in shown.err


def test_a_refusal_as_json_is_one_document_on_standard_output(
    capsys: pytest.CaptureFixture[str],
) -> None:
    door.show_refusal(Refused(RefusalCode.TRY_AGAIN), as_json=True)
    shown = capsys.readouterr()
    assert shown.out.startswith('{"refused": [{"code": "try-again"')
    assert shown.err == ""


FACTS = ("bylaw", "facts", "bylaws/demo-2568.yaml")


@pytest.mark.parametrize(
    ("asked", "code"), [(FACTS, 0), (("report", "nothing", "--json"), 2)]
)
def test_a_reader_who_goes_away_changes_no_answer(
    repository: Path, asked: tuple[str, ...], code: int
) -> None:
    reading, writing = os.pipe()
    os.close(reading)
    assert run_into(writing, repository, *asked) == (code, False)


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="needs /dev/full")
@pytest.mark.parametrize("asked", [FACTS, ("report", "nothing", "--json")])
def test_an_answer_that_finds_no_room_is_said_in_words(
    repository: Path, asked: tuple[str, ...]
) -> None:
    full = os.open("/dev/full", os.O_WRONLY)
    assert run_into(full, repository, *asked) == (1, True)


def run_into(out: int, folder: Path, *asked: str) -> tuple[int, bool]:
    """The exit code, and whether it was said that there is no room."""
    try:
        done = subprocess.run(
            [sys.executable, "-m", "kongbun.cli.main", *asked],
            cwd=folder,
            stdout=out,
            stderr=subprocess.PIPE,
            encoding="utf-8",
            check=False,
        )
    finally:
        os.close(out)
    assert "Traceback" not in done.stderr
    assert "Exception" not in done.stderr
    return done.returncode, "ที่เก็บเต็ม" in done.stderr

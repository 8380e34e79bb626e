"""Checkpoints leave the machine: printed, and sent to an address that is set."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path
from threading import Thread

import pytest
from django.conf import settings

from kongbun.audit.models import Checkpoint
from kongbun.cli.main import main
from kongbun.testing import insider
from kongbun.testing.cast import TODAY, Cast
from kongbun.testing.databases import Once
from kongbun.testing.sound_books import give, make_books


class Keeper(HTTPServer):
    """A network server that keeps what it is sent, and gives it back later."""

    kept: list[str]
    answer: int


class Handler(BaseHTTPRequestHandler):
    server: Keeper

    def do_POST(self) -> None:
        body = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
        assert body["format"] == "kongbun-checkpoint-1"
        self.send_response(self.server.answer)
        if self.server.answer == 302:
            self.send_header("Location", "/elsewhere")
        elif self.server.answer == 200:
            self.server.kept += body["checkpoints"]
        self.send_header("Content-Length", "0")
        self.end_headers()

    def do_GET(self) -> None:
        text = "\n".join(self.server.kept).encode()
        self.send_response(200)
        self.send_header("Content-Length", str(len(text)))
        self.end_headers()
        self.wfile.write(text)

    def log_message(self, *_: object) -> None:
        """Says nothing beside the tests."""


@pytest.fixture
def keeper(monkeypatch: pytest.MonkeyPatch) -> Iterator[Keeper]:
    server = Keeper(("127.0.0.1", 0), Handler)
    server.kept, server.answer = [], 200
    thread = Thread(target=server.serve_forever)
    thread.start()
    url = f"http://127.0.0.1:{server.server_port}/day"
    monkeypatch.setattr(settings, "ENV", replace(settings.ENV, witness_url=url))
    yield server
    server.shutdown()
    server.server_close()
    thread.join()


@pytest.fixture
def books(once: Once) -> Cast:
    return once(make_books)


def sent(capsys: pytest.CaptureFixture[str]) -> tuple[int, dict[str, tuple[int, int]]]:
    code = main(["checkpoint", "--send", "--json"])
    told = json.loads(capsys.readouterr().out)
    return code, {one["fund"]: (one["sent"], one["waiting"]) for one in told}


def test_what_is_sent_is_found_again_after_the_books_were_written_anew(
    books: Cast, keeper: Keeper, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    days = Checkpoint.objects.filter(chain=books.fund.pk, sent_at=None).count()
    assert days >= 2
    code, told = sent(capsys)
    # Every day that ended, and where the chain stands now.
    assert (code, told["TUNG"]) == (0, (days + 1, 0))
    assert sent(capsys)[1]["TUNG"] == (0, 0)
    file = tmp_path / "from-the-network.txt"
    file.write_text("\n".join(keeper.kept), "utf-8")
    assert main(["check", "--witness", str(file)]) == 0
    with insider.tampering() as cursor:
        cursor.execute(
            "UPDATE ledger_leg SET amount_satang = 9000 WHERE entry_id ="
            " (SELECT id FROM ledger_entry WHERE reference = 'gift:2:1')"
        )
        insider.recache(cursor)
        insider.reseal(cursor)
    capsys.readouterr()
    assert main(["check"]) == 0
    assert main(["check", "--witness", str(file), "--json"]) == 1
    told_now = json.loads(capsys.readouterr().out.splitlines()[-1])
    assert {one["code"] for one in told_now["findings"]} == {"K013"}


@pytest.mark.parametrize("answer", [302, 404, 500, 0])
def test_what_could_not_be_sent_waits_and_nothing_waits_for_it(
    books: Cast, keeper: Keeper, capsys: pytest.CaptureFixture[str], answer: int
) -> None:
    """0: nobody is there at all."""
    keeper.answer = answer
    if not answer:
        keeper.socket.close()
        keeper.shutdown()
    code, told = sent(capsys)
    assert (code, told["TUNG"][0]) == (1, 0)
    waiting = told["TUNG"][1]
    assert Checkpoint.objects.filter(chain=books.fund.pk, sent_at=None).count() == (
        waiting
    )
    give(books.act("somsri", today=TODAY + timedelta(days=1)), no=7, satang=5)
    if answer:
        keeper.answer = 200
        code, told = sent(capsys)
        assert (code, told["TUNG"]) == (0, (waiting + 1, 0))
        assert len(keeper.kept) == len(set(keeper.kept))


def test_without_an_address_nothing_is_sent(
    books: Cast, capsys: pytest.CaptureFixture[str]
) -> None:
    assert books.fund
    assert main(["checkpoint", "--send", "--json"]) == 1
    told = json.loads(capsys.readouterr().out)
    assert [one["code"] for one in told["refused"]] == ["no-witness-address"]


def test_it_is_said_so_that_it_can_be_copied_by_hand(
    books: Cast, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert books.fund
    assert main(["checkpoint"]) == 0
    file = tmp_path / "copied.txt"
    file.write_text(capsys.readouterr().out, "utf-8")
    assert main(["check", "--witness", str(file)]) == 0
    said = capsys.readouterr().out
    assert said.count("ผ่าน  ") == 4
    assert "ไม่ผ่าน" not in said

"""Who rolls back, rewrites or cuts the chain is found by what others keep of it.

The insider makes every hash again, so that `check` alone is content; then each kind
of witness is asked: the file, a line typed from paper, the QR of a close sheet, the QR
of a receipt.
"""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from django.db import DatabaseError, connection, connections

from kongbun.access.models import Fund
from kongbun.audit import checkpoints
from kongbun.audit.checkpoint import Checkpoint, receipt_text
from kongbun.audit.models import ChainHead
from kongbun.audit.models import Checkpoint as Kept
from kongbun.cli.main import main
from kongbun.kernel.refusal import RefusalCode, Refused
from kongbun.receipts.models import Receipt
from kongbun.soundness import witness
from kongbun.soundness.chains import commands, links
from kongbun.soundness.check import check
from kongbun.soundness.reading import funds
from kongbun.store.copies import sqlite_damage
from kongbun.testing import insider
from kongbun.testing.cast import TODAY, Cast
from kongbun.testing.databases import Copy, Databases
from kongbun.testing.sound_books import give, receive

NOW = datetime(2026, 11, 20, 12, tzinfo=UTC)


def head(fund: Fund) -> Checkpoint:
    found = checkpoints.of_now(fund, TODAY)
    assert found is not None
    return found


def receipt_qr(fund: Fund, no: int) -> str:
    paper = Receipt.objects.get(fund=fund, no=no)
    at = checkpoints.of_command(fund, paper.command_id, paper.received_on)
    assert at is not None
    return receipt_text(
        at,
        book=1,
        no=no,
        received_on=paper.received_on.isoformat(),
        satang=paper.amount_satang,
    )


def typed_line(fund: Fund) -> str:
    """As a person may write it: Thai figures, spaces for dashes, small letters."""
    thai = str.maketrans("0123456789", "๐๑๒๓๔๕๖๗๘๙")
    return head(fund).line.lower().replace("-", " ").translate(thai)


WITNESSES: dict[str, Callable[[Fund], str]] = {
    "file": lambda _: json.dumps(witness.take(NOW).as_json()),
    "typed line": typed_line,
    "close sheet": lambda fund: head(fund).text,
    "receipt": lambda fund: receipt_qr(fund, 6),
}


def rewrite(cast: Cast) -> None:
    """A gift from before the last receipt becomes smaller, and all hashes new."""
    assert cast.fund
    with insider.tampering() as cursor:
        cursor.execute(
            "UPDATE ledger_leg SET amount_satang = 9000 WHERE entry_id ="
            " (SELECT id FROM ledger_entry WHERE reference = 'gift:2:1')"
        )
        insider.recache(cursor)
        insider.reseal(cursor)


def cut(cast: Cast) -> None:
    """The last two commands, the receipt and the money of them never were."""
    for _ in range(2):
        cut_one(cast)


def cut_one(cast: Cast) -> None:
    with insider.tampering() as cursor:
        cursor.execute(
            "SELECT MAX(command_id) FROM audit_auditevent WHERE chain = %s",
            [cast.fund.pk],
        )
        (last,) = cursor.fetchone()
        of_receipts = "receipt_id IN (SELECT id FROM receipts_receipt WHERE command_id"
        of_entries = "entry_id IN (SELECT id FROM ledger_entry WHERE command_id"
        for table, where in (
            ("dues_duesline", f"{of_receipts} = %s)"),
            ("receipts_receipt", "command_id = %s"),
            ("ledger_leg", f"{of_entries} = %s)"),
            ("ledger_entry", "command_id = %s"),
            ("audit_auditevent", "command_id = %s"),
            ("commands_commandoutcome", "command_id = %s"),
            ("commands_command", "id = %s"),
        ):
            cursor.execute(f"DELETE FROM {table} WHERE {where}", [last])
        cursor.execute("UPDATE receipts_book SET next_no = 6")
        cursor.execute(
            "UPDATE audit_chainhead SET seq = seq - 1, hash = (SELECT a.hash"
            " FROM audit_auditevent a WHERE a.chain = audit_chainhead.chain"
            " AND a.seq = audit_chainhead.seq - 1) WHERE chain = %s",
            [cast.fund.pk],
        )
        insider.recheckpoint(cursor)
        insider.recache(cursor)


@pytest.mark.parametrize("attack", ["rewritten", "cut", "rolled back"])
def test_each_attack_is_found_by_each_witness(
    committed_db: Copy, databases: Databases, books: Cast, tmp_path: Path, attack: str
) -> None:
    older = databases.copy(committed_db) if attack == "rolled back" else None
    databases.open(committed_db)
    receive(books.act("prasert"), numbers=[6], satang=5000, on=TODAY)
    seen = {}
    for kind, of in WITNESSES.items():
        file = tmp_path / f"{kind}.txt"
        file.write_text(of(books.fund), "utf-8")
        seen[kind] = witness.read(file)
        assert check(now=NOW, witness=seen[kind]) == []
    try:
        if older is not None:
            databases.open(older)
        else:
            {"rewritten": rewrite, "cut": cut}[attack](books)
        # Alone, the books are as sound as they ever were.
        assert check(now=NOW) == []
        for kind, one in seen.items():
            found = check(now=NOW, witness=one)
            assert [(f.code, f.fund) for f in found] == [("K013", "TUNG")], kind
            assert found[0].object.startswith("witness")
    finally:
        if older is not None:
            databases.drop(older)


def test_each_line_is_told_how_it_stands(
    books: Cast, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    right, qr = head(books.fund).line, receipt_qr(books.fund, 4)
    code = right[-1]
    slip = right[:-1] + ("1" if code == "0" else "0")
    elsewhere = Checkpoint(
        fund="GONE",
        fund_id="ab" * 16,
        day="2026-11-20",
        seq=3,
        hash="cd" * 32,
        entries=1,
    )
    file = tmp_path / "paper.txt"
    file.write_text(
        f"# ปิดเดือนตุลาคม\n\n{right}\n{qr}\n{slip}\n{elsewhere.line}\n", "utf-8"
    )
    assert main(["check", "--witness", str(file), "--json"]) == 1
    told = json.loads(capsys.readouterr().out)
    assert [(one["line"], one["state"]) for one in told["lines"]] == [
        (3, "holds"),
        (4, "holds"),
        (5, "unread"),
        (6, "broken"),
    ]
    mine = [one for one in told["findings"] if one["object"].startswith("witness")]
    assert [(one["code"], one["fund"]) for one in mine] == [("K013", "GONE")]
    assert main(["check", "--witness", str(file), "--fund", "TUNG"]) == 1
    said = capsys.readouterr().out
    assert said.count("ผ่าน") >= 2
    assert "อ่านไม่ออก" in said
    # Nothing wrong and nothing unread: the exit code is that of the books.
    file.write_text(f"{right}\n{qr}\n", "utf-8")
    assert main(["check", "--witness", str(file), "--fund", "TUNG"]) == 0


@pytest.mark.parametrize(
    ("part", "changed"),
    [("1/0004", "1/0005"), (" 3001 ", " 3002 "), ("2026-11-17", "2026-11-18")],
)
def test_a_receipts_own_facts_are_compared_too(
    books: Cast, tmp_path: Path, part: str, changed: str
) -> None:
    """Another number of the same command is on paper with another sum."""
    qr = receipt_qr(books.fund, 4)
    assert part in qr
    file = tmp_path / "qr.txt"
    for text, is_found in ((qr, False), (qr.replace(part, changed), True)):
        file.write_text(text, "utf-8")
        found = check(now=NOW, witness=witness.read(file))
        # Number 5 is of the same command, day and sum: it says the same.
        assert bool(found) is (is_found and part != "1/0004")


@pytest.mark.parametrize("text", ["", "# nothing\n", "TUNG 4 1234\n", "{}", "[1]"])
def test_what_is_no_witness_is_said_to_be_none(tmp_path: Path, text: str) -> None:
    file = tmp_path / "none.txt"
    file.write_text(text, "utf-8")
    with pytest.raises(Refused) as caught:
        witness.read(file)
    assert caught.value.code is RefusalCode.NOT_A_WITNESS


def test_the_first_command_of_a_day_keeps_where_the_day_before_ended(
    books: Cast,
) -> None:
    kept = Kept.objects.filter(chain=books.fund.pk)
    before, stood = kept.count(), head(books.fund)
    tomorrow = TODAY + timedelta(days=1)
    give(books.act("somsri", today=tomorrow), no=7, satang=5)
    give(books.act("somsri", today=tomorrow), no=8, satang=5)
    # A clock set back leaves none, and does not lose the day.
    give(books.act("somsri", today=TODAY), no=9, satang=5)
    (made,) = kept.order_by("-seq")[: kept.count() - before]
    assert (made.day, made.seq, bytes(made.hash).hex(), made.entries) == (
        TODAY,
        stood.seq,
        stood.hash,
        stood.entries,
    )
    assert made.entries == head(books.fund).entries - 3
    assert ChainHead.objects.get(chain=books.fund.pk).day == tomorrow
    assert check(now=NOW + timedelta(days=2)) == []


@pytest.mark.parametrize("change", ["hash = previous_hash", "entries = entries + 1"])
def test_a_kept_checkpoint_that_was_changed_is_found(books: Cast, change: str) -> None:
    give(books.act("somsri", today=TODAY + timedelta(days=1)), no=7, satang=5)
    change = change.replace(
        "previous_hash",
        "(SELECT h.hash FROM audit_chainhead h WHERE h.chain = audit_checkpoint.chain)",
    )
    with insider.tampering() as cursor:
        cursor.execute(f"UPDATE audit_checkpoint SET {change}")
    found = check(now=NOW + timedelta(days=2))
    assert {(one.code, one.object.split()[0]) for one in found} == {
        ("K013", "checkpoint")
    }


@pytest.mark.skipif(connection.vendor != "sqlite", reason="a file of one database")
def test_no_byte_of_the_chains_rows_changes_unseen(
    committed_db: Copy, databases: Databases, books: Cast
) -> None:
    """Each byte of a row in the file: found, or SQLite says that it is damaged."""
    assert books.fund
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT payload FROM audit_auditevent WHERE chain = %s"
            " ORDER BY seq DESC LIMIT 1",
            [books.fund.pk],
        )
        payload = cursor.fetchone()[0].encode()
    copy = databases.copy(committed_db)
    file = Path(copy.name)
    connections["default"].close()
    whole = file.read_bytes()
    # The row's own columns stand before and after its payload.
    start = whole.index(payload)
    region = range(start - 90, min(start + len(payload) + 100, len(whole)))
    unseen = []
    try:
        for at in region:
            changed = bytearray(whole)
            changed[at] ^= 0x01
            file.write_bytes(changed)
            if not damage_seen(file):
                unseen.append(at - region.start)
            connections["default"].close()
    finally:
        databases.drop(copy)
    assert unseen == []


def damage_seen(file: Path) -> bool:
    try:
        found = list(links(funds(), whole=True))
        found = found or list(commands(funds(), whole=True, now=NOW))
    except DatabaseError:
        return True
    return bool(found) or bool(sqlite_damage(file))

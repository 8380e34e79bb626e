"""Checkpoints copied from paper: does the chain still go through each of them?

Lines as `audit.checkpoint` writes them, typed by hand or read out of a QR.  What
cannot be read is said to be that: a slip of the pen is no broken chain.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum

from kongbun.audit.checkpoint import Checkpoint, Typed, read_line, short_code
from kongbun.audit.models import AuditEvent
from kongbun.soundness.findings import Code, Finding
from kongbun.soundness.reading import Funds, rows


class State(StrEnum):
    """What became of a line; stable, in the JSON of `kongbun check`."""

    HOLDS = "holds"
    BROKEN = "broken"
    UNREAD = "unread"
    ELSEWHERE = "elsewhere"


@dataclass(frozen=True, slots=True)
class Line:
    number: int
    text: str
    typed: Typed | None


@dataclass(frozen=True, slots=True)
class Judged:
    line: int
    text: str
    fund: str
    state: State
    message: str

    def as_json(self) -> dict[str, object]:
        return {
            "line": self.line,
            "text": self.text,
            "fund": self.fund,
            "state": self.state.value,
            "message": self.message,
        }

    def finding(self) -> Finding:
        return Finding.of(
            Code.CHAIN_BROKEN, self.fund, f"witness line {self.line}", self.message
        )


def read_lines(text: str) -> tuple[Line, ...]:
    """One checkpoint a line; empty lines and those that begin with # say nothing.

    Raises ValueError where no line can be read: that is another kind of file.
    """
    found = tuple(
        Line(number, line.strip(), read_line(line))
        for number, line in enumerate(text.splitlines(), 1)
        if line.strip() and not line.lstrip().startswith("#")
    )
    if not any(one.typed for one in found):
        raise ValueError("no line of it is a checkpoint")
    return found


def judged(lines: tuple[Line, ...], looked_at: Funds, *, whole: bool) -> list[Judged]:
    """Each line against the chain of its fund; `whole`: every fund is looked at."""
    return [_judge(line, looked_at, whole=whole) for line in lines]


def broken(
    lines: tuple[Line, ...], looked_at: Funds, *, whole: bool
) -> Iterator[Finding]:
    for one in judged(lines, looked_at, whole=whole):
        if one.state is State.BROKEN:
            yield one.finding()


def _judge(line: Line, looked_at: Funds, *, whole: bool) -> Judged:
    typed = line.typed

    def said(state: State, message: str) -> Judged:
        fund = typed.fund if typed else ""
        return Judged(line.number, line.text, fund, state, message)

    if typed is None:
        return said(
            State.UNREAD, f"บรรทัดที่ {line.number} อ่านไม่ออก เทียบตัวเลขกับกระดาษอีกครั้ง"
        )
    key = _fund(typed, looked_at)
    if key is None:
        if whole:
            return said(State.BROKEN, f"กองทุน {typed.fund} ที่พยานเคยเห็นไม่อยู่แล้ว")
        return said(State.ELSEWHERE, f"ไม่ได้ตรวจกองทุน {typed.fund}")
    wrong = (
        _of_the_link(typed, key, looked_at.public_ids[key].hex)
        or _of_the_entries(typed.whole, key)
        or _of_the_receipt(typed, key)
    )
    if wrong:
        return said(State.BROKEN, wrong)
    return said(State.HOLDS, f"ห่วงโซ่ยังผ่านห่วงที่ {typed.seq} ตามที่พยานเห็น")


def _fund(typed: Typed, looked_at: Funds) -> int | None:
    if typed.whole is not None:
        wanted = typed.whole.fund_id
        return next(
            (key for key, one in looked_at.public_ids.items() if one.hex == wanted),
            None,
        )
    return next(
        (key for key, code in looked_at.codes.items() if code == typed.fund), None
    )


def _of_the_link(typed: Typed, key: int, fund_id: str) -> str:
    link = AuditEvent.objects.filter(chain=key, seq=typed.seq).first()
    if link is None:
        return f"พยานเคยเห็นห่วงที่ {typed.seq} แต่ห่วงโซ่สั้นกว่านั้น: อาจมีคนคืนข้อมูลชุดเก่าหรือตัดห่วงทิ้ง"
    found = bytes(link.hash).hex()
    is_same = (
        typed.whole.hash == found
        if typed.whole
        else typed.code == short_code(typed.fund, fund_id, typed.seq, found)
    )
    if is_same:
        return ""
    return f"ห่วงที่ {typed.seq} ไม่ใช่ห่วงเดียวกับที่พยานเห็น: มีคนเขียนห่วงโซ่ใหม่"


def _of_the_entries(seen: Checkpoint | None, key: int) -> str:
    if seen is None:
        return ""
    ((count,),) = rows("SELECT COUNT(*) FROM ledger_entry WHERE fund_id = %s", [key])
    if count >= seen.entries:
        return ""
    return f"พยานเคยเห็น {seen.entries} รายการบัญชี แต่เหลือ {count} รายการ"


def _of_the_receipt(typed: Typed, key: int) -> str:
    """The paper in the member's hand, against the row of its number."""
    if typed.receipt is None:
        return ""
    book, no, day, satang = typed.receipt
    found = list(
        rows(
            "SELECT CAST(r.received_on AS TEXT), r.amount_satang, a.seq"
            " FROM receipts_receipt r JOIN receipts_book b ON b.id = r.book_id"
            " LEFT JOIN audit_auditevent a ON a.command_id = r.command_id"
            " WHERE r.fund_id = %s AND b.number = %s AND r.no = %s",
            [key, book, no],
        )
    )
    if found == [(day, satang, typed.seq)]:
        return ""
    if not found:
        return f"ใบรับเงิน {book}/{no:04d} ไม่มีในระบบ"
    return f"ใบรับเงิน {book}/{no:04d} ในระบบไม่ตรงกับกระดาษ (วันที่ จำนวนเงิน หรือห่วง)"

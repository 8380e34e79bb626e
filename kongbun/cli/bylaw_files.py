"""By-law files of the command line, read as text before anything is made of them."""

from __future__ import annotations

from pathlib import Path

from kongbun.kernel.refusal import Reason, RefusalCode, Refused
from kongbun.rules.yaml_tree import TEXT_MAX, Problem, Unreadable, refuse_empty

BYTES_MAX = 4 * TEXT_MAX


def bylaw_text(path: Path) -> str:
    """The text of a file; raise `Unreadable` for bytes that are no by-law's."""
    with path.open("rb") as file:
        # One byte more than fits is enough to see that it does not.
        data = file.read(BYTES_MAX + 1)
    if len(data) > BYTES_MAX:
        raise _unreadable(path, "too-long", "ไฟล์ใหญ่เกินไป", "เลือกไฟล์ระเบียบที่เป็นตัวหนังสือ")
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError:
        raise _unreadable(
            path, "not-utf-8", "ไฟล์ไม่ใช่ข้อความ UTF-8", "บันทึกไฟล์เป็น UTF-8 แล้วลองใหม่"
        ) from None
    refuse_empty(text, file=path.name)
    return text


def bylaw_text_or_refused(path: Path) -> str:
    """The same for a command that writes: a refusal with every reason."""
    try:
        return bylaw_text(path)
    except Unreadable as unreadable:
        raise Refused.of(
            [
                Reason(RefusalCode.UNREADABLE, {"why": problem.message})
                for problem in unreadable.problems
            ]
        ) from None


def _unreadable(path: Path, code: str, what: str, remedy: str) -> Unreadable:
    return Unreadable([Problem(path.name, 1, "", code, what, remedy)])

"""Files named on the command line: the one place that says what is wrong with one.

A file that is not there makes the call wrong (exit 2); one that cannot be written is
a refusal (exit 1).  What stands in a file is its reader's affair.
"""

from __future__ import annotations

import errno
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import click

from kongbun.kernel.refusal import RefusalCode, Refused

REASONS = {
    errno.ENOENT: "ไม่มีโฟลเดอร์หรือแฟ้มนั้น",
    errno.ENOTDIR: "ส่วนหน้าของชื่อไม่ใช่โฟลเดอร์",
    errno.EISDIR: "เป็นโฟลเดอร์ ไม่ใช่แฟ้ม",
    errno.EACCES: "ไม่มีสิทธิ์ใช้แฟ้มหรือโฟลเดอร์นี้",
    errno.EPERM: "ไม่มีสิทธิ์ใช้แฟ้มหรือโฟลเดอร์นี้",
    errno.EROFS: "ที่เก็บนี้เขียนไม่ได้",
    errno.ENOSPC: "ที่เก็บเต็ม",
    errno.EIO: "ที่เก็บอ่านหรือเขียนไม่สำเร็จ",
    errno.ENAMETOOLONG: "ชื่อแฟ้มยาวเกินไป",
}


class FileToRead(click.ParamType[Path]):
    """A file that is there and can be opened."""

    name = "file"

    def convert(self, value: Any, param: click.Parameter | None, ctx: Any) -> Path:
        file = Path(value)
        try:
            # A pipe is read once, later; whether it opens is seen then.
            if file.is_dir():
                raise IsADirectoryError(errno.EISDIR, "")
            if file.is_file() or not file.exists():
                file.open("rb").close()
        except (OSError, ValueError) as error:
            self.fail(f"เปิดแฟ้ม {file} ไม่ได้: {reason(error)}", param, ctx)
        return file


FILE = FileToRead()


def reason(error: OSError | ValueError) -> str:
    """Why the machine would not, in Thai where the reason is a common one."""
    if not isinstance(error, OSError):
        return "ชื่อแฟ้มมีอักขระที่ใช้ไม่ได้"
    return REASONS.get(error.errno or 0, error.strerror or type(error).__name__)


@contextmanager
def writing(file: Path) -> Iterator[None]:
    """Refuses, with the reason, what cannot be written to `file`."""
    try:
        yield
    except (OSError, ValueError) as error:
        if isinstance(error, ValueError) and "\0" not in str(file):
            raise
        raise Refused(
            RefusalCode.FILE_NOT_WRITTEN, file=str(file), why=reason(error)
        ) from None


@contextmanager
def using(file: Path) -> Iterator[None]:
    """The same where a file is read and room is needed beside it."""
    try:
        yield
    except OSError as error:
        raise Refused(
            RefusalCode.FILE_NOT_USED, file=str(file), why=reason(error)
        ) from None

"""The key that closes backups: letters which fit on a slip of paper, kept in a file.

160 random bits in 32 letters, and four more by which a slip of the pen is seen.  The
letters are those that nobody mistakes for another when copying by hand.
"""

from __future__ import annotations

import os
import secrets
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path

from kongbun.kernel.refusal import RefusalCode, Refused

LETTERS = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
READ_AS = str.maketrans("OILoil", "011011")
SECRET_BYTES = 20
SECRET_LETTERS = 32
CHECK_LETTERS = 4
GROUP = 4
MARK = "#"
LARGEST = 10_000


@dataclass(frozen=True, slots=True)
class BackupKey:
    """What closes and opens a backup.  Its secret is never shown by accident."""

    secret: bytes

    def __repr__(self) -> str:
        return f"BackupKey({self.number})"

    @property
    def letters(self) -> str:
        """All of it, for the paper in the safe."""
        written = _letters(self.secret, SECRET_LETTERS)
        return _grouped(written + _check(self.secret))

    @property
    def tag(self) -> bytes:
        """Tells which key closed a file; nothing of the key can be had from it."""
        return sha256(b"kongbun backup key number\0" + self.secret).digest()[:5]

    @property
    def number(self) -> str:
        """The same for people: stands on the paper and in refusals."""
        return number_of(self.tag)


def make() -> BackupKey:
    return BackupKey(secrets.token_bytes(SECRET_BYTES))


def number_of(tag: bytes) -> str:
    return _grouped(_letters(tag, 8))


def from_letters(text: str) -> BackupKey:
    """What somebody typed from the paper.  Raises ValueError for a slip."""
    typed = "".join(text.replace("-", " ").split()).translate(READ_AS).upper()
    if len(typed) != SECRET_LETTERS + CHECK_LETTERS or set(typed) - set(LETTERS):
        raise ValueError(f"{len(typed)} letters")
    secret = _bytes(typed[:SECRET_LETTERS], SECRET_BYTES)
    if _check(secret) != typed[SECRET_LETTERS:]:
        raise ValueError("the last four letters do not belong to the others")
    return BackupKey(secret)


def write(key: BackupKey, file: Path) -> None:
    """Into a new file that its owner alone may read; refuses to overwrite one."""
    try:
        made = os.open(file, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    except FileExistsError:
        raise Refused(RefusalCode.FILE_EXISTS, file=file.name) from None
    with os.fdopen(made, "w", encoding="utf-8") as out:
        out.write(
            f"{MARK} กุญแจข้อมูลสำรองของกองบุญ หมายเลข {key.number}\n"
            f"{MARK} พิมพ์ใส่กระดาษ เก็บในตู้เซฟ คนละที่กับ USB ที่เก็บข้อมูลสำรอง\n"
            f"{key.letters}\n"
        )
        out.flush()
        os.fsync(out.fileno())


def read(file: Path) -> BackupKey:
    """The key in a file; refuses what holds none (BACKUP_KEY_UNFIT)."""
    try:
        with file.open("rb") as kept:
            lines = kept.read(LARGEST).decode().splitlines()
        return from_letters("".join(one for one in lines if not one.startswith(MARK)))
    except FileNotFoundError:
        why = "ไม่มีแฟ้มนั้น"
    except OSError as error:
        why = error.strerror or type(error).__name__
    except ValueError:
        why = "ตัวอักษรไม่ครบหรือผิดไปบางตัว"
    raise Refused(RefusalCode.BACKUP_KEY_UNFIT, file=str(file), why=why)


def _letters(raw: bytes, length: int) -> str:
    number = int.from_bytes(raw, "big")
    return "".join(LETTERS[number >> 5 * at & 31] for at in reversed(range(length)))


def _bytes(letters: str, length: int) -> bytes:
    number = 0
    for letter in letters:
        number = number << 5 | LETTERS.index(letter)
    return number.to_bytes(length, "big")


def _check(secret: bytes) -> str:
    hashed = sha256(b"kongbun backup key check\0" + secret).digest()
    return _letters(hashed[:3], CHECK_LETTERS)


def _grouped(letters: str) -> str:
    groups = (letters[at : at + GROUP] for at in range(0, len(letters), GROUP))
    return "-".join(groups)

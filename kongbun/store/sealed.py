"""A file closed with the backup key: nothing in it can be read or changed without.

A head (which key, a salt, how long the content is), then the content in chunks, each
sealed by ChaCha20-Poly1305 under a key made for this file alone.  The nonce of a chunk
is its place and whether it is the last, so that none can be left out, doubled, put
elsewhere or taken from another file.  What stands outside the seals tells the number of
the key and the length, nothing of any person.
"""

from __future__ import annotations

import os
from collections.abc import Iterator
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path
from typing import BinaryIO

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import ChaCha20Poly1305
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from kongbun.kernel.refusal import RefusalCode, Refused
from kongbun.store.backup_key import BackupKey, number_of

MAGIC = b"kongbun-sealed-1"
TAG_BYTES = 5
SALT_BYTES = 16
LENGTH_BYTES = 8
CHECK_BYTES = 4
HEAD_BYTES = len(MAGIC) + TAG_BYTES + SALT_BYTES + LENGTH_BYTES + CHECK_BYTES
CHUNK = 1 << 16
SEAL_BYTES = 16


@dataclass(frozen=True, slots=True)
class Head:
    """What stands before the first chunk, and is sealed into each."""

    tag: bytes
    salt: bytes
    length: int

    def raw(self) -> bytes:
        told = MAGIC + self.tag + self.salt + self.length.to_bytes(LENGTH_BYTES, "big")
        # Tells a flipped bit from another key before any key is asked for.
        return told + sha256(told).digest()[:CHECK_BYTES]

    @classmethod
    def of(cls, raw: bytes) -> Head | None:
        """None if anything of it is not as it was written."""
        at = len(MAGIC)
        tag, salt = raw[at : at + TAG_BYTES], raw[at + TAG_BYTES :][:SALT_BYTES]
        length = raw[at + TAG_BYTES + SALT_BYTES :][:LENGTH_BYTES]
        head = cls(tag, salt, int.from_bytes(length, "big"))
        return head if head.raw() == raw else None

    @property
    def chunks(self) -> int:
        return max(1, -(-self.length // CHUNK))

    @property
    def whole(self) -> int:
        """Bytes of the whole file."""
        return HEAD_BYTES + self.length + self.chunks * SEAL_BYTES


def is_sealed(file: Path) -> bool:
    with file.open("rb") as source:
        return source.read(len(MAGIC)) == MAGIC


def seal(content: BinaryIO, length: int, out: BinaryIO, key: BackupKey) -> None:
    """Write `length` bytes of `content`, closed; never more than a chunk in memory."""
    head = Head(key.tag, os.urandom(SALT_BYTES), length)
    box = _box(key, head)
    out.write(head.raw())
    for place in range(head.chunks):
        plain = content.read(min(CHUNK, length - place * CHUNK))
        out.write(box.encrypt(_nonce(place, head), plain, head.raw()))


def unseal(file: Path, into: Path, key: BackupKey | None) -> None:
    """Open a closed file.

    Refuses by name what is cut off, was changed, or was closed with another key than
    this; what was written of it then is not to be used.
    """
    with file.open("rb") as source:
        head = _head(file, source, key)
        assert key is not None, "`_head` refuses without one"
        with into.open("xb") as out:
            for plain in _opened(file, source, head, _box(key, head)):
                out.write(plain)


def _head(file: Path, source: BinaryIO, key: BackupKey | None) -> Head:
    raw = source.read(HEAD_BYTES)
    there = source.seek(0, os.SEEK_END)
    source.seek(HEAD_BYTES)
    if len(raw) < HEAD_BYTES:
        raise Refused(RefusalCode.BACKUP_CUT_OFF, file=file.name)
    head = Head.of(raw)
    if head is None:
        raise _damaged(file)
    if there != head.whole:
        raise Refused(RefusalCode.BACKUP_CUT_OFF, file=file.name)
    number = number_of(head.tag)
    if key is None:
        raise Refused(RefusalCode.BACKUP_KEY_MISSING, file=file.name, number=number)
    if key.tag != head.tag:
        raise Refused(
            RefusalCode.BACKUP_WRONG_KEY,
            file=file.name,
            required=number,
            found=key.number,
        )
    return head


def _opened(
    file: Path, source: BinaryIO, head: Head, box: ChaCha20Poly1305
) -> Iterator[bytes]:
    for place in range(head.chunks):
        closed = source.read(min(CHUNK, head.length - place * CHUNK) + SEAL_BYTES)
        try:
            yield box.decrypt(_nonce(place, head), closed, head.raw())
        except InvalidTag:
            raise _damaged(file) from None


def _box(key: BackupKey, head: Head) -> ChaCha20Poly1305:
    derived = HKDF(SHA256(), length=32, salt=head.salt, info=MAGIC).derive(key.secret)
    return ChaCha20Poly1305(derived)


def _nonce(place: int, head: Head) -> bytes:
    is_last = place == head.chunks - 1
    return place.to_bytes(11, "big") + bytes([is_last])


def _damaged(file: Path) -> Refused:
    why = "ไม่ตรงกับที่ปิดผนึกไว้ตอนสำรอง"
    return Refused(RefusalCode.BACKUP_DAMAGED, file=file.name, why=why)

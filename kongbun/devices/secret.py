"""The secret of a phone: letters that a person can copy, shown once, kept as a hash.

130 bits in 26 letters, of those that nobody mistakes for another when copying by hand.
It follows from the id of the form that enrolled the phone and from this machine's own
key, so that a form pressed twice shows the same letters twice, not two phones.
"""

from __future__ import annotations

import hmac
from hashlib import sha256
from uuid import UUID

LETTERS = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
READ_AS = str.maketrans("OILoil", "011011")
SECRET_LETTERS = 26
GROUP = 5
BITS = 5


def secret_for(command_id: UUID, machine_key: str) -> str:
    """The secret of the phone that this command enrols."""
    made = hmac.new(
        machine_key.encode(), b"kongbun-device-secret\0" + command_id.bytes, sha256
    )
    number = int.from_bytes(made.digest(), "big")
    return "".join(LETTERS[number >> BITS * at & 31] for at in range(SECRET_LETTERS))


def grouped(secret: str) -> str:
    """As people copy it.

    >>> grouped("ABCDEFGHJKMNPQRSTVWXYZ0123")
    'ABCDE-FGHJK-MNPQR-STVWX-YZ012-3'
    """
    parts = [secret[at : at + GROUP] for at in range(0, len(secret), GROUP)]
    return "-".join(parts)


def typed(text: str) -> str:
    """What somebody typed, with or without the strokes.

    >>> typed("abcde-fghjk-mnpqr-stvwx-yzo12-3")
    'ABCDEFGHJKMNPQRSTVWXYZ0123'
    """
    return "".join(text[:100].replace("-", " ").split()).translate(READ_AS).upper()


def kept(secret: str) -> bytes:
    """What is kept of a secret; so many random bits need no slower hash."""
    return sha256(f"kongbun-device-1\n{secret}".encode()).digest()


def is_secret_of(given: str, hashed: bytes | None) -> bool:
    """In the same time whether there is such a phone or not."""
    wanted = bytes(32) if hashed is None else bytes(hashed)
    same = hmac.compare_digest(kept(typed(given)), wanted)
    return same and hashed is not None

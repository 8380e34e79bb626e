"""A place in a fund's chain as it stands on paper, in a QR or in somebody's mouth.

Pure texts: what is printed and how it is read again.  One line each, of capitals and
figures alone, so that a QR stays small and a person can copy it by hand:

    KONGBUN-CHECKPOINT-1 DEMO 0f…32 2026-11-20 1234 9a…64 567
    KONGBUN-RECEIPT-1 DEMO 12/0347 2026-11-20 9000 1234 48210937551288460419
    DEMO 1234 4821-0937-5512-8846-0419

Not the comparing with a chain: that is `soundness.witness`.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from hashlib import sha256

from kongbun.kernel.digits import fold

CHECKPOINT = "KONGBUN-CHECKPOINT-1"
RECEIPT = "KONGBUN-RECEIPT-1"
CODE_DIGITS = 18
# Whoever mistypes a figure is told so; it must not look like a broken chain.
CHECK_MODULUS = 97

_DAY = r"(?P<day>[0-9]{4}-[0-9]{2}-[0-9]{2})"
_FUND = r"(?P<fund>[A-Z0-9-]{2,12})"
_SEQ = r"(?P<seq>[0-9]{1,15})"
_CODE = r"(?P<code>[0-9]{4}(?:[ -]?[0-9]{4}){4})"
# Words after these are of a later version, such as a signature.
_CHECKPOINT = re.compile(
    rf"{CHECKPOINT} {_FUND} (?P<fund_id>[0-9A-F]{{32}}) {_DAY} {_SEQ}"
    rf" (?P<hash>[0-9A-F]{{64}}) (?P<entries>[0-9]{{1,15}})( .*)?"
)
_RECEIPT = re.compile(
    rf"{RECEIPT} {_FUND} (?P<book>[0-9]{{1,9}})/(?P<no>[0-9]{{1,12}}) {_DAY}"
    rf" (?P<satang>[0-9]{{1,15}}) {_SEQ} {_CODE}( .*)?"
)
_TYPED = re.compile(rf"{_FUND} {_SEQ} {_CODE}")


@dataclass(frozen=True, slots=True, kw_only=True)
class Checkpoint:
    """How far a fund's chain and books had come at the end of a day, or by a link."""

    fund: str
    fund_id: str
    day: str
    seq: int
    hash: str
    entries: int

    @property
    def text(self) -> str:
        return (
            f"{CHECKPOINT} {self.fund} {self.fund_id} {self.day} {self.seq}"
            f" {self.hash} {self.entries}"
        ).upper()

    @property
    def code(self) -> str:
        return short_code(self.fund, self.fund_id, self.seq, self.hash)

    @property
    def spoken(self) -> str:
        """In groups of four, to be read aloud and copied by hand."""
        return in_fours(self.code)

    @property
    def line(self) -> str:
        return f"{self.fund} {self.seq} {self.spoken}"


@dataclass(frozen=True, slots=True, kw_only=True)
class Typed:
    """What stood on a line: the fund and the place, and what else it said."""

    fund: str
    seq: int
    code: str = ""
    whole: Checkpoint | None = None
    receipt: tuple[int, int, str, int] | None = None


def short_code(fund: str, fund_id: str, seq: int, link: str) -> str:
    """Twenty figures: eighteen of the link's hash, two that find a slip of the pen.

    >>> short_code("DEMO", "00" * 16, 7, "ab" * 32)
    '62297621821634941361'
    """
    sealed = sha256(f"{CHECKPOINT}\n{fund_id}\n{seq}\n{link}".lower().encode())
    figures = int.from_bytes(sealed.digest()[:16]) % 10**CODE_DIGITS
    code = f"{figures:0{CODE_DIGITS}}"
    return f"{code}{_check(fund, seq, code)}"


def _check(fund: str, seq: int, code: str) -> str:
    made = sha256(f"{fund}\n{seq}\n{code}".encode()).digest()
    return f"{int.from_bytes(made[:8]) % CHECK_MODULUS:02}"


def in_fours(code: str) -> str:
    """
    >>> in_fours("12345678901234567890")
    '1234-5678-9012-3456-7890'
    """
    return "-".join(code[at : at + 4] for at in range(0, len(code), 4))


def receipt_text(
    at: Checkpoint, *, book: int, no: int, received_on: str, satang: int
) -> str:
    """A receipt's QR: which, when, how much, and the link of its own command."""
    return (
        f"{RECEIPT} {at.fund} {book}/{no:04d} {received_on} {satang} {at.seq} {at.code}"
    )


def read_line(typed: str) -> Typed | None:
    """What a line says; None for what nobody can have copied rightly.

    >>> read_line("demo  ๗ 6229-7621-8216-3494-1361")
    Typed(fund='DEMO', seq=7, code='62297621821634941361', whole=None, receipt=None)
    >>> read_line("DEMO 7 6229-7621-8216-3494-1362") is None
    True
    """
    text = " ".join(fold(typed).upper().split())
    found = _CHECKPOINT.fullmatch(text)
    if found is not None:
        whole = Checkpoint(
            fund=found["fund"],
            fund_id=found["fund_id"].lower(),
            day=found["day"],
            seq=int(found["seq"]),
            hash=found["hash"].lower(),
            entries=int(found["entries"]),
        )
        return Typed(fund=whole.fund, seq=whole.seq, whole=whole)
    paper = _RECEIPT.fullmatch(text)
    found = paper or _TYPED.fullmatch(text)
    if found is None:
        return None
    fund, seq = found["fund"], int(found["seq"])
    code = re.sub(r"[ -]", "", found["code"])
    if code[CODE_DIGITS:] != _check(fund, seq, code[:CODE_DIGITS]):
        return None
    if paper is None:
        return Typed(fund=fund, seq=seq, code=code)
    receipt = (int(paper["book"]), int(paper["no"]), paper["day"], int(paper["satang"]))
    return Typed(fund=fund, seq=seq, code=code, receipt=receipt)

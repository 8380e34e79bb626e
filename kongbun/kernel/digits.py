"""Thai and Arabic digits: the only two kinds a fund writes.

Python's `int` and `\\d` also take Lao, full-width and a dozen other kinds; nothing
that a person typed may reach them before it passed one of these.
"""

from __future__ import annotations

import re

THAI_DIGITS = "๐๑๒๓๔๕๖๗๘๙"
_FOLD = str.maketrans(THAI_DIGITS, "0123456789")
_UNFOLD = str.maketrans("0123456789", THAI_DIGITS)
_THAI = re.compile(f"[{THAI_DIGITS}]")
_MIXED = re.compile(r"[0-9][๐-๙]|[๐-๙][0-9]")


def fold(text: str) -> str:
    """Thai digits as Arabic ones; everything else stays.

    >>> fold("๒๕๖๗")
    '2567'
    """
    # Looking is cheaper than translating, and most texts have none.
    if text.isascii() or _THAI.search(text) is None:
        return text
    return text.translate(_FOLD)


def to_thai(text: str) -> str:
    """
    >>> to_thai("16/8")
    '๑๖/๘'
    """
    return text.translate(_UNFOLD)


def is_mixed(text: str) -> bool:
    """Whether one number is written in both kinds, which no person does on purpose.

    >>> is_mixed("1๒3"), is_mixed("๑๖/8")
    (True, False)
    """
    return _MIXED.search(text) is not None

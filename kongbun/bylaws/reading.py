"""An adopted version as rules: read once, kept by the hash of its text.

Not how the text is written: that is `rules.read_yaml`.
"""

from __future__ import annotations

from datetime import date
from functools import lru_cache

from kongbun.bylaws.models import BylawVersion
from kongbun.bylaws.queries import version_on
from kongbun.kernel.bad_input import BadInput
from kongbun.rules.bylaw import Bylaw
from kongbun.rules.read_yaml import read_bylaw
from kongbun.rules.yaml_tree import Unreadable

KEPT = 64


@lru_cache(maxsize=KEPT)
def _read(hash_: bytes, text: str) -> Bylaw:
    bylaw = read_bylaw(text, file="ระเบียบที่ลงมติแล้ว")
    assert bylaw.sha256 == hash_, "an adopted by-law reads as it did when adopted"
    return bylaw


def rules_of(version: BylawVersion) -> Bylaw:
    """The rules of an adopted version."""
    return _read(bytes(version.hash), version.text)


def rules_on(fund_id: int, day: date) -> Bylaw | None:
    """The rules in force in a fund on a day; None before its first by-law."""
    version = version_on(fund_id, day)
    return None if version is None else rules_of(version)


@lru_cache(maxsize=KEPT)
def _says(text: str) -> tuple[bytes, date] | None:
    """The hash and the first day that a text reads as; None if it reads as no rules."""
    try:
        read = read_bylaw(text, file="")
    except (BadInput, Unreadable, ValueError):
        return None
    return read.sha256, read.effective_from


def as_adopted(version: BylawVersion) -> bool:
    """Whether the text still reads as it did when it was adopted."""
    return _says(version.text) == (bytes(version.hash), version.effective_from)

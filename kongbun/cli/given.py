"""Values given on the command line, read as everywhere else: days, baht, ids.

An unreadable value is a refusal in Thai with exit 1, as in a form or a sheet; only a
call that is itself wrong exits with 2.
"""

from __future__ import annotations

import uuid
from collections.abc import Callable
from datetime import date
from typing import Any, TypeVar

import click

from kongbun.kernel.bad_input import BadInput
from kongbun.kernel.money import Money
from kongbun.kernel.refusal import RefusalCode, Refused
from kongbun.kernel.thai_date_text import read_day
from kongbun.kernel.thai_text import clean

T = TypeVar("T")


class Day(click.ParamType[date]):
    """20/11/2569, 20 พ.ย. 2569 or 2026-11-20."""

    name = "day"

    def convert(self, value: Any, param: click.Parameter | None, ctx: Any) -> date:  # noqa: ARG002 -- click's shape
        if isinstance(value, date):
            return value
        try:
            return read_day(str(value))
        except BadInput as bad:
            raise _unreadable(bad) from None


class Baht(click.ParamType[int]):
    """An amount in baht, as satang."""

    name = "baht"

    def convert(self, value: Any, param: click.Parameter | None, ctx: Any) -> int:  # noqa: ARG002 -- click's shape
        return value if type(value) is int else baht(str(value))


class BahtOrZero(click.ParamType[int]):
    """The same where nothing is an answer, such as a balance."""

    name = "baht"

    def convert(self, value: Any, param: click.Parameter | None, ctx: Any) -> int:  # noqa: ARG002 -- click's shape
        if type(value) is int:
            return value
        try:
            return Money.from_baht(str(value), zero_allowed=True).satang
        except BadInput as bad:
            raise _unreadable(bad) from None


class Text(click.ParamType[str]):
    """A name or note, stored as `thai_text.clean` leaves it."""

    name = "text"

    def convert(self, value: Any, param: click.Parameter | None, ctx: Any) -> str:  # noqa: ARG002 -- click's shape
        try:
            return clean(str(value), max_length=1000)
        except BadInput as bad:
            raise _unreadable(bad) from None


DAY, BAHT, TEXT = Day(), Baht(), Text()


def read_given(read: Callable[[str], T], text: str) -> T:
    """What a reader of the kernel makes of a text; refuses the unreadable."""
    try:
        return read(text)
    except BadInput as bad:
        raise _unreadable(bad) from None


def baht(text: str) -> int:
    """Satang; refuses what is no amount (UNREADABLE)."""
    try:
        return Money.from_baht(text).satang
    except BadInput as bad:
        raise _unreadable(bad) from None


def given_id(text: str) -> uuid.UUID:
    """The id of a thing, as the commands print it."""
    try:
        return uuid.UUID(text)
    except ValueError:
        raise Refused(RefusalCode.NOT_FOUND, what=f"รหัส {text} ") from None


def _unreadable(bad: BadInput) -> Refused:
    return Refused(RefusalCode.UNREADABLE, why=bad.message)

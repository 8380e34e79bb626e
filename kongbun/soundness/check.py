"""Runs every check over the books of one fund or of all.  Changes nothing."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime

from django.core.exceptions import ObjectDoesNotExist
from django.db import connection

from kongbun.soundness import (
    booked,
    chains,
    fences,
    heard,
    kept,
    kin,
    merged,
    paid,
    papers,
    reopened,
    runs,
    spans,
    splits,
    standing,
    ties,
    unknown,
    waiting,
    words,
    written,
)
from kongbun.soundness.books import Walk
from kongbun.soundness.findings import Code, Finding
from kongbun.soundness.reading import funds, one_view
from kongbun.soundness.related import Related
from kongbun.soundness.witness import Witness, against
from kongbun.store import guards


def check(
    fund_code: str | None = None, *, now: datetime, witness: Witness | None = None
) -> list[Finding]:
    """Every finding, in the order of the codes; an empty list means sound.

    `now` is where the funds are; a story keeps its own day.
    """
    with one_view():
        return sorted(set(_all(fund_code, now, witness)))


def notes(fund_code: str | None = None) -> list[Finding]:
    """What people should ask about, though nothing says that it is wrong."""
    with one_view():
        looked_at = funds(fund_code)
        return sorted(set(kin.signs(looked_at, Related(looked_at))))


def _all(
    fund_code: str | None, now: datetime, witness: Witness | None
) -> Iterator[Finding]:
    whole = fund_code is None
    looked_at = funds(fund_code)
    walked = Walk(looked_at).run()
    yield from walked
    twice = list(_read(paid.paid_once(looked_at)))
    yield from twice
    related = Related(looked_at)
    for found in (
        papers.receipt_gaps(looked_at),
        papers.receipts_as_booked(looked_at),
        papers.sheets_as_written(looked_at),
        papers.reversals(looked_at),
        booked.papers_and_money(looked_at, walked),
        fences.as_given(looked_at),
        runs.paid_runs(looked_at),
        runs.live_lines(looked_at),
        spans.days_and_money(looked_at),
        kept.as_its_rows_say(looked_at, twice),
        words.checked_by_another(looked_at),
        words.done_by_two(looked_at),
        words.done_as_approved(looked_at),
        merged.one_by_two(looked_at),
        heard.as_it_came(looked_at),
        splits.counted_whole(looked_at),
        reopened.as_asked(looked_at),
        reopened.by_outsiders(looked_at, related),
        kin.by_no_kin(looked_at, related),
        ties.as_tied(looked_at, whole=whole),
        waiting.too_long(looked_at, now.date()),
        chains.links(looked_at, whole=whole),
        chains.commands(looked_at, whole=whole, now=now),
        heard.unanswered(looked_at, now),
        written.rows_as_written(looked_at, whole=whole),
        written.receipts_as_written(looked_at),
        written.memos_as_written(looked_at),
        written.lines_of_one_fund(looked_at),
        standing.rows_as_said(looked_at, whole=whole),
        _protection(),
        unknown.unclassified(),
    ):
        yield from _read(found)
    if witness is not None:
        yield from against(witness, looked_at, whole=whole)


# What a row can do to a reader when somebody wrote into it what is no text, no number
# or no JSON, or took away what it names.
UNREADABLE = (
    ArithmeticError,
    AttributeError,
    LookupError,
    ObjectDoesNotExist,
    TypeError,
    ValueError,
)


def _read(found: Iterator[Finding]) -> Iterator[Finding]:
    """What one check finds; rows that it cannot read are found, and end it alone."""
    try:
        yield from found
    except UNREADABLE as error:
        where = getattr(found, "__name__", "check")
        yield Finding.of(
            Code.CHAIN_BROKEN,
            "",
            f"rows ({where})",
            f"มีข้อมูลที่อ่านไม่ออก ({where}: {type(error).__name__}) การตรวจข้อนี้จึงไม่ครบ",
        )


def _protection() -> Iterator[Finding]:
    for what in guards.missing(connection):
        yield Finding.of(Code.UNPROTECTED, "", what, f"ฐานข้อมูลไม่มีสิ่งคุ้มครองบัญชี: {what}")

"""Runs every check over the books of one fund or of all.  Changes nothing."""

from __future__ import annotations

from collections.abc import Callable, Generator, Iterator
from datetime import datetime
from typing import TypeVar

from django.core.exceptions import ObjectDoesNotExist, ValidationError
from django.db import OperationalError, connection

from kongbun.soundness import (
    allotted,
    answered,
    asked,
    bags,
    begun,
    booked,
    chains,
    closed,
    commanded,
    compared,
    dated,
    fences,
    hands,
    heard,
    kept,
    kin,
    known,
    laid,
    merged,
    numbers,
    paid,
    papers,
    payees,
    phones,
    redecided,
    refunds,
    reopened,
    runs,
    seats,
    shapes,
    spans,
    splits,
    standing,
    ties,
    typed,
    unknown,
    waiting,
    within,
    words,
    writes,
    written,
)
from kongbun.soundness.books import Walk
from kongbun.soundness.findings import Code, Finding
from kongbun.soundness.lasting import Lasting
from kongbun.soundness.laws import Laws
from kongbun.soundness.paper import Judged, judged
from kongbun.soundness.reading import Funds, funds, one_view
from kongbun.soundness.related import Related
from kongbun.soundness.witness import Witness, against
from kongbun.store import guards

T = TypeVar("T")


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
        return sorted({one for one in _signs(fund_code) if one.code != UNREAD})


def lines(witness: Witness, fund_code: str | None = None) -> list[Judged]:
    """How each line on paper stands; none where the rows cannot be read (a finding)."""
    try:
        return judged(witness.lines, funds(fund_code), whole=fund_code is None)
    except UNREADABLE as error:
        _unread("lines", error)
        return []


def _signs(fund_code: str | None) -> Iterator[Finding]:
    """With what cannot be read, which is the check's to tell."""
    looked_at = yield from _made("funds", lambda: funds(fund_code))
    if looked_at is not None:
        related = yield from _made("related", lambda: Related(looked_at))
        if related is not None:
            yield from _read(kin.signs(looked_at, related))
        yield from _read(commanded.strangers(looked_at))


def _all(
    fund_code: str | None, now: datetime, witness: Witness | None
) -> Iterator[Finding]:
    whole = fund_code is None
    looked_at = yield from _made("funds", lambda: funds(fund_code))
    if looked_at is None:
        return
    walk = yield from _made("walk", lambda: Walk(looked_at))
    walked = walk.found if walk is not None else []
    if walk is not None:
        yield from _made("walk", walk.run)
        yield from walked
    related = yield from _made("related", lambda: Related(looked_at))
    if related is not None:
        for about_kin in (
            reopened.by_outsiders(looked_at, related),
            kin.by_no_kin(looked_at, related),
        ):
            yield from _read(about_kin)
    twice = list(_read(paid.paid_once(looked_at)))
    yield from twice
    lasting = yield from _made("lasting", lambda: Lasting(looked_at))
    if lasting is not None:
        for as_it_was in _as_it_was(looked_at, lasting, walked, twice):
            yield from _read(as_it_was)
    for found in (
        *_of_papers(looked_at, walked, twice, now, whole=whole),
        *_of_the_chain(looked_at, now, whole=whole),
    ):
        yield from _read(found)
    if witness is not None:
        yield from _read(against(witness, looked_at, whole=whole))


def _as_it_was(
    looked_at: Funds, lasting: Lasting, walked: list[Finding], twice: list[Finding]
) -> tuple[Iterator[Finding], ...]:
    """Papers against the register and the by-laws of their moment."""
    laws = Laws(looked_at)
    return (
        payees.as_received(looked_at, lasting, laws),
        known.as_known_then(looked_at, lasting, laws, twice),
        splits.counted_whole(looked_at, lasting),
        allotted.as_shared(looked_at, laws),
        within.within_limits(looked_at, laws, walked),
    )


def _of_papers(
    looked_at: Funds,
    walked: list[Finding],
    twice: list[Finding],
    now: datetime,
    *,
    whole: bool,
) -> tuple[Iterator[Finding], ...]:
    """Rows against each other."""
    return (
        papers.receipt_gaps(looked_at),
        papers.receipts_in_their_book(looked_at),
        papers.receipts_as_booked(looked_at),
        papers.sheets_as_written(looked_at),
        papers.reversals(looked_at),
        booked.papers_and_money(looked_at, walked),
        bags.as_they_stood(looked_at, walked),
        shapes.as_their_kind(looked_at),
        fences.as_given(looked_at),
        begun.as_stated(looked_at),
        runs.paid_runs(looked_at),
        runs.live_lines(looked_at),
        spans.days_and_money(looked_at),
        laid.on_free_days(looked_at),
        numbers.without_gap(looked_at),
        numbers.of_one_fund(looked_at),
        kept.as_its_rows_say(looked_at, twice),
        closed.as_booked(looked_at, walked),
        compared.as_it_stood(looked_at, walked),
        commanded.by_its_own_kind(looked_at),
        commanded.left_behind(looked_at),
        commanded.numbers_left_behind(
            looked_at,
            (
                *(papers.receipt_gaps, numbers.without_gap, kept.months_closed),
                lambda funds: booked.papers_and_money(funds, walked),
            ),
        ),
        words.checked_by_another(looked_at),
        words.done_by_two(looked_at),
        words.done_as_approved(looked_at),
        hands.own_hands(looked_at),
        dated.as_entered(looked_at),
        answered.as_answered(looked_at),
        asked.from_day_to_money(looked_at),
        seats.signed_for(looked_at),
        redecided.by_the_law(looked_at),
        redecided.awarded_as_decided(looked_at),
        refunds.as_paid_in(looked_at),
        merged.one_by_two(looked_at),
        heard.as_it_came(looked_at),
        phones.as_it_was_sent(looked_at),
        reopened.as_asked(looked_at),
        ties.as_tied(looked_at, whole=whole),
        waiting.too_long(looked_at, now.date()),
    )


def _of_the_chain(
    looked_at: Funds, now: datetime, *, whole: bool
) -> tuple[Iterator[Finding], ...]:
    """Rows against the chain, and what protects both."""
    return (
        chains.links(looked_at, whole=whole),
        chains.commands(looked_at, whole=whole, now=now),
        heard.unanswered(looked_at, now),
        written.rows_as_written(looked_at, whole=whole),
        written.receipts_as_written(looked_at),
        written.memos_as_written(looked_at),
        written.lines_of_one_fund(looked_at),
        standing.rows_as_said(looked_at, whole=whole),
        writes.by_who_writes_it(looked_at, whole=whole),
        typed.as_their_type(whole=whole),
        _protection(),
        unknown.unclassified(),
    )


# What a row can do to a reader when somebody wrote into it what is no text, no number
# or no JSON, or took away what it names.
UNREADABLE = (
    ArithmeticError,
    AssertionError,
    AttributeError,
    LookupError,
    ObjectDoesNotExist,
    OperationalError,
    RecursionError,
    TypeError,
    ValidationError,
    ValueError,
)
UNREAD = Code.CHAIN_BROKEN.value
# How SQLite says that a byte is no text, or that something is not there; else what it
# says is about the disk.
OF_ROWS = (
    *("Could not decode", "integer overflow"),
    *("no such table", "no such column"),
)


def _read(found: Iterator[Finding]) -> Iterator[Finding]:
    """What one check finds; rows that it cannot read are found, and end it alone."""
    try:
        yield from found
    except UNREADABLE as error:
        yield _unread(getattr(found, "__name__", "check"), error)


def _made(where: str, make: Callable[[], T]) -> Generator[Finding, None, T | None]:
    """What other checks lean on; None where a row of it cannot be read."""
    try:
        return make()
    except UNREADABLE as error:
        yield _unread(where, error)
        return None


def _unread(where: str, error: Exception) -> Finding:
    """Raises again what is about the disk or the server, and about no row."""
    if isinstance(error, OperationalError) and not any(
        one in str(error) for one in OF_ROWS
    ):
        raise error
    return Finding.of(
        Code.CHAIN_BROKEN,
        "",
        f"rows ({where})",
        f"มีข้อมูลที่อ่านไม่ออก ({where}: {type(error).__name__}) การตรวจข้อนี้จึงไม่ครบ",
    )


def _protection() -> Iterator[Finding]:
    for what in guards.missing(connection):
        yield Finding.of(Code.UNPROTECTED, "", what, f"ฐานข้อมูลไม่มีสิ่งคุ้มครองบัญชี: {what}")

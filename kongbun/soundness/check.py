"""Runs every check over the books of one fund or of all.  Changes nothing."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime

from django.db import connection

from kongbun.soundness import (
    booked,
    chains,
    fences,
    kept,
    kin,
    paid,
    papers,
    reopened,
    runs,
    spans,
    splits,
    waiting,
    words,
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
    yield from papers.receipt_gaps(looked_at)
    yield from papers.receipts_as_booked(looked_at)
    yield from papers.sheets_as_written(looked_at)
    yield from papers.reversals(looked_at)
    yield from booked.papers_and_money(looked_at, walked)
    yield from fences.as_given(looked_at)
    yield from runs.paid_runs(looked_at)
    yield from runs.live_lines(looked_at)
    yield from spans.days_and_money(looked_at)
    twice = list(paid.paid_once(looked_at))
    yield from twice
    yield from kept.as_its_rows_say(looked_at, twice)
    yield from words.checked_by_another(looked_at)
    yield from words.done_by_two(looked_at)
    yield from words.done_as_approved(looked_at)
    yield from splits.counted_whole(looked_at)
    yield from reopened.as_asked(looked_at)
    related = Related(looked_at)
    yield from reopened.by_outsiders(looked_at, related)
    yield from kin.by_no_kin(looked_at, related)
    yield from waiting.too_long(looked_at, now.date())
    yield from chains.links(looked_at, whole=whole)
    yield from chains.commands(looked_at, whole=whole, now=now)
    yield from _protection()
    if witness is not None:
        yield from against(witness, looked_at, whole=whole)


def _protection() -> Iterator[Finding]:
    for what in guards.missing(connection):
        yield Finding.of(Code.UNPROTECTED, "", what, f"ฐานข้อมูลไม่มีสิ่งคุ้มครองบัญชี: {what}")

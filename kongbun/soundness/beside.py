"""Who signed beside another: where two must be, and with the duty for it.

The second name under a count, a difference, money set free.  That it is not the first
one's is looked at with the words (`words.done_by_two`).
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import Any

from django.db.models import F, QuerySet

from kongbun.access.models import Role
from kongbun.access.permissions import Verb
from kongbun.claims.late import day_of
from kongbun.ledger.entries import EntryKind
from kongbun.soundness.findings import Code, Finding
from kongbun.soundness.reading import Funds
from kongbun.treasury.models import (
    CashCount,
    FenceChange,
    Movement,
    MovementKind,
    MovementReversal,
)

# Fund, user, their name, what they did, by which right or in which duty, the day, and
# the command.
Done = tuple[int, int, str, str, Verb | frozenset[Role], date, int]
# What two people looked at, and so two take back.
BY_TWO = (MovementKind.OVER, MovementKind.SHORT)


def _rows(looked_at: Funds) -> Iterator[tuple[str, Verb, QuerySet[Any], str]]:
    """What it is, by which right, the rows, and where their fund stands."""
    funds = looked_at.codes
    yield (
        "cash count",
        Verb.COUNT_CASH,
        CashCount.objects.filter(fund__in=funds),
        "fund",
    )
    yield (
        "difference",
        Verb.COUNT_CASH,
        Movement.objects.filter(fund__in=funds, kind__in=BY_TWO),
        "fund",
    )
    yield (
        "difference reversed",
        Verb.COUNT_CASH,
        MovementReversal.objects.filter(
            movement__fund__in=funds, movement__kind__in=BY_TWO
        ),
        "movement__fund",
    )
    yield (
        "set free",
        Verb.APPROVE_MONEY,
        FenceChange.objects.filter(
            purpose__fund__in=funds, entry__kind=EntryKind.SET_FREE
        ),
        "purpose__fund",
    )


def seconds(looked_at: Funds) -> Iterator[Done]:
    """Every second name, to be held against the duties of its day."""
    for what, verb, found, fund in _rows(looked_at):
        for key, fund_id, user_id, name, at, command in (
            found.exclude(second_by=None)
            .annotate(of_fund=F(fund))
            .order_by("pk")
            .values_list(
                *("pk", "of_fund", "second_by_id", "second_by__display_name"),
                *("command__received_at", "command_id"),
            )
        ):
            yield fund_id, user_id, name, f"{what} {key}", verb, day_of(at), command


def alone(looked_at: Funds) -> Iterator[Finding]:
    """One finding for each thing of two that only one signed.

    Money set free by one is told with the purposes (`fences`).
    """
    for what, verb, found, fund in _rows(looked_at):
        if verb is not Verb.COUNT_CASH:
            continue
        for key, fund_id in (
            found.filter(second_by=None)
            .annotate(of_fund=F(fund))
            .order_by("pk")
            .values_list("pk", "of_fund")
        ):
            yield Finding.of(
                Code.CHECKED_BY_MAKER,
                looked_at.code(fund_id),
                f"{what} {key}",
                f"ต้องลงชื่อสองคน แต่มีคนเดียว ({what} {key})",
            )

"""Planted bugs of what comes twice, late or with a lying clock: O1-O3, O5, O7."""

from __future__ import annotations

import itertools
from contextlib import AbstractContextManager
from dataclasses import replace
from datetime import UTC, datetime, time, timedelta
from typing import Any
from unittest.mock import patch

from django.db import transaction

from kongbun.commands import run
from kongbun.commands.arriving import arrive
from kongbun.dues import actions, doubts, payment_actions
from kongbun.ledger import post
from kongbun.simulation import sabotage as simulated
from kongbun.web import clock
from tests.sabotages.kinds import Sabotage

RUN = "tests/commands/test_run.py::"
AGAIN = f"{RUN}test_the_same_command_again_gets_the_same_answer_and_no_second_effect"
CLOCKS = "tests/commands/test_clocks_and_bodies.py::"
SAME_MONEY = (
    "tests/dues/test_same_money.py::test_the_same_money_is_neither_doubled_nor_dropped"
)
Bug = AbstractContextManager[Any]


def _part_of_the_body() -> Bug:
    """Only the kind of a command and its first fact make its hash."""
    real = run.canonical

    def shorter(value: Any) -> str:
        if isinstance(value, dict) and "kind" in value:
            kept = sorted(set(value) - {"kind"})[:1]
            value = {name: value[name] for name in ("kind", *kept)}
        return real(value)

    return patch.object(run, "canonical", shorter)


def _earlier_unseen() -> Bug:
    real = arrive
    return patch.object(run, "arrive", lambda *of: replace(real(*of), earlier_id=None))


def _answered_and_forgotten() -> Bug:
    """As the simulator's bug of this name, without forgetting the cast."""
    real, asked = run._run, itertools.count(1)

    def answered(kind: str, action: Any, act: Any, given: Any) -> Any:
        if not kind.startswith("test.") or next(asked) % simulated.EVERY:
            return real(kind, action, act, given)
        with transaction.atomic():
            answer = real(kind, action, act, dict(given))
            transaction.set_rollback(True)
        return answer

    return patch.object(run, "_run", answered)


def _looks_nowhere(*_: Any, **__: Any) -> dict[int, Any]:
    return {}


def _one_day_alone() -> Bug:
    return patch.object(doubts, "NEAR", timedelta())


def _received_when_it_is_told() -> Bug:
    """An entry bears the moment that its day suggests, not that of the server."""
    real = post._write

    def told(book: Any, new: Any, now: Any) -> None:
        for _, entry in new:
            book = replace(book, now=datetime.combine(entry.occurred_on, time(2), UTC))
        real(book, new, now)

    return patch.object(post, "_write", told)


SABOTAGES = (
    Sabotage(
        "double-effect-on-retry",
        "O1",
        "What is sent twice is done twice.",
        (AGAIN,),
        simulated.SABOTAGES["double-effect-on-retry"],
    ),
    Sabotage(
        "earlier-command-unseen",
        "O1",
        "Nobody looks whether a command of this id came before.",
        (AGAIN,),
        _earlier_unseen,
    ),
    Sabotage(
        "other-body-as-the-same",
        "O2",
        "The id alone is looked at, not what is asked for.",
        (
            f"{RUN}test_an_id_used_for_something_else_is_refused",
            f"{CLOCKS}test_an_id_with_any_one_field_changed_is_refused",
        ),
        simulated.SABOTAGES["other-body-as-the-same"],
    ),
    Sabotage(
        "part-of-the-body",
        "O2",
        "The hash of a command leaves out most of what was asked.",
        (f"{CLOCKS}test_an_id_with_any_one_field_changed_is_refused",),
        _part_of_the_body,
    ),
    Sabotage(
        "same-money-unasked-at-the-counter",
        "O3",
        "The counter takes the same money twice without a word.",
        (SAME_MONEY,),
        lambda: patch.object(payment_actions, "same_money", _looks_nowhere),
    ),
    Sabotage(
        "same-money-unasked-on-the-sheet",
        "O3",
        "The round sheet takes the same money twice without a word.",
        (SAME_MONEY,),
        lambda: patch.object(actions, "same_money", _looks_nowhere),
    ),
    Sabotage(
        "same-money-of-one-day-alone",
        "O3",
        "Money of the day before is no doubt.",
        (SAME_MONEY,),
        _one_day_alone,
    ),
    Sabotage(
        "ack-before-commit",
        "O5",
        "The server says done, and forgets now and then.",
        (f"{RUN}test_what_was_answered_is_there",),
        _answered_and_forgotten,
    ),
    Sabotage(
        "any-day",
        "O7",
        "Other money is booked on days before the books began.",
        (f"{CLOCKS}test_a_day_that_a_clock_made_up_books_nothing",),
        simulated.SABOTAGES["any-day"],
    ),
    Sabotage(
        "received-when-it-is-told",
        "O7",
        "An entry bears the moment of the day it names, not of its arrival.",
        (f"{CLOCKS}test_when_it_came_is_what_the_server_says",),
        _received_when_it_is_told,
    ),
    Sabotage(
        "day-of-greenwich",
        "O7",
        "The day ends at midnight in Greenwich.",
        (f"{CLOCKS}test_the_day_ends_at_midnight_in_bangkok",),
        lambda: patch.object(clock, "BANGKOK", UTC),
    ),
)

"""Planted bugs of closed months: C1 to C4."""

from __future__ import annotations

import json
from collections.abc import Sequence
from contextlib import AbstractContextManager
from dataclasses import replace
from typing import Any
from unittest.mock import patch

from kongbun.ledger import post
from kongbun.reports import actions, conditions, figures
from kongbun.simulation import sabotage as simulated
from kongbun.soundness import kept
from kongbun.soundness.books import Walk
from kongbun.treasury import closing
from tests.sabotages.kinds import Sabotage
from tests.sabotages.schema import without_triggers

CLOSE = "tests/reports/test_close_month.py::"
FIGURES = "tests/reports/test_figures.py::"
POST = "tests/ledger/test_post.py::"
LATE = f"{POST}test_a_late_fact_goes_into_the_first_open_day_with_its_true_date"
CLOSED = "tests/soundness/test_papers.py::test_a_month_that_was_closed_stays_as_it_was"
Bug = AbstractContextManager[Any]


def _true_day_lost() -> Bug:
    """A late fact bears the day it was booked on as its own."""
    real = post._write

    def moved(book: Any, new: Sequence[Any], now: Any) -> None:
        late = [(row, replace(one, occurred_on=row.booked_on)) for row, one in new]
        real(book, late, now)

    return patch.object(post, "_write", moved)


def _worked_out_anew() -> Bug:
    """A closed month's figures are those of today."""

    def anew(fund: Any, on: Any) -> figures.Report:
        return figures.Report(json.loads(figures.work_out(fund, on)), kept=True)

    return patch.object(figures, "figures_on", anew)


def _newest_as_asked() -> Bug:
    """The figures given are taken to know of everything that is booked."""

    class Everything(int):
        def __ne__(self, other: object) -> bool:
            return False

        __hash__ = int.__hash__

    return patch.object(actions, "newest", lambda _: Everything())


def _met(name: str) -> Bug:
    """One condition of the list is always met."""
    module = conditions if hasattr(conditions, name) else closing
    return patch.object(module, name, lambda *_: iter(()))


SABOTAGES = (
    Sabotage(
        "closed-month-open",
        "C1",
        "No trigger looks whether a month is closed.",
        (
            "tests/ledger/test_books_hold.py::"
            "test_the_database_takes_nothing_into_a_closed_month",
        ),
        lambda: without_triggers("kb_entry_in_open_month"),
    ),
    Sabotage(
        "closings-unlooked",
        "C1",
        "The check knows of no closed month.",
        (
            "tests/soundness/test_check.py::"
            "test_an_entry_in_a_closed_month_is_told_with_the_close",
        ),
        lambda: patch.object(Walk, "_closed_before", lambda *_: ""),
    ),
    Sabotage(
        "opened-again-unseen",
        "C1",
        "The check does not see that a closed month was opened.",
        (CLOSED,),
        lambda: patch.object(kept, "months_closed", lambda _: iter(())),
    ),
    Sabotage(
        "skip-closed-month",
        "C2",
        "Late slips go into the month that is closed.",
        (LATE, f"{CLOSE}test_a_fact_of_a_closed_month_is_late_in_the_next"),
        simulated.SABOTAGES["skip-closed-month"],
    ),
    Sabotage(
        "true-day-lost",
        "C2",
        "A late fact bears the day it was booked on as its own.",
        (LATE,),
        _true_day_lost,
    ),
    Sabotage(
        "late-unlisted",
        "C2",
        "The next report does not list what came late.",
        (f"{FIGURES}test_a_late_fact_is_listed_in_the_next_figures",),
        lambda: patch.object(figures, "late_entries", lambda *_, **__: []),
    ),
    Sabotage(
        "worked-out-anew",
        "C3",
        "Figures of a closed month are worked out anew each time.",
        (f"{FIGURES}test_a_closed_days_figures_never_change",),
        _worked_out_anew,
    ),
    Sabotage(
        "stale-figures-kept",
        "C3",
        "A close keeps figures that leave out what was booked since.",
        (
            f"{FIGURES}test_money_booked_since_the_figures_were_worked_out_refuses_"
            "the_close",
        ),
        _newest_as_asked,
    ),
    Sabotage(
        "kept-figures-unlooked",
        "C3",
        "The check does not read the figures that a close kept.",
        (CLOSED,),
        lambda: patch.object(kept, "_figures", lambda _: iter(())),
    ),
    Sabotage(
        "close-uncounted",
        "C4",
        "A month closes though nobody counted the cash.",
        (
            f"{CLOSE}test_every_unmet_condition_is_named_at_once",
            f"{CLOSE}test_a_wrong_count_alone_keeps_the_month_open",
        ),
        simulated.SABOTAGES["close-uncounted"],
    ),
    Sabotage(
        "close-without-the-bank",
        "C4",
        "A month closes though nobody read the bank's book.",
        (f"{CLOSE}test_the_banks_book_must_say_what_ours_say",),
        lambda: _met("_bank"),
    ),
    Sabotage(
        "close-with-full-bags",
        "C4",
        "A month closes over a bag that nobody explained.",
        (f"{CLOSE}test_a_bag_over_the_end_of_the_month_is_explained_in_one_line",),
        lambda: _met("_bags"),
    ),
    Sabotage(
        "close-with-suspense",
        "C4",
        "A month closes over suspense that nobody explained.",
        (f"{CLOSE}test_suspense_is_cleared_or_explained",),
        lambda: _met("_suspense"),
    ),
    Sabotage(
        "close-with-a-gap",
        "C4",
        "A month closes though a receipt's number is missing.",
        (f"{CLOSE}test_a_receipt_book_with_a_gap_keeps_the_month_open",),
        lambda: _met("_receipts"),
    ),
    Sabotage(
        "close-before-the-end",
        "C4",
        "A month closes before it is over, and before the one before it.",
        (
            f"{CLOSE}test_a_month_that_is_not_over_does_not_close",
            f"{CLOSE}test_months_close_in_order",
        ),
        lambda: _met("_order"),
    ),
)

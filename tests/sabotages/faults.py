"""Bugs in what makes a command whole and single, seen by who kills it in the middle.

On SQLite, whose disk is the program's own; a PostgreSQL server is killed whole.
"""

from __future__ import annotations

from tests.faults import planted
from tests.sabotages.kinds import Sabotage

_DEATHS = (
    "tests/faults/test_crash_points.py::"
    "test_a_handful_of_deaths_in_a_row_does_no_harm[treasury.other_income]",
)

SABOTAGES: tuple[Sabotage, ...] = (
    Sabotage(
        "two-transactions",
        "L7",
        "What was booked is committed first, its link in the chain afterwards.",
        _DEATHS,
        planted.two_transactions,
        only="sqlite",
    ),
    Sabotage(
        "printed-before-commit",
        "O1",
        "The program says done when all is written, and commits afterwards.",
        _DEATHS,
        planted.ack_before_commit,
        only="sqlite",
    ),
    Sabotage(
        "no-unique-command-id",
        "O1",
        "What is sent twice under one id is done twice.",
        _DEATHS,
        planted.no_unique_id,
        only="sqlite",
    ),
)

"""Planted bugs of rounding: L9, and the lint of L10."""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import AbstractContextManager
from pathlib import Path
from typing import Any
from unittest.mock import patch

from kongbun.kernel import money
from kongbun.kernel.money import Money
from kongbun.simulation import sabotage as simulated
from tests import money_code
from tests.sabotages.kinds import Sabotage

MONEY = "tests/kernel/test_money.py::"
LOSES_NOTHING = f"{MONEY}test_a_split_loses_nothing_and_stays_near_its_share"
LARGEST_FIRST = (
    f"{MONEY}test_what_is_left_over_goes_to_the_largest_remainders_the_earlier_first"
)
DIVIDES = "tests/test_money_code.py::test_the_code_about_money_divides_nowhere_else"
SHEET = "tests/dues/test_take_sheet.py::"


def _down(amount: Money, weights: Sequence[int]) -> list[Money]:
    return [Money(amount.satang * one // sum(weights)) for one in weights]


def _rest_lost() -> AbstractContextManager[Any]:
    return patch.object(money, "split", _down)


def _rest_to_the_last() -> AbstractContextManager[Any]:
    def split(amount: Money, weights: Sequence[int]) -> list[Money]:
        parts = _down(amount, weights)
        rest = amount.satang - sum(part.satang for part in parts)
        return [*parts[:-1], parts[-1] + Money(rest)]

    return patch.object(money, "split", split)


def _later_before_earlier() -> AbstractContextManager[Any]:
    real = money.split

    def split(amount: Money, weights: Sequence[int]) -> list[Money]:
        return real(amount, weights[::-1])[::-1]

    return patch.object(money, "split", split)


def _divides_in(module: str, line: str) -> AbstractContextManager[Any]:
    real = money_code.source_of

    def source(file: Path) -> str:
        more = f"\n{line}\n" if file.as_posix().endswith(module) else ""
        return real(file) + more

    return patch.object(money_code, "source_of", source)


SABOTAGES = (
    Sabotage(
        "rest-lost",
        "L9",
        "A split rounds every part down and forgets what is left over.",
        (LOSES_NOTHING,),
        _rest_lost,
    ),
    Sabotage(
        "rest-to-the-last",
        "L9",
        "A split gives all that is left over to the last.",
        (LOSES_NOTHING,),
        _rest_to_the_last,
    ),
    Sabotage(
        "later-before-earlier",
        "L9",
        "Of equal remainders a split serves the later member first.",
        (LARGEST_FIRST,),
        _later_before_earlier,
    ),
    Sabotage(
        "swap-rounding",
        "L9",
        "What buys no whole unit stays with the last of the house.",
        (f"{SHEET}test_a_house_pays_for_its_members_oldest_arrears_first",),
        simulated.SABOTAGES["swap-rounding"],
    ),
    Sabotage(
        "lose-credit",
        "L9",
        "What was left over last time does not count when the house pays again.",
        (f"{SHEET}test_what_fills_no_month_counts_first_next_time",),
        simulated.SABOTAGES["lose-credit"],
    ),
    Sabotage(
        "float-in-the-books",
        "L10",
        "The module that posts works with a float.",
        (DIVIDES,),
        lambda: _divides_in("ledger/post.py", "share = satang * 0.5"),
    ),
    Sabotage(
        "division-in-the-claims",
        "L10",
        "An amount of a benefit is divided by hand.",
        (DIVIDES,),
        lambda: _divides_in("claims/pay_actions.py", "half = amount_satang // 2"),
    ),
    Sabotage(
        "lint-sees-no-division",
        "L10",
        "The lint of money looks at no division.",
        ("tests/test_money_code.py::test_each_way_to_lose_a_satang_is_seen",),
        lambda: patch.object(money_code, "_divides", lambda _: False),
    ),
)

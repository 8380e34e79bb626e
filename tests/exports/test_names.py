"""What accounts and members are called elsewhere: one name each, and one each name."""

from __future__ import annotations

import doctest
import re
from types import ModuleType

import pytest

from kongbun.ledger.chart import AccountKind, standing_accounts
from kongbun.reports.export import books, names
from kongbun.reports.export.names import beancount_account, member_keys

# As beancount's own grammar has it.
VALID = re.compile(
    r"(Assets|Liabilities|Equity|Income|Expenses)(:[A-Z0-9][A-Za-z0-9-]*)+"
)


@pytest.mark.parametrize("module", [names, books])
def test_its_examples_hold(module: ModuleType) -> None:
    assert doctest.testmod(module).failed == 0


def test_every_account_has_a_name_of_its_own_that_beancount_takes() -> None:
    codes = [(code, kind) for code, kind, _ in standing_accounts()]
    codes += [
        (f"{kind.value}:{number}", kind)
        for kind in names.PLACES
        for number in range(2, 12)
    ]
    codes += [("cash", AccountKind.CASH)]
    found = [beancount_account(code, kind) for code, kind in codes]
    assert len(set(found)) == len(codes)
    assert all(VALID.fullmatch(name) for name in found)
    # None counts into another: theirs is the sum with what is below it.
    assert not [
        (one, other) for one in found for other in found if other.startswith(f"{one}:")
    ]


def test_no_two_numbers_share_a_key() -> None:
    numbers = [
        "ก",
        "ข",
        "",
        "1",
        "๑",
        "-1",
        "1-2",
        "1 2",
        "1/2",
        "1-2-2",
        "a",
        "A",
        "ก1",
    ]
    keys = member_keys(enumerate(numbers))
    assert len({key.lower() for key in keys.values()}) == len(numbers)
    assert all(VALID.fullmatch(f"Income:Dues:{key}") for key in keys.values())

"""Code about money knows no floats, no decimals and no division of its own (L10)."""

from __future__ import annotations

import pytest

from tests import money_code

GOOD = (
    "share = split(amount, weights)",
    "rest = amount - share",
    "total = sum(one.satang for one in parts) * 3",
    "path = folder / 'books'",
    "text = '%s baht' % amount",
    "one = allocation.round",
)
BAD = {
    "x = 0.5 * satang": "the number 0.5",
    "x = float(satang)": "float",
    "x = satang / 3": "a division in the module",
    "x = satang // 3": "a division in the module",
    "x = satang % 3": "a division in the module",
    "satang //= 2": "a division in the module",
    "def f(a):\n    return divmod(a, 7)": "a division in f",
    "x = round(satang)": "round",
    "x = np.round(column)": "np.round",
    "x = column.astype(np.float64)": "np.float64",
    "from decimal import Decimal": "Decimal",
    "x = decimal.Decimal('0.1')": "decimal.Decimal",
    "amount = models.DecimalField()": "models.DecimalField",
    "x = sum(part / 2 for part in parts)": "a division in the module",
}


def test_the_code_about_money_divides_nowhere_else() -> None:
    assert money_code.found() == []


@pytest.mark.parametrize("source", GOOD)
def test_what_is_no_violation_is_left_alone(source: str) -> None:
    assert list(money_code.violations(source)) == []


@pytest.mark.parametrize("source", BAD)
def test_each_way_to_lose_a_satang_is_seen(source: str) -> None:
    assert [what for _, what in money_code.violations(source)] == [BAD[source]]


def test_every_exception_is_still_needed() -> None:
    """And the money of every module that posts is looked at."""
    divided = {
        (file.relative_to(money_code.KONGBUN).as_posix(), what.split(" in ")[1])
        for file in money_code.modules()
        for _, what in money_code.violations(money_code.source_of(file))
        if what.startswith("a division")
    }
    assert divided == set(money_code.MAY_DIVIDE)
    looked_at = {
        file.relative_to(money_code.KONGBUN).as_posix() for file in money_code.modules()
    }
    assert {"ledger/post.py", "dues/spread.py", "claims/pay_actions.py"} <= looked_at

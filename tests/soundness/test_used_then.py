"""What a decision knew of earlier ones of the same member (K012)."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from kongbun.testing.cast import make_cast
from kongbun.testing.databases import Once
from tests.claims.story import Story, tell
from tests.soundness.test_known import fact, found, kept
from tests.soundness.test_redecided import bind_again, change


def begin() -> Story:
    """Two nights paid in October; three asked for, and before they are approved two."""
    told = tell(make_cast())

    def nights(first: int, last: int, month: int = 11) -> dict[str, Any]:
        return {
            "first_day": date(2026, month, first),
            "last_day": date(2026, month, last),
        }

    told.pay(told.approved(**nights(3, 5, 10), today=date(2026, 10, 9)))
    waits = told.certify(told.ask(**nights(2, 5)))
    told.pay(told.approved(**nights(9, 11)))
    told.pay(told.approve(waits))
    return told


@pytest.fixture
def story(once: Once) -> Story:
    return once(begin)


def test_each_decision_counted_what_stood_then(story: Story) -> None:
    assert story.cast.fund
    assert kept("nights_used_this_year") == [0, 0, 2, 2, 2, 4]
    bind_again()
    assert found() == []


@pytest.mark.parametrize(("of", "claims"), [(2, [2, 3]), (4, [2])])
def test_what_was_not_counted_is_found(
    story: Story, of: int, claims: list[int]
) -> None:
    """One night less: it gives the same."""
    assert story.cast.fund
    change((fact("nights_used_this_year", of - 1, of=of), []))
    bind_again()
    assert found() == [("K012", f"claim {no}/2570") for no in claims]

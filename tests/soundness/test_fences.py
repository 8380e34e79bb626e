"""A fence that somebody moved is found; the books with one are clean."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, date, datetime
from typing import Any

import pytest

from kongbun.commands.run import Act, command
from kongbun.ledger.accounts import close_month
from kongbun.soundness.check import check
from kongbun.testing import insider
from kongbun.testing.cast import Cast, make_cast
from kongbun.testing.databases import Once
from kongbun.treasury.purpose_actions import set_aside, set_free
from tests.claims import story as stories
from tests.treasury.steps import give, make_purpose, reverse_it, spend

NOW = datetime(2026, 11, 20, 12, tzinfo=UTC)


def begin() -> Cast:
    """Gifts, an expense, a benefit, a reversal, some set aside and some set free."""
    cast = make_cast()
    story = stories.tell(cast)
    flood = make_purpose(cast, until=date(2026, 11, 30))
    ill = make_purpose(cast, "ผู้ป่วย", uses=["benefit:ipd"])
    give(cast, 1_000_00, purpose=flood)
    give(cast, 300_00, purpose=ill)
    reverse_it(cast, give(cast, 5_00, purpose=ill))
    spend(cast, 100_00)
    story.pay(story.approved())
    facts: dict[str, Any] = {"purpose": ill, "amount_satang": 50_00, "reason": "มติ"}
    set_aside(cast.act("somsri"), **facts)
    set_free(cast.act("somsri"), second_user_id=cast.users["prasong"].pk, **facts)
    return cast


@pytest.fixture
def fenced(once: Once) -> Cast:
    return once(begin)


def found() -> set[str]:
    return {one.code for one in check(now=NOW)}


def test_books_with_money_kept_for_purposes_are_clean(fenced: Cast) -> None:
    assert check(now=NOW) == []


def _account(cursor: Any, code: str) -> int:
    cursor.execute(
        "SELECT a.id FROM ledger_account a JOIN access_fund f ON f.id = a.fund_id"
        " WHERE a.code = %s AND f.code = 'TUNG'",
        [code],
    )
    return int(cursor.fetchone()[0])


def _leg_of(cursor: Any, kind: str, account: str) -> int:
    """The first fence leg of an entry of that kind."""
    cursor.execute(
        "SELECT l.id FROM ledger_leg l JOIN ledger_entry e ON e.id = l.entry_id"
        " WHERE e.kind = %s AND %s IN (l.debit_id, l.credit_id) ORDER BY l.id",
        [kind, _account(cursor, account)],
    )
    return int(cursor.fetchone()[0])


def less_is_kept_than_came(cursor: Any) -> None:
    leg = _leg_of(cursor, "other-income", "restricted:1")
    cursor.execute("UPDATE ledger_leg SET amount_satang = 90000 WHERE id = %s", [leg])


def more_goes_from_it_than_was_paid(cursor: Any) -> None:
    leg = _leg_of(cursor, "other-expense", "restricted:1")
    cursor.execute("UPDATE ledger_leg SET amount_satang = 10001 WHERE id = %s", [leg])


def another_purpose_pays(cursor: Any) -> None:
    cursor.execute(
        "UPDATE ledger_leg SET credit_id = %s WHERE id = %s",
        [
            _account(cursor, "restricted:1"),
            _leg_of(cursor, "benefit-paid", "restricted:2"),
        ],
    )


def the_kept_money_becomes_income(cursor: Any) -> None:
    cursor.execute(
        "UPDATE ledger_leg SET credit_id = %s WHERE id = %s",
        [
            _account(cursor, "income:other"),
            _leg_of(cursor, "set-aside", "restricted:2"),
        ],
    )


def it_was_over_by_then(cursor: Any) -> None:
    cursor.execute(
        "UPDATE treasury_purpose SET until = '2026-11-01' WHERE until > '2026-11-01'"
    )


def it_may_pay_for_more(cursor: Any) -> None:
    cursor.execute(
        'UPDATE treasury_purpose SET uses = \'["expense:office", "benefit:ipd"]\''
        " WHERE uses = '[\"benefit:ipd\"]'"
    )


def one_alone_set_it_free(cursor: Any) -> None:
    cursor.execute("UPDATE treasury_fencechange SET second_by_id = NULL")


def nobody_said_why(cursor: Any) -> None:
    cursor.execute("DELETE FROM treasury_fencechange WHERE seq = 1")


def the_fence_is_taken_down(cursor: Any) -> None:
    """All of it is free before the benefit, which then falls below nothing."""
    leg = _leg_of(cursor, "set-free", "restricted:2")
    cursor.execute("UPDATE ledger_leg SET amount_satang = 5001 WHERE id = %s", [leg])


def more_is_kept_than_there_is(cursor: Any) -> None:
    leg = _leg_of(cursor, "set-aside", "restricted:2")
    cursor.execute(
        "UPDATE ledger_leg SET amount_satang = 9999999999 WHERE id = %s", [leg]
    )


@pytest.mark.parametrize(
    ("plant", "codes"),
    [
        (less_is_kept_than_came, {"K001"}),
        (more_goes_from_it_than_was_paid, {"K001"}),
        (another_purpose_pays, {"K001"}),
        (the_kept_money_becomes_income, {"K001"}),
        (it_was_over_by_then, {"K001", "K012"}),
        (it_may_pay_for_more, {"K012"}),
        (one_alone_set_it_free, {"K012"}),
        (nobody_said_why, {"K012"}),
        (the_fence_is_taken_down, {"K003"}),
        (more_is_kept_than_there_is, {"K003"}),
    ],
    ids=lambda value: value.__name__ if callable(value) else "",
)
def test_a_moved_fence_is_found(
    fenced: Cast, plant: Callable[[Any], None], codes: set[str]
) -> None:
    with insider.tampering() as cursor:
        plant(cursor)
        insider.recache(cursor)
        insider.reseal(cursor)
    assert found() == codes


def test_a_cached_balance_that_is_off_is_found(fenced: Cast) -> None:
    with insider.tampering() as cursor:
        cursor.execute(
            "UPDATE ledger_accountbalance SET balance_satang = 1 WHERE account_id = %s",
            [_account(cursor, "restricted:1")],
        )
    assert found() == {"K002"}


@command("test.close")
def _close(act: Act) -> dict[str, Any]:
    close_month(act, closed_through=date(2026, 11, 30))
    return {}


def test_what_is_left_when_it_is_over_stands_out_after_the_close(fenced: Cast) -> None:
    _close(fenced.act("somsri", today=date(2026, 12, 1)))
    [one] = check(now=datetime(2026, 12, 1, 12, tzinfo=UTC))
    assert (one.code, one.object) == ("K017", "account restricted:1")

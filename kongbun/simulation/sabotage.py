"""Planted bugs: each breaks one promise of the books, and the simulation must see it.

Patches of this process alone, taken off again; nothing of them is in the program.
"""

from __future__ import annotations

import functools
import itertools
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import AbstractContextManager, contextmanager, nullcontext, suppress
from dataclasses import replace
from typing import Any
from unittest.mock import patch
from uuid import uuid4

from django.db import connections, transaction

from kongbun.access import permissions
from kongbun.claims import approve_actions, asking, facts, pay_actions
from kongbun.claims.history import history_of
from kongbun.commands import run
from kongbun.commands.models import Command
from kongbun.commands.run import Act
from kongbun.dues import pay, taking
from kongbun.dues.spread import spread
from kongbun.kernel.refusal import Refused
from kongbun.ledger import post
from kongbun.ledger.post import Posted
from kongbun.receipts import books
from kongbun.store import guards
from kongbun.store.sqlite.base import owning
from kongbun.treasury import actions as treasury_actions
from kongbun.treasury import closing

Bug = AbstractContextManager[Any]
EVERY = 7


def _nothing(*_: Any, **__: Any) -> None:
    """A guard that was commented out."""


def _ack_before_commit() -> Bug:
    """Says done, and forgets now and then."""
    real, asked = run._run, itertools.count(1)

    def answered(kind: str, action: Any, act: Act, given: Mapping[str, Any]) -> Any:
        if next(asked) % EVERY:
            return real(kind, action, act, dict(given))
        with transaction.atomic():
            answer = real(kind, action, act, dict(given))
            transaction.set_rollback(True)
        return answer

    return patch.object(run, "_run", answered)


def _double_effect_on_retry() -> Bug:
    """What a phone sends twice is done twice."""
    real = run._run

    def anew(kind: str, action: Any, act: Act, given: Any) -> Any:
        act.command_id = uuid4()
        return real(kind, action, act, given)

    return patch.object(run, "_run", anew)


def _other_body_as_the_same() -> Bug:
    """The id alone is looked at, not what is asked for."""
    real = run._answer_again

    def again(earlier_id: int, body: str, act: Act) -> Any:
        asked = Command.objects.get(pk=earlier_id)
        with patch.object(run, "salted", lambda *_: bytes(asked.body_hash)):
            return real(earlier_id, body, act)

    return patch.object(run, "_answer_again", again)


def _skip_closed_month() -> Bug:
    """Late slips go into the month that is closed."""
    real = post._as_it_stands

    def always_open(fund_id: int, described: Sequence[Any]) -> Any:
        return replace(real(fund_id, described), open_from=None)

    return patch.object(post, "_as_it_stands", always_open)


def _drop_guard() -> Bug:
    """More can be taken out of the box than is in it."""
    real = post._balances

    def balances(now: Any, described: Sequence[Any]) -> dict[int, int]:
        with suppress(Refused):
            return real(now, described)
        return {}

    return patch.object(post, "_balances", balances)


def _forget_balance() -> Bug:
    """Of some entries the cached balance hears nothing."""
    real, booked = post._move, itertools.count(1)

    def moved(balances: dict[int, int]) -> None:
        real(balances if next(booked) % EVERY else {})

    return patch.object(post, "_move", moved)


def _swap_rounding() -> Bug:
    """What buys no whole unit stays with the last of the house, not the next."""

    def last(money: int, price: int, members: Sequence[Any]) -> Any:
        return real(money, price, members)._replace(rest_of=len(members) - 1)

    real = spread
    return patch.object(pay, "spread", last)


def _lose_credit() -> Bug:
    """What was left over last time does not count when the house pays again."""

    def poorer(money: int, price: int, members: Sequence[Any]) -> Any:
        return real(money, price, [one._replace(credit_satang=0) for one in members])

    real = spread
    return patch.object(pay, "spread", poorer)


def _forget_reversal() -> Bug:
    """A reversal is written down and no money moves."""

    def unbooked(act: Act, entry_id: int, *, reason: str) -> Posted:
        assert reason
        return Posted(entry_id, "", act.today)

    return patch.object(treasury_actions, "ledger_reverse", unbooked)


def _approve_own() -> Bug:
    """Two accounts of one person pass for two people."""

    def by_account(_: int, first_id: int, second_id: int) -> bool:
        return first_id == second_id

    return patch.object(permissions, "is_one_person", by_account)


def _anyones_bag() -> Bug:
    """A collector fills and offers the bag of another."""
    real = taking.purse_for

    def of_anyone(act: Act, code: str, *kinds: Any, office: bool) -> Any:
        return real(act, code, *kinds, office=office or True)

    return patch.object(taking, "purse_for", of_anyone)


def _skip_number() -> Bug:
    """A receipt's number is lost on the way."""
    real, taken = books.take_numbers, itertools.count(1)

    def with_gaps(book: Any, count: int) -> list[int]:
        lost = int(next(taken) % EVERY == 0)
        return real(book, count + lost)[lost:]

    return patch.object(books, "take_numbers", with_gaps)


def _drop_triggers() -> Bug:
    """The legs of entries may be changed by whoever reaches the table."""

    @contextmanager
    def unprotected() -> Iterator[None]:
        alias = "owner" if "owner" in connections.settings else "default"
        connection = connections[alias]
        with owning(connection), connection.cursor() as cursor:
            for name, (table, _) in guards.statements(connection.vendor).items():
                if table == "ledger_leg":
                    on = "" if connection.vendor == "sqlite" else f' ON "{table}"'
                    cursor.execute(f'DROP TRIGGER "{name}"{on}')
        yield

    return unprotected()


SABOTAGES: dict[str, Callable[[], Bug]] = {
    "ack-before-commit": _ack_before_commit,
    "double-effect-on-retry": _double_effect_on_retry,
    "other-body-as-the-same": _other_body_as_the_same,
    "skip-closed-month": _skip_closed_month,
    "drop-guard": _drop_guard,
    "forget-balance": _forget_balance,
    "swap-rounding": _swap_rounding,
    "lose-credit": _lose_credit,
    "forget-reversal": _forget_reversal,
    "approve-own": _approve_own,
    "anyones-bag": _anyones_bag,
    "skip-number": _skip_number,
    "drop-triggers": _drop_triggers,
    "pay-twice": lambda: patch.object(pay_actions, "require_status", _nothing),
    "any-day": lambda: patch.object(treasury_actions, "check_day", _nothing),
    "claims-of-the-dead": lambda: patch.object(
        asking, "_reasons_after_exit", lambda *_: []
    ),
    "forget-caps": lambda: patch.object(
        facts,
        "history_of",
        functools.partial(_nobodys_history, history_of),
    ),
    "backdating-unasked": lambda: patch.object(
        approve_actions, "_refuse_unconfirmed", _nothing
    ),
    "close-uncounted": lambda: patch.object(closing, "_cash", lambda _: iter(())),
}


def _nobodys_history(
    real: Callable[..., Any], members: Any, _: Any, **more: Any
) -> Any:
    return real(members, (), **more)


def sabotaged(name: str) -> Bug:
    """Everything meanwhile is done with that bug; "" is none."""
    return SABOTAGES[name]() if name else nullcontext()

"""Planted bugs of the books themselves: L1 to L8."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from contextlib import AbstractContextManager, contextmanager, nullcontext
from dataclasses import replace
from typing import Any
from unittest.mock import patch

from django.db import connection, connections

from kongbun.cli import ready
from kongbun.commands import arriving, run
from kongbun.ledger import balances, entries, models, post
from kongbun.ledger.post import Posted
from kongbun.simulation import sabotage as simulated
from kongbun.soundness import papers
from kongbun.soundness.books import Walk
from kongbun.store import guards
from kongbun.store.sqlite.schema import check_of
from tests.sabotages.kinds import Sabotage
from tests.sabotages.schema import (
    as_postgres_owner,
    in_every_database,
    rewrite,
    settings_of_connections,
    without_constraint,
    without_triggers,
)

POST = "tests/ledger/test_post.py::"
BOOKS = "tests/ledger/test_books_hold.py::"
TAMPERING = "tests/store/test_tampering.py::"
IN_FORCE = "tests/store/test_in_force.py::"
SHAPES = f"{POST}test_a_leg_of_a_bad_shape_cannot_be_written"
SQL = f"{TAMPERING}test_sql_changes_no_booked_row"
BY_ORM = f"{TAMPERING}test_no_by_way_of_the_orm_changes_a_booked_row"
Bug = AbstractContextManager[Any]


def _text_as_satang() -> Bug:
    """The column takes whatever SQLite can keep."""

    def loosen(owner: Any) -> None:
        check = check_of(owner, models.Leg._meta.get_field("amount_satang"))
        rewrite(owner, "ledger_leg", lambda made: made.replace(check, ""))

    return in_every_database(loosen)


@contextmanager
def _no_guard_at_all() -> Iterator[None]:
    """Neither of one account nor of all that the fund holds."""
    guard = simulated.SABOTAGES["drop-guard"]()
    with guard, patch.object(post, "refuse_into_fence", lambda *_: None):
        yield


def _one_side_alone() -> Bug:
    """What goes out of an account stays in its balance."""
    real = post._balances

    def half(now: Any, described: Sequence[Any]) -> dict[int, int]:
        moved: Counter[str] = Counter()
        for entry in described:
            for leg in entry.legs:
                moved[leg.debit] += leg.amount.satang
        after = real(now, described)
        ids = {now.accounts[code].id: code for code in now.accounts}
        return {
            key: now.accounts[ids[key]].satang + moved[ids[key]]
            for key in after
            if moved[ids[key]]
        }

    return patch.object(post, "_balances", half)


def _reports_forget_one_side() -> Bug:
    real = balances.turnover

    def halved(*given: Any, **more: Any) -> dict[str, tuple[int, int]]:
        return {code: (came, 0) for code, (came, _) in real(*given, **more).items()}

    return patch.object(balances, "turnover", halved)


def _reversed_the_same_way() -> Bug:
    real = entries.reversal

    def again(original: entries.Entry, **how: Any) -> entries.Entry:
        return replace(real(original, **how), legs=original.legs)

    return patch.object(post, "reversal", again)


def _reversed_again() -> Bug:
    """A second reversal is answered as if it were the first."""
    real = post.reverse

    def at_will(book: Any, entry_id: int, *, reason: str) -> Posted:
        there = models.Entry.objects.filter(reverses_id=entry_id).first()
        if there is None:
            return real(book, entry_id, reason=reason)
        return Posted(there.pk, there.reference, there.booked_on)

    return patch.object(post, "reverse", at_will)


@contextmanager
def _nobody_stands_in_line() -> Iterator[None]:
    """Two commands of one fund read the same balance at the same moment."""
    if connection.vendor == "sqlite":
        with settings_of_connections(transaction_mode="DEFERRED"):
            connection.close()
            yield
        return
    real = connection

    class Unheld:
        """Says that there is nothing to hold."""

        vendor = "sqlite"

        def __getattr__(self, name: str) -> Any:
            return getattr(real, name)

    with patch.object(arriving, "connection", Unheld()):
        yield


def _no_transaction() -> Bug:
    """What a command wrote before it was refused stays."""

    class Loose:
        atomic = staticmethod(nullcontext)

    return patch.object(run, "transaction", Loose)


def _pragma(name: str) -> Any:
    used = connections.settings["default"]["OPTIONS"]["init_command"]
    turned = used.replace(f"{name}=ON", f"{name}=OFF")
    assert turned != used
    return settings_of_connections(init_command=turned)


SABOTAGES = (
    Sabotage(
        "leg-of-no-money",
        "L1",
        "The database takes a leg of nothing, of less than nothing, of any sum.",
        (SHAPES,),
        lambda: without_constraint("ledger_leg", "leg_moves_some_money"),
    ),
    Sabotage(
        "leg-into-itself",
        "L1",
        "The database takes a leg from an account into the same account.",
        (SHAPES,),
        lambda: without_constraint("ledger_leg", "leg_joins_two_accounts"),
    ),
    Sabotage(
        "leg-across-funds",
        "L1",
        "No trigger looks whether a leg stays in its fund and in its entry.",
        (SHAPES, f"{POST}test_the_database_itself_refuses_to_change_a_booked_fact"),
        lambda: without_triggers("kb_leg_fits_entry"),
    ),
    Sabotage(
        "text-as-satang",
        "L1",
        "The column of satang keeps text and fractions.",
        (f"{IN_FORCE}test_a_column_takes_no_other_kind_of_value[ledger_leg]",),
        _text_as_satang,
        only="sqlite",
    ),
    Sabotage(
        "forget-balance",
        "L2",
        "Of some entries the cached balance hears nothing.",
        (f"{POST}test_any_run_of_moves_leaves_nothing_over_and_nothing_below_zero",),
        simulated.SABOTAGES["forget-balance"],
    ),
    Sabotage(
        "balances-unlooked",
        "L2",
        "The check believes the cached balances.",
        ("tests/soundness/test_check.py::test_a_cached_balance_that_differs_is_found",),
        lambda: patch.object(Walk, "_balances", lambda _: None),
    ),
    Sabotage(
        "one-side-alone",
        "L3",
        "The balance of the account that money leaves is not moved.",
        (f"{BOOKS}test_all_accounts_of_every_fund_come_to_nothing",),
        _one_side_alone,
    ),
    Sabotage(
        "reports-forget-one-side",
        "L3",
        "Sums of a day leave out what went out of an account.",
        (
            f"{BOOKS}test_all_accounts_of_every_fund_come_to_nothing",
            f"{POST}test_money_goes_from_one_account_into_another",
        ),
        _reports_forget_one_side,
    ),
    *(
        Sabotage(
            f"{what}-{verb}-freely",
            "L4",
            f"Nothing refuses to {verb} rows of {table}.",
            (f"{SQL}[{table}]", *([f"{BY_ORM}[{table}]"] if verb == "update" else ())),
            lambda table=table, verb=verb: without_triggers(f"kb_{table}_no_{verb}"),  # type: ignore[misc]
            only="sqlite",
        )
        for what, table, verb in (
            ("legs", "ledger_leg", "delete"),
            ("entries", "ledger_entry", "update"),
            ("links", "audit_auditevent", "delete"),
            ("commands", "commands_command", "update"),
        )
    ),
    Sabotage(
        "owner-deletes",
        "L4",
        "No trigger stops PostgreSQL's owner from deleting entries.",
        (f"{TAMPERING}test_triggers_stop_the_owner_too[ledger_entry]",),
        lambda: without_triggers("kb_ledger_entry_no_delete"),
        only="postgresql",
    ),
    Sabotage(
        "truncate-unseen",
        "L4",
        "No trigger sees a TRUNCATE of the legs.",
        (f"{TAMPERING}test_triggers_stop_the_owner_too[ledger_leg]",),
        lambda: without_triggers("kb_ledger_leg_no_truncate"),
        only="postgresql",
    ),
    Sabotage(
        "replace-walks-past",
        "L4",
        "recursive_triggers is off: INSERT OR REPLACE meets no trigger.",
        (
            f"{SQL}[audit_auditevent]",
            f"{IN_FORCE}test_a_new_connection_has_every_pragma",
        ),
        lambda: _pragma("recursive_triggers"),
        only="sqlite",
    ),
    Sabotage(
        "app-may-delete",
        "L4",
        "The app's role was given DELETE on the legs.",
        (f"{IN_FORCE}test_nothing_is_served_or_written_while_one_is_missing",),
        lambda: as_postgres_owner("GRANT DELETE ON ledger_leg TO kongbun_app"),
        only="postgresql",
    ),
    Sabotage(
        "served-unprotected",
        "L4",
        "A trigger that is gone stops no server and no command.",
        (f"{IN_FORCE}test_nothing_is_served_or_written_while_one_is_missing",),
        lambda: patch.object(ready, "refuse_unprotected", lambda: None),
    ),
    Sabotage(
        "triggers-by-name-alone",
        "L4",
        "A trigger of the right name counts, whatever it does.",
        (
            "tests/soundness/test_protection.py::"
            "test_a_trigger_that_protects_no_more_is_found",
        ),
        lambda: patch.object(guards, "_plain", lambda _: ""),
    ),
    Sabotage(
        "reversed-the-same-way",
        "L5",
        "A reversal moves the money the same way a second time.",
        (f"{POST}test_a_reversal_is_the_exact_opposite_and_happens_once",),
        _reversed_the_same_way,
    ),
    Sabotage(
        "reversed-again",
        "L5",
        "Who reverses a second time is told that it was done.",
        (f"{POST}test_a_reversal_is_the_exact_opposite_and_happens_once",),
        _reversed_again,
    ),
    Sabotage(
        "any-opposite",
        "L5",
        "No trigger compares a reversal's legs with those it reverses.",
        (f"{BOOKS}test_the_database_takes_no_reversal_that_is_not_the_opposite",),
        lambda: without_triggers("kb_leg_fits_entry"),
    ),
    Sabotage(
        "forget-reversal",
        "L5",
        "A reversal is written down and no money moves.",
        (
            "tests/treasury/test_reverse_movement.py::"
            "test_a_reversal_takes_everything_back_and_leaves_both",
        ),
        simulated.SABOTAGES["forget-reversal"],
    ),
    Sabotage(
        "drop-guard",
        "L6",
        "More can be taken out of the box than is in it.",
        (f"{POST}test_money_that_is_not_there_is_not_paid",),
        _no_guard_at_all,
    ),
    Sabotage(
        "purse-below-nothing",
        "L6",
        "The database keeps a balance in hand below nothing.",
        (f"{POST}test_the_database_itself_refuses_to_change_a_booked_fact",),
        lambda: without_constraint(
            "ledger_accountbalance", "money_in_hand_is_never_negative"
        ),
    ),
    Sabotage(
        "nobody-stands-in-line",
        "L6",
        "Two commands of one fund read a balance at the same moment.",
        (
            "tests/concurrency/test_crowds.py::"
            "test_two_accounts_that_share_a_limit_keep_it_together",
        ),
        _nobody_stands_in_line,
    ),
    Sabotage(
        "refusal-keeps-its-writes",
        "L7",
        "No transaction around a command: what it wrote before a refusal stays.",
        (
            "tests/commands/test_run.py::"
            "test_a_refusal_leaves_nothing_but_itself_and_stays_the_answer",
        ),
        _no_transaction,
    ),
    Sabotage(
        "skip-number",
        "L8",
        "A receipt's number is lost on the way.",
        (
            "tests/receipts/test_books.py::"
            "test_many_at_once_leave_no_gap_and_no_number_twice",
        ),
        simulated.SABOTAGES["skip-number"],
    ),
    Sabotage(
        "gaps-unlooked",
        "L8",
        "The check does not count the numbers of a book.",
        (
            "tests/soundness/test_check.py::"
            "test_what_an_insider_changed_is_found_and_nothing_else[receipt_gone]",
        ),
        lambda: patch.object(papers, "receipt_gaps", lambda _: iter(())),
    ),
)

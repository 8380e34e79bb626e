"""The books beside the model: every account, number, paid day, claim and link.

SQL of its own: what the program's queries cannot see, this must.
"""

from __future__ import annotations

from datetime import date
from typing import Any

from django.db import connection

from kongbun.simulation.oracle import Oracle
from kongbun.simulation.world import World
from kongbun.soundness.check import check

State = dict[str, Any]


def rows(sql: str) -> list[tuple[Any, ...]]:
    with connection.cursor() as cursor:
        cursor.execute(sql)
        found: list[tuple[Any, ...]] = cursor.fetchall()
        return found


def in_the_books() -> State:
    """What the tables say now."""
    found = rows(
        "SELECT a.code, b.balance_satang, b.guarded,"
        " COALESCE((SELECT SUM(amount_satang) FROM ledger_leg"
        " WHERE debit_id = a.id), 0) - COALESCE((SELECT SUM(amount_satang)"
        " FROM ledger_leg WHERE credit_id = a.id), 0)"
        " FROM ledger_account a JOIN ledger_accountbalance b ON b.account_id = a.id"
    )
    state: State = {
        "balances": {code: satang for code, satang, _, _ in found if satang},
        "sums of legs": {code: satang for code, _, _, satang in found if satang},
        "sum over all accounts": sum(satang for _, _, _, satang in found),
        "below nothing": [
            code for code, satang, guarded, _ in found if guarded and satang < 0
        ],
    }
    state["links"] = rows(
        "SELECT MAX(seq), COUNT(*), (SELECT COUNT(*) FROM commands_command"
        " WHERE fund_id IS NOT NULL), (SELECT COUNT(*) FROM commands_commandoutcome o"
        " JOIN commands_command c ON c.id = o.command_id WHERE c.fund_id IS NOT NULL)"
        " FROM audit_auditevent WHERE chain > 0"
    )
    state["receipts"] = rows(
        "SELECT b.number, MIN(r.no), MAX(r.no), COUNT(DISTINCT r.no),"
        " SUM(r.amount_satang) FROM receipts_receipt r"
        " JOIN receipts_book b ON b.id = r.book_id GROUP BY b.number ORDER BY b.number"
    )
    state["closed"] = [
        _day(d) for (d,) in rows("SELECT MAX(closed_through) FROM ledger_closing")
    ]
    state["claims"] = rows(
        "SELECT status, granted_satang FROM claims_claim ORDER BY id"
    )
    state["members"] = [
        (_day(exited), reason, paid, credit)
        for exited, reason, paid, credit in rows(
            "SELECT m.exited_on, m.exit_reason, COALESCE((SELECT"
            " SUM(until_day - from_day) FROM dues_paidrun WHERE membership_id = m.id),"
            " 0), COALESCE((SELECT SUM(amount_satang) FROM dues_duesline"
            " WHERE membership_id = m.id AND live AND kind = 'credit'), 0)"
            " FROM people_membership m ORDER BY m.id"
        )
    ]
    state["open offers"] = rows(
        "SELECT COUNT(*) FROM dues_bagoffer WHERE closed_on IS NULL"
    )
    return state


def in_the_model(fund: Oracle) -> State:
    """The same, as the model has it."""
    balances = {code: satang for code, satang in fund.balance.items() if satang}
    sums: dict[int, int] = dict.fromkeys(range(1, len(fund.books) + 1), 0)
    for (book, _), one in fund.receipts.items():
        sums[book] += one.amount
    n = fund.commands
    return {
        "balances": balances,
        "sums of legs": balances,
        "sum over all accounts": 0,
        "below nothing": [],
        "links": [(n, n, n, n)],
        "receipts": [
            (book, 1, fund.last_no[book], fund.last_no[book], satang)
            for book, satang in sums.items()
        ],
        "closed": [fund.closed],
        "claims": [(one.status, one.amount) for one in fund.claims.values()],
        "members": [
            (one.exited, one.reason, fund.days_paid(name), fund.credit(name))
            for name, one in fund.members.items()
        ],
        "open offers": [(sum(one.is_open for one in fund.offers.values()),)],
    }


def _day(value: Any) -> date | None:
    """SQLite gives text where PostgreSQL gives a day."""
    return date.fromisoformat(value) if isinstance(value, str) else value


def differences(world: World) -> list[str]:
    """Each place where books and model differ, in words; none when all is well."""
    books, model = in_the_books(), in_the_model(world.oracle)
    return [
        f"{name}: expected {_less(model[name], books[name])},"
        f" found {_less(books[name], model[name])}"
        for name in model
        if books[name] != model[name]
    ]


def _less(mine: Any, other: Any) -> Any:
    """Of two long things only what differs."""
    if isinstance(mine, dict):
        return {k: v for k, v in mine.items() if other.get(k) != v}
    if isinstance(mine, list) and len(mine) == len(other):
        return [
            (place, one)
            for place, (one, its) in enumerate(zip(mine, other, strict=True))
            if one != its
        ]
    return mine


def unsound(world: World) -> list[str]:
    """What `kongbun check` finds beyond what people in fact neglected, or misses."""
    found = {f"{one.code} {one.object}" for one in check(now=world.clock.now())}
    # A scratch database waits for no disk, and that alone is its own.
    found -= {"K014 pragma synchronous"}
    honest = world.oracle.findings(world.clock.today)
    return [f"check: expected {sorted(honest)}, found {sorted(found)}"] * (
        found != honest
    )

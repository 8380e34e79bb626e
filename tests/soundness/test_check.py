"""Each corruption is found, under its own code and no other.

Method: plant as an insider would: change rows with the triggers out, put them back,
make caches and hashes again.  Only K002, K013 and K014 are planted bare.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

import pytest
from django.db import connection, connections

from kongbun.soundness import witness
from kongbun.soundness.check import check
from kongbun.soundness.findings import Finding
from kongbun.store import guards
from kongbun.store.sqlite.base import owning
from kongbun.testing import insider
from kongbun.testing.cast import Cast
from kongbun.testing.sound_books import give
from tests.dues.village import adopt_convention, make_house, take

NOW = datetime(2026, 11, 20, 12, tzinfo=UTC)
Plant = Callable[[Any], None]


def codes(found: list[Finding]) -> set[str]:
    return {one.code for one in found}


def entry(cursor: Any, reference: str) -> int:
    cursor.execute("SELECT id FROM ledger_entry WHERE reference = %s", [reference])
    return int(cursor.fetchone()[0])


def account(cursor: Any, code: str, fund: str = "TUNG") -> int:
    cursor.execute(
        "SELECT a.id FROM ledger_account a JOIN access_fund f ON f.id = a.fund_id"
        " WHERE a.code = %s AND f.code = %s",
        [code, fund],
    )
    return int(cursor.fetchone()[0])


def extra_leg(cursor: Any) -> None:
    cursor.execute(
        "INSERT INTO ledger_leg (entry_id, seq, debit_id, credit_id, amount_satang)"
        " VALUES (%s, 2, %s, %s, 700)",
        [
            entry(cursor, "gift:2:1"),
            account(cursor, "expense:office"),
            account(cursor, "income:other"),
        ],
    )


def missing_leg(cursor: Any) -> None:
    cursor.execute(
        "DELETE FROM ledger_leg WHERE seq = 2 AND entry_id = %s",
        [entry(cursor, "receipt:1:4:1")],
    )
    cursor.execute("UPDATE receipts_receipt SET amount_satang = 3000 WHERE no = 4")
    cursor.execute(
        "UPDATE dues_duesline SET amount_satang = 3000 WHERE receipt_id ="
        " (SELECT id FROM receipts_receipt WHERE no = 4)"
    )
    cursor.execute(
        "UPDATE ledger_leg SET amount_satang = 6001 WHERE entry_id = %s",
        [entry(cursor, "hand-over:2:1")],
    )


def no_leg(cursor: Any) -> None:
    cursor.execute(
        "DELETE FROM ledger_leg WHERE entry_id = %s", [entry(cursor, "gift:2:1")]
    )


def negative_amount(cursor: Any) -> None:
    cursor.execute(
        "UPDATE ledger_leg SET amount_satang = -100 WHERE entry_id = %s",
        [entry(cursor, "gift:2:1")],
    )


def same_account_twice(cursor: Any) -> None:
    cursor.execute(
        "UPDATE ledger_leg SET credit_id = debit_id WHERE entry_id = %s",
        [entry(cursor, "gift:2:1")],
    )


def less_booked_than_received(cursor: Any) -> None:
    cursor.execute(
        "UPDATE ledger_leg SET amount_satang = 2000 WHERE seq = 1 AND entry_id = %s",
        [entry(cursor, "receipt:1:4:1")],
    )
    cursor.execute(
        "UPDATE ledger_leg SET amount_satang = 5002 WHERE entry_id = %s",
        [entry(cursor, "hand-over:2:1")],
    )


def more_handed_over_than_there(cursor: Any) -> None:
    cursor.execute(
        "UPDATE ledger_leg SET amount_satang = 900000 WHERE entry_id = %s",
        [entry(cursor, "hand-over:2:1")],
    )


def negative_for_a_while(cursor: Any) -> None:
    """The bag was overdrawn in September and is right again today."""
    for reference, satang in (("hand-over:1:1", 12_000), ("hand-over:2:1", 3005)):
        cursor.execute(
            "UPDATE ledger_leg SET amount_satang = %s WHERE entry_id = %s",
            [satang, entry(cursor, reference)],
        )


def other_funds_account(cursor: Any) -> None:
    cursor.execute(
        "UPDATE ledger_leg SET debit_id = %s WHERE entry_id = %s",
        [account(cursor, "expense:office", "NOI"), entry(cursor, "gift:2:1")],
    )


def into_a_closed_month(cursor: Any) -> None:
    cursor.execute(
        "UPDATE ledger_entry SET booked_on = '2026-09-15' WHERE id = %s",
        [entry(cursor, "gift:2:1")],
    )


def receipt_gone(cursor: Any) -> None:
    """The receipt, its money and every trace of it."""
    booked = entry(cursor, "receipt:1:4:1")
    cursor.execute(
        "DELETE FROM dues_duesline WHERE receipt_id ="
        " (SELECT id FROM receipts_receipt WHERE no = 4)"
    )
    cursor.execute("DELETE FROM receipts_receipt WHERE no = 4")
    cursor.execute("DELETE FROM ledger_leg WHERE entry_id = %s", [booked])
    cursor.execute("DELETE FROM ledger_entry WHERE id = %s", [booked])
    cursor.execute(
        "UPDATE ledger_leg SET amount_satang = 3001 WHERE entry_id = %s",
        [entry(cursor, "hand-over:2:1")],
    )


def last_receipt_gone(cursor: Any) -> None:
    booked = entry(cursor, "receipt:1:5:1")
    cursor.execute(
        "DELETE FROM dues_duesline WHERE receipt_id ="
        " (SELECT id FROM receipts_receipt WHERE no = 5)"
    )
    cursor.execute("DELETE FROM receipts_receipt WHERE no = 5")
    cursor.execute("DELETE FROM ledger_leg WHERE entry_id = %s", [booked])
    cursor.execute("DELETE FROM ledger_entry WHERE id = %s", [booked])
    cursor.execute(
        "UPDATE ledger_leg SET amount_satang = 3001 WHERE entry_id = %s",
        [entry(cursor, "hand-over:2:1")],
    )


def reversed_by_half(cursor: Any) -> None:
    cursor.execute(
        "UPDATE ledger_leg SET amount_satang = 3500 WHERE entry_id = %s",
        [entry(cursor, "gift:1:1:reversed")],
    )


def reversed_the_same_way(cursor: Any) -> None:
    cursor.execute(
        "UPDATE ledger_leg SET debit_id = credit_id, credit_id = debit_id"
        " WHERE entry_id = %s",
        [entry(cursor, "gift:1:1:reversed")],
    )


RECHAINED: list[tuple[str, Plant]] = [
    ("K001", extra_leg),
    ("K001", missing_leg),
    ("K001", no_leg),
    ("K001", negative_amount),
    ("K001", same_account_twice),
    ("K001", less_booked_than_received),
    ("K003", more_handed_over_than_there),
    ("K003", negative_for_a_while),
    ("K004", other_funds_account),
    ("K005", into_a_closed_month),
    ("K006", receipt_gone),
    ("K006", last_receipt_gone),
    ("K007", reversed_by_half),
    ("K007", reversed_the_same_way),
]


def test_sound_books_have_no_finding(books: Cast) -> None:
    assert check(now=NOW) == []
    assert check(books.fund.code, now=NOW) == []


@pytest.mark.parametrize(
    ("code", "plant"), RECHAINED, ids=[one.__name__ for _, one in RECHAINED]
)
def test_what_an_insider_changed_is_found_and_nothing_else(
    books: Cast, code: str, plant: Plant
) -> None:
    seen = witness.take(NOW)
    with insider.tampering() as cursor:
        plant(cursor)
        insider.recache(cursor)
        insider.reseal(cursor)
    assert guards.missing(connection) == []
    found = check(now=NOW)
    assert codes(found) == {code}
    assert {one.fund for one in found} == {books.fund.code}
    # Whoever holds an older copy of the chain's end sees that it was made again.
    assert codes(check(now=NOW, witness=seen)) == {code, "K013"}


def test_an_entry_in_a_closed_month_is_told_with_the_close(books: Cast) -> None:
    assert books.fund
    with insider.tampering() as cursor:
        into_a_closed_month(cursor)
        insider.recache(cursor)
        insider.reseal(cursor)
    (found,) = check(now=NOW)
    assert (found.code, found.object) == ("K005", "entry gift:2:1")
    assert "หลังจากปิดบัญชีถึง 2026-09-30" in found.message


def test_only_a_witness_sees_a_rewrite_that_hangs_together(books: Cast) -> None:
    seen = witness.take(NOW)
    with insider.tampering() as cursor:
        cursor.execute(
            "UPDATE ledger_leg SET amount_satang = 9000 WHERE entry_id = %s",
            [entry(cursor, "gift:2:1")],
        )
        insider.recache(cursor)
        insider.reseal(cursor)
    assert check(now=NOW) == []
    assert codes(check(books.fund.code, now=NOW, witness=seen)) == {"K013"}


def test_a_cached_balance_that_differs_is_found(books: Cast) -> None:
    with insider.tampering() as cursor:
        cursor.execute(
            "UPDATE ledger_accountbalance SET balance_satang = balance_satang + 1"
            " WHERE account_id = %s",
            [account(cursor, "cash")],
        )
    found = check(now=NOW)
    assert codes(found) == {"K002"}
    assert [one.object for one in found] == ["account cash"]
    assert books.fund.code == found[0].fund


KEPT_DAYS = {
    "longer": "UPDATE dues_paidrun SET until_day = until_day + 30",
    "forgotten": "DELETE FROM dues_paidrun",
    "made up": "INSERT INTO dues_paidrun (fund_id, membership_id, from_day, until_day)"
    " SELECT fund_id, membership_id, until_day + 400, until_day + 430"
    " FROM dues_paidrun",
}


@pytest.mark.parametrize("plant", KEPT_DAYS.values(), ids=KEPT_DAYS)
def test_days_paid_that_no_receipt_knows_are_found(books: Cast, plant: str) -> None:
    adopt_convention(books)
    make_house(books, "27", "นางบุญเรือน แสนสุข")
    take(books, {"27": 30})
    assert check(now=NOW) == []
    with insider.tampering() as cursor:
        cursor.execute(plant)
    found = check(now=NOW)
    assert codes(found) == {"K002"}
    assert all(one.object.startswith("member ") for one in found)


BARE = {
    "a link's words": "UPDATE audit_auditevent SET payload = '{}' WHERE seq = 3",
    "a link's user": "UPDATE audit_auditevent SET user_id = NULL WHERE seq = 3",
    "a link gone": "DELETE FROM audit_auditevent WHERE seq = 3",
    "the end cut off": (
        "DELETE FROM audit_auditevent WHERE (chain, seq) IN (SELECT chain, seq"
        " FROM audit_chainhead)"
    ),
    "the end forgotten": "UPDATE audit_chainhead SET seq = seq - 1",
    "an entry's true day": (
        "UPDATE ledger_entry SET occurred_on = '2026-09-01'"
        " WHERE reference = 'gift:2:1'"
    ),
    "an entry's reference": (
        "UPDATE ledger_entry SET reference = 'gift:9:1' WHERE reference = 'gift:2:1'"
    ),
    "an entry's hash": (
        "UPDATE ledger_entry SET hash = (SELECT hash FROM ledger_entry"
        " WHERE reference = 'receipt:1:1:1') WHERE reference = 'gift:2:1'"
    ),
    "a command's body": (
        "UPDATE commands_command SET body_hash = (SELECT body_hash"
        " FROM commands_command ORDER BY id LIMIT 1) WHERE kind = 'test.close'"
    ),
    "a command's user": (
        "UPDATE commands_command SET user_id = NULL WHERE kind = 'test.close'"
    ),
    "an answer": (
        "UPDATE commands_commandoutcome SET done = NOT done WHERE command_id ="
        " (SELECT id FROM commands_command WHERE kind = 'test.close')"
    ),
}


@pytest.mark.parametrize("sql", BARE.values(), ids=list(BARE))
def test_a_broken_chain_is_found(books: Cast, sql: str) -> None:
    assert books.fund.code
    with insider.tampering() as cursor:
        cursor.execute(sql)
    assert codes(check(now=NOW)) == {"K013"}


def test_an_entry_without_a_command_in_the_chain_is_found(books: Cast) -> None:
    """All hashes right, but no link ever said that this was booked."""
    with insider.tampering() as cursor:
        cursor.execute(
            "INSERT INTO commands_command (public_id, fund_id, user_id, kind, door,"
            " body_hash, received_at) SELECT hash, fund_id, NULL, 'test.ghost', 'web',"
            " hash, received_at FROM ledger_entry WHERE reference = 'gift:2:1'"
        )
        cursor.execute("SELECT MAX(id) FROM commands_command")
        ghost = cursor.fetchone()[0]
        cursor.execute(
            "UPDATE ledger_entry SET command_id = %s WHERE reference = 'gift:2:1'",
            [ghost],
        )
    found = check(now=NOW)
    assert codes(found) == {"K013", "K018"}
    assert f"command {ghost}" in {one.object for one in found}


def test_a_trigger_that_is_gone_is_found(books: Cast) -> None:
    assert books.fund.code
    owner = connections[insider.alias()]
    on = "" if owner.vendor == "sqlite" else ' ON "ledger_leg"'
    with owning(owner), owner.cursor() as cursor:
        cursor.execute(f'DROP TRIGGER "kb_leg_fits_entry"{on}')
    try:
        found = check(now=NOW)
        assert codes(found) == {"K014"}
        assert [one.object for one in found] == ["trigger kb_leg_fits_entry"]
    finally:
        with owning(owner):
            guards.install(owner)
    assert check(now=NOW) == []


def test_an_older_database_put_back_is_seen_by_the_witness(books: Cast) -> None:
    before = witness.take(NOW)
    give(books.act("somsri"), no=77, satang=100)
    after = witness.take(NOW)
    assert check(now=NOW, witness=before) == []
    with insider.tampering() as cursor:
        key = entry(cursor, "gift:77:1")
        cursor.execute("SELECT command_id FROM ledger_entry WHERE id = %s", [key])
        made_by = cursor.fetchone()[0]
        for sql, value in (
            ("DELETE FROM ledger_leg WHERE entry_id = %s", key),
            ("DELETE FROM ledger_entry WHERE id = %s", key),
            ("DELETE FROM audit_auditevent WHERE command_id = %s", made_by),
            ("DELETE FROM commands_commandoutcome WHERE command_id = %s", made_by),
            ("DELETE FROM commands_command WHERE id = %s", made_by),
        ):
            cursor.execute(sql, [value])
        insider.recache(cursor)
        insider.reseal(cursor)
    assert check(now=NOW) == []
    assert codes(check(now=NOW, witness=after)) == {"K013"}


def test_a_check_of_one_fund_leaves_the_others_alone(books: Cast) -> None:
    with insider.tampering() as cursor:
        cursor.execute(
            "UPDATE ledger_accountbalance SET balance_satang = 7 WHERE account_id = %s",
            [account(cursor, "cash", "NOI")],
        )
    assert check(books.fund.code, now=NOW) == []
    assert {one.fund for one in check(now=NOW)} == {"NOI"}

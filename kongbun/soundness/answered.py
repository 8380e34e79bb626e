"""What a command answered against the rows that it wrote: K013.

Whoever was at the counter, and whoever reads the answer later, was told a sum and a
decision.  What was erased with a person says nothing any more.
"""

from __future__ import annotations

from collections.abc import Iterator

from kongbun.commands.guards import ERASED_ANSWER
from kongbun.soundness.findings import Code, Finding
from kongbun.soundness.reading import Funds, Row, in_funds, rows

# Those that decide either way under one name.
EITHER_WAY = "'founding.decide_opening', 'treasury.decide_expense'"
# No second person's word binds its sum, and no box or bank is the other side of it.
BY_ONE = "'treasury.other_income'"
AT_THE_COUNTER = "'dues.take_payment'"


def as_answered(looked_at: Funds) -> Iterator[Finding]:
    mine = in_funds("c.fund_id", looked_at)
    for found, how in (
        (_decided(mine), "ตอบไว้ว่าอนุมัติหรือไม่ ไม่ตรงกับคำอนุมัติที่บันทึกไว้"),
        (_moved(mine), "ตอบยอดเงินไว้ไม่ตรงกับรายการเงินที่บันทึกไว้"),
        (_collected(mine), "ตอบยอดเงินไว้ไม่ตรงกับใบรับเงินที่บันทึกไว้"),
    ):
        for fund_id, key, kind in found:
            yield Finding.of(
                Code.CHAIN_BROKEN,
                looked_at.code(fund_id),
                f"command {key}",
                f"คำสั่ง {key} ({kind}) {how}",
            )


def _decided(mine: str) -> Iterator[Row]:
    """Refused, and approved since; what was done without a word is told by itself."""
    return _otherwise(
        "'\"approved\":true'", "approvals_approval x", "x.approved", EITHER_WAY, mine
    )


def _moved(mine: str) -> Iterator[Row]:
    """Of what is booked with the sum of its paper; where not, that is told (K001)."""
    return _otherwise(
        "'\"amount_satang\":' || CAST(x.amount_satang AS TEXT)",
        "treasury_movement x",
        "EXISTS (SELECT 1 FROM treasury_movementbooking b"
        " JOIN ledger_leg l ON l.entry_id = b.entry_id"
        " WHERE b.movement_id = x.id AND l.amount_satang = x.amount_satang)",
        BY_ONE,
        mine,
    )


def _collected(mine: str) -> Iterator[Row]:
    """Likewise; one who pays for several has a line for each."""
    return _otherwise(
        "'\"total_satang\":' || CAST(x.amount_satang AS TEXT)",
        "receipts_receipt x",
        "x.amount_satang = (SELECT SUM(l.amount_satang) FROM ledger_leg l"
        " WHERE l.entry_id = x.entry_id) AND x.amount_satang ="
        " (SELECT SUM(d.amount_satang) FROM dues_duesline d WHERE d.receipt_id = x.id)",
        AT_THE_COUNTER,
        mine,
    )


def _otherwise(
    said: str, wrote: str, sound: str, kinds: str, mine: str
) -> Iterator[Row]:
    """Of commands that were done; `said` is a piece of the answer's canonical JSON."""
    return rows(
        f"SELECT c.fund_id, c.id, c.kind FROM {wrote}"
        " JOIN commands_command c ON c.id = x.command_id"
        " JOIN commands_commandoutcome o ON o.command_id = c.id AND o.done"
        f" WHERE c.kind IN ({kinds}) AND {mine} AND o.answer <> %s"
        f" AND o.answer NOT LIKE '%%' || {said} || ',%%'"
        f" AND o.answer NOT LIKE '%%' || {said} || '}}%%' AND {sound} ORDER BY c.id",
        [ERASED_ANSWER],
    )

"""What the books held when cash was counted or a bank's book read, made anew: K002.

Each count and reading keeps what it was compared with: what stood in its account at
the end of its day, of all that was booked by then.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator
from datetime import date
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from kongbun.soundness.findings import Code, Finding, baht
from kongbun.soundness.reading import Funds, in_funds, rows


class Moved(NamedTuple):
    """What moved in one account: by which command, on which day, satang."""

    command: NDArray[np.int64]
    day: NDArray[np.int64]
    satang: NDArray[np.int64]

    def stood(self, command: int, day: int) -> int:
        """At the end of a day, of what was booked before a command."""
        known = (self.command < command) & (self.day <= day)
        return int(self.satang[known].sum())


COMPARED = (
    (
        "cash count",
        "SELECT fund_id, id, account_id, CAST(counted_on AS TEXT), book_satang,"
        " command_id FROM treasury_cashcount",
        "เงินสดที่นับ",
    ),
    (
        "bank reading",
        "SELECT fund_id, id, account_id, CAST(read_on AS TEXT), book_satang,"
        " command_id FROM treasury_bankreading",
        "สมุดธนาคารที่กรอก",
    ),
)


def as_it_stood(looked_at: Funds, walked: Iterable[Finding]) -> Iterator[Finding]:
    """In a fund whose entries are themselves told, nothing more."""
    told = {one.fund for one in walked}
    for what, found, said in COMPARED:
        by_account: dict[int, list[tuple[int, int, str, int, int]]] = {}
        for fund_id, key, account, day, satang, command in rows(
            f"{found} WHERE {in_funds('fund_id', looked_at)} ORDER BY id"
        ):
            by_account.setdefault(account, []).append(
                (fund_id, key, day, satang, command)
            )
        for account, those in by_account.items():
            moved = _moved(account)
            for fund_id, key, day, satang, command in those:
                stood = moved.stood(command, _ordinal(day))
                if stood != satang and looked_at.code(fund_id) not in told:
                    yield Finding.of(
                        Code.WRONG_BALANCE,
                        looked_at.code(fund_id),
                        f"{what} {key}",
                        f"{said} {day} เขียนว่าในบัญชีมี {baht(satang)} "
                        f"แต่ตอนนั้นมี {baht(stood)}",
                    )
    yield from _newest(looked_at)
    yield from _closed(looked_at, told)


def _moved(account: int) -> Moved:
    side = (
        "SELECT e.command_id AS command, CAST(e.booked_on AS TEXT) AS day,"
        " {0}SUM(l.amount_satang) AS satang FROM ledger_leg l"
        " JOIN ledger_entry e ON e.id = l.entry_id WHERE l.{1} = %s GROUP BY 1, 2"
    )
    found = [
        (command, _ordinal(day), int(satang))
        for command, day, satang in rows(
            f"{side.format('', 'debit_id')} UNION ALL {side.format('-', 'credit_id')}",
            [account, account],
        )
    ]
    columns = np.array(found, dtype=np.int64).reshape(-1, 3)
    return Moved(columns[:, 0], columns[:, 1], columns[:, 2])


def _closed(looked_at: Funds, told: set[str]) -> Iterator[Finding]:
    """Each box was counted for a close, and what it held then is what the books say.

    As the list of the close judges it: by a count of that day or later, with what was
    booked in between taken back out.
    """
    closes = list(
        rows(
            "SELECT m.fund_id, m.command_id, CAST(k.closed_through AS TEXT)"
            " FROM treasury_monthclose m JOIN ledger_closing k ON k.id = m.closing_id"
            f" WHERE {in_funds('m.fund_id', looked_at)} ORDER BY m.id"
        )
    )
    counted: dict[int, list[tuple[int, int, int]]] = defaultdict(list)
    for account, day, satang, command in rows(
        "SELECT account_id, CAST(counted_on AS TEXT), total_satang, command_id"
        f" FROM treasury_cashcount WHERE {in_funds('fund_id', looked_at)}"
    ):
        counted[account].append((_ordinal(day), satang, command))
    for fund_id, account, code, opened in rows(
        "SELECT fund_id, id, code, CAST(opened_on AS TEXT) FROM ledger_account"
        f" WHERE kind = 'cash' AND {in_funds('fund_id', looked_at)} ORDER BY id"
    ):
        moved = _moved(account)
        for of, command, last in closes:
            if of != fund_id or opened > last or looked_at.code(fund_id) in told:
                continue
            day = _ordinal(last)
            stood = moved.stood(command, day)
            if not any(
                on >= day
                and by < command
                and satang - (moved.stood(by, on) - moved.stood(by, day)) == stood
                for on, satang, by in counted[account]
            ):
                yield Finding.of(
                    Code.WRONG_BALANCE,
                    looked_at.code(fund_id),
                    f"month {last[:7]}",
                    f"เดือน {last[:7]} ปิดโดยไม่มีการนับเงินสดใน {code} ที่ตรงกับบัญชี",
                )


def _newest(looked_at: Funds) -> Iterator[Finding]:
    """A count knows the newest entry of its moment; from before that was kept, none."""
    for fund_id, key in rows(
        "SELECT x.fund_id, x.id FROM treasury_cashcount x"
        f" WHERE {in_funds('x.fund_id', looked_at)} AND x.newest_entry_id > 0 AND ("
        " NOT EXISTS (SELECT 1 FROM ledger_entry e WHERE e.id = x.newest_entry_id"
        "  AND e.fund_id = x.fund_id AND e.command_id < x.command_id)"
        " OR (SELECT e.command_id FROM ledger_entry e WHERE e.fund_id = x.fund_id"
        "  AND e.id > x.newest_entry_id ORDER BY e.id LIMIT 1) < x.command_id)"
        " ORDER BY x.id"
    ):
        yield Finding.of(
            Code.WRONG_BALANCE,
            looked_at.code(fund_id),
            f"cash count {key}",
            f"การนับเงินสดครั้งที่ {key} ไม่ได้จำรายการล่าสุดของตอนที่นับไว้ตามจริง",
        )


def _ordinal(day: str) -> int:
    return date.fromisoformat(day).toordinal()

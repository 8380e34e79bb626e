"""Days paid and the money for them: a line of dues has the price of its days: K001.

The price is the by-law's.  One that was adopted late may reach back over receipts
taken before, so the price of any version of the fund will do.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import Any

import numpy as np

from kongbun.bylaws.queries import versions
from kongbun.bylaws.reading import as_adopted, rules_of
from kongbun.rules.days import Int, column, date_of, day_number
from kongbun.rules.dues import Contribution, UnitsFrom, price
from kongbun.soundness.findings import Code, Finding, baht
from kongbun.soundness.reading import Funds, Row, rows


def days_and_money(looked_at: Funds) -> Iterator[Finding]:
    """Each receipt whose days do not cost what was paid for them."""
    for fund_id in looked_at.codes:
        # A text that was changed is K012's to tell; it prices nothing.
        sound = [one for one in versions(fund_id) if as_adopted(one)]
        found = {rules_of(one).contribution for one in sound}
        by_joining = any(one.units_from is UnitsFrom.JOINED for one in found)
        spans = list(_spans(fund_id, by_joining=by_joining))
        if found and spans:
            yield from _mispriced(looked_at, fund_id, found, spans)


def _spans(fund_id: int, *, by_joining: bool) -> Iterator[Row]:
    """Lines that are alike; when each joined matters only to units from joining."""
    joined = "m.joined_on" if by_joining else "NULL"
    members = " JOIN people_membership m ON m.id = l.membership_id"
    return rows(
        f"SELECT {joined}, l.from_day, l.until_day, l.amount_satang, MIN(l.id)"
        f" FROM dues_duesline l{members if by_joining else ''}"
        f" WHERE l.from_day IS NOT NULL AND l.fund_id = {int(fund_id)}"
        " GROUP BY 1, 2, 3, 4"
    )


def _mispriced(
    looked_at: Funds, fund_id: int, contributions: set[Contribution], spans: list[Row]
) -> Iterator[Finding]:
    paid = column([row[3] for row in spans])
    prices = [_prices(one, spans) for one in contributions]
    wrong = np.logical_and.reduce([asked != paid for asked in prices])
    for place in np.flatnonzero(wrong).tolist():
        _, from_day, until_day, satang, line_id = spans[place]
        for book, no in rows(
            "SELECT b.number, r.no FROM dues_duesline l"
            " JOIN receipts_receipt r ON r.id = l.receipt_id"
            f" JOIN receipts_book b ON b.id = r.book_id WHERE l.id = {int(line_id)}"
        ):
            days = f"{date_of(from_day)} ถึง {date_of(until_day - 1)}"
            yield Finding.of(
                Code.UNBALANCED_ENTRY,
                looked_at.code(fund_id),
                f"receipt {book}/{no:04d}",
                f"ใบรับเงิน {book}/{no:04d}: วันที่ส่ง {days} ราคา "
                f"{baht(int(prices[0][place]))} แต่รับไว้ {baht(satang)}",
            )


def _prices(contribution: Contribution, spans: list[Row]) -> Int:
    joined = [0 if row[0] is None else day_number(_day(row[0])) for row in spans]
    return price(
        contribution,
        column([row[1] for row in spans]),
        column([row[2] for row in spans]),
        joined=column(joined),
    )


def _day(value: Any) -> date:
    """SQLite answers a question of its own with text."""
    return value if isinstance(value, date) else date.fromisoformat(str(value))

"""Closed months against the books as they are now: K013, and K002 for a bank.

The figures kept at a close, and the bank's book that met it, say what was there then;
the legs of that time say what was there too.
"""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Iterable, Iterator
from datetime import date
from typing import Any

from kongbun.erasure.queries import erased_commands
from kongbun.kernel.thai_date import month_end
from kongbun.ledger.chart import HELD
from kongbun.soundness.findings import Code, Finding, baht
from kongbun.soundness.reading import Funds, in_funds, rows
from kongbun.treasury.closing import Condition
from kongbun.treasury.models import MonthClose

# Those of the list that have a point in every month, with nothing to tell or not.
ALWAYS = {one.value for one in Condition} - {Condition.CASH, Condition.BANK}
# Those that each box and each bank has: by the kind of its account.
COUNTED_ALONE = {Condition.CASH.value, Condition.BANK.value}
# By fund and day of the end of a month: what stood in each account that holds money.
Stood = dict[tuple[int, str], dict[str, int]]
# Closes that hold: not opened again since, nor closed anew.
HOLDS = (
    "NOT EXISTS (SELECT 1 FROM ledger_reopening o WHERE o.closing_id = k.id)"
    " AND NOT EXISTS (SELECT 1 FROM ledger_closing n WHERE n.fund_id = k.fund_id"
    " AND n.closed_through = k.closed_through AND n.version > k.version)"
    " AND k.fund_id = {0}.fund_id"
)


def as_booked(looked_at: Funds, walked: Iterable[Finding]) -> Iterator[Finding]:
    """Where the walk found what came after a close (K005), nothing more."""
    late = {one.fund for one in walked if one.code == Code.BOOKED_AFTER_CLOSE.value}
    stood = _stood(looked_at)
    for one in (
        *_figures(looked_at, stood),
        *_banks(looked_at, stood),
        *_unlisted(looked_at, stood),
    ):
        if one.fund not in late:
            yield one
    yield from _conditions(looked_at)


def _figures(looked_at: Funds, stood: Stood) -> Iterator[Finding]:
    for fund_id, day, body in rows(
        'SELECT r.fund_id, CAST(r."on" AS TEXT), r.body FROM reports_storedreport r'
        ' JOIN ledger_closing k ON k.closed_through = r."on"'
        f" AND k.version = r.closing_version AND {HOLDS.format('r')}"
        f" WHERE {in_funds('r.fund_id', looked_at)} ORDER BY r.id"
    ):
        kept = {
            one["code"]: one["amount_satang"]
            for one in json.loads(body)["balance"]["assets"]
        }
        there = stood.get((fund_id, day), {})
        for code in sorted({*kept, *there}):
            if kept.get(code, 0) != there.get(code, 0):
                yield _otherwise(
                    looked_at, fund_id, day, code, kept.get(code, 0), there.get(code, 0)
                )
                break


def _banks(looked_at: Funds, stood: Stood) -> Iterator[Finding]:
    """Each bank that the list of the close names was read, and said what we say."""
    read: dict[tuple[int, str, str], set[int]] = defaultdict(set)
    for fund_id, code, day, satang in rows(
        "SELECT r.fund_id, a.code, CAST(r.read_on AS TEXT), r.balance_satang"
        " FROM treasury_bankreading r JOIN ledger_account a ON a.id = r.account_id"
        f" WHERE {in_funds('r.fund_id', looked_at)}"
    ):
        read[fund_id, code, day].add(satang)
    for fund_id, day, points in _lists(looked_at):
        there = stood.get((fund_id, day), {})
        for point in points:
            code = point["subject"]
            if point["condition"] != "bank":
                continue
            said = read[fund_id, code, day]
            if there.get(code, 0) not in said:
                found = max(said, default=0)
                yield _otherwise(
                    *(looked_at, fund_id, day, code, found, there.get(code, 0)),
                    kind=Code.WRONG_BALANCE,
                )


def _unlisted(looked_at: Funds, stood: Stood) -> Iterator[Finding]:
    """Each box and bank with money in it has its own point; an empty list is told."""
    for fund_id, day, points in _lists(looked_at):
        listed = {
            point["subject"] for point in points if point["condition"] in COUNTED_ALONE
        }
        there = {
            code
            for code in stood.get((fund_id, day), {})
            if code.partition(":")[0] in COUNTED_ALONE
        }
        for code in sorted(there - listed) if points else ():
            yield Finding.of(
                Code.CHAIN_BROKEN,
                looked_at.code(fund_id),
                f"month {day[:7]}",
                f"เดือน {day[:7]} ปิดโดยไม่มีรายการตรวจของ {code} ที่มีเงินอยู่",
            )


def _lists(looked_at: Funds) -> Iterator[tuple[int, str, list[dict[str, Any]]]]:
    """Fund, day and points of each close that holds."""
    for fund_id, day, conditions in rows(
        "SELECT m.fund_id, CAST(k.closed_through AS TEXT), m.conditions"
        " FROM treasury_monthclose m JOIN ledger_closing k ON k.id = m.closing_id"
        f" AND {HOLDS.format('m')}"
        f" WHERE {in_funds('m.fund_id', looked_at)} ORDER BY m.id"
    ):
        # One in the middle of a month is half open: told by itself (K005).
        if day == month_end(date.fromisoformat(day)).isoformat():
            yield fund_id, day, json.loads(conditions)


def _conditions(looked_at: Funds) -> Iterator[Finding]:
    """A month closed with each point of the list met; an erasure may empty the list."""
    erased = erased_commands(looked_at)
    found = MonthClose.objects.filter(fund__in=looked_at.codes).order_by("pk")
    for one in found.iterator(chunk_size=2_000):
        points = json.loads(one.conditions)
        if not points and one.command_id in erased:
            continue
        met = {point["condition"] for point in points if point["met"]}
        if met >= ALWAYS and all(point["met"] for point in points):
            continue
        yield Finding.of(
            Code.CHAIN_BROKEN,
            looked_at.code(one.fund_id),
            f"month {one.month:%Y-%m}",
            f"เดือน {one.month:%Y-%m} ปิดโดยไม่มีรายการตรวจครบทุกข้อ",
        )


def _stood(looked_at: Funds) -> Stood:
    """One walk over the days of each fund, in their order."""
    kinds = ", ".join(f"'{kind.value}'" for kind in sorted(HELD))
    side = (
        "SELECT e.fund_id, CAST(e.booked_on AS TEXT) AS day, a.code,"
        " {0}SUM(l.amount_satang) AS satang FROM ledger_leg l"
        " JOIN ledger_entry e ON e.id = l.entry_id"
        f" JOIN ledger_account a ON a.id = l.{{1}} AND a.kind IN ({kinds})"
        f" WHERE {in_funds('e.fund_id', looked_at)} GROUP BY 1, 2, 3"
    )
    ends = f" WHERE {in_funds('fund_id', looked_at)}"
    found: Stood = {}
    now: dict[int, dict[str, int]] = defaultdict(lambda: defaultdict(int))
    # At the end of a day, after all that was booked on it.
    for fund_id, day, code, satang in rows(
        f"SELECT * FROM ({side.format('', 'debit_id')} UNION ALL"
        f" {side.format('-', 'credit_id')} UNION ALL SELECT DISTINCT fund_id,"
        f" CAST(closed_through AS TEXT), '~', 0 FROM ledger_closing{ends}) AS t"
        " ORDER BY 1, 2, CASE WHEN code = '~' THEN 1 ELSE 0 END"
    ):
        if code == "~":
            found[fund_id, day] = {c: int(s) for c, s in now[fund_id].items() if s}
        else:
            now[fund_id][code] += int(satang)
    return found


def _otherwise(
    looked_at: Funds,
    fund_id: int,
    day: str,
    code: str,
    kept: int,
    there: int,
    *,
    kind: Code = Code.CHAIN_BROKEN,
) -> Finding:
    return Finding.of(
        kind,
        looked_at.code(fund_id),
        f"figures {day}",
        f"เมื่อปิดเดือนถึง {day} {code} มี {baht(kept)} แต่ในบัญชีตอนนี้มี {baht(there)}",
    )

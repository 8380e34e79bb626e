"""Trial balance, income and expenditure, balance sheet: from the legs themselves.

Each function returns plain figures, `_satang` as integers, and asserts what must
hold in any books: a report that does not add up is a bug, never a page.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from kongbun.founding.queries import opening_figures
from kongbun.ledger.balances import accounts, balances_on, movements, turnover
from kongbun.ledger.chart import EXPENSE, INCOME, AccountKind
from kongbun.ledger.entries import FREE, OPENING_EQUITY
from kongbun.reports.kept import kept_figures
from kongbun.reports.period import Period

Figures = dict[str, Any]
HELD = (
    AccountKind.CASH,
    AccountKind.BANK,
    AccountKind.BAG,
    AccountKind.INVESTMENT,
)


@dataclass(frozen=True, slots=True)
class Books:
    """What the legs say for a period; read once, used by every statement."""

    period: Period
    names: Mapping[str, str]
    kinds: Mapping[str, AccountKind]
    # Debits less credits since founding, of this fiscal year, of the year before.
    life: Mapping[str, int]
    year: Mapping[str, int]
    last_year: Mapping[str, int]
    sides: Mapping[str, tuple[int, int]]
    # Stated at the cut-over: satang by income account or benefit category's account.
    stated: Mapping[str, int]
    stated_persons: Mapping[str, int]

    def total(self, kind: AccountKind, satang: Mapping[str, int]) -> int:
        return sum(s for code, s in satang.items() if self.kinds[code] is kind)

    def codes(self, *kinds: AccountKind) -> list[str]:
        return [code for code, kind in self.kinds.items() if kind in kinds]


def read_books(period: Period) -> Books:
    """Sum the legs of a fund; never from the balances that `post` keeps."""
    known = accounts(period.fund_id, include_closed=True)
    sides = turnover(period.fund_id, since=period.first, until=period.on)
    before = _stood_on(period.fund_id, period.before)
    year = {code: debits - credits_ for code, (debits, credits_) in sides.items()}
    last = period.last_year()
    stated, persons = {}, {}
    for figure in opening_figures(period.fund_id, period.on):
        # A benefit is stated by its category's number.
        code = (
            f"expense:benefit:{figure.code}" if figure.code.isdigit() else figure.code
        )
        stated[code], persons[code] = figure.amount_satang, figure.persons
    return Books(
        period=period,
        names={account.code: account.name for account in known},
        kinds={account.code: account.kind for account in known},
        life={
            code: before.get(code, 0) + year.get(code, 0)
            for code in sorted(set(before) | set(year))
        },
        year=year,
        last_year=movements(period.fund_id, since=last.first, until=last.on),
        sides=sides,
        stated=stated,
        stated_persons=persons,
    )


def _stood_on(fund_id: int, day: date) -> dict[str, int]:
    """Where each account stood at the end of a day, from the legs.

    What a close kept is taken as it is: nothing can be booked before it any more,
    so only the legs since are added up.
    """
    kept = kept_figures(fund_id).filter(on__lte=day)
    last = kept.order_by("-on").first()
    if last is None:
        return balances_on(fund_id, day)
    stood = {
        row["code"]: row["debit_satang"] - row["credit_satang"]
        for row in json.loads(last.body)["trial-balance"]["rows"]
    }
    since = movements(fund_id, since=last.on + timedelta(days=1), until=day)
    return {
        code: stood.get(code, 0) + since.get(code, 0)
        for code in sorted(set(stood) | set(since))
    }


def trial_balance(books: Books) -> Figures:
    """Every account with what came and went this year, and where it stands."""
    rows = []
    for code in books.codes(*AccountKind):
        stands = books.life.get(code, 0)
        debits, credits_ = books.sides.get(code, (0, 0))
        before = stands - debits + credits_
        if not (stands or debits or credits_ or before):
            continue
        rows.append(
            {
                "code": code,
                "name": books.names[code],
                "before_satang": before,
                "debit_moved_satang": debits,
                "credit_moved_satang": credits_,
                "debit_satang": max(stands, 0),
                "credit_satang": max(-stands, 0),
            }
        )
    sums = {
        column: sum(int(str(row[column])) for row in rows)
        for column in (
            "before_satang",
            "debit_moved_satang",
            "credit_moved_satang",
            "debit_satang",
            "credit_satang",
        )
    }
    assert sums["before_satang"] == 0, sums
    assert sums["debit_moved_satang"] == sums["credit_moved_satang"], sums
    assert sums["debit_satang"] == sums["credit_satang"], sums
    return {"rows": rows, "total": sums}


def income_and_expenditure(books: Books) -> Figures:
    """What came in and went out: this year, the year before, since founding."""

    def rows(codes: Mapping[str, str], sign: int) -> list[Figures]:
        found = []
        for code in codes:
            row: Figures = {
                "code": code,
                "name": books.names[code],
                "year_satang": sign * books.year.get(code, 0),
                "last_year_satang": sign * books.last_year.get(code, 0),
                "booked_satang": sign * books.life.get(code, 0),
                "stated_satang": books.stated.get(code, 0),
            }
            row["since_founding_satang"] = row["booked_satang"] + row["stated_satang"]
            if any(value for name, value in row.items() if name.endswith("_satang")):
                found.append(row)
        return found

    income, expense = rows(INCOME, -1), rows(EXPENSE, 1)
    columns = (
        "year_satang",
        "last_year_satang",
        "booked_satang",
        "stated_satang",
        "since_founding_satang",
    )
    total_in = {c: sum(row[c] for row in income) for c in columns}
    total_out = {c: sum(row[c] for row in expense) for c in columns}
    return {
        "income": income,
        "income_total": total_in,
        "expense": expense,
        "expense_total": total_out,
        "surplus": {c: total_in[c] - total_out[c] for c in columns},
    }


def _fenced(books: Books) -> list[Figures]:
    """What of it all is kept for a purpose."""
    return [
        {"code": code, "name": books.names[code], "amount_satang": books.life[code]}
        for code in books.codes(AccountKind.RESTRICTED)
        if books.life.get(code)
    ]


def balance_sheet(books: Books) -> Figures:
    """What the fund holds, what it owes, and how it came to be the fund's own.

    Beside it: how much of what it holds is kept for a purpose.
    """
    assets = [
        {
            "code": code,
            "name": books.names[code],
            "kind": books.kinds[code].value,
            "amount_satang": books.life[code],
        }
        for code in books.codes(*HELD)
        if books.life.get(code)
    ]
    owed = [
        {"code": code, "name": books.names[code], "amount_satang": -books.life[code]}
        for code in books.codes(AccountKind.SUSPENSE)
        if books.life.get(code)
    ]
    kinds = (AccountKind.INCOME, AccountKind.EXPENSE)
    surplus_life = -sum(books.total(kind, books.life) for kind in kinds)
    surplus_year = -sum(books.total(kind, books.year) for kind in kinds)
    own = [
        {
            "code": "opening",
            "name": books.names[OPENING_EQUITY],
            "amount_satang": -books.life.get(OPENING_EQUITY, 0),
        },
        {
            "code": "surplus-before",
            "name": "รายรับสูงกว่ารายจ่ายสะสมถึงต้นปี",
            "amount_satang": surplus_life - surplus_year,
        },
        {
            "code": "surplus-year",
            "name": "รายรับสูงกว่ารายจ่ายปีนี้",
            "amount_satang": surplus_year,
        },
    ]
    fenced = _fenced(books)
    total = {
        "assets_satang": _sum(assets),
        "owed_satang": _sum(owed),
        "own_satang": _sum(own),
        "fenced_satang": _sum(fenced),
        "free_satang": _sum(assets) - _sum(fenced),
    }
    assert total["assets_satang"] == total["owed_satang"] + total["own_satang"], total
    assert total["fenced_satang"] == -books.life.get(FREE, 0), total
    return {
        "assets": assets,
        "owed": owed,
        "own": own,
        "fenced": fenced,
        "total": total,
    }


def _sum(rows: list[Figures]) -> int:
    return sum(int(row["amount_satang"]) for row in rows)

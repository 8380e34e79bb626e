"""What accounts and members are called in other programs.  Pure.

Our account codes stay as they are for hledger; beancount wants its own five roots,
capital letters and ASCII.  A member's number may hold anything, so it gets a key.
"""

from __future__ import annotations

import re
from collections.abc import Iterable

from kongbun.kernel.digits import fold
from kongbun.ledger.chart import AccountKind

UNFIT = re.compile(r"[^0-9A-Za-z]+")
# Their roots, and the name of a thing without a number of its own.
ROOTS = {
    AccountKind.CASH: "Assets",
    AccountKind.BANK: "Assets",
    AccountKind.BAG: "Assets",
    AccountKind.INVESTMENT: "Assets",
    AccountKind.SUSPENSE: "Liabilities",
    AccountKind.RESTRICTED: "Equity",
    AccountKind.EQUITY: "Equity",
    AccountKind.INCOME: "Income",
    AccountKind.EXPENSE: "Expenses",
}
TYPES = {
    AccountKind.CASH: "C",
    AccountKind.BANK: "C",
    AccountKind.BAG: "C",
    AccountKind.INVESTMENT: "A",
    AccountKind.SUSPENSE: "L",
    AccountKind.RESTRICTED: "E",
    AccountKind.EQUITY: "E",
    AccountKind.INCOME: "R",
    AccountKind.EXPENSE: "X",
}
# Names that people gave to places of money may hold somebody's name.
PLACES = {
    AccountKind.CASH: "กล่องเงินสด",
    AccountKind.BANK: "บัญชีธนาคาร",
    AccountKind.BAG: "ถุงเงินของผู้เก็บ",
    AccountKind.INVESTMENT: "เงินลงทุน",
    AccountKind.SUSPENSE: "เงินพักของผู้เก็บ",
    AccountKind.RESTRICTED: "เงินกันไว้ตามวัตถุประสงค์",
}


def beancount_account(code: str, kind: AccountKind) -> str:
    """Each code has a name of its own.

    >>> beancount_account("cash", AccountKind.CASH)
    'Assets:Cash:1'
    >>> beancount_account("income:entry-fee", AccountKind.INCOME)
    'Income:Entry-fee'
    """
    head, *rest = code.split(":")
    # `cash` is the first of its kind; below it `cash:2` would count into it.
    rest = rest or ["1"]
    if kind in PLACES:
        rest = [head, *rest]
    return ":".join([ROOTS[kind], *(part[:1].upper() + part[1:] for part in rest)])


def place_name(code: str, kind: AccountKind) -> str:
    """What a place of money is called where no name may stand."""
    number = code.partition(":")[2]
    return f"{PLACES[kind]} {number}".strip()


def member_keys(numbers: Iterable[tuple[int, str]]) -> dict[int, str]:
    """A key for each membership by its number, in the order they joined the books.

    Who came back and went on with a number keeps one key.  Members never go, so a
    key stays the same in every export.

    >>> member_keys([(1, "ทน-01-0001"), (2, "๐๒/๗"), (3, "02-7"), (4, "ทน-01-0001")])
    {1: 'M01-0001', 2: 'M02-7', 3: 'M02-7-2', 4: 'M01-0001'}
    """
    keys: dict[int, str] = {}
    by_number: dict[str, str] = {}
    taken: set[str] = set()
    for membership_id, number in numbers:
        key = by_number.get(number)
        if key is None:
            front = "M" + UNFIT.sub("-", fold(number)).strip("-")
            key, nth = front, 1
            while key.lower() in taken:
                nth += 1
                key = f"{front}-{nth}"
            taken.add(key.lower())
            by_number[number] = key
        keys[membership_id] = key
    return keys

"""Payments against the limits and the reserve of their by-law: K012.

Each was held to both when it was booked.  It is asked again of the books as they stood
then, by the rule that the counter asks; what was adopted, set or resolved later, or
came in later, makes no difference to it.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from itertools import groupby
from operator import itemgetter
from typing import NamedTuple

import numpy as np

from kongbun.kernel.money import Money
from kongbun.kernel.thai_date import add_months
from kongbun.ledger.entries import FREE, EntryKind
from kongbun.ledger.fence import HELD_KINDS
from kongbun.rules.bylaw import Bylaw, Limit, MoneyRules
from kongbun.rules.days import Int, column
from kongbun.rules.fund_sentences import LIMITED
from kongbun.rules.limits import COUNTED, SATANG_MAX, MoneyFacts, check_money
from kongbun.soundness.findings import Code, Finding, baht
from kongbun.soundness.laws import Laws
from kongbun.soundness.reading import Funds, rows
from kongbun.treasury.limits import Asked, Reading, holds_money, read_as, year_of
from kongbun.treasury.models import LimitBase, LimitSetting, ReservePermit
from kongbun.treasury.purposes import Use

PAYS = frozenset(
    {
        EntryKind.BENEFIT_PAID.value,
        EntryKind.OTHER_EXPENSE.value,
        EntryKind.INVESTMENT_BOUGHT.value,
    }
)
INVESTED = "investment:"
SPENT = ("expense:", INVESTED)
INCOME, DUES = "income:", "income:dues"


class Leg(NamedTuple):
    debit: str
    credit: str
    satang: int


@dataclass(slots=True)
class Entry:
    """As it was booked, by its command."""

    reference: str
    pays: bool
    command: int
    occurred_on: date
    booked_on: date
    legs: Sequence[Leg]

    @property
    def use(self) -> str:
        """What a payment is for; nothing for one that is none."""
        debits = (one.debit for one in self.legs if self.pays)
        return next((one for one in debits if one.startswith(SPENT)), "")

    @property
    def aside(self) -> int:
        """What it sets aside for a purpose; below nothing for what it spends of one."""
        return sum(
            one.satang * ((one.credit == FREE) - (one.debit == FREE))
            for one in self.legs
        )


@dataclass(slots=True)
class Books:
    """One fund's money as far as it was booked; of each month free money alone."""

    held: Counter[str] = field(default_factory=Counter)
    free: int = 0
    months: dict[date, Counter[str]] = field(
        default_factory=lambda: defaultdict(Counter)
    )

    def book(self, one: Entry) -> None:
        month = self.months[one.booked_on.replace(day=1)]
        for debit, credit, satang in one.legs:
            for code, moved in ((debit, satang), (credit, -satang)):
                if code.partition(":")[0] in HELD_KINDS:
                    self.held[code] += moved
                    self.free += moved
                elif code == FREE:
                    self.free += moved
                if code.startswith((INCOME, *SPENT)):
                    month[code] += moved
        # Its first leg says what came for a purpose, or what one paid for.
        if one.legs and (aside := one.aside):
            for code in one.legs[0][:2]:
                if code.startswith((INCOME, *SPENT)):
                    month[code] += aside

    def year(self, first: date) -> Counter[str]:
        """Debits less credits of the twelve months from one on."""
        found: Counter[str] = Counter()
        for number in range(12):
            found.update(self.months.get(add_months(first, number), ()))
        return found


def within_limits(
    looked_at: Funds, laws: Laws, walked: Iterable[Finding]
) -> Iterator[Finding]:
    """One finding an entry.  In a fund whose entries are themselves told, none."""
    told = {one.fund for one in walked}
    for fund_id, code in looked_at.codes.items():
        if code not in told and _is_held(fund_id, laws):
            yield from _of_fund(fund_id, code, laws)


def _is_held(fund_id: int, laws: Laws) -> bool:
    read = [laws.read(one) for one in laws.of(fund_id)]
    return any(one is not None and holds_money(one.money) for one in read)


def _of_fund(fund_id: int, code: str, laws: Laws) -> Iterator[Finding]:
    settings = list(LimitSetting.objects.filter(fund_id=fund_id).order_by("pk"))
    permits = list(
        ReservePermit.objects.filter(fund_id=fund_id).select_related("resolution")
    )
    books = Books()
    # By by-law: each payment with what the books said before it.
    asked: dict[int, list[tuple[str, Facts]]] = defaultdict(list)
    rules: dict[int, MoneyRules] = {}
    for one in _entries(fund_id):
        if one.use:
            version = laws.on(fund_id, one.occurred_on, one.command)
            law = laws.read(version) if version else None
            if version and law and law.money and holds_money(law.money):
                rules[version.pk] = law.money
                known = _reading(settings, one.command)
                facts = _facts(books, one, law, known, _down_to(permits, one))
                asked[version.pk].append((one.reference, facts))
        books.book(one)
    for key, payments in asked.items():
        wrong = _beyond(rules[key], [facts for _, facts in payments])
        for at, how in wrong.items():
            reference, _ = payments[at]
            yield Finding.of(
                Code.APPROVED_OTHERWISE,
                code,
                f"entry {reference}",
                f"รายการ {reference} {how}",
            )


class Facts(NamedTuple):
    """One row of `MoneyFacts`; `spent` and `asked` in the order of `COUNTED`."""

    income: int
    contributions: int
    fund: int
    free: int
    invested: int
    spent: tuple[int, ...]
    asked: tuple[int, ...]
    taken: int
    down_to: int


def _facts(books: Books, one: Entry, law: Bylaw, known: Reading, down_to: int) -> Facts:
    first, _ = year_of(law, one.booked_on)
    year = books.year(first)
    incomes = [_income(year)]
    if known.base is LimitBase.BEST_YEAR:
        incomes.append(_income(books.year(add_months(first, -12))))
    gone = {code: satang for code, satang in year.items() if code.startswith(SPENT)}
    use = one.use
    paid = sum(leg.satang for leg in one.legs if leg.debit == use)
    payment = Asked(Use(use), Money(paid + one.aside))
    return Facts(
        max(whole for whole, _ in incomes),
        max(dues for _, dues in incomes),
        sum(books.held.values()),
        books.free,
        sum(of for code, of in books.held.items() if code.startswith(INVESTED)),
        tuple(_counted(what, gone, known) for what in COUNTED),
        tuple(_counted(what, {use: payment.free.satang}, known) for what in COUNTED),
        payment.takes,
        down_to,
    )


def _income(year: Mapping[str, int]) -> tuple[int, int]:
    """All of a year, and what of it was contributions."""
    whole = -sum(satang for code, satang in year.items() if code.startswith(INCOME))
    return whole, -year.get(DUES, 0)


def _counted(what: str, sums: Mapping[str, int], known: Reading) -> int:
    return sum(
        satang
        for code, satang in sums.items()
        if Asked(Use(code), Money(satang)).counts_for(what, known)
    )


def _reading(settings: Sequence[LimitSetting], command: int) -> Reading:
    """How the fund read its by-law when a command was given."""
    then = [one for one in settings if one.command_id < command]
    return read_as(then[-1] if then else None)


def _down_to(permits: Sequence[ReservePermit], one: Entry) -> int:
    """How far a resolution let free money go down when it was paid."""
    return min(
        (
            permit.down_to_satang
            for permit in permits
            if permit.command_id < one.command
            and permit.resolution.decided_on <= one.occurred_on <= permit.until
        ),
        default=SATANG_MAX,
    )


def _beyond(rules: MoneyRules, payments: Sequence[Facts]) -> dict[int, str]:
    """By a payment's place: the first rule of the by-law that it went beyond."""
    wrong: dict[int, str] = {}
    for one in check_money(rules, _in_columns(payments)):
        clause = one.rule.clause or rules.clause or "ระเบียบ"
        for at in np.flatnonzero(~one.passed).tolist():
            wanted, found = baht(int(one.required[at])), baht(int(one.found[at]))
            wrong.setdefault(
                at,
                f"ทำให้{LIMITED[one.rule.what]}เป็น {found} แต่{clause} ให้ไม่เกิน {wanted}"
                if isinstance(one.rule, Limit)
                else f"ทำให้เงินเหลือ {found} แต่{clause} ให้คงไว้ {wanted}",
            )
    return wrong


def _in_columns(payments: Sequence[Facts]) -> MoneyFacts:
    def whole(values: Iterable[int]) -> Int:
        # What no fund can hold is told by others.
        return column([max(-SATANG_MAX, min(SATANG_MAX, one)) for one in values])

    return MoneyFacts(
        income=whole(one.income for one in payments),
        contributions=whole(one.contributions for one in payments),
        fund=whole(one.fund for one in payments),
        free=whole(one.free for one in payments),
        invested=whole(one.invested for one in payments),
        spent={
            what: whole(one.spent[at] for one in payments)
            for at, what in enumerate(COUNTED)
        },
        asked={
            what: whole(one.asked[at] for one in payments)
            for at, what in enumerate(COUNTED)
        },
        taken=whole(one.taken for one in payments),
        down_to=whole(one.down_to for one in payments),
    )


def _entries(fund_id: int) -> Iterator[Entry]:
    """What was booked, in its order: each payment; other entries added together.

    The database adds up what one command booked on one day: a round is one.
    """
    accounts: dict[int, str] = dict(
        rows("SELECT id, code FROM ledger_account WHERE fund_id = %s", [fund_id])
    )
    pays = ", ".join(f"'{kind}'" for kind in sorted(PAYS))
    found = rows(
        f"SELECT e.command_id, CASE WHEN e.kind IN ({pays}) THEN e.id ELSE 0 END AS p,"
        " CAST(e.booked_on AS TEXT), CAST(MIN(e.occurred_on) AS TEXT),"
        " MIN(e.reference), l.debit_id, l.credit_id, SUM(l.amount_satang),"
        " MIN(l.seq) AS first"
        " FROM ledger_entry e JOIN ledger_leg l ON l.entry_id = e.id"
        " WHERE e.fund_id = %s"
        " GROUP BY e.command_id, p, e.booked_on, l.debit_id, l.credit_id"
        " ORDER BY e.command_id, p, e.booked_on, first",
        [fund_id],
    )
    for (command, payment, booked), together in groupby(found, itemgetter(0, 1, 2)):
        legs = [*together]
        _, _, _, occurred, reference, *_ = legs[0]
        yield Entry(
            reference,
            bool(payment),
            command,
            date.fromisoformat(occurred),
            date.fromisoformat(booked),
            [Leg(accounts[one[5]], accounts[one[6]], int(one[7])) for one in legs],
        )

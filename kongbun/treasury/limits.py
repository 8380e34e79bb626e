"""The by-law's limits and reserve, as they stand and as a payment would leave them.

Gathers the figures of one fund; what they mean is `rules.limits`.  Reads only.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from kongbun.bylaws.reading import rules_on
from kongbun.kernel.money import Money, split
from kongbun.kernel.refusal import Reason, RefusalCode, Refused
from kongbun.kernel.thai_date import add_months
from kongbun.ledger.balances import accounts, closed_through, movements
from kongbun.ledger.chart import HELD, AccountKind
from kongbun.ledger.fence import for_purposes, free_satang
from kongbun.rules.bylaw import Bylaw, Limit, MoneyRules, Reserve
from kongbun.rules.days import column
from kongbun.rules.fund_sentences import LIMITED, OF, SHARED, SHORT
from kongbun.rules.limits import COUNTED, SATANG_MAX, MoneyFacts, check_money
from kongbun.rules.sentences import percent
from kongbun.treasury import purposes
from kongbun.treasury.models import LimitBase, LimitSetting, Movement, ReservePermit
from kongbun.treasury.purposes import Use
from kongbun.treasury.queries import unpaid_expenses

ADMINISTRATION = (
    "expense:pay",
    "expense:travel",
    "expense:office",
    "expense:meeting",
)
# What may be called administration: costs of the fund itself.
MAY_BE_ADMINISTRATION = (*ADMINISTRATION, "expense:other")
PAYEE_DAYS = 7
MEETINGS = "expense:meeting"


@dataclass(frozen=True, slots=True)
class Reading:
    """What the by-law leaves open: which costs are administration, of which year."""

    administration: tuple[str, ...]
    base: LimitBase
    # Sums to one payee within so many days count together for who approves.
    payee_days: int = PAYEE_DAYS


def reading(fund_id: int) -> Reading:
    return read_as(LimitSetting.objects.filter(fund_id=fund_id).order_by("-pk").first())


def read_as(found: LimitSetting | None) -> Reading:
    if found is None:
        return Reading(ADMINISTRATION, LimitBase.TO_DATE)
    return Reading(
        tuple(json.loads(found.administration)), LimitBase(found.base), found.payee_days
    )


@dataclass(frozen=True, slots=True)
class Asked:
    """A payment: for what, how much, and how much of it is free money."""

    use: Use
    free: Money

    def counts_for(self, what: str, known: Reading) -> bool:
        return {
            "administration": self.use.account in known.administration,
            "meetings": self.use.account == MEETINGS,
            "investment": self.use.account.startswith("investment:"),
        }[what]

    @property
    def takes(self) -> int:
        """An investment is still the fund's; all else is gone."""
        return 0 if self.use.account.startswith("investment:") else self.free.satang


@dataclass(frozen=True, slots=True)
class Figures:
    """What the books say of one year of a fund."""

    income: int
    contributions: int
    spent: dict[str, int]


def year_of(law: Bylaw, on: date) -> tuple[date, date]:
    """The first and last day of the by-law's fiscal year that holds a day."""
    first = date(on.year, law.fiscal_year_month, 1)
    if first > on:
        first = add_months(first, -12)
    return first, add_months(first, 12) - timedelta(days=1)


def figures(fund_id: int, since: date, until: date) -> Figures:
    """Of free money alone: what was given for a purpose, and what it paid, stay out."""
    moved = movements(fund_id, since=since, until=until)
    fenced = for_purposes(fund_id, since=since, until=until)
    income = {
        code: -satang - fenced.given[code]
        for code, satang in moved.items()
        if code.startswith("income:")
    }
    spent = {
        code: satang - fenced.spent[code]
        for code, satang in moved.items()
        if code.startswith(("expense:", "investment:"))
    }
    return Figures(sum(income.values()), income.get("income:dues", 0), spent)


def _facts(
    fund_id: int, law: Bylaw, on: date, asked: Asked, waiting: Sequence[Asked]
) -> MoneyFacts:
    known = reading(fund_id)
    shut = closed_through(fund_id)
    booked = on if shut is None else max(on, shut + timedelta(days=1))
    first, last = year_of(law, booked)
    now = figures(fund_id, first, last)
    income, contributions = now.income, now.contributions
    if known.base is LimitBase.BEST_YEAR:
        before = figures(fund_id, add_months(first, -12), first - timedelta(days=1))
        income = max(income, before.income)
        contributions = max(contributions, before.contributions)
    held = accounts(fund_id, *HELD, include_closed=True)
    invested = [one for one in held if one.kind is AccountKind.INVESTMENT]

    def sums(what: str, of: Sequence[Asked]) -> int:
        return sum(one.free.satang for one in of if one.counts_for(what, known))

    gone = [Asked(Use(code), Money(satang)) for code, satang in now.spent.items()]
    spent = {what: sums(what, [*gone, *waiting]) for what in COUNTED}
    return MoneyFacts(
        income=column(income),
        contributions=column(contributions),
        fund=column(sum(one.balance_satang for one in held)),
        free=column(free_satang(fund_id)),
        invested=column(sum(one.balance_satang for one in invested)),
        spent={what: column(satang) for what, satang in spent.items()},
        asked={what: column(sums(what, [asked])) for what in COUNTED},
        taken=column(asked.takes),
        down_to=column(permitted(fund_id, on)),
    )


def permits(fund_id: int, on: date) -> list[ReservePermit]:
    """The resolutions that open the reserve on a day, the furthest first."""
    return list(
        ReservePermit.objects.filter(
            fund_id=fund_id, resolution__decided_on__lte=on, until__gte=on
        )
        .select_related("resolution")
        .order_by("down_to_satang", "pk")
    )


def permitted(fund_id: int, on: date) -> int:
    """How far a resolution lets free money go down on a day."""
    found = permits(fund_id, on)
    return found[0].down_to_satang if found else SATANG_MAX


@dataclass(frozen=True, slots=True)
class Stands:
    """One rule of the by-law with its figures: of a payment, or without any."""

    rule: Limit | Reserve
    passed: bool
    required: Money
    found: Money

    @property
    def what(self) -> str:
        return LIMITED[self.rule.what] if isinstance(self.rule, Limit) else "เงินสำรอง"

    @property
    def share(self) -> str:
        if isinstance(self.rule, Limit):
            return f"ร้อยละ {percent(self.rule.basis_points)} ของ{OF[self.rule.of]}"
        return ""

    @property
    def left(self) -> Money:
        """What may still be spent."""
        if isinstance(self.rule, Limit):
            return Money(max(0, self.required.satang - self.found.satang))
        return Money(max(0, self.found.satang - self.required.satang))


def stand(
    fund_id: int, on: date, asked: Asked, waiting: Sequence[Asked] = ()
) -> list[Stands]:
    """Every rule of the by-law in force on a day, with a payment of that day."""
    law = rules_on(fund_id, on)
    if law is None or not holds_money(law.money):
        return []
    assert law.money is not None
    checks = check_money(law.money, _facts(fund_id, law, on, asked, waiting))
    return [
        Stands(
            one.rule,
            bool(one.passed[0]),
            Money(int(one.required[0])),
            Money(int(one.found[0])),
        )
        for one in checks
    ]


def holds_money(rules: MoneyRules | None) -> bool:
    return rules is not None and bool(rules.limits or rules.reserve)


NOTHING = Asked(Use(""), Money(0))


def refuse_beyond(
    fund_id: int,
    use: Use,
    amount: Money,
    out_of: Sequence[tuple[str, Money]] = (),
    *,
    on: date,
) -> None:
    """Refuse a payment that the by-law in force that day has no room for.

    What purposes pay for is outside: its giver set its own limits.
    """
    free = Money(amount.satang - sum(part.satang for _, part in out_of))
    found = stand(fund_id, on, Asked(use, free))
    _refuse(fund_id, on, [one for one in found if not one.passed])


def refuse_to_promise(movement: Movement, *, on: date) -> None:
    """The same when an expense is approved: those approved and unpaid count too.

    The reserve is looked at when money goes, not before.
    """
    fund_id = movement.fund_id
    waiting = [
        _of_expense(one, on)
        for one, word in unpaid_expenses(fund_id)
        if word is not None and one.pk != movement.pk
    ]
    found = stand(fund_id, on, _of_expense(movement, on), waiting)
    beyond = [
        one for one in found if not one.passed and not isinstance(one.rule, Reserve)
    ]
    _refuse(fund_id, on, beyond)


def _of_expense(movement: Movement, on: date) -> Asked:
    use, amount = Use(movement.other.code), Money(movement.amount_satang)
    parts = purposes.out_of(movement.fund_id, use, amount, on=on)
    return Asked(use, Money(amount.satang - sum(part.satang for _, part in parts)))


def _refuse(fund_id: int, on: date, beyond: Sequence[Stands]) -> None:
    if not beyond:
        return
    law = rules_on(fund_id, on)
    assert law is not None
    assert law.money is not None
    short = law.money.when_short
    reasons = []
    for one in beyond:
        facts = {
            "clause": one.rule.clause or law.money.clause or "ระเบียบ",
            "required": one.required,
            "found": one.found,
        }
        if isinstance(one.rule, Limit):
            facts |= {"what": one.what, "share": one.share}
            reasons.append(Reason(RefusalCode.ABOVE_LIMIT, facts))
        elif short is not None and short.how == "by_resolution":
            reasons.append(Reason(RefusalCode.RESERVE_BY_RESOLUTION, facts))
        else:
            facts["how"] = SHORT[short.how] if short else "ระเบียบไม่ได้ให้ใช้เงินสำรอง"
            reasons.append(Reason(RefusalCode.RESERVE_KEPT, facts))
    raise Refused.of(reasons)


@dataclass(frozen=True, slots=True)
class Share:
    """A sub-fund's part of what came in this year."""

    code: str
    title: str
    basis_points: int
    satang: int

    @property
    def percent(self) -> str:
        return percent(self.basis_points)


@dataclass(frozen=True, slots=True)
class Shares:
    clause: str
    of: str
    whole_satang: int
    parts: tuple[Share, ...]


def shares(fund_id: int, on: date) -> Shares | None:
    """How the by-law of a day shares out what came in since its year began."""
    law = rules_on(fund_id, on)
    if law is None or law.money is None or not law.money.sub_funds:
        return None
    rules = law.money
    first, _ = year_of(law, on)
    now = figures(fund_id, first, on)
    of_dues = rules.shared == "contributions"
    whole = Money(max(0, now.contributions if of_dues else now.income))
    parts = split(whole, [one.basis_points for one in rules.sub_funds])
    return Shares(
        rules.clause,
        f"{SHARED[rules.shared]}ปีนี้",
        whole.satang,
        tuple(
            Share(one.code, one.title, one.basis_points, part.satang)
            for one, part in zip(rules.sub_funds, parts, strict=True)
        ),
    )

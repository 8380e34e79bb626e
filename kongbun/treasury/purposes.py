"""Money that was given for a purpose: what there is, and what may be paid from it.

Reads only.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import date
from hashlib import sha256
from uuid import UUID

from kongbun.bylaws.reading import rules_on
from kongbun.commands.run import canonical
from kongbun.kernel.money import ZERO, Money
from kongbun.kernel.refusal import RefusalCode, Refused
from kongbun.kernel.thai_date import short
from kongbun.ledger.balances import accounts
from kongbun.ledger.chart import BENEFIT_CATEGORIES, EXPENSE, AccountKind
from kongbun.ledger.fence import Kept, free_satang, kept
from kongbun.treasury.models import Purpose

# Instead of a purpose: all that fit, or only money that may be used for anything.
ALL_THAT_FIT = "all"
FREE_ONLY = "free"
# Nobody gives money for these.
NOT_GIVEN_FOR = frozenset({"expense:refund", "expense:cash-short"})


def content_hash(purpose: Purpose) -> bytes:
    """What was said when it was opened; the answer of that command keeps it."""
    return sha256(
        canonical(
            [
                purpose.public_id,
                purpose.account.code,
                purpose.giver,
                purpose.uses,
                purpose.until,
                purpose.paper_no,
            ]
        ).encode()
    ).digest()


@dataclass(frozen=True, slots=True)
class Purse:
    """One purpose with its money."""

    purpose: Purpose
    code: str
    name: str
    uses: tuple[str, ...]
    kept: Kept

    @property
    def public_id(self) -> UUID:
        return self.purpose.public_id

    @property
    def left(self) -> Money:
        return Money(self.kept.left_satang)

    def is_over(self, on: date) -> bool:
        return self.purpose.until is not None and on > self.purpose.until

    def fits(self, use: Use, on: date) -> bool:
        return not self.is_over(on) and bool({use.account, use.benefit} & {*self.uses})


@dataclass(frozen=True, slots=True)
class Use:
    """What a payment is for: its account and, of a benefit, the by-law's own code."""

    account: str
    benefit: str = ""

    @classmethod
    def of_benefit(cls, category: int, code: str) -> Use:
        return cls(f"expense:benefit:{category}", f"benefit:{code}")


def purses(fund_id: int) -> list[Purse]:
    """Every purpose of a fund in the order opened, with its money."""
    sums = kept(fund_id)
    return [
        Purse(
            one,
            one.account.code,
            one.account.name,
            tuple(json.loads(one.uses)),
            sums.get(one.account_id, Kept()),
        )
        for one in Purpose.objects.filter(fund_id=fund_id)
        .select_related("account", "opened_by")
        .order_by("pk")
    ]


def purse_of(fund_id: int, public_id: UUID) -> Purse | None:
    found = purses(fund_id)
    return next((one for one in found if one.purpose.public_id == public_id), None)


def open_purses(fund_id: int, on: date) -> list[Purse]:
    """Those whose time is not over."""
    return [one for one in purses(fund_id) if not one.is_over(on)]


def fitting(fund_id: int, use: Use, on: date) -> list[Purse]:
    """Those with money left that this may be paid from: what ends first goes first."""
    found = [
        one for one in purses(fund_id) if one.fits(use, on) and one.left.satang > 0
    ]
    return sorted(found, key=lambda one: one.purpose.until or date.max)


def out_of(
    fund_id: int, use: Use, amount: Money, *, on: date, chosen: str = ""
) -> tuple[tuple[str, Money], ...]:
    """What of a payment each purpose pays for; the rest is free money.

    `chosen`: one purpose by its code, `free` for none, `all` or nothing for all.
    Refuses (PURPOSE_UNFIT) one that this is not for.
    """
    if chosen == FREE_ONLY:
        return ()
    found = fitting(fund_id, use, on)
    if chosen not in ("", ALL_THAT_FIT):
        found = [one for one in found if one.code == chosen]
        if not found:
            _refuse_unfit(fund_id, chosen, use, on)
    parts, rest = [], amount
    for one in found:
        part = min(one.left, rest)
        if part > ZERO:
            parts.append((one.code, part))
            rest -= part
    return tuple(parts)


def _refuse_unfit(fund_id: int, chosen: str, use: Use, on: date) -> None:
    one = next((p for p in purses(fund_id) if p.code == chosen), None)
    if one is None:
        raise Refused(RefusalCode.NOT_FOUND, what="เงินตามวัตถุประสงค์")
    words = use_words(fund_id, on)
    raise Refused(
        RefusalCode.PURPOSE_UNFIT,
        purpose=one.name,
        uses=uses_in_words(one, words),
        until=short(one.purpose.until) if one.purpose.until else "ไม่มีกำหนด",
        remaining=one.left,
        what=words.get(use.account, use.account),
    )


def use_words(fund_id: int, on: date) -> dict[str, str]:
    """All that money may be given for, by code: benefits, then running costs."""
    categories = [f"expense:benefit:{number}" for number in BENEFIT_CATEGORIES]
    names = {line.code: line.name for line in accounts(fund_id, AccountKind.EXPENSE)}
    law = rules_on(fund_id, on)
    rules = law.benefits if law is not None else ()
    costs = [
        code
        for code in EXPENSE
        if code not in NOT_GIVEN_FOR and not code.startswith("expense:benefit:")
    ]
    return {
        **{
            code: f"สวัสดิการทุกข้อในหมวด{names[code][len('สวัสดิการ') :]}"
            for code in categories
        },
        **{f"benefit:{rule.code}": f"{rule.title} ({rule.clause})" for rule in rules},
        **{code: names[code] for code in costs},
    }


def uses_in_words(one: Purse, words: dict[str, str]) -> str:
    """What a purse may be spent on; a benefit that is gone by its code."""
    return ", ".join(words.get(use, use.partition(":")[2]) for use in one.uses)


@dataclass(frozen=True, slots=True)
class Standing:
    """All the fund holds: what is kept for purposes, and what is free."""

    purses: list[Purse]
    kept_satang: int
    free_satang: int

    @property
    def missing_satang(self) -> int:
        """What a loss took of the money kept for purposes."""
        return max(0, -self.free_satang)


def standing(fund_id: int) -> Standing:
    found = purses(fund_id)
    return Standing(
        found, sum(one.kept.left_satang for one in found), free_satang(fund_id)
    )

"""Money given for a purpose is not spent on another.  Reads only.

`restricted:N` holds what is left for a purpose; what is free is all that the fund
holds, less that.  `post` asks here before it writes.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from django.db.models import Q, Sum

from kongbun.kernel.money import Money
from kongbun.kernel.refusal import RefusalCode, Refused
from kongbun.ledger import models
from kongbun.ledger.chart import HELD, AccountKind
from kongbun.ledger.entries import FREE, Entry, EntryKind, Leg

HELD_KINDS = frozenset(kind.value for kind in HELD)
# What somebody decides to spend.  A loss, or a mistake put right, is a fact: it is
# booked even where it takes from what is set aside, and nothing more is spent then.
SPENDING = frozenset(
    {EntryKind.BENEFIT_PAID, EntryKind.OTHER_EXPENSE, EntryKind.SET_ASIDE}
)


def free_satang(fund_id: int) -> int:
    """What may be spent on anything; below nothing after a loss."""
    found: int | None = models.AccountBalance.objects.filter(
        Q(account__kind__in=HELD_KINDS) | Q(account__code=FREE),
        account__fund_id=fund_id,
    ).aggregate(s=Sum("balance_satang"))["s"]
    return found or 0


def taken(entry: Entry) -> int:
    """Satang of free money that an entry takes; below nothing where it brings some."""
    return sum(_taken(leg) for leg in entry.legs)


def _taken(leg: Leg) -> int:
    into, out = _weight(leg.debit), _weight(leg.credit)
    return (out - into) * leg.amount.satang


def _weight(code: str) -> int:
    return int(code == FREE or code.partition(":")[0] in HELD_KINDS)


def refuse_into_fence(fund_id: int, described: Sequence[Entry]) -> None:
    """Refuse (FENCED_MONEY) spending that only what is set aside could pay for.

    Setting aside more than there is, where nothing is yet, is NOT_ENOUGH_MONEY.

    Asked before `described` moves the balances.
    """
    wanted = sum(taken(entry) for entry in described if entry.kind in SPENDING)
    if wanted <= 0:
        return
    free = free_satang(fund_id) - sum(taken(entry) for entry in described)
    if free < 0:
        names = models.AccountBalance.objects.filter(
            account__fund_id=fund_id,
            account__kind=AccountKind.RESTRICTED.value,
            balance_satang__gt=0,
        ).order_by("account_id")
        purposes = ", ".join(names.values_list("account__name", flat=True))
        found, required = Money(max(0, free + wanted)), Money(wanted)
        if not purposes:
            raise Refused(
                RefusalCode.NOT_ENOUGH_MONEY,
                account="กองทุน",
                found=found,
                required=required,
            )
        raise Refused(
            RefusalCode.FENCED_MONEY,
            found=found,
            required=required,
            purposes=purposes,
        )


@dataclass(frozen=True, slots=True)
class Kept:
    """What came for a purpose, what was spent of it, what was set free, what is left.

    What was reversed is in none of them.
    """

    received_satang: int = 0
    spent_satang: int = 0
    freed_satang: int = 0

    @property
    def left_satang(self) -> int:
        return self.received_satang - self.spent_satang - self.freed_satang


def kept(fund_id: int) -> dict[int, Kept]:
    """By the account of each purpose, from the legs themselves."""
    net: dict[int, Counter[str]] = defaultdict(Counter)
    for side, sign in (("debit", 1), ("credit", -1)):
        for account_id, kind, undone, satang in (
            models.Leg.objects.filter(
                # By the accounts, which are few: their legs have an index.
                **{
                    f"{side}__fund_id": fund_id,
                    f"{side}__kind": AccountKind.RESTRICTED.value,
                },
            )
            .values_list(f"{side}_id", "entry__kind", "entry__reverses__kind")
            .annotate(satang=Sum("amount_satang"))
        ):
            net[account_id][undone or kind] += sign * satang
    return {
        account_id: Kept(
            received_satang=by[EntryKind.OTHER_INCOME] + by[EntryKind.SET_ASIDE],
            spent_satang=-by[EntryKind.BENEFIT_PAID] - by[EntryKind.OTHER_EXPENSE],
            freed_satang=-by[EntryKind.SET_FREE],
        )
        for account_id, by in net.items()
    }


def purposes_of(entry_id: int) -> list[tuple[str, int]]:
    """By its name: what an entry sets aside for a purpose, or spends of it."""
    return [
        (debit if kind == AccountKind.RESTRICTED.value else credit, satang)
        for debit, kind, credit, satang in models.Leg.objects.filter(
            Q(debit__code=FREE) | Q(credit__code=FREE), entry_id=entry_id
        )
        .order_by("seq")
        .values_list("debit__name", "debit__kind", "credit__name", "amount_satang")
    ]


@dataclass(frozen=True, slots=True)
class ForPurposes:
    """What of a span was given for purposes, and what they paid for, by account."""

    given: Counter[str]
    spent: Counter[str]


def for_purposes(fund_id: int, *, since: date, until: date) -> ForPurposes:
    """Booked in these days, less what was reversed; set aside later counts as free."""
    given: Counter[str] = Counter()
    spent: Counter[str] = Counter()
    free = models.Account.objects.get(fund_id=fund_id, code=FREE).pk
    fenced = (
        models.Leg.objects.filter(
            Q(debit_id=free) | Q(credit_id=free),
            entry__booked_on__range=(since, until),
        )
        .values_list("entry_id", "credit__code")
        .annotate(satang=Sum("amount_satang"))
    )
    moved: Counter[int] = Counter()
    for entry_id, code, satang in fenced:
        # Several purposes may pay for one thing.
        moved[entry_id] += satang if code == FREE else -satang
    # Such an entry has one leg of money, the first; a reversal has it the other way.
    # Setting aside and setting free have none: their first leg is of neither kind.
    for entry_id, debit, credit in models.Leg.objects.filter(
        entry_id__in=moved, seq=1
    ).values_list("entry_id", "debit__code", "credit__code"):
        for code in (debit, credit):
            if code.startswith("income:"):
                given[code] += moved[entry_id]
            elif code.startswith("expense:"):
                spent[code] -= moved[entry_id]
    return ForPurposes(given, spent)

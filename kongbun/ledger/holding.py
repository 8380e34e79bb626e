"""Which money a bag still holds, and since when.  Reads only.

First in, first out: what lies in a bag is what came into it last.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from kongbun.ledger import models
from kongbun.ledger.entries import EntryKind


@dataclass(frozen=True, slots=True)
class Held:
    """The money in one account: its sum, the day of its oldest part, its receipts."""

    satang: int
    since: date | None
    receipt_entry_ids: tuple[int, ...]


def held(account_id: int) -> Held:
    """What one account holds now."""
    return held_by([account_id]).get(account_id, Held(0, None, ()))


def held_by(account_ids: list[int]) -> dict[int, Held]:
    """The same for several accounts; those that hold nothing are left out."""
    found: dict[int, Held] = {}
    for account_id, satang in models.AccountBalance.objects.filter(
        account_id__in=account_ids, balance_satang__gt=0
    ).values_list("account_id", "balance_satang"):
        found[account_id] = _newest(account_id, satang)
    return found


def _newest(account_id: int, satang: int) -> Held:
    """Walks back from the last money in until the balance is explained."""
    since: date | None = None
    receipts: list[int] = []
    left = satang
    rows = (
        models.Leg.objects.filter(debit_id=account_id, entry__reversed_by=None)
        .order_by("-entry_id")
        .values_list("entry_id", "entry__kind", "entry__occurred_on", "amount_satang")
        .iterator(chunk_size=500)
    )
    while left > 0:
        # What lies in an account came into it: the rows do not end before.
        entry_id, kind, occurred_on, amount = next(rows)
        since = occurred_on if since is None else min(since, occurred_on)
        if kind == EntryKind.RECEIPT.value and entry_id not in receipts[-1:]:
            receipts.append(entry_id)
        left -= amount
    return Held(satang, since, tuple(receipts))

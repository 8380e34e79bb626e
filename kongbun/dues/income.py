"""Which income a line of a receipt is, and which member it belongs to.  Reads only."""

from __future__ import annotations

from collections.abc import Collection
from typing import NamedTuple

from kongbun.dues.models import DuesLine, LineKind

INCOME = {
    LineKind.DUES: "income:dues",
    LineKind.CREDIT: "income:dues",
    LineKind.ENTRY_FEE: "income:entry-fee",
    LineKind.OTHER: "income:other",
}


class Share(NamedTuple):
    """What a receipt holds for one member, or for nobody, in an income account."""

    income: str
    membership_id: int | None
    satang: int


def shares_of(entry_ids: Collection[int]) -> dict[int, list[Share]]:
    """The lines of the receipts that these entries booked, in their order."""
    found: dict[int, list[Share]] = {}
    for entry_id, kind, membership_id, satang in (
        DuesLine.objects.filter(receipt__entry_id__in=entry_ids)
        .order_by("pk")
        .values_list("receipt__entry_id", "kind", "membership_id", "amount_satang")
    ):
        share = Share(INCOME[LineKind(kind)], membership_id, satang)
        found.setdefault(entry_id, []).append(share)
    return found

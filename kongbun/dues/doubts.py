"""Money that may have been entered before: a person must look.  Reads only."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from kongbun.dues.models import DuesLine
from kongbun.dues.standing import Standing
from kongbun.people.one_person import doubles

NEAR = timedelta(days=3)
FEW = 30


@dataclass(frozen=True, slots=True)
class Earlier:
    """A receipt of the same members, the same sum, about the same day (O3)."""

    receipt: str
    received_on: date
    amount_satang: int


def same_money(
    fund_id: int,
    standing: Standing,
    candidates: Sequence[tuple[tuple[int, ...], int]],
    *,
    received_on: date,
) -> dict[int, Earlier]:
    """For each candidate (rows of `standing`, satang) an earlier receipt like it.

    Whichever days it paid for: they may lie in an old hole, or years behind the end
    of what the member has paid since.
    """
    paid = set(standing.owner.tolist())
    asked = {
        int(standing.membership_ids[row])
        for rows, _ in candidates
        for row in rows
        if row in paid
    }
    if not asked:
        return {}
    lines = DuesLine.objects.filter(
        from_day__isnull=False,
        live=True,
        receipt__received_on__range=(received_on - NEAR, received_on + NEAR),
        receipt__amount_satang__in={satang for _, satang in candidates},
    )
    # Few members are found by their own lines, many by the receipts of those days.
    others = doubles(asked)
    if len(asked) <= FEW:
        lines = lines.filter(membership_id__in=[*asked, *others])
    else:
        lines = lines.filter(receipt__fund_id=fund_id)
    found: dict[tuple[int, int], Earlier] = {}
    for membership, satang, day, book, no in lines.values_list(
        "membership_id",
        "receipt__amount_satang",
        "receipt__received_on",
        "receipt__book__number",
        "receipt__no",
    ):
        if membership is not None:
            whose = others.get(membership, membership)
            found[whose, satang] = Earlier(number_text(book, no), day, satang)
    return {
        index: found[membership, satang]
        for index, (members, satang) in enumerate(candidates)
        for membership in (int(standing.membership_ids[row]) for row in members)
        if (membership, satang) in found
    }


def number_text(book: int, no: int) -> str:
    """A receipt as people name it: book 12, number 347.

    >>> number_text(12, 347)
    '12/0347'
    """
    return f"{book}/{no:04d}"

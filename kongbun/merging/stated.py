"""What both records state of the time before the books, made one.  Reads only.

The same fact may have been written twice (then one of them counts), or the member
paid under both names (then both do, if no day is in both).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from kongbun.dues.standing import Beginning, beginning
from kongbun.people.models import Membership, OpeningUse
from kongbun.rules.days import date_of

COLUMNS = ("opening_paid_until", "opening_days_paid", "opening_paid_satang")


def states(one: Membership) -> bool:
    """Whether anything was stated of this membership at the cut-over."""
    figures = any(getattr(one, column) is not None for column in COLUMNS)
    return figures or OpeningUse.objects.filter(membership=one).exists()


def begins(one: Membership) -> Beginning:
    """As stated, without what a membership before it had paid."""
    return beginning(
        one.pk,
        joined_on=one.joined_on,
        opening_paid_until=one.opening_paid_until,
        opening_days_paid=one.opening_days_paid,
        dues_from=None,
    )


def covered(one: Membership) -> tuple[int, int]:
    """The days that are paid by what was stated, half-open; empty where none are."""
    found = begins(one)
    return (found.joined, found.owes_from if found.opening_days else found.joined)


@dataclass(frozen=True, slots=True)
class Whole:
    """What the record that is kept says of the time before the books."""

    joined_on: date
    received_at: Any
    figures: dict[str, Any]


def whole(kept: Membership, other: Membership, stating: Sequence[Membership]) -> Whole:
    """Since the earlier joining; the days of all that state any, added up.

    Who had paid until some day by the books of the time owes nothing from before it.
    """
    first = min((kept, other), key=lambda one: one.joined_on)
    figures = {column: getattr(kept, column) for column in COLUMNS}
    is_as_it_was = [one.pk for one in stating] == [kept.pk] and first is kept
    if not is_as_it_was:
        figures = dict.fromkeys(COLUMNS)
        found = [begins(one) for one in stating]
        sums = [
            one.opening_paid_satang
            for one in stating
            if one.opening_paid_satang is not None
        ]
        if sums:
            figures["opening_paid_satang"] = sum(sums)
        paid = [one for one in found if one.opening_days]
        if paid:
            figures["opening_days_paid"] = sum(one.opening_days for one in paid)
            figures["opening_paid_until"] = date_of(max(one.owes_from for one in paid))
    return Whole(first.joined_on, first.received_at, figures)

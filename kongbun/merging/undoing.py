"""What stands against taking two merged records apart again.  Reads only."""

from __future__ import annotations

import json
from collections.abc import Iterator
from uuid import UUID

from django.db.models import QuerySet, Sum

from kongbun.dues.doubts import number_text
from kongbun.dues.models import DuesLine, LineKind
from kongbun.kernel.money import Money
from kongbun.kernel.refusal import Reason, RefusalCode
from kongbun.merging.models import Merge, MergeRequest
from kongbun.merging.queries import merges_of, waiting
from kongbun.people.models import Membership
from kongbun.people.one_person import with_doubles


def obstacles_to_undo(
    merge: Merge, *, asked: MergeRequest | None = None
) -> list[Reason]:
    """Every reason why this merge cannot be undone yet."""
    return [*_order(merge), *_waits(merge, asked), *_credit(merge)]


def _order(merge: Merge) -> Iterator[Reason]:
    """The last one first: each puts back what it found."""
    if hasattr(merge, "unmerge"):
        yield Reason(RefusalCode.ALREADY_DECIDED, {"what": "การรวมนี้"})
        return
    kept = merge.request.survivor
    for later in merges_of(kept).filter(pk__gt=merge.pk):
        other = later.request.other.full_name()
        facts = {"name": kept.full_name(), "other": other}
        yield Reason(RefusalCode.UNMERGE_LATER_FIRST, facts)


def _waits(merge: Merge, asked: MergeRequest | None) -> Iterator[Reason]:
    kept = merge.request.survivor
    others = waiting(kept.fund_id, of=kept)
    if asked is not None:
        others = others.exclude(pk=asked.pk)
    if others.exists():
        yield Reason(RefusalCode.MERGE_WAITS, {"name": kept.full_name()})


def _credit(merge: Merge) -> Iterator[Reason]:
    """Credit of one record that a receipt of the other has used meanwhile."""
    pairs = json.loads(merge.request.plan)["joins"]
    for other_id, into_id in pairs:
        other = Membership.every.get(public_id=UUID(other_id))
        into = Membership.every.get(public_id=UUID(into_id))
        rest = [pk for pk in with_doubles([into.pk]) if pk != other.pk]
        lines = _lines(rest)
        left: int = lines.aggregate(satang=Sum("amount_satang"))["satang"] or 0
        if left >= 0:
            continue
        used = lines.filter(amount_satang__lt=0).order_by("-pk")
        receipt = used.select_related("receipt__book")[0].receipt
        facts = {
            "number": other.member_no,
            "amount": Money(-left).short(),
            "receipt": number_text(receipt.book.number, receipt.no),
        }
        yield Reason(RefusalCode.UNMERGE_CREDIT_USED, facts)


def _lines(memberships: list[int]) -> QuerySet[DuesLine]:
    return DuesLine.objects.filter(
        membership_id__in=memberships, from_day=None, kind=LineKind.CREDIT, live=True
    )

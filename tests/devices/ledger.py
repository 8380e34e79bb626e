"""The books as a text: the same whenever the same was booked, whatever the hour."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import suppress

from django.db import transaction

from kongbun.dues.models import BagOffer, DuesLine
from kongbun.ledger.models import Entry, Leg
from kongbun.receipts.models import Receipt


class _Undone(Exception):  # noqa: N818 -- takes back what was done
    pass


def undone(body: Callable[[], object]) -> str:
    """What the books would say after `body`, which is taken back."""
    found = ""
    with suppress(_Undone), transaction.atomic():
        body()
        found = books_text()
        raise _Undone
    return found


def books_text() -> str:
    """Every entry with its hash and legs, every receipt and line, in their order."""
    lines = [
        f"{reference} {kind} {occurred} {booked} {bytes(sealed).hex()}"
        for reference, kind, occurred, booked, sealed in Entry.objects.order_by(
            "pk"
        ).values_list("reference", "kind", "occurred_on", "booked_on", "hash")
    ]
    lines += [
        " ".join(map(str, row))
        for row in Leg.objects.order_by("entry_id", "seq").values_list(
            *("entry__reference", "seq", "debit__code", "credit__code"),
            "amount_satang",
        )
    ]
    lines += [
        f"receipt {book}/{no} {day} {satang} {void}"
        for book, no, day, satang, void in Receipt.objects.order_by("pk").values_list(
            "book__number", "no", "received_on", "amount_satang", "void_reason"
        )
    ]
    lines += [
        " ".join(map(str, row))
        for row in DuesLine.objects.order_by("pk").values_list(
            *("receipt__book__number", "receipt__no", "membership__member_no"),
            *("kind", "amount_satang", "from_day", "until_day", "live"),
        )
    ]
    lines += [
        f"offer {satang} {slips}"
        for satang, slips in BagOffer.objects.order_by("pk").values_list(
            "offered_satang", "slips"
        )
    ]
    return "\n".join(lines)

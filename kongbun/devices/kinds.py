"""What a collector's phone may ask for: each kind is an action of the counter.

A kind knows how its body reads into the facts of that action.  The money, the guards
and the words are the action's own.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from kongbun.devices.reading import (
    Bad,
    an_id,
    day,
    listed,
    text,
    thing,
    whole,
    yes_no,
)
from kongbun.dues.actions import Taken, take_sheet
from kongbun.dues.bag_actions import offer_bag
from kongbun.dues.payment_actions import Payment, take_payment
from kongbun.dues.reversal_actions import void_number
from kongbun.kernel.bad_input import BadInput
from kongbun.kernel.refusal import RefusalCode, Refused
from kongbun.kernel.thai_text import clean

ROWS_MAX = 500
RECEIPT_NO_MAX = 9_999_999

Facts = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Kind:
    """An action, and how a phone's body becomes its facts."""

    action: Callable[..., Facts]
    facts: Callable[[Mapping[str, Any], date, UUID], Facts]

    @property
    def name(self) -> str:
        return str(self.action.command_kind)  # type: ignore[attr-defined]

    @property
    def unmarked(self) -> Callable[..., Facts]:
        """The action without its own transaction, for within another command."""
        found: Callable[..., Facts] = self.action.__wrapped__  # type: ignore[attr-defined]
        return found

    @property
    def asks_again(self) -> bool:
        """Whether a doubt (same money again, very far ahead) can be confirmed."""
        return self.action in (take_sheet, take_payment)


def facts_of(kind: Kind, body: str, *, occurred_on: date, book: UUID) -> Facts:
    """Refuses a body of another shape (ITEM_UNREADABLE)."""
    try:
        return kind.facts(json.loads(body), occurred_on, book)
    except Bad as bad:
        raise Refused(
            RefusalCode.ITEM_UNREADABLE, where=f"body.{bad.where}", why=bad.why
        ) from None


def _sheet(body: Mapping[str, Any], on: date, book: UUID) -> Facts:
    given = thing(
        body,
        "",
        required=("branch", "month", "bag", "rows", "counted_satang"),
        optional=("line", "difference_reason", "confirmed", "book"),
    )
    rows = listed(given["rows"], "rows", at_most=ROWS_MAX + 1)
    if len(rows) > ROWS_MAX:
        raise Bad("rows", f"มากกว่า {ROWS_MAX} แถว")
    return {
        "branch": an_id(given["branch"], "branch"),
        "month": day(f"{given['month']}-01", "month"),
        "received_on": on,
        "bag": text(given["bag"], "bag"),
        "rows": list(_rows(rows)),
        "counted_satang": whole(given["counted_satang"], "counted_satang", at_least=0),
        "line": _words(given, "line"),
        "book": _book(given, book),
        "difference_reason": _words(given, "difference_reason"),
        "confirmed": yes_no(given.get("confirmed", False), "confirmed"),
    }


def _rows(rows: list[Any]) -> Iterator[Taken]:
    for place, one in enumerate(rows):
        where = f"rows[{place}]"
        row = thing(
            one,
            where,
            required=("key", "amount_satang", "receipt_no"),
            optional=("stamp",),
        )
        yield Taken(
            key=an_id(row["key"], f"{where}.key"),
            amount_satang=whole(
                row["amount_satang"], f"{where}.amount_satang", at_least=1
            ),
            receipt_no=_receipt_no(row, where),
            stamp=text(row.get("stamp", ""), f"{where}.stamp"),
        )


def _payment(body: Mapping[str, Any], on: date, book: UUID) -> Facts:
    given = thing(
        body,
        "",
        required=("payments", "into", "receipt_no"),
        optional=("payer", "payer_name", "confirmed", "book"),
    )
    payments = listed(given["payments"], "payments", at_most=ROWS_MAX)
    return {
        "payments": list(_payments(payments)),
        "received_on": on,
        "into": text(given["into"], "into"),
        "payer": an_id(given["payer"], "payer") if "payer" in given else None,
        "payer_name": _words(given, "payer_name"),
        "book": _book(given, book),
        "receipt_no": _receipt_no(given, ""),
        "confirmed": yes_no(given.get("confirmed", False), "confirmed"),
    }


def _payments(payments: list[Any]) -> Iterator[Payment]:
    for place, one in enumerate(payments):
        where = f"payments[{place}]"
        paid = thing(
            one,
            where,
            required=("member", "amount_satang"),
            optional=("kind", "stamp"),
        )
        yield Payment(
            member=an_id(paid["member"], f"{where}.member"),
            amount_satang=whole(
                paid["amount_satang"], f"{where}.amount_satang", at_least=1
            ),
            kind=text(paid.get("kind", "dues"), f"{where}.kind"),
            stamp=text(paid.get("stamp", ""), f"{where}.stamp"),
        )


def _offer(body: Mapping[str, Any], on: date, book: UUID) -> Facts:
    del on, book
    given = thing(body, "", required=("bag",), optional=("note",))
    return {"bag": text(given["bag"], "bag"), "note": _words(given, "note")}


def _void(body: Mapping[str, Any], on: date, book: UUID) -> Facts:
    del on
    given = thing(body, "", required=("receipt_no", "reason"), optional=("book",))
    return {
        "book": _book(given, book),
        "no": _receipt_no(given, ""),
        "reason": _words(given, "reason"),
    }


def _book(given: Mapping[str, Any], own: UUID) -> UUID:
    """The phone's own book, unless the slip came out of a printed one."""
    return an_id(given["book"], "book") if "book" in given else own


def _receipt_no(given: Mapping[str, Any], where: str) -> int:
    place = f"{where}.receipt_no" if where else "receipt_no"
    no = whole(given["receipt_no"], place, at_least=1)
    if no > RECEIPT_NO_MAX:
        raise Bad(place, f"ต้องไม่เกิน {RECEIPT_NO_MAX}")
    return no


def _words(given: Mapping[str, Any], name: str) -> str:
    """A line that somebody typed, kept as every door keeps it."""
    try:
        return clean(text(given.get(name, ""), name), max_length=200)
    except BadInput as bad:
        raise Bad(name, bad.message) from None


KINDS = {
    kind.name: kind
    for kind in (
        Kind(take_sheet, _sheet),
        Kind(take_payment, _payment),
        Kind(offer_bag, _offer),
        Kind(void_number, _void),
    )
}

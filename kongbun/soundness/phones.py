"""What a phone sent against what was booked of it: K012.

An item says which receipt was written for whose money, before anybody at the office
had it in hand.  It is read as it was when it was done.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, NamedTuple

from django.db import connection

from kongbun.devices.kinds import KINDS, Facts, facts_of
from kongbun.devices.models import DeviceItem, ItemState
from kongbun.devices.queries import content_hash
from kongbun.kernel.refusal import Refused
from kongbun.people.models import Membership
from kongbun.soundness.findings import Code, Finding
from kongbun.soundness.reading import Funds, in_funds, rows

# As `devices.kinds` has them; another kind books no receipt.
SHEET, PAYMENT, VOID = "dues.take_sheet", "dues.take_payment", "receipts.void_number"


class Booked(NamedTuple):
    """Of one command's receipts: their book, how many, how much, whose.

    `numbered` sums number times money (and one, for a void one has none): no two
    receipts can change places.  `members` likewise, over the lines of one payer.
    `on` is empty where they are of several days.
    """

    book: str
    many: int
    satang: int
    numbered: int
    members: int | None
    on: str | None


def as_it_was_sent(looked_at: Funds) -> Iterator[Finding]:
    """One finding an item: another text, another answer, or other money booked."""
    receipts: dict[int, Booked] | None = None
    ids: dict[Any, int] = {}
    found = DeviceItem.objects.filter(fund__in=looked_at.codes).select_related(
        "answer__ran__outcome", "verdict__command", "device__book"
    )
    for item in found.order_by("pk").iterator(chunk_size=2_000):
        salt = bytes(item.salt)
        taken_in = hasattr(item, "verdict") and item.verdict.approval_id is not None
        how = ""
        if (
            not taken_in
            and salt
            and content_hash(salt, item) != bytes(item.content_hash)
        ):
            how = "ไม่เหมือนกับที่โทรศัพท์ส่งมา"
        elif hasattr(item, "answer") and not _answered_rightly(item):
            how = "มีคำตอบที่ไม่ตรงกับคำสั่งที่ทำตามรายการนี้"
        elif salt and (command := _done_by(item)):
            if receipts is None:
                receipts = _receipts(looked_at)
                ids = dict(
                    Membership.every.filter(fund__in=looked_at.codes).values_list(
                        "public_id", "pk"
                    )
                )
            if not _booked_so(item, receipts.get(command), ids):
                how = "ลงบัญชีไม่ตรงกับที่โทรศัพท์ส่งมา"
        if how:
            yield Finding.of(
                Code.APPROVED_OTHERWISE,
                looked_at.code(item.fund_id),
                f"item {item.seq} of device {item.device.public_id.hex}",
                f"รายการที่ {item.seq} ของ{item.device.name} {how}",
            )


def _answered_rightly(item: DeviceItem) -> bool:
    """Done is what its own command did; the same id twice is done once."""
    answer, ran = item.answer, item.answer.ran
    done = answer.state == ItemState.DONE
    if ran is None:
        return not done
    own = ran.public_id == item.asked_id and ran.fund_id == item.fund_id
    return own and ran.outcome.done is done and (ran.kind == item.kind or not done)


def _done_by(item: DeviceItem) -> int:
    """The command that booked it; 0 for what was not done."""
    if hasattr(item, "verdict") and item.verdict.approval_id is not None:
        return int(item.verdict.command_id)
    if hasattr(item, "answer") and item.answer.state == ItemState.DONE:
        return int(item.answer.ran_id or 0)
    return 0


def _receipts(looked_at: Funds) -> dict[int, Booked]:
    """By command, of those that a phone's item was done by: summed by the database.

    Numeric, since a product with a sum that somebody made up is past what is a number.
    """
    done = (
        "SELECT ran_id FROM devices_itemanswer WHERE state = 'done'"
        " UNION SELECT command_id FROM devices_itemverdict"
        " WHERE approval_id IS NOT NULL"
    )
    mine = f"r.command_id IN ({done}) AND {in_funds('r.fund_id', looked_at)}"
    members = {
        command: int(total)
        for command, total in rows(
            "SELECT r.command_id,"
            " SUM(CAST(l.membership_id AS NUMERIC) * l.amount_satang)"
            " FROM receipts_receipt r JOIN dues_duesline l ON l.receipt_id = r.id"
            " LEFT JOIN dues_roundsheet s ON s.command_id = r.command_id"
            f" WHERE s.id IS NULL AND {mine} GROUP BY r.command_id"
        )
    }
    book = (
        "encode(b.public_id, 'hex')"
        if connection.vendor == "postgresql"
        else "lower(hex(b.public_id))"
    )
    return {
        command: Booked(
            one if one == other else "",
            count,
            int(satang),
            int(numbered),
            members.get(command),
            first if first == last else None,
        )
        for command, one, other, count, satang, numbered, first, last in rows(
            f"SELECT r.command_id, MIN({book}), MAX({book}), COUNT(*),"
            " SUM(r.amount_satang),"
            " SUM(CAST(r.no AS NUMERIC) * (CAST(r.amount_satang AS NUMERIC) + 1)),"
            " CAST(MIN(r.received_on) AS TEXT), CAST(MAX(r.received_on) AS TEXT)"
            " FROM receipts_receipt r JOIN receipts_book b ON b.id = r.book_id"
            f" WHERE {mine} GROUP BY r.command_id"
        )
    }


def _booked_so(item: DeviceItem, booked: Booked | None, ids: dict[Any, int]) -> bool:
    kind = KINDS.get(item.kind)
    if kind is None or item.kind not in (SHEET, PAYMENT, VOID):
        return True
    try:
        facts = facts_of(
            kind,
            item.body,
            occurred_on=min(item.occurred_on, item.kept_on),
            book=item.device.book.public_id,
        )
    except Refused:
        return False
    return booked is not None and booked == _wanted(item.kind, facts, booked, ids)


def _wanted(kind: str, facts: Facts, booked: Booked, ids: dict[Any, int]) -> Booked:
    """What the item says; where it says nothing, what was booked."""
    book = "" if facts["book"] is None else facts["book"].hex
    if kind == VOID:
        return booked._replace(book=book, many=1, satang=0, numbered=facts["no"])
    on = facts["received_on"].isoformat()
    if kind == SHEET:
        given = [(row.receipt_no, row.amount_satang) for row in facts["rows"]]
        members = booked.members
    else:
        paid = facts["payments"]
        given = [(facts["receipt_no"], sum(one.amount_satang for one in paid))]
        members = sum(ids.get(one.member, 0) * one.amount_satang for one in paid)
    return Booked(
        book,
        len(given),
        sum(satang for _, satang in given),
        sum(no * (satang + 1) for no, satang in given),
        members,
        on,
    )

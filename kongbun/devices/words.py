"""What a phone asked for, in words for the person who must decide about it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

from kongbun.devices.apply_actions import read
from kongbun.devices.models import DeviceItem
from kongbun.kernel.money import Money
from kongbun.kernel.refusal import Refused
from kongbun.ledger.balances import accounts
from kongbun.people.models import Branch, Household, Membership, Person

TITLES = {
    "dues.take_sheet": "ใบเก็บเงินของหมู่บ้าน",
    "dues.take_payment": "ใบรับเงินสมทบ",
    "dues.offer_bag": "ส่งมอบถุงเงิน",
    "receipts.void_number": "ใบรับที่เขียนเสีย",
}


@dataclass(frozen=True, slots=True)
class Said:
    """`rows` name whose money it is; `satang` is all of it, if there is any."""

    title: str
    about: list[tuple[str, str]] = field(default_factory=list)
    rows: list[tuple[str, int, int | None]] = field(default_factory=list)

    @property
    def satang(self) -> int:
        return sum(satang for _, satang, _ in self.rows)


def title_of(item: DeviceItem) -> str:
    return TITLES.get(item.kind, "คำสั่งที่ไม่รู้จัก")


def said(item: DeviceItem) -> Said:
    """In words, as far as it can be read."""
    title = title_of(item)
    try:
        facts = read(item)
    except Refused as refused:
        return Said(title, [("อ่านไม่ได้", refused.reasons[0].message())])
    return {
        "dues.take_sheet": _sheet,
        "dues.take_payment": _payment,
        "dues.offer_bag": _offer,
        "receipts.void_number": _void,
    }[item.kind](title, item.fund_id, facts)


def _sheet(title: str, fund_id: int, facts: dict[str, Any]) -> Said:
    village = Branch.objects.filter(fund_id=fund_id, public_id=facts["branch"]).first()
    keys = [row.key for row in facts["rows"]]
    houses = {
        one.public_id: f"บ้านเลขที่ {one.house_no}"
        for one in Household.objects.filter(fund_id=fund_id, public_id__in=keys)
    }
    known = houses | _members(fund_id, keys)
    counted = Money(facts["counted_satang"]).short()
    return Said(
        title,
        [
            ("หมู่บ้าน", village.label() if village else "ไม่พบ"),
            ("ลงในถุง", _place(fund_id, facts["bag"])),
            ("นับได้", f"{counted} บาท"),
            *_given(("เหตุผลที่ไม่เท่ากัน", facts["difference_reason"])),
        ],
        [
            (known.get(row.key, "ไม่พบในทะเบียน"), row.amount_satang, row.receipt_no)
            for row in facts["rows"]
        ],
    )


def _payment(title: str, fund_id: int, facts: dict[str, Any]) -> Said:
    known = _members(fund_id, [one.member for one in facts["payments"]])
    payer = facts["payer_name"]
    if facts["payer"] is not None:
        person = Person.objects.filter(
            fund_id=fund_id, public_id=facts["payer"]
        ).first()
        payer = person.full_name() if person else "ไม่พบในทะเบียน"
    return Said(
        title,
        [
            *_given(("ผู้ส่งเงิน", payer)),
            ("ลงใน", _place(fund_id, facts["into"])),
        ],
        [
            (
                known.get(one.member, "ไม่พบในทะเบียน"),
                one.amount_satang,
                facts["receipt_no"],
            )
            for one in facts["payments"]
        ],
    )


def _offer(title: str, fund_id: int, facts: dict[str, Any]) -> Said:
    return Said(
        title,
        [("ถุง", _place(fund_id, facts["bag"])), *_given(("หมายเหตุ", facts["note"]))],
    )


def _void(title: str, fund_id: int, facts: dict[str, Any]) -> Said:
    del fund_id
    return Said(title, [("เลขที่", str(facts["no"])), ("เหตุผล", facts["reason"])])


def _given(*pairs: tuple[str, str]) -> Iterator[tuple[str, str]]:
    return (pair for pair in pairs if pair[1])


def _members(fund_id: int, keys: Iterable[UUID]) -> dict[UUID, str]:
    return {
        one.public_id: f"{one.person.full_name()} ({one.member_no})"
        for one in Membership.objects.filter(
            fund_id=fund_id, public_id__in=list(keys)
        ).select_related("person")
    }


def _place(fund_id: int, code: str) -> str:
    found = accounts(fund_id, include_closed=True)
    return next((line.name for line in found if line.code == code), "ไม่พบ")

"""What a phone sent, and what was booked of it (K012)."""

from __future__ import annotations

from typing import Any

import pytest

from kongbun.devices.kinds import KINDS
from kongbun.devices.models import DeviceItem
from kongbun.devices.quarantine_actions import take_in
from kongbun.devices.queries import content_hash, items_to_look_at
from kongbun.devices.reading import Arriving
from kongbun.people.models import Household
from kongbun.soundness.check import check
from kongbun.soundness.phones import PAYMENT, SHEET, VOID
from kongbun.testing import insider
from kongbun.testing.cast import Cast, make_cast
from kongbun.testing.databases import Once
from tests.devices.phone import NOW, enrolled, minutes
from tests.devices.test_whose import stop
from tests.dues.village import adopt_convention, make_house

LATER = NOW + minutes(30)


def begin() -> Cast:
    """Paid at the door, a round, a spoiled slip; the last one a person took in."""
    cast = make_cast()
    adopt_convention(cast)
    houses = [
        make_house(cast, f"{no}", name)[0]
        for no, name in enumerate(("บัวลา ใจดี", "คำปัน งามตา", "สายทอง แก้วมา"), 1)
    ]
    phone = enrolled(cast)
    phone.pay(houses[0])
    phone.ask(
        "dues.take_sheet",
        {
            "branch": str(houses[0].branch.public_id),
            "month": "2026-11",
            "bag": phone.bag,
            "rows": [
                {
                    "key": str(Household.objects.get(persons=one.person).public_id),
                    "amount_satang": satang,
                    "receipt_no": no,
                }
                for no, (one, satang) in enumerate(
                    ((houses[1], 6000), (houses[2], 3000)), 2
                )
            ],
            "counted_satang": 9000,
        },
    )
    phone.ask("receipts.void_number", {"receipt_no": 4, "reason": "เขียนผิด"})
    phone.no = 4
    assert phone.states(phone.deliver()) == ["done"] * 3
    stop(cast, phone)
    phone.pay(houses[2], 60)
    phone.deliver()
    [held] = items_to_look_at(phone.device)
    take_in(cast.act("somsri"), item=held.public_id)
    return cast


@pytest.fixture
def cast(once: Once) -> Cast:
    return once(begin)


def test_what_the_check_calls_them_are_kinds_of_the_phone() -> None:
    assert {PAYMENT, SHEET, VOID} == {*KINDS} - {"dues.offer_bag"}


def found() -> list[tuple[str, str]]:
    return [(one.code, one.object.partition(" of ")[0]) for one in check(now=LATER)]


def test_what_was_booked_as_it_was_sent_raises_none(cast: Cast) -> None:
    assert cast.fund
    assert found() == []


RECEIPT = "(SELECT id FROM receipts_receipt WHERE no = {no})"
OTHER = (
    "(SELECT m.id FROM people_membership m JOIN people_person p ON p.id = m.person_id"
    " WHERE p.first_name = 'คำปัน')"
)
HOLDER = "(SELECT MAX(membership_id) FROM dues_duesline WHERE receipt_id = {receipt})"


def another_number(no: int, other: int) -> list[str]:
    """Two receipts of a book change places, with the names of their entries."""
    names = "reference = REPLACE(reference, ':{}:1', ':{}:1')"
    moves = ((no, 90), (other, no), (90, other))
    return [
        f"UPDATE {table} SET {what} WHERE {where}"
        for one, to in moves
        for table, what, where in (
            ("receipts_receipt", f"no = {to}", f"no = {one}"),
            (
                "ledger_entry",
                names.format(one, to),
                f"kind = 'receipt' AND reference LIKE '%:{one}:1'",
            ),
        )
    ]


PLANTED = {
    "the dues of another member": (
        "item 1",
        [
            "UPDATE dues_paidrun SET membership_id = 900 WHERE membership_id = {mine}",
            "UPDATE dues_paidrun SET membership_id = {mine}"
            " WHERE membership_id = {other}",
            "UPDATE dues_paidrun SET membership_id = {other} WHERE membership_id = 900",
            "UPDATE dues_duesline SET membership_id = {other} WHERE receipt_id = {one}",
            "UPDATE dues_duesline SET membership_id = {mine} WHERE receipt_id = {two}",
        ],
    ),
    "two slips of a round changed about": ("item 2", another_number(2, 3)),
    "a spoiled slip that the phone had under another number": (
        "item 3",
        [
            "UPDATE receipts_receipt SET no = 90 WHERE no = 4",
            "UPDATE receipts_receipt SET no = 4 WHERE no = 5",
            "UPDATE receipts_receipt SET no = 5 WHERE no = 90",
            "UPDATE ledger_entry SET reference = REPLACE(reference, ':5:1', ':4:1')"
            " WHERE kind = 'receipt' AND reference LIKE '%:5:1'",
        ],
    ),
    "done, and said to be refused": (
        "item 1",
        [
            "UPDATE devices_itemanswer SET state = 'refused'"
            " WHERE item_id = (SELECT id FROM devices_deviceitem WHERE seq = 1)"
        ],
    ),
    "another text": (
        "item 3",
        [
            "UPDATE devices_deviceitem SET body = REPLACE(body, 'ผิด', 'ถูก')"
            " WHERE seq = 3",
        ],
    ),
}


@pytest.mark.parametrize("what", PLANTED)
def test_what_is_booked_otherwise_is_found(cast: Cast, what: str) -> None:
    assert cast.fund
    item, statements = PLANTED[what]
    with insider.tampering() as cursor:
        names: dict[str, Any] = {}
        for name, sql in (
            ("one", RECEIPT.format(no=1)),
            ("two", RECEIPT.format(no=2)),
            ("other", OTHER),
        ):
            cursor.execute(f"SELECT {sql}")
            names[name] = cursor.fetchone()[0]
        cursor.execute(f"SELECT {HOLDER.format(receipt=names['one'])}")
        names["mine"] = cursor.fetchone()[0]
        for sql in statements:
            cursor.execute(sql.format(**names))
            assert cursor.rowcount, sql
        insider.recache(cursor)
        insider.reseal(cursor)
    also = [("K012", "item 4")] if what.startswith("a spoiled") else []
    assert found() == [("K012", item), *also]


@pytest.mark.parametrize(
    ("seq", "was", "now"),
    [
        (1, "3000", "6000"),
        (2, '"receipt_no": 3', '"receipt_no": 5'),
        (4, "6000", "3000"),
    ],
)
def test_another_sum_or_number_under_a_new_hash_is_found(
    cast: Cast, seq: int, was: str, now: str
) -> None:
    """Whoever changes what the phone sent makes its hash and the word on it anew."""
    assert cast.fund
    with insider.tampering() as cursor:
        item = DeviceItem.objects.using(insider.alias()).get(seq=seq)
        body = item.body.replace(was, now).replace(was.replace(" ", ""), now)
        assert body != item.body
        arriving = Arriving(
            seq=seq,
            asked_id=item.asked_id,
            kind=item.kind,
            occurred_on=item.occurred_on,
            made_at=item.made_at,
            body=body,
        )
        made = content_hash(bytes(item.salt), arriving)
        cursor.execute(
            "UPDATE devices_deviceitem SET body = %s, content_hash = %s WHERE id = %s",
            [body, made, item.pk],
        )
        cursor.execute(
            "UPDATE approvals_approval SET content_hash = %s WHERE subject_id = %s",
            [made, item.public_id.bytes],
        )
        insider.reseal(cursor)
    assert found() == [("K012", f"item {seq}")]

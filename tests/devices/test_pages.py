"""The pages of the phones: enrolled once shown, what waits, taken in, revoked."""

from __future__ import annotations

import json
import re
import uuid

import pytest
from django.test import Client

from kongbun.devices.models import Device, DeviceGap, ItemVerdict
from kongbun.people.models import Membership
from kongbun.receipts.models import Receipt
from kongbun.testing.cast import TODAY, Cast
from tests.devices.phone import NOW, Phone, enrolled, minutes
from tests.web.doors import Visitor, text

pytestmark = pytest.mark.django_db
LIST = "/f/TUNG/devices/"
SECRET = re.compile(r"(?:[0-9A-HJKMNP-TV-Z]{5}-){5}[0-9A-HJKMNP-TV-Z]")


@pytest.fixture
def chair(cast: Cast) -> Visitor:
    return Visitor(cast, "prasong")


@pytest.fixture
def treasurer(cast: Cast) -> Visitor:
    return Visitor(cast, "somsri")


def page_of(phone: Phone) -> str:
    return f"{LIST}{phone.id}/"


def test_a_phone_is_enrolled_its_letters_shown_once_and_then_it_delivers(
    cast: Cast, members: list[Membership], chair: Visitor
) -> None:
    assert "ยังไม่มีโทรศัพท์" in text(chair.get(LIST))
    typed = {
        "username": "prasert",
        "name": "โทรศัพท์ลุง",
        "command_id": chair.number_of(f"{LIST}new/"),
    }
    shown = chair.post(f"{LIST}new/", typed)
    assert shown.status_code == 200
    [secret] = SECRET.findall(text(shown))
    assert "<path" in text(shown)
    # Pressed twice: one phone, the same letters.
    assert SECRET.findall(text(chair.post(f"{LIST}new/", typed))) == [secret]
    device = Device.objects.get()
    for address in (LIST, f"{LIST}{device.public_id}/"):
        assert not SECRET.search(text(chair.get(address)))
    phone = Phone(cast, device.public_id, secret.lower(), device.book.number, cast.bag)
    phone.pay(members[0])
    assert phone.states(phone.send().json()) == ["done"]
    # The phone has spoken: nobody sees its letters again.
    again = chair.post(f"{LIST}new/", typed)
    assert again.status_code == 302
    assert again["Location"] == f"{LIST}{device.public_id}/"
    assert "โทรศัพท์ลุง" in text(chair.get(LIST))


def test_the_form_offers_collectors_alone_and_says_what_is_wrong(
    chair: Visitor, treasurer: Visitor
) -> None:
    shown = text(chair.get(f"{LIST}new/"))
    assert 'value="prasert"' in shown
    assert 'value="kamnan"' not in shown
    wrong = chair.press(f"{LIST}new/", username="kamnan", name="")
    assert wrong.status_code == 422
    assert not Device.objects.exists()
    assert treasurer.get(f"{LIST}new/").status_code == 403
    assert "เพิ่มโทรศัพท์" not in text(treasurer.get(LIST))


def test_a_collector_sees_no_phones_and_another_fund_sees_none(
    cast: Cast, phone: Phone
) -> None:
    assert Visitor(cast, "prasert").get(LIST).status_code == 403
    assert Visitor(cast, "noi").get(page_of(phone)).status_code == 404
    assert Visitor(cast, "noi").get(f"/f/NOI/devices/{phone.id}/").status_code == 404
    assert Client().get(page_of(phone)).status_code == 302


def test_what_waits_is_shown_and_an_officer_goes_on(
    phone: Phone, members: list[Membership], treasurer: Visitor, chair: Visitor
) -> None:
    items = [phone.pay(member) for member in members]
    phone.deliver([items[0], items[3], items[4]], sent_at=NOW + minutes(75))
    shown = text(treasurer.get(page_of(phone)))
    assert "2 ถึง 3" in shown
    assert "เร็วไป 75 นาที" in shown
    assert "ไม่รอลำดับที่ 2 ถึง 3" in shown
    assert "ไม่รอลำดับที่" not in text(chair.get(page_of(phone)))
    assert "นาฬิกาไม่ตรง" in text(treasurer.get(LIST))
    go_on = f"{page_of(phone)}go-on/"
    empty = treasurer.press(page_of(phone), at=go_on, first_no=2, last_no=3, reason="")
    assert empty.status_code == 422
    stale = treasurer.press(page_of(phone), at=go_on, first_no=1, last_no=3, reason="x")
    assert stale.status_code == 409
    gone = treasurer.press(
        page_of(phone), at=go_on, first_no=2, last_no=3, reason="เครื่องตกน้ำ"
    )
    assert gone.status_code == 302
    assert DeviceGap.objects.count() == 1
    # What stood behind the numbers is done at once.
    assert sorted(Receipt.objects.values_list("no", flat=True)) == [1, 4, 5]
    assert treasurer.get(go_on).status_code == 404


def test_an_item_is_read_in_words_and_taken_in_or_rejected(
    phone: Phone, members: list[Membership], treasurer: Visitor
) -> None:
    stop = f"{page_of(phone)}revoke/"
    assert treasurer.press(stop, reason="").status_code == 422
    assert treasurer.press(stop, reason="เครื่องหาย").status_code == 302
    items = [phone.pay(member) for member in members[:2]]
    phone.deliver(items)
    shown = text(treasurer.get(page_of(phone)))
    assert "รอคนตรวจ 2 รายการ" in shown
    first, second = dict.fromkeys(re.findall(r"/devices/items/([0-9a-f-]{36})/", shown))
    page = text(treasurer.get(f"{LIST}items/{first}/"))
    assert "บัวลา ใจดี" in page
    assert "รับ 30 บาท เข้าบัญชี" in page
    address = f"{LIST}items/{first}/"
    number = treasurer.number_of(address)
    for _ in range(2):
        taken = treasurer.post(address, {"command_id": number, "note": "ดูแล้ว"})
        assert taken.status_code == 302
    assert Receipt.objects.count() == 1
    assert "รับเข้าบัญชีแล้ว" in text(treasurer.get(address))
    address = f"{LIST}items/{second}/"
    assert (
        treasurer.press(address, at=f"{address}reject/", reason="").status_code == 422
    )
    rejected = treasurer.press(address, at=f"{address}reject/", reason="ไม่มีต้นขั้ว")
    assert rejected.status_code == 302
    assert ItemVerdict.objects.count() == 2
    again = treasurer.post(
        f"{address}reject/", {"command_id": str(uuid.uuid4()), "reason": "อีก"}
    )
    assert again.status_code == 422
    assert "ไม่มีต้นขั้ว" in text(treasurer.get(page_of(phone)))
    assert treasurer.get(f"{address}reject/").status_code == 404


def test_a_sheet_a_bag_a_spoiled_slip_and_the_unreadable_are_said_in_words(
    cast: Cast, phone: Phone, members: list[Membership], treasurer: Visitor
) -> None:
    treasurer.press(f"{page_of(phone)}revoke/", reason="เครื่องหาย")
    house = members[3].person.household
    assert house is not None
    rows = [{"key": str(house.public_id), "amount_satang": 9900, "receipt_no": 1}]
    sheet = {
        "branch": str(cast.branches[0].public_id),
        "month": "2026-11",
        "bag": phone.bag,
        "rows": rows,
        "counted_satang": 9000,
        "difference_reason": "ทอนผิด",
    }
    phone.ask("dues.take_sheet", sheet)
    phone.ask("dues.offer_bag", {"bag": phone.bag, "note": "ครบ"})
    phone.ask("receipts.void_number", {"receipt_no": 2, "reason": "เปียกน้ำ"})
    phone.ask("dues.offer_bag", {"bags": 2})
    assert phone.states(phone.deliver()) == ["quarantined"] * 4
    shown = text(treasurer.get(page_of(phone)))
    pages = [
        text(treasurer.get(f"{LIST}items/{item}/"))
        for item in dict.fromkeys(re.findall(r"/devices/items/([0-9a-f-]{36})/", shown))
    ]
    for page, words in zip(
        pages,
        (
            ("บ้านเลขที่ 4", "99", "ทอนผิด", "นับได้"),
            ("ถุงนายประเสริฐ", "ครบ", "รับรายการนี้"),
            ("เปียกน้ำ", "2"),
            ("อ่านไม่ได้", "body.bag"),
        ),
        strict=True,
    ):
        assert all(word in page for word in words), words


def test_who_owns_the_phone_is_told_to_let_another_decide(
    cast: Cast, members: list[Membership], treasurer: Visitor
) -> None:
    phone = enrolled(cast, username="somsri", name="โทรศัพท์สมศรี")
    phone.pay(members[0])
    Visitor(cast, "prasong").press(f"{page_of(phone)}revoke/", reason="หาย")
    phone.deliver()
    [item] = set(
        re.findall(
            r"/devices/items/([0-9a-f-]{36})/", text(treasurer.get(page_of(phone)))
        )
    )
    assert "ให้อีกคนตัดสิน" in text(treasurer.get(f"{LIST}items/{item}/"))
    answer = treasurer.post(f"{LIST}items/{item}/", {"command_id": str(uuid.uuid4())})
    assert answer.status_code == 403


def test_the_first_page_tells_who_may_decide_of_what_is_held(
    cast: Cast, phone: Phone, members: list[Membership], treasurer: Visitor
) -> None:
    told = "ตรวจรายการจากโทรศัพท์ลุงประเสริฐ"
    assert told not in text(treasurer.get("/f/TUNG/"))
    treasurer.press(f"{page_of(phone)}revoke/", reason="หาย")
    for member in members[:2]:
        phone.pay(member)
    phone.deliver()
    assert text(treasurer.get("/f/TUNG/")).count(told) == 1
    assert told not in text(Visitor(cast, "prasong").get("/f/TUNG/"))
    assert told not in text(Visitor(cast, "prasert").get("/f/TUNG/"))


def test_the_rounds_page_leads_to_the_phones(treasurer: Visitor, phone: Phone) -> None:
    assert LIST in text(treasurer.get("/f/TUNG/dues/"))
    assert phone.device.name in text(treasurer.get(LIST))


def test_the_scanned_text_is_all_a_phone_needs(
    cast: Cast, members: list[Membership], chair: Visitor
) -> None:
    """What stands in the QR, as the page was given it."""
    shown = chair.press(f"{LIST}new/", username="prasert", name="เครื่อง")
    scanned = json.loads(shown.context["scanned"])
    phone = Phone(cast, uuid.UUID(scanned["device"]), scanned["secret"], 1, cast.bag)
    phone.pay(members[0], on=TODAY)
    answer = Client().post(
        scanned["url"].removeprefix("http://testserver"),
        phone.written(),
        content_type="application/json",
        headers={"authorization": f"Bearer {scanned['secret']}"},
    )
    assert phone.states(answer.json()) == ["done"]

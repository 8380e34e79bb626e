"""The phones of collectors: enrolled, waiting, held, decided, at 1280 and 390 px."""

from __future__ import annotations

import json
import re
import urllib.request
from pathlib import Path

from playwright.sync_api import expect

from kongbun.devices.models import Device
from kongbun.people.models import Membership
from kongbun.receipts.models import Receipt
from kongbun.testing.cast import TODAY
from tests.browser.conftest import PHONE, CastSite
from tests.browser.looking import look
from tests.devices.phone import NOW, Phone, enrolled, minutes
from tests.devices.test_whose import stop

LIST = "/f/TUNG/devices/"


def members() -> list[Membership]:
    return list(Membership.objects.select_related("person").order_by("pk"))


def test_a_phone_is_enrolled_by_keyboard_and_its_letters_deliver(
    site: CastSite, pictures: Path | None
) -> None:
    found: list[str] = []
    with site.visitor("prasong", size=PHONE) as page:
        page.goto(LIST)
        found += look(page, pictures, "devices-empty", LIST)
        page.get_by_role("link", name="เพิ่มโทรศัพท์").click()
        found += look(page, pictures, "devices-new", "new")
        page.get_by_label("ใครใช้เครื่องนี้").select_option("prasert")
        page.get_by_label("ชื่อเครื่อง").fill("โทรศัพท์ลุงประเสริฐ")
        page.get_by_label("ชื่อเครื่อง").press("Enter")
        expect(page.get_by_role("img", name="คิวอาร์ของเครื่องนี้")).to_be_visible()
        found += look(page, pictures, "devices-code", "code")
        secret = page.locator(".witness p .groups").inner_text()
        device = Device.objects.get()
        phone = Phone(site.cast, device.public_id, secret, 1, site.cast.bag)
        phone.pay(members()[0], on=TODAY)
        asked = urllib.request.Request(
            f"{site.address}/api/devices/TUNG/batch/",
            data=phone.written(),
            headers={
                "Content-Type": "application/json",
                "Authorization": f"Bearer {secret}",
            },
        )
        with urllib.request.urlopen(asked) as answer:
            assert phone.states(json.load(answer)) == ["done"]
        page.get_by_role("link", name="สแกนแล้ว").click()
        found += look(page, pictures, "devices-quiet", "device")
    assert not found, "\n".join(found)
    assert not site.said


def test_what_is_held_and_what_waits_is_decided_on_the_pages(
    site: CastSite, pictures: Path | None
) -> None:
    cast = site.cast
    phone = enrolled(cast, name="โทรศัพท์ป้าคำ สีแดง")
    items = [phone.pay(member, baht=60) for member in members()]
    items += [phone.ask("dues.offer_bag", {"bag": phone.bag})]
    phone.deliver([items[0], items[3]], sent_at=NOW - minutes(95))
    other = enrolled(cast, name="เครื่องที่หาย")
    other.pay(members()[1], baht=360)
    stop(cast, other)
    other.deliver(sent_at=NOW + minutes(3000))
    before = Receipt.objects.count()
    found: list[str] = []
    with site.visitor("somsri", size=PHONE) as page:
        page.goto("/f/TUNG/dues/")
        page.get_by_role("link", name="โทรศัพท์เก็บเงิน").click()
        found += look(page, pictures, "devices-list", LIST)
        page.get_by_role("link", name="โทรศัพท์ป้าคำ สีแดง").click()
        found += look(page, pictures, "devices-waiting", "waiting")
        page.get_by_text("เลขนั้นไม่มาแล้ว").click()
        page.get_by_label("เพราะอะไรจึงไม่รอ").fill("เครื่องตกน้ำ")
        found += look(page, pictures, "devices-go-on", "go on")
        page.get_by_role("button", name="ไม่รอลำดับที่ 2 ถึง 3").click()
        expect(page.get_by_text("ไม่มีอะไรค้าง")).to_be_visible()
        phone.deliver([items[1]])
        page.reload()
        found += look(page, pictures, "devices-late", "late")
        page.goto(f"{LIST}{other.id}/")
        found += look(page, pictures, "devices-revoked", "revoked")
        page.get_by_role("link", name="ดูรายการที่ 1").click()
        found += look(page, pictures, "devices-item", "item")
        page.get_by_label("ดูอะไรมาแล้ว").fill("ถามสมาชิกแล้ว")
        page.get_by_role("button", name=re.compile("เข้าบัญชี")).click()
        expect(page.get_by_text("เข้าบัญชีแล้ว")).to_be_visible()
        found += look(page, pictures, "devices-decided", "decided")
        page.goto(f"{LIST}{phone.id}/revoke/")
        found += look(page, pictures, "devices-revoke", "revoke")
    assert not found, "\n".join(found)
    assert not site.said
    # The one behind the given up numbers, and the one that was taken in.
    assert Receipt.objects.count() == before + 2

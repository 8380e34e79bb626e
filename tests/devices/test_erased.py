"""Who is erased is gone from what phones sent too, and all still proves itself."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.apps import apps
from django.db import connection

from kongbun.devices.models import DeviceItem
from kongbun.devices.quarantine_actions import go_on, reject, take_in
from kongbun.devices.queries import items_to_look_at
from kongbun.erasure.actions import erase_person
from kongbun.people.models import Membership
from kongbun.receipts.models import Receipt
from kongbun.soundness.check import check
from kongbun.testing.cast import TODAY, Cast, by_hand
from tests.devices.phone import NOW, Phone, minutes
from tests.devices.test_whose import stop

pytestmark = pytest.mark.django_db
NAME = "บัวลา ใจดี"


def everything() -> str:
    found = []
    for model in apps.get_models():
        with connection.cursor() as cursor:
            cursor.execute(f'SELECT * FROM "{model._meta.db_table}"')
            found += [str(value) for row in cursor.fetchall() for value in row]
    return "\n".join(found)


def test_a_name_in_an_item_a_gap_a_verdict_and_a_revocation_goes(
    cast: Cast, phone: Phone, members: list[Membership]
) -> None:
    phone.pay(members[1], payer_name=f"{NAME} ฝากมา")
    del phone.outbox[0]["body"]["payer"]
    phone.pay(members[2])
    phone.pay(members[3])
    stop_after = [phone.outbox[0], phone.outbox[2]]
    phone.deliver(stop_after)
    go_on(
        cast.act("somsri"),
        device=phone.id,
        first_no=2,
        last_no=2,
        reason=f"{NAME} บอกว่าไม่มีแล้ว",
    )
    phone.deliver()
    [late] = items_to_look_at(phone.device)
    reject(cast.act("somsri"), item=late.public_id, reason=f"ถาม {NAME} แล้ว")
    stop(cast, phone)
    taken = phone.pay(members[4], payer_name=f"{NAME} ฝากมา")
    del taken["body"]["payer"]
    phone.deliver()
    [held] = items_to_look_at(phone.device)
    take_in(cast.act("somsri"), item=held.public_id, note="ดูแล้ว")
    told = phone.deliver()
    member = members[0]
    member.exited_on, member.exit_reason = TODAY, "resigned"
    with by_hand(member.fund):
        member.save(update_fields=["exited_on", "exit_reason"])
    assert everything().count(NAME) >= 5
    before = [one.code for one in check(now=NOW + minutes(30))]
    erase_person(
        cast.act("chanpen"),
        person=member.person.public_id,
        asked_on=TODAY,
        second_user_id=cast.users["prasong"].pk,
    )
    assert NAME not in everything()
    # Hashes, links, approvals: whatever was found before, and nothing more.
    assert [one.code for one in check(now=NOW + minutes(30))] == before
    # The phone may still ask; of what was erased it learns that it was done.
    again = phone.deliver()
    assert phone.states(again) == phone.states(told)
    links = [one.get("link") for one in again["items"]]
    assert links == [one.get("link") for one in told["items"]]
    assert DeviceItem.objects.count() == 4
    assert Receipt.objects.count() == 3
    assert phone.deliver(today=TODAY + timedelta(days=1))["items"] == again["items"]

"""K018: something of a phone that waits too long, alone and named."""

from __future__ import annotations

import dataclasses
from datetime import timedelta

import pytest
from django.conf import settings

from kongbun.people.models import Membership
from kongbun.soundness.check import check
from kongbun.testing.cast import Cast
from kongbun.web.clock import BANGKOK
from tests.devices.phone import NOW, Phone, enrolled, minutes
from tests.devices.test_whose import stop

pytestmark = pytest.mark.django_db


def test_an_item_that_waits_longer_than_five_minutes_is_found_alone(
    phone: Phone, members: list[Membership]
) -> None:
    items = [phone.pay(member) for member in members]
    phone.deliver([items[0], items[2], items[3]])
    assert check(now=(NOW + minutes(5)).astimezone(BANGKOK)) == []
    [found] = check(now=NOW + minutes(5) + timedelta(seconds=1))
    assert found.code == "K018"
    assert found.object == f"device {phone.id.hex}"
    assert "2 คำสั่ง ตั้งแต่ลำดับที่ 3" in found.message
    assert check("NOI", now=NOW + minutes(60)) == []
    phone.deliver([items[1]])
    assert check(now=NOW + minutes(60)) == []


def test_how_long_is_a_setting(
    phone: Phone, members: list[Membership], monkeypatch: pytest.MonkeyPatch
) -> None:
    longer = dataclasses.replace(settings.ENV, device_wait_minutes=90)
    monkeypatch.setattr(settings, "ENV", longer)
    phone.pay(members[0])
    phone.pay(members[1])
    phone.deliver(phone.outbox[1:])
    assert check(now=NOW + minutes(90)) == []
    [found] = check(now=NOW + minutes(91))
    assert (found.code, "90 นาที" in found.message) == ("K018", True)


def test_what_waits_for_a_person_has_its_answer(
    cast: Cast, phone: Phone, members: list[Membership]
) -> None:
    stop(cast, phone)
    phone.pay(members[0])
    phone.deliver()
    assert check(now=NOW + timedelta(days=30)) == []


def test_each_phone_is_named_by_itself(
    cast: Cast, phone: Phone, members: list[Membership]
) -> None:
    other = enrolled(cast, name="อีกเครื่อง")
    for one in (phone, other):
        one.pay(members[0])
        one.pay(members[1])
        one.deliver(one.outbox[1:])
    found = check(now=NOW + minutes(30))
    assert [one.object for one in found] == sorted(
        f"device {one.id.hex}" for one in (phone, other)
    )

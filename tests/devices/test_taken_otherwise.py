"""What was taken in from a phone is what it had sent (K012), by another (K011)."""

from __future__ import annotations

import pytest

from kongbun.devices.quarantine_actions import take_in
from kongbun.devices.queries import items_to_look_at
from kongbun.soundness.check import check
from kongbun.testing import insider
from kongbun.testing.cast import make_cast
from kongbun.testing.databases import Copy
from tests.devices.phone import NOW, enrolled, minutes
from tests.devices.test_whose import stop
from tests.dues.village import adopt_convention, make_house

PLANTED = {
    "another body": (
        "UPDATE devices_deviceitem SET body = replace(body, '3000', '300000')",
        "K012",
    ),
    "another day": (
        "UPDATE devices_deviceitem SET occurred_on = '2026-11-01'",
        "K012",
    ),
    "an own phone": (
        "UPDATE devices_device SET user_id ="
        " (SELECT id FROM access_user WHERE username = 'somsri')",
        "K011",
    ),
}


@pytest.mark.parametrize(("sql", "code"), PLANTED.values(), ids=list(PLANTED))
def test_what_was_changed_since_is_found_alone(
    committed_db: Copy, sql: str, code: str
) -> None:
    assert committed_db.name
    cast = make_cast()
    adopt_convention(cast)
    phone = enrolled(cast)
    phone.pay(make_house(cast, "1", "บัวลา ใจดี")[0])
    stop(cast, phone)
    phone.deliver()
    [held] = items_to_look_at(phone.device)
    take_in(cast.act("somsri"), item=held.public_id, note="ดูแล้ว")
    assert check(now=NOW + minutes(30)) == []
    with insider.tampering() as cursor:
        cursor.execute(sql)
        insider.reseal(cursor)
    assert {one.code for one in check(now=NOW + minutes(30))} == {code}

"""A village whose collector has a phone."""

from __future__ import annotations

import pytest

from kongbun.people.models import Membership
from kongbun.testing.cast import Cast
from tests.devices.phone import Phone, enrolled
from tests.dues.village import adopt_convention, make_house


@pytest.fixture
def members(cast: Cast) -> list[Membership]:
    adopt_convention(cast)
    names = ("บัวลา ใจดี", "คำปัน ใจดี", "สายทอง งามตา", "ปั๋น แก้วมา", "จันทร์ดี ทองคำ")
    return [
        one
        for house, name in enumerate(names, 1)
        for one in make_house(cast, f"{house}", name)
    ]


@pytest.fixture
def phone(cast: Cast, members: list[Membership]) -> Phone:
    assert members
    return enrolled(cast)

"""Money that a proxy took without a paper, or that went out by another way."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest

from kongbun.soundness.check import check
from kongbun.testing import insider
from kongbun.testing.cast import make_cast
from kongbun.testing.databases import Once
from tests.claims.story import Story, tell

NOW = datetime(2026, 11, 20, 5, tzinfo=UTC)
PLANTED = {
    "to a stranger, as a proxy": (
        "UPDATE claims_payment SET payee_name = 'นายแปลก หน้าใหม่', payee_kind ="
        " 'proxy' WHERE payee_kind = 'self' AND method = 'cash'"
    ),
    "to a proxy, the paper gone": (
        "UPDATE claims_payment SET proxy_paper = '' WHERE payee_kind = 'proxy'"
    ),
    "by transfer, out of the cash box": (
        "UPDATE claims_payment SET method = 'transfer', transfer_ref = 'KTB 1'"
        " WHERE payee_kind = 'self' AND method = 'cash'"
    ),
    "in cash, out of the bank": (
        "UPDATE claims_payment SET method = 'cash', transfer_ref = ''"
        " WHERE method = 'transfer'"
    ),
    "by transfer, without its reference": (
        "UPDATE claims_payment SET transfer_ref = '' WHERE method = 'transfer'"
    ),
}


def begin() -> Story:
    """Three stays: paid to herself, to a proxy with a paper, and to her account."""
    told = tell(make_cast())
    told.pay(told.approved())
    told.pay(
        told.approved(first_day=date(2026, 11, 1), last_day=date(2026, 11, 3)),
        payee_kind="proxy",
        payee_name="นายคำ แสนสุข",
        proxy_paper="ลงวันที่ 19 พ.ย. 2569",
    )
    told.pay(
        told.approved(first_day=date(2026, 10, 20), last_day=date(2026, 10, 22)),
        method="transfer",
        account=told.cast.bank,
        transfer_ref="A1",
    )
    return told


@pytest.fixture
def story(once: Once) -> Story:
    return once(begin)


def test_sound_vouchers_raise_none(story: Story) -> None:
    assert story.cast.fund
    assert check(now=NOW) == []


@pytest.mark.parametrize("what", PLANTED)
def test_another_voucher_is_found(story: Story, what: str) -> None:
    assert story.cast.fund
    with insider.tampering() as cursor:
        cursor.execute(PLANTED[what])
        assert cursor.rowcount == 1
        insider.recache(cursor)
        insider.reseal(cursor)
    assert {one.code for one in check(now=NOW)} == {"K012"}

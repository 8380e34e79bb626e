"""A month does not close over a voucher that nobody witnessed."""

from __future__ import annotations

from datetime import date

import pytest

from kongbun.kernel.refusal import RefusalCode, Refused
from kongbun.reports.actions import close_month
from kongbun.reports.conditions import close_list
from kongbun.testing import insider
from kongbun.testing.cast import make_cast
from kongbun.testing.databases import Copy
from kongbun.treasury.closing import Condition
from tests.claims.story import tell

NOVEMBER = date(2026, 11, 1)


def test_a_voucher_without_a_witness_keeps_its_month_open(committed_db: Copy) -> None:
    """The counter takes none: only a row that was changed has none."""
    assert committed_db.name
    story = tell(make_cast())
    fund, december = story.cast.fund.pk, date(2026, 12, 5)
    answer = story.pay(story.approved())
    found = close_list(fund, NOVEMBER, december).points
    assert any(p.condition is Condition.WITNESS and p.met for p in found)
    with insider.tampering() as cursor:
        cursor.execute("UPDATE claims_payment SET witness = ''")
    act = story.cast.act("somsri", today=december)
    with pytest.raises(Refused) as caught:
        close_month(act, month=NOVEMBER)
    bare = [
        reason.facts["number"]
        for reason in caught.value.reasons
        if reason.code is RefusalCode.VOUCHER_WITHOUT_WITNESS
    ]
    assert bare == [answer["voucher"]]

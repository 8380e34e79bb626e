"""Who resigned and got contributions back is one record with nobody before that."""

from __future__ import annotations

from datetime import date
from uuid import UUID

import pytest

from kongbun.kernel.refusal import RefusalCode
from kongbun.people.member_actions import exit_membership
from kongbun.testing.cast import TODAY, Cast
from kongbun.treasury.actions import reverse_movement
from kongbun.treasury.refund_actions import enter_refund
from tests.counter_law import adopt_law
from tests.merging.pair import pay, written_twice
from tests.merging.test_refusals import reasons, turned
from tests.treasury.steps import decide, give
from tests.treasury.steps import pay as pay_expense


@pytest.mark.parametrize("way_out", ["not approved", "reversed"])
def test_a_refund_stands_in_the_way_until_it_is_refused_or_reversed(
    cast: Cast, way_out: str
) -> None:
    pair = written_twice(cast)
    give(cast)
    adopt_law(
        cast, "resignation_refund_percent: 50", year=2569, first=date(2026, 10, 1)
    )
    receipt = pay(cast, pair.second, 30_00, date(2026, 1, 6))
    assert receipt.amount_satang == 3_000
    exit_membership(
        cast.act("chanpen"),
        membership=pair.second.public_id,
        reason="resigned",
        exited_on=TODAY,
    )
    assert not reasons(pair)
    asked = enter_refund(cast.act("somsri"), membership=pair.second.public_id)
    told = reasons(pair)
    assert set(told) == {RefusalCode.MERGE_REFUNDED}
    words = told[RefusalCode.MERGE_REFUNDED]
    assert pair.second.member_no in words
    assert asked["number"] in words
    # Whichever of the two is to be kept.
    kept = {RefusalCode.MERGE_REFUNDED, RefusalCode.MERGE_KEEP_OTHER}
    assert set(reasons(turned(pair))) == kept
    if way_out == "not approved":
        decide(cast, asked, approved=False, note="คนเดียวกัน")
    else:
        decide(cast, asked)
        pay_expense(cast, asked)
        assert set(reasons(pair)) == {RefusalCode.MERGE_REFUNDED}
        reverse_movement(
            cast.act("somsri"),
            movement=UUID(asked["movement"]),
            reason="คืนผิดคน",
            second_user_id=cast.users["prasong"].pk,
        )
    assert not reasons(pair)

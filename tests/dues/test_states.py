"""Who rests, who has lapsed and who waits anew: each figure on each side of its day."""

from __future__ import annotations

from datetime import date
from typing import Any
from uuid import uuid4

import pytest

from kongbun.bylaws.reading import rules_on
from kongbun.dues import lapse
from kongbun.dues.convention import (
    bag_days_max,
    contribution_on,
    contribution_or_none,
    entry_fee_satang,
)
from kongbun.dues.lapse import Behind, behind, came_back, resting, states
from kongbun.dues.lapse_actions import strike_off_lapsed
from kongbun.dues.reversal_actions import reverse_receipt
from kongbun.kernel.refusal import RefusalCode
from kongbun.people.models import Membership
from kongbun.receipts.models import Receipt
from kongbun.rules.days import FIRST_DAY, column, day_number
from kongbun.testing.cast import TODAY, Cast, make_member
from tests.claims.told import told
from tests.dues.test_take_payment import pay
from tests.dues.village import BYLAW, adopt_text

C = RefusalCode
FIRST = date(2020, 10, 1)
RULES = """\
membership:
  suspension: {clause: ข้อ 4 (1), text: ขาดส่ง 3 เดือน พักสิทธิ, after: 3 months}
  lapse: {clause: ข้อ 4 (2), text: ขาดส่ง 12 เดือน พ้นสภาพ, after: 12 months}
"""
WAITS = "  return: {clause: ข้อ 4 (3), text: รอใหม่ 90 วัน, waiting: 90 days}\n"


def adopt(cast: Cast, rules: str = RULES, *, bag_days: str = "bag_days: 7") -> None:
    text = BYLAW.format(
        convention="month", unit_baht="30", effective_from=FIRST, more=""
    )
    text = text.replace("membership:\n", rules).replace("bag_days: 7", bag_days)
    adopt_text(cast.act("chanpen", today=FIRST), text=text, effective_from=FIRST)


def member(cast: Cast, no: int, paid_until: date, **more: Any) -> Membership:
    made = make_member(cast, no)
    facts = {"opening_paid_until": paid_until, **more}
    Membership.objects.filter(pk=made.pk).update(**facts)
    made.refresh_from_db()
    return made


def test_before_the_first_by_law_nobody_owes_rests_or_waits(cast: Cast) -> None:
    one = member(cast, 1, date(2021, 1, 1))
    fund = cast.fund.pk
    assert contribution_or_none(fund, TODAY) is None
    assert told(contribution_on, fund, TODAY) == [(C.NO_BYLAW, {"day": TODAY})]
    assert (bag_days_max(fund, TODAY), entry_fee_satang(fund, TODAY)) == (7, 0)
    assert states(fund, None, TODAY) is None
    assert resting(fund, [one.pk], TODAY) == frozenset()
    assert behind(fund, TODAY) == []


def test_what_the_by_law_says_of_bags_and_the_entry_fee(cast: Cast) -> None:
    adopt(cast, bag_days="bag_days: 5")
    assert bag_days_max(cast.fund.pk, TODAY) == 5
    assert entry_fee_satang(cast.fund.pk, TODAY) == 20_00


def test_where_the_by_law_is_silent_a_bag_is_held_a_week(cast: Cast) -> None:
    text = BYLAW.format(
        convention="month", unit_baht="30", effective_from=FIRST, more=""
    )
    start, end = text.index("receipts:"), text.index("certification:")
    silent = text[:start] + text[end:]
    adopt_text(cast.act("chanpen", today=FIRST), text=silent, effective_from=FIRST)
    assert bag_days_max(cast.fund.pk, TODAY) == 7


def test_those_behind_are_told_with_their_days_and_what_they_owe(cast: Cast) -> None:
    adopt(cast)
    rests = member(cast, 1, date(2026, 8, 20))
    lapsed = member(cast, 2, date(2025, 11, 20))
    member(cast, 3, date(2026, 8, 21))
    member(cast, 4, date(2025, 1, 1), exited_on=TODAY, exit_reason="resigned")
    assert behind(cast.fund.pk, TODAY) == [
        Behind(
            membership=lapsed,
            is_lapsed=True,
            paid_through=date(2025, 11, 19),
            suspended_from=date(2026, 2, 20),
            lapsed_from=TODAY,
            # A month that was begun is owed whole: November 2025 and twelve more.
            arrears_satang=13 * 30_00,
        ),
        Behind(
            membership=rests,
            is_lapsed=False,
            paid_through=date(2026, 8, 19),
            suspended_from=TODAY,
            lapsed_from=date(2027, 8, 20),
            arrears_satang=4 * 30_00,
        ),
    ]


def test_where_no_rule_sets_a_day_there_is_none(cast: Cast) -> None:
    suspension = "".join(
        line for line in RULES.splitlines(keepends=True) if "lapse" not in line
    )
    adopt(cast, suspension)
    member(cast, 1, date(2021, 1, 1))
    (one,) = behind(cast.fund.pk, TODAY)
    assert (one.suspended_from, one.lapsed_from) == (date(2021, 4, 1), None)
    assert not one.is_lapsed


def test_the_other_funds_members_are_not_behind_here(cast: Cast) -> None:
    adopt(cast)
    one = member(cast, 1, date(2026, 1, 1))
    Membership.objects.filter(pk=one.pk).update(fund=cast.other_fund)
    assert behind(cast.fund.pk, TODAY) == []


@pytest.mark.parametrize("few", [0, lapse.FEW])
def test_those_who_rest_of_those_asked_for(
    cast: Cast, few: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(lapse, "FEW", few)
    adopt(cast)
    both = [member(cast, no, date(2026, 8, 19)) for no in (1, 2)]
    fund, (one, two) = cast.fund.pk, [one.pk for one in both]
    day = date(2026, 11, 19)
    assert resting(fund, [], day) == frozenset()
    assert resting(fund, [one, two], date(2026, 11, 18)) == frozenset()
    assert resting(fund, [one], day) == {one}
    # What comes in on a day counts from that day on, and not before it.
    pay(cast, (both[0], 120))
    assert resting(fund, [one, two], TODAY) == {two}
    assert resting(fund, [one, two], day) == {one, two}


def wait_until(cast: Cast, on: date, *members: Membership) -> list[int] | None:
    rules = rules_on(cast.fund.pk, TODAY)
    assert rules is not None
    ids = [one.pk for one in members]
    days = column([day_number(on)] * len(ids))
    found = came_back(rules.membership, cast.fund.pk, ids, days)
    return None if found is None else found.tolist()


@pytest.mark.parametrize("few", [0, lapse.FEW])
def test_who_paid_up_waits_anew_from_the_day_the_money_came(
    cast: Cast, few: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(lapse, "FEW", few)
    adopt(cast, RULES + WAITS)
    # Rights rest from 10 August: paid up on that very day, or the day before.
    late, in_time = (member(cast, no, date(2026, 5, 10)) for no in (1, 2))
    day, before = date(2026, 8, 10), date(2026, 8, 9)
    pay(cast, (late, 150), received_on=day)
    pay(cast, (in_time, 150), received_on=before)
    until = day_number(date(2026, 11, 8))
    assert wait_until(cast, day, late, in_time) == [until, FIRST_DAY]
    assert wait_until(cast, before, late, in_time) == [FIRST_DAY, FIRST_DAY]
    assert wait_until(cast, day, in_time, late) == [FIRST_DAY, until]
    # The wait is over, and long over.
    assert wait_until(cast, date(2026, 11, 7), late) == [until]
    assert wait_until(cast, date(2027, 11, 8), late) == [FIRST_DAY]
    receipt = Receipt.objects.get(received_on=day)
    reverse_receipt(cast.act("somsri"), receipt=receipt.public_id, reason="ผิดคน")
    assert wait_until(cast, day, late) == [FIRST_DAY]


def test_what_another_record_of_the_member_paid_counts_as_the_members(
    cast: Cast,
) -> None:
    adopt(cast, RULES + WAITS)
    day = date(2026, 8, 10)
    doubled, kept, other = (member(cast, no, date(2026, 5, 10)) for no in (1, 2, 3))
    pay(cast, (doubled, 150), received_on=day)
    Membership.objects.filter(pk=doubled.pk).update(counted_in=kept)
    until = day_number(date(2026, 11, 8))
    assert wait_until(cast, day, kept, other) == [until, FIRST_DAY]
    assert wait_until(cast, day, other) == [FIRST_DAY]


@pytest.mark.parametrize(
    "rules",
    [
        RULES,
        RULES + WAITS.replace("waiting: 90 days", "pays: nothing"),
        "membership:\n" + WAITS,
    ],
    ids=["no return", "no waiting", "no suspension"],
)
def test_without_such_a_rule_nobody_waits_anew(cast: Cast, rules: str) -> None:
    adopt(cast, rules)
    assert wait_until(cast, TODAY, member(cast, 1, date(2026, 5, 10))) is None


def test_who_has_not_lapsed_is_named(cast: Cast) -> None:
    adopt(cast)
    rests = member(cast, 1, date(2026, 8, 20))
    names = [rests.public_id, uuid4()]
    act = cast.act("chanpen")
    facts = {"memberships": names, "resolution": "มติ 11/2569"}
    assert told(strike_off_lapsed, act, **facts) == [
        (C.NOT_LAPSED, {"who": rests.person.full_name()}),
        (C.NOT_LAPSED, {"who": "สมาชิก"}),
    ]

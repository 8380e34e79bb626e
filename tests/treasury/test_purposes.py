"""Money given for a purpose is kept for it, spent on it alone, and adds up."""

from __future__ import annotations

from datetime import timedelta
from typing import Any
from uuid import UUID

import pytest

from kongbun.kernel.refusal import RefusalCode, Refused
from kongbun.ledger.balances import balance, balances_on
from kongbun.ledger.fence import free_satang
from kongbun.reports.form1 import item_10
from kongbun.reports.money import balance_sheet, read_books, trial_balance
from kongbun.reports.period import Period
from kongbun.testing.cast import TODAY, Cast, has_audit_line
from kongbun.treasury.actions import cash_over_short
from kongbun.treasury.models import Purpose
from kongbun.treasury.purpose_actions import open_purpose, set_aside, set_free
from kongbun.treasury.purposes import purses, standing
from tests.claims import story as stories
from tests.treasury.steps import (
    DAY,
    give,
    make_purpose,
    refusal_of,
    reverse_it,
    spend,
)

pytestmark = pytest.mark.django_db
FLOOD = "restricted:1"


def left(cast: Cast, code: str = FLOOD) -> int:
    return balance(cast.fund.pk, code)


def refused(step: Any, *args: Any, **facts: Any) -> Refused:
    with pytest.raises(Refused) as caught:
        step(*args, **facts)
    return caught.value


def test_money_for_a_purpose_lies_with_the_rest_and_is_kept_apart(cast: Cast) -> None:
    give(cast, 300_00)
    give(cast, 1_000_00, purpose=make_purpose(cast))
    assert balance(cast.fund.pk, "cash") == 1_300_00
    assert balance(cast.fund.pk, "income:donation") == -1_300_00
    assert left(cast) == 1_000_00
    assert free_satang(cast.fund.pk) == 300_00
    assert sum(balances_on(cast.fund.pk, TODAY).values()) == 0
    assert has_audit_line(cast, "treasury.open_purpose")


def test_what_is_not_of_the_purpose_takes_only_what_is_free(cast: Cast) -> None:
    give(cast, 300_00)
    give(cast, 1_000_00, purpose=make_purpose(cast))
    no = refused(spend, cast, 300_01, "expense:office")
    assert no.code is RefusalCode.FENCED_MONEY
    assert no.reasons[0].shown() == {
        "found": "300.00",
        "required": "300.01",
        "purposes": "น้ำท่วม 2569",
    }
    spend(cast, 300_00, "expense:office")
    assert (left(cast), free_satang(cast.fund.pk)) == (1_000_00, 0)


def test_what_is_of_the_purpose_is_paid_from_it_first(cast: Cast) -> None:
    give(cast, 300_00)
    give(cast, 1_000_00, purpose=make_purpose(cast))
    spend(cast, 1_100_00)
    assert (left(cast), free_satang(cast.fund.pk)) == (0, 200_00)
    [purse] = purses(cast.fund.pk)
    assert (purse.kept.received_satang, purse.kept.spent_satang) == (1_000_00,) * 2


def test_the_payer_may_choose_the_purpose_or_free_money(cast: Cast) -> None:
    give(cast, 1_000_00)
    first, second = make_purpose(cast), make_purpose(cast, "ค่ารถอาสา")
    give(cast, 500_00, purpose=first)
    give(cast, 500_00, purpose=second)
    spend(cast, 100_00, out_of="restricted:2")
    assert (left(cast), left(cast, "restricted:2")) == (500_00, 400_00)
    spend(cast, 100_00, out_of="free")
    assert (left(cast), left(cast, "restricted:2")) == (500_00, 400_00)
    spend(cast, 700_00)
    assert (left(cast), left(cast, "restricted:2")) == (0, 200_00)


def test_what_ends_first_is_spent_first(cast: Cast) -> None:
    give(cast, 500_00, purpose=make_purpose(cast))
    ends = make_purpose(cast, "ค่ารถอาสา", until=TODAY)
    give(cast, 500_00, purpose=ends)
    spend(cast, 100_00)
    assert (left(cast), left(cast, "restricted:2")) == (500_00, 400_00)


def test_a_purpose_pays_for_nothing_else_and_not_after_its_last_day(cast: Cast) -> None:
    give(cast, 1_000_00)
    purpose = make_purpose(cast, until=TODAY, today=TODAY)
    give(cast, 1_000_00, purpose=purpose)
    for expense, changed in (
        ("expense:office", {}),
        (
            "expense:travel",
            {"today": TODAY + timedelta(1), "paid_on": TODAY + timedelta(1)},
        ),
    ):
        no = refused(spend, cast, 1_00, expense, out_of=FLOOD, **changed)
        assert no.code is RefusalCode.PURPOSE_UNFIT
    no = refused(spend, cast, 1_00, out_of="restricted:9")
    assert no.code is RefusalCode.NOT_FOUND
    # Unchosen it is paid from free money, and never from what is over.
    day = TODAY + timedelta(1)
    spend(cast, 1_000_00, today=day, paid_on=day)
    assert left(cast) == 1_000_00


def test_reversals_undo_the_fence_exactly(cast: Cast) -> None:
    give(cast, 200_00)
    came = give(cast, 1_000_00, purpose=make_purpose(cast))
    spent = spend(cast, 1_100_00)
    no = refused(reverse_it, cast, came)
    assert no.code is RefusalCode.NOT_ENOUGH_MONEY
    reverse_it(cast, spent, two=True)
    assert (left(cast), free_satang(cast.fund.pk)) == (1_000_00, 200_00)
    reverse_it(cast, came)
    assert (left(cast), free_satang(cast.fund.pk)) == (0, 200_00)
    [purse] = purses(cast.fund.pk)
    assert (purse.kept.received_satang, purse.kept.spent_satang) == (0, 0)


def test_a_gift_that_was_spent_is_not_reversed_before_the_spending(cast: Cast) -> None:
    came = give(cast, 1_000_00, purpose=make_purpose(cast))
    give(cast, 5_000_00)
    spend(cast, 1)
    no = refused(reverse_it, cast, came)
    assert no.reasons[0].facts["account"] == "น้ำท่วม 2569"


def test_a_benefit_is_paid_from_the_money_for_it(cast: Cast) -> None:
    """Seven nights in hospital: by its category, and by the by-law's own code."""
    story = stories.tell(cast)
    start = free_satang(cast.fund.pk)
    for name, uses in (("ผู้ป่วย", ["expense:benefit:2"]), ("นอนรพ.", ["benefit:ipd"])):
        give(cast, 300_00, purpose=make_purpose(cast, name, uses=uses))
    claim = story.approved()
    assert claim.granted_satang == 500_00
    story.pay(claim)
    assert (left(cast), left(cast, "restricted:2")) == (0, 100_00)
    assert free_satang(cast.fund.pk) == start


def test_a_benefit_that_is_not_of_the_purpose_is_refused(cast: Cast) -> None:
    story = stories.tell(cast)
    claim = story.approved()
    purpose = make_purpose(cast)
    amount = free_satang(cast.fund.pk) - claim.granted_satang + 1
    set_aside(cast.act("somsri"), purpose=purpose, amount_satang=amount, reason="มติ")
    assert refused(story.pay, claim).code is RefusalCode.FENCED_MONEY
    no = refused(story.pay, claim, out_of=FLOOD)
    assert no.code is RefusalCode.PURPOSE_UNFIT
    give(cast, 1)
    story.pay(claim)


def test_money_is_set_aside_later_and_set_free_by_two(cast: Cast) -> None:
    give(cast, 1_000_00)
    purpose = make_purpose(cast)
    facts: dict[str, Any] = {"purpose": purpose, "reason": "มติกรรมการ 3/2569"}
    no = refused(set_aside, cast.act("somsri"), amount_satang=1_000_01, **facts)
    # Nothing is set aside yet: there is no purpose to name.
    assert no.code is RefusalCode.NOT_ENOUGH_MONEY
    said = no.reasons[0].shown()
    assert (said["found"], said["required"]) == ("1,000.00", "1,000.01")
    set_aside(cast.act("somsri"), amount_satang=400_00, **facts)
    assert (left(cast), free_satang(cast.fund.pk)) == (400_00, 600_00)
    assert has_audit_line(cast, "treasury.set_aside")
    facts["amount_satang"] = 400_00
    for second, code in (
        (None, RefusalCode.SECOND_PERSON_NEEDED),
        ("somsri", RefusalCode.SAME_PERSON),
        ("chanpen", RefusalCode.NOT_ALLOWED),
    ):
        user = cast.users[second].pk if second else None
        no = refused(set_free, cast.act("somsri"), second_user_id=user, **facts)
        assert no.code is code
    facts["second_user_id"] = cast.users["prasong"].pk
    less = {**facts, "amount_satang": 399_99}
    assert refusal_of(cast.act("somsri"), set_free, **less) is RefusalCode.CHANGED_SINCE
    set_free(cast.act("somsri"), **facts)
    assert (left(cast), free_satang(cast.fund.pk)) == (0, 1_000_00)
    [purse] = purses(cast.fund.pk)
    assert purse.kept.freed_satang == 400_00
    assert has_audit_line(cast, "treasury.set_free")


def test_a_reason_is_needed(cast: Cast) -> None:
    purpose = make_purpose(cast)
    for action, more in (
        (set_aside, {}),
        (set_free, {"second_user_id": cast.users["prasong"].pk}),
    ):
        code = refusal_of(
            cast.act("somsri"),
            action,
            purpose=purpose,
            amount_satang=1,
            reason=" ",
            **more,
        )
        assert code is RefusalCode.FIELD_EMPTY


def test_a_purpose_says_what_it_is_for(cast: Cast) -> None:
    no = refused(make_purpose, cast, " ", giver="", uses=[])
    assert [reason.code for reason in no.reasons] == [RefusalCode.FIELD_EMPTY] * 3
    for uses in (["expense:refund"], ["income:dues"], ["benefit:none"]):
        assert refused(make_purpose, cast, uses=uses).code is RefusalCode.NOT_FOUND
    before = TODAY - timedelta(1)
    no = refused(make_purpose, cast, until=before)
    assert no.code is RefusalCode.PURPOSE_OVER_ALREADY
    make_purpose(cast)
    assert refused(make_purpose, cast).code is RefusalCode.PURPOSE_NAME_TAKEN
    assert Purpose.objects.count() == 1


def test_outsiders_and_other_funds_get_nothing_of_it(cast: Cast) -> None:
    purpose = make_purpose(cast)
    aside: dict[str, Any] = {"purpose": purpose, "amount_satang": 1, "reason": "มติ"}
    free = {**aside, "second_user_id": cast.users["prasong"].pk}
    for who in ("prasert", "sombat", "kamnan", "noi"):
        assert refused(make_purpose, cast, "x", who=who).code is RefusalCode.NOT_ALLOWED
        for action, facts in ((set_aside, aside), (set_free, free)):
            assert refusal_of(cast.act(who), action, **facts) is RefusalCode.NOT_ALLOWED
    act = cast.act("noi", fund=cast.other_fund)
    assert refusal_of(act, set_aside, **aside) is RefusalCode.NOT_FOUND
    no = refused(give, cast, purpose=UUID(int=5))
    assert no.code is RefusalCode.NOT_FOUND


def test_the_same_command_again_opens_one_purpose(cast: Cast) -> None:
    act = cast.act("somsri")
    facts: dict[str, Any] = {
        "name": "น้ำท่วม",
        "giver": "เทศบาล",
        "uses": ["expense:travel"],
    }
    first = open_purpose(act, **facts)
    assert first == open_purpose(cast.act("somsri", command_id=act.command_id), **facts)


def test_a_loss_is_booked_though_it_takes_from_what_is_kept(cast: Cast) -> None:
    """What is gone is gone; nothing more is spent, but for the purpose itself."""
    give(cast, 100_00)
    give(cast, 1_000_00, purpose=make_purpose(cast))
    cash_over_short(
        cast.act("somsri"),
        cash="cash",
        is_over=False,
        amount_satang=400_00,
        occurred_on=DAY,
        reason="หายจากกล่อง แจ้งความแล้ว",
        second_user_id=cast.users["prasong"].pk,
    )
    assert standing(cast.fund.pk).missing_satang == 300_00
    no = refused(spend, cast, 1, "expense:office")
    assert no.reasons[0].facts["found"].satang == 0  # type: ignore[attr-defined]
    spend(cast, 500_00)
    assert left(cast) == 500_00


def test_reports_add_up_with_money_kept_for_a_purpose(cast: Cast) -> None:
    give(cast, 300_00)
    give(cast, 1_000_00, purpose=make_purpose(cast))
    spend(cast, 250_00)
    read = read_books(Period(cast.fund.pk, TODAY))
    trial, sheet, form = trial_balance(read), balance_sheet(read), item_10(read)
    rows = {row["code"]: row for row in trial["rows"]}
    assert rows[FLOOD]["debit_satang"] == rows["equity:free"]["credit_satang"] == 750_00
    assert sheet["total"] == {
        "assets_satang": 1_050_00,
        "owed_satang": 0,
        "own_satang": 1_050_00,
        "fenced_satang": 750_00,
        "free_satang": 300_00,
    }
    assert form["total"]["left_satang"] == 1_300_00
    assert not [row for row in form["receipts"] if row["code"] == "opening"]

"""Two accounts of one person are one: nobody checks under a second name."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any
from uuid import UUID

import pytest

from kongbun.access.permissions import Verb, second_user
from kongbun.approvals.models import Approval
from kongbun.dues.bag_actions import accept_bag, offer_bag
from kongbun.founding.actions import decide_opening, state_opening
from kongbun.kernel.refusal import RefusalCode, Refused
from kongbun.testing.cast import PASSWORD, TODAY, Cast, one_person
from kongbun.treasury.actions import cash_over_short
from kongbun.treasury.models import CashCount, Movement, MovementBooking
from tests.dues.village import adopt_convention, make_house, take
from tests.treasury.steps import ask_expense, count, decide, give, pay

pytestmark = pytest.mark.django_db
Step = Callable[[Cast], Any]


def approve_own_expense(cast: Cast) -> None:
    decide(cast, ask_expense(cast))


def pay_what_was_approved(cast: Cast) -> None:
    asked = ask_expense(cast)
    decide(cast, asked, who="kamnan")
    pay(cast, asked)


def count_alone(cast: Cast) -> None:
    count(cast, {"10000": 1})


def find_short_alone(cast: Cast) -> None:
    cash_over_short(
        cast.act("somsri"),
        cash=cast.cash,
        is_over=False,
        amount_satang=1_00,
        occurred_on=TODAY,
        reason="หาไม่พบ",
        second_user_id=cast.users["chanpen"].pk,
    )


def accept_own_bag(cast: Cast) -> None:
    """Offered by somebody else, but the holder is who counts."""
    offer = offer_bag(cast.act("somsri"), bag=cast.bag)["offer"]
    accept_bag(cast.act("chanpen"), offer=UUID(offer), counted_satang=6_000)


def accept_own_offer(cast: Cast) -> None:
    offer = offer_bag(cast.act("somsri"), bag=cast.bag)["offer"]
    accept_bag(cast.act("chanpen"), offer=UUID(offer), counted_satang=6_000)


def approve_own_opening(cast: Cast) -> None:
    stated = state_opening(
        cast.act("somsri"),
        cut_over_on=date(2025, 9, 30),
        holdings={"cash": 2_000_00},
        receipts_to_date={},
        benefits_to_date={},
    )
    decide_opening(
        cast.act("prasong"),
        statement=UUID(stated["statement"]),
        content_hash=stated["hash"],
        approved=True,
    )


def sign_in_beside(cast: Cast) -> None:
    second_user(
        cast.act("somsri"), Verb.COUNT_CASH, username="chanpen", password=PASSWORD
    )


STEPS: list[tuple[Step, tuple[str, str]]] = [
    (approve_own_expense, ("somsri", "prasong")),
    (pay_what_was_approved, ("somsri", "kamnan")),
    (count_alone, ("somsri", "chanpen")),
    (find_short_alone, ("somsri", "chanpen")),
    (accept_own_bag, ("prasert", "chanpen")),
    (accept_own_offer, ("somsri", "chanpen")),
    (approve_own_opening, ("somsri", "prasong")),
    (sign_in_beside, ("somsri", "chanpen")),
]


@pytest.mark.parametrize(
    ("step", "names"), STEPS, ids=[step.__name__ for step, _ in STEPS]
)
def test_another_account_of_the_same_person_is_no_second_person(
    cast: Cast, step: Step, names: tuple[str, str]
) -> None:
    if step not in (approve_own_opening,):
        give(cast)
    if step in (accept_own_bag, accept_own_offer):
        adopt_convention(cast)
        make_house(cast, "27", "นางบุญเรือน แสนสุข")
        take(cast, {"27": 60})
    one_person(cast, *names)
    checked = Approval.objects.filter(checker=cast.users[names[1]])
    with pytest.raises(Refused) as refused:
        step(cast)
    assert refused.value.code is RefusalCode.SAME_PERSON
    assert step is pay_what_was_approved or not checked.exists()
    assert not CashCount.objects.exists()
    assert (
        MovementBooking.objects.count()
        == Movement.objects.filter(kind="income").count()
    )

"""Words of who may not give them, in another's name, too late, or about another thing.

Every hash and the whole chain are made again: only the rows contradict each other.
"""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest

from kongbun.access.actions import end_role
from kongbun.access.models import RoleGrant
from kongbun.dues.bag_actions import accept_bag, offer_bag
from kongbun.soundness.check import check
from kongbun.testing import insider
from kongbun.testing.cast import make_cast
from kongbun.testing.databases import Once
from kongbun.treasury.actions import cash_over_short
from tests.claims.story import Story, tell
from tests.dues.village import make_house, take
from tests.treasury.steps import ask_expense, decide, pay

NOW = datetime(2026, 11, 20, 5, tzinfo=UTC)


def user(name: str) -> str:
    return f"(SELECT id FROM access_user WHERE username = '{name}')"


def commanded(kind: str, name: str) -> tuple[str, ...]:
    """The whole command was given by another, as far as its rows say."""
    of = f"(SELECT MAX(id) FROM commands_command WHERE kind = '{kind}')"
    return (
        f"UPDATE commands_command SET user_id = {user(name)} WHERE id = {of}",
        f"UPDATE audit_auditevent SET user_id = {user(name)} WHERE command_id = {of}",
    )


def word(of: str, change: str) -> str:
    return f"UPDATE approvals_approval SET {change} WHERE subject_kind = '{of}'"


ANOTHER = "subject_id = (SELECT public_id FROM access_fund WHERE code = 'TUNG')"
PLANTED: dict[str, tuple[set[str], tuple[str, ...]]] = {
    "approved by a collector": (
        {"K011"},
        (
            word("claim", f"checker_id = {user('prasert')}"),
            *commanded("claims.approve", "prasert"),
        ),
    ),
    "an expense approved by a collector": (
        {"K011"},
        (
            word("expense", f"checker_id = {user('prasert')}"),
            *commanded("treasury.decide_expense", "prasert"),
        ),
    ),
    "paid by a collector": (
        {"K011"},
        (
            f"UPDATE claims_payment SET paid_by_id = {user('prasert')}",
            *commanded("claims.pay", "prasert"),
        ),
    ),
    "paid in another's name": (
        {"K011"},
        (f"UPDATE claims_payment SET paid_by_id = {user('chanpen')}",),
    ),
    "approved in another's name": (
        {"K011"},
        (word("claim", f"checker_id = {user('kamnan')}"),),
    ),
    "the maker's own word, told of another thing": (
        {"K012"},
        (
            f"UPDATE claims_claim SET submitted_by_id = {user('prasong')}",
            word("claim", ANOTHER),
        ),
    ),
    "a bag's word, told of another thing": ({"K012"}, (word("bag", ANOTHER),)),
    "paid on a day before the word": (
        {"K012"},
        (
            "UPDATE claims_payment SET paid_on = '2026-11-18'",
            "UPDATE ledger_entry SET occurred_on = '2026-11-18', booked_on ="
            " '2026-11-18' WHERE id = (SELECT entry_id FROM claims_payment)",
        ),
    ),
    "paid by a command before the word": (
        {"K011", "K012"},
        (
            "UPDATE approvals_approval SET command_id = (SELECT MAX(id) FROM"
            " commands_command WHERE kind = 'treasury.decide_expense')"
            " WHERE subject_kind = 'claim'",
        ),
    ),
    "signed by nobody": ({"K012"}, ("DELETE FROM approvals_signature",)),
    "a word about nothing that there is": (
        {"K011", "K012"},
        (
            "UPDATE approvals_approval SET subject_kind = 'x', checker_id ="
            f" {user('prasert')} WHERE subject_kind = 'expense'",
            *commanded("treasury.decide_expense", "prasert"),
        ),
    ),
    "a word under another command": (
        {"K011", "K012", "K013"},
        (
            "UPDATE approvals_approval SET command_id = (SELECT MAX(id) FROM"
            " commands_command WHERE kind = 'bylaws.adopt'), checker_id = (SELECT"
            " user_id FROM commands_command WHERE kind = 'bylaws.adopt' ORDER BY id"
            " DESC LIMIT 1) WHERE subject_kind = 'bag'",
        ),
    ),
    "a body for which they do not speak": (
        {"K011"},
        (
            word("claim", f"checker_id = {user('bunmee')}"),
            *commanded("claims.approve", "bunmee"),
        ),
    ),
    "a month's work by who may not do it": (
        {"K011"},
        (
            f"UPDATE treasury_movement SET entered_by_id = {user('prasert')}",
            *commanded("treasury.other_expense", "prasert"),
        ),
    ),
}


def begin() -> Story:
    """A stay asked for, signed, approved and paid; a bag handed over; an expense."""
    told = tell(make_cast())
    cast = told.cast
    make_house(cast, "27", "นางคำ ใจดี")
    take(cast, {"27": 730})
    offer = offer_bag(cast.act("prasert"), bag=cast.bag)
    accept_bag(
        cast.act("somsri"), offer=offer["offer"], counted_satang=offer["amount_satang"]
    )
    told.pay(told.approved())
    asked = ask_expense(cast)
    decide(cast, asked)
    pay(cast, asked)
    return told


@pytest.fixture
def story(once: Once) -> Story:
    return once(begin)


def test_sound_hands_raise_none(story: Story) -> None:
    assert story.cast.fund
    assert check(now=NOW) == []


@pytest.mark.parametrize("what", PLANTED)
def test_another_hand_is_found(story: Story, what: str) -> None:
    assert story.cast.fund
    wanted, statements = PLANTED[what]
    insider.plant(*statements)
    assert {one.code for one in check(now=NOW)} == wanted


def test_whoever_counts_the_box_books_what_is_short_in_it(story: Story) -> None:
    """The committee does, who may book no other money."""
    cash_over_short(
        story.cast.act("kamnan"),
        cash=story.cast.cash,
        is_over=False,
        amount_satang=1_00,
        occurred_on=date(2026, 11, 20),
        reason="นับแล้วขาด",
        second_user_id=story.cast.users["somsri"].pk,
    )
    assert check(now=NOW) == []


@pytest.mark.parametrize("until", [date(2026, 11, 20), date(2026, 11, 1)])
def test_what_was_done_before_a_duty_was_ended_stands(
    story: Story, until: date
) -> None:
    """Whoever ceases today did it this morning; an end may be of a day long past."""
    duty = RoleGrant.objects.get(user=story.cast.users["somsri"], role="treasurer")
    end_role(
        story.cast.act("prasong"),
        grant=duty.public_id.hex,
        until_date=until,
    )
    assert check(now=NOW) == []


def test_a_word_after_the_duty_was_ended_is_found(story: Story) -> None:
    cast = story.cast
    duty = RoleGrant.objects.get(user=cast.users["kamnan"], role="committee")
    end_role(
        cast.act("prasong"), grant=duty.public_id.hex, until_date=date(2026, 11, 20)
    )
    asked = ask_expense(cast)
    decide(cast, asked)
    insider.plant(
        f"UPDATE approvals_approval SET checker_id = {user('kamnan')} WHERE id ="
        " (SELECT MAX(id) FROM approvals_approval)",
        *commanded("treasury.decide_expense", "kamnan"),
    )
    assert {one.code for one in check(now=NOW)} == {"K011"}

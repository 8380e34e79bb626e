"""Planted bugs of the second person's word: A1.  Ties (A2) and splitting (A3) apart."""

from __future__ import annotations

from contextlib import AbstractContextManager
from typing import Any
from unittest.mock import patch

from kongbun.access import permissions
from kongbun.access.models import Role, RoleGrant
from kongbun.claims import pay_actions
from kongbun.simulation import sabotage as simulated
from kongbun.soundness import words
from kongbun.treasury import expense_actions
from kongbun.treasury.queries import decision
from tests.sabotages.kinds import Sabotage
from tests.sabotages.schema import without_constraint

PAY = "tests/claims/test_pay.py::"
EXPENSE = "tests/treasury/test_other_expense.py::"
BOUND = "tests/treasury/test_bound_to_its_content.py::"
ONE_PERSON = (
    "tests/access/test_one_person.py::"
    "test_another_account_of_the_same_person_is_no_second_person"
)
OTHERWISE = (
    "tests/soundness/test_words.py::"
    "test_what_was_done_otherwise_than_approved_is_found[a voucher and its money]"
)
Bug = AbstractContextManager[Any]


def _any_award() -> Bug:
    """The award is paid as it stands, whatever was approved."""

    def award(claim: Any, _: int) -> Any:
        return claim.awards.select_related("decision", "approval").get()

    return patch.object(pay_actions, "_award_as_approved", award)


def _as_it_was_said() -> Bug:
    """An expense is not compared with what was approved."""

    def approved(movement: Any) -> bytes:
        word = decision(movement)
        assert word is not None
        return bytes(word.content_hash)

    return patch.object(expense_actions, "what_is_approved", approved)


def _for_ever() -> Bug:
    """A duty that ended, and a user who may sign in no more, still count."""

    def roles(user_id: int, fund_id: int, on: Any) -> frozenset[Any]:
        grants = RoleGrant.objects.filter(user_id=user_id, fund_id=fund_id)
        return frozenset(Role(role) for role in grants.values_list("role", flat=True))

    return patch.object(permissions, "roles", roles)


def _makers_own_word() -> Bug:
    """Nothing in the program looks whether the checker is the maker."""
    return patch.object(permissions, "is_one_person", lambda *_: False)


SABOTAGES = (
    Sabotage(
        "approve-own",
        "A1",
        "Two accounts of one person pass for two people.",
        (ONE_PERSON,),
        simulated.SABOTAGES["approve-own"],
    ),
    Sabotage(
        "makers-own-word",
        "A1",
        "Who entered an expense approves it, and who approved it pays it.",
        (
            f"{EXPENSE}test_who_approved_it_cannot_pay_it",
            f"{PAY}test_who_approved_it_does_not_pay_it",
        ),
        _makers_own_word,
    ),
    Sabotage(
        "maker-is-checker",
        "A1",
        "The database keeps an approval by who made the thing.",
        (f"{BOUND}test_the_database_keeps_no_word_on_ones_own_work",),
        lambda: without_constraint("approvals_approval", "maker_is_not_checker"),
    ),
    Sabotage(
        "any-award",
        "A1",
        "A claim is paid though it changed between approval and payment.",
        (f"{PAY}test_one_satang_more_or_less_than_approved_is_refused",),
        _any_award,
    ),
    Sabotage(
        "as-it-was-said",
        "A1",
        "An expense is paid though a satang changed since it was approved.",
        (f"{BOUND}test_one_satang_changed_after_the_approval_is_not_paid",),
        _as_it_was_said,
    ),
    Sabotage(
        "duties-for-ever",
        "A1",
        "Who holds a duty no more still approves.",
        (
            f"{BOUND}test_who_holds_the_duty_no_more_does_not_approve",
            "tests/access/test_users_and_duties.py::"
            "test_who_may_sign_in_no_more_has_no_duty",
        ),
        _for_ever,
    ),
    Sabotage(
        "approvals-unlooked",
        "A1",
        "The check compares nothing with what was approved.",
        (OTHERWISE,),
        lambda: patch.object(words, "done_as_approved", lambda _: iter(())),
    ),
    Sabotage(
        "makers-unlooked",
        "A1",
        "The check does not ask who made what was approved.",
        ("tests/soundness/test_words.py::test_who_asked_cannot_have_approved",),
        lambda: patch.object(words, "checked_by_another", lambda _: iter(())),
    ),
)

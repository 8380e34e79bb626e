"""A second person's word is of exactly what is done, by who may give it then (A1)."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from django.db import IntegrityError, connections, transaction

from kongbun.access.actions import end_role
from kongbun.access.models import RoleGrant, User
from kongbun.approvals.models import Approval
from kongbun.kernel.refusal import RefusalCode, Refused
from kongbun.ledger.balances import balance
from kongbun.testing import insider
from kongbun.testing.cast import TODAY, Cast, make_cast
from kongbun.testing.databases import Copy
from tests.treasury.steps import ask_expense, decide, give, pay

CHANGED = {
    "one satang": "amount_satang = amount_satang + 1",
    "the payee": "party = 'นายประเสริฐ'",
    "the reason": "reason = 'อื่น'",
    "the day": "occurred_on = '2026-11-01'",
    "the account": "other_id = (SELECT id FROM ledger_account WHERE code ="
    " 'expense:travel' AND fund_id = treasury_movement.fund_id)",
}


@pytest.mark.parametrize("what", CHANGED)
def test_one_satang_changed_after_the_approval_is_not_paid(
    committed_db: Copy, what: str
) -> None:
    """By an insider, between the approval and the payment."""
    assert committed_db.name
    cast = make_cast()
    give(cast)
    asked = ask_expense(cast)
    decide(cast, asked)
    with insider.tampering() as cursor:
        cursor.execute(
            f"UPDATE treasury_movement SET {CHANGED[what]} WHERE kind = 'expense'"
        )
        assert cursor.rowcount == 1
    connections["default"].close()
    with pytest.raises(Refused) as refused:
        pay(cast, asked)
    assert refused.value.code is RefusalCode.CHANGED_SINCE
    assert balance(cast.fund.pk, "expense:office") == 0


def ended(cast: Cast) -> None:
    end_role(
        cast.act("prasong"),
        grant=RoleGrant.objects.get(
            fund=cast.fund, user=cast.users["kamnan"], role="committee"
        ).public_id.hex,
        until_date=TODAY,
    )


def signed_out_for_good(cast: Cast) -> None:
    User.objects.filter(pk=cast.users["kamnan"].pk).update(is_active=False)


@pytest.mark.django_db
@pytest.mark.parametrize("how", [ended, signed_out_for_good])
def test_who_holds_the_duty_no_more_does_not_approve(
    cast: Cast, how: Callable[[Cast], Any]
) -> None:
    """As it is when the word is given, though the page was opened before."""
    asked = ask_expense(cast)
    how(cast)
    with pytest.raises(Refused) as refused:
        decide(cast, asked, who="kamnan")
    assert refused.value.code is RefusalCode.NOT_ALLOWED
    assert not Approval.objects.exists()
    decide(cast, asked)


@pytest.mark.django_db
def test_the_database_keeps_no_word_on_ones_own_work(cast: Cast) -> None:
    decide(cast, ask_expense(cast))
    word = Approval.objects.get()
    word.pk, word.public_id = None, word.subject_id
    word.maker_id = word.checker_id
    with pytest.raises(IntegrityError), transaction.atomic():
        word.save(force_insert=True)

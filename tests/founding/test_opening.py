"""A fund that starts in mid-life: one states, another approves, one entry."""

from __future__ import annotations

from datetime import date
from typing import Any
from uuid import UUID

import pytest

from kongbun.commands.run import Act
from kongbun.founding.actions import decide_opening, found_fund, state_opening
from kongbun.founding.queries import opening_figures
from kongbun.kernel.refusal import RefusalCode, Refused
from kongbun.ledger.balances import balances_on
from kongbun.ledger.models import Entry
from kongbun.people.models import Membership
from kongbun.testing.cast import TODAY, Cast, has_audit_line, make_member

pytestmark = pytest.mark.django_db
CUT = date(2025, 9, 30)


def state(act: Act, **changed: Any) -> dict[str, Any]:
    facts: dict[str, Any] = {
        "cut_over_on": CUT,
        "holdings": {"cash": 2_000_00, "bank:1": 500_000_00},
        "receipts_to_date": {"income:dues": 900_000_00},
        "benefits_to_date": {"4": {"persons": 12, "amount_satang": 120_000_00}},
    }
    return state_opening(act, **{**facts, **changed})


def decide(act: Act, stated: dict[str, Any], **changed: Any) -> dict[str, Any]:
    facts: dict[str, Any] = {
        "statement": UUID(stated["statement"]),
        "content_hash": stated["hash"],
        "approved": True,
    }
    return decide_opening(act, **{**facts, **changed})


def test_nothing_is_booked_until_another_person_approves(cast: Cast) -> None:
    stated = state(cast.act("somsri"))
    assert not Entry.objects.exists()
    decide(cast.act("prasong"), stated)
    assert balances_on(cast.fund.pk, CUT) == {
        "cash": 2_000_00,
        "bank:1": 500_000_00,
        "equity:opening": -502_000_00,
    }
    assert Entry.objects.count() == 1
    assert opening_figures(cast.fund.pk, TODAY).count() == 2
    assert has_audit_line(cast, "founding.decide_opening")


def test_who_stated_it_cannot_approve_it(cast: Cast) -> None:
    stated = state(cast.act("prasong"))
    with pytest.raises(Refused) as caught:
        decide(cast.act("prasong"), stated)
    assert caught.value.code is RefusalCode.SAME_PERSON
    assert not Entry.objects.exists()


@pytest.mark.parametrize(
    "changed",
    [
        {"opening_days_paid": 400},
        {"opening_paid_until": CUT},
        {"opening_paid_satang": 40000},
    ],
)
def test_members_figures_that_changed_are_another_content(
    cast: Cast, changed: dict[str, Any]
) -> None:
    member = make_member(cast, 1)
    stated = state(cast.act("somsri"))
    Membership.objects.filter(pk=member.pk).update(**changed)
    with pytest.raises(Refused) as caught:
        decide(cast.act("prasong"), stated)
    assert caught.value.code is RefusalCode.CHANGED_SINCE


def test_a_second_statement_waits_for_the_first(cast: Cast) -> None:
    stated = state(cast.act("somsri"))
    with pytest.raises(Refused) as caught:
        state(cast.act("somsri"))
    assert caught.value.code is RefusalCode.ALREADY_DECIDED
    decide(cast.act("prasong"), stated, approved=False, note="ยอดไม่ตรงสมุด")
    again = state(cast.act("somsri"))
    decide(cast.act("prasong"), again)
    with pytest.raises(Refused):
        state(cast.act("somsri"))


@pytest.mark.parametrize(
    ("changed", "code"),
    [
        ({"cut_over_on": date(2026, 11, 21)}, RefusalCode.DATE_IN_FUTURE),
        ({"holdings": {"cash": -1}}, RefusalCode.FIELD_EMPTY),
        ({"holdings": {"cash": 0}}, RefusalCode.FIELD_EMPTY),
        ({"holdings": {"bank:7": 1}}, RefusalCode.NOT_FOUND),
        ({"receipts_to_date": {"income:magic": 1}}, RefusalCode.NOT_FOUND),
        (
            {"benefits_to_date": {"99": {"persons": 1, "amount_satang": 1}}},
            RefusalCode.NOT_FOUND,
        ),
    ],
)
def test_figures_that_cannot_be_are_refused(
    cast: Cast, changed: dict[str, Any], code: RefusalCode
) -> None:
    with pytest.raises(Refused) as caught:
        state(cast.act("somsri"), **changed)
    assert caught.value.code is code


def test_the_outsider_neither_states_nor_approves(cast: Cast) -> None:
    stated = state(cast.act("somsri"))
    with pytest.raises(Refused) as caught:
        state(cast.act("noi"))
    assert caught.value.code is RefusalCode.NOT_ALLOWED
    with pytest.raises(Refused) as caught:
        decide(cast.act("noi"), stated)
    assert caught.value.code is RefusalCode.NOT_ALLOWED


@pytest.mark.parametrize("code", ["tung", "T", "ทน", "TUNG 1", "A" * 13, "TUNG"])
def test_a_code_that_is_unfit_or_taken_founds_nothing(cast: Cast, code: str) -> None:
    with pytest.raises(Refused) as caught:
        found_fund(
            cast.act("operator", fund_id=0),
            code=code,
            name="กองทุน",
            founded_on=TODAY,
            books_from=TODAY,
        )
    assert caught.value.code in {
        RefusalCode.FUND_CODE_UNFIT,
        RefusalCode.FUND_CODE_TAKEN,
    }

"""Accounts and duties: who may give them, to whom, until when."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest

from kongbun.access import actions
from kongbun.access.models import Role, RoleGrant, User
from kongbun.access.permissions import Verb, may, second_user
from kongbun.kernel.refusal import RefusalCode, Refused
from kongbun.testing.cast import PASSWORD, TODAY, Cast, act_for, has_audit_line

pytestmark = pytest.mark.django_db

SECRET = "น้ำใจไหลมา-2570"


def refused(call: Callable[..., Any], *given: Any, **facts: Any) -> RefusalCode:
    with pytest.raises(Refused) as caught:
        call(*given, **facts)
    return caught.value.code


def new_user(name: str = "dao", **more: Any) -> dict[str, Any]:
    return {
        "username": name,
        "display_name": "นางสาวดาวใจ สุขดี",
        "password_hash": actions.new_password_hash(SECRET),
        **more,
    }


def test_the_chair_makes_an_account_but_never_an_operator(cast: Cast) -> None:
    actions.add_user(cast.act("prasong"), **new_user(is_operator=True))
    made = User.objects.get(username="dao")
    assert made.check_password(SECRET)
    assert not made.is_operator
    assert has_audit_line(cast, "access.add_user")


@pytest.mark.parametrize("who", ["somsri", "chanpen", "prasert", "sombat", "noi"])
def test_nobody_else_makes_accounts(cast: Cast, who: str) -> None:
    assert refused(actions.add_user, cast.act(who), **new_user()) is (
        RefusalCode.NOT_ALLOWED
    )


def test_without_a_fund_only_the_operator_makes_accounts(cast: Cast) -> None:
    facts = new_user()
    chair = act_for(cast.users["prasong"], None)
    assert refused(actions.add_user, chair, **facts) is RefusalCode.NOT_ALLOWED
    actions.add_user(act_for(cast.users["operator"], None), **facts)


def test_two_users_never_share_a_name(cast: Cast) -> None:
    operator = act_for(cast.users["operator"], None)
    assert refused(actions.add_user, operator, **new_user("somsri")) is (
        RefusalCode.USERNAME_TAKEN
    )


@pytest.mark.parametrize("field", ["username", "display_name"])
def test_an_account_has_a_name(cast: Cast, field: str) -> None:
    operator = act_for(cast.users["operator"], None)
    assert refused(actions.add_user, operator, **new_user(**{field: "  "})) is (
        RefusalCode.FIELD_EMPTY
    )


@pytest.mark.parametrize(
    "name", ["a/b", "สมศรี", "ab", "dao:x", "Dao", "d" * 61, "../x"]
)
def test_a_name_that_no_address_can_hold_is_refused(cast: Cast, name: str) -> None:
    operator = act_for(cast.users["operator"], None)
    assert refused(actions.add_user, operator, **new_user(name)) is (
        RefusalCode.USERNAME_UNFIT
    )


def test_a_name_too_long_to_keep_is_refused_and_not_cut(cast: Cast) -> None:
    facts = new_user(display_name="ก" * 121, phone="0" * 31)
    with pytest.raises(Refused) as caught:
        actions.add_user(act_for(cast.users["operator"], None), **facts)
    assert [reason.code for reason in caught.value.reasons] == [
        RefusalCode.TEXT_TOO_LONG,
        RefusalCode.TEXT_TOO_LONG,
    ]


@pytest.mark.parametrize("password", ["1234567", "password", "12345678"])
def test_a_short_or_common_password_is_refused(password: str) -> None:
    assert refused(actions.new_password_hash, password) is (
        RefusalCode.PASSWORD_TOO_WEAK
    )


def test_the_chair_resets_a_password_in_the_fund(cast: Cast) -> None:
    hashed = actions.new_password_hash(SECRET)
    actions.reset_password(cast.act("prasong"), username="somsri", password_hash=hashed)
    assert User.objects.get(username="somsri").check_password(SECRET)


@pytest.mark.parametrize("name", ["noi", "operator", "nobody"])
def test_a_chairs_hand_ends_at_the_fund(cast: Cast, name: str) -> None:
    """The same words for a stranger, the operator and a name that is not there."""
    before = User.objects.filter(username=name).values_list("password", flat=True)
    kept = list(before)
    assert (
        refused(
            actions.reset_password,
            cast.act("prasong"),
            username=name,
            password_hash=actions.new_password_hash(SECRET),
        )
        is RefusalCode.NOT_FOUND
    )
    assert list(before) == kept


def test_a_chair_opens_no_other_fund_by_giving_a_duty_first(cast: Cast) -> None:
    """Any chair may give anyone a duty; the password of that user stays theirs."""
    prasong = cast.act("prasong")
    actions.grant_role(prasong, username="noi", role="auditor", from_date=TODAY)
    kept = User.objects.get(username="noi").password
    assert (
        refused(
            actions.reset_password,
            cast.act("prasong"),
            username="noi",
            password_hash=actions.new_password_hash(SECRET),
        )
        is RefusalCode.NOT_ALLOWED
    )
    assert User.objects.get(username="noi").password == kept
    actions.reset_password(
        act_for(cast.users["operator"], None),
        username="noi",
        password_hash=actions.new_password_hash(SECRET),
    )
    assert User.objects.get(username="noi").check_password(SECRET)


def test_an_outsider_resets_nothing(cast: Cast) -> None:
    assert (
        refused(
            actions.reset_password,
            cast.act("noi"),
            username="somsri",
            password_hash=actions.new_password_hash(SECRET),
        )
        is RefusalCode.NOT_ALLOWED
    )


def test_who_keeps_the_machine_resets_without_an_account(cast: Cast) -> None:
    """The only operator's forgotten password; the audit trail names the door."""
    keeper = act_for(None, None, door=actions.KEEPER)
    hashed = actions.new_password_hash(SECRET)
    actions.reset_password(keeper, username="operator", password_hash=hashed)
    assert User.objects.get(username="operator").check_password(SECRET)
    stranger = act_for(None, None, door="cli")
    assert (
        refused(
            actions.reset_password,
            stranger,
            username="operator",
            password_hash=hashed,
        )
        is RefusalCode.NOT_ALLOWED
    )


def test_a_delegation_ends_by_itself(cast: Cast) -> None:
    """The treasurer is ill for ten days; the secretary stands in."""
    until = TODAY + timedelta(days=10)
    actions.grant_role(
        cast.act("prasong"),
        username="chanpen",
        role=Role.TREASURER.value,
        from_date=TODAY,
        until_date=until,
    )

    def pays(on: Any) -> bool:
        user, fund = cast.users["chanpen"].pk, cast.fund.pk
        return may(user, Verb.PAY_CLAIM, fund_id=fund, on=on)

    assert not pays(TODAY - timedelta(days=1))
    assert pays(TODAY)
    assert pays(until - timedelta(days=1))
    assert not pays(until)
    grant = RoleGrant.objects.get(user=cast.users["chanpen"], role=Role.TREASURER)
    assert grant.delegated_by == cast.users["prasong"]


def test_a_delegation_that_ends_before_it_begins_is_refused(cast: Cast) -> None:
    assert (
        refused(
            actions.grant_role,
            cast.act("prasong"),
            username="chanpen",
            role="treasurer",
            from_date=TODAY,
            until_date=TODAY,
        )
        is RefusalCode.DATES_IN_WRONG_ORDER
    )


@pytest.mark.parametrize(
    ("username", "role"), [("nobody", "treasurer"), ("chanpen", "king")]
)
def test_a_duty_needs_a_user_and_a_known_role(
    cast: Cast, username: str, role: str
) -> None:
    assert (
        refused(
            actions.grant_role,
            cast.act("prasong"),
            username=username,
            role=role,
            from_date=TODAY,
        )
        is RefusalCode.NOT_FOUND
    )


def test_a_duty_ends_on_the_day_it_is_ended(cast: Cast) -> None:
    grant = RoleGrant.objects.get(fund=cast.fund, user=cast.users["prasert"])
    actions.end_role(cast.act("prasong"), grant=grant.public_id.hex, until_date=TODAY)
    user, fund = cast.users["prasert"].pk, cast.fund.pk
    assert not may(user, Verb.COLLECT, fund_id=fund, on=TODAY)
    assert may(user, Verb.COLLECT, fund_id=fund, on=TODAY - timedelta(days=1))


def test_the_last_chair_stays(cast: Cast) -> None:
    grant = RoleGrant.objects.get(fund=cast.fund, user=cast.users["prasong"])
    call = {"grant": grant.public_id.hex, "until_date": TODAY}
    assert refused(actions.end_role, cast.act("prasong"), **call) is (
        RefusalCode.LAST_CHAIR
    )


def test_a_chair_who_comes_later_does_not_serve_yet(cast: Cast) -> None:
    later = TODAY + timedelta(days=30)
    actions.grant_role(
        cast.act("prasong"), username="kamnan", role="chair", from_date=later
    )
    grant = RoleGrant.objects.get(fund=cast.fund, user=cast.users["prasong"])
    call: dict[str, Any] = {"grant": grant.public_id.hex}
    early = {**call, "until_date": later - timedelta(days=1)}
    assert refused(actions.end_role, cast.act("prasong"), **early) is (
        RefusalCode.LAST_CHAIR
    )
    actions.end_role(cast.act("prasong"), **call, until_date=later)


def test_an_ended_duty_is_not_made_never_to_have_ended(cast: Cast) -> None:
    grant = RoleGrant.objects.get(fund=cast.fund, user=cast.users["prasert"])
    call = {"grant": grant.public_id.hex}
    actions.end_role(cast.act("prasong"), **call, until_date=TODAY)
    longer = {**call, "until_date": TODAY + timedelta(days=60)}
    later = TODAY + timedelta(days=30)
    assert refused(actions.end_role, cast.act("prasong", today=later), **longer) is (
        RefusalCode.NOT_FOUND
    )


def test_a_duty_of_another_fund_is_not_found(cast: Cast) -> None:
    grant = RoleGrant.objects.filter(fund=cast.other_fund).first()
    assert grant is not None
    call = {"grant": grant.public_id.hex, "until_date": TODAY}
    assert refused(actions.end_role, cast.act("prasong"), **call) is (
        RefusalCode.NOT_FOUND
    )


@pytest.mark.parametrize("who", ["somsri", "noi"])
def test_only_the_chair_gives_and_ends_duties(cast: Cast, who: str) -> None:
    give = {"username": "dao", "role": "auditor", "from_date": TODAY}
    assert refused(actions.grant_role, cast.act(who), **give) is (
        RefusalCode.NOT_ALLOWED
    )
    grant = RoleGrant.objects.get(fund=cast.fund, user=cast.users["prasert"])
    end = {"grant": grant.public_id.hex, "until_date": TODAY}
    assert refused(actions.end_role, cast.act(who), **end) is RefusalCode.NOT_ALLOWED


def test_who_runs_the_machine_gives_a_fund_without_anyone_its_first_duty(
    cast: Cast,
) -> None:
    fund = actions.make_fund(
        code="EARLY",
        name="กองทุนที่ตั้งก่อนมีบัญชีผู้ใช้",
        founded_on=TODAY,
        books_from=TODAY,
    )
    give: dict[str, Any] = {
        "username": "somsri",
        "role": "chair",
        "from_date": TODAY,
    }
    for who in (None, cast.users["prasong"]):
        assert refused(actions.grant_role, act_for(who, fund), **give) is (
            RefusalCode.NOT_ALLOWED
        )
    operator = cast.users["operator"]
    actions.grant_role(act_for(operator, fund), **give)
    # From now on the chair gives duties; the machine's keeper has none.
    again = {**give, "username": "chanpen"}
    assert refused(actions.grant_role, act_for(operator, fund), **again) is (
        RefusalCode.NOT_ALLOWED
    )
    actions.grant_role(act_for(cast.users["somsri"], fund), **again)


def test_who_may_sign_in_no_more_has_no_duty(cast: Cast) -> None:
    somsri = cast.users["somsri"]
    where: dict[str, Any] = {"fund_id": cast.fund.pk, "on": TODAY}
    assert may(somsri.pk, Verb.PAY_CLAIM, **where)
    somsri.is_active = False
    somsri.save(update_fields=["is_active"])
    assert not may(somsri.pk, Verb.PAY_CLAIM, **where)


def test_nobody_signs_beside_themselves(cast: Cast) -> None:
    for name, code in (
        ("somsri", RefusalCode.SAME_PERSON),
        ("prasert", RefusalCode.NOT_ALLOWED),
        ("nobody", RefusalCode.SIGN_IN_FAILED),
    ):
        act = cast.act("somsri")
        signs = {"username": name, "password": PASSWORD}
        assert refused(second_user, act, Verb.COUNT_CASH, **signs) is code

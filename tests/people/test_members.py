"""Members come, are corrected, leave and return; nothing of it is erased."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any
from uuid import UUID

import pytest

from kongbun.commands.run import Act
from kongbun.dues.return_actions import return_member
from kongbun.kernel.refusal import RefusalCode, Refused
from kongbun.people.member_actions import (
    edit_membership,
    edit_person,
    exit_membership,
    register_member,
)
from kongbun.people.models import Branch, Membership, Person
from kongbun.people.places_actions import seat_member
from kongbun.people.queries import same_house, search
from kongbun.testing.cast import TODAY, Cast, has_audit_line, make_member
from kongbun.treasury.refund_actions import take_back_exit

pytestmark = pytest.mark.django_db

PERSON: dict[str, Any] = {
    "title": "นาง",
    "first_name": "บุญเรือน",
    "last_name": "แสนสุข",
    "nickname": "",
    "sex": "f",
    "birth_date": date(1962, 3, 1),
    "birth_precision": "day",
    "id_kind": "thai13",
    "id_value": "3000000000013",
    "phone": "",
    "address": "",
}


def membership(cast: Cast, **changed: Any) -> dict[str, Any]:
    facts: dict[str, Any] = {
        "branch": cast.branches[0].public_id,
        "house_no": "41",
        "member_no": "",
        "member_type": "general",
        "joined_on": date(2021, 1, 10),
        "payer_kind": "self",
        "payer_name": "",
        "rhythm_months": 1,
    }
    return {**facts, **changed}


def register(cast: Cast, act: Act | None = None, **changed: Any) -> dict[str, Any]:
    person = {k: changed.pop(k) for k in list(changed) if k in PERSON}
    more = {
        k: changed.pop(k)
        for k in ("beneficiaries", "is_another_person")
        if k in changed
    }
    return register_member(
        act or cast.act("chanpen"),
        person={**PERSON, **person},
        membership=membership(cast, **changed),
        **more,
    )


def refusal(call: Any) -> RefusalCode:
    with pytest.raises(Refused) as caught:
        call()
    return caught.value.code


def test_a_new_member_gets_the_next_number_of_the_village(cast: Cast) -> None:
    first = register(cast)
    second = register(cast, first_name="ทองดี", id_value="", id_kind="")
    assert first["member_no"] == "03-0001"
    assert second["member_no"] == "03-0002"
    person = Person.objects.get(public_id=UUID(first["person"]))
    assert person.full_name() == "นางบุญเรือน แสนสุข"
    assert person.household is not None
    assert person.household.house_no == "41"
    assert has_audit_line(cast, "people.register_member")


def test_nobody_needs_a_card(cast: Cast) -> None:
    register(cast, id_kind="", id_value="", birth_date=None, birth_precision="")
    register(cast, first_name="อีกคน", id_kind="", id_value="")
    assert Person.objects.filter(fund=cast.fund, id_value="").count() == 2


def test_an_id_that_another_carries_is_refused_and_names_the_other(cast: Cast) -> None:
    register(cast)
    with pytest.raises(Refused) as caught:
        register(cast, first_name="คนอื่น")
    assert caught.value.code is RefusalCode.ID_TAKEN
    assert "นางบุญเรือน แสนสุข" in caught.value.reasons[0].message()


def test_the_same_name_is_asked_about_once(cast: Cast) -> None:
    register(cast)
    again: dict[str, Any] = {"id_kind": "", "id_value": ""}
    assert refusal(lambda: register(cast, **again)) is RefusalCode.MAYBE_SAME_PERSON
    assert register(cast, birth_date=date(1990, 1, 1), **again)["member_no"]
    assert register(cast, is_another_person=True, **again)["member_no"]


@pytest.mark.parametrize(
    ("changed", "code"),
    [
        ({"first_name": "  "}, RefusalCode.FIELD_EMPTY),
        ({"joined_on": date(2026, 11, 21)}, RefusalCode.DATE_IN_FUTURE),
        ({"joined_on": date(2020, 9, 30)}, RefusalCode.DATES_IN_WRONG_ORDER),
        ({"birth_date": date(2022, 1, 1)}, RefusalCode.BORN_LATER),
        ({"birth_date": date(1890, 1, 1)}, RefusalCode.TOO_OLD),
        ({"member_type": "king"}, RefusalCode.NOT_FOUND),
        ({"payer_kind": "nobody"}, RefusalCode.NOT_FOUND),
        ({"branch": UUID(int=5)}, RefusalCode.NOT_FOUND),
        ({"id_value": "3000000000014"}, RefusalCode.UNREADABLE),
        ({"beneficiaries": [{"name": " "}]}, RefusalCode.FIELD_EMPTY),
        ({"beneficiaries": [{"name": "ก"}] * 11}, RefusalCode.TOO_MANY_BENEFICIARIES),
    ],
)
def test_what_cannot_be_is_refused_and_nobody_is_written(
    cast: Cast, changed: dict[str, Any], code: RefusalCode
) -> None:
    assert refusal(lambda: register(cast, **changed)) is code
    assert not Person.objects.filter(fund=cast.fund).exists()


def test_who_leaves_and_returns_has_two_memberships(cast: Cast) -> None:
    made = register(cast)
    exit_membership(
        cast.act("chanpen"),
        membership=UUID(made["membership"]),
        reason="resigned",
        exited_on=date(2023, 5, 1),
    )
    back = return_member(
        cast.act("chanpen"),
        person=UUID(made["person"]),
        membership=membership(cast, joined_on=date(2025, 2, 1)),
    )
    both = Membership.objects.filter(person__public_id=UUID(made["person"]))
    assert both.count() == 2
    new = both.get(public_id=UUID(back["membership"]))
    assert new.returned_from is not None
    assert new.returned_from.exit_reason == "resigned"
    assert new.member_no != new.returned_from.member_no


def test_who_returns_is_what_they_were_unless_something_else_is_said(
    cast: Cast,
) -> None:
    made = register(cast)
    Membership.objects.filter(public_id=UUID(made["membership"])).update(
        member_type="disabled", payer_kind="temple"
    )
    left = exit_membership(
        cast.act("chanpen"),
        membership=UUID(made["membership"]),
        reason="resigned",
        exited_on=date(2023, 5, 1),
    )
    assert left["exited_on"] == "2023-05-01"
    said = membership(cast, joined_on=date(2025, 2, 1))
    bare = {name: said[name] for name in ("branch", "joined_on")}
    back = return_member(
        cast.act("chanpen"), person=UUID(made["person"]), membership=bare
    )
    new = Membership.objects.get(public_id=UUID(back["membership"]))
    # Who pays is agreed anew: the temple may not.
    assert (new.member_type, new.payer_kind) == ("disabled", "self")


@pytest.mark.parametrize("joined_on", [TODAY + timedelta(days=1), date(2022, 1, 1)])
def test_nobody_returns_tomorrow_nor_before_leaving(
    cast: Cast, joined_on: date
) -> None:
    made = register(cast)
    exit_membership(
        cast.act("chanpen"),
        membership=UUID(made["membership"]),
        reason="resigned",
        exited_on=date(2023, 5, 1),
    )
    code = refusal(
        lambda: return_member(
            cast.act("chanpen"),
            person=UUID(made["person"]),
            membership=membership(cast, joined_on=joined_on),
        )
    )
    assert code in {RefusalCode.DATE_IN_FUTURE, RefusalCode.DATES_IN_WRONG_ORDER}
    assert Membership.objects.filter(fund=cast.fund).count() == 1


def test_an_exit_is_taken_back_with_a_reason(cast: Cast) -> None:
    made = register(cast)
    which = UUID(made["membership"])
    exit_membership(
        cast.act("chanpen"),
        membership=which,
        reason="resigned",
        exited_on=date(2023, 5, 1),
    )
    act = cast.act("chanpen")
    assert refusal(lambda: take_back_exit(act, membership=which, why=" ")) is (
        RefusalCode.FIELD_EMPTY
    )
    assert Membership.objects.get(public_id=which).exited_on == date(2023, 5, 1)


def test_a_seat_of_a_village_that_is_not_there_is_refused(cast: Cast) -> None:
    made = register(cast)
    elsewhere = Branch.objects.filter(fund=cast.other_fund).first()
    assert elsewhere is not None
    for branch in (elsewhere.public_id, UUID(int=7)):
        code = refusal(
            lambda where=branch: seat_member(
                cast.act("chanpen"),
                person=UUID(made["person"]),
                post="member",
                from_date=TODAY,
                branch=where,
            )
        )
        assert code is RefusalCode.NOT_FOUND


def test_who_is_still_a_member_or_died_does_not_return(cast: Cast) -> None:
    made = register(cast)

    def back() -> Any:
        return return_member(
            cast.act("chanpen"),
            person=UUID(made["person"]),
            membership=membership(cast, joined_on=TODAY),
        )

    assert refusal(back) is RefusalCode.STILL_MEMBER
    leave: dict[str, Any] = {
        "membership": UUID(made["membership"]),
        "exited_on": date(2026, 1, 5),
    }
    exit_membership(cast.act("chanpen"), reason="died", **leave)
    assert refusal(back) is RefusalCode.DIED_BEFORE
    take_back_exit(cast.act("chanpen"), membership=UUID(made["membership"]), why="ผิดคน")
    assert refusal(back) is RefusalCode.STILL_MEMBER


@pytest.mark.parametrize(
    ("exited_on", "code"),
    [
        (date(2026, 11, 21), RefusalCode.DATE_IN_FUTURE),
        (date(2021, 1, 9), RefusalCode.DATES_IN_WRONG_ORDER),
    ],
)
def test_an_exit_lies_between_joining_and_today(
    cast: Cast, exited_on: date, code: RefusalCode
) -> None:
    made = UUID(register(cast)["membership"])
    assert (
        refusal(
            lambda: exit_membership(
                cast.act("chanpen"),
                membership=made,
                reason="resigned",
                exited_on=exited_on,
            )
        )
        is code
    )


def test_a_correction_changes_the_person_and_where_they_are_found(cast: Cast) -> None:
    made = register(cast)
    edit_person(
        cast.act("somsri"),
        person=UUID(made["person"]),
        facts={**PERSON, "last_name": "สุขใจ"},
    )
    assert search(cast.fund.pk, "สุขใจ").count() == 1
    assert search(cast.fund.pk, "แสนสุข").count() == 0


def test_beneficiaries_taken_off_stay_on_record(cast: Cast) -> None:
    made = register(cast, beneficiaries=[{"name": "นายก", "relation": "บุตร"}])
    facts = membership(cast, payer_kind="temple", payer_name="วัดทุ่ง")
    edit_membership(
        cast.act("somsri"),
        membership=UUID(made["membership"]),
        facts=facts,
        beneficiaries=[{"name": "นางข", "relation": "พี่"}],
    )
    member = Membership.objects.get(public_id=UUID(made["membership"]))
    rows = member.beneficiaries.order_by("seq")
    assert [(row.name, row.removed_on) for row in rows] == [
        ("นายก", TODAY),
        ("นางข", None),
    ]
    assert (member.payer_kind, member.payer_name) == ("temple", "วัดทุ่ง")


@pytest.mark.parametrize("who", ["noi", "prasert", "operator", "prasong"])
def test_only_the_office_of_this_fund_takes_members_in(cast: Cast, who: str) -> None:
    if who == "prasong":
        assert register(cast, cast.act(who))["member_no"]
    else:
        code = refusal(lambda: register(cast, cast.act(who)))
        assert code is RefusalCode.NOT_ALLOWED


def test_a_house_is_those_who_live_in_it_and_are_members_still(cast: Cast) -> None:
    one, two, three, elsewhere = (make_member(cast, no) for no in (1, 2, 3, 4))
    for other in (two, three):
        other.person.household = one.person.household
        other.person.save(update_fields=["household"])
    Membership.objects.filter(pk=three.pk).update(
        exited_on=TODAY, exit_reason="resigned"
    )
    assert list(same_house(one)) == [two]
    assert not same_house(elsewhere)
    one.person.household = None
    assert not same_house(one)


def test_search_finds_by_marks_typed_in_any_order_digits_and_house(cast: Cast) -> None:
    made = register(cast, first_name="ที่รัก")
    for text in ("ท\u0e48\u0e35รัก", "ที่รัก  แสนสุข", made["member_no"], "๔๑", "03-0001"):
        assert search(cast.fund.pk, text).count() == 1, text
    assert search(cast.other_fund.pk, "ที่รัก").count() == 0


def test_who_came_back_cannot_also_never_have_left(cast: Cast) -> None:
    first = UUID(register(cast)["membership"])
    person = Membership.objects.get(public_id=first).person.public_id
    leave: dict[str, Any] = {"reason": "resigned", "exited_on": date(2022, 1, 1)}
    exit_membership(cast.act("chanpen"), membership=first, **leave)
    again = membership(cast, joined_on=date(2023, 1, 1))
    back = return_member(cast.act("chanpen"), person=person, membership=again)
    second = UUID(back["membership"])
    leave["exited_on"] = date(2024, 1, 1)
    exit_membership(cast.act("chanpen"), membership=second, **leave)

    def undo(which: UUID) -> Any:
        return take_back_exit(cast.act("chanpen"), membership=which, why="ผิดคน")

    assert refusal(lambda: undo(first)) is RefusalCode.RETURNED_SINCE
    undo(second)
    assert Membership.objects.filter(exited_on=None, person__public_id=person).count()


def test_a_number_is_nobodys_name(cast: Cast) -> None:
    assert refusal(lambda: register(cast, first_name="12/3")) is RefusalCode.NAME_UNFIT

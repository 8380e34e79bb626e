"""Who is tied to whom: declared once, ended by others, kept for ever."""

from __future__ import annotations

import pytest
from django.db import DatabaseError, transaction

from kongbun.access.actions import grant_role
from kongbun.kernel.refusal import RefusalCode, Refused
from kongbun.people.member_actions import edit_membership
from kongbun.people.models import HouseLeft, Membership, Tie, TieEnd
from kongbun.people.tie_actions import declare_tie, end_tie
from kongbun.people.ties import nearest
from kongbun.rules.ties import Kin
from kongbun.testing.cast import Cast, has_audit_line, make_member
from tests.treasury.test_commands import Terminal, run  # noqa: F401 -- the fixture
from tests.web.doors import Visitor, text

pytestmark = pytest.mark.django_db


@pytest.fixture
def two(cast: Cast) -> tuple[Membership, Membership]:
    """The chair, who is in the register, and a woman of another house."""
    mine, other = make_member(cast, 1, name="ประสงค์"), make_member(cast, 2)
    grant_role(
        cast.act("prasong"),
        username="prasong",
        role="chair",
        from_date=mine.joined_on,
        person_id=mine.person_id,
    )
    return mine, other


def declare(
    cast: Cast, one: Membership, relation: str, other: Membership, who: str = "chanpen"
) -> Tie:
    told = declare_tie(
        cast.act(who),
        person=one.person.public_id,
        relation=relation,
        other=other.person.public_id,
    )
    return Tie.objects.get(public_id=told["tie"])


def kin(cast: Cast, other: Membership) -> list[Kin]:
    return [
        one.kin
        for one in nearest(cast.fund.pk, cast.users["prasong"].pk, [other.person_id])
    ]


def refused(call: object, *args: object, **facts: object) -> RefusalCode:
    with pytest.raises(Refused) as caught:
        call(*args, **facts)  # type: ignore[operator]
    return caught.value.code


@pytest.mark.parametrize(
    ("relation", "found"),
    [
        ("spouse", Kin.SPOUSE),
        ("parent", Kin.PARENT),
        ("child", Kin.CHILD),
        ("sibling", Kin.SIBLING),
        ("same_house", Kin.SAME_HOUSE),
    ],
)
def test_a_tie_stands_from_then_until_it_is_ended(
    cast: Cast, two: tuple[Membership, Membership], relation: str, found: Kin
) -> None:
    assert kin(cast, two[1]) == []
    tie = declare(cast, two[0], relation, two[1])
    assert kin(cast, two[1]) == [found]
    assert has_audit_line(cast, "people.declare_tie")
    end_tie(cast.act("chanpen"), tie=tie.public_id, reason="บันทึกผิดคน")
    assert kin(cast, two[1]) == []
    assert has_audit_line(cast, "people.end_tie")
    assert Tie.objects.count() == TieEnd.objects.count() == 1


def test_once_and_not_to_oneself(
    cast: Cast, two: tuple[Membership, Membership]
) -> None:
    declare(cast, two[0], "spouse", two[1])
    again = refused(declare, cast, two[1], "sibling", two[0])
    assert again is RefusalCode.TIED_ALREADY
    same = refused(declare, cast, two[0], "spouse", two[0])
    assert same is RefusalCode.TIE_TO_ONESELF


def test_nobody_ends_a_tie_of_their_own(
    cast: Cast, two: tuple[Membership, Membership]
) -> None:
    tie = declare(cast, two[0], "spouse", two[1])
    facts = {"tie": tie.public_id, "reason": "หย่าแล้ว"}
    assert refused(end_tie, cast.act("prasong"), **facts) is RefusalCode.OWN_TIE
    assert (
        refused(end_tie, cast.act("chanpen"), tie=tie.public_id, reason=" ")
        is RefusalCode.FIELD_EMPTY
    )
    end_tie(cast.act("chanpen"), **facts)  # type: ignore[arg-type]
    assert refused(end_tie, cast.act("chanpen"), **facts) is RefusalCode.NOT_FOUND


def test_ties_only_grow(cast: Cast, two: tuple[Membership, Membership]) -> None:
    declare(cast, two[0], "spouse", two[1])
    for change in (
        lambda: Tie.objects.update(kind="sibling"),
        lambda: Tie.objects.all().delete(),
    ):
        with pytest.raises(DatabaseError), transaction.atomic():
            change()


def test_the_house_that_somebody_left_is_kept(
    cast: Cast, two: tuple[Membership, Membership]
) -> None:
    other = two[1]
    assert kin(cast, other) == []
    facts = {"branch": two[0].branch.public_id, "house_no": "1"}
    edit_membership(
        cast.act("chanpen"), membership=other.public_id, facts=facts, beneficiaries=[]
    )
    assert kin(cast, other) == [Kin.SAME_HOUSE]
    (left,) = HouseLeft.objects.all()
    assert left.household is not None
    assert left.household.house_no == "2"
    # The same house again is no move.
    edit_membership(
        cast.act("chanpen"), membership=other.public_id, facts=facts, beneficiaries=[]
    )
    assert HouseLeft.objects.count() == 1


def test_the_page_of_a_member_has_their_ties(
    cast: Cast, two: tuple[Membership, Membership]
) -> None:
    chanpen = Visitor(cast, "chanpen")
    here = f"/f/TUNG/members/{two[0].public_id}/"
    answer = chanpen.press(f"{here}tie/", relation="spouse", other=two[1].member_no)
    assert answer.status_code == 302
    shown = text(chanpen.get(here))
    assert "เป็นคู่สมรสของนางสมหมาย ทดสอบ2" in shown
    back = text(chanpen.get(f"/f/TUNG/members/{two[1].public_id}/"))
    assert "เป็นคู่สมรสของนางประสงค์ ทดสอบ1" in back
    tie = Tie.objects.get()
    end = chanpen.press(f"/f/TUNG/ties/{tie.public_id}/end/", reason="บันทึกผิด")
    assert end.status_code == 302
    assert "คู่สมรสของ" not in text(chanpen.get(here))
    assert Visitor(cast, "somsri").get(f"{here}tie/").status_code == 403


def test_the_command_line_does_the_same(
    cast: Cast,
    two: tuple[Membership, Membership],
    run: Terminal,  # noqa: F811
) -> None:
    numbers = [one.member_no for one in two]
    assert run("member", "tie", numbers[0], "child", numbers[1], who="chanpen") == 0
    assert run("member", "ties", numbers[1], who="") == 0
    (told,) = run.told["ties"]
    # The child's tie is the parent's, read backwards.
    assert told["relation"] == "parent"
    assert told["person"] == two[1].person.full_name()
    ended = ("member", "untie", *numbers, "--reason", "บันทึกผิด")
    assert run(*ended, who="chanpen") == 0
    assert run(*ended, who="chanpen") == 1
    assert kin(cast, two[1]) == []

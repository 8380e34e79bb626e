"""No one approves, certifies, pays, accepts or erases for themselves or theirs (A2).

Method: every relation against every such action, both ways round, then each alone.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any
from uuid import UUID

import pytest

from kongbun.access.actions import grant_role
from kongbun.claims.approve_actions import refuse_claim
from kongbun.claims.certify_actions import certify_claim, confirm_backdating
from kongbun.dues.bag_actions import accept_bag, offer_bag
from kongbun.erasure.actions import erase_person
from kongbun.kernel.refusal import RefusalCode, Refused
from kongbun.people.member_actions import exit_membership
from kongbun.people.models import CommitteeSeat, Household, Person, Tie
from kongbun.people.tie_actions import declare_tie, end_tie
from kongbun.testing.cast import TODAY, Cast, make_member
from tests.claims.levels import CHAIR_FIRST, COMMITTEE, certified, levels
from tests.claims.pensioners import propose_for
from tests.claims.story import Story, make_person, paid_until, tell
from tests.claims.test_allocate import grant
from tests.claims.test_certify import backdated
from tests.claims.test_emergency import answer, first
from tests.dues.village import make_house, take
from tests.treasury.steps import ask_expense, decide, pay
from tests.web.doors import Visitor, text

pytestmark = pytest.mark.django_db
RELATIONS = ["self", "spouse", "parent", "child", "sibling", "same_house", "house"]
NAME = "นายมานะ พอเพียง"


@pytest.fixture
def story(cast: Cast) -> Story:
    return tell(cast)


def is_in_register(story: Story, who: str, role: str) -> Person:
    """Whom of the register a user is, as a new duty says."""
    made = make_person(story.cast, who, "ในทะเบียน", title="นาย")
    grant_role(
        story.cast.act("prasong"),
        username=who,
        role=role,
        from_date=date(2020, 10, 1),
        person_id=made.pk,
    )
    return made


def relate(
    story: Story, relation: str, who: str, role: str, payee: Person, *, back: bool
) -> None:
    """Make a user something to who receives."""
    if relation == "self":
        grant_role(
            story.cast.act("prasong"),
            username=who,
            role=role,
            from_date=date(2020, 10, 1),
            person_id=payee.pk,
        )
        return
    mine = is_in_register(story, who, role)
    if relation == "house":
        if payee.household is None:
            payee.household = Household.objects.create(
                fund=story.cast.fund, branch=story.centre, house_no="88"
            )
            payee.save()
        mine.household = payee.household
        mine.save()
        return
    first, second = (payee, mine) if back else (mine, payee)
    declare_tie(
        story.cast.act("chanpen"),
        person=first.public_id,
        relation=relation,
        other=second.public_id,
    )


def approves(story: Story) -> tuple[str, str, Person, Callable[[], Any]]:
    claim = story.certify(story.ask())
    person = story.bunruean.person
    return "prasong", "chair", person, lambda: story.approve(claim)


def certifies(story: Story) -> tuple[str, str, Person, Callable[[], Any]]:
    claim = story.ask()
    person = story.bunruean.person
    return "sombat", "centre", person, lambda: story.certify(claim, "sombat")


def pays(story: Story) -> tuple[str, str, Person, Callable[[], Any]]:
    claim = story.approved()
    return "somsri", "treasurer", story.bunruean.person, lambda: story.pay(claim)


def approves_an_expense(story: Story) -> tuple[str, str, Person, Callable[[], Any]]:
    asked = ask_expense(story.cast, party=NAME)
    person = make_person(story.cast, "มานะ", "พอเพียง", title="นาย")
    return "prasong", "chair", person, lambda: decide(story.cast, asked)


def pays_an_expense(story: Story) -> tuple[str, str, Person, Callable[[], Any]]:
    asked = ask_expense(story.cast, party=NAME)
    decide(story.cast, asked)
    person = make_person(story.cast, "มานะ", "พอเพียง", title="นาย")
    return "somsri", "treasurer", person, lambda: pay(story.cast, asked)


def approves_a_list(story: Story) -> tuple[str, str, Person, Callable[[], Any]]:
    person, approve = propose_for(story)
    return "prasong", "chair", person, approve


def accepts_a_bag(story: Story) -> tuple[str, str, Person, Callable[[], Any]]:
    cast = story.cast
    make_house(cast, "27", "นางคำ ใจดี")
    take(cast, {"27": 730})
    collector = is_in_register(story, "prasert", "collector")
    offer = offer_bag(cast.act("prasert"), bag=cast.bag)
    return (
        "chanpen",
        "secretary",
        collector,
        lambda: accept_bag(
            cast.act("chanpen"),
            offer=UUID(offer["offer"]),
            counted_satang=offer["amount_satang"],
        ),
    )


def erases(story: Story) -> tuple[str, str, Person, Callable[[], Any]]:
    cast, member = story.cast, story.bunruean
    exit_membership(
        cast.act("chanpen"),
        membership=member.public_id,
        reason="resigned",
        exited_on=date(2026, 11, 1),
    )
    return (
        "kamnan",
        "committee",
        member.person,
        lambda: erase_person(
            cast.act("chanpen"),
            person=member.person.public_id,
            asked_on=TODAY,
            second_user_id=cast.users["kamnan"].pk,
        ),
    )


def refuses(story: Story) -> tuple[str, str, Person, Callable[[], Any]]:
    claim = story.certify(story.ask())
    return (
        "prasong",
        "chair",
        story.bunruean.person,
        lambda: refuse_claim(
            story.cast.act("prasong"), claim=claim.public_id, reason="ไม่เข้าระเบียบ"
        ),
    )


def confirms_late_days(story: Story) -> tuple[str, str, Person, Callable[[], Any]]:
    claim = backdated(story)
    assert claim.membership is not None
    return (
        "prasong",
        "chair",
        claim.membership.person,
        lambda: confirm_backdating(
            story.cast.act("prasong"), claim=claim.public_id, note="ดูสมุดเล่มเก่าแล้ว"
        ),
    )


def confirms_an_emergency(story: Story) -> tuple[str, str, Person, Callable[[], Any]]:
    levels(story, CHAIR_FIRST, COMMITTEE)
    claim = certified(story)
    first(story, claim)
    return (
        "kamnan",
        "committee",
        story.bunruean.person,
        lambda: answer(story, claim, "kamnan"),
    )


def allocates(story: Story) -> tuple[str, str, Person, Callable[[], Any]]:
    claim = grant(story, 12, 300)
    assert claim.membership is not None
    return "prasong", "chair", claim.membership.person, story.allocate


ACTIONS = {
    one.__name__: one
    for one in (
        allocates,
        approves,
        certifies,
        confirms_an_emergency,
        confirms_late_days,
        pays,
        approves_an_expense,
        pays_an_expense,
        approves_a_list,
        accepts_a_bag,
        refuses,
        erases,
    )
}


@pytest.mark.parametrize("back", [False, True], ids=["of-payee", "of-approver"])
@pytest.mark.parametrize("relation", RELATIONS)
@pytest.mark.parametrize("action", ACTIONS)
def test_nobody_does_it_for_themselves_or_theirs(
    story: Story, action: str, relation: str, *, back: bool
) -> None:
    who, role, payee, act = ACTIONS[action](story)
    relate(story, relation, who, role, payee, back=back)
    with pytest.raises(Refused) as caught:
        act()
    wanted = {RefusalCode.TIED_TO_PAYEE}
    if relation == "self":
        # Two accounts of one person are refused as that before anything else.
        wanted = {RefusalCode.OWN_CLAIM, RefusalCode.SAME_PERSON}
    assert caught.value.code in wanted


@pytest.mark.parametrize("action", ACTIONS)
def test_who_is_nobody_to_them_may(story: Story, action: str) -> None:
    """The test of the test: with a register that knows them, and no tie."""
    who, role, _, act = ACTIONS[action](story)
    is_in_register(story, who, role)
    act()


def test_who_asked_about_the_same_event_says_nothing_of_the_others_request(
    story: Story,
) -> None:
    """One child, two parents, and one sum: whichever of them asked first."""
    father = make_member(story.cast, 11, sex="m")
    paid_until(father, date(2027, 1, 1))
    relate(story, "self", "prasong", "chair", father.person, back=False)
    facts: dict[str, Any] = {
        "benefit": "birth",
        "about": "ด.ช.ภูผา แสนสุข",
        "last_day": None,
        "evidence": {"birth_certificate": 1},
    }
    mothers = story.certify(story.ask(**facts))
    other = story.certify(story.ask(**{**facts, "about": "ด.ญ.ฟ้า แสนสุข"}))
    story.ask(membership=father.public_id, **facts)
    with pytest.raises(Refused) as caught:
        story.approve(mothers)
    assert caught.value.code is RefusalCode.OWN_CLAIM
    story.approve(other)


def test_a_tie_that_is_over_stands_in_nobodys_way(story: Story) -> None:
    who, role, payee, act = approves(story)
    relate(story, "spouse", who, role, payee, back=False)
    with pytest.raises(Refused):
        act()
    tie = Tie.objects.get()
    end_tie(story.cast.act("chanpen"), tie=tie.public_id, reason="หย่าแล้ว")
    act()


def test_the_refusal_says_who_is_what_and_who_else_may(story: Story) -> None:
    who, role, payee, act = approves(story)
    relate(story, "spouse", who, role, payee, back=False)
    with pytest.raises(Refused) as caught:
        act()
    (reason,) = caught.value.reasons
    assert "เป็นคู่สมรสของนางบุญเรือน แสนสุข" in reason.message()
    assert "นายคำนาน ใจบุญ" in reason.remedy()
    assert "นายประสงค์" not in reason.remedy()


def test_a_committee_too_small_asks_the_network(story: Story) -> None:
    """Only the treasurer pays: if it is her husband's, somebody else comes in."""
    who, role, payee, act = pays(story)
    relate(story, "spouse", who, role, payee, back=False)
    with pytest.raises(Refused) as caught:
        act()
    assert "เครือข่าย" in caught.value.reasons[0].remedy()
    grant_role(
        story.cast.act("prasong"),
        username="laor",
        role="treasurer",
        from_date=TODAY,
        until_date=date(2026, 11, 30),
    )
    with pytest.raises(Refused) as caught:
        act()
    assert story.cast.users["laor"].display_name in caught.value.reasons[0].remedy()


def test_a_seat_on_paper_signs_not_for_its_own(story: Story) -> None:
    claim = story.ask()
    seat = CommitteeSeat.objects.filter(branch=story.centre)[0]
    declare_tie(
        story.cast.act("prasong"),
        person=seat.person.public_id,
        relation="parent",
        other=story.bunruean.person.public_id,
    )
    with pytest.raises(Refused) as caught:
        certify_claim(
            story.cast.act("chanpen"),
            claim=claim.public_id,
            seat=seat.public_id,
            signed_on=date(2026, 11, 18),
        )
    assert caught.value.code is RefusalCode.TIED_TO_PAYEE


def test_signs_of_a_tie_are_shown_and_refuse_nothing(story: Story) -> None:
    claim = story.certify(story.ask())
    mine = is_in_register(story, "prasong", "chair")
    for person in (mine, story.bunruean.person):
        Person.objects.filter(pk=person.pk).update(phone="080-000-0142")
    shown = text(
        Visitor(story.cast, "prasong").get(f"/f/TUNG/claims/{claim.public_id}/approve/")
    )
    assert "โทรศัพท์เบอร์เดียวกัน" in shown
    story.approve(claim)

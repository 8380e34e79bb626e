"""Members come, are corrected, leave, return and are forgotten."""

from __future__ import annotations

from datetime import date
from typing import Any
from uuid import UUID

from kongbun.bylaws.actions import adopt
from kongbun.dues.lapse_actions import strike_off_lapsed
from kongbun.dues.return_actions import return_member
from kongbun.erasure.actions import erase_person
from kongbun.people.import_actions import (
    answer_import,
    drop_import,
    import_members,
    open_import,
    stage_import,
)
from kongbun.people.member_actions import (
    edit_membership,
    edit_person,
    exit_membership,
    register_member,
)
from kongbun.people.models import Membership, Seat
from kongbun.people.places_actions import (
    add_branch,
    close_branch,
    end_seat,
    seat_member,
)
from kongbun.people.see_actions import see_full_id
from kongbun.testing.cast import TODAY, Cast, by_hand, make_member
from kongbun.treasury.refund_actions import enter_refund, take_back_exit
from tests.bylaws.drafted import OLD
from tests.claims.story import make_person
from tests.counter_law import adopt_law
from tests.erasure.canary import live
from tests.faults.scene import Ready, does, scene
from tests.faults.strike import Step
from tests.people.sheets import BUNRUEAN, SOMBAT, csv_of
from tests.people.test_members import PERSON, membership

LEFT = date(2026, 11, 18)


def registered(cast: Cast) -> dict[str, Any]:
    return register_member(
        cast.act("chanpen"),
        person=PERSON,
        membership=membership(cast),
        beneficiaries=[{"name": "นายคำ แสนสุข", "relation": "สามี"}],
    )


@scene("people.register_member")
def _register(ready: Ready) -> Step:
    cast = ready.cast
    return does(
        cast.act("chanpen"),
        register_member,
        person=PERSON,
        membership=membership(cast),
        beneficiaries=[{"name": "นายคำ แสนสุข", "relation": "สามี"}],
    )


@scene("people.edit_person")
def _edit(ready: Ready) -> Step:
    made = registered(ready.cast)
    return does(
        ready.cast.act("chanpen"),
        edit_person,
        person=UUID(made["person"]),
        facts={**PERSON, "first_name": "บุญเรียน", "phone": "0890000123"},
    )


@scene("people.edit_membership")
def _edit_membership(ready: Ready) -> Step:
    made = registered(ready.cast)
    return does(
        ready.cast.act("chanpen"),
        edit_membership,
        membership=UUID(made["membership"]),
        facts=membership(ready.cast, house_no="98"),
        beneficiaries=[{"name": "นางสาวดาวใจ แสนสุข", "relation": "บุตร"}],
    )


@scene("people.exit_membership")
def _exit(ready: Ready) -> Step:
    made = registered(ready.cast)
    return does(
        ready.cast.act("chanpen"),
        exit_membership,
        membership=UUID(made["membership"]),
        reason="resigned",
        exited_on=LEFT,
    )


@scene("people.see_full_id")
def _see(ready: Ready) -> Step:
    made = registered(ready.cast)
    act, person = ready.cast.act("chanpen"), UUID(made["person"])
    return does(act, see_full_id, person=person)


def left(cast: Cast, day: date = LEFT) -> dict[str, Any]:
    made = registered(cast)
    exit_membership(
        cast.act("chanpen"),
        membership=UUID(made["membership"]),
        reason="resigned",
        exited_on=day,
    )
    return made


@scene("dues.return_member")
def _return(ready: Ready) -> Step:
    made = left(ready.cast, date(2023, 5, 1))
    return does(
        ready.cast.act("chanpen"),
        return_member,
        person=UUID(made["person"]),
        membership=membership(ready.cast, joined_on=date(2025, 2, 1)),
    )


@scene("treasury.take_back_exit")
def _take_back_exit(ready: Ready) -> Step:
    made = left(ready.cast)
    return does(
        ready.cast.act("chanpen"),
        take_back_exit,
        membership=UUID(made["membership"]),
        why="ลงผิดคน",
    )


@scene("treasury.enter_refund")
def _refund(ready: Ready) -> Step:
    cast = ready.cast
    adopt_law(cast, "entry_fee_baht: 20\nresignation_refund_percent: 33")
    member = make_member(cast, 1)
    with by_hand(cast.fund):
        Membership.objects.filter(pk=member.pk).update(opening_paid_satang=10_050)
    exit_membership(
        cast.act("chanpen"),
        membership=member.public_id,
        reason="resigned",
        exited_on=TODAY,
    )
    return does(cast.act("somsri"), enter_refund, membership=member.public_id)


@scene("dues.strike_off_lapsed")
def _lapse(ready: Ready) -> Step:
    cast = ready.cast
    adopt(
        cast.act("chanpen"),
        text=OLD,
        file="x",
        adopted_on=TODAY,
        meeting="ประชุมใหญ่",
    )
    members = [make_member(cast, no) for no in (1, 2)]
    with by_hand(cast.fund):
        for one in members:
            Membership.objects.filter(pk=one.pk).update(
                opening_paid_until=date(2024, 11, 20)
            )
    return does(
        cast.act("chanpen"),
        strike_off_lapsed,
        memberships=[one.public_id for one in members],
        resolution="มติครั้งที่ 11/2569",
    )


@scene("people.add_branch")
def _branch(ready: Ready) -> Step:
    act = ready.cast.act("chanpen")
    return does(act, add_branch, kind="centre", name="บ้านใหม่", moo=9)


@scene("people.close_branch")
def _close_branch(ready: Ready) -> Step:
    act, branch = ready.cast.act("chanpen"), ready.cast.branches[1]
    return does(act, close_branch, branch=branch.public_id)


def seat(cast: Cast) -> dict[str, Any]:
    return {
        "person": make_person(cast, "สมบัติ", "ดีงาม", title="นาย").public_id,
        "post": "centre_chair",
        "from_date": date(2020, 10, 1),
        "branch": cast.branches[0].public_id,
        "seat": Seat.MEMBERS.value,
    }


@scene("people.seat_member")
def _seat(ready: Ready) -> Step:
    return does(ready.cast.act("prasong"), seat_member, **seat(ready.cast))


@scene("people.end_seat")
def _end_seat(ready: Ready) -> Step:
    made = seat_member(ready.cast.act("prasong"), **seat(ready.cast))
    act = ready.cast.act("prasong")
    return does(act, end_seat, seat=UUID(made["seat"]), until_date=TODAY)


def sent(cast: Cast) -> UUID:
    content = csv_of(BUNRUEAN, SOMBAT)
    opened = open_import(cast.act("somsri"), filename="ทะเบียน.csv", content=content)
    return UUID(opened["import"])


@scene("people.open_import")
def _open_import(ready: Ready) -> Step:
    return does(
        ready.cast.act("somsri"),
        open_import,
        filename="ทะเบียน.csv",
        content=csv_of(BUNRUEAN, SOMBAT),
    )


@scene("people.import_members")
def _import(ready: Ready) -> Step:
    batch = sent(ready.cast)
    staged = stage_import(ready.cast.act("somsri"), batch)
    return does(
        ready.cast.act("somsri"),
        import_members,
        batch=batch,
        rows_hash=staged.rows_hash,
        last_member=staged.last_membership,
    )


@scene("people.answer_import")
def _answer_import(ready: Ready) -> Step:
    batch = sent(ready.cast)
    act = ready.cast.act("somsri")
    return does(act, answer_import, batch=batch, answers={"branch-unknown": "open"})


@scene("people.drop_import")
def _drop_import(ready: Ready) -> Step:
    batch = sent(ready.cast)
    return does(ready.cast.act("somsri"), drop_import, batch=batch)


@scene("people.erase_person")
def _erase(ready: Ready) -> Step:
    canary = live(ready.cast)
    return does(
        ready.cast.act("chanpen"),
        erase_person,
        person=canary.membership.person.public_id,
        asked_on=TODAY,
        second_user_id=ready.cast.users["prasong"].pk,
    )

"""Branches and committee seats: where members belong and who serves them."""

from __future__ import annotations

from datetime import date
from typing import Any
from uuid import UUID

from kongbun.access.permissions import Verb, require
from kongbun.commands.run import Act, command
from kongbun.kernel.lengths import too_long
from kongbun.kernel.refusal import RefusalCode, Refused
from kongbun.people.models import (
    Branch,
    BranchKind,
    CommitteePost,
    CommitteeSeat,
    Membership,
    Person,
    Seat,
)


@command("people.add_branch")
def add_branch(
    act: Act, *, kind: str, name: str, moo: int | None = None
) -> dict[str, Any]:
    """Open a village centre, or a branch of an occupation group."""
    require(act, Verb.MANAGE_FUND)
    check_branch(act.fund_id, kind=kind, name=name, moo=moo)
    # After this point the branch must open.
    branch = open_branch(act.fund_id, kind=kind, name=name, moo=moo)
    return {"branch": branch.public_id.hex}


@command("people.close_branch")
def close_branch(act: Act, *, branch: UUID) -> dict[str, Any]:
    """Close a branch that has no member left."""
    require(act, Verb.MANAGE_FUND)
    found = Branch.objects.filter(fund_id=act.fund_id, public_id=branch).first()
    if found is None:
        raise Refused(RefusalCode.NOT_FOUND, what="หมู่บ้านหรือสาขา")
    members = Membership.objects.filter(branch=found, exited_on=None).count()
    if members:
        raise Refused(RefusalCode.BRANCH_HAS_MEMBERS, branch=found.label(), n=members)
    # After this point the branch must close.
    found.closed_on = act.today
    found.save(update_fields=["closed_on"])
    return {"branch": found.public_id.hex}


@command("people.seat_member")
def seat_member(
    act: Act,
    *,
    person: UUID,
    post: str,
    from_date: date,
    until_date: date | None = None,
    seat: str = Seat.MEMBERS.value,
    community_post: str = "",
    branch: UUID | None = None,
) -> dict[str, Any]:
    """Give a person a post in the committee, or in a village centre, for a term."""
    require(act, Verb.MANAGE_FUND)
    found = Person.objects.filter(fund_id=act.fund_id, public_id=person).first()
    if found is None:
        raise Refused(RefusalCode.NOT_FOUND, what="คน")
    if post not in CommitteePost.values or seat not in Seat.values:
        raise Refused(RefusalCode.NOT_FOUND, what="ตำแหน่ง")
    centre = None
    if branch is not None:
        centre = Branch.objects.filter(fund_id=act.fund_id, public_id=branch).first()
        if centre is None:
            raise Refused(RefusalCode.NOT_FOUND, what="หมู่บ้านหรือสาขา")
    if until_date is not None and until_date <= from_date:
        raise Refused(
            RefusalCode.DATES_IN_WRONG_ORDER, first=from_date, last=until_date
        )
    # After this point the seat must be taken.
    taken = CommitteeSeat.objects.create(
        fund_id=act.fund_id,
        branch=centre,
        person=found,
        post=post,
        seat=seat,
        community_post=community_post,
        from_date=from_date,
        until_date=until_date,
    )
    return {"seat": taken.public_id.hex}


@command("people.end_seat")
def end_seat(act: Act, *, seat: UUID, until_date: date) -> dict[str, Any]:
    """End a term."""
    require(act, Verb.MANAGE_FUND)
    found = CommitteeSeat.objects.filter(fund_id=act.fund_id, public_id=seat).first()
    if found is None:
        raise Refused(RefusalCode.NOT_FOUND, what="ตำแหน่ง")
    if until_date < found.from_date:
        raise Refused(
            RefusalCode.DATES_IN_WRONG_ORDER, first=found.from_date, last=until_date
        )
    # After this point the term must end.
    found.until_date = until_date
    found.save(update_fields=["until_date"])
    return {"seat": found.public_id.hex}


def check_branch(fund_id: int, *, kind: str, name: str, moo: int | None) -> None:
    """Refuse a branch without a name, of no kind, or there already."""
    if not name.strip():
        raise Refused(RefusalCode.FIELD_EMPTY, field="ชื่อหมู่บ้านหรือสาขา")
    reasons = too_long("ชื่อหมู่บ้านหรือสาขา", name, 120)
    if reasons:
        raise Refused.of(reasons)
    if kind not in BranchKind.values:
        raise Refused(RefusalCode.NOT_FOUND, what=f"ชนิดสาขา {kind}")
    if Branch.objects.filter(fund_id=fund_id, name=name.strip(), moo=moo).exists():
        raise Refused(RefusalCode.BRANCH_TAKEN, branch=name)


def open_branch(fund_id: int, *, kind: str, name: str, moo: int | None) -> Branch:
    """Write a branch, for actions that have checked it."""
    return Branch.objects.create(fund_id=fund_id, kind=kind, name=name.strip(), moo=moo)

"""By-laws, duties, and how a fund begins."""

from __future__ import annotations

from datetime import date
from typing import Any
from uuid import UUID

from kongbun.access.actions import (
    add_user,
    change_own_password,
    end_role,
    grant_role,
    new_password_hash,
    reset_password,
)
from kongbun.access.models import RoleGrant
from kongbun.bylaws import draft_actions
from kongbun.bylaws.actions import adopt
from kongbun.founding.actions import decide_opening, found_fund, state_opening
from kongbun.testing.cast import PASSWORD, TODAY, act_for
from tests.bylaws.drafted import MEETING, NEW, OLD, shown, start
from tests.faults.scene import Ready, does, scene
from tests.faults.strike import Step


@scene("bylaws.adopt")
def _adopt(ready: Ready) -> Step:
    return does(
        ready.cast.act("prasong"),
        adopt,
        text=OLD,
        file="demo-2563.yaml",
        adopted_on=TODAY,
        meeting="ประชุมใหญ่",
    )


@scene("bylaws.start_draft")
def _start(ready: Ready) -> Step:
    return does(ready.cast.act("chanpen"), draft_actions.start_draft, text=NEW)


@scene("bylaws.keep_text")
def _keep_text(ready: Ready) -> Step:
    draft = start(ready.cast)
    return does(
        ready.cast.act("chanpen"),
        draft_actions.keep_text,
        draft=draft,
        text=OLD,
        expected_no=1,
    )


@scene("bylaws.go_back")
def _go_back(ready: Ready) -> Step:
    draft = start(ready.cast)
    act = ready.cast.act("chanpen")
    draft_actions.keep_text(act, text=OLD, draft=draft, expected_no=1)
    return does(
        ready.cast.act("chanpen"),
        draft_actions.go_back,
        draft=draft,
        to_no=1,
        expected_no=2,
    )


@scene("bylaws.show_draft")
def _show(ready: Ready) -> Step:
    draft = start(ready.cast)
    return does(
        ready.cast.act("chanpen"),
        draft_actions.show_draft,
        draft=draft,
        shown_on=TODAY,
        how="ปิดประกาศที่ศาลา",
        expected_no=1,
    )


@scene("bylaws.withdraw_draft")
def _withdraw_draft(ready: Ready) -> Step:
    draft = start(ready.cast)
    act = ready.cast.act("chanpen")
    return does(act, draft_actions.withdraw_draft, draft=draft, expected_no=1)


@scene("bylaws.adopt_draft")
def _adopt_draft(ready: Ready) -> Step:
    draft = shown(ready.cast)
    return does(
        ready.cast.act("chanpen"),
        draft_actions.adopt_draft,
        draft=draft,
        expected_no=1,
        **MEETING,
    )


@scene("access.add_user")
def _user(ready: Ready) -> Step:
    hashed = new_password_hash(PASSWORD)
    return does(
        ready.cast.act("prasong"),
        add_user,
        username="dao",
        display_name="นางสาวดาว ใจดี",
        password_hash=hashed,
    )


@scene("access.reset_password")
def _reset(ready: Ready) -> Step:
    hashed = new_password_hash(PASSWORD + "ใหม่")
    act = act_for(ready.cast.users["operator"], None)
    return does(act, reset_password, username="somsri", password_hash=hashed)


@scene("access.change_own_password")
def _own_password(ready: Ready) -> Step:
    hashed = new_password_hash(PASSWORD + "ใหม่")
    act = act_for(ready.cast.users["somsri"], None)
    return does(act, change_own_password, password_hash=hashed)


@scene("access.grant_role")
def _grant(ready: Ready) -> Step:
    return does(
        ready.cast.act("prasong"),
        grant_role,
        username="laor",
        role="collector",
        from_date=TODAY,
    )


@scene("access.end_role")
def _end_role(ready: Ready) -> Step:
    cast = ready.cast
    grant = RoleGrant.objects.get(user=cast.users["laor"], fund=cast.fund)
    act = cast.act("prasong")
    return does(act, end_role, grant=str(grant.public_id), until_date=TODAY)


@scene("founding.found_fund")
def _found(ready: Ready) -> Step:
    first = date(2020, 10, 1)
    return does(
        act_for(ready.cast.users["operator"], None),
        found_fund,
        code="DON",
        name="กองทุนสวัสดิการชุมชนตำบลดอน",
        founded_on=first,
        books_from=first,
        area_name="ตำบลดอน",
        villages_in_area=1,
        branches=[{"kind": "centre", "name": "บ้านดอน", "moo": 1}],
        officers=[{"username": "noi", "role": "chair"}],
    )


def opening() -> dict[str, Any]:
    return {
        "cut_over_on": date(2025, 9, 30),
        "holdings": {"cash": 2_000_00, "bank:1": 500_000_00},
        "receipts_to_date": {"income:dues": 900_000_00},
        "benefits_to_date": {"4": {"persons": 12, "amount_satang": 120_000_00}},
    }


@scene("founding.state_opening")
def _state(ready: Ready) -> Step:
    return does(ready.cast.act("somsri"), state_opening, **opening())


@scene("founding.decide_opening")
def _opening(ready: Ready) -> Step:
    stated = state_opening(ready.cast.act("somsri"), **opening())
    return does(
        ready.cast.act("prasong"),
        decide_opening,
        statement=UUID(stated["statement"]),
        content_hash=stated["hash"],
        approved=True,
    )

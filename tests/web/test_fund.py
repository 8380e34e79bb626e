"""The fund's own page: accounts, village centres, committee; who may change them."""

from __future__ import annotations

import re
from typing import Any

import pytest
from django.urls import reverse

from kongbun.access.actions import change_own_password, new_password_hash
from kongbun.ledger.balances import accounts
from kongbun.testing.cast import TODAY, Cast, has_audit_line, make_member
from kongbun.web.places import open_branches, seats_on
from tests.web.doors import Visitor, text

FUND = "/f/TUNG/fund/"


def links(visitor: Visitor, ending: str) -> list[str]:
    return re.findall(
        rf'href="(/f/TUNG/fund/[^"]+/{ending}/)"', text(visitor.get(FUND))
    )


def test_add_branch_and_close_branch_while_it_has_no_member(cast: Cast) -> None:
    prasong = Visitor(cast, "prasong")
    new = f"{FUND}branches/new/"
    typed: dict[str, Any] = {"kind": "centre", "moo": "๙", "name": "บ้านใหม่"}
    assert prasong.press(new, **typed).status_code == 302
    assert has_audit_line(cast, "people.add_branch")
    assert prasong.press(new, **typed).status_code == 422
    occupied = open_branches(cast.fund.pk)[0]
    make_member(cast, 1, branch=occupied)
    close = {str(b.public_id): b for b in open_branches(cast.fund.pk)}
    for address in links(prasong, "close"):
        branch = close[address.split("/")[-3]]
        answer = prasong.press(address)
        assert answer.status_code == (422 if branch == occupied else 302)
    assert list(open_branches(cast.fund.pk)) == [occupied]
    assert has_audit_line(cast, "people.close_branch")
    assert has_audit_line(cast, "people.close_branch", allowed=False)


def test_end_seat_keeps_the_term_and_takes_the_name_off_the_list(cast: Cast) -> None:
    member = make_member(cast, 1, name="ทองใบ")
    prasong = Visitor(cast, "prasong")
    prasong.press(
        f"{FUND}seats/new/",
        person=member.member_no,
        post="treasurer",
        seat="members",
        from_date="1/10/2569",
        last_date="",
    )
    [end] = links(prasong, "end")
    assert prasong.press(end, last_date="30/9/2569").status_code == 302
    assert has_audit_line(cast, "people.end_seat")
    assert not seats_on(cast.fund.pk, TODAY).exists()


def test_a_bag_has_a_holder_and_everyone_one_bag(cast: Cast) -> None:
    somsri = Visitor(cast, "somsri")
    new = f"{FUND}accounts/new/"
    none = somsri.press(new, kind="bag", name="ถุงเปล่า", holder="")
    assert none.status_code == 422
    assert "ที่ถือถุงนี้" in text(none)
    second = somsri.press(new, kind="bag", name="ถุงสอง", holder="prasert")
    assert second.status_code == 422
    bank = somsri.press(
        new, kind="bank", name="ออมสิน", bank_name="ออมสิน", bank_account_no="1-0000"
    )
    assert bank.status_code == 302
    assert "ออมสิน" in {account.name for account in accounts(cast.fund.pk)}


@pytest.mark.parametrize(
    "page", ["accounts/new", "branches/new", "seats/new", "opening"]
)
def test_a_collector_reads_the_fund_but_changes_nothing(cast: Cast, page: str) -> None:
    prasert = Visitor(cast, "prasert")
    assert prasert.get(FUND).status_code == 200
    assert prasert.get(f"{FUND}{page}/").status_code == 403
    shown = text(prasert.get(FUND))
    assert reverse("web:new-seat", args=["TUNG"]) not in shown


def test_change_own_password_needs_nobody_else(cast: Cast) -> None:
    act = cast.act("prasert")
    act.fund_id = 0
    change_own_password(act, password_hash=new_password_hash("ฝนตกที่ทุ่งน้ำใจ"))
    cast.users["prasert"].refresh_from_db()
    assert cast.users["prasert"].check_password("ฝนตกที่ทุ่งน้ำใจ")

"""A closed month opens again by two outsiders, and closes as version 2."""

from __future__ import annotations

import re
from datetime import date
from uuid import UUID

import pytest
from django.db import DatabaseError, transaction

from kongbun.access.actions import end_role, grant_role
from kongbun.access.models import RoleGrant
from kongbun.kernel.refusal import RefusalCode, Refused
from kongbun.ledger.accounts import reopen_month as ledger_reopen
from kongbun.ledger.balances import closed_through, movements
from kongbun.people.models import Household
from kongbun.people.tie_actions import declare_tie
from kongbun.reports.actions import close_month
from kongbun.reports.figures import figures_on
from kongbun.reports.kept import came_between, changed, figures_of
from kongbun.reports.models import StoredReport
from kongbun.reports.reopen_actions import ask_reopening
from kongbun.reports.reopening import notice_of, reopenings
from kongbun.testing import books
from kongbun.testing.cast import Cast, has_audit_line, one_person
from kongbun.treasury.closing import month_to_close
from kongbun.treasury.models import MonthClose, ReopenRequest
from tests.reports.reopen_steps import (
    LAST,
    OCTOBER,
    WHY,
    agree,
    ask,
    close_again,
    closed_october,
    is_person,
    known,
)
from tests.treasury.steps import count, read
from tests.treasury.test_commands import Terminal, run  # noqa: F401 -- the fixture
from tests.web.doors import Visitor, text

pytestmark = pytest.mark.django_db


def codes(caught: pytest.ExceptionInfo[Refused]) -> set[RefusalCode]:
    return {reason.code for reason in caught.value.reasons}


def test_two_outsiders_open_it_and_it_closes_as_version_2(cast: Cast) -> None:
    known(cast)
    first = closed_october(cast)
    body = StoredReport.objects.get().body
    told = agree(cast, ask(cast, first))
    assert told["closed_through"] == "2026-10-31"
    assert closed_through(cast.fund.pk) is None
    assert month_to_close(cast.fund.pk) == OCTOBER
    assert has_audit_line(cast, "treasury.ask_reopening")
    assert has_audit_line(cast, "treasury.reopen_month")
    books.write(cast, "2026-10-30  income:donation -> cash  100.00")
    second = close_again(cast, cash=5)
    assert (first.version, second.version) == (1, 2)
    assert closed_through(cast.fund.pk) == LAST
    # What was kept at the first close is as it was, to the byte.
    one = figures_of(cast.fund.pk, LAST, 1)
    two = figures_of(cast.fund.pk, LAST, 2)
    assert one is not None
    assert two is not None
    assert one.body == body
    assert two.body != body
    assert {c.code: c.more_satang for c in changed(one, two)} == {
        "cash": 100_00,
        "income:donation": -100_00,
    }
    assert [came.amount_satang for came in came_between(one, two)] == [100_00]
    assert figures_on(cast.fund, LAST).figures == figures_on(cast.fund, LAST, 2).figures
    assert figures_on(cast.fund, LAST, 1).figures != figures_on(cast.fund, LAST).figures


def test_while_it_is_open_its_figures_are_those_of_now(cast: Cast) -> None:
    known(cast)
    close = closed_october(cast)
    assert figures_on(cast.fund, LAST).kept
    agree(cast, ask(cast, close))
    assert not figures_on(cast.fund, LAST).kept
    assert figures_on(cast.fund, LAST, 1).kept


def test_what_is_booked_while_it_is_open_stands_in_it(cast: Cast) -> None:
    known(cast)
    close = closed_october(cast)
    books.write(cast, "2026-10-30  income:donation -> cash  100.00")
    agree(cast, ask(cast, close))
    books.write(cast, "2026-10-29  income:donation -> cash  200.00")
    october = movements(cast.fund.pk, since=OCTOBER, until=LAST)
    # What came while it was shut stays in November, where it was booked.
    assert october["income:donation"] == -1_200_00


def test_the_months_before_it_stay_closed(cast: Cast) -> None:
    known(cast)
    first = closed_october(cast)
    november = date(2026, 11, 1)
    later = cast.act("somsri", today=date(2026, 12, 5))
    count(cast, {"10000": 4}, counted_on=date(2026, 11, 30), today=later.today)
    read(cast, 600_00, read_on=date(2026, 11, 30), today=later.today)
    close_month(later, month=november)
    second = MonthClose.objects.get(month=november)
    with pytest.raises(Refused) as caught:
        ask(cast, first)
    assert codes(caught) == {RefusalCode.REOPEN_LATER_FIRST}
    agree(cast, ask(cast, second))
    assert closed_through(cast.fund.pk) == LAST
    books.write(cast, "2026-10-29  income:donation -> cash  200.00")
    october = movements(cast.fund.pk, since=OCTOBER, until=LAST)
    assert october["income:donation"] == -1_000_00


def test_an_agreement_is_bound_to_what_was_asked(cast: Cast) -> None:
    known(cast)
    asked = ask(cast, closed_october(cast))
    with pytest.raises(Refused) as caught:
        agree(cast, {**asked, "content_hash": "00" * 32})
    assert codes(caught) == {RefusalCode.CHANGED_SINCE}
    # A newer request takes the place of the first.
    newer = ask(cast, MonthClose.objects.get(), who="prasong")
    is_person(cast, "sombat", "committee")
    with pytest.raises(Refused) as caught:
        agree(cast, asked, who="sombat")
    assert codes(caught) == {RefusalCode.CHANGED_SINCE}
    agree(cast, newer, who="kamnan")
    with pytest.raises(Refused) as caught:
        agree(cast, newer, who="kamnan")
    assert codes(caught) == {RefusalCode.MONTH_NOT_CLOSED}


def test_it_takes_two_and_a_reason(cast: Cast) -> None:
    known(cast)
    close = closed_october(cast)
    with pytest.raises(Refused) as caught:
        ask_reopening(cast.act("kamnan"), close=close.public_id, reason="  ")
    assert codes(caught) == {RefusalCode.FIELD_EMPTY}
    asked = ask(cast, close)
    with pytest.raises(Refused) as caught:
        agree(cast, asked, who="kamnan")
    assert codes(caught) == {RefusalCode.SAME_PERSON}
    one_person(cast, "kamnan", "prasong")
    with pytest.raises(Refused) as caught:
        agree(cast, asked)
    assert codes(caught) == {RefusalCode.SAME_PERSON}
    assert closed_through(cast.fund.pk) == LAST


@pytest.mark.parametrize("relation", ["spouse", "parent", "child", "sibling", "house"])
@pytest.mark.parametrize("backwards", [False, True], ids=["to", "from"])
@pytest.mark.parametrize("step", ["asks", "agrees"])
def test_nobody_of_the_treasurers_family_or_house(
    cast: Cast, relation: str, step: str, *, backwards: bool
) -> None:
    """The matrix of who may: every tie, both ways, for both of the two."""
    persons = known(cast)
    close = closed_october(cast)
    tied = persons["kamnan" if step == "asks" else "prasong"]
    treasurer = persons["somsri"]
    if relation == "house":
        house = Household.objects.create(
            fund=cast.fund, branch=cast.branches[0], house_no="12"
        )
        for one in (tied, treasurer):
            one.household = house
            one.save()
    else:
        pair = [tied, treasurer][:: -1 if backwards else 1]
        declare_tie(
            cast.act("chanpen"),
            person=pair[0].public_id,
            relation=relation,
            other=pair[1].public_id,
        )
    with pytest.raises(Refused) as caught:
        agree(cast, ask(cast, close))
    assert codes(caught) == {RefusalCode.TIED_TO_TREASURER}
    assert closed_through(cast.fund.pk) == LAST


def test_nor_who_kept_the_books_since(cast: Cast) -> None:
    known(cast)
    close = closed_october(cast)
    # Who was treasurer in October and is a committee member now.
    grant_role(
        cast.act("prasong"),
        username="kamnan",
        role="treasurer",
        from_date=date(2026, 10, 1),
        until_date=date(2026, 10, 15),
    )
    with pytest.raises(Refused) as caught:
        ask(cast, close)
    assert codes(caught) == {RefusalCode.KEEPS_THE_BOOKS}


def test_whose_house_nobody_knows_may_not(cast: Cast) -> None:
    close = closed_october(cast)
    with pytest.raises(Refused) as caught:
        ask(cast, close)
    assert codes(caught) == {
        RefusalCode.NOT_IN_REGISTER,
        RefusalCode.TREASURER_NOT_IN_REGISTER,
    }


def test_who_asked_must_still_be_who_may(cast: Cast) -> None:
    """S5: the duty ended, or a tie was declared, between asking and agreeing."""
    persons = known(cast)
    close = closed_october(cast)
    asked = ask(cast, close)
    declare_tie(
        cast.act("chanpen"),
        person=persons["kamnan"].public_id,
        relation="sibling",
        other=persons["somsri"].public_id,
    )
    with pytest.raises(Refused) as caught:
        agree(cast, asked)
    assert codes(caught) == {RefusalCode.TIED_TO_TREASURER}


def test_a_duty_that_ended_asks_for_nothing(cast: Cast) -> None:
    known(cast)
    asked = ask(cast, closed_october(cast))
    for grant in RoleGrant.objects.filter(user=cast.users["kamnan"]):
        end_role(
            cast.act("prasong"), grant=grant.public_id.hex, until_date=date(2026, 11, 1)
        )
    with pytest.raises(Refused) as caught:
        agree(cast, asked)
    assert codes(caught) == {RefusalCode.NOT_ALLOWED}


def test_the_network_is_told(cast: Cast) -> None:
    known(cast)
    close = closed_october(cast)
    told = agree(cast, ask(cast, close))
    (notice,) = [notice_of(one) for one in reopenings(cast.fund.pk)]
    assert told["notice"] == notice.as_json()
    assert notice.reason == WHY
    assert notice.figures_hash == StoredReport.objects.get().hash.hex()
    assert WHY in "\n".join(notice.lines())


def test_the_database_opens_no_month_below_a_closed_one(cast: Cast) -> None:
    known(cast)
    first = closed_october(cast)
    later = cast.act("somsri", today=date(2026, 12, 5))
    count(cast, {"10000": 4}, counted_on=date(2026, 11, 30), today=later.today)
    read(cast, 600_00, read_on=date(2026, 11, 30), today=later.today)
    close_month(later, month=date(2026, 11, 1))
    with pytest.raises(DatabaseError, match="later month"), transaction.atomic():
        ledger_reopen(later, closing_id=first.closing_id)


def test_the_pages_ask_agree_and_show_both_closes(cast: Cast) -> None:
    known(cast)
    close = closed_october(cast)
    kamnan, prasong = Visitor(cast, "kamnan"), Visitor(cast, "prasong")
    here = f"/f/TUNG/closes/{close.public_id}/"
    assert "ขอเปิดเดือนนี้ใหม่" in text(kamnan.get(here))
    assert kamnan.press(f"{here}reopen/", reason=WHY).status_code == 302
    waits = text(prasong.get(here))
    assert WHY in waits
    found = re.search(r'href="(/f/TUNG/closes/reopening/[^"]+)"', waits)
    assert found is not None
    assert found[1] not in text(kamnan.get(here))
    asked = ReopenRequest.objects.get()
    seen = text(prasong.get(found[1]))
    assert asked.content_hash.hex() in seen
    wrong = prasong.press(found[1], content_hash="00")
    assert wrong.status_code == 409
    done = prasong.press(found[1], content_hash=asked.content_hash.hex())
    assert done.status_code == 302
    assert closed_through(cast.fund.pk) is None
    shown = text(prasong.get(here))
    assert "หนังสือแจ้งเครือข่าย" in shown
    assert WHY in shown
    books.write(cast, "2026-10-30  income:donation -> cash  100.00")
    again = close_again(cast, cash=5)
    first = text(prasong.get(here))
    assert "1,000.00" in first
    assert "1,100.00" not in first
    shown = text(prasong.get(f"/f/TUNG/closes/{again.public_id}/"))
    assert "ต่างจากครั้งที่ 1" in shown
    assert "รายการที่ลงเพิ่มในเดือนนี้" in shown
    year = f"/f/TUNG/reports/trial-balance/?on={LAST.isoformat()}"
    assert "1,100.00" in text(prasong.get(year))
    assert "1,100.00" not in text(prasong.get(f"{year}&close=1"))


def test_the_page_says_beforehand_why_not(cast: Cast) -> None:
    closed_october(cast)
    close = MonthClose.objects.get()
    shown = text(
        Visitor(cast, "kamnan").get(f"/f/TUNG/closes/{close.public_id}/reopen/")
    )
    assert "คุณยังทำไม่ได้" in shown
    assert "คือใครในทะเบียน" in shown
    refused = Visitor(cast, "somsri").get(f"/f/TUNG/closes/{close.public_id}/reopen/")
    assert refused.status_code == 403


def test_the_command_line_does_the_same(
    cast: Cast,
    run: Terminal,  # noqa: F811
) -> None:
    known(cast)
    closed_october(cast)
    assert run("month", "reopen", who="prasong") == 1
    assert run("month", "ask-reopen", WHY, who="somsri") == 1
    assert run("month", "ask-reopen", WHY, who="kamnan") == 0
    assert run("month", "reopen", who="prasong") == 0
    assert closed_through(cast.fund.pk) is None
    assert run("month", "notices", who="") == 0
    (told,) = run.told["notices"]
    assert (told["month"], told["reason"]) == ("2026-10-01", WHY)
    close_again(cast, cash=4)
    asked = ("report", "trial-balance", "--on", "2026-10-31", "--close", "1")
    assert run(*asked, who="") == 0
    assert run.told["kept"] is True


def test_another_funds_close_is_not_there(cast: Cast) -> None:
    known(cast)
    close = closed_october(cast)
    act = cast.act("noi", fund=cast.other_fund)
    with pytest.raises(Refused) as caught:
        ask_reopening(act, close=close.public_id, reason=WHY)
    assert codes(caught) == {RefusalCode.NOT_FOUND}
    assert isinstance(close.public_id, UUID)

"""Two closes of one month, two months and two funds: each has figures of its own."""

from __future__ import annotations

from datetime import date
from uuid import UUID

import pytest

from kongbun.kernel.refusal import RefusalCode
from kongbun.ledger.balances import closed_through
from kongbun.reports.actions import close_month
from kongbun.reports.figures import before_closing
from kongbun.reports.kept import Changed, changed, figures_of, kept_figures
from kongbun.reports.models import StoredReport
from kongbun.reports.reopen_actions import ask_reopening, reopen_month
from kongbun.reports.reopening import reopening_of, reopenings
from kongbun.testing import books, insider
from kongbun.testing.cast import Cast, another_fund, make_cast
from kongbun.testing.databases import Copy
from kongbun.treasury.models import MonthClose
from tests.claims.told import told
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

C = RefusalCode
NOVEMBER, ITS_LAST = date(2026, 11, 1), date(2026, 11, 30)


def closed_november(cast: Cast) -> MonthClose:
    """After October, with figures of its own."""
    today = date(2026, 12, 5)
    count(cast, {"10000": 4}, counted_on=ITS_LAST, today=today)
    read(cast, 600_00, read_on=ITS_LAST, today=today)
    figures, newest = before_closing(cast.fund, NOVEMBER)
    act = cast.act("somsri", today=today)
    answer = close_month(act, month=NOVEMBER, figures=figures, newest_entry_id=newest)
    return MonthClose.objects.get(public_id=UUID(answer["close"]))


def held(cast: Cast) -> list[tuple[int, date, int]]:
    found = kept_figures(cast.fund.pk).order_by("pk")
    return [(one.fund_id, one.on, one.closing_version) for one in found]


@pytest.mark.django_db
def test_a_month_opened_again_loses_its_own_figures_alone(cast: Cast) -> None:
    other = another_fund(cast, "HUAI")
    closed_october(other)
    known(cast)
    october, fund = closed_october(cast), cast.fund.pk
    november = closed_november(cast)
    assert held(cast) == [(fund, LAST, 1), (fund, ITS_LAST, 1)]
    for on in (LAST, ITS_LAST):
        one = figures_of(fund, on, 1)
        assert one is not None
        assert (one.fund_id, one.on) == (fund, on)
    agree(cast, ask(cast, november))
    assert held(cast) == [(fund, LAST, 1)]
    agree(cast, ask(cast, october))
    assert held(cast) == []
    assert held(other) == [(other.fund.pk, LAST, 1)]
    # The newest stands first, and each close has its own.
    opened = [reopening_of(november), reopening_of(october)]
    assert [one.request.close for one in opened if one] == [november, october]
    assert list(reopenings(fund)) == opened[::-1]
    assert list(reopenings(other.fund.pk)) == []


@pytest.mark.django_db
def test_only_chair_and_committee_ask_and_agree(cast: Cast) -> None:
    """Though the register knows who they are."""
    known(cast)
    for username, role in (("chanpen", "secretary"), ("sombat", "centre")):
        is_person(cast, username, role)
    close = closed_october(cast)
    asked = ask(cast, close)
    for who in ("chanpen", "sombat", "noi"):
        name = cast.users[who].display_name
        refused = [(C.NOT_ALLOWED, {"user": name, "roles": "ประธาน กรรมการ"})]
        assert told(ask, cast, close, who=who) == refused
        assert told(agree, cast, asked, who=who) == refused
    assert closed_through(cast.fund.pk) == LAST


@pytest.mark.django_db
def test_another_funds_request_is_not_there(cast: Cast) -> None:
    known(cast)
    asked = ask(cast, closed_october(cast))
    facts = {"asked": UUID(asked["request"]), "content_hash": asked["content_hash"]}
    assert told(reopen_month, cast.act("noi", fund=cast.other_fund), **facts) == [
        (C.NOT_FOUND, {"what": "คำขอเปิดเดือนใหม่"})
    ]


@pytest.mark.django_db
def test_the_close_that_is_named_is_the_one_that_opens(cast: Cast) -> None:
    known(cast)
    october = closed_october(cast)
    agree(cast, ask(cast, october))
    again = close_again(cast, cash=4)
    act = cast.act("kamnan")
    assert told(ask_reopening, act, close=october.public_id, reason=WHY) == [
        (C.MONTH_NOT_CLOSED, {"month": "ตุลาคม 2569"})
    ]
    assert agree(cast, ask(cast, again))["close"] == again.public_id.hex


def test_figures_changed_after_they_were_seen_open_no_month(
    committed_db: Copy,
) -> None:
    """By an insider, between the asking and the agreement."""
    assert committed_db.name
    cast = make_cast()
    known(cast)
    asked = ask(cast, closed_october(cast))
    kept = StoredReport.objects.get()
    with insider.tampering() as cursor:
        cursor.execute("UPDATE reports_storedreport SET hash = %s", [bytes(32)])
        assert cursor.rowcount == 1
    assert told(agree, cast, asked) == [(C.CHANGED_SINCE, {"what": "คำขอเปิดเดือนใหม่"})]
    with insider.tampering() as cursor:
        cursor.execute("UPDATE reports_storedreport SET hash = %s", [bytes(kept.hash)])
    assert agree(cast, asked)["notice"]["figures_hash"] == bytes(kept.hash).hex()


@pytest.mark.django_db
def test_an_account_first_used_since_stood_at_nothing_before(cast: Cast) -> None:
    known(cast)
    agree(cast, ask(cast, closed_october(cast)))
    books.write(
        cast,
        """
        2026-10-30  cash -> expense:office         0.01
        2026-10-30  income:interest -> cash        0.01
        2026-10-30  cash -> expense:travel       100.00
        2026-10-31  expense:travel -> cash       100.00
        2026-10-31  income:donation -> cash      100.00
        """,
    )
    close_again(cast, cash=5)
    one, two = (figures_of(cast.fund.pk, LAST, version) for version in (1, 2))
    assert one is not None
    assert two is not None
    # What went and came back stands where it stood.
    found = {each.code: each for each in changed(one, two)}
    assert list(found) == [
        "cash",
        "expense:office",
        "income:donation",
        "income:interest",
    ]
    assert found["cash"] == Changed("cash", "กล่องเงินสด", 400_00, 500_00)
    before_and_after = [
        (each.before_satang, each.after_satang, each.more_satang)
        for each in found.values()
    ]
    assert before_and_after[1:] == [
        *((0, 1, 1), (-1_000_00, -1_100_00, -100_00), (0, -1, -1)),
    ]


@pytest.mark.django_db
def test_figures_of_empty_books_are_up_to_date(cast: Cast) -> None:
    """Nothing was booked after nothing: no newest entry is named."""
    count(cast, {}, counted_on=LAST)
    read(cast, 0, read_on=LAST)
    figures, newest = before_closing(cast.fund, OCTOBER)
    assert newest == 0
    close_month(cast.act("somsri"), month=OCTOBER, figures=figures)
    assert StoredReport.objects.get().body == figures

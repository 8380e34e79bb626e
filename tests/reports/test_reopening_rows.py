"""What is kept of a reopening and told of it, and what refuses it, to the last word."""

from __future__ import annotations

from datetime import date, timedelta
from hashlib import sha256
from typing import Any
from uuid import UUID

import pytest

from kongbun.access.actions import grant_role
from kongbun.approvals.models import Approval
from kongbun.commands.models import Command
from kongbun.kernel.refusal import RefusalCode
from kongbun.ledger.models import Closing, Reopening
from kongbun.reports.actions import close_month
from kongbun.reports.figures import before_closing
from kongbun.reports.kept import (
    Changed,
    came_between,
    changed,
    figures_of,
    kept_figures,
    stood_at,
)
from kongbun.reports.models import StoredReport
from kongbun.reports.reopen_actions import ask_reopening, reopen_month
from kongbun.reports.reopening import (
    Notice,
    notice_of,
    reopening_of,
    reopenings,
    request_hash,
    request_waiting,
    treasurers,
)
from kongbun.testing import books
from kongbun.testing.cast import TODAY, Cast
from kongbun.treasury.models import MonthClose, MonthReopening, ReopenRequest
from tests.claims.told import row, told
from tests.reports.reopen_steps import (
    LAST,
    OCTOBER,
    WHY,
    agree,
    ask,
    close_again,
    closed_october,
    known,
)
from tests.treasury.steps import count, read

pytestmark = pytest.mark.django_db
C = RefusalCode
MONTH = "ตุลาคม 2569"


def command_of(act: Any) -> int:
    return Command.objects.get(public_id=act.command_id).pk


def close_november(cast: Cast) -> MonthClose:
    last, today = date(2026, 11, 30), date(2026, 12, 5)
    count(cast, {"10000": 4}, counted_on=last, today=today)
    read(cast, 600_00, read_on=last, today=today)
    told_ = close_month(cast.act("somsri", today=today), month=last)
    return MonthClose.objects.get(public_id=UUID(told_["close"]))


def test_a_close_keeps_its_figures_as_they_were_worked_out(cast: Cast) -> None:
    known(cast)
    books.write(cast, "2026-10-05  income:donation -> cash  400.00")
    count(cast, {"10000": 4}, counted_on=LAST)
    read(cast, 0, read_on=LAST)
    figures, newest = before_closing(cast.fund, OCTOBER)
    books.write(cast, "2026-11-05  income:donation -> cash  1.00")
    facts = {"month": OCTOBER, "figures": figures, "newest_entry_id": newest}
    assert told(close_month, cast.act("somsri"), **facts) == [
        (C.CHANGED_SINCE, {"what": "บัญชี"})
    ]
    assert not MonthClose.objects.exists()
    figures, newest = before_closing(cast.fund, OCTOBER)
    act = cast.act("somsri")
    answer = close_month(act, month=OCTOBER, figures=figures, newest_entry_id=newest)
    kept, made = StoredReport.objects.get(), MonthClose.objects.get()
    assert row(kept, "hash") == {
        "fund_id": cast.fund.pk,
        "on": LAST,
        "version": 1,
        "closing_version": 1,
        "body": figures,
        "newest_entry_id": newest,
        "made_at": act.now,
        "command_id": command_of(act),
    }
    assert bytes(kept.hash) == sha256(figures.encode()).digest()
    assert made.closing == Closing.objects.get()
    assert answer == {
        "close": made.public_id.hex,
        "month": "2026-10-01",
        "month_name": MONTH,
        "closed_through": "2026-10-31",
        "version": 1,
        "figures_hash": kept.hash.hex(),
    }


def test_a_request_and_its_agreement_keep_each_word(cast: Cast) -> None:
    known(cast)
    close = closed_october(cast)
    act = cast.act("kamnan", today=date(2026, 11, 21))
    asked = ask_reopening(act, close=close.public_id, reason=f" {WHY} ")
    request = ReopenRequest.objects.get()
    kamnan = cast.users["kamnan"]
    bound = request_hash(close, reason=WHY, asked_by_id=kamnan.pk)
    assert asked == {
        "request": request.public_id.hex,
        "month": "2026-10-01",
        "month_name": MONTH,
        "version": 1,
        "content_hash": bound.hex(),
    }
    assert row(request, "content_hash") == {
        "fund_id": cast.fund.pk,
        "close_id": close.pk,
        "reason": WHY,
        "asked_by_id": kamnan.pk,
        "asked_on": date(2026, 11, 21),
        "command_id": command_of(act),
    }
    assert bytes(request.content_hash) == bound
    assert request_waiting(close) == request


def test_an_agreement_keeps_each_word_and_is_told(cast: Cast) -> None:
    known(cast)
    close = closed_october(cast)
    asked = ask(cast, close)
    request, bound = ReopenRequest.objects.get(), bytes.fromhex(asked["content_hash"])
    act = cast.act("prasong", today=date(2026, 11, 22))
    answer = reopen_month(act, asked=request.public_id, content_hash=bound.hex())
    opened, word = MonthReopening.objects.get(), Approval.objects.get()
    assert row(opened) == {
        "request_id": request.pk,
        "reopening_id": Reopening.objects.get().pk,
        "approval_id": word.pk,
        "reopened_on": date(2026, 11, 22),
        "command_id": command_of(act),
    }
    assert row(word, "content_hash") == {
        "fund_id": cast.fund.pk,
        "subject_kind": "reopening",
        "subject_id": request.public_id,
        "maker_id": cast.users["kamnan"].pk,
        "checker_id": cast.users["prasong"].pk,
        "approved": True,
        "note": "",
        "at": act.now,
        "command_id": command_of(act),
    }
    assert bytes(word.content_hash) == bound
    told_of(cast, opened, answer)
    close = MonthClose.objects.get()
    assert request_waiting(close) is None
    assert (reopening_of(close), list(reopenings(cast.fund.pk))) == (opened, [opened])
    assert list(reopenings(cast.other_fund.pk)) == []


def told_of(cast: Cast, opened: MonthReopening, answer: dict[str, Any]) -> None:
    notice = Notice(
        month=OCTOBER,
        version=1,
        reopened_on=date(2026, 11, 22),
        reason=WHY,
        asked_by="นายคำนาน ใจบุญ",
        agreed_by="นายประสงค์ มั่นคง",
        figures_hash=StoredReport.objects.get().hash.hex(),
    )
    assert cast.fund == opened.request.fund
    assert notice_of(opened) == notice
    assert answer == {
        "reopening": opened.public_id.hex,
        "close": MonthClose.objects.get().public_id.hex,
        "closed_through": "2026-10-31",
        "month_name": MONTH,
        "notice": {
            "month": "2026-10-01",
            "version": 1,
            "reopened_on": "2026-11-22",
            "reason": WHY,
            "asked_by": "นายคำนาน ใจบุญ",
            "agreed_by": "นายประสงค์ มั่นคง",
            "figures_hash": notice.figures_hash,
        },
    }
    assert notice.lines() == (
        f"เปิดเดือน{MONTH} ใหม่ (ที่ปิดไว้ครั้งที่ 1)",
        "ผู้ขอ นายคำนาน ใจบุญ ผู้ยืนยัน นายประสงค์ มั่นคง",
        f"เหตุผล: {WHY}",
    )


def test_each_part_of_a_request_makes_it_another(cast: Cast) -> None:
    known(cast)
    close = closed_october(cast)
    made = {
        request_hash(close, reason=reason, asked_by_id=by)
        for reason in (WHY, f"{WHY}.")
        for by in (1, 2)
    }
    close.version = 2
    made.add(request_hash(close, reason=WHY, asked_by_id=1))
    assert len(made) == 5


def test_the_newest_word_is_the_one_that_waits(cast: Cast) -> None:
    known(cast)
    close = closed_october(cast)
    assert request_waiting(close) is None
    assert reopening_of(close) is None
    ask(cast, close)
    newer = ask(cast, close, who="prasong")
    found = request_waiting(close)
    assert found is not None
    assert found.public_id.hex == newer["request"]


def test_a_refusal_names_the_month_and_what_comes_first(cast: Cast) -> None:
    known(cast)
    first = closed_october(cast)
    empty = {"close": first.public_id, "reason": " "}
    assert told(ask_reopening, cast.act("kamnan"), **empty) == [
        (C.FIELD_EMPTY, {"field": "เหตุผล"})
    ]
    long = {"close": first.public_id, "reason": "ก" * 301}
    assert told(ask_reopening, cast.act("kamnan"), **long) == [
        (C.TEXT_TOO_LONG, {"field": "เหตุผล", "length": 301, "most": 300})
    ]
    asked = ask_reopening(cast.act("kamnan"), close=first.public_id, reason="ก" * 300)
    assert told(agree, cast, {**asked, "content_hash": "00"}) == [
        (C.CHANGED_SINCE, {"what": "คำขอเปิดเดือนใหม่"})
    ]
    missing = {**asked, "request": UUID(int=7).hex}
    assert told(agree, cast, missing) == [(C.NOT_FOUND, {"what": "คำขอเปิดเดือนใหม่"})]
    [(code, _)] = told(agree, cast, asked, who="kamnan")
    assert code is C.SAME_PERSON
    close_november(cast)
    later = [(C.REOPEN_LATER_FIRST, {"month": MONTH, "last": "พฤศจิกายน 2569"})]
    assert told(ask, cast, first) == later
    assert told(agree, cast, asked) == later


def test_what_is_open_already_is_named(cast: Cast) -> None:
    known(cast)
    close = closed_october(cast)
    asked = ask(cast, close)
    agree(cast, asked)
    for do, of in ((ask, close), (agree, asked)):
        assert told(do, cast, of) == [(C.MONTH_NOT_CLOSED, {"month": MONTH})]
    # Also when another month stays closed before it.
    close_again(cast, cash=4)
    november = close_november(cast)
    agree(cast, ask(cast, november))
    assert told(ask, cast, november) == [
        (C.MONTH_NOT_CLOSED, {"month": "พฤศจิกายน 2569"})
    ]


def test_who_it_concerns_is_named(cast: Cast) -> None:
    close = closed_october(cast)
    assert told(ask, cast, close) == [
        (C.NOT_IN_REGISTER, {"name": "นายคำนาน ใจบุญ"}),
        (C.TREASURER_NOT_IN_REGISTER, {"name": "นางสมศรี ใจงาม"}),
    ]
    known(cast)
    grant_role(
        cast.act("prasong"),
        username="kamnan",
        role="treasurer",
        from_date=OCTOBER,
        until_date=date(2026, 10, 2),
    )
    assert told(ask, cast, close) == [
        (C.KEEPS_THE_BOOKS, {"name": "นายคำนาน ใจบุญ", "month": MONTH})
    ]


@pytest.mark.parametrize(
    ("since", "until", "kept_them"),
    [
        (date(2020, 10, 1), date(2026, 10, 1), False),
        (date(2020, 10, 1), date(2026, 10, 2), True),
        (date(2020, 10, 1), None, True),
        (TODAY, None, True),
        (TODAY + timedelta(days=1), None, False),
    ],
)
def test_a_treasurer_is_who_was_one_on_any_day_since(
    cast: Cast, since: date, until: date | None, *, kept_them: bool
) -> None:
    grant_role(
        cast.act("prasong"),
        username="laor",
        role="treasurer",
        from_date=since,
        until_date=until,
    )
    found = list(treasurers(cast.fund.pk, OCTOBER, TODAY))
    laor = [cast.users["laor"]] if kept_them else []
    assert found == sorted([cast.users["somsri"], *laor], key=lambda one: one.pk)
    assert cast.users["somsri"] not in treasurers(cast.other_fund.pk, OCTOBER, TODAY)


def test_what_another_close_says_otherwise(cast: Cast) -> None:
    known(cast)
    close = closed_october(cast)
    fund = cast.fund.pk
    assert [one.closing_version for one in kept_figures(fund)] == [1]
    agree(cast, ask(cast, close))
    assert list(kept_figures(fund)) == []
    books.write(cast, "2026-10-30  income:donation -> cash  100.00")
    close_again(cast, cash=5)
    assert [one.closing_version for one in kept_figures(fund)] == [2]
    one, two = (figures_of(fund, LAST, version) for version in (1, 2))
    assert one is not None
    assert two is not None
    assert [(each.fund_id, each.closing_version) for each in (one, two)] == [
        (fund, 1),
        (fund, 2),
    ]
    cash, donated = changed(one, two)
    assert cash == Changed("cash", "กล่องเงินสด", 400_00, 500_00)
    assert (donated.code, donated.before_satang, donated.after_satang) == (
        *("income:donation", -1_000_00, -1_100_00),
    )
    assert (cash.more_satang, donated.more_satang) == (100_00, -100_00)
    assert changed(two, two) == []
    # An account that only one of the two knows.
    assert [one.code for one in changed(one, two)] == ["cash", "income:donation"]
    assert [came.amount_satang for came in came_between(one, two)] == [100_00]
    assert came_between(one, one) == []
    assert (stood_at(fund, LAST, 1), stood_at(fund, LAST, 2)) == (1_000_00, 1_100_00)
    assert stood_at(fund, LAST, 3) is None
    assert figures_of(cast.other_fund.pk, LAST, 1) is None
    assert figures_of(fund, date(2026, 10, 30), 1) is None

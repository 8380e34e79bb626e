"""No clock of a phone moves money in time (O7)."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from kongbun.commands.run import Act, command
from kongbun.devices.models import DeviceBatch
from kongbun.devices.queries import device_lines
from kongbun.ledger.accounts import close_month
from kongbun.ledger.models import Entry
from kongbun.people.models import Membership
from kongbun.receipts.models import Receipt
from kongbun.testing.cast import TODAY, Cast
from kongbun.web import clock
from tests.devices.ledger import undone
from tests.devices.phone import NOW, Phone

pytestmark = pytest.mark.django_db
DAY, TEN_YEARS = timedelta(days=1), timedelta(days=3653)


@pytest.mark.parametrize(
    ("on", "state", "found"),
    [
        (TODAY + 2 * DAY, "refused", "date-in-future"),
        (TODAY + TEN_YEARS, "refused", "date-in-future"),
        (date(2020, 9, 30), "refused", "date-before-books"),
        (TODAY - TEN_YEARS, "refused", "date-before-books"),
        (TODAY + DAY, "done", TODAY),
        (TODAY, "done", TODAY),
        (TODAY - DAY, "done", TODAY - DAY),
    ],
)
def test_a_day_that_cannot_be_is_refused_and_tomorrow_is_today(
    phone: Phone, members: list[Membership], on: date, state: str, found: object
) -> None:
    phone.pay(members[0], on=on)
    [told] = phone.deliver()["items"]
    assert told["state"] == state
    if state == "refused":
        assert told["refused"][0]["code"] == found
    else:
        assert Receipt.objects.get().received_on == found


@pytest.mark.parametrize("kind", ["dues.offer_bag", "receipts.void_number"])
def test_what_moves_no_money_must_have_a_possible_day_too(
    phone: Phone, members: list[Membership], kind: str
) -> None:
    phone.pay(members[0])
    body = {"bag": phone.bag} if "bag" in kind else {"receipt_no": 2, "reason": "เสีย"}
    phone.ask(kind, body, on=TODAY + 2 * DAY)
    phone.ask(kind, body, on=date(2020, 9, 30))
    told = phone.deliver()
    assert phone.states(told) == ["done", "refused", "refused"]
    codes = [one["refused"][0]["code"] for one in told["items"][1:]]
    assert codes == ["date-in-future", "date-before-books"]


def test_a_day_is_judged_by_when_it_came_not_by_when_its_turn_is(
    phone: Phone, members: list[Membership]
) -> None:
    """What could not be yet does not come true by waiting for a number."""
    items = [phone.pay(members[0]), phone.pay(members[1], on=TODAY + 2 * DAY)]
    items += [phone.pay(members[2], on=TODAY + DAY)]
    phone.deliver(items[1:])
    told = phone.deliver(items, today=TODAY + 5 * DAY)
    assert phone.states(told) == ["done", "refused", "done"]
    assert list(
        Receipt.objects.order_by("no").values_list("received_on", flat=True)
    ) == [
        TODAY,
        TODAY,
    ]


@pytest.mark.parametrize(
    ("off", "shown"),
    [
        (timedelta(minutes=10), False),
        (timedelta(minutes=10, seconds=1), True),
        (-timedelta(minutes=10), False),
        (-timedelta(minutes=10, seconds=1), True),
        (TEN_YEARS, True),
        (-TEN_YEARS, True),
    ],
)
def test_a_clock_that_is_off_is_told_and_shown(
    cast: Cast,
    phone: Phone,
    members: list[Membership],
    off: timedelta,
    shown: bool,
) -> None:
    phone.pay(members[0])
    told = phone.deliver(sent_at=NOW + off)
    assert told["clock"] == {
        "off_seconds": off // timedelta(seconds=1),
        "is_off": shown,
    }
    assert phone.states(told) == ["done"]
    [batch] = DeviceBatch.objects.all()
    assert (batch.received_at, batch.sent_at) == (NOW, NOW + off)
    [line] = device_lines(cast.fund.pk)
    assert line.clock_off == shown


@settings(
    deadline=None,
    max_examples=20,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
@given(
    seconds=st.integers(-10 * 365 * 86400, 10 * 365 * 86400),
    made=st.integers(-10 * 365 * 86400, 10 * 365 * 86400),
)
def test_books_are_the_same_whatever_a_phone_thinks_the_time_is(
    phone: Phone, members: list[Membership], seconds: int, made: int
) -> None:
    phone.outbox.clear()
    phone.seq = phone.no = 0
    phone.pay(members[0], on=TODAY - 3 * DAY)
    right = undone(phone.deliver)
    phone.outbox[0]["made_at"] = (NOW + timedelta(seconds=made)).isoformat()
    wrong = undone(lambda: phone.deliver(sent_at=NOW + timedelta(seconds=seconds)))
    assert wrong == right
    assert "receipt:" in right


@pytest.mark.parametrize(
    ("at", "today"),
    [
        (datetime(2026, 11, 20, 16, 59, 59, tzinfo=UTC), date(2026, 11, 20)),
        (datetime(2026, 11, 20, 17, 0, 0, tzinfo=UTC), date(2026, 11, 21)),
    ],
)
def test_midnight_is_bangkoks_and_ours(
    phone: Phone,
    members: list[Membership],
    monkeypatch: pytest.MonkeyPatch,
    at: datetime,
    today: date,
) -> None:
    monkeypatch.setattr(clock, "now", lambda: at.astimezone(clock.BANGKOK))
    phone.pay(members[0], on=date(2026, 11, 22))
    phone.pay(members[1], on=date(2026, 11, 21))
    answer = phone.send(sent_at=at)
    assert answer.status_code == 200
    states = phone.states(answer.json())
    assert states == ["done" if today.day == 21 else "refused", "done"]
    assert {one.received_on for one in Receipt.objects.all()} == {today}


@command("test.shut")
def shut(act: Act, *, through: date) -> dict[str, Any]:
    close_month(act, closed_through=through)
    return {}


def test_money_of_a_closed_month_is_booked_in_the_open_one_with_its_true_day(
    cast: Cast, phone: Phone, members: list[Membership]
) -> None:
    shut(cast.act("somsri"), through=date(2026, 10, 31))
    phone.pay(members[0], on=date(2026, 10, 20))
    assert phone.states(phone.deliver()) == ["done"]
    entry = Entry.objects.get(kind="receipt")
    assert entry.occurred_on == date(2026, 10, 20)
    assert entry.booked_on == date(2026, 11, 1)
    assert entry.received_at == NOW

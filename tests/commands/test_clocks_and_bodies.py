"""No clock but the server's moves money in time (O7); one id is of one body (O2)."""

from __future__ import annotations

import uuid
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from django.db import IntegrityError, transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from kongbun.audit.models import AuditEvent
from kongbun.commands.models import Command
from kongbun.commands.run import Act, command
from kongbun.kernel.refusal import RefusalCode, Refused
from kongbun.ledger.models import Entry
from kongbun.testing.cast import TODAY, Cast
from kongbun.treasury.actions import other_income
from kongbun.web import clock

pytestmark = pytest.mark.django_db


@command("test.say")
def say(act: Act, /, **said: Any) -> dict[str, Any]:
    return {"n": len(said)}


BODY: dict[str, Any] = {
    "name": "นางทองใบ",
    "satang": 3_000,
    "day": date(2026, 11, 20),
    "who": uuid.UUID(int=7),
    "rows": [[1, 3_000], [2, 6_000]],
    "confirmed": False,
    "note": "",
}
OTHER: dict[str, st.SearchStrategy[Any]] = {
    "name": st.text(max_size=8),
    "satang": st.integers(0, 10**12),
    "day": st.dates(),
    "who": st.uuids(),
    "rows": st.lists(st.lists(st.integers(0, 9_000), min_size=2, max_size=2)),
    "confirmed": st.just(True),
    "note": st.text(max_size=3) | st.none(),
}


@settings(
    max_examples=60,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
@given(data=st.data(), field=st.sampled_from(sorted(BODY)))
def test_an_id_with_any_one_field_changed_is_refused(
    cast: Cast, data: st.DataObject, field: str
) -> None:
    again = uuid.uuid4()
    said = say(cast.act("somsri", command_id=again), **BODY)
    other = data.draw(OTHER[field].filter(lambda value: value != BODY[field]))
    changes: list[dict[str, Any]] = [{**BODY, field: other}]
    changes.append({name: BODY[name] for name in BODY if name != field})
    for changed in changes:
        before = Command.objects.count(), AuditEvent.objects.count()
        with pytest.raises(Refused) as refused:
            say(cast.act("somsri", command_id=again), **changed)
        assert refused.value.code is RefusalCode.COMMAND_ID_REUSED
        assert (Command.objects.count(), AuditEvent.objects.count()) == before
    assert say(cast.act("somsri", command_id=again), **BODY) == said


def income(cast: Cast, on: date, **act: Any) -> RefusalCode | None:
    try:
        other_income(
            cast.act("somsri", **act),
            income="income:interest",
            into="cash",
            amount_satang=100,
            occurred_on=on,
        )
    except Refused as refused:
        return refused.code
    return None


@pytest.mark.parametrize(
    ("on", "refused"),
    [
        (TODAY, None),
        (TODAY + timedelta(days=1), RefusalCode.DATE_IN_FUTURE),
        (TODAY.replace(year=2036), RefusalCode.DATE_IN_FUTURE),
        (date(9999, 12, 31), RefusalCode.DATE_IN_FUTURE),
        (date(2020, 10, 1), None),
        (date(2020, 9, 30), RefusalCode.DATE_BEFORE_BOOKS),
        (TODAY.replace(year=2016), RefusalCode.DATE_BEFORE_BOOKS),
        (date(1, 1, 1), RefusalCode.DATE_BEFORE_BOOKS),
    ],
)
def test_a_day_that_a_clock_made_up_books_nothing(
    cast: Cast, on: date, refused: RefusalCode | None
) -> None:
    assert income(cast, on) is refused
    assert Entry.objects.exists() is (refused is None)


def test_when_it_came_is_what_the_server_says(cast: Cast) -> None:
    """Whatever day is told: command, link and entry bear the server's moment."""
    came = datetime(2026, 11, 20, 9, 41, 7, 123456, tzinfo=UTC)
    assert income(cast, date(2026, 10, 3), now=came) is None
    entry = Entry.objects.get()
    asked = Command.objects.get(pk=entry.command_id)
    link = AuditEvent.objects.get(command=asked)
    assert entry.received_at == asked.received_at == link.at == came
    assert entry.occurred_on == date(2026, 10, 3)


@pytest.mark.parametrize(
    ("utc", "day"),
    [
        (datetime(2026, 11, 20, 16, 59, 59, tzinfo=UTC), date(2026, 11, 20)),
        (datetime(2026, 11, 20, 17, 0, 0, tzinfo=UTC), date(2026, 11, 21)),
        (datetime(2026, 12, 31, 16, 59, 59, tzinfo=UTC), date(2026, 12, 31)),
        (datetime(2026, 12, 31, 17, 0, 0, tzinfo=UTC), date(2027, 1, 1)),
    ],
)
def test_the_day_ends_at_midnight_in_bangkok(
    utc: datetime, day: date, monkeypatch: pytest.MonkeyPatch
) -> None:
    class Standing(datetime):
        @classmethod
        def now(cls, tz: Any = None) -> Any:
            return utc.astimezone(tz)

    monkeypatch.setattr(clock, "datetime", Standing)
    assert clock.today() == day


def test_the_database_keeps_one_command_under_one_id(cast: Cast) -> None:
    say(cast.act("somsri"), **BODY)
    first = Command.objects.latest("pk")
    first.pk = first.pk + 1
    with pytest.raises(IntegrityError), transaction.atomic():
        first.save(force_insert=True)

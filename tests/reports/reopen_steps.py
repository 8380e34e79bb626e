"""Steps that tests of opening a month again share."""

from __future__ import annotations

from datetime import date
from typing import Any
from uuid import UUID

from kongbun.access.actions import grant_role
from kongbun.access.models import Fund
from kongbun.people.models import Person
from kongbun.reports.actions import close_month
from kongbun.reports.figures import before_closing
from kongbun.reports.reopen_actions import ask_reopening, reopen_month
from kongbun.testing import books
from kongbun.testing.cast import Cast, by_hand
from kongbun.treasury.models import MonthClose
from tests.treasury.steps import count, read

OCTOBER, LAST = date(2026, 10, 1), date(2026, 10, 31)
WHY = "ลงบิลค่าเช่าผิดเดือน"


def person(cast: Cast, first: str, last: str = "สมมติ") -> Person:
    with by_hand(cast.fund):
        return Person.objects.create(
            fund=cast.fund,
            first_name=first,
            last_name=last,
            match_key=f"{first}{last}",
            sort_key=f"{first}{last}",
        )


def is_person(cast: Cast, username: str, role: str) -> Person:
    """From now on the user's duty names a person of the register."""
    made = person(cast, username)
    grant_role(
        cast.act("prasong"),
        username=username,
        role=role,
        from_date=date(2020, 10, 1),
        person_id=made.pk,
    )
    return made


def known(cast: Cast) -> dict[str, Person]:
    """Chair, committee and treasurer are persons of the register."""
    roles = {"prasong": "chair", "kamnan": "committee", "somsri": "treasurer"}
    return {name: is_person(cast, name, role) for name, role in roles.items()}


def closed_october(cast: Cast) -> MonthClose:
    books.write(
        cast,
        """
        2026-10-05  income:donation -> cash    1,000.00
        2026-10-20  cash -> bank:1               600.00
        ==
        cash              400.00
        bank:1            600.00
        income:donation  -1,000.00
        """,
    )
    return close_again(cast, cash=4)


def close_again(cast: Cast, *, cash: int) -> MonthClose:
    """Count, read and close October with its figures."""
    count(cast, {"10000": cash}, counted_on=LAST)
    read(cast, 600_00, read_on=LAST)
    figures, newest = before_closing(Fund.objects.get(pk=cast.fund.pk), OCTOBER)
    told = close_month(
        cast.act("somsri"), month=OCTOBER, figures=figures, newest_entry_id=newest
    )
    return MonthClose.objects.get(public_id=UUID(told["close"]))


def ask(cast: Cast, close: MonthClose, *, who: str = "kamnan") -> dict[str, Any]:
    return ask_reopening(cast.act(who), close=close.public_id, reason=WHY)


def agree(cast: Cast, asked: dict[str, Any], *, who: str = "prasong") -> dict[str, Any]:
    return reopen_month(
        cast.act(who),
        asked=UUID(asked["request"]),
        content_hash=asked["content_hash"],
    )

"""What came into the register late: the backdating rule's two questions (M2).

A membership or a receipt that was entered long after its day, or after the event it
would pay for, gives no right until a second person confirms it.  The cut-over of a
fund in mid-life is exempt: another person approved all of it.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from zoneinfo import ZoneInfo

from kongbun.dues.models import DuesLine, LineKind
from kongbun.kernel.thai_date import short
from kongbun.people.models import Membership
from kongbun.people.one_person import with_doubles

BANGKOK = ZoneInfo("Asia/Bangkok")
# Without a rule of the by-law's own.
LATE_DAYS = 31
# A round on paper is typed within days; that alone is nothing to look at.
ROUND_DAYS = 7


@dataclass(frozen=True, slots=True)
class Late:
    """One thing that was entered late, or after the event."""

    what: str
    occurred_on: date
    entered_on: date

    @property
    def days(self) -> int:
        return (self.entered_on - self.occurred_on).days

    def as_json(self) -> dict[str, str | int]:
        return {
            "what": self.what,
            "occurred_on": self.occurred_on.isoformat(),
            "entered_on": self.entered_on.isoformat(),
            "days": self.days,
        }

    @classmethod
    def of_json(cls, kept: Mapping[str, Any]) -> Late:
        return cls(
            str(kept["what"]),
            date.fromisoformat(kept["occurred_on"]),
            date.fromisoformat(kept["entered_on"]),
        )

    def sentence(self) -> str:
        return (
            f"{self.what}ลงวันที่ {short(self.occurred_on)} "
            f"แต่บันทึกเมื่อ {short(self.entered_on)}"
        )


def late_entries(membership: Membership, event_on: date) -> list[Late]:
    """Everything of this member that would need a second look for this event."""
    found = []
    entered = day_of(membership.received_at)
    joined = membership.joined_on
    if joined >= membership.fund.books_from and _is_late(joined, entered, event_on):
        found.append(Late("การเข้าเป็นสมาชิก", membership.joined_on, entered))
    lines = DuesLine.objects.filter(
        membership_id__in=with_doubles([membership.pk]),
        live=True,
        kind=LineKind.DUES,
        receipt__received_on__lte=event_on,
        receipt__received_on__gte=membership.fund.books_from,
    ).values_list("receipt__received_on", "receipt__command__received_at")
    late = [
        Late("เงินสมทบ", received_on, day_of(received_at))
        for received_on, received_at in lines.distinct()
        if _is_late(received_on, day_of(received_at), event_on, usual=ROUND_DAYS)
    ]
    if late:
        found.append(max(late, key=lambda one: one.days))
    return found


def _is_late(
    occurred_on: date, entered_on: date, event_on: date, *, usual: int = 0
) -> bool:
    days = (entered_on - occurred_on).days
    return days > LATE_DAYS or (occurred_on <= event_on < entered_on and days > usual)


def day_of(instant: datetime) -> date:
    """The day in Bangkok, where every fund is."""
    return instant.astimezone(BANGKOK).date()

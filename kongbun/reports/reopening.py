"""Who may open a closed month again, to what they agree, and what the network is told.

Reads only.  Two persons who did not keep its books, nor are of the family or the house
of who did (C5).
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from hashlib import sha256

from django.db.models import Q, QuerySet

from kongbun.access.models import Role, RoleGrant, User
from kongbun.access.queries import is_one_person
from kongbun.commands.run import canonical
from kongbun.kernel.refusal import Reason, RefusalCode
from kongbun.kernel.thai_date import month_end, month_name, month_start
from kongbun.ledger.balances import closed_through
from kongbun.people.ties import nearest, person_ids_of
from kongbun.reports.kept import figures_of
from kongbun.treasury.models import MonthClose, MonthReopening, ReopenRequest

SUBJECT = "reopening"


def treasurers(fund_id: int, month: date, today: date) -> QuerySet[User]:
    """Who held the duty on any day from the month's first to today."""
    return User.objects.filter(
        pk__in=RoleGrant.objects.filter(
            Q(until_date=None) | Q(until_date__gt=month),
            fund_id=fund_id,
            role=Role.TREASURER,
            from_date__lte=today,
        ).values("user_id")
    ).order_by("pk")


def against(close: MonthClose, user: User, today: date) -> list[Reason]:
    """Everything that keeps this user from asking or agreeing."""
    return list(_against(close, user, today))


def _against(close: MonthClose, user: User, today: date) -> Iterator[Reason]:
    fund_id, name = close.fund_id, user.display_name
    keepers = list(treasurers(fund_id, close.month, today))
    if any(is_one_person(fund_id, user.pk, one.pk) for one in keepers):
        facts = {"name": name, "month": month_name(close.month)}
        yield Reason(RefusalCode.KEEPS_THE_BOOKS, facts)
        return
    if not person_ids_of(user.pk, fund_id):
        yield Reason(RefusalCode.NOT_IN_REGISTER, {"name": name})
    theirs: set[int] = set()
    for one in keepers:
        persons = person_ids_of(one.pk, fund_id)
        theirs |= persons
        if not persons:
            facts = {"name": one.display_name}
            yield Reason(RefusalCode.TREASURER_NOT_IN_REGISTER, facts)
    for near in nearest(fund_id, user.pk, theirs):
        facts = {"name": name, "how": near.words()}
        yield Reason(RefusalCode.TIED_TO_TREASURER, facts)


def not_the_last(close: MonthClose) -> Reason | None:
    """Why this close is not one that can be opened: open already, or a later one."""
    month = month_name(close.month)
    last = closed_through(close.fund_id)
    if hasattr(close.closing, "reopening") or last is None:
        return Reason(RefusalCode.MONTH_NOT_CLOSED, {"month": month})
    if last != month_end(close.month):
        facts = {"month": month, "last": month_name(month_start(last))}
        return Reason(RefusalCode.REOPEN_LATER_FIRST, facts)
    return None


def request_hash(close: MonthClose, *, reason: str, asked_by_id: int) -> bytes:
    """What an agreement is bound to; `kongbun check` makes it anew from the rows."""
    kept = figures_of(close.fund_id, month_end(close.month), close.version)
    return sha256(
        canonical(
            {
                "close": close.public_id,
                "month": close.month,
                "version": close.version,
                "figures": bytes(kept.hash).hex() if kept else "",
                "reason": reason,
                "asked_by": asked_by_id,
            }
        ).encode()
    ).digest()


def request_waiting(close: MonthClose) -> ReopenRequest | None:
    """The newest word that asks for it; an older one counts no longer."""
    if hasattr(close.closing, "reopening"):
        return None
    return close.requests.select_related("asked_by").order_by("-pk").first()


def reopenings(fund_id: int) -> QuerySet[MonthReopening]:
    """Every month that was opened again, the newest first."""
    return (
        MonthReopening.objects.filter(request__fund_id=fund_id)
        .select_related(
            "request__asked_by", "request__close__closing", "approval__checker"
        )
        .order_by("-pk")
    )


def reopening_of(close: MonthClose) -> MonthReopening | None:
    return reopenings(close.fund_id).filter(request__close=close).first()


@dataclass(frozen=True, slots=True)
class Notice:
    """What the network is told: printed with the close, and read by `month notices`."""

    month: date
    version: int
    reopened_on: date
    reason: str
    asked_by: str
    agreed_by: str
    figures_hash: str

    def lines(self) -> tuple[str, ...]:
        """As it is printed."""
        return (
            f"เปิดเดือน{month_name(self.month)} ใหม่ (ที่ปิดไว้ครั้งที่ {self.version})",
            f"ผู้ขอ {self.asked_by} ผู้ยืนยัน {self.agreed_by}",
            f"เหตุผล: {self.reason}",
        )

    def as_json(self) -> dict[str, object]:
        return {
            "month": self.month.isoformat(),
            "version": self.version,
            "reopened_on": self.reopened_on.isoformat(),
            "reason": self.reason,
            "asked_by": self.asked_by,
            "agreed_by": self.agreed_by,
            "figures_hash": self.figures_hash,
        }


def notice_of(one: MonthReopening) -> Notice:
    close = one.request.close
    kept = figures_of(close.fund_id, month_end(close.month), close.version)
    return Notice(
        month=close.month,
        version=close.version,
        reopened_on=one.reopened_on,
        reason=one.request.reason,
        asked_by=one.request.asked_by.display_name,
        agreed_by=one.approval.checker.display_name,
        figures_hash=bytes(kept.hash).hex() if kept else "",
    )

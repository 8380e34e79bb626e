"""What pages and other apps ask of dues: rounds, bags, a member's stamps, arrears.

Reads only.  How far anyone has paid comes from `standing`.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

import numpy as np
from django.db.models import Count, QuerySet, Sum

from kongbun.access.models import User
from kongbun.access.permissions import Verb, may
from kongbun.dues import convention
from kongbun.dues.models import (
    BagAcceptance,
    BagOffer,
    DuesLine,
    LineKind,
    RoundSheet,
)
from kongbun.dues.receipt_text import what
from kongbun.dues.standing import Standing, of_roster
from kongbun.ledger.balances import AccountLine, accounts
from kongbun.ledger.chart import AccountKind
from kongbun.ledger.holding import held_by
from kongbun.ledger.lines import received_into
from kongbun.people import roster
from kongbun.people.models import BRANCHES_IN_ORDER, Branch, Membership
from kongbun.people.one_person import doubles, with_doubles
from kongbun.people.roster import RosterRow
from kongbun.receipts.models import Receipt
from kongbun.rules.days import column, date_of, day_number

TEXT = {LineKind.DUES.value: "ส่งเงินสมทบ "}


@dataclass(frozen=True, slots=True)
class Round:
    """One village, or one line of it, in a month."""

    branch: Branch
    line: str
    members: int
    sheets: int
    slips: int
    taken_satang: int


def rounds(fund_id: int, month: date) -> list[Round]:
    """The villages of a month with what was taken, in the order of their number."""
    taken = {
        (row["branch_id"], row["line"]): row
        for row in RoundSheet.objects.filter(fund_id=fund_id, month=month)
        .values("branch_id", "line")
        .annotate(sheets=Count("pk"), slips_=Sum("slips"), satang=Sum("total_satang"))
        .order_by()
    }
    members = roster.counts(fund_id)
    found = []
    for branch in Branch.objects.filter(fund_id=fund_id, closed_on=None).order_by(
        *BRANCHES_IN_ORDER
    ):
        lines = {line for pk, line in members if pk == branch.pk}
        lines |= {line for pk, line in taken if pk == branch.pk}
        for line in sorted(lines or {""}):
            row: dict[str, Any] = dict(taken.get((branch.pk, line), {}))
            found.append(
                Round(
                    branch=branch,
                    line=line,
                    members=members.get((branch.pk, line), 0),
                    sheets=row.get("sheets", 0),
                    slips=row.get("slips_", 0),
                    taken_satang=row.get("satang", 0),
                )
            )
    return found


def sheets(fund_id: int, month: date) -> QuerySet[RoundSheet]:
    """The sheets saved for a month, the last first."""
    return (
        RoundSheet.objects.filter(fund_id=fund_id, month=month)
        .select_related("branch", "book", "bag", "taken_by")
        .order_by("-pk")
    )


def bag_last_filled(fund_id: int, branch_id: int) -> int | None:
    """The bag that the branch's last sheet went into."""
    return (
        RoundSheet.objects.filter(fund_id=fund_id, branch_id=branch_id)
        .order_by("-pk")
        .values_list("bag_id", flat=True)
        .first()
    )


def sheet_by_public_id(fund_id: int, public_id: UUID) -> RoundSheet | None:
    return (
        RoundSheet.objects.filter(fund_id=fund_id, public_id=public_id)
        .select_related("branch", "book", "bag__holder", "taken_by")
        .first()
    )


def place_of_receipt(receipt: Receipt) -> AccountLine:
    """Where the money of a receipt was put; a void number has no such place."""
    assert receipt.entry_id is not None, "a void receipt has no place"
    code = received_into(receipt.entry_id)
    lines = accounts(receipt.fund_id, include_closed=True)
    return next(line for line in lines if line.code == code)


def gives_back(
    user_id: int | None, place: AccountLine, fund_id: int, *, on: date
) -> bool:
    """Whether the money of a receipt is this user's to give back.

    The office's is all of it; a collector's is what is in the own bag, so that nobody
    hides a hole in one bag by unmaking the receipts of another.
    """
    assert user_id is not None, "who reverses has signed in"
    if may(user_id, Verb.BOOK_OTHER_MONEY, fund_id=fund_id, on=on):
        return True
    return place.holder_id == user_id


@dataclass(frozen=True, slots=True)
class Bag:
    """A collector's bag: what it holds, since when, and its hand-over that waits."""

    account: AccountLine
    holder: User | None
    satang: int
    slips: int
    since: date | None
    days: int
    days_max: int
    offer: BagOffer | None

    @property
    def overdue_days(self) -> int:
        return max(0, self.days - self.days_max)

    @property
    def is_overdue(self) -> bool:
        return self.days > self.days_max


def bags(fund_id: int, today: date) -> list[Bag]:
    """Every bag, the one held longest first, empty ones last."""
    lines = accounts(fund_id, AccountKind.BAG)
    money = held_by([line.id for line in lines])
    holders = User.objects.in_bulk([line.holder_id for line in lines if line.holder_id])
    offers = {
        offer.bag_id: offer
        for offer in BagOffer.objects.filter(
            fund_id=fund_id, closed_on=None
        ).select_related("offered_by")
    }
    days_max = convention.bag_days_max(fund_id, today)
    found = []
    for line in lines:
        held = money.get(line.id)
        since = held.since if held else None
        found.append(
            Bag(
                account=line,
                holder=holders.get(line.holder_id) if line.holder_id else None,
                satang=held.satang if held else 0,
                slips=len(held.receipt_entry_ids) if held else 0,
                since=since,
                days=(today - since).days if since else 0,
                days_max=days_max,
                offer=offers.get(line.id),
            )
        )
    return sorted(found, key=lambda bag: (bag.satang == 0, bag.since or today))


def offer_by_public_id(fund_id: int, public_id: UUID) -> BagOffer | None:
    return (
        BagOffer.objects.filter(fund_id=fund_id, public_id=public_id)
        .select_related("bag__holder", "offered_by")
        .first()
    )


def open_offer(bag_id: int) -> BagOffer | None:
    """The hand-over of a bag that waits to be counted."""
    return BagOffer.objects.filter(bag_id=bag_id, closed_on=None).first()


def acceptances(fund_id: int) -> QuerySet[BagAcceptance]:
    """Hand-overs that were accepted, the last first."""
    return (
        BagAcceptance.objects.filter(fund_id=fund_id)
        .select_related("offer__bag__holder", "offer__offered_by", "accepted_by")
        .order_by("-pk")
    )


@dataclass(frozen=True, slots=True)
class Behind:
    """A member who owes dues on a day."""

    member: RosterRow
    paid_through: date | None
    units: int
    satang: int


def arrears(
    fund_id: int, on: date, *, branch_id: int | None = None
) -> tuple[list[Behind], str]:
    """Members who are behind with months that are over, most first; the unit's name.

    The month that runs is what the round asks for, not arrears.
    """
    contribution = convention.contribution_on(fund_id, on)
    everyone = Membership.objects.filter(fund_id=fund_id)
    if branch_id is None:
        members = roster.of_fund(fund_id, on=on)
    else:
        everyone = everyone.filter(branch_id=branch_id)
        members = roster.of_branch(branch_id, on=on)
    paid = of_roster(members, among=everyone)
    until = day_number(on.replace(day=1)) - 1
    where = paid.position(contribution, column([until] * len(members)))
    owed = where.arrears_satang - paid.credit_satang
    late = np.flatnonzero(owed > 0)
    order = late[np.argsort(-owed[late], kind="stable")]
    return [
        Behind(
            member=members[row],
            paid_through=_paid_through(paid, int(row), int(where.paid_until[row])),
            units=int(where.arrears_units[row]),
            satang=int(owed[row]),
        )
        for row in order.tolist()
    ], contribution.unit


def _paid_through(paid: Standing, row: int, until: int) -> date | None:
    return date_of(until - 1) if until > int(paid.joined[row]) else None


@dataclass(frozen=True, slots=True)
class PassbookLine:
    """A line of a member's book: money paid in, and the days it covers."""

    received_on: date
    kind: str
    satang: int
    from_date: date | None
    until_date: date | None
    text: str
    receipt_id: UUID
    receipt: str
    payer_name: str
    reversed_because: str
    is_live: bool


def passbook(membership_id: int, *, most: int | None = None) -> list[PassbookLine]:
    """What a member paid in, the last first; reversed lines stay readable."""
    lines = (
        DuesLine.objects.filter(membership_id__in=with_doubles([membership_id]))
        .order_by("-receipt__received_on", "-pk")
        .values_list(
            *("kind", "amount_satang", "from_day", "until_day", "live"),
            *("receipt__received_on", "receipt__public_id", "receipt__no"),
            *("receipt__book__number", "receipt__payer_name"),
            "receipt__reversal__reason",
        )
    )
    found = []
    for kind, satang, start, until, live, *receipt in lines[:most]:
        received_on, public_id, no, book, payer_name, because = receipt
        found.append(
            PassbookLine(
                received_on=received_on,
                kind=kind,
                satang=satang,
                from_date=None if start is None else date_of(start),
                until_date=None if until is None else date_of(until),
                text=TEXT.get(kind, "") + what(kind, start, until, satang),
                receipt_id=public_id,
                receipt=f"{book}/{no:04d}",
                payer_name=payer_name,
                reversed_because=because or "",
                is_live=live,
            )
        )
    return found


def lines_of_receipt(receipt_id: int) -> list[DuesLine]:
    """In the order they were written: member by member, then the rest."""
    return list(
        DuesLine.objects.filter(receipt_id=receipt_id)
        .select_related("membership__person", "sheet__branch")
        .order_by("pk")
    )


def roster_rows(fund_id: int, membership: Membership, on: date) -> Sequence[RosterRow]:
    """The member and, of the same house, those who could be paid for with them."""
    household = membership.person.household_id
    found = (
        roster.of_household(fund_id, household, on=on)
        if household is not None
        else roster.of_memberships(fund_id, [membership.pk])
    )
    first = [row for row in found if row.membership_id == membership.pk]
    return [*first, *(row for row in found if row.membership_id != membership.pk)]


def contributed(memberships: Sequence[Membership]) -> int:
    """Satang of contributions paid in these memberships, stated ones included."""
    others = doubles([one.pk for one in memberships])
    booked: int | None = DuesLine.objects.filter(
        membership_id__in=[*(one.pk for one in memberships), *others],
        live=True,
        kind__in=(LineKind.DUES, LineKind.CREDIT),
    ).aggregate(total=Sum("amount_satang"))["total"]
    stated = sum(one.opening_paid_satang or 0 for one in memberships)
    return (booked or 0) + stated


def paid_in(membership_id: int) -> int:
    """Satang a member has paid in since the books began, reversed lines left out."""
    total: int | None = DuesLine.objects.filter(
        membership_id__in=with_doubles([membership_id]), live=True
    ).aggregate(total=Sum("amount_satang"))["total"]
    return total or 0

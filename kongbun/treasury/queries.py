"""What treasury's pages and the close of a month ask.  Reads only."""

from __future__ import annotations

from datetime import date
from uuid import UUID

from django.db.models import Max, QuerySet

from kongbun.approvals.models import Approval
from kongbun.ledger.balances import AccountLine, accounts
from kongbun.ledger.chart import AccountKind
from kongbun.people.impartial import Whom
from kongbun.treasury.models import (
    BankReading,
    CashCount,
    CloseNote,
    MonthClose,
    Movement,
    MovementKind,
    Refund,
)

PLACES = (AccountKind.CASH, AccountKind.BANK)
HOLDINGS = (
    AccountKind.CASH,
    AccountKind.BANK,
    AccountKind.BAG,
    AccountKind.INVESTMENT,
)


def places(fund_id: int) -> list[AccountLine]:
    """Cash boxes and bank accounts that are open."""
    return accounts(fund_id, *PLACES)


def investments(fund_id: int) -> list[AccountLine]:
    return accounts(fund_id, AccountKind.INVESTMENT)


def account_by_code(fund_id: int, code: str, *kinds: AccountKind) -> AccountLine | None:
    """The open account of that code, if it is of one of these kinds."""
    return next((a for a in accounts(fund_id, *kinds) if a.code == code), None)


def account_by_public_id(fund_id: int, public_id: UUID) -> AccountLine | None:
    found = accounts(fund_id, include_closed=True)
    return next((a for a in found if a.public_id == public_id), None)


def movements(fund_id: int) -> QuerySet[Movement]:
    """Other money, newest first."""
    return (
        Movement.objects.filter(fund_id=fund_id)
        .select_related(
            "other",
            "place",
            "booking__place",
            "booking__entry",
            "reversal__reversed_by",
            "entered_by",
            "second_by",
        )
        .order_by("-pk")
    )


def movement(fund_id: int, public_id: UUID) -> Movement | None:
    return movements(fund_id).filter(public_id=public_id).first()


def movement_by_number(fund_id: int, number: str) -> Movement | None:
    """By what people call it: 12/2570."""
    no, _, year = number.partition("/")
    if not (no.isascii() and no.isdigit() and year.isascii() and year.isdigit()):
        return None
    return movements(fund_id).filter(no=int(no), fiscal_year=int(year)).first()


def last_no(fund_id: int, fiscal_year: int) -> int:
    """The highest number given in that year; 0 before the first."""
    last: int | None = Movement.objects.filter(
        fund_id=fund_id, fiscal_year=fiscal_year
    ).aggregate(m=Max("no"))["m"]
    return last or 0


def decision(movement_: Movement) -> Approval | None:
    """What the approver said of an expense, if anyone has."""
    return (
        Approval.objects.filter(
            fund_id=movement_.fund_id, subject_id=movement_.public_id
        )
        .select_related("checker")
        .first()
    )


def unpaid_expenses(fund_id: int) -> list[tuple[Movement, Approval | None]]:
    """Expenses entered and not paid, with the word on each; refused ones are out."""
    waiting = list(
        movements(fund_id)
        .filter(kind=MovementKind.EXPENSE, booking=None)
        .order_by("pk")
    )
    said = {
        one.subject_id: one
        for one in Approval.objects.filter(
            fund_id=fund_id, subject_id__in=[m.public_id for m in waiting]
        )
    }
    found = [(m, said.get(m.public_id)) for m in waiting]
    return [(m, word) for m, word in found if word is None or word.approved]


def counts(fund_id: int, account_id: int | None = None) -> QuerySet[CashCount]:
    """Counts of cash, newest first."""
    found = CashCount.objects.filter(fund_id=fund_id).select_related(
        "account", "first_by", "second_by"
    )
    if account_id is not None:
        found = found.filter(account_id=account_id)
    return found.order_by("-counted_on", "-pk")


def readings(fund_id: int, account_id: int | None = None) -> QuerySet[BankReading]:
    """Balances read from bank books, newest first."""
    found = BankReading.objects.filter(fund_id=fund_id).select_related(
        "account", "entered_by"
    )
    if account_id is not None:
        found = found.filter(account_id=account_id)
    return found.order_by("-read_on", "-pk")


def close_notes(fund_id: int, month: date) -> dict[tuple[str, str], CloseNote]:
    """The last line written on each point of a month, by condition and subject."""
    return {
        (note.condition, note.subject): note
        for note in CloseNote.objects.filter(fund_id=fund_id, month=month)
        .select_related("user")
        .order_by("pk")
    }


def closes(fund_id: int) -> QuerySet[MonthClose]:
    """Closed months, newest first."""
    return (
        MonthClose.objects.filter(fund_id=fund_id)
        .select_related("closing__reopening", "closed_by")
        .order_by("-month", "-version")
    )


def standing_close(fund_id: int, month: date) -> MonthClose | None:
    """The close of a month that holds; none while the month is open."""
    return closes(fund_id).filter(month=month, closing__reopening=None).first()


def payee_of(movement: Movement) -> Whom:
    """Who is paid: as written, and the member whose contributions go back."""
    refund = Refund.objects.filter(movement=movement).first()
    person = refund.membership.person_id if refund else None
    return Whom.of(person, names=(movement.party,))

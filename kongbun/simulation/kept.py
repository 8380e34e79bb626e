"""What the model keeps of a fund: rows without a database."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date


@dataclass(slots=True)
class Entry:
    occurred: date
    booked: date
    legs: list[tuple[str, str, int]]  # into, out of, satang
    undone: bool = False


@dataclass(slots=True)
class Member:
    name: str
    village: int
    house: str
    born: date
    joined: date
    entered: date
    exited: date | None = None
    reason: str = ""
    # Unit of the by-law -> the receipt that paid it.
    paid: dict[int, tuple[int, int]] = field(default_factory=dict)


@dataclass(slots=True)
class Receipt:
    amount: int
    place: str
    received: date
    entered: date
    entry: int
    units: dict[str, list[int]]
    credit: dict[str, int]
    fees: set[str]
    live: bool = True


@dataclass(slots=True)
class Offer:
    bag: str
    by: str
    amount: int
    is_open: bool = True


@dataclass(slots=True)
class Movement:
    """Other money; an expense is asked for, decided, then paid."""

    kind: str
    by: str
    amount: int
    occurred: date
    account: str = ""
    approver: str = ""
    approved: bool | None = None
    entry: int | None = None
    undone: bool = False
    refund_of: str = ""


@dataclass(slots=True)
class Claim:
    benefit: str
    member: str
    first: date
    last: date
    about: str
    by: str
    filed: date
    late: bool
    confirmed: bool = False
    status: str = "submitted"
    units: int = 0
    amount: int = 0
    approver: str = ""
    approved_on: date = date.max
    entry: int = 0

"""What the books must say: a fund in plain Python, read from the rules a second time.

It hears each command once, in the order of arrival, and says which refusals are right
(none: it must be done) and what is true afterwards.  Dicts and whole numbers: nothing
of Django and nothing of kongbun's is imported, so that no mistake is shared.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from datetime import date, timedelta
from typing import Any

from kongbun.simulation.kept import Claim, Entry, Member, Movement, Offer, Receipt

Why = set[str]
Legs = list[tuple[str, str, int]]
KEEPERS, BOOKS = {"treasurer", "secretary", "chair"}, {"treasurer", "secretary"}
TAKERS, BOARD = BOOKS | {"collector"}, {"chair", "committee"}
COUNTERS = KEEPERS | BOARD
# Months without dues after which rights rest, and after which membership ends.
RESTS_AFTER, LAPSES_AFTER = 2, 4
MAY: dict[str, set[str]] = {
    kind: duties
    for kinds, duties in (
        ("register leave unleave strike_off accept", KEEPERS),
        ("sheet payment unreceipt offer unoffer", TAKERS),
        ("income move expense pay_expense refund unmove", BOOKS),
        ("differ count read_bank", COUNTERS),
        ("decide_expense confirm", BOARD),
        ("close explain", {"treasurer", "chair"}),
        ("ask withdraw", TAKERS | {"centre", "committee"}),
        ("certify", {"centre", "secretary"}),
        ("approve refuse", BOARD | {"centre"}),
        ("pay_claim unpay_claim", {"treasurer"}),
    )
    for kind in kinds.split()
}


def broken(*rules: tuple[object, str]) -> Why:
    """The codes of the rules that are broken."""
    return {code for is_broken, code in rules if is_broken}


def month_end(day: date) -> date:
    return (day.replace(day=28) + timedelta(days=4)).replace(day=1) - timedelta(days=1)


def opposite(legs: Legs) -> Legs:
    return [(credit, debit, satang) for debit, credit, satang in legs]


def months_later(day: date, months: int) -> date:
    at = day.year * 12 + day.month - 1 + months
    first = date(at // 12, at % 12 + 1, 1)
    return first.replace(day=min(day.day, month_end(first).day))


class BooksOracle:
    """One fund.  `users`: name -> {duty: village or 0}; `persons`: name -> member."""

    def __init__(self, *, books_from: date, daily: bool) -> None:
        self.books_from, self.daily = books_from, daily
        self.price = 1_00 if daily else 30_00
        self.users: dict[str, dict[str, int]] = {}
        self.persons: dict[str, str] = {}
        self.places: dict[str, str] = {}  # account -> who holds it, "" for the office
        self.suspense: dict[str, str] = {}  # holder -> account
        self.balance: Counter[str] = Counter()
        self.entries: list[Entry] = []
        self.closed: date | None = None
        self.members: dict[str, Member] = {}
        self.books: dict[str, int] = {}  # holder -> number of the book
        self.last_no: Counter[int] = Counter()  # of each book
        self.receipts: dict[tuple[int, int], Receipt] = {}
        self.offers: dict[str, Offer] = {}
        self.last_over: dict[str, date] = {}
        self.movements: dict[str, Movement] = {}
        self.claims: dict[str, Claim] = {}
        self.transfers: set[str] = set()
        self.counts: list[tuple[date, int, int]] = []
        self.readings: list[tuple[date, int]] = []
        self.notes: set[tuple[date, str, str]] = set()
        self.commands = 0
        self.answer: dict[str, Any] = {}

    def hear(self, kind: str, who: str, today: date, facts: dict[str, Any]) -> Why:
        """Judge one new command, and do it if nothing speaks against it."""
        self.commands, self.answer = self.commands + 1, {}
        if not MAY[kind] & set(self.users.get(who, ())):
            return {"not-allowed"}
        why: Why = getattr(self, f"_{kind}")(who, today, **facts)
        return why

    # Money: who holds it, when it is booked, what stood on a day.

    def _short(self, legs: Legs) -> Why:
        moved: Counter[str] = Counter()
        for debit, credit, satang in legs:
            moved[debit] += satang
            moved[credit] -= satang
        lacks = any(
            code in self.places and self.balance[code] + satang < 0
            for code, satang in moved.items()
        )
        return broken((lacks, "not-enough-money"))

    def _book(self, occurred: date, legs: Legs) -> int:
        booked = occurred
        if self.closed and occurred <= self.closed:
            booked = self.closed + timedelta(days=1)
        for debit, credit, satang in legs:
            self.balance[debit] += satang
            self.balance[credit] -= satang
        self.entries.append(Entry(occurred, booked, legs))
        return len(self.entries) - 1

    def _undo(self, entry: int, today: date) -> None:
        self.entries[entry].undone = True
        self._book(today, opposite(self.entries[entry].legs))

    def moved(self, code: str, after: date, until: date, known: int) -> int:
        """What went into an account after a day, of the first `known` entries."""
        return sum(
            satang * ((debit == code) - (credit == code))
            for entry in self.entries[:known]
            if after < entry.booked <= until
            for debit, credit, satang in entry.legs
        )

    def stood(self, code: str, day: date) -> int:
        return self.moved(code, date.min, day, len(self.entries))

    def held_since(self, code: str) -> date | None:
        """The day of the oldest money in a bag: what came first goes first."""
        left, since = self.balance[code], None
        for entry in reversed(self.entries):
            for debit, _, satang in reversed(entry.legs):
                if left > 0 and debit == code and not entry.undone:
                    left, since = left - satang, entry.occurred
        return since

    def _is_office(self, who: str) -> bool:
        return bool(BOOKS & set(self.users[who]))

    def one_person(self, one: str, other: str) -> bool:
        mine, yours = self.persons.get(one, one), self.persons.get(other, other)
        return mine == yours

    def _own(self, who: str, member: str) -> bool:
        """Whether it is about oneself."""
        me = self.members.get(self.persons.get(who, ""))
        return me is not None and me is self.members[member]

    def _near(self, who: str, member: str) -> bool:
        """Whether it is about one's own house; nobody here declares other ties."""
        me = self.members.get(self.persons.get(who, ""))
        other = self.members[member]
        if me is None or me is other or not me.house:
            return False
        return (me.house, me.village) == (other.house, other.village)

    def _purse(self, who: str, code: str, kinds: Sequence[str]) -> Why:
        if code.partition(":")[0] not in kinds or code not in self.places:
            return {"not-found"}
        mine = self.places[code] == who or self._is_office(who)
        return broken((not mine, "not-your-bag"))

    def _day(self, today: date, day: date) -> Why:
        return broken(
            (day > today, "date-in-future"),
            (day < self.books_from, "date-before-books"),
        )

    def _second(self, who: str, second: str) -> Why:
        if not second:
            return {"second-person-needed"}
        return broken(
            (self.one_person(who, second), "same-person"),
            (not COUNTERS & set(self.users.get(second, ())), "not-allowed"),
        )

    # Members.

    def _register(
        self, who: str, today: date, *, new: str, name: str, born: date, village: int,
        house: str, joined: date, again: bool,
    ) -> Why:  # fmt: skip
        known = any((m.name, m.born) == (name, born) for m in self.members.values())
        why = broken(
            (joined > today, "date-in-future"),
            (joined < self.books_from, "dates-in-wrong-order"),
            (known and not again, "maybe-same-person"),
        )
        if not why:
            self.members[new] = Member(name, village, house, born, joined, today)
        return why

    def _leave(
        self, who: str, today: date, *, member: str, reason: str, day: date
    ) -> Why:
        one = self.members[member]
        why = broken(
            (one.exited, "exited-already"),
            (day > today, "date-in-future"),
            (day < one.joined, "dates-in-wrong-order"),
        )
        if not why:
            one.exited, one.reason = day, reason
        return why

    def _unleave(self, who: str, today: date, *, member: str, why: str) -> Why:
        one = self.members[member]
        found = broken(
            (not why, "field-empty"),
            (not one.exited, "not-found"),
            (not one.exited, "still-member"),
            (self._refund_of(member), "refund-stands"),
        )
        if not found:
            one.exited, one.reason = None, ""
        return found

    def _strike_off(
        self, who: str, today: date, *, members: Sequence[str], resolution: str
    ) -> Why:
        lapsed = {m for m in self.members if self.behind(m, today, months=LAPSES_AFTER)}
        gone = {m for m in lapsed if self.members[m].exited}
        why = broken(
            (not resolution or not members, "field-empty"),
            (set(members) - (lapsed - gone), "not-lapsed"),
        )
        for member in () if why else members:
            self.members[member].exited = today
            self.members[member].reason = "struck_off"
        return why

    # Dues: a member has paid a set of units, each a month or a day.

    def unit(self, day: date) -> int:
        return day.toordinal() if self.daily else day.year * 12 + day.month - 1

    def unit_start(self, unit: int) -> date:
        if self.daily:
            return date.fromordinal(unit)
        return date(unit // 12, unit % 12 + 1, 1)

    def live(self) -> Iterable[Receipt]:
        return (one for one in self.receipts.values() if one.live)

    def credit(self, member: str) -> int:
        return sum(one.credit.get(member, 0) for one in self.live())

    def _refund_of(self, member: str) -> bool:
        """Whether contributions went back, or are to go back, and still stand."""
        return any(
            one.refund_of == member and one.approved is not False and not one.undone
            for one in self.movements.values()
        )

    def days_paid(self, member: str) -> int:
        joined = self.members[member].joined
        return sum(
            (self.unit_start(unit + 1) - max(joined, self.unit_start(unit))).days
            for unit in self.members[member].paid
        )

    def contributed(self, member: str) -> int:
        units = len(self.members[member].paid)
        return units * self.price + self.credit(member)

    def owed_at_exit(self, member: str) -> int:
        one = self.members[member]
        assert one.exited
        due = self.unit(one.exited) - self.unit(one.joined) + 1
        owed = max(0, due - len(one.paid)) * self.price
        return max(0, owed - self.credit(member))

    def behind(self, member: str, day: date, *, months: int) -> bool:
        """Unpaid so long on a day, by what had been received through that day."""
        one = self.members[member]
        unit = self.unit(one.joined)
        while unit in one.paid and self.receipts[one.paid[unit]].received <= day:
            unit += 1
        unpaid = max(one.joined, self.unit_start(unit))
        return months_later(unpaid, months) <= day

    def sheet_rows(self, village: int, day: date) -> dict[str, list[str]]:
        """House, or member without one -> its members of a day by their numbers."""
        rows: dict[str, list[str]] = {}
        for name, one in self.members.items():
            here = one.village == village and one.joined <= day
            if here and (not one.exited or one.exited >= day):
                rows.setdefault(one.house or name, []).append(name)
        return rows

    def lay(
        self, members: Sequence[str], amount: int
    ) -> dict[str, tuple[list[int], int]]:
        """Whole units, the oldest first; what is left is whose turn is next."""
        had = {m: self.credit(m) for m in members}
        bought: dict[str, list[int]] = {m: [] for m in members}
        ahead = {m: self._next(m, self.unit(self.members[m].joined)) for m in members}
        while True:
            turn = min(members, key=lambda m: (ahead[m], members.index(m)))
            bought[turn].append(ahead[turn])
            used = {m: min(had[m], len(bought[m]) * self.price) for m in members}
            units = sum(map(len, bought.values()))
            if units * self.price > amount + sum(used.values()):
                break
            ahead[turn] = self._next(turn, ahead[turn] + 1)
        bought[turn].pop()
        used = {m: min(had[m], len(bought[m]) * self.price) for m in members}
        rest = amount + sum(used.values()) - (units - 1) * self.price
        return {m: (bought[m], rest * (m == turn) - used[m]) for m in members}

    def _next(self, member: str, unit: int) -> int:
        while unit in self.members[member].paid:
            unit += 1
        return unit

    def _doubts(
        self, laid: dict[str, tuple[list[int], int]], amount: int, day: date, sure: bool
    ) -> Why:
        lasts = [self.unit_start(units[-1] + 1) for units, _ in laid.values() if units]
        reach = max(lasts, default=date.min)
        again = any(
            one.amount == amount
            and one.units.get(m)
            and abs(one.received - day).days < 4
            for one in self.live()
            for m in laid
        )
        return broken(
            (reach > months_later(day, 120), "paid-too-far-ahead"),
            (reach > months_later(day, 24) and not sure, "amount-unusual"),
            (again and not sure, "maybe-same-money"),
        )

"""The model's other money: income, expenses, counting, and the close of months.

As `oracle_books`: nothing of Django, nothing of kongbun's, one line a rule.
"""

from __future__ import annotations

from datetime import date, timedelta

from kongbun.simulation.kept import Movement
from kongbun.simulation.oracle_books import Legs, Why, broken, month_end, opposite
from kongbun.simulation.oracle_dues import DuesOracle

TWO_PEOPLE = {"expense", "over", "short"}


class MoneyOracle(DuesOracle):
    """Hears what the treasurer enters, and closes months."""

    # Other money.

    def _places(self, *codes: str) -> Why:
        known = [c for c in codes if c.partition(":")[0] in ("cash", "bank")]
        return broken((len(known) < len(codes), "not-found"))

    def _moved(self, who: str, day: date, new: str, kind: str, legs: Legs) -> None:
        (_, _, amount), *_ = legs
        entry = self._book(day, legs)
        self.movements[new] = Movement(kind, who, amount, day, entry=entry)

    def _income(
        self, who: str, today: date, *, new: str, income: str, into: str, amount: int,
        day: date, party: str,
    ) -> Why:  # fmt: skip
        why = self._day(today, day) | self._places(into)
        why |= broken(
            (income == "income:dues", "not-found"),
            (amount <= 0, "amount-unfit"),
            (income == "income:donation" and not party, "field-empty"),
        )
        if not why:
            self._moved(who, day, new, "income", [(into, income, amount)])
        return why

    def _move(
        self, who: str, today: date, *, new: str, source: str, into: str, amount: int,
        day: date,
    ) -> Why:  # fmt: skip
        legs = [(into, source, amount)]
        why = self._day(today, day) | self._places(source, into)
        why |= broken((source == into, "same-place"), (amount <= 0, "amount-unfit"))
        why |= self._short(legs)
        if not why:
            self._moved(who, day, new, "transfer", legs)
        return why

    def _differ(
        self, who: str, today: date, *, new: str, over: bool, amount: int, day: date,
        reason: str, second: str,
    ) -> Why:  # fmt: skip
        short = [("expense:cash-short", "cash", amount)]
        legs = [("cash", "income:cash-over", amount)] if over else short
        why = self._day(today, day) | self._second(who, second) | self._short(legs)
        why |= broken((amount <= 0, "amount-unfit"), (not reason, "field-empty"))
        if not why:
            self._moved(who, day, new, "over" if over else "short", legs)
        return why

    def _expense(
        self, who: str, today: date, *, new: str, account: str, amount: int, day: date,
        party: str,
    ) -> Why:  # fmt: skip
        why = self._day(today, day)
        why |= broken((amount <= 0, "amount-unfit"), (not party, "field-empty"))
        if not why:
            self.movements[new] = Movement("expense", who, amount, day, account)
        return why

    def _refund(self, who: str, today: date, *, new: str, member: str) -> Why:
        due = 0
        if self.members[member].reason == "resigned":
            due = self.contributed(member) // 2
        why = broken(
            (due <= 0, "no-refund"), (self._refund_of(member), "refund-entered")
        )
        if not why:
            self.movements[new] = Movement(
                "expense", who, due, today, "expense:refund", refund_of=member
            )
            self.answer["amount_satang"] = due
        return why

    def _decide_expense(
        self, who: str, today: date, *, movement: str, approved: bool, note: str
    ) -> Why:
        one = self.movements[movement]
        why = broken(
            (one.kind != "expense", "not-found"),
            (one.approved is not None, "already-decided"),
            (not approved and not note, "field-empty"),
            (self.one_person(who, one.by), "same-person"),
        )
        why |= self._refunded(who, one)
        if not why:
            one.approved, one.approver = approved, who
        return why

    def _refunded(self, who: str, one: Movement) -> Why:
        """Nobody says yes to, or pays, what goes back to their own house."""
        if not one.refund_of:
            return set()
        return broken(
            (self._own(who, one.refund_of), "own-claim"),
            (self._near(who, one.refund_of), "tied-to-payee"),
        )

    def _pay_expense(
        self, who: str, today: date, *, movement: str, source: str, day: date
    ) -> Why:
        one = self.movements[movement]
        legs = [(one.account, source, one.amount)]
        by_approver = bool(one.approver) and self.one_person(who, one.approver)
        why = self._day(today, day) | self._places(source) | self._short(legs)
        why |= self._refunded(who, one)
        why |= broken(
            (one.kind != "expense", "not-found"),
            (one.entry is not None, "expense-paid"),
            (one.approved is None, "expense-not-approved"),
            (one.approved is False, "expense-refused"),
            (by_approver, "same-person"),
        )
        if not why:
            one.entry = self._book(day, legs)
        return why

    def _unmove(
        self, who: str, today: date, *, movement: str, reason: str, second: str
    ) -> Why:
        one = self.movements[movement]
        why = broken(
            (one.entry is None, "not-booked-yet"),
            (one.undone, "already-reversed"),
            (not reason, "field-empty"),
        )
        if one.kind in TWO_PEOPLE:
            why |= self._second(who, second)
        if one.entry is not None:
            why |= self._short(opposite(self.entries[one.entry].legs))
        if not why and one.entry is not None:
            self._undo(one.entry, today)
            one.undone = True
        return why

    # Counting, and the close of a month.

    def _count(
        self, who: str, today: date, *, total: int, day: date, second: str
    ) -> Why:
        why = self._day(today, day) | self._second(who, second)
        if not why:
            self.counts.append((day, total, len(self.entries)))
            self.answer["book_satang"] = self.stood("cash", day)
        return why

    def _read_bank(self, who: str, today: date, *, shown: int, day: date) -> Why:
        why = self._day(today, day) | broken((shown < 0, "amount-unfit"))
        if not why:
            self.readings.append((day, shown))
            self.answer["book_satang"] = self.stood("bank:1", day)
        return why

    def next_month(self) -> date | None:
        if self.closed:
            return self.closed + timedelta(days=1)
        first = min((entry.booked for entry in self.entries), default=None)
        return first and first.replace(day=1)

    def open_points(self, month: date) -> dict[tuple[str, str], str]:
        """What one line must explain before a month closes, written or not."""
        last = month_end(month)
        found = {
            (kind, code): f"{kind}-unexplained"
            for code in [*self.places, *self.suspense.values()]
            for kind in [code.partition(":")[0]]
            if kind in ("bag", "suspense") and self.stood(code, last)
        }
        for name, one in self.movements.items():
            if one.approved and one.entry is None and one.occurred <= last:
                found["expenses", name] = "expense-unpaid-unexplained"
        for name, claim in self.claims.items():
            if claim.status == "approved" and claim.approved_on <= last:
                found["claims", name] = "claim-unpaid-unexplained"
        return found

    def _explain(
        self, who: str, today: date, *, month: date, point: tuple[str, str], text: str
    ) -> Why:
        why = broken(
            (not text, "field-empty"),
            (point not in self.open_points(month), "nothing-to-explain"),
        )
        if not why:
            self.notes.add((month, *point))
        return why

    def is_counted(self, day: date) -> bool:
        """Whether a count since tells that there was on a day what the books say."""
        # Of several counts on one day the last one holds.
        since = {c[0]: c for c in self.counts if c[0] >= day}.values()
        stood = self.stood("cash", day)
        return any(
            satang - self.moved("cash", day, on, known) == stood
            for on, satang, known in since
        )

    def _close(self, who: str, today: date, *, month: date, figures: bool) -> Why:
        last, first_open = month_end(month), self.next_month() or month
        counted = any(day >= last for day, _, _ in self.counts)
        read = [shown for day, shown in self.readings if day == last][-1:]
        why = broken(
            (today <= last, "month-not-over"),
            (month < first_open, "already-decided"),
            (month > first_open, "month-out-of-order"),
            (not counted, "cash-not-counted"),
            (counted and not self.is_counted(last), "cash-differs"),
            (not read, "bank-not-read"),
            (read and read != [self.stood("bank:1", last)], "bank-differs"),
        )
        for point, code in self.open_points(month).items():
            why |= broken(((month, *point) not in self.notes, code))
        if not why:
            self.closed = last
        return why

    def findings(self, today: date) -> set[str]:
        """What `kongbun check` must find, and nothing else: people who dawdle."""
        found = set()
        for code in self.places:
            since = self.held_since(code) if code.startswith("bag") else None
            if since and (today - since).days > 7:
                found.add(f"K015 account {code}")
        read = [day for day, _ in self.readings]
        if read and self.balance["bank:1"] and (today - max(read)).days > 62:
            found.add("K016 account bank:1")
        return found

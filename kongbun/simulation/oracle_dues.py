"""The model's receipts and bags: what collectors take, give back and hand over.

As `oracle_books`: nothing of Django, nothing of kongbun's, one line a rule.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any

from kongbun.simulation.kept import Offer, Receipt
from kongbun.simulation.oracle_books import BooksOracle, Why, broken


class DuesOracle(BooksOracle):
    """Hears sheets, payments, reversals, offers and acceptances."""

    # Receipts and bags.

    def _take(
        self, today: date, received: date, place: str, laid: dict[str, Any],
        fees: dict[str, int], dues: int,
    ) -> tuple[int, int]:  # fmt: skip
        holder = self.places[place]
        book = self.books.setdefault(holder, len(self.books) + 1)
        self.last_no[book] += 1
        number = (book, self.last_no[book])
        legs = [(place, "income:dues", dues)] * bool(dues)
        legs += [(place, "income:entry-fee", sum(fees.values()))] * bool(fees)
        self.receipts[number] = Receipt(
            dues + sum(fees.values()), place, received, today,
            self._book(received, legs),
            {m: units for m, (units, _) in laid.items()},
            {m: credit for m, (_, credit) in laid.items() if credit},
            set(fees),
        )  # fmt: skip
        for member, (units, _) in laid.items():
            self.members[member].paid.update(dict.fromkeys(units, number))
        return number

    def _clear(self, today: date, received: date, place: str, amount: int) -> None:
        """Late slips: their money left the bag with an earlier hand-over."""
        account = self.suspense.get(self.places[place], "")
        over = max(0, -self.balance[account])
        is_late = received <= self.last_over.get(place, date.min)
        cleared = min(amount, over) if is_late else 0
        if cleared:
            self._book(today, [(account, place, cleared)])
        self.answer |= {"total_satang": amount, "suspense_cleared_satang": cleared}

    def _sheet(
        self, who: str, today: date, *, village: int, received: date, bag: str,
        rows: Sequence[tuple[str, int]], counted: int, reason: str, sure: bool,
    ) -> Why:  # fmt: skip
        on, total = self.sheet_rows(village, received), sum(a for _, a in rows)
        elsewhere = self.users[who].get("collector", village) != village
        why = self._purse(who, bag, ["bag"]) | self._day(today, received)
        why |= broken((elsewhere and not self._is_office(who), "not-allowed"))
        unfit = broken(
            (not rows, "nothing-to-take"),
            (any(key not in on for key, _ in rows), "row-not-on-sheet"),
            (len({key for key, _ in rows}) < len(rows), "row-twice"),
            (any(amount <= 0 for _, amount in rows), "amount-unfit"),
        )
        laid = [] if unfit else [(self.lay(on[key], a), a) for key, a in rows]
        why |= unfit.union(*(self._doubts(to, a, received, sure) for to, a in laid))
        why |= broken(
            (counted != total and not reason, "sheet-differs"),
            (counted < 0, "amount-unfit"),
        )
        if not why:
            for to, amount in laid:
                self._take(today, received, bag, to, {}, amount)
            self._clear(today, received, bag, total)
        return why

    def _payment(
        self, who: str, today: date, *, payments: Sequence[tuple[str, int, str]],
        received: date, into: str, payer: str, slip: str, sure: bool,
    ) -> Why:  # fmt: skip
        dues = {m: amount for m, amount, kind in payments if kind == "dues"}
        fees = {m: amount for m, amount, kind in payments if kind == "entry_fee"}
        why = self._day(today, received) | self._purse(
            who, into, ["bag", "cash", "bank"]
        )
        no_slip = into.startswith("bank") and not slip
        why |= broken((no_slip or not payer, "field-empty"))
        feed = {m for one in self.live() for m in one.fees}
        unfit = broken(
            (not payments, "nothing-to-take"),
            (len(dues) + len(fees) < len(payments), "row-twice"),
            (any(amount <= 0 for _, amount, _ in payments), "amount-unfit"),
            (feed & set(fees), "entry-fee-paid"),
            (
                any(not self._may_pay(*one, received) for one in payments),
                "not-a-member-then",
            ),
        )
        laid = (
            {}
            if unfit
            else {k: v for m in dues for k, v in self.lay([m], dues[m]).items()}
        )
        total = sum(dues.values()) + sum(fees.values())
        why |= unfit | self._doubts(laid, total, received, sure)
        if not why:
            self._take(today, received, into, laid, fees, sum(dues.values()))
            self._clear(today, received, into, total)
        return why

    def _may_pay(self, member: str, amount: int, kind: str, day: date) -> bool:
        one = self.members[member]
        if one.exited and one.exited < day and one.reason == "struck_off":
            return kind == "dues" and amount <= self.owed_at_exit(member)
        return one.joined <= day and not (one.exited and one.exited < day)

    def _unreceipt(
        self, who: str, today: date, *, receipt: tuple[int, int], reason: str,
        refund_from: str,
    ) -> Why:  # fmt: skip
        one = self.receipts[receipt]
        back = [(one.place, refund_from, one.amount)] * bool(refund_from)
        why = broken(
            (not one.live, "already-reversed"),
            (not reason, "field-empty"),
            (
                any(self.credit(m) < credit > 0 for m, credit in one.credit.items()),
                "credit-used",
            ),
            (refund_from and not self._is_office(who), "not-allowed"),
            (
                self.places[one.place] != who and not self._is_office(who),
                "receipt-not-yours",
            ),
            (refund_from == one.place, "not-found"),
            (
                not refund_from and self.balance[one.place] < one.amount,
                "bag-handed-over",
            ),
        )
        why |= self._short(back)
        if not why:
            if back:
                self._book(today, back)
            self._undo(one.entry, today)
            one.live = False
            for member, units in one.units.items():
                for unit in units:
                    del self.members[member].paid[unit]
        return why

    def _offer(self, who: str, today: date, *, new: str, bag: str) -> Why:
        why = self._purse(who, bag, ["bag"])
        waits = any(o.is_open and o.bag == bag for o in self.offers.values())
        held = self.balance[bag]
        why |= broken((held <= 0, "bag-empty"), (waits, "bag-offered-already"))
        if not why:
            self.offers[new] = Offer(bag, who, held)
            self.answer["amount_satang"] = held
        return why

    def _unoffer(self, who: str, today: date, *, offer: str) -> Why:
        one = self.offers[offer]
        mine = one.by == who or self._is_office(who)
        why = broken((not one.is_open, "offer-closed"), (not mine, "not-your-bag"))
        one.is_open = one.is_open and bool(why)
        return why

    def _accept(
        self, who: str, today: date, *, offer: str, counted: int, into: str, note: str
    ) -> Why:
        one = self.offers[offer]
        held, holder = self.balance[one.bag], self.places[one.bag]
        same = self.one_person(who, holder) or self.one_person(who, one.by)
        why = broken(
            (not one.is_open, "offer-closed"),
            (counted <= 0, "amount-unfit"),
            (into.partition(":")[0] not in ("cash", "bank"), "not-found"),
            (same, "same-person"),
            (counted != min(one.amount, held) and not note, "bag-count-differs"),
        )
        if why:
            return why
        over = max(0, counted - held)
        legs = [(into, one.bag, counted - over)] * (counted > over)
        if over:
            account = f"suspense:{len(self.suspense) + 1}"
            account = self.suspense.setdefault(holder, account)
            legs.append((into, account, over))
            self.last_over[one.bag] = today
        self._book(today, legs)
        one.is_open = False
        self.answer |= {"over_satang": over, "kept_satang": held - counted + over}
        return why

"""The model, whole: what it says of claims, on top of money, dues and members.

As `oracle_books`: nothing of Django, nothing of kongbun's, one line a rule.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from kongbun.simulation.kept import Claim
from kongbun.simulation.oracle_books import (
    BOARD,
    RESTS_AFTER,
    Why,
    broken,
    months_later,
)
from kongbun.simulation.oracle_money import MoneyOracle

NIGHT, BIRTH, NIGHTS_ONCE, NIGHTS_A_YEAR = 100_00, 500_00, 5, 7
WAITS, LONGER, FILED_WITHIN = 20, 60, 60
CATEGORY = {"birth": 1, "ipd": 2, "death": 4}
UNPAID = {"submitted", "certified", "approved"}


class Oracle(MoneyOracle):
    """Everything that a fund of the simulation can hear."""

    # Claims.

    def _ask(
        self, who: str, today: date, *, new: str, benefit: str, member: str,
        first: date, last: date, about: str, claimant: str,
    ) -> Why:  # fmt: skip
        one, death = self.members[member], benefit == "death"
        live = [
            other
            for other in self.claims.values()
            if (other.benefit, other.member) == (benefit, member)
            and other.status not in ("refused", "withdrawn")
        ]
        same = [o for o in live if death or (o.first, o.about) == (first, about)]
        crossing = benefit == "ipd" and first < last
        crossing = crossing and any(o.first < last and o.last > first for o in live)
        died = bool(one.exited) and one.reason == "died"
        why = broken(
            (first < self.books_from, "no-bylaw-then"),
            (max(first, last) > today, "date-in-future"),
            (last < first, "dates-in-wrong-order"),
            (first < one.joined, "event-before-joining"),
            (death and died and first != one.exited, "death-day-differs"),
            (one.exited and first > one.exited, "event-after-exit"),
            (death and claimant in ("", one.name), "claimant-died"),
            (same, "claim-exists"),
            (crossing, "event-overlaps"),
        )
        if not why:
            late = self._is_late(one.joined, one.entered, first, usual=0)
            late |= any(
                self._is_late(r.received, r.entered, first, usual=7)
                for r in self.live()
                if r.units.get(member) and r.received <= first
            )
            claim = Claim(benefit, member, first, last, about, who, today, late)
            self.claims[new] = claim
            claim.units, claim.amount = self.gives(claim)
            self.answer["amount_satang"] = claim.amount
        return why

    def _is_late(self, day: date, entered: date, event: date, *, usual: int) -> bool:
        days = (entered - day).days
        return days > 31 or (day <= event < entered and days > usual)

    def granted(self, but: Claim, benefit: str) -> Iterable[Claim]:
        return (
            one
            for one in self.claims.values()
            if one is not but
            and one.benefit == benefit
            and one.status in ("approved", "paid")
        )

    def gives(self, claim: Claim) -> tuple[int, int]:
        """Units and satang that the by-law gives now."""
        one, event = self.members[claim.member], claim.first
        asked_on = min(event, one.exited or event)
        waited = (event - one.joined).days
        in_time = (claim.filed - claim.last).days <= FILED_WITHIN
        rests = self.behind(claim.member, asked_on, months=RESTS_AFTER)
        left = bool(one.exited) and event > asked_on
        if waited < WAITS or not in_time or rests or left:
            return 0, 0
        others = list(self.granted(claim, claim.benefit))
        mine = [o for o in others if o.member == claim.member]
        if claim.benefit == "ipd":
            year = fiscal_year(event)
            used = sum(o.units for o in mine if fiscal_year(o.first) == year)
            nights = min((claim.last - event).days, NIGHTS_ONCE, NIGHTS_A_YEAR - used)
            return max(0, nights), max(0, nights) * NIGHT
        if claim.benefit == "birth":
            child = (claim.about, event, claim.last)
            taken = any((o.about, o.first, o.last) == child for o in others)
            return (0, 0) if taken else (1, BIRTH)
        if mine:
            return 0, 0
        return 1, 5000_00 if waited >= LONGER else 3000_00

    def _theirs(self, who: str, claim: Claim) -> Why:
        """Who decides for oneself or one's house; one child is its both parents'."""
        askers = {claim.member}
        if claim.about:
            askers |= {
                one.member
                for one in self.claims.values()
                if (one.benefit, one.about) == (claim.benefit, claim.about)
                and (one.first, one.last) == (claim.first, claim.last)
            }
        return broken(
            (any(self._own(who, member) for member in askers), "own-claim"),
            (any(self._near(who, member) for member in askers), "tied-to-payee"),
        )

    def _certify(self, who: str, today: date, *, claim: str) -> Why:
        one = self.claims[claim]
        serves = self.members[one.member].village in self.users[who].values()
        why = broken(
            (one.status != "submitted", "claim-not-waiting"),
            (self.one_person(who, one.by), "same-person"),
            (not serves, "not-of-this-centre"),
        )
        why |= self._theirs(who, one)
        one.status = one.status if why else "certified"
        return why

    def _confirm(self, who: str, today: date, *, claim: str, note: str) -> Why:
        one = self.claims[claim]
        me = self.members.get(self.persons.get(who, ""))
        near = set(self.users[who].values()) | ({me.village} if me else set())
        why = broken(
            (one.status not in ("submitted", "certified"), "claim-not-waiting"),
            (not one.late, "nothing-to-confirm"),
            (not note, "field-empty"),
            (self.one_person(who, one.by), "same-person"),
            (self.members[one.member].village in near, "same-village"),
        )
        why |= self._theirs(who, one)
        if not why:
            one.confirmed = True
            one.units, one.amount = self.gives(one)
        return why

    def _approve(
        self, who: str, today: date, *, claim: str, amount: int, resolved: bool
    ) -> Why:
        one = self.claims[claim]
        units, given = self.gives(one)
        why = broken(
            (one.status != "certified", "claim-not-waiting"),
            (self.one_person(who, one.by), "same-person"),
            (amount <= 0, "amount-unfit"),
            (amount != given and not resolved, "departure-needs-reason"),
            (one.late and not one.confirmed, "backdating-unconfirmed"),
            (not BOARD & set(self.users[who]), "not-the-approver"),
        )
        why |= self._theirs(who, one)
        if not why:
            one.status, one.approver, one.approved_on = "approved", who, today
            one.units, one.amount = max(1, units), amount
        return why

    def _refuse(self, who: str, today: date, *, claim: str, reason: str) -> Why:
        one = self.claims[claim]
        why = broken(
            (one.status not in ("submitted", "certified"), "claim-not-waiting"),
            (self.one_person(who, one.by), "same-person"),
            (not BOARD & set(self.users[who]), "not-the-approver"),
            (not reason, "field-empty"),
        )
        why |= self._theirs(who, one)
        if not why:
            one.status, one.units, one.amount = "refused", 0, 0
        return why

    def _withdraw(self, who: str, today: date, *, claim: str, reason: str) -> Why:
        one = self.claims[claim]
        why = broken(
            (one.status not in UNPAID, "claim-not-waiting"), (not reason, "field-empty")
        )
        one.status = one.status if why else "withdrawn"
        return why

    def may_receive(self, claim: Claim) -> set[str]:
        """Who may receive the money: of the dead only those they named."""
        dead = claim.benefit == "death" or self.members[claim.member].reason == "died"
        return {"proxy", "beneficiary" if dead else "self"}

    def _pay_claim(
        self, who: str, today: date, *, claim: str, amount: int, account: str,
        day: date, payee: str, ref: str,
    ) -> Why:  # fmt: skip
        one = self.claims[claim]
        legs = [(f"expense:benefit:{CATEGORY[one.benefit]}", account, one.amount)]
        why = self._places(account) or self._short(legs)
        why |= broken(
            (one.status != "approved", "claim-not-waiting"),
            (amount != one.amount, "changed-since"),
            (one.approver and self.one_person(who, one.approver), "same-person"),
            (day > today, "date-in-future"),
            (day < one.approved_on, "paid-before-approval"),
            (
                account.startswith("bank") and ref in self.transfers,
                "transfer-ref-taken",
            ),
            (payee not in self.may_receive(one), "payee-unfit"),
        )
        why |= self._theirs(who, one)
        if not why:
            one.entry, one.status = self._book(day, legs), "paid"
            self.transfers |= {ref} if account.startswith("bank") else set()
        return why

    def _unpay_claim(self, who: str, today: date, *, claim: str, reason: str) -> Why:
        one = self.claims[claim]
        why = broken(
            (one.status != "paid", "claim-not-waiting"), (not reason, "field-empty")
        )
        if not why:
            self._undo(one.entry, today)
            one.status = "approved"
        return why


def fiscal_year(day: date) -> int:
    return months_later(day.replace(day=1), 3).year

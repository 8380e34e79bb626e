"""From plain facts to the program's own actions: which action, with which arguments.

Nothing is decided here; what a person would look up on a page is looked up.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any
from uuid import UUID

from kongbun.access.models import Fund, User
from kongbun.claims.approve_actions import approve_claim, refuse_claim
from kongbun.claims.certify_actions import certify_claim, confirm_backdating
from kongbun.claims.deciding import decide_now
from kongbun.claims.models import Claim
from kongbun.claims.pay_actions import pay_claim, reverse_payment
from kongbun.claims.submit_actions import submit_claim, withdraw_claim
from kongbun.dues.actions import Taken, take_sheet
from kongbun.dues.bag_actions import accept_bag, offer_bag, take_back_offer
from kongbun.dues.lapse_actions import strike_off_lapsed
from kongbun.dues.payment_actions import Payment, take_payment
from kongbun.dues.reversal_actions import reverse_receipt
from kongbun.people.member_actions import exit_membership, register_member
from kongbun.people.models import Household
from kongbun.receipts.models import Receipt
from kongbun.reports.actions import close_month, explain
from kongbun.reports.figures import before_closing
from kongbun.simulation.asks import Ask
from kongbun.treasury.actions import (
    cash_over_short,
    move_money,
    other_income,
    reverse_movement,
)
from kongbun.treasury.count_actions import PIECES, count_cash, read_bank
from kongbun.treasury.expense_actions import decide_expense, other_expense, pay_expense
from kongbun.treasury.refund_actions import enter_refund, take_back_exit

Facts = Mapping[str, Any]
Arguments = dict[str, Any]
Action = Callable[..., dict[str, Any]]


@dataclass(slots=True)
class Rows:
    """Which row each name of the simulation is, and what the program told of it."""

    fund: Fund
    users: dict[str, User]
    branches: dict[int, UUID] = field(default_factory=dict)
    names: dict[str, str] = field(default_factory=dict)
    ids: dict[str, UUID] = field(default_factory=dict)
    numbers: dict[str, str] = field(default_factory=dict)
    hashes: dict[str, str] = field(default_factory=dict)

    def learn(self, ask: Ask, answer: Mapping[str, Any]) -> None:
        """Keep what the answer says of the new thing that was asked for."""
        new = ask.facts.get("new")
        if new is None:
            return
        for name in ("membership", "offer", "movement", "claim"):
            if name in answer:
                self.ids[new] = UUID(answer[name])
        if "person" in answer:
            self.ids[f"{new}:person"] = UUID(answer["person"])
            self.names[new] = ask.facts["name"]
        self.numbers[new] = answer.get("number", "")
        self.hashes[new] = answer.get("content_hash", "")

    def second(self, name: str) -> int | None:
        return self.users[name].pk if name else None


def send_as(ask: Ask, rows: Rows, today: date) -> tuple[Action, Arguments]:
    """The action that does it, and what the action is given."""
    action, arguments = DOORS[ask.kind]
    return action, arguments(rows, ask.facts, today)


def heir(name: str) -> str:
    return f"ทายาทของ{name}"


def _register(rows: Rows, facts: Facts, _: date) -> Arguments:
    first, last = facts["name"].split(" ", 1)
    return {
        "person": {
            "first_name": first,
            "last_name": last,
            "sex": "f",
            "birth_date": facts["born"],
            "birth_precision": "day",
        },
        "membership": {
            "branch": rows.branches[facts["village"]],
            "house_no": facts["house"],
            "joined_on": facts["joined"],
        },
        "beneficiaries": [{"name": heir(facts["name"]), "relation": "ทายาท"}],
        "is_another_person": facts["again"],
    }


def _row_key(rows: Rows, village: int, key: str) -> UUID:
    """A house of the village by its number; a member without one by their id."""
    if key in rows.ids:
        return rows.ids[key]
    name = f"house {village}/{key}"
    if name not in rows.ids:
        here = Household.objects.filter(
            branch__public_id=rows.branches[village], house_no=key
        )
        rows.ids[name] = here.values_list("public_id", flat=True)[0]
    return rows.ids[name]


def _sheet(rows: Rows, facts: Facts, _: date) -> Arguments:
    village = facts["village"]
    return {
        "branch": rows.branches[village],
        "month": facts["received"].replace(day=1),
        "received_on": facts["received"],
        "bag": facts["bag"],
        "rows": [
            Taken(key=_row_key(rows, village, key), amount_satang=amount)
            for key, amount in facts["rows"]
        ],
        "counted_satang": facts["counted"],
        "difference_reason": facts["reason"],
        "confirmed": facts["sure"],
    }


def _payment(rows: Rows, facts: Facts, _: date) -> Arguments:
    return {
        "payments": [
            Payment(member=rows.ids[member], amount_satang=amount, kind=kind)
            for member, amount, kind in facts["payments"]
        ],
        "received_on": facts["received"],
        "into": facts["into"],
        "payer_name": facts["payer"],
        "bank_slip": facts["slip"],
        "confirmed": facts["sure"],
    }


def _unreceipt(rows: Rows, facts: Facts, _: date) -> Arguments:
    book, no = facts["receipt"]
    found = Receipt.objects.get(fund=rows.fund, book__number=book, no=no)
    return {
        "receipt": found.public_id,
        "reason": facts["reason"],
        "refund_from": facts["refund_from"],
    }


def _accept(rows: Rows, facts: Facts, _: date) -> Arguments:
    return {
        "offer": rows.ids[facts["offer"]],
        "counted_satang": facts["counted"],
        "into": facts["into"],
        "note": facts["note"],
    }


def _money(rows: Rows, facts: Facts, _: date) -> Arguments:
    """Amount and day of other money; what else there is bears the action's names."""
    known = {"new", "amount", "day", "account", "second", "over"}
    found = {name: value for name, value in facts.items() if name not in known}
    found |= {"amount_satang": facts["amount"], "occurred_on": facts["day"]}
    if "account" in facts:
        found |= {"expense": facts["account"], "reason": "ค่าใช้จ่ายของกองทุน"}
    if "second" in facts:
        found["second_user_id"] = rows.second(facts["second"])
        found |= {"is_over": facts["over"], "cash": "cash"}
    return found


def _decide_expense(rows: Rows, facts: Facts, _: date) -> Arguments:
    return {
        "movement": rows.ids[facts["movement"]],
        "content_hash": rows.hashes[facts["movement"]],
        "approved": facts["approved"],
        "note": facts["note"],
    }


def _pay_expense(rows: Rows, facts: Facts, _: date) -> Arguments:
    return {
        "movement": rows.ids[facts["movement"]],
        "paid_from": facts["source"],
        "paid_on": facts["day"],
    }


def _unmove(rows: Rows, facts: Facts, _: date) -> Arguments:
    return {
        "movement": rows.ids[facts["movement"]],
        "reason": facts["reason"],
        "second_user_id": rows.second(facts["second"]),
    }


def pieces(satang: int) -> dict[str, int]:
    """The notes and coins a sum is counted in."""
    found: dict[str, int] = {}
    for piece in PIECES:
        count, satang = divmod(satang, piece)
        if count:
            found[str(piece)] = count
    assert satang == 0, satang
    return found


def _count(rows: Rows, facts: Facts, _: date) -> Arguments:
    return {
        "cash": "cash",
        "counted_on": facts["day"],
        "pieces": pieces(facts["total"]),
        "second_user_id": rows.second(facts["second"]),
    }


def _read_bank(_rows: Rows, facts: Facts, _: date) -> Arguments:
    return {
        "bank": "bank:1",
        "read_on": facts["day"],
        "balance_satang": facts["shown"],
    }


def _explain(rows: Rows, facts: Facts, _: date) -> Arguments:
    condition, subject = facts["point"]
    return {
        "month": facts["month"],
        "condition": condition,
        "subject": rows.numbers.get(subject, subject),
        "text": facts["text"],
    }


def _close(rows: Rows, facts: Facts, _: date) -> Arguments:
    found: Arguments = {"month": facts["month"]}
    if facts["figures"]:
        figures, newest = before_closing(rows.fund, facts["month"])
        found |= {"figures": figures, "newest_entry_id": newest}
    return found


def _ask(rows: Rows, facts: Facts, _: date) -> Arguments:
    return {
        "benefit": facts["benefit"],
        "membership": rows.ids[facts["member"]],
        "first_day": facts["first"],
        "last_day": facts["last"],
        "about": facts["about"],
        "claimant_name": facts["claimant"],
    }


def _about_claim(rows: Rows, facts: Facts, _: date) -> Arguments:
    return {**facts, "claim": rows.ids[facts["claim"]]}


def _approve(rows: Rows, facts: Facts, today: date) -> Arguments:
    """The approver looks at the page, and approves what it shows."""
    claim = Claim.objects.get(public_id=rows.ids[facts["claim"]])
    found: Arguments = {
        "claim": claim.public_id,
        "decision_hash": decide_now(claim).hash(claim.public_id).hex(),
        "amount_satang": facts["amount"],
    }
    if facts["resolved"]:
        found["reason"] = "คณะกรรมการมีมติเป็นกรณีพิเศษ"
        found["resolution"] = {"board": "committee", "number": "1", "decided_on": today}
    return found


def _pay_claim(rows: Rows, facts: Facts, _: date) -> Arguments:
    claim = Claim.objects.select_related("membership__person").get(
        public_id=rows.ids[facts["claim"]]
    )
    assert claim.membership is not None
    name = claim.membership.person.full_name()
    payees = {"self": name, "beneficiary": heir(name), "proxy": "นางผู้รับแทน ใจดี"}
    return {
        "claim": claim.public_id,
        "amount_satang": facts["amount"],
        "account": facts["account"],
        "method": "cash" if facts["account"] == "cash" else "transfer",
        "payee_kind": facts["payee"],
        "payee_name": payees[facts["payee"]],
        "proxy_paper": "หนังสือมอบฉันทะ" if facts["payee"] == "proxy" else "",
        "witness": "นายพยาน เห็นจริง",
        "paid_on": facts["day"],
        "transfer_ref": facts["ref"],
    }


def _leave(rows: Rows, facts: Facts, _: date) -> Arguments:
    return {
        "membership": rows.ids[facts["member"]],
        "reason": facts["reason"],
        "exited_on": facts["day"],
    }


def _strike_off(rows: Rows, facts: Facts, _: date) -> Arguments:
    return {
        "memberships": [rows.ids[member] for member in facts["members"]],
        "resolution": facts["resolution"],
    }


DOORS: dict[str, tuple[Action, Callable[[Rows, Facts, date], Arguments]]] = {
    "register": (register_member, _register),
    "leave": (exit_membership, _leave),
    "unleave": (
        take_back_exit,
        lambda r, f, _: {"membership": r.ids[f["member"]], "why": f["why"]},
    ),
    "strike_off": (strike_off_lapsed, _strike_off),
    "sheet": (take_sheet, _sheet),
    "payment": (take_payment, _payment),
    "unreceipt": (reverse_receipt, _unreceipt),
    "offer": (offer_bag, lambda _r, f, _: {"bag": f["bag"]}),
    "unoffer": (take_back_offer, lambda r, f, _: {"offer": r.ids[f["offer"]]}),
    "accept": (accept_bag, _accept),
    "income": (other_income, _money),
    "move": (move_money, _money),
    "differ": (cash_over_short, _money),
    "expense": (other_expense, _money),
    "refund": (enter_refund, lambda r, f, _: {"membership": r.ids[f["member"]]}),
    "decide_expense": (decide_expense, _decide_expense),
    "pay_expense": (pay_expense, _pay_expense),
    "unmove": (reverse_movement, _unmove),
    "count": (count_cash, _count),
    "read_bank": (read_bank, _read_bank),
    "explain": (explain, _explain),
    "close": (close_month, _close),
    "ask": (submit_claim, _ask),
    "withdraw": (withdraw_claim, _about_claim),
    "certify": (certify_claim, _about_claim),
    "confirm": (confirm_backdating, _about_claim),
    "approve": (approve_claim, _approve),
    "refuse": (refuse_claim, _about_claim),
    "pay_claim": (pay_claim, _pay_claim),
    "unpay_claim": (reverse_payment, _about_claim),
}

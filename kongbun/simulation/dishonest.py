"""Those who do not mean well: each tries what must not succeed, as themselves.

The self-approver, the double dipper, the back-dater, the skimmer, the impostor and the
stranger ask the program; the insider goes past it, straight to the tables.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

from kongbun.simulation import honest, office
from kongbun.simulation.asks import SOMPONG, TWO_ACCOUNTS, USERS, Ask
from kongbun.simulation.honest import Draw, Scene
from kongbun.simulation.oracle_books import month_end


def self_approver(scene: Scene) -> Ask | None:
    """One person with two accounts checks or pays with one what the other did."""
    one, two = TWO_ACCOUNTS
    asks = [
        Ask("decide_expense", one, {"movement": name, "approved": True, "note": ""})
        for name, found in scene.fund.movements.items()
        if found.by == two and found.kind == "expense" and found.approved is None
    ]
    asks += [
        Ask(
            "pay_expense", two, {"movement": name, "source": "cash", "day": scene.today}
        )
        for name, found in scene.fund.movements.items()
        if found.approver == one and found.approved and found.entry is None
    ]
    asks += [
        Ask(
            "approve",
            one,
            {"claim": name, "amount": scene.fund.gives(found)[1], "resolved": False},
        )
        for name, found in scene.fund.claims.items()
        if found.by == two and found.status == "certified"
    ]
    begin = scene.dice.choice(
        (own_claim, honest.expense, honest.accept, office.pay_claim)
    )
    begun = begin(scene)
    if asks and (scene.often(80) or begun is None):
        return scene.dice.choice(asks)
    return begun and replace(begun, who=two)


def own_claim(scene: Scene) -> Ask | None:
    """Entered under one account, to be approved under the other."""
    asked = honest.ask(scene)
    if asked is None or asked.facts["benefit"] == "death":
        return None
    return Ask("ask", "sompong2", {**asked.facts, "member": SOMPONG})


def double_dipper(scene: Scene) -> Ask | None:
    """Asks twice for one thing, or is paid twice, or takes back twice."""
    kind = scene.dice.randrange(4)
    fund = scene.fund
    if kind == 0 and fund.claims:
        name = scene.dice.choice(list(fund.claims))
        one = fund.claims[name]
        facts = {
            "new": scene.new("c"),
            "benefit": one.benefit,
            "member": one.member,
            "first": one.first,
            "last": one.last,
            "about": one.about,
            "claimant": "นางคนข้างหลัง ใจดี" if one.benefit == "death" else "",
        }
        return Ask("ask", "prasert", facts)
    if kind == 1 and (paid := scene.one(scene.claims("paid"))):
        facts = {
            "claim": paid,
            "amount": fund.claims[paid].amount,
            "account": "cash",
            "day": scene.today,
            "payee": "proxy",
            "ref": "",
        }
        return Ask("pay_claim", "somsri", facts)
    if kind == 2 and (receipt := scene.one(fund.receipts)):
        back = {"receipt": receipt, "reason": "ขอคืนอีกครั้ง", "refund_from": "cash"}
        return Ask("unreceipt", "somsri", back)
    booked = [n for n, one in fund.movements.items() if one.entry is not None]
    if movement := scene.one(booked):
        facts = {"movement": movement, "reason": "กลับอีกครั้ง", "second": "kamnan"}
        return Ask("unmove", "chanpen", facts)
    return None


def after_death(scene: Scene) -> Ask | None:
    """Asks in the name of the dead, or pays in for them."""
    gone = [name for name, one in scene.fund.members.items() if one.exited]
    member = scene.one(gone)
    if member is None:
        return None
    left = scene.fund.members[member].exited or scene.today
    day = min(scene.today, left + timedelta(days=scene.dice.randint(0, 9)))
    if scene.often(40):
        facts = {
            "payments": [(member, 90_00, "dues")],
            "received": day,
            "into": "cash",
            "payer": "นางผู้ส่ง ใจดี",
            "slip": "",
            "sure": True,
        }
        return Ask("payment", "somsri", facts)
    benefit = scene.dice.choice(("ipd", "birth", "death"))
    facts = {
        "new": scene.new("c"),
        "benefit": benefit,
        "member": member,
        "first": day,
        "last": day if benefit != "ipd" else min(scene.today, day + timedelta(days=3)),
        "about": f"{honest.BABY}9" if benefit == "birth" else "",
        "claimant": "" if scene.often(20) else "นางคนข้างหลัง ใจดี",
    }
    return Ask("ask", "laor", facts)


HAS_A_DAY: tuple[Draw, ...] = (
    *(honest.income, honest.expense, honest.payment, honest.sheet),
    *(honest.move, honest.leave, honest.register, honest.ask),
)


def back_dater(scene: Scene) -> Ask | None:
    """Days in closed months, before the books, or still to come."""
    draw = scene.dice.choice(HAS_A_DAY)
    asked = draw(scene)
    if asked is None:
        return None
    day = scene.dice.choice(
        (
            scene.today + timedelta(days=scene.dice.choice((1, 365, 3652))),
            scene.today - timedelta(days=scene.dice.choice((33, 70, 140))),
            date(2024, 12, 31),
        )
    )
    named = [
        name for name in ("day", "received", "joined", "first") if name in asked.facts
    ]
    facts = {**asked.facts, named[0]: day}
    if named[0] == "first":
        facts["last"] = day
    return replace(asked, facts=facts)


def skimmer(scene: Scene) -> Ask | None:
    """Hands over less than was collected, takes more than there is, or lends a bag."""
    kind = scene.dice.randrange(4)
    fund = scene.fund
    if kind == 0:
        waits = [name for name, one in fund.offers.items() if one.is_open]
        if name := scene.one(waits):
            one = fund.offers[name]
            less = one.amount - scene.dice.choice((1_00, 30_00))
            facts = {"offer": name, "counted": less, "into": "cash", "note": ""}
            facts["note"] = "" if scene.often(70) else "นับได้เท่านี้"
            return Ask("accept", scene.dice.choice(("somsri", one.by)), facts)
    if kind == 1:
        source = scene.dice.choice(("cash", "bank:1"))
        facts = {
            "new": scene.new("x"),
            "source": source,
            "into": "bank:1" if source == "cash" else "cash",
            "amount": fund.balance[source] + scene.dice.choice((25, 100_00)),
            "day": scene.today,
        }
        return Ask("move", "somsri", facts)
    if kind == 2:
        asked = honest.sheet(scene)
        return asked and replace(asked, who=scene.dice.choice(("prasert", "laor")))
    bag = scene.dice.choice(list(fund.places))
    who = scene.dice.choice(("prasert", "laor"))
    return Ask("offer", who, {"new": scene.new("o"), "bag": bag})


def impostor(scene: Scene) -> Ask | None:
    """Does what is another's duty; `noi` has no duty here at all."""
    _, draw = scene.dice.choice(office.HONEST)
    asked = draw(scene)
    return asked and replace(asked, who=scene.dice.choice(list(USERS)))


def entered_twice(scene: Scene) -> Ask | None:
    """The same money from phone and paper, days apart, under two ids."""
    recent = [one for one in scene.fund.live() if len(one.units) == 1 and not one.fees]
    one = scene.one(recent[-20:])
    if one is None:
        return None
    day = one.received + timedelta(days=scene.dice.choice((0, 0, 1, 3, 4)))
    facts = {
        "payments": [(next(iter(one.units)), one.amount, "dues")],
        "received": min(day, scene.today),
        "into": one.place,
        "payer": "นางผู้ส่ง ใจดี",
        "slip": "ใบฝาก 1",
        "sure": False,
    }
    return Ask("payment", "somsri", facts)


def hasty(scene: Scene) -> Ask | None:
    """Goes on without what has to come first: the second look, the count, the end."""
    fund = scene.fund
    asks = [
        Ask("approve", "prasong", {"claim": name, "amount": given, "resolved": False})
        for name, one in fund.claims.items()
        if one.status == "certified" and one.late and not one.confirmed
        for _, given in [fund.gives(one)]
        if given
    ]
    asks += [
        Ask("pay_claim", "somsri", {
            "claim": name, "amount": one.amount, "account": "cash",
            "day": scene.today, "payee": "proxy", "ref": "",
        })
        for name, one in fund.claims.items()
        if one.status == "paid"
    ][:2]  # fmt: skip
    month = fund.next_month()
    if month and month_end(month) < scene.today:
        asks += [Ask("close", "prasong", {"month": month, "figures": False})] * 2
    return scene.one(asks)


def twin(scene: Scene) -> Ask | None:
    """Registers somebody who is there already."""
    name = scene.one(scene.fund.members)
    asked = honest.register(scene)
    if name is None or asked is None:
        return None
    one = scene.fund.members[name]
    return replace(asked, facts={**asked.facts, "name": one.name, "born": one.born})


DISHONEST: list[tuple[int, Draw]] = [
    (5, self_approver),
    (5, double_dipper),
    (3, after_death),
    (6, back_dater),
    (5, skimmer),
    (4, impostor),
    (1, twin),
    (4, entered_twice),
    (8, hasty),
]

# What an insider would write into the tables; `{entry}` and the like are real keys.
TAMPERING = (
    "UPDATE ledger_entry SET occurred_on = '2025-01-02'",
    "UPDATE ledger_leg SET amount_satang = amount_satang + 100",
    "DELETE FROM ledger_leg",
    "DELETE FROM ledger_entry",
    "INSERT INTO ledger_leg (entry_id, seq, debit_id, credit_id, amount_satang)"
    " SELECT entry_id, seq + 1, debit_id, credit_id, 100 FROM ledger_leg"
    " ORDER BY id DESC LIMIT 1",
    "UPDATE ledger_accountbalance SET balance_satang = -1 WHERE guarded",
    "DELETE FROM ledger_accountbalance",
    "UPDATE receipts_receipt SET amount_satang = amount_satang - 100",
    "DELETE FROM receipts_receipt",
    "UPDATE dues_duesline SET live = NOT live WHERE NOT live",
    "UPDATE dues_duesline SET amount_satang = amount_satang * 2",
    "UPDATE commands_command SET kind = 'x'",
    "DELETE FROM commands_commandoutcome",
    "UPDATE audit_auditevent SET payload = '{}'",
    "DELETE FROM audit_auditevent",
    "UPDATE approvals_approval SET checker_id = maker_id",
    "DELETE FROM approvals_approval",
    "UPDATE claims_claim SET status = 'paid' WHERE status = 'submitted'",
    "DELETE FROM claims_payment",
    "UPDATE claims_payment SET amount_satang = amount_satang + 1",
    "DELETE FROM ledger_closing",
    "UPDATE ledger_closing SET closed_through = '2024-12-31'",
    "UPDATE treasury_movement SET amount_satang = 1",
    "DELETE FROM treasury_movement",
    "UPDATE bylaws_bylawversion SET text = ''",
)

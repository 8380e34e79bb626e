"""Six who mean well: collector, treasurer, secretary, board, centre, closer.

Each draws what to ask for from what people of the fund know: the model.  They are
careful, not perfect: a date or a note is sometimes wrong, and then it is refused.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from random import Random
from typing import Any, TypeVar

from kongbun.simulation.asks import BAGS, VILLAGES, Ask
from kongbun.simulation.oracle import WAITS, Oracle
from kongbun.simulation.oracle_books import LAPSES_AFTER, RESTS_AFTER

T = TypeVar("T")
FIRST = [
    "สมชาย",
    "สมหญิง",
    "บุญมา",
    "บุญมี",
    "แก้ว",
    "คำปัน",
    "จันทร์",
    "ทองดี",
    "พร",
    "เพ็ญ",
    "ศรี",
    "อำนวย",
]
LAST = ["ใจดี", "ใจงาม", "แสนสุข", "มั่นคง", "ทองคำ", "ศรีเมือง", "บุญเรือง", "คงทน", "อยู่เย็น"]
OFFICE = ("somsri", "chanpen", "sompong2")
BOARD = ("prasong", "kamnan", "sompong")
CENTRES = {3: "sombat", 7: "thongbai"}
COLLECTORS = {3: ("prasert", "bag:1"), 7: ("laor", "bag:2")}
BABY = "ด.ช.แรกเกิด"


@dataclass(slots=True)
class Scene:
    """What whoever acts next can know: the day, the fund, and a pair of dice."""

    dice: Random
    fund: Oracle
    today: date
    made: int = 0

    def new(self, letter: str) -> str:
        self.made += 1
        return f"{letter}{self.made}"

    def often(self, percent: int) -> bool:
        return self.dice.randrange(100) < percent

    def one(self, choices: Iterable[T]) -> T | None:
        known = list(choices)
        return self.dice.choice(known) if known else None

    def before(self, most: int) -> date:
        """Today or a few days ago, but in the books."""
        day = self.today - timedelta(days=self.dice.randint(0, most))
        return max(day, self.fund.books_from)

    def baht(self, low: int, high: int) -> int:
        """A sum in satang: mostly whole baht, at times with coins."""
        coins = self.dice.choice((0, 0, 0, 25, 50, 75))
        return self.dice.randint(low, high) * 100 + coins

    def living(self) -> list[str]:
        return [name for name, one in self.fund.members.items() if not one.exited]

    def is_behind(self, member: str, months: int) -> bool:
        return self.fund.behind(member, self.today, months=months)

    def is_entitled(self, member: str) -> bool:
        waited = (self.today - self.fund.members[member].joined).days
        return waited >= WAITS and not self.is_behind(member, RESTS_AFTER)

    def claims(self, *statuses: str) -> list[str]:
        found = self.fund.claims.items()
        return [name for name, one in found if one.status in statuses]


Draw = Callable[[Scene], Ask | None]


def price_of(scene: Scene) -> int:
    """What somebody pays: a few months mostly; now and then years, or too little."""
    kind = scene.dice.randrange(100)
    if kind < 62:
        return scene.dice.randint(1, 4) * 30_00
    if kind < 92:
        return scene.baht(1, 100)
    return scene.dice.randint(6, 30) * 30_00


def sheet(scene: Scene) -> Ask | None:
    village = scene.dice.choice(VILLAGES)
    collector, bag = COLLECTORS[village]
    received = scene.before(scene.dice.choice((0, 0, 0, 3, 20)))
    on = list(scene.fund.sheet_rows(village, received))
    if not on:
        return None
    houses = scene.dice.sample(on, scene.dice.randint(1, min(4, len(on))))
    rows = [(house, price_of(scene)) for house in houses]
    total = sum(amount for _, amount in rows)
    differs = scene.often(5)
    facts = {
        "village": village,
        "received": received,
        "bag": bag,
        "rows": rows,
        "counted": total + (scene.dice.choice((-20_00, 50_00)) if differs else 0),
        "reason": "ทอนผิด" if differs and scene.often(60) else "",
        "sure": scene.often(75),
    }
    who = collector if scene.often(80) else scene.dice.choice(OFFICE)
    return Ask("sheet", who, facts)


def payment(scene: Scene) -> Ask | None:
    owe = [m for m in scene.living() if scene.is_behind(m, 1)]
    known = owe if owe and scene.often(50) else list(scene.fund.members)
    members = scene.dice.sample(known, min(len(known), scene.dice.choice((1, 1, 2))))
    place = scene.dice.choice(("bag:1", "bag:2", "cash", "bank:1"))
    payments = [(member, price_of(scene), "dues") for member in members]
    if scene.often(25):
        payments.append((members[0], 20_00, "entry_fee"))
    facts = {
        "payments": payments,
        "received": scene.before(scene.dice.choice((0, 0, 2, 15))),
        "into": place,
        "payer": "นางผู้ส่ง ใจดี",
        "slip": "ใบฝาก 1" if place == "bank:1" and scene.often(90) else "",
        "sure": scene.often(75),
    }
    who = BAGS.get(place) or scene.dice.choice(OFFICE)
    return Ask("payment", who, facts)


def unreceipt(scene: Scene) -> Ask | None:
    recent = list(scene.fund.receipts)[-12:]
    receipt = scene.one(recent)
    if receipt is None:
        return None
    handed = scene.fund.balance[scene.fund.receipts[receipt].place] == 0
    back = scene.dice.choice(("cash", "bank:1")) if handed or scene.often(10) else ""
    who = scene.dice.choice(OFFICE) if back else scene.dice.choice(("prasert", *OFFICE))
    facts = {"receipt": receipt, "reason": "ลงชื่อผิดคน", "refund_from": back}
    return Ask("unreceipt", who, facts)


def offer(scene: Scene) -> Ask | None:
    bag = scene.dice.choice(list(BAGS))
    who = BAGS[bag] if scene.often(80) else scene.dice.choice(OFFICE)
    return Ask("offer", who, {"new": scene.new("o"), "bag": bag})


def accept(scene: Scene) -> Ask | None:
    waits = [name for name, one in scene.fund.offers.items() if one.is_open]
    name = scene.one(waits)
    if name is None:
        return offer(scene)
    if scene.often(5):
        by = scene.fund.offers[name].by
        return Ask("unoffer", by, {"offer": name})
    one = scene.fund.offers[name]
    held = min(one.amount, scene.fund.balance[one.bag])
    over = scene.dice.choice((-30_00, 30_00, 60_00)) if scene.often(20) else 0
    facts = {
        "offer": name,
        "counted": held + over,
        "into": scene.dice.choice(("cash", "cash", "bank:1")),
        "note": "ตรวจนับสองรอบ" if over and scene.often(80) else "",
    }
    return Ask("accept", scene.dice.choice((*OFFICE, "prasong")), facts)


def income(scene: Scene) -> Ask | None:
    kind = scene.dice.choice(
        ("donation", "interest", "local-government", "state-grant")
    )
    facts = {
        "new": scene.new("x"),
        "income": f"income:{kind}",
        "into": scene.dice.choice(("cash", "bank:1")),
        "amount": scene.baht(10, 2000),
        "day": scene.before(5),
        "party": "วัดดอนกลาง" if scene.often(90) else "",
    }
    return Ask("income", scene.dice.choice(OFFICE), facts)


def move(scene: Scene) -> Ask | None:
    source, into = scene.dice.sample(["cash", "bank:1"], 2)
    held = scene.fund.balance[source] // 100
    facts = {
        "new": scene.new("x"),
        "source": source,
        "into": into,
        "amount": scene.baht(1, max(10, held * 2 // 3)),
        "day": scene.before(2),
    }
    return Ask("move", scene.dice.choice(OFFICE), facts)


def differ(scene: Scene) -> Ask | None:
    who, second = scene.dice.sample(["somsri", "chanpen", "prasong", "kamnan"], 2)
    facts = {
        "new": scene.new("x"),
        "over": scene.often(50),
        "amount": scene.baht(1, 40),
        "day": scene.before(3),
        "reason": "นับแล้วไม่ตรง",
        "second": second,
    }
    return Ask("differ", who, facts)


def expense(scene: Scene) -> Ask | None:
    facts = {
        "new": scene.new("x"),
        "account": scene.dice.choice(("expense:meeting", "expense:office")),
        "amount": scene.baht(20, 900),
        "day": scene.before(6),
        "party": "ร้านป้าแดง",
    }
    return Ask("expense", scene.dice.choice(OFFICE), facts)


def refund(scene: Scene) -> Ask | None:
    left = [n for n, one in scene.fund.members.items() if one.reason == "resigned"]
    member = scene.one(left)
    if member is None:
        return None
    if scene.often(20):
        return Ask("unleave", "chanpen", {"member": member, "why": "ลงผิดคน"})
    facts = {"new": scene.new("x"), "member": member}
    return Ask("refund", scene.dice.choice(OFFICE), facts)


def decide_expense(scene: Scene) -> Ask | None:
    waits = [
        name
        for name, one in scene.fund.movements.items()
        if one.kind == "expense" and one.approved is None
    ]
    movement = scene.one(waits)
    if movement is None:
        return None
    approved = scene.often(85)
    facts = {
        "movement": movement,
        "approved": approved,
        "note": "" if approved else "ไม่มีใบเสร็จ",
    }
    return Ask("decide_expense", scene.dice.choice(BOARD), facts)


def pay_expense(scene: Scene) -> Ask | None:
    waits = {
        name: one
        for name, one in scene.fund.movements.items()
        if one.approved and one.entry is None
    }
    movement = scene.one(waits)
    if movement is None:
        return None
    # The cash box has no coin below 25 satang.
    odd = waits[movement].amount % 25
    source = "bank:1" if odd else scene.dice.choice(("cash", "bank:1"))
    facts = {"movement": movement, "source": source, "day": scene.before(2)}
    return Ask("pay_expense", scene.dice.choice(OFFICE), facts)


def unmove(scene: Scene) -> Ask | None:
    booked = [n for n, one in scene.fund.movements.items() if one.entry is not None]
    movement = scene.one(booked[-8:])
    if movement is None:
        return None
    second = scene.dice.choice(("prasong", "kamnan", ""))
    facts = {"movement": movement, "reason": "ลงผิดบัญชี", "second": second}
    return Ask("unmove", scene.dice.choice(OFFICE), facts)


def register(scene: Scene) -> Ask | None:
    # Each name but once, so that only a liar looks like somebody who is known.
    new = scene.new("m")
    name = f"{scene.dice.choice(FIRST)} {scene.dice.choice(LAST)}ที่{new[1:]}"
    facts = {
        "new": new,
        "name": name,
        "born": date(scene.dice.randint(1940, 2005), scene.dice.randint(1, 12), 1),
        "village": scene.dice.choice(VILLAGES),
        "house": scene.dice.choice(("1", "2", "3", "9", "")),
        "joined": scene.before(scene.dice.choice((0, 0, 10, 50))),
        "again": False,
    }
    return Ask("register", scene.dice.choice(("chanpen", "somsri", "prasong")), facts)


def leave(scene: Scene) -> Ask | None:
    member = scene.one(scene.living())
    if member is None:
        return None
    facts = {
        "member": member,
        "reason": scene.dice.choice(("died", "resigned", "resigned")),
        "day": max(scene.before(20), scene.fund.members[member].joined),
    }
    return Ask("leave", scene.dice.choice(("chanpen", "prasong")), facts)


def strike_off(scene: Scene) -> Ask | None:
    behind = [m for m in scene.living() if scene.is_behind(m, LAPSES_AFTER)]
    if not behind:
        return None
    members = scene.dice.sample(behind, min(2, len(behind)))
    return Ask("strike_off", "prasong", {"members": members, "resolution": "มติ 1/2568"})


def ask(scene: Scene) -> Ask | None:
    entitled = [m for m in scene.living() if scene.is_entitled(m)]
    anyone = scene.often(30) or not entitled
    member = scene.one(scene.fund.members if anyone else entitled)
    if member is None:
        return None
    one = scene.fund.members[member]
    benefit = scene.dice.choice(("ipd", "ipd", "ipd", "birth", "death"))
    first = max(scene.before(scene.dice.choice((5, 20, 70))), one.joined)
    facts: dict[str, Any] = {
        "new": scene.new("c"),
        "benefit": benefit,
        "member": member,
        "first": first,
        "last": first,
        "about": "",
        "claimant": "",
    }
    if benefit == "ipd":
        nights = scene.dice.randint(1, 8)
        facts["last"] = min(scene.today, first + timedelta(days=nights))
    elif benefit == "birth":
        # A child is born on one day, whoever of the parents asks.
        child = scene.dice.randint(1, 6)
        facts["about"] = f"{BABY}{child}"
        born = scene.fund.books_from + timedelta(days=child * 30)
        facts["first"] = facts["last"] = born if born <= scene.today else first
    else:
        dead = [n for n, m in scene.fund.members.items() if m.reason == "died"]
        facts["member"] = scene.one(dead) or member
        one = scene.fund.members[facts["member"]]
        facts["first"] = facts["last"] = one.exited or first
        facts["claimant"] = "นางคนข้างหลัง ใจดี"
    return Ask("ask", scene.dice.choice(("chanpen", "prasert", "sombat")), facts)


def ask_again(scene: Scene) -> Ask | None:
    """Another stay of the same member, or the other parent of the same child."""
    claim = scene.one(scene.claims("approved", "paid"))
    if claim is None:
        return None
    before = scene.fund.claims[claim]
    nights = timedelta(days=scene.dice.randint(3, 7))
    facts = {
        "new": scene.new("c"),
        "benefit": before.benefit,
        "member": before.member,
        "first": max(before.last, scene.today - nights),
        "last": scene.today,
        "about": before.about,
        "claimant": "",
    }
    if before.benefit == "birth":
        other = scene.one([m for m in scene.living() if scene.is_entitled(m)])
        facts |= {"first": before.first, "last": before.last}
        facts["member"] = other or before.member
    if before.benefit == "death":
        facts |= {"first": before.first, "last": before.last}
        facts["claimant"] = "นางคนข้างหลัง ใจดี"
    return Ask("ask", "chanpen", facts)


def certify(scene: Scene) -> Ask | None:
    claim = scene.one(scene.claims("submitted"))
    if claim is None:
        return None
    village = scene.fund.members[scene.fund.claims[claim].member].village
    return Ask("certify", CENTRES[village], {"claim": claim})

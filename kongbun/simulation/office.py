"""The rest of the well-meaning: who decides on claims, who pays, who closes months."""

from __future__ import annotations

from datetime import date, timedelta

from kongbun.simulation.asks import Ask
from kongbun.simulation.honest import (
    BOARD,
    Draw,
    Scene,
    accept,
    ask,
    ask_again,
    certify,
    decide_expense,
    differ,
    expense,
    income,
    leave,
    move,
    offer,
    pay_expense,
    payment,
    refund,
    register,
    sheet,
    strike_off,
    unmove,
    unreceipt,
)
from kongbun.simulation.oracle_books import month_end


def approve(scene: Scene) -> Ask | None:
    """What the by-law gives is approved; what it does not, mostly refused."""
    claim = scene.one(scene.claims("certified"))
    if claim is None:
        return None
    one = scene.fund.claims[claim]
    if one.late and not one.confirmed and scene.often(70):
        note = "ดูหลักฐานแล้ว"
        return Ask("confirm", scene.dice.choice(BOARD), {"claim": claim, "note": note})
    _, given = scene.fund.gives(one)
    resolved = scene.often(15)
    if not given and not resolved:
        facts = {"claim": claim, "reason": "ไม่เข้าระเบียบ"}
        return Ask("refuse", scene.dice.choice(BOARD), facts)
    amount = scene.baht(50, 400) if resolved else given
    said = {"claim": claim, "amount": amount, "resolved": resolved}
    return Ask("approve", scene.dice.choice(BOARD), said)


def pay_claim(scene: Scene) -> Ask | None:
    claim = scene.one(scene.claims("approved"))
    if claim is None:
        return None
    one = scene.fund.claims[claim]
    if scene.often(5):
        return Ask("withdraw", "chanpen", {"claim": claim, "reason": "ผู้ขอไม่รับ"})
    ready = scene.fund.balance["cash"] >= one.amount
    account = "cash" if ready and scene.often(70) else "bank:1"
    facts = {
        "claim": claim,
        "amount": one.amount,
        "account": account,
        "day": max(scene.before(2), one.approved_on),
        "payee": scene.dice.choice(sorted(scene.fund.may_receive(one))),
        "ref": f"T{scene.new('')}" if account == "bank:1" else "",
    }
    who = "sompong2" if scene.often(30) else "somsri"
    return Ask("pay_claim", who, facts)


def unpay_claim(scene: Scene) -> Ask | None:
    claim = scene.one(scene.claims("paid")[-3:])
    if claim is None:
        return None
    return Ask("unpay_claim", "somsri", {"claim": claim, "reason": "จ่ายผิดคน"})


def count(scene: Scene) -> Ask | None:
    """The box by two, on a day of which the count is known."""
    day = scene.before(3)
    total = max(0, scene.fund.stood("cash", day))
    if total % 25 or scene.often(5):
        total = total // 25 * 25 + 25
    who, second = scene.dice.sample(["somsri", "chanpen", "prasong", "kamnan"], 2)
    return Ask("count", who, {"total": total, "day": day, "second": second})


def read_bank(scene: Scene) -> Ask | None:
    day = scene.before(3)
    shown = scene.fund.stood("bank:1", day) + 50 * scene.often(5)
    return Ask("read_bank", "somsri", {"shown": shown, "day": day})


def close(scene: Scene) -> Ask | None:
    """Does what the list of the month asks for next; at the end the close itself."""
    fund, month = scene.fund, scene.fund.next_month()
    if month is None or month_end(month) >= scene.today:
        return None
    read = [shown for day, shown in fund.readings if day == month_end(month)][-1:]
    shown = fund.stood("bank:1", month_end(month))
    if read != [shown]:
        facts = {"shown": max(0, shown), "day": month_end(month)}
        return Ask("read_bank", "somsri", facts)
    for point in fund.open_points(month):
        if (month, *point) not in fund.notes:
            why = {"month": month, "point": point, "text": "ทำต่อเดือนหน้า"}
            return Ask("explain", scene.dice.choice(("somsri", "prasong")), why)
    # Last of all: what is entered until then changes what has to be there.
    if not fund.is_counted(month_end(month)):
        return _count_the_month(scene, month_end(month))
    figures = scene.often(25)
    return Ask("close", "somsri", {"month": month, "figures": figures})


def _count_the_month(scene: Scene, last: date) -> Ask:
    stood = scene.fund.stood("cash", last)
    if stood % 25:
        return _even(scene, stood % 25)
    # Late papers may have left too little on that day: then today's count tells.
    day = last if stood >= 0 else scene.today
    total = scene.fund.stood("cash", day)
    return Ask("count", "somsri", {"total": total, "day": day, "second": "chanpen"})


def _even(scene: Scene, odd: int) -> Ask:
    """Satang that no coin pays go out of the box, by two people."""
    day = month_end(scene.fund.next_month() or scene.today)
    facts = {
        "new": scene.new("x"),
        "over": False,
        "amount": odd,
        "day": day,
        "reason": "เศษสตางค์",
        "second": "prasong",
    }
    return Ask("differ", "somsri", facts)


def too_soon(scene: Scene) -> Ask | None:
    """Somebody in a hurry closes without looking: the next month, or one that runs."""
    running = (scene.today - timedelta(days=scene.dice.choice((0, 40)))).replace(day=1)
    following = scene.fund.next_month()
    month = following if following and scene.often(75) else running
    return Ask("close", "prasong", {"month": month, "figures": False})


# How often each is drawn, of all of them together.
HONEST: list[tuple[int, Draw]] = [
    (16, sheet),
    (13, payment),
    (4, unreceipt),
    (4, offer),
    (8, accept),
    (5, income),
    (4, move),
    (1, differ),
    (4, expense),
    (4, refund),
    (4, decide_expense),
    (4, pay_expense),
    (2, unmove),
    (4, register),
    (3, leave),
    (1, strike_off),
    (9, ask),
    (5, ask_again),
    (8, certify),
    (9, approve),
    (8, pay_claim),
    (1, unpay_claim),
    (1, count),
    (1, read_bank),
    (34, close),
    (3, too_soon),
]

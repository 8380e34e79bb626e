"""CODI form 1, item 10: the statement as the form prints it.

It is no ordinary balance sheet: receipts and income since founding stand against
what is held and what was ever spent.  Both sides are equal, always: where a
cut-over's stated figures do not explain what the fund held on that day, the
difference stands in a line of its own, marked as stated.
"""

from __future__ import annotations

from kongbun.ledger.chart import BENEFIT_CATEGORIES, AccountKind
from kongbun.ledger.entries import OPENING_EQUITY
from kongbun.reports.money import Books, Figures

# (line, words of the form, accounts); the order is the form's.
RECEIPTS: tuple[tuple[str, str, tuple[str, ...]], ...] = (
    ("members", "เงินสมทบจากสมาชิก", ("income:dues",)),
    ("codi", "เงินสนับสนุนจาก พอช.", ("income:seed-grant",)),
    ("state", "เงินสมทบจากรัฐบาล", ("income:state-grant",)),
    ("local-government", "เงินสมทบจาก อปท.", ("income:local-government",)),
    ("other-receipts", "อื่นๆ", ("income:other-state", "income:local-groups")),
)
INCOME: tuple[tuple[str, str, tuple[str, ...]], ...] = (
    ("entry-fee", "ค่าสมัคร/แรกเข้า", ("income:entry-fee",)),
    ("donation", "เงินบริจาค", ("income:donation",)),
    ("interest", "ดอกเบี้ยเงินฝาก", ("income:interest",)),
    (
        "other-income",
        "อื่นๆ เช่น สลาก ธ.ก.ส.",
        ("income:investment", "income:other", "income:cash-over"),
    ),
)
WELFARE = tuple(f"expense:benefit:{number}" for number in BENEFIT_CATEGORIES)
EXPENSES: tuple[tuple[str, str, tuple[str, ...]], ...] = (
    ("pay", "ค่าตอบแทนคนทำงาน", ("expense:pay",)),
    ("travel", "ค่าพาหนะ", ("expense:travel",)),
    ("office", "เอกสาร/เครื่องเขียน", ("expense:office",)),
    ("meeting", "กิจกรรม/ประชุม", ("expense:meeting",)),
    (
        "other-expenses",
        "อื่นๆ",
        (
            *("expense:non-member-help", "expense:refund"),
            *("expense:cash-short", "expense:other"),
        ),
    ),
)


def item_10(books: Books) -> Figures:
    """Receipts and income against holdings, welfare paid and expenses."""
    receipts = [_line(books, *row, sign=-1) for row in RECEIPTS]
    income = [_line(books, *row, sign=-1) for row in INCOME]
    uses = [
        _held(books, "bank", "เงินฝากธนาคาร", AccountKind.BANK),
        # What collectors carry is cash too.
        _held(books, "cash", "เงินสดในมือ", AccountKind.CASH, AccountKind.BAG),
        _line(books, "welfare", "จ่ายสวัสดิการ", WELFARE, sign=1),
        _held(books, "investment", "การลงทุนอื่น เช่น ธนาคารหมู่บ้าน", AccountKind.INVESTMENT),
    ]
    expenses = [_line(books, *row, sign=1) for row in EXPENSES]
    waiting = -books.total(AccountKind.SUSPENSE, books.life)
    if waiting:
        receipts.append(_plain("suspense", "เงินที่รับแล้วรอใบรับ", waiting))
    _explain_opening(books, receipts, expenses)
    left, right = _total(receipts + income), _total(uses + expenses)
    assert left == right, (left, right)
    return {
        "receipts": receipts,
        "income": income,
        "uses": uses,
        "expenses": expenses,
        "total": {
            "receipts_satang": _total(receipts),
            "income_satang": _total(income),
            "left_satang": left,
            "uses_satang": _total(uses),
            "expenses_satang": _total(expenses),
            "right_satang": right,
        },
    }


def _explain_opening(
    books: Books, receipts: list[Figures], expenses: list[Figures]
) -> None:
    """What the stated figures leave open of the holdings at the cut-over."""
    held = -books.life.get(OPENING_EQUITY, 0)
    came = sum(s for code, s in books.stated.items() if code.startswith("income:"))
    went = sum(s for code, s in books.stated.items() if code.startswith("expense:"))
    rest = held - (came - went)
    if rest > 0:
        receipts.append(_plain("opening", "ยอดยกมาที่ไม่ได้แจ้งแหล่งที่มา", rest, stated=True))
    if rest < 0:
        expenses.append(
            _plain("opening", "รายจ่ายก่อนวันยกมาที่ไม่ได้แจ้งแยก", -rest, stated=True)
        )


def _line(
    books: Books, code: str, name: str, accounts: tuple[str, ...], *, sign: int
) -> Figures:
    booked = sign * sum(books.life.get(account, 0) for account in accounts)
    stated = sum(books.stated.get(account, 0) for account in accounts)
    return {
        "code": code,
        "name": name,
        "amount_satang": booked + stated,
        "stated_satang": stated,
    }


def _held(books: Books, code: str, name: str, *kinds: AccountKind) -> Figures:
    return _plain(code, name, sum(books.total(kind, books.life) for kind in kinds))


def _plain(code: str, name: str, satang: int, *, stated: bool = False) -> Figures:
    return {
        "code": code,
        "name": name,
        "amount_satang": satang,
        "stated_satang": satang if stated else 0,
    }


def _total(lines: list[Figures]) -> int:
    return sum(int(line["amount_satang"]) for line in lines)

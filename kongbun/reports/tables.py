"""Figures as tables for people: the one layout of page, XLSX and terminal.

Pure: figures in, tables out.  It adds nothing up.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from enum import Enum
from typing import Any

from kongbun.reports.names import TITLES, Name
from kongbun.reports.papers import paper

Row = Mapping[str, Any]
Figures = Mapping[str, Any]


class Kind(Enum):
    """How the values of a column are written."""

    TEXT = "text"
    BAHT = "baht"
    COUNT = "count"
    DAY = "day"
    MONTH = "month"


@dataclass(frozen=True, slots=True)
class Column:
    key: str
    label: str
    kind: Kind = Kind.TEXT


@dataclass(frozen=True, slots=True)
class Table:
    """A titled table; `total` has the values of the last line, if there is one."""

    title: str
    columns: Sequence[Column]
    rows: Sequence[Row]
    total: Row | None = None
    note: str = ""

    @property
    def has_stated(self) -> bool:
        """Whether a figure comes from the cut-over's statement."""
        return any(row.get("stated_satang") for row in self.rows)


STATED = "ตัวเลขก่อนวันยกมาเป็นตัวเลขที่แจ้งจากสมุดเดิม"
NAME = Column("name", "รายการ")


def baht(key: str, label: str) -> Column:
    return Column(key, label, Kind.BAHT)


def count(key: str, label: str) -> Column:
    return Column(key, label, Kind.COUNT)


def tables(name: Name, section: Figures) -> list[Table]:
    """The tables of one report; the year's are those of all its sections."""
    return [table for _, part in parts(name, section) for table in part]


def parts(name: Name, section: Figures) -> list[tuple[str, list[Table]]]:
    """The same, by the title of each section: a sheet or a chapter each."""
    if name is not Name.YEAR:
        return [(TITLES[name], MAKERS[name](section))]
    found = [
        (TITLES[part], make(section[part.value]))
        for part, make in MAKERS.items()
        if part is not Name.JOURNAL
    ]
    late = _late(section["late"])
    return [*found, ("รายการที่ลงช้า", late)] if late else found


def _members(section: Figures) -> list[Table]:
    counts = (
        count("ever_persons", "สะสม (คน)"),
        count("ever_memberships", "สะสม (ครั้งที่สมัคร)"),
        count("current", "ปัจจุบัน"),
        count("suspended", "ในนั้นพักสิทธิ"),
        count("entitled", "ครบ 1 ปี ขอรับสมทบได้"),
    )
    total = {"name": "รวม", **section["total"]}
    covered = section["coverage"]
    return [
        Table(
            "สมาชิกแยกตามประเภท",
            (Column("name", "ประเภท"), *counts),
            section["by_type"],
            total,
        ),
        Table(
            "สมาชิกแยกตามหมู่บ้าน",
            (Column("name", "หมู่บ้าน/สาขา"), *counts),
            section["by_branch"],
            total,
            note=(
                f"มีสมาชิก {covered['branches_with_members']} "
                f"จาก {covered['villages_in_area']} หมู่บ้านในพื้นที่"
            ),
        ),
        Table(
            "สมาชิกที่พ้นจากกองทุน",
            (
                Column("name", "เหตุ"),
                count("year", "ปีนี้"),
                count("ever", "ตั้งแต่ก่อตั้ง"),
            ),
            section["exits"],
        ),
    ]


def _dues(section: Figures) -> list[Table]:
    amount = baht("amount_satang", "บาท")
    total = {"name": "รวม", "amount_satang": section["total"]["amount_satang"]}
    entry_fees = section["total"]["entry_fees_satang"]
    summary = [
        {"name": "เงินสมทบปีนี้", "amount_satang": total["amount_satang"]},
        {"name": "ค่าสมัคร/แรกเข้าปีนี้", "amount_satang": entry_fees},
        {
            "name": "เงินสมทบตั้งแต่ก่อตั้ง",
            "amount_satang": section["total"]["since_founding_satang"],
        },
    ]
    if section["total"]["difference_satang"]:
        summary.append(
            {
                "name": "ต่างจากบัญชี (ต้องให้คนดู)",
                "amount_satang": section["total"]["difference_satang"],
            }
        )
    return [
        Table("เงินที่สมาชิกส่ง", (NAME, amount), summary),
        Table(
            "เงินสมทบแยกตามหมู่บ้าน",
            (Column("name", "หมู่บ้าน/สาขา"), amount),
            section["by_branch"],
            total,
        ),
        Table(
            "เงินสมทบแยกตามผู้ส่ง",
            (Column("name", "ผู้ส่ง"), amount),
            section["by_payer"],
            total,
        ),
        Table(
            "เงินสมทบรายเดือน",
            (Column("month", "เดือน", Kind.MONTH), amount),
            section["by_month"],
            {"month": "รวม", "amount_satang": total["amount_satang"]},
        ),
    ]


def _benefits(section: Figures) -> list[Table]:
    return [
        Table(
            "สวัสดิการที่จ่าย แยกตามประเภท",
            (
                count("category", "ข้อ"),
                Column("name", "ประเภท"),
                count("year_persons", "ปีนี้ (คน)"),
                baht("year_satang", "ปีนี้ (บาท)"),
                count("since_founding_persons", "ตั้งแต่ก่อตั้ง (คน)"),
                baht("since_founding_satang", "ตั้งแต่ก่อตั้ง (บาท)"),
            ),
            section["rows"],
            {"name": "รวม", **section["total"]},
            note=STATED if section["total"]["stated_satang"] else "",
        )
    ]


def _income(section: Figures) -> list[Table]:
    columns = (
        NAME,
        baht("year_satang", "ปีนี้"),
        baht("last_year_satang", "ปีก่อน"),
        baht("since_founding_satang", "ตั้งแต่ก่อตั้ง"),
    )
    return [
        Table(
            "รายรับ",
            columns,
            section["income"],
            {"name": "รวมรายรับ", **section["income_total"]},
            note=STATED if section["income_total"]["stated_satang"] else "",
        ),
        Table(
            "รายจ่าย",
            columns,
            section["expense"],
            {"name": "รวมรายจ่าย", **section["expense_total"]},
        ),
        Table(
            "รายรับสูงกว่า (ต่ำกว่า) รายจ่าย",
            columns,
            [],
            {"name": "สุทธิ", **section["surplus"]},
        ),
    ]


def _balance(section: Figures) -> list[Table]:
    columns = (NAME, baht("amount_satang", "บาท"))

    def table(title: str, part: str, label: str) -> Table:
        amount = section["total"][f"{part}_satang"]
        return Table(
            title, columns, section[part], {"name": label, "amount_satang": amount}
        )

    total = section["total"]
    return [
        table("เงินที่กองทุนมี", "assets", "รวมเงินที่มี"),
        table("เงินที่ต้องคืนหรือรอใบรับ", "owed", "รวม"),
        table("เงินของกองทุนมาจาก", "own", "รวมเงินของกองทุน"),
        # A month closed earlier may know nothing of it.
        *([_fenced(section, columns)] if section.get("fenced") else []),
        Table(
            "ตรวจยอด",
            columns,
            [],
            {
                "name": "เงินของกองทุนรวมเงินรอใบรับ",
                "amount_satang": total["owed_satang"] + total["own_satang"],
            },
        ),
    ]


def _fenced(section: Figures, columns: Sequence[Column]) -> Table:
    total = section["total"]
    free = {"name": "ใช้ได้ทั่วไป", "amount_satang": total["free_satang"]}
    whole = total["fenced_satang"] + total["free_satang"]
    return Table(
        "เงินที่กองทุนมี ใช้ได้กับอะไร",
        columns,
        [*section["fenced"], free],
        {"name": "รวมเงินที่มี", "amount_satang": whole},
    )


def _trial(section: Figures) -> list[Table]:
    return [
        Table(
            "งบทดลอง",
            (
                Column("name", "บัญชี"),
                baht("before_satang", "ยกมาต้นปี"),
                baht("debit_moved_satang", "เดบิตปีนี้"),
                baht("credit_moved_satang", "เครดิตปีนี้"),
                baht("debit_satang", "คงเหลือเดบิต"),
                baht("credit_satang", "คงเหลือเครดิต"),
            ),
            section["rows"],
            {"name": "รวม", **section["total"]},
            note="ยกมาต้นปี: เดบิตเป็นบวก เครดิตเป็นลบ",
        )
    ]


def _form1(section: Figures) -> list[Table]:
    columns = (NAME, baht("amount_satang", "บาท"))
    total = section["total"]

    def table(title: str, part: str, label: str) -> Table:
        line = {"name": label, "amount_satang": total[f"{part}_satang"]}
        return Table(title, columns, section[part], line)

    left, right = total["left_satang"], total["right_satang"]
    sides = [
        {"name": "รวมรายรับและรายได้", "amount_satang": left},
        {"name": "รวมเงินคงเหลือและรายจ่าย", "amount_satang": right},
    ]
    found = [
        table("รายรับ", "receipts", "รวมรายรับ"),
        table("รายได้", "income", "รวมรายได้"),
        table("เงินคงเหลือและการใช้เงิน", "uses", "รวม"),
        table("ค่าใช้จ่าย", "expenses", "รวมค่าใช้จ่าย"),
        Table("สองด้านต้องเท่ากัน", columns, sides),
    ]
    if any(table.has_stated for table in found):
        found[-1] = Table("สองด้านต้องเท่ากัน", columns, sides, note=STATED)
    return found


def _told(row: Row) -> Row:
    return {
        **row,
        "kind_name": KINDS.get(row["kind"], row["kind"]),
        "paper": paper(row["reference"]),
    }


def _late(rows: Sequence[Row]) -> list[Table]:
    if not rows:
        return []
    return [
        Table(
            "รายการที่ลงช้ากว่าวันจริง",
            (
                Column("occurred_on", "วันจริง", Kind.DAY),
                Column("booked_on", "ลงบัญชี", Kind.DAY),
                Column("kind_name", "รายการ"),
                Column("paper", "เลขที่"),
                baht("amount_satang", "บาท"),
            ),
            [_told(row) for row in rows],
            note="เดือนของวันจริงปิดไปแล้ว จึงลงในวันแรกที่ยังเปิด",
        )
    ]


def _journal(section: Figures) -> list[Table]:
    return [
        Table(
            TITLES[Name.JOURNAL],
            (
                Column("booked_on", "วันที่ลง", Kind.DAY),
                Column("occurred_on", "วันจริง", Kind.DAY),
                Column("kind_name", "รายการ"),
                Column("paper", "เลขที่"),
                Column("account_name", "บัญชี"),
                baht("debit_satang", "เดบิต"),
                baht("credit_satang", "เครดิต"),
                Column("memo", "หมายเหตุ"),
            ),
            [_told(row) for row in section["rows"]],
            {"kind_name": "รวม", **section["total"]},
        )
    ]


KINDS = {
    "opening": "ยอดยกมา",
    "receipt": "รับเงินสมาชิก",
    "hand-over": "นับรับถุงเงิน",
    "suspense-cleared": "ล้างเงินพัก",
    "benefit-paid": "จ่ายสวัสดิการ",
    "other-income": "รายรับอื่น",
    "other-expense": "รายจ่ายอื่น",
    "transfer": "ย้ายเงิน",
    "investment-bought": "ซื้อเงินลงทุน",
    "investment-sold": "ขายเงินลงทุน",
    "cash-over": "เงินสดเกิน",
    "cash-short": "เงินสดขาด",
    "set-aside": "กันเงินไว้ตามวัตถุประสงค์",
    "set-free": "เลิกกันเงิน",
    "reversal": "กลับรายการ",
}
MAKERS: dict[Name, Callable[[Figures], list[Table]]] = {
    Name.MEMBERS: _members,
    Name.DUES: _dues,
    Name.BENEFITS: _benefits,
    Name.INCOME: _income,
    Name.BALANCE: _balance,
    Name.TRIAL_BALANCE: _trial,
    Name.FORM1_ITEM10: _form1,
    Name.JOURNAL: _journal,
}

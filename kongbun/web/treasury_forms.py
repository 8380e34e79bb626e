"""Forms of other money, counts and readings.  The accounts offered are the fund's."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import Any
from uuid import UUID

from django import forms

from kongbun.kernel.money import Money
from kongbun.ledger.balances import AccountLine, accounts
from kongbun.ledger.chart import AccountKind
from kongbun.treasury.count_actions import PIECES, PIECES_MAX
from kongbun.treasury.entering_actions import NOT_ENTERED_HERE
from kongbun.treasury.purposes import Use
from kongbun.treasury.queries import investments, places
from kongbun.web.forms import (
    BahtField,
    CountField,
    Form,
    LongTextField,
    TextField,
    ThaiDateField,
)
from kongbun.web.purposes import OutOfField, offer_out_of, purpose_choices

NOTE_WORTH = 2000


def _with_balance(lines: Iterable[AccountLine]) -> list[tuple[str, str]]:
    return [
        (line.code, f"{line.name} มี {Money(line.balance_satang).short()} บาท")
        for line in lines
    ]


def _named(lines: Iterable[AccountLine]) -> list[tuple[str, str]]:
    return [(line.code, line.name) for line in lines]


def _day(label: str) -> ThaiDateField:
    return ThaiDateField(label=label)


def _paper() -> TextField:
    return TextField(label="เลขที่เอกสาร", max_length=60, required=False)


def _reason() -> TextField:
    return TextField(label="หมายเหตุ", max_length=300, required=False)


class MoneyForm(Form):
    """A form whose choices are a fund's own accounts."""

    def __init__(self, *args: Any, fund_id: int, today: date, **kwargs: Any) -> None:
        kwargs.setdefault("initial", {})
        super().__init__(*args, **kwargs)
        self.today = today
        for name in ("occurred_on", "paid_on"):
            if name in self.fields:
                self.initial.setdefault(name, today)
        self.offer(fund_id)

    def offer(self, fund_id: int) -> None:
        """Fill in the accounts to choose from."""

    def choose(self, name: str, choices: list[tuple[str, str]]) -> None:
        field = self.fields[name]
        assert isinstance(field, forms.ChoiceField)
        field.choices = choices if len(choices) == 1 else [("", "เลือก"), *choices]


class IncomeForm(MoneyForm):
    income = forms.ChoiceField(label="ประเภทรายรับ")
    amount_satang = BahtField(label="จำนวนเงิน (บาท)")
    into = forms.ChoiceField(label="เข้าบัญชี")
    occurred_on = _day("วันที่ได้รับ")
    party = TextField(
        label="ได้รับจาก",
        max_length=200,
        required=False,
        help_text="เงินบริจาคต้องบอกชื่อผู้บริจาค",
    )
    purpose = forms.TypedChoiceField(
        label="เงินนี้ให้มาเพื่อ", required=False, coerce=UUID, empty_value=None
    )
    paper_no = _paper()
    reason = _reason()

    def offer(self, fund_id: int) -> None:
        kinds = accounts(fund_id, AccountKind.INCOME)
        self.choose(
            "income", _named(one for one in kinds if one.code not in NOT_ENTERED_HERE)
        )
        self.choose("into", _with_balance(places(fund_id)))
        purpose = self.fields["purpose"]
        assert isinstance(purpose, forms.ChoiceField)
        purpose.choices = purpose_choices(fund_id, self.today)


class ExpenseForm(MoneyForm):
    expense = forms.ChoiceField(label="ประเภทรายจ่าย")
    amount_satang = BahtField(label="จำนวนเงิน (บาท)")
    party = TextField(label="จ่ายให้", max_length=200)
    reason = TextField(label="จ่ายเป็นค่าอะไร", max_length=300)
    occurred_on = _day("วันที่ขอเบิกจ่าย")
    paper_no = _paper()

    def offer(self, fund_id: int) -> None:
        kinds = accounts(fund_id, AccountKind.EXPENSE)
        self.choose(
            "expense", _named(one for one in kinds if one.code not in NOT_ENTERED_HERE)
        )


class MoveForm(MoneyForm):
    source = forms.ChoiceField(label="ออกจาก")
    into = forms.ChoiceField(label="เข้า")
    amount_satang = BahtField(label="จำนวนเงิน (บาท)")
    occurred_on = _day("วันที่ย้าย")
    paper_no = _paper()
    reason = _reason()

    def offer(self, fund_id: int) -> None:
        choices = _with_balance(places(fund_id))
        self.choose("source", choices)
        self.choose("into", choices)


class BuyForm(MoneyForm):
    investment = forms.ChoiceField(label="เงินลงทุน")
    paid_from = forms.ChoiceField(label="จ่ายจาก")
    amount_satang = BahtField(label="จำนวนเงิน (บาท)")
    occurred_on = _day("วันที่ซื้อ")
    paper_no = _paper()
    reason = _reason()

    def offer(self, fund_id: int) -> None:
        self.choose("investment", _with_balance(investments(fund_id)))
        self.choose("paid_from", _with_balance(places(fund_id)))


class SellForm(MoneyForm):
    investment = forms.ChoiceField(label="เงินลงทุน")
    cost_satang = BahtField(label="ต้นทุนส่วนที่ขาย (บาท)", help_text="ซื้อมาเท่าไร ไม่รวมกำไร")
    proceeds_satang = BahtField(
        label="ได้เงินคืน (บาท)",
        zero_allowed=True,
        help_text="ส่วนที่มากกว่าต้นทุนเป็นรายรับ ส่วนที่น้อยกว่าเป็นรายจ่าย",
    )
    into = forms.ChoiceField(label="เข้าบัญชี")
    occurred_on = _day("วันที่ขาย")
    paper_no = _paper()
    reason = _reason()

    def offer(self, fund_id: int) -> None:
        self.choose("investment", _with_balance(investments(fund_id)))
        self.choose("into", _with_balance(places(fund_id)))


class OverShortForm(MoneyForm):
    cash = forms.ChoiceField(label="กล่องเงินสด")
    is_over = forms.ChoiceField(
        label="นับแล้ว",
        choices=[("short", "เงินสดขาด น้อยกว่าบัญชี"), ("over", "เงินสดเกิน มากกว่าบัญชี")],
        widget=forms.RadioSelect,
    )
    amount_satang = BahtField(label="ต่างกัน (บาท)")
    occurred_on = _day("วันที่นับ")
    reason = LongTextField(label="เหตุผล", max_length=300)

    def offer(self, fund_id: int) -> None:
        self.choose("cash", _with_balance(accounts(fund_id, AccountKind.CASH)))

    def facts(self) -> dict[str, Any]:
        return {**self.cleaned_data, "is_over": self.cleaned_data["is_over"] == "over"}


class PayForm(MoneyForm):
    """From where, when and, if a purpose fits, of whose money."""

    paid_from = forms.ChoiceField(label="จ่ายจาก")
    out_of = OutOfField()
    paid_on = _day("วันที่จ่าย")

    def __init__(self, *args: Any, use: Use, **kwargs: Any) -> None:
        self.use = use
        super().__init__(*args, **kwargs)

    def offer(self, fund_id: int) -> None:
        self.choose("paid_from", _with_balance(places(fund_id)))
        offer_out_of(self, fund_id, self.use, self.today)


class DecisionForm(Form):
    note = TextField(
        label="หมายเหตุ",
        max_length=300,
        required=False,
        help_text="ถ้าไม่อนุมัติ เขียนเหตุผล",
    )


class ReasonForm(Form):
    reason = TextField(label="เหตุผลที่กลับรายการ", max_length=300)


class CountForm(Form):
    """How many of each note and coin; an empty box is none."""

    counted_on = _day("นับ ณ วันที่")
    note = TextField(label="หมายเหตุ", max_length=300, required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for piece in PIECES:
            field = CountField(
                label=Money(piece).short(), at_most=PIECES_MAX, required=False
            )
            field.widget.attrs |= {
                "class": "in num",
                "data-satang": str(piece),
                "aria-label": f"{self.word(piece)} {Money(piece).short()} บาท กี่ชิ้น",
            }
            self.fields[f"p{piece}"] = field

    @staticmethod
    def word(piece: int) -> str:
        return "ธนบัตร" if piece >= NOTE_WORTH else "เหรียญ"

    def piece_fields(self) -> list[forms.BoundField]:
        return [self[f"p{piece}"] for piece in PIECES]

    def pieces(self) -> dict[str, int]:
        return {
            str(piece): self.cleaned_data[f"p{piece}"]
            for piece in PIECES
            if self.cleaned_data[f"p{piece}"]
        }


class ReadForm(Form):
    read_on = _day("ยอดคงเหลือ ณ สิ้นวันที่")
    balance_satang = BahtField(label="ยอดในสมุดธนาคาร (บาท)", zero_allowed=True)
    note = TextField(label="หมายเหตุ", max_length=300, required=False)


class ExplainForm(Form):
    text = TextField(label="เหตุผลหนึ่งบรรทัด", max_length=300)

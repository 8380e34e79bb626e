"""Forms of claims: what a person types, read into whole values.

Which fields a request has follows from the benefit's rule; a field never decides.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from django import forms

from kongbun.claims.facts import stated_facts
from kongbun.claims.models import PayeeKind
from kongbun.claims.stated import must_be_stated
from kongbun.kernel.money import Money
from kongbun.ledger.balances import AccountLine
from kongbun.people.models import Membership, Person
from kongbun.people.queries import memberships_of
from kongbun.rules.benefit import BenefitRule
from kongbun.rules.facts import Fact, fact_named
from kongbun.web.forms import (
    BahtField,
    CountField,
    Form,
    LongTextField,
    TextField,
    ThaiDateField,
)
from kongbun.web.people_picker import PersonField
from kongbun.web.purposes import OutOfField

FACT = "fact_"
PAPER = "paper_"
NOT_THE_MEMBER = frozenset({"child", "parent", "spouse", "relative"})
BOARDS = (("committee", "คณะกรรมการ"), ("general_meeting", "ที่ประชุมใหญ่"))


class WhatForm(Form):
    """First page: who, which benefit, on which days."""

    who = PersonField(
        label="สมาชิก",
        required=False,
        help_text="เลขที่สมาชิก หรือชื่อ นามสกุล เว้นว่างถ้าผู้ขอไม่อยู่ในทะเบียน",
    )
    benefit = forms.ChoiceField(label="ขอรับ")
    first_day = ThaiDateField(label="วันเกิดเหตุ หรือวันเข้าโรงพยาบาล")
    last_day = ThaiDateField(
        label="วันสุดท้าย หรือวันออกจากโรงพยาบาล",
        required=False,
        help_text="เว้นว่างถ้าเป็นวันเดียว",
    )

    def __init__(
        self,
        *args: Any,
        fund_id: int,
        benefits: Sequence[tuple[str, str]],
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        who, benefit = self.fields["who"], self.fields["benefit"]
        assert isinstance(who, PersonField)
        assert isinstance(benefit, forms.ChoiceField)
        who.fund_id = fund_id
        benefit.choices = [("", "เลือกสวัสดิการ"), *benefits]

    def clean(self) -> dict[str, Any]:
        given = dict(super().clean() or self.cleaned_data)
        first, last = given.get("first_day"), given.get("last_day")
        if first and last and last < first:
            self.add_error("last_day", "วันสุดท้ายอยู่ก่อนวันแรก ตรวจทั้งสองวัน")
        return given


class RequestForm(Form):
    """Second page: the facts this benefit asks for, and its papers."""

    claimant_name = TextField(label="ผู้ขอ", max_length=240, required=False)
    claimant_relation = TextField(label="ผู้ขอเกี่ยวข้องเป็น", max_length=60, required=False)

    def __init__(
        self,
        *args: Any,
        rule: BenefitRule,
        nights: int,
        person: Person | None,
        branches: Sequence[tuple[str, str]],
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        self.rule = rule
        is_death = rule.category in (4, 5)
        self.fields["claimant_name"].help_text = (
            "คนข้างหลังที่เป็นผู้ขอ เช่น ผู้รับผลประโยชน์ที่แจ้งไว้"
            if is_death
            else "เว้นว่างถ้าเจ้าตัวขอเอง"
        )
        if is_death or person is None:
            self.fields["claimant_name"].required = True
        if rule.subject in NOT_THE_MEMBER:
            self._add("about", TextField(label="ชื่อผู้ที่ขอให้ เช่น บุตร", max_length=240))
        if person is None or not memberships_of(person.pk).exists():
            self._add(
                "branch",
                forms.ChoiceField(
                    label="ศูนย์ที่รับรอง",
                    required=False,
                    choices=[("", "ไม่มี"), *branches],
                ),
            )
        for name in stated_facts(rule):
            self._add(
                FACT + name, _fact_field(rule, fact_named(name, rule.own_facts), nights)
            )
        self._add(
            "detail",
            TextField(
                label="รายละเอียด",
                max_length=300,
                required=False,
                help_text="เช่น โรงพยาบาล สาเหตุ โรงเรียน",
            ),
        )
        for paper in rule.evidence:
            self._add(
                PAPER + paper.code,
                CountField(
                    label=f"{paper.text} (ต้องมี {paper.count})",
                    at_most=paper.count,
                    required=False,
                )
                if paper.count > 1
                else forms.BooleanField(label=paper.text, required=False),
            )

    def _add(self, name: str, field: forms.Field) -> None:
        self.fields[name] = field
        # The words and classes of every field, for those added late too.
        field.error_messages["required"] = f"ยังไม่ได้กรอก{field.label}"
        if not isinstance(field.widget, forms.CheckboxInput | forms.RadioSelect):
            known = field.widget.attrs.get("class", "")
            field.widget.attrs["class"] = f"in {known}".strip()

    @property
    def papers(self) -> list[forms.BoundField]:
        return [self[name] for name in self.fields if name.startswith(PAPER)]

    @property
    def others(self) -> list[forms.BoundField]:
        return [self[name] for name in self.fields if not name.startswith(PAPER)]

    def stated(self) -> dict[str, str | int]:
        return {
            name.removeprefix(FACT): value
            for name, value in self.cleaned_data.items()
            if name.startswith(FACT) and value not in (None, "")
        }

    def evidence(self) -> dict[str, int]:
        return {
            name.removeprefix(PAPER): int(value or 0)
            for name, value in self.cleaned_data.items()
            if name.startswith(PAPER)
        }


def _fact_field(rule: BenefitRule, fact: Fact, nights: int) -> forms.Field:
    """One field for one fact that only the counter can state."""
    required = must_be_stated(rule, fact)
    if fact.name == "gpa_hundredths":
        return BahtField(
            label="เกรดเฉลี่ย เช่น 3.50",
            required=required,
            help_text="" if required else "ใช้จัดลำดับเมื่อทุนไม่พอ ไม่แจ้งคือลำดับท้าย",
        )
    if fact.type == "satang":
        label = "จำนวนเงินที่ขอ" if fact.own is None else fact.label
        return BahtField(label=f"{label} (บาท)", required=required)
    if fact.type == "yes_no":
        return forms.ChoiceField(
            label=fact.label,
            required=required,
            choices=[("", "เลือก"), ("1", "ใช่"), ("0", "ไม่")],
        )
    if fact.type == "choice":
        words = list(fact.words.items())[1:]
        return forms.ChoiceField(
            label=fact.label, required=required, choices=[("", "เลือก"), *words]
        )
    if fact.type in ("date", "partial_date"):
        return TextField(
            label=fact.label, required=required, help_text="เช่น 4/3/2560 หรือ 2560"
        )
    initial = nights if fact.name == "nights" and nights else None
    return CountField(
        label=fact.label
        if fact.own is None
        else f"{fact.label} ({fact.own.unit_word})",
        at_least=1 if fact.own is None else 0,
        at_most=min(fact.most, 100_000),
        required=required,
        initial=initial,
    )


class EvidenceForm(Form):
    """Papers that came later, as many as are there now."""

    def __init__(self, *args: Any, items: Sequence[Any], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for item in items:
            field = CountField(
                label=f"{item.text} (ต้องมี {item.needed})",
                at_most=item.needed,
                initial=item.received,
            )
            field.widget.attrs["class"] = "in num"
            self.fields[PAPER + item.code] = field

    def evidence(self) -> dict[str, int]:
        return {
            name.removeprefix(PAPER): value for name, value in self.cleaned_data.items()
        }


class PaperSignatureForm(Form):
    """A signature on paper: whose seat, and the day written beside it."""

    seat = forms.ChoiceField(label="ผู้ลงนาม")
    signed_on = ThaiDateField(label="วันที่ในกระดาษ")

    def __init__(
        self, *args: Any, seats: Sequence[tuple[str, str]], **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["seat"]
        assert isinstance(field, forms.ChoiceField)
        field.choices = [("", "เลือกกรรมการศูนย์"), *seats]


class ReasonForm(Form):
    reason = LongTextField(label="เหตุผล", max_length=500)


class NoteForm(Form):
    note = LongTextField(label="หลักฐานที่ได้ดู", max_length=500)


class ResolutionForm(Form):
    """The meeting's resolution, when there is one: whose, which, of which day."""

    board = forms.ChoiceField(label="มติของ", choices=BOARDS, required=False)
    number = TextField(
        label="มติเลขที่", max_length=30, required=False, help_text="เช่น 11/2569"
    )
    decided_on = ThaiDateField(label="วันที่มีมติ", required=False)

    def clean(self) -> dict[str, Any]:
        given = dict(super().clean() or self.cleaned_data)
        if bool(given.get("number")) != bool(given.get("decided_on")):
            missing = "decided_on" if given.get("number") else "number"
            if missing not in self.errors:
                self.add_error(missing, "มติต้องมีทั้งเลขที่และวันที่")
        return given

    def resolution(self) -> Mapping[str, Any] | None:
        given = self.cleaned_data
        if not given.get("number"):
            return None
        return {
            "board": given.get("board") or "committee",
            "number": given["number"],
            "decided_on": given["decided_on"],
            "text": given.get("reason", ""),
        }


class ApproveForm(ResolutionForm):
    """The amount, and a resolution where the by-law or a departure needs one."""

    amount = BahtField(label="จำนวนเงินที่อนุมัติ (บาท)")
    reason = LongTextField(
        label="เหตุผล",
        max_length=500,
        required=False,
        help_text="ต้องมีเมื่อให้ต่างจากระเบียบ",
    )
    # Only where the by-law lets somebody go first.
    emergency = forms.BooleanField(label="อนุมัติก่อน เพราะเป็นเหตุฉุกเฉิน", required=False)

    def __init__(self, *args: Any, may_go_first: bool = False, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if may_go_first:
            self.fields["reason"].help_text = "ต้องมีเมื่อให้ต่างจากระเบียบ หรืออนุมัติก่อน"
        else:
            del self.fields["emergency"]

    def clean(self) -> dict[str, Any]:
        given = super().clean()
        if given.get("emergency") and not given.get("reason", "").strip():
            self.add_error("reason", "เขียนว่าทำไมรอไม่ได้")
        return given


class EmergencyAnswerForm(ResolutionForm):
    """Confirmed or not, by which resolution, and what follows from it."""

    confirmed = forms.ChoiceField(
        label="ที่ประชุมว่าอย่างไร",
        choices=(("yes", "ยืนยันตามที่อนุมัติไป"), ("no", "ไม่ยืนยัน")),
        widget=forms.RadioSelect,
    )
    reason = LongTextField(
        label="ที่ประชุมให้ทำอย่างไร",
        max_length=500,
        required=False,
        help_text="ต้องมีเมื่อไม่ยืนยัน เช่น ให้เรียกเงินคืน",
    )
    field_order = ("confirmed", "board", "number", "decided_on", "reason")

    def clean(self) -> dict[str, Any]:
        given = super().clean()
        if given.get("confirmed") == "no" and not given.get("reason", "").strip():
            self.add_error("reason", "เขียนว่าทำไมไม่ยืนยัน และให้ทำอย่างไรต่อ")
        return given


class PayForm(Form):
    """Where the money comes from, who receives it, and who sees it."""

    account = forms.ChoiceField(label="จ่ายจาก")
    out_of = OutOfField()
    transfer_ref = TextField(
        label="เลขอ้างอิงการโอน",
        max_length=60,
        required=False,
        help_text="ในสลิป เมื่อโอนจากธนาคาร",
    )
    payee_kind = forms.ChoiceField(label="ผู้รับเงิน", widget=forms.RadioSelect)
    payee_name = TextField(label="ชื่อผู้รับเงิน", max_length=240)
    proxy_paper = TextField(
        label="หนังสือมอบฉันทะ",
        max_length=200,
        required=False,
        help_text="เมื่อรับแทน: วันที่ในหนังสือ และบัตรของผู้รับมอบที่ได้ดู",
    )
    witness = TextField(label="พยาน", max_length=240, help_text="ไม่ใช่ผู้รับ และไม่ใช่ผู้จ่าย")
    paid_on = ThaiDateField(label="วันที่จ่าย")

    def __init__(
        self,
        *args: Any,
        accounts: Sequence[AccountLine],
        payees: Sequence[PayeeKind],
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        account, kind = self.fields["account"], self.fields["payee_kind"]
        assert isinstance(account, forms.ChoiceField)
        assert isinstance(kind, forms.ChoiceField)
        account.choices = [
            (a.code, f"{a.name} มี {Money(a.balance_satang).short()} บาท")
            for a in accounts
        ]
        self.methods = {
            a.code: "cash" if a.kind.value == "cash" else "transfer" for a in accounts
        }
        kind.choices = [(p.value, p.label) for p in payees]

    def method(self) -> str:
        return self.methods[self.cleaned_data["account"]]


def membership_for(person: Person, first_day: Any) -> Membership | None:
    """The membership the person had on that day, else the newest."""
    found = list(memberships_of(person.pk))
    for one in found:
        if one.joined_on <= first_day and (
            one.exited_on is None or first_day <= one.exited_on
        ):
            return one
    return found[0] if found else None

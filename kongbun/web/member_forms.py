"""Forms of a member: who it is, how they belong, whom they name."""

from __future__ import annotations

from typing import Any

from django import forms
from django.core.exceptions import ValidationError

from kongbun.kernel.bad_input import BadInput
from kongbun.kernel.national_id import IdKind, read_id
from kongbun.kernel.thai_date import PartialDate
from kongbun.people.checks import BENEFICIARIES_MAX
from kongbun.people.models import (
    Branch,
    ExitReason,
    MemberType,
    PayerKind,
    Person,
    Sex,
)
from kongbun.rules.bylaw import MembershipRules
from kongbun.web.forms import (
    Form,
    LongTextField,
    PartialDateField,
    TextField,
    ThaiDateField,
)

TITLES = (
    *("นาย", "นาง", "นางสาว", "เด็กชาย", "เด็กหญิง", "พระ", "ด.ต.", "จ.ส.อ."),
    *("ว่าที่ ร.ต.", "แม่ชี", "สามเณร"),
)
RHYTHMS = ((1, "ทุกเดือน"), (3, "ทุก 3 เดือน"), (6, "ทุกครึ่งปี"), (12, "ทุกปี"))
SHOWN_BENEFICIARIES = 3


class PersonForm(Form):
    """Who it is.  Nothing but a first name is needed."""

    title = TextField(
        label="คำนำหน้า",
        max_length=60,
        required=False,
        widget=forms.TextInput(attrs={"list": "titles", "autocomplete": "off"}),
    )
    first_name = TextField(label="ชื่อ", max_length=120)
    last_name = TextField(
        label="นามสกุล", max_length=120, required=False, help_text="ไม่มีนามสกุลเว้นว่างได้"
    )
    nickname = TextField(label="ชื่อเล่น", max_length=60, required=False)
    sex = forms.ChoiceField(label="เพศ", choices=Sex.choices, required=False)
    birth = PartialDateField(label="วันเกิด", required=False)
    passport = forms.BooleanField(label="เลขนี้เป็นหนังสือเดินทาง", required=False)
    identity = TextField(
        label="เลขประจำตัว",
        max_length=40,
        required=False,
        help_text="ไม่มีบัตรเว้นว่างได้ ไม่เสียสิทธิ เลขขึ้นต้น 0 6 7 8 ใช้ได้ตามบัตร",
    )
    phone = TextField(label="โทรศัพท์", max_length=40, required=False)
    address = TextField(label="ที่อยู่ที่ติดต่อได้", max_length=300, required=False)
    id_is_right = forms.BooleanField(
        label="ดูบัตรแล้ว เลขถูกต้องแม้ดูเหมือนตั้งขึ้นเอง", required=False
    )
    is_another_person = forms.BooleanField(
        label="เป็นคนละคนกับคนชื่อเดียวกันในทะเบียน", required=False
    )
    field_order = (
        *("title", "first_name", "last_name", "nickname", "sex", "birth"),
        *("identity", "passport", "phone", "address", "id_is_right"),
        "is_another_person",
    )

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        kind = IdKind.PASSPORT if cleaned.get("passport") else None
        try:
            cleaned["typed_id"] = read_id(cleaned.get("identity") or "", kind=kind)
        except BadInput as bad:
            # The answer to a question; what is plainly wrong stays wrong.
            if bad.code == "id-made-up" and cleaned.get("id_is_right"):
                cleaned["typed_id"] = bad.choices[0]
                return cleaned
            self.add_error("identity", ValidationError(bad.message, code=bad.code))
        return cleaned

    def facts(self) -> dict[str, Any]:
        """As `register_member` and `edit_person` take them."""
        given = self.cleaned_data
        typed = given["typed_id"]
        birth: PartialDate | None = given["birth"]
        none = typed.kind is IdKind.NONE
        return {
            **{
                name: given[name]
                for name in (
                    *("title", "first_name", "last_name", "nickname", "sex"),
                    *("phone", "address"),
                )
            },
            "birth_date": birth.earliest if birth else None,
            "birth_precision": birth.precision if birth else "",
            "id_kind": "" if none else typed.kind.value,
            "id_value": typed.value,
        }

    @staticmethod
    def initial_of(person: Person, birth: PartialDate | None) -> dict[str, Any]:
        return {
            **{
                name: getattr(person, name)
                for name in (
                    *("title", "first_name", "last_name", "nickname", "sex"),
                    *("phone", "address"),
                )
            },
            "birth": birth,
            "identity": person.id_value,
            "passport": person.id_kind == IdKind.PASSPORT.value,
        }


class BelongForm(Form):
    """How a member belongs: village, house, type, payer, rhythm, beneficiaries."""

    branch = forms.ChoiceField(label="หมู่บ้านหรือสาขา")
    house_no = TextField(label="บ้านเลขที่", max_length=30, required=False)
    member_type = forms.ChoiceField(label="ประเภทสมาชิก", choices=MemberType.choices)
    payer_kind = forms.ChoiceField(label="ใครส่งเงิน", choices=PayerKind.choices)
    payer_name = TextField(
        label="ชื่อผู้ส่งแทน", required=False, help_text="เช่น อบต.ทุ่งน้ำใจ หรือวัดทุ่ง"
    )
    rhythm_months = forms.TypedChoiceField(
        label="ส่งทุก", choices=RHYTHMS, coerce=int, initial=1
    )

    def __init__(
        self, *args: Any, branches: list[Branch], standing: int = 0, **kwargs: Any
    ) -> None:
        """`standing` are the beneficiaries named already: none may fall off unseen."""
        super().__init__(*args, **kwargs)
        room = min(standing + 1, BENEFICIARIES_MAX)
        self.shown = max(SHOWN_BENEFICIARIES, standing, room)
        self.branches = {str(branch.public_id): branch for branch in branches}
        field = self.fields["branch"]
        assert isinstance(field, forms.ChoiceField)
        field.choices = [(key, one.label()) for key, one in self.branches.items()]
        for place in range(1, self.shown + 1):
            self.fields[f"beneficiary_{place}"] = TextField(
                label=f"ผู้รับผลประโยชน์ คนที่ {place}",
                max_length=240,
                required=False,
                widget=forms.TextInput(attrs={"class": "in"}),
            )
            self.fields[f"relation_{place}"] = TextField(
                label=f"เกี่ยวข้องเป็น (คนที่ {place})",
                max_length=60,
                required=False,
                widget=forms.TextInput(
                    attrs={"class": "in", "placeholder": "บุตร สามี พี่"}
                ),
            )
        assert SHOWN_BENEFICIARIES <= BENEFICIARIES_MAX

    def facts(self) -> dict[str, Any]:
        given = self.cleaned_data
        return {
            "branch": self.branches[given["branch"]].public_id,
            **{
                name: given[name]
                for name in (
                    *("house_no", "member_type", "payer_kind", "payer_name"),
                    "rhythm_months",
                )
            },
        }

    def beneficiaries(self) -> list[dict[str, str]]:
        given = self.cleaned_data
        return [
            {
                "name": given[f"beneficiary_{place}"],
                "relation": given[f"relation_{place}"],
            }
            for place in range(1, self.shown + 1)
            if given.get(f"beneficiary_{place}")
        ]


class JoinForm(BelongForm):
    """A new membership, with what the by-law asks of who joins."""

    joined_on = ThaiDateField(label="วันที่เข้าเป็นสมาชิก")
    member_no = TextField(
        label="เลขที่สมาชิก",
        max_length=30,
        required=False,
        help_text="เว้นว่าง ระบบออกเลขถัดไปของหมู่บ้านให้",
    )
    papers = forms.MultipleChoiceField(
        label="เอกสารสมัครที่ดูแล้ว",
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )
    admission_note = TextField(
        label="เหตุที่รับเป็นกรณีพิเศษ",
        max_length=300,
        required=False,
        help_text="เฉพาะคนที่ระเบียบข้อเดียวไม่รับ เช่น อายุเกิน หรือไม่มีเอกสาร ใส่เลขที่มติหรือเหตุผล",
    )
    field_order = (
        *("branch", "house_no", "joined_on", "papers", "member_no", "member_type"),
        *("payer_kind", "payer_name", "rhythm_months", "admission_note"),
    )

    def __init__(
        self, *args: Any, rules: MembershipRules | None = None, **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        payer = self.fields["payer_kind"]
        assert isinstance(payer, forms.ChoiceField)
        payer.required = False
        payer.choices = [("", "ตามระเบียบ"), *PayerKind.choices]
        self._ask(rules)

    def _ask(self, rules: MembershipRules | None) -> None:
        """What the by-law of that day wants to see; nothing where it wants nothing."""
        if rules is None or not rules.documents:
            del self.fields["papers"]
        else:
            papers = self.fields["papers"]
            assert isinstance(papers, forms.MultipleChoiceField)
            papers.choices = [(paper, paper) for paper in rules.documents]
        asks = rules and (rules.documents or rules.ages != (None, None))
        if not asks:
            del self.fields["admission_note"]

    def brought(self) -> dict[str, Any]:
        """As `register_member` and `return_member` take what an applicant brought."""
        given = self.cleaned_data
        return {
            "papers": given.get("papers", []),
            "admission_note": given.get("admission_note", ""),
        }

    def facts(self) -> dict[str, Any]:
        given = self.cleaned_data
        return {
            **super().facts(),
            "joined_on": given["joined_on"],
            "member_no": given["member_no"],
        }


class ExitForm(Form):
    """How a membership ended, in one of the by-law's ways."""

    reason = forms.ChoiceField(
        label="ออกเพราะ", choices=ExitReason.choices, widget=forms.RadioSelect
    )
    exited_on = ThaiDateField(label="วันที่")
    note = LongTextField(label="หมายเหตุ", max_length=300, required=False)

    def __init__(
        self, *args: Any, rules: MembershipRules | None = None, **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        ways = ExitReason.values if rules is None else ("died", *rules.exits)
        reason = self.fields["reason"]
        assert isinstance(reason, forms.ChoiceField)
        reason.choices = [
            (value, label) for value, label in ExitReason.choices if value in ways
        ]


class TakeBackForm(Form):
    why = TextField(label="บันทึกผิดอย่างไร")

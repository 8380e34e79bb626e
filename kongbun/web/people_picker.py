"""A field that finds one person by member number or name; asks when there are more."""

from __future__ import annotations

from typing import Any

from django import forms
from django.core.exceptions import ValidationError

from kongbun.kernel.bad_input import BadInput, shown
from kongbun.kernel.thai_text import clean, match_key
from kongbun.people.models import Person
from kongbun.people.one_person import standing_for
from kongbun.people.queries import membership_by_no, memberships_of

SHOWN_MAX = 5


class PersonField(forms.Field):
    """`fund_id` is set by the form; without it the field finds nobody."""

    widget = forms.TextInput
    fund_id = 0

    def __init__(self, **kwargs: Any) -> None:
        kwargs.setdefault("help_text", "เลขที่สมาชิก หรือชื่อ นามสกุล เช่น ทน-03-0142")
        super().__init__(**kwargs)

    def to_python(self, value: Any) -> Person | None:
        try:
            text = clean(str(value or ""))
        except BadInput as bad:
            raise ValidationError(bad.message, code=bad.code) from None
        if not text:
            return None
        numbered = membership_by_no(self.fund_id, text)
        if numbered is not None:
            return standing_for(numbered.person)
        found = list(
            Person.objects.filter(
                fund_id=self.fund_id, match_key__contains=match_key(text)
            ).order_by("sort_key")[: SHOWN_MAX + 1]
        )
        if not found:
            raise ValidationError(
                f"ไม่พบ {shown(text)} ตรวจตัวสะกด หรือใส่เลขที่สมาชิก", code="nobody"
            )
        exact = [one for one in found if one.match_key == match_key(text)]
        if len(exact) == 1:
            return exact[0]
        if len(found) > 1:
            names = ", ".join(_with_number(one) for one in found[:SHOWN_MAX])
            raise ValidationError(
                f"มีหลายคนที่ชื่อใกล้กับ {shown(text)} ใส่เลขที่สมาชิกของคนที่ต้องการ: {names}",
                code="several",
            )
        return found[0]

    def prepare_value(self, value: Any) -> Any:
        return value.full_name() if isinstance(value, Person) else value


def _with_number(person: Person) -> str:
    live = memberships_of(person.pk).first()
    number = f" {live.member_no}" if live else ""
    return f"{person.full_name()}{number}"

"""Fields that read what people type: amounts, Thai days, counts, names.

Not checks of the books: a field says whether a text has one meaning; an action says
whether that may be done.  Every message says what to do next.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date
from typing import Any

from django import forms
from django.core.exceptions import ValidationError

from kongbun.kernel import digits
from kongbun.kernel.bad_input import BadInput, shown
from kongbun.kernel.money import Money
from kongbun.kernel.thai_date import PartialDate, figures
from kongbun.kernel.thai_date_text import read_day, read_partial
from kongbun.kernel.thai_text import clean
from kongbun.rules.file_text import text_of
from kongbun.rules.yaml_tree import Unreadable

FILE_BYTES_MAX = 1_000_000
_WHOLE = re.compile(r"[0-9]{1,3}(?:,[0-9]{3})*|[0-9]{1,9}")


class Form(forms.Form):
    """A form in kongbun's words: no browser bubbles, every message in Thai."""

    use_required_attribute = False

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        kwargs.setdefault("label_suffix", "")
        super().__init__(*args, **kwargs)
        for name, field in self.fields.items():
            label = field.label or name
            field.error_messages["required"] = f"ยังไม่ได้กรอก{label}"
            field.error_messages["invalid_choice"] = f"เลือก{label}จากรายการ"
            widget = field.widget
            if not isinstance(
                widget, forms.CheckboxInput | forms.RadioSelect
            ) and not getattr(widget, "allow_multiple_selected", False):
                known = widget.attrs.get("class", "")
                widget.attrs["class"] = f"in {known}".strip()


class TextField(forms.CharField):
    """A line of text, stored as `thai_text.clean` leaves it."""

    def __init__(self, *, max_length: int = 200, **kwargs: Any) -> None:
        super().__init__(max_length=max_length, **kwargs)
        self.error_messages["max_length"] = f"ยาวเกินไป ใส่ได้ไม่เกิน {max_length} ตัวอักษร"

    def to_python(self, value: Any) -> str:
        text = str(value or "")
        try:
            return clean(text, max_length=self.max_length or 200)
        except BadInput as bad:
            raise ValidationError(bad.message, code=bad.code) from None


class LongTextField(TextField):
    """Some lines of text: a reason, a note."""

    widget = forms.Textarea(attrs={"rows": 3})

    def __init__(self, *, max_length: int = 1000, **kwargs: Any) -> None:
        super().__init__(max_length=max_length, **kwargs)

    def to_python(self, value: Any) -> str:
        lines = str(value or "")[: 4 * (self.max_length or 1000)].splitlines()
        return "\n".join(super(LongTextField, self).to_python(line) for line in lines)


class _ReadField(forms.Field):
    """A field that a reader of the kernel turns from text into a value."""

    widget: forms.Widget | type[forms.Widget] = forms.TextInput()

    def read(self, text: str) -> Any:
        raise NotImplementedError

    def to_python(self, value: Any) -> Any:
        text = str(value or "").strip()
        if not text:
            return None
        try:
            return self.read(text)
        except BadInput as bad:
            raise ValidationError(bad.message, code=bad.code) from None


class BahtField(_ReadField):
    """An amount in baht, as satang."""

    widget = forms.TextInput(
        attrs={"class": "num", "inputmode": "decimal", "autocomplete": "off"}
    )

    def __init__(self, *, zero_allowed: bool = False, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.zero_allowed = zero_allowed

    def read(self, text: str) -> int:
        return Money.from_baht(text, zero_allowed=self.zero_allowed).satang

    def prepare_value(self, value: Any) -> Any:
        return Money(value).short() if type(value) is int else value


class ThaiDateField(_ReadField):
    """One whole day: 20/11/2569, 20 พ.ย. 2569 or 2026-11-20."""

    widget = forms.TextInput(
        attrs={"class": "day", "inputmode": "text", "autocomplete": "off"}
    )

    def __init__(self, **kwargs: Any) -> None:
        kwargs.setdefault("help_text", "วัน/เดือน/ปี พ.ศ. เช่น 20/11/2569")
        super().__init__(**kwargs)

    def read(self, text: str) -> date:
        return read_day(text)

    def prepare_value(self, value: Any) -> Any:
        return figures(value) if isinstance(value, date) else value


class PartialDateField(_ReadField):
    """A day, a month or a year: a birth date that may lack its day."""

    widget = forms.TextInput(attrs={"class": "day", "autocomplete": "off"})

    def __init__(self, **kwargs: Any) -> None:
        kwargs.setdefault(
            "help_text", "เช่น 4/3/2506 ถ้ารู้แค่ปี พิมพ์ 2506 รู้เดือนด้วย พิมพ์ มี.ค. 2506"
        )
        super().__init__(**kwargs)

    def read(self, text: str) -> PartialDate:
        return read_partial(text)

    def prepare_value(self, value: Any) -> Any:
        return value.figures() if isinstance(value, PartialDate) else value


class CountField(_ReadField):
    """A whole number that counts things, with a floor and a ceiling."""

    widget = forms.TextInput(
        attrs={"class": "num", "inputmode": "numeric", "autocomplete": "off"}
    )

    def __init__(
        self, *, at_least: int = 0, at_most: int = 1_000_000, **kwargs: Any
    ) -> None:
        super().__init__(**kwargs)
        self.at_least, self.at_most = at_least, at_most

    def read(self, text: str) -> int:
        folded = digits.fold(text)
        if digits.is_mixed(text) or not _WHOLE.fullmatch(folded):
            raise ValidationError(
                f"อ่าน {shown(text)} เป็นจำนวนเต็มไม่ได้ "
                f"ใส่ตัวเลขอย่างเดียว เช่น {self.at_least or 1}",
                code="count-unreadable",
            )
        count = int(folded.replace(",", ""))
        if not self.at_least <= count <= self.at_most:
            raise ValidationError(
                f"{shown(text)} อยู่นอกช่วง ใส่ตั้งแต่ {self.at_least:,} ถึง {self.at_most:,}",
                code="count-outside",
            )
        return count


@dataclass(frozen=True, slots=True)
class TextFile:
    name: str
    text: str


class TextFileField(forms.FileField):
    """A small file of text, as its name and its text."""

    def clean(self, data: Any, initial: Any = None) -> Any:
        given = super().clean(data, initial)
        if not given:
            return None
        if (given.size or 0) > FILE_BYTES_MAX:
            raise ValidationError("ไฟล์ใหญ่เกินไป เลือกไฟล์ตัวหนังสือไม่เกิน 1 ล้านไบต์")
        try:
            return TextFile(given.name, text_of(given.read(), file=given.name))
        except Unreadable as unreadable:
            raise ValidationError([x.message for x in unreadable.problems]) from None


class SecondSignature(Form):
    """The second person's name and password, on the same machine."""

    second_username = TextField(
        label="ชื่อผู้ใช้ของคนที่สอง",
        max_length=60,
        widget=forms.TextInput(
            attrs={
                "autocomplete": "off",
                "autocapitalize": "none",
                "spellcheck": "false",
            }
        ),
    )
    second_password = forms.CharField(
        label="รหัสผ่านของคนที่สอง",
        max_length=200,
        strip=False,
        widget=forms.PasswordInput(attrs={"autocomplete": "off"}),
    )

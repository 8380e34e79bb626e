"""The forms of a by-law being written: begin it, write it, show it, adopt it."""

from __future__ import annotations

from typing import Any

from django import forms

from kongbun.bylaws.models import BylawVersion
from kongbun.web.bylaw_meeting import MeetingForm
from kongbun.web.forms import Form, TextField, TextFileField, ThaiDateField

BYLAW_FILES = forms.FileInput(attrs={"accept": ".yaml,.yml"})
AMEND, EMPTY, FROM_FILE = "amend", "empty", "file"
BEGINNINGS = [
    (AMEND, "ฉบับที่ใช้อยู่ แก้เฉพาะข้อที่ต้องการ"),
    (EMPTY, "กระดาษเปล่า เพิ่มทีละข้อ"),
    (FROM_FILE, "ไฟล์ระเบียบที่มีอยู่"),
]


class StartForm(Form):
    """What a draft begins with."""

    title = TextField(label="ชื่อระเบียบ", max_length=300)
    begin = forms.ChoiceField(
        label="เริ่มจาก",
        widget=forms.RadioSelect,
        choices=BEGINNINGS,
    )
    file = TextFileField(
        label="ไฟล์ระเบียบ (.yaml)",
        help_text="ใช้เมื่อเริ่มจากไฟล์",
        required=False,
        widget=BYLAW_FILES,
    )

    def __init__(self, *args: Any, version: BylawVersion | None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        begin, title = self.fields["begin"], self.fields["title"]
        if version is None:
            assert isinstance(begin, forms.ChoiceField)
            begin.choices = [one for one in BEGINNINGS if one[0] != AMEND]
            begin.initial = EMPTY
        else:
            begin.initial, title.initial = AMEND, version.title

    def clean(self) -> dict[str, Any]:
        given = super().clean() or {}
        wanted = given.get("begin") == FROM_FILE and "file" not in self.errors
        if wanted and not given.get("file"):
            self.add_error("file", "เลือกไฟล์ระเบียบ หรือเริ่มจากอย่างอื่น")
        return given


class TextForm(Form):
    """The whole text at once, for who can write the file."""

    text = forms.CharField(
        label="ข้อความทั้งฉบับ",
        max_length=1_000_000,
        strip=False,
        widget=forms.Textarea(attrs={"rows": 24, "spellcheck": "false"}),
    )

    def clean_text(self) -> str:
        text: str = self.cleaned_data["text"]
        return text.replace("\r\n", "\n")


class ShownForm(Form):
    """When and how the members were shown the draft."""

    shown_on = ThaiDateField(label="วันที่ให้สมาชิกดู")
    how = TextField(
        label="ให้ดูอย่างไร ที่ไหน",
        max_length=300,
        help_text="เช่น ปิดประกาศที่ศาลาหมู่บ้าน และอ่านในที่ประชุมหมู่บ้าน",
    )


class AdoptDraftForm(MeetingForm):
    effective_from = ThaiDateField(
        label="เริ่มใช้วันที่",
        help_text="เหตุที่เกิดก่อนวันนี้ยังใช้ฉบับเดิม เช่น 1/1/2570",
    )


class CompareForm(Form):
    """Another fund's by-law."""

    file = TextFileField(label="ไฟล์ระเบียบของอีกกองทุน (.yaml)", widget=BYLAW_FILES)

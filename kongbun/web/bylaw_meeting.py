"""The form of the meeting that adopted a by-law, for a draft and for a file."""

from __future__ import annotations

from typing import Any

from kongbun.web.forms import CountField, Form, TextField, ThaiDateField


class MeetingForm(Form):
    """Who came, how they voted, who certifies it.  All of it must be known."""

    adopted_on = ThaiDateField(label="วันประชุมที่ลงมติ")
    meeting = TextField(label="การประชุมที่ลงมติ", help_text="เช่น ประชุมใหญ่สามัญ ครั้งที่ 1/2569")
    members_entitled = CountField(label="สมาชิกที่มีสิทธิออกเสียง (คน)")
    members_present = CountField(label="ผู้มาประชุม (คน)")
    quorum = CountField(
        label="องค์ประชุมตามระเบียบของกองทุน (คน)",
        help_text="ต้องมากี่คนจึงประชุมได้ ดูในระเบียบฉบับที่ใช้อยู่",
    )
    votes_for = CountField(label="เห็นชอบ (คน)")
    votes_against = CountField(label="ไม่เห็นชอบ (คน)")
    votes_abstained = CountField(label="งดออกเสียง (คน)")
    certified_by = TextField(label="ผู้รับรองมติ", help_text="ชื่อและตำแหน่ง เช่น ประธานที่ประชุม")
    certified_on = ThaiDateField(label="วันที่รับรองมติ")

    def meeting_facts(self) -> dict[str, Any]:
        """As the actions take it."""
        return {name: self.cleaned_data[name] for name in MeetingForm.base_fields}


class PastMeetingForm(MeetingForm):
    """The same of a meeting long ago: what its paper does not say stays empty."""

    KNOWN = ("adopted_on", "meeting")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name in MeetingForm.base_fields:
            self.fields[name].required = name in self.KNOWN

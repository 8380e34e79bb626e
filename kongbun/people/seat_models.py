"""Posts in the fund's committee and in the villages' centres.  No verbs."""

from __future__ import annotations

from django.db import models

from kongbun.store.fields import LineField, PublicIdField
from kongbun.store.followed import Followed


class CommitteePost(models.TextChoices):
    CHAIR = "chair", "ประธาน"
    DEPUTY = "deputy", "รองประธาน"
    SECRETARY = "secretary", "เลขานุการ"
    DEPUTY_SECRETARY = "deputy_secretary", "ผู้ช่วยเลขานุการ"
    TREASURER = "treasurer", "เหรัญญิก"
    DEPUTY_TREASURER = "deputy_treasurer", "ผู้ช่วยเหรัญญิก"
    REGISTRAR = "registrar", "ฝ่ายทะเบียน"
    WELFARE = "welfare", "ฝ่ายสวัสดิการ"
    PUBLICITY = "publicity", "ฝ่ายประชาสัมพันธ์"
    MEMBER = "member", "กรรมการ"
    AUDIT_INTERNAL = "audit_internal", "กรรมการตรวจสอบภายใน"
    AUDIT_EXTERNAL = "audit_external", "กรรมการตรวจสอบภายนอก"
    ADVISER = "adviser", "ที่ปรึกษา"
    COORDINATOR = "coordinator", "ผู้ประสานงาน"
    CENTRE_CHAIR = "centre_chair", "ประธานศูนย์"
    CENTRE_MEMBER = "centre_member", "กรรมการศูนย์"


class Seat(models.TextChoices):
    """Whom a committee member stands for: form 1 item 8.1."""

    MEMBERS = "members", "ผู้แทนสมาชิก"
    LOCAL_GOVERNMENT = "local_government", "ผู้แทน อปท."
    HEADMAN = "headman", "กำนัน/ผู้ใหญ่บ้าน"
    MONK = "monk", "พระ"
    EXPERT = "expert", "ผู้ทรงคุณวุฒิ"
    OTHER = "other", "อื่นๆ"


class CommitteeSeat(Followed):
    """A person's post in the fund's committee or a village centre's, for a term."""

    public_id = PublicIdField()
    fund = models.ForeignKey("access.Fund", models.PROTECT, related_name="seats")
    branch = models.ForeignKey(
        "people.Branch", models.PROTECT, null=True, blank=True, related_name="seats"
    )
    person = models.ForeignKey("people.Person", models.PROTECT, related_name="seats")
    post = models.CharField(max_length=20, choices=CommitteePost.choices)
    seat = models.CharField(max_length=16, choices=Seat.choices, default=Seat.MEMBERS)
    community_post = LineField(max_length=120, blank=True)
    from_date = models.DateField()
    until_date = models.DateField(null=True, blank=True)

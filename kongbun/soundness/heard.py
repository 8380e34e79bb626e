"""What a phone asked for and nobody answered yet: K018."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta

from django.conf import settings
from django.db.models import Count, F, Min

from kongbun.devices.models import DeviceItem
from kongbun.soundness.findings import Code, Finding
from kongbun.soundness.reading import Funds


def unanswered(looked_at: Funds, now: datetime) -> Iterator[Finding]:
    """One finding a phone: the first of its items that waits too long, and how many.

    What waits for a person is answered: the phone knows, and so does the page.
    """
    minutes = settings.ENV.device_wait_minutes
    too_long = DeviceItem.objects.filter(
        fund__in=looked_at.codes,
        answer=None,
        batch__received_at__lt=now - timedelta(minutes=minutes),
    )
    for one in (
        too_long.values("fund_id", "device_id")
        .annotate(
            phone=F("device__public_id"),
            name=F("device__name"),
            first=Min("seq"),
            count=Count("pk"),
        )
        .order_by("device_id")
    ):
        yield Finding.of(
            Code.NO_OUTCOME,
            looked_at.code(one["fund_id"]),
            f"device {one['phone'].hex}",
            f"คำสั่งจาก{one['name']} {one['count']} คำสั่ง ตั้งแต่ลำดับที่ {one['first']}"
            f" ยังไม่มีคำตอบเกิน {minutes} นาที",
        )

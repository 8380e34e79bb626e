"""Phones: what nobody answered yet (K018), what was taken in otherwise (K012)."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta

from django.conf import settings
from django.db.models import Count, F, Min

from kongbun.devices.models import DeviceItem
from kongbun.devices.queries import content_hash
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


def as_it_came(looked_at: Funds) -> Iterator[Finding]:
    """What a person took in is what the phone had sent, and nothing of it changed.

    An item whose salt is gone was erased: the kept hash stands for what it said.
    """
    taken = DeviceItem.objects.filter(
        fund__in=looked_at.codes, verdict__approval__isnull=False
    ).select_related("verdict__approval", "device")
    for item in taken.order_by("pk").iterator(chunk_size=2_000):
        word, salt = item.verdict.approval, bytes(item.salt)
        assert word is not None, "asked for above"
        made = content_hash(salt, item) if salt else bytes(item.content_hash)
        if (
            made == bytes(item.content_hash) == bytes(word.content_hash)
            and word.subject_id == item.public_id
            and word.approved
        ):
            continue
        yield Finding.of(
            Code.APPROVED_OTHERWISE,
            looked_at.code(item.fund_id),
            f"item {item.seq} of device {item.device.public_id.hex}",
            f"รายการที่ {item.seq} ของ{item.device.name} ไม่เหมือนกับที่มีคนรับเข้าบัญชี",
        )

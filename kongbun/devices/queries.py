"""Phones: what came from them, what waits, what a person must see.  Reads only."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID

from django.db.models import Count, Max, Q, QuerySet

from kongbun.commands.run import salted
from kongbun.devices.models import (
    Device,
    DeviceBatch,
    DeviceGap,
    DeviceItem,
    DeviceRevocation,
    ItemState,
)
from kongbun.devices.reading import Arriving

# Further off than this a phone's clock is shown in red; money follows no phone's clock.
CLOCK_OFF = timedelta(minutes=10)


@dataclass(frozen=True, slots=True)
class Numbers:
    """Numbers of a phone from one to another, both included."""

    first: int
    last: int

    def __contains__(self, seq: object) -> bool:
        return isinstance(seq, int) and self.first <= seq <= self.last

    def as_json(self) -> list[int]:
        return [self.first, self.last]

    def label(self) -> str:
        if self.first == self.last:
            return str(self.first)
        return f"{self.first} ถึง {self.last}"


@dataclass(frozen=True, slots=True)
class DeviceLine:
    """A phone with how much of it waits for what."""

    device: Device
    revocation: DeviceRevocation | None
    done: int
    refused: int
    waiting: int
    quarantined: int
    heard_at: datetime | None
    off_seconds: int

    @property
    def clock_off(self) -> bool:
        return is_off(self.off_seconds)


def off_seconds(sent_at: datetime, now: datetime) -> int:
    """How far a phone's clock is ahead of ours."""
    return (sent_at - now) // timedelta(seconds=1)


def is_off(seconds: int) -> bool:
    return abs(seconds) > CLOCK_OFF.total_seconds()


def devices(fund_id: int) -> QuerySet[Device]:
    return (
        Device.objects.filter(fund_id=fund_id)
        .select_related("fund", "user", "book", "enrolled_by", "revocation")
        .order_by("-pk")
    )


def device_by_public_id(fund_id: int, public_id: UUID) -> Device | None:
    return devices(fund_id).filter(public_id=public_id).first()


def device_of_command(fund_id: int, public_id: UUID) -> Device | None:
    """The phone that a command with this id enrolled."""
    return devices(fund_id).filter(command__public_id=public_id).first()


def is_revoked(device_id: int) -> bool:
    return DeviceRevocation.objects.filter(device_id=device_id).exists()


def device_lines(fund_id: int) -> list[DeviceLine]:
    """Each phone with its counts, those at work first."""
    found = list(devices(fund_id))
    counts = {
        row["device_id"]: row
        for row in items(fund_id)
        .values("device_id")
        .annotate(
            done=Count("pk", filter=Q(answer__state=ItemState.DONE)),
            refused=Count("pk", filter=Q(answer__state=ItemState.REFUSED)),
            waiting=Count("pk", filter=Q(answer=None)),
            quarantined=Count("pk", filter=IN_QUARANTINE),
        )
        .order_by()
    }
    last = {
        batch.device_id: batch
        for batch in DeviceBatch.objects.filter(
            pk__in=DeviceBatch.objects.filter(device__fund_id=fund_id)
            .values("device_id")
            .annotate(last=Max("pk"))
            .values("last")
        )
    }
    lines = [_line(one, counts.get(one.pk, {}), last.get(one.pk)) for one in found]
    return sorted(lines, key=lambda line: line.revocation is not None)


def _line(
    device: Device, counts: Mapping[str, Any], batch: DeviceBatch | None
) -> DeviceLine:
    return DeviceLine(
        device=device,
        revocation=getattr(device, "revocation", None),
        done=counts.get("done", 0),
        refused=counts.get("refused", 0),
        waiting=counts.get("waiting", 0),
        quarantined=counts.get("quarantined", 0),
        heard_at=batch.received_at if batch else None,
        off_seconds=batch.off_seconds if batch else 0,
    )


IN_QUARANTINE = Q(answer__state=ItemState.QUARANTINED, verdict=None)


def items(fund_id: int) -> QuerySet[DeviceItem]:
    return DeviceItem.objects.filter(fund_id=fund_id).select_related(
        *("device__fund", "device__user", "device__book", "batch"),
        *("answer__ran__outcome", "verdict__approval"),
        *("verdict__command__outcome", "verdict__decided_by"),
    )


def item_by_public_id(fund_id: int, public_id: UUID) -> DeviceItem | None:
    return items(fund_id).filter(public_id=public_id).first()


def open_items(device: Device) -> int:
    """How many wait: for their turn, or for a person."""
    return (
        items(device.fund_id)
        .filter(Q(answer=None) | IN_QUARANTINE, device=device)
        .count()
    )


def waiting_items(device: Device) -> list[DeviceItem]:
    """Items without an answer, in the phone's own order."""
    return list(
        items(device.fund_id)
        .filter(device=device, clash=False, answer=None)
        .order_by("seq")
    )


def held_items(fund_id: int) -> QuerySet[DeviceItem]:
    """What waits for a person, of all phones, the oldest first."""
    return items(fund_id).filter(IN_QUARANTINE).order_by("pk")


def items_to_look_at(device: Device) -> list[DeviceItem]:
    """What a person must decide about, the oldest first."""
    return list(
        items(device.fund_id).filter(IN_QUARANTINE, device=device).order_by("seq")
    )


def settled_items(device: Device, *, at_most: int) -> list[DeviceItem]:
    """The newest that have their answer, and were not merely done."""
    return list(
        items(device.fund_id)
        .filter(device=device, answer__isnull=False)
        .exclude(answer__state=ItemState.DONE)
        .exclude(IN_QUARANTINE)
        .order_by("-pk")[:at_most]
    )


def batches(device: Device) -> QuerySet[DeviceBatch]:
    return DeviceBatch.objects.filter(device=device).order_by("-pk")


def was_heard(device: Device) -> bool:
    """Whether the phone has its secret; from then on nobody is shown it."""
    return batches(device).exists()


def gaps(device: Device) -> list[Numbers]:
    """Numbers that are waited for no more."""
    return [
        Numbers(first, last)
        for first, last in DeviceGap.objects.filter(device=device)
        .order_by("first_seq")
        .values_list("first_seq", "last_seq")
    ]


def is_late(item: DeviceItem) -> bool:
    """Whether it came after a person had decided to go on without it."""
    return DeviceGap.objects.filter(
        device_id=item.device_id, first_seq__lte=item.seq, last_seq__gte=item.seq
    ).exists()


def missing(device: Device) -> list[Numbers]:
    """Numbers below the highest that came and have not come, nor been given up."""
    return _lacking(_came(device), gaps(device))


def heard_through(device: Device) -> int:
    """The number up to which each has come or been given up, at one moment."""
    came = _came(device)
    lacking = _lacking(came, gaps(device))
    if lacking:
        return lacking[0].first - 1
    return came[-1].last if came else 0


def _came(device: Device) -> list[Numbers]:
    return [
        Numbers(seq, seq)
        for seq in DeviceItem.objects.filter(device=device, clash=False)
        .order_by("seq")
        .values_list("seq", flat=True)
    ]


def _lacking(came: Sequence[Numbers], given_up: Sequence[Numbers]) -> list[Numbers]:
    if not came:
        return []
    found, expected = [], 1
    for one in sorted([*came, *given_up], key=lambda numbers: numbers.first):
        if one.first > came[-1].last:
            break
        if one.first > expected:
            found.append(Numbers(expected, one.first - 1))
        expected = max(expected, one.last + 1)
    return found


def unheard(device: Device, arriving: Sequence[Arriving]) -> list[Arriving]:
    """Those that never came before in exactly these words."""
    earlier: dict[int, list[DeviceItem]] = {}
    for item in DeviceItem.objects.filter(
        seq__in=[one.seq for one in arriving], device=device
    ):
        earlier.setdefault(item.seq, []).append(item)
    return [
        one
        for one in arriving
        if not any(says(item, one) for item in earlier.get(one.seq, ()))
    ]


def says(item: DeviceItem, arriving: Arriving) -> bool:
    """Whether this item came before; of an erased one only its numbers are known."""
    if (item.seq, item.asked_id) != (arriving.seq, arriving.asked_id):
        return False
    salt = bytes(item.salt)
    return not salt or bytes(item.content_hash) == content_hash(salt, arriving)


def content_hash(salt: bytes, one: Arriving | DeviceItem) -> bytes:
    """Over the item as it came, or as it is kept; another person's word binds to it."""
    text = json.dumps(
        [
            *("kongbun-item-1", one.seq, one.asked_id.hex, one.kind),
            *(one.occurred_on.isoformat(), _instant(one.made_at), one.body),
        ],
        ensure_ascii=False,
    )
    return salted(salt, text)


def _instant(moment: datetime) -> str:
    return moment.astimezone(UTC).isoformat(timespec="microseconds")


def delivered(device: Device, arriving: Iterable[Arriving]) -> Iterator[DeviceItem]:
    """The kept row of each delivered item, in the delivery's order."""
    wanted = list(arriving)
    rows: dict[tuple[int, UUID], list[DeviceItem]] = {}
    for item in items(device.fund_id).filter(
        device=device, seq__in=[one.seq for one in wanted]
    ):
        rows.setdefault((item.seq, item.asked_id), []).append(item)
    for one in wanted:
        told = rows.get((one.seq, one.asked_id), [])
        kept = next((item for item in told if says(item, one)), None)
        assert kept is not None, "whatever a phone says is kept before it is answered"
        yield kept

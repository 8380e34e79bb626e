"""Keeps what a phone delivers, before anything of it is done.

Nothing is refused for what it asks: a revoked phone's items are kept like any other's,
and what becomes of them is decided when their turn comes (`apply_actions`).
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from secrets import token_bytes
from typing import Any
from uuid import UUID

from kongbun.commands.run import SALT_BYTES, Act, command
from kongbun.devices.models import (
    Device,
    DeviceBatch,
    DeviceItem,
    ItemAnswer,
    ItemState,
)
from kongbun.devices.queries import (
    content_hash,
    device_by_public_id,
    off_seconds,
    open_items,
    unheard,
)
from kongbun.devices.reading import Arriving
from kongbun.kernel.refusal import RefusalCode, Refused

# A stolen phone may fill its own tray, and no more of the disk than this.
OPEN_MAX = 5_000


@command("devices.receive")
def receive(
    act: Act, *, device: UUID, sent_at: datetime, items: Sequence[Arriving]
) -> dict[str, Any]:
    """Keep the new items of a delivery, all or none; who sends is the phone's user.

    An item with the number of an earlier one and other words is kept beside it,
    refused.  One with an earlier id is for `commands` to tell: it is done once.
    """
    found = device_by_public_id(act.fund_id, device)
    if found is None or found.user_id != act.user_id:
        raise Refused(RefusalCode.NOT_ALLOWED, user=act.user_name, roles="ผู้ใช้ของเครื่องนี้")
    new = list(dict.fromkeys(unheard(found, items)))
    if open_items(found) + len(new) > OPEN_MAX:
        raise Refused(RefusalCode.DEVICE_FULL, device=found.name, limit=OPEN_MAX)
    # After this point they must be kept.
    batch = DeviceBatch.objects.create(
        device=found,
        sent_at=sent_at,
        received_at=act.now,
        off_seconds=off_seconds(sent_at, act.now),
        items=len(new),
        command_id=act.command_pk,
    )
    taken = _numbers_taken(found, new)
    clashes = 0
    for one in new:
        clash = one.seq in taken
        item = _keep(act, found, batch, one, clash=clash)
        if clash:
            clashes += 1
            ItemAnswer.objects.create(
                item=item,
                state=ItemState.REFUSED,
                code=RefusalCode.DEVICE_SEQ_REUSED.value,
                answered_at=act.now,
            )
        taken.add(one.seq)
    return {"kept": len(new), "clashes": clashes}


def _numbers_taken(device: Device, new: Sequence[Arriving]) -> set[int]:
    return set(
        DeviceItem.objects.filter(
            seq__in=[one.seq for one in new], device=device, clash=False
        ).values_list("seq", flat=True)
    )


def _keep(
    act: Act, device: Device, batch: DeviceBatch, one: Arriving, *, clash: bool
) -> DeviceItem:
    salt = token_bytes(SALT_BYTES)
    return DeviceItem.objects.create(
        fund_id=act.fund_id,
        device=device,
        batch=batch,
        seq=one.seq,
        asked_id=one.asked_id,
        kind=one.kind,
        occurred_on=one.occurred_on,
        made_at=one.made_at,
        kept_on=act.today,
        body=one.body,
        salt=salt,
        content_hash=content_hash(salt, one),
        clash=clash,
        command_id=act.command_pk,
    )

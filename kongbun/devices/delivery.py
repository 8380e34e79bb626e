"""One delivery of a phone, from its bytes to its answer; the doors differ in nothing.

Writes nothing by itself: `receive` keeps the items, `apply` does those in turn.
Asking again what was asked before is how a phone learns what became of it.
"""

from __future__ import annotations

from datetime import date, datetime
from uuid import UUID, uuid4

from kongbun.access.models import Fund
from kongbun.commands.run import Act
from kongbun.devices import queries, telling
from kongbun.devices.apply_actions import DOOR, apply
from kongbun.devices.models import Device
from kongbun.devices.reading import Batch
from kongbun.devices.receive_actions import receive
from kongbun.devices.secret import is_secret_of
from kongbun.kernel.refusal import RefusalCode, Refused


def deliver(
    device: Device, batch: Batch, *, today: date, now: datetime
) -> telling.Told:
    """Refuses the whole (nothing is kept), or answers each item by itself.

    The door has read the batch and knows that it is this phone's (`known`).
    """
    _receive(device, batch, today=today, now=now)
    apply(device, today=today, now=now)
    return telling.told(
        device,
        batch,
        off_seconds=queries.off_seconds(batch.sent_at, now),
        received_at=now.isoformat(),
    )


def known(fund: Fund | None, device: UUID, secret: str) -> Device:
    """The phone that this secret is of: no fund, no phone and no secret look alike."""
    found = queries.device_by_public_id(fund.pk, device) if fund is not None else None
    fits = is_secret_of(secret, found.secret_hash if found is not None else None)
    if found is None or not fits:
        raise Refused(RefusalCode.DEVICE_UNKNOWN)
    return found


def _receive(device: Device, batch: Batch, *, today: date, now: datetime) -> None:
    if not queries.unheard(device, batch.items):
        return
    act = Act(
        user_id=device.user_id,
        user_name=device.user.display_name,
        fund_id=device.fund_id,
        fund_public_id=device.fund.public_id,
        today=today,
        now=now,
        door=DOOR,
        command_id=uuid4(),
    )
    receive(act, device=device.public_id, sent_at=batch.sent_at, items=batch.items)

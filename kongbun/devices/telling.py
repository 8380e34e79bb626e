"""What a phone is told of each item it sent: done, refused, waiting or quarantined."""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from typing import Any

from kongbun.audit.models import AuditEvent
from kongbun.commands.models import Command
from kongbun.devices import queries
from kongbun.devices.models import Device, DeviceItem, ItemState
from kongbun.devices.reading import VERSION, Batch
from kongbun.kernel.refusal import Reason, RefusalCode

WAITING = "waiting"
Told = dict[str, Any]


def told(device: Device, batch: Batch, *, off_seconds: int, received_at: str) -> Told:
    """The one answer to a delivery; also to a repeated one."""
    items = list(queries.delivered(device, batch.items))
    missing = [numbers.as_json() for numbers in queries.missing(device)]
    links = _links(items)
    return {
        "v": VERSION,
        "device": str(device.public_id),
        "received_at": received_at,
        "clock": {
            "off_seconds": off_seconds,
            "is_off": queries.is_off(off_seconds),
        },
        "missing": missing,
        "items": [
            {
                "device_seq": item.seq,
                "command_id": str(item.asked_id),
                **told_of(item, links),
            }
            for item in items
        ],
    }


def told_of(item: DeviceItem, links: dict[int, AuditEvent] | None = None) -> Told:
    """Where one item stands.  `links`: those of the commands that did any of them."""
    if not hasattr(item, "answer"):
        return {"state": WAITING}
    did = command_that_did(item)
    if did is not None:
        found = _links([item]) if links is None else links
        link = found[did.pk]
        answer = json.loads(did.outcome.answer)
        return {
            "state": ItemState.DONE.value,
            "result": answer.get("result", answer),
            "entry_hash": bytes(link.entries_hash).hex(),
            "link": bytes(link.hash).hex(),
        }
    if hasattr(item, "verdict"):
        rejected = Reason(
            RefusalCode.DEVICE_ITEM_REJECTED, {"reason": item.verdict.reason}
        )
        return {"state": ItemState.REFUSED.value, "refused": [rejected.as_json()]}
    return {"state": str(item.answer.state), "refused": reasons(item)}


def reasons(item: DeviceItem) -> list[dict[str, Any]]:
    """Why it was not done by itself, as the command that was run for it says."""
    if item.answer.ran is None:
        facts = {"no": item.seq}
        return [Reason(RefusalCode(item.answer.code), facts).as_json()]
    kept = json.loads(item.answer.ran.outcome.answer)
    return [
        Reason(
            RefusalCode(one["code"]), one["facts"], one["row"], one["column"]
        ).as_json()
        for one in kept.get("refused", ())
    ]


def command_that_did(item: DeviceItem) -> Command | None:
    """The phone's own command, or that of who took the item in."""
    if hasattr(item, "verdict"):
        return item.verdict.command if item.verdict.approval_id else None
    if hasattr(item, "answer") and item.answer.state == ItemState.DONE:
        return item.answer.ran
    return None


def _links(items: Iterable[DeviceItem]) -> dict[int, AuditEvent]:
    did: Sequence[int] = [
        one.pk for one in map(command_that_did, items) if one is not None
    ]
    return {
        link.command_id: link
        for link in AuditEvent.objects.filter(command_id__in=did)
        if link.command_id is not None
    }

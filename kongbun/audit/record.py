"""Adds links to the chain, and takes them up again to check it."""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import UTC, datetime
from hashlib import sha256
from operator import attrgetter

from kongbun.audit.models import AuditEvent, ChainHead
from kongbun.store.bulk import insertion
from kongbun.store.together import Statement, later

GENESIS = bytes(32)
_LINK = [one for one in AuditEvent._meta.concrete_fields if not one.primary_key]
LINK, LINK_COLUMNS = [one.name for one in _LINK], [one.attname for one in _LINK]


def link_hash(event: AuditEvent) -> bytes:
    """SHA-256 over the link and the one before it."""
    body = json.dumps(
        [
            "kongbun-audit-1",
            event.chain,
            event.seq,
            event.at.astimezone(UTC).isoformat(timespec="microseconds"),
            event.user_id,
            event.door,
            event.action,
            event.command_id,
            event.subject,
            event.allowed,
            event.payload,
            bytes(event.entries_hash).hex(),
            event.entry_count,
            bytes(event.previous_hash).hex(),
        ],
        ensure_ascii=False,
        separators=(",", ":"),
    )
    return sha256(body.encode()).digest()


def record(
    head: ChainHead,
    *,
    at: datetime,
    user_id: int | None,
    door: str,
    action: str,
    allowed: bool,
    payload: Mapping[str, object],
    command_id: int | None = None,
    subject: str = "",
    entries_hash: bytes = b"",
    entry_count: int = 0,
) -> None:
    """Add one link after `head`, which the caller holds."""
    event = AuditEvent(
        chain=head.chain,
        seq=head.seq + 1,
        at=at,
        user_id=user_id,
        door=door,
        action=action,
        command_id=command_id,
        subject=subject,
        allowed=allowed,
        payload=json.dumps(payload, ensure_ascii=False, sort_keys=True),
        entries_hash=entries_hash,
        entry_count=entry_count,
        previous_hash=bytes(head.hash),
    )
    event.hash = link_hash(event)
    head.seq, head.hash = event.seq, event.hash
    # Every command comes by here: as the ORM says it, it takes five times as long.
    later(
        insertion(AuditEvent, LINK, [attrgetter(*LINK_COLUMNS)(event)]),
        Statement(
            "audit_chainhead",
            "UPDATE audit_chainhead SET seq = %s, hash = %s WHERE chain = %s",
            [head.seq, head.hash, head.chain],
        ),
    )

"""Adds links to the chain, and takes them up again to check it."""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import UTC, date, datetime
from hashlib import sha256
from operator import attrgetter

from django.db.models import Sum

from kongbun.audit.models import AuditEvent, ChainHead, Checkpoint
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


def keep_checkpoint(head: ChainHead, day: date) -> Checkpoint | None:
    """Keep where the held chain ends, if that is not kept yet; None of an empty one."""
    if not head.chain or not head.seq:
        return None
    last = Checkpoint.objects.filter(chain=head.chain).order_by("-seq").first()
    if last is not None and last.seq == head.seq:
        return last
    return Checkpoint.objects.create(
        chain=head.chain,
        day=day,
        seq=head.seq,
        hash=bytes(head.hash),
        entries=(last.entries if last else 0)
        + booked(head.chain, after=last.seq if last else 0, through=head.seq),
    )


def booked(chain: int, *, after: int, through: int) -> int:
    """How many entries the links between two places of a chain cover."""
    links = AuditEvent.objects.filter(chain=chain, seq__gt=after, seq__lte=through)
    return int(links.aggregate(n=Sum("entry_count"))["n"] or 0)


def record(
    head: ChainHead,
    *,
    at: datetime,
    day: date,
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
    """Add one link after `head`, which the caller holds.

    The first link of a later day leaves a checkpoint of the day before: nobody has
    to think of it, and no day with commands is without one.  It says which that is,
    and how many there are, so that none can go unseen.
    """
    if head.day is not None and head.day < day:
        kept = keep_checkpoint(head, head.day)
        if kept is not None:
            of_chain = Checkpoint.objects.filter(chain=head.chain).count()
            checkpoint = [kept.day.isoformat(), kept.seq, of_chain]
            payload = {**payload, "checkpoint": checkpoint}
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
    head.day = max(day, head.day or day)
    # Every command comes by here: as the ORM says it, it takes five times as long.
    later(
        insertion(AuditEvent, LINK, [attrgetter(*LINK_COLUMNS)(event)]),
        Statement(
            "audit_chainhead",
            "UPDATE audit_chainhead SET seq = %s, hash = %s, day = %s WHERE chain = %s",
            [head.seq, head.hash, head.day.isoformat(), head.chain],
        ),
    )

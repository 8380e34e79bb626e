"""Checkpoints of a fund: where its chain stands, and by which link a paper was made.

A paper carries the link of the command that made it, so that it prints the same
whenever it is printed.  `take` and `sent` write, for `kongbun checkpoint --send`.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime
from typing import Protocol
from uuid import UUID

from django.db import transaction
from django.db.models import QuerySet

from kongbun.audit import models
from kongbun.audit.checkpoint import Checkpoint
from kongbun.audit.record import booked, keep_checkpoint


class Fund(Protocol):
    """What is needed of a fund; its model stands above."""

    @property
    def pk(self) -> int: ...
    @property
    def code(self) -> str: ...
    @property
    def public_id(self) -> UUID: ...


def of_now(fund: Fund, today: date) -> Checkpoint | None:
    """Where the chain ends; None while nothing was done."""
    head = models.ChainHead.objects.filter(chain=fund.pk, seq__gt=0).first()
    if head is None:
        return None
    return _of(fund, head.day or today, head.seq, bytes(head.hash))


def of_command(fund: Fund, command_id: int, day: date) -> Checkpoint | None:
    """The link of a command; None for one of another fund."""
    link = models.AuditEvent.objects.filter(
        chain=fund.pk, command_id=command_id
    ).first()
    return None if link is None else _of(fund, day, link.seq, bytes(link.hash))


def _of(fund: Fund, day: date, seq: int, link: bytes) -> Checkpoint:
    kept = models.Checkpoint.objects.filter(chain=fund.pk, seq__lte=seq)
    last = kept.order_by("-seq").first()
    before, after = (last.entries, last.seq) if last else (0, 0)
    return Checkpoint(
        fund=fund.code,
        fund_id=fund.public_id.hex,
        day=day.isoformat(),
        seq=seq,
        hash=link.hex(),
        entries=before + booked(fund.pk, after=after, through=seq),
    )


def take(fund: Fund, today: date) -> None:
    """Keep where the chain ends now, if that is not kept yet."""
    with transaction.atomic():
        held = models.ChainHead.objects.select_for_update().filter(chain=fund.pk)
        head = held.first()
        if head is not None:
            keep_checkpoint(head, today)


def unsent(fund: Fund) -> QuerySet[models.Checkpoint]:
    """Those that nobody else has yet, the oldest first."""
    return models.Checkpoint.objects.filter(chain=fund.pk, sent_at=None).order_by("seq")


def written(fund: Fund, kept: models.Checkpoint) -> Checkpoint:
    return Checkpoint(
        fund=fund.code,
        fund_id=fund.public_id.hex,
        day=kept.day.isoformat(),
        seq=kept.seq,
        hash=bytes(kept.hash).hex(),
        entries=kept.entries,
    )


def sent(kept: Sequence[models.Checkpoint], at: datetime) -> None:
    """Somebody else has them."""
    models.Checkpoint.objects.filter(pk__in=[one.pk for one in kept]).update(sent_at=at)

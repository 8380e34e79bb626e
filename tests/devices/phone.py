"""A phone as its makers would write it: counts, keeps what it asks for, delivers.

Speaks to the door of the network (`send`) or, without one, to what stands behind it.
"""

from __future__ import annotations

import json
import uuid
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta
from typing import Any

from django.test import Client

from kongbun.devices.actions import enrol
from kongbun.devices.delivery import deliver
from kongbun.devices.models import Device
from kongbun.devices.queries import device_by_public_id
from kongbun.devices.reading import read_batch
from kongbun.devices.secret import kept, secret_for
from kongbun.store import tenancy
from kongbun.testing.cast import TODAY, Cast

NOW = datetime.combine(TODAY, time(2), UTC)

Item = dict[str, Any]


@dataclass
class Phone:
    """One phone with its outbox."""

    cast: Cast
    id: uuid.UUID
    secret: str
    book_number: int
    bag: str
    seq: int = 0
    no: int = 0
    outbox: list[Item] = field(default_factory=list)

    @property
    def device(self) -> Device:
        found = device_by_public_id(self.cast.fund.pk, self.id)
        assert found is not None
        return found

    def ask(
        self,
        kind: str,
        body: dict[str, Any],
        *,
        on: date = TODAY,
        made_at: datetime = NOW,
    ) -> Item:
        """Put something into the outbox, under the next number."""
        self.seq += 1
        item = {
            "device_seq": self.seq,
            "command_id": str(uuid.UUID(int=self.id.int ^ self.seq)),
            "kind": kind,
            "occurred_on": on.isoformat(),
            "made_at": made_at.isoformat(),
            "body": body,
        }
        self.outbox.append(item)
        return item

    def pay(
        self, member: Any, baht: int = 30, *, on: date = TODAY, **more: Any
    ) -> Item:
        """A receipt at the door for one member, numbered by the phone."""
        self.no += 1
        return self.ask(
            "dues.take_payment",
            {
                "payments": [
                    {"member": str(member.public_id), "amount_satang": baht * 100}
                ],
                "into": self.bag,
                "payer": str(member.person.public_id),
                "receipt_no": self.no,
                **more,
            },
            on=on,
        )

    def written(
        self, items: Sequence[Item] | None = None, *, sent_at: datetime = NOW
    ) -> bytes:
        return json.dumps(
            {
                "v": 1,
                "device": str(self.id),
                "sent_at": sent_at.isoformat(),
                "items": list(self.outbox if items is None else items),
            }
        ).encode()

    def deliver(
        self,
        items: Sequence[Item] | None = None,
        *,
        today: date = TODAY,
        sent_at: datetime | None = None,
    ) -> dict[str, Any]:
        """Deliver to what stands behind every door."""
        now = NOW + (today - TODAY)
        batch = read_batch(self.written(items, sent_at=sent_at or now))
        with tenancy.seeing(self.cast.fund.pk):
            return deliver(self.device, batch, today=today, now=now)

    def states(self, told: dict[str, Any]) -> list[str]:
        return [one["state"] for one in told["items"]]

    def send(
        self,
        items: Sequence[Item] | None = None,
        *,
        raw: bytes | None = None,
        secret: str | None = None,
        fund: str = "TUNG",
        content_type: str = "application/json",
        sent_at: datetime | None = None,
        encoding: str = "identity",
        authorization: str = "",
    ) -> Any:
        """Deliver by the network."""
        given = self.secret if secret is None else secret
        return Client().post(
            f"/api/devices/{fund}/batch/",
            self.written(items, sent_at=sent_at or NOW) if raw is None else raw,
            content_type=content_type,
            headers={
                "authorization": authorization or f"Bearer {given}",
                "content-encoding": encoding,
            },
        )


def enrolled(
    cast: Cast, *, username: str = "prasert", name: str = "โทรศัพท์ลุงประเสริฐ"
) -> Phone:
    act = cast.act("chanpen")
    secret = secret_for(act.command_id, "a machine's own key")
    answer = enrol(act, username=username, name=name, secret_hash=kept(secret))
    return Phone(
        cast=cast,
        id=uuid.UUID(answer["device"]),
        secret=secret,
        book_number=answer["book_number"],
        bag=cast.bag,
    )


def minutes(count: int) -> timedelta:
    return timedelta(minutes=count)

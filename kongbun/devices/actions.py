"""Enrols a phone and revokes it."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from kongbun.access.permissions import Verb, require, require_user
from kongbun.access.queries import user_by_name
from kongbun.commands.run import Act, command
from kongbun.devices.models import Device, DeviceRevocation
from kongbun.devices.queries import device_by_public_id
from kongbun.kernel.lengths import too_long
from kongbun.kernel.refusal import RefusalCode, Refused
from kongbun.receipts import books
from kongbun.receipts.models import BookIssuer

NAME_MAX, REASON_MAX = 60, 200


@command("devices.enrol")
def enrol(act: Act, *, username: str, name: str, secret_hash: bytes) -> dict[str, Any]:
    """Give a collector's phone a secret and a receipt book of its own.

    The door makes the secret and shows it once; only its hash is a fact.  Who enrols
    holds no money: a treasurer could else collect under somebody's name.
    """
    require(act, Verb.ENROL_DEVICE)
    name = name.strip()
    if not name:
        raise Refused(RefusalCode.FIELD_EMPTY, field="ชื่อเครื่อง")
    reasons = list(too_long("ชื่อเครื่อง", name, NAME_MAX))
    if reasons:
        raise Refused.of(reasons)
    user = user_by_name(username.strip())
    if user is None:
        raise Refused(RefusalCode.NOT_FOUND, what=f"ผู้ใช้ {username[:60]} ")
    require_user(act, Verb.COLLECT, user_id=user.pk, user_name=user.display_name)
    assert act.user_id is not None, "require() wants a user"
    # After this point the phone must be enrolled.
    book = books.open_book(
        act.fund_id,
        issuer=BookIssuer.DEVICE,
        holder_id=user.pk,
        opened_on=act.today,
    )
    device = Device.objects.create(
        fund_id=act.fund_id,
        user=user,
        name=name,
        secret_hash=secret_hash,
        book=book,
        enrolled_at=act.now,
        enrolled_by_id=act.user_id,
        command_id=act.command_pk,
    )
    return {
        "device": device.public_id.hex,
        "book": book.public_id.hex,
        "book_number": book.number,
    }


@command("devices.revoke")
def revoke(act: Act, *, device: UUID, reason: str) -> dict[str, Any]:
    """From now on what this phone sends is kept, shown to a person, and not booked."""
    require(act, Verb.REVOKE_DEVICE)
    found = found_device(act, device)
    if hasattr(found, "revocation"):
        raise Refused(RefusalCode.ALREADY_DECIDED, what=f"การหยุดเครื่อง{found.name}")
    kept = checked_reason(reason, "เหตุผลที่หยุดเครื่องนี้")
    assert act.user_id is not None, "require() wants a user"
    # After this point the phone must be revoked.
    DeviceRevocation.objects.create(
        device=found,
        reason=kept,
        revoked_at=act.now,
        revoked_by_id=act.user_id,
        command_id=act.command_pk,
    )
    return {"device": found.public_id.hex}


def found_device(act: Act, device: UUID) -> Device:
    found = device_by_public_id(act.fund_id, device)
    if found is None:
        raise Refused(RefusalCode.NOT_FOUND, what="เครื่อง")
    return found


def checked_reason(reason: str, field: str) -> str:
    kept = reason.strip()
    if not kept:
        raise Refused(RefusalCode.FIELD_EMPTY, field=field)
    reasons = list(too_long(field, kept, REASON_MAX))
    if reasons:
        raise Refused.of(reasons)
    return kept

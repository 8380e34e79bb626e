"""`kongbun device ...`: phones of the collectors, and what they deliver.

`device send` is the phone's own door on the command line: an office can bring what a
phone wrote into a file, by the phone's secret and not by anybody's password.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any
from uuid import UUID

import click
from django.conf import settings

from kongbun.access.models import Fund
from kongbun.cli import door
from kongbun.cli.files import FILE
from kongbun.cli.given import TEXT, given_id
from kongbun.cli.ready import refuse_unprotected
from kongbun.commands.run import Act
from kongbun.devices import queries
from kongbun.devices.actions import enrol, found_device, revoke
from kongbun.devices.apply_actions import apply
from kongbun.devices.delivery import deliver, known
from kongbun.devices.models import Device
from kongbun.devices.quarantine_actions import go_on, reject, take_in
from kongbun.devices.reading import BATCH_BYTES_MAX, read_batch
from kongbun.devices.secret import grouped, kept, secret_for
from kongbun.devices.telling import told_of
from kongbun.devices.words import title_of
from kongbun.kernel.refusal import RefusalCode, Refused
from kongbun.web import clock


@click.group()
def device() -> None:
    """Phones that collect without a signal: enrol, hear, hold back, revoke."""


@device.command("enrol")
@click.option("--user", "username", required=True, help="Whose phone: a user name.")
@click.option("--name", type=TEXT, required=True, help="How people call this phone.")
@door.writer()
def enrol_device(act: Act, *, username: str, name: str, as_json: bool) -> None:
    """Give a phone its secret, printed once, and a receipt book of its own."""
    secret = secret_for(act.command_id, settings.SECRET_KEY)
    answer = enrol(act, username=username, name=name, secret_hash=kept(secret))
    text = f"เพิ่ม{name}แล้ว  เลขเครื่อง {answer['device']}"
    if not queries.was_heard(found_device(act, UUID(answer["device"]))):
        answer["secret"] = grouped(secret)
        text += f"\nรหัสของเครื่อง {answer['secret']}  (แสดงครั้งเดียว)"
    door.tell(answer, as_json=as_json, text=text)


@device.command("revoke")
@click.argument("device_id", metavar="DEVICE")
@click.option("--reason", type=TEXT, required=True, help="Lost, replaced, ...")
@door.writer()
def revoke_device(act: Act, *, device_id: str, reason: str, as_json: bool) -> None:
    """Book nothing more of this phone by itself; what it sends waits for a person."""
    answer = revoke(act, device=given_id(device_id), reason=reason)
    door.tell(answer, as_json=as_json, text="หยุดใช้เครื่องนี้แล้ว")


@device.command("list")
@door.reader
def list_devices(fund: Fund, *, as_json: bool) -> None:
    """The fund's phones with what waits from each; no secrets."""
    found = [
        {
            "device": one.device.public_id.hex,
            "name": one.device.name,
            "user": one.device.user.username,
            "book_number": one.device.book.number,
            "revoked": one.revocation is not None,
            "heard_at": one.heard_at,
            "clock_off_seconds": one.off_seconds if one.clock_off else 0,
            "done": one.done,
            "refused": one.refused,
            "waiting": one.waiting,
            "quarantined": one.quarantined,
        }
        for one in queries.device_lines(fund.pk)
    ]
    lines = [
        f"{one['device']}  {one['name']}  {one['user']}"
        f"  ลงแล้ว {one['done']}  รอ {one['waiting']}  รอคนตรวจ {one['quarantined']}"
        for one in found
    ]
    door.tell(found, as_json=as_json, text="\n".join(lines) or "ยังไม่มีโทรศัพท์")


@device.command("show")
@click.argument("device_id", metavar="DEVICE")
@door.reader
def show(fund: Fund, *, device_id: str, as_json: bool) -> None:
    """What of a phone waits, for which numbers, and what a person must look at."""
    found = _device(fund, device_id)
    held = queries.items_to_look_at(found)
    told: dict[str, Any] = {
        "device": found.public_id.hex,
        "missing": [numbers.as_json() for numbers in queries.missing(found)],
        "waiting": [item.seq for item in queries.waiting_items(found)],
        "quarantined": [
            {"item": one.public_id.hex, "device_seq": one.seq, **told_of(one)}
            for one in held
        ],
    }
    lines = [
        f"ยังมาไม่ถึง {', '.join(n.label() for n in queries.missing(found)) or '-'}",
        *(f"{one.public_id.hex}  {one.seq}  {title_of(one)}" for one in held),
    ]
    door.tell(told, as_json=as_json, text="\n".join(lines))


@device.command("send")
@click.argument("file", type=FILE)
@door.reader
def send(fund: Fund, *, file: Path, as_json: bool) -> None:
    """Deliver a phone's file, as the phone would; asks for the phone's secret."""
    refuse_unprotected()
    with file.open("rb") as given:
        batch = read_batch(given.read(BATCH_BYTES_MAX + 1))
    found = known(fund, batch.device, door.password_of(f"device:{batch.device.hex}"))
    clock.refuse_a_clock_set_back(fund)
    told = deliver(found, batch, today=clock.today_for(fund), now=clock.now_for(fund))
    lines = [
        f"{one['device_seq']}  {one['state']}"
        + "".join(f"  {reason['message']}" for reason in one.get("refused", ()))
        for one in told["items"]
    ]
    door.tell(told, as_json=as_json, text="\n".join(lines))
    if any(one["state"] != "done" for one in told["items"]):
        click.get_current_context().exit(1)


@device.command("take-in")
@click.argument("item_id", metavar="ITEM")
@click.option("--note", type=TEXT, default="", help="What was looked at.")
@door.writer()
def take_in_item(act: Act, *, item_id: str, note: str, as_json: bool) -> None:
    """Book what stands in quarantine, as one's own act, of another's phone."""
    answer = take_in(act, item=given_id(item_id), note=note)
    door.tell(answer, as_json=as_json, text="รับเข้าบัญชีแล้ว")


@device.command("reject")
@click.argument("item_id", metavar="ITEM")
@click.option("--reason", type=TEXT, required=True, help="The phone is told.")
@door.writer()
def reject_item(act: Act, *, item_id: str, reason: str, as_json: bool) -> None:
    """Never book what stands in quarantine."""
    answer = reject(act, item=given_id(item_id), reason=reason)
    door.tell(answer, as_json=as_json, text="ไม่รับแล้ว")


@device.command("go-on")
@click.argument("device_id", metavar="DEVICE")
@click.option("--first", "first_no", type=int, required=True, help="First missing.")
@click.option("--last", "last_no", type=int, required=True, help="Last missing.")
@click.option("--reason", type=TEXT, required=True, help="Why nobody waits for it.")
@door.writer()
def go_on_without(
    act: Act,
    *,
    device_id: str,
    first_no: int,
    last_no: int,
    reason: str,
    as_json: bool,
) -> None:
    """Wait no more for missing numbers; one that comes late needs a person."""
    answer = go_on(
        act,
        device=given_id(device_id),
        first_no=first_no,
        last_no=last_no,
        reason=reason,
    )
    found = found_device(act, UUID(answer["device"]))
    apply(found, today=act.today, now=act.now)
    answer["waiting"] = [item.seq for item in queries.waiting_items(found)]
    door.tell(answer, as_json=as_json, text="ไม่รอแล้ว")


def _device(fund: Fund, device_id: str) -> Device:
    found = queries.device_by_public_id(fund.pk, given_id(device_id))
    if found is None:
        raise Refused(RefusalCode.NOT_FOUND, what="เครื่อง")
    return found


commands = [device]

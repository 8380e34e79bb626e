"""What is done apart from the counter: phones, merges, ties, months opened again."""

from __future__ import annotations

from datetime import timedelta
from uuid import UUID

from kongbun.devices.actions import enrol, revoke
from kongbun.devices.delivery import deliver
from kongbun.devices.quarantine_actions import go_on, reject, take_in
from kongbun.devices.queries import items_to_look_at
from kongbun.devices.reading import read_batch
from kongbun.devices.receive_actions import receive
from kongbun.devices.secret import kept
from kongbun.merging import actions as merging
from kongbun.people.tie_actions import declare_tie, end_tie
from kongbun.reports.reopen_actions import ask_reopening, reopen_month
from kongbun.testing.cast import TODAY, Cast, make_member
from tests.devices.phone import Phone, enrolled
from tests.dues.village import adopt_convention, make_house
from tests.faults.place import NOW as CHECKED
from tests.faults.scene import Ready, does, scene
from tests.faults.strike import Step
from tests.merging.pair import KEEP, Pair, hash_of, written_twice
from tests.reports import reopen_steps


def phone_of(cast: Cast) -> Phone:
    """A collector's phone with one receipt in it."""
    adopt_convention(cast)
    phone = enrolled(cast)
    phone.pay(make_house(cast, "1", "บัวลา ใจดี")[0])
    return phone


def held(ready: Ready) -> UUID:
    """What a phone sent after it was lost."""
    phone = phone_of(ready.cast)
    revoke(ready.cast.act("somsri"), device=phone.id, reason="หาย")
    phone.deliver()
    (item,) = items_to_look_at(phone.device)
    return item.public_id


@scene("devices.enrol")
def _enrol(ready: Ready) -> Step:
    return does(
        ready.cast.act("chanpen"),
        enrol,
        username="prasert",
        name="โทรศัพท์",
        secret_hash=kept("ก" * 20),
    )


@scene("devices.revoke")
def _revoke(ready: Ready) -> Step:
    phone = phone_of(ready.cast)
    return does(ready.cast.act("somsri"), revoke, device=phone.id, reason="หาย")


@scene("devices.receive")
def _receive(ready: Ready) -> Step:
    """The same number with other content: kept and answered at once."""
    phone = phone_of(ready.cast)
    phone.deliver()
    (first,) = phone.outbox
    other = {**first, "command_id": str(UUID(int=7)), "occurred_on": "2026-11-19"}
    batch = read_batch(phone.written([other]))
    return does(
        ready.cast.act("prasert"),
        receive,
        device=phone.id,
        sent_at=batch.sent_at,
        items=batch.items,
    )


@scene("devices.take_in")
def _take_in(ready: Ready) -> Step:
    return does(ready.cast.act("somsri"), take_in, item=held(ready), note="ดูแล้ว")


@scene("devices.reject")
def _reject(ready: Ready) -> Step:
    return does(ready.cast.act("somsri"), reject, item=held(ready), reason="ลองเครื่อง")


@scene("devices.go_on")
def _go_on(ready: Ready) -> Step:
    phone = phone_of(ready.cast)
    phone.pay(make_house(ready.cast, "2", "คำปัน ใจดี")[0])
    # Just now: what waits longer is a finding, and the phone is not heard again here.
    late = read_batch(phone.written(phone.outbox[1:]))
    deliver(phone.device, late, today=TODAY, now=CHECKED - timedelta(minutes=2))
    return does(
        ready.cast.act("somsri"),
        go_on,
        device=phone.id,
        first_no=1,
        last_no=1,
        reason="เครื่องพัง",
    )


@scene("people.request_merge")
def _ask_merge(ready: Ready) -> Step:
    pair = written_twice(ready.cast)
    return does(
        ready.cast.act("chanpen"),
        merging.request_merge,
        survivor=pair.first.person.public_id,
        other=pair.second.person.public_id,
        keep=KEEP,
        reason="พิมพ์ซ้ำ",
    )


@scene("people.confirm_merge")
def _confirm_merge(ready: Ready) -> Step:
    asked = written_twice(ready.cast).ask()
    return does(
        ready.cast.act("prasong"),
        merging.confirm_merge,
        asked=asked,
        content_hash=hash_of(asked),
    )


@scene("people.decline_merge")
def _decline_merge(ready: Ready) -> Step:
    asked = written_twice(ready.cast).ask()
    act = ready.cast.act("prasong")
    return does(act, merging.decline_merge, asked=asked, note="คนละคน")


def parting(ready: Ready) -> tuple[Pair, UUID]:
    pair = written_twice(ready.cast)
    return pair, pair.merge()


@scene("people.request_unmerge")
def _ask_unmerge(ready: Ready) -> Step:
    _, merge = parting(ready)
    act = ready.cast.act("chanpen")
    return does(act, merging.request_unmerge, merge=merge, reason="คนละคน")


@scene("people.confirm_unmerge")
def _confirm_unmerge(ready: Ready) -> Step:
    _, merge = parting(ready)
    told = merging.request_unmerge(
        ready.cast.act("chanpen"), merge=merge, reason="คนละคน"
    )
    asked = UUID(told["request"])
    return does(
        ready.cast.act("prasong"),
        merging.confirm_unmerge,
        asked=asked,
        content_hash=hash_of(asked),
    )


@scene("people.declare_tie")
def _declare_tie(ready: Ready) -> Step:
    one, other = make_member(ready.cast, 1), make_member(ready.cast, 2)
    return does(
        ready.cast.act("chanpen"),
        declare_tie,
        person=one.person.public_id,
        relation="spouse",
        other=other.person.public_id,
    )


@scene("people.end_tie")
def _end_tie(ready: Ready) -> Step:
    one, other = make_member(ready.cast, 1), make_member(ready.cast, 2)
    told = declare_tie(
        ready.cast.act("chanpen"),
        person=one.person.public_id,
        relation="spouse",
        other=other.person.public_id,
    )
    act = ready.cast.act("prasong")
    return does(act, end_tie, tie=UUID(told["tie"]), reason="หย่ากันแล้ว")


@scene("treasury.ask_reopening")
def _ask_reopening(ready: Ready) -> Step:
    reopen_steps.known(ready.cast)
    close = reopen_steps.closed_october(ready.cast)
    return does(
        ready.cast.act("kamnan"),
        ask_reopening,
        close=close.public_id,
        reason=reopen_steps.WHY,
    )


@scene("treasury.reopen_month")
def _reopen_month(ready: Ready) -> Step:
    reopen_steps.known(ready.cast)
    told = reopen_steps.ask(ready.cast, reopen_steps.closed_october(ready.cast))
    return does(
        ready.cast.act("prasong"),
        reopen_month,
        asked=UUID(told["request"]),
        content_hash=told["content_hash"],
    )

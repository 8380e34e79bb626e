"""A phone sends for its user with the duties of this moment; else a person looks."""

from __future__ import annotations

import uuid
from typing import Any

import pytest

from kongbun.access.actions import end_role
from kongbun.access.models import RoleGrant, User
from kongbun.approvals.models import Approval
from kongbun.commands.models import Command
from kongbun.devices import apply_actions, queries
from kongbun.devices.actions import enrol, revoke
from kongbun.devices.models import Device, DeviceItem, ItemVerdict
from kongbun.devices.quarantine_actions import go_on, reject, take_in
from kongbun.devices.receive_actions import receive
from kongbun.kernel.refusal import RefusalCode, Refused
from kongbun.people.models import Membership
from kongbun.receipts.models import Receipt
from kongbun.testing.cast import TODAY, Cast, has_audit_line, one_person
from tests.devices.phone import NOW, Phone, enrolled

pytestmark = pytest.mark.django_db
LOST = "เครื่องหาย"


def stop(cast: Cast, phone: Phone) -> None:
    revoke(cast.act("somsri"), device=phone.id, reason=LOST)


def end_duty(cast: Cast, username: str = "prasert") -> None:
    grant = RoleGrant.objects.get(fund=cast.fund, user=cast.users[username])
    end_role(cast.act("prasong"), grant=grant.public_id.hex, until_date=TODAY)


def dismiss(cast: Cast) -> None:
    User.objects.filter(username="prasert").update(is_active=False)


def held(phone: Phone) -> uuid.UUID:
    [item] = queries.items_to_look_at(phone.device)
    return item.public_id


def why(told: dict[str, Any], place: int = 0) -> str:
    return str(told["items"][place]["refused"][0]["code"])


def refused_by(call: Any, *args: Any, **facts: Any) -> RefusalCode:
    with pytest.raises(Refused) as refused:
        call(*args, **facts)
    return refused.value.code


def test_only_who_holds_no_money_enrols_and_only_for_a_collector(
    cast: Cast, members: list[Membership]
) -> None:
    assert members
    facts: dict[str, Any] = {
        "username": "prasert",
        "name": "เครื่อง",
        "secret_hash": b"x" * 32,
    }
    for who in ("somsri", "prasert", "kamnan"):
        assert refused_by(enrol, cast.act(who), **facts) is RefusalCode.NOT_ALLOWED
    for username, code in (
        ("kamnan", RefusalCode.NOT_ALLOWED),
        ("noi", RefusalCode.NOT_ALLOWED),
        ("nobody", RefusalCode.NOT_FOUND),
    ):
        told = refused_by(enrol, cast.act("prasong"), **{**facts, "username": username})
        assert told is code
    for name, code in (
        ("  ", RefusalCode.FIELD_EMPTY),
        ("ก" * 61, RefusalCode.TEXT_TOO_LONG),
    ):
        assert refused_by(enrol, cast.act("prasong"), **{**facts, "name": name}) is code
    answer = enrol(cast.act("prasong"), **facts)
    device = Device.objects.get()
    assert device.public_id.hex == answer["device"]
    assert device.book.issuer == "device"
    assert device.book.holder == cast.users["prasert"]
    assert has_audit_line(cast, "devices.enrol")


@pytest.mark.parametrize(
    "lost", [stop, lambda cast, _: end_duty(cast), lambda cast, _: dismiss(cast)]
)
def test_what_comes_without_a_right_is_kept_shown_and_not_booked(
    cast: Cast, phone: Phone, members: list[Membership], lost: Any
) -> None:
    phone.pay(members[0])
    assert phone.states(phone.deliver()) == ["done"]
    lost(cast, phone)
    phone.pay(members[1])
    told = phone.deliver()
    assert phone.states(told) == ["done", "quarantined"]
    assert why(told, 1) in {"device-revoked", "not-allowed"}
    assert Receipt.objects.count() == 1
    assert phone.deliver() == told
    take_in(cast.act("somsri"), item=held(phone), note="เทียบต้นขั้วแล้ว")
    told = phone.deliver()
    assert phone.states(told) == ["done", "done"]
    assert told["items"][1]["result"]["receipt"] == f"{phone.book_number}/0002"
    receipt = Receipt.objects.get(no=2)
    assert receipt.command.user == cast.users["somsri"]
    assert told["items"][1]["link"] == receipt.command.audit_event.hash.hex()
    assert has_audit_line(cast, "devices.take_in")
    [word] = Approval.objects.all()
    assert (word.maker, word.checker) == (cast.users["prasert"], cast.users["somsri"])
    item = DeviceItem.objects.get(seq=2)
    assert bytes(word.content_hash) == bytes(item.content_hash)
    assert word.subject_id == item.public_id


def test_a_duty_that_ended_holds_nothing_back_that_came_before(
    cast: Cast, phone: Phone, members: list[Membership]
) -> None:
    items = [phone.pay(member) for member in members]
    phone.deliver([items[0], items[2]])
    end_duty(cast)
    # The gap is filled too late: all of it waits for a person now, nothing is lost.
    told = phone.deliver([items[1]])
    assert phone.states(told) == ["quarantined"]
    assert phone.states(phone.deliver(items[:3])) == [
        "done",
        "quarantined",
        "quarantined",
    ]


def test_a_rejected_item_is_told_to_the_phone_with_its_reason(
    cast: Cast, phone: Phone, members: list[Membership]
) -> None:
    stop(cast, phone)
    phone.pay(members[0])
    phone.deliver()
    item = held(phone)
    assert refused_by(reject, cast.act("somsri"), item=item, reason=" ") is (
        RefusalCode.FIELD_EMPTY
    )
    reject(cast.act("somsri"), item=item, reason="สมาชิกบอกว่าไม่ได้จ่าย")
    told = phone.deliver()
    assert phone.states(told) == ["refused"]
    assert why(told) == "device-item-rejected"
    assert "สมาชิกบอกว่าไม่ได้จ่าย" in told["items"][0]["refused"][0]["message"]
    for decide in (take_in, reject):
        more = {"reason": "อีกครั้ง"} if decide is reject else {}
        told_again = refused_by(decide, cast.act("chanpen"), item=item, **more)
        assert told_again is RefusalCode.ALREADY_DECIDED
    assert Receipt.objects.count() == 0


def test_nobody_decides_about_an_own_phone_under_whatever_name(
    cast: Cast, members: list[Membership]
) -> None:
    assert members
    phone = enrolled(cast, username="somsri", name="โทรศัพท์สมศรี")
    items = [phone.pay(member) for member in members]
    stop(cast, phone)
    phone.deliver([items[0], items[3]])
    item = held(phone)
    one_person(cast, "somsri", "chanpen")
    for who in ("somsri", "chanpen"):
        assert refused_by(take_in, cast.act(who), item=item) is RefusalCode.SAME_PERSON
        told = refused_by(reject, cast.act(who), item=item, reason="ไม่รับ")
        assert told is RefusalCode.SAME_PERSON
        told = refused_by(
            go_on,
            cast.act(who),
            device=phone.id,
            first_no=2,
            last_no=3,
            reason="ไม่รอ",
        )
        assert told is RefusalCode.SAME_PERSON
    assert not ItemVerdict.objects.exists()


def test_who_takes_in_meets_every_guard_of_the_counter(
    cast: Cast, phone: Phone, members: list[Membership]
) -> None:
    stop(cast, phone)
    phone.pay(members[0])
    phone.outbox[0]["body"]["payments"][0]["member"] = str(uuid.uuid4())
    phone.ask("no.such_kind", {})
    phone.deliver()
    for item in queries.items_to_look_at(phone.device):
        with pytest.raises(Refused):
            take_in(cast.act("somsri"), item=item.public_id)
    # It is still there to be decided about.
    first = held_all(phone)[0]
    reject(cast.act("somsri"), item=first, reason="ไม่มีคนนี้ในทะเบียน")


def held_all(phone: Phone) -> list[uuid.UUID]:
    return [one.public_id for one in queries.items_to_look_at(phone.device)]


def test_money_that_may_be_the_same_again_waits_for_a_person_who_has_looked(
    cast: Cast, phone: Phone, members: list[Membership]
) -> None:
    phone.pay(members[0])
    phone.pay(members[0])
    told = phone.deliver()
    assert phone.states(told) == ["done", "quarantined"]
    assert why(told, 1) == "maybe-same-money"
    take_in(cast.act("somsri"), item=held(phone), note="จ่ายสองเดือน")
    assert phone.states(phone.deliver()) == ["done", "done"]


def test_a_phone_is_revoked_once_with_a_reason(cast: Cast, phone: Phone) -> None:
    told = refused_by(revoke, cast.act("somsri"), device=phone.id, reason="")
    assert told is RefusalCode.FIELD_EMPTY
    told = refused_by(revoke, cast.act("prasert"), device=phone.id, reason=LOST)
    assert told is RefusalCode.NOT_ALLOWED
    told = refused_by(revoke, cast.act("somsri"), device=uuid.uuid4(), reason=LOST)
    assert told is RefusalCode.NOT_FOUND
    stop(cast, phone)
    assert has_audit_line(cast, "devices.revoke")
    told = refused_by(revoke, cast.act("somsri"), device=phone.id, reason=LOST)
    assert told is RefusalCode.ALREADY_DECIDED


def test_a_phone_stopped_between_two_items_books_no_more(
    cast: Cast,
    phone: Phone,
    members: list[Membership],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """Asked within each item's own transaction, not once at the door."""
    for member in members[:3]:
        phone.pay(member)
    run = apply_actions._run

    def then_stopped(item: DeviceItem, act: Any) -> bool:
        done = run(item, act)
        if item.seq == 1:
            stop(cast, phone)
        return done

    monkeypatch.setattr(apply_actions, "_run", then_stopped)
    assert phone.states(phone.deliver()) == ["done", "quarantined", "quarantined"]
    assert Receipt.objects.count() == 1


def test_an_item_that_a_person_took_in_meanwhile_is_not_done_again(
    cast: Cast, phone: Phone, members: list[Membership]
) -> None:
    """A worker that had it in hand before the duty ended comes too late."""
    phone.pay(members[0])
    end_duty(cast)
    phone.deliver()
    [in_hand] = queries.items_to_look_at(phone.device)
    take_in(cast.act("somsri"), item=in_hand.public_id)
    act = apply_actions.act_of(phone.device, in_hand, today=TODAY, now=NOW)
    act.command_id = uuid.uuid4()
    assert apply_actions._run(in_hand, act)
    assert Receipt.objects.count() == 1


def test_nobody_delivers_as_another(cast: Cast, phone: Phone) -> None:
    """Behind the door too: what is kept is kept for the phone's own user."""
    told = refused_by(
        receive, cast.act("somsri"), device=phone.id, sent_at=NOW, items=[]
    )
    assert told is RefusalCode.NOT_ALLOWED


def test_no_phone_no_fund_and_no_secret_look_alike(
    cast: Cast, phone: Phone, members: list[Membership]
) -> None:
    phone.pay(members[0])
    other = enrolled(cast, name="อีกเครื่อง")
    nowhere = Phone(cast, uuid.uuid4(), phone.secret, 9, cast.bag, outbox=phone.outbox)
    before = Command.objects.count()
    answers = [
        phone.send(secret=""),
        phone.send(secret="x" * 26),
        phone.send(secret=other.secret),
        phone.send(fund="NOI"),
        phone.send(fund="NOSUCH"),
        nowhere.send(),
        phone.send(authorization=f"Basic {phone.secret}"),
    ]
    assert {one.status_code for one in answers} == {401}
    assert len({one.content for one in answers}) == 1
    assert answers[0].json()["refused"][0]["code"] == "device-unknown"
    assert Command.objects.count() == before
    assert not DeviceItem.objects.exists()


def test_a_phone_of_one_fund_asks_nothing_of_another(
    cast: Cast, phone: Phone, members: list[Membership]
) -> None:
    """Ids of elsewhere are not there, whoever sends them."""
    phone.pay(members[0])
    Membership.objects.filter(pk=members[0].pk).update(fund=cast.other_fund)
    told = phone.deliver()
    assert phone.states(told) == ["refused"]
    assert not Receipt.objects.exists()

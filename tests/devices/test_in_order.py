"""A phone's items are done in its own order, once each, whatever the network does."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from kongbun.devices import delivery, queries
from kongbun.devices.apply_actions import apply
from kongbun.devices.kinds import KINDS
from kongbun.devices.models import Device, DeviceItem, ItemAnswer
from kongbun.devices.quarantine_actions import go_on
from kongbun.devices.words import TITLES
from kongbun.kernel.refusal import RefusalCode, Refused
from kongbun.people.models import Membership
from kongbun.receipts.models import Receipt
from kongbun.testing.cast import TODAY, Cast, has_audit_line
from tests.devices.phone import NOW, Phone

pytestmark = pytest.mark.django_db


def pays(phone: Phone, members: list[Membership]) -> list[dict[str, Any]]:
    return [phone.pay(member) for member in members]


def test_what_a_phone_asked_for_is_done_by_the_actions_of_the_counter(
    phone: Phone, members: list[Membership]
) -> None:
    pays(phone, members)
    told = phone.deliver()
    assert phone.states(told) == ["done"] * 5
    assert told["missing"] == []
    first = told["items"][0]
    assert first["result"]["receipt"] == f"{phone.book_number}/0001"
    assert len(first["entry_hash"]) == len(first["link"]) == 64
    receipts = Receipt.objects.order_by("no")
    assert [one.no for one in receipts] == [1, 2, 3, 4, 5]
    assert {one.command.door for one in receipts} == {"device"}
    assert {one.command.user_id for one in receipts} == {phone.device.user_id}
    assert has_audit_line(phone.cast, "devices.receive")


def test_a_repeated_delivery_gets_the_same_answers_and_does_nothing(
    phone: Phone, members: list[Membership]
) -> None:
    pays(phone, members)
    first = phone.deliver()
    assert [phone.deliver() for _ in range(3)] == [first] * 3
    assert Receipt.objects.count() == DeviceItem.objects.count() == 5


def test_what_comes_after_a_missing_number_waits_until_it_comes(
    phone: Phone, members: list[Membership]
) -> None:
    items = pays(phone, members)
    told = phone.deliver([items[4], items[0], items[3]])
    assert phone.states(told) == ["waiting", "done", "waiting"]
    assert told["missing"] == [[2, 3]]
    assert phone.states(phone.deliver([items[2]])) == ["waiting"]
    told = phone.deliver([items[1]])
    assert phone.states(told) == ["done"]
    assert told["missing"] == []
    in_order = ItemAnswer.objects.order_by("pk").values_list("item__seq", flat=True)
    assert list(in_order) == [1, 2, 3, 4, 5]


def test_a_refused_item_never_holds_up_what_follows(
    phone: Phone, members: list[Membership]
) -> None:
    items = pays(phone, members)
    items[1]["body"]["payments"][0]["amount_satang"] = 10**13
    items[2]["body"] = {"gift": True}
    items[3]["kind"] = "treasury.pay_everything"
    told = phone.deliver()
    assert phone.states(told) == ["done", "refused", "refused", "refused", "done"]
    codes = [one["refused"][0]["code"] for one in told["items"][1:4]]
    assert codes == ["amount-unfit", "item-unreadable", "item-unreadable"]
    assert phone.deliver() == told
    # Each was asked, and is on record as such.
    assert has_audit_line(phone.cast, "dues.take_payment", allowed=False)
    assert has_audit_line(phone.cast, "devices.unknown", allowed=False)


def test_a_number_with_other_words_is_refused_and_both_are_kept(
    phone: Phone, members: list[Membership]
) -> None:
    [item] = pays(phone, members[:1])
    phone.deliver()
    other = {**item, "occurred_on": "2026-11-19"}
    told = phone.deliver([other, item])
    assert phone.states(told) == ["refused", "done"]
    assert told["items"][0]["refused"][0]["code"] == "device-seq-reused"
    assert Receipt.objects.count() == 1
    assert list(DeviceItem.objects.order_by("pk").values_list("seq", "clash")) == [
        (1, False),
        (1, True),
    ]
    assert phone.deliver([other, item]) == told
    assert DeviceItem.objects.count() == 2


def test_an_id_that_was_used_is_done_once_whatever_number_it_comes_under(
    phone: Phone, members: list[Membership]
) -> None:
    [item] = pays(phone, members[:1])
    first = phone.deliver()
    again = {**item, "device_seq": 2}
    other = {**phone.pay(members[1]), "command_id": item["command_id"]}
    other["device_seq"] = 3
    last = {**phone.pay(members[2]), "device_seq": 4}
    told = phone.deliver([again, other, last])
    assert phone.states(told) == ["done", "refused", "done"]
    assert told["items"][0]["link"] == first["items"][0]["link"]
    assert told["items"][1]["refused"][0]["code"] == "command-id-reused"
    assert Receipt.objects.count() == 2


def test_an_officer_goes_on_without_a_number_and_a_late_one_needs_a_person(
    cast: Cast, phone: Phone, members: list[Membership]
) -> None:
    items = pays(phone, members)
    phone.deliver([items[0], items[3]])
    for first, last in ((2, 2), (1, 3), (2, 4)):
        with pytest.raises(Refused) as refused:
            go_on(
                cast.act("somsri"),
                device=phone.id,
                first_no=first,
                last_no=last,
                reason="เครื่องตกน้ำ",
            )
        assert refused.value.code is RefusalCode.CHANGED_SINCE
    with pytest.raises(Refused) as refused:
        go_on(cast.act("somsri"), device=phone.id, first_no=2, last_no=3, reason=" ")
    assert refused.value.code is RefusalCode.FIELD_EMPTY
    go_on(
        cast.act("somsri"),
        device=phone.id,
        first_no=2,
        last_no=3,
        reason="เครื่องตกน้ำ",
    )
    assert has_audit_line(cast, "devices.go_on")
    told = phone.deliver([items[3], items[4], items[1]])
    assert phone.states(told) == ["done", "done", "quarantined"]
    assert told["items"][2]["refused"][0]["code"] == "device-item-late"
    assert sorted(Receipt.objects.values_list("no", flat=True)) == [1, 4, 5]


def test_what_was_kept_before_the_power_went_is_done_with_the_next_delivery(
    phone: Phone, members: list[Membership], monkeypatch: pytest.MonkeyPatch
) -> None:
    """Between keeping and doing, and between doing and keeping the refusal's answer."""
    items = pays(phone, members)
    items[1]["body"] = {}

    class PowerGone(Exception):  # noqa: N818 -- not an error of ours
        pass

    def gone(*_: object, **__: object) -> bool:
        raise PowerGone

    for place in ("delivery.apply", "apply_actions._keep"):
        with monkeypatch.context() as patch:
            patch.setattr(f"kongbun.devices.{place}", gone)
            with pytest.raises(PowerGone):
                phone.deliver()
        assert DeviceItem.objects.count() == 5
    told = phone.deliver()
    assert phone.states(told) == ["done", "refused", "done", "done", "done"]
    assert sorted(Receipt.objects.values_list("no", flat=True)) == [1, 3, 4, 5]
    assert [one["entry_hash"] != "" for one in told["items"] if "link" in one] == [
        True
    ] * 4


def test_every_kind_is_in_the_docs_and_has_its_words(repository: Path) -> None:
    page = (repository / "docs" / "devices.md").read_text(encoding="utf-8")
    assert set(TITLES) == set(KINDS)
    assert [kind for kind in KINDS if f"`{kind}`" not in page] == []


def test_a_number_that_comes_between_two_questions_lets_nothing_pass_it(
    phone: Phone, members: list[Membership], monkeypatch: pytest.MonkeyPatch
) -> None:
    """Another worker hears the first while this one looks what waits.

    The second is the same money again: done first it would be taken for the first.
    """
    first, second = phone.pay(members[0]), phone.pay(members[0])
    arrived: list[int] = []

    def then_arrives(ask: Callable[[Device], Any]) -> Callable[[Device], Any]:
        def asked(device: Device) -> Any:
            found = ask(device)
            if not arrived:
                arrived.append(1)
                phone.deliver([first])
            return found

        return asked

    with monkeypatch.context() as patch:
        # Heard, and not done yet.
        patch.setattr(delivery, "apply", lambda *_, **__: None)
        phone.deliver([second])
        for name in ("waiting_items", "missing", "heard_through", "gaps"):
            patch.setattr(queries, name, then_arrives(getattr(queries, name)))
        apply(phone.device, today=TODAY, now=NOW)
    assert arrived
    assert phone.states(phone.deliver()) == ["done", "quarantined"]

"""The phone's door by the network: what cannot be read is 4xx, bounded, not kept."""

from __future__ import annotations

import gzip
import json
import tracemalloc
import uuid
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from django.test import Client
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from kongbun.audit.models import AuditEvent
from kongbun.devices import receive_actions
from kongbun.devices.models import DeviceItem
from kongbun.devices.reading import BATCH_BYTES_MAX, read_batch
from kongbun.kernel.refusal import Refused
from kongbun.people.models import Membership
from kongbun.receipts.models import Receipt
from kongbun.testing.cast import Cast
from tests.devices.phone import Item, Phone

pytestmark = pytest.mark.django_db


def body_of(phone: Phone, change: Callable[[dict[str, Any]], object]) -> bytes:
    found = json.loads(phone.written())
    change(found)
    return json.dumps(found).encode()


@pytest.fixture
def ready(phone: Phone, members: list[Membership]) -> Phone:
    phone.pay(members[0])
    return phone


def test_a_phone_delivers_by_the_network_and_is_answered(ready: Phone) -> None:
    answer = ready.send()
    assert answer.status_code == 200
    assert answer["Cache-Control"] == "no-store"
    assert answer["Content-Type"] == "application/json"
    told = answer.json()
    assert told["device"] == str(ready.id)
    assert told["items"][0]["state"] == "done"
    receipt = Receipt.objects.get()
    event = AuditEvent.objects.get(command=receipt.command)
    assert told["items"][0]["entry_hash"] == bytes(event.entries_hash).hex()
    assert ready.send().json()["items"] == told["items"]
    # No session is made of it, and none is asked for.
    assert not answer.cookies
    lower = "-".join(ready.secret[at : at + 5] for at in range(0, 26, 5)).lower()
    assert ready.send(secret=lower).json()["items"] == told["items"]


CHANGES: dict[str, Callable[[dict[str, Any]], object]] = {
    "a key too many": lambda b: b.update(fund="NOI"),
    "a key too many in an item": lambda b: b["items"][0].update(user="somsri"),
    "no device": lambda b: b.pop("device"),
    "no items": lambda b: b.update(items=[]),
    "items are no list": lambda b: b.update(items={}),
    "no id": lambda b: b["items"][0].pop("command_id"),
    "an id that is none": lambda b: b["items"][0].update(command_id="7"),
    "an id of braces": lambda b: b["items"][0].update(command_id="{" + "0" * 32 + "}"),
    "no number": lambda b: b["items"][0].pop("device_seq"),
    "number nought": lambda b: b["items"][0].update(device_seq=0),
    "a number of half": lambda b: b["items"][0].update(device_seq=1.5),
    "a number as text": lambda b: b["items"][0].update(device_seq="1"),
    "a number that is true": lambda b: b["items"][0].update(device_seq=True),
    "a number too large": lambda b: b["items"][0].update(device_seq=2**53 + 1),
    "a number of any size": lambda b: b["items"][0].update(device_seq=10**400),
    "a day of the Buddhist era in the wrong shape": lambda b: b["items"][0].update(
        occurred_on="20/11/2569"
    ),
    "a day that is none": lambda b: b["items"][0].update(occurred_on="2026-02-30"),
    "a week for a day": lambda b: b["items"][0].update(occurred_on="2026-W47-5"),
    "a day in the year one": lambda b: b["items"][0].update(occurred_on="0001-01-01"),
    "a moment without its offset": lambda b: b.update(sent_at="2026-11-20T09:00:00"),
    "a moment in the year 9999": lambda b: b.update(sent_at="9999-12-31T23:59:59Z"),
    "a kind with capitals": lambda b: b["items"][0].update(kind="DROP TABLE"),
    "a body that is a list": lambda b: b["items"][0].update(body=[]),
    "a body with a float": lambda b: b["items"][0]["body"].update(x=1.0),
    "a letter that is none": lambda b: b["items"][0]["body"].update(x="\ud800"),
    "NUL": lambda b: b["items"][0]["body"].update(x=["\0"]),
    "too deep": lambda b: b["items"][0]["body"].update(
        x=json.loads("[" * 20 + "]" * 20)
    ),
}
RAW = {
    "nothing": b" ",
    "no JSON": b"device=1",
    "cut off": b'{"v": 1, "device": "',
    "a list": b"[1]",
    "a number": b"7",
    "twice the same key": b'{"v": 1, "v": 1}',
    "not a number": b'{"v": NaN}',
    "no text": b"\xff\xfe{}",
    "ten thousand deep": b"[" * 10_000 + b"]" * 10_000,
    "ten thousand deep in a string": b'{"v": 1, "' + b"[" * 10_000 + b'": 1}',
    "open for ever": b"[" * 1_000_000,
    "a string without an end": b'{"' + b'\\"' * 900_000,
    "strings without an end": b'"[' * 900_000,
}


@pytest.mark.parametrize("change", CHANGES.values(), ids=list(CHANGES))
def test_a_shape_that_is_not_ours_is_refused_as_a_whole(
    ready: Phone, change: Callable[[dict[str, Any]], object]
) -> None:
    answer = ready.send(raw=body_of(ready, change))
    assert answer.status_code == 422
    [reason] = answer.json()["refused"]
    assert reason["code"] == "batch-unreadable"
    assert reason["remedy"]
    assert not DeviceItem.objects.exists()


@pytest.mark.parametrize("raw", RAW.values(), ids=list(RAW))
def test_what_is_no_json_is_refused(ready: Phone, raw: bytes) -> None:
    answer = ready.send(raw=raw)
    assert answer.status_code == 422
    assert answer.json()["refused"][0]["code"] in {
        "batch-unreadable",
        "device-app-version",
    }


@pytest.mark.parametrize("version", [0, 2, "1", None])
def test_another_version_is_told_to_bring_itself_up_to_date(
    ready: Phone, version: object
) -> None:
    answer = ready.send(raw=body_of(ready, lambda b: b.update(v=version)))
    assert answer.status_code == 422
    assert answer.json()["refused"][0]["code"] == "device-app-version"


def test_a_batch_too_big_is_refused_before_it_is_read(ready: Phone) -> None:
    many = [{**ready.outbox[0], "device_seq": n + 1} for n in range(501)]
    too_many = ready.send(many)
    assert too_many.status_code == 413
    hundred_thousand = b'{"v":1,"items":[' + b"{}," * 100_000 + b"{}]}"
    assert ready.send(raw=hundred_thousand).status_code == 422
    long_body = ready.send(
        raw=body_of(ready, lambda b: b["items"][0]["body"].update(x="ก" * 100_001))
    )
    assert long_body.status_code == 413
    tracemalloc.start()
    huge = ready.send(raw=b" " * (BATCH_BYTES_MAX + 1))
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert huge.status_code == 413
    assert peak < 10 * BATCH_BYTES_MAX
    assert not DeviceItem.objects.exists()


def test_a_bomb_of_gzip_is_never_unpacked(ready: Phone) -> None:
    bomb = gzip.compress(b" " * 50_000_000)
    answer = ready.send(raw=bomb, encoding="gzip")
    assert answer.status_code == 415
    assert answer.json()["refused"][0]["code"] == "batch-not-json"


@pytest.mark.parametrize(
    "content_type",
    ["text/plain", "application/x-www-form-urlencoded", "multipart/form-data", ""],
)
def test_another_content_type_is_refused(ready: Phone, content_type: str) -> None:
    assert ready.send(raw=b"x=1", content_type=content_type).status_code == 415


@pytest.mark.parametrize("method", ["get", "put", "delete", "patch", "head"])
def test_only_a_post_is_a_delivery(ready: Phone, method: str) -> None:
    answer = getattr(Client(), method)("/api/devices/TUNG/batch/")
    assert answer.status_code == 405


BAD_BODIES: dict[str, dict[str, object]] = {
    "an amount as text": {"amount_satang": "3000"},
    "an amount that is true": {"amount_satang": True},
    "nothing": {"amount_satang": 0},
    "less than nothing": {"amount_satang": -100},
    "a role": {"amount_satang": 3000, "approved": True},
}


@pytest.mark.parametrize("payment", BAD_BODIES.values(), ids=list(BAD_BODIES))
def test_a_body_that_is_not_its_kinds_is_refused_and_the_next_is_done(
    phone: Phone, members: list[Membership], payment: dict[str, object]
) -> None:
    bad = phone.pay(members[0])
    phone.no -= 1
    bad["body"]["payments"] = [{"member": str(members[0].public_id), **payment}]
    phone.pay(members[1])
    told = phone.send().json()
    assert phone.states(told) == ["refused", "done"]
    [reason] = told["items"][0]["refused"]
    assert reason["code"] == "item-unreadable"
    assert "body.payments[0]" in reason["message"]


MORE: dict[str, Callable[[dict[str, Any]], object]] = {
    "no receipt number": lambda b: b.pop("receipt_no"),
    "a number of no receipt": lambda b: b.update(receipt_no=10**8),
    "somebody else's bag": lambda b: b.update(into="cash"),
    "no such bag": lambda b: b.update(into="bag:99"),
    "no such book": lambda b: b.update(book=str(uuid.UUID(int=7))),
    "no such payer": lambda b: b.update(payer=str(uuid.UUID(int=7))),
    "yes as text": lambda b: b.update(confirmed="yes"),
    "a name nobody can have": lambda b: b.update(payer_name="\u202egnp.exe"),
    "a name of any length": lambda b: b.update(payer_name="ก" * 300),
}


@pytest.mark.parametrize("change", MORE.values(), ids=list(MORE))
def test_what_the_counter_refuses_is_refused_here(
    ready: Phone, change: Callable[[dict[str, Any]], object]
) -> None:
    change(ready.outbox[0]["body"])
    answer = ready.send()
    assert answer.status_code == 200
    assert ready.states(answer.json()) == ["refused"]
    assert not Receipt.objects.exists()


def test_a_phone_fills_no_more_than_its_tray(
    phone: Phone, members: list[Membership], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(receive_actions, "OPEN_MAX", 3)
    items = [phone.pay(member) for member in members]
    assert phone.send(items[1:4]).status_code == 200
    answer = phone.send(items[4:])
    assert answer.status_code == 429
    assert answer.json()["refused"][0]["code"] == "device-full"
    assert DeviceItem.objects.count() == 3


JSONS = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=5),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(
            st.sampled_from(["v", "device", "items", "sent_at", "body", "kind", "x"]),
            inner,
            max_size=4,
        )
    ),
    max_leaves=12,
)


@settings(deadline=None, max_examples=200)
@given(JSONS | st.binary(max_size=60))
def test_whatever_comes_is_read_or_refused(given: object) -> None:
    raw = given if isinstance(given, bytes) else json.dumps(given).encode()
    with pytest.raises(Refused):
        read_batch(raw)


@settings(
    deadline=None,
    max_examples=60,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
@given(body=st.dictionaries(st.text(max_size=8), JSONS, max_size=4))
def test_whatever_a_body_says_it_is_answered(
    phone: Phone, members: list[Membership], body: dict[str, object]
) -> None:
    assert members
    phone.outbox.clear()
    for kind in ("dues.take_sheet", "dues.offer_bag", "receipts.void_number"):
        phone.ask(kind, body)
    answer = phone.send()
    assert answer.status_code in {200, 422}
    if answer.status_code == 200:
        assert set(phone.states(answer.json())) == {"refused"}
    else:
        phone.seq -= 3


def test_the_worked_example_of_the_docs_is_true(
    cast: Cast, phone: Phone, members: list[Membership], repository: Path
) -> None:
    """docs/devices.md: its delivery is taken, its answer has the keys it shows."""
    page = (repository / "docs" / "devices.md").read_text(encoding="utf-8")
    shown: Item
    asked, shown = (
        json.loads(part.split("```", 1)[0]) for part in page.split("```json\n")[1:3]
    )
    asked["device"] = str(phone.id)
    body = asked["items"][0]["body"]
    body["payments"][0]["member"] = str(members[0].public_id)
    body["payer"] = str(members[0].person.public_id)
    body["into"] = cast.bag
    answer = phone.send(raw=json.dumps(asked).encode())
    assert answer.status_code == 200
    told = answer.json()
    assert set(told) == set(shown)
    assert [set(one) for one in told["items"]] == [set(one) for one in shown["items"]]
    assert phone.states(told) == [one["state"] for one in shown["items"]]

"""Whatever order, however often, through however many workers: the books of one
delivery in order (O1, O4)."""

from __future__ import annotations

import random
from collections import Counter
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from kongbun.commands.run import Act
from kongbun.devices.actions import revoke
from kongbun.devices.models import DeviceRevocation, ItemAnswer
from kongbun.devices.queries import missing
from kongbun.people.models import Membership
from kongbun.receipts.models import Receipt
from kongbun.soundness.check import check
from kongbun.testing.cast import TODAY, Cast, make_cast
from kongbun.testing.databases import Copy
from tests.concurrency.crowd import DONE, Press, codes, crowd
from tests.devices.ledger import books_text, undone
from tests.devices.phone import NOW, Item, Phone, enrolled, minutes
from tests.dues.village import NOVEMBER, adopt_convention, make_house, sheet_of

ITEMS, WORKERS = 10, 8


def evening(phone: Phone, members: list[Membership]) -> list[Item]:
    """What only comes out right in order: money twice, a hand-over in its midst."""
    phone.pay(members[0])
    # The same money again: held for a person, but only because the first was booked.
    phone.pay(members[0])
    phone.pay(members[1], baht=60)
    phone.ask("dues.offer_bag", {"bag": phone.bag})
    phone.ask("dues.offer_bag", {"bag": phone.bag, "note": "อีกครั้ง"})
    phone.ask("receipts.void_number", {"receipt_no": 4, "reason": "เขียนผิด"})
    phone.no += 1
    phone.ask("dues.take_payment", {"into": phone.bag})
    phone.pay(members[2], baht=90, on=TODAY.replace(day=3))
    row = next(one for one in sheet_of(phone.cast).rows if one.house_no == "4")
    phone.ask(
        "dues.take_sheet",
        {
            "branch": str(phone.cast.branches[0].public_id),
            "month": NOVEMBER.isoformat()[:7],
            "bag": phone.bag,
            "rows": [{"key": str(row.key), "amount_satang": 3000, "receipt_no": 6}],
            "counted_satang": 3000,
        },
    )
    phone.no += 1
    phone.pay(members[4])
    assert len(phone.outbox) == ITEMS
    return phone.outbox


STATES = ["done", "quarantined", "done", "done", "refused"]
STATES += ["done", "refused", "done", "done", "done"]


@pytest.mark.django_db
def test_the_evening_is_what_it_should_be(
    phone: Phone, members: list[Membership]
) -> None:
    evening(phone, members)
    assert phone.states(phone.deliver()) == STATES


@pytest.fixture
def in_order(phone: Phone, members: list[Membership]) -> str:
    evening(phone, members)
    found = undone(phone.deliver)
    assert found.count("\nreceipt ") == 6
    return found


@pytest.mark.django_db
# Each example is taken back before the next: the fixtures are as they were.
@settings(
    deadline=None,
    max_examples=25,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
@given(
    deliveries=st.lists(
        st.lists(st.integers(0, ITEMS - 1), min_size=1, max_size=ITEMS), max_size=8
    ),
    last=st.permutations(range(ITEMS)),
)
def test_lost_late_doubled_and_shuffled_is_as_once_in_order(
    phone: Phone, in_order: str, deliveries: list[list[int]], last: list[int]
) -> None:
    def network() -> None:
        heard: set[int] = set()
        for places in [*deliveries, last]:
            told = phone.deliver([phone.outbox[place] for place in places])
            heard |= set(places)
            up_to = next((n for n in range(ITEMS) if n not in heard), ITEMS)
            for place, state in zip(places, phone.states(told), strict=True):
                # Nothing behind a missing number, everything before it.
                assert state == (STATES[place] if place < up_to else "waiting")
        assert not missing(phone.device)

    assert undone(network) == in_order


def _deliver(act: Act, *, phone: Phone, items: list[Item]) -> dict[str, Any]:
    del act
    return {"states": Counter(phone.states(phone.deliver(items)))}


def village(houses: int) -> tuple[Cast, list[Membership]]:
    cast = make_cast()
    adopt_convention(cast)
    members = [
        make_house(cast, str(no), f"สมาชิก คนที่{no}")[0] for no in range(1, houses + 1)
    ]
    return cast, members


def pressed(
    cast: Cast, deliveries: list[tuple[Phone, list[Item]]], *, workers: int = WORKERS
) -> None:
    said = crowd(
        [
            Press(cast.act("prasert"), _deliver, {"phone": phone, "items": items})
            for phone, items in deliveries
        ],
        workers=workers,
    )
    assert codes(said) == {DONE: len(deliveries)}


def test_eight_workers_hear_one_phone_as_one_does(committed_db: Copy) -> None:
    assert committed_db.name
    cast, members = village(5)
    phone = enrolled(cast)
    evening(phone, members)
    in_order = undone(phone.deliver)
    rng = random.Random(1)  # noqa: S311 -- a shuffled network
    deliveries = []
    for _ in range(4 * WORKERS):
        items = list(phone.outbox)
        rng.shuffle(items)
        deliveries.append((phone, items[: rng.randint(3, ITEMS)]))
    pressed(cast, deliveries)
    assert phone.states(phone.deliver()) == STATES
    assert books_text() == in_order
    answered = ItemAnswer.objects.order_by("ran__pk").values_list(
        "item__seq", flat=True
    )
    assert list(answered) == list(range(1, ITEMS + 1))
    # A number held for a person, and one that was refused: slips in somebody's hand.
    gaps = [one.object for one in check(now=NOW + minutes(30)) if one.code == "K006"]
    assert gaps == [f"receipt {phone.book_number}/0002"]


def test_a_phone_stopped_amid_its_storm_books_nothing_after_it(
    committed_db: Copy,
) -> None:
    """Whoever had it in hand: the line of the fund says what came before the stop."""
    assert committed_db.name
    cast, members = village(24)
    phone = enrolled(cast)
    for member in members:
        phone.pay(member)
    deliveries = [(phone, phone.outbox[at : at + 3]) for at in range(0, 24, 3)] * 2
    presses = [
        Press(cast.act("prasert"), _deliver, {"phone": phone, "items": items})
        for phone, items in deliveries
    ]
    facts = {"device": phone.id, "reason": "เครื่องหาย"}
    presses.insert(WORKERS + 4, Press(cast.act("somsri"), revoke, facts))
    assert codes(crowd(presses, workers=WORKERS)) == {DONE: len(presses)}
    states = phone.states(phone.deliver())
    stopped = DeviceRevocation.objects.get().command_id
    ran = ItemAnswer.objects.order_by("item__seq").values_list("state", "ran_id")
    assert [state for state, _ in ran] == states
    assert len(states) == len(members)
    for state, command_id in ran:
        assert (state == "done") == (command_id < stopped)
    assert set(states) <= {"done", "quarantined"}
    assert Receipt.objects.count() == states.count("done")


def test_a_sync_storm_has_each_effect_once(committed_db: Copy, soak: bool) -> None:
    """Fifty phones of twenty items, three times each; of two hundred as a soak."""
    assert committed_db.name
    phones_count, items_count, houses = (50, 200, 1000) if soak else (50, 20, 20)
    cast, members = village(houses)
    rng = random.Random(7)  # noqa: S311 -- a shuffled network
    phones = [enrolled(cast, name=f"เครื่อง {no}") for no in range(phones_count)]
    deliveries = []
    for phone in phones:
        for member in rng.sample(members, items_count):
            phone.pay(member, confirmed=True)
        for _ in range(3):
            items = list(phone.outbox)
            rng.shuffle(items)
            cut = rng.randint(1, items_count)
            deliveries += [(phone, part) for part in (items[:cut], items[cut:]) if part]
    rng.shuffle(deliveries)
    pressed(cast, deliveries)
    effects = phones_count * items_count
    assert Receipt.objects.count() == effects
    assert ItemAnswer.objects.filter(state="done").count() == effects
    assert [one for phone in phones for one in missing(phone.device)] == []
    assert check(now=NOW + minutes(30)) == []

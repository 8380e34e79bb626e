"""Planted bugs of the phones: order, whose right, clocks, and what waits unseen."""

from __future__ import annotations

from contextlib import AbstractContextManager
from datetime import timedelta
from typing import Any
from unittest.mock import patch

from kongbun.devices import apply_actions, queries, receive_actions
from kongbun.devices.models import DeviceItem
from kongbun.soundness import heard
from tests.sabotages.kinds import Sabotage

ORDER = "tests/devices/test_in_order.py"
STORM = "tests/devices/test_storm.py"
WHOSE = "tests/devices/test_whose.py"
CLOCKS = "tests/devices/test_clocks.py"
CHECK = "tests/devices/test_check.py"


def _gap_does_not_wait() -> AbstractContextManager[Any]:
    return patch.object(apply_actions, "in_turn", queries.waiting_items)


def _as_it_came() -> AbstractContextManager[Any]:
    def by_arrival(device: Any) -> list[DeviceItem]:
        waiting = DeviceItem.objects.filter(device=device, clash=False, answer=None)
        return list(
            waiting.select_related(
                "device__user", "device__fund", "device__book"
            ).order_by("-pk")
        )

    return patch.object(apply_actions, "in_turn", by_arrival)


def _refusal_jams() -> AbstractContextManager[Any]:
    run = apply_actions._run

    def stops(item: DeviceItem, act: Any) -> bool:
        return (
            run(item, act)
            and DeviceItem.objects.filter(pk=item.pk, answer__state="done").exists()
        )

    return patch.object(apply_actions, "_run", stops)


def _late_is_as_any() -> AbstractContextManager[Any]:
    return patch.object(queries, "is_late", lambda *_: False)


def _other_words_are_lost() -> AbstractContextManager[Any]:
    def by_number(device: Any, arriving: Any) -> list[Any]:
        known = set(
            DeviceItem.objects.filter(device=device).values_list("seq", flat=True)
        )
        return [one for one in arriving if one.seq not in known]

    return patch.object(receive_actions, "unheard", by_number)


def _revoked_goes_on() -> AbstractContextManager[Any]:
    return patch.object(queries, "is_revoked", lambda *_: False)


def _without_right_is_lost() -> AbstractContextManager[Any]:
    return patch.object(apply_actions, "HELD", frozenset())


def _any_secret() -> AbstractContextManager[Any]:
    return patch(
        "kongbun.devices.delivery.is_secret_of",
        lambda given, hashed: bool(given) and hashed is not None,
    )


def _own_phone_decided() -> AbstractContextManager[Any]:
    return patch(
        "kongbun.devices.quarantine_actions.refuse_same_person",
        lambda *_, **__: None,
    )


def _any_day() -> AbstractContextManager[Any]:
    return patch.object(apply_actions, "check_day", lambda *_: None)


def _tomorrow_is_tomorrow() -> AbstractContextManager[Any]:
    return patch.object(apply_actions, "min", lambda on, _: on, create=True)


def _clock_unseen() -> AbstractContextManager[Any]:
    return patch.object(queries, "CLOCK_OFF", timedelta(days=36_500))


def _waits_unseen() -> AbstractContextManager[Any]:
    return patch.object(heard, "unanswered", lambda *_: iter(()))


SABOTAGES = (
    Sabotage(
        "gap-does-not-wait",
        "O4",
        "What comes after a number that is missing is done at once.",
        (
            f"{ORDER}::test_what_comes_after_a_missing_number_waits_until_it_comes",
            f"{STORM}::test_lost_late_doubled_and_shuffled_is_as_once_in_order",
        ),
        _gap_does_not_wait,
    ),
    Sabotage(
        "phone-as-it-came",
        "O4",
        "A phone's items are done in the order of the network.",
        (f"{STORM}::test_lost_late_doubled_and_shuffled_is_as_once_in_order",),
        _as_it_came,
    ),
    Sabotage(
        "refusal-jams-the-phone",
        "O4",
        "A refused item holds up all that follow.",
        (f"{ORDER}::test_a_refused_item_never_holds_up_what_follows",),
        _refusal_jams,
    ),
    Sabotage(
        "late-number-booked",
        "O4",
        "A number that was given up is booked when it comes late.",
        (
            f"{ORDER}::test_an_officer_goes_on_without_a_number_and_a_late_one_needs_"
            "a_person",
        ),
        _late_is_as_any,
    ),
    Sabotage(
        "phone-other-words-lost",
        "O2",
        "The same number with other words is thrown away unseen.",
        (f"{ORDER}::test_a_number_with_other_words_is_refused_and_both_are_kept",),
        _other_words_are_lost,
    ),
    Sabotage(
        "revoked-phone-books",
        "O6",
        "A revoked phone goes on booking.",
        (
            f"{WHOSE}::test_what_comes_without_a_right_is_kept_shown_and_not_booked",
            f"{WHOSE}::test_a_phone_stopped_between_two_items_books_no_more",
        ),
        _revoked_goes_on,
    ),
    Sabotage(
        "without-right-is-lost",
        "O6",
        "What comes from a user whose duty ended is refused for ever, not held.",
        (f"{WHOSE}::test_what_comes_without_a_right_is_kept_shown_and_not_booked",),
        _without_right_is_lost,
    ),
    Sabotage(
        "any-phone-secret",
        "O6",
        "One phone's secret opens another.",
        (f"{WHOSE}::test_no_phone_no_fund_and_no_secret_look_alike",),
        _any_secret,
    ),
    Sabotage(
        "own-phone-taken-in",
        "O6",
        "Who collected with a phone takes in what was held from it.",
        (f"{WHOSE}::test_nobody_decides_about_an_own_phone_under_whatever_name",),
        _own_phone_decided,
    ),
    Sabotage(
        "phone-any-day",
        "O7",
        "A phone's day counts, however far ahead or before the books.",
        (f"{CLOCKS}::test_what_moves_no_money_must_have_a_possible_day_too",),
        _any_day,
    ),
    Sabotage(
        "phone-tomorrow",
        "O7",
        "A phone whose day runs ahead has its money refused.",
        (f"{CLOCKS}::test_a_day_that_cannot_be_is_refused_and_tomorrow_is_today",),
        _tomorrow_is_tomorrow,
    ),
    Sabotage(
        "phone-clock-unseen",
        "O7",
        "A phone's clock that is off by years is not shown.",
        (f"{CLOCKS}::test_a_clock_that_is_off_is_told_and_shown",),
        _clock_unseen,
    ),
    Sabotage(
        "phone-waits-unseen",
        "K018",
        "Nobody is told of what a phone sent and nobody answered.",
        (f"{CHECK}::test_an_item_that_waits_longer_than_five_minutes_is_found_alone",),
        _waits_unseen,
    ),
)

"""Planted bugs of benefits: paid once (M3), and within what is left (M4)."""

from __future__ import annotations

from contextlib import AbstractContextManager, ExitStack
from typing import Any
from unittest.mock import patch

from kongbun.claims import approve_actions, asking, deciding
from kongbun.claims.deciding import decide_now
from kongbun.claims.happening import Happening, happening
from kongbun.simulation import sabotage as simulated
from kongbun.soundness import paid
from tests.sabotages.kinds import Sabotage
from tests.sabotages.schema import without_triggers

PAY = "tests/claims/test_pay.py::"
SUBMIT = "tests/claims/test_submit.py::"
APPROVE = "tests/claims/test_approve.py::"
WORDS = "tests/soundness/test_words.py::"
BOTH_ERAS = f"{SUBMIT}test_one_event_typed_with_either_era_and_thai_digits_is_one_key"
AT_ONCE = (
    "tests/claims/test_races.py::test_of_two_who_approve_at_once_one_takes_what_is_left"
)
Bug = AbstractContextManager[Any]


def _another_key_each_time() -> Bug:
    """The key of an event holds the moment in which it was typed."""
    real, typed = happening, iter(range(10**6))

    def keyed(*rule: Any, **of: Any) -> Happening:
        found = real(*rule, **of)
        return Happening(found.kind, f"{found.key}|{next(typed)}", found.about)

    return patch.object(asking, "happening", keyed)


def _as_the_page_showed() -> Bug:
    """What the approver saw is not compared with what is left now."""

    def seen(claim: Any, *_: Any) -> Any:
        return decide_now(claim)

    return patch.object(approve_actions, "_as_seen", seen)


def _decided_once() -> Bug:
    """A decision is worked out when the page is opened, and not again (write skew)."""
    shown: dict[int, Any] = {}

    def once(claim: Any, **more: Any) -> Any:
        if claim.pk not in shown:
            shown[claim.pk] = decide_now(claim, **more)
        return shown[claim.pk]

    both = ExitStack()
    both.enter_context(patch.object(deciding, "decide_now", once))
    both.enter_context(patch.object(approve_actions, "decide_now", once))
    return both


SABOTAGES = (
    Sabotage(
        "pay-twice",
        "M3",
        "A claim that is paid may be paid again.",
        (f"{PAY}test_it_is_paid_once",),
        simulated.SABOTAGES["pay-twice"],
    ),
    Sabotage(
        "second-voucher-kept",
        "M3",
        "The database keeps a second voucher, and one over another sum.",
        (f"{PAY}test_the_database_itself_refuses_a_second_payment_and_another_sum",),
        lambda: without_triggers("kb_payment_follows_award"),
    ),
    Sabotage(
        "another-key-each-time",
        "M3",
        "One event typed twice is two events.",
        (BOTH_ERAS,),
        _another_key_each_time,
    ),
    Sabotage(
        "asked-twice",
        "M3",
        "Nobody looks whether the same was asked before, or on days that overlap.",
        (
            f"{SUBMIT}test_days_that_overlap_another_stay_are_refused",
            BOTH_ERAS,
        ),
        lambda: patch.object(asking, "reasons_about_others", lambda *_: []),
    ),
    Sabotage(
        "paid-twice-unlooked",
        "M3",
        "The check counts no payments of one event.",
        (
            f"{WORDS}test_a_request_paid_a_second_time_is_found",
            f"{WORDS}test_one_stay_paid_under_two_numbers_is_found",
        ),
        lambda: patch.object(paid, "paid_once", lambda _: iter(())),
    ),
    Sabotage(
        "forget-caps",
        "M4",
        "What was granted before does not count against the year's limit.",
        (
            f"{APPROVE}test_a_shared_yearly_limit_holds_however_requests_are_"
            "interleaved",
        ),
        simulated.SABOTAGES["forget-caps"],
    ),
    Sabotage(
        "as-the-page-showed",
        "M4",
        "What the approver's page showed holds, whatever was promised since.",
        (f"{APPROVE}test_facts_that_changed_after_the_page_was_opened_are_refused",),
        _as_the_page_showed,
    ),
    Sabotage(
        "two-read-one-cap",
        "M4",
        "Two who approve at once are both given what their pages showed.",
        (AT_ONCE,),
        _decided_once,
    ),
    Sabotage(
        "claims-of-the-dead",
        "M5",
        "After death or resignation new benefits are still asked for.",
        (
            f"{SUBMIT}test_after_leaving_nothing_new_but_everything_owed",
            f"{SUBMIT}test_the_dead_do_not_ask_for_themselves",
        ),
        simulated.SABOTAGES["claims-of-the-dead"],
    ),
    Sabotage(
        "backdating-unasked",
        "M2",
        "What was entered late gives a right without a second look.",
        (
            "tests/claims/test_certify.py::"
            "test_what_came_late_is_approved_by_no_resolution_before_the_second_look",
        ),
        simulated.SABOTAGES["backdating-unasked"],
    ),
)

"""Planted bugs in who may approve for whom, and in who opens a closed month again."""

from __future__ import annotations

from contextlib import AbstractContextManager
from typing import Any
from unittest.mock import patch

from kongbun.kernel.refusal import RefusalCode
from kongbun.ledger.models import Closing
from kongbun.reports import reopen_actions, reopening
from tests.sabotages.kinds import Sabotage

REOPENING = "tests/reports/test_reopening.py"


def _kin_may_reopen() -> AbstractContextManager[Any]:
    return patch.object(reopening, "nearest", lambda *_: [])


def _one_may_reopen() -> AbstractContextManager[Any]:
    return patch.object(reopen_actions, "refuse_same_person", lambda *_, **__: None)


def _treasurer_may_reopen() -> AbstractContextManager[Any]:
    found = reopening._against

    def lenient(*asked: Any) -> Any:
        return (
            reason
            for reason in found(*asked)
            if reason.code is not RefusalCode.KEEPS_THE_BOOKS
        )

    return patch.object(reopening, "_against", lenient)


def _any_month_reopens() -> AbstractContextManager[Any]:
    return patch.object(reopen_actions, "not_the_last", lambda _: None)


def _asker_not_looked_at_again() -> AbstractContextManager[Any]:
    """Only who acts is asked whether they may; who asked is taken as they were."""
    real = reopen_actions._refuse_whom_it_concerns

    def lenient(act: Any, close: Any, user_id: int | None) -> None:
        if user_id == act.user_id:
            real(act, close, user_id)

    return patch.object(reopen_actions, "_refuse_whom_it_concerns", lenient)


def _version_stays_one() -> AbstractContextManager[Any]:
    real = Closing.objects.create

    def first(**columns: Any) -> Any:
        return real(**{**columns, "version": 1})

    return patch.object(Closing.objects, "create", first)


SABOTAGES = (
    Sabotage(
        name="treasurers-kin-reopens",
        invariant="C5",
        breaks="The treasurer's spouse, child or housemate opens a closed month again.",
        tests=(f"{REOPENING}::test_nobody_of_the_treasurers_family_or_house",),
        bug=_kin_may_reopen,
    ),
    Sabotage(
        name="one-person-reopens",
        invariant="C5",
        breaks="Who asked that a month be opened again also agrees to it.",
        tests=(f"{REOPENING}::test_it_takes_two_and_a_reason",),
        bug=_one_may_reopen,
    ),
    Sabotage(
        name="treasurer-reopens",
        invariant="C5",
        breaks="Who kept the books of a month since asks that it be opened again.",
        tests=(f"{REOPENING}::test_nor_who_kept_the_books_since",),
        bug=_treasurer_may_reopen,
    ),
    Sabotage(
        name="month-below-a-closed-one-reopens",
        invariant="C5",
        breaks="A month is opened again while a later one is closed.",
        tests=(f"{REOPENING}::test_the_months_before_it_stay_closed",),
        bug=_any_month_reopens,
    ),
    Sabotage(
        name="asker-not-looked-at-again",
        invariant="C5",
        breaks="Who asked is not looked at again when the other agrees.",
        tests=(f"{REOPENING}::test_who_asked_must_still_be_who_may",),
        bug=_asker_not_looked_at_again,
    ),
    Sabotage(
        name="second-close-overwrites",
        invariant="C5",
        breaks="A month that closes again is given the version of its first close.",
        tests=(f"{REOPENING}::test_two_outsiders_open_it_and_it_closes_as_version_2",),
        bug=_version_stays_one,
    ),
)

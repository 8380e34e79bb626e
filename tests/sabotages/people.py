"""Planted bugs in who may approve for whom, and in who opens a closed month again."""

from __future__ import annotations

from contextlib import AbstractContextManager
from typing import Any
from unittest.mock import patch

from kongbun.claims import rolling
from kongbun.kernel.refusal import RefusalCode
from kongbun.ledger.models import Closing
from kongbun.people import impartial
from kongbun.reports import reopen_actions, reopening
from kongbun.rules import rolling as windows
from kongbun.rules import ties as rule
from kongbun.rules.ties import Kin
from kongbun.soundness import kin, splits
from tests.sabotages.kinds import Sabotage

IMPARTIAL = "tests/claims/test_impartial.py"
SPLITTING = "tests/claims/test_splitting.py"
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


def _ties_are_not_asked() -> AbstractContextManager[Any]:
    return patch.object(impartial, "near_persons", lambda *_: [])


def _ties_one_way() -> AbstractContextManager[Any]:
    """A tie counts only for who was named first when it was declared."""
    far = dict.fromkeys(Kin, rule.FARTHEST)
    return patch.object(rule, "MIRRORED", far)


def _names_on_paper_are_not_read() -> AbstractContextManager[Any]:
    return patch.object(impartial, "name_keys", lambda _: frozenset())


def _houses_are_not_asked() -> AbstractContextManager[Any]:
    return patch.object(rule, "house_at", lambda person, *_: -1 - 0 * person)


def _check_asks_no_ties() -> AbstractContextManager[Any]:
    return patch.object(kin, "by_no_kin", lambda *_: iter(()))


def _check_asks_ties_of_today() -> AbstractContextManager[Any]:
    """Every approval is judged by who is who now, not by who was then."""
    real = rule.relations

    def today(person: Any, other: Any, at: Any, *known: Any) -> Any:
        return real(person, other, 0 * at + rule.NOW - 1, *known)

    return patch("kongbun.soundness.related.relations", today)


def _parts_stand_alone() -> AbstractContextManager[Any]:
    """What the payee was given before is not asked: each part has its own level."""

    def alone(_fund: int, payees: Any, _on: Any) -> Any:
        return dict.fromkeys(payees, rolling.Before(7))

    return patch("kongbun.claims.approving.before", alone)


def _weeks_are_days() -> AbstractContextManager[Any]:
    """The sum is of the day of the approval alone."""
    real = windows.given_before

    def of_the_day(payee: Any, day: Any, satang: Any, days: Any) -> Any:
        return real(payee, day, satang, 0 * days + 1)

    return patch("kongbun.claims.rolling.given_before", of_the_day)


def _expenses_are_not_counted() -> AbstractContextManager[Any]:
    return patch.object(rolling, "_expenses", lambda *_: ())


def _check_counts_no_parts() -> AbstractContextManager[Any]:
    return patch.object(splits, "counted_whole", lambda *_: iter(()))


SABOTAGES = (
    Sabotage(
        name="parts-stand-alone",
        invariant="A3",
        breaks="Eleven times 1,000 pass where 10,001 would need the committee.",
        tests=(
            f"{SPLITTING}::test_the_part_that_crosses_goes_up_and_the_earlier_are_named",
        ),
        bug=_parts_stand_alone,
    ),
    Sabotage(
        name="parts-of-one-day-only",
        invariant="A3",
        breaks="A part a day is enough to stay below a level.",
        tests=(f"{SPLITTING}::test_seven_days_roll",),
        bug=_weeks_are_days,
    ),
    Sabotage(
        name="expenses-not-counted",
        invariant="A3",
        breaks="A part that goes as an expense in the payee's name is not counted.",
        tests=(
            f"{SPLITTING}::test_an_expense_in_the_payees_name_counts_until_it_is_reversed",
        ),
        bug=_expenses_are_not_counted,
    ),
    Sabotage(
        name="check-counts-no-parts",
        invariant="A3",
        breaks="kongbun check does not add up what one payee was given.",
        tests=(f"{SPLITTING}::test_a_part_that_went_past_its_level_is_found",),
        bug=_check_counts_no_parts,
    ),
    Sabotage(
        name="ties-not-asked",
        invariant="A2",
        breaks="The committee approves, pays and signs for its own families.",
        tests=(f"{IMPARTIAL}::test_nobody_does_it_for_themselves_or_theirs",),
        bug=_ties_are_not_asked,
    ),
    Sabotage(
        name="ties-one-way",
        invariant="A2",
        breaks="A tie bars only the one of the two who was named first.",
        tests=(
            f"{IMPARTIAL}::test_nobody_does_it_for_themselves_or_theirs",
            "tests/rules/test_ties.py",
        ),
        bug=_ties_one_way,
    ),
    Sabotage(
        name="names-on-paper-not-read",
        invariant="A2",
        breaks="An expense to the approver's wife passes, since its payee is a name.",
        tests=(f"{IMPARTIAL}::test_nobody_does_it_for_themselves_or_theirs",),
        bug=_names_on_paper_are_not_read,
    ),
    Sabotage(
        name="houses-not-asked",
        invariant="A2",
        breaks="Who lives in the claimant's house approves the claim.",
        tests=(f"{IMPARTIAL}::test_nobody_does_it_for_themselves_or_theirs",),
        bug=_houses_are_not_asked,
    ),
    Sabotage(
        name="check-asks-no-ties",
        invariant="A2",
        breaks="kongbun check does not ask whether an approver was kin.",
        tests=("tests/soundness/test_kin.py::test_a_word_for_ones_own_is_found",),
        bug=_check_asks_no_ties,
    ),
    Sabotage(
        name="check-asks-ties-of-today",
        invariant="A2",
        breaks="kongbun check judges old approvals by the ties of today.",
        tests=("tests/soundness/test_kin.py::test_ties_as_they_stood_then",),
        bug=_check_asks_ties_of_today,
    ),
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

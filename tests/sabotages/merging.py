"""Planted bugs against O8: merging preserves every satang and every right."""

from __future__ import annotations

from collections.abc import Mapping
from contextlib import AbstractContextManager, contextmanager
from typing import Any
from unittest.mock import patch

from kongbun.claims import history
from kongbun.dues import standing
from kongbun.merging import actions, obstacles
from kongbun.merging.stated import whole
from tests.sabotages.kinds import Sabotage

MERGE = "tests/merging/test_merge.py::"
REFUSALS = "tests/merging/test_refusals.py::"
HISTORIES = (
    "tests/merging/test_histories.py::"
    "test_merged_is_one_who_did_both_and_parted_is_as_before"
)


def _days_of_one_record() -> AbstractContextManager[Any]:
    def forget(paid: Any, place: Mapping[int, int], others: Mapping[int, int]) -> None:
        """What was paid in the other record is nobody's."""

    return patch.object(standing._Paid, "count_in", forget)


def _uses_of_one_record() -> AbstractContextManager[Any]:
    nobody = history.Doubles({}, {}, {})
    return patch.object(history.Doubles, "of_fund", lambda *_: nobody)


def _nothing_put_back() -> AbstractContextManager[Any]:
    return patch.object(actions, "_put_back", lambda _: None)


def _joined_as_it_was() -> AbstractContextManager[Any]:
    def late(kept: Any, other: Any, stating: Any) -> Any:
        return whole(kept, kept, stating)

    return patch("kongbun.merging.plan.whole", late)


def _days_paid_twice_unseen() -> AbstractContextManager[Any]:
    return patch.object(obstacles, "_days_twice", lambda _: iter(()))


def _by_one_alone() -> AbstractContextManager[Any]:
    @contextmanager
    def planted() -> Any:
        with (
            patch.object(actions, "refuse_same_person", lambda *_, **__: None),
            patch.object(actions, "_refuse_changed", lambda *_: None),
        ):
            yield

    return planted()


SABOTAGES: tuple[Sabotage, ...] = (
    Sabotage(
        "merge-loses-days",
        "O8",
        "Days and credit of the record that was merged away count for nobody.",
        (f"{MERGE}test_days_and_money_of_both_are_one_members", HISTORIES),
        _days_of_one_record,
    ),
    Sabotage(
        "merge-forgets-uses",
        "O8",
        "What the other record was granted does not count against the year's limit.",
        (f"{REFUSALS}test_a_limit_just_reached_by_both_stands_in_nobodys_way",),
        _uses_of_one_record,
    ),
    Sabotage(
        "merge-forgets-joining",
        "O8",
        "The record that is kept goes on from its own, later day of joining.",
        (f"{MERGE}test_the_earlier_joining_counts_whichever_record_is_kept",),
        _joined_as_it_was,
    ),
    Sabotage(
        "unmerge-keeps-edits",
        "O8",
        "Taken apart, the record keeps what the merge had written into it.",
        (f"{MERGE}test_what_was_corrected_meanwhile_stays_corrected", HISTORIES),
        _nothing_put_back,
    ),
    Sabotage(
        "merge-pays-days-twice",
        "O8",
        "Days that both records have paid become one: a month's money is gone.",
        (f"{REFUSALS}test_a_day_paid_in_both_is_shown_with_both_receipts",),
        _days_paid_twice_unseen,
    ),
    Sabotage(
        "merge-by-one-alone",
        "A1",
        "Whoever asks for a merge confirms it, whatever has changed since.",
        (f"{MERGE}test_each_step_is_another_persons_and_bound_to_what_was_seen",),
        _by_one_alone,
    ),
)

"""Decisions by facts that were not so: the register, the papers, the by-law."""

from __future__ import annotations

import json
from datetime import UTC, date, datetime

import pytest

from kongbun.claims.models import Decision
from kongbun.people.models import Membership, Person
from kongbun.soundness.check import check
from kongbun.testing.cast import by_hand, make_cast
from kongbun.testing.databases import Once
from tests.claims.story import Story, tell
from tests.soundness.test_redecided import bind_again, change

NOW = datetime(2026, 11, 20, 5, tzinfo=UTC)


def begin() -> Story:
    """Seven nights in hospital, approved and paid, of a member whose birth is known."""
    told = tell(make_cast())
    with by_hand(told.cast.fund):
        Person.objects.filter(pk=told.bunruean.person_id).update(
            birth_date=date(1950, 1, 1), birth_precision="day"
        )
    told.pay(told.approved())
    return told


@pytest.fixture
def story(once: Once) -> Story:
    return once(begin)


def fact(name: str, value: int, *, of: int | None = None) -> str:
    """Another value of a fact in every decision, or in those where it is `of`.

    What it gives stays.
    """
    if of is None:
        of = kept(name)[0]
    return (
        "UPDATE claims_decision SET facts = replace(facts,"
        f""" '"{name}":{of}', '"{name}":{value}')"""
    )


def kept(name: str) -> list[int]:
    """What each decision kept of a fact, in their order."""
    facts = Decision.objects.order_by("pk").values_list("facts", flat=True)
    return [json.loads(one)[name] for one in facts]


def found() -> list[tuple[str, str]]:
    return [(one.code, one.object) for one in check(now=NOW)]


def test_what_was_so_raises_none(story: Story) -> None:
    assert story.cast.fund
    bind_again()
    assert found() == []


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("joined_date", 17_000),
        ("exited_date", 20_800),
        ("event_date", 20_767),
        ("event_last_date", 20_774),
        ("filed_date", 20_775),
        ("evidence_medical_certificate", 2),
        ("backdating_confirmed", 1),
    ],
)
def test_a_fact_that_was_not_so_is_found(story: Story, name: str, value: int) -> None:
    """One that gives the same: what it gives otherwise is told by the rules."""
    assert story.cast.fund
    change((fact(name, value), []))
    bind_again()
    assert found() == [("K012", "claim 1/2570")]


@pytest.mark.parametrize(
    "sql",
    [
        "UPDATE people_membership SET joined_on = '2026-10-30'",
        "UPDATE people_membership SET exited_on = '2026-11-01', exit_reason ="
        " 'resigned'",
        "UPDATE claims_evidenceitem SET received = 0 WHERE code ="
        " 'medical_certificate'",
        "UPDATE claims_event SET first_day = '2026-11-08';"
        "UPDATE claims_claim SET event_on = '2026-11-08'",
    ],
)
def test_a_row_that_says_otherwise_is_found(story: Story, sql: str) -> None:
    assert story.cast.fund
    change(*((one, []) for one in sql.split(";")))
    bind_again()
    assert found() == [("K012", "claim 1/2570")]


def test_the_by_law_of_another_day_is_found(story: Story) -> None:
    """The older one, with what it gives for the same facts."""
    assert story.cast.fund
    older = "(SELECT id FROM bylaws_bylawversion ORDER BY effective_from LIMIT 1)"
    change(
        (
            f"UPDATE claims_decision SET bylaw_id = {older}, bylaw_hash = (SELECT hash"
            f" FROM bylaws_bylawversion WHERE id = {older})",
            [],
        )
    )
    bind_again()
    assert found() == [("K012", "claim 1/2570")]


def test_what_was_corrected_since_raises_none(story: Story) -> None:
    """Joined on another day, as a paper that came later says; a by-law adopted late."""
    with by_hand(story.cast.fund):
        Membership.objects.filter(pk=story.bunruean.pk).update(
            joined_on=date(2020, 12, 1)
        )
    assert found() == []

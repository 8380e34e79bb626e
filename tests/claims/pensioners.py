"""A list of who is due, put before the committee."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any
from uuid import UUID

from kongbun.claims.models import PensionList
from kongbun.claims.pension_actions import (
    approve_pensions,
    list_hash,
    propose_pensions,
    still_due,
)
from kongbun.people.models import Membership, Person
from kongbun.testing.cast import TODAY, by_hand, make_member
from tests.claims.story import Story, paid_until


def propose_for(story: Story) -> tuple[Person, Callable[[], Any]]:
    """One of seventy who paid six years; and the chair's word on the list."""
    member = make_member(
        story.cast, 201, birth_date=date(1956, 1, 1), joined_on=date(2020, 11, 1)
    )
    paid_until(member, date(2027, 1, 1))
    told = propose_pensions(story.cast.act("somsri"), benefit="pension", due_on=TODAY)
    kept = PensionList.objects.get(public_id=UUID(told["list"]))
    seen = list_hash(kept.benefit, kept.due_on, still_due(kept))
    return member.person, lambda: approve_pensions(
        story.cast.act("prasong"),
        pension_list=kept.public_id,
        content_hash=seen.hex(),
    )


def two_elders(story: Story) -> list[Membership]:
    """Seventy and seventy-one, of two villages, who paid six and eleven years."""
    with by_hand(story.cast.fund):
        Membership.objects.filter(pk=story.bunruean.pk).update(
            joined_on=date(2025, 11, 1)
        )
    made = []
    for no, (born, joined) in enumerate(
        [
            (date(1956, 1, 1), date(2020, 11, 1)),
            (date(1955, 1, 1), date(2015, 11, 1)),
        ],
        1,
    ):
        member = make_member(
            story.cast,
            200 + no,
            birth_date=born,
            joined_on=joined,
            branch=story.cast.branches[no - 1],
        )
        paid_until(member, date(2027, 1, 1))
        made.append(member)
    return made


def propose(story: Story, who: str = "somsri", **changed: Any) -> dict[str, Any]:
    today = changed.pop("today", TODAY)
    facts = {"benefit": "pension", "due_on": TODAY, **changed}
    return propose_pensions(story.cast.act(who, today=today), **facts)


def proposed(story: Story, **changed: Any) -> PensionList:
    answer = propose(story, **changed)
    return PensionList.objects.get(public_id=UUID(answer["list"]))


def seen(kept: PensionList) -> str:
    return list_hash(kept.benefit, kept.due_on, still_due(kept)).hex()


def approve_list(story: Story, kept: PensionList, **facts: Any) -> dict[str, Any]:
    act = story.cast.act(facts.pop("who", "prasong"))
    said = {"pension_list": kept.public_id, "content_hash": seen(kept), **facts}
    return approve_pensions(act, **said)

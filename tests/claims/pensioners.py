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
from kongbun.people.models import Person
from kongbun.testing.cast import TODAY, make_member
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

"""Small funds in which every kind of command was given once.

The scenes of `tests/faults` one after the other: each kind of command has one, and a
new kind without one is refused there.  What does not fit after the others in one fund
is done in the next.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from django.db import Error, transaction

from kongbun.access.models import RoleGrant
from kongbun.bylaws.models import BylawVersion
from kongbun.kernel.refusal import Refused
from kongbun.testing.cast import Cast, another_fund, make_cast
from tests.claims.story import tell
from tests.faults.scene import TOLD, Ready, Scene
from tests.faults.scenes import SCENES
from tests.people.sheets import brought_in

# What a scene says that comes too late: a name or a number is taken already.
LATE = (
    *(Refused, AssertionError, Error, ValueError, LookupError),
    *(RoleGrant.MultipleObjectsReturned, BylawVersion.MultipleObjectsReturned),
)
# Those that fit only into a fund in which little has been done.
FIRST = (
    *("people.confirm_unmerge", "people.end_tie", "devices.take_in", "devices.go_on"),
    *("treasury.permit_reserve", "treasury.explain", "treasury.reopen_month"),
    *("treasury.enter_refund", "dues.accept_bag", "dues.take_sheet"),
)
# As many funds as it takes until every table has a row.
FUNDS = 8
PROGRAM = "kongbun "


def scenes() -> Iterator[Scene]:
    """All but those of the program itself, which has other rows in other places."""
    # By name: a module that is read twice has two.
    return (one for one in SCENES.values() if not one.kind.startswith(PROGRAM))


def live(folder: Path, *, funds: int = FUNDS) -> Cast:
    """Everything was done: in the cast's own fund, or in one of those that followed."""
    first = make_cast()
    every = [*scenes()]
    # The later one of a kind often does what the earlier ones do.
    every.reverse()
    left = sorted(every, key=lambda one: one.kind not in FIRST)
    brought_in(first)
    for number in range(funds):
        cast = another_fund(first, f"F{number}") if number else first
        left = _as_far_as_it_goes(cast, left, folder, told=number % 2 == 0)
    return first


def _as_far_as_it_goes(
    cast: Cast, wanted: list[Scene], folder: Path, *, told: bool
) -> list[Scene]:
    """Do what can be done in this fund; those that could not."""
    left = []
    story = tell(cast) if told else None
    for one in wanted:
        if (one.begins == TOLD) is not told:
            left.append(one)
            continue
        try:
            with transaction.atomic():
                one.prepare(Ready(cast, story, folder))()
        except LATE:
            left.append(one)
    return left

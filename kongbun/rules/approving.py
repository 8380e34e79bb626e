"""Who may approve a sum: what the levels of a by-law say of it.

Not who that is: people, duties and signatures are the counter's (`claims.approving`).
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass

from kongbun.rules.benefit import Approval

CENTRE, CHAIR, COMMITTEE, GENERAL_MEETING = (
    "centre", "chair", "committee", "general_meeting",
)  # fmt: skip
# From the lowest: whoever stands further right may do what the left one may.
BODIES = (CENTRE, CHAIR, COMMITTEE, GENERAL_MEETING)


@dataclass(frozen=True, slots=True, kw_only=True)
class Needed:
    """The lowest body that suffices for a sum: those above it suffice too."""

    body: str
    # Where it says so; "" where the by-law has no level for any sum.
    clause: str
    # The by-law tells the chair from the committee: only a resolution is the latter.
    by_resolution: bool
    # Who may go first in an emergency, with this sum.
    first: tuple[Approval, ...]

    def suffices(self, body: str) -> bool:
        return BODIES.index(body) >= BODIES.index(self.body)

    def goes_first(self, bodies: Collection[str]) -> Approval | None:
        """The level that lets one of these bodies go first, if one does."""
        return next((level for level in self.first if level.by in bodies), None)


def needed(levels: Sequence[Approval], amount_satang: int) -> Needed:
    """Who has to approve this sum.

    Of the levels that reach it, the lowest body.  A sum above every ceiling is the
    general meeting's.  Without levels it is the committee's, by anyone's signature
    who signs for it.
    """
    ordinary = sorted((level for level in levels if not level.emergency), key=_rank_of)
    fitting = [level for level in ordinary if _reaches(level, amount_satang)]
    by_resolution = any(level.by == CHAIR for level in levels)
    if fitting:
        body, clause = fitting[0].by, fitting[0].clause
    elif ordinary:
        body, clause = GENERAL_MEETING, ordinary[-1].clause
    else:
        body, clause = COMMITTEE, ""
    return Needed(
        body=body,
        clause=clause,
        by_resolution=by_resolution,
        first=tuple(
            level
            for level in sorted(levels, key=_rank_of)
            if level.emergency and _reaches(level, amount_satang)
        ),
    )


def _reaches(level: Approval, amount_satang: int) -> bool:
    return level.up_to_satang is None or amount_satang <= level.up_to_satang


def _rank_of(level: Approval) -> int:
    return BODIES.index(level.by)

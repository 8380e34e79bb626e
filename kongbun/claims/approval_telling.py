"""Who may approve this, told on its page: the by-law's line, and what it asks for.

Reads only; the action refuses for itself what is only shown here.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from kongbun.claims.approving import Matter, matter_of, required
from kongbun.claims.in_force import in_force
from kongbun.claims.models import Claim
from kongbun.rules.approving import COMMITTEE, GENERAL_MEETING
from kongbun.rules.approving_words import emergency_line, levels_line


@dataclass(frozen=True, slots=True)
class ToldApproval:
    """For one sum: who approves it, by which paper, and who may go first."""

    line: str
    required: str
    # No signature alone suffices: a resolution of `board` does.
    needs_resolution: bool
    board: str
    # Who may go first and by when it is confirmed; "" where the by-law lets nobody.
    emergency: str

    def as_json(self) -> dict[str, object]:
        return {
            "line": self.line,
            "required": self.required,
            "needs_resolution": self.needs_resolution,
            "emergency": self.emergency,
        }


def tell_approval(matter: Matter) -> ToldApproval:
    """What the page of an approval says above its form."""
    found = matter.needed
    of_meeting = found.body == GENERAL_MEETING
    return ToldApproval(
        line=levels_line(matter.levels),
        required=required(found),
        needs_resolution=of_meeting
        or (found.body == COMMITTEE and found.by_resolution),
        board=GENERAL_MEETING if of_meeting else COMMITTEE,
        emergency=emergency_line(found.first[0]) if found.first else "",
    )


def matter_now(claim: Claim, offer_satang: int, on: date) -> Matter:
    """A claim that waits, to be approved for what the by-law gives.

    Where that is nothing only a board gives it something.
    """
    rules = in_force(claim.fund_id, claim.event.first_day)
    return matter_of(rules, claim, offer_satang, on=on, by_board=not offer_satang)

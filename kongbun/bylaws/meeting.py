"""The meeting that adopts a by-law: who came, how they voted, who certifies it.

One set of guards for a draft and for a file.  What quorum and majority a fund's own
rules ask is typed by who records the meeting: they differ and are never guessed.
"""

from __future__ import annotations

from dataclasses import dataclass, fields
from datetime import date
from typing import Any

from kongbun.kernel.lengths import too_long
from kongbun.kernel.refusal import Reason, RefusalCode, Refused

NAME_MAX = 200
FIELDS = {
    "members_present": "ผู้มาประชุม",
    "members_entitled": "ผู้มีสิทธิออกเสียง",
    "quorum": "องค์ประชุม",
    "votes_for": "เห็นชอบ",
    "votes_against": "ไม่เห็นชอบ",
    "votes_abstained": "งดออกเสียง",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Meeting:
    """What was recorded of a meeting; None where the paper does not say."""

    adopted_on: date
    meeting: str
    votes_for: int | None = None
    votes_against: int | None = None
    votes_abstained: int | None = None
    members_present: int | None = None
    members_entitled: int | None = None
    quorum: int | None = None
    certified_by: str = ""
    certified_on: date | None = None

    @property
    def votes(self) -> int:
        cast = (self.votes_for, self.votes_against, self.votes_abstained)
        return sum(vote or 0 for vote in cast)

    def columns(self) -> dict[str, Any]:
        """As a version keeps it."""
        found = {one.name: getattr(self, one.name) for one in fields(self)}
        return found | {
            "meeting": self.meeting.strip(),
            "certified_by": self.certified_by.strip(),
        }


def refuse_unfit_meeting(meeting: Meeting, *, today: date, whole: bool) -> None:
    """Refuse a meeting that cannot have been, or that did not adopt anything.

    `whole`: nothing may be missing, as of a draft that was voted on here.
    """
    reasons = [
        *(_missing(meeting) if whole else ()),
        *_about_words(meeting),
        *_about_days(meeting, today),
        *_about_numbers(meeting),
    ]
    if reasons:
        raise Refused.of(reasons)


def _missing(meeting: Meeting) -> list[Reason]:
    empty = [label for name, label in FIELDS.items() if getattr(meeting, name) is None]
    if not meeting.certified_by.strip():
        empty.append("ผู้รับรองมติ")
    if meeting.certified_on is None:
        empty.append("วันที่รับรองมติ")
    return [Reason(RefusalCode.FIELD_EMPTY, {"field": field}) for field in empty]


def _about_words(meeting: Meeting) -> list[Reason]:
    if not meeting.meeting.strip():
        return [Reason(RefusalCode.FIELD_EMPTY, {"field": "การประชุมที่ลงมติ"})]
    return [
        *too_long("การประชุมที่ลงมติ", meeting.meeting, NAME_MAX),
        *too_long("ผู้รับรองมติ", meeting.certified_by, NAME_MAX),
    ]


def _about_days(meeting: Meeting, today: date) -> list[Reason]:
    held, certified = meeting.adopted_on, meeting.certified_on
    days = [held] if certified is None else [held, certified]
    reasons = [
        Reason(RefusalCode.DATE_IN_FUTURE, {"found": day, "today": today})
        for day in days
        if day > today
    ]
    if certified is not None and certified < held:
        facts = {"first": held, "last": certified}
        reasons.append(Reason(RefusalCode.DATES_IN_WRONG_ORDER, facts))
    return reasons


def _about_numbers(meeting: Meeting) -> list[Reason]:
    """Each comparison only where both sides are known."""
    reasons = []
    present, entitled = meeting.members_present, meeting.members_entitled
    if present is not None:
        if meeting.votes > present:
            facts = {"votes": meeting.votes, "present": present}
            reasons.append(Reason(RefusalCode.ABOVE_MEMBERS_PRESENT, facts))
        if entitled is not None and present > entitled:
            facts = {"present": present, "entitled": entitled}
            reasons.append(Reason(RefusalCode.ABOVE_MEMBERS_ENTITLED, facts))
        if meeting.quorum is not None and present < meeting.quorum:
            facts = {"present": present, "quorum": meeting.quorum}
            reasons.append(Reason(RefusalCode.QUORUM_NOT_REACHED, facts))
    voted = meeting.votes_for is not None and meeting.votes_against is not None
    if voted and (meeting.votes_for or 0) <= (meeting.votes_against or 0):
        facts = {
            "votes_for": meeting.votes_for or 0,
            "votes_against": meeting.votes_against or 0,
        }
        reasons.append(Reason(RefusalCode.NOT_CARRIED, facts))
    return reasons

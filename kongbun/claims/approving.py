"""Who may approve this claim: the by-law's levels, held against duties and papers.

Reads only.  What a level means stands in `rules.approving`; here is who speaks for
which body, and the refusal of who does not.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from kongbun.access.models import Role
from kongbun.access.permissions import roles
from kongbun.access.queries import is_one_person, villages_of_duty
from kongbun.approvals.queries import signatures
from kongbun.claims.in_force import InForce, in_force
from kongbun.claims.late import day_of
from kongbun.claims.models import Award, Claim
from kongbun.claims.rolling import NOTHING, Before, before, payee_of
from kongbun.claims.rows import persons_of
from kongbun.commands.run import Act
from kongbun.kernel.money import Money
from kongbun.kernel.refusal import RefusalCode, Refused
from kongbun.people.models import CommitteeSeat
from kongbun.rules.approving import (
    BODIES,
    CENTRE,
    CHAIR,
    COMMITTEE,
    GENERAL_MEETING,
    Needed,
    needed,
)
from kongbun.rules.approving_words import levels_line
from kongbun.rules.benefit import Approval as Level
from kongbun.rules.benefit import BenefitRule, ByResolution
from kongbun.rules.sentences import APPROVERS

BOARDS = (COMMITTEE, GENERAL_MEETING)
OF_A_BOARD = frozenset({Role.CHAIR, Role.COMMITTEE})


@dataclass(frozen=True, slots=True, kw_only=True)
class Matter:
    """What is to be approved, as far as it matters who may."""

    rule: BenefitRule
    levels: tuple[Level, ...]
    amount_satang: int
    # Whose village centres it concerns.
    branches: frozenset[int | None]
    # The one claim, with its signatures; a list has none.
    claim: Claim | None = None
    # Another sum than the by-law's, or one that it leaves to a resolution.
    by_board: bool = False
    # What the same payee was given within the fund's days: it counts with this (A3).
    before: Before = NOTHING

    @property
    def counted_satang(self) -> int:
        return self.amount_satang + self.before.satang

    @property
    def needed(self) -> Needed:
        found = needed(self.levels, self.counted_satang)
        if not self.by_board:
            return found
        body = found.body if found.body == GENERAL_MEETING else COMMITTEE
        return replace(found, body=body, by_resolution=True)


@dataclass(frozen=True, slots=True)
class Word:
    """Which body approves; `first` is the level by which it goes first."""

    body: str
    first: Level | None = None


def matter_of(
    rules: InForce,
    claim: Claim,
    amount_satang: int,
    *,
    on: date,
    by_board: bool = False,
) -> Matter:
    """One claim, to be approved for this sum on a day."""
    rule = rules.rule(claim.benefit)
    payee = payee_of(claim)
    return Matter(
        rule=rule,
        levels=rules.bylaw.approvals_for(rule),
        amount_satang=amount_satang,
        branches=frozenset({claim.branch_id}),
        claim=claim,
        by_board=by_board or isinstance(rule.amount, ByResolution),
        before=before(claim.fund_id, [payee], on)[payee],
    )


def matter_of_award(award: Award) -> Matter:
    """What was approved, to be looked at again."""
    claim = award.claim
    rules = in_force(claim.fund_id, claim.event.first_day)
    found = matter_of(
        rules,
        claim,
        award.amount_satang,
        on=day_of(award.approval.at),
        by_board=award.departs,
    )
    counted = Before(award.before_days or 0, (), award.before_satang or 0)
    return replace(found, before=counted)


def is_whole(resolution: Mapping[str, Any] | None) -> bool:
    """A resolution has a number and a day."""
    return bool(
        resolution
        and str(resolution.get("number") or "").strip()
        and resolution.get("decided_on")
    )


def as_day(value: date | str) -> date:
    """The day of a resolution, as a form or a file gives it."""
    return value if isinstance(value, date) else date.fromisoformat(value)


def board_of(resolution: Mapping[str, Any] | None) -> str:
    """Whose resolution it is; "" where none was given whole."""
    if not is_whole(resolution):
        return ""
    assert resolution is not None
    return str(resolution.get("board") or COMMITTEE)


def word_of(
    act: Act,
    matter: Matter,
    resolution: Mapping[str, Any] | None,
    *,
    emergency: bool = False,
) -> Word:
    """For which body who acts approves this.  Refuses who speaks for none that may.

    With `emergency` a body that the by-law lets go first does, unless what was given
    suffices anyway.
    """
    board, user_id, wanted = board_of(resolution), act.user_id or 0, matter.needed
    held = roles(user_id, act.fund_id, act.today)
    spoken = spoken_for(user_id, matter, act.fund_id, act.today, board=board)
    enough = [body for body in BODIES if body in spoken and wanted.suffices(body)]
    if enough:
        return Word(board if board in enough else enough[0])
    if emergency:
        first = wanted.goes_first(spoken)
        if first is None:
            raise Refused(
                RefusalCode.EMERGENCY_NOT_GIVEN,
                found=_found(held),
                benefit=matter.rule.title,
                amount=Money(matter.amount_satang).short(),
                clause=_clause(matter),
                required=required(wanted),
            )
        return Word(first.by, first)
    raise _refusal(act, matter, held)


def spoken_for(
    user_id: int, matter: Matter, fund_id: int, on: date, *, board: str = ""
) -> frozenset[str]:
    """The bodies for which this user's signature stands, with that resolution."""
    held = roles(user_id, fund_id, on)
    bodies = set()
    if held & OF_A_BOARD:
        if board in BOARDS:
            bodies.add(board)
        if not matter.needed.by_resolution:
            bodies.add(COMMITTEE)
    if Role.CHAIR in held:
        bodies.add(CHAIR)
    if (
        Role.CENTRE in held
        and not matter.by_board
        and serves(user_id, fund_id, matter.branches, on)
        and not has_certified(user_id, matter)
    ):
        bodies.add(CENTRE)
    return frozenset(bodies)


def is_of_a_board(user_id: int, fund_id: int, on: date) -> bool:
    """Who may bring a board's resolution, and so approve or refuse anything."""
    return bool(roles(user_id, fund_id, on) & OF_A_BOARD)


def could_decide(
    user_id: int, matter: Matter, fund_id: int, on: date, *, first: bool = False
) -> bool:
    """Whether this user could approve it, with the papers it needs.

    With `first` also who could only go first, in an emergency.
    """
    if is_of_a_board(user_id, fund_id, on):
        return True
    spoken = spoken_for(user_id, matter, fund_id, on)
    enough = any(matter.needed.suffices(body) for body in spoken)
    return enough or (first and could_go_first(user_id, matter, fund_id, on))


def could_go_first(user_id: int, matter: Matter, fund_id: int, on: date) -> bool:
    """Whether the by-law names a body of this user's for an emergency of this sum."""
    spoken = spoken_for(user_id, matter, fund_id, on)
    return matter.needed.goes_first(spoken) is not None


def refuse_undecided(act: Act, matter: Matter) -> None:
    """Who could not approve it does not refuse it either."""
    if not could_decide(act.user_id or 0, matter, act.fund_id, act.today):
        held = roles(act.user_id or 0, act.fund_id, act.today)
        raise _refusal(act, matter, held)


def serves(
    user_id: int, fund_id: int, branches: frozenset[int | None], on: date
) -> bool:
    """Whether these are this user's centres, as far as duties and seats say which."""
    named = villages_of_duty(user_id, fund_id, Role.CENTRE, on) or frozenset()
    seats = CommitteeSeat.objects.filter(
        fund_id=fund_id,
        branch__isnull=False,
        person__in=persons_of(user_id, fund_id),
        from_date__lte=on,
    ).exclude(until_date__lte=on)
    known = named | set(seats.values_list("branch_id", flat=True))
    return not known or branches <= known


def has_certified(user_id: int, matter: Matter) -> bool:
    """Whether they signed the request for its centre, or recorded who did."""
    claim = matter.claim
    if claim is None:
        return False
    mine = {person.pk for person in persons_of(user_id, claim.fund_id)}
    return any(
        one.person_id in mine
        or is_one_person(claim.fund_id, user_id, one.recorded_by_id)
        for one in signatures(claim.public_id)
    )


def required(found: Needed) -> str:
    """Who suffices, in words."""
    board = "ที่ประชุมคณะกรรมการ" if found.by_resolution else APPROVERS[COMMITTEE]
    if found.body == GENERAL_MEETING:
        return APPROVERS[GENERAL_MEETING]
    return board if found.body == COMMITTEE else f"{APPROVERS[found.body]} หรือ{board}"


def waits_for_answer(award: Award) -> bool:
    """Whether it went first in an emergency and nobody has answered."""
    return award.emergency and not hasattr(award, "emergency_answer")


def _refusal(act: Act, matter: Matter, held: frozenset[Role]) -> Refused:
    """Why none of the bodies this user speaks for suffices."""
    found = matter.needed
    amount = Money(matter.counted_satang).short()
    alone = needed(matter.levels, matter.amount_satang)
    if matter.before.satang and BODIES.index(found.body) > BODIES.index(alone.body):
        return Refused(
            RefusalCode.SPLIT_ABOVE_LEVEL,
            earlier=matter.before.words(),
            days=matter.before.days,
            amount=amount,
            found=_found(held),
            required=required(found),
        )
    if held & OF_A_BOARD:
        if found.body == GENERAL_MEETING:
            return Refused(
                RefusalCode.GENERAL_MEETING_NEEDED, amount=amount, clause=found.clause
            )
        if found.body == COMMITTEE:
            return Refused(
                RefusalCode.COMMITTEE_RESOLUTION_NEEDED,
                amount=amount,
                clause=_clause(matter),
                found=_found(held),
            )
    elif found.body == CENTRE and Role.CENTRE in held:
        if has_certified(act.user_id or 0, matter):
            return Refused(RefusalCode.CERTIFIED_IT, user=act.user_name, verb="อนุมัติ")
        return Refused(
            RefusalCode.NOT_OF_THIS_CENTRE, name=act.user_name, branch=_centre(matter)
        )
    return Refused(
        RefusalCode.NOT_THE_APPROVER,
        amount=amount,
        required=required(found),
        levels=levels_line(matter.levels),
        user=act.user_name,
        found=_found(held),
    )


def _centre(matter: Matter) -> str:
    if matter.claim is None:
        return "ของทุกคนในรายชื่อ"
    return matter.claim.branch.label() if matter.claim.branch else "ของผู้ขอ"


def _clause(matter: Matter) -> str:
    return matter.needed.clause or matter.rule.clause


def _found(held: frozenset[Role]) -> str:
    mine = [role for role in (Role.CHAIR, Role.COMMITTEE, Role.CENTRE) if role in held]
    return str(mine[0].label) if mine else "ผู้ไม่มีหน้าที่"

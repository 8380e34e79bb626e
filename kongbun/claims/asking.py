"""What stands against a request before any by-law is asked.

Reads only: collects every reason, so that one visit to the counter is enough.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from kongbun.claims.happening import Happening
from kongbun.claims.models import Claim, ClaimStatus
from kongbun.commands.run import Act
from kongbun.kernel.refusal import Reason, RefusalCode
from kongbun.kernel.thai_date import short
from kongbun.people.models import ExitReason, Membership
from kongbun.rules.benefit import BenefitRule


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """One request as it stands at the counter."""

    rule: BenefitRule
    membership: Membership | None
    happening: Happening
    first_day: date
    last_day: date
    claimant_name: str
    # Who it is about, or who asks without being a member.
    name: str


def reasons_about_days(act: Act, asked: Asked) -> list[Reason]:
    """The days themselves, and whether the claimant was a member on them."""
    reasons = []
    for day in sorted({asked.first_day, asked.last_day}):
        if day > act.today:
            reasons.append(
                Reason(
                    RefusalCode.DATE_IN_FUTURE,
                    {"found": short(day), "today": short(act.today)},
                )
            )
    if asked.last_day < asked.first_day:
        reasons.append(
            Reason(
                RefusalCode.DATES_IN_WRONG_ORDER,
                {"first": short(asked.first_day), "last": short(asked.last_day)},
            )
        )
    member = asked.membership
    if member is None:
        if asked.rule.members_only:
            facts = {"name": asked.name, "benefit": asked.rule.title}
            reasons.append(Reason(RefusalCode.NOT_A_MEMBER, facts))
        return reasons
    if asked.first_day < member.joined_on:
        reasons.append(
            Reason(
                RefusalCode.EVENT_BEFORE_JOINING,
                {
                    "event": short(asked.first_day),
                    "name": member.person.full_name(),
                    "joined": short(member.joined_on),
                },
            )
        )
    return reasons + _reasons_after_exit(asked, member)


def _reasons_after_exit(asked: Asked, member: Membership) -> list[Reason]:
    is_death = asked.happening.kind == "death" and not asked.happening.about
    exited, name = member.exited_on, member.person.full_name()
    reasons = []
    if exited is not None:
        facts = {
            "event": short(asked.first_day),
            "name": name,
            "exited": short(exited),
            "why": ExitReason(member.exit_reason).label,
        }
        died = member.exit_reason == ExitReason.DIED
        if is_death and died and asked.first_day != exited:
            reasons.append(Reason(RefusalCode.DEATH_DAY_DIFFERS, facts))
        elif asked.first_day > exited:
            reasons.append(Reason(RefusalCode.EVENT_AFTER_EXIT, facts))
    if is_death and " ".join(asked.claimant_name.split()) in ("", name):
        reasons.append(Reason(RefusalCode.CLAIMANT_DIED, {"name": name}))
    return reasons


def reasons_about_others(act: Act, asked: Asked) -> list[Reason]:
    """The same asked before and still alive, or days that overlap it."""
    live = Claim.objects.filter(
        fund_id=act.fund_id,
        benefit=asked.rule.code,
        live=True,
        event__kind=asked.happening.kind,
        membership=asked.membership,
    ).select_related("event")
    same = live.filter(event__key=asked.happening.key).first()
    if same is not None:
        return [
            Reason(
                RefusalCode.CLAIM_EXISTS,
                {"number": same.number, "status": ClaimStatus(same.status).label},
            )
        ]
    if asked.last_day <= asked.first_day or asked.membership is None:
        return []
    # A stay may begin on the day another ended.
    crossing = live.filter(
        event__about=asked.happening.about,
        event__first_day__lt=asked.last_day,
        event__last_day__gt=asked.first_day,
    ).first()
    if crossing is None:
        return []
    return [
        Reason(
            RefusalCode.EVENT_OVERLAPS,
            {
                "first": short(asked.first_day),
                "last": short(asked.last_day),
                "number": crossing.number,
                "other_first": short(crossing.event.first_day),
                "other_last": short(crossing.event.last_day),
            },
        )
    ]

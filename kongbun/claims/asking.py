"""What stands against a request before any by-law is asked.

Reads only: collects every reason, so that one visit to the counter is enough.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from django.db.models import Q, QuerySet

from kongbun.claims.facts import stated_facts
from kongbun.claims.happening import AGAIN, Happening, happening
from kongbun.claims.in_force import InForce, in_force
from kongbun.claims.late import Late, late_entries
from kongbun.claims.models import Claim, ClaimStatus, Event
from kongbun.claims.rows import branch_of, membership_of, person_of
from kongbun.claims.stated import read_stated
from kongbun.commands.run import Act
from kongbun.kernel.lengths import too_long
from kongbun.kernel.refusal import Reason, RefusalCode, Refused
from kongbun.kernel.thai_date import short
from kongbun.kernel.thai_text import match_key
from kongbun.people.checks import refuse_erased
from kongbun.people.models import Branch, ExitReason, Membership, Person
from kongbun.people.one_person import with_doubles
from kongbun.rules.benefit import BenefitRule
from kongbun.rules.facts import OWN


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
    # Keys of the same event by records of the same person that were merged.
    told_as: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Request:
    """A request that may be kept: nothing stands against it but the by-law."""

    asked: Asked
    rules: InForce
    event_on: date
    branch: Branch | None
    person: Person | None
    stated: dict[str, int]
    late: list[Late]


def read_request(
    act: Act,
    *,
    benefit: str,
    first_day: date,
    last_day: date,
    membership: UUID | None,
    person: UUID | None,
    branch: UUID | None,
    about: str,
    claimant_name: str,
    stated: Mapping[str, str | int],
    papers: Mapping[str, int],
) -> Request:
    """What was asked for, by the by-law of its day.  Refuses with every reason."""
    rules = in_force(act.fund_id, first_day)
    rule = _rule_asked_for(rules, benefit)
    member = membership_of(act, membership) if membership else None
    someone = member.person if member else person_of(act, person) if person else None
    if someone is not None:
        refuse_erased(someone)
    claimant = claimant_name.strip()
    if not claimant and someone is not None:
        claimant = someone.full_name()
    long = too_long("ชื่อผู้ขอ", claimant, 240) + too_long("ชื่อผู้ที่ขอให้", about, 240)
    if long:
        raise Refused.of(long)
    if not claimant:
        raise Refused(RefusalCode.FIELD_EMPTY, field="ชื่อผู้ขอ")
    whose = _whose(rule, someone, claimant)
    told = happening(rule, whose=whose, about=about, first_day=first_day)
    asked = Asked(
        rule=rule,
        membership=member,
        happening=told,
        first_day=first_day,
        last_day=last_day,
        claimant_name=claimant,
        name=someone.full_name() if someone else claimant,
        told_as=tuple(keys_of_doubles(rule, someone, told.key)) if someone else (),
    )
    stated = _by_fact(rule, stated)
    facts, unread = read_stated(
        rule, stated, first_day=first_day, last_day=max(first_day, last_day)
    )
    reasons = reasons_about_days(act, asked) + unread + _unknown(rule, stated, papers)
    reasons += reasons_about_others(act, asked) if not reasons else []
    if reasons:
        raise Refused.of(reasons)
    own_branch = member.branch if member else None
    return Request(
        asked=asked,
        rules=rules,
        event_on=last_day if rule.event_date_is == "last_day" else first_day,
        branch=branch_of(act, branch) if branch else own_branch,
        person=someone,
        stated=facts,
        late=late_entries(member, first_day) if member else [],
    )


def _by_fact(
    rule: BenefitRule, stated: Mapping[str, str | int]
) -> dict[str, str | int]:
    """A by-law's own facts are asked for by their code, and kept under their name."""
    own = {one.code for one in rule.own_facts}
    return {OWN + name if name in own else name: v for name, v in stated.items()}


def _unknown(
    rule: BenefitRule, stated: Mapping[str, Any], papers: Mapping[str, int]
) -> list[Reason]:
    """Facts and papers this benefit does not look at: a slip in a name, most likely."""
    facts, codes = stated_facts(rule), [paper.code for paper in rule.evidence]
    return [
        Reason(
            RefusalCode.FACT_UNKNOWN,
            {
                "benefit": rule.title,
                "name": name,
                "names": " ".join(known) or "ไม่มี",
            },
            column=name,
        )
        for given, known in ((stated, facts), (papers, codes))
        for name in given
        if name not in known
    ]


def _rule_asked_for(rules: InForce, benefit: str) -> BenefitRule:
    rule = rules.rule(benefit)
    if rule.code in rules.loans():
        raise Refused(RefusalCode.LOAN_NOT_HANDLED, benefit=rule.title)
    if rule.started_by == "committee":
        raise Refused(RefusalCode.COMMITTEE_STARTS, benefit=rule.title)
    return rule


def _whose(rule: BenefitRule, someone: Person | None, claimant: str) -> str:
    """Whom an event is told apart by: a house is one, whoever of it asks."""
    if someone is None:
        return f"claimant:{match_key(claimant)}"
    if rule.subject == "household" and someone.household:
        return f"house:{someone.household.public_id.hex}"
    return someone.public_id.hex


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


def tellings(fund_id: int, what: Happening, *others: str) -> QuerySet[Event]:
    """The event as it was told, each time with other days.

    `others`: the keys under which a merged record of the same person told it.
    """
    told = Q()
    for key in (what.key, *others):
        told |= Q(key=key) | Q(key__startswith=f"{key}{AGAIN}")
    return Event.objects.filter(told, fund_id=fund_id, kind=what.kind)


def keys_of_doubles(rule: BenefitRule, person: Person, key: str) -> list[str]:
    """The key of an event with each merged record in the place of this one."""
    own = _whose(rule, person, "")
    others = Person.every.filter(counted_in=person).select_related("household")
    named = [_whose(rule, one, "") for one in others]
    return [name + key.removeprefix(own) for name in named if key.startswith(own)]


def _live_like(fund_id: int, asked: Asked) -> QuerySet[Claim]:
    """Requests of the same member for the same benefit that ask or were paid."""
    live = Claim.objects.filter(
        fund_id=fund_id,
        benefit=asked.rule.code,
        live=True,
        event__kind=asked.happening.kind,
    ).select_related("event")
    if asked.membership is None:
        return live.filter(membership=None)
    return live.filter(membership_id__in=with_doubles([asked.membership.pk]))


def reasons_about_others(act: Act, asked: Asked) -> list[Reason]:
    """The same asked before and still alive, or days that overlap it."""
    told = tellings(act.fund_id, asked.happening, *asked.told_as)
    live = _live_like(act.fund_id, asked)
    same = live.filter(event__in=told).first()
    if same is not None:
        return [
            Reason(
                RefusalCode.CLAIM_EXISTS,
                {"number": same.number, "status": ClaimStatus(same.status).label},
            )
        ]
    other = (
        Claim.objects.filter(event__in=told, live=True)
        .exclude(event__first_day=asked.first_day, event__last_day=asked.last_day)
        .select_related("event")
        .first()
    )
    if other is not None:
        return [
            Reason(
                RefusalCode.EVENT_DAYS_DIFFER,
                {
                    "first": short(asked.first_day),
                    "last": short(asked.last_day),
                    "number": other.number,
                    "other_first": short(other.event.first_day),
                    "other_last": short(other.event.last_day),
                },
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

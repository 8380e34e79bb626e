"""A former member comes back: as the by-law's rule of return has it, or as a newcomer.

Here and not with the other members' actions, because it may depend on what is owed.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from kongbun.access.permissions import Verb, require
from kongbun.commands.run import Act, command
from kongbun.dues.arrears import owed_at_exit, paid_until
from kongbun.kernel.money import ZERO, Money
from kongbun.kernel.refusal import RefusalCode, Refused
from kongbun.people.admission import Shown, membership_rules, refuse_unfit
from kongbun.people.checks import check_beneficiaries, check_facts, check_joining
from kongbun.people.joining_actions import (
    branch_of,
    house_of,
    join,
    name_beneficiaries,
    person_of,
    refuse_taken_number,
)
from kongbun.people.models import ExitReason, Membership, Person
from kongbun.people.queries import memberships_of, next_member_no
from kongbun.people.tie_actions import move_house
from kongbun.rules.bylaw import MembershipRules
from kongbun.rules.days import column, date_of, day_number
from kongbun.rules.standing import returned


@dataclass(frozen=True, slots=True)
class Terms:
    """On which terms: a newcomer's, unless the by-law has a rule for who returns."""

    is_newcomer: bool = True
    owed: Money = ZERO
    keeps_time: bool = False
    waits_until: date | None = None
    # Until when dues were paid in the membership that ended.
    dues_from: date | None = None
    new_number: bool = True
    clause: str = ""


@command("dues.return_member")
def return_member(
    act: Act,
    *,
    person: UUID,
    membership: Mapping[str, Any],
    beneficiaries: Sequence[Mapping[str, str]] = (),
    papers: Sequence[str] = (),
    admission_note: str = "",
) -> dict[str, Any]:
    """A former member joins again: a new membership, the old one stays.

    `membership`, `papers` and `admission_note` as for who joins the first time.
    """
    require(act, Verb.EDIT_MEMBERS)
    found = person_of(act.fund_id, person)
    last = last_membership(found)
    joined_on: date = membership["joined_on"]
    _refuse_too_early(last, joined_on)
    branch = branch_of(act.fund_id, membership["branch"])
    check_facts({}, membership)
    check_joining(act.fund_id, joined_on, today=act.today)
    check_beneficiaries(beneficiaries)
    terms = terms_for(last, joined_on)
    if terms.is_newcomer:
        shown = Shown(papers=tuple(papers), note=admission_note)
        refuse_unfit(act.fund_id, _facts(found), joined_on=joined_on, shown=shown)
    if terms.owed > ZERO:
        raise Refused(
            RefusalCode.ARREARS_BEFORE_RETURN,
            amount=terms.owed,
            number=last.member_no,
            clause=terms.clause,
        )
    old = "" if terms.new_number else last.member_no
    number = membership.get("member_no") or old
    if number != last.member_no:
        refuse_taken_number(act.fund_id, number)
    number = number or next_member_no(act.fund_id, branch)
    # After this point the member must be back.
    last.number_handed_on = number == last.member_no
    last.save(update_fields=["number_handed_on"])
    move_house(act, found, house_of(act.fund_id, branch, membership))
    joined = join(
        act,
        found,
        branch,
        number,
        membership,
        note=admission_note,
        returned_from=last,
        keeps_time=terms.keeps_time,
        waits_until=terms.waits_until,
        dues_from=terms.dues_from,
    )
    name_beneficiaries(joined, beneficiaries)
    return {"membership": joined.public_id.hex, "member_no": number}


def last_membership(person: Person) -> Membership:
    """The membership that ended; refuses who never was one, still is, or has died."""
    last = memberships_of(person.pk).order_by("-joined_on", "-pk").first()
    if last is None:
        raise Refused(RefusalCode.NOT_FOUND, what="สมาชิกภาพเดิม")
    if last.exited_on is None:
        raise Refused(RefusalCode.STILL_MEMBER, number=last.member_no)
    if last.exit_reason == ExitReason.DIED:
        raise Refused(RefusalCode.DIED_BEFORE, day=last.exited_on)
    return last


def terms_for(last: Membership, returned_on: date) -> Terms:
    """The by-law's rule of return is for who was struck off; who left of their own
    accord joins as a newcomer, as does everyone where the by-law has no rule."""
    rules = membership_rules(last.fund_id, returned_on)
    if rules is None or rules.return_ is None:
        return Terms()
    if last.exit_reason != ExitReason.STRUCK_OFF:
        return Terms()
    return _by_rule(rules, last, returned_on)


def _by_rule(rules: MembershipRules, last: Membership, returned_on: date) -> Terms:
    assert rules.return_ is not None
    back = returned(
        rules,
        joined=column([day_number(last.joined_on)]),
        returned_on=column([day_number(returned_on)]),
        arrears_satang=column([owed_at_exit(last)]),
    )
    waits = rules.return_.waiting is not None
    return Terms(
        is_newcomer=False,
        owed=Money(back.owed_satang.item()),
        keeps_time=back.keeps_time,
        waits_until=date_of(back.benefits_from.item()) if waits else None,
        dues_from=paid_until(last),
        new_number=back.new_number,
        clause=rules.return_.clause or rules.clause,
    )


def _refuse_too_early(last: Membership, joined_on: date) -> None:
    assert last.exited_on is not None, "who returns has left"
    if joined_on < last.exited_on:
        raise Refused(
            RefusalCode.DATES_IN_WRONG_ORDER, first=last.exited_on, last=joined_on
        )


def _facts(person: Person) -> dict[str, Any]:
    return {
        "birth_date": person.birth_date,
        "birth_precision": person.birth_precision,
    }

"""What a decision knew, against the rows of that time: K012.

A decision follows from the facts that it keeps (`redecided`); here it is asked whether
those facts were so.  What a request and its papers say never changes, or only by a
command that the chain names; the register is asked where it stands as it stood then.
"""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from itertools import islice

from kongbun.claims.deciding import BACKDATING
from kongbun.claims.facts import of_register
from kongbun.claims.models import Award, Decision, EvidenceItem, PensionLine
from kongbun.claims.queries import Member, members_by_id
from kongbun.people.models import Membership, Person
from kongbun.rules.benefit import BenefitRule, ByResolution
from kongbun.rules.bylaw import Bylaw
from kongbun.rules.days import column, day_number
from kongbun.rules.facts import EVIDENCE
from kongbun.soundness.findings import Code, Finding
from kongbun.soundness.lasting import Lasting
from kongbun.soundness.laws import Laws
from kongbun.soundness.paid_then import DUES, Asked, dues_then
from kongbun.soundness.reading import Funds, in_funds, rows
from kongbun.soundness.used_then import used_then

# Decisions that are looked at together.
AT_ONCE = 2_000
COMMITTEE = "committee"
# Facts by name.
Known = dict[str, int]
# By request that came of a list: the command that made it, and its day.
Lists = dict[int, tuple[int, date]]


def as_known_then(
    looked_at: Funds, lasting: Lasting, laws: Laws, twice: Sequence[Finding]
) -> Iterator[Finding]:
    """One finding a request, for the first of its decisions that knew otherwise.

    Where an event was paid under two requests (K008) one is of another: nothing more.
    """
    told_twice = {one.fund for one in twice}
    lists = _lists(looked_at)
    confirmed = _confirmed(looked_at)
    found = Decision.objects.filter(claim__fund__in=looked_at.codes).select_related(
        "claim__event", "bylaw"
    )
    told: set[int] = set()
    # By by-law: of thousands, each is read once and then put away; so are the receipts
    # of a member.
    some = found.order_by("bylaw_id", "claim__membership_id", "pk").iterator(
        chunk_size=AT_ONCE
    )
    while decisions := list(islice(some, AT_ONCE)):
        wrong = {
            one.pk: how for one in decisions if (how := _other_law(one, laws, lists))
        }
        sound = [one for one in decisions if one.pk not in wrong]
        wrong |= _unknown(sound, laws, lasting, confirmed, lists)
        for one in decisions:
            fund = looked_at.code(one.claim.fund_id)
            if one.pk in wrong and one.claim_id not in told and fund not in told_twice:
                told.add(one.claim_id)
                yield Finding.of(
                    Code.APPROVED_OTHERWISE,
                    fund,
                    f"claim {one.claim.number}",
                    f"คำขอ {one.claim.number} ตัดสินโดย{wrong[one.pk]}",
                )


def _unknown(
    decisions: Sequence[Decision],
    laws: Laws,
    lasting: Lasting,
    confirmed: Mapping[int, int],
    lists: Lists,
) -> dict[int, str]:
    """By decision: a fact that it kept and that was not so."""
    rules: dict[int, BenefitRule] = {}
    for one in decisions:
        law = laws.read(one.bylaw)
        rule = law.rule(one.claim.benefit) if law else None
        claim, event = one.claim, one.claim.event
        # A request whose day is none of its event's is told by itself.
        _, due_on = lists.get(claim.pk, (0, None))
        days = [due_on] if due_on else [event.first_day, event.last_day]
        told = claim.event_on not in days
        if rule is not None and not told:
            rules[one.pk] = rule
    asked = [one for one in decisions if one.pk in rules]
    papers, resolved = _papers(asked, lasting), _resolved(asked)
    stood = _stood(asked, lasting)
    register, dues = _of_members(stood, rules), _of_dues(stood, rules, laws)
    used = used_then(
        ((one, lists.get(one.claim_id, (one.command_id,))[0]) for one in asked),
        rules,
        {
            one.pk: {
                "event_date": _day_of(one, rules[one.pk]),
                **register.get(one.pk, {}),
            }
            for one in asked
        },
    )
    wrong = {}
    for one in asked:
        rule, since = rules[one.pk], confirmed.get(one.claim_id)
        by_board = isinstance(rule.amount, ByResolution)
        wanted = {
            **_of_request(one, rule),
            **papers.get(one.pk, {}),
            **register.get(one.pk, {}),
            **dues.get(one.pk, {}),
            "backdating_confirmed": int(since is not None and since <= one.command_id),
            "resolution_satang": resolved.get(one.pk, 0) if by_board else 0,
        }
        kept = json.loads(one.facts)
        how = _otherwise(kept, wanted) or _less(kept, used.get(one.pk, {}))
        if how:
            wrong[one.pk] = how
    return wrong


def _otherwise(kept: Mapping[str, int], wanted: Mapping[str, int]) -> str:
    for name, value in sorted(wanted.items()):
        if kept.get(name, value) != value:
            return f"ใช้ข้อเท็จจริงที่ไม่ตรงกับทะเบียนหรือคำขอ ({name})"
    return ""


def _less(kept: Mapping[str, int], least: Mapping[str, int]) -> str:
    for name, value in sorted(least.items()):
        if kept.get(name, value) < value:
            return f"นับสิทธิ์ที่ใช้ไปแล้วไม่ครบ ({name})"
    return ""


def _lists(looked_at: Funds) -> Lists:
    """By request that came of a list: the command that made it, and its day."""
    lines = PensionLine.objects.filter(
        claim__isnull=False, pension_list__fund__in=looked_at.codes
    )
    found = lines.values_list(
        "claim_id", "pension_list__command_id", "pension_list__due_on"
    )
    return {claim: (command, due_on) for claim, command, due_on in found}


def _confirmed(looked_at: Funds) -> dict[int, int]:
    """By request: the command by which its late entries were first confirmed."""
    return dict(
        rows(
            "SELECT c.id, MIN(p.command_id) FROM approvals_approval p"
            " JOIN claims_claim c ON c.public_id = p.subject_id"
            f" WHERE p.subject_kind = %s AND p.approved AND"
            f" {in_funds('c.fund_id', looked_at)} GROUP BY c.id",
            [BACKDATING],
        )
    )


def _other_law(one: Decision, laws: Laws, lists: Lists) -> str:
    """By the version of the event's first day, as far as it was adopted by then.

    Of a list that is its day; the event may be of an earlier list that was withdrawn.
    """
    claim = one.claim
    command, day = lists.get(claim.pk, (one.command_id, claim.event.first_day))
    version = laws.on(claim.fund_id, day, command)
    if version is not None and version.pk == one.bylaw_id:
        return ""
    return "ระเบียบที่ไม่ได้ใช้อยู่ในวันเกิดเหตุ"


def _of_request(one: Decision, rule: BenefitRule) -> Known:
    """What the request itself says: its days, and how late its entries were."""
    claim, event = one.claim, one.claim.event
    of_list = claim.started_by == COMMITTEE
    late = [int(each.get("days", 0)) for each in json.loads(claim.warnings)]
    return {
        "event_date": _day_of(one, rule),
        "event_last_date": day_number(claim.event_on if of_list else event.last_day),
        "filed_date": day_number(claim.event_on if of_list else claim.submitted_on),
        "backdated_days": max(late, default=0),
    }


def _resolved(decisions: Sequence[Decision]) -> dict[int, int]:
    """By decision: what the committee gave by it; before that it has said no sum."""
    found = Award.objects.filter(decision__in=[one.pk for one in decisions])
    return dict(found.values_list("decision_id", "amount_satang"))


def _papers(decisions: Sequence[Decision], lasting: Lasting) -> dict[int, Known]:
    """By decision: the papers that had been handed in, of those that stand so since."""
    handed_in: dict[int, list[tuple[int, str, int]]] = {}
    for key, claim_id, code, received in EvidenceItem.objects.filter(
        claim__in={one.claim_id for one in decisions}
    ).values_list("pk", "claim_id", "code", "received"):
        handed_in.setdefault(claim_id, []).append((key, code, received))
    return {
        one.pk: {
            f"{EVIDENCE}{code}": received
            for key, code, received in handed_in.get(one.claim_id, ())
            # The command that wrote them decided by them.
            if lasting.stood(EvidenceItem, key, one.command_id + 1)
        }
        for one in decisions
    }


def _stood(
    decisions: Sequence[Decision], lasting: Lasting
) -> list[tuple[Decision, Member]]:
    """Decisions about members whose rows stand as they stood then."""
    asked = {one.claim.membership_id for one in decisions if one.claim.membership_id}
    members = members_by_id(asked)
    stood: list[tuple[Decision, Member]] = []
    for one in decisions:
        key = one.claim.membership_id
        member = members.get(key or 0)
        if member is not None and (
            lasting.stood(Membership, key, one.command_id)
            and lasting.stood(Membership, member.id, one.command_id)
            and lasting.stood(Person, member.person_id, one.command_id)
        ):
            stood.append((one, member))
    return stood


def _of_members(
    stood: Sequence[tuple[Decision, Member]], rules: Mapping[int, BenefitRule]
) -> dict[int, Known]:
    """By decision: what the register says."""
    days = column([_day_of(one, rules[one.pk]) for one, _ in stood])
    said = of_register([member for _, member in stood], days) if stood else {}
    return {
        one.pk: {
            name: int(values[row])
            for name, values in said.items()
            # Where the time before counts on, its rows may have changed since.
            if name != "joined_date" or not member.keeps_time
        }
        for row, (one, member) in enumerate(stood)
    }


def _of_dues(
    stood: Sequence[tuple[Decision, Member]],
    rules: Mapping[int, BenefitRule],
    laws: Laws,
) -> dict[int, Known]:
    """By decision that looked at dues: how they stood."""
    asked: dict[int, list[Asked]] = defaultdict(list)
    read: dict[int, Bylaw] = {}
    for one, member in stood:
        law = laws.read(one.bylaw)
        # A list was drawn up before it was approved.
        looked = DUES & json.loads(one.facts).keys()
        of_list = one.claim.started_by == COMMITTEE
        if law and looked and not (of_list or member.keeps_time):
            read[one.bylaw_id] = law
            day = _day_of(one, rules[one.pk])
            asked[one.bylaw_id].append(Asked(one.pk, one.command_id, member, day))
    found: dict[int, Known] = {}
    for key, some in asked.items():
        found |= dues_then(read[key], some)
    return found


def _day_of(one: Decision, rule: BenefitRule) -> int:
    """The day that decides."""
    event = one.claim.event
    if one.claim.started_by == COMMITTEE:
        return day_number(one.claim.event_on)
    is_last = rule.event_date_is == "last_day"
    return day_number(event.last_day if is_last else event.first_day)

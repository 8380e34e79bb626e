"""The list of who is due goes before the committee; approved, it becomes claims."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import date, timedelta
from typing import Any
from uuid import UUID

from kongbun.access.permissions import Verb, refuse_same_person, require
from kongbun.approvals.actions import approve
from kongbun.approvals.models import Approval, Resolution
from kongbun.claims.approve_actions import (
    APPROVE,
    award_hash,
    keep_resolution,
    refuse_half_resolution,
)
from kongbun.claims.approving import Matter, Word, refuse_undecided, word_of
from kongbun.claims.binding import bind_who
from kongbun.claims.in_force import InForce, category_of, in_force
from kongbun.claims.models import (
    Award,
    Claim,
    ClaimStatus,
    ClaimStep,
    Decision,
    Event,
    PensionLine,
    PensionList,
)
from kongbun.claims.pensions import Due, due, happenings, kept_events
from kongbun.claims.queries import next_number
from kongbun.claims.rolling import NOTHING, Before, before
from kongbun.claims.rows import user_of
from kongbun.claims.submit_actions import request_hash
from kongbun.claims.verdict import content_hash
from kongbun.commands.run import Act, command
from kongbun.kernel.refusal import RefusalCode, Refused
from kongbun.kernel.thai_date import fiscal_year, short
from kongbun.people.impartial import Whom, refuse_tied
from kongbun.rules.benefit import BenefitRule
from kongbun.store.covered import tell

# One list is one transaction, which is never longer than a second.
LIST_MAX = 1000
AHEAD = timedelta(days=62)
SUBJECT = "pension-list"
WAITING, APPROVED, REFUSED = "waiting", "approved", "refused"


@command("claims.propose_pensions")
def propose_pensions(act: Act, *, benefit: str, due_on: date) -> dict[str, Any]:
    """Find who is due on a day and put the list before the committee.

    Of more than a thousand the first thousand; the next list finds the rest.
    """
    require(act, Verb.PROPOSE_PENSIONS)
    if due_on > act.today + AHEAD:
        raise Refused(
            RefusalCode.DATE_IN_FUTURE, found=short(due_on), today=short(act.today)
        )
    rules = in_force(act.fund_id, due_on)
    rule = _rule(rules, benefit)
    waits = PensionList.objects.filter(
        fund_id=act.fund_id, benefit=benefit, status=WAITING
    )
    if waits.exists():
        raise Refused(RefusalCode.LIST_WAITS_ALREADY, benefit=rule.title)
    found = due(rules, rule, due_on, fund_id=act.fund_id)[:LIST_MAX]
    if not found:
        raise Refused(RefusalCode.NOBODY_DUE, benefit=rule.title, day=short(due_on))
    # After this point the list must stand.
    kept = PensionList.objects.create(
        fund_id=act.fund_id,
        benefit=benefit,
        title=rule.title,
        due_on=due_on,
        bylaw=rules.version,
        total_satang=sum(one.verdict.amount_satang for one in found),
        hash=list_hash(benefit, due_on, found),
        proposed_by_id=user_of(act),
        proposed_at=act.now,
        command_id=act.command_pk,
    )
    PensionLine.objects.bulk_create(
        PensionLine(
            pension_list=kept,
            seq=seq,
            membership_id=one.member.id,
            amount_satang=one.verdict.amount_satang,
            facts=one.verdict.facts_json(),
            checks=one.verdict.checks_json(),
        )
        for seq, one in enumerate(found, 1)
    )
    return {
        "list": kept.public_id.hex,
        "persons": len(found),
        "total_satang": kept.total_satang,
        "hash": kept.hash.hex(),
    }


@command("claims.approve_pensions")
def approve_pensions(
    act: Act,
    *,
    pension_list: UUID,
    content_hash: str,
    resolution: Mapping[str, Any] | None = None,
) -> dict[str, Any]:
    """Approve those of the list who are still due: a claim each, to be paid later.

    `content_hash` is of the page the approver saw; who died or was paid since makes
    it another content.
    """
    require(act, Verb.DECIDE_CLAIM)
    kept = _waiting(act, pension_list)
    refuse_same_person(act, kept.proposed_by_id, verb=APPROVE)
    refuse_half_resolution(act, resolution)
    rules = in_force(act.fund_id, kept.due_on)
    rule = _rule(rules, kept.benefit)
    still = still_due(kept)
    bound = list_hash(kept.benefit, kept.due_on, still)
    if bound.hex() != content_hash:
        raise Refused(RefusalCode.CHANGED_SINCE, what="รายชื่อ")
    if not still:
        raise Refused(
            RefusalCode.NOBODY_DUE, benefit=kept.title, day=short(kept.due_on)
        )
    _refuse_own_list(act, still)
    given = before_each(act.fund_id, still, act.today)
    said = word_of(act, matter_of_kept(kept, sums_of(still), given), resolution)
    # After this point the list must become claims.
    word = approve(
        act,
        subject_kind=SUBJECT,
        subject_id=kept.public_id,
        content_hash=bound,
        maker_id=kept.proposed_by_id,
        verb=APPROVE,
    )
    claims = _make_claims(act, kept, rule, still)
    _award_all(act, claims, still, word, said, given, keep_resolution(act, resolution))
    kept.status = APPROVED
    kept.save(update_fields=["status"])
    return {
        "list": kept.public_id.hex,
        "claims": [claim.number for claim in claims],
        "total_satang": sum(claim.granted_satang for claim in claims),
    }


@command("claims.refuse_pensions")
def refuse_pensions(act: Act, *, pension_list: UUID, reason: str) -> dict[str, Any]:
    """The committee sends the list back; a new one may be proposed at once."""
    require(act, Verb.DECIDE_CLAIM)
    kept = _waiting(act, pension_list)
    still = still_due(kept)
    given = before_each(act.fund_id, still, act.today)
    refuse_undecided(act, matter_of_kept(kept, sums_of(still), given))
    if not reason.strip():
        raise Refused(RefusalCode.FIELD_EMPTY, field="เหตุผลที่ส่งกลับ")
    # After this point the list must be sent back.
    approve(
        act,
        subject_kind=SUBJECT,
        subject_id=kept.public_id,
        content_hash=bytes(kept.hash),
        maker_id=kept.proposed_by_id,
        approved=False,
        note=reason.strip()[:500],
        verb="ส่งกลับ",
    )
    kept.status = REFUSED
    kept.save(update_fields=["status"])
    return {"list": kept.public_id.hex}


def still_due(kept: PensionList) -> list[Due]:
    """Those of a list who are due today as they were when it was made."""
    rules = in_force(kept.fund_id, kept.due_on)
    lines = dict(kept.lines.values_list("membership_id", "amount_satang"))
    found = due(
        rules,
        _rule(rules, kept.benefit),
        kept.due_on,
        fund_id=kept.fund_id,
        only=list(lines),
    )
    return [one for one in found if one.verdict.amount_satang == lines[one.member.id]]


def list_hash(benefit: str, due_on: date, found: Sequence[Due]) -> bytes:
    """Over who gets how much for what; an approval of a list binds to it."""
    return content_hash(
        benefit=benefit,
        due_on=due_on,
        lines=[[one.member.id, one.verdict.amount_satang] for one in found],
    )


def matter_of_kept(
    kept: PensionList,
    sums: Iterable[tuple[int | None, int]],
    given: Sequence[Before] = (),
) -> Matter:
    """What is approved by one word on a list: its largest sum says who has to.

    `sums` are the village and the satang of each.  A by-law speaks of what one person
    gets.  A village centre may approve only a list of its own people.
    """
    rules = in_force(kept.fund_id, kept.due_on)
    rule = _rule(rules, kept.benefit)
    each = list(sums)
    counted = [
        (satang + earlier.satang, satang, n)
        for n, ((_, satang), earlier) in enumerate(
            zip(each, given or [NOTHING] * len(each), strict=True)
        )
    ]
    _, largest, place = max(counted, default=(0, 0, 0))
    return Matter(
        rule=rule,
        levels=rules.bylaw.approvals_for(rule),
        amount_satang=largest,
        before=given[place] if given else NOTHING,
        branches=frozenset(branch for branch, _ in each),
    )


def sums_of(still: Sequence[Due]) -> list[tuple[int | None, int]]:
    """The village and the satang of each who is still due."""
    return [(one.member.branch_id, one.verdict.amount_satang) for one in still]


def before_each(fund_id: int, still: Sequence[Due], on: date) -> list[Before]:
    """What each of a list was given within the fund's days (A3)."""
    payees = [f"person:{one.member.person_id}" for one in still]
    found = before(fund_id, payees, on)
    return [found[payee] for payee in payees]


def _rule(rules: InForce, benefit: str) -> BenefitRule:
    rule = rules.rule(benefit)
    if rule.started_by != "committee":
        raise Refused(
            RefusalCode.BENEFIT_NOT_IN_BYLAW,
            benefit=rule.title,
            bylaw="สวัสดิการที่คณะกรรมการเป็นผู้ริเริ่ม",
        )
    return rule


def _waiting(act: Act, pension_list: UUID) -> PensionList:
    kept = PensionList.objects.filter(
        fund_id=act.fund_id, public_id=pension_list
    ).first()
    if kept is None:
        raise Refused(RefusalCode.NOT_FOUND, what="รายชื่อ")
    if kept.status != WAITING:
        raise Refused(RefusalCode.ALREADY_DECIDED, what="รายชื่อนี้")
    return kept


def _refuse_own_list(act: Act, still: Sequence[Due]) -> None:
    """No one approves a list that holds them, their family or their own house (A2)."""
    listed = Whom.of(*(one.member.person_id for one in still))
    refuse_tied(act, listed, verb=APPROVE, could=Verb.DECIDE_CLAIM)


def _make_claims(
    act: Act,
    kept: PensionList,
    rule: BenefitRule,
    still: Sequence[Due],
) -> list[Claim]:
    named = happenings(rule, still)
    events = kept_events(act.fund_id, [happening for _, happening in named.values()])
    new = [
        Event(
            fund_id=act.fund_id,
            kind=happening.kind,
            key=happening.key,
            person=person,
            first_day=kept.due_on,
            last_day=kept.due_on,
            command_id=act.command_pk,
        )
        for person, happening in named.values()
        if happening.key not in events
    ]
    made = Event.objects.bulk_create(new)
    tell(*made)
    events |= {event.key: event for event in made}
    year = fiscal_year(act.today)
    first = next_number(Claim, act.fund_id, year)
    claims = []
    for no, one in enumerate(still, first):
        person, happening = named[one.member.id]
        claim = Claim(
            fund_id=act.fund_id,
            fiscal_year=year,
            no=no,
            event=events[happening.key],
            benefit=rule.code,
            title=rule.title,
            category=category_of(rule),
            membership_id=one.member.id,
            branch_id=one.member.branch_id,
            claimant_name=person.full_name(),
            event_on=kept.due_on,
            started_by="committee",
            submitted_by_id=kept.proposed_by_id,
            submitted_on=act.today,
            received_at=act.now,
            status=ClaimStatus.APPROVED,
            granted=True,
            granted_units=one.verdict.units,
            granted_satang=one.verdict.amount_satang,
            command_id=act.command_pk,
        )
        bind_who(claim)
        claim.signed_hash = request_hash(claim)
        claims.append(claim)
    made_claims = Claim.objects.bulk_create(claims)
    tell(*made_claims)
    return made_claims


def _award_all(
    act: Act,
    claims: Sequence[Claim],
    still: Sequence[Due],
    word: Approval,
    said: Word,
    given: Sequence[Before],
    resolution: Resolution | None,
) -> None:
    kept = PensionList.objects.get(public_id=word.subject_id)
    stamp: dict[str, Any] = {"at": act.now, "command_id": act.command_pk}
    decisions = Decision.objects.bulk_create(
        Decision(
            claim=claim,
            seq=1,
            stage=Decision.Stage.APPROVED,
            bylaw_id=kept.bylaw_id,
            bylaw_hash=one.verdict.bylaw_hash,
            facts=one.verdict.facts_json(),
            checks=one.verdict.checks_json(),
            granted=True,
            units=one.verdict.units,
            amount_satang=one.verdict.amount_satang,
            hash=one.verdict.hash(claim.public_id),
            **stamp,
        )
        for claim, one in zip(claims, still, strict=True)
    )
    awards = [
        Award(
            claim=claim,
            decision=decision,
            approval=word,
            resolution=resolution,
            amount_satang=claim.granted_satang,
            units=claim.granted_units,
            body=said.body,
            before_satang=earlier.satang,
            before_days=earlier.days,
        )
        for claim, decision, earlier in zip(claims, decisions, given, strict=True)
    ]
    for award in awards:
        award.hash = award_hash(award.claim, bytes(award.decision.hash), award)
    Award.objects.bulk_create(awards)
    steps = ClaimStep.objects.bulk_create(
        ClaimStep(claim=claim, status=status, user_id=user, **stamp)
        for claim in claims
        for status, user in (
            (ClaimStatus.SUBMITTED, claim.submitted_by_id),
            (ClaimStatus.APPROVED, user_of(act)),
        )
    )
    tell(*decisions, *steps)
    _link_lines(kept, claims)


def _link_lines(kept: PensionList, claims: Sequence[Claim]) -> None:
    """Each line names the claim that came of it."""
    lines = {line.membership_id: line for line in kept.lines.all()}
    for claim in claims:
        assert claim.membership_id is not None, "a pension is a member's"
        lines[claim.membership_id].claim = claim
    PensionLine.objects.bulk_update(
        [line for line in lines.values() if line.claim_id], ["claim"], batch_size=200
    )

"""Asking for a benefit: the request, its papers, and taking it back."""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import date
from typing import Any
from uuid import UUID

from kongbun.access.permissions import Verb, require
from kongbun.claims.asking import Request, read_request, tellings
from kongbun.claims.binding import bind_who, event_key, who_asked
from kongbun.claims.deciding import decide_claim, decide_now
from kongbun.claims.happening import AGAIN
from kongbun.claims.in_force import InForce, category_of, in_force
from kongbun.claims.models import (
    Allotment,
    Claim,
    ClaimStatus,
    ClaimStep,
    Decision,
    Event,
    EvidenceItem,
)
from kongbun.claims.queries import next_number
from kongbun.claims.rows import claim_of, require_status, user_of
from kongbun.claims.verdict import Verdict, content_hash
from kongbun.commands.run import Act, canonical, command
from kongbun.kernel.refusal import RefusalCode, Refused
from kongbun.kernel.thai_date import fiscal_year

STILL_WAITS = (ClaimStatus.SUBMITTED, ClaimStatus.CERTIFIED)


@command("claims.submit")
def submit_claim(
    act: Act,
    *,
    benefit: str,
    first_day: date,
    last_day: date | None = None,
    membership: UUID | None = None,
    person: UUID | None = None,
    branch: UUID | None = None,
    about: str = "",
    claimant_name: str = "",
    claimant_relation: str = "",
    stated: Mapping[str, str | int] | None = None,
    evidence: Mapping[str, int] | None = None,
    evidence_notes: Mapping[str, str] | None = None,
    detail: str = "",
) -> dict[str, Any]:
    """Ask for a benefit.  The by-law of the event's day decides at once.

    `about` names whom it befell when that is not the member; `stated` holds the facts
    only the counter knows; `evidence` how many of each paper were handed in.  A
    request the by-law cannot grant is kept all the same: the committee may look at
    it.  Refuses what cannot be a request at all, with every reason.
    """
    require(act, Verb.SUBMIT_CLAIM)
    request = read_request(
        act,
        benefit=benefit,
        first_day=first_day,
        last_day=last_day or first_day,
        membership=membership,
        person=person,
        branch=branch,
        about=about,
        claimant_name=claimant_name,
        stated=stated or {},
        papers=evidence or {},
    )
    # After this point the request must stand.
    claim, verdict = _keep(
        act,
        request,
        relation=claimant_relation.strip()[:60],
        detail=detail.strip()[:300],
        papers=evidence or {},
        notes=evidence_notes or {},
    )
    return {
        "claim": claim.public_id.hex,
        "number": claim.number,
        "granted": verdict.granted,
        "amount_satang": verdict.amount_satang,
        "refused_by": [check.code.value for check in verdict.decided.refusals],
        "warnings": [one.as_json() for one in request.late],
    }


def _keep(
    act: Act,
    request: Request,
    *,
    relation: str,
    detail: str,
    papers: Mapping[str, int],
    notes: Mapping[str, str],
) -> tuple[Claim, Verdict]:
    rule = request.asked.rule
    claim = _new_claim(act, request, relation=relation, detail=detail)
    handed_in = {
        paper.code: max(0, min(papers.get(paper.code, 0), paper.count))
        for paper in rule.evidence
    }
    verdict = decide_claim(request.rules, claim, handed_in)
    claim.granted = verdict.granted
    claim.granted_units = verdict.units
    claim.granted_satang = verdict.amount_satang
    claim.save(force_insert=True)
    EvidenceItem.objects.bulk_create(
        EvidenceItem(
            claim=claim,
            seq=seq,
            code=paper.code,
            text=paper.text,
            needed=paper.count,
            received=handed_in[paper.code],
            note=notes.get(paper.code, "")[:200],
        )
        for seq, paper in enumerate(rule.evidence, 1)
    )
    keep_decision(act, request.rules, claim, verdict, Decision.Stage.SUBMITTED)
    step(act, claim, ClaimStatus.SUBMITTED)
    if not claim.signatures_needed:
        step(act, claim, ClaimStatus.CERTIFIED, note="ระเบียบไม่ให้ศูนย์ต้องรับรอง")
    return claim, verdict


def _new_claim(act: Act, request: Request, *, relation: str, detail: str) -> Claim:
    asked, rule = request.asked, request.asked.rule
    needed = request.rules.bylaw.signatures_for(rule) if request.branch else 0
    year = fiscal_year(act.today)
    claim = Claim(
        fund_id=act.fund_id,
        fiscal_year=year,
        no=next_number(Claim, act.fund_id, year),
        event=_event(act, request),
        benefit=rule.code,
        title=rule.title,
        category=category_of(rule),
        membership=asked.membership,
        branch=request.branch,
        claimant_name=asked.claimant_name,
        claimant_relation=relation,
        event_on=request.event_on,
        stated=canonical(request.stated),
        detail=detail,
        warnings=canonical([one.as_json() for one in request.late]),
        submitted_by_id=user_of(act),
        submitted_on=act.today,
        received_at=act.now,
        signatures_needed=needed,
        status=ClaimStatus.SUBMITTED if needed else ClaimStatus.CERTIFIED,
        command_id=act.command_pk,
    )
    bind_who(claim)
    claim.signed_hash = request_hash(claim)
    return claim


def request_hash(claim: Claim) -> bytes:
    """What a centre signs; `kongbun check` makes it anew from the rows."""
    if claim.started_by == "committee":
        # Nobody asked: the list that the committee approved has its own hash.
        return content_hash(claim=claim.public_id, number=claim.number)
    who: dict[str, Any] = {"who": who_asked(claim)}
    if claim.who_hash is None:
        # Requests from before that was kept by itself keep their hash.
        who = {
            "event": event_key(claim),
            "claimant": claim.claimant_name,
            "stated": json.loads(claim.stated),
        }
    return content_hash(
        claim=claim.public_id,
        number=claim.number,
        first_day=claim.event.first_day,
        last_day=claim.event.last_day,
        benefit=claim.benefit,
        membership=claim.membership.member_no if claim.membership else "",
        **who,
    )


def _event(act: Act, request: Request) -> Event:
    """The event of this key and these days; there from an earlier request, or new.

    Days that were told wrong and taken back stay with the request that told them.
    """
    asked = request.asked
    told = list(tellings(act.fund_id, asked.happening).order_by("-pk"))
    for event in told:
        if (event.first_day, event.last_day) == (asked.first_day, asked.last_day):
            return event
    again = f"{AGAIN}{len(told) + 1}" if told else ""
    return Event.objects.create(
        fund_id=act.fund_id,
        kind=asked.happening.kind,
        key=f"{asked.happening.key}{again}",
        person=request.person,
        about=asked.happening.about,
        first_day=asked.first_day,
        last_day=asked.last_day,
        command_id=act.command_pk,
    )


def keep_decision(
    act: Act,
    rules: InForce,
    claim: Claim,
    verdict: Verdict,
    stage: Decision.Stage,
) -> Decision:
    """Write what the by-law said, for actions of this app."""
    seq = claim.decisions.count() + 1
    kept = new_decision(act, rules, claim, verdict, stage, seq=seq)
    kept.save(force_insert=True)
    return kept


def new_decision(
    act: Act,
    rules: InForce,
    claim: Claim,
    verdict: Verdict,
    stage: Decision.Stage,
    *,
    seq: int,
) -> Decision:
    """What the by-law said, not yet written."""
    return Decision(
        claim=claim,
        seq=seq,
        stage=stage,
        bylaw=rules.version,
        bylaw_hash=verdict.bylaw_hash,
        facts=verdict.facts_json(),
        checks=verdict.checks_json(),
        granted=verdict.granted,
        units=verdict.units,
        amount_satang=verdict.amount_satang,
        hash=verdict.hash(claim.public_id),
        at=act.now,
        command_id=act.command_pk,
    )


def step(act: Act, claim: Claim, status: ClaimStatus, note: str = "") -> None:
    """Write where a claim went, for actions of this app."""
    ClaimStep.objects.create(
        claim=claim,
        status=status,
        user_id=user_of(act),
        at=act.now,
        note=note,
        command_id=act.command_pk,
    )


def move(act: Act, claim: Claim, status: ClaimStatus, note: str = "") -> None:
    """Take a claim to its next place, for actions of this app."""
    claim.status = status
    claim.live = status not in (ClaimStatus.REFUSED, ClaimStatus.WITHDRAWN)
    claim.save(
        update_fields=[
            "status", "live", "granted", "granted_units", "granted_satang",
        ]
    )  # fmt: skip
    step(act, claim, status, note)


@command("claims.receive_evidence")
def receive_evidence(
    act: Act,
    *,
    claim: UUID,
    evidence: Mapping[str, int],
    notes: Mapping[str, str] | None = None,
) -> dict[str, Any]:
    """Papers that came later: the by-law is asked again."""
    require(act, Verb.SUBMIT_CLAIM)
    found = claim_of(act, claim)
    require_status(found, *STILL_WAITS, verb="เพิ่มหลักฐาน")
    items = {item.code: item for item in found.evidence.order_by("seq")}
    for code in set(evidence) - set(items):
        raise Refused(RefusalCode.NOT_FOUND, what=f"หลักฐาน {code} ")
    for code, count in evidence.items():
        if type(count) is not int or not 0 <= count <= items[code].needed:
            raise Refused(
                RefusalCode.FACT_UNREADABLE, what=items[code].text, found=count
            )
    # After this point the papers must stand.
    for code, count in evidence.items():
        items[code].received = count
        items[code].note = (notes or {}).get(code, items[code].note)[:200]
        items[code].save(update_fields=["received", "note"])
    decide_anew(act, found, Decision.Stage.EVIDENCE)
    return {
        "claim": found.public_id.hex,
        "number": found.number,
        "granted": found.granted,
        "amount_satang": found.granted_satang,
    }


def decide_anew(act: Act, claim: Claim, stage: Decision.Stage) -> None:
    """Ask the by-law again, because what a claim stands on changed."""
    rules = in_force(act.fund_id, claim.event.first_day)
    verdict = decide_now(claim)
    keep_decision(act, rules, claim, verdict, stage)
    claim.granted = verdict.granted
    claim.granted_units = verdict.units
    claim.granted_satang = verdict.amount_satang
    allotment = Allotment.objects.filter(claim=claim).first()
    if allotment is not None:
        # Never more than an allocation gave it, whatever changed since.
        claim.granted_satang = min(verdict.amount_satang, allotment.amount_satang)
    claim.save(update_fields=["granted", "granted_units", "granted_satang"])


@command("claims.withdraw")
def withdraw_claim(act: Act, *, claim: UUID, reason: str) -> dict[str, Any]:
    """Take a request back before it is paid.  The number stays, one may ask anew."""
    require(act, Verb.SUBMIT_CLAIM)
    found = claim_of(act, claim)
    waits = (*STILL_WAITS, ClaimStatus.APPROVED)
    require_status(found, *waits, verb="ถอน")
    if not reason.strip():
        raise Refused(RefusalCode.FIELD_EMPTY, field="เหตุผลที่ถอน")
    # After this point the request must be taken back.
    move(act, found, ClaimStatus.WITHDRAWN, reason.strip()[:500])
    return {"claim": found.public_id.hex, "number": found.number}

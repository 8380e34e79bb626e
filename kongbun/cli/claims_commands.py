"""`kongbun claim ...` and `kongbun explain`: a benefit from asking to the voucher."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any
from uuid import UUID

import click

from kongbun.access.models import Fund
from kongbun.claims.approve_actions import approve_claim, refuse_claim
from kongbun.claims.certify_actions import (
    certify_claim,
    confirm_backdating,
    seats_of,
)
from kongbun.claims.emergency_actions import confirm_emergency
from kongbun.claims.models import Claim, ClaimStatus, PayeeKind
from kongbun.claims.pay_actions import PAID_FROM, pay_claim, reverse_payment
from kongbun.claims.queries import CLOSED, Asked, claim_by_number, listed
from kongbun.claims.submit_actions import (
    receive_evidence,
    submit_claim,
    withdraw_claim,
)
from kongbun.claims.telling import about_whom, likely_payee, tell_now
from kongbun.cli.claim_words import as_json_of, as_text
from kongbun.cli.door import find_fund, json_option, reader, tell, writer
from kongbun.cli.find import find_branch, find_member
from kongbun.cli.given import BAHT, DAY, TEXT
from kongbun.cli.ready import make_ready
from kongbun.commands.run import Act
from kongbun.kernel.refusal import RefusalCode, Refused
from kongbun.kernel.thai_date import short
from kongbun.kernel.thai_text import match_key
from kongbun.ledger.balances import accounts
from kongbun.people.models import Person

LISTED = 200
DIGITS_MAX = 9


@click.group()
def claim() -> None:
    """Requests for benefits: ask, certify, approve, pay, look at."""


@click.command()
@click.argument("claim_no")
@click.option("--fund", "fund_code", help="Needed when several funds have the number.")
@json_option
def explain(claim_no: str, *, fund_code: str | None, as_json: bool) -> None:
    """Why a claim is granted or not: the same table as its page."""
    make_ready()
    found = _anywhere(claim_no, fund_code)
    if as_json:
        tell(as_json_of(found), as_json=True)
    else:
        click.echo(as_text(found))


def _anywhere(claim_no: str, fund_code: str | None) -> Claim:
    if fund_code is not None:
        return _claim(find_fund(fund_code).pk, claim_no)
    found = [
        one
        for fund in Fund.objects.order_by("code")
        if (one := claim_by_number(fund.pk, claim_no)) is not None
    ]
    if len(found) > 1:
        raise click.UsageError(f"several funds have a claim {claim_no}: add --fund")
    if not found:
        raise Refused(RefusalCode.NOT_FOUND, what=f"คำขอ {claim_no} ")
    return found[0]


def _claim(fund_id: int, claim_no: str) -> Claim:
    found = claim_by_number(fund_id, claim_no)
    if found is None:
        raise Refused(RefusalCode.NOT_FOUND, what=f"คำขอ {claim_no} ")
    return found


def _pairs(given: Sequence[str], *, alone: str | None = None) -> dict[str, str]:
    """NAME=VALUE options; `alone` is what a bare name means."""
    pairs = {}
    for one in given:
        name, equals, value = one.partition("=")
        if not equals and alone is None:
            raise click.UsageError(f"{one!r}: give NAME=VALUE")
        pairs[name.strip()] = value.strip() if equals else str(alone)
    return pairs


def _counts(given: Sequence[str]) -> dict[str, int]:
    counts = {}
    for name, value in _pairs(given, alone="1").items():
        if not (value.isascii() and value.isdecimal() and len(value) <= DIGITS_MAX):
            raise click.UsageError(f"{name}={value}: give a whole number")
        counts[name] = int(value)
    return counts


@claim.command("submit")
@click.option("--benefit", required=True, help="Its code in the by-law.")
@click.option("--member", help="Member number.")
@click.option("--person", type=TEXT, help="Name of someone who is no member.")
@click.option("--first-day", type=DAY, required=True)
@click.option("--last-day", type=DAY)
@click.option(
    "--about", type=TEXT, default="", help="Whom it befell, if not the member."
)
@click.option("--claimant", type=TEXT, default="", help="Who asks in their place.")
@click.option("--relation", type=TEXT, default="")
@click.option("--fact", "facts", multiple=True, help="NAME=VALUE, as `bylaw facts`.")
@click.option("--evidence", multiple=True, help="CODE or CODE=COUNT, handed in.")
@click.option("--detail", type=TEXT, default="")
@click.option("--village", help="The centre that certifies, if not the member's.")
@writer()
def submit(
    act: Act,
    *,
    as_json: bool,
    benefit: str,
    member: str | None,
    person: str | None,
    first_day: date,
    last_day: date | None,
    about: str,
    claimant: str,
    relation: str,
    facts: Sequence[str],
    evidence: Sequence[str],
    detail: str,
    village: str | None,
) -> None:
    """Ask for a benefit; the by-law of the first day decides at once."""
    answer = submit_claim(
        act,
        benefit=benefit,
        first_day=first_day,
        last_day=last_day,
        membership=find_member(act.fund_id, member).public_id if member else None,
        person=_person(act, person) if person else None,
        branch=find_branch(act.fund_id, village).public_id if village else None,
        about=about,
        claimant_name=claimant or (person or ""),
        claimant_relation=relation,
        stated=_pairs(facts),
        evidence=_counts(evidence),
        detail=detail,
    )
    kept = _claim(act.fund_id, answer["number"])
    tell(answer, as_json=as_json, text="" if as_json else as_text(kept))


def _person(act: Act, name: str) -> UUID | None:
    """Someone of the register by name; nobody is an answer too: then a name alone."""
    found = Person.objects.filter(fund_id=act.fund_id, match_key=match_key(name))
    return found[0].public_id if found.count() == 1 else None


@claim.command("evidence")
@click.argument("claim_no")
@click.option("--evidence", multiple=True, required=True, help="CODE or CODE=COUNT.")
@writer()
def evidence_(
    act: Act, *, as_json: bool, claim_no: str, evidence: Sequence[str]
) -> None:
    """Record papers that came later; the by-law is asked again."""
    found = _claim(act.fund_id, claim_no)
    answer = receive_evidence(act, claim=found.public_id, evidence=_counts(evidence))
    tell(answer, as_json=as_json)


@claim.command()
@click.argument("claim_no")
@click.option("--seat", type=TEXT, help="On paper: the name of who signed there.")
@click.option("--signed-on", type=DAY, help="The paper's date.")
@writer()
def certify(
    act: Act, *, as_json: bool, claim_no: str, seat: str | None, signed_on: date | None
) -> None:
    """Sign for one's own seat of the village centre, or record a paper."""
    found = _claim(act.fund_id, claim_no)
    chosen = None
    if seat is not None:
        day = signed_on or act.today
        named = [
            one
            for one in seats_of(found, day)
            if match_key(seat) in match_key(one.person.full_name())
        ]
        if len(named) != 1:
            raise Refused(RefusalCode.NOT_FOUND, what=f"กรรมการศูนย์ชื่อ {seat} ")
        chosen = named[0].public_id
    answer = certify_claim(act, claim=found.public_id, seat=chosen, signed_on=signed_on)
    tell(answer, as_json=as_json)


@claim.command()
@click.argument("claim_no")
@click.option("--note", type=TEXT, required=True, help="Which papers were looked at.")
@writer()
def confirm(act: Act, *, as_json: bool, claim_no: str, note: str) -> None:
    """A second person from another village confirms what was entered late."""
    found = _claim(act.fund_id, claim_no)
    tell(confirm_backdating(act, claim=found.public_id, note=note), as_json=as_json)


@claim.command()
@click.argument("claim_no")
@click.option("--amount", type=BAHT, help="Another sum than the by-law gives.")
@click.option("--decision", help="The decision's hash, as `explain --json` shows it.")
@click.option("--reason", type=TEXT, default="")
@click.option("--resolution", type=TEXT, default="", help="Its number: 11/2569.")
@click.option("--decided-on", type=DAY)
@click.option(
    "--board", type=click.Choice(["committee", "general_meeting"]), default="committee"
)
@click.option(
    "--emergency", is_flag=True, help="Go first, where the by-law lets you; say why."
)
@writer()
def approve(
    act: Act,
    *,
    as_json: bool,
    claim_no: str,
    amount: int | None,
    decision: str | None,
    reason: str,
    resolution: str,
    decided_on: date | None,
    board: str,
    emergency: bool,
) -> None:
    """Approve what the by-law gives now, or another sum with reason and resolution."""
    found = _claim(act.fund_id, claim_no)
    now = tell_now(found)
    answer = approve_claim(
        act,
        claim=found.public_id,
        decision_hash=decision or now.hash,
        amount_satang=now.offer_satang if amount is None else amount,
        reason=reason,
        resolution=_resolved(board, resolution, decided_on, reason),
        emergency=emergency,
    )
    tell(answer, as_json=as_json)


def _resolved(
    board: str, number: str, decided_on: date | None, text: str
) -> dict[str, Any] | None:
    if not number and not decided_on:
        return None
    return {"board": board, "number": number, "decided_on": decided_on, "text": text}


@claim.command("confirm-emergency")
@click.argument("claim_no")
@click.option("--not", "is_not", is_flag=True, help="It is not confirmed.")
@click.option("--note", type=TEXT, default="", help="What was resolved, and why.")
@click.option("--resolution", type=TEXT, default="", help="Its number: 12/2569.")
@click.option("--decided-on", type=DAY)
@click.option(
    "--board", type=click.Choice(["committee", "general_meeting"]), default="committee"
)
@writer()
def confirm_emergency_(
    act: Act,
    *,
    as_json: bool,
    claim_no: str,
    is_not: bool,
    note: str,
    resolution: str,
    decided_on: date | None,
    board: str,
) -> None:
    """Confirm what was approved first in an emergency, or say that it is not."""
    found = _claim(act.fund_id, claim_no)
    answer = confirm_emergency(
        act,
        claim=found.public_id,
        confirmed=not is_not,
        note=note,
        resolution=_resolved(board, resolution, decided_on, note),
    )
    tell(answer, as_json=as_json)


def _reasoned(name: str, action: Any, words: str) -> click.Command:
    @claim.command(name, help=words)
    @click.argument("claim_no")
    @click.option("--reason", type=TEXT, required=True)
    @writer()
    def run(act: Act, *, as_json: bool, claim_no: str, reason: str) -> None:
        found = _claim(act.fund_id, claim_no)
        tell(action(act, claim=found.public_id, reason=reason), as_json=as_json)

    command: click.Command = run
    return command


_reasoned("refuse", refuse_claim, "The committee does not grant it.")
_reasoned("withdraw", withdraw_claim, "Take a request back before it is paid.")
_reasoned("reverse", reverse_payment, "A payment came back; its voucher stays.")


@claim.command()
@click.argument("claim_no")
@click.option("--account", default="cash", help="cash, or bank:N for a transfer.")
@click.option("--payee-kind", type=click.Choice(PayeeKind.values), default="self")
@click.option("--payee", type=TEXT, help="Who receives; else who has the right.")
@click.option("--witness", type=TEXT, required=True)
@click.option("--proxy-paper", type=TEXT, default="")
@click.option("--transfer-ref", type=TEXT, default="")
@click.option("--paid-on", type=DAY)
@click.option("--out-of", default="", help="restricted:N: that purpose's; or free.")
@click.option("--amount", type=BAHT, help="Refused unless it is what was approved.")
@writer()
def pay(
    act: Act,
    *,
    as_json: bool,
    claim_no: str,
    account: str,
    payee_kind: str,
    payee: str | None,
    witness: str,
    proxy_paper: str,
    transfer_ref: str,
    paid_on: date | None,
    out_of: str,
    amount: int | None,
) -> None:
    """Pay what was approved, once, and write its voucher."""
    found = _claim(act.fund_id, claim_no)
    kinds = {a.code: a.kind for a in accounts(act.fund_id)}
    method = next(
        (m.value for m, kind in PAID_FROM.items() if kinds.get(account) is kind), "cash"
    )
    answer = pay_claim(
        act,
        out_of=out_of,
        claim=found.public_id,
        amount_satang=found.granted_satang if amount is None else amount,
        account=account,
        method=method,
        payee_kind=payee_kind,
        payee_name=payee or likely_payee(found),
        witness=witness,
        paid_on=paid_on,
        proxy_paper=proxy_paper,
        transfer_ref=transfer_ref,
    )
    tell(answer, as_json=as_json)


@claim.command("list")
@click.option(
    "--status", type=click.Choice([*ClaimStatus.values, CLOSED]), default=None
)
@click.option("--search", type=TEXT, default="", help="Name, member or claim number.")
@reader
def list_(fund: Fund, *, as_json: bool, status: str | None, search: str) -> None:
    """Requests of a fund, the newest first."""
    found = listed(fund.pk, Asked(status=status or "", text=search))[:LISTED]
    rows = [
        {
            "claim": one.number,
            "who": about_whom(one),
            "benefit": one.benefit,
            "title": one.title,
            "event_on": one.event_on,
            "status": one.status,
            "granted": one.granted,
            "amount_satang": one.granted_satang,
        }
        for one in found
    ]
    text = "\n".join(
        f"{row['claim']:>9}  {short(one.event_on)}  {one.title} {row['who']}  "
        f"{ClaimStatus(one.status).label}"
        for row, one in zip(rows, found, strict=True)
    )
    tell({"claims": rows}, as_json=as_json, text=text or "ไม่มีคำขอ")


commands = [claim, explain]

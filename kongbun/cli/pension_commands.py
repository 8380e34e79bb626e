"""`kongbun pension ...`: who is due for what the committee starts."""

from __future__ import annotations

from datetime import date
from typing import Any
from uuid import UUID

import click

from kongbun.access.models import Fund
from kongbun.claims.in_force import in_force
from kongbun.claims.models import PensionList
from kongbun.claims.pension_actions import (
    approve_pensions,
    list_hash,
    propose_pensions,
    refuse_pensions,
    still_due,
)
from kongbun.claims.pensions import Due, due, started_by_committee
from kongbun.cli.door import reader, tell, writer
from kongbun.cli.given import DAY, TEXT
from kongbun.commands.run import Act
from kongbun.kernel.money import Money
from kongbun.kernel.refusal import RefusalCode, Refused
from kongbun.people.models import Membership
from kongbun.rules.benefit import BenefitRule
from kongbun.web import clock


@click.group()
def pension() -> None:
    """Benefits the committee starts: who is due, the list before the committee."""


@pension.command("list")
@click.option("--benefit", help="Only this one.")
@click.option("--on", type=DAY, help="Due on this day; else today.")
@reader
def list_(fund: Fund, *, as_json: bool, benefit: str | None, on: date | None) -> None:
    """Who is due, and the lists that were proposed."""
    day = on or clock.today_for(fund)
    rules = in_force(fund.pk, day)
    found = [
        (rule, due(rules, rule, day, fund_id=fund.pk))
        for rule in started_by_committee(rules.bylaw)
        if benefit in (None, rule.code)
    ]
    lists = PensionList.objects.filter(fund=fund).order_by("-pk")[:50]
    answer = {
        "on": day,
        "due": [row for rule, dues in found for row in _rows(rule, dues)],
        "lists": [_list_row(one) for one in lists],
    }
    tell(answer, as_json=as_json, text="" if as_json else _text(found))


def _rows(rule: BenefitRule, dues: list[Due]) -> list[dict[str, Any]]:
    named = Membership.every.select_related("person").in_bulk(
        [one.member.id for one in dues]
    )
    return [
        {
            "benefit": rule.code,
            "member_no": named[one.member.id].member_no,
            "name": named[one.member.id].person.full_name(),
            "amount_satang": one.verdict.amount_satang,
        }
        for one in dues
    ]


def _list_row(one: PensionList) -> dict[str, Any]:
    return {
        "list": one.public_id,
        "benefit": one.benefit,
        "due_on": one.due_on,
        "status": one.status,
        "total_satang": one.total_satang,
    }


def _text(found: list[tuple[BenefitRule, list[Due]]]) -> str:
    lines = []
    for rule, dues in found:
        total = Money(sum(one.verdict.amount_satang for one in dues))
        lines.append(f"{rule.title}: {len(dues)} คน {total.short()} บาท")
        lines += [
            f"  {row['member_no']}  {row['name']}  "
            f"{Money(row['amount_satang']).short()} บาท"
            for row in _rows(rule, dues)
        ]
    return "\n".join(lines) or "ระเบียบไม่มีสวัสดิการที่คณะกรรมการเป็นผู้ริเริ่ม"


@pension.command()
@click.option("--benefit", required=True)
@click.option("--due-on", type=DAY, help="Else today.")
@writer()
def propose(act: Act, *, as_json: bool, benefit: str, due_on: date | None) -> None:
    """Put everyone who is due before the committee."""
    answer = propose_pensions(act, benefit=benefit, due_on=due_on or act.today)
    tell(answer, as_json=as_json)


@pension.command()
@click.argument("list_id", type=click.UUID)
@click.option("--hash", "seen", help="Of the list as it was seen; else as it is now.")
@click.option("--resolution", type=TEXT, default="")
@click.option("--decided-on", type=DAY)
@click.option(
    "--board", type=click.Choice(["committee", "general_meeting"]), default="committee"
)
@writer()
def approve(
    act: Act,
    *,
    as_json: bool,
    list_id: UUID,
    seen: str | None,
    resolution: str,
    decided_on: date | None,
    board: str,
) -> None:
    """Approve a list: a claim for each who is still due."""
    kept = _list(act, list_id)
    answer = approve_pensions(
        act,
        pension_list=kept.public_id,
        content_hash=seen
        or list_hash(kept.benefit, kept.due_on, still_due(kept)).hex(),
        resolution={"board": board, "number": resolution, "decided_on": decided_on},
    )
    tell(answer, as_json=as_json)


@pension.command()
@click.argument("list_id", type=click.UUID)
@click.option("--reason", type=TEXT, required=True)
@writer()
def refuse(act: Act, *, as_json: bool, list_id: UUID, reason: str) -> None:
    """Send a list back to who proposed it."""
    kept = _list(act, list_id)
    tell(
        refuse_pensions(act, pension_list=kept.public_id, reason=reason),
        as_json=as_json,
    )


def _list(act: Act, list_id: UUID) -> PensionList:
    kept = PensionList.objects.filter(fund_id=act.fund_id, public_id=list_id).first()
    if kept is None:
        raise Refused(RefusalCode.NOT_FOUND, what="รายชื่อ")
    return kept


commands = [pension]

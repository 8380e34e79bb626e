"""`kongbun limits`: what the by-law allows of the fund's money, and what is left."""

from __future__ import annotations

from datetime import date

import click

from kongbun.access.models import Fund
from kongbun.cli.door import reader, tell, writer
from kongbun.cli.given import DAY, TEXT, BahtOrZero
from kongbun.commands.run import Act
from kongbun.kernel.money import Money
from kongbun.treasury.limit_actions import permit_reserve, set_limits
from kongbun.treasury.limits import NOTHING, PAYEE_DAYS, Stands, reading, shares, stand
from kongbun.treasury.models import LimitBase
from kongbun.web import clock


@click.group()
def limits() -> None:
    """Limits, reserve and shares of the by-law's money section."""


@limits.command("show")
@reader
def show(fund: Fund, *, as_json: bool) -> None:
    """Each limit: what it allows, what was spent and what is left this year."""
    today = clock.today_for(fund)
    known, shared = reading(fund.pk), shares(fund.pk, today)
    rules = stand(fund.pk, today, NOTHING)
    parts = shared.parts if shared else ()
    answer = {
        "rules": [_row(one) for one in rules],
        "shares": [
            {"code": one.code, "title": one.title, "satang": one.satang}
            for one in parts
        ],
        "administration": list(known.administration),
        "base": known.base.value,
        "payee_days": known.payee_days,
    }
    lines = [
        f"{one.rule.clause}\t{one.what}\t{one.required}\t{one.found}\t{one.left}"
        for one in rules
    ]
    lines += [f"{one.title}\t{Money(one.satang)}" for one in parts]
    text = "\n".join(lines) or "ระเบียบที่ใช้อยู่ไม่ได้จำกัดวงเงิน"
    tell(answer, as_json=as_json, text=text)


def _row(one: Stands) -> dict[str, object]:
    return {
        "clause": one.rule.clause,
        "what": one.what,
        "required_satang": one.required.satang,
        "found_satang": one.found.satang,
        "left_satang": one.left.satang,
    }


@limits.command("read-as")
@click.option(
    "--administration",
    multiple=True,
    required=True,
    help="An account that counts, as expense:travel; may repeat.",
)
@click.option("--base", type=click.Choice(LimitBase.values), default="to_date")
@click.option(
    "--payee-days",
    type=int,
    default=PAYEE_DAYS,
    help="Sums to one payee within so many days count together for who approves.",
)
@click.option("--reason", type=TEXT, required=True)
@writer()
def read_as(
    act: Act,
    *,
    as_json: bool,
    administration: tuple[str, ...],
    base: str,
    payee_days: int,
    reason: str,
) -> None:
    """Say which costs are administration, and of which year the share is taken."""
    answer = set_limits(
        act,
        administration=list(administration),
        base=base,
        payee_days=payee_days,
        reason=reason,
    )
    tell(answer, as_json=as_json, text="บันทึกวิธีคิดวงเงินแล้ว")


@limits.command("permit")
@click.argument("number", type=TEXT)
@click.option("--on", "decided_on", type=DAY, required=True, help="Day it was decided.")
@click.option("--text", type=TEXT, required=True, help="What it says.")
@click.option(
    "--down-to",
    "down_to_satang",
    type=BahtOrZero(),
    required=True,
    help="Baht of free money that must stay.",
)
@click.option("--until", type=DAY, required=True, help="The last day to pay.")
@writer()
def permit(
    act: Act,
    *,
    as_json: bool,
    number: str,
    decided_on: date,
    text: str,
    down_to_satang: int,
    until: date,
) -> None:
    """Record the resolution NUMBER that lets money go below the reserve."""
    answer = permit_reserve(
        act,
        number=number,
        decided_on=decided_on,
        text=text,
        down_to_satang=down_to_satang,
        until=until,
    )
    tell(answer, as_json=as_json, text=f"บันทึกมติที่ {number} แล้ว")


commands = [limits]

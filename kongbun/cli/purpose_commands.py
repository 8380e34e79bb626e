"""`kongbun purpose`: money that was given for one thing, and what is left of it."""

from __future__ import annotations

from datetime import date
from typing import Any

import click

from kongbun.access.models import Fund
from kongbun.access.permissions import Verb
from kongbun.cli.door import reader, second_person, tell, writer
from kongbun.cli.find import found_purse
from kongbun.cli.given import BAHT, DAY, TEXT
from kongbun.commands.run import Act
from kongbun.kernel.money import Money
from kongbun.treasury.purpose_actions import open_purpose, set_aside, set_free
from kongbun.treasury.purposes import Purse, standing


@click.group()
def purpose() -> None:
    """Money given for a purpose: it pays for nothing else."""


@purpose.command("open")
@click.argument("name", type=TEXT)
@click.option("--from", "giver", type=TEXT, required=True, help="Who gives.")
@click.option(
    "--for",
    "uses",
    multiple=True,
    required=True,
    help="expense:benefit:11, expense:travel, benefit:CODE; may repeat.",
)
@click.option("--until", type=DAY, help="The last day it may be spent.")
@click.option("--paper", "paper_no", type=TEXT, default="", help="Number on its paper.")
@writer()
def open_(act: Act, *, as_json: bool, uses: tuple[str, ...], **facts: Any) -> None:
    """Say what money will be given for: NAME, by whom, for which payments."""
    answer = open_purpose(act, uses=list(uses), **facts)
    text = f"เปิดเงินเพื่อ{facts['name']} รหัส {answer['account']} แล้ว"
    tell(answer, as_json=as_json, text=text)


@purpose.command("set-aside")
@click.argument("code")
@click.argument("amount", type=BAHT)
@click.option("--reason", type=TEXT, required=True)
@writer()
def aside(act: Act, *, as_json: bool, code: str, amount: int, reason: str) -> None:
    """Keep AMOUNT baht that the fund has already for CODE (restricted:1)."""
    found = found_purse(act.fund_id, code)
    answer = set_aside(
        act, purpose=found.public_id, amount_satang=amount, reason=reason
    )
    tell(answer, as_json=as_json, text=f"กันเงิน {Money(amount)} บาทแล้ว")


@purpose.command("set-free")
@click.argument("code")
@click.option("--reason", type=TEXT, required=True)
@click.option("--second", required=True, help="Who signs too: chair or committee.")
@writer()
def free(act: Act, *, as_json: bool, code: str, reason: str, second: str) -> None:
    """What is left for CODE (restricted:1) may be used for anything."""
    signer = second_person(act, Verb.APPROVE_MONEY, username=second)
    found = found_purse(act.fund_id, code)
    answer = set_free(
        act,
        purpose=found.public_id,
        amount_satang=found.left.satang,
        reason=reason,
        second_user_id=signer.pk,
    )
    tell(answer, as_json=as_json, text=f"เงิน {found.left} บาทใช้ได้ทั่วไปแล้ว")


@purpose.command("list")
@reader
def list_(fund: Fund, *, as_json: bool) -> None:
    """Each purpose: received, spent, left; and what is free."""
    now = standing(fund.pk)
    rows = [_row(one) for one in now.purses]
    answer = {"purposes": rows, "free_satang": now.free_satang}
    lines = [
        f"{one['code']}\t{one['name']}\t{Money(one['received_satang'])}\t"
        f"{Money(one['spent_satang'])}\t{Money(one['left_satang'])}"
        for one in rows
    ]
    lines.append(f"ใช้ได้ทั่วไป\t{Money(now.free_satang)}")
    tell(answer, as_json=as_json, text="\n".join(lines))


def _row(one: Purse) -> dict[str, Any]:
    until: date | None = one.purpose.until
    return {
        "code": one.code,
        "name": one.name,
        "giver": one.purpose.giver,
        "uses": list(one.uses),
        "until": until.isoformat() if until else None,
        "received_satang": one.kept.received_satang,
        "spent_satang": one.kept.spent_satang,
        "freed_satang": one.kept.freed_satang,
        "left_satang": one.kept.left_satang,
    }


commands = [purpose]

"""`kongbun bylaw borders`: who of a fund stands near what a by-law asks."""

from __future__ import annotations

from datetime import date
from typing import Any

import click

from kongbun.access.models import Fund
from kongbun.claims.borders import (
    NEAREST,
    BenefitBorders,
    Border,
    Side,
    borders,
    member_numbers,
)
from kongbun.cli.bylaw_named import named
from kongbun.cli.bylaw_trial_commands import decidable
from kongbun.cli.door import reader, tell
from kongbun.cli.given import DAY
from kongbun.rules.words import quantity_of
from kongbun.web import clock

MANY = 100


@click.group("bylaw")
def bylaw() -> None:
    """By-laws as data: check a file, list its facts, adopt it in a fund."""


@bylaw.command("borders")
@click.argument("name", metavar="FILE")
@click.option("--on", type=DAY, help="As members stood on that day; else today.")
@click.option(
    "--nearest",
    type=click.IntRange(0, MANY),
    default=NEAREST,
    show_default=True,
    help="How many are named on each side.",
)
@reader
def borders_command(
    fund: Fund, *, as_json: bool, name: str, on: date | None, nearest: int
) -> None:
    """Who stands just below and just above each border; nothing is written.

    FILE is a draft, or fund:CODE for the version in force in a fund. Each border says
    how many pass it, and the nearest on both sides with how far they are.
    """
    law = decidable(named(name))
    day = on or clock.today_for(fund)
    found = borders(fund.pk, law, day, nearest=nearest)
    numbers = member_numbers(found)
    answer = {
        "fund": fund.code,
        "bylaw": law.title,
        "on": day,
        "benefits": [_benefit(one, numbers) for one in found],
    }
    text = "\n".join(line for one in found for line in _text(one, numbers))
    tell(answer, as_json=as_json, text=text)


def _benefit(one: BenefitBorders, numbers: dict[int, str]) -> dict[str, Any]:
    return {
        "benefit": one.rule.code,
        "title": one.rule.title,
        "members": one.touched,
        "borders": [_border(border, numbers) for border in one.borders],
        "told_at_counter": list(one.told_at_counter),
    }


def _border(one: Border, numbers: dict[int, str]) -> dict[str, Any]:
    return {
        "label": one.label,
        "clause": one.clause,
        "required": one.required,
        "unit": one.unit,
        "of": one.of,
        "not_known": one.unknown,
        "passing": _side(one.passing, numbers),
        "failing": _side(one.failing, numbers),
        "note": one.note,
    }


def _side(side: Side, numbers: dict[int, str]) -> dict[str, Any]:
    return {
        "count": side.count,
        "nearest": [
            {
                "member_no": numbers[near.membership_id],
                "found": near.found,
                "by": near.by,
                "by_unit": near.unit,
                "decides": near.decides,
            }
            for near in side.nearest
        ],
        "as_near": side.as_near,
    }


def _text(one: BenefitBorders, numbers: dict[int, str]) -> list[str]:
    lines = [f"{one.rule.title} ({one.rule.clause}): ถึงสมาชิกได้ {one.touched:,} คน"]
    for border in one.borders:
        note = f" · {border.note}" if border.note else ""
        unknown = f" ไม่รู้ {border.unknown:,} คน" if border.unknown else ""
        lines.append(
            f"  {border.label}: ผ่าน {border.passing.count:,} จาก {border.of:,} คน"
            f"{unknown}{note}"
        )
        for word, side in (
            ("ผ่านแล้ว", border.passing),
            ("ยังไม่ผ่าน", border.failing),
        ):
            lines += [
                f"    {word} {numbers[near.membership_id]}"
                f" มี {quantity_of(one.rule, near.found, border.unit)}"
                f" ห่าง {quantity_of(one.rule, near.by, near.unit)}"
                f"{'' if near.decides else ' ติดข้ออื่นด้วย'}"
                for near in side.nearest
            ]
            if side.as_near:
                lines.append(f"    {word} ใกล้เท่ากันอีก {side.as_near:,} คน")
    if one.told_at_counter:
        lines.append(f"  รู้เมื่อมาขอ: {', '.join(one.told_at_counter)}")
    return lines


commands: list[click.Command] = [bylaw]

"""`kongbun bylaw dry-run`: a draft tried on a fund's own year.  Nothing is written."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path
from typing import Any

import click

from kongbun.access.models import Fund
from kongbun.bylaws.reading import rules_on
from kongbun.claims.touched import touched
from kongbun.claims.trial import Trial, roll_for, try_year
from kongbun.claims.trial_sums import OfBenefit, Sums, by_benefit, by_person, sums
from kongbun.claims.trial_told import Tried
from kongbun.cli.bylaw_named import of_file
from kongbun.cli.door import reader, tell
from kongbun.cli.files import FILE
from kongbun.kernel.money import Money
from kongbun.kernel.refusal import Reason, RefusalCode, Refused
from kongbun.kernel.thai_date import fiscal_year, short
from kongbun.rules.bylaw import Bylaw
from kongbun.rules.lint import undecidable
from kongbun.web import clock

FIRST_YEAR, LAST_YEAR = 2400, 2800


@click.group("bylaw")
def bylaw() -> None:
    """By-laws as data: check a file, list its facts, adopt it in a fund."""


@bylaw.command("dry-run")
@click.argument("file", type=FILE)
@click.option(
    "--year",
    type=click.IntRange(FIRST_YEAR, LAST_YEAR),
    help="Fiscal year, B.E.; the last whole one if not said.",
)
@reader
def dry_run(fund: Fund, *, as_json: bool, file: Path, year: int | None) -> None:
    """Decide a fiscal year's real requests again under a draft; nothing is written.

    Before is what the by-law in force said then; after is what the draft says of the
    same facts. What the draft itself would have granted earlier counts against its
    limits, and places and money are shared out again in its own order. What the
    committee starts is tried on everyone who would be due.
    """
    draft = decidable(of_file(file))
    today = clock.today_for(fund)
    tried_year = year or fiscal_year(today) - 1
    roll = roll_for(fund.pk, tried_year, today)
    trial = try_year(fund.pk, draft, year=tried_year, today=today, roll=roll)
    in_force = rules_on(fund.pk, today)
    before = touched(fund.pk, in_force, today, roll=roll) if in_force else {}
    after = touched(fund.pk, draft, today, roll=roll)
    benefits = by_benefit(draft, in_force, trial, before, after)
    answer = _answer(fund, draft, trial, benefits)
    tell(answer, as_json=as_json, text="\n".join(_text(draft, trial, benefits)))


def decidable(draft: Bylaw) -> Bylaw:
    """Refuses a by-law that has two answers for one day."""
    unclear = undecidable(draft)
    if unclear:
        raise Refused.of(
            [
                Reason(
                    RefusalCode.BYLAW_UNFIT, {"clause": one.clause, "why": one.message}
                )
                for one in unclear
            ]
        )
    return draft


def _answer(
    fund: Fund, draft: Bylaw, trial: Trial, benefits: list[OfBenefit]
) -> dict[str, Any]:
    return {
        "fund": fund.code,
        "draft": draft.title,
        "draft_hash": draft.sha256.hex(),
        "year": trial.year,
        "from": trial.since,
        "until": trial.until - timedelta(days=1),
        "members_on": clock.today_for(fund),
        **_sums(sums(trial.lines)),
        "requests": _sums(sums(trial.tried)),
        "due": _sums(sums(trial.due)),
        "benefits": [_benefit(one) for one in benefits],
        "people": [
            {"member_no": one.member_no, "who": one.who, **_sums(one.sums)}
            for one in by_person(trial.lines)
        ],
        "claims": [_line(one) for one in trial.tried],
        "due_members": [_line(one) for one in trial.due],
        "left_out": [
            {
                "claim": one.claim,
                "member_no": one.member_no,
                "benefit": one.benefit,
                "why": one.why,
            }
            for one in trial.left_out
        ],
    }


def _sums(one: Sums) -> dict[str, int]:
    return {
        "count": one.count,
        "before_satang": one.before_satang,
        "after_satang": one.after_satang,
        "difference_satang": one.difference_satang,
    }


def _benefit(one: OfBenefit) -> dict[str, Any]:
    nothing: dict[str, Any] = {
        "count": 0,
        "before_satang": None,
        "after_satang": None,
        "difference_satang": None,
    }
    return {
        "benefit": one.code,
        "title": one.title,
        "clause": one.clause,
        **(nothing if one.untried else _sums(one.sums)),
        "requests": one.requests.count,
        "due": one.due.count,
        "left_out": one.left_out,
        "members_before": one.members_before,
        "members_after": one.members_after,
        "untried": one.untried,
        "note": one.note,
    }


def _line(one: Tried) -> dict[str, Any]:
    return {
        "claim": one.claim,
        "member_no": one.member_no,
        "benefit": one.benefit,
        "event_on": one.event_on,
        "before_satang": one.before_satang,
        "after_satang": one.after_satang,
        "difference_satang": one.difference_satang,
        "check": one.check,
        "why": one.why,
    }


def _text(draft: Bylaw, trial: Trial, benefits: list[OfBenefit]) -> list[str]:
    last = trial.until - timedelta(days=1)
    requests, due = sums(trial.tried), sums(trial.due)
    lines = [
        f"ลองร่าง {draft.title}",
        f"กับเหตุของปีงบประมาณ {trial.year} ({short(trial.since)} ถึง "
        f"{short(last)}) ไม่มีอะไรถูกบันทึก",
        "",
        f"รวม {_change(sums(trial.lines))}",
        f"  มีผู้ขอ {requests.count:,} คำขอ {_change(requests)}",
        f"  คณะกรรมการเป็นผู้เริ่ม ไม่มีใครต้องขอ {due.count:,} ราย {_change(due)}",
        "",
    ]
    lines += [_benefit_text(one) for one in benefits]
    changed = [one for one in trial.lines if one.difference_satang]
    if changed:
        lines += ["", f"ผลเปลี่ยน {len(changed):,} ราย"]
        lines += [_case(one) for one in changed]
    if trial.left_out:
        lines += ["", f"ตัดสินใหม่ไม่ได้ {len(trial.left_out):,} คำขอ"]
        lines += [
            f"  {one.claim} {one.member_no} {one.benefit}: {one.why}"
            for one in trial.left_out
        ]
    return lines


def _case(one: Tried) -> str:
    whose = one.member_no or "ไม่ใช่สมาชิก"
    what = one.claim or short(one.event_on)
    amounts = f"{_baht(one.before_satang)} เป็น {_baht(one.after_satang)} บาท"
    return f"  {what} {whose} {one.title}: {amounts} เพราะ {one.why}"


def _benefit_text(one: OfBenefit) -> str:
    touch = f"ถึงสมาชิกได้ {one.members_before:,} เป็น {one.members_after:,} คน"
    if one.untried:
        return f"  {one.title}: ลองไม่ได้ {one.untried} · {touch}"
    note = f" · {one.note}" if one.note else ""
    return f"  {one.title}: {one.sums.count:,} ราย {_change(one.sums)} · {touch}{note}"


def _change(one: Sums) -> str:
    sign = "+" if one.difference_satang > 0 else ""
    before, after = _baht(one.before_satang), _baht(one.after_satang)
    return f"เดิม {before} ร่าง {after} บาท ต่าง {sign}{_baht(one.difference_satang)}"


def _baht(satang: int) -> str:
    return Money(satang).short()


commands: list[click.Command] = [bylaw]

"""`kongbun bylaw dry-run`: a draft tried on a fund's own year.  Nothing is written."""

from __future__ import annotations

from collections import Counter, defaultdict
from datetime import timedelta
from pathlib import Path
from typing import Any

import click

from kongbun.access.models import Fund
from kongbun.bylaws.reading import rules_on
from kongbun.claims.touched import touched
from kongbun.claims.trial import Trial, Tried, try_year
from kongbun.cli.bylaw_named import of_file
from kongbun.cli.door import reader, tell
from kongbun.cli.files import FILE
from kongbun.kernel.money import Money
from kongbun.kernel.refusal import Reason, RefusalCode, Refused
from kongbun.kernel.thai_date import fiscal_year, short
from kongbun.rules.bylaw import Bylaw
from kongbun.rules.lint import undecidable
from kongbun.web import clock

NOT_SHARED_OUT = "ยังไม่คิดวงเงินและลำดับของทุกคำขอรวมกัน"
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
    limits.
    """
    draft = of_file(file)
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
    today = clock.today_for(fund)
    tried = try_year(fund.pk, draft, year=year or fiscal_year(today) - 1)
    in_force = rules_on(fund.pk, today)
    answer = _answer(fund, draft, in_force, tried)
    tell(answer, as_json=as_json, text="\n".join(_text(answer, tried)))


def _answer(
    fund: Fund, draft: Bylaw, in_force: Bylaw | None, trial: Trial
) -> dict[str, Any]:
    today = clock.today_for(fund)
    before = touched(fund.pk, in_force, today) if in_force else {}
    after = touched(fund.pk, draft, today)
    benefits = _benefits(draft, in_force, trial, before, after)
    return {
        "fund": fund.code,
        "draft": draft.title,
        "draft_hash": draft.sha256.hex(),
        "year": trial.year,
        "from": trial.since,
        "until": trial.until - timedelta(days=1),
        "members_on": today,
        **_sums(trial.tried),
        "benefits": benefits,
        "claims": [
            {
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
            for one in trial.tried
        ],
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


def _sums(tried: tuple[Tried, ...] | list[Tried]) -> dict[str, int]:
    before = sum(one.before_satang for one in tried)
    after = sum(one.after_satang for one in tried)
    return {
        "count": len(tried),
        "before_satang": before,
        "after_satang": after,
        "difference_satang": after - before,
    }


def _benefits(
    draft: Bylaw,
    in_force: Bylaw | None,
    trial: Trial,
    before: dict[str, int],
    after: dict[str, int],
) -> list[dict[str, Any]]:
    """Every benefit of the draft, then those that only the year knew."""
    by_code: dict[str, list[Tried]] = defaultdict(list)
    for one in trial.tried:
        by_code[one.benefit].append(one)
    out = Counter(one.benefit for one in trial.left_out)
    titles = {code: tried[0].title for code, tried in by_code.items()}
    titles |= {rule.code: rule.title for rule in in_force.benefits} if in_force else {}
    titles |= {rule.code: rule.title for rule in draft.benefits}
    order = [rule.code for rule in draft.benefits]
    order += [code for code in titles if code not in order]
    found = []
    for code in order:
        rule = draft.rule(code)
        shared = rule is not None and rule.allocation is not None
        found.append(
            {
                "benefit": code,
                "title": titles[code],
                "clause": rule.clause if rule else "",
                **_sums(by_code[code]),
                "left_out": out[code],
                "members_before": before.get(code, 0),
                "members_after": after.get(code, 0),
                "note": NOT_SHARED_OUT if shared else "",
            }
        )
    return found


def _text(answer: dict[str, Any], trial: Trial) -> list[str]:
    lines = [
        f"ลองร่าง {answer['draft']}",
        f"กับเหตุของปีงบประมาณ {trial.year} ({short(trial.since)} ถึง "
        f"{short(answer['until'])}) ไม่มีอะไรถูกบันทึก",
        "",
        f"รวม {answer['count']:,} คำขอ {_change(answer)}",
    ]
    lines += [_benefit(one) for one in answer["benefits"]]
    changed = [one for one in trial.tried if one.difference_satang]
    if changed:
        lines += ["", f"คำขอที่ผลเปลี่ยน {len(changed):,} คำขอ"]
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
    amounts = f"{_baht(one.before_satang)} เป็น {_baht(one.after_satang)} บาท"
    return f"  {one.claim} {whose} {one.title}: {amounts} เพราะ {one.why}"


def _benefit(one: dict[str, Any]) -> str:
    note = f" · {one['note']}" if one["note"] else ""
    members = f"{one['members_before']:,} เป็น {one['members_after']:,}"
    return (
        f"  {one['title']}: {one['count']:,} คำขอ {_change(one)}"
        f" · ถึงสมาชิกได้ {members} คน{note}"
    )


def _change(one: dict[str, Any]) -> str:
    difference = one["difference_satang"]
    sign = "+" if difference > 0 else ""
    before, after = _baht(one["before_satang"]), _baht(one["after_satang"])
    return f"เดิม {before} ร่าง {after} บาท ต่าง {sign}{_baht(difference)}"


def _baht(satang: int) -> str:
    return Money(satang).short()


commands: list[click.Command] = [bylaw]

"""`kongbun bylaw check`: what cannot be meant, and what a fund could not keep."""

from __future__ import annotations

import json
from pathlib import Path

import click

from kongbun.claims.promised import promised
from kongbun.cli.door import find_fund
from kongbun.cli.files import FILE
from kongbun.cli.ready import make_ready
from kongbun.cli.rules_commands import open_bylaw
from kongbun.rules.bylaw import Bylaw
from kongbun.rules.lint import (
    Finding,
    Severity,
    findings_of,
    lint,
    lint_versions,
    stops_adoption,
    undecidable,
)
from kongbun.rules.yaml_tree import Unreadable
from kongbun.web import clock

SEVERITY_WORDS = {"error": "ต้องแก้", "warning": "ควรดู", "note": "หมายเหตุ"}


@click.group("bylaw")
def bylaw() -> None:
    """By-laws as data: check a file, list its facts, adopt it in a fund."""


@bylaw.command("check")
@click.argument("files", type=FILE, nargs=-1, required=True)
@click.option("--fund", "fund_code", help="Look also at what this fund can keep.")
@click.option("--json", "as_json", is_flag=True, help="One JSON document.")
@click.pass_context
def check(
    context: click.Context,
    *,
    files: tuple[Path, ...],
    fund_code: str | None,
    as_json: bool,
) -> None:
    """Look for what cannot be meant in one or several versions of a by-law.

    With a fund also for promises above its yearly income: a year of dues from today's
    members, and what else came in over twelve months.
    """
    findings: list[Finding] = []
    laws: list[Bylaw] = []
    for path in files:
        try:
            law = open_bylaw(path)
        except Unreadable as unreadable:
            findings += findings_of(unreadable)
            continue
        laws.append(law)
        findings += lint(law)
    findings += lint_versions(laws)
    if fund_code is not None:
        findings += _of_the_fund(fund_code, laws)
    order = list(Severity)
    findings.sort(key=lambda finding: order.index(finding.severity))
    if as_json:
        click.echo(json.dumps([f.as_json() for f in findings], ensure_ascii=False))
    else:
        click.echo("\n".join(map(_text, findings)) or "ไม่พบข้อขัดกัน")
    if stops_adoption(findings):
        context.exit(1)


def _of_the_fund(code: str, laws: list[Bylaw]) -> list[Finding]:
    """Promises that a fund of this machine could not keep, on its own today."""
    make_ready()
    fund = find_fund(code)
    today = clock.today_for(fund)
    return [
        finding
        for law in laws
        if not undecidable(law)
        for finding in promised(fund.pk, law, today)
    ]


def _text(finding: Finding) -> str:
    """Where it stands and what it is, then why; what cannot be read says its line."""
    file = f"{finding.file} บรรทัด {finding.line}" if finding.file else ""
    place = "" if finding.message.startswith(file) else file
    head = [SEVERITY_WORDS[finding.severity.value], place, finding.clause]
    where = " ".join(part for part in head if part)
    return f"{where}: {finding.message}\n    {finding.why}"


commands: list[click.Command] = [bylaw]

"""`kongbun bylaw test|print|diff`: what a by-law says, tried, printed and compared.

They read files, or what a fund has adopted; what a text means is in `rules`.
"""

from __future__ import annotations

import json
from datetime import date
from pathlib import Path

import click

from kongbun.cli.bylaw_named import named, of_file, of_fund
from kongbun.cli.bylaw_paper import as_html, as_text
from kongbun.cli.door import find_fund, json_option, tell
from kongbun.cli.files import FILE, writing
from kongbun.cli.given import DAY
from kongbun.cli.ready import make_ready
from kongbun.cli.rules_commands import open_bylaw, refuse
from kongbun.kernel.money import Money
from kongbun.rules.benefit import Example
from kongbun.rules.differences import Difference, differences
from kongbun.rules.document import document_of
from kongbun.rules.examples import run_examples
from kongbun.rules.lint import findings_of, undecidable
from kongbun.rules.yaml_tree import Unreadable


@click.group("bylaw")
def bylaw() -> None:
    """By-laws as data: check a file, list its facts, adopt it in a fund."""


@bylaw.command("test")
@click.argument("files", type=FILE, nargs=-1, required=True)
@click.option("--json", "as_json", is_flag=True, help="One JSON document.")
@click.pass_context
def test(context: click.Context, *, files: tuple[Path, ...], as_json: bool) -> None:
    """Run every example of one or several by-laws; exit 1 if one fails."""
    ran: list[dict[str, object]] = []
    reasons: list[dict[str, object]] = []
    for path in files:
        try:
            law = open_bylaw(path)
        except Unreadable as unreadable:
            reasons += [finding.as_json() for finding in findings_of(unreadable)]
            continue
        unclear = undecidable(law)
        reasons += [finding.as_json() for finding in unclear]
        if not unclear:
            ran += [
                {
                    "benefit": one.rule.code,
                    "clause": one.rule.clause,
                    "name": one.example.name,
                    "holds": one.holds,
                    "expected": expected(one.example),
                    "found": one.found,
                }
                for rule in law.rules
                for one in run_examples(rule)
            ]
    if reasons:
        refuse(reasons, as_json=as_json)
        context.exit(1)
    failed = [one for one in ran if not one["holds"]]
    if as_json:
        click.echo(json.dumps(ran, ensure_ascii=False))
    else:
        for one in ran:
            click.echo(_told(one))
        click.echo(f"ตัวอย่าง {len(ran):,} ข้อ ไม่ตรง {len(failed):,} ข้อ")
    if failed:
        context.exit(1)


def expected(example: Example) -> str:
    """What an example says must come out, in the words of what did."""
    if example.amount_satang is None:
        return "ให้ไม่ได้: " + ", ".join(example.refused)
    return f"{Money(example.amount_satang).short()} บาท"


def _told(one: dict[str, object]) -> str:
    mark = "✓" if one["holds"] else "✗"
    clause = f" ({one['clause']})" if one["clause"] else ""
    line = f"{mark} {one['benefit']}{clause} {one['name']}: {one['found']}"
    return line if one["holds"] else f"{line} แต่ตัวอย่างบอก {one['expected']}"


@bylaw.command("print")
@click.argument("file", type=FILE, required=False)
@click.option("--fund", "fund_code", help="The version that this fund has adopted.")
@click.option("--on", type=DAY, help="In force on that day; today if not said.")
@click.option("--html", type=click.Path(path_type=Path), help="A page to print.")
@json_option
def print_(
    *,
    file: Path | None,
    fund_code: str | None,
    on: date | None,
    html: Path | None,
    as_json: bool,
) -> None:
    """A by-law as a document: chapters, clauses, and what each says in sentences."""
    if (file is None) == (fund_code is None):
        raise click.UsageError("name one: FILE, or --fund CODE")
    if fund_code is None:
        assert file is not None, "one of two"
        law = of_file(file)
    else:
        make_ready()
        law = of_fund(find_fund(fund_code), on)
    document = document_of(law)
    if html is not None:
        with writing(html):
            html.write_text(as_html(document), encoding="utf-8")
        tell(
            {"file": str(html), "title": law.title},
            as_json=as_json,
            text=f"เขียน {law.title} ลงใน {html} แล้ว เปิดด้วยเบราว์เซอร์แล้วสั่งพิมพ์",
        )
        return
    tell(document.as_json(), as_json=as_json, text=as_text(document))


@bylaw.command("diff")
@click.argument("before", metavar="A")
@click.argument("after", metavar="B")
@json_option
def diff(*, before: str, after: str, as_json: bool) -> None:
    """What is different from A to B, in words.

    Each is a FILE, fund:CODE (in force there today) or fund:CODE@DAY: two versions
    of one by-law, or those of two funds.
    """
    found = differences(named(before), named(after))
    lines = [_difference(one) for one in found]
    tell(
        [one.as_json() for one in found],
        as_json=as_json,
        text="\n".join(lines) or "ไม่มีข้อใดต่างกัน",
    )


KINDS = {"added": "เพิ่ม", "removed": "ตัดออก", "changed": "แก้"}


def _difference(one: Difference) -> str:
    clause = f"{one.clause} " if one.clause else ""
    lines = [f"{KINDS[one.kind]} {clause}{one.what}"]
    if one.before:
        lines.append(f"  เดิม {one.before}")
    if one.after:
        lines.append(f"  ใหม่ {one.after}")
    return "\n".join(lines)


commands: list[click.Command] = [bylaw]

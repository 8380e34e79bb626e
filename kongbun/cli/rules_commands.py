"""`kongbun decide` and `kongbun bylaw facts`.

They work on files alone: no fund, no database, nobody to sign in.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator, Sequence
from pathlib import Path

import click
import numpy as np

from kongbun.cli.bylaw_files import bylaw_text
from kongbun.cli.facts_files import BENEFIT, SUFFIXES, read_facts
from kongbun.cli.files import FILE
from kongbun.kernel.bad_input import shown
from kongbun.kernel.money import Money
from kongbun.rules.benefit import BenefitRule
from kongbun.rules.bylaw import Bylaw
from kongbun.rules.days import Int
from kongbun.rules.decide import BLOCK, Decisions, decide
from kongbun.rules.facts import Fact, Facts, needed_facts
from kongbun.rules.facts_text import (
    BadFacts,
    Columns,
    FactProblem,
    note_unknown_papers,
)
from kongbun.rules.lint import findings_of, undecidable
from kongbun.rules.read_yaml import read_bylaw
from kongbun.rules.words import words
from kongbun.rules.yaml_tree import Unreadable

Asked = list[tuple[BenefitRule, Int, Facts]]


def open_bylaw(path: Path) -> Bylaw:
    """The by-law of a file; raise `Unreadable`, also for bytes that are no text."""
    return read_bylaw(bylaw_text(path), file=path.name)


@click.command("decide")
@click.argument("bylaw", type=FILE)
@click.argument("facts", type=FILE)
@click.option("--json", "as_json", is_flag=True, help="One JSON document.")
@click.pass_context
def decide_file(
    context: click.Context, *, bylaw: Path, facts: Path, as_json: bool
) -> None:
    """Decide every row of FACTS (.json, .csv, .parquet) by one by-law."""
    if facts.suffix.lower() not in SUFFIXES:
        raise click.UsageError(f"FACTS: {', '.join(SUFFIXES)} only, not {facts.name}")
    try:
        law = open_bylaw(bylaw)
        unclear = undecidable(law)
        if unclear:
            refuse([f.as_json() for f in unclear], as_json=as_json)
            context.exit(1)
        columns, benefits = read_facts(facts, law.own_facts)
        asked = asked_of(law, columns, benefits)
    except Unreadable as unreadable:
        refuse([f.as_json() for f in findings_of(unreadable)], as_json=as_json)
        context.exit(1)
    except BadFacts as bad:
        refuse([problem.as_json() for problem in bad.problems], as_json=as_json)
        context.exit(1)
    if as_json:
        _write_json(_answers(columns.n, asked))
    else:
        _write_text(columns.n, asked)


def refuse(
    reasons: Sequence[dict[str, object] | dict[str, str]], *, as_json: bool
) -> None:
    if as_json:
        click.echo(json.dumps({"refused": reasons}, ensure_ascii=False))
        return
    for reason in reasons:
        click.echo(str(reason["message"]), err=True)


def asked_of(law: Bylaw, columns: Columns, benefits: list[object] | None) -> Asked:
    """Which rule looks at which rows, with its facts; raise `BadFacts`."""
    note_unknown_papers(columns, law.rules)
    everything = np.arange(columns.n, dtype=np.int64)
    if benefits is None:
        wanted = [(rule, everything) for rule in law.benefits]
    else:
        wanted = _by_benefit(law, columns, benefits)
    asked: Asked = []
    for rule, index in wanted:
        facts = columns.for_rule(rule, index)
        if facts is not None:
            asked.append((rule, index, facts))
    if columns.problems:
        # The same missing column is one problem, however many benefits need it.
        unique = {(p.row, p.column, p.code): p for p in columns.problems}
        raise BadFacts(list(unique.values()))
    return asked


def _by_benefit(
    law: Bylaw, columns: Columns, benefits: list[object]
) -> list[tuple[BenefitRule, Int]]:
    rows: dict[str, list[int]] = {rule.code: [] for rule in law.rules}
    problems = []
    for i, cell in enumerate(benefits):
        code = cell.strip() if isinstance(cell, str) else cell
        if isinstance(code, str) and code in rows:
            rows[code].append(i)
            continue
        what = f"ไม่มีสวัสดิการรหัส {shown(code)} ในระเบียบนี้" if code else "ไม่บอกรหัสสวัสดิการ"
        message = f"แถว {i + 1} ช่อง {BENEFIT}: {what} มี: {', '.join(rows)}"
        problems.append(
            FactProblem(i + 1, BENEFIT, "unknown-benefit", shown(code or ""), message)
        )
    columns.problems += problems[:50]
    return [
        (rule, np.array(rows[rule.code], dtype=np.int64))
        for rule in law.rules
        if rows[rule.code]
    ]


def _blocks(n: int, asked: Asked) -> Iterator[list[tuple[Int, Decisions]]]:
    """Decisions block by block of rows, so that a long file fits in memory."""
    for start in range(0, n, BLOCK):
        block = []
        for rule, index, facts in asked:
            first, last = np.searchsorted(index, [start, start + BLOCK])
            if first < last:
                part = facts.rows(int(first), int(last))
                block.append((index[first:last], decide(rule, part)))
        yield block


def _answers(n: int, asked: Asked) -> Iterator[dict[str, object]]:
    """One answer a row and benefit, in the order of the rows."""
    for block in _blocks(n, asked):
        by_row: dict[int, list[dict[str, object]]] = {}
        for index, decisions in block:
            for row, answer in zip(index.tolist(), _json(decisions), strict=True):
                by_row.setdefault(row, []).append({"row": row + 1} | answer)
        for row in sorted(by_row):
            yield from by_row[row]


def _json(decisions: Decisions) -> Iterator[dict[str, object]]:
    """Every row of a column as plain values; lists first, since that is fast."""
    checks = [
        (c.code.value, c.unit, c.passed.tolist(), c.required.tolist(), c.found.tolist())
        for c in decisions.checks
    ]
    granted, amount = decisions.granted.tolist(), decisions.amount_satang.tolist()
    for i in range(len(decisions)):
        yield {
            "benefit": decisions.rule.code,
            "granted": granted[i],
            "amount_satang": amount[i],
            "checks": [
                {
                    "code": code,
                    "passed": passed[i],
                    "required": required[i],
                    "found": found[i],
                    "unit": unit,
                }
                for code, unit, passed, required, found in checks
            ],
        }


def _write_json(answers: Iterator[dict[str, object]]) -> None:
    out = sys.stdout
    out.write("[")
    for i, answer in enumerate(answers):
        out.write(",\n" if i else "\n")
        out.write(json.dumps(answer, ensure_ascii=False))
    out.write("\n]\n")


def _write_text(n: int, asked: Asked) -> None:
    for block in _blocks(n, asked):
        told = [
            (int(row), _told(int(row) + 1, decisions, i))
            for index, decisions in block
            for i, row in enumerate(index)
        ]
        for _, text in sorted(told, key=lambda one: one[0]):
            click.echo(text)


def _told(row: int, decisions: Decisions, i: int) -> str:
    """One decision as a member reads it: the sum, then every check."""
    rule, decision = decisions.rule, decisions.row(i)
    answer = (
        f"ได้ {Money(decision.amount_satang).short()} บาท"
        if decision.granted
        else f"ยังให้ตามระเบียบไม่ได้ มี {len(decision.refusals)} เหตุผล"
    )
    lines = [f"แถว {row} {rule.title} ({rule.clause}): {answer}"]
    for check in decision.checks:
        told = words(rule, check, facts=decisions.facts, row=i)
        mark = "✓" if check.passed else "✗"
        required = f"{told.label} {told.required} พบ {told.found}"
        lines.append(f"  {mark} {told.title} ({check.clause}) {required}")
        lines += [f"      {more}" for more in (told.note, told.remedy) if more]
    return "\n".join(lines)


@click.group("bylaw")
def bylaw_group() -> None:
    """By-laws as data: check a file, list its facts, adopt it in a fund."""


@bylaw_group.command("facts")
@click.argument("file", type=FILE)
@click.option("--json", "as_json", is_flag=True, help="One JSON document.")
@click.pass_context
def facts(context: click.Context, *, file: Path, as_json: bool) -> None:
    """List the facts a by-law asks for, with their units."""
    try:
        law = open_bylaw(file)
    except Unreadable as unreadable:
        refuse([f.as_json() for f in findings_of(unreadable)], as_json=as_json)
        context.exit(1)
    listed = [_fact_json(fact, codes) for fact, codes in _facts_of(law)]
    if as_json:
        click.echo(json.dumps(listed, ensure_ascii=False))
        return
    for fact in listed:
        must = "ต้องมี" if fact["required"] else str(fact["default_meaning"])
        codes = ", ".join(map(str, fact["benefits"]))  # type: ignore[call-overload]
        choices = fact["choices"]
        among = f" [{', '.join(map(str, choices))}]" if choices else ""  # type: ignore[call-overload]
        click.echo(
            f"{fact['name']} ({fact['unit']}){among}: {fact['label']}; {must}; {codes}"
        )


def _facts_of(law: Bylaw) -> list[tuple[Fact, list[str]]]:
    found: dict[str, tuple[Fact, list[str]]] = {}
    for rule in law.rules:
        for name, fact in needed_facts(rule).items():
            found.setdefault(name, (fact, []))[1].append(rule.code)
    return list(found.values())


def _fact_json(fact: Fact, codes: list[str]) -> dict[str, object]:
    return {
        "name": fact.name,
        "type": fact.type,
        "unit": fact.unit,
        "choices": list(fact.choices[1:]),
        "required": fact.default is None,
        "default_meaning": fact.default_label,
        "label": fact.label,
        "benefits": codes,
    }


commands: list[click.Command] = [decide_file, bylaw_group]

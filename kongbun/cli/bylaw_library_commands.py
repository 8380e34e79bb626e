"""`kongbun bylaw library|new`: clauses to think with, and a first draft.

They read the library and write text; a fund's draft is begun with that text, on the
page or by the commands of drafts.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from pathlib import Path

import click

from kongbun.bylaws.library.adding import refused, with_clause
from kongbun.bylaws.library.entries import NOT_KNOWN, Entry, entry_named, library
from kongbun.bylaws.library.first_draft import (
    FirstDraft,
    NothingToPromise,
    first_draft,
)
from kongbun.bylaws.library.placing import article_of
from kongbun.bylaws.library.questions import (
    QUESTIONS,
    Answers,
    Part,
    answers_of,
    contradictions,
    read_answers,
    read_part,
)
from kongbun.cli.bylaw_files import bylaw_text, bylaw_text_or_refused
from kongbun.cli.door import json_option, tell
from kongbun.cli.files import FILE, writing
from kongbun.cli.given import DAY
from kongbun.kernel.refusal import Reason, RefusalCode, Refused
from kongbun.rules.yaml_tree import Unreadable
from kongbun.web import clock


@click.group("bylaw")
def bylaw() -> None:
    """By-laws as data: check a file, list its facts, adopt it in a fund."""


@bylaw.command("library")
@click.argument("key", required=False)
@click.option("--into", type=FILE, help="Print this by-law with the clause in it.")
@json_option
def library_(*, key: str | None, into: Path | None, as_json: bool) -> None:
    """Clauses to think with: where each is used, what went wrong with it elsewhere.

    With KEY that one clause alone, as it would print.
    """
    if into is not None and key is None:
        raise click.UsageError("--into needs the KEY of a clause")
    chosen = library() if key is None else (_entry(key),)
    if into is not None:
        text = with_clause(bylaw_text_or_refused(into), chosen[0], file=into.name)
        tell({"text": text}, as_json=as_json, text=text.rstrip("\n"))
        return
    tell(
        [one.as_json() | {"clause": _as_printed(one)} for one in chosen],
        as_json=as_json,
        text="\n".join(line for one in chosen for line in _told(one)),
    )


def _entry(key: str) -> Entry:
    found = entry_named(key)
    if found is None:
        raise Refused(RefusalCode.NOT_FOUND, what=f"ข้อ {key} ในคลัง ")
    return found


def _as_printed(entry: Entry) -> dict[str, object]:
    article = article_of(entry)
    said = [one.text for one in article.rules]
    return {"title": article.title, "text": article.text, "sentences": said}


def _told(entry: Entry) -> Iterator[str]:
    yield f"{entry.title} ({entry.key}) · {entry.chapter} · {entry.kind_words}"
    yield f"  {article_of(entry).text}"
    for one in entry.used:
        yield f"  ใช้ที่ {one.where}: {one.says} [{one.trust}: {one.source}]"
    if not entry.used:
        yield f"  ใช้ที่ {NOT_KNOWN}"
    for wrong in entry.wrong:
        yield f"  เคยพลาด {wrong.text} [{wrong.trust}: {wrong.source}]"
    if not entry.wrong:
        yield f"  เคยพลาด {NOT_KNOWN}"
    for text in entry.think:
        yield f"  คิดก่อน {text}"
    yield f"  ตัวตรวจที่ช่วยดู {', '.join(entry.guards)}"
    yield ""


@bylaw.command("new")
@click.option("--answers", "file", type=FILE, help="A file of answers, one a line.")
@click.option("--ask", is_flag=True, help="Ask the twelve questions here.")
@click.option("--from", "effective_from", type=DAY, help="First day of the by-law.")
@click.option("--out", type=click.Path(path_type=Path), help="Write the draft there.")
@json_option
def new(
    *,
    file: Path | None,
    ask: bool,
    effective_from: date | None,
    out: Path | None,
    as_json: bool,
) -> None:
    """A first draft from twelve answers: clauses of the library, each with its reason.

    Its sums come from the answers, so that a year's promises stay below its income.
    """
    if (file is None) == (not ask):
        raise click.UsageError("give one: --answers FILE or --ask")
    answers = _asked() if file is None else _of_file(file)
    today = clock.today()
    first_day = effective_from or date(
        today.year + today.month // 12, today.month % 12 + 1, 1
    )
    try:
        draft = first_draft(answers, effective_from=first_day)
    except NothingToPromise as nothing:
        left = f"{nothing.year.to_spend_baht:,}"
        raise Refused(RefusalCode.NOTHING_TO_PROMISE, left=left) from None
    reasons = "\n".join(_reasons(draft))
    if out is None:
        comments = "\n".join(f"# {line}".rstrip() for line in reasons.splitlines())
        tell(draft.as_json(), as_json=as_json, text=f"{comments}\n{draft.text}")
        return
    with writing(out):
        out.write_text(draft.text, encoding="utf-8")
    answer = draft.as_json() | {"file": str(out)}
    tell(answer, as_json=as_json, text=f"เขียนร่างแรกลงใน {out} แล้ว\n{reasons}")


def _of_file(file: Path) -> Answers:
    try:
        return read_answers(bylaw_text(file), file=file.name)
    except Unreadable as unreadable:
        raise refused(unreadable) from None


def _asked() -> Answers:
    given: dict[str, object] = {}
    for question in QUESTIONS:
        click.echo(
            f"\n{question.number}. {question.text}\n   {question.help}", err=True
        )
        for part in question.parts:
            given[part.name] = _ask(part)
    wrong = [
        Reason(RefusalCode.UNREADABLE, {"why": f"{name}: {what}"})
        for name, what in contradictions(given)
    ]
    if wrong:
        raise Refused.of(wrong)
    return answers_of(given)


def _ask(part: Part) -> object:
    for code, word in (part.words or {}).items():
        click.echo(f"   {code}: {word}", err=True)
    label = f"{part.label} ({part.unit})" if part.unit else part.label

    def read(text: str) -> object:
        try:
            return read_part(part, text)
        except Unreadable as unreadable:
            first = unreadable.problems[0]
            raise click.UsageError(f"{first.what} {first.remedy}") from None

    return click.prompt(
        f"   {label}", default=part.default or None, value_proc=read, err=True
    )


def _reasons(draft: FirstDraft) -> Iterator[str]:
    """What a year of it promises, and why each clause stands there."""
    year = draft.estimate
    yield (
        f"รายรับปีละ {year.income_baht:,} บาท (เงินสมทบ {year.dues_baht:,} "
        f"เงินช่วย {year.support_baht:,})"
    )
    yield (
        f"กันค่าบริหาร {year.administration_baht:,} เงินสำรอง {year.reserve_baht:,} "
        f"ใช้ได้ {year.to_spend_baht:,} บาท"
    )
    yield f"สัญญาไว้ปีละไม่เกิน {year.cost_baht:,} บาท ถ้าเหตุเกิดเท่าปีที่แล้ว"
    for out in year.left_out:
        yield f"พักไว้ก่อน {out.title}: {out.why}"
    yield ""
    for one in draft.clauses:
        yield f"{one.clause} {one.entry.title}: {one.why}"
        for wrong in one.entry.wrong:
            yield f"    เคยพลาด {wrong.text} [{wrong.trust}]"


commands: list[click.Command] = [bylaw]

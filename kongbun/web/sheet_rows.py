"""The rows of a round sheet as HTML: a village of a thousand on one page.

Not in the template: Django's own loop takes three times as long as all the rest of
the page.  What the books say is escaped: by `format_html`, and of plain rows, which
are most of a village, in one text for all.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import date
from functools import lru_cache
from itertools import groupby
from typing import Any

from django.utils.html import escape, format_html, format_html_join
from django.utils.safestring import SafeString

from kongbun.dues.sheet import Row
from kongbun.web.sheet_form import FilledRow
from kongbun.web.templatetags.kongbun import baht_short, icon, nb, thai_date

NOTHING = escape("")
BAD = format_html(' class="{}"', "bad")
NEVER = format_html('<span class="mut">{}</span>', "ยังไม่เคย")
NO_DUES = format_html('<span class="only-l">{}</span>', "–")
# {0} house, {1} name, {2} member number, {3} people and notes, {4} paid through and
# due, {5} key, {6} due in satang, {7} stamp.  Most rows are like this one.
PLAIN = """\
<tr data-house="{0}"><td class="c-no">{0}</td>\
<td class="c-nm"><b>{1}</b><small><span class="only-l">{2} · </span>{3}</small></td>{4}\
<td class="c-in"><input class="in got" inputmode="decimal" autocomplete="off" \
name="take-{5}" value="" aria-label="รับจาก {1} บ้านเลขที่ {0}" data-take data-due="{6}">\
<input type="hidden" name="stamp-{5}" value="{7}"></td></tr>
"""
PLAIN_LENGTH = 8
BETWEEN = "\x1f"
# And besides: {8} class, {9} number, {10} error, {11} typed, {12} label, {13} state.
OTHER = """\
<tr data-house="{0}"{8}><td class="c-no">{9}</td>\
<td class="c-nm"><b>{1}</b><small><span class="only-l">{2} · </span>{3}</small>{10}\
</td>{4}\
<td class="c-in"><input class="in got" inputmode="decimal" autocomplete="off" \
name="take-{5}" value="{11}" aria-label="{12}" data-take data-due="{6}"{13}>\
<input type="hidden" name="stamp-{5}" value="{7}"></td></tr>
"""


def sheet_rows(rows: Sequence[FilledRow], wrong_keys: Collection[str]) -> SafeString:
    """A table row a house; `wrong_keys` are the houses that a refusal has named."""
    shown = (
        _other(one, number, is_wrong=one.key in wrong_keys)
        if _is_other(one) or one.key in wrong_keys
        else _cells(one)
        for number, one in enumerate(rows, start=1)
    )
    # Runs of plain rows are written at once: the escaping is most of the work.
    return format_html_join(
        "",
        "{}",
        (
            (
                _plain(list(run))
                if length == PLAIN_LENGTH
                else format_html_join("", OTHER, run),
            )
            for length, run in groupby(shown, key=len)
        ),
    )


def _plain(run: list[tuple[Any, ...]]) -> SafeString:
    """Plain rows; those cells that are not made here are escaped as one text."""
    texts = BETWEEN.join([BETWEEN.join(cells[:3]) for cells in run])
    safe = escape(texts).split(BETWEEN)
    if len(safe) != 3 * len(run):  # Somebody's name holds what stands between.
        return format_html_join("", PLAIN, run)
    said = iter(safe)
    rows = [
        PLAIN.format(house, name, no, *cells[3:])
        for cells, house, name, no in zip(run, said, said, said, strict=True)
    ]
    return SafeString("".join(rows))


def _is_other(one: FilledRow) -> bool:
    return bool(one.error or one.typed or not one.row.house_no or not one.row.rows)


def _cells(one: FilledRow) -> tuple[Any, ...]:
    row = one.row
    return (
        row.house_no,
        row.name,
        row.head.member_no,
        _people(row.people, _notes(row)),
        _paid_and_due(row.paid_through, row.due_satang, is_asked=bool(row.rows)),
        one.key,
        row.due_satang,
        row.stamp,
    )


def _other(one: FilledRow, number: int, *, is_wrong: bool) -> tuple[Any, ...]:
    house, name = one.row.house_no, one.row.name
    error = f"e{number}" if one.error else ""
    return (
        *_cells(one),
        BAD if error or is_wrong else NOTHING,
        house or "–",
        _error(error, one.error) if error else NOTHING,
        one.typed,
        f"รับจาก {name} บ้านเลขที่ {house}" if house else f"รับจาก {name}",
        _state(error, is_asked=bool(one.row.rows)),
    )


def _notes(row: Row) -> str:
    """What a collector has to know at this door."""
    notes = []
    if row.rhythm_months > 1:
        notes.append(f"ส่งครั้งละ {row.rhythm_months} เดือน")
    if row.credit_satang:
        notes.append(f"มีเงินเก็บไว้ {baht_short(row.credit_satang)}")
    if row.other_payers:
        payers = " ".join(row.other_payers)
        notes.append(f"{payers}ส่งให้ {len(row.other_payers)} คน")
    if row.is_ahead:
        notes.append("ส่งล่วงหน้าแล้ว")
    return "".join(f" · {note}" for note in notes)


@lru_cache(maxsize=1024)
def _people(people: int, notes: str) -> SafeString:
    return format_html("{} คน{}", people, notes)


@lru_cache(maxsize=4096)
def _paid_and_due(
    through: date | None, due_satang: int, *, is_asked: bool
) -> SafeString:
    """Paid through, and what is due: few are different in a village."""
    paid = NEVER if is_asked else NOTHING
    if through is not None:
        paid = format_html(
            '<span class="only-s">ถึง </span>{}', thai_date(through, "two-month")
        )
    due = NO_DUES
    if due_satang:
        due = format_html(
            '<span class="only-s">ต้องส่ง </span>{}', baht_short(due_satang)
        )
    return format_html('<td class="c-th">{}</td><td class="n c-due">{}</td>', paid, due)


def _error(key: str, message: str) -> SafeString:
    return format_html(
        '<p class="err" id="{}">{}<span>{}</span></p>',
        key,
        icon("warn", size="s"),
        nb(message),
    )


def _state(error: str, *, is_asked: bool) -> SafeString:
    invalid = NOTHING
    if error:
        invalid = format_html(' aria-invalid="true" aria-describedby="{}"', error)
    return invalid if is_asked else format_html("{} disabled", invalid)

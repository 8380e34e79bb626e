"""A whole register: from the bytes of a file to what would be written, and why not.

The one function that doors and actions call; everything else here is its parts.
"""

from __future__ import annotations

import datetime as dt
import gc
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass

from kongbun.people.register.files import BadFile, short_name
from kongbun.people.register.findings import (
    NO_ROW,
    Answers,
    Finding,
    Notes,
    Verdict,
    from_bad,
    refused,
)
from kongbun.people.register.headings import find_headings
from kongbun.people.register.known import Known
from kongbun.people.register.open_file import open_sheets
from kongbun.people.register.people_rows import Row, joining_actions, put_together
from kongbun.people.register.places import Place, find_places
from kongbun.people.register.table import Table, read_table
from kongbun.people.register.twins import Link, find_twins, fingerprint


@dataclass(frozen=True, slots=True)
class NewMember:
    """A row that would be written."""

    facts: Row
    place: Place
    link: Link | None
    fingerprint: bytes


@dataclass(frozen=True, slots=True)
class Counts:
    """Rows by their gravest finding; together they are all rows."""

    rows: int
    accepted: int
    normalised: int
    questions: int
    refused: int


@dataclass(slots=True)
class Register:
    """What a sheet says, read against a fund."""

    filename: str
    sheet: str
    findings: list[Finding]
    counts: Counts
    table: Table | None = None
    rows: Sequence[Row] = ()
    places: Sequence[Place] = ()
    links: dict[int, Link] | None = None
    skip: frozenset[int] = frozenset()

    @property
    def is_clear(self) -> bool:
        """Whether nothing is refused and no question is open."""
        return all(f.verdict is Verdict.NORMALISED for f in self.findings)

    def new_members(self) -> list[NewMember]:
        """What to write; only of a register that is clear."""
        assert self.is_clear
        links = self.links or {}
        return [
            NewMember(row, self.places[i], links.get(i), fingerprint(row))
            for i, row in enumerate(self.rows)
            if i not in self.skip
        ]

    def as_json(self, *, written: int) -> dict[str, object]:
        return {
            "rows": self.counts.rows,
            "accepted": self.counts.accepted,
            "normalised": self.counts.normalised,
            "questions": self.counts.questions,
            "refused": self.counts.refused,
            "written": written,
            "findings": [finding.as_json() for finding in self.findings],
        }


def read_register(
    data: bytes,
    filename: str,
    *,
    today: dt.date,
    known: Known | None = None,
    answers: Answers | None = None,
) -> Register:
    """Read a sheet; whatever is wrong with it is a finding, never an exception."""
    with _without_collector():
        return _read(data, filename, today, known or Known(), answers or Answers())


@contextmanager
def _without_collector() -> Iterator[None]:
    """A million cells make no cycles: looking for some would take half the time."""
    was_on = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_on:
            gc.enable()


def _read(
    data: bytes, filename: str, today: dt.date, known: Known, answers: Answers
) -> Register:
    notes = Notes(answers)
    name = short_name(filename)
    try:
        sheet, head = find_headings(open_sheets(data, filename), name)
        table = read_table(sheet, head, notes, today)
    except BadFile as bad:
        finding = Finding(NO_ROW, "", from_bad(bad))
        return Register(name, "", [finding], Counts(0, 0, 0, 0, 1))
    sheet_name = sheet.name
    # A million cells that nobody looks at again.
    del sheet
    put_together(table, today)
    places = find_places(table, known, head.row + 1)
    rows = joining_actions(table)
    twins = find_twins(table, known, rows)
    for i in twins.no_id:
        rows[i] = rows[i]._replace(
            id_kind="none", id_value="", unsure="; ".join(table.unsure.get(i, ()))[:400]
        )
    if not len(table):
        notes.add(NO_ROW, "", refused("no-rows", name))
    notes.found.sort(key=lambda finding: finding.row)
    return Register(
        filename=name,
        sheet=sheet_name,
        findings=notes.found,
        counts=_count(table, notes.found),
        table=table,
        rows=rows,
        places=places,
        links=twins.links,
        skip=frozenset(twins.skip),
    )


def _count(table: Table, findings: Sequence[Finding]) -> Counts:
    gravest: dict[int, Verdict] = {}
    order = list(Verdict)
    for finding in findings:
        before = gravest.get(finding.row)
        if before is None or order.index(finding.verdict) > order.index(before):
            gravest[finding.row] = finding.verdict
    totals = {f.row for f in findings if f.issue.code.startswith("totals-")}
    own = set(table.numbers)
    special = totals | {f.row for f in findings if f.issue.code in _SPECIAL}
    counted = own | special
    by_verdict = dict.fromkeys(Verdict, 0)
    for row, verdict in gravest.items():
        # A repaired heading is no row; a refused one still stops the import.
        if row in counted or verdict is not Verdict.NORMALISED:
            by_verdict[verdict] += 1
    noted = sum(1 for row in gravest if row in counted)
    return Counts(
        rows=len(counted),
        accepted=len(counted) - noted,
        normalised=by_verdict[Verdict.NORMALISED],
        questions=by_verdict[Verdict.QUESTION],
        refused=by_verdict[Verdict.REFUSED],
    )


_SPECIAL = frozenset({"note-row", "heading-again", "section-row"})

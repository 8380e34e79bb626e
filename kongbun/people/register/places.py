"""Which village centre or branch a row belongs to.

A moo or name the fund does not have is asked about, except in a fund that has none
yet: its register then says which there are.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from kongbun.kernel import digits
from kongbun.kernel.thai_text import match_key
from kongbun.people.register.findings import NOT_KNOWN, Option, normalised, question
from kongbun.people.register.known import Known
from kongbun.people.register.table import Table

_MOO = re.compile(
    r"(?P<bare>[1-9][0-9]?)(?:\.0+)?"
    r"|(?:หมู่ที่|หมู่|ม\.) ?(?P<moo>[1-9][0-9]?)(?P<name> .+)?"
)
NOWHERE = "ยังไม่ระบุหมู่"


@dataclass(frozen=True, slots=True)
class Place:
    """A branch that is there (`pk`), or one to open (`moo` and `name`)."""

    pk: int | None
    moo: int | None
    name: str

    def label(self) -> str:
        return f"หมู่ {self.moo} {self.name}".strip() if self.moo else self.name


def find_places(table: Table, known: Known, heading_row: int) -> list[Place]:
    """The place of every member row."""
    finder = _Finder(table, known, heading_row)
    moos, names = table.of("moo"), table.of("branch")
    noted = {f.row for f in table.notes.found if f.issue.code == "moo-unreadable"}
    return [
        finder.nowhere()
        if table.numbers[i] in noted
        else finder.find(i, moos[i], names[i] or "")
        for i in range(len(table))
    ]


class _Finder:
    def __init__(self, table: Table, known: Known, heading_row: int) -> None:
        self.table = table
        self.heading_row = heading_row
        self.is_new_fund = not known.branches
        places = [Place(b.pk, b.moo, b.name) for b in known.branches]
        self.by_moo = {p.moo: p for p in places if p.moo}
        self.by_name: dict[str, Place] = {}
        for place in places:
            self.by_name.setdefault(_name_key(place.name), place)
        self.only = places[0] if len(places) == 1 else None
        self.has_column = bool({"moo", "branch"} & set(table.values))
        self.told_missing = False

    def find(self, i: int, moo: int | None, name: str) -> Place:
        if moo is None and name:
            moo, name = _moo_in(name)
        key = _name_key(name)
        if moo is None and not key:
            return self._missing(i)
        found = self.by_moo.get(moo) if moo else self.by_name.get(key)
        if found is not None:
            return found
        wanted = Place(None, moo, name)
        if self.is_new_fund:
            told = normalised("branch-opened", wanted.label())
            column = self.table.headings.get(self._column(moo), "")
            # Said of the fund, not of the row in which it first stands.
            self.table.notes.add(self.heading_row, column, told)
            return self._open(wanted, moo, key)
        label = wanted.label()
        option = self.table.note(
            i,
            self._column(moo),
            question(
                "branch-unknown",
                label,
                [Option("open", f"เปิด {label} ใหม่", wanted, "เพิ่มในกองทุนพร้อมนำเข้า")],
            ),
        )
        if option is None or option.value is NOT_KNOWN:
            return self.nowhere()
        return self._open(wanted, moo, key)

    def _column(self, moo: int | None) -> str:
        return "moo" if moo and "moo" in self.table.values else "branch"

    def _open(self, place: Place, moo: int | None, key: str) -> Place:
        if moo:
            self.by_moo[moo] = place
        else:
            self.by_name[key] = place
        return place

    def _missing(self, i: int) -> Place:
        if self.only is not None:
            return self.only
        issue = normalised("branch-missing", "", NOWHERE)
        if self.has_column:
            self.table.note(i, self._any_column(), issue)
        elif not self.told_missing:
            # The sheet has no such column at all: said once, not a thousand times.
            self.table.notes.add(self.heading_row, "", issue)
            self.told_missing = True
        return self.nowhere()

    def _any_column(self) -> str:
        return "moo" if "moo" in self.table.values else "branch"

    def nowhere(self) -> Place:
        key = _name_key(NOWHERE)
        return self.by_name.setdefault(key, Place(None, None, NOWHERE))


def _moo_in(name: str) -> tuple[int | None, str]:
    """หมู่ 3 บ้านโนน, or a bare 3, in a column of villages."""
    match = _MOO.fullmatch(digits.fold(name))
    if match is None:
        return None, name
    return int(match["bare"] or match["moo"]), (match["name"] or "").strip()


def _name_key(name: str) -> str:
    key = match_key(name)
    for prefix in ("บ้าน", "ชุมชน", "ศูนย์"):
        if key.startswith(prefix) and len(key) > len(prefix):
            return key.removeprefix(prefix)
    return key

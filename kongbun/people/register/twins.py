"""Who in a sheet is somebody already seen: above, or in the fund's register.

Never merges on a number alone: a number has checks that miss, and clerks reuse
their own.  What looks like one person is a question; the later row names the earlier.
"""

from __future__ import annotations

from collections.abc import Hashable
from dataclasses import dataclass
from hashlib import blake2b

from kongbun.kernel.thai_text import match_key
from kongbun.people.register.findings import (
    NOT_KNOWN,
    Issue,
    Option,
    normalised,
    question,
    refused,
)
from kongbun.people.register.known import Known, KnownMember
from kongbun.people.register.people_rows import Row
from kongbun.people.register.table import Table

SEVERAL = -1

SAME = Option("same", "คนเดียวกัน", "same", "ออกแล้วกลับมา จึงมีสมาชิกภาพสองช่วง")
DIFFERENT = Option("different", "คนละคน", "different", "เก็บเป็นคนใหม่ ไม่ใส่เลขซ้ำ")
SKIP = Option("skip", "เป็นแถวซ้ำ", "skip", "เขียนแถวแรกแถวเดียว")
KEEP = Option("keep", "ใช้ตามทะเบียนเดิม", "skip", "ไม่แก้ทะเบียน แก้ได้ในหน้าสมาชิก")
ALSO = Option("also", "เป็นอีกคนหนึ่ง", "different", "เขียนทั้งสองแถว")


@dataclass(frozen=True, slots=True)
class Link:
    """Whom a row belongs to: the person of an earlier row (by its number in the sheet),
    or one of the register."""

    row: int | None = None
    person_id: int | None = None


@dataclass(slots=True)
class Twins:
    """By member row: `skip` is not written; `links` share a person; `no_id` keep no
    number, since it is another's."""

    skip: set[int]
    links: dict[int, Link]
    no_id: set[int]


def fingerprint(row: Row) -> bytes:
    """The same for the same facts, whatever the order or dress of the columns."""
    facts = repr(list(map(str, row[1:])))
    return blake2b(facts.encode(), digest_size=16).digest()


def find_twins(table: Table, known: Known, rows: list[Row]) -> Twins:
    finder = _Finder(table, known, rows)
    for i in range(len(table)):
        finder.look(i)
    return finder.twins


class _Finder:
    def __init__(self, table: Table, known: Known, rows: list[Row]) -> None:
        self.table, self.rows, self.known = table, rows, known
        self.twins = Twins(set(), {}, set())
        self.known_by_no = {m.member_no: m for m in known.members}
        self.known_by_id = {m.id_value: m for m in known.members if m.id_value}
        self.known_by_name = {
            (m.name_key, m.birth_earliest): m for m in known.members if m.birth_earliest
        }
        # Rows whose name stood nowhere above: most of a register.
        self.alone: dict[str, int] = {}
        self.by_no: dict[str, int] = {}
        self.by_id: dict[str, int] = {}
        self.by_birth: dict[Hashable, int] = {}
        self.by_house: dict[Hashable, int] = {}
        self.by_all: dict[Hashable, int] = {}

    def look(self, i: int) -> None:
        row = self.rows[i]
        if not row.first_name:
            return
        key = match_key(f"{row.first_name}{row.last_name}")
        if self._is_in_register(i, row, key):
            self.twins.skip.add(i)
            return
        first = self.alone.setdefault(key, i)
        earlier = None
        if first != i:
            if first >= 0:
                self._mark(first, key)
                self.alone[key] = SEVERAL
            earlier = self.by_all.get(row[1:])
        if earlier is not None:
            self._ask(i, earlier, "row-twice", [SKIP, ALSO])
        elif self._number_is_free(i, row, key):
            self._look_for_person(i, row, key)
        if row.member_no:
            self.by_no.setdefault(row.member_no, i)
        if row.id_value:
            self.by_id.setdefault(row.id_value, i)
        if first != i:
            self._mark(i, key)

    def _mark(self, i: int, key: str) -> None:
        """Let later rows of the same name find this one."""
        row = self.rows[i]
        self.by_all.setdefault(row[1:], i)
        if row.birth_earliest:
            self.by_birth.setdefault((key, row.birth_earliest), i)
        if row.house_no:
            self.by_house.setdefault((key, row.house_no, row.moo), i)

    def _is_in_register(self, i: int, row: Row, key: str) -> bool:
        """Whether the row says nothing new; such a row is not an error."""
        if not self.known.members:
            return False
        number = None
        if self.known.fingerprints:
            number = self.known.fingerprints.get(fingerprint(row))
        if number is None and row.member_no:
            there = self.known_by_no.get(row.member_no)
            if there is not None and not _differences(there, row, key):
                number = there.member_no
        if number is None:
            return False
        told = normalised("already-there", f"{row.name()} {number}".strip())
        self.table.note(i, "", told)
        return True

    def _number_is_free(self, i: int, row: Row, key: str) -> bool:
        number = row.member_no
        if not number:
            return True
        there = self.known_by_no.get(number)
        if there is not None:
            differing = _differences(there, row, key)
            if "ชื่อ" in differing:
                issue = refused("member-no-taken", number, name=there.name)
                self.table.note(i, "member_no", issue)
            else:
                asked = question(
                    "differs-from-register",
                    ", ".join(differing),
                    [KEEP],
                    number=number,
                )
                if self.table.note(i, "member_no", asked):
                    self.twins.skip.add(i)
            return False
        earlier = self.by_no.get(number)
        if earlier is not None:
            name = self.rows[earlier].name()
            issue = refused(
                "member-no-twice",
                number,
                other=self.table.numbers[earlier],
                name=name,
            )
            self.table.note(i, "member_no", issue)
            return False
        return True

    def _look_for_person(self, i: int, row: Row, key: str) -> None:
        identity, birth = row.id_value, row.birth_earliest
        if identity and identity in self.by_id:
            self._ask(i, self.by_id[identity], "id-twice", [SAME, DIFFERENT])
        elif identity and identity in self.known_by_id:
            self._ask_known(i, self.known_by_id[identity], "id-in-fund")
        else:
            place = (key, row.house_no, row.moo)
            earlier = self.by_birth.get((key, birth)) if birth else None
            if earlier is None and row.house_no and not birth:
                earlier = self.by_house.get(place)
            there = self.known_by_name.get((key, birth)) if birth else None
            if earlier is not None and not self._ids_differ(identity, earlier):
                self._ask(i, earlier, "person-twice", [SAME, DIFFERENT])
            elif there is not None and not (
                identity and there.id_value and identity != there.id_value
            ):
                self._ask_known(i, there, "person-in-fund")

    def _ids_differ(self, identity: str, earlier: int) -> bool:
        other = self.rows[earlier].id_value
        return bool(identity and other and identity != other)

    def _ask(self, i: int, earlier: int, code: str, options: list[Option]) -> None:
        other = self.rows[earlier]
        shared = self.rows[i].id_value if code == "id-twice" else other.name()
        issue = question(
            code,
            shared,
            options,
            other=self.table.numbers[earlier],
            name=other.name(),
        )
        chosen = self._chosen(i, "id" if code == "id-twice" else "", issue)
        if chosen == "skip":
            self.twins.skip.add(i)
        elif chosen == "same":
            if other.exited_on is None and self.rows[i].exited_on is None:
                number = self.table.numbers[earlier]
                told = refused("two-live-memberships", other.name(), other=number)
                self.table.note(i, "", told)
            self.twins.links[i] = Link(row=self.table.numbers[earlier])
        elif chosen and code == "id-twice":
            self.twins.no_id.add(i)

    def _ask_known(self, i: int, there: KnownMember, code: str) -> None:
        shared = self.rows[i].id_value if code == "id-in-fund" else there.name
        issue = question(
            code, shared, [SAME, DIFFERENT], name=there.name, number=there.member_no
        )
        chosen = self._chosen(i, "id" if code == "id-in-fund" else "", issue)
        if chosen == "same":
            if there.exited_on is None and self.rows[i].exited_on is None:
                told = refused(
                    "still-member", there.name, name=there.name, number=there.member_no
                )
                self.table.note(i, "", told)
            self.twins.links[i] = Link(person_id=there.person_id)
        elif chosen and code == "id-in-fund":
            self.twins.no_id.add(i)

    def _chosen(self, i: int, column: str, issue: Issue) -> str:
        option = self.table.note(i, column, issue)
        if option is None:
            return ""
        return "different" if option.value is NOT_KNOWN else str(option.value)


def _differences(there: KnownMember, row: Row, key: str) -> list[str]:
    """What a row says otherwise than the register; a blank says nothing."""
    found = []
    if there.name_key != key:
        found.append("ชื่อ")
    for label, old, new in (
        ("เลขประจำตัว", there.id_value, row.id_value),
        ("วันเกิด", there.birth_earliest, row.birth_earliest),
        ("วันที่สมัคร", there.joined_on, row.joined_on),
        ("วันที่ออก", there.exited_on, row.exited_on),
    ):
        if new and new != old:
            found.append(label)
    for label, known, said in (
        ("บ้านเลขที่", there.house_no, row.house_no),
        ("โทรศัพท์", there.phone, row.phone),
        ("ผู้ส่งแทน", there.payer_name, row.payer_name),
        ("หมู่", str(there.moo) if there.moo else None, str(row.moo or "")),
    ):
        if said and known is not None and match_key(said) != match_key(known):
            found.append(label)
    return found

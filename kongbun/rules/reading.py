"""Reading the tree of a by-law key by key, keeping every problem.

`Fields` wraps one mapping: each method reads one key into a value, or notes a
problem with its line, its path and a remedy, and returns something harmless so that
reading goes on.  It knows no benefit; `read_benefit` and `read_yaml` do.
"""

from __future__ import annotations

import difflib
import re
from collections.abc import Iterable, Mapping
from datetime import date

from kongbun.kernel import digits
from kongbun.kernel.bad_input import SHOWN_MAX, BadInput, shown
from kongbun.kernel.money import Money
from kongbun.kernel.thai_date_text import BadDate, read_day
from kongbun.kernel.thai_text import clean
from kongbun.rules.days import Length
from kongbun.rules.yaml_tree import PROBLEMS_MAX, Node, Problem, Unreadable

CODE = re.compile(r"[a-z][a-z0-9_-]{0,39}", re.ASCII)
WHOLE = re.compile(r"[0-9]{1,9}", re.ASCII)
TEXT_MAX = 4000
LIST_MAX = 500
YES, NO = {"yes", "true", "ใช่"}, {"no", "false", "ไม่"}
A_DAY = Length(0, 1, "days")


class Fields:
    """One mapping of the file, read key by key.  Call `done` at its end."""

    def __init__(
        self,
        node: Node,
        *,
        path: str,
        file: str,
        problems: list[Problem],
        clause: str = "",
    ) -> None:
        self.node = node
        self.path = path
        self.file = file
        self.problems = problems
        self.fields = node.fields or {}
        self.seen: set[str] = set()
        own = self.fields.get("clause")
        self.clause = shown(own.text) if own and own.text else clause
        if node.fields is None:
            self.problem("", "not-a-mapping", "ต้องเป็นหัวข้อกับค่า", "เขียนเป็น ชื่อ: ค่า")

    @property
    def line(self) -> int:
        return self.node.line

    # --- problems ---------------------------------------------------------------

    def problem(self, key: str, code: str, what: str, remedy: str) -> None:
        node = self.fields.get(key)
        line = node.line if node else self.node.line
        path = ".".join(part for part in (self.path, key) if part)
        self.problems.append(
            Problem(self.file, line, path, code, what, remedy, self.clause)
        )
        if len(self.problems) >= PROBLEMS_MAX:
            raise Unreadable(self.problems)

    def done(self) -> None:
        """Report every key that nobody asked for."""
        for key in self.fields:
            if key in self.seen:
                continue
            self.problem(
                key,
                "unknown-key",
                f"ไม่รู้จักหัวข้อ {shown(key)}",
                self._instead_of(key),
            )

    def _instead_of(self, key: str) -> str:
        near = difflib.get_close_matches(key[:SHOWN_MAX], self.seen, 1)
        if near:
            return f"หมายถึง {near[0]} หรือไม่"
        if not CODE.fullmatch(key):
            # Between { } a comma ends a text: "ไม่เกิน 3" and "000 บาท".
            return 'ถ้าเป็นส่วนของข้อความที่มีจุลภาค ใส่ข้อความทั้งหมดไว้ใน " "'
        return "ใช้ได้: " + ", ".join(sorted(self.seen))

    # --- what is there ----------------------------------------------------------

    def has(self, key: str) -> bool:
        self.seen.add(key)
        return key in self.fields

    def child(self, key: str) -> Fields | None:
        if not self.has(key):
            return None
        return self._wrap(self.fields[key], f"{self.path}.{key}".strip("."))

    def children(
        self, key: str, *, required: bool = False, most: int = LIST_MAX
    ) -> list[Fields]:
        return [
            self._wrap(node, f"{self.path}.{key}[{i}]".strip("."))
            for i, node in enumerate(self._list(key, required=required, most=most), 1)
        ]

    def nodes(self, key: str) -> list[Node]:
        return self._list(key, required=False)

    def wrap(self, node: Node, name: str) -> Fields:
        return self._wrap(node, f"{self.path}.{name}")

    def _wrap(self, node: Node, path: str) -> Fields:
        return Fields(
            node,
            path=path,
            file=self.file,
            problems=self.problems,
            clause=self.clause,
        )

    def _list(self, key: str, *, required: bool, most: int = LIST_MAX) -> list[Node]:
        if not self.has(key):
            if required:
                self.missing(key)
            return []
        items = self.fields[key].items
        if items is None:
            self.problem(key, "not-a-list", f"{key} ต้องเป็นรายการ", "ขึ้นต้นแต่ละบรรทัดด้วย -")
            return []
        if len(items) > most:
            self.problem(
                key,
                "too-many",
                f"{key} มี {len(items):,} รายการ",
                f"ใส่ได้ไม่เกิน {most:,} รายการ",
            )
        return items[:most]

    def missing(self, key: str) -> None:
        where = "ในข้อนี้" if self.path else "ที่ขอบซ้ายสุดของไฟล์"
        self.problem(key, "missing-key", f"ไม่มี {key}", f"เพิ่ม {key}: {where}")

    # --- values -----------------------------------------------------------------

    def raw(self, key: str, *, required: bool = False) -> str | None:
        if not self.has(key):
            if required:
                self.missing(key)
            return None
        text = self.fields[key].text
        if text is None:
            self.problem(key, "no-value", f"{key} ต้องเป็นค่าเดียว", f"ใส่ค่าเดียวหลัง {key}:")
            return None
        if not text:
            self.problem(key, "no-value", f"{key} ไม่มีค่า", f"ใส่ค่าหลัง {key}:")
            return None
        return text

    def text(self, key: str, *, required: bool = False) -> str:
        raw = self.raw(key, required=required)
        return "" if raw is None else self.cleaned(key, raw)

    def cleaned(self, key: str, raw: str) -> str:
        """Text as it may be kept and shown; a problem of `key` when it may not."""
        try:
            return clean(raw, max_length=TEXT_MAX)
        except BadInput as bad:
            self.problem(key, bad.code, bad.message, "")
            return ""

    def code(self, key: str) -> str:
        raw = self.raw(key, required=True) or ""
        if raw and not CODE.fullmatch(raw):
            self.problem(
                key, "bad-code", f"{shown(raw)} เป็นรหัสไม่ได้", "ใช้ a-z 0-9 _ - เช่น birth"
            )
        return raw

    def codes(self, key: str) -> tuple[str, ...]:
        found = []
        for node in self._list(key, required=False):
            if node.text is None or not CODE.fullmatch(node.text):
                self.problem(
                    key, "bad-code", f"{key} ต้องเป็นรายการของรหัส", "เช่น [birth, ipd]"
                )
            else:
                found.append(node.text)
        return tuple(found)

    def choice(
        self, key: str, options: Iterable[str], default: str | None = None
    ) -> str:
        raw = self.raw(key, required=default is None)
        if raw is None and default:
            return default
        options = tuple(options)
        if raw is None:
            return options[0]
        if raw not in options:
            self.problem(
                key,
                "not-a-choice",
                f"{key} เป็น {shown(raw)} ไม่ได้",
                "เลือกหนึ่งใน: " + ", ".join(options),
            )
            return default or options[0]
        return raw

    def choices(self, key: str, options: Iterable[str]) -> tuple[str, ...]:
        chosen = self.codes(key)
        if not chosen:
            return ()
        options = tuple(options)
        for bad in [c for c in chosen if c not in options]:
            self.problem(
                key,
                "not-a-choice",
                f"{key} มี {shown(bad)} ไม่ได้",
                "เลือกจาก: " + ", ".join(options),
            )
        return tuple(c for c in chosen if c in options)

    def yes(self, key: str, *, default: bool = False) -> bool:
        raw = self.raw(key)
        if raw is None:
            return default
        if raw not in YES | NO:
            self.problem(
                key, "not-yes-no", f"{key} เป็น {shown(raw)} ไม่ได้", "ใส่ yes หรือ no"
            )
        return raw in YES

    def said(self, key: str) -> None:
        """A key that says something by standing there: `no` would be a riddle."""
        if self.fields[key].text in NO:
            self.problem(key, "not-yes-no", f"{key}: no ไม่มีผล", "ลบบรรทัดนี้ หรือใส่ yes")
        else:
            self.yes(key)

    def whole(
        self, key: str, *, least: int = 0, most: int = 1_000_000, required: bool = True
    ) -> int | None:
        raw = self.raw(key, required=required)
        if raw is None:
            return None
        number = whole_number(raw)
        if number is None or not least <= number <= most:
            self.problem(
                key,
                "not-whole",
                f"{key} เป็น {shown(raw)} ไม่ได้",
                f"ใส่จำนวนเต็ม {least:,} ถึง {most:,} ไม่มีทศนิยม",
            )
            return None
        return number

    def baht(
        self, key: str, *, required: bool = True, zero: bool = False
    ) -> int | None:
        """An amount in baht, as satang."""
        raw = self.raw(key, required=required)
        if raw is None:
            return None
        try:
            return Money.from_baht(raw, zero_allowed=zero).satang
        except BadInput as bad:
            self.problem(key, bad.code, bad.message, "")
            return None

    def length(self, key: str, *, required: bool = True) -> Length | None:
        raw = self.raw(key, required=required)
        if raw is None:
            return None
        length = Length.parse(digits.fold(raw))
        if length is None:
            self.problem(
                key,
                "not-a-length",
                f"{key} เป็น {shown(raw)} ไม่ได้",
                "ใส่เป็น 180 days, 6 months, 2 years หรือ 2 years + 1 day",
            )
        return length

    def day(self, key: str, *, required: bool = True) -> date | None:
        raw = self.raw(key, required=required)
        if raw is None:
            return None
        try:
            if ":" in raw:  # An hour, in whatever part of the world.
                raise BadDate("date-unreadable", raw)
            return read_day(raw)
        except BadInput as bad:
            self.problem(key, bad.code, bad.message, "")
            return None

    def pairs(self, key: str) -> tuple[tuple[str, str], ...]:
        """A mapping of plain values, as text."""
        if not self.has(key):
            return ()
        fields: Mapping[str, Node] = self.fields[key].fields or {}
        if self.fields[key].fields is None:
            self.problem(
                key, "not-a-mapping", f"{key} ต้องเป็นหัวข้อกับค่า", "เช่น {nights: 3}"
            )
        found = []
        for name, node in fields.items():
            if node.text is None:
                self.problem(key, "no-value", f"{key}.{name} ต้องเป็นค่าเดียว", "ใส่ค่าเดียว")
            else:
                found.append((name, node.text))
        return tuple(found)


def whole_number(text: str) -> int | None:
    """A whole number in Thai or Arabic digits, never both; nothing else.

    >>> whole_number("๑๘๐"), whole_number("1_000"), whole_number("3.0")
    (180, None, None)
    """
    if len(text) > 12 or digits.is_mixed(text):
        return None
    folded = digits.fold(text)
    return int(folded) if WHOLE.fullmatch(folded) else None

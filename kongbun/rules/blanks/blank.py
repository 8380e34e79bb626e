"""What a form is made of: blanks, sentences around them, slots that hold rows.

Values only.  `scalars` reads what is typed, `fill` turns a whole form into a part of
the by-law and back, `fund_shapes` and `benefit_shapes` say which forms there are.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from enum import Enum
from typing import Any

Tree = Any  # dict, list or str: as `write_yaml.plain` gives it.
Options = tuple[tuple[str, str], ...]


class Kind(Enum):
    """How a blank is typed, and what it means in the file."""

    LINE = "line"
    TEXT = "text"
    BAHT = "baht"
    COUNT = "count"
    GRADE = "grade"  # 3.50, in the file 350.
    PERCENT = "percent"
    SHARE = "share"  # A percentage that the file keeps in basis points.
    LENGTH = "length"  # A number and its unit.
    DAY = "day"
    PARTIAL_DAY = "partial_day"  # A birth: perhaps a year alone.
    SATANG = "satang"  # Typed in baht; a fact of an example, kept in satang.
    CHOICE = "choice"
    MANY = "many"
    YES = "yes"
    LINES = "lines"  # A list of texts, one a line.
    PAIRS = "pairs"  # Words with their codes, a word a line.
    COMPARED = "compared"  # A named fact, a sign, a figure.
    ANSWER = "answer"  # What an example must give.
    CODE = "code"  # Never typed: kept, or given when it is needed.


@dataclass(frozen=True, slots=True, kw_only=True)
class Blank:
    """One thing to fill in; `key` is its place in the part, `a.b` for b inside a."""

    key: str
    kind: Kind
    label: str
    hint: str = ""
    needed: bool = False
    least: int = 0
    most: int = 1_000_000
    options: Options = ()
    absent: str = ""  # What it means when the file says nothing.
    start: str = ""  # What stands there in a new row, to be changed.
    yes: str = "yes"  # What a ticked box writes.
    unit: str = ""  # Said after it: บาท, คืน.

    @property
    def start_of_code(self) -> str:
        """Of a code that must be there: how one begins that nobody gave."""
        if self.kind is Kind.CODE:
            return self.absent if self.needed else ""
        return "fact_" if self.key == "code" else ""

    @property
    def path(self) -> tuple[str, ...]:
        return tuple(self.key.split("."))


@dataclass(frozen=True, slots=True)
class Say:
    """A sentence with blanks in it."""

    pieces: tuple[str | Blank, ...]


@dataclass(frozen=True, slots=True)
class Ask:
    """Blanks one under another, each with its label; folded away where `folded`."""

    title: str
    blanks: tuple[Blank, ...]
    folded: bool = False
    folds_later: bool = False  # Once the clause stands in the draft.


@dataclass(frozen=True, slots=True, kw_only=True)
class Slot:
    """A list of rows (`many`), or one part that may be absent, each of some shape."""

    key: str
    title: str
    shapes: tuple[Shape, ...]
    many: bool = True
    needed: bool = False
    hint: str = ""
    row: str = ""  # What one row is called: เงื่อนไข, ชั้น.

    @property
    def name_of_row(self) -> str:
        return self.row or self.title


Part = Say | Ask | Slot


@dataclass(frozen=True, slots=True, kw_only=True)
class Shape:
    """One form: what it asks for, and by what a part of the file is known to fit it."""

    code: str
    title: str
    parts: tuple[Part, ...]
    # Any of these keys; `by=sex` wants that value too.  None: every mapping fits.
    marks: tuple[str, ...] = ()
    fixed: Mapping[str, str] = field(default_factory=dict)
    # A part that may be written as a bare text is this key alone: evidence.
    bare: str = ""
    # What is worked out once all is filled in: the words of a condition.
    finish: Callable[[dict[str, Tree]], None] | None = None

    def blanks(self) -> Iterator[Blank]:
        for part in self.parts:
            match part:
                case Say(pieces):
                    yield from (one for one in pieces if isinstance(one, Blank))
                case Ask(blanks=blanks):
                    yield from blanks
                case Slot():
                    pass

    def slots(self) -> Iterator[Slot]:
        return (part for part in self.parts if isinstance(part, Slot))

    def blank(self, key: str) -> Blank:
        return next(one for one in self.blanks() if one.key == key)


def say(*pieces: str | Blank) -> Say:
    return Say(pieces)


def with_options(blank: Blank, *added: tuple[str, str]) -> Blank:
    return replace(blank, options=(*blank.options, *added))


# --- blanks, written shortly ----------------------------------------------------------


def line(key: str, label: str, **more: Any) -> Blank:
    return Blank(key=key, kind=Kind.LINE, label=label, **more)


def text(key: str, label: str, **more: Any) -> Blank:
    return Blank(key=key, kind=Kind.TEXT, label=label, **more)


def baht(key: str, label: str, **more: Any) -> Blank:
    more.setdefault("least", 1)
    more.setdefault("unit", "บาท")
    return Blank(key=key, kind=Kind.BAHT, label=label, **more)


def count(key: str, label: str, **more: Any) -> Blank:
    return Blank(key=key, kind=Kind.COUNT, label=label, **more)


def length(key: str, label: str, **more: Any) -> Blank:
    return Blank(key=key, kind=Kind.LENGTH, label=label, **more)


def day(key: str, label: str, **more: Any) -> Blank:
    return Blank(key=key, kind=Kind.DAY, label=label, **more)


def choice(key: str, label: str, options: Options, **more: Any) -> Blank:
    return Blank(key=key, kind=Kind.CHOICE, label=label, options=options, **more)


def many(key: str, label: str, options: Options, **more: Any) -> Blank:
    return Blank(key=key, kind=Kind.MANY, label=label, options=options, **more)


def yes(key: str, label: str, **more: Any) -> Blank:
    return Blank(key=key, kind=Kind.YES, label=label, **more)


def code(key: str, start: str) -> Blank:
    return Blank(key=key, kind=Kind.CODE, label="รหัส", absent=start)


def options_of(words: Mapping[str, str]) -> Options:
    return tuple(words.items())

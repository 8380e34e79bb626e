"""A finding about a by-law: where it stands, what it is, why it matters, what to do.

In Thai for the committee and in English beside it, from one table of sentences.  Not
the looking: that is `lint` and what it calls.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from enum import Enum
from typing import Protocol

from kongbun.rules.days import Length
from kongbun.rules.finding_texts import TEXTS, FindingText
from kongbun.rules.problem_texts import of_problem
from kongbun.rules.yaml_tree import Problem, Unreadable


class Severity(Enum):
    ERROR = "error"
    WARNING = "warning"
    NOTE = "note"


ERROR, WARNING, NOTE = Severity


class Placed(Protocol):
    """Any part of a by-law that knows its clause and its line."""

    @property
    def clause(self) -> str: ...
    @property
    def line(self) -> int: ...


@dataclass(frozen=True, slots=True)
class Both:
    """A word of a sentence that differs in the two languages."""

    th: str
    en: str


@dataclass(frozen=True, slots=True)
class Sentences:
    """What, why and what to do, in one language."""

    what: str
    why: str
    remedy: str
    # What was met may have its remedy in it.
    is_whole: bool = False

    @property
    def message(self) -> str:
        return self.what if self.is_whole else f"{self.what} {self.remedy}"

    def as_json(self) -> dict[str, str]:
        return {"message": self.message, "why": self.why, "remedy": self.remedy}


@dataclass(frozen=True, slots=True)
class Finding:
    severity: Severity
    clause: str
    code: str
    thai: Sentences
    english: Sentences
    file: str = ""
    line: int = 0
    # Which of the sentences of its code: the code itself, or "code/form".
    key: str = field(default="", compare=False)

    @property
    def message(self) -> str:
        return self.thai.message

    @property
    def why(self) -> str:
        return self.thai.why

    @property
    def remedy(self) -> str:
        return self.thai.remedy

    def at_line(self, line: int) -> Finding:
        """The same, said of a line of its own."""
        return replace(self, line=line or self.line)

    def as_json(self) -> dict[str, object]:
        return {
            "severity": self.severity.value,
            "clause": self.clause,
            "code": self.code,
            **self.thai.as_json(),
            "file": self.file,
            "line": self.line,
            "en": self.english.as_json(),
        }


def stops_adoption(findings: Iterable[Finding]) -> bool:
    return any(finding.severity is Severity.ERROR for finding in findings)


def found(
    severity: Severity,
    key: str,
    place: Placed | None,
    within: Placed | None = None,
    **facts: object,
) -> Finding:
    """A finding of the table's `key`, on a part; `within` has the clause it lacks."""
    text: FindingText = TEXTS[key]
    around = place or within
    clause = (place.clause if place else "") or (within.clause if within else "")
    thai = {name: _thai(value) for name, value in facts.items()}
    english = {name: _english(value) for name, value in facts.items()}
    return Finding(
        severity,
        clause,
        key.partition("/")[0],
        _written(text.th, thai),
        _written(text.en, english),
        line=around.line if around else 1,
        key=key,
    )


def _written(texts: tuple[str, str, str], facts: dict[str, str]) -> Sentences:
    what, why, remedy = (text.format(**facts) for text in texts)
    return Sentences(what, why, remedy)


def _thai(value: object) -> str:
    if isinstance(value, Both):
        return value.th
    return f"{value:,}" if isinstance(value, int) else str(value)


def _english(value: object) -> str:
    if isinstance(value, Both):
        return value.en
    return in_english(value) if isinstance(value, Length) else _thai(value)


def in_english(length: Length) -> str:
    years, months = divmod(length.months, 12)
    parts = ((years, "year"), (months, "month"), (length.days, "day"))
    told = [f"{n:,} {word}{'s' * (n != 1)}" for n, word in parts if n]
    return " + ".join(told) or "0 days"


def findings_of(unreadable: Unreadable) -> list[Finding]:
    """The problems of a file that cannot be read, as findings."""
    return [of(problem) for problem in unreadable.problems]


def of(problem: Problem, *, located: bool = True) -> Finding:
    """One problem; `located`: with the file and the line in what it says."""
    (what, why, remedy), english = of_problem(problem)
    if not located:
        what = problem.what
    return Finding(
        Severity.ERROR,
        problem.place,
        problem.code,
        Sentences(what, why, remedy, is_whole=not problem.remedy),
        Sentences(*english),
        file=problem.file,
        line=problem.line,
        key=problem.code,
    )

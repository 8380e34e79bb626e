"""One check as it is told: a row of the trace, a line of `kongbun explain`."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date


@dataclass(frozen=True, slots=True)
class ToldCheck:
    """One row of the trace, as `parts/trace.html` shows it."""

    code: str
    title: str
    state: str  # pass, cut or fail
    required_word: str
    required: str
    found: str
    clause: str
    note: str
    remedy: str
    possible_from: date | None
    unit: str
    required_number: int
    found_number: int

    def as_json(self) -> dict[str, object]:
        return {
            "code": self.code,
            "passed": self.state != "fail",
            "required": self.required_number,
            "found": self.found_number,
            "unit": self.unit,
            "cut": self.state == "cut",
            "clause": self.clause,
            "title": self.title,
            "required_text": self.required,
            "found_text": self.found,
            "note": self.note,
            "remedy": self.remedy,
            "possible_from": self.possible_from,
        }

"""A refusal is a named value with all its reasons; a bug is an assertion.

Not the texts: those stand in `refusal_texts`, one table, Thai and English.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from string import Formatter

from kongbun.kernel import thai_date
from kongbun.kernel.refusal_texts import TEXTS, RefusalCode

__all__ = ["Reason", "RefusalCode", "Refused"]

_FORMATTER = Formatter()


@dataclass(frozen=True, slots=True)
class Reason:
    """One reason, with the facts its sentence needs.

    `row` and `column` say where it stands in a sheet or form, if anywhere.
    """

    code: RefusalCode
    facts: Mapping[str, object] = field(default_factory=dict)
    row: int | None = None
    column: str | None = None

    def message(self) -> str:
        return _written(TEXTS[self.code].th, self.shown())

    def remedy(self) -> str:
        return _written(TEXTS[self.code].remedy_th, self.shown())

    def shown(self) -> dict[str, str]:
        """The facts as people read them: days in the Buddhist Era."""
        return {name: _shown(value) for name, value in self.facts.items()}

    def as_json(self) -> dict[str, object]:
        return {
            "code": self.code.value,
            "message": self.message(),
            "remedy": self.remedy(),
            "facts": self.shown(),
            "row": self.row,
            "column": self.column,
        }


def _shown(value: object) -> str:
    return thai_date.short(value) if isinstance(value, date) else str(value)


def _written(template: str, facts: Mapping[str, str]) -> str:
    """A space where a name or number meets Thai: the template cannot know which.

    >>> _written("ไม่พบ{what}ที่ขอ", {"what": "ผู้ใช้ dao"})
    'ไม่พบผู้ใช้ dao ที่ขอ'
    >>> _written("ไม่พบ{what}ที่ขอ", {"what": "คำขอ"})
    'ไม่พบคำขอที่ขอ'
    """
    found = ""
    for words, name, _, _ in _FORMATTER.parse(template):
        for part in (words, facts[name] if name else ""):
            met = found[-1:] + part[:1]
            scripts = {letter.isascii() for letter in met if letter.isalnum()}
            found += f" {part}" if len(met) == len(scripts) == 2 else part
    return found


class Refused(Exception):  # noqa: N818 -- it is an answer, not an error
    """An action may not proceed.  Carries every reason, never only the first."""

    def __init__(
        self, code: RefusalCode, /, *, more: Sequence[Reason] = (), **facts: object
    ) -> None:
        self.reasons: tuple[Reason, ...] = (Reason(code, facts), *more)
        super().__init__(code.value)

    @classmethod
    def of(cls, reasons: Sequence[Reason]) -> Refused:
        """A refusal for several reasons, in their order."""
        assert reasons, "a refusal has a reason"
        refused = cls(reasons[0].code, more=reasons[1:], **reasons[0].facts)
        refused.reasons = tuple(reasons)
        return refused

    @property
    def code(self) -> RefusalCode:
        return self.reasons[0].code

    def as_json(self) -> dict[str, object]:
        return {"refused": [reason.as_json() for reason in self.reasons]}

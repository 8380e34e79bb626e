"""What a person typed cannot be read: a stable code and a Thai sentence.

Not a refusal of an action (`refusal`): these are raised while a door turns text into
values, and stand under the field or beside the row.  `asks` marks a value with more
than one honest reading: a person must choose, nobody may guess.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import ClassVar

SHOWN_MAX = 40


class BadInput(ValueError):  # noqa: N818 -- it is an answer, not an error
    """Text that has no reading, or several."""

    texts: ClassVar[Mapping[str, str]]
    questions: ClassVar[frozenset[str]] = frozenset()

    def __init__(
        self,
        code: str,
        value: object,
        *,
        choices: Sequence[object] = (),
        **facts: object,
    ) -> None:
        self.code = code
        self.value = shown(value)
        self.choices = tuple(choices)
        self.facts = facts
        super().__init__(self.message)

    @property
    def message(self) -> str:
        """What was found and what to do, with the value in it."""
        return self.texts[self.code].format(value=self.value, **self.facts)

    @property
    def asks(self) -> bool:
        return self.code in self.questions


def shown(value: object) -> str:
    """The value as it may stand in a sentence: short, on one line, printable.

    >>> shown("x" * 60)
    'xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx…'
    """
    text = str(value)[: 4 * SHOWN_MAX]
    text = "".join(
        letter if letter.isprintable() else f"⟨U+{ord(letter):04X}⟩" for letter in text
    )
    return text if len(text) <= SHOWN_MAX else text[: SHOWN_MAX - 1] + "…"

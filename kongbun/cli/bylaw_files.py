"""By-law files of the command line, read as text before anything is made of them."""

from __future__ import annotations

from pathlib import Path

from kongbun.kernel.refusal import Reason, RefusalCode, Refused
from kongbun.rules.file_text import BYTES_MAX, text_of
from kongbun.rules.yaml_tree import Unreadable


def bylaw_text(path: Path) -> str:
    """The text of a file; raise `Unreadable` for bytes that are no by-law's."""
    with path.open("rb") as file:
        # One byte more than fits is enough to see that it does not.
        return text_of(file.read(BYTES_MAX + 1), file=path.name)


def bylaw_text_or_refused(path: Path) -> str:
    """The same for a command that writes: a refusal with every reason."""
    try:
        return bylaw_text(path)
    except Unreadable as unreadable:
        raise Refused.of(
            [
                Reason(RefusalCode.UNREADABLE, {"why": problem.message})
                for problem in unreadable.problems
            ]
        ) from None

"""A clause put into the text of a by-law, or refused with what to do instead."""

from __future__ import annotations

from kongbun.bylaws.library.entries import Entry
from kongbun.bylaws.library.placing import Taken, placed
from kongbun.kernel.refusal import Reason, RefusalCode, Refused
from kongbun.rules.write_yaml import plain_mapping, written
from kongbun.rules.yaml_tree import Unreadable


def with_clause(text: str, entry: Entry, *, file: str) -> str:
    """The text with the clause in it; refuses where the by-law speaks of it already."""
    try:
        return written(placed(plain_mapping(text, file=file), entry)[0])
    except Taken as taken:
        raise Refused(
            RefusalCode.CLAUSE_SAID_ALREADY, title=entry.title, clause=taken.clause
        ) from None
    except Unreadable as unreadable:
        raise refused(unreadable) from None


def refused(unreadable: Unreadable) -> Refused:
    """A text that cannot be read, as a refusal with every reason."""
    return Refused.of(
        [
            Reason(RefusalCode.UNREADABLE, {"why": problem.message})
            for problem in unreadable.problems
        ]
    )

"""What the links say of rows that may change: the last word about each.

Read in one walk over the links in the order in which they were made: a chain of
hundreds of thousands has a few ten thousand that say anything.
"""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from functools import reduce
from operator import or_

from django.db.models import Q

from kongbun.audit.models import AuditEvent

AT_ONCE = 5_000
# As `json.dumps` writes it where at least one table is named.
SAYS_SOMETHING = '"now": {"'
NOBODYS = 0


@dataclass(frozen=True, slots=True)
class Word:
    """The word of one link about one row."""

    text: str
    chain: int
    command_id: int


Words = dict[str, dict[int, Word]]
# By table and key, as one link has it.
Said = dict[str, dict[str, str]]


def last_words(chains: Collection[int], using: str = "default") -> Words:
    """By table and key: what was said last in any of these chains."""
    last: Words = defaultdict(dict)
    for event, said in _links(chains, using):
        for table, rows in said.items():
            for key, text in rows.items():
                last[table][int(key)] = Word(text, event.chain, event.command_id or 0)
    return last


def last_commands(chains: Collection[int], table: str) -> dict[int, int]:
    """By key of one table: the command whose link spoke of the row last."""
    return last_commands_of(chains, [table])[table]


def last_commands_of(
    chains: Collection[int], tables: Collection[str]
) -> dict[str, dict[int, int]]:
    """The same of several tables, in one walk."""
    last: dict[str, dict[int, int]] = {table: {} for table in tables}
    for event, said in _links(chains, "default", *tables):
        for table in tables:
            for key in said.get(table, ()):
                last[table][int(key)] = event.command_id or 0
    return last


def who_said(chain: int, rows: Mapping[str, Collection[int]]) -> set[int]:
    """The commands whose links ever said something of these rows of a fund."""
    wanted = {table: {str(key) for key in keys} for table, keys in rows.items() if keys}
    return {
        event.command_id
        for event, said in _links([chain, NOBODYS], "default")
        if event.command_id
        and any(wanted.get(table, set()) & of.keys() for table, of in said.items())
    }


def spoken(chains: Collection[int]) -> Iterator[tuple[AuditEvent, Said]]:
    """Every link that says something, in the order in which they were made."""
    return _links(chains, "default")


def says_from_the_first(chain: int) -> bool:
    """Whether the first link of a chain was made by a version that follows rows."""
    first = AuditEvent.objects.filter(chain=chain, seq=1).first()
    return first is not None and "now" in json.loads(first.payload)


def _links(
    chains: Collection[int], using: str, *naming: str
) -> Iterator[tuple[AuditEvent, Said]]:
    """Those that say something; of links that name one of these tables, if given."""
    found = AuditEvent.objects.using(using).filter(
        chain__in=chains, payload__contains=SAYS_SOMETHING
    )
    if naming:
        named = (Q(payload__contains=f'"{table}"') for table in naming)
        found = found.filter(reduce(or_, named))
    # A link is written after the rows, under their locks: who wrote a row later has
    # the higher key, also in another chain.
    found = found.only("chain", "command_id", "action", "allowed", "payload")
    for event in found.order_by("pk").iterator(AT_ONCE):
        yield event, json.loads(event.payload)["now"]

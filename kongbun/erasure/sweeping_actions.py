"""Puts the marks of `places` over what stands about a person, in SQL: a fund has
millions of rows and a person a handful.

The database's own triggers let through exactly this change and no other.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.db import connection

from kongbun.audit.said import who_said
from kongbun.commands.guards import ERASED_ANSWER
from kongbun.erasure.places import MINE, PLACES, Place
from kongbun.store.followed import tell_table

# Of many people at once, and without a name in what was asked: only an answer that
# says one's name goes.
OF_MANY = (
    "claims.allocate",
    "claims.approve_pensions",
    "claims.propose_pensions",
    "dues.strike_off_lapsed",
    "dues.take_sheet",
    "people.import_members",
    "people.open_import",
    "treasury.close_month",
)
# Its answer carries the hash of figures that are kept for ever, and no name.
NEVER = ("treasury.close_month", "people.erase_person")
# What was asked may name anyone, and a refusal need not say whom.
MAY_NAME = ("people.", "dues.return", "dues.take_payment", "claims.")


@dataclass(frozen=True, slots=True, kw_only=True)
class Whose:
    """The rows of a person by their keys, and the words that would name them."""

    fund_id: int
    person_id: int
    membership_ids: tuple[int, ...]
    claim_ids: tuple[int, ...]
    keys: tuple[str, ...]
    needles: tuple[str, ...]

    def where(self, condition: str) -> str:
        """Keys only, so nothing that anybody typed."""
        return condition.format(
            fund=int(self.fund_id),
            person=int(self.person_id),
            members=_listed(self.membership_ids),
            claims=_listed(self.claim_ids),
        )


def sweep(whose: Whose) -> set[int]:
    """Erase in every place but the answers; the commands that wrote those rows."""
    found: set[int] = set()
    for place in PLACES:
        if place.table != "commands_commandoutcome":
            found |= _erase(place, whose)
    return found


def who_spoke_of(whose: Whose) -> set[int]:
    """The commands whose links say, salted, how a row of the person stood."""
    mine: dict[str, list[int]] = {"people_person": [whose.person_id]}
    for table, condition in {
        "people_membership": "id IN ({members})",
        "people_beneficiary": "membership_id IN ({members})",
        "people_houseleft": "person_id = {person}",
        "claims_evidenceitem": MINE,
        "claims_award": MINE,
    }.items():
        with connection.cursor() as cursor:
            cursor.execute(f"SELECT id FROM {table} WHERE {whose.where(condition)}")
            mine[table] = [key for (key,) in cursor.fetchall()]
    return who_said(whose.fund_id, mine)


def erase_commands(
    whose: Whose, swept: set[int], spoke: set[int], *, but: int
) -> list[int]:
    """Take the salts and answers of the commands that named the person."""
    of_fund = f"c.fund_id = {int(whose.fund_id)} AND c.id <> {int(but)}"
    many, never = _quoted(OF_MANY), _quoted(NEVER)
    refused = " OR ".join(f"c.kind LIKE '{kind}%%'" for kind in MAY_NAME)
    wanted = [
        f"(c.kind NOT IN ({many}) AND (c.id IN ({_listed(tuple(swept))})"
        f" OR {_says(whose.keys)}))",
        f"(NOT o.done AND ({refused}))",
        f"({_says(whose.needles)})",
        f"c.id IN ({_listed(tuple(spoke))})",
    ]
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT c.id FROM commands_command c JOIN commands_commandoutcome o"
            f" ON o.command_id = c.id WHERE {of_fund} AND c.kind NOT IN ({never})"
            f" AND ({' OR '.join(wanted)}) ORDER BY c.id",
            [*whose.keys, *whose.needles],
        )
        gone = [key for (key,) in cursor.fetchall()]
        rows = _listed(tuple(gone))
        cursor.execute(
            f"UPDATE commands_command SET salt = %s WHERE id IN ({rows})",
            [b""],
        )
        cursor.execute(
            "UPDATE commands_commandoutcome SET answer = %s"
            f" WHERE command_id IN ({rows})",
            [ERASED_ANSWER],
        )
    return gone


def _erase(place: Place, whose: Whose) -> set[int]:
    """Mark one table's columns; the commands of the rows that were touched."""
    touched: set[Any] = set()
    for column, mark in place.columns.items():
        either = []
        words: tuple[str, ...] = ()
        if column in place.own:
            either.append(whose.where(place.linked))
        if whose.needles and place.of_fund:
            words = whose.needles
            says = " OR ".join(f"{_position()}({column}, %s) > 0" for _ in words)
            either.append(f"({whose.where(place.of_fund)} AND ({says}))")
        if either:
            touched |= _mark(place, column, mark, " OR ".join(either), words)
    if not touched:
        return set()
    tell_table(place.table, touched)
    keys = _listed(tuple(touched))
    with connection.cursor() as cursor:
        if place.salted:
            cursor.execute(
                f"UPDATE {place.table} SET salt = %s WHERE {place.key} IN ({keys})"
                " AND salt IS NOT NULL",
                [b""],
            )
        if not place.command:
            return set()
        cursor.execute(
            f"SELECT {place.command} FROM {place.table} WHERE {place.key} IN ({keys})"
        )
        return {key for (key,) in cursor.fetchall() if key is not None}


def _mark(
    place: Place, column: str, mark: str, where: str, words: tuple[str, ...]
) -> set[int]:
    shown = "'erased:' || id" if "#" in mark else "%s"
    with connection.cursor() as cursor:
        cursor.execute(
            f"SELECT {place.key} FROM {place.table} WHERE {column} <> ''"
            f" AND {column} <> %s AND ({where})",
            [mark, *words],
        )
        keys = {key for (key,) in cursor.fetchall()}
        if keys:
            cursor.execute(
                f"UPDATE {place.table} SET {column} = {shown}"
                f" WHERE {place.key} IN ({_listed(tuple(keys))})",
                [] if "#" in mark else [mark],
            )
    return keys


def _says(words: tuple[str, ...]) -> str:
    return " OR ".join(f"{_position()}(o.answer, %s) > 0" for _ in words) or "1 = 0"


def _position() -> str:
    return "instr" if connection.vendor == "sqlite" else "strpos"


def _listed(keys: tuple[int, ...]) -> str:
    return ", ".join(str(int(key)) for key in keys) or "NULL"


def _quoted(kinds: tuple[str, ...]) -> str:
    return ", ".join(f"'{kind}'" for kind in kinds)

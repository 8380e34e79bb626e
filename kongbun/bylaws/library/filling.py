"""Blanks filled: `<rate * stay>` becomes a figure, `<day - 29>` a day.

The arithmetic is what a clerk does on paper: sums, differences and products of whole
numbers, products first.  So an example says what must come out without asking the
engine that it is to try.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import date, timedelta

from kongbun.bylaws.library.entries import Entry
from kongbun.rules.write_yaml import Tree

PLACEHOLDER = re.compile(r"<([a-z0-9_ +*-]+)>")
WORD = re.compile(r"[a-z][a-z_]*")
# The day of the event in every example of the library.
DAY = date(2026, 11, 9)

Values = Mapping[str, int | str]


def defaults(entry: Entry) -> dict[str, int | str]:
    """What each blank holds before anybody has filled it in."""
    return {
        one.name: one.default if one.type == "text" else one.number
        for one in entry.blanks
    }


def filled(entry: Entry, values: Values | None = None) -> dict[str, Tree]:
    """The clause with its blanks filled, by `values` or else by the defaults."""
    found = _filled(entry.node, defaults(entry) | dict(values or {}))
    assert isinstance(found, dict)
    return found


def _filled(tree: Tree, values: Values) -> Tree:
    if isinstance(tree, dict):
        return {name: _filled(value, values) for name, value in tree.items()}
    if isinstance(tree, list):
        return [_filled(item, values) for item in tree]
    text = str(tree)
    alone = PLACEHOLDER.fullmatch(text)
    if alone:
        return _worth(alone[1], values)
    return PLACEHOLDER.sub(lambda found: _told(_worth(found[1], values)), text)


def _told(worth: str) -> str:
    """Within a sentence: 1,250."""
    return f"{int(worth):,}" if worth.isdecimal() else worth


def _worth(expression: str, values: Values) -> str:
    """What an expression comes to, as plain text."""
    named = values.get(expression.strip())
    if isinstance(named, str):
        return named
    total, days = 0, False
    for sign, term in _terms(expression):
        if term == "day":
            days = True
        else:
            total += sign * _product(term, values)
    return (DAY + timedelta(days=total)).isoformat() if days else str(total)


def _terms(expression: str) -> list[tuple[int, str]]:
    parts = re.split(r"([+-])", expression)
    signs = [1] + [1 if sign == "+" else -1 for sign in parts[1::2]]
    return list(zip(signs, (part.strip() for part in parts[::2]), strict=True))


def _product(term: str, values: Values) -> int:
    product = 1
    for factor in (part.strip() for part in term.split("*")):
        worth = values[factor] if WORD.fullmatch(factor) else int(factor)
        assert isinstance(worth, int), f"{factor} is no figure"
        product *= worth
    return product

"""Many by-laws of one shape decided together: what differs becomes a column.

Six thousand funds write the same few kinds of rule with other figures.  A `Stack`
holds such rules, and gives for any rows one rule whose figures are columns, each
row with its own fund's; the functions that decide take it as they take any rule.
Only for `brief`: a stack has no words, examples or required figures to be shown.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, fields, replace
from typing import Any

import numpy as np
from numpy.typing import NDArray

from kongbun.rules.benefit import BenefitRule, Clause
from kongbun.rules.days import Int, Length

# Of conditions, amounts and caps: what two by-laws of one shape may differ in.
FIGURES = frozenset({"satang", "max", "at_least", "at_most", "days"})
WORDS = frozenset({"clause", "text", "line"})
DECIDED_BY = ("conditions", "amount", "caps", "evidence")


@dataclass(frozen=True, slots=True)
class Stack:
    """Rules of one shape; `places` are where they stood in the list given."""

    rule: BenefitRule
    places: Int
    figures: tuple[Int, ...]  # One a figure, with the value of each rule.

    def at(self, which: NDArray[Any]) -> BenefitRule:
        """One rule for many rows; `which` is each row's rule within the stack."""
        values = iter(self.figures)

        def put(_: int) -> Any:
            column = next(values)
            return int(column[0]) if (column == column[0]).all() else column[which]

        return _with_figures(self.rule, put)


def stacked(rules: Sequence[BenefitRule]) -> list[Stack]:
    """The rules by shape: as few stacks as there are ways to say them."""
    places: dict[object, list[int]] = {}
    found: list[list[int]] = []
    for place, rule in enumerate(rules):
        figures: list[int] = []
        places.setdefault(_shape(rule, figures.append), []).append(place)
        found.append(figures)
    return [
        Stack(
            rules[same[0]],
            np.array(same),
            tuple(np.array([found[i] for i in same], dtype=np.int64).T),
        )
        for same in places.values()
    ]


def _with_figures(rule: BenefitRule, put: Callable[[int], Any]) -> BenefitRule:
    parts = {name: _mapped(getattr(rule, name), put) for name in DECIDED_BY}
    return replace(rule, **parts)


def _mapped(value: Any, put: Callable[[int], Any]) -> Any:
    if isinstance(value, tuple):
        return tuple(_mapped(one, put) for one in value)
    if isinstance(value, Length):
        return replace(value, months=put(value.months), days=put(value.days))
    if not isinstance(value, Clause):
        return value
    changes = {
        name: put(old) if is_figure else _mapped(old, put)
        for name, old, is_figure in _parts(value)
    }
    return replace(value, **changes)


def _shape(value: Any, see: Callable[[int], None]) -> object:
    """All that is not a figure, to be compared; each figure is seen, in order."""
    if isinstance(value, BenefitRule):
        return tuple(_shape(getattr(value, name), see) for name in DECIDED_BY)
    if isinstance(value, tuple):
        return tuple(_shape(one, see) for one in value)
    if isinstance(value, Length):
        see(value.months)
        see(value.days)
        return (value.unit, value.in_days, value.days_beyond)
    if not isinstance(value, Clause):
        return value
    parts: list[object] = [type(value)]
    for _, old, is_figure in _parts(value):
        if is_figure:
            see(old)
        parts.append(None if is_figure else _shape(old, see))
    return tuple(parts)


def _parts(clause: Clause) -> Iterator[tuple[str, Any, bool]]:
    for field in fields(clause):
        if field.name not in WORDS:
            old = getattr(clause, field.name)
            yield field.name, old, field.name in FIGURES and isinstance(old, int)

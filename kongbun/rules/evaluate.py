"""Working an expression out in columns: the tree of `expression`, row by row at once.

Whole numbers throughout; a division rounds down.  Where something it looks at is not
known, such as a birth date or a choice nobody stated, the row's answer is not known
either: that is told beside the values and never taken as a yes.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import reduce
from typing import cast

import numpy as np

from kongbun.rules.benefit import By
from kongbun.rules.days import Bool, Int, Unit, repeated, years_complete
from kongbun.rules.expression import (
    WORD,
    Choice,
    Comparison,
    Constant,
    Divided,
    Extreme,
    Joined,
    Node,
    Not,
    OneOfWords,
    Operator,
    Product,
    Reference,
    Sum,
    facts_in,
)
from kongbun.rules.facts import KNOWN, WORKED_OUT, Facts
from kongbun.rules.since import time_of

COMPARED: dict[Operator, Callable[[Int, Int], Bool]] = {
    "=": np.equal,
    "!=": np.not_equal,
    "<": np.less,
    "<=": np.less_equal,
    ">": np.greater,
    ">=": np.greater_equal,
}
AGES = {"age": "birth_date", "subject_age": "subject_birth_date"}


def evaluate(node: Node, facts: Facts) -> Int:  # noqa: PLR0911 -- one a kind
    """The value of `node` on every row; a yes is 1."""
    match node:
        case Constant():
            return repeated(node.least, facts.n)
        case Reference(fact=fact):
            return value_of(fact, facts)
        case Sum(left=left, right=right, minus=minus):
            a, b = evaluate(left, facts), evaluate(right, facts)
            return a - b if minus else a + b
        case Product(left=left, right=right):
            return evaluate(left, facts) * evaluate(right, facts)
        case Divided(of=of, times=times, by=by):
            # The same as of * times // by, without a product that may not fit.
            values = evaluate(of, facts)
            return values // by * times + values % by * times // by
        case Extreme(parts=parts, largest=largest):
            pick = np.maximum if largest else np.minimum
            return reduce(pick, [evaluate(part, facts) for part in parts])
        case _:
            return _answered(node, facts)


def _answered(
    node: Choice | Comparison | OneOfWords | Joined | Not, facts: Facts
) -> Int:
    match node:
        case Choice(condition=condition, then=then, otherwise=otherwise):
            return np.where(
                evaluate(condition, facts) != 0,
                evaluate(then, facts),
                evaluate(otherwise, facts),
            )
        case Comparison(left=left, sign=sign, right=right):
            answer = COMPARED[sign](evaluate(left, facts), evaluate(right, facts))
        case OneOfWords(fact=fact, places=places):
            answer = np.isin(evaluate(fact, facts), places)
        case Joined(parts=parts, every=every):
            pick = np.logical_and if every else np.logical_or
            answer = reduce(pick, [evaluate(part, facts) != 0 for part in parts])
        case Not(part=part):
            answer = evaluate(part, facts) == 0
    return answer.astype(np.int64)


def known_in(node: Node, facts: Facts) -> Bool:
    """Where everything that `node` looks at is known."""
    known = np.ones(facts.n, dtype=np.bool_)
    for fact, unit in facts_in(node).items():
        if fact in AGES or unit == "date":
            known &= facts[AGES.get(fact, fact) + KNOWN] != 0
        elif unit.startswith(WORD):
            known &= facts[fact] != 0
    return known


def value_of(fact: str, facts: Facts) -> Int:
    """A fact as an expression names it: a column, a length of time or an age."""
    if fact in AGES:
        return years_complete(facts[AGES[fact]], facts["event_date"])
    whose, _, length = fact.rpartition("_")
    if fact in WORKED_OUT:
        since: By = "joined" if whose == "member" else "paid"
        return time_of(since, facts).whole(cast(Unit, length))
    return facts[fact]

"""Which facts an expression may name, and what it knows of each.

Facts of the catalogue, a by-law's own facts, and the lengths of time and ages that are
worked out from them.  What was used before is left out: that is for caps.
"""

from __future__ import annotations

from collections.abc import Iterable

from kongbun.rules.benefit import OwnFact
from kongbun.rules.days import FIRST_DAY, LAST_DAY
from kongbun.rules.expression import DATE, WORD, YES_NO, Name
from kongbun.rules.facts import CATALOGUE, MOST, OWN, WORKED_OUT, Fact, own_fact

SHORT = {"gpa": "gpa_hundredths", "asked": "asked_satang"}
# Days that may lie before the beginning: an event before joining has fewer than none.
DAYS_MOST = LAST_DAY - FIRST_DAY
NOT_NAMED = frozenset(
    {
        "exited_date",
        "other_granted_this_year",
        "resolution_satang",
        "backdated_days",
        "backdating_confirmed",
    }
)


def names_for(own: Iterable[OwnFact]) -> dict[str, Name]:
    """Every name that an expression of this by-law may use."""
    found = {
        name: _name(fact)
        for name, fact in CATALOGUE.items()
        if "_used_" not in name and name not in NOT_NAMED
    }
    found |= {short: found[name] for short, name in SHORT.items()}
    for name in WORKED_OUT:
        unit = "years" if "age" in name else name.rpartition("_")[2]
        found[name] = Name(name, unit, -DAYS_MOST, DAYS_MOST)
    for one in own:
        named = _name(own_fact(one))
        # A name of the catalogue cannot be taken: the reader refuses the code.
        found |= {one.code: named, OWN + one.code: named}
    return found


def _name(fact: Fact) -> Name:
    if fact.type in ("date", "partial_date"):
        return Name(fact.name, DATE, FIRST_DAY, LAST_DAY)
    if fact.type == "yes_no":
        return Name(fact.name, YES_NO, 0, 1)
    if fact.type == "choice":
        return Name(fact.name, WORD + fact.name, 0, MOST["choice"], fact.choices)
    return Name(fact.name, fact.unit, 0, fact.most)

"""Clauses put into a by-law's tree: each in its place, with the next free number.

A tree is what `write_yaml` writes.  Which clauses, and with which figures, others
decide: the questionnaire, or who presses a button beside one.
"""

from __future__ import annotations

import copy
import re
from collections.abc import Iterator

from kongbun.bylaws.library.entries import LISTS, Entry, entry_named
from kongbun.bylaws.library.filling import Values, filled
from kongbun.rules.bylaw import Bylaw
from kongbun.rules.document import Article, document_of
from kongbun.rules.read_yaml import read_bylaw
from kongbun.rules.write_yaml import Tree, written

NUMBERED = re.compile(r"ข้อ ([0-9]+)")
MONEY_HEAD, SHARES = "money_use", "split"
# What a clause read alone stands on: a reader asks for these of every by-law.
BARE: dict[str, Tree] = {
    "title": "ร่าง",
    "fund": "กองทุน",
    "version": "ร่างแรก",
    "status": "synthetic",
    "effective_from": "2026-01-01",
    "membership": {"exits": ["died", "resigned", "struck_off"]},
    "contributions": {"convention": "month", "unit_baht": "30"},
    "benefits": [],
}


class Taken(Exception):  # noqa: N818 -- it is an answer, not an error
    """The by-law says something in that place already: mend that clause instead."""

    def __init__(self, clause: str) -> None:
        self.clause = clause
        super().__init__(clause)


def placed(
    tree: dict[str, Tree], entry: Entry, values: Values | None = None
) -> tuple[dict[str, Tree], str]:
    """The tree with the clause in it, and the number it got; raise `Taken`."""
    tree = copy.deepcopy(tree)
    if entry.place.startswith("money.") and not _clause_of(tree.get("money")):
        # What is said of the money stands under a clause of its own.
        head = entry_named(MONEY_HEAD)
        assert head is not None
        tree, _ = placed(tree, head)
    number = f"ข้อ {_last(tree) + 1}"
    node: dict[str, Tree] = {"clause": number, **filled(entry, values)}
    if entry.place in LISTS:
        if "code" in node:
            node["code"] = _free_code(tree, str(node["code"]))
            node = {"code": node.pop("code"), "title": node.pop("title"), **node}
        _list_at(tree, entry.place).append(node)
    else:
        number = _put(tree, entry.place, node)
    _state_common_facts(tree)
    return tree, number


def _put(tree: dict[str, Tree], place: str, node: dict[str, Tree]) -> str:
    """A clause of which there is one, with its number: membership, the reserve."""
    above, _, name = place.rpartition(".")
    parent = _mapping_at(tree, above) if above else tree
    there = parent.get(name)
    if not isinstance(there, dict):
        parent[name] = node
    elif SHARES in node and SHARES not in there:
        # How money is shared joins what is said of it already.
        parent[name] = {**node, **there}
    elif _clause_of(there) or there.get("text"):
        raise Taken(_clause_of(there))
    else:
        parent[name] = {**there, **node}
    return _clause_of(parent[name])


def _clause_of(tree: Tree | None) -> str:
    clause = tree.get("clause", "") if isinstance(tree, dict) else ""
    return str(clause)


def _mapping_at(tree: dict[str, Tree], name: str) -> dict[str, Tree]:
    found = tree.setdefault(name, {})
    assert isinstance(found, dict), name
    return found


def _list_at(tree: dict[str, Tree], place: str) -> list[Tree]:
    above, _, name = place.rpartition(".")
    parent = _mapping_at(tree, above) if above else tree
    found = parent.setdefault(name, [])
    assert isinstance(found, list), place
    return found


def _last(tree: Tree) -> int:
    return max((int(n) for clause in _clauses(tree) for n in NUMBERED.findall(clause)),
               default=0)  # fmt: skip


def _clauses(tree: Tree) -> Iterator[str]:
    if isinstance(tree, list):
        for item in tree:
            yield from _clauses(item)
    elif isinstance(tree, dict):
        clause = tree.get("clause")
        if isinstance(clause, str):
            yield clause
        for value in tree.values():
            yield from _clauses(value)


def _free_code(tree: dict[str, Tree], code: str) -> str:
    taken = {one.get("code") for one in _granted(tree)}
    free, number = code, 2
    while free in taken:
        free, number = f"{code}_{number}", number + 1
    return free


def _granted(tree: dict[str, Tree]) -> Iterator[dict[str, Tree]]:
    for section in ("benefits", "loans"):
        items = tree.get(section)
        for one in items if isinstance(items, list) else []:
            if isinstance(one, dict):
                yield one


# What a condition of all benefits asks, and what an example says that meets it.
MET = {
    "filed_within_days": ("filed_date", ""),
    "arrears_at_most": ("arrears_{unit}", "0"),
    "paid_for": ("paid_days", "3660"),
}


def _state_common_facts(tree: dict[str, Tree]) -> None:
    """Examples say what the conditions of all benefits ask, where they do not yet."""
    common = tree.get("common_conditions")
    for condition in common if isinstance(common, list) else []:
        if not isinstance(condition, dict):
            continue
        spared = condition.get("except_for", [])
        for kind, (fact, value) in MET.items():
            if kind in condition:
                unit = str(condition[kind]).rpartition(" ")[2]
                name = fact.format(unit=unit if unit.endswith("s") else f"{unit}s")
                for one in _granted(tree):
                    spares = isinstance(spared, list) and one.get("code") in spared
                    if one.get("who") != "anyone" and not spares:
                        _state(one, name, value)


def _state(benefit: dict[str, Tree], fact: str, value: str) -> None:
    examples = benefit.get("examples")
    for example in examples if isinstance(examples, list) else []:
        given = example.get("given") if isinstance(example, dict) else None
        if isinstance(given, dict):
            # Asked for on the day itself, unless the example says otherwise.
            day = given.get("event_last_date", given.get("event_date", ""))
            given.setdefault(fact, value or day)


def alone(entry: Entry) -> Bylaw:
    """A by-law that says this clause and nothing else, to be read and printed."""
    tree, _ = placed(BARE, entry)
    return read_bylaw(written(_whole(tree)), file=entry.key)


def _whole(tree: dict[str, Tree]) -> dict[str, Tree]:
    """The tree with a benefit in it: the reader wants at least one."""
    if tree["benefits"]:
        return tree
    word: dict[str, Tree] = {
        "code": "any",
        "title": "สวัสดิการ",
        "text": "สวัสดิการ",
        "category": "0",
        "amount": {"fixed_baht": "1"},
    }
    return {**tree, "benefits": [word, {**word, "code": "other"}]}


def article_of(entry: Entry) -> Article:
    """The clause as it would print."""
    number = placed(BARE, entry)[1]
    document = document_of(alone(entry))
    articles = [one for chapter in document.chapters for one in chapter.articles]
    return next(one for one in articles if one.clause == number)

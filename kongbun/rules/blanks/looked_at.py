"""One part of a draft, read alone: its rule, its sentences, what the linter finds.

The rest of a draft may be missing or wrong; what is missing is stood in for, so that
a committee sees the clause it writes before it has written the others.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace

from kongbun.rules.benefit import BenefitRule
from kongbun.rules.blanks.blank import Tree
from kongbun.rules.blanks.form_words import in_form_words
from kongbun.rules.blanks.sections import (
    Section,
    clauses_in,
    missing_words,
    with_part,
)
from kongbun.rules.bylaw import Bylaw
from kongbun.rules.document import Article, document_of
from kongbun.rules.finding import Finding, of
from kongbun.rules.lint import lint
from kongbun.rules.read_yaml import read_bylaw
from kongbun.rules.write_yaml import written
from kongbun.rules.yaml_tree import Problem, Unreadable

FILE = "ร่าง"
STAND_IN = "-"
# A benefit for a draft that has none: its own findings are told to nobody.
NO_BENEFIT: Tree = {
    "code": "stand_in",
    "title": STAND_IN,
    "clause": STAND_IN,
    "text": STAND_IN,
    "category": "0",
    "amount": {"fixed_baht": "1"},
}
# Of a benefit that is still being written.
STAND_INS: dict[str, Tree] = {
    "title": STAND_IN,
    "clause": STAND_IN,
    "text": STAND_IN,
    "category": "0",
}
MISSING: dict[str, Tree] = {
    "title": STAND_IN,
    "fund": STAND_IN,
    "version": STAND_IN,
    "status": "synthetic",
    "membership": {"clause": STAND_IN},
    "contributions": {"clause": STAND_IN, "convention": "month", "unit_baht": "1"},
}


@dataclass(frozen=True, slots=True)
class Look:
    """What one part says so far; `rule` of a benefit, once it can be read."""

    rule: BenefitRule | None
    articles: tuple[Article, ...]
    findings: tuple[Finding, ...]

    @property
    def sentences(self) -> tuple[str, ...]:
        return tuple(one.text for article in self.articles for one in article.sentences)


def look_at(tree: Tree, section: Section, index: int, node: Tree, *, day: str) -> Look:
    """The part as it would be read in the draft; `day` stands for its first day."""
    node = _stood_in(section, node)
    whole = _completed(with_part(tree, section, index, node), day)
    law, problems = _read(whole)
    mine = tuple(told(p) for p in problems if _is_here(p, section, index))
    if law is None and not mine:
        # Something else of the draft cannot be read: this part alone, then.
        law, problems = _read(_alone(whole, section, node))
    if law is None:
        return Look(None, (), mine)
    rule = _rule(law, section, whole, index)
    articles = _articles(law, section, rule)
    clauses = {*clauses_in(node if section.at else _own_keys(section, node))}
    clauses |= {article.clause for article in articles}
    found = [f for f in lint(law) if _concerns(f, clauses, section, tree)]
    return Look(rule, articles, (*mine, *map(in_form_words, found)))


def look_alone(
    tree: Tree, section: Section, index: int, node: Tree, *, day: str
) -> Look:
    """A benefit as it stands, without the others and without findings: quick."""
    node = _stood_in(section, node)
    whole = _completed(with_part(tree, section, index, node), day)
    rows = whole[section.at]
    law, _ = _read(_alone(whole, section, rows[index if index < len(rows) else -1]))
    if law is None:
        return Look(None, (), ())
    rule = law.rules[-1]
    return Look(rule, _articles(law, section, rule), ())


def _stood_in(section: Section, node: Tree) -> Tree:
    node = _pruned(node)
    if section.is_list and isinstance(node, dict):
        return {**STAND_INS, **{key: value for key, value in node.items() if value}}
    return node


def _pruned(node: Tree) -> Tree:
    """Without the rows in which nothing is filled in yet."""
    if isinstance(node, dict):
        return {key: _pruned(value) for key, value in node.items()}
    if isinstance(node, list):
        return [_pruned(one) for one in node if one not in ({}, "")]
    return node


def _completed(tree: Tree, day: str) -> Tree:
    whole = {**MISSING, **{key: value for key, value in tree.items() if value}}
    whole.setdefault("effective_from", day)
    whole.setdefault("benefits", [NO_BENEFIT])
    return whole


def _alone(whole: Tree, section: Section, node: Tree) -> Tree:
    keys = (*MISSING, "effective_from", "fiscal_year_month")
    alone = {key: whole[key] for key in keys if key in whole}
    alone |= {key: MISSING[key] for key in ("membership", "contributions")}
    alone["benefits"] = [NO_BENEFIT]
    if section.is_list:
        alone[section.at] = [node]
    elif section.at:
        alone[section.at] = node
    else:
        alone |= _own_keys(section, node)
    if section.is_list:
        alone["membership"] = {"clause": _clause_of(whole.get("membership"))}
        alone["common_conditions"] = list(_common(whole, str(node.get("code"))))
    if isinstance(whole.get("facts"), list):
        alone.setdefault("facts", whole["facts"])
    return alone


def _clause_of(node: Tree) -> str:
    clause = node.get("clause") if isinstance(node, dict) else None
    return clause if isinstance(clause, str) and clause else STAND_IN


def _common(whole: Tree, code: str) -> Iterator[Tree]:
    """The conditions of every benefit, sparing this one alone where they do."""
    rows = whole.get("common_conditions")
    for row in rows if isinstance(rows, list) else ():
        if isinstance(row, dict):
            spares = code in (row.get("except_for") or ())
            yield {**row, "except_for": [code] if spares else []}


def _own_keys(section: Section, node: Tree) -> Tree:
    """Of a section of the whole version: the keys that only it has."""
    if section.code == "general":
        return {k: v for k, v in node.items() if not isinstance(v, dict | list)}
    return {section.code: node[section.code]} if node.get(section.code) else {}


def _read(tree: Tree) -> tuple[Bylaw | None, tuple[Problem, ...]]:
    try:
        return read_bylaw(written(tree), file=FILE), ()
    except Unreadable as unreadable:
        return None, unreadable.problems


def _is_here(problem: Problem, section: Section, index: int) -> bool:
    """The reader counts from 1: `benefits[1].amount` is of the first benefit."""
    if section.code == "general":
        return "." not in problem.path and "[" not in problem.path
    start = section.at or section.code
    if section.is_list:
        start = f"{start}[{index + 1}]"
    return problem.path == start or problem.path.startswith((f"{start}.", f"{start}["))


def told(problem: Problem) -> Finding:
    """Why a text cannot be read, for who fills in forms and sees no file or line."""
    said = of(problem)
    missing = missing_words(problem.path) if problem.code == "missing-key" else ""
    is_whole = bool(missing) or said.thai.is_whole
    thai = replace(said.thai, what=missing or problem.what, is_whole=is_whole)
    return replace(said, clause=problem.clause, thai=thai)


def _rule(law: Bylaw, section: Section, whole: Tree, index: int) -> BenefitRule | None:
    if not section.is_list:
        return None
    rows = whole[section.at]
    code = rows[index]["code"] if index < len(rows) else rows[-1]["code"]
    return law.rule(str(code))


def _articles(
    law: Bylaw, section: Section, rule: BenefitRule | None
) -> tuple[Article, ...]:
    found = [x for chapter in document_of(law).chapters for x in chapter.articles]
    if rule is not None:
        return tuple(one for one in found if one.benefit == rule.code)
    return tuple(
        one
        for one in found
        if any(
            one.key == key or (key.endswith(":") and one.key.startswith(key))
            for key in section.prints
        )
    )


def _concerns(
    finding: Finding, clauses: set[str], section: Section, tree: Tree
) -> bool:
    is_stand_in = finding.code == "synthetic" and not tree.get("status")
    if finding.clause == STAND_IN or is_stand_in:
        return False
    if not finding.clause:
        return section.code == "general"
    return finding.clause in clauses


def words_for(look: Look) -> str:
    """The words of a benefit for which nobody wrote any, from its own sentences."""
    told = [
        sentence.text
        for article in look.articles
        for sentence in article.sentences
        if sentence.what in ("เงื่อนไข", "จำนวนเงิน", "เพดาน")
    ]
    return " ".join(told)

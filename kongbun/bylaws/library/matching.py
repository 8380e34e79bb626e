"""Which library clause a clause of a by-law is like: by its place, code and shape.

Nothing of the library stands in a by-law's text, so a clause is known by what it
says.  A community that has changed the figures still sees what went wrong elsewhere.
"""

from __future__ import annotations

from collections import defaultdict
from functools import lru_cache

from kongbun.bylaws.library.entries import Entry, library
from kongbun.bylaws.library.placing import alone, article_of
from kongbun.rules.benefit import BenefitRule, Tiers
from kongbun.rules.bylaw import Bylaw
from kongbun.rules.document import Article, document_of

# What tells two clauses of one place apart, the closest first.
Shape = tuple[object, ...]


def entries_in(law: Bylaw) -> dict[str, Entry]:
    """By the key of each article of the document: the library's clause, if any."""
    found: dict[str, Entry] = {}
    for chapter in document_of(law).chapters:
        for article in chapter.articles:
            entry = _like(law, article)
            if entry is not None:
                found[article.key] = entry
    return found


def _like(law: Bylaw, article: Article) -> Entry | None:
    for shape in _shapes(law, article):
        candidates = _known().get(shape)
        if candidates:
            return candidates[0]
    return None


@lru_cache(maxsize=1)
def _known() -> dict[Shape, list[Entry]]:
    known: dict[Shape, list[Entry]] = defaultdict(list)
    for entry in library():
        for shape in _shapes(alone(entry), article_of(entry)):
            known[shape].append(entry)
    return known


def _shapes(law: Bylaw, article: Article) -> list[Shape]:
    """Of one clause, from the closest likeness to the farthest."""
    place = article.key.partition(":")[0]
    rule = law.rule(article.benefit) if article.benefit else None
    if rule is not None:
        return _of_benefit(rule)
    money = law.money
    details: dict[str, object] = {
        "contributions": law.contribution.convention,
        "money": bool(money and money.sub_funds),
        "short": money and money.when_short and money.when_short.how,
        "other": article.text,
        **dict.fromkeys(("common", "limit", "approval"), article.key),
    }
    return [(place, details.get(place))]


def _of_benefit(rule: BenefitRule) -> list[Shape]:
    """The same code and shape, the same code, or the same category and shape."""
    amount = rule.amount
    counts = amount.by if isinstance(amount, Tiers) else rule.unit
    shape = (type(amount).__name__, counts)
    caps = tuple(sorted((cap.measure, cap.per) for cap in rule.caps))
    code = rule.code.rstrip("0123456789").rstrip("_")
    whole = (rule.is_loan, rule.category)
    found: list[Shape] = [
        ("benefit", code, *shape, caps),
        ("benefit", code, *shape),
        ("benefit", code),
    ]
    # Category 0 is whatever fits nowhere: no likeness.
    return [*found, ("category", *whole, *shape)] if rule.category else found

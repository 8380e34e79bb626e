"""A by-law's document laid out for a terminal, or as one page that prints by itself."""

from __future__ import annotations

from collections.abc import Iterator
from html import escape
from pathlib import Path

from django.template.loader import render_to_string

import kongbun.web
from kongbun.rules.document import Article, Document
from kongbun.rules.sentences import Sentence

# The same rules of layout as the page of a fund; the file carries them with it.
STYLES = Path(kongbun.web.__path__[0]) / "static" / "kongbun" / "css" / "bylaw.css"


def as_text(document: Document) -> str:
    return "\n".join(_lines(document))


def _lines(document: Document) -> Iterator[str]:
    law = document.law
    yield law.title
    yield document.subtitle
    yield f"[{document.status}]" + (f" ที่มา: {law.source}" if law.source else "")
    if law.assumed or law.note:
        word = "สมมติขึ้น" if law.assumed else "หมายเหตุ"
        yield f"[{word}: {document.assumed or law.note}]"
    for chapter in document.chapters:
        yield ""
        yield f"หมวด {chapter.number} {chapter.title}"
        for article in chapter.articles:
            yield ""
            yield from _article(article)
    yield ""
    yield f"ลายนิ้วมือของฉบับนี้ {document.hash}"


def _article(article: Article) -> Iterator[str]:
    head = " ".join(part for part in (article.clause, article.title) if part)
    if head:
        yield head
    if article.text:
        yield f"  {article.text}"
    if article.assumed or article.note:
        word = "สมมติขึ้น" if article.assumed else "หมายเหตุ"
        yield f"  [{word}: {article.note}]" if article.note else f"  [{word}]"
    if article.needs_telling:
        for one in article.sentences:
            yield f"  - {one.what}: {_sentence(article, one)}"


def _sentence(article: Article, one: Sentence) -> str:
    away = one.clause and one.clause != article.clause
    clause = f" ({one.clause})" if away else ""
    said = f" “{one.written}”" if one.written and one.written != one.text else ""
    return f"{one.text}{clause}{said}"


def as_html(document: Document) -> str:
    """A whole page with its styles inside, for whoever has no network."""
    body = render_to_string("bylaws/_document.html", {"document": document})
    title = escape(document.law.title)
    styles = STYLES.read_text(encoding="utf-8")
    return (
        '<!doctype html>\n<html lang="th"><head><meta charset="utf-8">'
        '<meta name="viewport" content="width=device-width, initial-scale=1">'
        f"<title>{title}</title><style>\n{styles}</style></head>"
        f'<body class="law-alone"><main>\n{body}\n</main></body></html>\n'
    )

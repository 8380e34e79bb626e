"""Pages of the library of clauses, and the twelve questions that make a first draft.

A clause is shown with where it is used and what went wrong with it elsewhere, before
anybody can put it into a draft.  The drafts themselves are `bylaw_drafts`.
"""

from __future__ import annotations

from dataclasses import dataclass
from itertools import groupby
from typing import Any
from uuid import UUID

from django import forms
from django.http import Http404, HttpResponse
from django.urls import path

from kongbun.access.permissions import Verb
from kongbun.bylaws import draft_actions as actions
from kongbun.bylaws.draft_queries import draft_by_public_id, newest_text, open_drafts
from kongbun.bylaws.library.adding import with_clause
from kongbun.bylaws.library.entries import (
    NOT_KNOWN,
    Entry,
    entry_named,
    library,
)
from kongbun.bylaws.library.first_draft import NothingToPromise, first_draft
from kongbun.bylaws.library.placing import article_of
from kongbun.bylaws.library.questions import (
    PARTS,
    QUESTIONS,
    Answers,
    Part,
    Question,
    answers_of,
    contradictions,
)
from kongbun.kernel.refusal import RefusalCode, Refused
from kongbun.people.roster import count_of_fund
from kongbun.rules.document import Article
from kongbun.web.door import FundRequest, fund_view, may, page, run_action
from kongbun.web.forms import CountField, Form, TextField

FEW = 4  # So many choices are seen at once; more open as a list.


@dataclass(frozen=True, slots=True)
class Shown:
    """A clause of the library with what it would print."""

    entry: Entry
    article: Article


@fund_view()
def every_clause(request: FundRequest) -> HttpResponse:
    """The library, chapter by chapter."""
    shown = [Shown(entry, article_of(entry)) for entry in library()]
    chapters = [
        (title, list(ones)) for title, ones in groupby(shown, lambda x: x.entry.chapter)
    ]
    context = {
        "chapters": chapters,
        "count": len(shown),
        "may_write": may(request, Verb.WRITE_BYLAW),
    }
    return page(request, "bylaws/library.html", context)


@fund_view()
def one_clause(request: FundRequest, key: str) -> HttpResponse:
    """One clause: what it says, where it is used, what went wrong, what to think of."""
    return page(request, "bylaws/library_clause.html", _clause_context(request, key))


def _clause_context(request: FundRequest, key: str) -> dict[str, Any]:
    entry = _entry(key)
    may_write = may(request, Verb.WRITE_BYLAW)
    return {
        "entry": entry,
        "article": article_of(entry),
        "not_known": NOT_KNOWN,
        "may_write": may_write,
        "drafts": [
            (draft, newest_text(draft).no) for draft in open_drafts(request.fund.pk)
        ]
        if may_write
        else [],
    }


def _entry(key: str) -> Entry:
    found = entry_named(key)
    if found is None:
        raise Http404
    return found


@fund_view(Verb.WRITE_BYLAW)
def put_into(request: FundRequest, key: str, draft: UUID) -> HttpResponse:
    """Put the clause into a draft, with the library's figures, as its next clause."""
    found = draft_by_public_id(request.fund.pk, draft)
    if found is None:
        raise Http404
    context = _clause_context(request, key)
    if request.method != "POST":
        return page(request, "bylaws/library_clause.html", context)
    newest, made_from = newest_text(found), request.POST.get("made_from", "")
    try:
        text = with_clause(newest.text, context["entry"], file=found.title)
    except Refused as refused:
        return page(request, "bylaws/library_clause.html", context, refused=refused)
    answer = run_action(
        request,
        actions.keep_text,
        draft=draft,
        text=text,
        expected_no=int(made_from[:6]) if made_from.isdecimal() else 0,
    )
    if answer.done:
        told = f"ใส่ {context['entry'].title} ในร่างแล้ว ตัวเลขเป็นของคลัง แก้เป็นของเราได้"
        return answer.to("bylaws:draft", draft=draft, said=told)
    return page(request, "bylaws/library_clause.html", context, answer=answer)


class QuestionsForm(Form):
    """The twelve questions; every field is a part of one of them."""

    @property
    def questions(self) -> list[tuple[Question, list[forms.BoundField]]]:
        return [
            (question, [self[part.name] for part in question.parts])
            for question in QUESTIONS
        ]

    def clean(self) -> dict[str, Any]:
        given = super().clean() or {}
        for name, what in contradictions(given):
            self.add_error(name, what)
        return given

    @property
    def answers(self) -> Answers:
        return answers_of(self.cleaned_data)


def _field(part: Part) -> forms.Field:
    label = f"{part.label} ({part.unit})" if part.unit else part.label
    choices = list((part.words or {}).items())
    match part.type:
        case "text":
            return TextField(label=label, max_length=200, initial=part.default)
        case "choices":
            return forms.MultipleChoiceField(
                label=label,
                choices=choices,
                initial=part.default.split(","),
                widget=forms.CheckboxSelectMultiple,
            )
        case "choice":
            few = len(choices) <= FEW
            return forms.ChoiceField(
                label=label,
                choices=choices,
                initial=part.default,
                widget=forms.RadioSelect if few else forms.Select,
            )
        case _:
            return CountField(
                label=label,
                at_least=part.at_least,
                at_most=part.at_most,
                initial=part.default,
            )


# The table of questions says which fields there are, here as in every other door.
QuestionsForm.base_fields = {part.name: _field(part) for part in PARTS}


@fund_view(Verb.WRITE_BYLAW)
def questions(request: FundRequest) -> HttpResponse:
    """The twelve questions, then the draft that they make, then a draft to go on with.

    Nothing is kept before the last press; the answers travel with the page.
    """
    if request.method != "POST":
        return _asked(request, QuestionsForm(initial=_of_the_fund(request)))
    form = QuestionsForm(request.POST)
    if not form.is_valid() or "again" in request.POST:
        return _asked(request, form)
    try:
        draft = first_draft(form.answers)
    except NothingToPromise as nothing:
        left = f"{nothing.year.to_spend_baht:,}"
        refused = Refused(RefusalCode.NOTHING_TO_PROMISE, left=left)
        return _asked(request, form, refused=refused)
    context = {"draft": draft, "year": draft.estimate, "given": _given(request.POST)}
    if "begin" not in request.POST:
        return page(request, "bylaws/first_draft.html", context)
    answer = run_action(request, actions.start_draft, text=draft.text)
    if answer.done:
        told = f"เริ่มร่าง {answer['title']} แล้ว อ่านทีละข้อแล้วแก้เป็นของเรา"
        return answer.to("bylaws:draft", draft=UUID(answer["draft"]), said=told)
    return page(request, "bylaws/first_draft.html", context, answer=answer)


def _of_the_fund(request: FundRequest) -> dict[str, object]:
    """What the books know already, for the meeting to look at."""
    fund = request.fund
    known: dict[str, object] = {"fund": fund.name}
    if fund.area_name:
        known["area"] = fund.area_name
    members = count_of_fund(fund.pk, on=request.today)
    if members:
        known["members"] = members
    return known


def _asked(
    request: FundRequest, form: QuestionsForm, *, refused: Refused | None = None
) -> HttpResponse:
    return page(request, "bylaws/questions.html", {"form": form}, refused=refused)


def _given(post: Any) -> list[tuple[str, str]]:
    """The answers as they were typed, to travel with the next page."""
    names = {part.name for part in PARTS}
    return [
        (name, value)
        for name, values in post.lists()
        if name in names
        for value in values
    ]


PAGES = [
    path("bylaw/library/", every_clause, name="library"),
    path("bylaw/library/<slug:key>/", one_clause, name="library-clause"),
    path("bylaw/library/<slug:key>/into/<uuid:draft>/", put_into, name="library-into"),
    path("bylaw/questions/", questions, name="questions"),
]

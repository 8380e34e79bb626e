"""Pages of a by-law being written: begun, read, shown, voted on, adopted.

What one clause says is changed on its own page; here the draft is whole, as on paper,
with what is said of it, what it changes, and every text it has had.
"""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.http import Http404, HttpResponse
from django.urls import path

from kongbun.access.permissions import Verb
from kongbun.bylaws import draft_actions as actions
from kongbun.bylaws.draft_models import Draft, DraftState, DraftText
from kongbun.bylaws.draft_queries import (
    draft_by_public_id,
    drafts,
    newest_text,
    text_no,
    texts,
)
from kongbun.bylaws.draft_reading import Reading, read_draft
from kongbun.bylaws.queries import version_on
from kongbun.bylaws.reading import rules_of
from kongbun.claims.draft_promises import read_draft_of
from kongbun.kernel.thai_date import BE_OFFSET
from kongbun.people.roster import count_of_fund
from kongbun.rules.bylaw import Bylaw, Status
from kongbun.rules.document import document_of
from kongbun.rules.lint import Severity
from kongbun.rules.read_yaml import read_bylaw
from kongbun.rules.write_yaml import written
from kongbun.rules.yaml_tree import Unreadable
from kongbun.web.bylaw_changes import changes_between
from kongbun.web.bylaw_draft_forms import (
    AMEND,
    FROM_FILE,
    AdoptDraftForm,
    CompareForm,
    ShownForm,
    StartForm,
    TextForm,
)
from kongbun.web.bylaw_draft_parts import chapters_of, findings_said
from kongbun.web.bylaw_trial import beside
from kongbun.web.door import Answer, FundRequest, fund_view, may, page, run_action
from kongbun.web.forms import Form


@fund_view()
def every_draft(request: FundRequest) -> HttpResponse:
    """The drafts there are, and beginning another."""
    context = {
        "drafts": drafts(request.fund.pk),
        "form": StartForm(version=version_on(request.fund.pk, request.today)),
        "may_write": may(request, Verb.WRITE_BYLAW),
    }
    return page(request, "bylaws/drafts.html", context)


@fund_view(Verb.WRITE_BYLAW)
def start(request: FundRequest) -> HttpResponse:
    """Begin a draft with what was chosen."""
    version = version_on(request.fund.pk, request.today)
    form = StartForm(request.POST or None, request.FILES or None, version=version)
    answer = None
    if request.method == "POST" and form.is_valid():
        given = form.cleaned_data
        text, based_on = _empty(request), None
        if given["begin"] == FROM_FILE:
            text = given["file"].text
        elif given["begin"] == AMEND and version is not None:
            text, based_on = version.text, version.public_id
        answer = run_action(
            request,
            actions.start_draft,
            text=text,
            title=given["title"],
            based_on=based_on,
        )
        if answer.done:
            told = f"เริ่มร่าง {answer['title']} แล้ว"
            return answer.to("bylaws:draft", draft=UUID(answer["draft"]), said=told)
    context = {"drafts": drafts(request.fund.pk), "form": form, "may_write": True}
    return page(request, "bylaws/drafts.html", context, answer=answer)


def _empty(request: FundRequest) -> str:
    """What every by-law has, so that nobody need type it."""
    year = request.today.year + BE_OFFSET
    return written(
        {
            "fund": request.fund.name,
            "version": f"พ.ศ. {year}",
            "status": Status.FOUND.value,
        }
    )


@fund_view()
def one(request: FundRequest, draft: UUID) -> HttpResponse:
    return draft_page(request, _draft(request, draft))


def _draft(request: FundRequest, draft: UUID) -> Draft:
    found = draft_by_public_id(request.fund.pk, draft)
    if found is None:
        raise Http404
    return found


def _open_draft(request: FundRequest, draft: UUID) -> tuple[Draft, DraftText]:
    """A draft with its newest text; an ended one is refused by the action."""
    found = _draft(request, draft)
    return found, newest_text(found)


def draft_page(
    request: FundRequest, draft: Draft, *, answer: Answer | None = None
) -> HttpResponse:
    """The whole draft, with what is said of it beside."""
    newest = newest_text(draft)
    reading = read_draft_of(request.fund.pk, newest.text, on=request.today)
    said, base = findings_said(reading), _base(request, draft)
    context = {
        **_heading(request, draft, newest, reading),
        "chapters": chapters_of(reading),
        "findings": said,
        "error_count": sum(x.finding.severity is Severity.ERROR for x in said),
        "texts": texts(draft),
        "base": base,
        **changes_between(base, reading.bylaw, is_draft=True),
        **beside(request, reading),
    }
    return page(request, "bylaws/draft.html", context, answer=answer)


def _heading(
    request: FundRequest, draft: Draft, newest: DraftText, reading: Reading
) -> dict[str, Any]:
    """What every page of a draft wants."""
    return {
        "draft": draft,
        "newest": newest,
        "reading": reading,
        "is_fit": reading.is_fit,
        "steps": _steps(draft),
        "may_write": draft.is_open and may(request, Verb.WRITE_BYLAW),
        "may_adopt": draft.is_open and may(request, Verb.ADOPT_BYLAW),
    }


def _steps(draft: Draft) -> list[dict[str, str]]:
    """Where it stands on its way: the ones before are done."""
    titles = ("ร่าง", "ให้สมาชิกดู", "ลงมติในที่ประชุม", "ใช้บังคับ")
    notes = ("แก้ได้ทุกข้อ", draft.shown_how, "ต้องครบองค์ประชุม", "แก้ไม่ได้อีก มีแต่ฉบับใหม่")
    now = {DraftState.SHOWN: 2, DraftState.ADOPTED: 4}.get(DraftState(draft.state), 0)
    return [
        {
            "title": title,
            "note": note,
            "state": "done" if i < now else "now" if i == now else "",
        }
        for i, (title, note) in enumerate(zip(titles, notes, strict=True))
    ]


def _base(request: FundRequest, draft: Draft) -> Bylaw | None:
    """What the draft is compared with: the version it amends, or the one in force."""
    base = draft.based_on or version_on(request.fund.pk, request.today)
    return None if base is None or base == draft.adopted else rules_of(base)


@fund_view(Verb.WRITE_BYLAW)
def whole_text(request: FundRequest, draft: UUID) -> HttpResponse:
    """Write the whole text at once."""
    found, newest = _open_draft(request, draft)
    form = TextForm(request.POST or None, initial={"text": newest.text})
    answer = None
    if request.method == "POST" and form.is_valid():
        answer = run_action(
            request,
            actions.keep_text,
            draft=draft,
            text=form.cleaned_data["text"],
            expected_no=_made_from(request),
        )
        if answer.done:
            return answer.to("bylaws:draft", draft=draft, said=_kept(answer))
    reading = read_draft(newest.text, day=request.today)
    context = {**_heading(request, found, newest, reading), "form": form}
    return page(request, "bylaws/draft_text.html", context, answer=answer)


@fund_view(Verb.WRITE_BYLAW)
def go_back(request: FundRequest, draft: UUID) -> HttpResponse:
    """Make an earlier text the newest, in one press."""
    found = _draft(request, draft)
    if request.method != "POST":
        return draft_page(request, found)
    answer = run_action(
        request,
        actions.go_back,
        draft=draft,
        to_no=_number(request, "to_no"),
        expected_no=_made_from(request),
    )
    if answer.done:
        return answer.to("bylaws:draft", draft=draft, said=_kept(answer))
    return draft_page(request, found, answer=answer)


def _kept(answer: Answer) -> str:
    again = " สมาชิกเคยดูข้อความก่อนนี้ ต้องให้ดูใหม่" if answer["was_shown"] else ""
    return f"เก็บร่างครั้งที่ {answer['no']} แล้ว{again}"


def _made_from(request: FundRequest) -> int:
    """The text that the form was made from."""
    return _number(request, "made_from")


def _number(request: FundRequest, name: str) -> int:
    given = request.POST.get(name, "")
    return int(given) if given.isdecimal() and len(given) < 7 else 0


@fund_view(Verb.WRITE_BYLAW)
def show(request: FundRequest, draft: UUID) -> HttpResponse:
    """Record when and how the members were shown it."""
    found, newest = _open_draft(request, draft)
    form = ShownForm(request.POST or None, initial={"shown_on": request.today})
    answer = None
    if request.method == "POST" and form.is_valid():
        answer = run_action(
            request,
            actions.show_draft,
            draft=draft,
            expected_no=_made_from(request),
            **form.cleaned_data,
        )
        if answer.done:
            told = "บันทึกว่าให้สมาชิกดูแล้ว ต่อไปคือลงมติในที่ประชุม"
            return answer.to("bylaws:draft", draft=draft, said=told)
    reading = read_draft(newest.text, day=request.today)
    context = {**_heading(request, found, newest, reading), "form": form}
    return page(request, "bylaws/draft_show.html", context, answer=answer)


@fund_view(Verb.WRITE_BYLAW)
def withdraw(request: FundRequest, draft: UUID) -> HttpResponse:
    """Go on with it no more."""
    found = _draft(request, draft)
    if request.method != "POST":
        return draft_page(request, found)
    answer = run_action(
        request,
        actions.withdraw_draft,
        draft=draft,
        expected_no=_made_from(request),
    )
    if answer.done:
        return answer.to("bylaws:drafts", said=f"เลิกร่าง {answer['title']} แล้ว")
    return draft_page(request, found, answer=answer)


@fund_view(Verb.ADOPT_BYLAW)
def adopt(request: FundRequest, draft: UUID) -> HttpResponse:
    """Record the meeting that adopted it; from then on it is a version."""
    found, newest = _open_draft(request, draft)
    form = AdoptDraftForm(request.POST or None)
    answer, day = None, request.today
    if request.method == "POST" and form.is_valid():
        day = min(form.cleaned_data["adopted_on"], request.today)
        answer = run_action(
            request,
            actions.adopt_draft,
            draft=draft,
            expected_no=_made_from(request),
            effective_from=form.cleaned_data["effective_from"],
            **form.meeting_facts(),
        )
        if answer.done:
            told = f"ลงมติใช้ {answer['title']} แล้ว"
            return answer.to("bylaws:version", version=UUID(answer["bylaw"]), said=told)
    reading = read_draft_of(request.fund.pk, newest.text, on=request.today)
    said = findings_said(reading)
    context = {
        **_heading(request, found, newest, reading),
        "form": form,
        "counted": count_of_fund(request.fund.pk, on=day),
        "counted_on": day,
        "warnings": [x for x in said if x.finding.severity is Severity.WARNING],
    }
    return page(request, "bylaws/draft_adopt.html", context, answer=answer)


@fund_view()
def print_draft(request: FundRequest, draft: UUID) -> HttpResponse:
    """A text of the draft on paper, stamped as a draft."""
    found = _draft(request, draft)
    asked = request.GET.get("no", "")
    shown = text_no(found, int(asked[:6])) if asked.isdecimal() else newest_text(found)
    if shown is None:
        raise Http404
    reading = read_draft(shown.text, day=request.today)
    document = (
        None if reading.bylaw is None else document_of(reading.bylaw, is_draft=True)
    )
    context = {
        **_heading(request, found, newest_text(found), reading),
        "shown": shown,
        "document": document,
        "chapters": chapters_of(reading),
    }
    return page(request, "bylaws/draft_print.html", context)


@fund_view()
def compare(request: FundRequest, draft: UUID) -> HttpResponse:
    """The draft beside another fund's by-law, in words."""
    found, newest = _open_draft(request, draft)
    reading = read_draft(newest.text, day=request.today)
    form = CompareForm(request.POST or None, request.FILES or None)
    other = None
    if request.method == "POST" and form.is_valid():
        given = form.cleaned_data["file"]
        other = _other(form, name=given.name, text=given.text)
    context = {
        **_heading(request, found, newest, reading),
        "form": form,
        "other": other,
        **changes_between(other, reading.bylaw, is_draft=True),
    }
    return page(request, "bylaws/draft_compare.html", context)


def _other(form: Form, *, name: str, text: str) -> Bylaw | None:
    try:
        return read_bylaw(text, file=name)
    except Unreadable as unreadable:
        form.add_error("file", unreadable.problems[0].message)
        return None


DRAFT = "bylaw/drafts/<uuid:draft>/"
PAGES = [
    path("bylaw/drafts/", every_draft, name="drafts"),
    path("bylaw/drafts/start/", start, name="draft-start"),
    path(DRAFT, one, name="draft"),
    path(f"{DRAFT}text/", whole_text, name="draft-text"),
    path(f"{DRAFT}back/", go_back, name="draft-back"),
    path(f"{DRAFT}show/", show, name="draft-show"),
    path(f"{DRAFT}withdraw/", withdraw, name="draft-withdraw"),
    path(f"{DRAFT}adopt/", adopt, name="draft-adopt"),
    path(f"{DRAFT}print/", print_draft, name="draft-print"),
    path(f"{DRAFT}compare/", compare, name="draft-compare"),
]

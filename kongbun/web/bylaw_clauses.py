"""The form of one clause of a draft: pick a kind of rule, fill in the blanks.

Every press but one only looks; "เก็บ" keeps a new text of the draft.  The pages of
the draft itself are `bylaw_drafts`.
"""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.urls import path

from kongbun.access.permissions import Verb
from kongbun.bylaws.draft_actions import keep_text
from kongbun.bylaws.draft_models import Draft
from kongbun.bylaws.draft_queries import draft_by_public_id, newest_text, text_no
from kongbun.rules.blanks.looked_at import Look, look_at
from kongbun.rules.blanks.rule_kinds import RULE_KINDS, RuleKind, kind_named
from kongbun.rules.blanks.sections import (
    SECTIONS,
    Section,
    moved,
    next_clause,
    rows_of,
    with_part,
    without_part,
)
from kongbun.rules.write_yaml import plain_mapping, written
from kongbun.web.clause_desk import Desk, heading, wrong_blanks
from kongbun.web.door import (
    UNPROCESSABLE,
    Answer,
    FundRequest,
    fund_url,
    fund_view,
    page,
    run_action,
)

MOVES = {"up": -1, "down": 1}
TOLD_MAX = 3


@fund_view(Verb.WRITE_BYLAW)
def kinds(request: FundRequest, draft: UUID) -> HttpResponse:
    """The kinds of rule there are, each with an example."""
    found = _draft(request, draft)
    return page(
        request, "bylaws/clause_kinds.html", {"draft": found, "kinds": RULE_KINDS}
    )


@fund_view(Verb.WRITE_BYLAW)
def new_clause(request: FundRequest, draft: UUID, kind: str) -> HttpResponse:
    """A new benefit or loan of the kind that was picked."""
    begun = kind_named(kind)
    if begun is None:
        raise Http404
    section = SECTIONS[begun.section]
    return _clause_page(request, _draft(request, draft), section, kind=begun)


@fund_view(Verb.WRITE_BYLAW)
def clause(request: FundRequest, draft: UUID, section: str, index: int) -> HttpResponse:
    """One part of the draft, filled in or changed."""
    if section not in SECTIONS:
        raise Http404
    return _clause_page(request, _draft(request, draft), SECTIONS[section], index=index)


def _draft(request: FundRequest, public_id: UUID) -> Draft:
    found = draft_by_public_id(request.fund.pk, public_id)
    if found is None:
        raise Http404
    return found


def _clause_page(
    request: FundRequest,
    draft: Draft,
    section: Section,
    *,
    index: int = 0,
    kind: RuleKind | None = None,
) -> HttpResponse:
    if not draft.is_open:
        return redirect(fund_url(request, "bylaws:draft", draft=draft.public_id))
    desk, no = _desk(request, draft, section, index, kind)
    if section.is_list and kind is None and desk.old is None:
        raise Http404
    do, _, where = request.POST.get("do", "").partition(":")
    if request.method != "POST":
        desk.open()
        return _shown(request, draft, desk, no, is_fresh=kind is not None)
    if do in ("remove", *MOVES):
        return _arranged(request, draft, desk, no, do)
    desk.take(request.POST)
    if do in ("add", "drop", "turn"):
        desk.change(do, where)
        return _shown(request, draft, desk, no, is_fresh=True)
    if do == "save":
        return _saved(request, draft, desk, no)
    return _shown(request, draft, desk, no)


def _desk(
    request: FundRequest,
    draft: Draft,
    section: Section,
    index: int,
    kind: RuleKind | None,
) -> tuple[Desk, int]:
    """The clause in the text that the form was made from, and that text's number."""
    text = newest_text(draft)
    asked = request.POST.get("made_from", "")
    if asked.isdecimal() and asked.isascii() and len(asked) < 9:
        text = text_no(draft, int(asked)) or text
    tree = plain_mapping(text.text)
    begun = None
    if kind is not None:
        index = len(rows_of(tree, section))
        begun = {"clause": next_clause(tree), **kind.node}
    elif not section.is_list:
        index = 0
    return Desk(tree, section, index, request.today.isoformat(), begun), text.no


def _shown(
    request: FundRequest,
    draft: Draft,
    desk: Desk,
    no: int,
    *,
    is_fresh: bool = False,
    is_kept: bool = False,
    answer: Answer | None = None,
) -> HttpResponse:
    """The form.  Fresh: nothing is called wrong yet.  Kept: everything that is."""
    shape, node, look = desk.written()
    if is_fresh or request.method != "POST":
        desk.faults = {}
    elif not is_kept:
        desk.only_typed_faults()
    parts = desk.form(shape, node, look)
    wrong = wrong_blanks(parts)
    context: dict[str, Any] = {
        "draft": draft,
        "made_from": no,
        "section": desk.section,
        "title": heading(desk.section, node if desk.old is None else desk.old),
        "parts": parts,
        "kept": desk.kept(shape),
        "look": look,
        "is_fresh": is_fresh,
        "is_new": desk.old is None,
        "may_move": desk.section.is_list and desk.old is not None,
        "may_remove": bool(desk.section.at) and desk.old is not None,
    }
    if wrong:
        context["form_errors"] = wrong
    status = UNPROCESSABLE if wrong else 200
    return page(request, "bylaws/clause.html", context, answer=answer, status=status)


def _saved(request: FundRequest, draft: Draft, desk: Desk, no: int) -> HttpResponse:
    _, node, look = desk.written()
    if desk.faults:
        return _shown(request, draft, desk, no, is_kept=True)
    tree = with_part(desk.tree, desk.section, desk.index, node)
    answer = _keep(request, draft, tree, no)
    if not answer.done:
        return _shown(request, draft, desk, no, answer=answer)
    said = f"เก็บ {heading(desk.section, node)} แล้ว {_told(desk, look)}{_anew(answer)}"
    return answer.to("bylaws:draft", draft=draft.public_id, said=said.strip())


def _arranged(
    request: FundRequest, draft: Draft, desk: Desk, no: int, do: str
) -> HttpResponse:
    """A clause moved or taken out; the texts before it stay in the draft's history."""
    if desk.old is None:
        raise Http404
    name = heading(desk.section, desk.old)
    if do in MOVES and desk.section.is_list:
        tree = moved(desk.tree, desk.section, desk.index, MOVES[do])
        said = f"ย้าย {name} แล้ว"
    elif do == "remove" and desk.section.at:
        tree = without_part(desk.tree, desk.section, desk.index)
        said = f"เอา {name} ออกจากร่างแล้ว ฉบับก่อนหน้ายังอยู่ในประวัติของร่าง"
    else:
        raise Http404
    answer = _keep(request, draft, tree, no)
    if not answer.done:
        desk.open()
        return _shown(request, draft, desk, no, answer=answer)
    said += _anew(answer)
    return answer.to("bylaws:draft", draft=draft.public_id, said=said)


def _anew(answer: Answer) -> str:
    """Members who saw the draft before saw another one."""
    return " สมาชิกเคยดูข้อความก่อนนี้ ต้องให้ดูใหม่" if answer["was_shown"] else ""


def _keep(request: FundRequest, draft: Draft, tree: Any, no: int) -> Answer:
    return run_action(
        request, keep_text, draft=draft.public_id, text=written(tree), expected_no=no
    )


def _told(desk: Desk, look: Look) -> str:
    """What changed in the clause, and what there is still to look at."""
    before: tuple[str, ...] = ()
    if desk.old is not None:
        day = desk.day
        old = look_at(desk.tree, desk.section, desk.index, desk.old, day=day)
        before = old.sentences
    new = [one for one in look.sentences if one not in before]
    gone = [one for one in before if one not in look.sentences]
    told = []
    if desk.old is not None and new:
        told.append("เปลี่ยนเป็น: " + " · ".join(new[:TOLD_MAX]))
    elif gone:
        told.append("เอาออก: " + " · ".join(gone[:TOLD_MAX]))
    elif desk.old is not None:
        told.append("ความหมายไม่เปลี่ยน")
    if look.findings:
        messages = [one.message for one in look.findings[:TOLD_MAX]]
        told.append(f"ตรวจพบ {len(look.findings)} เรื่อง: " + " · ".join(messages))
    return " ".join(told)


CLAUSE = "bylaw/drafts/<uuid:draft>/clause/"
PAGES = [
    path(f"{CLAUSE}new/", kinds, name="clause-kinds"),
    path(f"{CLAUSE}new/<slug:kind>/", new_clause, name="clause-new"),
    path(f"{CLAUSE}<slug:section>/<int:index>/", clause, name="clause"),
]

"""By-law pages: each version, as printed and against the one before; adopting one.

How a version is written and put to a meeting: `bylaw_drafts`.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django import forms
from django.http import Http404, HttpResponse
from django.urls import path

from kongbun.access.permissions import Verb
from kongbun.bylaws.actions import adopt
from kongbun.bylaws.draft_queries import open_drafts
from kongbun.bylaws.models import BylawVersion
from kongbun.bylaws.queries import (
    version_before,
    version_by_public_id,
    version_on,
    versions,
)
from kongbun.bylaws.reading import rules_of
from kongbun.ledger.chart import BENEFIT_CATEGORIES
from kongbun.rules.benefit import BenefitRule
from kongbun.rules.document import STATUS_WORDS, document_of
from kongbun.web import bylaw_clauses, bylaw_drafts, bylaw_library, bylaw_trial
from kongbun.web.bylaw_changes import changes_between
from kongbun.web.bylaw_meeting import PastMeetingForm
from kongbun.web.door import FundRequest, fund_view, may, page, run_action
from kongbun.web.forms import TextFileField

OTHER = 14  # Of `BENEFIT_CATEGORIES`: what is none of CODI's thirteen.


@dataclass(frozen=True, slots=True)
class BenefitLine:
    rule: BenefitRule
    category: str
    signatures: int


class AdoptForm(PastMeetingForm):
    """A by-law file and the meeting that adopted it."""

    field_order = ("file",)
    file = TextFileField(
        label="ไฟล์ระเบียบ (.yaml)",
        help_text="ไฟล์ที่ตรวจแล้วด้วย kongbun bylaw check",
        widget=forms.FileInput(attrs={"accept": ".yaml,.yml"}),
    )


@fund_view()
def current(request: FundRequest) -> HttpResponse:
    """The version in force today."""
    version = version_on(request.fund.pk, request.today)
    return _version_page(request, version)


@fund_view()
def one(request: FundRequest, version: UUID) -> HttpResponse:
    """One version, in force or past."""
    return _version_page(request, _version(request, version))


def _version(request: FundRequest, version: UUID) -> BylawVersion:
    found = version_by_public_id(request.fund.pk, version)
    if found is None:
        raise Http404
    return found


@fund_view()
def print_version(request: FundRequest, version: UUID) -> HttpResponse:
    """One version as a document on paper, from the data that decides."""
    found = _version(request, version)
    document = document_of(rules_of(found))
    return page(request, "bylaws/print.html", {"version": found, "document": document})


@fund_view()
def changes(request: FundRequest, version: UUID) -> HttpResponse:
    """What a version changed against the one before it, in words."""
    found = _version(request, version)
    before = version_before(found)
    rules = None if before is None else rules_of(before)
    context = {"version": found, "before": before}
    context |= changes_between(rules, rules_of(found))
    return page(request, "bylaws/changes.html", context)


def _version_page(request: FundRequest, version: BylawVersion | None) -> HttpResponse:
    everything = list(versions(request.fund.pk))
    context: dict[str, Any] = {
        "version": version,
        "versions": everything,
        "may_adopt": may(request, Verb.ADOPT_BYLAW),
        "drafts": open_drafts(request.fund.pk),
    }
    if version is not None:
        bylaw = rules_of(version)
        context |= {
            "bylaw": bylaw,
            "status_words": STATUS_WORDS[bylaw.status],
            "before": version_before(version),
            "hash_hex": bytes(version.hash).hex(),
            "is_in_force": version == version_on(request.fund.pk, request.today),
            "benefits": [
                BenefitLine(
                    rule,
                    BENEFIT_CATEGORIES[rule.category or OTHER],
                    bylaw.signatures_for(rule),
                )
                for rule in bylaw.benefits
            ],
        }
    return page(request, "bylaws/version.html", context)


@fund_view(Verb.ADOPT_BYLAW)
def adopt_version(request: FundRequest) -> HttpResponse:
    """Keep a new version as the meeting adopted it."""
    form = AdoptForm(request.POST or None, request.FILES or None)
    if request.method == "POST" and form.is_valid():
        given = form.cleaned_data
        answer = run_action(
            request,
            adopt,
            text=given["file"].text,
            file=given["file"].name,
            **form.meeting_facts(),
        )
        if answer.done:
            return answer.to("bylaws:current", said=f"ลงมติใช้ {answer['title']} แล้ว")
        return page(request, "bylaws/adopt.html", {"form": form}, answer=answer)
    return page(request, "bylaws/adopt.html", {"form": form})


app_name = "bylaws"
urlpatterns = [
    path("bylaw/", current, name="current"),
    path("bylaw/adopt/", adopt_version, name="adopt"),
    *bylaw_library.PAGES,
    path("bylaw/<uuid:version>/", one, name="version"),
    path("bylaw/<uuid:version>/print/", print_version, name="print"),
    path("bylaw/<uuid:version>/changes/", changes, name="changes"),
    *bylaw_drafts.PAGES,
    *bylaw_trial.PAGES,
    *bylaw_clauses.PAGES,
]

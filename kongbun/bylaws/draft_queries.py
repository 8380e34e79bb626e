"""Which drafts there are, and their texts.  Reads only."""

from __future__ import annotations

from uuid import UUID

from django.db.models import QuerySet

from kongbun.bylaws.draft_models import OPEN_STATES, Draft, DraftText


def drafts(fund_id: int) -> QuerySet[Draft]:
    """Every draft, the newest first."""
    found = Draft.objects.filter(fund_id=fund_id).order_by("-started_at", "-pk")
    return found.select_related("based_on", "adopted", "started_by")


def open_drafts(fund_id: int) -> QuerySet[Draft]:
    """The drafts that are still written or waiting for their meeting."""
    return drafts(fund_id).filter(state__in=OPEN_STATES)


def draft_by_public_id(fund_id: int, public_id: UUID) -> Draft | None:
    return drafts(fund_id).filter(public_id=public_id).first()


def texts(draft: Draft) -> QuerySet[DraftText]:
    """Every text it has had, the newest first."""
    return draft.texts.select_related("written_by").order_by("-no")


def newest_text(draft: Draft) -> DraftText:
    """The draft as it is now."""
    return texts(draft)[0]


def text_no(draft: Draft, no: int) -> DraftText | None:
    return draft.texts.filter(no=no).first()

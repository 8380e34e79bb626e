"""Which by-law version holds on a day.  Reads only."""

from __future__ import annotations

from datetime import date
from uuid import UUID

from django.db.models import QuerySet

from kongbun.bylaws.models import BylawVersion


def versions(fund_id: int) -> QuerySet[BylawVersion]:
    """Every adopted version, the newest first."""
    return BylawVersion.objects.filter(fund_id=fund_id).order_by("-effective_from")


def version_on(fund_id: int, day: date) -> BylawVersion | None:
    """The version in force on a day: the last that began on or before it."""
    return versions(fund_id).filter(effective_from__lte=day).first()


def version_by_public_id(fund_id: int, public_id: UUID) -> BylawVersion | None:
    return versions(fund_id).filter(public_id=public_id).first()


def version_before(version: BylawVersion) -> BylawVersion | None:
    """The version that one took the place of; none before the first."""
    earlier = versions(version.fund_id)
    return earlier.filter(effective_from__lt=version.effective_from).first()

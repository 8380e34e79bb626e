"""Adopted by-law versions: the text as adopted, its hash, and from when it holds."""

from __future__ import annotations

from django.db import models

from kongbun.bylaws.draft_models import Draft, DraftText
from kongbun.store.covered import Covered
from kongbun.store.fields import HashField, LineField, PublicIdField

__all__ = ["Draft", "DraftText"]


class BylawVersion(Covered):
    """One version, adopted whole by a meeting and never edited.

    How many came and who certified it is empty where the paper does not say.
    """

    public_id = PublicIdField()
    fund = models.ForeignKey("access.Fund", models.PROTECT, related_name="bylaws")
    title = LineField(max_length=300)
    text = models.TextField()
    hash = HashField()
    effective_from = models.DateField()
    adopted_on = models.DateField()
    meeting = LineField(max_length=200)
    votes_for = models.PositiveIntegerField(null=True, blank=True)
    votes_against = models.PositiveIntegerField(null=True, blank=True)
    votes_abstained = models.PositiveIntegerField(null=True, blank=True)
    members_present = models.PositiveIntegerField(null=True, blank=True)
    members_entitled = models.PositiveIntegerField(null=True, blank=True)
    quorum = models.PositiveIntegerField(null=True, blank=True)
    certified_by = LineField(max_length=200, blank=True, default="")
    certified_on = models.DateField(null=True, blank=True)
    command = models.ForeignKey("commands.Command", models.PROTECT, related_name="+")

    class Meta:
        constraints = [
            models.UniqueConstraint(
                "fund", "effective_from", name="one_version_begins_a_day"
            )
        ]

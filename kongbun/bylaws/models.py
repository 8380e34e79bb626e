"""Adopted by-law versions: the text as adopted, its hash, and from when it holds."""

from __future__ import annotations

from django.db import models

from kongbun.store.fields import HashField, LineField, PublicIdField


class BylawVersion(models.Model):
    """One version, adopted whole by a meeting and never edited."""

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
    command = models.ForeignKey("commands.Command", models.PROTECT, related_name="+")

    class Meta:
        constraints = [
            models.UniqueConstraint(
                "fund", "effective_from", name="one_version_begins_a_day"
            )
        ]

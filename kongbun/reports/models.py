"""Figures kept as they were when a month was closed.  No verbs."""

from __future__ import annotations

from django.db import models

from kongbun.store.covered import Covered
from kongbun.store.fields import HashField, PublicIdField


class StoredReport(Covered):
    """The canonical JSON of a closed day's figures: byte-equal for ever.

    Pages and files are renderings of `body`; `version` is that of its layout.
    """

    public_id = PublicIdField()
    fund = models.ForeignKey("access.Fund", models.PROTECT, related_name="+")
    on = models.DateField()
    version = models.PositiveSmallIntegerField()
    # Which close of that day it was: 2 after the month was opened again.
    closing_version = models.PositiveSmallIntegerField(default=1)
    body = models.TextField()
    hash = HashField()
    # The last entry these figures know of.
    newest_entry_id = models.BigIntegerField()
    made_at = models.DateTimeField()
    command = models.ForeignKey("commands.Command", models.PROTECT, related_name="+")

    class Meta:
        constraints = [
            models.UniqueConstraint(
                "fund", "on", "closing_version", name="figures_kept_once_a_close"
            )
        ]

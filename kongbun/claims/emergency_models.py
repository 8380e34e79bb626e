"""What became of an approval that went first: confirmed afterwards, or not.

Beside `models`, which names it.
"""

from __future__ import annotations

from django.db import models

from kongbun.store.covered import Covered
from kongbun.store.fields import HashField, LineField


class EmergencyAnswer(Covered):
    """The body that the by-law asks for looked at what was approved in an emergency.

    Its word stands in `approvals`: approved, or not, of exactly this award.
    """

    award = models.OneToOneField(
        "claims.Award", models.PROTECT, related_name="emergency_answer"
    )
    approval = models.OneToOneField(
        "approvals.Approval", models.PROTECT, related_name="+"
    )
    resolution = models.ForeignKey(
        "approvals.Resolution", models.PROTECT, null=True, blank=True, related_name="+"
    )
    # Which body of the by-law said it.
    body = LineField(max_length=20)
    answered_on = models.DateField()
    note = LineField(max_length=500, blank=True)
    hash = HashField()
    command = models.ForeignKey("commands.Command", models.PROTECT, related_name="+")

    @property
    def was_late(self) -> bool:
        due = self.award.confirm_by
        return due is not None and self.answered_on > due

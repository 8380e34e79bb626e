"""That somebody was erased: whose row, when they asked, who agreed.  No names."""

from __future__ import annotations

from django.db import models

from kongbun.store.covered import Covered
from kongbun.store.fields import PublicIdField


class Erasure(Covered):
    """One person, once.  Which commands lost their salts stands in its answer."""

    public_id = PublicIdField()
    fund = models.ForeignKey("access.Fund", models.PROTECT, related_name="+")
    person = models.OneToOneField(
        "people.Person", models.PROTECT, related_name="erasure"
    )
    # When the person asked, on paper or in person.
    asked_on = models.DateField()
    erased_on = models.DateField()
    approval = models.ForeignKey("approvals.Approval", models.PROTECT, related_name="+")
    command = models.ForeignKey("commands.Command", models.PROTECT, related_name="+")

"""That two records are of one person: who asked, who agreed, what was changed.

Rows that only grow.  Which record counts in which now stands beside it in the register
(`counted_in`), as a cache of these rows that `kongbun check` compares with them.
"""

from __future__ import annotations

from django.db import models
from django.db.models import F, Q

from kongbun.store.covered import Covered
from kongbun.store.fields import HashField, LineField, PublicIdField


class MergeRequest(Covered):
    """Asked for: to merge `other` into `survivor`, or to take them apart again.

    `plan` has no names: which record's value is kept in each field, and which
    memberships count in which.  `seen` is over both records as they were, salted.
    """

    public_id = PublicIdField()
    fund = models.ForeignKey("access.Fund", models.PROTECT, related_name="+")
    survivor = models.ForeignKey("people.Person", models.PROTECT, related_name="+")
    other = models.ForeignKey("people.Person", models.PROTECT, related_name="+")
    # The merge that is to be undone; none where one is asked for.
    undoes = models.ForeignKey(
        "merging.Merge", models.PROTECT, null=True, blank=True, related_name="asked"
    )
    reason = LineField(max_length=300)
    plan = models.TextField()
    salt = models.BinaryField(max_length=16)
    seen = HashField()
    # Over all of the above: what the second person's word binds to.
    hash = HashField()
    asked_by = models.ForeignKey("access.User", models.PROTECT, related_name="+")
    asked_on = models.DateField()
    asked_at = models.DateTimeField()
    command = models.ForeignKey("commands.Command", models.PROTECT, related_name="+")

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=~Q(survivor=F("other")), name="nobody_merges_with_themselves"
            ),
        ]
        indexes = [
            models.Index("fund", "asked_at", name="merge_request_by_time"),
        ]


class Merge(Covered):
    """From here on `request.other` counts in `request.survivor`."""

    public_id = PublicIdField()
    fund = models.ForeignKey("access.Fund", models.PROTECT, related_name="+")
    request = models.OneToOneField(MergeRequest, models.PROTECT, related_name="merge")
    approval = models.OneToOneField(
        "approvals.Approval", models.PROTECT, related_name="+"
    )
    # What was written into the record that is kept, by row and column: what stood
    # there before and what stands there since.
    edits = models.TextField()
    merged_on = models.DateField()
    command = models.ForeignKey("commands.Command", models.PROTECT, related_name="+")


class Unmerge(Covered):
    """The two are two records again, each with what was written in it."""

    public_id = PublicIdField()
    fund = models.ForeignKey("access.Fund", models.PROTECT, related_name="+")
    merge = models.OneToOneField(Merge, models.PROTECT, related_name="unmerge")
    request = models.OneToOneField(MergeRequest, models.PROTECT, related_name="unmerge")
    approval = models.OneToOneField(
        "approvals.Approval", models.PROTECT, related_name="+"
    )
    unmerged_on = models.DateField()
    command = models.ForeignKey("commands.Command", models.PROTECT, related_name="+")

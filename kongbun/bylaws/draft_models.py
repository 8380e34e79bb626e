"""By-laws being written: the draft, and every text it has had.

A draft may be incomplete or unfit: that is what findings are for.  What a meeting
adopted of it is a `BylawVersion`.
"""

from __future__ import annotations

from django.db import models
from django.db.models import Q

from kongbun.store.covered import Covered
from kongbun.store.fields import HashField, LineField, PublicIdField
from kongbun.store.followed import Followed


class DraftState(models.TextChoices):
    DRAFT = "draft", "กำลังร่าง"
    SHOWN = "shown", "ให้สมาชิกดูแล้ว"
    ADOPTED = "adopted", "ลงมติแล้ว"
    WITHDRAWN = "withdrawn", "เลิกร่าง"


OPEN_STATES = (DraftState.DRAFT, DraftState.SHOWN)


class Draft(Covered, Followed):
    """A by-law on its way to a meeting; `title` is that of its newest text."""

    public_id = PublicIdField()
    fund = models.ForeignKey("access.Fund", models.PROTECT, related_name="+")
    title = LineField(max_length=300)
    state = models.CharField(
        max_length=9, choices=DraftState.choices, default=DraftState.DRAFT
    )
    # The version it would amend; none for a fund's first by-law.
    based_on = models.ForeignKey(
        "bylaws.BylawVersion", models.PROTECT, null=True, related_name="+"
    )
    started_by = models.ForeignKey("access.User", models.PROTECT, related_name="+")
    started_at = models.DateTimeField()
    # Of the newest text: a change empties both.
    shown_on = models.DateField(null=True)
    shown_how = LineField(max_length=300, blank=True)
    adopted = models.OneToOneField(
        "bylaws.BylawVersion", models.PROTECT, null=True, related_name="draft"
    )
    command = models.ForeignKey("commands.Command", models.PROTECT, related_name="+")

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(state=DraftState.ADOPTED, adopted__isnull=False)
                | (~Q(state=DraftState.ADOPTED) & Q(adopted__isnull=True)),
                name="an_adopted_draft_has_its_version",
            ),
            models.CheckConstraint(
                condition=~Q(state=DraftState.SHOWN) | Q(shown_on__isnull=False),
                name="a_shown_draft_has_its_day",
            ),
        ]
        indexes = [models.Index("fund", "state", name="draft_by_fund_and_state")]

    @property
    def is_open(self) -> bool:
        return self.state in OPEN_STATES


class DraftText(Covered):
    """One text of a draft; the newest is the draft, and going back makes a new one."""

    draft = models.ForeignKey(Draft, models.PROTECT, related_name="texts")
    no = models.PositiveIntegerField()
    text = models.TextField()
    hash = HashField()
    # The earlier text that this one is again.
    again_no = models.PositiveIntegerField(null=True)
    written_by = models.ForeignKey("access.User", models.PROTECT, related_name="+")
    written_at = models.DateTimeField()
    command = models.ForeignKey("commands.Command", models.PROTECT, related_name="+")

    class Meta:
        constraints = [
            models.UniqueConstraint("draft", "no", name="a_draft_has_one_text_a_number")
        ]

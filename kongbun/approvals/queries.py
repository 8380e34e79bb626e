"""Who has signed and approved a subject.  Reads only."""

from __future__ import annotations

from uuid import UUID

from django.db.models import QuerySet

from kongbun.approvals.models import Approval, Signature


def signatures(
    subject_id: UUID, content_hash: bytes | None = None
) -> QuerySet[Signature]:
    """In the order they were given; of this content only, if it is given."""
    found = Signature.objects.filter(subject_id=subject_id).select_related(
        "person", "recorded_by"
    )
    if content_hash is not None:
        found = found.filter(content_hash=content_hash)
    return found.order_by("pk")


def approvals(subject_id: UUID) -> QuerySet[Approval]:
    return (
        Approval.objects.filter(subject_id=subject_id)
        .select_related("maker", "checker")
        .order_by("pk")
    )

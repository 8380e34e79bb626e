"""What was stated at the cut-over.  Reads only."""

from __future__ import annotations

import json
from datetime import date
from hashlib import sha256
from uuid import UUID

from django.db.models import Q, QuerySet

from kongbun.approvals.models import Approval
from kongbun.founding.models import OpeningFigure, OpeningStatement
from kongbun.people.models import Membership, OpeningUse


def member_figures_digest(fund_id: int) -> str:
    """SHA-256 over every member's stated paid days and used units, in hex."""
    days = Membership.objects.filter(
        Q(opening_days_paid__isnull=False)
        | Q(opening_paid_until__isnull=False)
        | Q(opening_paid_satang__isnull=False),
        fund_id=fund_id,
    )
    uses = OpeningUse.objects.filter(fund_id=fund_id)
    text = json.dumps(
        [
            [
                [number, str(until), paid, satang]
                for number, until, paid, satang in days.order_by(
                    "member_no"
                ).values_list(
                    "member_no",
                    "opening_paid_until",
                    "opening_days_paid",
                    "opening_paid_satang",
                )
            ],
            [
                list(row)
                for row in uses.order_by(
                    "membership__member_no", "benefit"
                ).values_list(
                    "membership__member_no",
                    "benefit",
                    "units_in_window",
                    "units_in_life",
                )
            ],
        ]
    )
    return sha256(text.encode()).hexdigest()


def statements(fund_id: int) -> QuerySet[OpeningStatement]:
    return (
        OpeningStatement.objects.filter(fund_id=fund_id)
        .select_related("stated_by")
        .order_by("-pk")
    )


def pending_statement(fund_id: int) -> OpeningStatement | None:
    """The stated figures that wait for the second person."""
    decided = Approval.objects.filter(
        fund_id=fund_id, subject_kind="opening"
    ).values_list("subject_id", flat=True)
    return statements(fund_id).exclude(public_id__in=list(decided)).first()


def statement_by_public_id(fund_id: int, public_id: UUID) -> OpeningStatement | None:
    return statements(fund_id).filter(public_id=public_id).first()


def opening_figures(fund_id: int, on: date) -> QuerySet[OpeningFigure]:
    """Life to date on the day of the cut-over, stated; nothing before that day."""
    return OpeningFigure.objects.filter(fund_id=fund_id, statement__cut_over_on__lte=on)

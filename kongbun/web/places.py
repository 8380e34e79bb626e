"""Branches and committee seats as the pages of a fund list them.  Reads only."""

from __future__ import annotations

from datetime import date

from django.db.models import Q, QuerySet

from kongbun.people.models import BRANCHES_IN_ORDER, Branch, CommitteeSeat


def open_branches(fund_id: int) -> QuerySet[Branch]:
    """Village centres and branches in their order."""
    return Branch.objects.filter(fund_id=fund_id, closed_on=None).order_by(
        *BRANCHES_IN_ORDER
    )


def seats_on(fund_id: int, on: date) -> QuerySet[CommitteeSeat]:
    """Who sits in the committee and the village centres on a day, by rank."""
    return (
        CommitteeSeat.objects.filter(
            Q(until_date=None) | Q(until_date__gt=on), fund_id=fund_id
        )
        .select_related("person", "branch")
        .order_by("branch__moo", "pk")
    )

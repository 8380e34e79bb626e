"""Rows inserted in bulk: each as given, in order, also while statements are logged."""

from __future__ import annotations

import uuid
from datetime import date, timedelta
from math import ceil

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from kongbun.access.models import Role, RoleGrant
from kongbun.store import bulk
from kongbun.testing.cast import Cast

COLUMNS = ["public_id", "fund", "user", "role", "from_date", "until_date"]


@pytest.mark.parametrize("count", [1, 2, 99, 100, 101])
def test_rows_are_as_they_were_given(cast: Cast, count: int) -> None:
    latest = RoleGrant.objects.latest("pk")
    rows = [
        (
            uuid.uuid4(),
            cast.fund.pk,
            latest.user_id,
            Role.AUDITOR,
            date(2026, 1, 1) + timedelta(days=place),
            None if place % 2 else date(2027, 1, 1),
        )
        for place in range(count)
    ]

    with CaptureQueriesContext(connection) as said:
        bulk.insert(RoleGrant, COLUMNS, rows)

    found = RoleGrant.objects.filter(pk__gt=latest.pk).order_by("pk")
    names = ["public_id", "fund_id", "user_id", "role", "from_date", "until_date"]
    assert list(found.values_list(*names)) == rows
    at_once = bulk.AT_ONCE if connection.vendor == "sqlite" else count
    assert len(said) == ceil(count / at_once)

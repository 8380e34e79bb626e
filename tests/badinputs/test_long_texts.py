"""A text longer than its place is refused in words, on both databases alike."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from django.apps import apps
from django.db import models

from kongbun.kernel.refusal import RefusalCode, Refused
from kongbun.store.fields import LineField
from kongbun.testing.cast import Cast
from kongbun.treasury.actions import other_income
from kongbun.treasury.models import Movement

# Texts that no person writes: our own words, chosen in the program.
OUR_OWN = {"audit", "commands"}


def test_every_line_that_people_write_is_one_that_refuses() -> None:
    loose = [
        f"{model.__name__}.{column.name}"
        for model in apps.get_models()
        if model.__module__.startswith("kongbun.")
        and model._meta.app_label not in OUR_OWN
        for column in model._meta.local_concrete_fields
        if isinstance(column, models.CharField)
        and not isinstance(column, LineField)
        and not column.choices
        # Django's own, of a user who signs in.
        and column.name not in {"password"}
    ]
    assert not loose


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("facts", "most"),
    [({"party": "ก" * 201}, 200), ({"paper_no": "ก" * 61}, 60)],
)
def test_a_text_too_long_is_refused_and_nothing_kept(
    cast: Cast, facts: dict[str, Any], most: int
) -> None:
    with pytest.raises(Refused) as refused:
        other_income(
            cast.act("somsri"),
            income="income:interest",
            into="cash",
            amount_satang=100_00,
            occurred_on=date(2026, 11, 20),
            **facts,
        )
    (reason,) = refused.value.reasons
    assert reason.code is RefusalCode.TEXT_TOO_LONG
    assert (reason.facts["length"], reason.facts["most"]) == (most + 1, most)
    assert not Movement.objects.exists()

"""A fund that lacks a newer account gets it when the database is brought up to date."""

from __future__ import annotations

from datetime import date
from importlib import import_module

import pytest
from django.apps import apps
from django.db import connection

from kongbun.access.models import Fund
from kongbun.ledger.models import Account, AccountBalance
from kongbun.testing.cast import Cast

pytestmark = pytest.mark.django_db

MIGRATIONS = [
    ("0002_refunds_have_an_account", "expense:refund", "expense"),
    ("0004_money_for_a_purpose", "equity:free", "equity"),
]


@pytest.mark.parametrize(("name", "code", "kind"), MIGRATIONS)
def test_who_has_it_keeps_it_and_who_has_not_gets_it(
    cast: Cast, name: str, code: str, kind: str
) -> None:
    older = Fund.objects.create(
        code="OLD",
        name="กองทุนเดิม",
        founded_on=date(2020, 10, 1),
        books_from=date(2020, 10, 1),
    )
    editor = connection.schema_editor()
    for _ in range(2):
        import_module(f"kongbun.ledger.migrations.{name}").open_it(apps, editor)
    made = Account.objects.get(fund=older)
    assert (made.code, made.kind, made.opened_on) == (
        code,
        kind,
        older.founded_on,
    )
    assert AccountBalance.objects.get(account=made).balance_satang == 0
    assert Account.objects.filter(fund=cast.fund, code=code).count() == 1

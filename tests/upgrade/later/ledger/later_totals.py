"""A table filled from rows that were booked before it was there."""

from __future__ import annotations

from typing import Any

from django.db import migrations, models
from django.db.models import Sum


def fill(apps: Any, schema_editor: Any) -> None:
    owner = schema_editor.connection.alias
    leg = apps.get_model("ledger", "Leg").objects.using(owner)
    total = apps.get_model("ledger", "LaterTotal").objects.using(owner)
    sums = leg.values("debit_id").annotate(satang=Sum("amount_satang"))
    for one in sums.order_by("debit_id"):
        total.create(account_id=one["debit_id"], satang=one["satang"])


class Migration(migrations.Migration):
    dependencies = [("ledger", "later_notes_on_entries")]

    operations = [
        migrations.CreateModel(
            "LaterTotal",
            [
                ("id", models.BigAutoField(primary_key=True)),
                ("account", models.ForeignKey("ledger.Account", models.PROTECT)),
                ("satang", models.BigIntegerField()),
            ],
        ),
        migrations.RunPython(fill, migrations.RunPython.noop),
    ]

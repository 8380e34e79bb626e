"""A column with a default on a table that only grows, and another field wider."""

from django.db import migrations, models

from kongbun.store.guards import take_off
from tests.upgrade.later.leaf import leaf


class Migration(migrations.Migration):
    dependencies = [leaf("ledger")]

    operations = [
        migrations.RunPython(take_off, migrations.RunPython.noop),
        migrations.AddField(
            "entry", "note", models.CharField(max_length=40, default="-")
        ),
        migrations.AlterField(
            "account", "bank_account_no", models.CharField(max_length=60, blank=True)
        ),
    ]

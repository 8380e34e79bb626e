"""Columns with defaults on the chain itself."""

from django.db import migrations, models

from kongbun.store.guards import take_off
from tests.upgrade.later.leaf import leaf


class Migration(migrations.Migration):
    dependencies = [leaf("audit"), ("ledger", "later_totals")]

    operations = [
        migrations.RunPython(take_off, migrations.RunPython.noop),
        migrations.AddField(
            "auditevent", "reason", models.CharField(max_length=80, default="")
        ),
        migrations.AddField("chainhead", "kept", models.BooleanField(default=False)),
    ]

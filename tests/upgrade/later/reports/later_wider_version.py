"""A field of the closed reports altered: SQLite makes their table anew."""

from django.db import migrations, models

from kongbun.store.guards import take_off
from tests.upgrade.later.leaf import leaf


class Migration(migrations.Migration):
    dependencies = [leaf("reports"), ("audit", "later_reasons")]

    operations = [
        migrations.RunPython(take_off, migrations.RunPython.noop),
        migrations.AlterField("storedreport", "version", models.BigIntegerField()),
    ]

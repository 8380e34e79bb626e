"""Funds that were founded before contributions could be given back get the account."""

from django.db import migrations

CODE = "expense:refund"


def open_it(apps, schema_editor):
    # As the owner, who migrates: the app's role may not look yet.
    owner = schema_editor.connection.alias
    fund, account, balance = (
        apps.get_model(app, name).objects.using(owner)
        for app, name in (
            ("access", "Fund"),
            ("ledger", "Account"),
            ("ledger", "AccountBalance"),
        )
    )
    for one in fund.exclude(accounts__code=CODE):
        made = account.create(
            fund=one,
            code=CODE,
            kind="expense",
            name="คืนเงินสมทบแก่ผู้ลาออก",
            opened_on=one.founded_on,
        )
        balance.create(account=made, guarded=False)


class Migration(migrations.Migration):
    dependencies = [
        ("access", "0003_the_year_begins_in_october"),
        ("ledger", "0001_initial"),
    ]

    operations = [migrations.RunPython(open_it, migrations.RunPython.noop)]

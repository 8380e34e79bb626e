"""Money may be set aside for a purpose: the accounts, and what older funds lack."""

from django.db import migrations, models

CODE = "equity:free"


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
            kind="equity",
            name="เงินที่กันไว้ตามวัตถุประสงค์ (คู่บัญชี)",
            opened_on=one.founded_on,
        )
        balance.create(account=made, guarded=False)



class Migration(migrations.Migration):

    dependencies = [
        ('ledger', '0003_legs_are_checked_by_the_statement'),
    ]

    operations = [
        migrations.AlterField(
            model_name='account',
            name='kind',
            field=models.CharField(choices=[('cash', 'cash'), ('bank', 'bank'), ('bag', 'bag'), ('investment', 'investment'), ('suspense', 'suspense'), ('restricted', 'restricted'), ('equity', 'equity'), ('income', 'income'), ('expense', 'expense')], max_length=12),
        ),
        migrations.AlterField(
            model_name='entry',
            name='kind',
            field=models.CharField(choices=[('opening', 'opening'), ('receipt', 'receipt'), ('hand-over', 'hand-over'), ('suspense-cleared', 'suspense-cleared'), ('benefit-paid', 'benefit-paid'), ('other-income', 'other-income'), ('other-expense', 'other-expense'), ('transfer', 'transfer'), ('investment-bought', 'investment-bought'), ('investment-sold', 'investment-sold'), ('cash-over', 'cash-over'), ('cash-short', 'cash-short'), ('set-aside', 'set-aside'), ('set-free', 'set-free'), ('reversal', 'reversal')], max_length=20),
        ),
        migrations.RunPython(open_it, migrations.RunPython.noop),
    ]

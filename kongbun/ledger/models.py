"""The books: accounts, entries, legs, closed months.  No verbs here.

An entry's legs are transfer rows, balanced by construction.  Entries and legs only
grow (see `guards`); `AccountBalance` is a cache that `post` keeps and `check`
rebuilds.
"""

from __future__ import annotations

from django.db import models

from kongbun.ledger.chart import AccountKind
from kongbun.ledger.entries import AMOUNT_SATANG_MAX, EntryKind
from kongbun.store.covered import Covered
from kongbun.store.fields import HashField, LineField, PublicIdField
from kongbun.store.followed import Followed


class Account(Followed):
    """A place money stands in, by its code in the fund."""

    public_id = PublicIdField()
    fund = models.ForeignKey("access.Fund", models.PROTECT, related_name="accounts")
    code = LineField(max_length=40)
    kind = models.CharField(
        max_length=12, choices=[(kind.value, kind.value) for kind in AccountKind]
    )
    name = LineField(max_length=120)
    # Whose hands it is in: the collector of a bag, else nobody in particular.
    holder = models.ForeignKey(
        "access.User", models.PROTECT, null=True, blank=True, related_name="+"
    )
    bank_name = LineField(max_length=120, blank=True)
    bank_account_no = LineField(max_length=30, blank=True)
    opened_on = models.DateField()
    closed_on = models.DateField(null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint("fund", "code", name="account_code_once_per_fund"),
        ]


class AccountBalance(Followed):
    """Cache: debits less credits of an account.  Money in hand is never negative."""

    FUND = "account__fund_id"
    # Made anew from the legs.
    APART = ("balance_satang",)

    account = models.OneToOneField(
        Account, models.PROTECT, primary_key=True, related_name="balance"
    )
    guarded = models.BooleanField()
    balance_satang = models.BigIntegerField(default=0)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=models.Q(guarded=False) | models.Q(balance_satang__gte=0),
                name="money_in_hand_is_never_negative",
            ),
        ]


class Entry(models.Model):
    """One fact about money, as described by `entries.Entry`.

    `occurred_on`: the money changed hands; `booked_on`: the open day it stands in;
    `received_at`: when the server had it.
    """

    fund = models.ForeignKey(
        "access.Fund", models.PROTECT, related_name="+", db_index=False
    )
    reference = LineField(max_length=80)
    kind = models.CharField(
        max_length=20, choices=[(kind.value, kind.value) for kind in EntryKind]
    )
    occurred_on = models.DateField()
    booked_on = models.DateField()
    received_at = models.DateTimeField()
    leg_count = models.PositiveSmallIntegerField()
    memo = LineField(max_length=500, blank=True)
    reverses = models.OneToOneField(
        "self",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="reversed_by",
    )
    command = models.ForeignKey("commands.Command", models.PROTECT, related_name="+")
    hash = HashField()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                "fund", "reference", name="same_fact_booked_once_per_fund"
            ),
            models.CheckConstraint(
                condition=models.Q(leg_count__gte=1), name="an_entry_has_a_leg"
            ),
        ]
        indexes = [
            # Journals, month and year figures.
            models.Index("fund", "booked_on", name="entry_by_fund_and_day"),
        ]


class Leg(models.Model):
    """`amount_satang` out of `credit` into `debit`."""

    entry = models.ForeignKey(
        Entry, models.PROTECT, related_name="legs", db_index=False
    )
    seq = models.PositiveSmallIntegerField()
    debit = models.ForeignKey(Account, models.PROTECT, related_name="+", db_index=False)
    credit = models.ForeignKey(
        Account, models.PROTECT, related_name="+", db_index=False
    )
    amount_satang = models.BigIntegerField()

    class Meta:
        constraints = [
            models.UniqueConstraint("entry", "seq", name="leg_once_per_place"),
            models.CheckConstraint(
                condition=models.Q(amount_satang__range=(1, AMOUNT_SATANG_MAX)),
                name="leg_moves_some_money",
            ),
            models.CheckConstraint(
                condition=~models.Q(debit=models.F("credit")),
                name="leg_joins_two_accounts",
            ),
        ]
        indexes = [
            # The statement of one account, and balances on a date.
            models.Index("debit", "entry", name="leg_by_debit"),
            models.Index("credit", "entry", name="leg_by_credit"),
        ]


class Closing(Covered):
    """Nothing is booked on or before `closed_through` any more (C1).

    Until a `Reopening` says otherwise; then the same day closes with the next version.
    """

    public_id = PublicIdField()
    fund = models.ForeignKey("access.Fund", models.PROTECT, related_name="closings")
    closed_through = models.DateField()
    version = models.PositiveSmallIntegerField(default=1)
    closed_at = models.DateTimeField()
    command = models.ForeignKey("commands.Command", models.PROTECT, related_name="+")

    class Meta:
        constraints = [
            models.UniqueConstraint(
                "fund", "closed_through", "version", name="a_version_closes_once"
            ),
        ]


class Reopening(Covered):
    """That close holds no longer (C5).  Who agreed to it is treasury's to keep."""

    fund = models.ForeignKey("access.Fund", models.PROTECT, related_name="+")
    closing = models.OneToOneField(Closing, models.PROTECT, related_name="reopening")
    command = models.ForeignKey("commands.Command", models.PROTECT, related_name="+")

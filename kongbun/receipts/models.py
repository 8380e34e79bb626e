"""Receipt books and receipts.  A number is never reused and never disappears."""

from __future__ import annotations

from typing import Any

from django.db import models

from kongbun.receipts.seal import note_receipt
from kongbun.store.covered import Covered
from kongbun.store.fields import LineField, PublicIdField
from kongbun.store.followed import Followed


class BookIssuer(models.TextChoices):
    OFFICE = "office", "สำนักงาน"
    PRINTED = "printed", "เล่มพิมพ์"
    DEVICE = "device", "โทรศัพท์"


class Book(Followed):
    """One issuer gives its numbers, in order; no gaps holds per book."""

    # The numbers themselves are those of its receipts.
    APART = ("next_no",)

    public_id = PublicIdField()
    fund = models.ForeignKey(
        "access.Fund", models.PROTECT, related_name="receipt_books"
    )
    number = models.PositiveIntegerField()
    issuer = models.CharField(max_length=10, choices=BookIssuer.choices)
    holder = models.ForeignKey(
        "access.User", models.PROTECT, null=True, blank=True, related_name="+"
    )
    first_no = models.PositiveIntegerField(default=1)
    last_no = models.PositiveIntegerField(null=True, blank=True)
    # One more than the highest number received; an office or a device gives it to the
    # next receipt, under lock and never from a sequence.  On a printed book it only
    # says how far the book has come: its numbers are those on the paper.
    next_no = models.PositiveIntegerField(default=1)
    opened_on = models.DateField()
    closed_on = models.DateField(null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint("fund", "number", name="book_number_once_per_fund"),
            models.CheckConstraint(
                condition=models.Q(last_no=None)
                | models.Q(last_no__gte=models.F("first_no")),
                name="a_book_has_a_number",
            ),
        ]


class Receipt(models.Model):
    """One payer, one hand-over, many lines (the lines are dues').

    A void one is a spoiled number without money; a reversed one keeps its number
    and has a `ReceiptReversal`.
    """

    public_id = PublicIdField()
    fund = models.ForeignKey(
        "access.Fund", models.PROTECT, related_name="+", db_index=False
    )
    book = models.ForeignKey(
        Book, models.PROTECT, related_name="receipts", db_index=False
    )
    no = models.PositiveIntegerField()
    payer = models.ForeignKey(
        "people.Person",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="receipts_paid",
        db_index=False,
    )
    # A payer who is nobody's person: the local government, a temple.
    payer_name = LineField(max_length=200, blank=True)
    received_on = models.DateField()
    amount_satang = models.BigIntegerField()
    void_reason = LineField(max_length=200, blank=True)
    entry = models.OneToOneField(
        "ledger.Entry", models.PROTECT, null=True, blank=True, related_name="receipt"
    )
    command = models.ForeignKey(
        "commands.Command", models.PROTECT, related_name="+", db_index=False
    )

    class Meta:
        constraints = [
            models.UniqueConstraint("book", "no", name="receipt_number_once_per_book"),
            models.CheckConstraint(
                condition=models.Q(amount_satang=0, entry=None, void_reason__gt="")
                | models.Q(amount_satang__gt=0, entry__isnull=False, void_reason=""),
                name="void_without_money_else_booked",
            ),
        ]
        indexes = [models.Index("fund", "received_on", name="receipt_by_fund_and_day")]

    def save(self, *args: Any, **kwargs: Any) -> None:
        is_new = self._state.adding
        super().save(*args, **kwargs)
        if is_new:
            note_receipt(
                public_id=self.public_id,
                book_id=self.book_id,
                no=self.no,
                payer_id=self.payer_id,
                names=self.payer_name or self.void_reason,
                received_on=self.received_on,
                satang=self.amount_satang,
                entry_id=self.entry_id,
            )


class ReceiptReversal(Covered):
    """Money went back; the receipt keeps its number and both stay readable."""

    receipt = models.OneToOneField(Receipt, models.PROTECT, related_name="reversal")
    entry = models.OneToOneField("ledger.Entry", models.PROTECT, related_name="+")
    reversed_on = models.DateField()
    reason = LineField(max_length=200)
    user = models.ForeignKey("access.User", models.PROTECT, related_name="+")
    command = models.ForeignKey("commands.Command", models.PROTECT, related_name="+")

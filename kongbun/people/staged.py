"""A register on its way in: the file, the answers, and the rows before the switch.

Not the register: nothing here is a member until `import_members` moves it over in
one short transaction.  Emptied afterwards.
"""

from __future__ import annotations

from django.db import models

from kongbun.store.fields import HashField, LineField, PublicIdField
from kongbun.store.followed import Followed


class RegisterImport(Followed):
    """One sheet that someone sent, and what they answered to its questions."""

    # The file goes when it is in, and its answers when anyone of it is erased.
    APART = ("content", "answers")

    public_id = PublicIdField()
    fund = models.ForeignKey("access.Fund", models.PROTECT, related_name="+")
    user = models.ForeignKey("access.User", models.PROTECT, related_name="+")
    filename = LineField(max_length=255)
    file_hash = HashField()
    # Emptied when it is written or given up: personal data is kept once.
    content = models.BinaryField()
    answers = models.TextField(default="{}")
    sent_at = models.DateTimeField()
    done_at = models.DateTimeField(null=True, blank=True)
    written = models.PositiveIntegerField(default=0)


class StagedMember(models.Model):
    """A row that will be a membership, and a person if `is_new_person`."""

    batch = models.ForeignKey(RegisterImport, models.PROTECT, related_name="rows")
    seq = models.PositiveIntegerField()
    person_key = PublicIdField(unique=False)
    is_new_person = models.BooleanField()
    membership_key = PublicIdField()
    # None where the sheet names no house.
    household_key = models.BinaryField(max_length=16, null=True)
    is_new_household = models.BooleanField(default=False)
    # None for a village centre that the switch will open.
    branch = models.ForeignKey(
        "people.Branch", models.PROTECT, null=True, related_name="+"
    )
    new_moo = models.PositiveSmallIntegerField(null=True)
    new_name = LineField(max_length=120, blank=True)
    house_no = LineField(max_length=30)
    house_sort_key = LineField(max_length=60)
    title = LineField(max_length=60)
    first_name = LineField(max_length=200)
    last_name = LineField(max_length=200)
    nickname = LineField(max_length=60)
    sex = LineField(max_length=1)
    birth_date = models.DateField(null=True)
    birth_precision = LineField(max_length=5)
    id_kind = LineField(max_length=20)
    id_value = LineField(max_length=30)
    phone = LineField(max_length=60)
    address = LineField(max_length=300)
    match_key = LineField(max_length=420)
    sort_key = LineField(max_length=2000)
    unsure = LineField(max_length=400)
    member_no = LineField(max_length=30)
    member_type = LineField(max_length=14)
    joined_on = models.DateField()
    payer_kind = LineField(max_length=16)
    payer_name = LineField(max_length=200)
    exited_on = models.DateField(null=True)
    exit_reason = LineField(max_length=10)
    opening_paid_until = models.DateField(null=True)
    opening_days_paid = models.PositiveIntegerField(null=True)
    opening_paid_satang = models.BigIntegerField(null=True)
    fingerprint = models.BinaryField(max_length=16)

    class Meta:
        constraints = [models.UniqueConstraint("batch", "seq", name="staged_row_once")]


class StagedBeneficiary(models.Model):
    """A named beneficiary of a staged row."""

    batch = models.ForeignKey(RegisterImport, models.PROTECT, related_name="+")
    membership_key = PublicIdField(unique=False)
    seq = models.PositiveSmallIntegerField()
    name = LineField(max_length=240)
    relation = LineField(max_length=60)


class StagedUse(models.Model):
    """Units of a benefit that a staged member had used before."""

    batch = models.ForeignKey(RegisterImport, models.PROTECT, related_name="+")
    membership_key = PublicIdField(unique=False)
    benefit = LineField(max_length=60)
    units_in_window = models.PositiveIntegerField()
    units_in_life = models.PositiveIntegerField()

"""Funds, the users who sign in, and the duties they hold.  A user is not a person."""

from __future__ import annotations

from typing import ClassVar

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.contrib.auth.hashers import check_password
from django.db import models

from kongbun.store.fields import LineField, PublicIdField
from kongbun.store.followed import Followed, FollowedManager


class AreaKind(models.TextChoices):
    TAMBON = "tambon", "ตำบล"
    MUNICIPALITY = "municipality", "เทศบาล"
    KHET = "khet", "เขต"


class Fund(Followed):
    """One community welfare fund.  Every other row belongs to one.

    The area codes are those of `geothai`; a fund is not keyed by its tambon, since
    one may serve a part of it, or several.
    """

    FUND = "id"

    public_id = PublicIdField()
    code = LineField(max_length=12, unique=True)
    name = LineField(max_length=200)
    area_kind = models.CharField(max_length=12, choices=AreaKind.choices)
    # Codes of the Department of Provincial Administration, comma between several.
    area_codes = LineField(max_length=200, blank=True)
    area_name = LineField(max_length=200, blank=True)
    founded_on = models.DateField()
    # The first day this system keeps the books; before it stands the cut-over.
    books_from = models.DateField()
    villages_in_area = models.PositiveSmallIntegerField(default=0)
    population = models.PositiveIntegerField(default=0)
    # The demo's fixed day; no other fund may have one.
    story_today = models.DateField(null=True, blank=True)
    calls_elders_kin = models.BooleanField(default=False)
    prefix = LineField(max_length=10, blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=models.Q(story_today=None) | models.Q(code="DEMO"),
                name="only_the_demo_stops_the_clock",
            ),
        ]


class UserManager(FollowedManager["User"], BaseUserManager["User"]):
    """Looks users up for Django's sign-in; accounts are made by actions."""


class User(Followed, AbstractBaseUser):
    """Who signs in.  What one may do stands in `RoleGrant`."""

    FUND = ""
    # When one signed in last is kept by Django, outside of any command.
    APART = ("last_login",)
    PERSONAL = ("password", "phone")

    public_id = PublicIdField()
    username = LineField(max_length=60, unique=True)
    display_name = LineField(max_length=120)
    phone = LineField(max_length=30, blank=True)
    is_active = models.BooleanField(default=True)
    # May found funds and reset passwords on this machine; holds no fund's duty.
    is_operator = models.BooleanField(default=False)

    USERNAME_FIELD = "username"
    objects: ClassVar[UserManager] = UserManager()

    def check_password(self, raw_password: str | None) -> bool:
        """Without Django's hash made anew: a row is written by a command alone."""
        return check_password(raw_password, self.password)


class Role(models.TextChoices):
    CHAIR = "chair", "ประธาน"
    TREASURER = "treasurer", "เหรัญญิก"
    SECRETARY = "secretary", "เลขานุการ"
    COMMITTEE = "committee", "กรรมการ"
    COLLECTOR = "collector", "ผู้เก็บเงิน"
    CENTRE = "centre", "กรรมการศูนย์หมู่บ้าน"
    AUDITOR = "auditor", "ผู้ตรวจสอบ"


class RoleGrant(Followed):
    """A duty of a user in a fund, from a day until before another (half-open).

    A delegation is a grant with an end.  `branch` narrows a collector or a centre
    to one village.
    """

    public_id = PublicIdField()
    fund = models.ForeignKey(Fund, models.PROTECT, related_name="grants")
    user = models.ForeignKey(User, models.PROTECT, related_name="grants")
    role = models.CharField(max_length=12, choices=Role.choices)
    branch = models.ForeignKey(
        "people.Branch", models.PROTECT, null=True, blank=True, related_name="+"
    )
    person = models.ForeignKey(
        "people.Person", models.PROTECT, null=True, blank=True, related_name="+"
    )
    from_date = models.DateField()
    until_date = models.DateField(null=True, blank=True)
    delegated_by = models.ForeignKey(
        User, models.PROTECT, null=True, blank=True, related_name="+"
    )

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=models.Q(until_date=None)
                | models.Q(until_date__gte=models.F("from_date")),
                name="a_duty_ends_after_it_begins",
            ),
        ]
        indexes = [models.Index("user", "fund", name="grant_by_user_and_fund")]

"""Days and hours that fit the command that wrote them: K001, K006, K013.

Nothing is dated after the day on which it was entered, a number stands in the fiscal
year of its day, and a row says the hour of its command.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime

from django.apps import apps
from django.db import models

from kongbun.claims.late import day_of
from kongbun.claims.models import Claim, Payment
from kongbun.kernel.thai_date import fiscal_year
from kongbun.soundness.commanded import OURS
from kongbun.soundness.findings import Code, Finding
from kongbun.soundness.reading import Funds, in_funds, rows
from kongbun.treasury.models import Movement

# What people enter of days that are over: the row's fund, its day, and what it is.
ENTERED = (
    ("treasury_cashcount", "x.fund_id", "counted_on"),
    ("treasury_bankreading", "x.fund_id", "read_on"),
    ("dues_bagacceptance", "x.fund_id", "accepted_on"),
    ("dues_bagoffer", "x.fund_id", "offered_on"),
    ("dues_roundsheet", "x.fund_id", "received_on"),
    ("claims_payment", "x.fund_id", "paid_on"),
    ("claims_claim", "x.fund_id", "submitted_on"),
    ("treasury_movement", "x.fund_id", "occurred_on"),
    ("treasury_movementbooking", "c.fund_id", "occurred_on"),
)


def as_entered(looked_at: Funds) -> Iterator[Finding]:
    yield from _days(looked_at)
    yield from _years(looked_at)
    yield from _hours(looked_at)


def _days(looked_at: Funds) -> Iterator[Finding]:
    days: dict[object, date] = {}
    for table, fund, column in ENTERED:
        for fund_id, key, said, at in rows(
            f"SELECT {fund}, x.id, CAST(x.{column} AS TEXT), c.received_at"
            f" FROM {table} x JOIN commands_command c ON c.id = x.command_id"
            f" WHERE {in_funds(fund, looked_at)} ORDER BY x.id"
        ):
            if at not in days:
                days[at] = day_of(_moment(at))
            if said > days[at].isoformat():
                yield Finding.of(
                    Code.UNBALANCED_ENTRY,
                    looked_at.code(fund_id),
                    f"{table} {key}",
                    f"แถว {key} ใน {table} ลงวันที่ {said} ซึ่งยังไม่ถึงเมื่อบันทึก ({days[at]})",
                )


def _moment(at: object) -> datetime:
    """SQLite keeps a moment as text without its zone, which is UTC."""
    if isinstance(at, datetime):
        return at
    return datetime.fromisoformat(f"{at}+00:00")


def _years(looked_at: Funds) -> Iterator[Finding]:
    """A number is of the fiscal year in which it was given."""
    given = Payment.objects.filter(fund__in=looked_at.codes).order_by("pk")
    yield from _of_years(looked_at, "voucher", given, "paid_on")
    asked = Claim.objects.filter(fund__in=looked_at.codes).order_by("pk")
    yield from _of_years(looked_at, "claim", asked, "submitted_on")
    moved = Movement.objects.filter(fund__in=looked_at.codes).order_by("pk")
    yield from _of_years(looked_at, "money", moved, "command__received_at")


def _of_years(
    looked_at: Funds, what: str, found: models.QuerySet[models.Model], column: str
) -> Iterator[Finding]:
    for fund_id, no, year, day in found.values_list(
        "fund_id", "no", "fiscal_year", column
    ).iterator(chunk_size=5_000):
        if year != fiscal_year(day_of(day) if isinstance(day, datetime) else day):
            yield Finding.of(
                Code.RECEIPT_GAP,
                looked_at.code(fund_id),
                f"{what} {no}/{year}",
                f"เลขที่ {no}/{year} ({what}) ไม่ใช่ของปีงบประมาณที่ออกเลข",
            )


def _hours(looked_at: Funds) -> Iterator[Finding]:
    """Of commands of ours: what else books may keep hours of its own."""
    ours = ", ".join(f"'{kind}'" for kind in sorted(OURS))
    for model in apps.get_models():
        columns = {field.column for field in model._meta.concrete_fields}
        if not {"at", "command_id"} <= columns or "chain" in columns:
            continue
        table = model._meta.db_table
        for fund_id, key in rows(
            f"SELECT c.fund_id, x.id FROM {table} x"
            " JOIN commands_command c ON c.id = x.command_id"
            f" WHERE x.at <> c.received_at AND c.kind IN ({ours})"
            f" AND {in_funds('c.fund_id', looked_at)} ORDER BY x.id"
        ):
            yield Finding.of(
                Code.CHAIN_BROKEN,
                looked_at.code(fund_id),
                f"{table} {key}",
                f"เวลาของแถว {key} ใน {table} ไม่ใช่เวลาของคำสั่งที่เขียน",
            )

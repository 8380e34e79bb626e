"""Members, contributions and benefits reconcile; a closed day's figures stay."""

from __future__ import annotations

import json
from datetime import UTC, date, datetime
from hashlib import sha256
from io import BytesIO
from typing import Any

import openpyxl
import pytest
from django.db import DatabaseError, transaction

from kongbun.commands.run import canonical
from kongbun.kernel.refusal import RefusalCode, Refused
from kongbun.ledger.balances import balances_on
from kongbun.people.models import Membership
from kongbun.reports.actions import close_month
from kongbun.reports.figures import (
    before_closing,
    figures_on,
    journal_figures,
    report_on,
    work_out,
)
from kongbun.reports.members import members
from kongbun.reports.models import StoredReport
from kongbun.reports.money import read_books
from kongbun.reports.names import TITLES, Name
from kongbun.reports.period import Period
from kongbun.reports.sheets import workbook
from kongbun.reports.tables import Kind, parts, tables
from kongbun.testing import books
from kongbun.testing.cast import TODAY, Cast, make_member
from tests.treasury.steps import count, give, read

pytestmark = pytest.mark.django_db
OCTOBER, LAST = date(2026, 10, 1), date(2026, 10, 31)


def counted(cast: Cast, on: date = TODAY) -> dict[str, Any]:
    return members(Period(cast.fund.pk, on))


def leave(member: Membership, on: date, why: str = "resigned") -> None:
    member.exited_on, member.exit_reason = on, why
    member.save(update_fields=["exited_on", "exit_reason"])


def test_the_three_counts_on_one_day(cast: Cast) -> None:
    make_member(cast, 1, joined_on=date(2020, 10, 1))
    gone = make_member(cast, 2, joined_on=date(2021, 10, 1))
    leave(gone, date(2025, 3, 1), "died")
    make_member(cast, 3, joined_on=date(2026, 10, 1), branch=cast.branches[1])
    total = counted(cast)["total"]
    assert (total["ever_persons"], total["current"], total["entitled"]) == (3, 2, 1)


@pytest.mark.parametrize(
    ("joined", "entitled"),
    [(date(2025, 9, 30), 1), (date(2025, 10, 1), 0), (date(2025, 9, 29), 1)],
)
def test_one_year_is_complete_on_the_last_30_september(
    cast: Cast, joined: date, entitled: int
) -> None:
    make_member(cast, 1, joined_on=joined)
    assert counted(cast)["total"]["entitled"] == entitled
    # A day before this year's 30 September the one of last year decides.
    assert counted(cast, date(2026, 9, 29))["total"]["entitled"] == 0
    assert counted(cast, date(2026, 9, 30))["total"]["entitled"] == entitled


def test_who_leaves_and_returns_is_one_person_with_two_memberships(cast: Cast) -> None:
    first = make_member(cast, 1, joined_on=date(2020, 10, 1))
    leave(first, date(2022, 1, 1))
    Membership.objects.create(
        fund=cast.fund,
        person=first.person,
        branch=first.branch,
        member_no="ทน-03-9999",
        joined_on=date(2024, 1, 1),
        returned_from=first,
        received_at=datetime(2024, 1, 1, tzinfo=UTC),
    )
    total = counted(cast)["total"]
    assert total["ever_persons"] == 1
    assert total["ever_memberships"] == 2
    assert total["current"] == 1
    assert counted(cast, date(2023, 1, 1))["total"]["current"] == 0


def test_a_member_is_current_until_the_day_before_leaving(cast: Cast) -> None:
    leave(make_member(cast, 1), date(2026, 11, 10), "died")
    assert counted(cast, date(2026, 11, 9))["total"]["current"] == 1
    assert counted(cast, date(2026, 11, 10))["total"]["current"] == 0
    died = next(row for row in counted(cast)["exits"] if row["code"] == "died")
    assert (died["year"], died["ever"]) == (1, 1)
    earlier = counted(cast, date(2026, 9, 30))["exits"]
    assert all(row["year"] == row["ever"] == 0 for row in earlier)


def test_types_and_villages_add_up_to_the_total(cast: Cast) -> None:
    for no in range(1, 8):
        make_member(cast, no, branch=cast.branches[no % 2])
    told = counted(cast)
    for part in ("by_type", "by_branch"):
        for column in ("ever_memberships", "current", "entitled"):
            assert sum(row[column] for row in told[part]) == told["total"][column]


@pytest.fixture
def october(cast: Cast) -> Cast:
    books.write(cast, "2026-10-05  income:donation -> cash  1,000.00")
    make_member(cast, 1)
    count(cast, {"100000": 1}, counted_on=LAST)
    read(cast, 0, read_on=LAST)
    return cast


def shut(cast: Cast, **changed: Any) -> dict[str, Any]:
    figures, newest = before_closing(cast.fund, OCTOBER)
    facts = {"month": OCTOBER, "figures": figures, "newest_entry_id": newest}
    return close_month(cast.act("somsri"), **{**facts, **changed})


def test_a_closed_days_figures_never_change(october: Cast) -> None:
    before = work_out(october.fund, LAST)
    told = shut(october)
    kept = StoredReport.objects.get()
    assert kept.body == before
    assert (
        kept.hash.hex() == told["figures_hash"] == sha256(before.encode()).hexdigest()
    )
    # A member who had left in October is entered in November.
    leave(Membership.objects.get(), date(2026, 10, 20))
    give(october, 5_00, occurred_on=date(2026, 10, 7))
    assert work_out(october.fund, LAST) != before
    report = figures_on(october.fund, LAST)
    assert report.kept
    assert canonical(report.figures) == before


def test_kept_figures_cannot_be_changed_or_deleted(october: Cast) -> None:
    shut(october)
    with pytest.raises(DatabaseError), transaction.atomic():
        StoredReport.objects.update(body="{}")
    with pytest.raises(DatabaseError), transaction.atomic():
        StoredReport.objects.all().delete()


def test_money_booked_since_the_figures_were_worked_out_refuses_the_close(
    october: Cast,
) -> None:
    figures, newest = before_closing(october.fund, OCTOBER)
    give(october, 5_00, into=october.bank, occurred_on=date(2026, 11, 2))
    with pytest.raises(Refused) as caught:
        shut(october, figures=figures, newest_entry_id=newest)
    assert caught.value.code is RefusalCode.CHANGED_SINCE
    assert not StoredReport.objects.exists()
    shut(october)


def test_figures_after_a_close_are_those_of_all_legs(october: Cast) -> None:
    """Those of a later year build on what the close kept, and come to the same."""
    shut(october)
    give(october, 5_00, occurred_on=date(2026, 10, 7))
    for on in (LAST, date(2026, 11, 1), date(2027, 9, 30), date(2027, 10, 1)):
        read_ = read_books(Period(october.fund.pk, on))
        assert read_.life == balances_on(october.fund.pk, on)


def test_a_late_fact_is_listed_in_the_next_figures(october: Cast) -> None:
    shut(october)
    give(october, 5_00, occurred_on=date(2026, 10, 7))
    [late] = figures_on(october.fund, TODAY).figures["late"]
    assert late["occurred_on"] == "2026-10-07"
    assert late["booked_on"] == "2026-11-01"
    assert late["amount_satang"] == 5_00
    year, _ = report_on(october.fund, Name.YEAR, TODAY)
    assert any(
        table.title.startswith("รายการที่ลงช้า") for table in tables(Name.YEAR, year)
    )


def test_the_journal_holds_every_line_and_both_sides_are_equal(october: Cast) -> None:
    give(october, 5_00)
    told = journal_figures(Period(october.fund.pk, TODAY))
    assert len(told["rows"]) == 4
    assert told["total"] == {"debit_satang": 1_005_00, "credit_satang": 1_005_00}


def test_every_report_has_tables_with_the_columns_it_shows(october: Cast) -> None:
    for name in Name:
        section, _ = report_on(october.fund, name, TODAY)
        found = tables(name, section)
        assert found, name
        for table in found:
            lines = [*table.rows, *([table.total] if table.total else [])]
            for line in lines:
                for column in table.columns:
                    if column.kind is Kind.BAHT and line is not table.total:
                        assert type(line[column.key]) is int, (name, column.key)


def test_the_workbook_holds_baht_as_numbers_and_never_a_formula(october: Cast) -> None:
    give(october, 1_234_56, party="=1+1", paper_no="=2")
    on = TODAY
    for name in (Name.YEAR, Name.JOURNAL, Name.FORM1_ITEM10):
        figures, kept = report_on(october.fund, name, on)
        file = workbook(
            fund="=SUM(A1)",
            title=TITLES[name],
            on=on,
            kept=kept,
            sheets=parts(name, figures),
        )
        book = openpyxl.load_workbook(BytesIO(file))
        cells = [cell for sheet in book for row in sheet for cell in row]
        assert all(cell.data_type != "f" for cell in cells)
        assert "ณ วันที่ 20 พฤศจิกายน 2569" in str(cells[0].parent["A3"].value)
        if name is Name.FORM1_ITEM10:
            values = [cell.value for cell in cells]
            assert values.count(2234.56) >= 2


def test_figures_are_whole_satang_and_canonical(october: Cast) -> None:
    body = work_out(october.fund, TODAY)
    assert canonical(json.loads(body)) == body

    def check(value: Any, key: str = "") -> None:
        if isinstance(value, dict):
            for name, inner in value.items():
                check(inner, name)
        elif isinstance(value, list):
            for inner in value:
                check(inner, key)
        elif key.endswith("_satang"):
            assert type(value) is int, key
        else:
            assert not isinstance(value, float), key

    check(json.loads(body))

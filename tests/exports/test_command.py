"""`kongbun export`: files that are whole, name nobody and stop on the day asked for."""

from __future__ import annotations

import csv
import io
import json
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from kongbun.cli import export_commands
from kongbun.cli.main import main
from kongbun.dues.payment_actions import Payment, take_payment
from kongbun.ledger.balances import balances_on
from kongbun.people.models import Person
from kongbun.testing import books
from kongbun.testing.cast import PEOPLE, TODAY, Cast
from kongbun.web import clock
from tests.dues.village import adopt_convention, make_house
from tests.exports.formulas import Workbook
from tests.exports.funds import make_fund
from tests.exports.programs import Beancount, Hledger

pytestmark = pytest.mark.django_db
TEXTS = ["hledger", "beancount", "csv"]


def export(file: Path, form: str, *more: str, code: int = 0) -> str:
    assert (
        main(["export", str(file), "--format", form, "--fund", "TUNG", *more]) == code
    )
    return file.read_text("utf-8") if file.exists() and form != "xlsx" else ""


def names_of_people() -> list[str]:
    """Members, payers, officers, and whom the random funds' memos name."""
    people = [one.first_name for one in Person.objects.all()]
    shown = [shown for shown, _ in PEOPLE.values()]
    return ["นางทองใบ", "วัดดอนกลาง", "ประเสริฐ", *people, *shown]


@pytest.mark.parametrize("form", TEXTS)
def test_an_export_names_nobody_unless_asked(
    cast: Cast, tmp_path: Path, form: str
) -> None:
    make_fund(cast, 3)
    named = names_of_people()
    told = export(tmp_path / "fund", form)
    assert "M03-000" in told
    assert [name for name in named if name in told] == []
    with_notes = export(tmp_path / "fund", form, "--notes")
    # A reason of a reversal and the name of a bag, as people wrote them.
    assert "นางทองใบ" in with_notes
    assert "ถุงนายประเสริฐ" in with_notes


@pytest.mark.parametrize("form", TEXTS)
def test_without_members_the_sums_are_the_same(
    cast: Cast, tmp_path: Path, form: str
) -> None:
    lived = make_fund(cast, 3)
    told = export(tmp_path / "fund", form, "--members", "none")
    assert "M03-000" not in told
    assert "ทน-03-000" not in told
    if form == "csv":
        whole = list(csv.DictReader(io.StringIO(told)))
        moved = sum(int(row["จำนวนเงิน สตางค์ (satang)"]) for row in whole)
        each = export(tmp_path / "fund", form)
        rows = list(csv.DictReader(io.StringIO(each)))
        assert len(rows) > len(whole)
        assert moved == sum(int(row["จำนวนเงิน สตางค์ (satang)"]) for row in rows)
        return
    program = Hledger(told) if form == "hledger" else Beancount(told)
    assert program.complaint() == ""
    assert program.members() == {}
    stands = balances_on(lived.fund.pk, lived.today)
    assert {code: s for code, s in program.balances().items() if s} == {
        code: s for code, s in stands.items() if s
    }


def test_an_export_ends_on_the_day_asked_for(cast: Cast, tmp_path: Path) -> None:
    lived = make_fund(cast, 6)
    for back in (0, 30, 200, 1000):
        day = lived.today - timedelta(days=back)
        stands = {c: s for c, s in balances_on(lived.fund.pk, day).items() if s}
        for form, read in (("hledger", Hledger), ("beancount", Beancount)):
            program: Any = read(export(tmp_path / form, form, "--until", str(day)))
            assert program.complaint() == "", day
            found = {code: s for code, s in program.balances().items() if s}
            assert found == stands, day


def test_a_day_that_has_not_come_is_refused(
    cast: Cast, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    day = clock.today() + timedelta(days=1)
    export(tmp_path / "x", "csv", "--until", day.isoformat(), "--json", code=1)
    told = json.loads(capsys.readouterr().out)
    assert told["refused"][0]["code"] == "date-in-future"
    assert not list(tmp_path.iterdir())


@pytest.mark.parametrize("form", ["csv", "xlsx"])
def test_a_file_that_cannot_be_written_is_refused(
    cast: Cast, tmp_path: Path, form: str
) -> None:
    for file in (tmp_path, tmp_path / "none" / "x"):
        assert main(["export", str(file), "--format", form, "--fund", "TUNG"]) == 1
    assert not list(tmp_path.iterdir())


def test_a_half_written_file_takes_no_others_place(
    cast: Cast, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    books.write(cast, "2026-10-05  income:donation -> cash  1,000.00", today=TODAY)
    file = tmp_path / "fund.csv"
    before = export(file, "csv")

    def breaks(_: Any) -> Any:
        yield "half"
        raise OSError(28, "full")

    monkeypatch.setitem(export_commands.FORMATS, "csv", breaks)
    export(file, "csv", code=1)
    assert file.read_text("utf-8") == before
    assert list(tmp_path.iterdir()) == [file]


def test_the_workbook_too_names_nobody_unless_asked(cast: Cast, tmp_path: Path) -> None:
    lived = make_fund(cast, 3)
    for notes, wanted in (((), False), (("--notes",), True)):
        export(tmp_path / "x", "xlsx", "--until", str(lived.today), *notes)
        book = Workbook((tmp_path / "x").read_bytes()).book
        cells = [str(cell.value) for sheet in book for row in sheet for cell in row]
        assert any("bag:1" in cell for cell in cells)
        found = [name for name in names_of_people() if name in " ".join(cells)]
        assert bool(found) is wanted, found


def test_csv_is_for_a_spreadsheet(cast: Cast, tmp_path: Path) -> None:
    """Thai shows in Excel, lines end as the standard says, no cell is a formula."""
    books.write(
        cast,
        "2026-10-05  income:donation -> cash  1,234.05  =HYPERLINK(1)",
        today=TODAY,
    )
    file = tmp_path / "fund.csv"
    export(file, "csv", "--notes")
    content = file.read_bytes()
    assert content.startswith(b"\xef\xbb\xbf")
    assert content.count(b"\r\n") == content.count(b"\n") == 2
    [row] = csv.reader(io.StringIO(content.decode("utf-8-sig").splitlines()[1]))
    assert row[-1] == "'=HYPERLINK(1)"
    assert row[12:14] == ["1234.05", "123405"]


FORMULAS = ["=1+1", "+1", "-1", "@x", "|x", "\uff1d1", "\uff0b1", "\uff0d1", "\uff20x"]


@pytest.mark.parametrize("number", FORMULAS)
def test_no_member_number_becomes_a_formula(
    cast: Cast, tmp_path: Path, number: str
) -> None:
    adopt_convention(cast)
    [member] = make_house(cast, "1", "นายสมมุติ ใจดี")
    member.member_no = number
    member.save(update_fields=["member_no"])
    take_payment(
        cast.act("somsri"),
        payments=[Payment(member=member.public_id, amount_satang=30_00)],
        received_on=TODAY,
        into="cash",
        payer_name="วัดดอนกลาง",
    )
    [row] = csv.DictReader(io.StringIO(export(tmp_path / "fund", "csv")))
    assert row["เลขสมาชิก (member_no)"] == f"'{number}"

"""One corpus, every door: the form, the sheet in Excel, as CSV, the command line.

Each input gets the same verdict everywhere; each that is not taken gets a Thai
sentence with its value; from a sheet it also names row and column.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path

import pytest
import yaml

from kongbun.cli.main import main
from kongbun.kernel.bad_input import shown
from kongbun.people.models import Membership
from kongbun.people.register.findings import Finding
from kongbun.people.register.read import read_register
from kongbun.testing.cast import PASSWORD, TODAY, Cast
from kongbun.web.forms import BahtField, Form
from kongbun.web.member_forms import PersonForm
from tests.people.sheets import xlsx_of

FOLDER = Path(__file__).parent
COLUMNS = {
    "dates": "วันเกิด",
    "ids": "เลขบัตรประชาชน",
    "names": "ชื่อ",
    "amounts": "จำนวนเงิน",
}
TAKEN = {"accepted", "normalised"}


@dataclass(frozen=True, slots=True)
class Case:
    """One input and what every door must say of it."""

    kind: str
    name: str
    input: str
    verdict: str
    code: str = ""
    skip: tuple[str, ...] = field(default=())

    @property
    def column(self) -> str:
        return COLUMNS[self.kind]


def corpus(*kinds: str) -> Iterator[Case]:
    for kind in kinds or COLUMNS:
        rows = yaml.safe_load((FOLDER / f"{kind}.yaml").read_text(encoding="utf-8"))
        for row in rows:
            yield Case(kind, skip=tuple(row.pop("not", ())), **row)


def cases(*kinds: str, door: str) -> pytest.MarkDecorator:
    found = [case for case in corpus(*kinds) if door not in case.skip]
    return pytest.mark.parametrize("case", found, ids=lambda c: f"{c.kind}-{c.name}")


def sheet_row(case: Case) -> tuple[list[str], list[str]]:
    """Headings and one row, all sound but for the case's own cell."""
    headings = ["ชื่อ", "นามสกุล", "วันที่สมัคร", "หมู่", "วันเกิด", "เลขบัตรประชาชน", "จำนวนเงิน"]
    row = ["บุญเรือน", "แสนสุข", "20/11/2569", "3", "", "", ""]
    row[headings.index(case.column)] = case.input
    return headings, row


def csv_text(*rows: list[str]) -> bytes:
    out = io.StringIO()
    csv.writer(out).writerows(rows)
    return b"\xef\xbb\xbf" + out.getvalue().encode()


def judge(content: bytes, filename: str, case: Case) -> None:
    register = read_register(content, filename, today=TODAY)
    found = [
        one
        for one in register.findings
        if one.column == case.column and one.row == 2 and not is_about_age(one)
    ]
    if case.verdict == "accepted":
        assert not found, found
        return
    assert [(f.verdict.value, f.issue.code) for f in found] == [
        (case.verdict, case.code)
    ]
    said = found[0].as_json()
    message = str(said["message"])
    assert "แถว 2" in message
    assert case.column in message
    assert shown(str(said["value"])) in message
    assert any("ก" <= letter <= "ฮ" for letter in message)


def is_about_age(finding: Finding) -> bool:
    return finding.issue.code in {"age-over-120", "joined-before-birth"}


@cases(door="xlsx")
def test_in_excel(case: Case) -> None:
    headings, row = sheet_row(case)
    judge(xlsx_of(row, headings=headings), "ทะเบียน.xlsx", case)


@cases(door="csv")
def test_in_csv(case: Case) -> None:
    if case.input.startswith("="):
        pytest.skip("Excel's own trick in CSV")
    judge(csv_text(*sheet_row(case)), "ทะเบียน.csv", case)


class AmountForm(Form):
    amount = BahtField(label="จำนวนเงิน")


def typed(case: Case) -> tuple[Form, str]:
    if case.kind == "amounts":
        return AmountForm({"amount": case.input}), "amount"
    name = {"dates": "birth", "ids": "identity", "names": "first_name"}[case.kind]
    return PersonForm({"first_name": "บุญเรือน", name: case.input}), name


@cases(door="form")
def test_in_a_form(case: Case) -> None:
    form, name = typed(case)
    assert form.is_valid() is (case.verdict in TAKEN), form.errors
    if case.verdict not in TAKEN:
        (error,) = form.errors.as_data()[name]
        assert error.code == case.code
        assert any("ก" <= letter <= "ฮ" for letter in str(error.message))
        form.as_p().encode()


OPTIONS = {"dates": "--born", "ids": "--id", "names": "--first-name"}


@pytest.mark.django_db
@cases("dates", "ids", "names", door="cli")
def test_on_the_command_line(
    case: Case,
    cast: Cast,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    secrets = tmp_path / "secrets"
    secrets.write_text(f"somsri:{PASSWORD}\n")
    monkeypatch.setenv("KONGBUN_PASSWORD_FILE", str(secrets))
    given = {"--first-name": "บุญเรือน", OPTIONS[case.kind]: case.input}
    call = ["member", "add", "--fund", "TUNG", "--as", "somsri", "--village", "3"]
    call += ["--joined-on", date(2026, 11, 20).isoformat()]
    call += [f"{option}={value}" for option, value in given.items()]
    taken = case.verdict in TAKEN
    assert main(call) == (0 if taken else 1)
    assert Membership.objects.count() == taken
    if not taken:
        said = capsys.readouterr().err
        assert any("ก" <= letter <= "ฮ" for letter in said)


def test_the_corpus_is_large_and_each_name_is_there_once() -> None:
    found = list(corpus())
    assert len({(case.kind, case.name) for case in found}) == len(found)
    # Each in Excel, as CSV and in a form; all but amounts on the command line.
    assert sum(4 if case.kind != "amounts" else 3 for case in found) >= 450

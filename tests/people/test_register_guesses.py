"""What a sheet seems to say and may not mean: asked, so that nobody guesses."""

from __future__ import annotations

from datetime import date

import pytest

from kongbun.people.register.findings import Answers
from kongbun.people.register.read import Register, read_register
from kongbun.testing.cast import TODAY
from tests.people.sheets import csv_of, xlsx_of

HEADINGS = ("ชื่อ-สกุล", "วันเกิด", "วันที่สมัคร", "หมู่บ้าน", "ส่งถึง", "สถานะ", "วันที่ออก")


def read(answers: dict[str, str] | None = None, **cells: str) -> Register:
    row = {"ชื่อ-สกุล": "นางบุญเรือน แสนสุข", "วันที่สมัคร": "1/11/2563", "หมู่บ้าน": "3"} | cells
    content = csv_of([row.get(name, "") for name in HEADINGS], headings=HEADINGS)
    return read_register(content, "ก.csv", today=TODAY, answers=Answers(answers or {}))


def codes(register: Register) -> list[str]:
    return [f.issue.code for f in register.findings if f.row > 1]


@pytest.mark.parametrize(
    ("choice", "born"),
    [
        ("year", (date(1947, 1, 1), date(1947, 12, 31))),
        ("day", (date(1906, 10, 25),) * 2),
    ],
)
def test_a_year_typed_into_a_cell_made_for_days_is_asked_about(
    choice: str, born: tuple[date, date]
) -> None:
    headings = ("ชื่อ-สกุล", "วันเกิด", "วันที่สมัคร")
    content = xlsx_of(
        ("นางบุญเรือน แสนสุข", 2490, "1/11/2563"),
        headings=headings,
        formats={1: "d/m/yyyy"},
    )
    register = read_register(content, "ก.xlsx", today=TODAY)
    assert codes(register) == ["date-or-year"]
    answers = Answers({"date-or-year": choice})
    (row,) = read_register(content, "ก.xlsx", today=TODAY, answers=answers).rows
    assert (row.birth_earliest, row.birth_latest) == born


@pytest.mark.parametrize(
    ("choice", "until"),
    [
        ("fund-year", date(2025, 10, 1)),
        ("whole-year", date(2026, 1, 1)),
        ("unknown", None),
    ],
)
def test_paid_to_a_year_is_asked_about(choice: str, until: date | None) -> None:
    assert codes(read(ส่งถึง="2568")) == ["paid-until-year"]
    register = read({"paid-until-year": choice}, ส่งถึง="2568")
    assert register.is_clear
    assert register.rows[0].paid_until == until


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("31/12/2579", []),
        ("1/1/2580", ["paid-too-far"]),
        ("ธ.ค. 2568", ["date-in-words"]),
    ],
)
def test_dues_are_paid_ten_years_ahead_at_the_most(text: str, code: list[str]) -> None:
    assert codes(read(ส่งถึง=text)) == code


def test_a_name_that_says_its_bearer_died_is_no_living_member() -> None:
    name = {"ชื่อ-สกุล": "นางบุญเรือน แสนสุข (เสียชีวิต)"}
    assert codes(read(None, **name)) == ["name-with-status"]
    register = read(None, **name, สถานะ="เสียชีวิต", วันที่ออก="1/1/2568")
    assert codes(register) == []
    assert register.rows[0].last_name == "แสนสุข"


@pytest.mark.parametrize(
    ("text", "moo", "name"),
    [
        ("3", 3, ""),
        ("3.0", 3, ""),
        ("ม.๓", 3, ""),
        ("หมู่ 3 บ้านโนน", 3, "บ้านโนน"),
        ("บ้านโนน", None, "บ้านโนน"),
        ("108", None, "108"),
    ],
)
def test_a_number_in_a_column_of_villages_is_a_moo(
    text: str, moo: int | None, name: str
) -> None:
    (place,) = read(หมู่บ้าน=text).places
    assert (place.moo, place.name) == (moo, name)


@pytest.mark.parametrize("title", ["น.ส", "นส", "ดช", "ด.ญ"])
def test_a_title_without_its_last_dot_is_no_name(title: str) -> None:
    (row,) = read(None, **{"ชื่อ-สกุล": f"{title} สมศรี ใจดี"}).rows
    assert (row.title, row.first_name, row.last_name) == (title, "สมศรี", "ใจดี")


def test_a_number_that_excel_cut_short_says_so() -> None:
    headings = ("ชื่อ-สกุล", "วันที่สมัคร", "เลขบัตรประชาชน")
    row = ("นางบุญเรือน แสนสุข", "1/11/2563", 1.10123e12)
    register = read_register(xlsx_of(row, headings=headings), "ก.xlsx", today=TODAY)
    assert codes(register) == ["id-excel"]


@pytest.mark.parametrize(
    ("choice", "house"), [("day-first", "12/3"), ("month-first", "3/12")]
)
def test_a_house_that_excel_made_a_day_is_asked_about(choice: str, house: str) -> None:
    headings = ("ชื่อ-สกุล", "วันที่สมัคร", "บ้านเลขที่")
    row = ("นางบุญเรือน แสนสุข", "1/11/2563", date(2026, 3, 12))
    content = xlsx_of(row, headings=headings)
    assert codes(read_register(content, "ก.xlsx", today=TODAY)) == ["house-is-date"]
    answers = Answers({"house-is-date": choice})
    answered = read_register(content, "ก.xlsx", today=TODAY, answers=answers)
    assert answered.rows[0].house_no == house

"""Headings as funds write them: which column is which, and which is nobody's."""

from __future__ import annotations

import pytest

from kongbun.people.register.headings import Headings, find_headings
from kongbun.people.register.open_file import open_sheets
from kongbun.people.register.read import read_register
from kongbun.testing.cast import TODAY
from tests.people.sheets import csv_of

ROW = ("001", "นางบุญเรือน แสนสุข", "1000000000017", "4/3/2506", "1/11/2563", "3", "12/3")
MEANT = ("member_no", "full_name", "id", "birth", "joined", "moo", "house_no")


def headings_of(*headings: str, row: tuple[str, ...] = ROW) -> Headings:
    sheets = open_sheets(csv_of(row, headings=headings), "ทะเบียน.csv")
    return find_headings(sheets, "ทะเบียน.csv")[1]


def fields(head: Headings) -> tuple[str, ...]:
    return tuple(column.field for column in head.columns)


@pytest.mark.parametrize(
    "headings",
    [
        "เลขที่|ชื่อ-สกุล|เลขบัตรประชาชน|วันเกิด|วันที่สมัคร|หมู่|บ้านเลขที่",
        "เลขทะเบียน|ชื่อ – นามสกุล|เลขบัตร ปชช.|ว.ด.ป.เกิด|วันเข้าเป็นสมาชิก|หมู่ที่|เลขที่",
        "รหัสสมาชิก|ชื่อและสกุล|เลขประจำตัว ปชช. 13 หลัก|วัน เดือน ปี เกิด|วันสมัครสมาชิก|ม.|เลขที่",
        "เลขที่ในทะเบียน|ชื่อ สกุล|ปชช.|เกิดเมื่อ (ว/ด/ป)|เป็นสมาชิกเมื่อ|หมู่ที่|เลขที่บ้าน",
        "สมาชิกเลขที่|ชื่อ-ฉายา/สกุล|เลขบัตร 13 หลัก|วดป. เกิด|วันที่รับเข้าเป็นสมาชิก|หมู่|บ้านเลขที่",
    ],
)
def test_a_heading_is_read_by_the_words_it_is_made_of(headings: str) -> None:
    assert fields(headings_of(*headings.split("|"))) == MEANT


def test_what_was_read_by_its_words_is_shown_on_the_heading() -> None:
    headings = ("เลขที่", "ชื่อ-สกุล", "บัตร ปชช. เลขที่", "วันเกิด", "วันที่สมัคร", "หมู่", "เลขที่บ้าน")
    register = read_register(csv_of(ROW, headings=headings), "ก.csv", today=TODAY)
    (told,) = [f for f in register.findings if f.issue.code == "column-by-words"]
    assert (told.row, told.column) == (1, "บัตร ปชช. เลขที่")
    assert "เลขบัตร" in told.message()
    assert register.is_clear


@pytest.mark.parametrize(
    "of_another",
    [
        "เลขบัตรประชาชนคู่สมรส",
        "วันเกิดบิดา",
        "วันที่ออกบัตร",
        "ชื่อ-สกุล ผู้แนะนำ",
        "ผู้รับผลประโยชน์ เลขบัตรประชาชน",
        "วันที่อนุมัติเป็นสมาชิก",
        "ค่าสมัครเมื่อเข้าเป็นสมาชิก",
    ],
)
def test_a_column_about_somebody_or_something_else_is_left_unread(
    of_another: str,
) -> None:
    head = headings_of("ชื่อ-สกุล", "วันที่สมัคร", of_another, row=("ก ข", "1/1/2560", "1"))
    assert fields(head) == ("full_name", "joined")
    assert [column.heading for column in head.unused] == [of_another]


def test_a_heading_of_the_list_is_never_doubled_by_one_read_by_words() -> None:
    head = headings_of("ชื่อ-สกุล", "วันที่เข้าร่วม", "วันที่สมัคร", row=("ก ข", "-", "1/1/2560"))
    assert [(c.field, c.index) for c in head.columns] == [
        ("full_name", 0),
        ("joined", 2),
    ]
    assert not head.twice


def test_a_member_whose_words_stand_in_the_list_is_no_second_heading_row() -> None:
    headings = ("ลำดับ", "ชื่อ-สกุล", "วันที่สมัคร", "หมู่", "อื่นๆ")
    rows = [("1", "นางบุญเรือน แสนสุข", "1/11/2563", "3", "ลาออก")]
    register = read_register(csv_of(*rows, headings=headings), "ก.csv", today=TODAY)
    assert register.counts.rows == 1

"""How registers look in life: two heading rows, totals, moo as 4.0, odd dates."""

from __future__ import annotations

import io
from datetime import date

import pytest
import xlsxwriter

from kongbun.people.register.findings import Answers
from kongbun.people.register.known import Known, KnownBranch, KnownMember
from kongbun.people.register.read import Register, read_register
from kongbun.testing.cast import TODAY
from tests.people.sheets import BUNRUEAN, HEADINGS, SOMBAT, csv_of, xlsx_of

VILLAGES = [KnownBranch(1, 3, "บ้านทุ่ง"), KnownBranch(2, 7, "บ้านห้วย")]
VILLAGES += [KnownBranch(4, 4, "บ้านสี่")]
NEW_FUND = Known(branches=VILLAGES)


def read(
    content: bytes, answers: dict[str, str] | None = None, known: Known = NEW_FUND
) -> Register:
    return read_register(
        content,
        "ทะเบียน.xlsx" if content[:2] == b"PK" else "ทะเบียน.csv",
        today=TODAY,
        known=known,
        answers=Answers(answers or {}),
    )


def codes(register: Register) -> list[tuple[int, str]]:
    return [(f.row, f.issue.code) for f in register.findings if f.row > 1]


def test_columns_come_in_any_order_and_in_english() -> None:
    headings = ("moo", "Surname", "First Name", "Date of Birth", "Join Date", "Title")
    row = ("3", "แสนสุข", "บุญเรือน", "1963-03-04", "2020-11-01", "นาง")
    register = read(csv_of(row, headings=headings))
    assert register.counts.accepted == 1
    assert register.rows[0].name() == "นางบุญเรือน แสนสุข"
    assert register.rows[0].joined_on == date(2020, 11, 1)


def test_one_column_holds_the_whole_name() -> None:
    headings = ("ที่", "ชื่อ - สกุล", "วันที่สมัคร")
    register = read(csv_of(("1", "น.ส.จันทร์เพ็ญ ณ ทุ่ง", "1/1/2560"), headings=headings))
    row = register.rows[0]
    assert (row.title, row.first_name, row.last_name) == ("น.ส.", "จันทร์เพ็ญ", "ณ ทุ่ง")


def test_a_title_over_the_table_and_two_heading_rows() -> None:
    rows = (
        ("ทะเบียนสมาชิกกองทุน ปี 2569", *[""] * 7),
        [""] * 8,
        ("ลำดับ", "ชื่อ", "", "วันเดือนปี", "", "ที่อยู่", "", "ผู้รับผลประโยชน์"),
        ("", "ชื่อ", "นามสกุล", "เกิด", "สมัคร", "บ้านเลขที่", "หมู่ที่", "ชื่อ-สกุล"),
        ("1", "บุญเรือน", "แสนสุข", "4/3/2506", "1/11/2563", "27", "3", "นายคำ แสนสุข"),
    )
    register = read(csv_of(*rows[1:], headings=rows[0]))
    assert register.counts.accepted == 1
    row = register.rows[0]
    assert (row.row, row.first_name, row.last_name) == (5, "บุญเรือน", "แสนสุข")
    assert (row.joined_on, row.house_no, row.moo) == (date(2020, 11, 1), "27", 3)
    assert row.beneficiaries == (("นายคำ แสนสุข", ""),)


def test_blank_and_numbered_rows_are_skipped_and_rows_keep_their_numbers() -> None:
    blank = ("",) * 7
    register = read(xlsx_of(blank, BUNRUEAN, blank, SOMBAT, blank))
    assert [row.row for row in register.rows] == [3, 5]
    headings = ("ที่", *HEADINGS)
    numbered = read(csv_of(("1", *BUNRUEAN), ("2", *blank), headings=headings))
    assert numbered.counts.rows == 1


MONEY = (*HEADINGS, "จำนวนเงิน")


@pytest.mark.parametrize(
    ("total", "code"), [("300.50", "totals-row"), ("300.05", "totals-differ")]
)
def test_a_totals_row_is_no_member_and_is_added_up(total: str, code: str) -> None:
    rows = ((*BUNRUEAN, "100.50"), (*SOMBAT, "200"))
    total_row = ("", "", "รวม", "", "", "", "", total)
    register = read(csv_of(*rows, total_row, headings=MONEY))
    assert codes(register) == [(4, code)]
    assert len(register.rows) == 2
    if code == "totals-differ":
        assert not register.is_clear
        assert "300.50" in register.findings[0].message()


def test_village_totals_and_a_grand_total_add_up_each() -> None:
    rows = [
        (*BUNRUEAN, "100"),
        (*[""] * 2, "รวมหมู่ 3", *[""] * 4, "100"),
        (*SOMBAT, "200"),
        (*[""] * 2, "รวมหมู่ 7", *[""] * 4, "200"),
        (*[""] * 2, "รวมทั้งสิ้น 2 คน", *[""] * 4, "300"),
    ]
    register = read(csv_of(*rows, headings=MONEY))
    assert [code for _, code in codes(register)] == ["totals-row"] * 3
    assert register.is_clear


def test_someone_called_ruam_is_somebody() -> None:
    ruam = ("1", "นาง", "รวม", "ใจดี", "1/1/2500", "1/1/2560", "3")
    assert read(csv_of(ruam)).rows[0].first_name == "รวม"


def test_headings_again_and_signatures_are_not_members() -> None:
    signed = ("ลงชื่อ นางสมศรี ใจงาม เหรัญญิก", *[""] * 6)
    register = read(csv_of(BUNRUEAN, HEADINGS, SOMBAT, signed))
    assert codes(register) == [(3, "heading-again"), (5, "note-row")]
    assert len(register.rows) == 2


def test_moo_as_excel_leaves_it() -> None:
    rows = [(*BUNRUEAN[:6], cell) for cell in (4.0, "4.0", "๔", "หมู่ 4", "ม.4")]
    rows = [
        (f"ทน-{n}", *row[1:2], f"คน{'กขคงจ'[n]}", *row[3:])
        for n, row in enumerate(rows)
    ]
    register = read(xlsx_of(*rows))
    assert [row.moo for row in register.rows] == [4] * 5
    assert codes(register) == [(3, "moo-decimal"), (4, "thai-digits")]


def test_excel_dates_are_taken_as_days_whatever_year_they_show() -> None:
    day = date(2024, 8, 16)
    headings = ("ชื่อ", "นามสกุล", "วันที่สมัคร", "วันเกิด")
    rows = [
        ("ก", "หนึ่ง", day, date(1963, 3, 4)),
        ("ข", "สอง", "16/8/2567", "4/3/2506"),
        ("ค", "สาม", 45520, "4/3/2506"),
        # Typed as a B.E. year into a sheet that counts in C.E.
        ("ง", "สี่", date(2567, 8, 16), "4/3/2506"),
    ]
    thai = {2: "[$-D07041E]d mmm yyyy"}
    register = read(xlsx_of(*rows, headings=headings, formats=thai))
    assert [row.joined_on for row in register.rows] == [day] * 4
    assert codes(register)[-1] == (5, "date-buddhist-cell")


def test_dates_of_the_1904_calendar_are_not_a_day_off() -> None:
    headings = ("ชื่อ", "นามสกุล", "วันที่สมัคร")
    day = date(2024, 8, 16)
    content = xlsx_of(("ก", "หนึ่ง", day), headings=headings, options={"date_1904": True})
    assert read(content).rows[0].joined_on == day


def test_one_date_with_the_month_first_puts_the_column_in_doubt() -> None:
    other = (*SOMBAT[:4], "04/16/2510", *SOMBAT[5:])
    unsure = (*BUNRUEAN[:4], "03/04/2506", *BUNRUEAN[5:])
    content = csv_of(unsure, other)
    register = read(content)
    assert codes(register) == [(2, "month-first"), (3, "month-first")]
    settled = read(content, {"month-first:วันเกิด": "month-first"})
    assert settled.is_clear
    assert [row.birth_earliest for row in settled.rows] == [
        date(1963, 3, 4),
        date(1967, 4, 16),
    ]


def test_an_era_that_differs_from_the_column_is_shown() -> None:
    other = (*SOMBAT[:4], "12/5/1967", *SOMBAT[5:])
    third = ("x", "นาย", "ค", "ง", "1/1/2500", "1/1/2560", "3")
    register = read(csv_of(BUNRUEAN, other, third))
    assert codes(register) == [(3, "date-era-differs")]
    assert "12 พ.ค. 2510" in register.findings[0].message()


WRONG = [
    ({"วันเกิด": "1/1/2580"}, "born-in-future"),
    ({"วันที่สมัคร": "1/1/2580"}, "joined-in-future"),
    ({"วันเกิด": "1/1/2565"}, "joined-before-birth"),
    ({"วันเกิด": "1/5/2430"}, "age-over-120"),
    ({"วันที่สมัคร": ""}, "joined-missing"),
    ({"วันที่สมัคร": "2563"}, "joined-partial"),
    ({"สถานะ": "ลาออก"}, "exit-day-missing"),
    ({"วันที่ออก": "1/1/2565"}, "exit-reason-missing"),
    ({"สถานะ": "ลาออก", "วันที่ออก": "1/1/2560"}, "exit-before-joining"),
    ({"สถานะ": "ตาย", "วันที่ออก": "1/1/2599"}, "exit-in-future"),
    ({"วันที่เสียชีวิต": "1/1/2565", "วันที่ลาออก": "1/1/2564"}, "two-exits"),
    ({"ส่งถึง": "1/1/2560"}, "paid-before-joining"),
    ({"จำนวนวันที่ส่ง": "99999"}, "days-paid-too-many"),
    ({"จำนวนวันที่ส่ง": "2000", "วันที่สมัคร": ""}, "joined-missing"),
    ({"จำนวนวันที่ส่ง": "-5"}, "count-unreadable"),
    ({"ประเภท": "ประหลาด"}, "type-unknown"),
    ({"สถานะ": "ไม่แน่"}, "status-unknown"),
    ({"ชื่อ": ""}, "name-missing"),
    ({"หมู่": "x"}, "moo-unreadable"),
    ({"หมู่": "0"}, "moo-unreadable"),
    ({"เลขที่สมาชิก": "1.2E+15"}, "member-no-unreadable"),
]


@pytest.mark.parametrize(("cells", "code"), WRONG, ids=lambda v: str(v)[:40])
def test_what_does_not_fit_together_is_said(cells: dict[str, str], code: str) -> None:
    facts = dict(zip(HEADINGS, BUNRUEAN, strict=True)) | cells
    register = read(csv_of(tuple(facts.values()), headings=tuple(facts)))
    assert [found for _, found in codes(register)] == [code]
    assert not register.is_clear


def test_every_question_can_be_answered_with_not_known() -> None:
    for cells, code in WRONG:
        facts = dict(zip(HEADINGS, BUNRUEAN, strict=True)) | cells
        content = csv_of(tuple(facts.values()), headings=tuple(facts))
        if read(content).findings[0].issue.verdict.value == "question":
            assert read(content, {code: "unknown"}).is_clear, code


def test_the_same_number_again_is_refused_on_the_later_row() -> None:
    register = read(csv_of(BUNRUEAN, ("ทน-03-0001", *SOMBAT[1:])))
    assert codes(register) == [(3, "member-no-twice")]
    assert "แถว 2 (นางบุญเรือน แสนสุข)" in register.findings[0].message()


IDS = (*HEADINGS, "เลขบัตร")


def test_the_same_id_again_is_a_question_that_names_the_earlier_row() -> None:
    one, other = (*BUNRUEAN, "3000000000013"), (*SOMBAT, "3-0000-00000-01-3")
    register = read(csv_of(one, other, headings=IDS))
    assert codes(register) == [(3, "id-written"), (3, "id-twice")]
    assert "แถว 2" in register.findings[1].message()
    apart = read(csv_of(one, other, headings=IDS), {"id-twice": "different"})
    assert apart.is_clear
    assert [row.id_value for row in apart.rows] == ["3000000000013", ""]
    same = read(csv_of(one, other, headings=IDS), {"id-twice": "same"})
    assert (3, "two-live-memberships") in codes(same)


def known(**changed: object) -> Known:
    facts: dict[str, object] = {
        "person_id": 1,
        "member_no": "ทน-03-0001",
        "name": "นางบุญเรือน แสนสุข",
        "name_key": "บุญเรือนแสนสุข",
        "birth_earliest": date(1963, 3, 4),
        "id_value": "3000000000013",
        "joined_on": date(2020, 11, 1),
        "exited_on": None,
    }
    member = KnownMember(**{**facts, **changed})  # type: ignore[arg-type]
    return Known([member], VILLAGES)


@pytest.mark.parametrize(
    ("row", "code"),
    [
        (BUNRUEAN, "already-there"),
        ((*BUNRUEAN[:5], "1/1/2560", "3"), "differs-from-register"),
        (("ทน-03-0001", *SOMBAT[1:]), "member-no-taken"),
        (("ทน-03-0999", *BUNRUEAN[1:]), "person-in-fund"),
        ((*SOMBAT, "3000000000013"), "id-in-fund"),
        ((*SOMBAT[:6], "9"), "branch-unknown"),
    ],
)
def test_a_row_is_read_against_the_register(row: tuple[str, ...], code: str) -> None:
    headings = IDS[: len(row)]
    register = read(csv_of(row, headings=headings), known=known())
    assert codes(register) == [(2, code)]


def test_villages_are_found_by_name_as_well() -> None:
    headings = ("ชื่อ", "นามสกุล", "วันที่สมัคร", "หมู่บ้าน")
    row = ("สมบัติ", "ดีงาม", "1/2/2564", "ห้วย")
    register = read(csv_of(row, headings=headings), known=known())
    assert register.counts.accepted == 1
    assert register.places[0].pk == 2


def test_a_row_without_a_village_waits_in_a_place_of_its_own() -> None:
    register = read(
        csv_of((*BUNRUEAN[:6], "")),
        known=known(member_no="x", name_key="y", id_value=""),
    )
    assert codes(register) == [(2, "branch-missing")]
    assert register.is_clear


def test_unknown_columns_are_named_and_doubled_ones_refused() -> None:
    headings = (*HEADINGS, "กรุ๊ปเลือด", "นามสกุล")
    register = read(csv_of((*BUNRUEAN, "O", "อื่น"), headings=headings))
    found = {(f.row, f.column, f.issue.code) for f in register.findings}
    assert (1, "กรุ๊ปเลือด", "column-unused") in found
    assert (1, "นามสกุล", "column-twice") in found
    assert not register.is_clear


def test_cells_beyond_the_table_are_a_shifted_row() -> None:
    register = read(csv_of((*BUNRUEAN, "เกิน")))
    assert codes(register) == [(2, "cells-beyond")]


def test_the_third_of_a_name_finds_each_of_the_two_above() -> None:
    first = ("N-1", "นางบุญเรือน", "แสนสุข", "1/2/2490", "1", "12", "1/2/2565")
    second = ("N-2", "นางบุญเรือน", "แสนสุข", "1/2/2500", "1", "12", "1/2/2565")
    headings = ("เลขที่สมาชิก", "ชื่อ", "นามสกุล", "วันเกิด", "หมู่", "บ้านเลขที่", "วันที่สมัคร")
    for again in (first, second):
        third = ("N-3", *again[1:])
        register = read(csv_of(first, second, third, again, headings=headings))
        found = [f for f in register.findings if "-twice" in f.issue.code]
        row = 2 if again is first else 3
        assert [(f.row, f.issue.code) for f in found] == [
            (4, "person-twice"),
            (5, "row-twice"),
        ]
        assert all(f"แถว {row} " in f.issue.message for f in found)


def test_names_with_a_tone_typed_first_are_one_person() -> None:
    other = ("x", "นาง", "ทุ\u0e48ง", "ดี", *BUNRUEAN[4:])
    same = ("y", "นาง", "ท\u0e48ุง", "ดี", *BUNRUEAN[4:])
    assert codes(read(csv_of(other, same))) == [(3, "marks"), (3, "person-twice")]


def test_cells_merged_downwards_hold_for_every_row() -> None:
    out = io.BytesIO()
    book = xlsxwriter.Workbook(out, {"in_memory": True})
    made = book.add_worksheet()
    made.write_row(0, 0, ("ชื่อ", "นามสกุล", "วันที่สมัคร", "บ้านเลขที่"))
    for number, name in enumerate(("คำ", "ภูผา"), start=1):
        made.write_row(number, 0, (name, "แสนสุข", "1/11/2563"))
    made.merge_range(1, 3, 2, 3, "27")
    made.set_row(2, None, None, {"hidden": True})
    book.close()
    register = read(out.getvalue())
    assert [row.house_no for row in register.rows] == ["27", "27"]
    assert (3, "merged-filled") in codes(register)
    hidden = [f for f in register.findings if f.issue.code == "hidden"]
    assert "แถว 3" in hidden[0].message()


def test_a_quote_never_closed_hides_no_members() -> None:
    head = "ชื่อ-สกุล,วันที่สมัคร"
    rows = ('"นายสมบัติ ดีงาม,1/1/2560', "นางบุญเรือน แสนสุข,1/1/2560")
    register = read("\n".join((head, *rows)).encode())
    assert [f.issue.code for f in register.findings] == ["file-open-quote"]
    closed = ('"นายสมบัติ ดีงาม",1/1/2560', *rows[1:])
    assert read("\n".join((head, *closed)).encode()).counts.accepted == 2


@pytest.mark.parametrize("shifted", ["12345", "2024-01-01", "...", "๑๒/๓/๒๕๐๐"])
def test_a_number_or_date_is_nobodys_name(shifted: str) -> None:
    headings = ("ชื่อ-สกุล", "วันที่สมัคร")
    register = read(csv_of((shifted, "1/1/2560"), headings=headings))
    assert register.counts.refused == 1
    assert codes(register) == [(2, "name-is-figures")]


def test_a_total_of_people_under_the_names_is_no_member() -> None:
    headings = ("เลขที่สมาชิก", "ชื่อ-สกุล", "วันที่สมัคร")
    rows = (("1", "นายสมบัติ ดีงาม", "1/1/2560"), ("รวม", "3 คน", ""))
    register = read(csv_of(*rows, headings=headings))
    assert register.counts.accepted == 1
    assert codes(register) == [(3, "totals-differ")]


def test_a_cell_that_failed_in_excel_is_named() -> None:
    target = io.BytesIO()
    book = xlsxwriter.Workbook(target)
    sheet = book.add_worksheet()
    sheet.write_row(0, 0, ("ชื่อ-สกุล", "วันที่สมัคร", "เลขบัตรประชาชน"))
    sheet.write_row(1, 0, ("นายสมบัติ ดีงาม", "1/1/2560"))
    sheet.write_formula(1, 2, "=NA()", None, "#N/A")
    book.close()
    register = read(target.getvalue())
    (found,) = [f for f in register.findings if f.row > 1]
    assert (found.issue.code, found.issue.value) == ("excel-error", "#N/A")


def test_a_file_says_the_same_each_time_where_eras_are_as_many() -> None:
    headings = ("ชื่อ-สกุล", "วันที่สมัคร")
    rows = (("นายสมบัติ ดีงาม", "1/1/2560"), ("นางบุญเรือน แสนสุข", "1/2/2017"))
    for order in (rows, rows[::-1]):
        register = read(csv_of(*order, headings=headings))
        (found,) = [f for f in register.findings if f.row > 1]
        assert found.issue.value == "1/2/2017"

"""A row of the round sheet says what a collector needs at that door, and is safe."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import date

import numpy as np
import pytest
from django.utils.html import escape

from kongbun.dues.sheet import Row
from kongbun.dues.standing import Standing
from kongbun.people.models import PayerKind
from kongbun.rules.days import column
from kongbun.testing.cast import Cast
from kongbun.web.sheet_form import FilledRow, empty_filled
from kongbun.web.sheet_rows import sheet_rows
from tests.dues.village import adopt_convention, make_house, make_person, sheet_of

pytestmark = pytest.mark.django_db


def plain(cast: Cast) -> Row:
    adopt_convention(cast)
    make_house(cast, "27", "นางบุญเรือน แสนสุข")
    [row] = sheet_of(cast).rows
    return row


def drawn(row: Row, *, typed: str = "", error: str = "", wrong: bool = False) -> str:
    filled = FilledRow(row, typed, "", error)
    return str(sheet_rows([filled], {filled.key} if wrong else ()))


def test_a_plain_row_names_house_person_and_what_is_due(cast: Cast) -> None:
    html = drawn(plain(cast))
    assert '<td class="c-no">27</td>' in html
    assert "<b>นางบุญเรือน แสนสุข</b>" in html
    assert 'aria-label="รับจาก นางบุญเรือน แสนสุข บ้านเลขที่ 27"' in html
    assert 'data-due="9000"' in html
    assert "ยังไม่เคย" in html
    assert "disabled" not in html
    assert "aria-invalid" not in html
    assert 'class="bad"' not in html


def test_a_row_with_an_error_keeps_what_was_typed_and_says_why_beside_it(
    cast: Cast,
) -> None:
    html = drawn(plain(cast), typed="สามสิบ", error="อ่านไม่ได้")
    assert 'value="สามสิบ"' in html
    assert 'class="bad"' in html
    assert '<p class="err" id="e1">' in html
    assert "<span>อ่านไม่ได้</span>" in html
    assert 'aria-invalid="true" aria-describedby="e1"' in html


def test_a_house_that_a_refusal_names_is_marked(cast: Cast) -> None:
    row = plain(cast)
    assert 'class="bad"' in drawn(row, wrong=True)
    assert 'class="bad"' not in drawn(row)


def test_a_house_for_which_another_pays_is_not_asked(cast: Cast) -> None:
    adopt_convention(cast)
    [member] = make_house(cast, "27", "นางบุญเรือน แสนสุข")
    member.payer_kind = PayerKind.TEMPLE
    member.payer_name = "วัดดอนกลาง"
    member.save()
    html = drawn(sheet_of(cast).rows[0])
    assert "วัดดอนกลางส่งให้ 1 คน" in html
    assert re.search(r"<input class=\"in got\"[^>]* disabled>", html)


def test_what_a_collector_must_know_stands_at_the_door(cast: Cast) -> None:
    row = plain(cast)
    ahead = replace(
        row,
        rhythm_months=12,
        credit_satang=1_500,
        due_satang=0,
        paid_through=date(2026, 12, 31),
    )
    html = drawn(ahead)
    assert "ส่งครั้งละ 12 เดือน" in html
    assert "มีเงินเก็บไว้ 15" in html
    assert "ส่งล่วงหน้าแล้ว" in html
    assert "ธ.ค." in html
    assert "ต้องส่ง" not in html


def test_a_person_without_a_house_is_named_without_one(cast: Cast) -> None:
    adopt_convention(cast)
    make_person(cast, "นายสมบัติ ดีงาม")
    html = str(sheet_rows(empty_filled(sheet_of(cast)).rows, ()))
    assert 'aria-label="รับจาก นายสมบัติ ดีงาม"' in html
    assert '<td class="c-no">–</td>' in html


def test_names_are_escaped_wherever_they_stand(cast: Cast) -> None:
    adopt_convention(cast)
    make_house(cast, '"><s>', "<script>alert(1)</script> ใจงาม")
    row = sheet_of(cast).rows[0]
    for html in (drawn(row), drawn(row, typed='"><i>', error="<u>", wrong=True)):
        assert "<script" not in html
        assert "<s>" not in html
        assert "<i>" not in html
        assert "<u>" not in html


@pytest.mark.parametrize("name", ["นาง\x1f<b>ข", "นาง{0}{x} ข", "นาง%s & ข"])
def test_a_name_that_looks_like_our_own_marks_is_only_a_name(
    cast: Cast, name: str
) -> None:
    row = plain(cast)
    other = replace(row, head=row.head._replace(title="", first_name=name))
    html = str(sheet_rows([FilledRow(one, "", "", "") for one in (other, row)], ()))
    assert html == drawn(other) + drawn(row)
    assert f"<b>{escape(other.name)}</b>" in html
    assert html.count("<tr ") == 2


def test_rows_stand_in_their_order_whatever_they_look_like(cast: Cast) -> None:
    adopt_convention(cast)
    for number in ("1", "2", "3", "4"):
        make_house(cast, number, f"นางบุญเรือน ที่{number}")
    rows = empty_filled(sheet_of(cast)).rows
    html = str(sheet_rows(rows, {rows[1].key}))
    assert re.findall(r'data-house="(\d)"', html) == ["1", "2", "3", "4"]


def standing(**columns: int) -> Standing:
    given = {"ids": 7, "owes": 100, "credit": 0, "start": 100, "until": 130} | columns
    one = {name: column([value]) for name, value in given.items()}
    return Standing(
        membership_ids=one["ids"],
        joined=column([100]),
        owes_from=one["owes"],
        opening_days=column([0]),
        credit_satang=one["credit"],
        owner=np.zeros(1, dtype=np.int64),
        start=one["start"],
        until=one["until"],
    )


@pytest.mark.parametrize(
    "changed",
    [{"ids": 8}, {"owes": 90}, {"credit": 1}, {"start": 101}, {"until": 131}],
    ids=lambda changed: next(iter(changed)),
)
def test_a_stamp_changes_with_each_thing_that_was_paid(changed: dict[str, int]) -> None:
    assert standing().stamp([0]) == standing().stamp([0])
    assert standing(**changed).stamp([0]) != standing().stamp([0])

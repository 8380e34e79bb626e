"""Figures and days look the same on every page."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest

from kongbun.kernel.money import Money
from kongbun.web.templatetags import kongbun as tags


@pytest.mark.parametrize(
    ("satang", "shown", "short"),
    [
        (123450, "1,234.50", "1,234.50"),
        (123400, "1,234.00", "1,234"),
        (-50000, "−500.00", "−500"),
        (0, "0.00", "0"),
        (1, "0.01", "0.01"),
    ],
)
def test_an_amount_has_its_separators_and_a_true_minus(
    satang: int, shown: str, short: str
) -> None:
    assert tags.baht(satang) == tags.baht(Money(satang)) == shown
    assert tags.baht_short(satang) == short


def test_nothing_is_not_zero() -> None:
    assert tags.baht(None) == tags.words(None) == tags.number(None) == ""


@pytest.mark.parametrize(
    ("form", "shown"),
    [
        ("short", "20 พ.ย. 2569"),
        ("long", "20 พฤศจิกายน 2569"),
        ("near", "20 พ.ย."),
        ("two", "20 พ.ย. 69"),
        ("two-month", "พ.ย. 69"),
        ("month", "พฤศจิกายน 2569"),
        ("weekday", "วันศุกร์ที่ 20 พฤศจิกายน 2569"),
        ("figures", "20/11/2569"),
    ],
)
def test_a_day_is_shown_in_the_buddhist_era_on_one_line(form: str, shown: str) -> None:
    text = tags.thai_date(date(2026, 11, 20), form)
    assert " " not in text
    assert text.replace(tags.NO_BREAK, " ") == shown


def test_an_instant_is_shown_in_bangkok() -> None:
    late = datetime(2026, 11, 19, 18, 5, tzinfo=UTC)
    assert tags.thai_date(late).replace(tags.NO_BREAK, " ") == "20 พ.ย. 2569"
    shown = tags.thai_date(late, "time").replace(tags.NO_BREAK, " ")
    assert shown == "20 พ.ย. 2569 01.05 น."


@pytest.mark.parametrize(
    ("seconds", "said"),
    [
        (59, "0 นาที"),
        (-95 * 60, "95 นาที"),
        (2 * 3_600 - 1, "119 นาที"),
        (2 * 3_600, "2 ชั่วโมง"),
        (-(2 * 86_400 - 1), "47 ชั่วโมง"),
        (-14_222 * 60, "9 วัน"),
        (None, ""),
    ],
)
def test_a_length_of_time_is_told_in_a_unit_that_people_use(
    seconds: int | None, said: str
) -> None:
    assert tags.how_long(seconds) == said


def test_a_number_never_parts_from_its_unit() -> None:
    shown = tags.nb("ระเบียบข้อ 12 ให้ 500 บาท ภายใน 20 พ.ย. 2569")
    assert shown.split(" ") == [
        "ระเบียบข้อ\N{NO-BREAK SPACE}12",
        "ให้",
        "500\N{NO-BREAK SPACE}บาท",
        "ภายใน",
        "20\N{NO-BREAK SPACE}พ.ย.\N{NO-BREAK SPACE}2569",
    ]


def test_what_people_wrote_stays_text() -> None:
    assert "<b>" not in tags.nb("<b>5 บาท</b>")
    assert "<b>" not in tags.mark("ok", "<b>")
    assert "<b>" not in tags.nw("<b>")


def test_an_icon_that_is_not_drawn_is_a_bug() -> None:
    with pytest.raises(AssertionError):
        tags.icon("unicorn")

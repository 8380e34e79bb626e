"""Reading and writing Thai dates, whole and partial."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kongbun.kernel import thai_date
from kongbun.kernel.thai_date import PartialDate
from kongbun.kernel.thai_date_text import BadDate, Choice, read_day, read_partial


@pytest.mark.parametrize(
    ("text", "iso"),
    [
        ("16/8/2567", "2024-08-16"),
        ("16/08/2024", "2024-08-16"),
        ("16-8-2567", "2024-08-16"),
        ("16.8.2567", "2024-08-16"),
        ("16 8 2567", "2024-08-16"),
        ("2567-08-16", "2024-08-16"),
        ("2024-08-16", "2024-08-16"),
        ("2024-08-16 00:00:00", "2024-08-16"),
        ("2024-08-16T23:59:59.999", "2024-08-16"),
        ("2024-01-31T17:00:00Z", "2024-02-01"),
        ("29/2/2567", "2024-02-29"),
        ("29/2/2024", "2024-02-29"),
        ("๑๖ ส.ค. ๒๕๖๗", "2024-08-16"),
        ("๑๖/๘/๒๕๖๗", "2024-08-16"),
        ("16 สค 2567", "2024-08-16"),
        ("16 สิงหา 2567", "2024-08-16"),
        ("16-ส.ค.-2567", "2024-08-16"),
        ("วันศุกร์ที่ 16 สิงหาคม พ.ศ. 2567", "2024-08-16"),
        ("16 Aug 2024", "2024-08-16"),
        ("1 เม.ย. 2483", "1940-04-01"),
        ("15/2/1940", "1940-02-15"),
    ],
)
def test_dates_that_say_their_day(text: str, iso: str) -> None:
    assert read_day(text).isoformat() == iso


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("", "date-empty"),
        ("วันนี้", "date-unreadable"),
        ("x" * 10_000, "date-unreadable"),
        ("\uff11\uff16/8/2567", "date-unreadable"),
        ("ข้างขึ้น 5 ค่ำ", "date-lunar"),
        ("๑๖ สิงหา", "date-no-year"),
        ("16/8", "date-no-year"),
        ("29/2/2568", "date-no-such-day"),
        ("29/2/2023", "date-no-such-day"),
        ("31/11/2569", "date-no-such-day"),
        ("32/1/2567", "date-no-such-day"),
        ("16/13/2567", "date-no-such-month"),
        ("1/1/1481", "date-year-outside"),
        ("1/1/3110", "date-year-outside"),
        ("1/1/2399", "date-year-outside"),
        ("1/1/2701", "date-year-outside"),
        ("1/1/2161", "date-year-outside"),
        ("16/8/พ.ศ. 2024", "date-era"),
        ("-/-/2490", "date-incomplete"),
        ("1/2/67", "two-digit-year"),
        ("16 ส.ค.67", "two-digit-year"),
        ("04/16/2567", "month-first"),
        ("15/2/2482", "april-new-year"),
        ("15/2/2483", "april-new-year"),
        ("1๒/3/2567", "date-mixed-digits"),
    ],
)
def test_dates_that_nobody_may_guess(text: str, code: str) -> None:
    with pytest.raises(BadDate) as refused:
        read_day(text)
    assert refused.value.code == code
    assert "{" not in refused.value.message


def choices_of(text: str) -> dict[str, str]:
    with pytest.raises(BadDate) as asked:
        read_partial(text)
    assert asked.value.asks
    return {
        choice.code: choice.when.earliest.isoformat()
        for choice in asked.value.choices
        if isinstance(choice, Choice)
    }


def test_a_two_digit_year_offers_its_centuries_and_only_real_days() -> None:
    assert choices_of("12/5/67") == {
        "be25": "2024-05-12",
        "be24": "1924-05-12",
        "ce20": "2067-05-12",
        "ce19": "1967-05-12",
    }
    assert set(choices_of("29/2/67")) == {"be25", "be24"}


def test_a_january_before_2484_offers_the_law_of_its_time_first() -> None:
    assert choices_of("15/2/2482") == {
        "by-law-then": "1940-02-15",
        "as-today": "1939-02-15",
    }
    assert choices_of("15/2/2483") == {"as-today": "1940-02-15"}


def test_an_impossible_day_names_the_last_possible_one() -> None:
    with pytest.raises(BadDate, match=r"พฤศจิกายน 2569 มี 30 วัน.*พิมพ์ 30/11/2569"):
        read_day("31/11/2569")


@pytest.mark.parametrize(
    "text", ["- - 2490", "00/00/2490", "พ.ศ. 2490", "๒๔๙๐", "?/?/2490"]
)
def test_an_unknown_day_and_month_stay_unknown(text: str) -> None:
    when = read_partial(text)
    assert (when.earliest, when.latest) == (date(1947, 1, 1), date(1947, 12, 31))
    assert when.precision == "year"


def test_a_year_before_2484_runs_from_april_to_march() -> None:
    assert read_partial("2480") == PartialDate(date(1937, 4, 1), date(1938, 3, 31))
    assert read_partial("2483") == PartialDate(date(1940, 4, 1), date(1940, 12, 31))


days = st.dates(date(1880, 1, 1), date(2150, 12, 31))


@given(days)
def test_every_day_reads_back_as_a_field_shows_it(day: date) -> None:
    assert read_day(thai_date.figures(day)) == day


@given(days.filter(lambda day: day >= date(1941, 1, 1)))
def test_every_modern_day_reads_back_in_each_style(day: date) -> None:
    for style in (thai_date.short, thai_date.long):
        assert read_day(style(day)) == day


@given(st.integers(2424, 2690), st.integers(0, 12))
def test_every_partial_date_reads_back(year: int, month: int) -> None:
    if month and year <= 2483 and month < 4:
        return
    when = PartialDate.of_month(year, month) if month else PartialDate.of_year(year)
    assert read_partial(when.figures()) == when


@given(days)
def test_a_day_lies_in_its_own_fiscal_year(day: date) -> None:
    first, until = thai_date.fiscal_year_bounds(thai_date.fiscal_year(day))
    assert first <= day < until
    months = thai_date.fiscal_year_months(thai_date.fiscal_year(day))
    assert len(months) == 12
    assert thai_date.month_start(day) in months


@pytest.mark.parametrize("year", range(2020, 2033))
def test_the_anniversary_of_29_february_is_the_last_day_of_the_month(year: int) -> None:
    leap = year % 4 == 0
    anniversary = thai_date.add_months(date(2016, 2, 29), 12 * (year - 2016))
    assert anniversary == date(year, 2, 29 if leap else 28)
    assert thai_date.whole_years(date(2016, 2, 29), anniversary) == year - 2016
    before = anniversary - timedelta(days=1)
    assert thai_date.whole_years(date(2016, 2, 29), before) == year - 2017

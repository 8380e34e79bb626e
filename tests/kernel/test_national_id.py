"""Identity numbers: kinds, damage, and what the checksum cannot see."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from stdnum.th import pin

from kongbun.kernel.national_id import (
    NO_ID,
    BadId,
    IdKind,
    TypedId,
    checksum_holds,
    read_id,
    with_checksum,
)


@pytest.mark.parametrize(
    ("text", "kind", "value"),
    [
        ("1000000000017", IdKind.THAI, "1000000000017"),
        ("3-0000-00000-01-3", IdKind.THAI, "3000000000013"),
        ("3 0000 00000 01 3", IdKind.THAI, "3000000000013"),
        ("๓๐๐๐๐๐๐๐๐๐๐๑๓", IdKind.THAI, "3000000000013"),
        ("'1000000000017", IdKind.THAI, "1000000000017"),
        ("0000000000019", IdKind.NO_STATUS, "0000000000019"),
        ("6000000000018", IdKind.TEMPORARY, "6000000000018"),
        ("7000000000016", IdKind.BORN_OF_TEMPORARY, "7000000000016"),
        ("8000000000014", IdKind.ALIEN, "8000000000014"),
        ("G641000012345", IdKind.G_CODE, "G641000012345"),
        ("aa1234567", IdKind.PASSPORT, "AA1234567"),
    ],
)
def test_every_kind_of_number_is_taken_as_typed(
    text: str, kind: IdKind, value: str
) -> None:
    assert read_id(text) == TypedId(kind, value)


@pytest.mark.parametrize("text", ["", "  ", "-", "ไม่มี", "ไม่มีบัตร"])
def test_no_number_is_an_answer(text: str) -> None:
    assert read_id(text) == NO_ID


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("10000000002", "id-length"),
        ("10000000000017", "id-length"),
        ("1000000000018", "id-checksum"),
        ("1.10123E+12", "id-excel"),
        ("1.10E12", "id-excel"),
        ("1OOOO00000017", "id-letters"),
        ("l000000000017", "id-letters"),
        ("0000000000000", "id-same-digits"),
        ("9000000000012", "id-first-digit"),
        ("12ก4567890123", "id-unreadable"),
        ("໑໐໐໐໐໐໐໐໐໐໐໑໗", "id-unreadable"),
        ("1" * 100_000, "id-unreadable"),
    ],
)
def test_numbers_that_are_none(text: str, code: str) -> None:
    with pytest.raises(BadId) as refused:
        read_id(text)
    assert refused.value.code == code
    assert not refused.value.asks


@pytest.mark.parametrize("cut", ["45712719", "000045712719"[4:]])
def test_a_number_that_excel_cut_is_a_question_with_its_whole_form(cut: str) -> None:
    with pytest.raises(BadId) as asked:
        read_id(cut)
    assert asked.value.code == "id-lost-zero"
    assert asked.value.asks
    assert asked.value.choices == (TypedId(IdKind.NO_STATUS, "0000045712719"),)


def test_a_number_of_one_repeated_digit_is_asked_about() -> None:
    made_up = with_checksum("100001111111")
    with pytest.raises(BadId) as asked:
        read_id(made_up)
    assert (asked.value.code, asked.value.asks) == ("id-made-up", True)


def test_a_passport_of_digits_alone_needs_its_kind_said() -> None:
    assert read_id("123456789", kind=IdKind.PASSPORT).kind is IdKind.PASSPORT
    with pytest.raises(BadId):
        read_id("123456780")


@given(st.text(alphabet="0123456789", min_size=12, max_size=12))
def test_the_checksum_agrees_with_an_independent_program(twelve: str) -> None:
    assert pin.calc_check_digit(twelve) == with_checksum(twelve)[-1]


def test_the_third_digit_is_not_protected_by_the_checksum() -> None:
    # Why no two people are ever merged on a number alone.
    assert checksum_holds("1000000000017")
    assert checksum_holds("10" + "5" + "0000000017")


def test_a_number_shows_its_last_four_and_its_printed_form() -> None:
    number = read_id("1000000000017")
    assert number.last_four == "0017"
    assert number.full() == "1-0000-00000-01-7"

"""Names: what is repaired, what is refused, what matches, how they sort."""

from __future__ import annotations

import itertools

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kongbun.kernel.thai_text import (
    BadText,
    clean,
    match_key,
    sort_key,
    split_full_name,
    split_title,
)


@pytest.mark.parametrize(
    ("typed", "stored"),
    [
        ("เเสงดาว", "แสงดาว"),
        ("นํ้าใส", "น้ำใส"),
        ("น้ํา", "น้ำ"),
        ("กําพล", "กำพล"),
        ("สม\u200bใจ", "สมใจ"),
        ("\ufeffสมใจ\u00ad", "สมใจ"),
        ("  สม \u00a0 ใจ\t", "สม ใจ"),
        ("สม\r\nใจ", "สม ใจ"),
        ("พี่่", "พี่"),
        ("O'Brien", "O'Brien"),
        ("มูฮัมหมัด บิน อาลี", "มูฮัมหมัด บิน อาลี"),
        ("<script>alert(1)</script>", "<script>alert(1)</script>"),
        ("' OR 1=1--", "' OR 1=1--"),
        ("{{7*7}}", "{{7*7}}"),
        ("ก" * 200, "ก" * 200),
        ("Null", "Null"),
        ("ပြည်", "ပြည်"),
        ("Müller", "Müller"),
    ],
)
def test_text_is_stored_as_a_reader_sees_it(typed: str, stored: str) -> None:
    assert clean(typed) == stored


@pytest.mark.parametrize(
    ("typed", "code"),
    [
        ("สม\u202eใจ", "text-bidi"),
        ("สม\u2066ใจ", "text-bidi"),
        ("สม\x00ใจ", "text-control"),
        ("สม\x1bใจ", "text-control"),
        ("สม\ud800ใจ", "text-control"),
        ("สมใจ 😀", "text-picture"),
        ("👨\u200d👩\u200d👧", "text-picture"),
        ("ก" + "\u0e48" * 10_000, "text-too-long"),
        ("a" + "\u0300\u0301" * 20, "text-marks"),
        ("ก่้า", "text-marks"),
        ("ิสมชาย", "text-marks"),
        ("เธชเธกเธเธฒเธข", "text-broken"),
        ("à\u00b8ªà\u00b8¡", "text-broken"),
        ("ÊÁªÒÂ", "text-broken"),
        ("สม\ufffdใจ", "text-broken"),
        ("ก" * 201, "text-too-long"),
        ("ก" * 10_000_000, "text-too-long"),
    ],
)
def test_text_that_must_not_be_stored(typed: str, code: str) -> None:
    with pytest.raises(BadText) as refused:
        clean(typed)
    assert refused.value.code == code
    refused.value.message.encode()


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("ท\u0e48\u0e35", "ท\u0e35\u0e48"),
        ("น้ำ", "น\u0e4d\u0e49า"),
        ("น้ำ", "นำ\u0e49"),
        ("แสง", "เเสง"),
        ("ฤๅษี", "ฤาษี"),
        ("พี่่", "พี่"),
        ("12/3", "๑๒/๓"),
        ("สม ใจ", "สมใจ"),
        ("น.ส.", "นส"),
        ("SOMCHAI", "somchai"),
        ("สม\u200bใจ", "สมใจ"),
    ],
)
def test_what_a_reader_takes_as_equal_matches(one: str, other: str) -> None:
    assert match_key(one) == match_key(other)


def test_different_tones_and_vowels_do_not_match() -> None:
    assert len({match_key(word) for word in ("กา", "ก่า", "ก้า", "เกา", "แกา")}) == 5


@given(st.text(alphabet="กขคงเแโะาำิีึืุู่้๊๋์ํ ๑1a.", max_size=12))
def test_cleaning_twice_changes_nothing_and_never_breaks_a_match(text: str) -> None:
    try:
        once = clean(text)
    except BadText:
        return
    assert clean(once) == once
    assert match_key(once) == match_key(text)


def test_a_doubled_tone_before_its_vowel_still_matches() -> None:
    assert match_key("ก\u0e48\u0e48\u0e34") == match_key("กิ่")


def test_names_sort_as_in_a_thai_dictionary() -> None:
    # From the Royal Institute's rules: leading vowels after their consonant, the
    # tone marks last.
    words = "กก กะ กัก กา ก้าง กำ กิน แกะ ขาด เขต แขก โขน ไข่ ใจ ฉัน ชาย เชย ดี"
    in_order = words.split(" ")
    assert sorted(set(in_order), key=sort_key) == in_order


def test_a_tone_decides_only_between_equal_letters() -> None:
    in_order = ["ขา", "ข่า", "ข้า", "ขาก", "ข่าง"]
    assert sorted(set(in_order), key=sort_key) == in_order


def test_the_first_name_decides_before_the_surname() -> None:
    in_order = ["สม ใจดี", "สม ยอดดี", "สมใจ กา", "สมชาย กา"]
    assert sorted(set(in_order), key=sort_key) == in_order


@given(st.text(max_size=20))
def test_a_sort_key_is_plain_letters_that_every_collation_orders_alike(
    text: str,
) -> None:
    assert set(sort_key(text)) <= set("0123456789abcdef")


@pytest.mark.parametrize(
    ("text", "parts"),
    [
        ("นายสมชาย ใจดี", ("นาย", "สมชาย", "ใจดี")),
        ("น.ส.จันทร์เพ็ญ ดวงดี", ("น.ส.", "จันทร์เพ็ญ", "ดวงดี")),
        ("นางสาว ดาวใจ", ("นางสาว", "ดาวใจ", "")),
        ("ด.ช.ภูผา แสนสุข", ("ด.ช.", "ภูผา", "แสนสุข")),
        ("ว่าที่ ร.ต.สมชาย ใจดี", ("ว่าที่ ร.ต.", "สมชาย", "ใจดี")),
        ("จ.ส.อ.สมชาย ใจดี", ("จ.ส.อ.", "สมชาย", "ใจดี")),
        ("พระ สมชาย", ("พระ", "สมชาย", "")),
        ("พรทิพย์ ใจดี", ("", "พรทิพย์", "ใจดี")),
        ("นายิกา ใจดี", ("", "นายิกา", "ใจดี")),
        ("นาง", ("", "นาง", "")),
        ("อาเจ", ("", "อาเจ", "")),
        ("นายสมบัติ ณ อยุธยา", ("นาย", "สมบัติ", "ณ อยุธยา")),
    ],
)
def test_a_full_name_falls_into_title_name_and_surname(
    text: str, parts: tuple[str, str, str]
) -> None:
    assert split_full_name(text) == parts


def test_the_title_keeps_its_spelling() -> None:
    assert split_title("นส.สมใจ") == ("นส.", "สมใจ")


MARKS = "ัิีึืฺุู็่้๊๋์ํ๎"


def test_ordinary_text_is_judged_at_a_glance_as_it_would_be_at_length() -> None:
    for size in range(1, 4):
        for letters in itertools.product(f"กเธ า{MARKS}", repeat=size):
            text = "".join(letters)
            # What cannot be seen is taken out, and has every mark looked at.
            assert _said(text) == _said(f"{text}\u200b"), text
            assert match_key(text) == match_key(f"{text}\u200b"), text


def _said(text: str) -> str:
    try:
        return clean(text)
    except BadText as bad:
        return bad.code

"""What may be typed as an amount, and what a share of one is."""

from __future__ import annotations

from decimal import Decimal
from fractions import Fraction

import pytest
from bahttext import bahttext
from hypothesis import given
from hypothesis import strategies as st

from kongbun.kernel.baht_words import baht_words
from kongbun.kernel.money import BadAmount, Money, percent_down, split


@pytest.mark.parametrize(
    ("text", "satang"),
    [
        ("30", 3_000),
        ("1234.5", 123_450),
        ("1,234.50", 123_450),
        ("12,345,678.90", 1_234_567_890),
        ("๑๒๓", 12_300),
        ("๑,๒๓๔.๕๐", 123_450),
        ("฿100", 10_000),
        ("฿ 100", 10_000),
        ("100 บาท", 10_000),
        ("100บาทถ้วน", 10_000),
        ("100.-", 10_000),
        ("๑๐๐.-", 10_000),
        (" 365 ", 36_500),
        ("0.01", 1),
        ("10000000000", 10**12),
    ],
)
def test_amounts_as_a_treasurer_writes_them(text: str, satang: int) -> None:
    assert Money.from_baht(text).satang == satang


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("", "amount-empty"),
        ("-", "amount-empty"),
        ("ไม่มี", "amount-empty"),
        ("0", "amount-zero"),
        ("0.00", "amount-zero"),
        ("๐", "amount-zero"),
        ("-5", "amount-signed"),
        ("(5)", "amount-signed"),
        ("5-", "amount-signed"),
        ("−5", "amount-signed"),
        ("+5", "amount-signed"),
        ("0.001", "amount-decimals"),
        ("10.005", "amount-decimals"),
        ("1.0000000000001", "amount-decimals"),
        ("๑๐.๐๐๕", "amount-decimals"),
        ("1,23", "amount-comma"),
        ("1.234,56", "amount-comma"),
        ("12,34,567", "amount-comma"),
        (",100", "amount-comma"),
        ("1๒3", "amount-mixed-digits"),
        ("1,๒๓๔", "amount-mixed-digits"),
        ("1e3", "amount-unreadable"),
        ("1E+12", "amount-unreadable"),
        ("0x10", "amount-unreadable"),
        ("1_000", "amount-unreadable"),
        ("NaN", "amount-unreadable"),
        ("Infinity", "amount-unreadable"),
        ("²", "amount-unreadable"),
        ("½", "amount-unreadable"),
        ("①", "amount-unreadable"),
        ("\uff11\uff12", "amount-unreadable"),
        ("١٢", "amount-unreadable"),
        ("໑", "amount-unreadable"),
        ("1'234", "amount-unreadable"),
        ("1 234", "amount-unreadable"),
        ("1\u202f234", "amount-unreadable"),
        (".5", "amount-unreadable"),
        ("5.", "amount-unreadable"),
        ("หนึ่งร้อยบาทถ้วน", "amount-unreadable"),
        ("10000000000.01", "amount-too-large"),
        (str(2**63), "amount-too-large"),
        ("9" * 10_000_000, "amount-too-large"),
        ("1" + "0" * 308, "amount-too-large"),
    ],
)
def test_amounts_that_nobody_may_guess(text: str, code: str) -> None:
    with pytest.raises(BadAmount) as refused:
        Money.from_baht(text)
    assert refused.value.code == code
    assert refused.value.asks is (code == "amount-mixed-digits")


def test_the_sentence_holds_the_value_and_stays_short() -> None:
    with pytest.raises(BadAmount, match=r"30\.125"):
        Money.from_baht("30.125")
    with pytest.raises(BadAmount) as refused:
        Money.from_baht("9" * 100_000)
    assert len(refused.value.message) < 200


def test_zero_is_an_answer_only_where_the_field_says_so() -> None:
    assert Money.from_baht("0", zero_allowed=True) == Money(0)
    with pytest.raises(BadAmount):
        Money.from_baht("", zero_allowed=True)


def test_money_refuses_floats_and_booleans() -> None:
    for value in (1.0, True, "1", None):
        with pytest.raises(TypeError):
            Money(value)  # type: ignore[arg-type]


@given(st.integers(0, 10**12))
def test_an_amount_reads_back_as_it_was_printed(satang: int) -> None:
    printed = Money(satang)
    assert Money.from_baht(str(printed), zero_allowed=True) == printed
    assert Money.from_baht(printed.short(), zero_allowed=True) == printed


@given(st.integers(0, 10**12), st.lists(st.integers(0, 10**6), min_size=1))
def test_a_split_loses_nothing_and_stays_near_its_share(
    satang: int, weights: list[int]
) -> None:
    weights[0] += 1
    parts = split(Money(satang), weights)
    assert sum(part.satang for part in parts) == satang
    for part, weight in zip(parts, weights, strict=True):
        assert abs(part.satang * sum(weights) - satang * weight) < sum(weights)


@given(
    st.integers(0, 10**6),
    st.lists(st.integers(0, 50), min_size=2, max_size=12).filter(any),
)
def test_what_is_left_over_goes_to_the_largest_remainders_the_earlier_first(
    satang: int, weights: list[int]
) -> None:
    """By the rule alone: exact fractions, none of the function's own sums."""
    exact = [Fraction(satang * weight, sum(weights)) for weight in weights]
    parts = [part.satang for part in split(Money(satang), weights)]
    more = [part - int(share) for part, share in zip(parts, exact, strict=True)]
    assert set(more) <= {0, 1}
    rest = [(-(share - int(share)), place) for place, share in enumerate(exact)]
    lucky = {place for _, place in sorted(rest)[: sum(more)]}
    assert {place for place, one in enumerate(more) if one} == lucky
    # Whose weight stands where decides nothing but a tie.
    ties = len({remainder for remainder, _ in rest}) < len(rest)
    turned = [part.satang for part in split(Money(satang), weights[::-1])]
    assert ties or turned[::-1] == parts


@given(st.integers(0, 10**12), st.integers(0, 10_000))
def test_a_percentage_never_gives_more_than_its_share(satang: int, points: int) -> None:
    share = percent_down(Money(satang), points).satang
    assert share * 10_000 <= satang * points < (share + 1) * 10_000


@pytest.mark.parametrize(
    ("baht", "words"),
    [
        ("100", "หนึ่งร้อยบาทถ้วน"),
        ("101", "หนึ่งร้อยเอ็ดบาทถ้วน"),
        ("21.21", "ยี่สิบเอ็ดบาทยี่สิบเอ็ดสตางค์"),
        ("0.25", "ยี่สิบห้าสตางค์"),
        ("1.01", "หนึ่งบาทหนึ่งสตางค์"),
        ("0", "ศูนย์บาทถ้วน"),
        ("11000001", "สิบเอ็ดล้านเอ็ดบาทถ้วน"),
    ],
)
def test_sums_in_words_as_vouchers_print_them(baht: str, words: str) -> None:
    assert baht_words(Money.from_baht(baht, zero_allowed=True)) == words


@given(st.integers(100, 10**12).filter(lambda satang: satang % 100 != 1))
def test_sums_in_words_agree_with_an_independent_program(satang: int) -> None:
    # The oracle writes 1 satang as เอ็ดสตางค์ and names 0 baht; both are left out.
    assert baht_words(Money(satang)) == bahttext(Decimal(satang) / 100)


def test_an_amount_of_thirty_two_letters_is_read_and_a_longer_one_is_not() -> None:
    assert Money.from_baht("5".rjust(32, "0")) == Money(500)
    assert fault("5".rjust(33, "0")) == "amount-too-large"
    assert fault("ห้าบาท" * 6) == "amount-unreadable"


def test_of_a_long_text_the_beginning_alone_is_looked_at() -> None:
    assert fault("9" * 127 + "x") == "amount-unreadable"
    assert fault("9" * 128 + "x") == "amount-too-large"


def fault(text: str) -> str:
    with pytest.raises(BadAmount) as bad:
        Money.from_baht(text)
    return bad.value.code


def test_sums_of_money() -> None:
    assert Money(7) + Money(5) == Money(12)
    assert Money(7) - Money(5) == Money(2)
    assert Money(7) * 5 == Money(35)


@pytest.mark.parametrize(
    ("satang", "shown"),
    [(0, "0.00"), (1, "0.01"), (-1, "-0.01"), (-123_456, "-1,234.56"), (99, "0.99")],
)
def test_money_is_shown_with_its_sign_and_both_decimals(
    satang: int, shown: str
) -> None:
    assert str(Money(satang)) == shown


def test_a_share_of_nothing_or_less_is_a_bug() -> None:
    for weights in ([2, -1], [0, 0], []):
        with pytest.raises(AssertionError):
            split(Money(1), weights)
    with pytest.raises(AssertionError):
        split(Money(-1), [1])
    with pytest.raises(AssertionError):
        percent_down(Money(5), -1)
    with pytest.raises(AssertionError):
        percent_down(Money(-1), 1)
    assert split(Money(0), [1, 0]) == [Money(0), Money(0)]
    assert percent_down(Money(0), 0) == Money(0)

"""A sum in Thai words, as receipts and vouchers print it.

Not a reader of such words: what a clerk types is figures.
"""

from __future__ import annotations

from kongbun.kernel.money import SATANG_PER_BAHT, ZERO, Money

_DIGITS = ("", "หนึ่ง", "สอง", "สาม", "สี่", "ห้า", "หก", "เจ็ด", "แปด", "เก้า")
_PLACES = ("", "สิบ", "ร้อย", "พัน", "หมื่น", "แสน")
_MILLION = 1_000_000


def baht_words(amount: Money) -> str:
    """
    >>> baht_words(Money.from_baht("21.21"))
    'ยี่สิบเอ็ดบาทยี่สิบเอ็ดสตางค์'
    >>> baht_words(Money.from_baht("2,000"))
    'สองพันบาทถ้วน'
    >>> baht_words(Money.from_baht("0.25"))
    'ยี่สิบห้าสตางค์'
    """
    if amount < ZERO:
        return "ลบ" + baht_words(ZERO - amount)
    baht, satang = divmod(amount.satang, SATANG_PER_BAHT)
    if not satang:
        return f"{_number(baht) or 'ศูนย์'}บาทถ้วน"
    whole = f"{_number(baht)}บาท" if baht else ""
    return f"{whole}{_number(satang)}สตางค์"


def _number(value: int) -> str:
    millions, rest = divmod(value, _MILLION)
    if millions:
        return f"{_number(millions)}ล้าน{_below_million(rest, after_more=True)}"
    return _below_million(rest, after_more=False)


def _below_million(value: int, *, after_more: bool) -> str:
    words = []
    for place, figure in reversed(list(enumerate(map(int, reversed(str(value)))))):
        if not figure:
            continue
        if place == 1:
            words.append({1: "", 2: "ยี่"}.get(figure, _DIGITS[figure]) + "สิบ")
        elif place == 0 and figure == 1 and (words or after_more):
            words.append("เอ็ด")
        else:
            words.append(_DIGITS[figure] + _PLACES[place])
    return "".join(words)

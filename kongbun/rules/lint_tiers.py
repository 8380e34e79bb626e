"""Tiers that overlap, leave a gap, or can never be reached.

Lengths in different units (180 days, 1 year) are compared by laying both on the
calendar from every day of four years, not by rules of thumb.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import date

import numpy as np

from kongbun.rules.benefit import Tier, Tiers
from kongbun.rules.days import Length, day_number

Found = tuple[str, str, str, str]

FOUR_YEARS = np.arange(
    day_number(date(2023, 1, 1)), day_number(date(2027, 1, 1)), dtype=np.int64
)
WHAT = {"joined": "เป็นสมาชิก", "paid": "ส่งเงิน", "age": "อายุ"}


def tier_findings(title: str, table: Tiers) -> Iterator[Found]:
    """Findings as (severity, clause, code, message)."""
    tiers = table.tiers
    yield from _within(title, tiers)
    for i in range(len(tiers) - 1):
        yield from _between(title, i, tiers)
    yield from _below(title, table)
    codes = [tier.code for tier in tiers]
    for code in sorted({code for code in codes if codes.count(code) > 1}):
        yield "error", "", "same-code", f"{title}: ชั้นรหัส {code} มีสองครั้ง ตั้งให้ต่างกัน"
    amounts = [tier.satang for tier in tiers]
    if amounts != sorted(amounts):
        yield (
            "warning",
            tiers[0].clause,
            "amount-falls",
            f"{title}: ชั้นที่นานกว่าได้น้อยกว่า ตรวจว่าตั้งใจ",
        )


def _day_after(length: Length) -> Length:
    return replace(length, days=length.days + 1)


def _starts(tier: Tier) -> np.ndarray[tuple[int, ...], np.dtype[np.int64]]:
    return tier.from_.after(FOUR_YEARS)


def _within(title: str, tiers: tuple[Tier, ...]) -> Iterator[Found]:
    for i, tier in enumerate(tiers, 1):
        if tier.to is not None and (tier.to.after(FOUR_YEARS) < _starts(tier)).any():
            yield (
                "error",
                tier.clause,
                "unreachable-tier",
                f"{title}: ชั้นที่ {i} สิ้นสุดที่ {tier.to} ก่อนเริ่มที่ {tier.from_} "
                "จึงไม่มีใครถึง แก้ from หรือ to",
            )


def _between(title: str, i: int, tiers: tuple[Tier, ...]) -> Iterator[Found]:
    """Two tiers that stand side by side in the file."""
    one, other = tiers[i], tiers[i + 1]
    pair = f"{title}: ชั้นที่ {i + 1} และ {i + 2}"
    if (_starts(other) <= _starts(one)).any():
        yield (
            "error",
            other.clause,
            "unreachable-tier",
            f"{title}: ชั้นที่ {i + 2} (ตั้งแต่ {other.from_}) ไม่ได้เริ่มหลังชั้นที่ {i + 1} "
            f"(ตั้งแต่ {one.from_}) จึงใช้ไม่ได้ เรียงจากน้อยไปมาก",
        )
        return
    if one.to is None:
        return
    ends, begins = one.to.after(FOUR_YEARS), _starts(other)
    if (begins <= ends).any():
        yield (
            "error",
            other.clause,
            "tiers-overlap",
            f"{pair} ทับกันตั้งแต่ {other.from_} ถึง {_last(one, other)} "
            f"ช่วงนี้ได้ทั้งสองจำนวน แก้ to ของชั้นที่ {i + 1} หรือ from ของชั้นที่ {i + 2}",
        )
    elif (begins > ends + 1).any():
        before = f"ก่อน {other.from_}"
        yield (
            "error",
            other.clause,
            "tiers-gap",
            f"{pair} มีช่องว่างตั้งแต่ {_day_after(one.to)} ถึง{before} ช่วงนี้ไม่ได้อะไรเลย "
            f"แก้ to ของชั้นที่ {i + 1} หรือ from ของชั้นที่ {i + 2}",
        )


def _last(one: Tier, other: Tier) -> Length:
    """Where the overlap ends: the earlier of the two ends."""
    assert one.to is not None
    if other.to is None:
        return one.to
    earlier = (other.to.after(FOUR_YEARS) < one.to.after(FOUR_YEARS)).any()
    return other.to if earlier else one.to


def _below(title: str, table: Tiers) -> Iterator[Found]:
    """Below the first tier there is nothing: said, so that the meeting knows."""
    first = table.tiers[0]
    if first.from_.months or first.from_.days > 1:
        text = f"{title}: ช่องว่าง {WHAT[table.by]}ไม่ถึง {first.from_} ไม่ได้อะไรเลย"
        if table.nothing_below:
            yield "note", first.clause, "tiers-gap", f"{text} (ระบุไว้ว่าตั้งใจ)"
        else:
            severity = "note" if table.by == "age" else "warning"
            remedy = "ถ้าตั้งใจ ใส่ below_first: nothing"
            yield severity, first.clause, "tiers-gap", f"{text} {remedy}"
    last = table.tiers[-1]
    if last.to is not None:
        yield (
            "warning",
            last.clause,
            "nothing-above",
            f"{title}: {WHAT[table.by]}เกิน {last.to} ไม่ได้อะไรเลย "
            "ถ้าไม่ตั้งใจ ลบ to ของชั้นสุดท้าย",
        )

"""Findings as a page tells them: no word that only a file has."""

from __future__ import annotations

import re

import pytest

from kongbun.rules.blanks.form_words import in_form_words
from kongbun.rules.finding import Finding, Sentences, Severity
from kongbun.rules.finding_texts import TEXTS

FACT = re.compile(r"\{[^}]*\}")
LATIN = re.compile(r"[A-Za-z_]{2,}")


def said(what: str, why: str, remedy: str) -> Sentences:
    thai = Sentences(what, why, remedy)
    return in_form_words(Finding(Severity.ERROR, "ข้อ 1", "x", thai, thai)).thai


@pytest.mark.parametrize("key", TEXTS)
def test_what_to_do_is_told_in_the_words_of_the_form(key: str) -> None:
    told = said(*(FACT.sub("", text) for text in TEXTS[key].th))
    assert not LATIN.findall(f"{told.what} {told.why} {told.remedy}")


def test_why_an_example_is_refused_is_told_in_words() -> None:
    what = "ตัวอย่าง ก: เขียนว่า 500 บาท แต่ตามระเบียบคือ ให้ไม่ได้: tier-reached, not-together"
    assert said(what, "", "").what.endswith("ให้ไม่ได้: ยังไม่ถึงชั้นแรก, ซ้อนกับสวัสดิการอื่น")
    what = "ตัวอย่าง ก: ยังคิดไม่ได้ ช่อง paid_days: ไม่มีจำนวนวันที่ส่งเงินแล้ว"
    assert said(what, "", "").what == "ตัวอย่าง ก: ยังคิดไม่ได้ ไม่มีจำนวนวันที่ส่งเงินแล้ว"

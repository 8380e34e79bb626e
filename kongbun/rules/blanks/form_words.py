"""A finding for who fills in forms: the keys of the file by the names of their blanks.

The table of findings speaks to whoever writes a file; on a page nobody has seen
`payees: [beneficiary]`, and everybody has seen "จ่ายให้ใคร".
"""

from __future__ import annotations

import re
from dataclasses import replace

from kongbun.rules.example_words import REASONS
from kongbun.rules.finding import Finding

PHRASES = {
    "ใส่ payees: [beneficiary]": "ที่จ่ายให้ใคร เลือกผู้รับผลประโยชน์",
    "ใส่ below_first: nothing": "ทำเครื่องหมายที่ ต่ำกว่าชั้นแรกไม่ได้รับ",
    "ใส่ suspension หรือ lapse": "เติมการพักสิทธิ หรือการพ้นสภาพ ในส่วนสมาชิกภาพ",
    "ใส่ places budget_baht หรือ share_of_fund_basis_points": (
        "เติมจำนวนราย วงเงินรวม หรือร้อยละของเงินกองทุน"
    ),
    "ใส่ not_suspended: yes ใน common_conditions และบอก except_for ถ้าบางอย่างยังให้": (
        "ที่เงื่อนไขของทุกสวัสดิการ เพิ่ม ไม่ถูกพักสิทธิ และบอกว่าไม่ใช้กับอะไร ถ้ามี"
    ),
    "ใส่ not_suspended: yes ใน common_conditions หรือใส่ waiting ในข้อที่ต้องรอ": (
        "ที่เงื่อนไขของทุกสวัสดิการ เพิ่ม ไม่ถูกพักสิทธิ หรือเพิ่มระยะรอในข้อที่ต้องรอ"
    ),
    "ใส่ max_times": "เพิ่มเพดานเป็นครั้ง",
    "max_times: 1": "เพดาน 1 ครั้ง",
    "ใส่ evidence": "เพิ่มหลักฐาน",
    "(status)": "ที่หัวระเบียบ",
    "per: tier ใช้ได้": "เพดานต่อช่วงหนึ่งของตาราง ใช้ได้",
    "แต่ table ไม่บอก": "แต่ไม่มีบรรทัดที่บอก",
    "allocation ไม่บอก": "การจัดสรรไม่บอก",
    "payees มีแต่": "ผู้รับเงินมีแต่",
}
KEYS = {
    "after": "ระยะเวลา",
    "at_least_baht": "จำนวนอย่างน้อย",
    "at_most_baht": "จำนวนไม่เกิน",
    "calendar": "ตามปฏิทิน",
    "clause": "เลขข้อ",
    "convention": "แบบคิดเงินสมทบ",
    "effective_from": "วันเริ่มใช้",
    "effective_until": "วันสิ้นสุด",
    "fixed_baht": "เงินเท่ากันทุกคน",
    "from": "ตั้งแต่ครบ",
    "lapse": "การพ้นสภาพเพราะขาดส่ง",
    "note": "หมายเหตุ",
    "not_together_with": "ไม่ซ้อนกับสวัสดิการอื่น",
    "one_of": "เงื่อนไขว่าต้องอยู่ในกลุ่ม",
    "per": "ช่วงที่นับ",
    "shared_with": "นับรวมกับสวัสดิการอื่น",
    "table": "จำนวนเงินแต่ละบรรทัด",
    "tiers": "เงินเป็นชั้น",
    "to": "ถึงวันที่ครบ",
    "unit_baht": "เงินสมทบต่อหน่วย",
    "years": "ปี",
}
CHECKS = {code.value: words for code, words in REASONS.items()}
WORD = re.compile(r"[a-z][a-z_]*[a-z]")
CHECK = re.compile(r"[a-z]+(?:-[a-z]+)+")
# A column of the facts, whose name in words comes right after it.
COLUMN = re.compile(r"ช่อง [a-z_]+: ")


def in_form_words(finding: Finding) -> Finding:
    """The same finding, without a word that only a file has."""
    said = finding.thai
    what = _phrased(COLUMN.sub("", said.what))
    what = CHECK.sub(lambda met: CHECKS.get(met[0], met[0]), what)
    thai = replace(said, what=what, why=_told(said.why), remedy=_told(said.remedy))
    return replace(finding, thai=thai)


def _told(text: str) -> str:
    return WORD.sub(lambda met: KEYS.get(met[0], met[0]), _phrased(text))


def _phrased(text: str) -> str:
    for phrase, words in PHRASES.items():
        text = text.replace(phrase, words)
    return text

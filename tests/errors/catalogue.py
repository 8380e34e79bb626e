"""The catalogue of refusals: one golden file a code, and the page made from them.

A golden file shows a refusal as its reader meets it.  `given` lists the facts, one
`name=value` each; the other lines are what kongbun says of them.
"""

from __future__ import annotations

import re
import string
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from kongbun.kernel.refusal import Reason, RefusalCode
from kongbun.kernel.refusal_texts import TEXTS

GOLDEN = Path(__file__).parent
FINDINGS = Path(__file__).resolve().parents[2] / "docs" / "bylaw-findings.md"
PAGE = Path(__file__).resolve().parents[2] / "docs" / "errors.md"

# What a fact is in the story that docs and tests tell.
EXAMPLES = {
    "account": "กล่องเงินสด",
    "again": "กดบันทึกอีกครั้งจากหน้านี้ ส่งซ้ำกี่ครั้งก็นับครั้งเดียว",
    "amount": "1,000",
    "book": "12,400.00",
    "book_no": "3",
    "books_from": "2026-10-01",
    "branch": "หมู่ 5 บ้านโนนสว่าง",
    "clause": "ข้อ 14 (2)",
    "code": "TNJ",
    "counted": "12,370.00",
    "day": "2026-11-20",
    "field": "ชื่อ",
    "first": "2026-11-20",
    "found": "120.00",
    "from_day": "2026-12-01",
    "giver": "เทศบาลตำบลทุ่งน้ำใจ",
    "lacking": "300.00",
    "last": "2026-11-19",
    "missing": "trigger kb_ledger_leg_no_update",
    "month": "ตุลาคม 2569",
    "n": "12",
    "now": "19 พ.ย. 69 08.00 น.",
    "number": "41/2570",
    "numbers": "7, 8",
    "person": "นางบุญเรือน แสนสุข",
    "piece": "0.25",
    "place": "กล่องเงินสด",
    "purpose": "น้ำท่วม 2569",
    "purposes": "น้ำท่วม 2569, ค่ารถอาสา",
    "read": "12,000.00",
    "reference": "claim:41:paid:1",
    "remaining": "750.00",
    "required": "500.00",
    "role": "kongbun_owner",
    "roles": "เหรัญญิก เลขานุการ",
    "row": "7",
    "today": "2026-11-20",
    "share": "ร้อยละ 10 ของรายรับทั้งปี",
    "until": "2026-12-01",
    "user": "นายสมบัติ ดีงาม",
    "uses": "สวัสดิการช่วยเหลือผู้ประสบภัยพิบัติ, ค่าพาหนะ",
    "username": "sombat",
    "value": "1,23",
    "verb": "อนุมัติ",
    "what": "รายการ ",
    "why": "จำนวนเงิน 1,23 คั่นหลักไม่ถูก",
}


@dataclass(frozen=True, slots=True)
class Golden:
    """One golden file, read."""

    code: RefusalCode
    given: Mapping[str, str]
    text: str

    def expected(self) -> str:
        return render(self.code, self.given)


def fields(code: RefusalCode) -> set[str]:
    """The facts that the four sentences of a code name."""
    text = TEXTS[code]
    return {
        name
        for sentence in (text.th, text.remedy_th, text.en, text.remedy_en)
        for _, name, _, _ in string.Formatter().parse(sentence)
        if name
    }


def file_of(code: RefusalCode) -> Path:
    return GOLDEN / f"{code.value}.txt"


def read(code: RefusalCode) -> Golden:
    text = file_of(code).read_text(encoding="utf-8")
    given = dict(
        line.removeprefix("given ").split("=", 1)
        for line in text.splitlines()
        if line.startswith("given ")
    )
    return Golden(code, given, text)


def render(code: RefusalCode, given: Mapping[str, str]) -> str:
    """What a golden file of these facts says."""
    reason = Reason(code, {name: _typed(value) for name, value in given.items()})
    text = TEXTS[code]
    lines = [f"code  {code.value}"]
    lines += [f"given {name}={given[name]}" for name in sorted(given)]
    lines += [
        f"th    {reason.message()}",
        f"do    {reason.remedy()}",
        f"en    {text.en.format(**reason.shown())}",
        f"do-en {text.remedy_en.format(**reason.shown())}",
    ]
    return "\n".join(lines) + "\n"


def _typed(value: str) -> object:
    try:
        return date.fromisoformat(value)
    except ValueError:
        return value


def example(code: RefusalCode) -> dict[str, str]:
    """Facts for a first golden file; a better example may be written by hand."""
    return {name: EXAMPLES.get(name, name) for name in fields(code)}


def page() -> str:
    """docs/errors.md, from the golden files."""
    parts = [
        "# What kongbun refuses, and what to do\n",
        "Made from `tests/errors/*.txt` by `make golden`; do not edit.  The code is "
        "stable: it stands in the JSON answer and in the audit trail.  The web page "
        "shows the sentence in a banner, the command line prints it and ends with 1.  "
        "What is said of a by-law stands at the end.\n",
    ]
    for code in sorted(RefusalCode, key=lambda one: one.value):
        said = {line[:6].strip(): line[6:] for line in read(code).text.splitlines()}
        parts.append(
            f"## {code.value}\n\n"
            f"{said['th']}\n\n> {said['do']}\n\n{said['en']}.\n\n> {said['do-en']}.\n"
        )
    parts.append(_of_bylaws())
    return "\n".join(parts)


def _of_bylaws() -> str:
    """The codes of findings, each with the place where its sentences stand."""
    codes = re.findall(r"^## (\S+)$", FINDINGS.read_text("utf-8"), re.MULTILINE)
    listed = "\n".join(f"- [{one}]({FINDINGS.name}#{one})" for one in codes)
    return (
        "## What is said of a by-law\n\n"
        "Found by `kongbun bylaw check` and beside a draft; each with clause, what, "
        f"why and remedy in Thai and English:\n\n{listed}\n"
    )


def write_missing() -> list[str]:
    """Make golden files for new codes, put changed sentences in, make the page."""
    changed = []
    for code in RefusalCode:
        file = file_of(code)
        given = dict(read(code).given) if file.exists() else {}
        facts = {name: given.get(name, value) for name, value in example(code).items()}
        wanted = render(code, facts)
        if not file.exists() or file.read_text(encoding="utf-8") != wanted:
            file.write_text(wanted, encoding="utf-8")
            changed.append(code.value)
    for file in GOLDEN.glob("*.txt"):
        if file.stem not in {code.value for code in RefusalCode}:
            file.unlink()
            changed.append(file.stem)
    PAGE.write_text(page(), encoding="utf-8")
    return changed

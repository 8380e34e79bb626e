"""The register's import: a sheet is sent, its questions answered one card at a time.

Not the reading (`people.register`) and not the writing (`people.import_actions`).
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django import forms
from django.http import Http404, HttpResponse
from django.urls import path

from kongbun.access.permissions import Verb
from kongbun.kernel.refusal import Refused
from kongbun.kernel.thai_date import short
from kongbun.people.import_actions import (
    answer_import,
    drop_import,
    find_import,
    import_members,
    open_import,
    open_imports,
    past_imports,
    read_import,
    stage_import,
    tidy_up,
)
from kongbun.people.models import RegisterImport
from kongbun.people.register.files import FILE_MAX
from kongbun.people.register.findings import Finding, Option, Verdict, keys_of
from kongbun.people.register.read import Register
from kongbun.web.door import (
    Answer,
    FundRequest,
    act_of,
    fund_view,
    page,
    run_action,
)
from kongbun.web.forms import Form

SHOWN_MAX = 60
# Answers about one person; never to be given for a whole column at once.
ONE_BY_ONE = frozenset(
    {"id-twice", "person-twice", "row-twice", "id-in-fund", "person-in-fund"}
    | {"name-with-status"}
)
REPAIRS = {
    "sara": "สระที่พิมพ์แยกกัน",
    "thai-digits": "เลขไทย",
    "moo-decimal": "เลขหมู่จาก Excel",
    "invisible": "อักขระที่มองไม่เห็น",
    "marks": "สระและวรรณยุกต์สลับที่",
    "spaces": "ช่องว่าง",
    "title-split": "แยกคำนำหน้าจากชื่อ",
    "date-era-differs": "ปี พ.ศ. ปนกับ ค.ศ.",
    "date-in-words": "วันที่เขียนชื่อเดือน",
    "date-serial": "เลขวันที่ของ Excel",
    "date-buddhist-cell": "ช่องวันที่เก็บปี พ.ศ.",
    "id-written": "เลขประจำตัวมีขีดหรือเว้นวรรค",
    "amount-written": "จำนวนเงินมีหน่วย",
    "amount-none": "ยังไม่ได้ส่งเงิน",
    "merged-filled": "เซลล์ที่รวมไว้",
    "totals-row": "แถวยอดรวม ไม่ใช่สมาชิก",
    "note-row": "แถวหมายเหตุ ไม่ใช่สมาชิก",
    "heading-again": "หัวตารางซ้ำ",
    "section-row": "หัวข้อหมู่บ้าน",
    "column-by-words": "หัวคอลัมน์ที่อ่านจากคำ",
    "column-unused": "คอลัมน์ที่ไม่ได้อ่าน",
    "encoding-cp874": "ตัวหนังสือแบบเก่า",
    "hidden": "ส่วนที่ซ่อนไว้",
    "sheet-unread": "แผ่นงานที่ไม่ได้อ่าน",
    "branch-missing": "ไม่ระบุหมู่บ้าน",
    "branch-opened": "หมู่บ้านที่จะเปิดใหม่",
    "already-there": "มีในทะเบียนแล้ว",
}


class SheetForm(Form):
    file = forms.FileField(
        label="ไฟล์ทะเบียน",
        help_text="ไฟล์ .xlsx หรือ .csv จาก Excel แถวแรกเป็นชื่อคอลัมน์ ไม่เกิน 50 MB",
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["file"]
        field.error_messages["empty"] = "ไฟล์นี้ว่างเปล่า เลือกไฟล์ทะเบียนใหม่"
        field.error_messages["required"] = "ยังไม่ได้เลือกไฟล์ทะเบียน"

    def clean_file(self) -> Any:
        file = self.cleaned_data["file"]
        if file.size > FILE_MAX:
            raise forms.ValidationError("ไฟล์ใหญ่เกินไป ส่งเฉพาะแผ่นทะเบียน ไม่เกิน 50 MB")
        return file


@fund_view(Verb.IMPORT_MEMBERS)
def imports(request: FundRequest) -> HttpResponse:
    """Send a sheet; go on with one that was sent."""
    form = SheetForm(request.POST or None, request.FILES or None)
    answer = None
    if request.method == "POST" and form.is_valid():
        file = form.cleaned_data["file"]
        answer = run_action(
            request, open_import, filename=file.name, content=file.read()
        )
        if answer.done:
            return answer.to("people:import-sheet", UUID(answer["import"]))
    shown = {
        "form": form,
        "waiting": open_imports(request.fund.pk)[:20],
        "past": past_imports(request.fund.pk)[:20],
    }
    return page(request, "people/import.html", shown, answer=answer)


@fund_view(Verb.IMPORT_MEMBERS)
def sheet(request: FundRequest, batch: UUID) -> HttpResponse:
    """One sheet: what was read, its questions, and the one final import."""
    found = find_import(request.fund.pk, batch)
    if found is None:
        raise Http404
    refused: Refused | None = None
    if request.method == "POST":
        step = {"answer": _give_answer, "import": _bring_in, "drop": _give_up}.get(
            request.POST.get("step", "")
        )
        if step is None:
            raise Http404
        answer = step(request, found)
        if isinstance(answer, HttpResponse):
            return answer
        refused = answer.refused
        found.refresh_from_db()
    if found.done_at is not None:
        return page(request, "people/import_done.html", {"batch": found})
    register = read_import(request.today, found)
    shown = _shown(register, request.GET.get("q", "")) | {"batch": found}
    return page(request, "people/import_sheet.html", shown, refused=refused)


def _give_answer(request: FundRequest, found: RegisterImport) -> HttpResponse | Answer:
    key, choice = request.POST.get("key", ""), request.POST.get("choice", "")
    if request.POST.get("for_all"):
        key = request.POST.get("key_for_all", "")
    if not key or len(key) > 400:
        raise Http404
    if not choice and not request.POST.get("reopen"):
        # Nothing was chosen: the same question again.
        return Answer(request).to("people:import-sheet", found.public_id)
    answer = run_action(
        request, answer_import, batch=found.public_id, answers={key: choice}
    )
    return answer.to("people:import-sheet", found.public_id) if answer.done else answer


def _bring_in(request: FundRequest, found: RegisterImport) -> HttpResponse | Answer:
    try:
        staged = stage_import(act_of(request), found.public_id)
    except Refused as refused:
        return Answer(request, refused=refused)
    answer = run_action(
        request,
        import_members,
        batch=found.public_id,
        rows_hash=staged.rows_hash,
        last_member=staged.last_membership,
    )
    tidy_up(found.public_id)
    if not answer.done:
        return answer
    said = f"นำเข้าทะเบียนแล้ว {answer['written']:,} คน"
    return answer.to("people:members", said=said)


def _give_up(request: FundRequest, found: RegisterImport) -> HttpResponse | Answer:
    answer = run_action(request, drop_import, batch=found.public_id)
    if not answer.done:
        return answer
    return answer.to("people:import", said=f"เลิกนำเข้า {found.filename} แล้ว")


@dataclass(frozen=True, slots=True)
class Card:
    """One question with its row as in Excel."""

    number: int
    finding: Finding
    cells: Sequence[tuple[str, str, bool]]
    key: str
    key_for_all: str
    others: int

    def options(self) -> tuple[Option, ...]:
        return self.finding.issue.choices()


def _shown(register: Register, asked: str) -> dict[str, Any]:
    by_verdict: dict[Verdict, list[Finding]] = {verdict: [] for verdict in Verdict}
    for finding in register.findings:
        by_verdict[finding.verdict].append(finding)
    questions = by_verdict[Verdict.QUESTION]
    number = int(asked) if asked.isascii() and asked.isdecimal() else 1
    number = max(1, min(number, len(questions)))
    return {
        "register": register,
        "counts": register.counts,
        "ready": register.counts.accepted + register.counts.normalised,
        "card": _card(register, questions, number) if questions else None,
        "questions": len(questions),
        "next": number % len(questions) + 1 if questions else 1,
        "answered": _answered(register)[:SHOWN_MAX],
        "refused_rows": by_verdict[Verdict.REFUSED][:SHOWN_MAX],
        "refused_more": max(0, len(by_verdict[Verdict.REFUSED]) - SHOWN_MAX),
        "repairs": _repairs(by_verdict[Verdict.NORMALISED]),
    }


def _card(register: Register, questions: Sequence[Finding], number: int) -> Card:
    finding = questions[number - 1]
    code, column = finding.issue.code, finding.column
    same = [f for f in questions if (f.issue.code, f.column) == (code, column)]
    keys = keys_of(code, column, finding.row)
    alone = code in ONE_BY_ONE or len(same) < 2
    return Card(
        number=number,
        finding=finding,
        cells=_cells(register, finding),
        key=keys[0],
        key_for_all="" if alone else keys[2],
        others=len(same) - 1,
    )


def _cells(register: Register, finding: Finding) -> list[tuple[str, str, bool]]:
    """A few cells of the row, the one in question marked."""
    row = next((one for one in register.rows if one.row == finding.row), None)
    hot = (finding.column or "แถวนี้", finding.issue.value or "ว่าง", True)
    if row is None:
        return [hot]
    cells = [hot]
    if row.name() != finding.issue.value:
        cells.insert(0, ("ชื่อ", row.name(), False))
    table = register.table
    joined = table.headings.get("joined", "") if table else ""
    if joined and joined != finding.column:
        cells.append((joined, short(row.joined_on), False))
    return cells


@dataclass(frozen=True, slots=True)
class Given:
    """An answer that was given, and for how many rows."""

    key: str
    finding: Finding
    rows: int


def _answered(register: Register) -> list[Given]:
    table = register.table
    chosen = table.notes.answers.chosen if table else {}
    first: dict[str, Finding] = {}
    times: Counter[str] = Counter()
    for finding in register.findings:
        if finding.answer:
            keys = keys_of(finding.issue.code, finding.column, finding.row)
            key = next((key for key in keys if key in chosen), keys[0])
            first.setdefault(key, finding)
            times[key] += 1
    return [Given(key, finding, times[key]) for key, finding in first.items()]


def _repairs(findings: Sequence[Finding]) -> list[dict[str, Any]]:
    first: dict[str, Finding] = {}
    times: Counter[str] = Counter()
    for finding in findings:
        if not finding.answer:
            first.setdefault(finding.issue.code, finding)
            times[finding.issue.code] += 1
    return [
        {
            "what": REPAIRS.get(code, code),
            "message": finding.message(),
            "rows": times[code],
        }
        for code, finding in first.items()
    ]


IN_PEOPLE = [
    path("import/", imports, name="import"),
    path("import/<uuid:batch>/", sheet, name="import-sheet"),
]

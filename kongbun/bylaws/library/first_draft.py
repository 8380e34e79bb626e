"""Answers become a first draft: clauses of the library, sized, each with its reason.

    draft = first_draft(answers)
    read_bylaw(draft.text, file="ร่าง")        # reads, and `lint` finds no error

A draft to start talking from.  Every clause is a clause of the library, every figure
comes from an answer; `estimate` says how.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from kongbun.bylaws.library.entries import Entry, entry_named
from kongbun.bylaws.library.estimate import Estimate, Sized, estimate
from kongbun.bylaws.library.filling import Values
from kongbun.bylaws.library.placing import placed
from kongbun.bylaws.library.questions import CARES, SHORT, Answers
from kongbun.rules.write_yaml import Tree, written

SOURCE = "ร่างแรกจากคำตอบของที่ประชุม ตั้งต้นด้วยคลังข้อระเบียบของกองบุญ"
PAYING = {
    "month": "pay_month",
    "flat_365": "pay_flat",
    "calendar": "pay_calendar",
    "year": "pay_year",
}
SHORTAGES = {
    "by_resolution": "short_resolution",
    "pro_rata": "short_pro_rata",
    "wait": "short_wait",
}
# What the committee looks for itself is asked for by nobody, so never too late; a
# disaster has a waiting time of its own.
SPARED = {"filed_within_days": ("pension", "elderly"), "waiting": ("disaster",)}
RETURN_WAITS = 30  # Days, where a new member need not wait at all.


@dataclass(frozen=True, slots=True)
class Chosen:
    """A clause of the draft, its number there, and why it stands in it."""

    entry: Entry
    clause: str
    why: str


@dataclass(frozen=True, slots=True)
class FirstDraft:
    """The text, its clauses with their reasons, and the year it promises."""

    text: str
    clauses: tuple[Chosen, ...]
    estimate: Estimate

    def as_json(self) -> dict[str, object]:
        year = self.estimate
        return {
            "text": self.text,
            "clauses": [
                {"clause": one.clause, "key": one.entry.key, "why": one.why}
                for one in self.clauses
            ],
            "year": {
                "dues_baht": year.dues_baht,
                "support_baht": year.support_baht,
                "income_baht": year.income_baht,
                "administration_baht": year.administration_baht,
                "reserve_baht": year.reserve_baht,
                "to_spend_baht": year.to_spend_baht,
                "cost_baht": year.cost_baht,
                "benefits": [
                    {
                        "care": one.care,
                        "key": one.entry.key,
                        "cases": one.cases,
                        "each_baht": one.each_baht,
                        "cost_baht": one.cost_baht,
                        "how": one.words,
                    }
                    for one in year.sized
                ],
                "left_out": [
                    {"care": one.care, "share_baht": one.share_baht, "why": one.why}
                    for one in year.left_out
                ],
            },
        }


class NothingToPromise(Exception):  # noqa: N818 -- it is an answer, not an error
    """The income suffices for nothing that was asked for."""

    def __init__(self, year: Estimate) -> None:
        self.year = year
        super().__init__(f"{year.to_spend_baht:,} baht")


def first_draft(answers: Answers, *, effective_from: date | None = None) -> FirstDraft:
    """The draft that these answers make; raise `NothingToPromise`."""
    year = estimate(answers)
    if not year.sized:
        raise NothingToPromise(year)
    tree: dict[str, Tree] = {
        "title": f"ระเบียบ{answers.fund}",
        "fund": answers.fund,
        "version": "ร่างแรก",
        "status": "found",
        "source": SOURCE,
    }
    if effective_from is not None:
        tree["effective_from"] = effective_from.isoformat()
    tree["fiscal_year_month"] = "10"
    clauses = []
    for entry, values, why in _clauses(answers, year):
        tree, number = placed(tree, entry, values)
        clauses.append(Chosen(entry, number, why))
    _choose_rhythms(tree, answers)
    _spare(tree)
    return FirstDraft(written(tree), tuple(clauses), year)


Clause = tuple[Entry, Values, str]


def _clauses(answers: Answers, year: Estimate) -> Iterator[Clause]:
    """In the order in which a by-law prints its chapters."""
    yield from _of_members(answers)
    yield from _of_all_benefits(answers)
    for one in year.sized:
        yield one.entry, one.values, _why_benefit(one, answers)
    yield from _of_money(answers, year)


def _of(key: str, why: str, **values: int | str) -> Clause:
    entry = entry_named(key)
    assert entry is not None, key
    return entry, values, why


def _of_members(answers: Answers) -> Iterator[Clause]:
    waits = int(answers.waiting) or RETURN_WAITS
    yield _of("membership", "บอกว่าใครเข้าได้ ทุกคนใช้กติกาเดียวกัน", area=answers.area)
    yield _of("suspension", "บอกก่อนว่าขาดส่งนานเท่าไรสิทธิจึงพัก คนที่ส่งอยู่จะได้เห็นว่าเป็นธรรม")
    yield _of("lapse", "สมาชิกที่นับได้ต้องเป็นคนที่ยังส่งเงิน ไม่คัดชื่อออกกะทันหันในวันเดียว")
    yield _of("return", "คนที่ขาดไปแล้วอยากกลับ มีทางกลับที่รู้ล่วงหน้า", wait=waits)
    year = f"ที่ประชุมตอบแบบนี้ คนหนึ่งส่งปีละ {answers.yearly_baht:,} บาท"
    yield _of(PAYING[answers.convention], year, unit=answers.unit_baht)
    yield _of("exempt", "คนที่ส่งไม่ไหวไม่ควรหลุดออกไป มีผู้ส่งแทนได้")


def _of_all_benefits(answers: Answers) -> Iterator[Clause]:
    days = int(answers.waiting)
    if days:
        yield _of("waiting", f"ที่ประชุมตอบว่ารอ {days} วัน", days=days)
    yield _of("arrears", "ผู้ที่ส่งเงินอยู่มีสิทธิ ค้างบ้างได้ไม่เกินสามเดือน")
    yield _of("not_suspended", "ทำให้ข้อพักสิทธิมีผลจริง")
    yield _of("filed_within", "คำขอที่ช้ามากตรวจความจริงยาก กำหนดไว้ให้พอดีกับครอบครัว")


def _of_money(answers: Answers, year: Estimate) -> Iterator[Clause]:
    yield _of("money_use", "เงินสมทบไม่ใช่เงินฝาก ลาออกแล้วไม่ได้คืน บอกกันตั้งแต่วันแรก")
    percent = answers.administration_percent
    yield _of(
        "administration",
        f"ที่ประชุมตอบร้อยละ {percent} เป็นเงินปีละ {year.administration_baht:,} บาท",
        percent=percent,
    )
    percent = answers.reserve_percent
    yield _of(
        "reserve",
        f"ที่ประชุมตอบร้อยละ {percent} เป็นเงินปีละ {year.reserve_baht:,} บาท "
        "ไว้ปีที่คนตายหรือเจ็บมากกว่าปกติ",
        percent=percent,
    )
    short = f"ที่ประชุมตอบว่า {SHORT[answers.short]}"
    yield _of(SHORTAGES[answers.short], short)
    yield _of("bag_days", "เงินที่เก็บแล้วไม่ค้างอยู่กับคนคนเดียว")
    signed = int(answers.signatures)
    yield _of("certification", f"ที่ประชุมตอบว่าลงชื่อ {signed} คน", signatures=signed)
    yield _of("committee", "คนขอกับคนอนุมัติต้องเป็นคนละคน")
    yield _of("two_people", "ข่าวกองทุนที่เงินหมดมักซ้ำแบบเดียวกัน ข้อนี้กันไว้โดยไม่เสียเงินสักบาท")


def _why_benefit(one: Sized, answers: Answers) -> str:
    chosen = "ที่ประชุมเลือกมีบำนาญ"
    if one.care != "pension":
        first = "ให้ความสำคัญที่สุดกับ" if one.care == answers.first else "เลือกดูแล"
        chosen = f"ที่ประชุม{first}เรื่อง{CARES[one.care]}"
    return f"{chosen} {one.words} รวมปีละไม่เกิน {one.cost_baht:,} บาท"


def _choose_rhythms(tree: dict[str, Tree], answers: Answers) -> None:
    dues = tree["contributions"]
    assert isinstance(dues, dict)
    dues["rhythms"] = list(answers.rhythms)


def _spare(tree: dict[str, Tree]) -> None:
    """Name the benefits that a condition of all does not bind."""
    codes = [one["code"] for one in _mappings(tree["benefits"])]
    for condition in _mappings(tree["common_conditions"]):
        for kind, spared in SPARED.items():
            named: list[Tree] = [code for code in spared if code in codes]
            if kind in condition and named:
                condition["except_for"] = named


def _mappings(tree: Tree) -> Iterator[dict[str, Tree]]:
    for one in tree if isinstance(tree, list) else []:
        if isinstance(one, dict):
            yield one

"""The short questionnaire: what a village meeting can answer, and the answers.

One table; the page, the prompts of the command line and the reader of a file of
answers are all made of it.  What becomes of the answers is `first_draft`.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, fields
from typing import Literal

from kongbun.rules.choices import CHOICE_WORDS
from kongbun.rules.reading import Fields
from kongbun.rules.write_yaml import Tree, written
from kongbun.rules.yaml_tree import Problem, Unreadable, parse

Type = Literal["text", "baht", "count", "choice", "choices"]
CONVENTIONS = {
    "month": "เดือนละเท่ากัน",
    "flat_365": "วันละเท่ากัน ปีละ 365 วัน",
    "calendar": "วันละเท่ากัน ตามวันในปฏิทิน",
    "year": "ปีละเท่ากัน",
}
CARES = {
    "illness": "นอนโรงพยาบาล",
    "death": "เสียชีวิต",
    "birth": "เด็กเกิด",
    "elderly": "ผู้สูงอายุ",
    "education": "การเรียนของลูกหลาน",
    "disabled": "ผู้พิการ",
    "disaster": "ภัยพิบัติ",
    "hardship": "ผู้เดือดร้อนที่ไม่ใช่สมาชิก",
    "funeral": "พวงหรีดและเจ้าภาพงานศพ",
}
# What people pay: 30 baht a day, or one a year, is a slip of the unit.
UNITS = {
    "flat_365": (1, 20),
    "calendar": (1, 20),
    "month": (1, 600),
    "year": (12, 7300),
}
SHORT = {
    "by_resolution": "เรียกประชุมให้สมาชิกลงมติ",
    "pro_rata": "ลดลงเท่ากันทุกราย",
    "wait": "รอตามลำดับจนมีเงิน",
}
PENSION = {
    "no": "ยังไม่มี",
    "60": "มี ตั้งแต่อายุ 60 ปี",
    "65": "มี ตั้งแต่อายุ 65 ปี",
    "70": "มี ตั้งแต่อายุ 70 ปี",
}
WAITING = {"0": "ไม่ต้องรอ", "90": "90 วัน", "180": "180 วัน", "365": "365 วัน"}
RHYTHMS = {
    code: word for code, word in CHOICE_WORDS["rhythm"].items() if code != "unknown"
}
SET_ASIDE_MOST = 60  # Percent: more would not be a fund for its members.
SIGNATURES = {"0": "ไม่ต้องลงชื่อ", "1": "1 คน", "2": "2 คน", "3": "3 คน"}


@dataclass(frozen=True, slots=True)
class Part:
    """One blank of a question: a field of `Answers` of the same name."""

    name: str
    label: str
    type: Type
    default: str = ""
    at_least: int = 0
    at_most: int = 1_000_000
    unit: str = ""
    words: Mapping[str, str] | None = None


@dataclass(frozen=True, slots=True)
class Question:
    number: int
    text: str
    help: str
    parts: tuple[Part, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Answers:
    """What the meeting said.  Money is whole baht: nobody promises satang."""

    fund: str
    area: str
    convention: str
    unit_baht: int
    rhythms: tuple[str, ...]
    members: int
    members_60: int
    members_disabled: int
    money_baht: int
    support_baht: int
    births: int
    stays: int
    deaths: int
    cares: tuple[str, ...]
    first: str
    pension: str
    waiting: str
    signatures: str
    administration_percent: int
    reserve_percent: int
    short: str

    @property
    def yearly_baht(self) -> int:
        """What one member pays in a year."""
        days = {"month": 12, "flat_365": 365, "calendar": 365, "year": 1}
        return self.unit_baht * days[self.convention]


QUESTIONS = (
    Question(
        1,
        "กองทุนของเราชื่ออะไร อยู่ที่ใด",
        "ชื่อที่จะพิมพ์บนระเบียบ และพื้นที่ของคนที่สมัครได้",
        (
            Part("fund", "ชื่อกองทุน", "text"),
            Part("area", "พื้นที่", "text", "ตำบลของเรา"),
        ),
    ),
    Question(
        2,
        "สมาชิกส่งเงินคนละเท่าไร",
        "วันละบาทคิดได้สี่แบบ ยอดต่อปีไม่เท่ากัน เลือกแบบที่สมุดของสมาชิกใช้",
        (
            Part("convention", "คิดแบบใด", "choice", "month", words=CONVENTIONS),
            Part(
                "unit_baht",
                "กี่บาท ต่อวัน ต่อเดือน หรือต่อปี ตามแบบที่เลือก",
                "baht",
                "30",
                1,
                36_000,
                "บาท",
            ),
        ),
    ),
    Question(
        3,
        "เก็บบ่อยแค่ไหน",
        "เลือกได้หลายแบบ สมาชิกแต่ละคนเลือกของตน ยอดต่อปีไม่เปลี่ยน",
        (
            Part(
                "rhythms", "รอบการส่ง", "choices", "month,half_year,year", words=RHYTHMS
            ),
        ),
    ),
    Question(
        4,
        "จะมีสมาชิกกี่คน",
        "นับคนที่น่าจะเข้าจริงในปีแรก ไม่ใช่คนทั้งตำบล",
        (
            Part("members", "สมาชิกทั้งหมด", "count", "", 10, 100_000, "คน"),
            Part("members_60", "ในนั้นอายุ 60 ปีขึ้นไป", "count", "", 0, 100_000, "คน"),
            Part("members_disabled", "ในนั้นเป็นผู้พิการ", "count", "0", 0, 100_000, "คน"),
        ),
    ),
    Question(
        5,
        "มีเงินอยู่เท่าไร และมีใครช่วยเพิ่มทุกปี",
        "รัฐสมทบให้สมาชิกคนหนึ่งไม่เกินสามครั้ง ใส่เฉพาะเงินที่เชื่อว่าได้ทุกปี ถ้าไม่แน่ใจใส่ 0",
        (
            Part(
                "money_baht", "เงินในมือและในธนาคาร", "baht", "0", 0, 100_000_000, "บาท"
            ),
            Part(
                "support_baht",
                "เงินช่วยจาก อบต. เทศบาล หรือผู้อื่น",
                "baht",
                "0",
                0,
                100_000_000,
                "บาทต่อปี",
            ),
        ),
    ),
    Question(
        6,
        "ปีที่แล้วในหมู่คนที่จะเป็นสมาชิก",
        "ถามกันในที่ประชุม นับจากที่จำได้ ถ้าไม่แน่ใจใส่ให้มากไว้ก่อน",
        (
            Part("births", "เด็กเกิด", "count", "", 0, 10_000, "คน"),
            Part("stays", "นอนโรงพยาบาล", "count", "", 0, 100_000, "ครั้ง"),
            Part("deaths", "เสียชีวิต", "count", "", 0, 10_000, "คน"),
        ),
    ),
    Question(
        7,
        "อยากดูแลเรื่องใดก่อน",
        "เริ่มน้อยเรื่องแล้วเพิ่มทีหลังง่ายกว่าเริ่มมากแล้วลด",
        (
            Part("cares", "เรื่องที่ดูแล", "choices", "illness,death,birth", words=CARES),
            Part("first", "เรื่องที่สำคัญที่สุด ได้เงินสองส่วน", "choice", "illness", words=CARES),
        ),
    ),
    Question(
        8,
        "จะมีบำนาญหรือไม่",
        "บำนาญคือคำสัญญายาวหลายสิบปี ร่างนี้ไม่ให้เกินเงินที่คนหนึ่งส่งในหนึ่งปี",
        (Part("pension", "บำนาญ", "choice", "no", words=PENSION),),
    ),
    Question(
        9,
        "สมัครแล้วรอนานเท่าไรจึงมีสิทธิ",
        "รอนานกันการสมัครตอนป่วย แต่คนที่ตั้งใจช่วยกันก็รอด้วย",
        (Part("waiting", "ระยะรอ", "choice", "180", words=WAITING),),
    ),
    Question(
        10,
        "กรรมการศูนย์หมู่บ้านลงชื่อรับรองกี่คน",
        "แล้วคณะกรรมการกองทุนเป็นผู้อนุมัติ คนยื่นหรือคนบันทึกอนุมัติเองไม่ได้",
        (Part("signatures", "ผู้ลงชื่อ", "choice", "3", words=SIGNATURES),),
    ),
    Question(
        11,
        "ใช้เป็นค่าบริหาร และกันเป็นเงินสำรองเท่าไร",
        "พอช. บอกไว้ว่าค่าบริหารไม่เกินร้อยละ 20 เงินสำรองกองทุนตกลงกันเอง",
        (
            Part(
                "administration_percent",
                "ค่าบริหารไม่เกิน",
                "count",
                "10",
                1,
                20,
                "ร้อยละของรายรับ",
            ),
            Part(
                "reserve_percent", "กันเงินสำรอง", "count", "10", 1, 50, "ร้อยละของรายรับ"
            ),
        ),
    ),
    Question(
        12,
        "ถ้าเงินไม่พอจะทำอย่างไร",
        "ตกลงกันตอนที่ยังมีเงิน ง่ายกว่าตกลงตอนเงินหมด",
        (Part("short", "เมื่อเงินไม่พอ", "choice", "by_resolution", words=SHORT),),
    ),
)
PARTS = tuple(part for question in QUESTIONS for part in question.parts)
assert [part.name for part in PARTS] == [field.name for field in fields(Answers)]


def answers_of(given: Mapping[str, object]) -> Answers:
    """Answers as a form or a prompt has read them, each of its own type."""
    values = {
        part.name: tuple(given[part.name])  # type: ignore[arg-type]
        if part.type == "choices"
        else given[part.name]
        for part in PARTS
    }
    return Answers(**values)  # type: ignore[arg-type]


def contradictions(given: Mapping[str, object]) -> Iterator[tuple[str, str]]:
    """Answers that cannot all be so, of those that are there: which, what to mend."""
    members = given.get("members")
    for name in ("members_60", "members_disabled"):
        some = given.get(name)
        if isinstance(members, int) and isinstance(some, int) and some > members:
            yield name, "มากกว่าสมาชิกทั้งหมด แก้ให้ไม่เกินกัน"
    convention, unit = given.get("convention"), given.get("unit_baht")
    least, most = UNITS.get(str(convention), (0, 0))
    if isinstance(unit, int) and most and not least <= unit <= most:
        yield "unit_baht", f"แบบนี้ใส่ {least:,} ถึง {most:,} บาท ดูว่าเลือกวัน เดือน หรือปี"
    parts = given.get("administration_percent"), given.get("reserve_percent")
    if sum(part for part in parts if isinstance(part, int)) > SET_ASIDE_MOST:
        yield (
            "reserve_percent",
            f"รวมกับค่าบริหารแล้วเกินร้อยละ {SET_ASIDE_MOST} เหลือให้สมาชิกน้อยไป",
        )


def read_answers(text: str, *, file: str) -> Answers:
    """A file of answers, one a line (`members: 300`); raise `Unreadable`."""
    problems: list[Problem] = []
    at = Fields(parse(text, file=file), path="", file=file, problems=problems)
    given = {part.name: READERS[part.type](at, part) for part in PARTS}
    at.done()
    if not problems:
        for name, what in contradictions(given):
            at.problem(name, "answers-contradict", f"{name}: {what}", "")
        if not problems:
            return answers_of(given)
    raise Unreadable(problems)


def read_part(part: Part, text: str) -> object:
    """One answer, as somebody types it; raise `Unreadable`.  Many: with commas."""
    value: Tree = text
    if part.type == "choices":
        value = [one.strip() for one in text.split(",") if one.strip()]
    problems: list[Problem] = []
    tree = parse(written({part.name: value}), file="")
    at = Fields(tree, path="", file="", problems=problems)
    found = READERS[part.type](at, part)
    if problems:
        raise Unreadable(problems)
    return found


def _text(at: Fields, part: Part) -> str:
    return at.text(part.name, required=not part.default) or part.default


def _choice(at: Fields, part: Part) -> str:
    return at.choice(part.name, part.words or {}, part.default)


def _choices(at: Fields, part: Part) -> tuple[str, ...]:
    if not at.has(part.name):
        return tuple(part.default.split(","))
    found = at.choices(part.name, part.words or {})
    if not found:
        at.problem(part.name, "no-value", f"{part.name} ไม่มีค่า", "ใส่อย่างน้อยหนึ่งค่า")
    return tuple(dict.fromkeys(found))


def _count(at: Fields, part: Part) -> int:
    found = at.whole(
        part.name, least=part.at_least, most=part.at_most, required=not part.default
    )
    return int(part.default or 0) if found is None else found


READERS: Mapping[Type, Callable[[Fields, Part], object]] = {
    "text": _text,
    "choice": _choice,
    "choices": _choices,
    "count": _count,
    "baht": _count,
}

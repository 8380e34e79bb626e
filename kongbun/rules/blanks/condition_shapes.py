"""The forms of a benefit's conditions and caps, one sentence each.

`Known` is what the draft itself adds: its benefits, and the facts it asks for.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

from kongbun.rules.benefit import COUNTED, OwnFact
from kongbun.rules.blanks.blank import (
    Ask,
    Blank,
    Kind,
    Options,
    Shape,
    Slot,
    Tree,
    baht,
    choice,
    count,
    length,
    line,
    many,
    options_of,
    say,
    text,
    yes,
)
from kongbun.rules.blanks.fund_shapes import SUB_CLAUSE, beside
from kongbun.rules.blanks.scalars import UNITS
from kongbun.rules.choices import CHOICE_WORDS
from kongbun.rules.expression import BadExpression
from kongbun.rules.expression_text import read_condition_text
from kongbun.rules.expression_words import fact_words, in_words
from kongbun.rules.facts import CHOICE_LABELS, COUNT_LABELS
from kongbun.rules.names import names_for
from kongbun.rules.read_benefit import AGE_MAX
from kongbun.rules.words import WINDOW_WORDS

NAMED = (
    *COUNTED, "age", "subject_age",
    "member_days", "member_months", "member_years",
    "paid_days", "paid_months", "paid_years",
    "arrears_days", "arrears_months", "gpa", "asked",
)  # fmt: skip
WHOSE: Options = (("member", "ของสมาชิก"), ("subject", "ของผู้ที่ขอให้ เช่น บุตร"))
YEARS: Options = (*options_of(WINDOW_WORDS), ("life", "ชีวิต"))
PERS: Options = (
    ("event", "เหตุการณ์หนึ่ง"),
    ("month", "เดือนหนึ่ง"),
    *((window, f"{word}หนึ่ง") for window, word in WINDOW_WORDS.items()),
    ("life", "ชีวิตหนึ่ง"),
    ("tier", "ช่วงหนึ่งของตาราง"),
)
COUNTS: Options = (
    ("joined", "เวลาที่เป็นสมาชิก"),
    ("paid", "เวลาที่ส่งเงินแล้ว"),
    ("age", "อายุ"),
)
ONE_UNIT = UNITS[:3]
IN_YEARS = {"least": 0, "most": AGE_MAX, "needed": True, "unit": "ปี"}


@dataclass(frozen=True, slots=True)
class Known:
    """What a draft adds to the words of a form."""

    benefits: Options = ()
    own: tuple[OwnFact, ...] = ()

    @property
    def units(self) -> Options:
        counted = ((one.code, one.label) for one in self.own if one.type == "count")
        return (*options_of(COUNT_LABELS), *counted)

    @property
    def ordered(self) -> Options:
        """What a community asks for itself and can be put in an order."""
        return tuple(
            (x.code, x.label) for x in self.own if x.type in ("count", "satang")
        )

    @property
    def named(self) -> Options:
        """What a comparison may look at, with the words that tell it."""
        words = {"gpa": "เกรดเฉลี่ย", "asked": "จำนวนเงินที่ขอ"}
        return (
            *((one, words.get(one) or fact_words(one)) for one in NAMED),
            *self.ordered,
        )


def condition_shapes(known: Known) -> tuple[Shape, ...]:
    return (
        *PLAIN_CONDITIONS,
        *(_one_of(fact, label) for fact, label in CHOICE_LABELS.items()),
        _not_together(known),
        *_when(known),
    )


def _condition(key: str, title: str, *pieces: str | Blank) -> Shape:
    return Shape(code=key, title=title, marks=(key,), parts=(say(*pieces), beside()))


def _days(key: str, label: str) -> Blank:
    return count(key, label, needed=True, most=100_000, unit="วัน")


def _age(key: str, title: str, ending: str) -> Shape:
    return _condition(
        key,
        title,
        "อายุ",
        choice("whose", "อายุของใคร", WHOSE, absent="member"),
        count(key, title, **IN_YEARS),
        ending,
    )


PLAIN_CONDITIONS = (
    _condition(
        "member_for",
        "เป็นสมาชิกมาแล้วอย่างน้อย",
        "เป็นสมาชิกมาแล้วอย่างน้อย",
        length("member_for", "เป็นสมาชิกมาแล้วอย่างน้อย", needed=True),
    ),
    _condition(
        "paid_for",
        "ส่งเงินมาแล้วอย่างน้อย",
        "ส่งเงินมาแล้วอย่างน้อย",
        length("paid_for", "ส่งเงินมาแล้วอย่างน้อย", needed=True),
    ),
    _condition(
        "waiting",
        "พ้นระยะรอสิทธิ",
        "พ้นระยะรอสิทธิ",
        length("waiting", "ระยะรอสิทธิ", needed=True),
        "นับจากวันเข้าหรือกลับเข้าเป็นสมาชิก",
    ),
    _condition(
        "arrears_at_most",
        "ค้างส่งไม่เกิน",
        "ค้างส่งไม่เกิน",
        length("arrears_at_most", "ค้างส่งไม่เกิน", needed=True, options=ONE_UNIT),
        "ในวันเกิดเหตุ",
    ),
    Shape(
        code="not_suspended",
        title="ไม่ถูกพักสิทธิ",
        marks=("not_suspended",),
        fixed={"not_suspended": "yes"},
        parts=(say("ไม่ถูกพักสิทธิในวันเกิดเหตุ"), beside()),
    ),
    _age("age_at_least", "อายุตั้งแต่", "ขึ้นไป"),
    _age("age_at_most", "อายุไม่เกิน", ""),
    _condition(
        "sex",
        "เพศ",
        "เป็นสมาชิก",
        choice("sex", "เพศ", options_of(CHOICE_WORDS["sex"])[1:], needed=True),
    ),
    _condition(
        "gpa_hundredths_at_least",
        "เกรดเฉลี่ยตั้งแต่",
        "เกรดเฉลี่ยตั้งแต่",
        Blank(
            key="gpa_hundredths_at_least",
            kind=Kind.GRADE,
            label="เกรดเฉลี่ยตั้งแต่",
            needed=True,
        ),
        "ขึ้นไป",
    ),
    _condition(
        "filed_within_days",
        "ยื่นคำขอภายใน",
        "ยื่นคำขอภายใน",
        _days("filed_within_days", "ยื่นคำขอภายใน"),
        "หลังเหตุสิ้นสุด",
    ),
    _condition(
        "confirmed_if_backdated_over_days",
        "รายการย้อนหลังต้องมีผู้รับรอง",
        "รายการที่บันทึกช้ากว่าวันจริงเกิน",
        _days("confirmed_if_backdated_over_days", "บันทึกช้าเกิน"),
        "ต้องมีผู้รับรองก่อน",
    ),
)


def _one_of(fact: str, label: str) -> Shape:
    key = f"one_of.{fact}"
    words = options_of(CHOICE_WORDS[fact])[1:]
    blank = many(key, f"{label}เป็นอย่างใดอย่างหนึ่ง", words, needed=True)
    parts = (Ask("", (blank,)), beside())
    return Shape(
        code=f"one_of_{fact}", title=f"{label}ที่กำหนด", marks=(key,), parts=parts
    )


def _not_together(known: Known) -> Shape:
    others = many(
        "not_together_with", "ไม่ได้รับสวัสดิการเหล่านี้", known.benefits, needed=True
    )
    year = choice("per", "นับใน", YEARS, absent="life")
    return Shape(
        code="not_together_with",
        title="ไม่ซ้อนกับสวัสดิการอื่น",
        marks=("not_together_with",),
        parts=(Ask("", (others,)), say("ใน", year, "เดียวกัน"), beside()),
    )


def _when(known: Known) -> tuple[Shape, Shape]:
    def tell(node: dict[str, Tree]) -> None:
        """The sentence of a condition for which nobody wrote one."""
        if not node.get("text") and isinstance(node.get("when"), str):
            try:
                read = read_condition_text(node["when"], names_for(known.own))
            except BadExpression:
                return  # The reader says why, beside the clause.
            node["text"] = in_words(read, known.own)

    told = text("text", "ถ้อยคำตามระเบียบ", hint="เว้นว่างได้ ระบบเขียนให้จากเงื่อนไข")
    compared = Blank(
        key="when",
        kind=Kind.COMPARED,
        label="เงื่อนไข",
        options=known.named,
        needed=True,
    )
    written = line(
        "when",
        "เงื่อนไขที่เขียนเอง",
        hint="เช่น nights >= 3 และ member_years >= 2",
        needed=True,
    )
    below = Ask("เลขข้อย่อยและถ้อยคำ", (SUB_CLAUSE, told), folded=True)
    return (
        Shape(
            code="compared",
            title="เทียบกับตัวเลข",
            marks=("when",),
            parts=(say("เมื่อ", compared), below),
            finish=tell,
        ),
        Shape(
            code="when",
            title="เงื่อนไขที่เขียนเป็นสูตร",
            marks=("when",),
            parts=(Ask("", (written,)), below),
            finish=tell,
        ),
    )


# --- caps -------------------------------------------------------------------------


def tier_rows(title: str, *, gives: str, zero: bool) -> Slot:
    shape = Shape(
        code="tier",
        title="ชั้น",
        parts=(
            say(
                "ครบ",
                length("from", "ตั้งแต่ครบ", needed=True),
                "ถึงวันที่ครบ",
                length("to", "ถึงวันที่ครบ (เว้นว่างได้)"),
                gives,
                baht("amount_baht", gives, needed=True, least=0 if zero else 1),
            ),
            beside(),
            Ask("", (Blank(key="code", kind=Kind.CODE, label="รหัส", absent="t"),)),
        ),
    )
    hint = "ไม่ใส่ “ถึง” คือถึงชั้นถัดไป ชั้นสุดท้ายคือตลอดไป"
    return Slot(
        key="tiers", title=title, shapes=(shape,), needed=True, row="ชั้น", hint=hint
    )


BELOW = yes("below_first", "ต่ำกว่าชั้นแรกไม่ได้รับ", yes="nothing")


def cap_shapes(known: Known) -> tuple[Shape, ...]:
    more = Ask(
        "นับรวมกับใคร เลขข้อย่อย และถ้อยคำ",
        (
            yes("by_household", "นับทั้งครัวเรือนรวมกัน"),
            many("shared_with", "นับรวมกับสวัสดิการอื่น", known.benefits),
            *beside().blanks,
        ),
        folded=True,
    )
    per = choice("per", "นับในช่วงใด", PERS, needed=True)

    def one(key: str, title: str, blank: Blank) -> Shape:
        parts = (say("ใน", per, "ไม่เกิน", blank), more)
        return Shape(code=key, title=title, marks=(key,), parts=parts)

    most = count("max_times", "ไม่เกินกี่ครั้ง", needed=True, least=1, unit="ครั้ง")
    units = replace(most, key="max_units", label="ไม่เกินกี่หน่วย", unit="หน่วย (คืน คน ตัว)")
    growing = Shape(
        code="tiers",
        title="เพดานที่เพิ่มตามเวลา",
        marks=("tiers",),
        parts=(
            say(
                "ใน",
                per,
                "ไม่เกินเพดานตาม",
                choice("counts", "เพดานตาม", COUNTS, needed=True),
            ),
            Ask("", (BELOW,)),
            tier_rows("เพดานแต่ละชั้น", gives="ไม่เกิน", zero=True),
            more,
        ),
    )
    return (
        one("max_times", "ไม่เกินกี่ครั้ง", most),
        one("max_baht", "ไม่เกินกี่บาท", baht("max_baht", "ไม่เกินกี่บาท", needed=True)),
        one("max_units", "ไม่เกินกี่คืน กี่คน หรือกี่ตัว", units),
        growing,
    )

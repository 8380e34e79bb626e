"""The forms of what a by-law says of the fund: heading, members, dues, money, approval.

Benefits are in `benefit_shapes`.  The words beside a blank are those of the sentence
that is printed (`fund_sentences`), so that the form and the paper say the same.
"""

from __future__ import annotations

from kongbun.kernel.thai_date import MONTHS
from kongbun.rules.blanks.blank import (
    Ask,
    Blank,
    Kind,
    Options,
    Shape,
    Slot,
    baht,
    choice,
    count,
    day,
    length,
    line,
    many,
    options_of,
    say,
    text,
    yes,
)
from kongbun.rules.choices import CHOICE_WORDS
from kongbun.rules.document import STATUS_WORDS
from kongbun.rules.fund_sentences import EXITS, PAYERS
from kongbun.rules.read_benefit import AGE_MAX

# Without "not known": a by-law never asks for that.
MEMBER_TYPES: Options = options_of(CHOICE_WORDS["member_type"])[1:]
RHYTHMS: Options = options_of(CHOICE_WORDS["rhythm"])[1:]
STATUSES: Options = tuple((one.value, word) for one, word in STATUS_WORDS.items())
MONTH_NAMES: Options = tuple((str(i), name) for i, name in enumerate(MONTHS, 1))
CONVENTIONS: Options = (
    ("flat_365", "วันละเท่ากัน คิดปีละ 365 วันเสมอ"),
    ("month", "เดือนละเท่ากัน"),
    ("calendar", "วันละเท่ากัน นับทุกวันตามปฏิทิน"),
    ("year", "ปีละเท่ากัน"),
)
UNITS_FROM: Options = (
    ("calendar", "วันที่ 1 ของเดือน หรือ 1 มกราคม"),
    ("fiscal", "วันแรกของปีงบประมาณ"),
    ("joined", "วันที่เข้าเป็นสมาชิก"),
)
DUE: Options = (("unit_start", "วันแรกของงวด"), ("unit_end", "เมื่อสิ้นงวด"))
KEEPS: Options = (("yes", "นับเวลาเดิมต่อ"), ("no", "เริ่มนับเวลาใหม่"))
PAYS: Options = (("arrears", "ต้องส่งที่ค้างให้ครบ"), ("nothing", "ไม่ต้องส่งที่ค้าง"))
FACT_TYPES: Options = (
    ("count", "นับเป็นจำนวน"),
    ("baht", "จำนวนเงิน"),
    ("yes_no", "ใช่หรือไม่"),
    ("date", "วันที่"),
)

NAME_IN_FORMULA = "เว้นว่างได้ ใช้เมื่อเขียนสูตรเอง a-z และ _ เช่น trees"

CLAUSE = line("clause", "เลขข้อ", hint="ตามที่พิมพ์ เช่น ข้อ 8", needed=True)
SUB_CLAUSE = line("clause", "เลขข้อ ถ้าต่างจากข้อนี้", hint="เช่น ข้อ 8 (2)")
WORDS = text("text", "ถ้อยคำตามระเบียบ", hint="เว้นว่างได้ ประโยคด้านบนใช้ตัดสิน")
ASSUMED = yes("assumed", "มีข้อสมมุติ เพราะต้นฉบับไม่ได้บอก")
NOTE = text("note", "หมายเหตุ หรือสิ่งที่สมมุติ")


def beside(title: str = "เลขข้อย่อยและถ้อยคำ") -> Ask:
    return Ask(title, (SUB_CLAUSE, WORDS), folded=True)


GENERAL = Shape(
    code="general",
    title="หัวระเบียบ",
    parts=(
        Ask(
            "",
            (
                text("title", "ชื่อระเบียบ", needed=True),
                line("fund", "ชื่อกองทุน", needed=True),
                line("version", "ฉบับ", hint="เช่น พ.ศ. 2570", needed=True),
                choice("status", "ที่มาของข้อความ", STATUSES, needed=True),
                line("source", "ได้ข้อความมาจาก"),
                day(
                    "effective_from",
                    "เริ่มใช้วันที่",
                    hint="เว้นว่างได้ ที่ประชุมกำหนดตอนลงมติ",
                ),
                choice(
                    "fiscal_year_month",
                    "ปีงบประมาณเริ่มเดือน",
                    MONTH_NAMES,
                    absent="10",
                ),
            ),
        ),
        Ask(
            "เรื่องที่ไม่ค่อยใช้",
            (
                day("effective_until", "สิ้นผลตั้งแต่วันที่", hint="ถ้าเลิกใช้โดยไม่มีฉบับใหม่"),
                line("adopted", "ลงมติในการประชุม"),
                ASSUMED,
                NOTE,
            ),
            folded=True,
        ),
    ),
)


def _lapse(key: str, title: str, then: str) -> Slot:
    parts = (say("ค้างส่งครบ", length("after", "ค้างส่งครบ", needed=True), then), beside())
    shape = Shape(code=key, title=title, parts=parts)
    return Slot(key=key, title=title, shapes=(shape,), many=False)


RETURN = Shape(
    code="return",
    title="การกลับเข้าเป็นสมาชิก",
    parts=(
        say(
            "กลับเข้าได้เมื่อ",
            choice("pays", "เงินที่ค้าง", PAYS, absent="arrears"),
            "รอสิทธิใหม่",
            length("waiting", "รอสิทธิใหม่"),
            "และ",
            choice("keeps_time", "เวลาที่เป็นสมาชิกมาก่อน", KEEPS, absent="yes"),
        ),
        Ask("", (yes("new_number", "ได้เลขสมาชิกใหม่"),)),
        beside(),
    ),
)
AGES = {"least": 0, "most": AGE_MAX, "unit": "ปี"}
MEMBERSHIP = Shape(
    code="membership",
    title="สมาชิกภาพ",
    parts=(
        Ask("", (CLAUSE, text("text", "ถ้อยคำตามระเบียบ"))),
        say(
            "ผู้สมัครต้อง",
            line("eligible", "คุณสมบัติผู้สมัคร เช่น อยู่ในตำบล"),
            "อายุตั้งแต่",
            count("age_at_least", "อายุผู้สมัครตั้งแต่", **AGES),
            "ไม่เกิน",
            count("age_at_most", "อายุผู้สมัครไม่เกิน", **AGES),
            "เสียค่าแรกเข้า",
            baht("entry_fee_baht", "ค่าแรกเข้า", least=0),
        ),
        Ask(
            "",
            (
                Blank(
                    key="documents",
                    kind=Kind.LINES,
                    label="เอกสารที่ใช้สมัคร",
                    hint="บรรทัดละหนึ่งอย่าง",
                ),
                many(
                    "exits",
                    "พ้นสภาพเมื่อ",
                    options_of(EXITS),
                    absent="died,resigned,struck_off",
                ),
                count(
                    "resignation_refund_percent",
                    "ลาออกได้เงินสมทบคืนร้อยละ",
                    most=100,
                ),
            ),
        ),
        _lapse("suspension", "การพักสิทธิ", "พักสิทธิ"),
        _lapse("lapse", "การพ้นสภาพเพราะขาดส่ง", "พ้นสภาพ"),
        Slot(key="return", title=RETURN.title, shapes=(RETURN,), many=False),
    ),
)

EXEMPT = Shape(
    code="exempt",
    title="ผู้ไม่ต้องส่งเอง",
    parts=(
        Ask(
            "",
            (
                many("who", "ใครไม่ต้องส่งเอง", MEMBER_TYPES),
                choice("payer", "ใครส่งแทน", options_of(PAYERS), needed=True),
                text("text", "ถ้อยคำตามระเบียบ", needed=True),
                SUB_CLAUSE,
            ),
        ),
    ),
)
CONTRIBUTIONS = Shape(
    code="contributions",
    title="เงินสมทบ",
    parts=(
        Ask("", (CLAUSE, text("text", "ถ้อยคำตามระเบียบ"))),
        say(
            "สมาชิกส่ง",
            choice("convention", "คิดเงินสมทบแบบ", CONVENTIONS, needed=True),
            "เป็นเงิน",
            baht("unit_baht", "เงินสมทบต่อวัน เดือน หรือปี", needed=True),
        ),
        Ask("", (many("rhythms", "เลือกส่งได้", RHYTHMS),)),
        Ask(
            "วันเริ่มนับงวดและวันครบกำหนด",
            (
                choice("units_from", "นับงวดจาก", UNITS_FROM, absent="calendar"),
                choice("due", "ครบกำหนดส่ง", DUE, absent="unit_start"),
            ),
            folded=True,
        ),
        Slot(key="exempt", title=EXEMPT.title, shapes=(EXEMPT,)),
    ),
)


OWN_FACT = Shape(
    code="fact",
    title="จำนวน เงิน วันที่ หรือใช่ไม่ใช่",
    marks=("type=count", "type=baht", "type=yes_no", "type=date"),
    parts=(
        say(
            "ถามว่า",
            line("label", "ถามว่าอะไร เช่น จำนวนต้นไม้ที่ปลูก", needed=True),
            "ตอบเป็น",
            choice("type", "ตอบแบบ", FACT_TYPES, needed=True),
            "หน่วยนับ",
            line("unit", "หน่วยนับ เช่น ต้น"),
            "ไม่เกิน",
            count("at_most", "มากที่สุดที่ตอบได้", least=1),
        ),
        Ask("", (line("code", "ชื่อในสูตร", hint=NAME_IN_FORMULA),)),
        beside(),
    ),
)
OWN_CHOICE = Shape(
    code="choice",
    title="เลือกจากรายการ",
    marks=("type=choice",),
    fixed={"type": "choice"},
    parts=(
        say("ถามว่า", line("label", "ถามว่าอะไร เช่น ชนิดไม้", needed=True)),
        Ask(
            "",
            (
                Blank(
                    key="words",
                    kind=Kind.PAIRS,
                    label="คำตอบที่เลือกได้",
                    hint="บรรทัดละหนึ่งคำ",
                    needed=True,
                ),
                line("code", "ชื่อในสูตร", hint=NAME_IN_FORMULA),
            ),
        ),
        beside(),
    ),
)
FACTS = Shape(
    code="facts",
    title="เรื่องที่ระเบียบนี้ถามเพิ่ม",
    parts=(
        Slot(
            key="facts", title="เรื่องที่ถามเพิ่ม", shapes=(OWN_FACT, OWN_CHOICE), row="เรื่อง"
        ),
    ),
)
OTHER = Shape(
    code="other",
    title="ข้อที่ระบบยังไม่ทำให้",
    parts=(Ask("", (line("clause", "เลขข้อ"), text("text", "ถ้อยคำ", needed=True))),),
)
NOT_HANDLED = Shape(
    code="not_handled",
    title="เรื่องอื่นที่ระบบยังไม่ทำให้",
    parts=(
        Slot(
            key="not_handled",
            title="ข้ออื่น",
            shapes=(OTHER,),
            row="ข้อ",
            hint="พิมพ์ไว้ในระเบียบตามเดิม ระบบไม่คิดอะไรจากข้อเหล่านี้",
        ),
    ),
)

"""The form of one benefit, or one loan: who, how much, at most, with what, by whom.

Conditions and caps are rows of `condition_shapes`; examples are rows of `trials`,
since what they ask for follows from the rule that is being written.
"""

from __future__ import annotations

from kongbun.rules.blanks.blank import (
    Ask,
    Blank,
    Kind,
    Options,
    Part,
    Shape,
    Slot,
    baht,
    choice,
    count,
    line,
    many,
    options_of,
    say,
    text,
    yes,
)
from kongbun.rules.blanks.condition_shapes import (
    BELOW,
    COUNTS,
    Known,
    cap_shapes,
    condition_shapes,
    tier_rows,
)
from kongbun.rules.blanks.fund_shapes import (
    ASSUMED,
    CLAUSE,
    NOTE,
    SUB_CLAUSE,
    beside,
)
from kongbun.rules.blanks.money_shapes import APPROVAL
from kongbun.rules.choices import CHOICE_WORDS
from kongbun.rules.document import TERMS
from kongbun.rules.facts import CHOICE_LABELS
from kongbun.rules.sentences import PAYEES, SUBJECTS

CATEGORIES: Options = (
    ("1", "เด็กแรกเกิด คลอดบุตร"),
    ("2", "เจ็บป่วย รักษาพยาบาล"),
    ("3", "ผู้สูงอายุ"),
    ("4", "เสียชีวิต"),
    ("5", "ค่าใช้จ่ายเกี่ยวกับงานศพ"),
    ("6", "คนด้อยโอกาส พิการ"),
    ("7", "พัฒนาอาชีพ"),
    ("8", "การศึกษา"),
    ("9", "ประเพณีวัฒนธรรม"),
    ("10", "ที่อยู่อาศัย (ซ่อม สร้าง)"),
    ("11", "ช่วยเหลือผู้ประสบภัยพิบัติ"),
    ("12", "กิจกรรมสาธารณประโยชน์"),
    ("13", "ทรัพยากรธรรมชาติและสิ่งแวดล้อม"),
    ("0", "อื่นๆ"),
)
WHO: Options = (("member", "สมาชิกเท่านั้น"), ("anyone", "สมาชิกหรือไม่ใช่ก็ได้"))
STARTED_BY: Options = (
    ("member", "ผู้มีสิทธิยื่นคำขอ"),
    ("committee", "กรรมการสำรวจผู้ถึงเกณฑ์เอง"),
)
EVENT_DATES: Options = (("first_day", "วันแรกของเหตุ"), ("last_day", "วันสุดท้ายของเหตุ"))
ORDERS: Options = (
    ("gpa_hundredths", "เกรดเฉลี่ย"),
    ("asked_satang", "จำนวนเงินที่ขอ"),
    ("joined_date", "วันที่เข้าเป็นสมาชิก"),
    ("birth_date", "วันเกิดของสมาชิก"),
    ("subject_birth_date", "วันเกิดของผู้ที่ขอให้"),
    ("paid_days", "จำนวนวันที่ส่งเงิน"),
    ("amount", "จำนวนเงินที่ได้"),
)
SIZES: Options = (("smallest", "น้อยไปมาก"), ("largest", "มากไปน้อย"))
SHARED_PERS: Options = (
    ("fiscal_year", "ปีงบประมาณหนึ่ง"),
    ("calendar_year", "ปีปฏิทินหนึ่ง"),
    ("event", "เหตุครั้งหนึ่ง"),
)


TIERS = Shape(
    code="tiers",
    title="เป็นชั้นตามเวลาหรืออายุ",
    marks=("tiers",),
    parts=(
        say("ได้รับตาม", choice("counts", "ได้รับตาม", COUNTS, needed=True)),
        Ask("", (BELOW,)),
        tier_rows("ชั้นของเงิน", gives="ได้รับ", zero=False),
        beside(),
    ),
)
BY_RESOLUTION = Shape(
    code="by_resolution",
    title="ตามมติคณะกรรมการ",
    marks=("by_resolution",),
    fixed={"by_resolution": "yes"},
    parts=(
        say(
            "ได้รับตามมติคณะกรรมการที่บันทึกไว้ อย่างน้อย",
            baht("at_least_baht", "อย่างน้อยกี่บาท"),
            "ไม่เกิน",
            baht("at_most_baht", "ไม่เกินกี่บาท"),
        ),
        beside(),
    ),
)
FORMULA = Shape(
    code="formula",
    title="ตามสูตร",
    marks=("formula",),
    parts=(
        Ask(
            "",
            (
                text(
                    "formula",
                    "สูตร",
                    hint="เช่น 500 baht + 100 baht * min(nights, 3)",
                    needed=True,
                ),
            ),
        ),
        beside(),
    ),
)


def amount_shapes(known: Known) -> tuple[Shape, ...]:
    return (
        _amount(
            "fixed_baht",
            "เท่ากันทุกคน",
            "ได้รับ",
            baht("fixed_baht", "ได้รับกี่บาท", needed=True),
        ),
        _amount(
            "each_baht",
            "ต่อคืน ต่อคน หรือต่อตัว",
            "นับตาม",
            choice("unit", "นับตามอะไร", known.units, needed=True),
            "ได้รับหน่วยละ",
            baht("each_baht", "ได้รับหน่วยละ", needed=True),
        ),
        TIERS,
        *(_by(fact, label) for fact, label in CHOICE_LABELS.items()),
        _amount(
            "up_to_baht",
            "ตามที่ขอ มีเพดาน",
            "ได้รับตามที่ขอ ไม่เกิน",
            baht("up_to_baht", "ไม่เกินกี่บาท", needed=True),
        ),
        BY_RESOLUTION,
        FORMULA,
    )


def _amount(key: str, title: str, *pieces: str | Blank) -> Shape:
    return Shape(code=key, title=title, marks=(key,), parts=(say(*pieces), beside()))


def _by(fact: str, label: str) -> Shape:
    row = Shape(
        code="line",
        title=label,
        parts=(
            say(
                choice("is", label, options_of(CHOICE_WORDS[fact])[1:], needed=True),
                "ได้รับ",
                baht("amount_baht", "ได้รับกี่บาท", needed=True),
            ),
        ),
    )
    table = Slot(
        key="table", title=f"ตาม{label}", shapes=(row,), needed=True, row="บรรทัด"
    )
    return Shape(
        code=f"by_{fact}",
        title=f"ต่างกันตาม{label}",
        marks=(f"by={fact}",),
        fixed={"by": fact},
        parts=(table, beside()),
    )


EVIDENCE = Shape(
    code="paper",
    title="หลักฐาน",
    bare="text",
    parts=(
        say(
            line("text", "หลักฐาน เช่น ใบรับรองแพทย์", needed=True),
            count("count", "กี่ฉบับ", least=1, most=20, unit="ฉบับ"),
        ),
        Ask("", (yes("decides", "ไม่มีหลักฐานนี้ ให้ไม่ได้"),)),
        Ask(
            "",
            (
                Blank(
                    key="code",
                    kind=Kind.CODE,
                    label="รหัส",
                    absent="paper_",
                    needed=True,
                ),
            ),
        ),
        Ask("เลขข้อย่อย", (SUB_CLAUSE,), folded=True),
    ),
)
SHARING = "การจัดสรรเมื่อไม่พอสำหรับทุกคน"


def _order(known: Known) -> Shape:
    return Shape(
        code="order",
        title="ลำดับ",
        parts=(
            say(
                "เรียงตาม",
                choice("by", "เรียงตามอะไร", (*ORDERS, *known.ordered), needed=True),
                "จาก",
                choice("first", "จากไหนก่อน", SIZES, needed=True),
            ),
        ),
    )


def _allocation(known: Known) -> Shape:
    return Shape(
        code="allocation",
        title=SHARING,
        parts=(
            say(
                "ใน",
                choice("per", "จัดสรรในช่วงใด", SHARED_PERS, absent="fiscal_year"),
                "ไม่เกิน",
                count("places", "ไม่เกินกี่ราย", least=1, unit="ราย"),
                "รวมกันไม่เกิน",
                baht("budget_baht", "รวมทุกรายไม่เกินกี่บาท"),
                "และไม่เกินร้อยละ",
                Blank(
                    key="share_of_fund_basis_points",
                    kind=Kind.SHARE,
                    label="ร้อยละของเงินกองทุน",
                ),
                "ของเงินกองทุน",
            ),
            Ask("", (yes("pro_rata", "เงินไม่พอ ลดลงตามส่วนเท่ากันทุกราย"),)),
            Slot(
                key="order",
                title="ใครได้ก่อน",
                shapes=(_order(known),),
                row="ลำดับ",
                hint="ไม่ใส่คือ ใครขอก่อนได้ก่อน",
            ),
            beside(),
        ),
    )


def common_shape(known: Known) -> Shape:
    """The conditions of every benefit, each with those that it spares."""
    spared = Ask("", (many("except_for", "ไม่ใช้กับ", known.benefits),))
    shapes = tuple(
        Shape(
            code=one.code,
            title=one.title,
            marks=one.marks,
            fixed=one.fixed,
            finish=one.finish,
            parts=(*one.parts, spared),
        )
        for one in condition_shapes(known)
    )
    slot = Slot(
        key="common_conditions",
        title="เงื่อนไขของทุกสวัสดิการ",
        shapes=shapes,
        row="เงื่อนไข",
        hint="เขียนครั้งเดียว ใช้กับสวัสดิการของสมาชิกทุกข้อ",
    )
    return Shape(code="common", title="เงื่อนไขของทุกสวัสดิการ", parts=(slot,))


HEADING = (
    CLAUSE,
    line("title", "ชื่อสวัสดิการ", hint="เช่น นอนโรงพยาบาล", needed=True),
    text("text", "ถ้อยคำตามระเบียบ", hint="เว้นว่างได้ ระบบเขียนให้จากช่องข้างล่าง"),
)


CATEGORY = choice("category", "นับในแบบรายงานเป็น", CATEGORIES, needed=True)
ABOUT = say(
    choice("who", "ใครขอได้", WHO, absent="member"),
    "ขอได้ เป็นเรื่องของ",
    choice("subject", "เป็นเรื่องของใคร", options_of(SUBJECTS), absent="member"),
    choice("started_by", "เริ่มอย่างไร", STARTED_BY, absent="member"),
    "ถือ",
    choice("event_date_is", "วันใดคือวันเกิดเหตุ", EVENT_DATES, absent="first_day"),
    "เป็นวันเกิดเหตุ",
)
PAID_TO = Ask(
    "จ่ายให้ใคร",
    (many("payees", "จ่ายเงินให้", options_of(PAYEES), absent="self"),),
    folds_later=True,
)
TERM_BLANKS = tuple(line(f"terms.{key}", label) for key, label in TERMS.items())
LAST = Ask(
    "การรับรอง หมายเหตุ",
    (
        count("signatures", "กรรมการศูนย์ลงนามกี่คน ถ้าต่างจากข้ออื่น", most=3),
        ASSUMED,
        NOTE,
        Blank(key="code", kind=Kind.CODE, label="รหัส", absent="benefit", needed=True),
    ),
    folded=True,
)


def benefit_shape(known: Known, examples: Slot) -> Shape:
    parts = (Ask("", (*HEADING, CATEGORY)), *_granted(known), examples, LAST)
    return Shape(code="benefit", title="สวัสดิการ", parts=parts)


def loan_shape(known: Known, examples: Slot) -> Shape:
    terms = Ask("เงื่อนไขสัญญา", TERM_BLANKS)
    parts = (Ask("", HEADING), *_granted(known), terms, examples, LAST)
    return Shape(code="loan", title="เงินกู้", parts=parts)


def _granted(known: Known) -> tuple[Part, ...]:
    return (
        ABOUT,
        Slot(
            key="conditions",
            title="เงื่อนไข",
            shapes=condition_shapes(known),
            hint="ต้องครบทุกข้อจึงได้",
        ),
        Slot(
            key="amount",
            title="จำนวนเงิน",
            shapes=amount_shapes(known),
            many=False,
            needed=True,
        ),
        Slot(key="caps", title="เพดาน", shapes=cap_shapes(known)),
        Slot(key="evidence", title="หลักฐาน", shapes=(EVIDENCE,)),
        PAID_TO,
        Slot(
            key="approvals",
            title="ผู้อนุมัติ ถ้าต่างจากข้ออื่น",
            shapes=(APPROVAL,),
            row="ผู้อนุมัติ",
        ),
        Slot(
            key="allocation",
            title=SHARING,
            shapes=(_allocation(known),),
            many=False,
            row="การจัดสรร",
        ),
    )

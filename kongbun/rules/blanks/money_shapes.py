"""The forms of the fund's money, of handing it over, and of who certifies and approves.

The words beside a blank are those of the sentence that is printed (`fund_sentences`).
"""

from __future__ import annotations

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
    line,
    options_of,
    say,
    text,
    yes,
)
from kongbun.rules.blanks.fund_shapes import SUB_CLAUSE, WORDS, beside
from kongbun.rules.fund_sentences import LIMITED, OF, SHARED
from kongbun.rules.sentences import APPROVERS

SHORTAGES: Options = (
    ("by_resolution", "ให้คณะกรรมการลงมติ"),
    ("pro_rata", "ลดลงตามส่วนเท่ากันทุกราย"),
    ("in_order", "จ่ายตามลำดับคำขอ"),
    ("wait", "รอจนมีเงิน"),
)
LENT: Options = (("forbidden", "ห้ามให้กู้"), ("allowed", "ให้กู้ได้"))


def percent(key: str, label: str, *, needed: bool = True) -> Blank:
    return Blank(key=key, kind=Kind.PERCENT, label=label, needed=needed)


SPLIT = Shape(
    code="split",
    title="ส่วนแบ่ง",
    parts=(
        say(
            "แบ่งร้อยละ",
            percent("percent", "ร้อยละของส่วนนี้"),
            "เป็นเงิน",
            line("title", "ชื่อส่วนนี้", needed=True),
        ),
        beside(),
        Ask("", (Blank(key="code", kind=Kind.CODE, label="รหัส", absent="share_",
                       needed=True),)),
    ),
)  # fmt: skip
LIMIT = Shape(
    code="limit",
    title="วงเงิน",
    parts=(
        say(
            choice("what", "วงเงินของอะไร", options_of(LIMITED), needed=True),
            "ไม่เกินร้อยละ",
            percent("percent_at_most", "ไม่เกินร้อยละ"),
            "ของ",
            choice("of", "คิดจาก", options_of(OF), absent="income"),
        ),
        beside(),
    ),
)
RESERVE = Shape(
    code="reserve",
    title="เงินสำรอง",
    parts=(
        say(
            "กันเงินสำรองอย่างน้อย",
            baht("at_least_baht", "เงินสำรองอย่างน้อย"),
            "และร้อยละ",
            percent("percent_of_income", "เงินสำรองร้อยละ", needed=False),
            "ของรายรับ",
        ),
        beside(),
    ),
)
WHEN_SHORT = Shape(
    code="when_short",
    title="เมื่อเงินไม่พอ",
    parts=(
        say("เงินไม่พอ", choice("how", "เมื่อเงินไม่พอ", SHORTAGES, needed=True)),
        Ask("", (text("text", "ถ้อยคำตามระเบียบ", needed=True), SUB_CLAUSE)),
    ),
)
LENDING = Shape(
    code="lending",
    title="การให้กู้",
    parts=(
        say("เงินกองทุน", choice("is", "ให้กู้ได้หรือไม่", LENT, needed=True)),
        beside(),
    ),
)
MONEY = Shape(
    code="money",
    title="การใช้เงินกองทุน",
    parts=(
        Ask("", (line("clause", "เลขข้อ"), text("text", "ถ้อยคำตามระเบียบ"))),
        say(
            "ส่วนแบ่งและวงเงินคิดจาก",
            choice("shared", "แบ่งอะไร", options_of(SHARED), absent="contributions"),
        ),
        Slot(
            key="split",
            title="การแบ่งเงิน",
            shapes=(SPLIT,),
            row="ส่วน",
            hint="รวมกันให้ครบร้อยละ 100",
        ),
        Slot(key="limits", title="วงเงิน", shapes=(LIMIT,)),
        Slot(key="reserve", title="เงินสำรอง", shapes=(RESERVE,), many=False),
        Slot(key="when_short", title="เมื่อเงินไม่พอ", shapes=(WHEN_SHORT,), many=False),
        Slot(key="lending", title="การให้กู้", shapes=(LENDING,), many=False),
    ),
)

RECEIPTS = Shape(
    code="receipts",
    title="การเก็บและส่งมอบเงิน",
    parts=(
        Ask("", (line("clause", "เลขข้อ"), text("text", "ถ้อยคำตามระเบียบ"))),
        say(
            "ผู้เก็บเงินส่งมอบเงินภายใน",
            count(
                "bag_days", "ส่งมอบภายในกี่วัน", needed=True, least=1, most=366, unit="วัน"
            ),
        ),
    ),
)
CERTIFICATION = Shape(
    code="certification",
    title="การรับรองของศูนย์หมู่บ้าน",
    parts=(
        Ask("", (line("clause", "เลขข้อ"), text("text", "ถ้อยคำตามระเบียบ"))),
        say(
            "กรรมการศูนย์หมู่บ้านลงนามรับรอง",
            count("signatures", "ลงนามรับรองกี่คน", most=3, unit="คน (0 คือไม่ต้อง)"),
        ),
    ),
)
APPROVAL = Shape(
    code="approval",
    title="ผู้อนุมัติ",
    parts=(
        say(
            choice("by", "ใครอนุมัติ", options_of(APPROVERS), needed=True),
            "อนุมัติ ไม่เกิน",
            baht("up_to_baht", "อนุมัติได้ไม่เกิน (เว้นว่างคือเท่าไรก็ได้)"),
        ),
        Ask(
            "กรณีฉุกเฉิน เลขข้อ และถ้อยคำ",
            (
                yes("emergency", "กรณีฉุกเฉิน อนุมัติก่อนได้"),
                count(
                    "confirmed_within_days",
                    "แล้วให้ยืนยันภายใน (วัน)",
                    least=1,
                    most=366,
                ),
                SUB_CLAUSE,
                WORDS,
            ),
            folded=True,
        ),
    ),
)
APPROVALS = Shape(
    code="approvals",
    title="ผู้อนุมัติ",
    parts=(Slot(key="approvals", title="ผู้อนุมัติ", shapes=(APPROVAL,)),),
)

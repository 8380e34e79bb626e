"""Why money, a day, a text or an expression cannot be read.  See `problem_texts`."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class ProblemText:
    why: str
    remedy: str
    what_en: str
    why_en: str
    remedy_en: str


FORM = ("โครงของไฟล์ต้องอ่านได้ทางเดียว", "A file must have one reading.")
ONE_ANSWER = (
    "ค่านี้มีความหมายได้หลายทางหรือไม่มีเลย ระบบไม่เดา",
    "It has no reading or several, and nobody may guess.",
)
MONEY = ("จำนวนเงินต้องแน่นอนถึงสตางค์", "An amount of money must be exact to the satang.")
DAY = (
    "วันเริ่มและวันสิ้นสุดต้องเป็นวันเดียวที่แน่นอน",
    "A day must be one certain day of the calendar.",
)
FORMULA = (
    "สูตรต้องคิดได้แน่นอนก่อนนำไปใช้",
    "An expression must be sure to give an answer before it is used.",
)
TEXT = (
    "ข้อความที่ซ่อนหรืออ่านไม่ได้ ที่ประชุมรับรองไม่ได้",
    "A meeting cannot adopt what nobody can read.",
)
TYPED = ("พิมพ์ข้อความนี้ใหม่ด้วยมือ", "Type this text again by hand.")


def of(because: tuple[str, str], remedy: tuple[str, str], what_en: str) -> ProblemText:
    return ProblemText(because[0], remedy[0], what_en, because[1], remedy[1])


VALUES: dict[str, ProblemText] = {
    # --- money, days, texts ---
    "amount-empty": of(MONEY, ("ใส่จำนวนบาท", "Write the baht."), "There is no amount."),
    "amount-zero": of(
        MONEY, ("ใส่จำนวนที่มากกว่า 0", "Write more than 0."), "The amount is 0."
    ),
    "amount-signed": of(
        MONEY,
        ("ใส่จำนวนที่ไม่มีเครื่องหมาย", "Write it without a sign."),
        "The amount has a sign.",
    ),
    "amount-decimals": of(
        MONEY,
        ("ใส่ทศนิยมไม่เกินสองตำแหน่ง", "Write at most two decimals."),
        "The amount has more than two decimals.",
    ),
    "amount-comma": of(
        MONEY,
        ("คั่นหลักพันด้วย , ทุกสามหลัก", "Put a comma before each three digits, or none."),
        "The commas of the amount stand wrong.",
    ),
    "amount-mixed-digits": of(
        MONEY,
        ("ใส่เลขแบบเดียว", "Use one kind of digits."),
        "The amount mixes Thai and Arabic digits.",
    ),
    "amount-too-large": of(
        MONEY,
        ("ใส่ไม่เกิน 10,000 ล้านบาท", "Write at most 10,000 million baht."),
        "The amount is too large.",
    ),
    "amount-unreadable": of(
        MONEY,
        ("ใส่เป็นตัวเลข เช่น 1,250.50", "Write digits, as 1,250.50."),
        "The amount cannot be read.",
    ),
    "two-digit-year": of(
        DAY, ("ใส่ปีสี่หลัก", "Write the year with four digits."), "The year has two digits."
    ),
    "date-empty": of(
        DAY,
        ("ใส่เป็น 2025-10-01 หรือ 1 ต.ค. 2568", "Write 2025-10-01."),
        "There is no day.",
    ),
    "date-unreadable": of(
        DAY,
        ("ใส่เป็น 2025-10-01 หรือ 1 ต.ค. 2568", "Write 2025-10-01."),
        "The day cannot be read.",
    ),
    "date-lunar": of(
        DAY, ("ใส่วันตามปฏิทิน", "Write a day of the calendar."), "It is a day of the moon."
    ),
    "date-no-year": of(
        DAY, ("ใส่ปีสี่หลัก", "Write the year with four digits."), "The day has no year."
    ),
    "date-no-such-day": of(
        DAY,
        ("ดูปฏิทินแล้วใส่ใหม่", "See the calendar and write it again."),
        "There is no such day.",
    ),
    "date-no-such-month": of(
        DAY, ("เดือนมี 1 ถึง 12", "Months are 1 to 12."), "There is no such month."
    ),
    "date-year-outside": of(
        DAY, ("ตรวจปี", "See the year."), "The year is out of bounds."
    ),
    "date-era": of(
        DAY,
        ("ดูต้นฉบับแล้วใส่ปีสี่หลัก", "See the original and write four digits."),
        "The era does not fit the year.",
    ),
    "date-incomplete": of(
        DAY,
        ("ใส่ทั้งวัน เดือน และปี", "Write day, month and year."),
        "Day or month is missing.",
    ),
    "date-mixed-digits": of(
        DAY,
        ("ใส่เลขแบบเดียว", "Use one kind of digits."),
        "The day mixes Thai and Arabic digits.",
    ),
    "month-first": of(
        DAY, ("ใส่วันก่อนเดือน", "Write the day first."), "The month seems to stand first."
    ),
    "april-new-year": of(
        DAY,
        ("ใส่เป็น ค.ศ. เช่น 1940-02-01", "Write the common era, as 1940-02-01."),
        "In January to March before 2484 B.E. a year has two readings.",
    ),
    "text-control": of(TEXT, TYPED, "The text holds hidden signs."),
    "text-bidi": of(TEXT, TYPED, "The text holds signs that turn its direction."),
    "text-picture": of(TEXT, TYPED, "The text holds a picture."),
    "text-marks": of(TEXT, TYPED, "The text piles up vowels or tones."),
    "text-broken": of(TEXT, TYPED, "The text is broken."),
    "text-empty": of(TEXT, TYPED, "The text is empty."),
    "text-too-long": of(
        TEXT, ("ย่อให้สั้นลง", "Make it shorter."), "The text is too long."
    ),
    # --- expressions ---
    "not-a-condition": of(
        FORMULA,
        ("เขียนเป็นการเทียบ เช่น nights >= 3", "Write a comparison, as nights >= 3."),
        "The expression is no condition.",
    ),
    "not-an-amount": of(
        FORMULA,
        ("เขียนเป็นเงิน เช่น 500 baht", "Write money, as 500 baht."),
        "The expression is no money.",
    ),
    "empty-expression": of(
        FORMULA,
        ("เขียนเช่น nights >= 3", "Write, say, nights >= 3."),
        "The expression is empty.",
    ),
    "mixed-digits": of(
        FORMULA,
        ("ใส่เลขแบบเดียว", "Use one kind of digits."),
        "A number mixes Thai and Arabic digits.",
    ),
    "strange-sign": of(
        FORMULA,
        ("ใช้เครื่องหมายที่มีใน docs/bylaws.md", "Use the signs of docs/bylaws.md."),
        "A sign of the expression is not known.",
    ),
    "sign-missing": of(
        FORMULA,
        ("เติมส่วนที่ขาด", "Write what is missing."),
        "The expression lacks a part.",
    ),
    "left-over": of(
        FORMULA,
        ("ตรวจวงเล็บและเครื่องหมาย", "See brackets and signs."),
        "Something is left over behind the expression.",
    ),
    "two-comparisons": of(
        FORMULA,
        ("แยกด้วย and", "Join two comparisons by and."),
        "Two comparisons stand in a row.",
    ),
    "not-a-word": of(
        FORMULA,
        ("ใช้ = หรือ >= กับตัวเลข", "Use = or >= with numbers."),
        "in needs a fact with a list of words.",
    ),
    "unknown-fact": of(
        FORMULA,
        (
            "ใช้ชื่อข้อมูลที่ kongbun bylaw facts บอก",
            "Use a fact that kongbun bylaw facts lists.",
        ),
        "The expression names an unknown fact.",
    ),
    "bad-function": of(
        FORMULA,
        ("ดูวิธีเขียนใน docs/bylaws.md", "See how docs/bylaws.md writes it."),
        "A function of the expression is not given what it needs.",
    ),
    "too-large": of(
        FORMULA, ("จำกัดด้วย min", "Bound it with min."), "The result may be too large."
    ),
}

# ruff: noqa: E501 -- a sentence of the table stands on one line
"""Why a file cannot be read, and what to do: what a reader's own sentence leaves out.

The reader says in Thai what it met and where.  Here stand, by the code of the problem,
the reason, a remedy where the reader names none, and all of it in English; for money,
days, texts and expressions in `problem_texts_values`.
"""

from __future__ import annotations

from kongbun.rules.problem_texts_values import (
    FORM,
    ONE_ANSWER,
    VALUES,
    ProblemText,
    of,
)
from kongbun.rules.yaml_tree import Problem

ALL: dict[str, ProblemText] = {
    **VALUES,
    # --- the file ---
    "empty-file": of(
        ("ไม่มีอะไรให้อ่าน", "There is nothing to read."),
        ("เลือกไฟล์ระเบียบ", "Choose a file that holds a by-law."),
        "The file is empty.",
    ),
    "too-long": of(
        ("ไฟล์หรือสูตรที่ยาวผิดปกติทำให้ทั้งระบบช้า", "What is that long slows everybody down."),
        ("แบ่งให้สั้นลง", "Make it shorter, or several."),
        "It is too long.",
    ),
    "too-many": of(
        (
            "ไม่มีที่ประชุมใดอ่านรายการยาวเท่านี้ได้ มักเกิดจากโปรแกรมที่สร้างไฟล์ผิด",
            "No meeting reads so long a list; a program that went wrong makes them.",
        ),
        ("รวมบรรทัดที่ได้เท่ากัน", "Join lines that give the same."),
        "The list is too long.",
    ),
    "not-utf-8": of(
        (
            "ตัวหนังสือไทยจะเพี้ยนเมื่ออ่านผิดรหัส",
            "Thai letters read in the wrong encoding come out wrong.",
        ),
        ("บันทึกไฟล์เป็น UTF-8 แล้วลองใหม่", "Save the file as UTF-8 and try again."),
        "The file is not UTF-8 text.",
    ),
    "tab": of(
        (
            "Tab กว้างไม่เท่ากันในแต่ละเครื่อง คนกับระบบจึงเห็นย่อหน้าไม่ตรงกัน",
            "A tab is as wide as each machine likes, so people and kongbun would see different indents.",
        ),
        ("แทน Tab ด้วยช่องว่าง", "Put spaces for the tab."),
        "There is a tab in the line.",
    ),
    "not-yaml": of(
        FORM,
        (
            "ดูเครื่องหมาย : หรือ - ของบรรทัดนี้",
            "Look at the : or - of this line, and indent with spaces.",
        ),
        "The form of the file cannot be read.",
    ),
    "not-one-document": of(
        FORM,
        ("เอาเครื่องหมาย --- ออก", "Take out the line ---."),
        "There is more than one by-law in the file.",
    ),
    "anchor": of(
        (
            "สมาชิกต้องอ่านไฟล์จากบนลงล่างได้ โดยไม่ต้องตามหาข้อความที่อื่น",
            "A member must be able to read the file from top to bottom.",
        ),
        ("เขียนข้อความให้ครบ", "Write the text out where it belongs."),
        "The signs & and * refer to text elsewhere.",
    ),
    "tag": of(
        (
            "ทุกค่าเป็นข้อความ ระบบเป็นผู้อ่านชนิดเอง",
            "Every value is text until kongbun reads it.",
        ),
        ("ลบเครื่องหมาย ! ออก", "Delete the sign !."),
        "The sign ! names a type.",
    ),
    "too-deep": of(
        ("ไม่มีระเบียบใดซ้อนลึกเท่านี้", "No by-law is nested so deep."),
        ("ย่อหน้าใหม่ตามแบบใน docs/bylaws.md", "Indent it as docs/bylaws.md shows."),
        "It is nested too deep.",
    ),
    "bad-key": of(
        FORM,
        ("ดูชื่อหัวข้อใน docs/bylaws.md", "See the keys in docs/bylaws.md."),
        "A key is not a word.",
    ),
    "repeated-key": of(
        ("สองค่าในหัวข้อเดียว ไม่รู้ว่าค่าไหนใช้", "Of two values nobody can say which holds."),
        ("เหลือไว้ครั้งเดียว", "Keep one of them."),
        "A key stands twice.",
    ),
    # --- its keys ---
    "unknown-key": of(
        (
            "หัวข้อที่ระบบไม่รู้จักจะไม่มีผล แต่คนอ่านคิดว่ามี",
            "kongbun would pass over it, and readers would think that it holds.",
        ),
        ("ดูชื่อหัวข้อใน docs/bylaws.md", "See the keys in docs/bylaws.md."),
        "A key is not known.",
    ),
    "missing-key": of(
        ("ขาดหัวข้อนี้แล้วตัดสินไม่ได้", "Without it nothing can be decided."),
        ("เพิ่มหัวข้อนี้", "Add it."),
        "A key is missing.",
    ),
    "no-value": of(
        ("หัวข้อที่ว่างไม่บอกอะไร", "An empty key says nothing."),
        ("ใส่ค่า", "Give it a value."),
        "A key has no value.",
    ),
    "not-a-mapping": of(
        FORM,
        ("เขียนเป็น ชื่อ: ค่า", "Write it as name: value."),
        "Keys and values are expected here.",
    ),
    "not-a-list": of(
        FORM,
        ("ขึ้นต้นแต่ละบรรทัดด้วย -", "Begin each line with -."),
        "A list is expected here.",
    ),
    "bad-code": of(
        ("คำขอและใบสำคัญอ้างรหัสนี้ตลอดไป", "Requests and vouchers name the code for ever."),
        ("ใช้ a-z 0-9 _ -", "Use a-z 0-9 _ -."),
        "A code holds other letters than a-z 0-9 _ -.",
    ),
    "not-a-choice": of(
        ONE_ANSWER,
        ("เลือกจากคำที่มี", "Choose one of the words named."),
        "The word is none of those allowed here.",
    ),
    "not-yes-no": of(
        ONE_ANSWER, ("ใส่ yes หรือ no", "Write yes or no."), "It is neither yes nor no."
    ),
    "not-whole": of(
        ONE_ANSWER,
        ("ใส่จำนวนเต็มในช่วงที่บอก", "Write a whole number within the bounds named."),
        "It is no whole number within bounds.",
    ),
    "not-a-length": of(
        ONE_ANSWER,
        (
            "ใส่เป็น 180 days, 6 months หรือ 2 years",
            "Write 180 days, 6 months or 2 years.",
        ),
        "It is no length of time.",
    ),
    "mixed-length": of(
        ONE_ANSWER,
        ("ใช้หน่วยเดียว เช่น 90 days", "Use one unit, as 90 days."),
        "A length mixes units.",
    ),
    "same-code": of(
        ("รหัสหนึ่งต้องหมายถึงเรื่องเดียว", "A code must mean one thing."),
        ("ตั้งรหัสให้ต่างกัน", "Give each a code of its own."),
        "A code stands twice.",
    ),
    "unknown-benefit": of(
        ("ข้อที่อ้างถึงจะไม่มีผล", "What names it would have no effect."),
        ("ใช้รหัสที่มี", "Use a code that is there."),
        "No benefit of this version has that code.",
    ),
    "not-one-amount": of(
        ONE_ANSWER,
        ("เหลือแบบเดียว", "Keep one kind of amount."),
        "An amount must be of one kind.",
    ),
    "not-one-condition": of(
        ONE_ANSWER,
        ("แยกเป็นบรรทัดละเรื่อง", "Write one subject a line."),
        "A condition must have one subject.",
    ),
    "not-one-cap": of(
        ONE_ANSWER,
        ("แยกเป็นบรรทัดละเพดาน", "Write one limit a line."),
        "A limit must have one figure.",
    ),
    "not-one-answer": of(
        ONE_ANSWER,
        (
            "ใส่ amount_baht หรือ refused อย่างใดอย่างหนึ่ง",
            "Write amount_baht or refused, one of the two.",
        ),
        "An example must have one answer.",
    ),
    "cap-without-unit": of(
        ("เพดานเป็นหน่วยต้องมีหน่วยให้นับ", "A limit in units needs a unit to count."),
        (
            "ใช้ each_baht กับ unit หรือเปลี่ยนเป็น max_baht",
            "Use each_baht with unit, or max_baht.",
        ),
        "The limit counts units, the amount does not.",
    ),
    "not-a-percentage": of(
        ONE_ANSWER, ("ใส่ 0.01 ถึง 100", "Write 0.01 to 100."), "It is no percentage."
    ),
    "split-not-whole": of(
        ("เงินทุกบาทต้องเข้ากองใดกองหนึ่ง", "Every baht must go somewhere."),
        ("ปรับให้รวมกันได้ 100", "Make them come to 100."),
        "The shares do not come to 100 %.",
    ),
    "unit-error": of(
        (
            "บวกหรือเทียบของต่างหน่วยไม่มีความหมาย",
            "Different units cannot be added or compared.",
        ),
        ("ใช้หน่วยเดียวกันทั้งสองข้าง", "Use one unit on both sides."),
        "The units do not fit.",
    ),
}


def of_problem(problem: Problem) -> tuple[tuple[str, str, str], tuple[str, str, str]]:
    """What, why and what to do, in Thai and in English."""
    text = ALL[problem.code]
    where = f"{problem.file}, line {problem.line}"
    where += f" ({problem.path})" if problem.path else ""
    remedy = problem.remedy or text.remedy
    thai = (problem.located, text.why, remedy)
    return thai, (f"{where}: {text.what_en}", text.why_en, text.remedy_en)

# ruff: noqa: E501 -- a sentence of the table stands on one line
"""Every sentence that the linter says, in Thai and English: what, why, what to do.

A key is a finding's code, or `code/form` where one code is said in several ways.  The
sentences of tiers, caps and conditions stand in `finding_texts_parts`, those of what
benefits say of each other and of what a fund can keep in `finding_texts_whole`.
"""

from __future__ import annotations

from kongbun.rules.finding_texts_parts import PARTS, FindingText
from kongbun.rules.finding_texts_whole import WHOLE

__all__ = ["TEXTS", "FindingText"]

TEXTS: dict[str, FindingText] = {
    **PARTS,
    **WHOLE,
    # --- the whole version ---
    "assumed": FindingText(
        (
            "ฉบับนี้มีข้อสมมุติ: {note}",
            "ต้นฉบับไม่ได้บอกไว้ จึงเติมเพื่อให้คิดได้",
            "ให้ที่ประชุมอ่านแล้วรับรองหรือแก้",
        ),
        (
            "This version assumes: {note}",
            "The original does not say it; it was filled in so that cases can be decided.",
            "Let the meeting read it, and confirm or change it.",
        ),
    ),
    "assumed/benefit": FindingText(
        (
            "{title}: {note}",
            "ต้นฉบับไม่ได้บอกไว้ จึงเติมเพื่อให้คิดได้",
            "ให้ที่ประชุมอ่านแล้วรับรองหรือแก้",
        ),
        (
            "{title}: {note}",
            "The original does not say it; it was filled in so that cases can be decided.",
            "Let the meeting read it, and confirm or change it.",
        ),
    ),
    "unverified": FindingText(
        (
            "ยังไม่ได้ตรวจกับต้นฉบับ",
            "จำนวนและเงื่อนไขอาจไม่ตรงกับของจริง",
            "หาต้นฉบับมาเทียบ อย่าแสดงเป็นของจริง",
        ),
        (
            "Not checked against an original.",
            "Sums and conditions may differ from the real ones.",
            "Compare it with the original; do not show it as real.",
        ),
    ),
    "synthetic": FindingText(
        (
            "ระเบียบฉบับนี้แต่งขึ้น ไม่ใช่ของกองทุนจริง",
            "ใช้ทดลองและสอนเท่านั้น",
            "ถ้าจะใช้จริง แก้ให้เป็นของกองทุนเองแล้วเปลี่ยนที่มาของข้อความ (status)",
        ),
        (
            "This by-law is made up and belongs to no real fund.",
            "It is for trying out and teaching.",
            "To use it, make it your fund's own and change status.",
        ),
    ),
    "period-empty": FindingText(
        (
            "วันสิ้นสุด {until} ไม่อยู่หลังวันเริ่มใช้ {since}",
            "ฉบับนี้จึงไม่มีวันที่ใช้ได้เลย",
            "แก้ effective_until ให้อยู่หลัง effective_from",
        ),
        (
            "It ends on {until}, not after it begins on {since}.",
            "So there is no day on which it holds.",
            "Move effective_until after effective_from.",
        ),
    ),
    "versions-overlap": FindingText(
        (
            "ระเบียบฉบับ {one} ({file_one}) กับฉบับ {other} ({file_other}) ใช้พร้อมกันตั้งแต่ {day}",
            "วันเดียวกันมีสองคำตอบ",
            "แก้ effective_from หรือ effective_until ให้มีฉบับเดียวในวันหนึ่ง",
        ),
        (
            "Versions {one} ({file_one}) and {other} ({file_other}) both hold from {day}.",
            "One day would have two answers.",
            "Change effective_from or effective_until so that one version holds on any day.",
        ),
    ),
    "versions-gap": FindingText(
        (
            "ตั้งแต่ {day} ไม่มีระเบียบใช้ จนฉบับ {other} ({file_other}) เริ่ม {next_day}",
            "เหตุที่เกิดในช่วงนั้นตัดสินไม่ได้",
            "ลบ effective_until ของฉบับ {one} ({file_one}) ฉบับเดิมจะใช้ถึงฉบับใหม่เริ่ม",
        ),
        (
            "From {day} no version holds until {other} ({file_other}) begins on {next_day}.",
            "What happens between cannot be decided.",
            "Delete effective_until of {one} ({file_one}): it then holds until the next begins.",
        ),
    ),
    "no-clause": FindingText(
        ("{what} ไม่มีเลขข้อ", "สมาชิกตรวจกับระเบียบที่พิมพ์ไม่ได้", "ใส่ clause ตามเลขข้อที่พิมพ์"),
        (
            "{what} has no clause number.",
            "Members cannot compare it with the printed by-law.",
            "Add clause, as printed.",
        ),
    ),
    "clause-twice": FindingText(
        (
            "{clause} ใช้สองที่ คือ {one} (บรรทัด {line_one}) และ {other}",
            "เมื่ออ้างข้อนี้จะไม่รู้ว่าหมายถึงเรื่องไหน",
            "แยกเป็น {clause} (1) และ {clause} (2) หรือแก้เลขข้อที่พิมพ์ผิด",
        ),
        (
            "{clause} stands twice: {one} (line {line_one}) and {other}.",
            "Whoever cites the clause cannot tell which is meant.",
            "Number them {clause} (1) and {clause} (2), or mend the one misprinted.",
        ),
    ),
    "lapse-before-suspension": FindingText(
        (
            "พ้นสภาพเมื่อค้าง {lapse} ไม่ได้อยู่หลังพักสิทธิเมื่อค้าง {suspension}",
            "สมาชิกพ้นสภาพก่อนถูกพักสิทธิ การพักสิทธิจึงไม่มีผล",
            "แก้ after ของ lapse ให้นานกว่า",
        ),
        (
            "A member lapses after {lapse} unpaid, not later than suspension after {suspension}.",
            "Suspension would never work.",
            "Make after of lapse longer.",
        ),
    ),
    "suspension-stops-nothing": FindingText(
        (
            "ค้างครบ {after} พักสิทธิ แต่ไม่มีสวัสดิการข้อใดดูว่าพักสิทธิอยู่",
            "คนที่ถูกพักสิทธิยังได้สวัสดิการทุกอย่าง",
            "ใส่ not_suspended: yes ใน common_conditions และบอก except_for ถ้าบางอย่างยังให้",
        ),
        (
            "Rights rest after {after} unpaid, and no benefit asks whether they rest.",
            "Who is suspended still gets everything.",
            "Add not_suspended: yes to common_conditions, with except_for where it is meant.",
        ),
    ),
    "waiting-stops-nothing": FindingText(
        (
            "กลับเข้าใหม่ต้องรอ {waiting} แต่ไม่มีสวัสดิการข้อใดดูระยะรอหรือการพักสิทธิ",
            "คนที่เพิ่งกลับเข้าได้สวัสดิการทันที",
            "ใส่ not_suspended: yes ใน common_conditions หรือใส่ waiting ในข้อที่ต้องรอ",
        ),
        (
            "Who returns waits {waiting}, and no benefit asks about waiting or suspension.",
            "Who has just come back gets everything at once.",
            "Add not_suspended: yes to common_conditions, or waiting where one has to wait.",
        ),
    ),
    "no-lapse": FindingText(
        (
            "ไม่ได้บอกว่าค้างส่งนานเท่าไรจึงพักสิทธิหรือพ้นสภาพ",
            "คนที่เลิกส่งแล้วยังนับเป็นสมาชิกและยังมีสิทธิ",
            "ถ้าระเบียบกำหนดไว้ ใส่ suspension หรือ lapse",
        ),
        (
            "Nothing says after how long unpaid rights are suspended or end.",
            "Who stopped paying stays a member with full rights.",
            "If the by-law says it, add suspension or lapse.",
        ),
    ),
    "not-handled": FindingText(
        (
            "ยังไม่ทำในระบบ: {text}",
            "ข้อนี้เก็บไว้ให้อ่านเท่านั้น",
            "ทำข้อนี้นอกระบบ และจดไว้ในรายงานการประชุม",
        ),
        (
            "Not handled: {text}",
            "The clause is kept to be read and nothing more.",
            "Carry it out on paper, and keep it in the minutes.",
        ),
    ),
    "not-handled/loan": FindingText(
        (
            "{title}: เก็บไว้และคำนวณให้ดูได้ แต่ยังทำสัญญาและรับชำระในระบบไม่ได้",
            "เงินกู้มีสัญญาและการรับชำระ ซึ่งระบบยังไม่ทำ",
            "ทำสัญญาและรับชำระบนกระดาษ",
        ),
        (
            "{title}: kept and worked out, but contracts and repayments are not handled.",
            "A loan needs a contract and repayments, which kongbun does not keep yet.",
            "Keep contracts and repayments on paper.",
        ),
    ),
    # --- one benefit ---
    "no-example": FindingText(
        (
            "{title} ({benefit}) ไม่มีตัวอย่าง",
            "ที่ประชุมตรวจไม่ได้ว่าข้อนี้ให้ตามที่ตั้งใจ",
            "ใส่อย่างน้อยหนึ่งตัวอย่าง",
        ),
        (
            "{title} ({benefit}) has no example.",
            "The meeting cannot see that it gives what is meant.",
            "Add at least one example.",
        ),
    ),
    "example-fails": FindingText(
        (
            "ตัวอย่าง {name}: เขียนว่า {wanted} แต่ตามระเบียบคือ {is_}",
            "ตัวอย่างกับระเบียบขัดกัน อย่างใดอย่างหนึ่งผิด",
            "แก้ตัวอย่างหรือแก้ระเบียบให้ตรงกัน",
        ),
        (
            "Example {name}: it says {wanted}; by the by-law it is {is_}.",
            "Example and by-law disagree, so one of them is wrong.",
            "Mend the example or the by-law.",
        ),
    ),
    "cap-without-example": FindingText(
        (
            "{title}: ยังไม่มีตัวอย่างที่เกินเพดาน {most}{per}",
            "ที่ประชุมจะไม่เห็นว่าเพดานนี้ตัดอะไร",
            "เพิ่มหนึ่งตัวอย่าง เพื่อให้เห็นตอนประชุม",
        ),
        (
            "{title}: no example goes over the limit of {most} {per}.",
            "The meeting does not see what this limit cuts.",
            "Add one example that does.",
        ),
    ),
    "no-evidence": FindingText(
        (
            "{title} ({benefit}) ไม่บอกว่าใช้หลักฐานอะไร",
            "ผู้ขอไม่รู้ว่าต้องเตรียมอะไร และกรรมการไม่มีอะไรให้ตรวจ",
            "ใส่ evidence",
        ),
        (
            "{title} ({benefit}) names no evidence.",
            "Nobody knows what to bring, and the committee has nothing to look at.",
            "Add evidence.",
        ),
    ),
    "same-code": FindingText(
        (
            "{title}: รหัส {code} มีสองครั้ง",
            "คำขอและใบสำคัญที่อ้างรหัสนี้จะไม่รู้ว่าอันไหน",
            "ตั้งรหัสให้ต่างกัน",
        ),
        (
            "{title}: the code {code} stands twice.",
            "A request that names the code could mean either.",
            "Give each a code of its own.",
        ),
    ),
    "example-fails/facts": FindingText(
        (
            "ตัวอย่าง {name}: ยังคิดไม่ได้ {facts}",
            "ตัวอย่างที่คิดไม่ได้ไม่บอกอะไร",
            "แก้หรือเติมข้อมูลของตัวอย่าง หรือเอาตัวอย่างออก",
        ),
        (
            "Example {name} cannot be worked out: {facts}",
            "An example without an answer shows nothing.",
            "State in the example what the clause now asks for, or take it out.",
        ),
    ),
    "by-resolution": FindingText(
        (
            "{title}: จำนวนเงินขึ้นอยู่กับมติคณะกรรมการ{ends}",
            "ระเบียบไม่ได้บอกจำนวน สมาชิกจึงไม่รู้ล่วงหน้า",
            "ต้องบันทึกมติทุกครั้ง",
        ),
        (
            "{title}: the committee decides the sum{ends}.",
            "The by-law names no sum, so members cannot know it before.",
            "Record each resolution.",
        ),
    ),
    "contradictory-amount": FindingText(
        (
            "{title}: มากสุดน้อยกว่าน้อยสุด",
            "ไม่มีจำนวนใดที่ให้ได้",
            "แก้ at_least_baht หรือ at_most_baht",
        ),
        (
            "{title}: the most is less than the least.",
            "No sum could be given.",
            "Change at_least_baht or at_most_baht.",
        ),
    ),
    "no-limit": FindingText(
        (
            "{title}: กรรมการเป็นผู้เสนอ แต่ไม่บอกว่าให้ได้กี่ครั้ง",
            "คนเดียวอาจอยู่ในบัญชีผู้ครบสิทธิซ้ำ",
            "ใส่ max_times",
        ),
        (
            "{title}: the committee starts it, and nothing says how often.",
            "One person could be on the list again and again.",
            "Add max_times.",
        ),
    ),
    "no-payee": FindingText(
        (
            "{title}: สมาชิกเสียชีวิตแล้ว ไม่มีใครรับเงินได้",
            "payees มีแต่ตัวสมาชิกหรือผู้ที่สมาชิกมอบ",
            "ใส่ payees: [beneficiary]",
        ),
        (
            "{title}: the member is dead and nobody else may be paid.",
            "payees names only the member or whom the member sends.",
            "Add payees: [beneficiary].",
        ),
    ),
    "nothing-to-allocate": FindingText(
        (
            "{title}: allocation ไม่บอกว่ามีเท่าไร",
            "จัดสรรไม่ได้เมื่อไม่รู้จำนวนที่มี",
            "ใส่ places budget_baht หรือ share_of_fund_basis_points",
        ),
        (
            "{title}: allocation does not say how much there is.",
            "Nothing can be shared out without a sum.",
            "Add places, budget_baht or share_of_fund_basis_points.",
        ),
    ),
}

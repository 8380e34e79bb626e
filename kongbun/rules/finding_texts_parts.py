# ruff: noqa: E501 -- a sentence of the table stands on one line
"""What the linter says of tiers, caps and conditions, in Thai and English.

The rest of the table, and what its keys are, is `finding_texts`.
"""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class FindingText:
    """What, why and what to do: once in Thai, once in English."""

    th: tuple[str, str, str]
    en: tuple[str, str, str]


PARTS: dict[str, FindingText] = {
    # --- tiers ---
    "tiers-overlap": FindingText(
        (
            "{title}: ชั้นที่ {one} และ {other} ทับกันตั้งแต่ {begins} ถึง {ends}",
            "ช่วงนี้ได้ทั้งสองจำนวน จึงไม่รู้ว่าให้เท่าไร",
            "แก้ to ของชั้นที่ {one} หรือ from ของชั้นที่ {other}",
        ),
        (
            "{title}: tiers {one} and {other} overlap from {begins} to {ends}.",
            "Two sums hold there, and nobody can say which.",
            "Change to of tier {one} or from of tier {other}.",
        ),
    ),
    "tiers-overlap/open": FindingText(
        (
            "{title}: ชั้นที่ {one} และ {other} ทับกันตั้งแต่ {begins} ขึ้นไป",
            "ช่วงนี้ได้ทั้งสองจำนวน จึงไม่รู้ว่าให้เท่าไร",
            "แก้ to ของชั้นที่ {one} หรือ from ของชั้นที่ {other}",
        ),
        (
            "{title}: tiers {one} and {other} overlap from {begins} on.",
            "Two sums hold there, and nobody can say which.",
            "Change to of tier {one} or from of tier {other}.",
        ),
    ),
    "tiers-gap": FindingText(
        (
            "{title}: ชั้นที่ {one} และ {other} มีช่องว่างตั้งแต่ {begins} ถึงก่อน {ends}",
            "ช่วงนี้ไม่ได้อะไรเลย ทั้งที่คนที่สั้นกว่าและนานกว่าได้",
            "แก้ to ของชั้นที่ {one} หรือ from ของชั้นที่ {other}",
        ),
        (
            "{title}: between tiers {one} and {other} there is a gap from {begins} to before {ends}.",
            "Nothing is given there, though less and more time both are paid.",
            "Change to of tier {one} or from of tier {other}.",
        ),
    ),
    "tiers-gap/below": FindingText(
        (
            "{title}: ช่องว่าง {counted}ไม่ถึง {begins} ไม่ได้อะไรเลย",
            "ระเบียบไม่ได้บอกว่าตั้งใจ",
            "ถ้าตั้งใจ ใส่ below_first: nothing",
        ),
        (
            "{title}: a gap: below {begins} of {counted} nothing is given.",
            "The by-law does not say that this is meant.",
            "If it is meant, write below_first: nothing.",
        ),
    ),
    "tiers-gap/stated": FindingText(
        (
            "{title}: ช่องว่าง {counted}ไม่ถึง {begins} ไม่ได้อะไรเลย (ระบุไว้ว่าตั้งใจ)",
            "ที่ประชุมควรรู้ว่ายังไม่ถึงนี้จะไม่ได้อะไร",
            "ถ้าตั้งใจ ไม่ต้องแก้",
        ),
        (
            "{title}: a gap: below {begins} of {counted} nothing is given, as stated.",
            "The meeting should know that less time gets nothing.",
            "If it is meant, nothing to do.",
        ),
    ),
    "unreachable-tier": FindingText(
        (
            "{title}: ชั้นที่ {one} สิ้นสุดที่ {ends} ก่อนเริ่มที่ {begins}",
            "ไม่มีวันใดอยู่ในชั้นนี้ จึงไม่มีใครถึง",
            "แก้ from หรือ to",
        ),
        (
            "{title}: tier {one} ends at {ends}, before it begins at {begins}.",
            "No day lies in it, so nobody reaches it.",
            "Change from or to.",
        ),
    ),
    "unreachable-tier/next": FindingText(
        (
            "{title}: ชั้นที่ {one} (ตั้งแต่ {begins}) ไม่มีใครถึง เพราะชั้นที่ {other} เริ่มที่ {ends}",
            "ชั้นที่ไม่บอก to สิ้นสุดเมื่อชั้นถัดไปในไฟล์เริ่ม บางปฏิทินจึงไม่เหลือวันเลย",
            "เรียงจากน้อยไปมาก และใช้หน่วยเดียวกัน",
        ),
        (
            "{title}: nobody reaches tier {one} (from {begins}), since tier {other} begins at {ends}.",
            "A tier without to ends where the next of the file begins; on some calendars no day is left.",
            "Order them from less to more, in one unit.",
        ),
    ),
    "unreachable-tier/condition": FindingText(
        (
            "{title}: ชั้นที่ {one} ไม่มีใครถึง เพราะเงื่อนไข{condition}",
            "ใครผ่านเงื่อนไขนี้ไม่อยู่ในชั้นนี้แล้ว",
            "แก้ชั้นหรือเงื่อนไข",
        ),
        (
            "{title}: nobody reaches tier {one}, because of a condition: {condition}.",
            "Whoever meets the condition is outside the tier.",
            "Change the tier or the condition.",
        ),
    ),
    "tiers-out-of-order": FindingText(
        (
            "{title}: ชั้นที่ {other} (ตั้งแต่ {begins}) เริ่มก่อนชั้นที่ {one} (ตั้งแต่ {before})",
            "คนอ่านและระบบอ่านชั้นจากน้อยไปมาก",
            "เรียงชั้นจากน้อยไปมาก",
        ),
        (
            "{title}: tier {other} (from {begins}) begins before tier {one} (from {before}).",
            "Tiers are read from less to more.",
            "Put them in that order.",
        ),
    ),
    "amount-falls": FindingText(
        (
            "{title}: ชั้นที่ {other} นานกว่าแต่ได้น้อยกว่าชั้นที่ {one}",
            "คนที่อยู่นานกว่าได้น้อยลง มักเป็นการพิมพ์ผิด",
            "ตรวจว่าตั้งใจ",
        ),
        (
            "{title}: tier {other} is longer than tier {one} and gives less.",
            "More time getting less is mostly a misprint.",
            "See whether it is meant.",
        ),
    ),
    "nothing-above": FindingText(
        (
            "{title}: {counted}เกิน {ends} ไม่ได้อะไรเลย",
            "ชั้นสุดท้ายมีวันสิ้นสุด คนที่อยู่นานที่สุดจึงไม่ได้",
            "ถ้าไม่ตั้งใจ ลบ to ของชั้นสุดท้าย",
        ),
        (
            "{title}: above {ends} of {counted} nothing is given.",
            "The last tier ends, so those of longest standing get nothing.",
            "If that is not meant, delete to of the last tier.",
        ),
    ),
    # --- caps ---
    "contradictory-caps": FindingText(
        (
            "{title}: เพดาน {cap} น้อยกว่าที่ให้ คือ {amount}",
            "จำนวนที่เขียนไว้ไม่มีใครได้เต็ม",
            "แก้เพดานหรือจำนวนเงิน",
        ),
        (
            "{title}: the limit of {cap} is below what is given, {amount}.",
            "Nobody could ever get the sum as written.",
            "Change the limit or the sum.",
        ),
    ),
    "contradictory-caps/nested": FindingText(
        (
            "{title}: เพดานที่นับกว้างกว่า {wide} ({clause_wide}) น้อยกว่าเพดานที่นับแคบกว่า {narrow}",
            "เพดานที่แคบกว่าจึงใช้ไม่ได้จริง",
            "แก้จำนวนของเพดานข้อใดข้อหนึ่ง",
        ),
        (
            "{title}: the wider limit of {wide} ({clause_wide}) is below the narrower one of {narrow}.",
            "The narrower limit never works.",
            "Change one of them.",
        ),
    ),
    "contradictory-caps/shared": FindingText(
        (
            "{title} ใช้เพดานร่วมกับ {other} แต่อีกข้อไม่ได้เขียนเพดานร่วมเท่ากัน",
            "สองข้อนับไม่เหมือนกัน ขอสลับลำดับแล้วได้ไม่เท่ากัน",
            "เขียนจำนวนและ per ให้ตรงกันทั้งสองข้อ",
        ),
        (
            "{title} shares a limit with {other}, which does not say the same.",
            "The two would count differently, and the order of asking would matter.",
            "Write the same figure and per in both.",
        ),
    ),
    "same-cap-twice": FindingText(
        (
            "{title}: มีเพดานเรื่องเดียวกันสองบรรทัด ({clause_one} และ {clause_other})",
            "ไม่รู้ว่าเพดานไหนใช้",
            "รวมเป็นบรรทัดเดียว ถ้าบรรทัดหนึ่งนับรวมกับสวัสดิการอื่น ใส่ shared_with ที่บรรทัดนั้น",
        ),
        (
            "{title}: two lines limit the same thing ({clause_one} and {clause_other}).",
            "Nobody can say which holds.",
            "Make them one; where one counts other benefits too, give it shared_with.",
        ),
    ),
    "two-years": FindingText(
        (
            "{title}: เพดานต่อปีสองบรรทัดนับคนละปี ({one} และ {other})",
            "คำว่าปีในข้อเดียวมีสองความหมาย",
            "เลือกปีแบบเดียว แล้วรวมเป็นบรรทัดเดียว",
        ),
        (
            "{title}: two yearly limits count different years ({one} and {other}).",
            "One clause means two things by a year.",
            "Choose one kind of year, and make them one line.",
        ),
    ),
    "cap-unit": FindingText(
        (
            "{title}: per: tier ใช้ได้เมื่อจำนวนเงินเป็นชั้น",
            "จำนวนเงินข้อนี้ไม่ได้แบ่งชั้น จึงไม่มีช่วงให้นับ",
            "ใช้ per อื่น",
        ),
        (
            "{title}: per: tier needs an amount in tiers.",
            "This amount has none, so there is no span to count over.",
            "Use another per.",
        ),
    ),
    "cap-never-works": FindingText(
        (
            "{title}: เพดาน {idle} ไม่มีวันถึง เพราะเงินเต็มเพดาน {full} ก่อน",
            "เพดานที่ไม่ทำงานทำให้สมาชิกเข้าใจผิด",
            "ตรวจว่าตั้งใจ",
        ),
        (
            "{title}: the limit of {idle} is never reached; the one of {full} comes first.",
            "A limit that never works misleads members.",
            "See whether it is meant.",
        ),
    ),
    # --- conditions ---
    "impossible-age": FindingText(
        (
            "{title}: อายุอย่างน้อย {least} ปีและไม่เกิน {most} ปี",
            "ไม่มีใครเข้าเกณฑ์",
            "แก้อายุข้อใดข้อหนึ่ง",
        ),
        (
            "{title}: at least {least} and at most {most} years old.",
            "Nobody can be both.",
            "Change one of the ages.",
        ),
    ),
    "same-condition-twice": FindingText(
        (
            "{title}: ถามเรื่องเดียวกันสองครั้ง ({clause_one} และ {clause_other})",
            "ไม่รู้ว่าข้อไหนใช้",
            "เหลือข้อที่ต้องการ",
        ),
        (
            "{title}: the same is asked twice ({clause_one} and {clause_other}).",
            "Nobody can say which holds.",
            "Keep the one that is meant.",
        ),
    ),
    "contradictory-conditions": FindingText(
        ("{title}: เงื่อนไข {fact} ขัดกัน", "ไม่มีใครเข้าเกณฑ์", "เหลือข้อที่ต้องการ"),
        (
            "{title}: the conditions on {fact} contradict each other.",
            "Nobody is ever granted it.",
            "Keep the one that is meant.",
        ),
    ),
    "unreachable-row": FindingText(
        (
            "{title}: ไม่มีใครได้ตามแถว {rows}",
            "เงื่อนไข one_of ไม่รวมไว้",
            "แก้ table หรือ one_of",
        ),
        (
            "{title}: nobody gets what the rows {rows} say.",
            "The condition one_of leaves them out.",
            "Change table or one_of.",
        ),
    ),
    "choice-without-amount": FindingText(
        (
            "{title}: {rows} เข้าเงื่อนไข แต่ table ไม่บอกจำนวนเงิน",
            "ผ่านเงื่อนไขแล้วแต่ไม่รู้ว่าให้เท่าไร",
            "แก้ table หรือ one_of",
        ),
        (
            "{title}: {rows} meet the condition, and table names no sum for them.",
            "They pass, and nobody knows what to give.",
            "Change table or one_of.",
        ),
    ),
}

# ruff: noqa: E501 -- a sentence of the table stands on one line
"""What the linter says of benefits beside each other, of units, and of promises.

The rest of the table, and what its keys are, is `finding_texts`.
"""

from __future__ import annotations

from kongbun.rules.finding_texts_parts import FindingText

WHOLE: dict[str, FindingText] = {
    # --- one benefit and the others ---
    "unknown-benefit": FindingText(
        (
            "{title}: ไม่มีสวัสดิการรหัส {code} ในฉบับนี้",
            "ข้อห้ามหรือเพดานที่อ้างรหัสนี้จะไม่มีผล",
            "ใช้รหัสที่มี: {codes}",
        ),
        (
            "{title}: this version has no benefit {code}.",
            "What names it would have no effect.",
            "Use one of: {codes}.",
        ),
    ),
    "shared-with-itself": FindingText(
        (
            "{title}: ใช้เพดานร่วมกับตัวเอง",
            "เพดานของข้อนี้นับข้อนี้อยู่แล้ว น่าจะหมายถึงสวัสดิการอื่น",
            "ลบ {code} ออกจาก shared_with หรือใส่รหัสของอีกข้อ",
        ),
        (
            "{title}: it shares its limit with itself.",
            "A limit counts its own benefit anyway; another one is more likely meant.",
            "Take {code} out of shared_with, or name the other benefit.",
        ),
    ),
    "excludes-itself": FindingText(
        (
            "{title}: ห้ามซ้อนกับตัวเอง",
            "ข้อห้ามนี้มีไว้สำหรับสวัสดิการอื่น ถ้าหมายถึงให้ครั้งเดียว ต้องเขียนเป็นเพดาน",
            "ลบ {code} ออกจาก not_together_with แล้วใส่ max_times: 1 ถ้าต้องการ",
        ),
        (
            "{title}: it excludes itself.",
            "An exclusion is about other benefits; once only is a limit.",
            "Take {code} out of not_together_with; write max_times: 1 if that is meant.",
        ),
    ),
    "circular-exclusion": FindingText(
        (
            "ข้อห้ามวนเป็นวง: {ring}",
            "แต่ละข้อห้ามเพียงข้อถัดไป ใครขอตามลำดับหนึ่งได้สองอย่าง อีกลำดับได้อย่างเดียว ผลจึงขึ้นกับว่าขออะไรก่อน",
            "ให้ทุกข้อในวงห้ามกันและกัน หรือลบข้อห้ามที่เกินออก",
        ),
        (
            "Exclusions go round in a ring: {ring}.",
            "Each bars only the next, so what one gets depends on what is asked for first.",
            "Let each exclude all the others, or delete the one too many.",
        ),
    ),
    "circular-exclusion/mutual": FindingText(
        (
            "{titles} ห้ามซ้อนกัน ได้อย่างเดียว",
            "ขออย่างไหนก่อนได้อย่างนั้น แม้อีกอย่างจะมากกว่า",
            "ถ้าตั้งใจ ไม่ต้องแก้ และบอกสมาชิกให้เลือกก่อนขอ",
        ),
        (
            "{titles} exclude each other: one of them only.",
            "The one asked for first is given, even when another would be more.",
            "If meant, nothing to do; tell members to choose before they ask.",
        ),
    ),
    "exclusions-differ": FindingText(
        (
            "{one} และ {other} ห้ามซ้อนกันคนละช่วง: {span_one} กับ {span_other}",
            "ขอสลับลำดับกันแล้วได้ผลไม่เหมือนกัน",
            "เขียน per ให้ตรงกันทั้งสองข้อ",
        ),
        (
            "{one} and {other} exclude each other over different spans: {span_one} and {span_other}.",
            "The same two requests in another order end differently.",
            "Write the same per in both.",
        ),
    ),
    "one-way-exclusion": FindingText(
        (
            "{title} ให้ไม่ได้ถ้าได้ {other} แล้ว แต่ {other} ไม่ห้ามกลับ",
            "ขอ {title} ก่อนแล้วขอ {other} ทีหลัง ได้ทั้งสองอย่าง",
            "ถ้าต้องการให้ได้อย่างเดียวเสมอ ใส่ not_together_with: [{code}] ใน {other} ด้วย",
        ),
        (
            "{title} is barred after {other}, but not the other way round.",
            "Who asks for {title} first and {other} later gets both.",
            "To allow one only, add not_together_with: [{code}] to {other}.",
        ),
    ),
    # --- promises ---
    "unit-error": FindingText(
        (
            "{title}: เขียน {written} แต่ข้อความของข้อนี้ว่า {said}",
            "หน่วยไม่ตรงกัน ผลจะต่างกันหลายเท่า",
            "แก้จำนวนและหน่วยให้ตรงกับข้อความ",
        ),
        (
            "{title}: the figure is {written}, the text of the clause says {said}.",
            "The units differ, and so would what is given, many times over.",
            "Write number and unit as the text has them.",
        ),
    ),
    "unit-error/price": FindingText(
        (
            "เงินสมทบ {written} เท่ากับปีละ {year}",
            "เป็นไปได้ยากที่ตั้งใจเก็บเท่านี้ น่าจะผิดหน่วย",
            "ตรวจ convention (วัน เดือน หรือปี) กับ unit_baht",
        ),
        (
            "Contributions of {written} are {year} a year.",
            "That is hardly meant; the unit looks wrong.",
            "Check convention (day, month or year) against unit_baht.",
        ),
    ),
    "unit-error/age": FindingText(
        (
            "{title}: ชั้นของอายุเขียนเป็น {written}",
            "อายุนับเป็นปี {written} น่าจะหมายถึง {number} ปี",
            "เขียนเป็น {number} years",
        ),
        (
            "{title}: a tier of age says {written}.",
            "Ages are counted in years; {number} years is more likely meant.",
            "Write {number} years.",
        ),
    ),
    "collected-per-death": FindingText(
        (
            "{title}: เงินสงเคราะห์ศพคิดจากจำนวนสมาชิก คนละ {each}",
            "การเก็บจากสมาชิกเป็นรายศพเป็นงานของสมาคมฌาปนกิจสงเคราะห์ ซึ่งมีกฎหมายของตนเอง และยอดจะหดตามจำนวนสมาชิก",
            "ให้จากเงินกองทุนเป็นจำนวนที่แน่นอน เช่น fixed_baht หรือ tiers",
        ),
        (
            "{title}: a death pays {each} for each member.",
            "Collecting from members per death is the work of a funeral association under a law of its own, and it shrinks with the membership.",
            "Pay a certain sum out of the fund: fixed_baht or tiers.",
        ),
    ),
    "collected-per-death/text": FindingText(
        (
            "ข้อความว่าเก็บเงินจากสมาชิกเมื่อมีคนตาย: {said}",
            "การเก็บเป็นรายศพเป็นงานของสมาคมฌาปนกิจสงเคราะห์ ซึ่งมีกฎหมายของตนเอง กองทุนสวัสดิการจ่ายจากเงินที่ส่งไว้แล้ว",
            "ตัดการเก็บรายศพออก หรือแยกไปตั้งสมาคมตามกฎหมายนั้น",
        ),
        (
            "The text collects from members when somebody dies: {said}",
            "Collecting per death is the work of a funeral association under a law of its own; a welfare fund pays from what was paid in before.",
            "Take it out, or found such an association under its law.",
        ),
    ),
    "pension-returns": FindingText(
        (
            "{title}: ส่งเงิน {years} ปี รวม {paid} ได้คืนหมดใน {returned} ปี (ได้ปีละ {pension})",
            "คนที่ส่งเข้าน้อยกว่าที่รับ ต้องใช้เงินของคนรุ่นหลังจ่าย ซึ่งวันหนึ่งจะไม่พอ",
            "ลดเงินต่อปี เพิ่มจำนวนปีที่ต้องส่ง หรือบอกว่าเงินส่วนที่ขาดมาจากไหน",
        ),
        (
            "{title}: {years} years of contributions, {paid}, are returned in {returned} years ({pension} a year).",
            "Who takes out more than was paid in is paid by those who come later, and one day that does not suffice.",
            "Lower the yearly sum, ask for more years, or say where the rest comes from.",
        ),
    ),
    "promise-above-income": FindingText(
        (
            "{title}: รายเดียวให้ได้ถึง {most} แต่รายรับทั้งปีของกองทุนคือ {income}",
            "รายเดียวก็เกินเงินที่เข้าทั้งปี",
            "ลดจำนวนเงิน หรือใส่เพดานที่กองทุนจ่ายไหว",
        ),
        (
            "{title}: one case may get {most}; the fund's income of a year is {income}.",
            "A single case is more than all that comes in.",
            "Lower the sum, or set a limit that the fund can bear.",
        ),
    ),
    "promise-above-income/due": FindingText(
        (
            "เงินที่ต้องจ่ายแน่ทุกปีรวม {sure} ({parts}) แต่รายรับทั้งปีของกองทุนคือ {income} จากสมาชิก {members} คน",
            "ยังไม่นับเหตุเจ็บ ตาย และเกิด เงินที่เข้าก็ไม่พอจ่ายแล้ว",
            "ลดจำนวนเงิน เพิ่มอายุหรือปีที่ต้องส่ง หรือหาเงินเข้าเพิ่มก่อนลงมติ",
        ),
        (
            "What is surely due each year comes to {sure} ({parts}); the income of a year is {income} from {members} members.",
            "Before any illness, death or birth, what comes in does not suffice.",
            "Lower the sums, ask for more age or years, or find more income before you adopt it.",
        ),
    ),
}

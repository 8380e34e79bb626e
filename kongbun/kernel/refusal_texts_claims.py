"""The refusals of claims: asking, certifying, approving, paying a benefit.

Each code with its sentence and remedy in Thai, then in English; `refusal_texts`
joins them to the one table.
"""

from __future__ import annotations

TEXTS: dict[str, tuple[str, str, str, str]] = {
    "no-bylaw-then": (
        "วันที่ {day} ยังไม่มีระเบียบที่ใช้บังคับ",
        "ตรวจวันเกิดเหตุ หรือบันทึกระเบียบฉบับที่ใช้ในวันนั้นก่อน",
        "No by-law was in force on {day}",
        "Look at the day of the event, or record the by-law of that day first",
    ),
    "benefit-not-in-bylaw": (
        "ระเบียบที่ใช้ในวันเกิดเหตุ ({bylaw}) ไม่มีสวัสดิการ {benefit}",
        "เลือกสวัสดิการจากรายการของระเบียบฉบับนั้น",
        "The by-law of that day ({bylaw}) has no benefit {benefit}",
        "Choose a benefit from the list of that by-law",
    ),
    "loan-not-handled": (
        "{benefit}เป็นเงินกู้ ระบบยังไม่รับคำขอกู้",
        "ใช้แบบคำขอกู้บนกระดาษของกองทุน แล้วนำเข้าที่ประชุม",
        "{benefit} is a loan, which this system does not handle yet",
        "Use the fund's paper form and put it to the meeting",
    ),
    "committee-starts": (
        "{benefit}ไม่ต้องยื่นคำขอ ระบบหาผู้ครบเกณฑ์ให้",
        "เปิดหน้าบำนาญและสวัสดิการที่คณะกรรมการเป็นผู้ริเริ่ม แล้วเสนอรายชื่อ",
        "{benefit} is not asked for: the system finds who is due",
        "Open the page of benefits the committee starts and propose the list",
    ),
    "not-a-member": (
        "{name}ยังไม่ได้เป็นสมาชิก จึงขอ{benefit}ไม่ได้",
        "รับเป็นสมาชิกก่อน สิทธิเริ่มนับจากวันเข้าเป็นสมาชิก",
        "{name} is not a member and so cannot ask for {benefit}",
        "Admit them first; rights count from the day of joining",
    ),
    "event-before-joining": (
        "เหตุเกิดวันที่ {event} ก่อน{name}เข้าเป็นสมาชิกเมื่อ {joined}",
        "ตรวจวันเกิดเหตุ ถ้าถูกแล้ว เหตุนี้อยู่นอกระเบียบ เสนอที่ประชุมช่วยเหลือเป็นกรณีพิเศษได้",
        "It happened on {event}, before {name} joined on {joined}",
        "Look at the day; if it is right the meeting may help in another way",
    ),
    "event-after-exit": (
        "เหตุเกิดวันที่ {event} หลังจาก{name}พ้นสมาชิกภาพเมื่อ {exited} ({why})",
        "ตรวจวันเกิดเหตุและวันพ้นสมาชิกภาพในทะเบียน",
        "It happened on {event}, after {name} left on {exited} ({why})",
        "Look at the day of the event and the day of leaving in the register",
    ),
    "death-day-differs": (
        "ทะเบียนบอกว่า{name}เสียชีวิตวันที่ {exited} แต่คำขอบอกวันที่ {event}",
        "ดูใบมรณบัตร แล้วแก้วันที่ให้ตรงกัน",
        "The register says {name} died on {exited}, the request says {event}",
        "Look at the death certificate and make both days agree",
    ),
    "claimant-died": (
        "{name}เป็นผู้เสียชีวิต ผู้ขอต้องเป็นคนข้างหลัง",
        "ใส่ชื่อผู้รับผลประโยชน์ที่แจ้งไว้ หรือทายาท เป็นผู้ขอ",
        "{name} is the one who died; someone left behind has to ask",
        "Give the name of the beneficiary or heir who asks",
    ),
    "claim-exists": (
        "เรื่องนี้ขอไว้แล้ว คือคำขอที่ {number} ({status})",
        "เปิดคำขอเดิม ถ้าขอผิดให้ถอนคำขอเดิมก่อน แล้วยื่นใหม่",
        "This is asked for already: request {number} ({status})",
        "Open that request; if it is wrong withdraw it, then ask again",
    ),
    "event-overlaps": (
        "วันที่ {first} ถึง {last} ซ้อนกับคำขอที่ {number} ({other_first} ถึง {other_last})",
        "ตรวจวันทั้งสองคำขอ ถ้าเป็นเหตุเดียวกันให้ใช้คำขอเดิม",
        "{first} to {last} overlaps request {number} ({other_first} to {other_last})",
        "Compare the days; if it is the same event keep the first request",
    ),
    "event-days-differ": (
        "คำขอที่ {number} ของเหตุเดียวกันบอกวันที่ {other_first} ถึง {other_last} "
        "แต่คำขอนี้บอกวันที่ {first} ถึง {last}",
        "ดูเอกสาร ถ้าคำขอเดิมผิดให้ถอนคำขอเดิมก่อน แล้วยื่นด้วยวันที่ถูก",
        "Request {number} says the same happened {other_first} to {other_last}, "
        "this one {first} to {last}",
        "Look at the papers; withdraw the request whose days are wrong, then ask again",
    ),
    "text-too-long": (
        "{field}ยาว {length} ตัวอักษร ใส่ได้ไม่เกิน {most}",
        "เขียนให้สั้นลง แล้วส่งอีกครั้ง",
        "{field} has {length} letters, {most} at most",
        "Write it shorter and send it again",
    ),
    "fact-unknown": (
        "{benefit}ไม่ใช้ข้อมูลหรือหลักฐานชื่อ “{name}” ที่ใช้คือ {names}",
        "ตรวจชื่อตามรายการของระเบียบ แล้วยื่นอีกครั้ง",
        "{benefit} knows no fact or paper named “{name}”; it knows {names}",
        "Look at the name in the by-law's list and ask again",
    ),
    "fact-missing": (
        "ยังไม่ได้บอก{what}",
        "กรอก{what} แล้วยื่นอีกครั้ง",
        "{what} is not stated",
        "Fill in {what} and ask again",
    ),
    "fact-unreadable": (
        "{what}: อ่าน “{found}” ไม่ได้",
        "ใส่เป็นจำนวนเต็มที่ไม่ติดลบ หรือเลือกจากรายการ",
        "{what}: “{found}” cannot be read",
        "Give a whole number that is not negative, or choose from the list",
    ),
    "more-nights-than-days": (
        "ขอ {nights} คืน แต่วันที่เข้าถึงวันที่ออกมีเพียง {days} คืน",
        "ตรวจวันเข้าและวันออกในใบรับรองแพทย์",
        "{nights} nights are asked for, but the days hold only {days}",
        "Look at the days in the hospital certificate",
    ),
    "claim-not-waiting": (
        "คำขอที่ {number} {status} จึง{verb}ไม่ได้",
        "เปิดคำขอเพื่อดูว่าอยู่ขั้นไหน แล้วทำขั้นที่รออยู่",
        "Request {number} is {status}, so this cannot be done now",
        "Open the request, see where it stands and do the step that waits",
    ),
    "not-of-this-centre": (
        "{name}ไม่ได้เป็นกรรมการศูนย์{branch}",
        "ให้กรรมการของศูนย์นั้นลงนาม หรือแต่งตั้งในหน้าคณะกรรมการก่อน",
        "{name} does not sit on the centre of {branch}",
        "Let a member of that centre sign, or appoint them first",
    ),
    "signed-already": (
        "{name}ลงนามรับรองคำขอนี้แล้ว",
        "ให้กรรมการศูนย์คนอื่นลงนาม",
        "{name} has signed this request already",
        "Let another member of the centre sign",
    ),
    "own-claim": (
        "{name}เป็นเจ้าของเรื่องหรือผู้รับเงินเอง จึง{verb}ไม่ได้",
        "ให้คนอื่นที่มีหน้าที่เป็นผู้{verb}",
        "{name} is whom it concerns, and so cannot {verb}",
        "Let another person with the duty do it",
    ),
    "departure-needs-reason": (
        "ระเบียบให้ {found} บาท แต่จะอนุมัติ {required} บาท ต้องมีเหตุผลและมติที่ประชุม",
        "เขียนเหตุผล ใส่เลขที่และวันที่ของมติ หรืออนุมัติตามที่ระเบียบให้",
        "The by-law gives {found} baht; {required} needs a reason and a resolution",
        "Write the reason and the resolution, or approve what the by-law gives",
    ),
    "resolution-needed": (
        "{benefit}จ่ายได้ตามมติกรรมการเท่านั้น ยังไม่มีมติ",
        "ใส่เลขที่ วันที่ และจำนวนเงินตามมติ แล้วอนุมัติอีกครั้ง",
        "{benefit} is paid by resolution only, and there is none",
        "Give the number, day and sum of the resolution, then approve again",
    ),
    "general-meeting-needed": (
        "{amount} บาทเกินอำนาจคณะกรรมการ ({clause}) ต้องเป็นมติที่ประชุมใหญ่",
        "นำเข้าที่ประชุมใหญ่ แล้วใส่เลขที่และวันที่ของมติที่ประชุมใหญ่",
        "{amount} baht is beyond the committee ({clause}): the general meeting decides",
        "Put it to the general meeting and give its resolution",
    ),
    "committee-resolution-needed": (
        "{amount} บาทต้องเป็นมติคณะกรรมการ ({clause}) ลายเซ็นของ{found}คนเดียวไม่พอ",
        "ใส่เลขที่และวันที่ของมติคณะกรรมการ แล้วทำอีกครั้ง",
        "{amount} baht need a resolution of the committee ({clause}): the signature "
        "of {found} alone is not enough",
        "Give the number and day of the committee's resolution, then try again",
    ),
    "not-the-approver": (
        "{amount} บาทต้องให้{required}อนุมัติ {user}ลงชื่อได้ในฐานะ{found} ({levels})",
        "ให้{required}เป็นผู้อนุมัติ",
        "{amount} baht are for {required} to approve; {user} signs as {found} "
        "({levels})",
        "Let {required} approve it",
    ),
    "certified-it": (
        "{user}ลงนามหรือบันทึกการรับรองคำขอนี้แล้ว จึง{verb}แทนศูนย์ไม่ได้",
        "ให้กรรมการศูนย์คนอื่น หรือคณะกรรมการ เป็นผู้{verb}",
        "{user} certified this request, or recorded that it was, and so cannot {verb} "
        "it for the centre",
        "Let another member of the centre, or the committee, do it",
    ),
    "emergency-not-given": (
        "ระเบียบไม่ให้{found}อนุมัติ{benefit} {amount} บาท ก่อนในกรณีฉุกเฉิน ({clause})",
        "ให้{required}อนุมัติตามปกติ",
        "The by-law does not let {found} go first with {amount} baht of {benefit} "
        "in an emergency ({clause})",
        "Let {required} approve in the ordinary way",
    ),
    "no-emergency-waits": (
        "คำขอที่ {number} ไม่มีการอนุมัติฉุกเฉินที่รอยืนยัน",
        "เปิดคำขอเพื่อดูว่าใครอนุมัติ และยืนยันไปแล้วเมื่อไร",
        "Request {number} has no emergency approval that waits to be confirmed",
        "Open the request to see who approved it and when it was confirmed",
    ),
    "emergency-overdue": (
        "คำขอที่ {number} อนุมัติฉุกเฉินไว้ ต้องยืนยันภายใน {due} แต่ยังไม่ได้ยืนยัน",
        "ให้{required}ยืนยันก่อน แล้วจึงจ่าย",
        "Request {number} was approved in an emergency and not confirmed by {due}",
        "Let {required} confirm it first, then pay",
    ),
    "allocation-spent": (
        "{benefit}ของรอบนี้ให้ไปแล้ว {given} ราย {spent} บาท ครบตาม{clause}",
        "ขอใหม่ในรอบหน้า หรือให้คณะกรรมการมีมติพร้อมเหตุผล",
        "All of {clause} is given this time: {given} of {benefit}, {spent} baht",
        "Ask again next time, or give a resolution with its reason",
    ),
    "allocate-first": (
        "{benefit}มีไม่พอทุกคน ({clause}) ต้องจัดลำดับทุกคำขอพร้อมกันก่อนอนุมัติ",
        "เปิดหน้าจัดสรรสวัสดิการ แล้วจัดสรรรอบนี้ หรือให้คณะกรรมการมีมติพร้อมเหตุผล",
        "{benefit} does not suffice for all ({clause}): requests are weighed together",
        "Allocate this round first, or give a resolution with its reason",
    ),
    "nothing-to-allocate": (
        "ไม่มีคำขอ{benefit}ของรอบ {day} ที่รอจัดสรร",
        "เปิดหน้าจัดสรรสวัสดิการ เพื่อดูว่ามีรอบใดรออยู่",
        "No request for {benefit} of {day} waits to be allocated",
        "Open the page of allocations to see what waits",
    ),
    "backdating-unconfirmed": (
        "{late}",
        "ให้กรรมการอีกคนจากหมู่บ้านอื่นดูหลักฐาน แล้วกด “รับรองรายการย้อนหลัง”",
        "Entered late: {late}",
        "Let a second person from another village look at the papers and confirm it",
    ),
    "same-village": (
        "{name}อยู่{branch}เดียวกับผู้ขอ จึงรับรองรายการย้อนหลังไม่ได้",
        "ให้กรรมการจากหมู่บ้านอื่นเป็นผู้รับรอง",
        "{name} is of the same village ({branch}) as the claimant",
        "Let a committee member from another village confirm it",
    ),
    "nothing-to-confirm": (
        "คำขอที่ {number} ไม่มีรายการย้อนหลัง",
        "ไม่ต้องทำอะไร",
        "Request {number} has nothing entered late",
        "There is nothing to do",
    ),
    "payee-unfit": (
        "{benefit}จ่ายให้{payee}ไม่ได้",
        "ตามระเบียบจ่ายได้: {payees}",
        "{benefit} cannot be paid to {payee}",
        "The by-law lets it be paid to: {payees}",
    ),
    "proxy-paper-needed": (
        "{name}รับแทน แต่ยังไม่มีหนังสือมอบฉันทะ",
        "ใส่วันที่ของหนังสือมอบฉันทะ และบัตรของผู้รับมอบที่ได้ดูแล้ว",
        "{name} receives for another without a power of attorney",
        "Give the paper's date and which ID of the proxy was seen",
    ),
    "not-the-beneficiary": (
        "{name}ไม่ได้อยู่ในรายชื่อผู้รับผลประโยชน์ที่แจ้งไว้",
        "จ่ายให้ผู้ที่แจ้งไว้ หรือให้กรรมการมีมติก่อนแล้วเลือกจ่ายผู้รับมอบฉันทะ",
        "{name} is not among the named beneficiaries",
        "Pay the one who is named, or let the committee resolve first",
    ),
    "not-the-claimant": (
        "{name}ไม่ใช่เจ้าของสิทธิหรือผู้ขอ จึงรับเงินในฐานะเจ้าตัวไม่ได้ ({names})",
        "ถ้ามีผู้รับแทน เลือกผู้รับมอบฉันทะ แล้วใส่หนังสือมอบฉันทะ",
        "{name} is neither the member nor who asked, and so is not paid as self",
        "Whoever receives for them is a proxy, with the power of attorney",
    ),
    "witness-needed": (
        "ยังไม่มีพยานในการจ่ายเงิน",
        "ใส่ชื่อพยานที่ไม่ใช่ผู้รับและไม่ใช่ผู้จ่าย",
        "The payment has no witness",
        "Name a witness who is neither payee nor payer",
    ),
    "account-unfit": (
        "จ่ายแบบ{method}จาก{account}ไม่ได้",
        "จ่ายเงินสดจากกล่องเงินสด หรือโอนจากบัญชีธนาคาร",
        "{method} cannot be paid from {account}",
        "Pay cash from the cash box, or transfer from a bank account",
    ),
    "transfer-ref-taken": (
        "เลขอ้างอิงการโอน {ref} ใช้กับใบสำคัญจ่าย {number} แล้ว",
        "ดูสลิปโอนอีกครั้ง หนึ่งสลิปจ่ายได้หนึ่งคำขอ",
        "The transfer {ref} stands on voucher {number} already",
        "Look at the slip again; one slip pays one request",
    ),
    "paid-before-approval": (
        "วันที่จ่าย {found} อยู่ก่อนวันอนุมัติ {approved}",
        "ใส่วันที่จ่ายจริง ตั้งแต่วันอนุมัติเป็นต้นไป",
        "Paid on {found}, before it was approved on {approved}",
        "Give the true day of payment, from the approval on",
    ),
    "not-due-yet": (
        "ครบเกณฑ์วันที่ {due} วันที่ {found} จึงยังจ่ายไม่ได้",
        "จ่ายตั้งแต่วันที่ครบเกณฑ์เป็นต้นไป",
        "Due on {due}: it cannot be paid on {found}",
        "Pay it from the day it is due",
    ),
    "nobody-due": (
        "วันที่ {day} ยังไม่มีผู้ครบเกณฑ์{benefit}",
        "ไม่ต้องทำอะไร ระบบจะหาให้อีกเมื่อถึงวัน",
        "Nobody is due for {benefit} on {day}",
        "Nothing to do; the system looks again when the day comes",
    ),
    "list-waits-already": (
        "รายชื่อ{benefit}ชุดก่อนยังรอคณะกรรมการ",
        "ให้คณะกรรมการพิจารณาชุดก่อน แล้วเสนอชุดใหม่",
        "An earlier list for {benefit} still waits",
        "Let the committee decide that one first",
    ),
}

"""What the people app refuses: code, Thai sentence and remedy, English both."""

TEXTS: dict[str, tuple[str, str, str, str]] = {
    "not-lapsed": (
        "{who} ยังไม่พ้นสภาพตามระเบียบ จึงไม่มีใครในรายชื่อถูกจำหน่าย",
        "เปิดรายชื่อใหม่ คนที่ส่งเงินแล้วจะไม่อยู่ในรายชื่อ แล้วเลือกอีกครั้ง",
        "{who} has not lapsed by the by-law, so nobody was struck off",
        "Open the list again; who has paid is no longer on it",
    ),
    "exited-already": (
        "ออกจากการเป็นสมาชิกไปแล้วเมื่อ {day}",
        "เปิดดูหน้าสมาชิก ถ้าบันทึกผิดให้ถอนการออกก่อน",
        "The membership ended on {day} already",
        "Look at the member's page; take the exit back if it was wrong",
    ),
    "name-unfit": (
        "{name} เป็นตัวเลขหรือวันที่ ไม่ใช่ชื่อคน",
        "ใส่ชื่อเป็นตัวอักษร",
        "{name} is a number or a date and no name",
        "Write the name in letters",
    ),
    "returned-since": (
        "กลับเข้าเป็นสมาชิกใหม่แล้ว เลขที่ {number} เมื่อ {day} จึงยกเลิกการออกครั้งก่อนไม่ได้",
        "ใช้สมาชิกภาพเลขที่ {number} ถ้าวันที่ออกผิด แจ้งผู้ดูแลให้บันทึกหมายเหตุไว้",
        "Came back since, number {number}, on {day}: the earlier exit stands",
        "Go on with membership {number}",
    ),
    "still-member": (
        "ยังเป็นสมาชิกอยู่ เลขที่ {number}",
        "ใช้เลขที่นี้ต่อได้เลย ไม่ต้องสมัครใหม่",
        "Still a member, number {number}",
        "Go on with that number; no new membership is needed",
    ),
    "died-before": (
        "ในทะเบียนบันทึกว่าเสียชีวิตเมื่อ {day}",
        "ถ้าบันทึกผิดคน เปิดสมาชิกภาพเดิมแล้วถอนการออกก่อน",
        "The register says this person died on {day}",
        "If that was wrong, open the old membership and take the exit back first",
    ),
    "member-no-taken": (
        "เลขที่สมาชิก {number} เป็นของ {name} อยู่แล้ว",
        "ใช้เลขอื่น หรือเว้นว่างให้ระบบออกเลขถัดไป",
        "Member number {number} is {name}'s",
        "Use another, or leave it empty for the next one",
    ),
    "id-taken": (
        "เลขบัตรนี้เป็นของ {name} เลขที่สมาชิก {number}",
        "ถ้าเป็นคนเดียวกัน เปิดหน้าสมาชิกคนนั้นแล้วกด กลับเข้าเป็นสมาชิก "
        "ถ้าเลขพิมพ์ผิด แก้เลขแล้วบันทึกอีกครั้ง",
        "This ID is that of {name}, member {number}",
        "If it is the same person, let them return there; else mend the number",
    ),
    "maybe-same-person": (
        "มี {name} เลขที่สมาชิก {number} ชื่อเดียวกันและวันเกิดไม่ขัดกัน",
        "ดูว่าเป็นคนเดียวกันหรือไม่ ถ้าเป็นคนละคน เลือก เป็นคนละคน แล้วบันทึกอีกครั้ง",
        "There is {name}, member {number}, of the same name and no other birth",
        "If it is another person, say so and save again",
    ),
    "born-later": (
        "วันเกิด {born} อยู่หลังวันที่เข้าเป็นสมาชิก {day}",
        "ตรวจปี พ.ศ. ของทั้งสองวัน แล้วกรอกใหม่",
        "Born {born}, after joining on {day}",
        "Look at the years of both days and enter them again",
    ),
    "too-old": (
        "เกิด {born} ตอนเข้าเป็นสมาชิกจะอายุ {years} ปี",
        "ตรวจปีเกิด ถ้าเป็นปี ค.ศ. หรือปีสองหลัก ให้พิมพ์ปี พ.ศ. สี่หลัก",
        "Born {born}: {years} years old on joining",
        "Look at the year of birth; type it with four digits",
    ),
    "too-many-beneficiaries": (
        "ใส่ผู้รับผลประโยชน์ได้ไม่เกิน {most} คน",
        "ลดรายชื่อลง แล้วบันทึกอีกครั้ง",
        "At most {most} beneficiaries",
        "Shorten the list and save again",
    ),
    "import-not-clear": (
        "ทะเบียนนี้ยังเหลือ {questions} คำถาม และ {refused} แถวที่รับไม่ได้",
        "ตอบคำถามให้ครบ แก้แถวที่รับไม่ได้ในไฟล์แล้วส่งใหม่ ยังไม่มีแถวไหนเข้าทะเบียน",
        "This register still has {questions} open questions and {refused} refused rows",
        "Answer the questions, mend the rows and send it again; nothing was written",
    ),
    "import-done": (
        "ทะเบียนนี้นำเข้าหรือเลิกไปแล้ว เข้าทะเบียน {n} แถว",
        "ดูสมาชิกในหน้าสมาชิก ถ้ามีแถวใหม่ให้ส่งไฟล์ใหม่",
        "This register was imported or given up already: {n} rows",
        "See the members' page; send a new file for new rows",
    ),
    "branch-taken": (
        "มี{branch}อยู่แล้ว",
        "ใช้ของเดิม หรือใช้ชื่ออื่น",
        "There is a branch {branch} already",
        "Use that one, or another name",
    ),
    "branch-has-members": (
        "{branch}ยังมีสมาชิก {n} คน",
        "ย้ายสมาชิกไปหมู่บ้านหรือสาขาอื่นก่อน",
        "{branch} still has {n} members",
        "Move them to another branch first",
    ),
}

"""What the bylaws app refuses: code, Thai sentence and remedy, English both."""

TEXTS: dict[str, tuple[str, str, str, str]] = {
    "bylaw-unfit": (
        "ระเบียบนี้ยังใช้ไม่ได้ {clause}: {why}",
        "แก้ข้อที่บอก แล้วทำอีกครั้ง ไฟล์ระเบียบตรวจได้ด้วย kongbun bylaw check",
        "This by-law cannot be adopted yet; {clause}: {why}",
        "Mend the clause and do it again; kongbun bylaw check looks at a file",
    ),
    "bylaw-day-taken": (
        "มีระเบียบที่เริ่มใช้วันที่ {day} อยู่แล้ว",
        "ระเบียบที่ลงมติแล้วแก้ไม่ได้ ให้ทำฉบับแก้ไขที่เริ่มใช้หลังวันนั้น",
        "A by-law in force from {day} is there already",
        "An adopted by-law is never edited: make a version that begins after it",
    ),
    "draft-unreadable": (
        "เก็บร่างนี้ไม่ได้ {why}",
        "แก้ที่บรรทัดนั้น แล้วเก็บอีกครั้ง ร่างเดิมยังอยู่ครบ",
        "This draft cannot be kept; {why}",
        "Mend that line and keep it again; the draft is as it was",
    ),
    "draft-ended": (
        "ร่าง {title} {state} จึงแก้ต่อไม่ได้",
        "เริ่มร่างใหม่จากฉบับที่ใช้อยู่",
        "The draft {title} is {state} and is changed no more",
        "Start a new draft from the version in force",
    ),
    "draft-not-shown": (
        "ร่างฉบับนี้ยังไม่ได้ให้สมาชิกดูก่อนวันประชุม {day}",
        "ให้สมาชิกดูร่างก่อน บันทึกวันที่และวิธี แล้วลงมติในการประชุมหลังวันนั้น",
        "Members were not shown this text before the meeting of {day}",
        "Show it, record the day and how, and adopt it at a later meeting",
    ),
    "above-members-present": (
        "นับเสียงได้รวม {votes} เสียง มากกว่าผู้มาประชุม {present} คน",
        "นับเห็นชอบ ไม่เห็นชอบ และงดออกเสียงใหม่ หรือแก้จำนวนผู้มาประชุม",
        "{votes} votes are more than the {present} who came",
        "Count the votes again, or mend the number who came",
    ),
    "above-members-entitled": (
        "ผู้มาประชุม {present} คน มากกว่าผู้มีสิทธิ {entitled} คน",
        "นับเฉพาะสมาชิกที่มีสิทธิออกเสียง หรือแก้จำนวนผู้มีสิทธิ",
        "{present} who came are more than the {entitled} entitled",
        "Count only members who may vote, or mend the number entitled",
    ),
    "quorum-not-reached": (
        "ผู้มาประชุม {present} คน ไม่ครบองค์ประชุม {quorum} คน",
        "นัดประชุมใหม่ให้ครบองค์ประชุม แล้วลงมติอีกครั้ง",
        "{present} came, the quorum is {quorum}",
        "Call another meeting that reaches the quorum",
    ),
    "not-carried": (
        "เห็นชอบ {votes_for} ไม่มากกว่าไม่เห็นชอบ {votes_against} ที่ประชุมจึงไม่รับร่างนี้",
        "แก้ร่างตามที่สมาชิกเสนอ ให้สมาชิกดูอีกครั้ง แล้วลงมติในการประชุมครั้งหน้า",
        "{votes_for} for is not more than {votes_against} against: it was not carried",
        "Mend the draft as members ask, show it again and vote at the next meeting",
    ),
    "nothing-to-promise": (
        "หลังกันค่าบริหารและเงินสำรองเหลือปีละ {left} บาท ยังไม่พอสำหรับเรื่องใดที่เลือก",
        "เลือกเรื่องน้อยลง เพิ่มสมาชิก หรือส่งเงินเพิ่ม แล้วตอบใหม่",
        "After administration and reserve {left} baht a year remain: too little for"
        " any care that was chosen",
        "Choose fewer, gather more members or higher dues, and answer again",
    ),
    "clause-said-already": (
        "ร่างนี้พูดเรื่อง {title} ไว้แล้วใน{clause}",
        "แก้ที่ข้อนั้น หรือเอาออกก่อนแล้วจึงใส่ข้อใหม่",
        "The draft speaks of {title} already, in {clause}",
        "Mend that clause, or take it out before putting in another",
    ),
}

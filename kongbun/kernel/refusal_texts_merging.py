"""What is refused around two records of one person, merged and taken apart."""

TEXTS: dict[str, tuple[str, str, str, str]] = {
    "record-merged": (
        "ระเบียนนี้รวมกับ {name} เลขที่ {number} แล้ว",
        "เปิดหน้าของเลขที่ {number} แล้วทำรายการที่นั่น",
        "This record was merged into {name}, number {number}",
        "Open number {number} and do it there",
    ),
    "merge-itself": (
        "เลขที่ {number} เป็นระเบียนเดียวกัน ไม่มีอะไรต้องรวม",
        "เลือกอีกระเบียนหนึ่งของคนนี้",
        "Number {number} is the same record",
        "Choose the other record of this person",
    ),
    "merge-holds": (
        "ระเบียนของ {name} มีระเบียนอื่นรวมอยู่แล้ว",
        "เลือกระเบียนนี้เป็นระเบียนที่คงไว้ หรือแยกระเบียนที่รวมอยู่ก่อน",
        "Other records count in that of {name} already",
        "Keep this record, or take the others apart first",
    ),
    "merge-waits": (
        "มีเรื่องรวมหรือแยกระเบียนของ {name} รอคนที่สองอยู่",
        "ให้คนที่สองยืนยันหรือไม่ยืนยันเรื่องนั้นก่อน",
        "Something about the records of {name} waits for a second person",
        "Let them confirm or decline it first",
    ),
    "merge-choose": (
        "สองระเบียนเขียนไม่เหมือนกัน ยังไม่ได้เลือกว่าใช้ของระเบียนใด: {fields}",
        "ถามเจ้าตัวแล้วเลือกทีละข้อ",
        "The records differ and nobody chose which is right: {fields}",
        "Ask the person, then choose one by one",
    ),
    "merge-one-dead": (
        "เลขที่ {dead} เสียชีวิต {day} แต่เลขที่ {other} มี{what}หลังวันนั้น",
        "ถามญาติก่อน ถ้าเสียชีวิตจริง กลับรายการหลังวันนั้น "
        "ถ้าบันทึกผิด ถอนการออกของเลขที่ {dead} ถ้าเป็นคนละคน ไม่ต้องรวม",
        "Number {dead} died on {day}, but {other} has {what} after it",
        "Ask the family. If they died, reverse what came later; if not, take the exit"
        " back; if they are two people, do not merge",
    ),
    "merge-deaths-differ": (
        "เลขที่ {one} เสียชีวิต {day} เลขที่ {other} เสียชีวิต {other_day}",
        "ดูใบมรณบัตร ถอนการออกของระเบียนที่ผิด แล้วบันทึกใหม่ให้ตรงกัน",
        "Number {one} died on {day}, number {other} on {other_day}",
        "Look at the certificate; take the wrong exit back and record it again",
    ),
    "merge-keep-other": (
        "ระเบียนที่คงไว้ต้องเป็นเลขที่ {number} เพราะ{why}",
        "สลับกัน ให้เลขที่ {number} เป็นระเบียนที่คงไว้",
        "The record that is kept has to be number {number}: {why}",
        "Turn them round and keep number {number}",
    ),
    "merge-times-cross": (
        "เลขที่ {number} เป็นสมาชิกคาบเกี่ยวกับสมาชิกภาพสองช่วงของอีกระเบียน ({others})",
        "ตรวจวันเข้าและวันออกกับสมุดเดิม ถอนการออกที่บันทึกผิดก่อน",
        "Number {number} was a member over two memberships of the other ({others})",
        "Compare the days of joining and leaving; take back an exit that is wrong",
    ),
    "merge-refunded": (
        "เลขที่ {number} ลาออกและได้เงินสมทบคืนแล้ว ใบที่ {refund}",
        "กลับรายการคืนเงินก่อน ถ้าเป็นการลาออกจริงของคนละช่วงเวลา ไม่ต้องรวม",
        "Number {number} resigned and got contributions back, {refund}",
        "Reverse the refund first",
    ),
    "merge-days-twice": (
        "{first} ถึง {last} ส่งเงินไว้ทั้งสองระเบียน: {one} กับ {other}",
        "ถามเจ้าตัวว่าจ่ายสองครั้งจริงไหม กลับใบรับใบหนึ่ง แล้วคืนเงินหรือรับใหม่ให้วันที่ยังไม่ได้ส่ง",
        "{first} to {last} is paid in both records: {one} and {other}",
        "Ask whether it was paid twice; reverse one receipt, then give the money back"
        " or take it for days that are unpaid",
    ),
    "merge-stated-twice": (
        "ยอดยกมาของทั้งสองระเบียนซ้อนกัน {first} ถึง {last} รวมกันทั้งคู่ไม่ได้",
        "เลือกใช้ยอดยกมาของระเบียนเดียว ตามสมุดเดิม",
        "What both records state from before the books overlaps, {first} to {last}",
        "Keep what one of them states, as the old book has it",
    ),
    "merge-units-differ": (
        "ระเบียบนับงวดจากวันเข้าของแต่ละคน สองระเบียนเข้าคนละวัน ({one} กับ {other}) "
        "งวดที่ส่งไว้จึงต่อกันไม่ได้",
        "ให้ระเบียนที่เข้าก่อนเป็นระเบียนที่คงไว้ กลับใบรับของอีกระเบียน แล้วรับใหม่",
        "The by-law counts units from each one's joining, {one} and {other}",
        "Keep who joined first; reverse the other's receipts and take them anew",
    ),
    "merge-same-claim": (
        "ทั้งสองระเบียนขอ{benefit}เรื่องเดียวกัน: คำขอ {one} กับ {other}",
        "ถอนคำขอหนึ่ง ถ้าจ่ายไปแล้วทั้งคู่ กลับรายการจ่ายใบหนึ่งและเรียกเงินคืน",
        "Both records ask for {benefit} for the same thing: {one} and {other}",
        "Withdraw one; if both were paid, reverse one and take the money back",
    ),
    "merge-over-limit": (
        "{benefit} สองระเบียนรวมกันได้ {found} เกินเพดาน {required} ตามคำขอ {number}",
        "นำเข้าที่ประชุมคณะกรรมการ กลับรายการจ่ายส่วนที่เกินก่อน แล้วจึงรวม",
        "{benefit}: both records together were given {found} of {required}, {number}",
        "Bring it before the committee; reverse what is above, then merge",
    ),
    "merge-own-record": (
        "{user} เป็นเจ้าของระเบียนหรืออยู่บ้านเดียวกับ {name} จึง{verb}ไม่ได้",
        "ให้กรรมการคนอื่นที่ไม่ใช่ญาติในบ้านทำแทน",
        "{user} is {name} or lives in the same house and may not do this",
        "Let somebody else do it",
    ),
    "merge-import-open": (
        "มีทะเบียน {file} ที่ส่งเข้ามาแล้วยังไม่ได้นำเข้า อาจมีแถวของคนนี้",
        "นำเข้าหรือเลิกทะเบียนนั้นก่อน",
        "The register {file} was sent and not imported; this person may be in it",
        "Import it or give it up first",
    ),
    "unmerge-later-first": (
        "หลังจากนั้นมีระเบียนอื่นรวมเข้ากับ {name} อีก คือ {other}",
        "แยกระเบียนที่รวมทีหลังก่อน แล้วแยกระเบียนนี้",
        "Another record was merged into {name} after this one: {other}",
        "Take the later one apart first",
    ),
    "unmerge-credit-used": (
        "เงินเหลือของเลขที่ {number} ใช้ไปในชื่อของอีกระเบียนแล้ว {amount} บาท ใบรับ {receipt}",
        "กลับใบรับ {receipt} ก่อน แยกระเบียน แล้วรับเงินใหม่ให้ถูกคน",
        "Credit of number {number}, {amount} baht, was used by receipt {receipt}",
        "Reverse {receipt} first, take the records apart, then take the money anew",
    ),
}

"""What is refused of phones: the delivery as a whole, or one item of it."""

TEXTS: dict[str, tuple[str, str, str, str]] = {
    "device-unknown": (
        "ไม่รู้จักเครื่องนี้ หรือรหัสของเครื่องไม่ตรง",
        "เก็บรายการไว้ในเครื่อง แล้วให้ประธานหรือเลขานุการเพิ่มเครื่องนี้ใหม่",
        "This phone is not known here, or its secret is not right",
        "Keep the items on the phone and let the chair or secretary enrol it anew",
    ),
    "device-app-version": (
        "แอปในเครื่องส่งรูปแบบ {found} แต่ระบบนี้รับรูปแบบ {known}",
        "เก็บรายการไว้ในเครื่อง ปรับแอปหรือระบบให้เป็นรุ่นเดียวกัน แล้วส่งอีกครั้ง",
        "The phone sends version {found}; this system takes version {known}",
        "Keep the items, bring the app or the system up to date, then send again",
    ),
    "batch-not-json": (
        "รับเฉพาะ POST ที่เป็น application/json ไม่บีบอัด",
        "ส่งใหม่ด้วย Content-Type: application/json และไม่มี Content-Encoding",
        "Only a POST of application/json, not compressed, is taken",
        "Send it with Content-Type: application/json and no Content-Encoding",
    ),
    "batch-unreadable": (
        "อ่านชุดรายการไม่ได้ ({where}): {why}",
        "เก็บรายการไว้ในเครื่อง แล้วแจ้งผู้ทำแอป ยังไม่มีอะไรถูกบันทึก",
        "The delivery cannot be read ({where}): {why}",
        "Keep the items and tell who makes the app; nothing was kept here",
    ),
    "batch-too-big": (
        "ชุดรายการใหญ่เกินไป: {found} รับได้ไม่เกิน {limit}",
        "แบ่งส่งเป็นหลายชุดตามลำดับ ยังไม่มีอะไรถูกบันทึก",
        "The delivery is too big: {found}, at most {limit}",
        "Send it in several, in order; nothing was kept here",
    ),
    "device-full": (
        "รายการจาก{device}รอคนตรวจอยู่เกิน {limit} รายการแล้ว",
        "เก็บรายการไว้ในเครื่อง ให้เหรัญญิกตรวจรายการที่ค้างก่อน แล้วส่งอีกครั้ง",
        "More than {limit} items of {device} wait for a person",
        "Keep the items; let the treasurer look at those that wait, then send again",
    ),
    "device-seq-reused": (
        "ลำดับที่ {no} เคยส่งมาแล้วด้วยเนื้อความอื่น",
        "ระบบเก็บทั้งสองไว้ให้ตรวจ ถ้าเป็นเรื่องใหม่ให้ส่งใหม่ด้วยลำดับถัดไป",
        "Number {no} was sent before with other content",
        "Both are kept for review; send something new under the next number",
    ),
    "device-revoked": (
        "{device}ถูกหยุดใช้แล้ว รายการนี้เก็บไว้แต่ยังไม่ลงบัญชี",
        "ให้เหรัญญิกดูรายการนี้ แล้วรับเข้าหรือไม่รับ",
        "{device} is revoked; this item is kept and not booked",
        "Let the treasurer look at it and take it in or reject it",
    ),
    "device-item-late": (
        "ลำดับที่ {no} มาถึงหลังจากตกลงกันแล้วว่าไม่รอ",
        "ให้เหรัญญิกเทียบกับรายการที่ลงไปแล้ว แล้วรับเข้าหรือไม่รับ",
        "Number {no} came after it was decided not to wait for it",
        "Let the treasurer compare it with the books, then take it in or reject it",
    ),
    "device-item-rejected": (
        "เหรัญญิกดูแล้วไม่รับรายการนี้: {reason}",
        "ถามเหรัญญิก ถ้ายังต้องลงบัญชีให้ส่งเป็นรายการใหม่",
        "This item was looked at and rejected: {reason}",
        "Ask the treasurer; if it must be booked send it as a new one",
    ),
    "item-unreadable": (
        "อ่านรายการนี้ไม่ได้ ({where}): {why}",
        "ดูรายการในเครื่อง แล้วส่งเป็นรายการใหม่ที่ถูกต้อง รายการอื่นไม่ต้องรอ",
        "This item cannot be read ({where}): {why}",
        "Look at it on the phone and send a right one as a new item; others go on",
    ),
}

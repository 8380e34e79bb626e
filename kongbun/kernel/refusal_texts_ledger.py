"""What the ledger itself refuses: code, Thai sentence and remedy, English both."""

from __future__ import annotations

TEXTS: dict[str, tuple[str, str, str, str]] = {
    "month-closed": (
        "เดือน{month}ปิดแล้ว ลงรายการย้อนไม่ได้",
        "ลงในเดือนที่ยังเปิดอยู่ พร้อมวันที่จริงของรายการ",
        "{month} is closed: nothing can be booked into it",
        "Book it in the open month with its true date",
    ),
    "not-enough-money": (
        "{account}มีเงิน {found} บาท ไม่พอจ่าย {required} บาท",
        "เลือกบัญชีอื่น หรือนำเงินเข้าก่อนแล้วทำอีกครั้ง",
        "{account} holds {found} baht, not the {required} baht needed",
        "Choose another account or put money in first",
    ),
    "reference-taken": (
        "รายการ {reference} ลงบัญชีไว้แล้วด้วยเนื้อความอื่น",
        "ดูรายการเดิมก่อน ถ้าผิดให้กลับรายการ แล้วลงใหม่",
        "Entry {reference} is already booked with other content",
        "Look at the first one; if it is wrong reverse it, then book anew",
    ),
    "already-reversed": (
        "{what}กลับรายการไปแล้ว",
        "ไม่ต้องทำอะไรอีก ทั้งสองรายการยังอ่านได้ในบัญชี",
        "{what} is already reversed",
        "Nothing more to do; both lines stay readable",
    ),
    "date-in-future": (
        "วันที่ {found} ยังมาไม่ถึง วันนี้คือ {today}",
        "ใส่วันที่จริงของรายการ ไม่เกินวันนี้",
        "{found} has not come yet; today is {today}",
        "Give the true date, not later than today",
    ),
}

"""The refusals about who is who to whom, and about opening a closed month again.

Code, Thai sentence and remedy, English both.
"""

from __future__ import annotations

TEXTS: dict[str, tuple[str, str, str, str]] = {
    "tied-to-payee": (
        "{name}{how} จึง{verb}ไม่ได้",
        "{others}",
        "{name} is of one family or house with the payee ({how}): not theirs to {verb}",
        "{others}",
    ),
    "split-above-level": (
        "ผู้รับรายนี้ได้รับอนุมัติแล้วใน {days} วัน: {earlier} "
        "รวมครั้งนี้เป็น {amount} บาท เกินที่{found}อนุมัติได้",
        "ให้{required}อนุมัติ หรือรอให้พ้น {days} วัน",
        "Within {days} days the payee was given {earlier}; with this {amount} baht, "
        "above what {found} approves",
        "Let {required} approve, or wait until the {days} days are over",
    ),
    "payee-days-unfit": (
        "จำนวนวันที่รวมยอดของผู้รับรายเดียวกันเป็น {found} ไม่ได้",
        "ใส่จำนวนวันตั้งแต่ 1 ถึง {required}",
        "{found} days cannot be the span in which one payee's sums count together",
        "Give a number from 1 to {required}",
    ),
    "tie-to-oneself": (
        "{name}เป็นคนคนเดียวกันทั้งสองช่อง",
        "เลือกอีกคนหนึ่งที่เกี่ยวข้องกัน",
        "{name} stands on both sides",
        "Choose the other person",
    ),
    "tied-already": (
        "บันทึกไว้แล้วว่า{name}กับ{other}เกี่ยวข้องกัน ({relation})",
        "ถ้าบันทึกเดิมผิด ให้สิ้นสุดรายการเดิมพร้อมเหตุผลก่อน แล้วบันทึกใหม่",
        "{name} and {other} are tied already ({relation})",
        "If that was wrong, end it with a reason first, then declare the right one",
    ),
    "own-tie": (
        "{name}เป็นหนึ่งในสองคนของความเกี่ยวข้องนี้ จึงสิ้นสุดเองไม่ได้",
        "ให้เลขานุการหรือประธานที่ไม่เกี่ยวข้องเป็นผู้บันทึก",
        "{name} is one of the two: they cannot end the tie themselves",
        "Let a secretary or chair who is none of the two do it",
    ),
    "keeps-the-books": (
        "{name}ทำหน้าที่เหรัญญิกตั้งแต่เดือน{month}มา จึงขอหรือยืนยันการเปิดเดือนใหม่ไม่ได้",
        "ให้ประธานและกรรมการอีกสองคนที่ไม่ใช่เหรัญญิกเป็นผู้ขอและยืนยัน",
        "{name} has been treasurer since {month}, and cannot open it again",
        "Let two of chair and committee do it who are not the treasurer",
    ),
    "tied-to-treasurer": (
        "{name}{how} ซึ่งเป็นเหรัญญิก จึงขอหรือยืนยันการเปิดเดือนใหม่ไม่ได้",
        "ให้ประธานหรือกรรมการที่ไม่ใช่ครอบครัวหรือบ้านเดียวกับเหรัญญิก",
        "{name} is of the treasurer's family or house ({how})",
        "Let a chair or committee member do it who is neither",
    ),
    "not-in-register": (
        "ยังไม่รู้ว่า{name}คือใครในทะเบียน จึงตรวจไม่ได้ว่าเป็นคนบ้านเดียวกับเหรัญญิกหรือไม่",
        "ให้ประธานเปิดหน้า ผู้ใช้และหน้าที่ ให้หน้าที่ใหม่โดยใส่ช่อง คือใครในทะเบียน",
        "Nobody has said who {name} is in the register, so their house is not known",
        "Let the chair give the duty anew with the person filled in",
    ),
    "treasurer-not-in-register": (
        "ยังไม่รู้ว่าเหรัญญิก {name} คือใครในทะเบียน จึงตรวจไม่ได้ว่าใครเป็นคนบ้านเดียวกัน",
        "ให้ประธานเปิดหน้า ผู้ใช้และหน้าที่ ให้หน้าที่เหรัญญิกใหม่โดยใส่ช่อง คือใครในทะเบียน",
        "Nobody has said who the treasurer {name} is in the register",
        "Let the chair give that duty anew with the person filled in",
    ),
    "month-not-closed": (
        "เดือน{month}ยังไม่ปิด จึงไม่มีอะไรให้เปิดใหม่",
        "ลงรายการในเดือนนั้นได้เลย",
        "{month} is not closed: there is nothing to open again",
        "Book into it as it is",
    ),
    "reopen-later-first": (
        "เดือน{last}ซึ่งอยู่หลังเดือน{month}ปิดอยู่",
        "เปิดเดือน{last}ใหม่ก่อน แล้วจึงเปิดเดือน{month}",
        "{last}, which comes after {month}, is closed",
        "Open {last} again first, then {month}",
    ),
}

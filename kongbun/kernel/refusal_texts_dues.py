"""The refusals of dues and receipts: taking money, books, bags.

Each code with its sentence and remedy in Thai, then in English; `refusal_texts`
joins them to the one table.
"""

from __future__ import annotations

TEXTS: dict[str, tuple[str, str, str, str]] = {
    "book-number-taken": (
        "มีใบรับเล่มที่ {book} อยู่แล้ว",
        "ดูเลขบนปกเล่ม แล้วใส่เลขเล่มอื่น หรือใช้เล่มที่ {book} ต่อ",
        "There is a receipt book {book} already",
        "Look at the cover and enter another number, or go on with book {book}",
    ),
    "book-numbers-unfit": (
        "เลขแรก {first} และเลขสุดท้าย {last} ของเล่มใช้ไม่ได้",
        "ดูเลขบนใบแรกและใบสุดท้ายของเล่ม แล้วใส่ให้ครบทั้งสองเลข",
        "First number {first} and last number {last} do not make a book",
        "Look at the first and the last slip and enter both numbers",
    ),
    "book-closed": (
        "ใบรับเล่มที่ {book} ปิดแล้วเมื่อ {closed_on}",
        "เลือกเล่มที่ยังเปิดอยู่ หรือเปิดเล่มใหม่",
        "Receipt book {book} was closed on {closed_on}",
        "Choose a book that is open, or open a new one",
    ),
    "book-full": (
        "ใบรับเล่มที่ {book} เหลือ {left} ใบ แต่ต้องใช้ {wanted} ใบ",
        "เปิดเล่มใหม่สำหรับใบนี้ หรือแบ่งบันทึกเป็นสองครั้ง",
        "Receipt book {book} has {left} slips left, {wanted} are needed",
        "Open a new book for this sheet, or save it in two parts",
    ),
    "book-has-gaps": (
        "ใบรับเล่มที่ {book} ขาด {n} เลข: {numbers}",
        "หาใบที่ขาดแล้วบันทึก หรือลงว่าเป็นใบเสียพร้อมเหตุผล แล้วจึงปิดเล่ม",
        "Receipt book {book} lacks {n} numbers: {numbers}",
        "Find the missing slips and enter them, or void them with a reason, then close",
    ),
    "receipt-no-needed": (
        "เล่มที่ {book} เป็นเล่มพิมพ์ ต้องใส่เลขที่ใบรับตามที่อยู่บนกระดาษ",
        "ใส่เลขที่ของใบรับให้ครบทุกแถวที่รับเงิน",
        "Book {book} is printed: the number on each paper slip is needed",
        "Enter the number of the slip on every row with money",
    ),
    "receipt-no-given": (
        "เล่มที่ {book} ออกเลขเอง จึงใส่เลขที่ใบรับเองไม่ได้",
        "เว้นช่องเลขที่ไว้ หรือเลือกเล่มพิมพ์ที่มีเลขนั้น",
        "Book {book} gives its own numbers: none can be typed",
        "Leave the number empty, or choose the printed book that has it",
    ),
    "receipt-no-outside": (
        "เลขที่ {no} ไม่อยู่ในเล่มที่ {book} ซึ่งมีเลข {first} ถึง {last}",
        "ดูเลขบนใบรับอีกครั้ง หรือเลือกเล่มให้ถูก",
        "Number {no} is not in book {book}, which runs from {first} to {last}",
        "Look at the slip again, or choose the right book",
    ),
    "receipt-no-taken": (
        "ใบรับเล่มที่ {book} เลขที่ {no} ใช้ไปแล้ว",
        "ดูเลขบนใบรับอีกครั้ง ถ้าใบเดิมลงผิดให้กลับรายการใบนั้นก่อน",
        "Receipt {no} of book {book} is used already",
        "Look at the slip again; if the earlier one was wrong, reverse it first",
    ),
    "receipt-is-void": (
        "ใบรับ {receipt} เป็นใบเสีย ไม่มีเงินให้กลับรายการ",
        "ไม่ต้องทำอะไรกับใบนี้ ออกใบใหม่ได้เลย",
        "Receipt {receipt} is void: there is no money to reverse",
        "Nothing has to be done with it; write a new receipt",
    ),
    "no-bylaw": (
        "ยังไม่มีระเบียบที่ใช้ในวันที่ {day} จึงไม่รู้ว่าต้องส่งเท่าไร",
        "ลงมติรับระเบียบที่มีผลก่อนวันนั้น แล้วจึงรับเงินสมทบ",
        "No by-law is in force on {day}, so the dues are not known",
        "Adopt a by-law that holds before that day, then take dues",
    ),
    "nothing-to-take": (
        "ยังไม่มีแถวไหนที่รับเงิน",
        "ใส่จำนวนเงินอย่างน้อยหนึ่งแถว แถวที่ไม่ได้รับให้เว้นว่างหรือใส่ 0",
        "No row has money",
        "Enter an amount on one row at least; leave the others empty or 0",
    ),
    "sheet-differs": (
        "นับเงินได้ {counted} บาท แต่ใบนี้รวม {total} บาท {how} {difference} บาท",
        "นับอีกครั้งและดูแถวที่ยังไม่กรอก ถ้ายังต่างกันให้เขียนเหตุผล แล้วบันทึกตามใบ",
        "{counted} baht was counted but the sheet makes {total}: {difference} {how}",
        "Count again and look at empty rows; if it still differs, write the reason",
    ),
    "not-a-member-then": (
        "{name} ไม่ได้เป็นสมาชิกในวันที่ {day} ({why})",
        "ตรวจวันที่รับเงิน หรือรับเข้าเป็นสมาชิกก่อน แล้วจึงรับเงินสมทบ",
        "{name} was not a member on {day} ({why})",
        "Look at the day of the money, or admit the member first",
    ),
    "row-not-on-sheet": (
        "{what} ไม่อยู่ในใบเก็บเงินของ{branch}",
        "ดูบ้านเลขที่หรือเลขสมาชิกอีกครั้ง หรือลงในใบของหมู่บ้านที่ถูก",
        "{what} is not on the sheet of {branch}",
        "Look at the number again, or enter it on the sheet of the right village",
    ),
    "row-twice": (
        "{what} อยู่ในใบนี้สองแถว",
        "รวมเป็นแถวเดียว หรือลบแถวที่ซ้ำ",
        "{what} stands on two rows of this sheet",
        "Make it one row, or remove the second",
    ),
    "maybe-same-money": (
        "{name} มีใบรับ {receipt} วันที่ {day} จำนวน {amount} บาทเท่ากันแล้ว อาจเป็นเงินก้อนเดียว",
        "ดูใบรับนั้นก่อน ถ้าเป็นเงินคนละก้อน ให้ยืนยันว่าเป็นเงินอีกก้อนแล้วบันทึก",
        "{name} has receipt {receipt} of {day} for the same {amount} baht",
        "Look at that receipt; if this is other money, say so and save again",
    ),
    "amount-unusual": (
        "{amount} บาทของ {name} ส่งล่วงหน้าไปถึง {until}",
        "ดูจำนวนเงินอีกครั้ง ถ้าถูกแล้ว ให้ยืนยันว่าจำนวนถูกต้องแล้วบันทึก",
        "{amount} baht of {name} pays ahead until {until}",
        "Look at the amount; if it is right, say so and save again",
    ),
    "paid-too-far-ahead": (
        "{amount} บาทของ {name} ส่งล่วงหน้าไปถึง {until} เกินกว่าที่รับได้ ({years} ปี)",
        "ตรวจจำนวนเงิน รับล่วงหน้าได้ไม่เกิน {years} ปี",
        "{amount} baht of {name} pays ahead until {until}, beyond {years} years",
        "Look at the amount: at most {years} years ahead can be taken",
    ),
    "days-paid-already": (
        "{name} มีคนบันทึกเงินสมทบช่วงเดียวกันไปแล้ว",
        "เปิดหน้านี้ใหม่ ดูว่าส่งถึงวันไหนแล้ว แล้วบันทึกอีกครั้ง",
        "The same days of {name} have been paid already",
        "Open the page again, see how far it is paid, and save again",
    ),
    "entry-fee-paid": (
        "{name} ส่งค่าสมัครแล้ว ตามใบรับ {receipt}",
        "เอารายการค่าสมัครออก แล้วบันทึกอีกครั้ง",
        "{name} has paid the entry fee, by receipt {receipt}",
        "Remove the entry fee and save again",
    ),
    "not-your-bag": (
        "{user} รับเงินเข้า{bag}ไม่ได้ เพราะเป็นถุงของคนอื่น",
        "เลือกถุงของตนเอง หรือให้เหรัญญิกเป็นผู้บันทึก",
        "{user} cannot take money into {bag}: it is another's",
        "Choose your own bag, or let the treasurer enter it",
    ),
    "receipt-not-yours": (
        "{user} กลับรายการใบรับ {receipt} ไม่ได้ เพราะเงินเข้า{place} ไม่ใช่ถุงของตนเอง",
        "ให้ผู้ที่รับเงินใบนี้ หรือเหรัญญิกหรือเลขานุการ เป็นผู้กลับรายการ",
        "{user} cannot reverse receipt {receipt}: its money went into {place}",
        "Who took the money reverses it, or the treasurer or secretary",
    ),
    "credit-used": (
        "เงินที่ยังไม่ครบงวดในใบรับ {receipt} ถูกใช้ไปแล้วในใบรับ {later}",
        "กลับรายการใบรับ {later} ก่อน แล้วจึงกลับรายการใบนี้",
        "Credit of receipt {receipt} was used by receipt {later}",
        "Reverse receipt {later} first, then this one",
    ),
    "bag-handed-over": (
        "{bag} มีเงิน {found} บาท ไม่พอคืน {required} บาทของใบรับ {receipt}",
        "ให้เหรัญญิกกลับรายการโดยคืนเงินจากกล่องเงินสด",
        "{bag} holds {found} baht, not the {required} of receipt {receipt}",
        "Let the treasurer reverse it and give the money back from the cash box",
    ),
    "bag-empty": (
        "{bag}ไม่มีเงินให้ส่งมอบ",
        "บันทึกเงินที่รับไว้ก่อน แล้วจึงส่งมอบ",
        "{bag} has no money to hand over",
        "Enter the money that was taken first, then hand over",
    ),
    "bag-offered-already": (
        "{bag}มีใบส่งมอบ {amount} บาทรอนับรับอยู่",
        "ให้อีกคนนับรับใบนั้น หรือถอนใบส่งมอบก่อน แล้วส่งมอบใหม่",
        "{bag} has an offer of {amount} baht waiting",
        "Let another person accept it, or take it back and offer anew",
    ),
    "offer-closed": (
        "ใบส่งมอบนี้จบไปแล้วเมื่อ {closed_on}",
        "เปิดรายการถุงเงินดูใบล่าสุด ไม่ต้องนับซ้ำ",
        "This hand-over ended on {closed_on}",
        "Look at the list of bags for the newest; nothing to repeat",
    ),
    "bag-count-differs": (
        "นับได้ {counted} บาท แต่ในถุงควรมี {offered} บาท {how} {difference} บาท",
        "นับด้วยกันอีกครั้ง ถ้ายังต่างกันให้เขียนหมายเหตุแล้วรับตามที่นับได้ {after}",
        "{counted} baht was counted, the bag should hold {offered}: {difference} {how}",
        "Count again together; if it still differs, write a note and accept the count",
    ),
}

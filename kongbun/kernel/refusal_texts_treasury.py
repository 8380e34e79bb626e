"""The refusals of treasury: other money, counts, the close of a month.

Each code with its sentence and remedy in Thai, then in English; `refusal_texts`
joins them to the one table.
"""

from __future__ import annotations

TEXTS: dict[str, tuple[str, str, str, str]] = {
    "amount-unfit": (
        "จำนวนเงิน {found} บาท ลงรายการไม่ได้",
        "ใส่จำนวนเงินที่มากกว่า 0 และไม่เกิน 10,000 ล้านบาท",
        "{found} baht cannot be booked",
        "Give an amount above 0 and not above 10,000 million baht",
    ),
    "date-before-books": (
        "วันที่ {found} อยู่ก่อนวันเริ่มบัญชี {books_from}",
        "เงินก่อนวันนั้นอยู่ในยอดยกมาแล้ว ใส่วันที่จริงตั้งแต่วันเริ่มบัญชี",
        "{found} lies before the books begin on {books_from}",
        "Earlier money stands in the opening; give the true day since then",
    ),
    "same-place": (
        "ต้นทางและปลายทางเป็นบัญชีเดียวกัน ({place})",
        "เลือกบัญชีที่เงินเข้าให้ต่างจากบัญชีที่เงินออก",
        "The money would come from and go to the same account ({place})",
        "Choose another account to put it in",
    ),
    "second-person-needed": (
        "เรื่องนี้ต้องมีสองคนลงชื่อ",
        "ให้อีกคนที่มีหน้าที่ลงชื่อในเครื่องเดียวกัน แล้วบันทึกอีกครั้ง",
        "This takes two people",
        "Let another person with the duty sign in on the same machine",
    ),
    "expense-not-approved": (
        "รายการที่ {number} ยังไม่มีผู้อนุมัติ จึงจ่ายไม่ได้",
        "ให้ประธานหรือกรรมการที่ไม่ใช่ผู้บันทึกอนุมัติก่อน",
        "Item {number} is not approved, so it cannot be paid",
        "Let the chair or a committee member who did not enter it approve first",
    ),
    "expense-refused": (
        "รายการที่ {number} ไม่ได้รับอนุมัติ",
        "อ่านเหตุผลในรายการ ถ้ายังต้องจ่ายให้บันทึกเป็นรายการใหม่",
        "Item {number} was not approved",
        "Read the reason; if it must still be paid enter it anew",
    ),
    "expense-paid": (
        "รายการที่ {number} จ่ายไปแล้ว",
        "ไม่ต้องจ่ายซ้ำ ถ้าจ่ายผิดให้กลับรายการ",
        "Item {number} is paid already",
        "Do not pay again; if it was wrong reverse it",
    ),
    "not-booked-yet": (
        "รายการที่ {number} ยังไม่ลงบัญชี จึงไม่มีอะไรให้กลับรายการ",
        "ถ้าไม่ต้องการจ่าย ให้ผู้อนุมัติไม่อนุมัติรายการนี้",
        "Item {number} is not in the books, so there is nothing to reverse",
        "If it should not be paid let the approver refuse it",
    ),
    "pieces-unfit": (
        "จำนวนธนบัตรหรือเหรียญ {piece} เป็น {found} นับไม่ได้",
        "ใส่จำนวนใบหรือเหรียญเป็นจำนวนเต็มตั้งแต่ 0",
        "{found} is not a number of pieces of {piece}",
        "Give how many notes or coins, 0 or more",
    ),
    "cash-as-book": (
        "เงินที่นับได้ {counted} บาท ตรงกับบัญชีแล้ว",
        "ไม่ต้องลงเงินขาดหรือเกิน",
        "The {counted} baht counted agree with the books",
        "There is nothing over or short to book",
    ),
    "fenced-money": (
        "เงินที่ใช้ได้ทั่วไปเหลือ {found} บาท แต่ต้องใช้ {required} บาท "
        "เงินที่เหลือมีผู้ให้ไว้เพื่อ {purposes} ใช้เรื่องอื่นไม่ได้",
        "รอเงินทั่วไปเข้าก่อน หรือถ้าเรื่องนี้ตรงกับวัตถุประสงค์ ให้เลือกจ่ายจากเงินนั้น",
        "{found} baht are free, {required} are needed; the rest is kept for {purposes}",
        "Wait for free money, or pay from a purpose that this is for",
    ),
    "above-limit": (
        "{clause} ให้{what}ไม่เกิน{share} คือ {required} บาท รวมครั้งนี้จะเป็น {found} บาท",
        "ลดจำนวนเงิน รอให้มีรายรับเพิ่ม หรือจ่ายจากเงินที่ให้มาเพื่อเรื่องนี้ "
        "ระเบียบไม่มีข้อยกเว้น ถ้าจำเป็นต้องเกินให้ที่ประชุมใหญ่แก้ระเบียบก่อน",
        "{clause} allows {required} baht ({share}); with this it would be {found}",
        "Pay less, wait for income, or let the general meeting amend the by-law: it "
        "names no exception",
    ),
    "reserve-by-resolution": (
        "{clause} ให้กันเงินสำรอง {required} บาท จ่ายครั้งนี้แล้วเงินที่ใช้ได้จะเหลือ {found} บาท",
        "ระเบียบให้คณะกรรมการลงมติเมื่อเงินไม่พอ "
        "ให้ประธานหรือเลขานุการบันทึกมติในหน้า วงเงินตามระเบียบ แล้วจ่ายอีกครั้ง",
        "{clause} keeps {required} baht in reserve; this would leave {found} free",
        "Record the committee's resolution under limits, then pay again",
    ),
    "reserve-kept": (
        "{clause} ให้กันเงินสำรอง {required} บาท จ่ายครั้งนี้แล้วเงินที่ใช้ได้จะเหลือ {found} บาท "
        "{how}",
        "รอให้มีเงินเข้าก่อน ถ้าต้องใช้เงินสำรองให้ที่ประชุมใหญ่แก้ระเบียบ",
        "{clause} keeps {required} baht in reserve; this would leave {found} free",
        "Wait for money, or let the general meeting amend the by-law",
    ),
    "no-reserve-resolution": (
        "{clause} ไม่ให้ใช้เงินสำรองด้วยมติ {how}",
        "ถ้าต้องใช้เงินสำรองให้ที่ประชุมใหญ่แก้ระเบียบ",
        "{clause} leaves its reserve to no resolution",
        "Let the general meeting amend the by-law",
    ),
    "purpose-unfit": (
        "เงินเพื่อ{purpose} ใช้จ่าย{what}ครั้งนี้ไม่ได้ "
        "ใช้ได้กับ {uses} วันสุดท้าย {until} เหลือ {remaining} บาท",
        "เลือกเงินก้อนอื่นที่ตรงกับเรื่องนี้ หรือใช้เงินทั่วไป",
        "The money for {purpose} is not for {what}: for {uses}, until {until}, "
        "{remaining} baht left",
        "Choose other money that this is for, or free money",
    ),
    "purpose-over-already": (
        "วันสุดท้ายที่ใช้ได้ {until} ผ่านไปแล้ว วันนี้ {today}",
        "ใส่วันสุดท้ายที่ยังมาไม่ถึงตามที่ตกลงกันไว้",
        "Its last day {until} is over; today is {today}",
        "Give the last day that was agreed on",
    ),
    "purpose-name-taken": (
        "มีเงินเพื่อ{name}อยู่แล้ว",
        "เลือกรายการที่มีอยู่ หรือใส่ปีหรือชื่อผู้ให้ต่อท้ายให้ต่างกัน",
        "There is money for {name} already",
        "Choose that one, or add the year or the giver to the name",
    ),
    "month-not-over": (
        "เดือน{month}ยังไม่สิ้นสุด",
        "ปิดได้ตั้งแต่วันที่ {from_day}",
        "{month} is not over",
        "It can be closed from {from_day}",
    ),
    "month-out-of-order": (
        "ต้องปิดเดือน{first}ก่อนเดือน{month}",
        "ปิดเดือน{first}ให้เรียบร้อย แล้วจึงปิดเดือนถัดไป",
        "{first} closes before {month}",
        "Close {first} first, then the next month",
    ),
    "cash-not-counted": (
        "{account}ยังไม่มีการนับสองคน ณ สิ้นเดือน{month}",
        "ให้สองคนนับเงินสดและลงชื่อทั้งคู่ ในบัญชีควรมี {book} บาท",
        "{account} has not been counted by two at the end of {month}",
        "Let two people count it and both sign; the books hold {book} baht",
    ),
    "cash-differs": (
        "{account}นับได้ {counted} บาท แต่บัญชี ณ สิ้นเดือน{month} มี {book} บาท",
        "หารายการที่ขาดแล้วลงให้ครบ หรือลงเงินขาด/เกินโดยสองคน แล้วนับใหม่",
        "{account} was counted at {counted} baht; the books hold {book} baht",
        "Book what is missing, or cash over or short by two people, and count again",
    ),
    "bank-not-read": (
        "ยังไม่ได้กรอกยอดจากสมุดธนาคาร {account} ณ {day}",
        "เปิดสมุดธนาคาร กรอกยอดคงเหลือ ณ วันนั้น ในบัญชีของเรามี {book} บาท",
        "The balance of {account} on {day} has not been read from the bank's book",
        "Enter the balance of that day; our books hold {book} baht",
    ),
    "bank-differs": (
        "สมุด{account}มี {read} บาท แต่บัญชีของเรา ณ {day} มี {book} บาท",
        "เทียบทีละบรรทัด ลงรายการที่ขาด เช่น ดอกเบี้ย ค่าธรรมเนียม แล้วกรอกยอดใหม่",
        "The book of {account} says {read} baht; ours hold {book} baht on {day}",
        "Compare line by line, book what is missing, then enter the balance again",
    ),
    "bag-unexplained": (
        "{account}มีเงินค้าง {book} บาท ณ สิ้นเดือน{month} และยังไม่มีเหตุผล",
        "นับรับเงินถุงนี้ หรือเขียนเหตุผลหนึ่งบรรทัด",
        "{account} holds {book} baht at the end of {month} without a reason",
        "Count and accept the bag, or write one line why",
    ),
    "suspense-unexplained": (
        "{account}ค้าง {book} บาท ณ สิ้นเดือน{month} และยังไม่มีเหตุผล",
        "บันทึกใบรับที่มาช้าให้ครบ หรือเขียนเหตุผลหนึ่งบรรทัด",
        "{account} stands at {book} baht at the end of {month} without a reason",
        "Enter the late receipts, or write one line why",
    ),
    "fenced-money-missing": (
        "เงินที่กันไว้ตามวัตถุประสงค์ขาด {lacking} บาท ณ สิ้นเดือน{month} และยังไม่มีเหตุผล",
        "เติมเงินทั่วไปให้ครบ หรือเขียนเหตุผลหนึ่งบรรทัดว่าขาดเพราะอะไร จะคืนเมื่อไร",
        "{lacking} baht of the money kept for purposes lack at the end of {month}",
        "Let free money come in, or write one line why they lack",
    ),
    "purpose-over-unexplained": (
        "เงินเพื่อ{purpose} ใช้ได้ถึง {until} ยังเหลือ {remaining} บาทและไม่มีเหตุผล",
        "ตกลงกับ{giver}ว่าจะคืน ต่อเวลา หรือให้ใช้ทั่วไป แล้วลงรายการ หรือเขียนเหตุผลหนึ่งบรรทัด",
        "The money for {purpose} was for use until {until}; {remaining} baht are left",
        "Agree with {giver} what becomes of it, or write one line why",
    ),
    "receipt-gap": (
        "ใบรับเงินเล่มที่ {book_no} ไม่มีเลขที่ {numbers}",
        "บันทึกใบที่ขาด หรือบันทึกเป็นใบเสีย หรือเขียนเหตุผลหนึ่งบรรทัด",
        "Receipt book {book_no} lacks {numbers}",
        "Enter the missing ones, mark them spoiled, or write one line why",
    ),
    "claim-unpaid-unexplained": (
        "คำขอที่ {number} อนุมัติแล้ว {amount} บาท แต่ยังไม่จ่ายและไม่มีเหตุผล",
        "จ่ายเงิน หรือเขียนเหตุผลหนึ่งบรรทัด",
        "Claim {number} is approved ({amount} baht), not paid, without a reason",
        "Pay it, or write one line why",
    ),
    "voucher-without-witness": (
        "ใบสำคัญจ่าย {number} จำนวน {amount} บาท ยังไม่มีพยานลงชื่อ",
        "กลับรายการใบสำคัญจ่ายนี้ แล้วบันทึกการจ่ายใหม่พร้อมชื่อพยาน",
        "Voucher {number} of {amount} baht has no witness",
        "Reverse this voucher and enter the payment again with the witness's name",
    ),
    "expense-unpaid-unexplained": (
        "รายจ่ายที่ {number} อนุมัติแล้ว {amount} บาท แต่ยังไม่จ่ายและไม่มีเหตุผล",
        "จ่ายเงิน หรือเขียนเหตุผลหนึ่งบรรทัด",
        "Expense {number} is approved ({amount} baht), not paid, without a reason",
        "Pay it, or write one line why",
    ),
    "nothing-to-explain": (
        "ไม่มีเรื่อง{what}ที่ต้องเขียนเหตุผลในเดือน{month}",
        "เปิดหน้าปิดเดือนใหม่ แล้วดูข้อที่ยังเหลือ",
        "There is no such point to explain in {month}",
        "Open the month's page again and look at what is left",
    ),
    "no-refund": (
        "ไม่มีเงินสมทบที่ต้องคืนแก่ {name}",
        "คืนได้เมื่อบันทึกว่าลาออก และระเบียบในวันนั้นให้คืนเงินสมทบ",
        "Nothing goes back to {name}",
        "Only who resigned gets back what the by-law of that day says",
    ),
    "refund-entered": (
        "บันทึกเงินคืนของ {name} ไว้แล้ว เป็นรายจ่ายที่ {number}",
        "เปิดรายจ่ายที่ {number} เพื่ออนุมัติหรือจ่าย",
        "The refund of {name} is entered already, as expense {number}",
        "Open expense {number} to approve or pay it",
    ),
    "refund-stands": (
        "คืนเงินสมทบแก่ {name} เป็นรายจ่ายที่ {number} แล้ว จึงถอนการออกไม่ได้",
        "ถ้ายังไม่จ่าย ให้ผู้อนุมัติกดไม่อนุมัติรายจ่ายที่ {number} "
        "ถ้าจ่ายแล้ว รับเงินคืนและกลับรายการก่อน แล้วถอนการออกอีกครั้ง",
        "{name} was given contributions back by expense {number}: the exit stands",
        "Refuse expense {number}, or take the money back and reverse it first",
    ),
}

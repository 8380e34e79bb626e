"""What is said of accounts: names that cannot be, passwords tried too often."""

TEXTS: dict[str, tuple[str, str, str, str]] = {
    "username-unfit": (
        "ชื่อผู้ใช้ {username} ใช้ไม่ได้",
        "ใช้อักษรอังกฤษตัวเล็ก ตัวเลข จุด หรือขีด 3 ถึง 60 ตัว เช่น somsri",
        "{username} cannot be a user's name",
        "Use 3 to 60 small letters, digits, dots or hyphens, such as somsri",
    ),
    "sign-in-later": (
        "ลองรหัสผ่านของ {username} หลายครั้งเกินไป",
        "รอ {minutes} นาทีแล้วลองใหม่ หรือให้ประธานตั้งรหัสใหม่ให้",
        "The password of {username} was tried too often",
        "Wait {minutes} minutes and try again, or let the chair set a new one",
    ),
    "fund-code-unfit": (
        "รหัสกองทุน {code} ใช้ไม่ได้",
        "ใช้อักษรอังกฤษตัวใหญ่ ตัวเลข หรือขีด 2 ถึง 12 ตัว เช่น TUNG-01",
        "{code} cannot be a fund's code",
        "Use 2 to 12 capital letters, digits or hyphens, such as TUNG-01",
    ),
    "fund-code-taken": (
        "มีกองทุนรหัส {code} อยู่แล้ว",
        "เลือกรหัสอื่น",
        "There is a fund {code} already",
        "Choose another code",
    ),
    "bag-taken": (
        "{user} มีถุงเก็บเงินอยู่แล้ว",
        "ใช้ถุงเดิมต่อได้เลย ผู้เก็บเงินหนึ่งคนมีถุงเดียว",
        "{user} has a bag already",
        "Go on with that one: a collector has one bag",
    ),
    "username-taken": (
        "มีผู้ใช้ชื่อ {username} อยู่แล้ว",
        "เลือกชื่ออื่น หรือให้หน้าที่แก่ผู้ใช้คนเดิม",
        "There is a user {username} already",
        "Choose another name, or give the duty to that user",
    ),
    "last-chair": (
        "กองทุนต้องมีประธานอย่างน้อยหนึ่งคน",
        "ให้หน้าที่ประธานแก่คนใหม่ก่อน แล้วจึงสิ้นสุดหน้าที่ของคนเดิม",
        "A fund has at least one chair",
        "Give the chair's duty to another first, then end this one",
    ),
    "sign-in-failed": (
        "ชื่อผู้ใช้หรือรหัสผ่านไม่ตรง",
        "พิมพ์ใหม่อีกครั้ง ถ้าลืมรหัสผ่านให้ผู้ดูแลตั้งใหม่ด้วย kongbun user reset",
        "The user name or password is not right",
        "Type it again; a forgotten password is set anew with kongbun user reset",
    ),
    "already-decided": (
        "{what}มีคนตัดสินไปแล้ว",
        "เปิดดูผลได้ ไม่ต้องทำซ้ำ",
        "{what} has been decided already",
        "Look at the result; there is nothing to repeat",
    ),
    "password-too-weak": (
        "รหัสผ่านนี้เดาง่าย: {why}",
        "ตั้งรหัสผ่านอย่างน้อย 8 ตัว ที่คนอื่นเดาไม่ได้",
        "This password is easy to guess: {why}",
        "Choose one of at least 8 characters that others cannot guess",
    ),
    "dates-in-wrong-order": (
        "วันที่ {last} ไม่ได้อยู่หลัง {first}",
        "ตรวจวันทั้งสอง แล้วกรอกใหม่",
        "{last} does not come after {first}",
        "Look at both days and enter them again",
    ),
}

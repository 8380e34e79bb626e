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
}

"""What the machine is in the way of: others at work, its clock, its disk, its server.

After a disk or a server failed nobody can say whether the last commit is there.  The
same command again is the way to find out: it has one effect, however often it comes.
"""

TEXTS: dict[str, tuple[str, str, str, str]] = {
    "try-again": (
        "ขณะนี้มีคนอื่นกำลังบันทึกอยู่ ยังไม่มีอะไรถูกบันทึก",
        "รอสักครู่แล้วกดอีกครั้ง",
        "Someone else is saving just now; nothing was saved",
        "Wait a moment and press again",
    ),
    "clock-set-back": (
        "นาฬิกาของเครื่องบอก {now} แต่รายการล่าสุดรับไว้เมื่อ {last}",
        "ตั้งวันและเวลาของเครื่องให้ถูกต้อง แล้วเริ่มใหม่",
        "The clock says {now} but the last thing was received at {last}",
        "Set the computer's date and time right, then start again",
    ),
    "books-unprotected": (
        "เครื่องป้องกันบัญชีไม่ครบ: {missing}",
        "สั่ง kongbun migrate แล้วสั่ง kongbun check เพื่อดูว่ามีอะไรถูกแก้ไปหรือไม่ "
        "ถ้ายังไม่ครบ ให้กู้จากข้อมูลสำรองล่าสุดด้วย kongbun restore",
        "What protects the books is not all there: {missing}",
        "Run kongbun migrate, then kongbun check to see whether anything was changed; "
        "if it is still not all there, kongbun restore the newest backup",
    ),
    "role-too-strong": (
        "บัญชีฐานข้อมูล {role} มีสิทธิถอดเครื่องป้องกันบัญชีได้ จึงเปิดใช้ไม่ได้",
        "ให้ DATABASE_URL เป็นบัญชีที่ไม่ใช่เจ้าของตารางและไม่ใช่ superuser",
        "The database role {role} could take away what protects the books",
        "Let DATABASE_URL name a role that neither owns the tables nor is superuser",
    ),
    "disk-full": (
        "ที่เก็บข้อมูลของเครื่องเต็ม ยังยืนยันไม่ได้ว่าบันทึกแล้วหรือไม่",
        "ย้ายแฟ้มอื่นออกให้เหลือที่ว่างอย่างน้อย 100 MB อย่าลบแฟ้มของกองบุญ แล้ว{again}",
        "This machine has no room left; it is not certain whether anything was saved",
        "Make at least 100 MB of room, delete nothing of kongbun's, then send "
        "the same command again: it counts once",
    ),
    "disk-read-only": (
        "เครื่องเขียนลงที่เก็บข้อมูลไม่ได้ ยังยืนยันไม่ได้ว่าบันทึกแล้วหรือไม่",
        "ตรวจว่าที่เก็บไม่ได้ล็อกให้อ่านอย่างเดียว "
        "และแฟ้มเป็นของผู้ใช้ที่เปิดโปรแกรม ถ้าไม่แน่ใจโทรหาผู้ดูแลเครื่อง แล้ว{again}",
        "This machine cannot write where the books are; it is not certain "
        "whether anything was saved",
        "See that the disk is not read-only and the files belong to who runs "
        "kongbun, then send the same command again: it counts once",
    ),
    "disk-failed": (
        "ที่เก็บข้อมูลของเครื่องอ่านหรือเขียนไม่สำเร็จ ยังยืนยันไม่ได้ว่าบันทึกแล้วหรือไม่",
        "หยุดบันทึกเรื่องใหม่ สำรองข้อมูลลงแฟลชไดรฟ์ แล้วโทรหาผู้ดูแลเครื่องให้ตรวจดิสก์ จากนั้น{again}",
        "This machine's disk failed; it is not certain whether anything was saved",
        "Enter nothing new, make a backup on a stick, have the disk looked at, "
        "then send the same command again: it counts once",
    ),
    "database-away": (
        "ฐานข้อมูลไม่ตอบ ยังยืนยันไม่ได้ว่าบันทึกแล้วหรือไม่",
        "รอสักครู่ แล้ว{again} ถ้ายังไม่ได้ โทรหาผู้ดูแลเครื่อง",
        "The database does not answer; it is not certain whether anything was saved",
        "Wait a moment, then send the same command again: it counts once. If it "
        "still fails call who keeps the machine",
    ),
}

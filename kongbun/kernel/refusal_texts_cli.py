"""What the command line itself refuses: a wrong call, and files of this machine."""

TEXTS: dict[str, tuple[str, str, str, str]] = {
    "wrong-call": (
        "คำสั่งนี้เรียกไม่ถูก: {why}",
        "ดูวิธีเรียกด้วย --help แล้วสั่งอีกครั้ง ยังไม่มีอะไรถูกบันทึก",
        "This command was called wrongly: {why}",
        "Look at --help and give the command again; nothing was written",
    ),
    "cannot-go-on": (
        "เครื่องนี้ยังทำต่อไม่ได้: {why}",
        "แก้สิ่งที่บอกบนเครื่องนี้ แล้วสั่งอีกครั้ง",
        "This machine cannot go on: {why}",
        "Mend what is said on this machine, then repeat",
    ),
    "stopped": (
        "หยุดกลางคัน เพราะไม่มีผู้ตอบคำถาม หรือมีผู้กดหยุด",
        "สั่งอีกครั้งแล้วพิมพ์รหัสผ่านเมื่อถูกถาม หรือใส่ไว้ในแฟ้มของ KONGBUN_PASSWORD_FILE",
        "Stopped: nobody answered the question, or somebody stopped it",
        "Repeat and type the password when asked, or use KONGBUN_PASSWORD_FILE",
    ),
    "file-not-written": (
        "เขียนแฟ้ม {file} ไม่ได้: {why}",
        "เลือกโฟลเดอร์ที่มีอยู่ เขียนได้ และมีที่ว่าง แล้วสั่งอีกครั้ง",
        "{file} cannot be written: {why}",
        "Choose a folder that is there, can be written and has room, then repeat",
    ),
    "file-not-used": (
        "ใช้แฟ้ม {file} ไม่ได้: {why} ข้อมูลเดิมยังเหมือนเดิม",
        "ตรวจสิทธิ์ของแฟ้มและที่ว่างของเครื่อง แล้วสั่งอีกครั้ง",
        "{file} cannot be used: {why}; what was there is untouched",
        "Look at the file's rights and the room on the disk, then repeat",
    ),
}

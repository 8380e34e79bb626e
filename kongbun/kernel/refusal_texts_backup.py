"""What check, backup and restore refuse, each with its remedy."""

TEXTS: dict[str, tuple[str, str, str, str]] = {
    "not-a-witness": (
        "แฟ้ม {file} ไม่ใช่แฟ้มพยานของกองบุญ",
        "เลือกแฟ้มที่ได้จาก kongbun witness หรือแฟ้มที่คัดรหัสจากกระดาษ บรรทัดละหนึ่งรหัส",
        "{file} is no witness file of kongbun",
        "Choose a file written by kongbun witness, or one of lines copied from paper",
    ),
    "no-witness-address": (
        "ยังไม่ได้ตั้งที่อยู่ที่จะส่งพยานไปเก็บ",
        "ตั้ง KONGBUN_WITNESS_URL ตามที่เครือข่ายให้มา หรือพิมพ์พยานลงกระดาษแทน",
        "There is no address to send checkpoints to",
        "Set KONGBUN_WITNESS_URL to what the network gave you, or print them instead",
    ),
    "file-exists": (
        "มีแฟ้ม {file} อยู่แล้ว",
        "ตั้งชื่อแฟ้มใหม่ เช่น ใส่วันที่ แฟ้มเดิมยังอยู่ครบ",
        "{file} is there already",
        "Choose another name, with the date say; the old file is untouched",
    ),
    "not-a-backup": (
        "แฟ้ม {file} ไม่ใช่ข้อมูลสำรองของกองบุญ",
        "เลือกแฟ้มที่ได้จาก kongbun backup ชื่อลงท้ายด้วย .kongbun-backup",
        "{file} is no backup of kongbun",
        "Choose a file written by kongbun backup; its name ends with .kongbun-backup",
    ),
    "backup-cut-off": (
        "ข้อมูลสำรอง {file} ไม่ครบ ขาดตอนท้าย ฐานข้อมูลที่ใช้อยู่ยังเหมือนเดิม",
        "คัดลอกจากที่เก็บอีกครั้งจนเสร็จ รอให้ USB ทำงานเสร็จก่อนถอด หรือใช้ข้อมูลสำรองชุดก่อนหน้า",
        "The end of the backup {file} is cut off; the present database is untouched",
        "Copy it anew to its end, wait before pulling the stick, or use the one before",
    ),
    "backup-damaged": (
        "ข้อมูลสำรอง {file} เสียหาย: {why} ฐานข้อมูลที่ใช้อยู่ยังเหมือนเดิม",
        "คัดลอกจากที่เก็บอีกครั้ง หรือใช้ข้อมูลสำรองชุดก่อนหน้า",
        "The backup {file} is damaged: {why}; the present database is untouched",
        "Copy it anew, or use the backup before it",
    ),
    "backup-for-other-engine": (
        "ข้อมูลสำรองนี้มาจาก {found} แต่เครื่องนี้ใช้ {required}",
        "คืนข้อมูลบนเครื่องที่ใช้ {found}",
        "This backup is of {found} but this machine uses {required}",
        "Restore it where {found} is used",
    ),
    "backup-of-newer-version": (
        "ข้อมูลสำรองนี้มาจากกองบุญรุ่น {found} ซึ่งใหม่กว่ารุ่นที่ติดตั้งอยู่ ({required})",
        "ติดตั้งกองบุญรุ่น {found} ขึ้นไปก่อน แล้วคืนข้อมูลอีกครั้ง",
        "This backup is of kongbun {found}, newer than the one installed ({required})",
        "Install kongbun {found} or later first, then restore again",
    ),
    "backup-unsound": (
        "บัญชีในข้อมูลสำรองตรวจไม่ผ่าน: {codes} ฐานข้อมูลที่ใช้อยู่ยังเหมือนเดิม",
        "ใช้ข้อมูลสำรองชุดก่อนหน้า และเก็บแฟ้มนี้ไว้ให้ผู้ตรวจสอบ",
        "The books in this backup are not sound: {codes}; the present ones stay",
        "Use the backup before it, and keep this file for the auditor",
    ),
    "backup-older": (
        "ข้อมูลสำรองเก่ากว่าบัญชีที่ใช้อยู่ของ {fund}: ถึงห่วงที่ {found} จาก {required}",
        "ถ้าตั้งใจย้อนกลับ ให้สั่งอีกครั้งพร้อม --older สิ่งที่ทำหลังจากนั้นจะไม่อยู่ในบัญชี",
        "The backup is older than the present books of {fund}: {found} of {required}",
        "If you mean to go back, repeat with --older; what came after will be gone",
    ),
    "backup-of-others": (
        "ข้อมูลสำรองนี้ไม่มีกองทุน {fund} ซึ่งอยู่ในเครื่องนี้ มีแต่ {found}",
        "เลือกข้อมูลสำรองของกองทุนนี้ หรือคืนข้อมูลในโฟลเดอร์อื่นด้วย KONGBUN_DATA"
        " ถ้าตั้งใจให้แทนที่ ให้สั่งอีกครั้งพร้อม --other-fund",
        "This backup does not hold the fund {fund} of this machine, only {found}",
        "Choose a backup of this fund, or restore into another KONGBUN_DATA; if it is"
        " meant to take its place, repeat with --other-fund",
    ),
    "backup-behind-witness": (
        "ข้อมูลสำรองไม่ตรงกับแฟ้มพยาน {file}: {why} ฐานข้อมูลที่ใช้อยู่ยังเหมือนเดิม",
        "หาข้อมูลสำรองที่ทำหลังแฟ้มพยานนั้น ถ้าไม่มีจริง ให้คืนโดยไม่ใส่ --witness"
        " แล้วบอกที่ประชุมว่าอะไรหายไป",
        "The backup is not what the witness {file} saw: {why}; nothing was changed",
        "Find one made after that witness; without one, restore without --witness and"
        " tell the meeting what is gone",
    ),
    "backup-key-exists": (
        "เครื่องนี้มีกุญแจหมายเลข {number} อยู่แล้วในแฟ้ม {file}",
        "ตัวอักษรอยู่ในแฟ้มนั้น พิมพ์ใส่กระดาษอีกได้ ถ้าต้องการกุญแจใหม่ ให้ย้ายแฟ้มนั้นไปเก็บก่อน"
        " ไฟล์สำรองเดิมยังเปิดด้วยกุญแจเดิม",
        "This machine has the key {number} already, in {file}",
        "Its letters stand in that file, to print again; for a new key move it away"
        " first, since older backups still need it",
    ),
    "backup-key-unfit": (
        "อ่านกุญแจข้อมูลสำรองจาก {file} ไม่ได้: {why}",
        "ดูกระดาษกุญแจทีละสี่ตัว แล้วสั่ง kongbun backup-key --from-paper อีกครั้ง"
        " ถ้าแฟ้มกุญแจเสีย ให้ย้ายแฟ้มนั้นออกก่อน",
        "There is no backup key in {file}: {why}",
        "Look at the paper four letters at a time and give kongbun backup-key"
        " --from-paper again; move a key file that is damaged away first",
    ),
    "backup-key-missing": (
        "ข้อมูลสำรอง {file} ปิดด้วยกุญแจหมายเลข {number} แต่เครื่องนี้ยังไม่มีกุญแจ",
        "เอากระดาษกุญแจหมายเลข {number} จากตู้เซฟ สั่ง kongbun backup-key --from-paper"
        " แล้วคืนข้อมูลอีกครั้ง",
        "The backup {file} is closed with the key {number}; this machine has no key",
        "Take the paper {number} from the safe, give kongbun backup-key --from-paper,"
        " then restore again",
    ),
    "backup-wrong-key": (
        "ข้อมูลสำรอง {file} ปิดด้วยกุญแจหมายเลข {required} แต่เครื่องนี้มีกุญแจหมายเลข {found}",
        "หากระดาษกุญแจหมายเลข {required} สั่ง kongbun backup-key แฟ้มใหม่ --from-paper"
        " แล้วตั้ง KONGBUN_BACKUP_KEY_FILE เป็นแฟ้มนั้นระหว่างคืนข้อมูล",
        "The backup {file} is closed with the key {required}; this machine has {found}",
        "Find the paper {required}, give kongbun backup-key NEWFILE --from-paper, and"
        " set KONGBUN_BACKUP_KEY_FILE to that file while restoring",
    ),
    "no-room-to-restore": (
        "ที่เก็บเต็มก่อนคืนข้อมูลเสร็จ ฐานข้อมูลที่ใช้อยู่ยังเหมือนเดิม",
        "ลบหรือย้ายแฟ้มที่ไม่ใช้ ให้มีที่ว่างสี่เท่าของฐานข้อมูล แล้วสั่งอีกครั้ง",
        "The disk was full before all was restored; the present database is untouched",
        "Make room for four times the database, then repeat",
    ),
    "tool-missing": (
        "เครื่องนี้ไม่มีโปรแกรม {tool}",
        "ติดตั้งโปรแกรมลูกข่ายของ PostgreSQL (postgresql-client) แล้วสั่งอีกครั้ง",
        "There is no program {tool} on this machine",
        "Install PostgreSQL's client programs (postgresql-client), then repeat",
    ),
    "copy-failed": (
        "{tool} ทำสำเนาไม่สำเร็จ: {why} ฐานข้อมูลที่ใช้อยู่ยังเหมือนเดิม",
        "หยุดโปรแกรมที่ใช้ฐานข้อมูลอยู่ ดูเหตุผลข้างบน แล้วสั่งอีกครั้ง",
        "{tool} made no copy: {why}; the present database is untouched",
        "Stop what uses the database, look at the reason, then repeat",
    ),
    "today-for-the-demo": (
        "ตั้ง KONGBUN_TODAY ไว้ แต่กองทุน {fund} ไม่ใช่กองทุนสาธิต จึงยังไม่บันทึกอะไร",
        "เอา KONGBUN_TODAY ออก แล้วสั่งอีกครั้ง วันของกองทุนจริงมาจากนาฬิกาของเครื่อง",
        "KONGBUN_TODAY is set but {fund} is not the demo; nothing was written",
        "Take KONGBUN_TODAY away and repeat; a real fund lives by the clock",
    ),
    "demo-beside-funds": (
        "ฐานข้อมูลนี้มีกองทุน {funds} อยู่แล้ว กองทุนสาธิตจะไม่ลงปนกับกองทุนจริง",
        "ตั้ง KONGBUN_DATA เป็นโฟลเดอร์อื่น แล้วสั่ง kongbun demo อีกครั้ง",
        "This database holds the fund {funds}; the demo does not go beside a real one",
        "Set KONGBUN_DATA to another folder and give kongbun demo again",
    ),
}

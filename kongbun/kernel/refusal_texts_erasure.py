"""What is refused around the erasing of a person."""

TEXTS: dict[str, tuple[str, str, str, str]] = {
    "answer-erased": (
        "คำสั่งนี้ทำไปแล้ว คำตอบถูกลบตามคำขอของเจ้าของข้อมูล",
        "ไม่ต้องส่งซ้ำ ถ้าเป็นเรื่องใหม่ให้เปิดหน้าใหม่แล้วกรอกอีกครั้ง",
        "This command was done; its answer was erased at the person's request",
        "Do not send it again; for something new open the page anew",
    ),
    "person-erased": (
        "ข้อมูลของคนนี้ลบตามคำขอแล้วเมื่อ {day}",
        "ถ้าเจ้าตัวกลับมาสมัคร ให้รับเป็นสมาชิกใหม่จากเอกสารที่นำมา",
        "What was known of this person was erased on {day}",
        "If they come back, take them in as a new member from the papers they bring",
    ),
    "erase-still-member": (
        "ยังเป็นสมาชิกอยู่ เลขที่ {number} กองทุนต้องมีข้อมูลเพื่อดูแลสมาชิก",
        "ถ้าเจ้าตัวจะออก บันทึกการออกก่อน แล้วจึงลบข้อมูล",
        "Still a member, number {number}: the fund needs the data to care for them",
        "If they wish to leave, record the exit first, then erase",
    ),
    "erase-open-claim": (
        "คำขอที่ {number} ยังไม่จบ",
        "จ่ายเงิน ไม่อนุมัติ หรือถอนคำขอนี้ให้เรียบร้อยก่อน",
        "Request {number} is not finished",
        "Pay, refuse or withdraw it first",
    ),
    "erase-refund-open": (
        "เงินสมทบที่ต้องคืนของเลขที่ {number} ยังไม่ได้จ่าย",
        "เปิดหน้าสมาชิก กด คืนเงินสมทบ แล้วจ่ายให้เสร็จก่อน",
        "What goes back to member {number} is not paid",
        "Open the member's page, enter the refund and pay it first",
    ),
    "erase-holds-duty": (
        "ยังมีหน้าที่ในกองทุน: {what}",
        "ให้ประธานสิ้นสุดหน้าที่นี้ก่อน",
        "Still has a duty in the fund: {what}",
        "Let the chair end it first",
    ),
    "erase-merged": (
        "คนนี้มี {count} ระเบียนที่รวมกันไว้ ลบทีเดียวแล้วจะแยกคืนไม่ได้",
        "เปิดหน้าคนนี้ กด แยกระเบียน ให้คนที่สองยืนยัน แล้วลบทีละระเบียน",
        "This person has {count} records that were merged",
        "Take them apart first, then erase each record",
    ),
    "erase-import-open": (
        "มีทะเบียน {file} ที่ส่งเข้ามาแล้วยังไม่ได้นำเข้า ในนั้นอาจมีชื่อคนนี้",
        "นำเข้าหรือเลิกทะเบียนนั้นก่อน",
        "The register {file} was sent and not imported; this person may be in it",
        "Import it or give it up first",
    ),
}

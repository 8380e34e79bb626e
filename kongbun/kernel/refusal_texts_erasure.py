"""What is refused around the erasing of a person."""

TEXTS: dict[str, tuple[str, str, str, str]] = {
    "answer-erased": (
        "คำสั่งนี้ทำไปแล้ว คำตอบถูกลบตามคำขอของเจ้าของข้อมูล",
        "ไม่ต้องส่งซ้ำ ถ้าเป็นเรื่องใหม่ให้เปิดหน้าใหม่แล้วกรอกอีกครั้ง",
        "This command was done; its answer was erased at the person's request",
        "Do not send it again; for something new open the page anew",
    ),
}

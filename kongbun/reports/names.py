"""The reports by name, and their Thai titles."""

from __future__ import annotations

from enum import StrEnum


class Name(StrEnum):
    """As in `kongbun report NAME`; stable."""

    MEMBERS = "members"
    DUES = "dues"
    BENEFITS = "benefits"
    INCOME = "income"
    BALANCE = "balance"
    TRIAL_BALANCE = "trial-balance"
    FORM1_ITEM10 = "form1-item10"
    YEAR = "year"
    JOURNAL = "journal"


TITLES = {
    Name.MEMBERS: "สมาชิก",
    Name.DUES: "เงินสมทบของสมาชิก",
    Name.BENEFITS: "สวัสดิการที่จ่าย",
    Name.INCOME: "รายรับและรายจ่าย",
    Name.BALANCE: "ฐานะการเงิน",
    Name.TRIAL_BALANCE: "งบทดลอง",
    Name.FORM1_ITEM10: "แบบ 1 ข้อ 10 งบการเงินกองทุน",
    Name.YEAR: "รายงานประจำปีต่อที่ประชุมใหญ่",
    Name.JOURNAL: "สมุดรายวัน",
}

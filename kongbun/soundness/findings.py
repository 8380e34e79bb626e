"""What `kongbun check` can find: the codes, and how each is said.

Codes are stable: scripts, auditors and `docs/checks.md` name them.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum

from kongbun.kernel.money import Money


class Code(Enum):
    """A kind of finding."""

    UNBALANCED_ENTRY = "K001"
    WRONG_BALANCE = "K002"
    NEGATIVE_MONEY = "K003"
    LEG_ACROSS_FUNDS = "K004"
    BOOKED_AFTER_CLOSE = "K005"
    RECEIPT_GAP = "K006"
    REVERSAL_NOT_OPPOSITE = "K007"
    PAID_TWICE = "K008"
    CHECKED_BY_MAKER = "K011"
    APPROVED_OTHERWISE = "K012"
    CHAIN_BROKEN = "K013"
    UNPROTECTED = "K014"
    BAG_HELD_TOO_LONG = "K015"
    BANK_NOT_COMPARED = "K016"
    SUSPENSE_NOT_CLEARED = "K017"
    NO_OUTCOME = "K018"
    UNCLASSIFIED = "K020"


REMEDIES = {
    Code.UNBALANCED_ENTRY: "อย่าแก้ฐานข้อมูลเอง เก็บแฟ้มนี้ไว้ให้ผู้ตรวจสอบ "
    "แล้วเทียบกับใบสำคัญและข้อมูลสำรองชุดก่อน",
    Code.WRONG_BALANCE: "เทียบยอดกับเงินที่นับได้และสมุดธนาคาร แล้วคืนข้อมูลสำรองชุดล่าสุดที่ตรวจผ่าน",
    Code.NEGATIVE_MONEY: "ไล่รายการของบัญชีนี้ตามลำดับกับใบสำคัญ หารายการที่เกินเงินที่มี",
    Code.LEG_ACROSS_FUNDS: "แจ้งทั้งสองกองทุน แล้วเทียบรายการนี้กับใบสำคัญ",
    Code.BOOKED_AFTER_CLOSE: "เทียบกับรายงานของเดือนที่ปิดแล้ว "
    "รายการที่มาทีหลังต้องอยู่ในเดือนถัดไปพร้อมวันที่จริง",
    Code.RECEIPT_GAP: "หาต้นขั้วของเลขที่หายไป ถ้าเขียนเสียให้บันทึกเป็นใบเสีย",
    Code.REVERSAL_NOT_OPPOSITE: "เทียบรายการเดิมกับรายการกลับ แล้วแจ้งผู้ตรวจสอบ",
    Code.PAID_TWICE: "ดูใบสำคัญจ่ายทั้งสองใบ แล้วกลับรายการใบที่จ่ายเกิน",
    Code.CHECKED_BY_MAKER: "ให้กรรมการคนอื่นตรวจเรื่องนี้ใหม่ แล้วบันทึกเป็นมติ",
    Code.APPROVED_OTHERWISE: "เทียบสิ่งที่ทำกับมติที่อนุมัติ แล้วแจ้งผู้ตรวจสอบ",
    Code.CHAIN_BROKEN: "อย่าแก้ฐานข้อมูลเอง เก็บแฟ้มนี้ไว้ให้ผู้ตรวจสอบ "
    "แล้วคืนข้อมูลสำรองชุดล่าสุดที่ตรวจผ่าน",
    Code.UNPROTECTED: "สั่ง kongbun migrate ด้วยสิทธิ์เจ้าของฐานข้อมูล แล้วตรวจอีกครั้ง",
    Code.BAG_HELD_TOO_LONG: "นัดผู้เก็บเงินส่งมอบถุง แล้วให้คนอื่นนับรับ",
    Code.BANK_NOT_COMPARED: "เปิดสมุดธนาคาร แล้วกรอกยอดเทียบกับบัญชี",
    Code.SUSPENSE_NOT_CLEARED: "ตามรายการที่ผู้เก็บเงินยังไม่ส่ง "
    "หรือตกลงกับผู้ให้ว่าเงินที่เหลือใช้อย่างไร แล้วเขียนเหตุผลไว้ตอนปิดเดือน",
    Code.UNCLASSIFIED: "ถามผู้ดูแลเครื่องว่าใครเพิ่มไว้และเก็บอะไร ย้ายข้อมูลออก แล้วลบสิ่งที่เพิ่ม",
    Code.NO_OUTCOME: "ดูว่าเครื่องดับกลางคันหรือไม่ แล้วส่งคำสั่งเดิมอีกครั้ง "
    "ถ้าโทรศัพท์รอเลขที่ขาด ให้ส่งจากเครื่องนั้น หรือตกลงกันว่าไม่รอ",
}

assert set(REMEDIES) == set(Code), "each code has its remedy"


@dataclass(frozen=True, slots=True, order=True)
class Finding:
    """One thing that is wrong; `object` names it, `fund` is empty for the machine."""

    code: str
    fund: str
    object: str
    message: str

    @classmethod
    def of(cls, code: Code, fund: str, what: str, message: str) -> Finding:
        # A damaged fund may have no text for its code.
        return cls(code.value, str(fund), what, message)

    @property
    def remedy(self) -> str:
        return REMEDIES[Code(self.code)]

    def as_json(self) -> dict[str, str]:
        return {
            "code": self.code,
            "fund": self.fund,
            "object": self.object,
            "message": self.message,
            "remedy": self.remedy,
        }


def baht(satang: int) -> str:
    return f"{Money(satang)} บาท"

"""The kinds of rule that a committee picks from, each begun with its own blanks.

A kind is a benefit half written: its sentences are there, its figures are not.  What
is picked can be changed afterwards like any other clause.
"""

from __future__ import annotations

from dataclasses import dataclass

from kongbun.rules.blanks.blank import Tree


@dataclass(frozen=True, slots=True, kw_only=True)
class RuleKind:
    code: str
    title: str
    example: str
    node: Tree
    section: str = "benefits"


def _begun(
    code: str,
    category: str = "",
    *,
    amount: Tree,
    title: str = "",
    **more: Tree,
) -> Tree:
    """A benefit with its usual code; what is empty is still to be filled in."""
    node = {"code": code, "title": title, "category": category, "amount": amount}
    return {key: value for key, value in (node | more).items() if value != ""}


ONCE_AN_EVENT: Tree = {"max_times": "1", "per": "event"}
ONCE_A_LIFE: Tree = {"max_times": "1", "per": "life"}
ONCE_A_YEAR: Tree = {"max_times": "1", "per": "fiscal_year"}
SELF_OR_PROXY: Tree = ["self", "proxy"]

RULE_KINDS = (
    RuleKind(
        code="fixed",
        title="เงินเท่ากันทุกคน",
        example="คลอดบุตร ได้รับ 1,000 บาท",
        node=_begun(
            "benefit",
            amount={"fixed_baht": ""},
            caps=[ONCE_AN_EVENT],
            payees=SELF_OR_PROXY,
        ),
    ),
    RuleKind(
        code="nights",
        title="คืนละ วันละ หรือชิ้นละ มีเพดาน",
        example="นอนโรงพยาบาลคืนละ 100 บาท ครั้งละไม่เกิน 5 คืน ปีละไม่เกิน 10 คืน",
        node=_begun(
            "ipd",
            "2",
            title="นอนโรงพยาบาล",
            conditions=[{"paid_for": ""}],
            amount={"each_baht": "", "unit": "nights"},
            caps=[
                {"max_units": "", "per": "event"},
                {"max_units": "", "per": "fiscal_year"},
            ],
            payees=SELF_OR_PROXY,
        ),
    ),
    RuleKind(
        code="each",
        title="นับเป็นตัว เป็นต้น หรือเป็นคน",
        example="ควายออกลูก ตัวละ 500 บาท ปีละไม่เกิน 2 ตัว",
        node=_begun(
            "each",
            amount={"each_baht": "", "unit": ""},
            caps=[{"max_units": "", "per": "fiscal_year"}],
            payees=SELF_OR_PROXY,
        ),
    ),
    RuleKind(
        code="paid_tiers",
        title="ส่งเงินมานาน ได้มากขึ้น",
        example="เสียชีวิต ส่งครบ 1 ปี ได้ 5,000 บาท ครบ 5 ปี ได้ 10,000 บาท",
        node=_begun(
            "death",
            "4",
            title="เสียชีวิต",
            amount={"counts": "paid", "below_first": "nothing", "tiers": [{}, {}]},
            caps=[ONCE_A_LIFE],
            evidence=["ใบมรณบัตร"],
            payees=["beneficiary"],
        ),
    ),
    RuleKind(
        code="joined_tiers",
        title="เป็นสมาชิกมานาน ได้มากขึ้น",
        example="เป็นสมาชิกครบ 1 ปี ได้ 5,000 บาท ครบ 3 ปี ได้ 8,000 บาท",
        node=_begun(
            "tenure",
            amount={"counts": "joined", "below_first": "nothing", "tiers": [{}, {}]},
            caps=[ONCE_A_LIFE],
        ),
    ),
    RuleKind(
        code="age_tiers",
        title="ของขวัญเมื่ออายุครบ",
        example="อายุครบ 60 70 และ 80 ปี ได้รับ 500 700 และ 1,000 บาท",
        node=_begun(
            "elderly_gift",
            "3",
            title="ของขวัญผู้สูงอายุ",
            started_by="committee",
            amount={"counts": "age", "below_first": "nothing", "tiers": [{}, {}]},
            caps=[{"max_times": "1", "per": "tier"}],
            payees=SELF_OR_PROXY,
        ),
    ),
    RuleKind(
        code="pension",
        title="อายุถึง และเป็นสมาชิกนานพอ ได้ทุกปี",
        example="อายุ 60 ปี เป็นสมาชิก 3 ปี ได้ปีละ 200 บาท กรรมการสำรวจให้",
        node=_begun(
            "elderly",
            "3",
            title="ผู้สูงอายุ",
            started_by="committee",
            conditions=[{"age_at_least": ""}, {"member_for": ""}],
            amount={"fixed_baht": ""},
            caps=[ONCE_A_YEAR],
            payees=SELF_OR_PROXY,
        ),
    ),
    RuleKind(
        code="child",
        title="เรื่องของบุตร พ่อแม่ทั้งคู่รับครั้งเดียว",
        example="บุตรเกิดใหม่ คนละ 500 บาท พ่อแม่เป็นสมาชิกทั้งคู่รับครั้งเดียว",
        node=_begun(
            "birth",
            "1",
            title="คลอดบุตร",
            subject="child",
            amount={"fixed_baht": ""},
            caps=[ONCE_AN_EVENT],
            evidence=["สูติบัตร"],
            payees=SELF_OR_PROXY,
        ),
    ),
    RuleKind(
        code="grades",
        title="ทุนเรียนดี ดูเกรดและชั้นเรียน",
        example="เกรดเฉลี่ย 3.50 ขึ้นไป จบ ป.6 ม.3 หรือ ม.6 ได้รับ 500 บาท",
        node=_begun(
            "education",
            "8",
            title="ทุนการศึกษา",
            subject="child",
            conditions=[
                {"gpa_hundredths_at_least": ""},
                {"one_of": {"school_stage": []}},
            ],
            amount={"fixed_baht": ""},
            caps=[ONCE_AN_EVENT],
            payees=SELF_OR_PROXY,
        ),
    ),
    RuleKind(
        code="stages",
        title="ต่างกันตามชั้นเรียน มีจำนวนทุนต่อปี",
        example="ประถม 500 มัธยม 1,000 บาท ปีละ 20 ทุน เกรดมากได้ก่อน",
        node=_begun(
            "scholarship",
            "8",
            title="ทุนการศึกษา",
            subject="child",
            amount={"by": "school_stage", "table": [{}, {}]},
            caps=[{"max_times": "1", "per": "fiscal_year", "by_household": "yes"}],
            payees=SELF_OR_PROXY,
            allocation={
                "places": "",
                "order": [{"by": "gpa_hundredths", "first": "largest"}],
            },
        ),
    ),
    RuleKind(
        code="up_to",
        title="ตามที่ขอ มีวงเงินของปี",
        example="ซ่อมบ้าน ไม่เกินหลังละ 10,000 บาท ทั้งปีไม่เกิน 50,000 บาท",
        node=_begun(
            "housing",
            "10",
            title="ซ่อมบ้าน",
            subject="household",
            amount={"up_to_baht": ""},
            caps=[{"max_times": "1", "per": "life", "by_household": "yes"}],
            payees=["self", "provider"],
            allocation={"budget_baht": ""},
        ),
    ),
    RuleKind(
        code="disaster",
        title="ภัยพิบัติ แบ่งจากส่วนของกองทุน",
        example="ทั้งหลัง 5,000 บาท รวมไม่เกินร้อยละ 10 ของกองทุน เกินแล้วลดตามส่วน",
        node=_begun(
            "disaster",
            "11",
            title="ผู้ประสบภัย",
            subject="household",
            amount={"by": "disaster_kind", "table": [{}, {}]},
            caps=[{"max_times": "1", "per": "event", "by_household": "yes"}],
            payees=SELF_OR_PROXY,
            allocation={
                "per": "event",
                "share_of_fund_basis_points": "",
                "pro_rata": "yes",
            },
        ),
    ),
    RuleKind(
        code="not_together",
        title="ไม่ซ้อนกับสวัสดิการอื่นในปีเดียวกัน",
        example="ผู้พิการ ปีละ 500 บาท ถ้าปีนั้นไม่ได้รับของขวัญผู้สูงอายุ",
        node=_begun(
            "disabled",
            "6",
            title="ผู้พิการ",
            conditions=[
                {"one_of": {"member_type": ["disabled"]}},
                {"not_together_with": [], "per": "fiscal_year"},
            ],
            amount={"fixed_baht": ""},
            caps=[ONCE_A_YEAR],
            payees=SELF_OR_PROXY,
        ),
    ),
    RuleKind(
        code="in_kind",
        title="ให้เป็นของ หรือแรงงาน",
        example="พวงหรีดและเป็นเจ้าภาพหนึ่งคืน คิดเป็นเงิน 1,000 บาท จ่ายให้ร้าน",
        node=_begun(
            "in_kind",
            amount={"fixed_baht": ""},
            caps=[ONCE_A_LIFE],
            payees=["provider"],
        ),
    ),
    RuleKind(
        code="hardship",
        title="ช่วยผู้เดือดร้อน ไม่เป็นสมาชิกก็ได้",
        example="ผู้เดือดร้อน ได้รับตามมติ ไม่เกิน 3,000 บาท",
        node=_begun(
            "hardship",
            "6",
            title="ช่วยผู้เดือดร้อน",
            who="anyone",
            amount={"by_resolution": "yes", "at_least_baht": "", "at_most_baht": ""},
            payees=["self", "proxy", "provider"],
        ),
    ),
    RuleKind(
        code="resolution",
        title="ตามมติคณะกรรมการ",
        example="เสียชีวิต ได้รับตามมติที่บันทึกไว้ อย่างน้อย 3,000 บาท",
        node=_begun(
            "resolution",
            amount={"by_resolution": "yes", "at_least_baht": "", "at_most_baht": ""},
        ),
    ),
    RuleKind(
        code="formula",
        title="เขียนเป็นสูตรเอง",
        example="500 บาท และอีกคืนละ 100 บาท ไม่เกิน 3 คืน",
        node=_begun("formula", amount={"formula": ""}),
    ),
    RuleKind(
        code="loan",
        title="เงินกู้",
        example="กู้ได้ไม่เกิน 5,000 บาท ไม่มีดอกเบี้ย ผู้ค้ำ 2 คน",
        section="loans",
        node={"code": "loan", "amount": {"up_to_baht": ""}},
    ),
)


def kind_named(code: str) -> RuleKind | None:
    return next((one for one in RULE_KINDS if one.code == code), None)

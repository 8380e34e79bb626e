"""The people whose names recur in the docs and tests, and what happens to them.

Facts only; `members`, `requests` and the rest act them out.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

TODAY = date(2026, 11, 20)
BEGIN = date(2020, 11, 1)
CODE = "DEMO"
NAME = "กองทุนสวัสดิการชุมชนตำบลทุ่งน้ำใจ"
OTHER_CODE = "NOI"
OTHER_NAME = "กองทุนสวัสดิการชุมชนตำบลบ้านน้อย"
PASSWORD = "tungnamjai-2569"  # noqa: S105 -- of made-up users, printed by `make demo`
MEMBERS = 1_200

# Moo, name, living members on the story's day.
VILLAGES = (
    (1, "บ้านทุ่งน้ำใจ", 212),
    (2, "บ้านหนองไผ่", 148),
    (3, "บ้านดอนกลาง", 171),
    (4, "บ้านโคกสะอาด", 139),
    (5, "บ้านท่าเกวียน", 164),
    (6, "บ้านสันติสุข", 131),
    (7, "บ้านห้วยแล้ง", 104),
    (8, "บ้านป่าเหมือด", 131),
)
POPULATION = 3_980

# User name, shown name, role, village of the duty (0: the whole fund).
USERS = (
    ("somsri", "นางสมศรี ใจงาม", "treasurer", 0),
    ("prasong", "นายประสงค์ มั่นคง", "chair", 0),
    ("chanpen", "นางสาวจันทร์เพ็ญ วงศ์ดี", "secretary", 0),
    ("kamnan", "นายคำนาน ใจบุญ", "committee", 0),
    ("sombat", "นายสมบัติ ดีงาม", "centre", 3),
    ("thongbai", "นางทองใบ แก้วมา", "centre", 3),
    ("bunmee", "นายบุญมี ตาคำ", "centre", 3),
    ("laor", "นางละออ พรมมา", "collector", 3),
    ("prasert", "นายประเสริฐ ทองดี", "collector", 5),
    ("saiyan", "นายสายัณห์ ปัญญาดี", "collector", 7),
    ("wichai", "นายวิชัย ใจตรง", "collector", 1),
    ("bualoi", "นางบัวลอย ศรีเมือง", "collector", 2),
    ("thaworn", "นายถาวร บุญมา", "collector", 4),
    ("malai", "นางมาลัย แก้วใส", "collector", 6),
    ("udom", "นายอุดมชัย พานทอง", "collector", 8),
)
# Who keeps the machine: founds funds on it and copies all of it.
KEEPER = ("operator", "ผู้ดูแลเครื่อง")
OUTSIDER = ("noi", "นางน้อย ต่างถิ่น")
COLLECTORS = {moo: user for user, _, role, moo in USERS if role == "collector"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Somebody:
    """One person of the story, as the register knows them."""

    moo: int
    house: str
    title: str
    first: str
    last: str = ""
    sex: str
    birth: date | None
    precision: str = "day"
    id_kind: str = "thai13"
    id_value: str = ""
    joined: date = BEGIN
    number: str = ""
    kind: str = "general"
    payer: str = "self"
    payer_name: str = ""
    heir: tuple[str, str] | None = None


BUNRUEAN = Somebody(
    moo=3, house="27", title="นาง", first="บุญเรือน", last="แสนสุข", sex="f",
    birth=date(1963, 3, 4), id_value="3000001483042", number="ทน-03-0142",
    kind="elderly", heir=("นายคำ แสนสุข", "สามี"),
)  # fmt: skip
KHAM = Somebody(
    moo=3, house="27", title="นาย", first="คำ", last="แสนสุข", sex="m",
    birth=date(1959, 7, 12), number="ทน-03-0143", kind="elderly",
    heir=("นางบุญเรือน แสนสุข", "ภรรยา"),
)  # fmt: skip
PHUPHA = Somebody(
    moo=3, house="27", title="ด.ช.", first="ภูผา", last="แสนสุข", sex="m",
    birth=date(2016, 2, 14), number="ทน-03-0144", kind="child",
)  # fmt: skip
# A woman of 72 without any ID; the temple pays for her.
MALI = Somebody(
    moo=3, house="31", title="นาง", first="มะลิ", sex="f", birth=date(1954, 1, 1),
    precision="year", id_kind="", number="ทน-03-0150", kind="disadvantaged",
    joined=date(2021, 1, 1),
    payer="temple", payer_name="วัดดอนกลาง",
)  # fmt: skip
ASO = Somebody(
    moo=3, house="36/2", title="นาย", first="อาโซ", last="เชมื่อ", sex="m",
    birth=date(1984, 5, 20), id_kind="temporary", number="ทน-03-0152",
)  # fmt: skip
# A boy whose ID begins with 0.
AJE = Somebody(
    moo=3, house="36/2", title="ด.ช.", first="อาเจ", last="เชมื่อ", sex="m",
    birth=date(2014, 9, 3), id_kind="no_status", id_value="0000045712719",
    number="ทน-03-0153", kind="child",
)  # fmt: skip
# A man who left and came back: two memberships.
SINGTHONG = Somebody(
    moo=6, house="14", title="นาย", first="สิงห์ทอง", last="มาลัย", sex="m",
    birth=date(1971, 10, 9), number="ทน-06-0021", heir=("นางคำใส ปินตา", "น้องสาว"),
)  # fmt: skip
SINGTHONG_LEFT = date(2022, 6, 30)
SINGTHONG_BACK = date(2024, 3, 1)
KHAMSAI = Somebody(
    moo=6, house="14", title="นาง", first="คำใส", last="ปินตา", sex="f",
    birth=date(1976, 5, 1), precision="month", number="ทน-06-0022",
    joined=date(2021, 2, 1),
)  # fmt: skip
BUNRUEANG = Somebody(
    moo=6, house="2", title="นาย", first="บุญเรือง", last="คำภีร์", sex="m",
    birth=date(1957, 8, 19), number="ทน-06-0007", kind="elderly",
)  # fmt: skip
# Refused with three reasons: too short a member, the house had one, no paper.
PLOY = Somebody(
    moo=7, house="12/2", title="ด.ญ.", first="พลอย", last="ใจซื่อ", sex="f",
    birth=date(2015, 6, 6), number="ทน-07-0102", kind="child", joined=date(2026, 3, 14),
)  # fmt: skip
PLOYS_BROTHER = Somebody(
    moo=7, house="12/2", title="ด.ช.", first="เพชร", last="ใจซื่อ", sex="m",
    birth=date(2012, 1, 20), number="ทน-07-0038", kind="child",
    joined=date(2021, 4, 1),
)  # fmt: skip
PORN = Somebody(
    moo=7, house="12/2", title="นาง", first="พร", last="ใจซื่อ", sex="f",
    birth=date(1960, 12, 2), number="ทน-07-0037", kind="elderly",
    joined=date(2021, 4, 1),
)  # fmt: skip
DAOJAI = Somebody(
    moo=1, house="18", title="นางสาว", first="ดาวใจ", last="ศรีทอง", sex="f",
    birth=date(1998, 4, 11), number="ทน-01-0160", joined=date(2023, 5, 1),
)  # fmt: skip
# One died on the last day of the old by-law, one on the first day of the new.
BEFORE = Somebody(
    moo=2, house="9", title="นาย", first="จันทร์", last="ปัญญาวงศ์", sex="m",
    birth=date(1948, 3, 3), number="ทน-02-0011", kind="elderly",
    heir=("นางสา ปัญญาวงศ์", "ภรรยา"),
)  # fmt: skip
AFTER = Somebody(
    moo=4, house="22", title="นาง", first="ผัด", last="มูลคำ", sex="f",
    birth=date(1946, 11, 21), number="ทน-04-0015", kind="elderly",
    heir=("นายสม มูลคำ", "บุตร"),
)  # fmt: skip
# Sixty or older and six years paid in December: Bunruean, Kham, Bunrueang, Sombat.
DUE_IN_DECEMBER = 4
# The newest member, of village 8: the fee is in the collector's bag.
NEWCOMER_JOINED = date(2026, 11, 17)
BEFORE_DIED = date(2025, 9, 30)
AFTER_DIED = date(2025, 10, 1)

NEIGHBOURS = (
    Somebody(moo=3, house="24", title="นางสาว", first="อรทัย", last="มีสุข", sex="f",
             birth=date(1990, 8, 8), number="ทน-03-0145"),
    Somebody(moo=3, house="22", title="นาย", first="ทองสุข", last="แก้วมณี", sex="m",
             birth=date(1968, 2, 2), number="ทน-03-0141"),
    Somebody(moo=3, house="28/1", title="นาย", first="สมหมาย", last="ดีพร้อม", sex="m",
             birth=date(1975, 3, 30), number="ทน-03-0146"),
    Somebody(moo=3, house="33", title="นาง", first="เพ็ญศรี", last="ก้องไพร", sex="f",
             birth=date(1980, 1, 15), number="ทน-03-0151"),
    Somebody(moo=5, house="7", title="นาย", first="ประเสริฐ", last="ทองดี", sex="m",
             birth=date(1968, 6, 1), number="ทน-05-0003"),
)  # fmt: skip
CENTRE_THREE = (
    Somebody(moo=3, house="3", title="นาย", first="สมบัติ", last="ดีงาม", sex="m",
             birth=date(1961, 4, 4), number="ทน-03-0001"),
    Somebody(moo=3, house="5", title="นาง", first="ทองใบ", last="แก้วมา", sex="f",
             birth=date(1970, 9, 9), number="ทน-03-0002"),
    Somebody(moo=3, house="8/1", title="นาย", first="บุญมี", last="ตาคำ", sex="m",
             birth=date(1968, 12, 12), number="ทน-03-0003"),
    Somebody(moo=3, house="11", title="นาง", first="ละออ", last="พรมมา", sex="f",
             birth=date(1972, 7, 7), number="ทน-03-0004"),
)  # fmt: skip
OFFICERS = (
    Somebody(moo=1, house="1", title="นาง", first="สมศรี", last="ใจงาม", sex="f",
             birth=date(1968, 5, 5), number="ทน-01-0001"),
    Somebody(moo=2, house="1", title="นาย", first="ประสงค์", last="มั่นคง", sex="m",
             birth=date(1967, 3, 3), number="ทน-02-0001"),
    Somebody(moo=1, house="4", title="นางสาว", first="จันทร์เพ็ญ", last="วงศ์ดี", sex="f",
             birth=date(1985, 6, 6), number="ทน-01-0002"),
    Somebody(moo=8, house="2", title="นาย", first="คำนาน", last="ใจบุญ", sex="m",
             birth=date(1967, 8, 8), number="ทน-08-0001"),
)  # fmt: skip
PEOPLE = (
    *OFFICERS, *CENTRE_THREE, BUNRUEAN, KHAM, PHUPHA, MALI, ASO, AJE, SINGTHONG,
    KHAMSAI, BUNRUEANG, PORN, PLOYS_BROTHER, PLOY, DAOJAI, BEFORE, AFTER, *NEIGHBOURS,
)  # fmt: skip

# Moo 7's round sheet: house, head, number, members, months they are behind.
SHEET_SEVEN = (
    ("3", "นาย", "ชาลี คำมูล", "ทน-07-0011", 2),
    ("5/1", "นางสาว", "นภา ทิพย์สุข", "ทน-07-0014", 1),
    ("8", "นาย", "มานะ โพธิ์งาม", "ทน-07-0020", 4),
    ("9", "นาง", "คำหล้า สุขสม", "ทน-07-0024", 2),
    ("12", "นาย", "เล่าต๋า แซ่ย่าง", "ทน-07-0031", 6),
    ("15", "นาย", "สุวรรณ ไชยา", "ทน-07-0039", 3),
    ("16", "นาง", "จำปา สายทอง", "ทน-07-0041", 2),
    ("19", "นาย", "บุญช่วย พันธ์ดี", "ทน-07-0043", 2),
    ("21/3", "นาง", "สมใจ หล้าคำ", "ทน-07-0045", 3),
    ("22", "นาย", "ปั๋น อินต๊ะ", "ทน-07-0048", 1),
    ("25", "นาง", "วันดี กันทะ", "ทน-07-0049", 5),
    ("27", "นาย", "อุดม ศรีวิชัย", "ทน-07-0054", 2),
    ("30", "นาง", "แสงเดือน มูลเมือง", "ทน-07-0056", 3),
)

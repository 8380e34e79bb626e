"""A committee that cannot program writes Chamuang's by-law, from nothing to adoption.

Everything is picked and filled in by its words, as on paper; no YAML is typed.  The
version that the meeting adopts then decides as the file of the repository does.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Locator, Page, expect

from kongbun.bylaws.queries import version_on
from kongbun.bylaws.reading import rules_of
from kongbun.kernel.thai_date import figures
from kongbun.rules.benefit import BenefitRule
from kongbun.rules.bylaw import Bylaw
from kongbun.rules.decide import decide
from kongbun.rules.facts import needed_facts
from kongbun.rules.read_yaml import read_bylaw
from kongbun.web import clock
from tests.browser.conftest import PHONE, CastSite
from tests.browser.looking import faults
from tests.rules.random_cases import random_facts, told

TITLE = "ระเบียบกองทุนสวัสดิการชุมชนตำบลชะมวง (กองทุนวันละบาท)"
ROWS = 4_000  # Random cases a benefit.
PASSBOOK = "สมุดประจำตัวสมาชิก"


@dataclass(slots=True)
class Committee:
    """The site, its day, and where the draft is."""

    site: CastSite
    today: date
    draft: str = ""
    pages: list[str] = field(default_factory=list)

    @contextmanager
    def secretary(self, size: dict[str, int] | None = None) -> Iterator[Page]:
        with self.site.visitor("chanpen", size=size) as page:
            page.goto(self.draft or "/f/TUNG/bylaw/drafts/")
            yield page


@pytest.fixture(scope="module")
def committee(site: CastSite) -> Committee:
    return Committee(site, clock.today())


def group(page: Page | Locator, name: str) -> Locator:
    return page.get_by_role("group", name=name, exact=True)


def row(page: Page, slot: str, name: str, *, no: int = 0) -> Locator:
    """A row of a list; of several with one name, the `no`-th."""
    return group(group(page, slot), name).nth(no)


def press(page: Page, name: str) -> None:
    page.get_by_role("main").get_by_role("button", name=name, exact=True).click()


def add(page: Page, slot: str, verb: str, kind: str = "") -> None:
    """Put in one more row of a list, of a kind where there are several."""
    there = group(page, slot)
    if kind:
        there.get_by_label(f"{verb}เรื่อง").select_option(label=kind)
    there.get_by_role("button", name=verb, exact=True).click()


def length(there: Locator, label: str, number: str, unit: str) -> None:
    there.get_by_label(label, exact=True).fill(number)
    there.get_by_label(f"หน่วยของ{label}", exact=True).select_option(label=unit)


def heading(page: Page, clause: str, title: str, words: str, category: str) -> None:
    page.get_by_label(re.compile("^เลขข้อ")).first.fill(clause)
    page.get_by_label("ชื่อสวัสดิการ").fill(title)
    page.get_by_label("ถ้อยคำตามระเบียบ").first.fill(words)
    page.get_by_label("นับในแบบรายงานเป็น").select_option(label=category)


def papers(page: Page, *names: str) -> None:
    for no, name in enumerate(names, 1):
        add(page, "หลักฐาน", "เพิ่มหลักฐาน")
        there = row(page, "หลักฐาน", f"หลักฐาน {no}")
        there.get_by_label("หลักฐาน เช่น ใบรับรองแพทย์").fill(name)


def example(page: Page, no: int, answer: str, **given: str) -> None:
    """One more case: filled in, tried, and confirmed as what was meant."""
    add(page, "ลองคิดดู", "เพิ่มตัวอย่าง")
    there = row(page, "ลองคิดดู", f"ตัวอย่าง {no}")
    for label, value in given.items():
        blank = there.get_by_label(re.compile(rf"^{re.escape(label)}( \(ถ้ามี\))?$"))
        if not blank.is_visible():
            there.get_by_text("ถ้าเคยรับมาก่อน หรือมีเรื่องอื่น").click()
        if blank.evaluate("e => e.tagName") == "SELECT":
            blank.select_option(label=value)
        else:
            blank.fill(value)
    press(page, "ลองคิดดู")
    expect(there).to_contain_text(f"ตามร่างนี้ {answer}".replace(" บาท", "\xa0บาท"))
    there.get_by_label("ถูกต้องตามที่ตกลงกัน").check()


def pick(page: Page, kind: str) -> None:
    page.get_by_role("link", name="เพิ่มสวัสดิการ").first.click()
    page.get_by_role("link", name=re.compile(f"^{re.escape(kind)}")).click()


def keep(page: Page, verb: str = "เก็บข้อนี้") -> None:
    press(page, verb)
    expect(page.locator(".said")).to_contain_text("เก็บ")
    expect(page.get_by_role("heading", level=1)).to_contain_text("ชะมวง")


def test_01_the_secretary_begins_with_empty_paper(committee: Committee) -> None:
    with committee.secretary() as page:
        page.get_by_label("ชื่อระเบียบ").fill(TITLE)
        page.get_by_label("กระดาษเปล่า").check()
        press(page, "เริ่มร่างนี้")
        expect(page.get_by_role("heading", level=1)).to_contain_text("ชะมวง")
        committee.draft = page.url


def test_02_she_says_what_the_by_law_is(committee: Committee) -> None:
    with committee.secretary() as page:
        page.get_by_role("link", name="หัวระเบียบ").click()
        page.get_by_label("ชื่อกองทุน").fill("กองทุนสวัสดิการชุมชนตำบลชะมวง")
        page.get_by_label("ฉบับ", exact=True).fill("พ.ศ. ๒๕๕๖")
        page.get_by_label("ที่มาของข้อความ").select_option(label="ตามระเบียบที่พบจริง")
        page.get_by_label("ปีงบประมาณเริ่มเดือน").select_option(label="ตุลาคม")
        keep(page, "เก็บหัวระเบียบ")


def test_03_who_may_join_and_what_they_pay(committee: Committee) -> None:
    with committee.secretary() as page:
        page.get_by_role("link", name="สมาชิกภาพ").click()
        press(page, "เก็บสมาชิกภาพ")
        # What is missing is said at its blank; nothing is kept yet.
        clause = page.get_by_label(re.compile("^เลขข้อ")).first
        expect(clause).to_have_attribute("aria-invalid", "true")
        expect(page.get_by_text("ยังไม่ได้กรอกเลขข้อ")).to_be_visible()
        clause.fill("ข้อ 4")
        page.get_by_label("ถ้อยคำตามระเบียบ").first.fill("สมาชิกของกองทุนวันละบาท")
        page.get_by_label("ค่าแรกเข้า").fill("0")
        keep(page, "เก็บสมาชิกภาพ")
        page.get_by_role("link", name="เงินสมทบ").first.click()
        page.get_by_label(re.compile("^เลขข้อ")).first.fill("ข้อ 5")
        page.get_by_label("ถ้อยคำตามระเบียบ").first.fill("ส่งวันละ 1 บาท ปีละ 365 บาท")
        page.get_by_label("คิดเงินสมทบแบบ").select_option(
            label="วันละเท่ากัน คิดปีละ 365 วันเสมอ"
        )
        page.get_by_label("เงินสมทบต่อวัน เดือน หรือปี").fill("๑")
        for rhythm in ("รายเดือน", "รายครึ่งปี", "รายปี"):
            page.get_by_label(rhythm, exact=True).check()
        press(page, "ดูผล")
        expect(page.get_by_role("complementary")).to_contain_text("ปีละ 365")
        keep(page, "เก็บเงินสมทบ")


def test_04_who_certifies_and_who_approves(committee: Committee) -> None:
    with committee.secretary() as page:
        page.get_by_role("link", name="การรับรองของศูนย์หมู่บ้าน").first.click()
        page.get_by_label(re.compile("^เลขข้อ")).first.fill("ข้อ 6")
        page.get_by_label("ลงนามรับรองกี่คน").fill("0")
        keep(page, "เก็บการรับรองของศูนย์หมู่บ้าน")
        page.get_by_role("link", name="ผู้อนุมัติ").first.click()
        add(page, "ผู้อนุมัติ", "เพิ่มผู้อนุมัติ")
        there = row(page, "ผู้อนุมัติ", "ผู้อนุมัติ 1")
        there.get_by_label("ใครอนุมัติ").select_option(label="คณะกรรมการกองทุน")
        there.get_by_text("กรณีฉุกเฉิน เลขข้อ และถ้อยคำ").click()
        there.get_by_label(re.compile("^เลขข้อ")).fill("ข้อ 6")
        keep(page, "เก็บผู้อนุมัติ")


def test_05_a_birth_is_worth_the_same_to_everyone(committee: Committee) -> None:
    with committee.secretary() as page:
        pick(page, "เงินเท่ากันทุกคน")
        words = "คลอดบุตร ได้รับ 1,000 บาท"
        heading(page, "ข้อ 7", "คลอดบุตร", words, "เด็กแรกเกิด คลอดบุตร")
        page.get_by_label("ได้รับกี่บาท").fill("1,000")
        papers(page, "สูติบัตร", PASSBOOK)
        example(page, 1, "ได้รับ 1,000 บาท", วันเกิดเหตุ="9/11/2569", วันเข้าเป็นสมาชิก="6 ปี")
        keep(page)


def test_06_nights_in_hospital_are_written_on_a_phone(committee: Committee) -> None:
    with committee.secretary(PHONE) as page:
        pick(page, "คืนละ วันละ หรือชิ้นละ")
        words = "นอนโรงพยาบาล คืนละ 200 บาท ครั้งละไม่เกิน 600 บาท และไม่เกินปีละ 1,000 บาท"
        heading(page, "ข้อ 8", "นอนโรงพยาบาล", words, "เจ็บป่วย รักษาพยาบาล")
        # No condition, and caps in baht instead of nights.
        press(page, "เอาออก เงื่อนไขที่ 1")
        press(page, "เอาออก เพดานที่ 2")
        press(page, "เอาออก เพดานที่ 1")
        page.get_by_label("ได้รับหน่วยละ").fill("๒๐๐")
        for no, (span, baht) in enumerate(
            (("เหตุการณ์หนึ่ง", "600"), ("ปีงบประมาณหนึ่ง", "1000"))
        ):
            add(page, "เพดาน", "เพิ่มเพดาน", "ไม่เกินกี่บาท")
            there = row(page, "เพดาน", "ไม่เกินกี่บาท", no=no)
            there.get_by_label("นับในช่วงใด").select_option(label=span)
            there.get_by_label("ไม่เกินกี่บาท", exact=True).fill(baht)
        papers(page, "ใบรับรองแพทย์", PASSBOOK)
        day = {"วันเกิดเหตุ": "9/11/2569", "วันเข้าเป็นสมาชิก": "1/11/2563"}
        nights, used = "คืนที่นอนโรงพยาบาล", "ใช้ไปแล้วในรอบปีที่ระเบียบนับ"
        example(page, 1, "ได้รับ 400 บาท", **day, **{nights: "2"})
        example(page, 2, "ได้รับ 600 บาท", **day, **{nights: "5"})
        example(page, 3, "ได้รับ 400 บาท", **day, **{nights: "5", used: "600"})
        full = "ให้ไม่ได้ เพราะเต็มเพดานของปีแล้ว"
        example(page, 4, full, **day, **{nights: "1", used: "1000"})
        assert not faults(page, PHONE)
        keep(page)


def test_07_who_studies_well_has_a_scholarship(committee: Committee) -> None:
    with committee.secretary() as page:
        pick(page, "ทุนเรียนดี")
        words = "สมาชิกหรือบุตร เกรดเฉลี่ย 3.5 ขึ้นไป เฉพาะปีที่จบ ได้รับ 500 บาท"
        heading(page, "ข้อ 9", "ทุนการศึกษา", words, "การศึกษา")
        page.get_by_label("เกรดเฉลี่ยตั้งแต่").fill("3.5")
        for stage in ("จบ ป.6", "จบ ม.3", "จบ ม.6", "เข้ามหาวิทยาลัยของรัฐ"):
            page.get_by_label(stage, exact=True).check()
        page.get_by_label("ได้รับกี่บาท").fill("500")
        papers(page, "ใบ ปพ.", PASSBOOK)
        case = {"วันเกิดเหตุ": "31/3/2569", "วันเข้าเป็นสมาชิก": "5 ปี"}
        stage, why = "ชั้นเรียน", "ให้ไม่ได้ เพราะ"
        best = {"เกรดเฉลี่ย": "3.50", stage: "จบ ป.6"}
        example(page, 1, "ได้รับ 500 บาท", **case, **best)
        low = {"เกรดเฉลี่ย": "3.49", stage: "จบ ม.3"}
        example(page, 2, f"{why}เกรดเฉลี่ยไม่ถึง", **case, **low)
        early = {"เกรดเฉลี่ย": "4.00", stage: "ป.1 ถึง ป.5"}
        example(page, 3, f"{why}ไม่อยู่ในกลุ่มที่ระเบียบกำหนด", **case, **early)
        keep(page)


def test_08_the_old_have_something_every_year(committee: Committee) -> None:
    with committee.secretary() as page:
        pick(page, "อายุถึง และเป็นสมาชิกนานพอ")
        words = "ผู้สูงอายุที่เป็นสมาชิกมาแล้วอย่างน้อย 3 ปี ได้รับปีละ 200 บาท"
        heading(page, "ข้อ 10", "ผู้สูงอายุ", words, "ผู้สูงอายุ")
        page.get_by_label("อายุตั้งแต่", exact=True).fill("60")
        length(group(page, "เงื่อนไข"), "เป็นสมาชิกมาแล้วอย่างน้อย", "3", "ปี")
        page.get_by_label("ได้รับกี่บาท").fill("200")
        papers(page, "สำเนาบัตรประจำตัวประชาชน")
        joined, born = "วันเข้าเป็นสมาชิก", "วันเกิดของสมาชิก (ปี, ปี-เดือน หรือครบ)"
        example(page, 1, "ได้รับ 200 บาท", **{joined: "3 ปี", born: "60 ปี"})
        why = "ให้ไม่ได้ เพราะเป็นสมาชิกยังไม่นานพอ"
        example(page, 2, why, **{joined: "3 ปี ขาด 1 วัน", born: "2503"})
        keep(page)


def test_09_what_the_dead_leave_is_for_the_committee_to_resolve(
    committee: Committee,
) -> None:
    with committee.secretary() as page:
        pick(page, "ตามมติคณะกรรมการ")
        words = "เสียชีวิต ได้รับ 3,000 ถึง 30,000 บาทขึ้นไปตามอายุสมาชิก"
        heading(page, "ข้อ 11", "เสียชีวิต", words, "เสียชีวิต")
        page.get_by_label("อย่างน้อยกี่บาท").fill("3000")
        add(page, "เพดาน", "เพิ่มเพดาน", "ไม่เกินกี่ครั้ง")
        page.get_by_label("นับในช่วงใด").select_option(label="ชีวิตหนึ่ง")
        page.get_by_label("ไม่เกินกี่ครั้ง", exact=True).fill("1")
        papers(page, "ใบมรณบัตร", PASSBOOK)
        page.get_by_label("เจ้าตัว", exact=True).uncheck()
        page.get_by_label("ผู้รับผลประโยชน์", exact=True).check()
        joined, resolved = "วันเข้าเป็นสมาชิก", "จำนวนเงินตามมติกรรมการ"
        example(page, 1, "ได้รับ 12,000 บาท", **{joined: "12 ปี", resolved: "12000"})
        why = "ให้ไม่ได้ เพราะไม่มีมติคณะกรรมการตามระเบียบ"
        example(page, 2, why, **{joined: "12 ปี"})
        keep(page)


def test_10_a_slip_is_found_told_and_mended(committee: Committee) -> None:
    """What a clause says wrongly is said beside it, before any meeting."""
    with committee.secretary() as page:
        page.get_by_role("link", name="แก้ ข้อ 7 คลอดบุตร").click()
        page.get_by_label("ได้รับกี่บาท").fill("900")
        press(page, "ดูผล")
        expect(page.get_by_text("ไม่ตรงกับร่าง")).to_be_visible()
        beside = page.get_by_role("complementary")
        expect(beside).to_contain_text("ต้องแก้ก่อนลงมติ")
        expect(beside).to_contain_text("ได้รับ\xa0900\xa0บาท".replace("\xa0900", " 900"))
        page.get_by_label("ได้รับกี่บาท").fill("1,000")
        press(page, "ดูผล")
        expect(beside).not_to_contain_text("ต้องแก้ก่อนลงมติ")
        keep(page)
        expect(page.locator(".said")).to_contain_text("ความหมายไม่เปลี่ยน")


def test_11_it_is_shown_and_adopted_by_a_meeting(committee: Committee) -> None:
    today = committee.today
    with committee.secretary() as page:
        page.get_by_role("link", name="บันทึกว่าให้สมาชิกดู").click()
        page.get_by_label("วันที่ให้สมาชิกดู").fill(figures(today - timedelta(days=20)))
        page.get_by_label("ให้ดูอย่างไร ที่ไหน").fill("ปิดประกาศที่ศาลาหมู่บ้าน")
        page.get_by_role("button", name="บันทึกว่าให้สมาชิกดู").click()
        page.get_by_role("link", name="บันทึกมติที่ประชุม").click()
        for label, value in (
            ("เริ่มใช้วันที่", figures(today + timedelta(days=30))),
            ("วันประชุมที่ลงมติ", figures(today - timedelta(days=1))),
            ("การประชุมที่ลงมติ", "ประชุมใหญ่สามัญ ครั้งที่ 2/2569"),
            ("สมาชิกที่มีสิทธิออกเสียง (คน)", "4"),
            ("ผู้มาประชุม (คน)", "4"),
            ("องค์ประชุมตามระเบียบของกองทุน (คน)", "2"),
            ("เห็นชอบ (คน)", "3"),
            ("ไม่เห็นชอบ (คน)", "0"),
            ("งดออกเสียง (คน)", "1"),
            ("ผู้รับรองมติ", "นายประสงค์ มั่นคง ประธานกองทุน"),
            ("วันที่รับรองมติ", figures(today)),
        ):
            page.get_by_label(label, exact=True).fill(value)
        page.get_by_role("main").get_by_role("button", name="ลงมติใช้").click()
        expect(page.get_by_role("heading", level=1)).to_contain_text("ชะมวง")
        expect(page.locator(".said")).to_contain_text("ลงมติใช้")


def test_12_what_was_adopted_decides_as_the_shipped_file(
    committee: Committee, repository: Path
) -> None:
    version = version_on(
        committee.site.cast.fund.pk, committee.today + timedelta(days=30)
    )
    assert version is not None
    written = rules_of(version)
    file = repository / "bylaws" / "chamuang.yaml"
    shipped = read_bylaw(file.read_text("utf-8"), file=file.name)
    assert written.title == shipped.title
    assert written.contribution.unit_satang == shipped.contribution.unit_satang
    assert written.contribution.convention == shipped.contribution.convention
    assert written.contribution.rhythms == shipped.contribution.rhythms
    pairs = list(_same_benefits(written, shipped))
    assert len(pairs) == len(shipped.benefits) == len(written.benefits)
    for mine, theirs in pairs:
        facts = random_facts(theirs, rows=ROWS)
        answers = told(decide(mine, facts)), told(decide(theirs, facts))
        assert len(answers[0]) == ROWS >= 2_000
        assert answers[0] == answers[1], theirs.title
        # Both ways are met, else the same answer would say nothing.
        assert {one[0] for one in answers[0]} == {True, False}, theirs.title
        assert list(needed_facts(mine)) == list(needed_facts(theirs))
        assert _terms(mine) == _terms(theirs)


def _same_benefits(
    mine: Bylaw, theirs: Bylaw
) -> Iterator[tuple[BenefitRule, BenefitRule]]:
    titles = {one.title: one for one in mine.benefits}
    return ((titles[one.title], one) for one in theirs.benefits)


def _terms(rule: BenefitRule) -> tuple[Any, ...]:
    """What is no decision, but still of the by-law."""
    papers = tuple((one.text, one.count, one.decides) for one in rule.evidence)
    return (
        rule.clause,
        rule.category,
        rule.subject,
        rule.payees,
        papers,
        rule.started_by,
    )

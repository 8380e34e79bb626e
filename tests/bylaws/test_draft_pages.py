"""The pages of a by-law being written, from nothing to a version."""

from __future__ import annotations

from typing import Any
from uuid import UUID

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from kongbun.bylaws import draft_actions as actions
from kongbun.bylaws.draft_queries import drafts, newest_text
from kongbun.bylaws.queries import versions
from kongbun.claims.draft_promises import read_draft_of
from kongbun.rules.write_yaml import plain_mapping, written
from kongbun.testing.cast import TODAY, Cast, make_member
from tests.bylaws.drafted import DAY, MEETING, NEW, OLD, adopted, found, shown, start
from tests.web.doors import Visitor, text

pytestmark = pytest.mark.django_db
DRAFTS = "/f/TUNG/bylaw/drafts/"


def page_of(draft: UUID, ending: str = "") -> str:
    return f"{DRAFTS}{draft}/{ending}"


def upload(content: str) -> SimpleUploadedFile:
    return SimpleUploadedFile("x.yaml", content.encode())


# --- beginning --------------------------------------------------------------------


def test_a_draft_begins_on_empty_paper_with_what_every_by_law_has(cast: Cast) -> None:
    visitor = Visitor(cast, "chanpen")
    assert "ฉบับที่ใช้อยู่ แก้เฉพาะ" not in text(visitor.get(DRAFTS))
    answer = visitor.press(
        DRAFTS, at=f"{DRAFTS}start/", title="ระเบียบทุ่งน้ำใจ", begin="empty"
    )
    draft = drafts(cast.fund.pk)[0]
    assert answer["Location"] == page_of(draft.public_id)
    tree = plain_mapping(newest_text(draft).text)
    assert tree["title"] == "ระเบียบทุ่งน้ำใจ"
    assert tree["fund"] == cast.fund.name
    page = text(visitor.get(answer["Location"]))
    assert "ยังต้องแก้" in page
    assert "บันทึกว่าให้สมาชิกดู" not in page


def test_a_draft_begins_with_the_version_in_force(cast: Cast) -> None:
    adopted(cast, shown(cast, OLD), effective_from=TODAY)
    visitor = Visitor(cast, "chanpen")
    visitor.press(DRAFTS, at=f"{DRAFTS}start/", title="แก้ไข", begin="amend")
    draft = drafts(cast.fund.pk)[0]
    assert draft.based_on == versions(cast.fund.pk)[0]
    assert draft.title == "แก้ไข"


def test_a_draft_begins_with_a_file(cast: Cast) -> None:
    visitor = Visitor(cast, "somsri")
    at = f"{DRAFTS}start/"
    answer = visitor.press(DRAFTS, at=at, title="จากไฟล์", begin="file")
    assert answer.status_code == 422
    assert "เลือกไฟล์ระเบียบ หรือเริ่มจากอย่างอื่น" in text(answer)
    answer = visitor.press(
        DRAFTS, at=at, title="จากไฟล์", begin="file", file=upload("a: [")
    )
    assert answer.status_code == 422
    assert "เก็บร่างนี้ไม่ได้" in text(answer)
    visitor.press(DRAFTS, at=at, title="จากไฟล์", begin="file", file=upload(NEW))
    assert drafts(cast.fund.pk)[0].title == "จากไฟล์"


# --- reading ----------------------------------------------------------------------


def test_a_draft_is_shown_as_on_paper_with_what_it_changes(cast: Cast) -> None:
    adopted(cast, shown(cast, OLD), effective_from=TODAY)
    page = text(Visitor(cast, "kamnan").get(page_of(start(cast, NEW))))
    for words in (
        "หมวด 4 สวัสดิการ",
        "ได้รับคืนละ 100 บาท ตามคืนที่นอนโรงพยาบาล",
        'id="benefits-0"',
        "ส่งเงินครบ 10 ปี ขึ้นไป ได้รับ 12,000 บาท",
    ):
        assert words in page, words
    # Who only looks has nothing to press.
    assert "ย้อนกลับ" not in page
    assert "บันทึกว่าให้สมาชิกดู" not in page


def test_a_draft_that_cannot_be_read_yet_still_shows_its_clauses(cast: Cast) -> None:
    tree = plain_mapping(NEW)
    del tree["membership"]
    benefits = tree["benefits"]
    assert isinstance(benefits, list)
    third = benefits[2]
    assert isinstance(third, dict)
    third["amount"] = {"fixed_baht": "สองร้อย"}
    adopted(cast, shown(cast, OLD), effective_from=TODAY)
    page = text(Visitor(cast, "chanpen").get(page_of(start(cast, written(tree)))))
    assert str(third["title"]) in page
    assert 'href="#benefits-2"' in page
    assert 'id="benefits-2"' in page
    assert "เทียบได้เมื่อเขียนครบทุกส่วน" in page


def test_every_clause_of_a_readable_draft_knows_its_place(cast: Cast) -> None:
    page = text(Visitor(cast, "chanpen").get(page_of(start(cast, NEW))))
    tree = plain_mapping(NEW)
    for section in ("benefits", "common_conditions", "approvals", "not_handled"):
        items = tree.get(section, [])
        assert isinstance(items, list)
        for index in range(len(items)):
            assert page.count(f'id="{section}-{index}"') == 1, (section, index)


def test_the_draft_prints_stamped_as_a_draft(cast: Cast) -> None:
    visitor = Visitor(cast, "kamnan")
    draft = start(cast, OLD)
    actions.keep_text(cast.act("somsri"), draft=draft, text=NEW, expected_no=1)
    page = text(visitor.get(page_of(draft, "print/")))
    assert "<b>ร่าง</b> ครั้งที่ 2" in page
    assert "15,000" in page
    # Its day and its meeting are still to come, whatever its text was made from.
    assert "เริ่มใช้เมื่อที่ประชุมลงมติ" in page
    assert "1 ตุลาคม 2568" not in page
    assert "15,000" not in text(visitor.get(page_of(draft, "print/?no=1")))
    assert visitor.get(page_of(draft, "print/?no=3")).status_code == 404
    unread = start(cast, "title: ยังไม่ครบ\nbenefits:\n  - title: เกิด\n")
    page = text(visitor.get(page_of(unread, "print/")))
    assert "ยังเขียนไม่ครบ" in page
    assert "เกิด" in page


def test_a_draft_is_compared_with_another_funds_file(cast: Cast) -> None:
    visitor = Visitor(cast, "kamnan")
    address = page_of(start(cast, NEW), "compare/")
    page = text(visitor.post(address, {"file": upload(OLD)}))
    assert "ส่งเงินครบ 10 ปี ขึ้นไป ได้รับ 12,000 บาท" in page
    assert visitor.post(address, {"file": upload("a: 1\n")}).status_code == 422
    assert drafts(cast.fund.pk).count() == 1


def test_a_promise_above_the_years_income_is_told_beside_the_draft(cast: Cast) -> None:
    make_member(cast, 1)
    page = text(Visitor(cast, "chanpen").get(page_of(start(cast, NEW))))
    assert "รายรับทั้งปีของกองทุน" in page
    said = read_draft_of(cast.fund.pk, NEW, on=TODAY).findings
    promises = [x for x in said if x.finding.code == "promise-above-income"]
    assert promises
    assert {x.place.section for x in promises if x.place} <= {"benefits"}


# --- changing ---------------------------------------------------------------------


def test_the_whole_text_is_kept_from_what_was_shown(cast: Cast) -> None:
    visitor = Visitor(cast, "somsri")
    draft = shown(cast, OLD)
    address = page_of(draft, "text/")
    windows = NEW.replace("\n", "\r\n")
    answer = visitor.press(address, text=windows, made_from="1")
    assert answer["Location"] == page_of(draft)
    assert "ต้องให้ดูใหม่" in text(visitor.get(page_of(draft)))
    assert newest_text(found(cast, draft)).text == NEW
    late = visitor.press(address, text=OLD, made_from="1")
    assert late.status_code == 409
    assert "เปิดหน้านี้ใหม่" in text(late)
    assert newest_text(found(cast, draft)).text == NEW


def test_one_press_goes_back(cast: Cast) -> None:
    visitor = Visitor(cast, "chanpen")
    draft = start(cast, OLD)
    actions.keep_text(cast.act("somsri"), draft=draft, text=NEW, expected_no=1)
    page = text(visitor.get(page_of(draft)))
    assert "ย้อนกลับไปครั้งที่ 1" in page
    visitor.press(page_of(draft), at=page_of(draft, "back/"), to_no="1", made_from="2")
    assert newest_text(found(cast, draft)).text == OLD
    assert "กลับไปใช้ครั้งที่ 1" in text(visitor.get(page_of(draft)))
    late = visitor.press(
        page_of(draft), at=page_of(draft, "back/"), to_no="1", made_from="2"
    )
    assert late.status_code == 409


def test_a_withdrawn_draft_stays_readable(cast: Cast) -> None:
    visitor = Visitor(cast, "chanpen")
    draft = start(cast)
    visitor.press(page_of(draft), at=page_of(draft, "withdraw/"), made_from="1")
    page = text(visitor.get(page_of(draft)))
    assert "เลิกร่างแล้ว" in page
    assert "command_id" not in page.partition('id="main"')[2]


def test_a_file_of_old_thai_letters_is_named_for_what_it_is(cast: Cast) -> None:
    old = SimpleUploadedFile("x.yaml", NEW.encode("cp874", errors="replace"))
    answer = Visitor(cast, "chanpen").press(
        DRAFTS, at=f"{DRAFTS}start/", title="จากไฟล์", begin="file", file=old
    )
    assert answer.status_code == 422
    assert "Windows-874" in text(answer)


# --- showing and adopting ---------------------------------------------------------


def test_a_draft_is_shown_and_adopted_on_its_pages(cast: Cast) -> None:
    make_member(cast, 1)
    visitor = Visitor(cast, "chanpen")
    draft = start(cast)
    assert "บันทึกว่าให้สมาชิกดู" in text(visitor.get(page_of(draft)))
    visitor.press(
        page_of(draft, "show/"),
        made_from="1",
        shown_on="19/11/2569",
        how="ปิดประกาศที่ศาลา",
    )
    assert "บันทึกมติที่ประชุม" in text(visitor.get(page_of(draft)))
    address = page_of(draft, "adopt/")
    assert "ทะเบียนในระบบมีสมาชิก 1 คน" in text(visitor.get(address))
    typed: dict[str, Any] = {name: str(value) for name, value in MEETING.items()} | {
        "made_from": "1"
    }
    refused = visitor.press(address, **{**typed, "quorum": "133"})
    assert refused.status_code == 422
    assert "ไม่ครบองค์ประชุม" in text(refused)
    answer = visitor.press(address, **typed)
    version = versions(cast.fund.pk)[0]
    assert answer["Location"] == f"/f/TUNG/bylaw/{version.public_id}/"
    page = text(visitor.get(answer["Location"]))
    for words in (
        "132 คน จากผู้มีสิทธิ 200 คน",
        "100 คน",
        "120 เสียง",
        "นายประสงค์ มั่นคง ประธานที่ประชุม",
    ):
        assert words in page, words
    assert page_of(draft) in page


def test_a_promise_above_the_fund_s_income_is_told_before_the_vote(cast: Cast) -> None:
    make_member(cast, 1)
    draft = shown(cast)
    visitor = Visitor(cast, "chanpen")
    for ending in ("", "adopt/"):
        assert "รายรับทั้งปีของกองทุน" in text(visitor.get(page_of(draft, ending)))


def test_the_treasurer_is_not_led_to_the_meeting(cast: Cast) -> None:
    draft = shown(cast, on=TODAY - DAY)
    visitor = Visitor(cast, "somsri")
    assert page_of(draft, "adopt/") not in text(visitor.get(page_of(draft)))
    assert visitor.get(page_of(draft, "adopt/")).status_code == 403


def test_the_by_laws_page_leads_to_the_drafts(cast: Cast) -> None:
    visitor = Visitor(cast, "kamnan")
    assert DRAFTS in text(visitor.get("/f/TUNG/bylaw/"))
    draft = start(cast)
    assert page_of(draft) in text(visitor.get(DRAFTS))
    assert "เริ่มร่างนี้" not in text(visitor.get(DRAFTS))


def test_a_file_is_adopted_with_what_its_paper_says(cast: Cast) -> None:
    visitor = Visitor(cast, "chanpen")
    visitor.press(
        "/f/TUNG/bylaw/adopt/",
        file=upload(OLD),
        adopted_on="20/11/2569",
        meeting="ประชุมใหญ่",
        members_present="80",
    )
    version = versions(cast.fund.pk)[0]
    assert (version.members_present, version.quorum) == (80, None)
    assert "80 คน" in text(visitor.get("/f/TUNG/bylaw/"))


@pytest.mark.parametrize("ending", ["", "print/", "compare/", "text/", "adopt/"])
def test_another_funds_draft_is_absent(cast: Cast, ending: str) -> None:
    draft = start(cast)
    visitor = Visitor(cast, "noi")
    where = page_of(draft, ending)
    assert visitor.get(where).status_code == 404
    assert visitor.get(where.replace("TUNG", "NOI")).status_code == 404


@pytest.mark.parametrize(
    "more",
    [
        "benefits: ไม่ใช่รายการ",
        "benefits: [[], {}, เกิด, {title: {a: b}, clause: [ก]}]",
        "membership: []",
        "approvals: {by: chair}",
        "common_conditions: [{when: nights >= 3}]",
        "not_handled: [{text: เรื่องอื่น}]",
        "effective_from: {a: b}",
        "สวัสดิการ: {ก: ข}",
        'benefits: [{title: "<script>alert(1)</script>", text: "{{ 1 }}"}]',
    ],
)
def test_a_draft_of_any_shape_has_its_page(cast: Cast, more: str) -> None:
    visitor = Visitor(cast, "chanpen")
    draft = start(cast, f"title: ร่างแปลก\n{more}\n")
    for ending in ("", "print/", "text/", "show/", "adopt/", "compare/"):
        answer = visitor.get(page_of(draft, ending))
        assert answer.status_code == 200, ending
        assert "<script>alert" not in text(answer)
    assert "ยังต้องแก้" in text(visitor.get(page_of(draft)))

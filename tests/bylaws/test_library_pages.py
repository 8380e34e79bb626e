"""The pages of the library, and the twelve questions that end in a draft."""

from __future__ import annotations

import re
from typing import Any
from uuid import UUID

import pytest

from kongbun.bylaws.draft_queries import drafts, newest_text
from kongbun.bylaws.draft_reading import read_draft
from kongbun.bylaws.library.entries import library
from kongbun.testing.cast import TODAY, Cast, make_member
from tests.bylaws.drafted import NEW, found, start
from tests.web.doors import Visitor, text

pytestmark = pytest.mark.django_db
LIBRARY = "/f/TUNG/bylaw/library/"
QUESTIONS = "/f/TUNG/bylaw/questions/"
ANSWERS: dict[str, Any] = {
    "fund": "กองทุนสวัสดิการชุมชนตำบลทุ่งน้ำใจ",
    "area": "ตำบลทุ่งน้ำใจ",
    "convention": "month",
    "unit_baht": "30",
    "rhythms": ["month", "year"],
    "members": "๓๐๐",
    "members_60": "80",
    "members_disabled": "6",
    "money_baht": "20,000",
    "support_baht": "0",
    "births": "4",
    "stays": "30",
    "deaths": "5",
    "cares": ["illness", "death"],
    "first": "illness",
    "pension": "60",
    "waiting": "180",
    "signatures": "3",
    "administration_percent": "10",
    "reserve_percent": "10",
    "short": "wait",
}


def test_the_answers_become_a_draft_only_with_the_last_press(cast: Cast) -> None:
    visitor = Visitor(cast, "chanpen")
    assert text(visitor.get(QUESTIONS)).count("<h2") >= 12
    seen = visitor.press(QUESTIONS, **ANSWERS)
    page = text(seen)
    assert seen.status_code == 200
    assert "108,000 บาท" in page
    assert "คืนหมดใน" in page
    assert "คืนเงินนั้นหมดใน 2.4 ปี" in page
    assert not drafts(cast.fund.pk)
    typed = re.findall(r'<input type="hidden" name="(\w+)" value="([^"]*)"', page)
    again: dict[str, Any] = {}
    for name, value in typed:
        again.setdefault(name, []).append(value)
    answer = visitor.post(QUESTIONS, again | {"begin": "yes"})
    draft = drafts(cast.fund.pk)[0]
    assert answer["Location"] == f"/f/TUNG/bylaw/drafts/{draft.public_id}/"
    reading = read_draft(newest_text(draft).text, day=TODAY)
    assert reading.is_fit
    assert reading.bylaw is not None
    assert [rule.code for rule in reading.bylaw.benefits] == ["ipd", "death", "pension"]
    shown = text(visitor.get(answer["Location"]))
    assert "ครบพอจะให้สมาชิกดูได้แล้ว" in shown
    assert "คืนเงินนั้นหมดใน 2.4 ปี" in shown
    assert f"{LIBRARY}pension_paid_years/" in shown


def test_what_the_books_know_is_filled_in(cast: Cast) -> None:
    make_member(cast, 1)
    page = text(Visitor(cast, "chanpen").get(QUESTIONS))
    assert f'name="fund" value="{cast.fund.name}"' in page
    assert re.search(r'name="members" value="1"', page)


def test_answers_can_be_changed_before_the_draft_begins(cast: Cast) -> None:
    visitor = Visitor(cast, "chanpen")
    page = text(visitor.press(QUESTIONS, **ANSWERS, again="yes"))
    assert 'value="๓๐๐"' in page
    assert 'value="20,000"' in page
    assert not drafts(cast.fund.pk)


@pytest.mark.parametrize(
    ("changed", "told"),
    [
        ({"members_60": "301"}, "มากกว่าสมาชิกทั้งหมด"),
        ({"stays": "หลายคน"}, "เป็นจำนวนเต็มไม่ได้"),
        ({"cares": []}, "ยังไม่ได้กรอกเรื่องที่ดูแล"),
        ({"members": "10", "members_60": "9", "unit_baht": "1"}, "ยังไม่พอสำหรับเรื่องใด"),
    ],
)
def test_answers_that_make_no_draft_are_told_where_they_stand(
    cast: Cast, changed: dict[str, Any], told: str
) -> None:
    answer = Visitor(cast, "chanpen").press(QUESTIONS, **ANSWERS | changed)
    assert answer.status_code == 422
    assert told in text(answer)
    assert not drafts(cast.fund.pk)


def test_all_that_is_wrong_is_told_at_once(cast: Cast) -> None:
    wrong = ANSWERS | {"members_60": "301", "stays": "หลายคน", "reserve_percent": "50",
                       "administration_percent": "20"}  # fmt: skip
    page = text(Visitor(cast, "chanpen").press(QUESTIONS, **wrong))
    assert "มี 3 ช่องที่ต้องแก้" in page


def test_the_library_shows_every_clause_as_it_would_print(cast: Cast) -> None:
    page = text(Visitor(cast, "sombat").get(LIBRARY))
    assert all(f"{LIBRARY}{entry.key}/" in page for entry in library())
    assert "ได้รับเงินทำขวัญคนละ 500 บาท" in page
    assert page.count("<h1") == 1


def test_a_clause_says_where_it_is_used_and_how_sure_that_is(cast: Cast) -> None:
    visitor = Visitor(cast, "sombat")
    page = text(visitor.get(f"{LIBRARY}pension_paid_years/"))
    for words in ("เทศบาลเมืองยโสธร", "ยังไม่ได้ตรวจสอบ", "คำนวณจากที่พบ", "คิดก่อนเลือก"):
        assert words in page
    assert "ใส่ในร่าง" not in page
    assert text(visitor.get(f"{LIBRARY}carer/")).count("ยังไม่มีบันทึก") == 2
    assert visitor.get(f"{LIBRARY}dancing/").status_code == 404


def into(key: str, draft: UUID) -> str:
    return f"{LIBRARY}{key}/into/{draft}/"


def test_a_clause_is_put_into_a_draft_as_its_next(cast: Cast) -> None:
    draft = start(cast, NEW)
    visitor = Visitor(cast, "chanpen")
    page = text(visitor.get(f"{LIBRARY}carer/"))
    assert f'action="{into("carer", draft)}"' in page
    answer = visitor.press(f"{LIBRARY}carer/", at=into("carer", draft), made_from="1")
    assert answer.status_code == 302
    newest = newest_text(found(cast, draft))
    assert newest.no == 2
    law = read_draft(newest.text, day=TODAY).bylaw
    assert law is not None
    carer = law.rule("carer")
    assert carer is not None
    assert carer.clause == "ข้อ 27"
    shown = text(visitor.get(answer["Location"]))
    assert "ผู้เฝ้าไข้" in shown
    assert f"{LIBRARY}carer/" in shown


def test_what_the_draft_says_already_is_not_put_in_again(cast: Cast) -> None:
    draft = start(cast, NEW)
    answer = Visitor(cast, "chanpen").press(
        f"{LIBRARY}lapse/", at=into("lapse", draft), made_from="1"
    )
    assert answer.status_code == 422
    assert "ไว้แล้วในข้อ 10 (3)" in text(answer)
    assert newest_text(found(cast, draft)).no == 1


def test_a_draft_that_somebody_changed_since_is_looked_at_again(cast: Cast) -> None:
    draft = start(cast, NEW)
    visitor = Visitor(cast, "chanpen")
    visitor.press(f"{LIBRARY}carer/", at=into("carer", draft), made_from="1")
    answer = visitor.press(f"{LIBRARY}calf/", at=into("calf", draft), made_from="1")
    assert answer.status_code == 409
    assert newest_text(found(cast, draft)).no == 2


def test_only_who_may_write_by_laws_answers_or_puts_in(cast: Cast) -> None:
    draft = start(cast, NEW)
    visitor = Visitor(cast, "sombat")
    assert visitor.get(QUESTIONS).status_code == 403
    assert visitor.post(into("carer", draft), {"made_from": "1"}).status_code == 403
    stranger = Visitor(cast, "noi")
    for address in (LIBRARY, f"{LIBRARY}carer/", QUESTIONS, into("carer", draft)):
        assert stranger.get(address).status_code == 404
    assert newest_text(found(cast, draft)).no == 1

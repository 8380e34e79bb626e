"""A draft tried on the fund, as the committee sees it."""

from __future__ import annotations

import re
from datetime import date
from uuid import UUID

import pytest

from kongbun.people.models import Membership
from kongbun.testing.cast import TODAY, make_member
from tests.bylaws.drafted import NEW, start
from tests.claims.story import Story, paid_until, tell
from tests.web.doors import Visitor, text

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _today_is_the_storys(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("kongbun.web.clock.today", lambda: TODAY)


@pytest.fixture
def told(cast: object) -> Story:
    return tell(cast)  # type: ignore[arg-type]


def address(story: Story, draft: UUID) -> str:
    return f"/f/{story.cast.fund.code}/bylaw/drafts/{draft}/"


def seen(story: Story, *changes: tuple[str, str], year: int = 2570) -> str:
    changed = NEW
    for was, now in changes:
        assert was in changed, was
        changed = changed.replace(was, now, 1)
    at = f"{address(story, start(story.cast, changed))}trial/?year={year}"
    shown = text(Visitor(story.cast, "somsri").get(at))
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", shown))


RATE = ("each_baht: 100", "each_baht: 120")


def test_it_tells_the_difference_by_benefit_and_by_person(told: Story) -> None:
    claim = told.approved()
    shown = seen(told, RATE)
    assert "ต่างกันทั้งปี 2570 +100 บาท" in shown
    assert "มีผู้ขอ 1 คำขอ เดิม 500 ร่าง 600 บาท" in shown
    assert "สวัสดิการที่ต่างไป 1 อย่าง" in shown
    row = shown.partition("สวัสดิการที่ต่างไป 1 อย่าง")[2].partition("ที่เท่าเดิม")[0]
    # Members who could ask, how many asked, before, after, the difference.
    assert re.search(r"นอนโรงพยาบาล 1 1 500 600 \+100", row), row
    people = shown.partition("คนที่ได้ต่างไป 1 คน")[2]
    assert "นางบุญเรือน แสนสุข" in people
    assert told.bunruean.member_no in people
    assert "เดิม 500 ร่าง 600 บาท" in people
    assert claim.number


def test_the_very_law_in_force_changes_nothing(told: Story) -> None:
    told.approved()
    shown = seen(told)
    assert "ไม่มีสวัสดิการใดต่างไป" in shown
    assert "ไม่มีใครได้ต่างไป" in shown
    assert "ร่างไม่ได้เปลี่ยนเส้นใดที่ดูจากทะเบียนได้" in shown


def test_it_names_who_stands_at_the_line_that_the_draft_moves(told: Story) -> None:
    member = make_member(told.cast, 7, name="ใกล้เส้น", joined_on=date(2026, 4, 25))
    paid_until(member, date(2027, 1, 1))
    before, moved = seen(told), ("- waiting: 180 days", "- waiting: 210 days")
    assert "พ้นระยะรอ 210 วัน" not in before
    shown = seen(told, moved)
    line = shown.partition("พ้นระยะรอ 210 วัน")[2].partition("เส้นที่เหมือนเดิม")[0]
    # Two hundred and nine days a member by today.
    assert (TODAY - member.joined_on).days == 209
    assert "ผ่าน 1 จาก 2 คน" in line
    assert "นางใกล้เส้น ทดสอบ7 209 วัน · ห่าง 1 วัน" in line
    # Fewer members could ask: of two now one, where the waiting is asked at all.
    assert re.search(r"นอนโรงพยาบาล 2 เป็น 1 ", shown.partition("ที่เท่าเดิม")[0])


def test_a_line_that_another_benefit_has_already_is_new_to_this_one(
    told: Story,
) -> None:
    at = NEW.index("  - code: calf")
    head = NEW[at : NEW.index("    amount:", at)]
    age = head.replace("conditions:\n", "conditions:\n      - age_at_least: 60\n")
    assert age != head
    same = seen(told).partition("คนที่อยู่ใกล้เส้น")[2].partition("เส้นที่เหมือนเดิม")[0]
    assert "อายุ 60 ปีขึ้นไป" not in same
    moved = seen(told, (head, age))
    lines = moved.partition("คนที่อยู่ใกล้เส้น")[2].partition("เส้นที่เหมือนเดิม")[0]
    assert "อายุ 60 ปีขึ้นไป" in lines


def test_a_draft_that_cannot_be_tried_says_what_to_mend(told: Story) -> None:
    at = address(told, start(told.cast, "title: ร่างเปล่า\n"))
    visitor = Visitor(told.cast, "somsri")
    shown = text(visitor.get(f"{at}trial/"))
    assert "แก้เรื่องเหล่านี้ก่อน" in shown
    assert "ยังไม่มีสวัสดิการสักข้อ" in shown
    assert "benefits" not in shown
    assert "ต่างกันทั้งปี" not in shown
    assert "ลองกับสมาชิกได้เมื่อแก้เรื่องข้างล่างแล้ว" in text(visitor.get(at))


def test_the_page_of_the_draft_tells_whom_it_touches_and_leads_there(
    told: Story,
) -> None:
    moved = NEW.replace("- waiting: 180 days", "- waiting: 3000 days", 1)
    at = address(told, start(told.cast, moved))
    shown = text(Visitor(told.cast, "somsri").get(at))
    assert f'href="{at}trial/"' in shown
    plain = re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", shown))
    assert "นอนโรงพยาบาล 1 เป็น 0 คน" in plain


def test_what_has_no_events_says_so_rather_than_nothing(told: Story) -> None:
    told.approved()
    renamed = seen(told, ("code: calf", "code: buffalo"))
    assert "ลองไม่ได้ ระเบียบเดิมไม่มีสวัสดิการนี้" in renamed
    assert "ยังไม่รวม 1 สวัสดิการที่ลองไม่ได้" in renamed


def test_another_year_can_be_chosen_and_nonsense_is_the_last_whole_one(
    told: Story,
) -> None:
    told.approved()
    assert "ถ้าใช้ร่างนี้ทั้งปี 2570" in seen(told, year=2570)
    for year in (2569, 1, 99999):
        assert "ถ้าใช้ร่างนี้ทั้งปี 2569" in seen(told, year=year)


def test_an_outsider_does_not_learn_that_it_exists(told: Story) -> None:
    at = f"{address(told, start(told.cast))}trial/"
    assert Visitor(told.cast, "noi").get(at).status_code == 404
    mine = at.replace(told.cast.fund.code, told.cast.other_fund.code)
    assert Visitor(told.cast, "noi").get(mine).status_code == 404
    assert Membership.objects.exists()

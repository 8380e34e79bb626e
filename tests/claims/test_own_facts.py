"""A by-law counts something of its own, from the counter to the voucher."""

from __future__ import annotations

from datetime import date
from urllib.parse import urlencode

import pytest

from kongbun.bylaws.actions import adopt
from kongbun.claims.models import Claim, ClaimStatus
from kongbun.kernel.refusal import RefusalCode, Refused
from tests.claims.story import BYLAWS, Story
from tests.claims.test_pages import address
from tests.web.doors import Visitor, text

pytestmark = pytest.mark.django_db

TREES = """facts:
  - {code: trees, label: จำนวนต้นไม้ที่ปลูก, type: count, unit: ต้น, at_most: 500}
  - {code: wood, label: ชนิดไม้, type: choice, words: {teak: ไม้สัก, bamboo: ไม้ไผ่}}
  - {code: own_land, label: ปลูกในที่ของตน, type: yes_no}
common_conditions:"""
PLANTING = """benefits:
  - code: planting
    title: ปลูกต้นไม้
    clause: ข้อ 30
    text: ปลูกไม้สักในที่ของตน ต้นละ 5 บาท ปีละไม่เกิน 100 ต้น
    category: 13
    conditions:
      - when: wood = teak and own_land = yes
        text: เป็นไม้สักในที่ของตน
    amount: {each_baht: 5, unit: trees}
    caps:
      - {max_units: 100, per: fiscal_year}
    evidence: [รูปถ่าย]
    examples:
      - name: ปลูก 20 ต้น
        given: {event_date: 2026-11-09, filed_date: 2026-11-10, arrears_days: 0,
          joined_date: 2020-11-01, trees: 20, wood: teak, own_land: yes}
        expect: {amount_baht: 100}
"""


@pytest.fixture
def planted(story: Story) -> Story:
    law = (BYLAWS / "demo-2568.yaml").read_text("utf-8")
    law = law.replace("common_conditions:", TREES, 1)
    law = law.replace("benefits:\n", PLANTING, 1)
    law = law.replace("effective_from: 2025-10-01", "effective_from: 2026-10-01")
    adopt(
        story.cast.act("prasong", today=date(2026, 9, 1)),
        text=law,
        file="trees.yaml",
        adopted_on=date(2026, 9, 1),
        meeting="ประชุมใหญ่",
    )
    return story


def ask(story: Story, trees: int = 120, wood: str = "teak") -> Claim:
    return story.ask(
        benefit="planting",
        last_day=date(2026, 11, 9),
        stated={"trees": trees, "wood": wood, "own_land": 1},
    )


def test_what_a_community_counts_is_decided_like_anything_else(planted: Story) -> None:
    claim = ask(planted)
    assert (claim.granted_satang, claim.granted_units) == (500_00, 100)
    later = ask_again(planted)
    assert later.granted_satang == 0


@pytest.mark.parametrize(
    ("said", "satang"), [("yes", 50_00), ("ใช่", 50_00), ("No", 0), ("ไม่", 0), ("0", 0)]
)
def test_a_yes_is_read_at_the_counter_as_in_a_file(
    planted: Story, said: str, satang: int
) -> None:
    claim = planted.ask(
        benefit="planting",
        last_day=date(2026, 11, 9),
        stated={"trees": 10, "wood": "teak", "own_land": said},
    )
    assert claim.granted_satang == satang
    with pytest.raises(Refused) as refused:
        planted.ask(
            benefit="planting",
            first_day=date(2026, 11, 10),
            last_day=date(2026, 11, 10),
            stated={"trees": 10, "wood": "teak", "own_land": "บางส่วน"},
        )
    assert refused.value.code is RefusalCode.FACT_UNREADABLE


def ask_again(story: Story) -> Claim:
    first = Claim.objects.get()
    story.approve(story.certify(first))
    return story.ask(
        benefit="planting",
        first_day=date(2026, 11, 10),
        last_day=date(2026, 11, 10),
        stated={"trees": 10, "wood": "teak", "own_land": 1},
    )


def test_a_refused_expression_tells_its_sentence(planted: Story) -> None:
    claim = ask(planted, wood="ไม้ไผ่")
    assert claim.status == ClaimStatus.SUBMITTED
    assert claim.granted_satang == 0
    shown = text(Visitor(planted.cast, "somsri").get(address(claim)))
    assert "ไม่เป็นไปตามที่ว่า เป็นไม้สักในที่ของตน" in shown


@pytest.mark.parametrize(
    ("stated", "code"),
    [
        ({"trees": 501, "wood": "teak", "own_land": 1}, RefusalCode.FACT_UNREADABLE),
        ({"trees": 5, "wood": "iron", "own_land": 1}, RefusalCode.FACT_UNREADABLE),
        ({"trees": 5, "wood": "teak", "own_land": 2}, RefusalCode.FACT_UNREADABLE),
        ({"trees": 5, "wood": "teak"}, RefusalCode.FACT_MISSING),
        (
            {"trees": 5, "wood": "teak", "own_land": 1, "nights": 2},
            RefusalCode.FACT_UNKNOWN,
        ),
    ],
)
def test_what_is_stated_of_it_is_looked_at(
    planted: Story, stated: dict[str, int | str], code: RefusalCode
) -> None:
    with pytest.raises(Refused) as refused:
        planted.ask(benefit="planting", last_day=date(2026, 11, 9), stated=stated)
    assert [reason.code for reason in refused.value.reasons] == [code]


def test_the_counters_page_asks_for_it(planted: Story) -> None:
    what = {
        "who": planted.bunruean.member_no,
        "benefit": "planting",
        "first_day": "9/11/2569",
    }
    visitor = Visitor(planted.cast, "laor")
    shown = text(visitor.get(f"/f/TUNG/claims/new/?{urlencode(what)}"))
    for word in ("จำนวนต้นไม้ที่ปลูก (ต้น)", "ไม้สัก", "ไม้ไผ่", "ปลูกในที่ของตน"):
        assert word in shown
    right = text(visitor.get(f"/f/TUNG/members/{planted.bunruean.public_id}/"))
    assert "ต้นละ 5" in right

"""A clause that the draft has: short to read, and no old example stands in the way."""

from __future__ import annotations

import re

import pytest

from kongbun.bylaws.draft_models import Draft
from kongbun.testing.cast import Cast
from tests.bylaws.test_clause_pages import address, send, tree, typed
from tests.bylaws.test_clause_pages import draft as draft  # noqa: PLC0414 -- a fixture
from tests.web.doors import Visitor, text

pytestmark = pytest.mark.django_db


def test_an_old_example_without_what_is_asked_by_now_is_kept_and_told(
    cast: Cast, draft: Draft
) -> None:
    visitor = Visitor(cast, "chanpen")
    where = address(cast, draft, "benefits/0/")
    sent = typed(text(visitor.get(where)))
    sent = typed(text(send(visitor, where, sent, "turn:amount", turn__amount="tiers")))
    sent["amount.n0.counts"] = ["paid"]
    sent["amount.n0.tiers.n0.from"] = ["1", "years+1"]
    sent["amount.n0.tiers.n0.amount_baht"] = ["2,000"]
    looked = text(send(visitor, where, sent, "look"))
    assert "ยังขาด จำนวนวันที่ส่งเงินแล้ว นับถึงก่อนวันเกิดเหตุ เติมแล้วกด ลองคิดดู" in looked
    assert "ยังคิดไม่ได้ ไม่มีจำนวนวันที่ส่งเงินแล้ว" in looked
    answer = send(visitor, where, sent, "save")
    assert answer.status_code == 302
    benefit = tree(draft)["benefits"][0]
    assert benefit["amount"]["counts"] == "paid"
    assert "paid_days" not in benefit["examples"][0]["given"]
    # What it had and somebody took out is asked for, and so is all of a new one.
    sent = typed(text(visitor.get(where))) | {"examples.0.given.joined_date": [""]}
    refused = text(send(visitor, where, sent, "save"))
    assert 'id="b-examples-0-given-joined_date-err"' in refused
    sent = typed(text(visitor.get(where)))
    sent = typed(text(send(visitor, where, sent, "add:examples")))
    refused = text(send(visitor, where, sent, "save"))
    assert 'id="b-examples-n0-given-paid_days-err"' in refused


def fold(shown: str, said: str) -> str:
    """The opening tag of the row that says so, on its line to press."""
    tag = rf"(<details [^>]*>)<summary>(?:(?!</summary>).)*{re.escape(said)}</span>"
    found = re.search(tag, shown, re.DOTALL)
    assert found is not None, said
    return found[1]


def test_what_a_clause_has_lies_folded_and_what_is_wrong_in_it_is_open(
    cast: Cast, draft: Draft
) -> None:
    visitor = Visitor(cast, "chanpen")
    where = address(cast, draft, "benefits/1/")
    shown = text(visitor.get(where)).replace("\xa0", " ")
    most = tree(draft)["benefits"][1]["caps"][0]["max_baht"]
    cap = f"ใน เหตุการณ์หนึ่ง ไม่เกิน {most} บาท"
    paper = tree(draft)["benefits"][1]["evidence"][0]
    example = tree(draft)["benefits"][1]["examples"][0]["name"]
    assert all(" open" not in fold(shown, one) for one in (cap, paper, example))
    assert "จ่ายให้ใคร: เจ้าตัว หรือ ผู้รับมอบฉันทะ" in shown
    # A wrong figure opens its row; the others stay as they are.
    sent = typed(shown) | {"caps.0.max_baht": ["หกร้อย"]}
    refused = text(send(visitor, where, sent, "save")).replace("\xa0", " ")
    assert " open" in fold(refused, "หกร้อย บาท")
    assert " open" not in fold(refused, paper)
    # A row that was just put in is open, and so is an example that no longer holds.
    sent = typed(shown) | {"amount.0.each_baht": ["1"]}
    looked = text(send(visitor, where, sent, "look")).replace("\xa0", " ")
    assert " open" in fold(looked, example)
    more = text(send(visitor, where, typed(shown), "add:evidence"))
    new = more.partition('name="evidence.n0.text"')[0].rpartition("<fieldset")[2]
    assert "row-fold" not in new


def test_the_clause_page_says_why_a_finding_matters(cast: Cast, draft: Draft) -> None:
    visitor = Visitor(cast, "chanpen")
    where = address(cast, draft, "benefits/1/")
    why = "ผู้รับเงินมีแต่ตัวสมาชิกหรือผู้ที่สมาชิกมอบ"
    sent = typed(text(visitor.get(where)))
    assert why not in text(send(visitor, where, sent, "look"))
    looked = text(send(visitor, where, sent | {"category": ["4"]}, "look"))
    assert why in looked
    assert "ที่จ่ายให้ใคร เลือกผู้รับผลประโยชน์" in looked

"""The form of a clause: picked, filled in, looked at, kept; each fault at its blank."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import pytest
from django.http import HttpResponse

from kongbun.bylaws.draft_actions import keep_text, show_draft, start_draft
from kongbun.bylaws.draft_models import Draft
from kongbun.bylaws.draft_queries import newest_text
from kongbun.rules.write_yaml import plain_mapping, written
from kongbun.testing.cast import TODAY, Cast
from tests.web.doors import Visitor, text

pytestmark = pytest.mark.django_db
BYLAWS = Path(__file__).parents[2] / "bylaws"


@pytest.fixture
def draft(cast: Cast) -> Draft:
    """Chamuang's by-law as a draft."""
    kept = (BYLAWS / "chamuang.yaml").read_text("utf-8")
    started = start_draft(cast.act("chanpen"), text=kept)
    return Draft.objects.get(public_id=started["draft"])


@pytest.fixture
def empty(cast: Cast) -> Draft:
    started = start_draft(cast.act("chanpen"), text="", title="ระเบียบกองทุนใหม่")
    return Draft.objects.get(public_id=started["draft"])


def address(cast: Cast, draft: Draft, ending: str) -> str:
    return f"/f/{cast.fund.code}/bylaw/drafts/{draft.public_id}/clause/{ending}"


def tree(draft: Draft) -> dict[str, Any]:
    return plain_mapping(newest_text(draft).text)


def typed(shown: str) -> dict[str, list[str]]:
    """What a browser would send of the form as it is shown."""
    form = shown.partition('id="clause"')[2].partition("</form>")[0]
    sent: dict[str, list[str]] = {}
    for match in re.finditer(
        r"<input([^>]*)>|<textarea([^>]*)>(.*?)</textarea>|<select([^>]*)>(.*?)</select>",
        form,
        re.DOTALL,
    ):
        attributes = match[1] or match[2] or match[4] or ""
        name = re.search(r'name="([^"]+)"', attributes)
        is_box = 'type="checkbox"' in attributes or 'type="radio"' in attributes
        if name is None or (is_box and " checked" not in attributes):
            continue
        value = re.search(r'value="([^"]*)"', attributes)
        said = value[1] if value else ""
        if match[2] is not None:
            said = match[3]
        elif match[4] is not None:
            chosen = re.search(r'value="([^"]*)" selected', match[5])
            first = re.search(r'value="([^"]*)"', match[5])
            said = (chosen or first)[1] if (chosen or first) else ""  # type: ignore[index]
        sent.setdefault(name[1], []).append(said.replace("&gt;", ">"))
    return sent


def send(
    visitor: Visitor, where: str, sent: dict[str, list[str]], do: str, **changed: str
) -> HttpResponse:
    new = {name.replace("__", "."): [value] for name, value in changed.items()}
    answer = visitor.post(where, {**sent, **new, "do": [do]})
    assert isinstance(answer, HttpResponse)
    return answer


def test_a_form_that_nobody_touched_keeps_the_draft_as_it_is(
    cast: Cast, draft: Draft
) -> None:
    visitor, before = Visitor(cast, "chanpen"), newest_text(draft)
    for ending in (
        *(f"benefits/{i}/" for i in range(5)),
        *(f"{one}/0/" for one in ("general", "membership", "contributions")),
        *(f"{one}/0/" for one in ("certification", "approvals", "not_handled")),
    ):
        where = address(cast, draft, ending)
        sent = typed(text(visitor.get(where)))
        answer = send(visitor, where, sent, "save")
        assert answer.status_code == 302, ending
        assert tree(draft) == plain_mapping(before.text), ending


def test_a_figure_is_changed_and_said(cast: Cast, draft: Draft) -> None:
    visitor = Visitor(cast, "chanpen")
    where = address(cast, draft, "benefits/0/")
    sent = typed(text(visitor.get(where)))
    answer = send(visitor, where, sent, "save", amount__0__fixed_baht="๑๒๐๐")
    assert answer.status_code == 302
    assert tree(draft)["benefits"][0]["amount"] == {"fixed_baht": "1200"}
    # The example still says 1,000: kept, and the committee is told.
    said = text(visitor.get(f"/f/{cast.fund.code}/bylaw/"))
    assert "เปลี่ยนเป็น: ได้รับ 1,200 บาท" in said
    assert "เขียนว่า 1,000 บาท แต่ตามระเบียบคือ 1,200 บาท" in said


@pytest.mark.parametrize(
    ("name", "value", "why"),
    [
        ("amount__0__fixed_baht", "พันบาท", "เป็นจำนวนเงินไม่ได้"),
        ("amount__0__fixed_baht", "", "ยังไม่ได้กรอก"),
        ("caps__0__max_times", "0", "ใส่ตั้งแต่ 1"),
        ("clause", "", "ยังไม่ได้กรอกเลขข้อ"),
        ("category", "99", "จากรายการ"),
        ("examples__0__given__event_date", "31/2/2569", "กุมภาพันธ์"),
    ],
)
def test_a_fault_stands_at_its_blank_and_what_was_typed_stays(
    cast: Cast, draft: Draft, name: str, value: str, why: str
) -> None:
    visitor, before = Visitor(cast, "chanpen"), newest_text(draft).no
    where = address(cast, draft, "benefits/0/")
    sent = typed(text(visitor.get(where)))
    answer = send(visitor, where, sent, "save", **{name: value}, title="ชื่อใหม่")
    shown = text(answer)
    assert answer.status_code == 422
    control = "b-" + name.replace("__", "-")
    fault = shown.partition(f'id="{control}-err"')[2].partition("</p>")[0]
    assert why in fault
    assert re.search(rf'id="{control}"[^>]*aria-describedby="{control}-err"', shown)
    assert 'value="ชื่อใหม่"' in shown
    if value and value != "99":
        assert f'value="{value}"' in shown
    assert newest_text(draft).no == before


def test_a_row_is_added_and_taken_out_without_scripts(cast: Cast, draft: Draft) -> None:
    visitor = Visitor(cast, "chanpen")
    where = address(cast, draft, "benefits/0/")
    sent = typed(text(visitor.get(where)))
    more = send(visitor, where, sent, "add:conditions", add__conditions="member_for")
    shown = text(more)
    assert more.status_code == 200
    assert "ยังไม่ได้กรอก" not in shown
    assert re.search(r'name="conditions\.n0\.member_for"[^>]* autofocus', shown)
    sent = typed(shown)
    assert sent["conditions.n0.member_for"] == ["", ""]
    sent["conditions.n0.member_for"] = ["6", "months"]
    sent = typed(text(send(visitor, where, sent, "drop:evidence.0")))
    assert send(visitor, where, sent, "save").status_code == 302
    benefit = tree(draft)["benefits"][0]
    assert benefit["conditions"] == [{"member_for": "6 months"}]
    assert benefit["evidence"] == ["สมุดประจำตัวสมาชิก"]


def test_the_kind_of_amount_can_be_changed(cast: Cast, draft: Draft) -> None:
    visitor = Visitor(cast, "chanpen")
    where = address(cast, draft, "benefits/0/")
    sent = typed(text(visitor.get(where)))
    sent = typed(text(send(visitor, where, sent, "turn:amount", turn__amount="tiers")))
    sent["amount.n0.counts"] = ["paid"]
    sent["amount.n0.tiers.n0.from"] = ["1", "years+1"]
    sent["amount.n0.tiers.n0.amount_baht"] = ["2,000"]
    # The old example does not say how long was paid.
    sent |= {"examples.0.given.paid_days": ["๕ ปี"]}
    shown = typed(text(send(visitor, where, sent, "look")))
    assert shown["examples.0.given.paid_days"] == ["1826"]
    sent = {**shown, "examples.0.expect": ["baht:2000"]}
    assert send(visitor, where, sent, "save").status_code == 302
    assert tree(draft)["benefits"][0]["amount"] == {
        "counts": "paid",
        "tiers": [{"from": "1 year + 1 day", "amount_baht": "2000"}],
    }


def test_a_new_benefit_is_picked_filled_in_and_its_example_confirmed(
    cast: Cast, empty: Draft
) -> None:
    visitor = Visitor(cast, "chanpen")
    kinds = text(visitor.get(address(cast, empty, "new/")))
    where = address(cast, empty, "new/nights/")
    assert where in kinds
    assert "คืนละ วันละ หรือชิ้นละ" in kinds
    sent = typed(text(visitor.get(where)))
    assert sent["clause"] == ["ข้อ 1"]
    sent |= {
        "conditions.0.paid_for": ["6", "months"],
        "amount.0.each_baht": ["200"],
        "caps.0.max_units": ["3"],
        "caps.1.max_units": ["๑๐"],
    }
    sent = typed(text(send(visitor, where, sent, "add:examples")))
    sent |= {
        "examples.n0.given.event_date": ["20/11/2569"],
        "examples.n0.given.joined_date": ["3 ปี"],
        "examples.n0.given.paid_days": ["12 เดือน"],
        "examples.n0.given.nights": ["5"],
    }
    unconfirmed = send(visitor, where, sent, "save")
    assert "ยังไม่ได้ยืนยันว่า ได้รับ 600 บาท" in text(unconfirmed)
    # While one only looks, what is empty is not called wrong.
    early = send(visitor, where, {**sent, "category": [""]}, "look")
    assert early.status_code == 200
    assert "ยังไม่ได้กรอก" not in text(early)
    looked = text(send(visitor, where, sent, "look"))
    assert "ตามร่างนี้ <b>ได้รับ 600 บาท</b>" in looked
    assert "ส่งเงินมาแล้วอย่างน้อย 6 เดือน" in looked
    confirmed = {**typed(looked), "examples.n0.expect": ["baht:600"]}
    answer = send(visitor, where, confirmed, "save")
    assert answer.status_code == 302
    (benefit,) = tree(empty)["benefits"]
    assert benefit["code"] == "ipd"
    assert benefit["text"].startswith("นอนโรงพยาบาล ส่งเงินมาแล้วอย่างน้อย 6 เดือน")
    (example,) = benefit["examples"]
    assert example["expect"] == {"amount_baht": "600"}
    assert example["given"] == {
        "event_date": "2026-11-20",
        "joined_date": "2023-11-20",
        "paid_days": "365",
        "nights": "5",
    }
    assert "5 คืน ได้รับ 600 บาท" in example["name"]


def test_an_answer_that_the_draft_does_not_give_cannot_be_confirmed(
    cast: Cast, draft: Draft
) -> None:
    visitor = Visitor(cast, "chanpen")
    where = address(cast, draft, "benefits/0/")
    sent = typed(text(visitor.get(where)))
    sent = typed(text(send(visitor, where, sent, "add:examples")))
    sent["examples.n0.given.event_date"] = ["20/11/2569"]
    sent["examples.n0.given.joined_date"] = ["1 ปี"]
    sent["examples.n0.expect"] = ["baht:5"]
    answer = send(visitor, where, sent, "save")
    assert answer.status_code == 422
    assert "คำตอบเปลี่ยนเป็น ได้รับ 1,000 บาท" in text(answer)


def test_a_clause_is_moved_and_taken_out(cast: Cast, draft: Draft) -> None:
    visitor = Visitor(cast, "chanpen")

    def codes() -> list[str]:
        return [one["code"] for one in tree(draft)["benefits"]]

    def press(index: int, do: str) -> None:
        where = address(cast, draft, f"benefits/{index}/")
        no = str(newest_text(draft).no)
        assert visitor.press(where, do=do, made_from=no).status_code == 302

    press(1, "up")
    assert codes()[:2] == ["ipd", "birth"]
    press(0, "down")
    press(4, "down")
    assert codes() == ["birth", "ipd", "education", "elderly", "death"]
    press(2, "remove")
    assert codes() == ["birth", "ipd", "elderly", "death"]


def test_two_people_at_one_draft_do_not_overwrite_each_other(
    cast: Cast, draft: Draft
) -> None:
    first, second = Visitor(cast, "chanpen"), Visitor(cast, "somsri")
    where = address(cast, draft, "benefits/0/")
    sent, other = typed(text(first.get(where))), typed(text(second.get(where)))
    assert send(first, where, sent, "save", title="ก").status_code == 302
    late = send(second, where, other, "save", amount__0__fixed_baht="5")
    assert late.status_code == 409
    assert 'value="5"' in text(late)
    assert tree(draft)["benefits"][0]["amount"] == {"fixed_baht": "1,000"}


def test_who_may_not_write_and_who_is_of_another_fund_get_no_form(
    cast: Cast, draft: Draft
) -> None:
    for ending in ("new/", "new/fixed/", "benefits/0/"):
        where = address(cast, draft, ending)
        assert Visitor(cast, "prasert").get(where).status_code == 403
        assert Visitor(cast, "noi").get(where).status_code == 404
    for ending in ("benefits/9/", "new/nothing/", "nothing/0/"):
        where = address(cast, draft, ending)
        assert Visitor(cast, "chanpen").get(where).status_code == 404


def test_hostile_rows_are_no_error(cast: Cast, draft: Draft) -> None:
    visitor = Visitor(cast, "chanpen")
    where = address(cast, draft, "benefits/0/")
    sent = typed(text(visitor.get(where)))
    before = tree(draft)
    for name, value in (
        ("caps", "../../etc"),
        ("caps", "9999"),
        ("caps.0:shape", "no-such-shape"),
        ("amount.0.fixed_baht", "9" * 5000),
        ("made_from", "-1"),
        ("do", "add:caps.0.tiers.0"),
    ):
        answer = visitor.post(where, {"do": ["look"], **sent, name: [value]})
        assert answer.status_code in (200, 422), name
    assert tree(draft) == before


def test_the_draft_leads_to_each_of_its_clauses_and_to_new_ones(
    cast: Cast, draft: Draft
) -> None:
    page = f"/f/{cast.fund.code}/bylaw/drafts/{draft.public_id}/"
    shown = text(Visitor(cast, "chanpen").get(page))
    for ending in (
        "new/",
        *(f"benefits/{i}/" for i in range(5)),
        *(f"{one}/0/" for one in ("general", "membership", "receipts", "facts")),
    ):
        assert address(cast, draft, ending) in shown
    looked_at = text(Visitor(cast, "prasert").get(page))
    assert "นอนโรงพยาบาล" in looked_at
    assert "/clause/" not in looked_at


def test_members_who_saw_the_draft_are_to_see_it_again(
    cast: Cast, draft: Draft
) -> None:
    show_draft(
        cast.act("chanpen"),
        draft=draft.public_id,
        shown_on=TODAY,
        how="ปิดประกาศ",
        expected_no=1,
    )
    visitor = Visitor(cast, "chanpen")
    where = address(cast, draft, "benefits/0/")
    sent = typed(text(visitor.get(where)))
    assert send(visitor, where, sent, "save", title="ใหม่").status_code == 302
    assert "ต้องให้ดูใหม่" in text(visitor.get(f"/f/{cast.fund.code}/bylaw/"))


def test_what_a_fund_asks_for_itself_needs_no_code(cast: Cast, draft: Draft) -> None:
    visitor = Visitor(cast, "chanpen")
    where = address(cast, draft, "facts/0/")
    sent = typed(text(visitor.get(where)))
    sent = typed(text(send(visitor, where, sent, "add:facts", add__facts="fact")))
    sent |= {
        "facts.n0.label": ["จำนวนต้นไม้ที่ปลูก"],
        "facts.n0.type": ["count"],
        "facts.n0.unit": ["ต้น"],
    }
    assert send(visitor, where, sent, "save").status_code == 302
    assert tree(draft)["facts"][0]["code"] == "fact_1"
    # A benefit may be counted by it at once.
    benefit = text(visitor.get(address(cast, draft, "new/each/")))
    assert '<option value="fact_1">จำนวนต้นไม้ที่ปลูก</option>' in benefit


def test_what_has_no_blank_is_shown_and_kept(cast: Cast, draft: Draft) -> None:
    """A file written by hand may hold what no form can say."""
    own = tree(draft)
    own["benefits"][0]["remark"] = "เขียนด้วยมือ"
    own["benefits"][0]["conditions"] = [{"no_such": "5"}, {"sex": "female"}]
    keep_text(
        cast.act("chanpen"), draft=draft.public_id, text=written(own), expected_no=1
    )
    visitor = Visitor(cast, "chanpen")
    where = address(cast, draft, "benefits/0/")
    shown = text(visitor.get(where))
    assert "เก็บไว้ตามเดิม" in shown
    assert "remark: เขียนด้วยมือ" in shown
    assert "no_such: 5" in shown
    sent = typed(shown)
    assert send(visitor, where, sent, "save", title="ใหม่").status_code == 302
    own["benefits"][0]["title"] = "ใหม่"
    assert tree(draft) == own

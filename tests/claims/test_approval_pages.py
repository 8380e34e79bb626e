"""Who approves, on the pages and at the command line: told, asked for, and kept."""

from __future__ import annotations

import json
from datetime import date, datetime
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from kongbun.claims.models import Award, Claim, ClaimStatus, EmergencyAnswer
from kongbun.cli.main import main
from kongbun.testing.cast import PASSWORD
from tests.claims.levels import (
    CENTRE,
    CENTRE_FIRST,
    CHAIR,
    CHAIR_FIRST,
    COMMITTEE,
    certified,
    levels,
    of_another_centre,
)
from tests.claims.story import Story
from tests.claims.test_emergency import WHY, answer, first
from tests.claims.test_list_levels import CENTRE_599, CENTRE_600, UP_TO_599, listed
from tests.web.doors import Visitor, text

pytestmark = pytest.mark.django_db
DAY = date(2026, 11, 20)
HOME = "/f/TUNG/"


@pytest.fixture(autouse=True)
def _today_is_the_storys(monkeypatch: pytest.MonkeyPatch) -> None:
    on(monkeypatch, DAY)


def on(monkeypatch: pytest.MonkeyPatch, day: date) -> None:
    at = datetime(day.year, day.month, day.day, 9, tzinfo=ZoneInfo("Asia/Bangkok"))
    monkeypatch.setattr("kongbun.web.clock.today", lambda: day)
    monkeypatch.setattr("kongbun.web.clock.now", lambda: at)


def address(claim: Claim, step: str = "") -> str:
    return f"/f/TUNG/claims/{claim.public_id}/{step}"


def shown(story: Story, who: str, where: str) -> str:
    return text(Visitor(story.cast, who).get(where))


def press(story: Story, who: str, claim: Claim, **typed: Any) -> Any:
    visitor = Visitor(story.cast, who)
    page = text(visitor.get(address(claim, "approve/")))
    hash_ = page.split('name="decision_hash" value="')[1][:64]
    amount = claim.granted_satang // 100
    return visitor.press(
        address(claim, "approve/"),
        **{"decision_hash": hash_, "amount": amount, **typed},
    )


def test_the_page_says_who_may_approve_this_sum(story: Story) -> None:
    levels(story, CENTRE, COMMITTEE)
    line = "ข้อ 7: ไม่เกิน 400 บาท ศูนย์หมู่บ้านอนุมัติ ข้อ 7 (2): เกินกว่านั้น คณะกรรมการกองทุนอนุมัติ"
    small, large = certified(story), certified_later(story)
    assert line in shown(story, "bunmee", address(small))
    page = shown(story, "bunmee", address(small, "approve/"))
    assert line in page
    assert "ผู้อนุมัติลงชื่อในเครื่องนี้" not in page
    # Above its ceiling the centre has to call somebody of the committee.
    page = shown(story, "bunmee", address(large, "approve/"))
    assert "ให้<b>คณะกรรมการกองทุน</b>อนุมัติ" in page
    assert "ผู้อนุมัติลงชื่อในเครื่องนี้" in page


def certified_later(story: Story) -> Claim:
    """Five nights of another month."""
    claim = story.ask(first_day=date(2026, 10, 5), last_day=date(2026, 10, 10))
    return story.certify(claim, "sombat", "thongbai")


def test_a_centre_approves_on_its_page_alone(story: Story) -> None:
    levels(story, CENTRE, COMMITTEE)
    claim = certified(story)
    assert press(story, "bunmee", claim).status_code == 302
    assert Award.objects.get().body == "centre"
    assert "ศูนย์หมู่บ้านอนุมัติ" in shown(story, "somsri", address(claim))


def test_a_member_of_the_centre_signs_beside_the_treasurer(story: Story) -> None:
    levels(story, CENTRE, COMMITTEE)
    claim = certified(story)
    beside = {"second_username": "bunmee", "second_password": PASSWORD}
    assert press(story, "somsri", claim, **beside).status_code == 302
    assert Award.objects.get().body == "centre"


def test_who_certified_is_told_on_the_page_why_not(story: Story) -> None:
    levels(story, CENTRE, COMMITTEE)
    claim = certified(story)
    beside = {"second_username": "sombat", "second_password": PASSWORD}
    answer_ = press(story, "somsri", claim, **beside)
    assert answer_.status_code == 422
    assert "ลงนามหรือบันทึกการรับรองคำขอนี้แล้ว" in text(answer_)
    assert not Award.objects.exists()


def test_today_shows_a_centre_what_it_may_approve(story: Story) -> None:
    levels(story, CENTRE, COMMITTEE)
    small, large = certified(story), certified_later(story)
    other = of_another_centre(story)
    for who, sees in (("bunmee", True), ("sombat", False), (other, False)):
        page = shown(story, who, HOME)
        assert (address(small) in page) is sees, who
        assert address(large) not in page, who
    page = shown(story, "kamnan", HOME)
    assert address(small) in page
    assert address(large) in page


def test_the_page_asks_for_a_resolution_only_where_it_is_needed(story: Story) -> None:
    levels(story, CHAIR, COMMITTEE)
    small, large = certified(story), certified_later(story)
    page = shown(story, "prasong", address(small, "approve/"))
    assert '<details class="more">' in page
    page = shown(story, "prasong", address(large, "approve/"))
    assert '<details class="more">' not in page
    assert "ต้องมีเลขที่และวันที่ของมติ" in page
    refused = press(story, "prasong", large)
    assert refused.status_code == 422
    assert "ต้องเป็นมติคณะกรรมการ" in text(refused)
    resolved = {"number": "11/2569", "decided_on": "19/11/2569", "board": "committee"}
    assert press(story, "prasong", large, **resolved).status_code == 302


def test_the_chair_goes_first_on_the_page_with_a_reason(story: Story) -> None:
    levels(story, CHAIR_FIRST, COMMITTEE)
    claim = certified(story)
    page = shown(story, "prasong", address(claim, "approve/"))
    assert "กรณีฉุกเฉิน ประธานกองทุนอนุมัติก่อนได้" in page
    assert "แล้วให้ยืนยันภายใน 30 วัน" in page
    without = press(story, "prasong", claim, emergency="on")
    assert without.status_code == 422
    assert "เขียนว่าทำไมรอไม่ได้" in text(without)
    done = press(story, "prasong", claim, emergency="on", reason=WHY)
    assert done.status_code == 302
    page = shown(story, "somsri", address(claim))
    for words in ("อนุมัติก่อนในกรณีฉุกเฉิน", WHY, "เหลือ 30 วัน", "จ่าย 400 บาท"):
        assert words in page


def test_who_may_not_go_first_has_no_box_for_it(story: Story) -> None:
    levels(story, CHAIR_FIRST, COMMITTEE)
    claim = certified(story)
    for who, box in (("prasong", True), ("kamnan", False), ("somsri", True)):
        page = shown(story, who, address(claim, "approve/"))
        assert ('name="emergency"' in page) is box, who


def test_a_bylaw_without_emergencies_has_no_box_for_them(story: Story) -> None:
    levels(story, CHAIR, COMMITTEE)
    page = shown(story, "prasong", address(certified(story), "approve/"))
    assert 'name="emergency"' not in page


def test_the_answer_is_written_on_its_page(
    story: Story, monkeypatch: pytest.MonkeyPatch
) -> None:
    levels(story, CHAIR_FIRST, COMMITTEE)
    claim = certified(story)
    first(story, claim)
    step = address(claim, "confirm-emergency/")
    on(monkeypatch, date(2026, 12, 5))
    # Who went first calls another to sign beside.
    assert "second_username" in shown(story, "prasong", step)
    kamnan = Visitor(story.cast, "kamnan")
    assert "second_username" not in text(kamnan.get(step))
    typed = {"number": "12/2569", "decided_on": "4/12/2569", "board": "committee"}
    silent = kamnan.press(step, confirmed="no", **typed)
    assert silent.status_code == 422
    assert kamnan.press(step, confirmed="yes", **typed).status_code == 302
    page = shown(story, "somsri", address(claim))
    assert "ยืนยันแล้ว" in page
    assert "12/2569" in page
    # Nothing waits any more: the page leads back.
    assert kamnan.get(step).status_code == 302


def test_a_no_on_its_page_refuses_what_is_unpaid(
    story: Story, monkeypatch: pytest.MonkeyPatch
) -> None:
    levels(story, CHAIR_FIRST, COMMITTEE)
    claim = certified(story)
    first(story, claim)
    on(monkeypatch, date(2026, 12, 5))
    typed = {"number": "12/2569", "decided_on": "4/12/2569", "reason": "ยื่นใหม่ตามปกติ"}
    kamnan = Visitor(story.cast, "kamnan")
    step = address(claim, "confirm-emergency/")
    assert kamnan.press(step, confirmed="no", **typed).status_code == 302
    claim.refresh_from_db()
    assert claim.status == ClaimStatus.REFUSED
    page = shown(story, "somsri", address(claim))
    assert "ไม่ยืนยัน" in page
    assert "ยื่นใหม่ตามปกติ" in page


def test_today_lists_what_waits_to_be_confirmed_the_late_first(
    story: Story, monkeypatch: pytest.MonkeyPatch
) -> None:
    levels(story, CHAIR_FIRST, COMMITTEE)
    early, later = (
        certified(story),
        story.ask(first_day=date(2026, 10, 5), last_day=date(2026, 10, 8)),
    )
    first(story, early)
    first(story, story.certify(later, "sombat", "thongbai"), today=date(2026, 12, 10))
    on(monkeypatch, date(2026, 12, 22))
    page = shown(story, "kamnan", HOME)
    assert "ยืนยันการอนุมัติฉุกเฉิน" in page
    assert "เลยกำหนด 2 วัน" in page
    at = [page.index(address(one, "confirm-emergency/")) for one in (early, later)]
    assert at == sorted(at)
    assert "ต้องให้คนอื่นยืนยัน" in shown(story, "prasong", HOME)
    for who in ("somsri", "bunmee", "laor"):
        assert "ยืนยันการอนุมัติฉุกเฉิน" not in shown(story, who, HOME), who
    answer(story, early, today=date(2026, 12, 22))
    assert address(early, "confirm-emergency/") not in shown(story, "kamnan", HOME)


def test_a_late_approval_says_on_its_page_that_nothing_is_paid(
    story: Story, monkeypatch: pytest.MonkeyPatch
) -> None:
    levels(story, CHAIR_FIRST, COMMITTEE)
    claim = certified(story)
    first(story, claim)
    on(monkeypatch, date(2026, 12, 21))
    assert "จ่ายเงินไม่ได้จนกว่าจะยืนยัน" in shown(story, "somsri", address(claim))


def test_a_centre_that_may_only_go_first_finds_it_under_today(story: Story) -> None:
    levels(story, CENTRE_FIRST, COMMITTEE)
    claim = certified(story)
    assert address(claim) in shown(story, "bunmee", HOME)
    assert press(story, "bunmee", claim, emergency="on", reason=WHY).status_code == 302
    assert "ระเบียบไม่ได้กำหนดวัน" in shown(story, "somsri", address(claim))


@pytest.fixture
def run(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> Any:
    file = tmp_path / "password"
    file.write_text(PASSWORD, encoding="utf-8")
    monkeypatch.setenv("KONGBUN_PASSWORD_FILE", str(file))

    def call(*arguments: str, who: str = "", code: int = 0) -> Any:
        by = ("--as", who) if who else ()
        found = main([*arguments, "--fund", "TUNG", *by, "--json"])
        out = capsys.readouterr().out
        assert found == code, out
        return json.loads(out)

    return call


def test_an_emergency_at_the_command_line(
    story: Story, run: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    levels(story, CHAIR_FIRST, COMMITTEE)
    claim = certified(story)
    told = run("explain", claim.number)["approval"]
    assert told["needs_resolution"] is True
    assert "อนุมัติก่อนได้" in told["emergency"]
    refused = run("claim", "approve", claim.number, who="prasong", code=1)
    assert refused["refused"][0]["code"] == "committee-resolution-needed"
    went = run(
        *("claim", "approve", claim.number, "--emergency", "--reason", WHY),
        who="prasong",
    )
    assert (went["emergency"], went["confirm_by"]) == (True, "2026-12-20")
    on(monkeypatch, date(2026, 12, 21))
    resolved = ("--resolution", "12/2569", "--decided-on", "2026-12-20")
    confirm = ("claim", "confirm-emergency", claim.number, *resolved)
    said = run(*confirm, "--not", "--note", "ไม่ใช่เหตุเร่งด่วน", who="kamnan")
    assert (said["confirmed"], said["late"], said["status"]) == (False, True, "refused")
    assert EmergencyAnswer.objects.get().was_late
    award = run("explain", claim.number)["award"]
    assert (award["emergency"], award["confirmed"]) == (True, False)


def test_explain_says_in_words_who_approves(
    story: Story, capsys: pytest.CaptureFixture[str]
) -> None:
    levels(story, CENTRE, COMMITTEE)
    claim = certified(story)
    assert main(["explain", claim.number, "--fund", "TUNG"]) == 0
    said = capsys.readouterr().out
    assert "ผู้อนุมัติ: ข้อ 7: ไม่เกิน 400 บาท ศูนย์หมู่บ้านอนุมัติ" in said


def test_a_list_is_approved_at_the_command_line_by_the_general_meeting(
    story: Story, run: Any
) -> None:
    kept = listed(story, UP_TO_599)
    approve = ("pension", "approve", str(kept.public_id))
    resolved = ("--resolution", "1/2569", "--decided-on", "2026-11-19")
    refused = run(*approve, *resolved, who="prasong", code=1)
    assert refused["refused"][0]["code"] == "general-meeting-needed"
    run(*approve, *resolved, "--board", "general_meeting", who="prasong")
    assert set(Award.objects.values_list("body", flat=True)) == {"general_meeting"}


@pytest.mark.parametrize(("said", "sees"), [(CENTRE_600, True), (CENTRE_599, False)])
def test_today_shows_a_centre_the_list_that_it_may_approve(
    story: Story, said: str, sees: bool
) -> None:
    kept = listed(story, said, COMMITTEE)
    where = f"/f/TUNG/pensions/{kept.public_id}/"
    assert (where in shown(story, "bunmee", HOME)) is sees
    assert where not in shown(story, of_another_centre(story), HOME)
    assert where in shown(story, "kamnan", HOME)


def test_a_list_s_page_says_who_approves_it_and_takes_whose_resolution(
    story: Story,
) -> None:
    kept = listed(story, UP_TO_599)
    where = f"/f/TUNG/pensions/{kept.public_id}/"
    visitor = Visitor(story.cast, "prasong")
    page = text(visitor.get(where))
    assert "เกินกว่านั้น ที่ประชุมใหญ่อนุมัติ" in page
    hash_ = page.split('name="content_hash" value="')[1][:64]
    typed = {"content_hash": hash_, "number": "1/2569", "decided_on": "19/11/2569"}
    assert visitor.press(where, board="committee", **typed).status_code == 422
    assert visitor.press(where, board="general_meeting", **typed).status_code == 302

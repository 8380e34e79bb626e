"""What a member would get today, on their page; and what waits for whom."""

from __future__ import annotations

from datetime import date

import pytest

from kongbun.claims.entitlements import Entitlement, entitlements
from kongbun.claims.in_force import in_force
from kongbun.claims.queries import as_member, member, paid_by_category
from kongbun.dues.standing import of_memberships
from kongbun.people.models import Membership
from kongbun.testing.cast import TODAY, make_member
from tests.claims.story import Story, paid_until
from tests.web.doors import Visitor, text

pytestmark = pytest.mark.django_db


def rights(story: Story, membership: Membership) -> dict[str, Entitlement]:
    rules = in_force(story.cast.fund.pk, TODAY)
    return {one.code: one for one in entitlements(rules, member(membership.pk), TODAY)}


def test_a_member_of_six_years_has_what_six_years_give(story: Story) -> None:
    found = rights(story, story.bunruean)
    assert (found["ipd"].amount, found["ipd"].is_open) == ("คืนละ 100", True)
    assert found["ipd"].note == "ปีนี้เหลืออีก 10 คืน ครั้งละไม่เกิน 5 คืน"
    death = found["death"]
    assert death.amount == "10,000"
    assert (death.next_satang, death.next_on) == (15_000_00, date(2030, 11, 1))
    assert found["education"].amount == "500–2,000"
    assert found["hardship"].amount == "ตามมติ"
    # Not disabled: that benefit is for someone else.
    assert "disabled" not in found


def test_a_member_already_read_has_the_same_rights(story: Story) -> None:
    found = Membership.objects.select_related("person", "fund").get(
        pk=story.bunruean.pk
    )
    assert as_member(found) == member(found.pk)
    rules = in_force(story.cast.fund.pk, TODAY)
    paid = of_memberships(story.cast.fund.pk, [found.pk])
    again = entitlements(rules, as_member(found), TODAY, paid=paid)
    assert again == list(rights(story, found).values())


def test_what_was_used_is_no_longer_left(story: Story) -> None:
    story.approved()
    assert rights(story, story.bunruean)["ipd"].note.startswith("ปีนี้เหลืออีก 5 คืน")


def test_a_new_member_is_told_from_when(story: Story) -> None:
    new = make_member(story.cast, 9, joined_on=date(2026, 10, 1))
    paid_until(new, date(2027, 1, 1))
    found = rights(story, new)
    assert not found["ipd"].is_open
    assert found["ipd"].possible_from == date(2027, 3, 30)
    assert "30 มี.ค. 2570" in found["ipd"].note


def test_rights_and_requests_stand_on_the_members_page(
    story: Story, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("kongbun.web.clock.today", lambda: TODAY)
    claim = story.ask()
    somsri = Visitor(story.cast, "somsri")
    shown = text(somsri.get(f"/f/TUNG/members/{story.bunruean.public_id}/"))
    for words in ("สิทธิวันนี้", "นายคำ แสนสุข", "คืนละ 100", claim.number):
        assert words in shown
    assert f"/claims/new/?member={story.bunruean.public_id}" in shown


def waits(story: Story, who: str) -> str:
    return text(Visitor(story.cast, who).get("/f/TUNG/"))


def test_each_step_waits_for_who_can_do_it(
    story: Story, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("kongbun.web.clock.today", lambda: TODAY)
    claim = story.certify(story.ask(), "sombat")
    title = "นอนโรงพยาบาล นางบุญเรือน แสนสุข"
    assert title in waits(story, "bunmee")
    # Signed already; entered it; of no centre's duty.
    for who in ("sombat", "laor", "prasong", "prasert"):
        assert title not in waits(story, who), who
    story.certify(claim, "thongbai", "bunmee")
    assert f"อนุมัติคำขอ {title}" in waits(story, "prasong")
    story.approve(claim)
    assert f"จ่ายสวัสดิการ {title}" in waits(story, "somsri")
    assert title not in waits(story, "prasong")


def test_a_death_in_a_request_waits_for_the_register(
    story: Story, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("kongbun.web.clock.today", lambda: TODAY)
    story.ask(benefit="death", last_day=None, claimant_name="นายคำ แสนสุข")
    assert "บันทึกการเสียชีวิตของ นางบุญเรือน" in waits(story, "somsri")


def test_those_due_for_a_pension_are_offered_to_who_proposes(
    story: Story, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("kongbun.web.clock.today", lambda: TODAY)
    assert "บำนาญผู้สูงอายุ มีผู้ครบเกณฑ์ 1 คน" in waits(story, "somsri")
    assert "บำนาญผู้สูงอายุ มีผู้ครบเกณฑ์" not in waits(story, "prasong")


def test_paid_benefits_count_persons_once_and_reversals_out(story: Story) -> None:
    fund = story.cast.fund.pk
    for day in (1, 4):
        story.pay(
            story.approved(
                first_day=date(2026, 10, day), last_day=date(2026, 10, day + 2)
            )
        )
    found = paid_by_category(fund, since=date(2026, 10, 1), until=TODAY)
    assert (found[2].persons, found[2].satang) == (1, 400_00)
    assert paid_by_category(fund, since=None, until=date(2026, 11, 19)) == {}

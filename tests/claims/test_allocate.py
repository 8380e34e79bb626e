"""When there is not enough for all: weighed together, told to each, never exceeded."""

from __future__ import annotations

import json
from datetime import date
from typing import Any

import pytest
from django.db import connection
from django.db.utils import DatabaseError
from django.test.utils import CaptureQueriesContext

from kongbun.access.actions import grant_role
from kongbun.approvals.models import Approval
from kongbun.bylaws.actions import adopt
from kongbun.claims.allot_actions import allocate_claims
from kongbun.claims.allotting import (
    look,
    terms_of,
    waiting_together,
    window_of,
)
from kongbun.claims.deciding import decide_now, decide_waiting
from kongbun.claims.in_force import in_force
from kongbun.claims.models import (
    AllocationRound,
    Allotment,
    Award,
    Claim,
    ClaimStatus,
    Decision,
)
from kongbun.claims.submit_actions import receive_evidence, withdraw_claim
from kongbun.claims.telling import tell
from kongbun.kernel.refusal import RefusalCode, Refused
from kongbun.people.models import Membership, OpeningUse
from kongbun.testing.cast import has_audit_line, make_member
from tests.claims.story import BYLAWS, Story, make_person, paid_until
from tests.web.doors import Visitor, text

pytestmark = pytest.mark.django_db
YEAR = date(2026, 10, 1)
RESOLVED = {"board": "committee", "number": "11/2569", "decided_on": "2026-11-19"}
BY_ASKED = "\n      order:\n        - {by: asked_satang, first: smallest}"
FEW = {
    "places: 20": "places: 2",
    f"budget_baht: 50,000{BY_ASKED}": "budget_baht: 12,000",
    "share_of_fund_basis_points: 1000": "share_of_fund_basis_points: 1",
}


@pytest.fixture
def few(story: Story) -> Story:
    """Two grants a year by grade; 12,000 for houses as they come; 1 in 10,000 of the
    fund for a disaster, shared alike."""
    law = (BYLAWS / "demo-2568.yaml").read_text("utf-8")
    for old, new in FEW.items():
        assert old in law
        law = law.replace(old, new)
    law = law.replace("effective_from: 2025-10-01", "effective_from: 2026-10-01")
    adopt(
        story.cast.act("prasong", today=date(2026, 9, 1)),
        text=law,
        file="few.yaml",
        adopted_on=date(2026, 9, 1),
        meeting="ประชุมใหญ่",
    )
    return story


def payer(story: Story, no: int) -> Membership:
    member = make_member(story.cast, no)
    paid_until(member, date(2027, 1, 1))
    return member


def grant(story: Story, no: int, gpa: int | None, **changed: Any) -> Claim:
    """A pupil of another member asks; the centre has signed."""
    stated: dict[str, Any] = {"school_stage": "secondary"}
    if gpa is not None:
        stated["gpa_hundredths"] = gpa
    facts: dict[str, Any] = {
        "benefit": "education",
        "membership": payer(story, no).public_id,
        "first_day": date(2026, 11, 2),
        "last_day": None,
        "about": f"ด.ญ.พลอย {no}",
        "stated": stated,
        "evidence": {"transcript": 1, "passbook": 1},
    }
    return story.certify(story.ask(**{**facts, **changed}))


def house(story: Story, no: int, baht: int) -> Claim:
    return story.certify(
        story.ask(
            benefit="housing",
            membership=payer(story, no).public_id,
            last_day=None,
            stated={"asked_satang": baht * 100},
            evidence={"photos": 1},
        )
    )


def flooded(story: Story, no: int, kind: str, day: date) -> Claim:
    return story.certify(
        story.ask(
            benefit="disaster",
            membership=payer(story, no).public_id,
            first_day=day,
            last_day=None,
            stated={"disaster_kind": kind},
            evidence={"lao_certificate": 1},
        )
    )


def refusal(code: RefusalCode, do: Any, **facts: Any) -> Refused:
    with pytest.raises(Refused) as caught:
        do(**facts)
    assert caught.value.code is code
    return caught.value


def fresh(*claims: Claim) -> list[Claim]:
    return [Claim.objects.get(pk=one.pk) for one in claims]


def test_places_go_by_grade_and_who_gets_none_is_told_why(few: Story) -> None:
    low, best, unknown, good = (
        grant(few, no, gpa) for no, gpa in ((1, 250), (2, 400), (3, None), (4, 300))
    )
    answer = few.allocate()
    assert answer["granted"] == [best.number, good.number]
    assert answer["refused"] == [low.number, unknown.number]
    low, best, unknown, good = fresh(low, best, unknown, good)
    assert [one.status for one in (best, good)] == [ClaimStatus.CERTIFIED] * 2
    assert [one.granted_satang for one in (best, good)] == [1_000_00] * 2
    assert (low.status, low.live, low.granted_satang) == (ClaimStatus.REFUSED, False, 0)
    said = Approval.objects.get(subject_id=low.public_id)
    assert not said.approved
    for words in ("ปีงบประมาณละ 2 ราย", "ลำดับที่ 3", "ข้อ 18 (3)", "1 ต.ค. 2570"):
        assert words in said.note
    told = tell(unknown)
    assert told.granted
    assert told.allotted is not None
    assert told.allotted.got_nothing
    assert "เกรดเฉลี่ยจากมากไปน้อย" in told.allotted.order
    assert told.next_step
    assert has_audit_line(few.cast, "claims.allocate")


def test_both_traces_are_kept_and_neither_can_be_changed(few: Story) -> None:
    claim = grant(few, 1, 400)
    few.allocate()
    few.approve(claim)
    kept = Allotment.objects.get(claim=claim)
    assert kept.decision.stage == Decision.Stage.ALLOCATED
    assert json.loads(kept.checks) == [
        {
            "code": "within-places",
            "found": 1,
            "passed": True,
            "required": 2,
            "unit": "places",
        }
    ]
    stages = claim.decisions.order_by("seq").values_list("stage", flat=True)
    assert list(stages) == ["submitted", "allocated", "approved"]
    for table in ("claims_allotment", "claims_allocationround"):
        with pytest.raises(DatabaseError), connection.cursor() as cursor:
            cursor.execute(f"DELETE FROM {table}")


def test_before_the_allocation_nobody_is_approved(few: Story) -> None:
    claim = grant(few, 1, 400)
    refusal(RefusalCode.ALLOCATE_FIRST, few.approve, claim=claim)
    few.approve(claim, reason="กำพร้า", resolution=RESOLVED)
    award = Award.objects.get()
    assert (award.departs, award.amount_satang) == (True, 1_000_00)
    assert not Allotment.objects.exists()


def test_earlier_rounds_of_the_year_fill_its_places(few: Story) -> None:
    first = grant(few, 1, 200)
    few.allocate()
    # Promised already, though nobody has approved it yet.
    second, third = grant(few, 2, 400), grant(few, 3, 390)
    answer = few.allocate()
    assert (answer["granted"], answer["refused"]) == ([second.number], [third.number])
    for claim in (first, second):
        few.approve(claim)
    refusal(RefusalCode.NOTHING_TO_ALLOCATE, few.allocate)
    withdraw_claim(few.cast.act("laor"), claim=first.public_id, reason="ย้ายบ้าน")
    again = grant(few, 4, 100)
    assert few.allocate()["granted"] == [again.number]


def test_what_was_given_before_the_books_began_fills_places_too(few: Story) -> None:
    member = make_member(few.cast, 9)
    few.cast.fund.books_from = date(2026, 10, 15)
    few.cast.fund.save(update_fields=["books_from"])
    OpeningUse.objects.create(
        fund=few.cast.fund, membership=member, benefit="education", units_in_window=1
    )
    claims = [grant(few, no, 300) for no in (1, 2)]
    assert few.allocate()["granted"] == [claims[0].number]


def test_another_year_has_its_own_places(few: Story) -> None:
    last_year = grant(few, 1, 100, first_day=date(2026, 9, 30))
    claims = [grant(few, no, 300) for no in (2, 3)]
    windows = [one.window.from_day for one in waiting_together(few.cast.fund.pk)]
    assert windows == [date(2025, 10, 1), YEAR]
    assert few.allocate()["granted"] == [one.number for one in claims]
    answer = few.allocate(day=date(2025, 10, 1))
    assert answer["granted"] == [last_year.number]


def test_what_changed_since_it_was_seen_is_not_allocated(few: Story) -> None:
    grant(few, 1, 300)
    seen = look(few.cast.fund.pk, "education", YEAR)
    assert seen is not None
    grant(few, 2, 310)
    with pytest.raises(Refused) as caught:
        allocate_claims(
            few.cast.act("prasong"),
            benefit="education",
            window_from=YEAR,
            content_hash=seen.hash().hex(),
        )
    assert caught.value.code is RefusalCode.CHANGED_SINCE
    assert not AllocationRound.objects.exists()


def test_who_entered_one_of_them_or_lives_there_does_not_allocate(few: Story) -> None:
    chair = few.cast.act("prasong")
    grant_role(chair, username="laor", role="committee", from_date=date(2020, 10, 1))
    claim = grant(few, 1, 300)
    refusal(RefusalCode.SAME_PERSON, few.allocate, who="laor")
    assert claim.membership is not None
    relative = make_person(few.cast, "คำ", "แก้วมา", title="นาย")
    relative.household = claim.membership.person.household
    relative.save(update_fields=["household"])
    grant_role(
        few.cast.act("prasong"),
        username="kamnan",
        role="committee",
        from_date=date(2020, 10, 1),
        person_id=relative.pk,
    )
    refusal(RefusalCode.TIED_TO_PAYEE, few.allocate, who="kamnan")
    for who in ("somsri", "sombat", "noi"):
        refusal(RefusalCode.NOT_ALLOWED, few.allocate, who=who)
    assert not AllocationRound.objects.exists()


def test_a_claim_the_bylaw_refuses_is_not_in_the_set(few: Story) -> None:
    claim = grant(few, 1, 300, evidence={"passbook": 1})
    assert look(few.cast.fund.pk, "education", YEAR) is None
    refusal(RefusalCode.NOTHING_TO_ALLOCATE, few.allocate)
    receive_evidence(
        few.cast.act("laor"), claim=claim.public_id, evidence={"transcript": 1}
    )
    assert few.allocate()["granted"] == [claim.number]


def test_papers_taken_back_after_the_allocation_take_the_grant_with_them(
    few: Story,
) -> None:
    claim = grant(few, 1, 300)
    few.allocate()
    receive_evidence(
        few.cast.act("laor"), claim=claim.public_id, evidence={"transcript": 0}
    )
    facts = {"claim": claim, "amount_satang": 1_000_00}
    refusal(RefusalCode.DEPARTURE_NEEDS_REASON, few.approve, **facts)


def test_houses_are_served_as_they_come_until_the_money_is_gone(few: Story) -> None:
    first, second, third = (
        house(few, no, baht) for no, baht in ((1, 9_000), (2, 5_000), (3, 1_000))
    )
    few.approve(first)
    # The by-law gives 5,000 and 3,000 are left.
    told = tell(second)
    assert (told.amount_satang, told.offer_satang) == (5_000_00, 3_000_00)
    refusal(RefusalCode.DEPARTURE_NEEDS_REASON, few.approve, claim=second)
    few.approve(second, amount_satang=3_000_00)
    refusal(RefusalCode.ALLOCATION_SPENT, few.approve, claim=third)
    kept = Allotment.objects.order_by("pk")
    assert [one.amount_satang for one in kept] == [9_000_00, 3_000_00]
    assert [one.decision.stage for one in kept] == ["approved", "approved"]
    assert not Award.objects.filter(departs=True).exists()
    few.approve(third, reason="ตาบอดทั้งบ้าน", resolution=RESOLVED)
    assert Award.objects.get(claim=third).departs
    assert sum(one.granted_satang for one in fresh(first, second, third)) == 13_000_00


def test_a_disaster_is_shared_alike_out_of_what_the_fund_has(few: Story) -> None:
    day, other = date(2026, 11, 5), date(2026, 11, 8)
    claims = [
        flooded(few, no, kind, day)
        for no, kind in ((1, "whole_house"), (2, "part_house"), (3, "crop"))
    ]
    elsewhere = flooded(few, 4, "crop", other)
    answer = few.allocate(benefit="disaster", day=day)
    # One ten-thousandth of 100,000 baht.
    assert answer["total_satang"] == 10_00
    given = [one.granted_satang for one in fresh(*claims)]
    assert given == [667, 267, 66]
    told = tell(fresh(claims[0])[0])
    assert told.allotted is not None
    assert told.allotted.checks[0].state == "cut"
    assert "ลดลงตามส่วน" in told.allotted.checks[0].note
    few.approve(claims[0], amount_satang=667, resolution=RESOLVED)
    assert (
        few.pay(claims[0], payee_name=claims[0].claimant_name)["amount_satang"] == 667
    )
    # Another disaster has its own share, of the fund as it is now.
    assert few.allocate(benefit="disaster", day=other)["total_satang"] == 9_99
    assert elsewhere.number


def test_what_was_paid_of_a_disaster_still_counts_as_what_the_fund_had(
    few: Story,
) -> None:
    day = date(2026, 11, 5)
    claim = flooded(few, 1, "crop", day)
    few.allocate(benefit="disaster", day=day)
    fund, rule = few.cast.fund.pk, in_force(few.cast.fund.pk, day).rule("disaster")
    window = window_of(rule, day)
    before = terms_of(fund, rule, window)
    few.approve(claim, amount_satang=10_00, resolution=RESOLVED)
    few.pay(claim, payee_name=claim.claimant_name)
    # The cash box has ten baht less, and they are told as spent; no share twice.
    assert terms_of(fund, rule, window) == before
    assert before.spent_satang == 10_00


def test_a_set_is_decided_as_each_of_it_alone(few: Story) -> None:
    claims = [grant(few, no, gpa) for no, gpa in ((1, 250), (2, None), (3, 400))]
    claims.append(
        few.certify(
            few.ask(
                benefit="education",
                membership=claims[0].membership.public_id,  # type: ignore[union-attr]
                first_day=date(2026, 11, 3),
                last_day=None,
                about="ด.ช.ต้น",
                stated={"school_stage": "primary"},
                evidence={"transcript": 1},
            )
        )
    )
    kept = list(Claim.objects.filter(pk__in=[one.pk for one in claims]).order_by("pk"))
    rules = in_force(few.cast.fund.pk, date(2026, 11, 2))
    together = decide_waiting(rules, kept)
    for one, claim in zip(together, kept, strict=True):
        assert one.hash(claim.public_id) == decide_now(claim).hash(claim.public_id)


def test_a_larger_set_asks_no_question_for_each(few: Story) -> None:
    counts = []
    for batch in range(2):
        for n in range(4):
            grant(few, 10 * batch + n + 1, 300)
        with CaptureQueriesContext(connection) as asked:
            assert look(few.cast.fund.pk, "education", YEAR)
        counts.append(len(asked))
    # Only the by-law of each day is looked up.
    assert counts[1] - counts[0] <= 4


def test_the_committee_allocates_on_its_page(few: Story) -> None:
    claims = [grant(few, no, gpa) for no, gpa in ((1, 200), (2, 400), (3, 300))]
    chair = Visitor(few.cast, "prasong")
    assert "ดูลำดับ" in text(chair.get("/f/TUNG/allocations/"))
    address = f"/f/TUNG/allocations/education/{YEAR.isoformat()}/"
    shown = text(chair.get(address))
    assert "เกรดเฉลี่ยจากมากไปน้อย" in shown
    own = f"/f/TUNG/claims/{claims[0].public_id}/"
    assert "รอจัดสรรพร้อมกัน" in text(chair.get(own))
    seen = look(few.cast.fund.pk, "education", YEAR)
    assert seen is not None
    answer = chair.press(address, content_hash="00" * 32)
    assert answer.status_code == 409
    answer = chair.press(address, content_hash=seen.hash().hex())
    assert answer.status_code == 302
    refused = text(chair.get(own))
    assert "ไม่ได้รับจัดสรร" in refused
    assert "ลำดับที่" in refused
    for nowhere in ("education/2026-10-02", "education/ไม่ใช่วัน", "ไม่มี/2026-10-01"):
        assert chair.get(f"/f/TUNG/allocations/{nowhere}/").status_code == 404
    assert Visitor(few.cast, "noi").get(address).status_code == 404

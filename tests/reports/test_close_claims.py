"""The list for a close, of claims and vouchers: what waits, what is paid, who saw it.

Method: a month's last moment and the next one's first, in Bangkok; another fund that
does the same; whole points in their order.
"""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from typing import Any
from uuid import UUID

import pytest

from kongbun.approvals.actions import sign
from kongbun.approvals.models import SignedHow
from kongbun.claims.approve_actions import approve_claim
from kongbun.claims.deciding import decide_now
from kongbun.claims.models import Claim, Payment
from kongbun.claims.pay_actions import reverse_payment
from kongbun.commands.run import Act, command
from kongbun.kernel.money import Money
from kongbun.kernel.refusal import RefusalCode
from kongbun.reports.conditions import close_list
from kongbun.testing import insider
from kongbun.testing.cast import Cast, another_fund, make_cast, make_member
from kongbun.testing.databases import Copy
from tests.claims.story import Story, paid_until, tell
from tests.reports.test_close_points import FOUND, RESTING, listed, met, only

C = RefusalCode
NOVEMBER, DECEMBER = date(2026, 11, 1), date(2026, 12, 1)
LAST, NOW = date(2026, 11, 30), date(2026, 12, 5)
# Midnight in Bangkok.
MIDNIGHT = datetime(2026, 11, 30, 17, tzinfo=UTC)


def certified(story: Story, no: int) -> Claim:
    """A claim of another member each, so that nobody reaches a ceiling."""
    member = make_member(story.cast, no)
    paid_until(member, date(2027, 6, 1))
    return story.certify(story.ask(membership=member.public_id))


def approve(story: Story, claim: Claim, now: datetime) -> None:
    seen = decide_now(claim)
    today = (now + timedelta(hours=7)).date()
    approve_claim(
        story.cast.act("prasong", today=today, now=now),
        claim=claim.public_id,
        decision_hash=seen.hash(claim.public_id).hex(),
        amount_satang=seen.amount_satang,
    )
    claim.refresh_from_db()


def pay(story: Story, claim: Claim, today: date) -> None:
    story.pay(claim, today=today, payee_name=claim.claimant_name)


def waits(claim: Claim) -> FOUND:
    return [
        (
            *("claims", claim.number, f"คำขอที่ {claim.number} อนุมัติแล้วยังไม่จ่าย"),
            *(f"{claim.title} 500.00 บาท", True, C.CLAIM_UNPAID_UNEXPLAINED),
            {"number": claim.number, "amount": Money(500_00)},
        )
    ]


def paid(count: int) -> FOUND:
    return met((*RESTING[5][:3], f"จ่ายแล้ว {count} ราย ไม่มีรายการค้าง"))


@pytest.mark.django_db
def test_a_month_waits_for_what_was_approved_to_its_last_moment(cast: Cast) -> None:
    story = tell(cast)
    first, second, late, before = (certified(story, no) for no in (1, 2, 3, 4))
    approve(story, before, MIDNIGHT - timedelta(days=9))
    pay(story, before, LAST)
    approve(story, second, MIDNIGHT - timedelta(days=8))
    approve(story, first, MIDNIGHT - timedelta(microseconds=1))
    approve(story, late, MIDNIGHT)
    other = tell(another_fund(cast, "HUAI"))
    approve(other, certified(other, 1), MIDNIGHT - timedelta(days=8))
    assert (first.number, second.number) == ("1/2570", "2/2570")
    november = only(listed(cast, NOVEMBER, NOW), "claims")
    assert november == waits(first) + waits(second)
    december = only(listed(cast, DECEMBER, NOW), "claims")
    assert december == waits(first) + waits(second) + waits(late)
    # Nothing was approved by the end of October.
    assert only(listed(cast, date(2026, 10, 1), NOW), "claims") == paid(0)


@pytest.mark.django_db
def test_what_was_paid_is_counted_in_its_month_and_once(cast: Cast) -> None:
    story = tell(cast)
    back, last, after = (certified(story, no) for no in (1, 2, 3))
    for claim in (back, last, after):
        approve(story, claim, MIDNIGHT - timedelta(days=9))
    pay(story, back, date(2026, 11, 22))
    act = cast.act("somsri", today=date(2026, 11, 23))
    reverse_payment(act, claim=back.public_id, reason="จ่ายผิดคน")
    pay(story, back, date(2026, 11, 24))
    pay(story, last, LAST)
    pay(story, after, DECEMBER)
    other = tell(another_fund(cast, "HUAI"))
    claim = certified(other, 1)
    approve(other, claim, MIDNIGHT - timedelta(days=9))
    pay(other, claim, LAST)
    assert Payment.objects.count() == 5
    assert only(listed(cast, NOVEMBER, NOW), "claims") == paid(2)
    assert only(listed(cast, DECEMBER, date(2027, 1, 5)), "claims") == paid(1)


@command("test.sign_voucher")
def sign_voucher(act: Act, *, voucher: UUID) -> dict[str, Any]:
    """A witness signs for a voucher, in the books of who acts."""
    sign(
        act,
        subject_kind="voucher",
        subject_id=voucher,
        content_hash=bytes(32),
        person_id=None,
        seat="พยาน",
        how=SignedHow.ON_PAPER,
        signed_on=act.today,
    )
    return {}


def bare(*numbers: int) -> FOUND:
    return [
        (
            *("witness", f"{no}/2570", f"ใบสำคัญจ่าย {no}/2570 ยังไม่มีพยานลงชื่อ"),
            f"ใบสำคัญจ่าย {no}/2570 จำนวน 500.00 บาท ยังไม่มีพยานลงชื่อ",
            *(False, C.VOUCHER_WITHOUT_WITNESS),
            {"number": f"{no}/2570", "amount": Money(500_00)},
        )
        for no in numbers
    ]


def test_each_voucher_that_nobody_saw_is_named_until_one_signs(
    committed_db: Copy,
) -> None:
    """The counter takes none without: an insider took the witnesses out."""
    assert committed_db.name
    story = tell(make_cast())
    cast, fund = story.cast, story.cast.fund.pk
    claims = [certified(story, no) for no in range(1, 8)]
    for claim in claims:
        approve(story, claim, MIDNIGHT - timedelta(days=10))
    # Not in the order of their days; the fourth keeps its witness.
    days = [25, 22, 24, 24, 30]
    for day, claim in zip(days, claims, strict=False):
        pay(story, claim, date(2026, 11, day))
    pay(story, claims[5], DECEMBER)
    pay(story, claims[6], LAST)
    reverse_payment(
        cast.act("somsri", today=NOW), claim=claims[6].public_id, reason="จ่ายผิดคน"
    )
    other = tell(another_fund(cast, "HUAI"))
    claim = certified(other, 1)
    approve(other, claim, MIDNIGHT - timedelta(days=10))
    pay(other, claim, LAST)
    with insider.tampering() as cursor:
        cursor.execute("UPDATE claims_payment SET witness = '' WHERE no <> 4")
        assert cursor.rowcount == 7
    found = close_list(fund, NOVEMBER, NOW).points
    assert only(found, "witness") == bare(1, 2, 3, 5)
    made = dict(Payment.objects.filter(fund=cast.fund).values_list("no", "public_id"))
    sign_voucher(cast.act("somsri"), voucher=made[3])
    # What was written in the books of another fund is no word of this one.
    sign_voucher(other.cast.act("somsri"), voucher=made[1])
    assert only(listed(cast, NOVEMBER, NOW), "witness") == bare(1, 2, 5)
    for number in (1, 2, 5):
        sign_voucher(cast.act("somsri"), voucher=made[number])
    assert only(listed(cast, NOVEMBER, NOW), "witness") == met(RESTING[6])
    assert only(listed(cast, DECEMBER, NOW), "witness") == bare(6)

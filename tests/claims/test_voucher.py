"""What a voucher and its reversal keep, and what the counter says, to the last word."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from kongbun.claims.models import (
    PayeeKind,
    Payment,
    PaymentReversal,
)
from kongbun.claims.pay_actions import (
    beneficiaries_of,
    pay_claim,
    payees_of,
    reverse_payment,
)
from kongbun.commands.models import Command
from kongbun.kernel.refusal import RefusalCode
from kongbun.ledger.balances import accounts, balance
from kongbun.ledger.models import Entry
from kongbun.people.models import Beneficiary, Membership, Person
from kongbun.testing.cast import TODAY, make_member
from tests.claims.levels import CHAIR_FIRST, COMMITTEE, certified, levels
from tests.claims.story import Story
from tests.claims.told import row, told

pytestmark = pytest.mark.django_db
C = RefusalCode
DIED: dict[str, Any] = {
    "benefit": "death",
    "last_day": None,
    "claimant_name": "นายคำ แสนสุข",
    "evidence": {"death_certificate": 1},
}


def account_id(story: Story, code: str) -> int:
    return next(one.id for one in accounts(story.cast.fund.pk) if one.code == code)


def test_a_voucher_keeps_each_word_that_was_said(story: Story) -> None:
    claim = story.approved()
    act = story.cast.act("somsri")
    said = {
        **story.payment(claim),
        "method": "transfer",
        "account": story.cast.bank,
        "transfer_ref": " A1 ",
        "payee_kind": "proxy",
        "payee_name": " นายคำ แสนสุข ",
        "proxy_paper": " ลงวันที่ 19 พ.ย. 2569 ",
        "witness": " นายสมบัติ ดีงาม ",
    }
    answer = pay_claim(act, **said)
    voucher, entry = Payment.objects.get(), Entry.objects.get(kind="benefit-paid")
    assert answer == {
        "claim": claim.public_id.hex,
        "number": "1/2570",
        "voucher": "1/2570",
        "payment": voucher.public_id.hex,
        "amount_satang": 500_00,
    }
    assert row(voucher) == {
        "fund_id": story.cast.fund.pk,
        "fiscal_year": 2570,
        "no": 1,
        "claim_id": claim.pk,
        "attempt": 1,
        "paid_on": TODAY,
        "account_id": account_id(story, story.cast.bank),
        "method": "transfer",
        "transfer_ref": "A1",
        "payee_kind": "proxy",
        "payee_name": "นายคำ แสนสุข",
        "proxy_paper": "ลงวันที่ 19 พ.ย. 2569",
        # One who was named for a death is no beneficiary of nights in hospital.
        "beneficiary_id": None,
        "witness": "นายสมบัติ ดีงาม",
        "amount_satang": 500_00,
        "entry_id": entry.pk,
        "paid_by_id": story.cast.users["somsri"].pk,
        "command_id": Command.objects.get(public_id=act.command_id).pk,
    }
    assert (entry.reference, entry.occurred_on) == ("claim:1/2570:paid:1", TODAY)
    assert balance(story.cast.fund.pk, story.cast.bank) == 50_000_00 - 500_00
    step = claim.steps.order_by("-pk")[0]
    assert (step.status, step.note) == ("paid", "ใบสำคัญจ่าย 1/2570")


def test_cash_has_no_reference_whatever_was_typed(story: Story) -> None:
    story.pay(story.approved(), transfer_ref="A1")
    assert Payment.objects.get().transfer_ref == ""


def test_the_fiscal_year_is_that_of_the_day_it_was_paid(story: Story) -> None:
    september = date(2026, 9, 25)
    asked = story.ask(
        today=september, first_day=date(2026, 9, 9), last_day=date(2026, 9, 11)
    )
    claim = story.approve(story.certify(asked), today=september)
    answer = story.pay(claim, paid_on=date(2026, 9, 30), today=date(2026, 10, 2))
    assert answer["voucher"] == "1/2569"
    assert story.pay(story.approved())["voucher"] == "1/2570"


@pytest.mark.parametrize("day", [date(2026, 11, 18), date(2026, 11, 20)])
def test_it_is_paid_from_the_day_of_its_approval_to_the_day_of_today(
    story: Story, day: date
) -> None:
    claim = story.certify(story.ask())
    claim = story.approve(claim, today=date(2026, 11, 18))
    story.pay(claim, paid_on=day)
    assert Payment.objects.get().paid_on == day


# What is said at the counter, the code, and the facts of the refusal.
SAID: list[tuple[dict[str, Any], RefusalCode, dict[str, Any]]] = [
    (
        {"paid_on": date(2026, 11, 21)},
        C.DATE_IN_FUTURE,
        {"found": "21 พ.ย. 2569", "today": "20 พ.ย. 2569"},
    ),
    (
        {"paid_on": date(2026, 11, 19)},
        C.PAID_BEFORE_APPROVAL,
        {"found": "19 พ.ย. 2569", "approved": "20 พ.ย. 2569"},
    ),
    (
        {"method": "cheque"},
        C.ACCOUNT_UNFIT,
        {"method": "cheque", "account": "กล่องเงินสด"},
    ),
    (
        {"account": "bank:9"},
        C.ACCOUNT_UNFIT,
        {"method": "เงินสด", "account": "บัญชีที่เลือก"},
    ),
    (
        {"account": "bag:1"},
        C.ACCOUNT_UNFIT,
        {"method": "เงินสด", "account": "ถุงนายประเสริฐ"},
    ),
    (
        {"method": "transfer", "account": "bank:1", "transfer_ref": " "},
        C.FIELD_EMPTY,
        {"field": "เลขอ้างอิงการโอน"},
    ),
    (
        {"payee_kind": "beneficiary"},
        C.PAYEE_UNFIT,
        {
            "benefit": "นอนโรงพยาบาล",
            "payee": "ผู้รับผลประโยชน์",
            "payees": "เจ้าตัว ผู้รับมอบฉันทะ",
        },
    ),
    (
        {"payee_kind": "ใครก็ได้"},
        C.PAYEE_UNFIT,
        {
            "benefit": "นอนโรงพยาบาล",
            "payee": "ใครก็ได้",
            "payees": "เจ้าตัว ผู้รับมอบฉันทะ",
        },
    ),
    ({"payee_name": " "}, C.FIELD_EMPTY, {"field": "ชื่อผู้รับเงิน"}),
    (
        {"payee_name": " นางอื่น แสนสุข "},
        C.NOT_THE_CLAIMANT,
        {"name": "นางอื่น แสนสุข", "names": "นางบุญเรือน แสนสุข"},
    ),
    (
        {"payee_kind": "proxy", "payee_name": "นายคำ", "proxy_paper": " "},
        C.PROXY_PAPER_NEEDED,
        {"name": "นายคำ"},
    ),
    ({"witness": "นางบุญเรือน  แสนสุข"}, C.WITNESS_NEEDED, {}),
    ({"witness": " นางสมศรี  ใจงาม"}, C.WITNESS_NEEDED, {}),
]


def test_a_refusal_says_what_was_found_and_what_is_needed(story: Story) -> None:
    claim = story.approved()
    for facts, code, why in SAID:
        assert told(story.pay, claim, **facts) == [(code, why)], facts
    assert not Payment.objects.exists()


def test_the_longest_text_is_kept_whole_and_one_letter_more_is_told(
    story: Story,
) -> None:
    claim = story.approved()
    proxy = {"payee_kind": "proxy", "payee_name": "นายคำ", "proxy_paper": "1"}
    other = {"method": "transfer", "account": "bank:1", "transfer_ref": "A1"}
    texts = {
        "payee_name": ("ชื่อผู้รับเงิน", 240),
        "witness": ("ชื่อพยาน", 240),
        "proxy_paper": ("หนังสือมอบฉันทะ", 200),
        "transfer_ref": ("เลขอ้างอิงการโอน", 60),
    }
    for name, (field, most) in texts.items():
        facts = {**proxy, **other, name: "ก" * (most + 1)}
        why = {"field": field, "length": most + 1, "most": most}
        assert told(story.pay, claim, **facts) == [(C.TEXT_TOO_LONG, why)]
    whole = {name: "ก" * most for name, (_, most) in texts.items()}
    whole["witness"] = "ข" * 240
    story.pay(claim, **{**proxy, **other, **whole})
    kept = Payment.objects.get()
    assert {name: getattr(kept, name) for name in texts} == whole


def test_what_was_approved_is_named_when_it_is_another_sum(story: Story) -> None:
    claim = story.approved()
    assert told(story.pay, claim, amount_satang=499_99) == [
        (C.CHANGED_SINCE, {"what": "จำนวนเงินหรือคำขอที่อนุมัติไว้"})
    ]
    other = story.ask(first_day=date(2026, 10, 5), last_day=date(2026, 10, 7))
    assert told(story.pay, other) == [
        (
            C.CLAIM_NOT_WAITING,
            {"number": "2/2570", "status": "รอศูนย์หมู่บ้านรับรอง", "verb": "จ่าย"},
        )
    ]


def test_a_reference_is_used_once_in_its_own_fund(story: Story) -> None:
    transfer = {"method": "transfer", "account": story.cast.bank, "transfer_ref": "A1"}
    story.pay(story.approved(), **transfer)
    second = story.approved(first_day=date(2026, 10, 5), last_day=date(2026, 10, 7))
    assert told(story.pay, second, **transfer) == [
        (C.TRANSFER_REF_TAKEN, {"ref": "A1", "number": "1/2570"})
    ]
    story.pay(second, **{**transfer, "transfer_ref": "A2"})


def test_another_funds_claim_is_not_there_to_be_paid(story: Story) -> None:
    claim = story.approved()
    of_claim = {"claim": claim.public_id, "reason": "ผิด"}
    for do, facts in ((pay_claim, story.payment(claim)), (reverse_payment, of_claim)):
        act = story.cast.act("noi", fund=story.cast.other_fund)
        assert told(do, act, **facts) == [(C.NOT_FOUND, {"what": "คำขอ"})]


def test_after_its_last_day_the_refusal_says_who_has_to_answer(story: Story) -> None:
    levels(story, CHAIR_FIRST, COMMITTEE)
    claim = certified(story)
    story.approve(claim, emergency=True, reason="น้ำท่วม")
    assert told(story.pay, claim, today=date(2026, 12, 21)) == [
        (
            C.EMERGENCY_OVERDUE,
            {"number": "1/2570", "due": "20 ธ.ค. 2569", "required": "ที่ประชุมคณะกรรมการ"},
        )
    ]


def test_the_register_calls_one_by_more_than_one_name(story: Story) -> None:
    """With the title, without it, as on the request: each is the claimant."""
    claim = story.ask(claimant_name="นางบุญเรือน ใจดี")
    Person.objects.filter(pk=story.bunruean.person_id).update(last_name="แสนสุขใจ")
    claim = story.approve(story.certify(claim))
    assert told(story.pay, claim, payee_name="นางบุญเรือน แสนสุข") == [
        (
            C.NOT_THE_CLAIMANT,
            {
                "name": "นางบุญเรือน แสนสุข",
                "names": "นางบุญเรือน แสนสุขใจ นางบุญเรือน ใจดี",
            },
        )
    ]
    for name in ("นางบุญเรือน ใจดี", "นางบุญเรือน แสนสุขใจ", "บุญเรือน  แสนสุขใจ"):
        story.pay(claim, payee_name=name)
        act = story.cast.act("somsri")
        reverse_payment(act, claim=claim.public_id, reason="ลองอีกชื่อ")
        claim.refresh_from_db()


def test_who_may_receive_is_the_bylaws_and_a_proxy_always(story: Story) -> None:
    own, proxy, named = PayeeKind.SELF, PayeeKind.PROXY, PayeeKind.BENEFICIARY
    assert payees_of(story.ask()) == [own, proxy]
    assert payees_of(story.ask(**DIED)) == [proxy, named]


def test_the_members_own_named_come_first_in_the_order_they_were_named(
    story: Story,
) -> None:
    def name(of: Membership, seq: int, removed_on: date | None = None) -> str:
        said = f"นายที่{seq} {of.member_no}"
        Beneficiary.objects.create(
            fund=story.cast.fund,
            membership=of,
            seq=seq,
            name=said,
            relation="บุตร",
            removed_on=removed_on,
        )
        return said

    earlier, other = make_member(story.cast, 7), make_member(story.cast, 8)
    doubled = [name(earlier, seq) for seq in (2, 1)]
    own = [name(story.bunruean, seq) for seq in (3, 2)]
    name(story.bunruean, 4, removed_on=TODAY)
    name(other, 1)
    Membership.objects.filter(pk=earlier.pk).update(counted_in=story.bunruean)
    claim = story.ask()
    assert [one.name for one in beneficiaries_of(claim)] == [
        *("นายคำ แสนสุข", own[1], own[0]),
        *(doubled[1], doubled[0]),
    ]


def test_only_who_was_named_receives_as_beneficiary(story: Story) -> None:
    claim = story.approved(**DIED)
    beneficiary = {"payee_kind": "beneficiary", "payee_name": " นางอื่น  แสนสุข"}
    assert told(story.pay, claim, **beneficiary) == [
        (C.NOT_THE_BENEFICIARY, {"name": "นางอื่น  แสนสุข"})
    ]
    second = Beneficiary.objects.create(
        fund=story.cast.fund,
        membership=story.bunruean,
        seq=2,
        name="นางอื่น แสนสุข",
        relation="บุตร",
    )
    story.pay(claim, **beneficiary)
    assert Payment.objects.get().beneficiary == second


def test_a_reversal_keeps_each_word_and_cuts_what_is_too_long(story: Story) -> None:
    claim = story.approved()
    story.pay(claim)
    act = story.cast.act("somsri", today=date(2026, 11, 23))
    empty = {"claim": claim.public_id, "reason": " "}
    assert told(reverse_payment, story.cast.act("somsri"), **empty) == [
        (C.FIELD_EMPTY, {"field": "เหตุผลที่กลับรายการ"})
    ]
    answer = reverse_payment(act, claim=claim.public_id, reason=" " + "ก" * 301)
    voucher = Payment.objects.get()
    assert answer == {
        "claim": claim.public_id.hex,
        "number": "1/2570",
        "voucher": "1/2570",
    }
    back = PaymentReversal.objects.get()
    entry = Entry.objects.get(reverses=voucher.entry)
    assert row(back) == {
        "payment_id": voucher.pk,
        "entry_id": entry.pk,
        "reversed_on": date(2026, 11, 23),
        "reason": "ก" * 200,
        "user_id": story.cast.users["somsri"].pk,
        "command_id": Command.objects.get(public_id=act.command_id).pk,
    }
    assert entry.memo == "ก" * 200
    step = claim.steps.order_by("-pk")[0]
    assert (step.status, step.note) == ("approved", "กลับรายการจ่าย: " + "ก" * 300)


def test_each_payment_of_a_claim_is_reversed_for_itself(story: Story) -> None:
    claim = story.approved()
    for no in (1, 2, 3):
        story.pay(claim)
        act = story.cast.act("somsri")
        answer = reverse_payment(act, claim=claim.public_id, reason="จ่ายผิดคน")
        assert answer["voucher"] == f"{no}/2570"
        claim.refresh_from_db()
    attempts = Payment.objects.order_by("no").values_list("attempt", "no")
    assert list(attempts) == [(1, 1), (2, 2), (3, 3)]
    act = story.cast.act("somsri")
    assert told(reverse_payment, act, claim=claim.public_id, reason="ผิด") == [
        (
            C.CLAIM_NOT_WAITING,
            {
                "number": "1/2570",
                "status": "อนุมัติแล้ว รอจ่ายเงิน",
                "verb": "กลับรายการจ่าย",
            },
        )
    ]


def test_without_the_duty_nobody_pays_or_reverses(story: Story) -> None:
    claim = story.approved()
    for who in ("prasong", "sombat", "laor", "prasert", "noi"):
        [(code, _)] = told(story.pay, claim, who)
        assert code is C.NOT_ALLOWED
    story.pay(claim)
    for who in ("prasong", "sombat", "laor", "prasert", "noi"):
        act = story.cast.act(who)
        [(code, _)] = told(reverse_payment, act, claim=claim.public_id, reason="ผิด")
        assert code is C.NOT_ALLOWED

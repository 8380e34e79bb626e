"""Money goes out once, exactly as approved, to who may receive it."""

from __future__ import annotations

import uuid
from datetime import date
from typing import Any

import pytest
from django.db import IntegrityError, connection, transaction

from kongbun.access.actions import grant_role
from kongbun.claims.models import Award, Claim, ClaimStatus, Payment
from kongbun.claims.pay_actions import pay_claim, reverse_payment
from kongbun.kernel.refusal import RefusalCode, Refused
from kongbun.ledger.balances import balance
from kongbun.ledger.models import Entry
from kongbun.people.models import Membership
from kongbun.store import guards
from kongbun.store.sqlite.base import owning
from kongbun.testing.cast import TODAY, has_audit_line
from tests.claims.story import Story

pytestmark = pytest.mark.django_db
HAD = 50_000_00


def refusals(
    story: Story, claim: Claim, who: str = "somsri", **facts: Any
) -> list[RefusalCode]:
    with pytest.raises(Refused) as caught:
        story.pay(claim, who, **facts)
    assert not Payment.objects.exists()
    assert balance(story.cast.fund.pk, "cash") == HAD
    return [reason.code for reason in caught.value.reasons]


def death(story: Story) -> Claim:
    return story.approved(
        benefit="death",
        last_day=None,
        claimant_name="นายคำ แสนสุข",
        evidence={"death_certificate": 1},
    )


def test_a_voucher_books_one_leg_and_closes_the_request(story: Story) -> None:
    claim = story.approved()
    answer = story.pay(claim)
    claim.refresh_from_db()
    payment = Payment.objects.get()
    assert (answer["voucher"], claim.status) == ("1/2570", ClaimStatus.PAID)
    assert balance(story.cast.fund.pk, "cash") == HAD - 500_00
    assert balance(story.cast.fund.pk, "expense:benefit:2") == 500_00
    assert payment.entry.reference == "claim:1/2570:paid:1"
    assert has_audit_line(story.cast, "claims.pay")


def test_it_is_paid_once(story: Story) -> None:
    claim = story.approved()
    story.pay(claim)
    with pytest.raises(Refused) as caught:
        story.pay(claim)
    assert caught.value.code is RefusalCode.CLAIM_NOT_WAITING
    assert Entry.objects.filter(kind="benefit-paid").count() == 1


def test_the_same_payment_again_is_one(story: Story) -> None:
    claim, again = story.approved(), uuid.uuid4()
    facts = story.payment(claim)
    answers = [
        pay_claim(story.cast.act("somsri", command_id=again), **facts) for _ in range(2)
    ]
    assert answers[0] == answers[1]
    assert Payment.objects.count() == 1


def test_the_database_itself_refuses_a_second_payment_and_another_sum(
    story: Story,
) -> None:
    claim = story.approved()
    story.pay(claim)
    kept = Payment.objects.get()
    for changed in ({"attempt": 2}, {"attempt": 2, "amount_satang": 500_01}):
        kept.pk, kept.public_id, kept.no = None, uuid.uuid4(), 2
        for name, value in changed.items():
            setattr(kept, name, value)
        with pytest.raises(IntegrityError, match="claims: "), transaction.atomic():
            kept.save(force_insert=True)


def test_who_approved_it_does_not_pay_it(story: Story) -> None:
    grant_role(
        story.cast.act("prasong"),
        username="somsri",
        role="committee",
        from_date=date(2020, 10, 1),
    )
    claim = story.approve(story.certify(story.ask()), "somsri")
    assert refusals(story, claim) == [RefusalCode.SAME_PERSON]


@pytest.mark.parametrize("who", ["prasong", "sombat", "laor", "prasert", "noi"])
def test_without_the_duty_nobody_pays(story: Story, who: str) -> None:
    assert refusals(story, story.approved(), who) == [RefusalCode.NOT_ALLOWED]


def test_before_it_is_approved_nothing_is_paid(story: Story) -> None:
    claim = story.certify(story.ask())
    assert refusals(story, claim) == [RefusalCode.CLAIM_NOT_WAITING]


@pytest.mark.parametrize("satang", [500_01, 499_99])
def test_one_satang_more_or_less_than_approved_is_refused(
    story: Story, satang: int
) -> None:
    claim = story.approved()
    assert refusals(story, claim, amount_satang=satang) == [RefusalCode.CHANGED_SINCE]
    # Nor by changing the row that may change, between approval and payment.
    Claim.objects.filter(pk=claim.pk).update(granted_satang=satang)
    claim.refresh_from_db()
    assert refusals(story, claim) == [RefusalCode.CHANGED_SINCE]


def test_an_insider_who_changes_the_award_is_found_at_the_counter(
    story: Story,
) -> None:
    claim = story.approved()
    if connection.vendor == "postgresql":
        pytest.skip("the app's role cannot take a trigger out")
    with owning(connection):
        with connection.cursor() as cursor:
            cursor.execute('DROP TRIGGER "kb_claims_award_no_update"')
        Award.objects.update(amount_satang=500_01)
        Claim.objects.filter(pk=claim.pk).update(granted_satang=500_01)
        guards.install(connection)
    claim.refresh_from_db()
    assert refusals(story, claim) == [RefusalCode.CHANGED_SINCE]


def test_money_that_is_not_there_is_not_paid(story: Story) -> None:
    claim = story.approve(
        story.certify(story.ask()),
        amount_satang=HAD + 1,
        reason="ลองเกินกล่อง",
        resolution={"number": "1", "decided_on": "2026-11-19"},
    )
    assert refusals(story, claim) == [RefusalCode.NOT_ENOUGH_MONEY]
    claim.refresh_from_db()
    assert claim.status == ClaimStatus.APPROVED


def test_a_transfer_goes_from_the_bank_once_a_reference(story: Story) -> None:
    claim = story.approved()
    transfer = {"method": "transfer", "account": story.cast.bank}
    assert refusals(story, claim, **transfer) == [RefusalCode.FIELD_EMPTY]
    assert refusals(story, claim, method="transfer", transfer_ref="A1") == [
        RefusalCode.ACCOUNT_UNFIT
    ]
    assert refusals(story, claim, account=story.cast.bank) == [
        RefusalCode.ACCOUNT_UNFIT
    ]
    story.pay(claim, transfer_ref="A1", **transfer)
    second = story.approved(first_day=date(2026, 10, 5), last_day=date(2026, 10, 7))
    with pytest.raises(Refused) as caught:
        story.pay(second, transfer_ref=" A1 ", **transfer)
    assert caught.value.code is RefusalCode.TRANSFER_REF_TAKEN


def test_a_proxy_brings_a_power_of_attorney(story: Story) -> None:
    claim = story.approved()
    proxy = {"payee_kind": "proxy", "payee_name": "นายคำ แสนสุข"}
    assert refusals(story, claim, **proxy) == [RefusalCode.PROXY_PAPER_NEEDED]
    story.pay(claim, proxy_paper="ลงวันที่ 19 พ.ย. 2569 ดูบัตรแล้ว", **proxy)
    assert Payment.objects.get().payee_kind == "proxy"


def test_what_is_left_goes_to_the_one_who_was_named(story: Story) -> None:
    claim = death(story)
    assert refusals(story, claim) == [RefusalCode.PAYEE_UNFIT]
    other = {"payee_kind": "beneficiary", "payee_name": "นางอื่น แสนสุข"}
    assert refusals(story, claim, **other) == [RefusalCode.NOT_THE_BENEFICIARY]
    named = {"payee_kind": "beneficiary", "payee_name": "นายคำ  แสนสุข"}
    story.pay(claim, **named)
    beneficiary = Payment.objects.get().beneficiary
    assert beneficiary is not None
    assert beneficiary.relation == "สามี"


def test_what_was_owed_to_one_who_died_goes_to_those_left_behind(
    story: Story,
) -> None:
    claim = story.approved()
    Membership.objects.filter(pk=story.bunruean.pk).update(
        exited_on=date(2026, 11, 18), exit_reason="died"
    )
    assert refusals(story, claim) == [RefusalCode.PAYEE_UNFIT]
    story.pay(claim, payee_kind="beneficiary", payee_name="นายคำ แสนสุข")


@pytest.mark.parametrize(
    ("facts", "code"),
    [
        ({"witness": " "}, RefusalCode.WITNESS_NEEDED),
        ({"witness": "นางบุญเรือน แสนสุข"}, RefusalCode.WITNESS_NEEDED),
        ({"witness": "นางสมศรี ใจงาม"}, RefusalCode.WITNESS_NEEDED),
        ({"payee_name": ""}, RefusalCode.FIELD_EMPTY),
        ({"payee_kind": "ใครก็ได้"}, RefusalCode.PAYEE_UNFIT),
        ({"method": "cheque"}, RefusalCode.ACCOUNT_UNFIT),
        ({"account": "bag:1"}, RefusalCode.ACCOUNT_UNFIT),
        ({"paid_on": date(2026, 11, 19)}, RefusalCode.PAID_BEFORE_APPROVAL),
        ({"paid_on": date(2026, 11, 21)}, RefusalCode.DATE_IN_FUTURE),
    ],
)
def test_a_voucher_that_is_not_whole_is_refused(
    story: Story, facts: dict[str, Any], code: RefusalCode
) -> None:
    assert refusals(story, story.approved(), **facts) == [code]


def test_every_reason_is_told_at_once(story: Story) -> None:
    found = refusals(
        story, story.approved(), witness="", payee_name="", account="bag:1"
    )
    assert found == [
        RefusalCode.ACCOUNT_UNFIT,
        RefusalCode.FIELD_EMPTY,
        RefusalCode.WITNESS_NEEDED,
    ]


def test_a_reversal_gives_the_money_back_and_it_may_be_paid_again(
    story: Story,
) -> None:
    claim = story.approved()
    story.pay(claim)
    reverse_payment(story.cast.act("somsri"), claim=claim.public_id, reason="จ่ายผิดคน")
    claim.refresh_from_db()
    assert claim.status == ClaimStatus.APPROVED
    assert balance(story.cast.fund.pk, "cash") == HAD
    story.pay(claim)
    assert [p.number for p in Payment.objects.order_by("no")] == ["1/2570", "2/2570"]
    assert Entry.objects.filter(reference="claim:1/2570:paid:2").exists()
    assert has_audit_line(story.cast, "claims.reverse_payment")


def test_what_was_not_paid_is_not_reversed(story: Story) -> None:
    claim = story.approved()
    with pytest.raises(Refused) as caught:
        reverse_payment(story.cast.act("somsri"), claim=claim.public_id, reason="ผิด")
    assert caught.value.code is RefusalCode.CLAIM_NOT_WAITING


def test_vouchers_of_a_year_have_no_gap(story: Story) -> None:
    for day in (1, 4, 7):
        claim = story.approved(
            benefit="ipd",
            first_day=date(2026, 10, day),
            last_day=date(2026, 10, day + 2),
        )
        story.pay(claim, paid_on=TODAY)
    numbers = list(Payment.objects.order_by("no").values_list("no", flat=True))
    assert numbers == [1, 2, 3]


@pytest.mark.parametrize("status", ["submitted", "certified", "paid"])
def test_a_claim_goes_step_by_step_even_past_the_actions(
    story: Story, status: str
) -> None:
    claim = story.ask()
    skipped = {"submitted": "approved", "certified": "paid", "paid": "certified"}
    if status != "submitted":
        story.certify(claim)
    if status == "paid":
        story.approve(claim)
        story.pay(claim)
    with pytest.raises(IntegrityError), transaction.atomic():
        Claim.objects.filter(pk=claim.pk).update(
            status=skipped[status], granted_satang=500_00
        )

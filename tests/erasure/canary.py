"""Somebody whose every word is a canary, and who did everything a member does."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

import pytest

from kongbun.audit.models import AuditEvent
from kongbun.claims.models import Claim
from kongbun.claims.pay_actions import reverse_payment
from kongbun.dues.payment_actions import Payment, take_payment
from kongbun.dues.reversal_actions import reverse_receipt
from kongbun.kernel.refusal import Refused
from kongbun.people.member_actions import (
    edit_membership,
    edit_person,
    exit_membership,
    register_member,
)
from kongbun.people.models import Membership
from kongbun.receipts.models import Receipt
from kongbun.testing.cast import TODAY, Cast
from kongbun.treasury.expense_actions import decide_expense, other_expense, pay_expense
from tests.claims.story import Story, paid_until, tell

NAME, SURNAME = "ขมิ้นทอง", "นกน้อยเหลืออ่อน"
FULL = f"{NAME} {SURNAME}"
ID = "1000000000009"
PHONE = "0890000123"
CANARIES = (
    NAME,
    SURNAME,
    "ขมิ้นเล่น",
    "บ้านขมิ้นริมน้ำ",
    PHONE,
    "ขมิ้นลูกสาว",
    "ขมิ้นลูกชาย",
    "ขมิ้นหลานคนใหม่",
    "ขมิ้นผู้รับแทน",
    "ขมิ้นป่วยหนัก",
    "ขมิ้นย้ายไปไกล",
    "ขมิ้นไม่มีเอกสาร",
    "ขมิ้นกรอกผิด",
)
JOINED = date(2020, 11, 1)


@dataclass(frozen=True, slots=True)
class Canary:
    story: Story
    membership: Membership

    @property
    def cast(self) -> Cast:
        return self.story.cast


def person_facts(**changed: Any) -> dict[str, Any]:
    return {
        "title": "นาง",
        "first_name": NAME,
        "last_name": SURNAME,
        "nickname": "ขมิ้นเล่น",
        "sex": "f",
        "birth_date": date(1960, 5, 5),
        "birth_precision": "day",
        "id_kind": "thai13",
        "id_value": ID,
        "phone": PHONE,
        "address": "บ้านขมิ้นริมน้ำ",
        **changed,
    }


def live(cast: Cast) -> Canary:
    """A member since 2020 who asked, was paid, gave back and left."""
    story = tell(cast)
    membership = {
        "branch": cast.branches[0].public_id,
        "house_no": "99",
        "line": "",
        "member_no": "ทน-99",
        "member_type": "general",
        "joined_on": JOINED,
        "payer_kind": "other",
        "payer_name": "ขมิ้นลูกชาย",
        "rhythm_months": 1,
    }
    answer = register_member(
        cast.act("chanpen", today=JOINED),
        person=person_facts(),
        membership=membership,
        beneficiaries=[{"name": "ขมิ้นลูกสาว", "relation": "ลูก"}],
        admission_note="ขมิ้นไม่มีเอกสาร",
    )
    found = Membership.objects.get(public_id=UUID(answer["membership"]))
    paid_until(found, date(2026, 11, 1))
    # Once more by mistake: the refusal names her.
    with pytest.raises(Refused) as caught:
        register_member(
            cast.act("chanpen", today=JOINED),
            person=person_facts(),
            membership={**membership, "member_no": "ทน-98"},
            admission_note="ขมิ้นไม่มีเอกสาร",
        )
    assert FULL in caught.value.reasons[0].message()
    edit_person(
        cast.act("chanpen"), person=UUID(answer["person"]), facts=person_facts(sex="")
    )
    edit_membership(
        cast.act("chanpen"),
        membership=found.public_id,
        facts={**membership, "house_no": "98"},
        beneficiaries=[{"name": "ขมิ้นหลานคนใหม่", "relation": "หลาน"}],
    )
    _money(story, found)
    exit_membership(
        cast.act("chanpen"),
        membership=found.public_id,
        reason="resigned",
        exited_on=date(2026, 11, 18),
        note="ขมิ้นย้ายไปไกล",
    )
    return Canary(story, Membership.objects.get(pk=found.pk))


def _money(story: Story, found: Membership) -> None:
    cast = story.cast
    taken = take_payment(
        cast.act("prasert", today=date(2026, 11, 10)),
        payments=[Payment(member=found.public_id, amount_satang=30_00)],
        received_on=date(2026, 11, 10),
        into=cast.bag,
        payer=found.person.public_id,
    )
    receipt = Receipt.objects.get(public_id=UUID(taken["id"]))
    reverse_receipt(
        cast.act("prasert"), receipt=receipt.public_id, reason=f"ลงชื่อ {FULL} ผิด"
    )
    claim = story.approved(membership=found.public_id, detail="ขมิ้นป่วยหนัก", about="")
    story.pay(claim, payee_name=FULL)
    reverse_payment(
        cast.act("somsri"), claim=claim.public_id, reason=f"{NAME} ขมิ้นกรอกผิด"
    )
    story.pay(
        claim,
        payee_kind="proxy",
        payee_name="ขมิ้นผู้รับแทน",
        proxy_paper="ใบมอบฉันทะของขมิ้นผู้รับแทน",
    )
    entered = other_expense(
        cast.act("somsri"),
        expense="expense:office",
        amount_satang=5_00,
        occurred_on=TODAY,
        party=FULL,
        reason="ค่าเดินทาง",
    )
    movement = UUID(entered["movement"])
    decide_expense(
        cast.act("prasong"),
        movement=movement,
        content_hash=entered["content_hash"],
        approved=True,
        note=f"ให้ {FULL}",
    )
    pay_expense(cast.act("somsri"), movement=movement, paid_from="cash", paid_on=TODAY)


def links() -> list[bytes]:
    """Every link of every chain, as it is sealed."""
    return [
        bytes(one)
        for one in AuditEvent.objects.order_by("chain", "seq").values_list(
            "hash", flat=True
        )
    ]


def claims_of(canary: Canary) -> list[Claim]:
    return list(Claim.objects.filter(membership=canary.membership))

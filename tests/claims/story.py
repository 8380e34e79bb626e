"""What the tests of claims are about: a by-law adopted, centres seated, people."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any
from uuid import UUID

from kongbun.access.actions import grant_role
from kongbun.bylaws.actions import adopt
from kongbun.claims.allot_actions import allocate_claims
from kongbun.claims.allotting import look
from kongbun.claims.approve_actions import approve_claim
from kongbun.claims.certify_actions import certify_claim
from kongbun.claims.deciding import decide_now
from kongbun.claims.models import Claim
from kongbun.claims.pay_actions import pay_claim
from kongbun.claims.submit_actions import submit_claim
from kongbun.kernel.money import Money
from kongbun.ledger import entries
from kongbun.ledger.post import post as ledger_post
from kongbun.people.models import (
    Beneficiary,
    Branch,
    CommitteeSeat,
    Membership,
    Person,
)
from kongbun.testing.cast import TODAY, Cast, by_hand, make_member

BYLAWS = Path(__file__).resolve().parents[2] / "bylaws"
CENTRE = {
    "sombat": ("นาย", "สมบัติ", "ดีงาม", "centre_chair"),
    "thongbai": ("นาง", "ทองใบ", "แก้วมา", "centre_member"),
    "bunmee": ("นาย", "บุญมี", "ตาคำ", "centre_member"),
}


@dataclass(frozen=True, slots=True)
class Story:
    """The cast with a by-law, the seats of centre 3, and a member of it."""

    cast: Cast
    bunruean: Membership
    centre: Branch

    def ask(self, who: str = "laor", **changed: Any) -> Claim:
        """Seven nights in hospital, asked for by Laor in the member's place."""
        facts: dict[str, Any] = {
            "benefit": "ipd",
            "membership": self.bunruean.public_id,
            "first_day": date(2026, 11, 9),
            "last_day": date(2026, 11, 16),
            "evidence": {"medical_certificate": 1, "id_card": 1, "passbook": 1},
        }
        if changed.get("benefit", "ipd") != "ipd":
            del facts["evidence"]
        today = changed.pop("today", date(2026, 11, 17))
        answer = submit_claim(self.cast.act(who, today=today), **{**facts, **changed})
        return self.claim(answer)

    def claim(self, answer: dict[str, Any]) -> Claim:
        return Claim.objects.get(public_id=UUID(answer["claim"]))

    def certify(self, claim: Claim, *who: str) -> Claim:
        for one in who or tuple(CENTRE):
            certify_claim(self.cast.act(one), claim=claim.public_id)
        claim.refresh_from_db()
        return claim

    def approve(self, claim: Claim, who: str = "prasong", **changed: Any) -> Claim:
        seen = decide_now(claim)
        facts: dict[str, Any] = {
            "claim": claim.public_id,
            "decision_hash": seen.hash(claim.public_id).hex(),
            "amount_satang": seen.amount_satang,
        }
        today = changed.pop("today", TODAY)
        approve_claim(self.cast.act(who, today=today), **{**facts, **changed})
        claim.refresh_from_db()
        return claim

    def allocate(
        self,
        benefit: str = "education",
        day: date = date(2026, 10, 1),
        who: str = "prasong",
    ) -> dict[str, Any]:
        """Weigh together all who wait, as the page shows them now."""
        seen = look(self.cast.fund.pk, benefit, day)
        return allocate_claims(
            self.cast.act(who),
            benefit=benefit,
            window_from=day,
            content_hash=seen.hash().hex() if seen else "",
        )

    def pay(self, claim: Claim, who: str = "somsri", **changed: Any) -> dict[str, Any]:
        act = self.cast.act(who, today=changed.pop("today", TODAY))
        return pay_claim(act, **{**self.payment(claim), **changed})

    def payment(self, claim: Claim) -> dict[str, Any]:
        return {
            "claim": claim.public_id,
            "amount_satang": claim.granted_satang,
            "account": "cash",
            "method": "cash",
            "payee_kind": "self",
            "payee_name": "นางบุญเรือน แสนสุข",
            "witness": "นายสมบัติ ดีงาม",
        }

    def approved(self, **changed: Any) -> Claim:
        return self.approve(self.certify(self.ask(**changed)))


def tell(cast: Cast) -> Story:
    """Both demo by-laws, the centre's seats linked to users, money in the cash box."""
    for name, day in (
        ("demo-2563", date(2020, 10, 25)),
        ("demo-2568", date(2025, 9, 1)),
    ):
        adopt_bylaw(cast, name, day)
    centre = cast.branches[0]
    for user, (title, first, last, post) in CENTRE.items():
        person = make_person(cast, first, last, title=title)
        with by_hand(cast.fund):
            CommitteeSeat.objects.create(
                fund=cast.fund,
                branch=centre,
                person=person,
                post=post,
                from_date=date(2020, 10, 1),
            )
        grant_role(
            cast.act("prasong"),
            username=user,
            role="centre",
            from_date=date(2020, 10, 1),
            branch_id=centre.pk,
            person_id=person.pk,
        )
    put_money(cast, "cash", 50_000_00)
    put_money(cast, cast.bank, 50_000_00)
    member = make_member(cast, 142, name="บุญเรือน", joined_on=date(2020, 11, 1))
    paid_until(member, date(2027, 1, 1))
    with by_hand(cast.fund):
        Person.objects.filter(pk=member.person_id).update(last_name="แสนสุข")
        Beneficiary.objects.create(
            fund=cast.fund,
            membership=member,
            seq=1,
            name="นายคำ แสนสุข",
            relation="สามี",
        )
    return Story(cast, Membership.objects.get(pk=member.pk), centre)


def adopt_bylaw(cast: Cast, name: str, day: date) -> dict[str, Any]:
    return adopt(
        cast.act("prasong", today=day),
        text=(BYLAWS / f"{name}.yaml").read_text("utf-8"),
        file=f"{name}.yaml",
        adopted_on=day,
        meeting="ประชุมใหญ่",
    )


def make_person(cast: Cast, first: str, last: str, *, title: str = "นาง") -> Person:
    with by_hand(cast.fund):
        return Person.objects.create(
            fund=cast.fund,
            title=title,
            first_name=first,
            last_name=last,
            match_key=f"{first}{last}",
            sort_key=f"{first}{last}",
        )


def paid_until(member: Membership, until: date) -> None:
    """Paid without a hole from joining, as stated at a cut-over."""
    with by_hand(member.fund):
        Membership.objects.filter(pk=member.pk).update(opening_paid_until=until)


def put_money(cast: Cast, account: str, satang: int) -> None:
    from kongbun.commands.run import Act, command  # noqa: PLC0415 -- one use

    @command("test.put_money")
    def put(act: Act) -> dict[str, Any]:
        ledger_post(
            act,
            entries.other_income(
                reference=f"test:{account}:1",
                occurred_on=act.today,
                income="income:donation",
                into=account,
                amount=Money(satang),
            ),
        )
        return {}

    put(cast.act("somsri", today=date(2020, 10, 2)))

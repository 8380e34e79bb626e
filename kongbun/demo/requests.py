"""Requests for benefits: asked, certified, approved, paid, by whom it should be."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta
from random import Random
from uuid import UUID

from kongbun.claims.allot_actions import allocate_claims
from kongbun.claims.allotting import is_of_a_set, look, window_of
from kongbun.claims.approve_actions import approve_claim, refuse_claim
from kongbun.claims.certify_actions import certify_claim, seats_of
from kongbun.claims.deciding import decide_now
from kongbun.claims.in_force import in_force
from kongbun.claims.models import Claim, ClaimStatus
from kongbun.claims.offering import allotment_of, offer
from kongbun.claims.pay_actions import pay_claim
from kongbun.claims.rows import whom
from kongbun.claims.submit_actions import submit_claim
from kongbun.claims.verdict import Verdict
from kongbun.demo import story
from kongbun.demo.members import Register
from kongbun.demo.opening import CASH
from kongbun.demo.plan import Resident
from kongbun.demo.stage import Stage
from kongbun.people.impartial import first_near

IN_APP = {"sombat", "thongbai", "bunmee"}
# Between the steps: certified, decided by the committee, paid.
CERTIFIED_AFTER, DECIDED_AFTER, PAID_AFTER = 2, 6, 8
# How often each happens in a year of 1,200 members, and its papers.
YEARLY = {"ipd": 22, "education": 5, "disabled": 3, "birth": 3, "housing": 2, "calf": 1}
# Of a hundred, while the fund grew.
SHARE = {2564: 30, 2565: 45, 2566: 60, 2567: 70, 2568: 85, 2569: 100}
PAPERS: dict[str, Mapping[str, int]] = {
    "ipd": {"medical_certificate": 1, "id_card": 1, "passbook": 1},
    "education": {"transcript": 1, "passbook": 1},
    "disabled": {"disability_card": 1},
    "birth": {"birth_certificate": 1, "id_card": 1, "passbook": 1},
    "housing": {"photos": 1},
    "calf": {"photos": 1},
    "death": {"death_certificate": 1, "beneficiary_id": 1, "passbook": 1},
    "funeral": {"death_certificate": 1},
}
A_YEAR_FIRST = {"education", "disabled", "calf"}
STAGES = ("primary", "secondary", "university")
REFUSED = "ไม่เข้าเกณฑ์ตามระเบียบ แจ้งเหตุผลทุกข้อให้ผู้ขอแล้ว"


@dataclass(frozen=True, slots=True, kw_only=True)
class Wanted:
    """One request about to be made."""

    benefit: str
    number: str
    first: date
    last: date | None = None
    stated: Mapping[str, str | int] = field(default_factory=dict)
    about: str = ""
    asked_by: tuple[str, str] = ("", "")
    papers: Mapping[str, int] | None = None
    payee: str = "self"
    detail: str = ""


class Requests:
    """Makes requests and carries them through, a step a day."""

    def __init__(self, stage: Stage, register: Register) -> None:
        self.stage, self.register = stage, register
        self.dice = Random(story.CODE)
        self.moo_of = {
            one.number: house.moo for house, one in register.plan.residents()
        }

        # A house is helped with one thing once: what recurs is for the story to tell.
        self.helped: set[tuple[str, int, str]] = set()

    def write_down(self) -> None:
        """The ordinary ones: from the first summer to the end of last year."""
        for year in range(2564, 2570):
            for benefit, times in YEARLY.items():
                share = {2564: 30, 2565: 45, 2566: 60, 2567: 70, 2568: 85}.get(
                    year, 100
                )
                for _ in range(max(1, times * share // 100)):
                    self._ordinary(benefit, year)
        for _, one in self.register.plan.residents():
            if one.why == "died" and one.exited is not None:
                self._death(one)

    def _ordinary(self, benefit: str, year: int) -> None:
        day = date(year - 544, 10, 1) + timedelta(days=self.dice.randrange(330))
        tenure = 380 if benefit in A_YEAR_FIRST else 200
        day = max(day, date(2021, 2, 1) + timedelta(days=tenure + 8))
        one = self.somebody(benefit, day)
        if one is None:
            return
        nights = self.dice.choice((1, 2, 2, 3, 3, 4, 5, 6))
        last = day + timedelta(days=nights) if benefit == "ipd" else None
        stated: dict[str, str | int] = {}
        about = ""
        if benefit == "education":
            stated = {"school_stage": self.dice.choice(STAGES)}
        if benefit == "housing":
            stated = {"asked_satang": self.dice.choice((600_000, 800_000, 1_000_000))}
        if benefit == "calf":
            stated = {"calves": 1}
        if benefit == "birth":
            about = f"บุตรของ{one.who.title}{one.who.first}"
        self.carry(
            (last or day) + timedelta(days=self.dice.randint(2, 9)),
            Wanted(
                benefit=benefit,
                number=one.number,
                first=day,
                last=last,
                stated=stated,
                about=about,
            ),
        )

    def somebody(self, benefit: str, day: date) -> Resident | None:
        """Who pays in time, has been a member long enough and is not of the story."""
        told = {who.number for who in story.PEOPLE}
        seated = {f"ทน-{moo:02}-{no:04}" for moo in range(1, 9) for no in range(1, 16)}
        tenure = 380 if benefit in A_YEAR_FIRST else 200
        fit = [
            one
            for house, one in self.register.plan.residents()
            if house.late == 0
            and one.number not in told | seated
            and one.joined < day - timedelta(days=tenure)
            and one.exited is None
            and (benefit, house.moo, house.no) not in self.helped
            and _suits(benefit, one)
        ]
        if not fit:
            return None
        found = self.dice.choice(fit)
        self.helped.add((benefit, self.moo_of[found.number], found.who.house))
        return found

    def _death(self, one: Resident) -> None:
        """Two requests: for those left behind, and for the funeral."""
        assert one.exited is not None
        heir = one.heir or ("วัดดอนกลาง", "ผู้จัดงานศพ")
        for benefit in ("funeral", "death"):
            self.carry(
                one.exited + timedelta(days=4),
                Wanted(
                    benefit=benefit,
                    number=one.number,
                    first=one.exited,
                    asked_by=heir,
                    payee="beneficiary",
                ),
            )

    def carry(self, day: date, wanted: Wanted) -> None:
        """The whole way: asked on a day, and so on until it is paid."""
        self.stage.diary.at(day, lambda: self._ask_and_go_on(wanted))

    def _ask_and_go_on(self, wanted: Wanted) -> None:
        claim = self.ask(wanted)
        if claim is None:
            return
        today = self.stage.diary.today
        at = self.stage.diary.at
        at(today + timedelta(days=CERTIFIED_AFTER), lambda: self.certify(claim))
        at(today + timedelta(days=DECIDED_AFTER), lambda: self.decide(claim))
        at(today + timedelta(days=PAID_AFTER), lambda: self.pay(claim, wanted))

    def ask(self, wanted: Wanted, who: str = "") -> Claim | None:
        membership = self.register.memberships.get(wanted.number)
        if membership is None:
            return None
        name, relation = wanted.asked_by
        answer = submit_claim(
            self.stage.act(who or story.COLLECTORS[self.moo_of[wanted.number]]),
            benefit=wanted.benefit,
            first_day=wanted.first,
            last_day=wanted.last,
            membership=membership,
            about=wanted.about,
            claimant_name=name,
            claimant_relation=relation,
            stated=wanted.stated,
            evidence=PAPERS[wanted.benefit] if wanted.papers is None else wanted.papers,
            detail=wanted.detail,
        )
        return Claim.objects.get(public_id=UUID(answer["claim"]))

    def certify(self, claim: Claim, *, signatures: int = 3) -> None:
        """Centre 3 signs in the program; the other villages on paper."""
        assert claim.branch is not None
        if claim.branch.moo == 3:
            for name in sorted(IN_APP, key=("sombat", "thongbai", "bunmee").index):
                self.sign(claim, name)
            return
        seats = [
            seat
            for seat in seats_of(claim, self.stage.diary.today)
            if first_near(claim.fund_id, [seat.person_id], whom(claim)) is None
        ]
        for seat in seats[:signatures]:
            certify_claim(
                self.stage.act("chanpen"),
                claim=claim.public_id,
                seat=seat.public_id,
                signed_on=self.stage.diary.today,
            )

    def sign(self, claim: Claim, who: str) -> None:
        certify_claim(self.stage.act(who), claim=claim.public_id)

    def decide(self, claim: Claim) -> None:
        """The committee grants what the by-law grants, and refuses the rest."""
        claim.refresh_from_db()
        if claim.status != ClaimStatus.CERTIFIED:
            return
        seen = decide_now(claim)
        if not seen.granted:
            refuse_claim(
                self.stage.act("prasong"), claim=claim.public_id, reason=REFUSED
            )
            return
        given = self._allocated(claim, seen)
        if not given:
            return
        approve_claim(
            self.stage.act("prasong"),
            claim=claim.public_id,
            decision_hash=seen.hash(claim.public_id).hex(),
            amount_satang=given,
        )

    def _allocated(self, claim: Claim, seen: Verdict) -> int:
        """What it may be approved for: where there is a limit all are weighed first."""
        rules = in_force(claim.fund_id, claim.event.first_day)
        rule = rules.rule(claim.benefit)
        if is_of_a_set(rule) and allotment_of(claim) is None:
            window = window_of(rule, claim.event_on)
            shared = look(claim.fund_id, claim.benefit, window.from_day)
            assert shared is not None, "the claim itself waits"
            allocate_claims(
                self.stage.act("prasong"),
                benefit=claim.benefit,
                window_from=window.from_day,
                content_hash=shared.hash().hex(),
            )
            claim.refresh_from_db()
            if claim.status != ClaimStatus.CERTIFIED:
                return 0
        return offer(rules, claim, seen).satang

    def pay(self, claim: Claim, wanted: Wanted) -> None:
        """In cash before a witness of the centre; a house's repair by transfer."""
        claim.refresh_from_db()
        if claim.status != ClaimStatus.APPROVED:
            return
        large = claim.granted_satang > 3_000_00
        pay_claim(
            self.stage.act("somsri"),
            claim=claim.public_id,
            amount_satang=claim.granted_satang,
            account="bank:1" if large else CASH,
            method="transfer" if large else "cash",
            transfer_ref=f"T{claim.fiscal_year}{claim.no:04}" if large else "",
            payee_kind=wanted.payee,
            payee_name=claim.claimant_name,
            witness="นายสมบัติ ดีงาม",
        )


def _suits(benefit: str, one: Resident) -> bool:
    born = one.who.birth or date(1980, 1, 1)
    if benefit == "disabled":
        return one.who.kind == "disabled"
    if benefit == "birth":
        return date(1985, 1, 1) < born < date(2000, 1, 1)
    if benefit == "education":
        return born < date(1985, 1, 1)
    return born < date(2004, 1, 1)

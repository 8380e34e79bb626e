"""A small fund as it stood at a release, made through the actions that people use.

Every telling of the same version is the same, byte for byte: ids, salts and clocks are
the story's.  A year of months is closed with its figures, one is under way.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from datetime import date, timedelta
from pathlib import Path
from random import Random
from typing import Any
from unittest.mock import patch
from uuid import UUID

from kongbun.access.actions import grant_role
from kongbun.bylaws.actions import adopt
from kongbun.claims.approve_actions import approve_claim
from kongbun.claims.certify_actions import certify_claim
from kongbun.claims.deciding import decide_now
from kongbun.claims.models import Claim
from kongbun.claims.pay_actions import pay_claim
from kongbun.claims.submit_actions import submit_claim
from kongbun.demo.stage import ids_of_the_story
from kongbun.dues.bag_actions import accept_bag, offer_bag
from kongbun.dues.payment_actions import Payment, take_payment
from kongbun.dues.reversal_actions import reverse_receipt
from kongbun.kernel.thai_date import month_end
from kongbun.people.member_actions import register_member
from kongbun.people.models import Person
from kongbun.people.places_actions import seat_member
from kongbun.reports.actions import close_month
from kongbun.reports.figures import before_closing
from kongbun.testing.cast import Cast, make_cast
from tests.treasury import steps

BYLAWS = Path(__file__).resolve().parents[2] / "bylaws"
JOINED = date(2025, 11, 1)
# First and last name, sex, birth, house, branch, the duty of who also signs in.
PEOPLE = (
    ("สมบัติ", "ดีงาม", "m", date(1962, 3, 9), "11", 0, "sombat"),
    ("ทองใบ", "แก้วมา", "f", date(1958, 7, 21), "12", 0, "thongbai"),
    ("บุญมี", "ตาคำ", "m", date(1960, 1, 5), "13", 0, "bunmee"),
    ("บุญเรือน", "แสนสุข", "f", date(1949, 5, 16), "142", 0, ""),
    ("คำปัน", "แสนสุข", "m", date(1947, 2, 2), "142", 0, ""),
    ("ชาลี", "คำมูล", "m", date(1985, 12, 30), "3", 1, ""),
    ("มาลี", "คำมูล", "f", date(1988, 4, 11), "3", 1, ""),
)


@contextmanager
def told_the_same() -> Iterator[None]:
    """Nothing of chance is left: ids, and the salts of passwords."""
    dice = Random(2563)  # noqa: S311 -- passwords of made-up users
    with ExitStack() as every:
        every.enter_context(ids_of_the_story())
        every.enter_context(patch("secrets.choice", dice.choice))
        yield


def tell() -> Cast:
    """Into an empty database of the version at hand."""
    with told_the_same():
        cast = make_cast()
        for name, day in (
            ("demo-2563", date(2020, 10, 25)),
            ("demo-2568", date(2025, 9, 1)),
        ):
            adopt(
                cast.act("prasong", today=day),
                text=(BYLAWS / f"{name}.yaml").read_text("utf-8"),
                file=f"{name}.yaml",
                adopted_on=day,
                meeting="ประชุมใหญ่",
            )
        members = _take_in(cast)
        _first_year(cast, members)
        _october(cast, members)
        _november(cast, members)
    return cast


def _take_in(cast: Cast) -> dict[str, UUID]:
    members = {}
    for first, last, sex, born, house, branch, duty in PEOPLE:
        made = register_member(
            cast.act("chanpen", today=JOINED),
            person={
                "title": "นาง" if sex == "f" else "นาย",
                "first_name": first,
                "last_name": last,
                "sex": sex,
                "birth_date": born,
                "birth_precision": "day",
            },
            membership={
                "branch": cast.branches[branch].public_id,
                "house_no": house,
                "joined_on": JOINED,
                "member_type": "general",
            },
            beneficiaries=[{"name": f"นายคำ {last}", "relation": "ญาติ"}],
        )
        members[first] = UUID(made["membership"])
        if duty:
            _seat(cast, UUID(made["person"]), duty)
    return members


def _seat(cast: Cast, person: UUID, duty: str) -> None:
    post = "centre_chair" if duty == "sombat" else "centre_member"
    branch = cast.branches[0]
    seat_member(
        cast.act("prasong", today=JOINED),
        person=person,
        post=post,
        from_date=JOINED,
        branch=branch.public_id,
    )
    grant_role(
        cast.act("prasong", today=JOINED),
        username=duty,
        role="centre",
        from_date=JOINED,
        branch_id=branch.pk,
        person_id=Person.objects.get(public_id=person).pk,
    )


def _pays(
    cast: Cast, who: str, into: str, day: date, paid: dict[UUID, int], **more: Any
) -> dict[str, Any]:
    return take_payment(
        cast.act(who, today=day),
        payments=[Payment(member=one, amount_satang=s) for one, s in paid.items()],
        received_on=day,
        into=into,
        payer_name="นางบุญเรือน แสนสุข",
        confirmed=True,
        **more,
    )


def _first_year(cast: Cast, members: dict[str, UUID]) -> None:
    """Dues paid ahead into the cash box, a donation into the bank; month by month."""
    office = [members[name] for name in ("สมบัติ", "ทองใบ", "บุญเรือน", "คำปัน")]
    _pays(cast, "somsri", cast.cash, JOINED, dict.fromkeys(office, 420_00))
    cash = {"1000": 1, "500": 1, "100": 1, "20": 4}
    last = month_end(JOINED)
    while last < date(2026, 9, 30):
        _close(cast, last, cash=cash, bank=0)
        last = month_end(last + timedelta(days=1))
    day = date(2026, 9, 5)
    steps.give(cast, 5_000_00, into=cast.bank, occurred_on=day, today=day)
    _close(cast, last, cash=cash, bank=5_000_00)


def _october(cast: Cast, members: dict[str, UUID]) -> None:
    """A bag that is handed over, a receipt taken back, an expense; closed."""
    day, later, last = date(2026, 10, 3), date(2026, 10, 9), date(2026, 10, 31)
    bag = {members[name]: 360_00 for name in ("ชาลี", "มาลี", "บุญมี")}
    _pays(cast, "prasert", cast.bag, day, bag)
    wrong = _pays(cast, "prasert", cast.bag, day, {members["บุญเรือน"]: 30_00})
    reverse_receipt(
        cast.act("prasert", today=day), receipt=UUID(wrong["id"]), reason="ลงผิดคน"
    )
    offer = offer_bag(cast.act("prasert", today=later), bag=cast.bag)["offer"]
    accept_bag(
        cast.act("somsri", today=later), offer=UUID(offer), counted_satang=1_080_00
    )
    asked = steps.ask_expense(cast, 200_00, occurred_on=later, today=later)
    steps.decide(cast, asked, today=later)
    steps.pay(cast, asked, paid_on=later, today=later)
    # 1,680 of September, 1,080 of the bag, less 200 for the office.
    _close(cast, last, cash={"1000": 2, "500": 1, "50": 1, "10": 1}, bank=5_000_00)


def _november(cast: Cast, members: dict[str, UUID]) -> None:
    """One request paid, one that waits for the committee, one for its certificate."""
    steps.give(cast, 1_000_00)
    evidence = {"medical_certificate": 1, "id_card": 1, "passbook": 1}
    for place, who in enumerate(("บุญเรือน", "คำปัน", "ทองใบ")):
        claim = _asks(cast, members[who], evidence)
        if place < 2:
            for one in ("sombat", "thongbai", "bunmee"):
                certify_claim(cast.act(one), claim=claim.public_id)
        if place == 0:
            _is_paid(cast, claim)


def _asks(cast: Cast, member: UUID, evidence: dict[str, int]) -> Claim:
    answer = submit_claim(
        cast.act("laor", today=date(2026, 11, 17)),
        benefit="ipd",
        membership=member,
        first_day=date(2026, 11, 9),
        last_day=date(2026, 11, 16),
        evidence=evidence,
    )
    return Claim.objects.get(public_id=UUID(answer["claim"]))


def _is_paid(cast: Cast, claim: Claim) -> None:
    claim.refresh_from_db()
    seen = decide_now(claim)
    approve_claim(
        cast.act("prasong"),
        claim=claim.public_id,
        decision_hash=seen.hash(claim.public_id).hex(),
        amount_satang=seen.amount_satang,
    )
    pay_claim(
        cast.act("somsri"),
        claim=claim.public_id,
        amount_satang=seen.amount_satang,
        account=cast.cash,
        method="cash",
        payee_kind="self",
        payee_name="นางบุญเรือน แสนสุข",
        witness="นายสมบัติ ดีงาม",
    )


def _close(cast: Cast, last: date, *, cash: dict[str, int], bank: int) -> None:
    month = last.replace(day=1)
    pieces = {f"{int(baht) * 100}": n for baht, n in cash.items()}
    steps.count(cast, pieces, counted_on=last, today=last)
    steps.read(cast, bank, read_on=last, today=last)
    figures, newest = before_closing(cast.fund, month)
    close_month(
        cast.act("somsri", today=last + timedelta(days=2)),
        month=month,
        figures=figures,
        newest_entry_id=newest,
    )

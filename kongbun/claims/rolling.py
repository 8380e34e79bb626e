"""What a claim's payee was given in the days before: levels look at the sum (A3).

Reads only.  Claims that were approved and live, and expenses approved in the payee's
name; what was refused, or paid and taken back for good, does not count.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from kongbun.approvals.models import Approval
from kongbun.claims.late import BANGKOK, day_of
from kongbun.claims.models import Award, Claim, ClaimStatus
from kongbun.kernel.thai_text import match_key
from kongbun.people.impartial import name_keys
from kongbun.people.models import Person
from kongbun.rules.days import day_number
from kongbun.rules.rolling import given_before
from kongbun.rules.ties import ints
from kongbun.treasury.entering_actions import number_of
from kongbun.treasury.limits import reading
from kongbun.treasury.models import Movement

LIVE = (ClaimStatus.APPROVED, ClaimStatus.PAID)
SHOWN_MAX = 5


@dataclass(frozen=True, slots=True)
class Given:
    """Something that was approved for the same payee."""

    what: str
    on: date
    satang: int


@dataclass(frozen=True, slots=True)
class Before:
    """What a payee was given within the fund's days, up to a day."""

    days: int = 0
    given: tuple[Given, ...] = ()
    satang: int = 0

    def words(self) -> str:
        return ", ".join(one.what for one in self.given[:SHOWN_MAX])


NOTHING = Before()


def payee_of(claim: Claim) -> str:
    """Whose claim it is: the member, else whose event, else the name as written."""
    if claim.membership is not None:
        return f"person:{claim.membership.person_id}"
    if claim.event.person_id is not None:
        return f"person:{claim.event.person_id}"
    return f"name:{match_key(claim.claimant_name)}"


def before(fund_id: int, payees: Iterable[str], on: date) -> Mapping[str, Before]:
    """By payee, what the fund's days before and with `on` hold already."""
    days = reading(fund_id).payee_days
    wanted = set(payees)
    rows: dict[str, list[Given]] = defaultdict(list)
    for found in (_claims, _expenses):
        for payee, one in found(fund_id, wanted, on, days):
            rows[payee].append(one)
    return {payee: _summed(rows.get(payee, []), on, days) for payee in wanted}


def _summed(given: list[Given], on: date, days: int) -> Before:
    """The sum by the one rule, as of a row that stands after all of them."""
    day = ints([*(day_number(one.on) for one in given), day_number(on)])
    satang = ints([*(one.satang for one in given), 0])
    found = given_before(0 * day, day, satang, 0 * day + days)
    return Before(days, tuple(given), int(found[-1]))


def _since(on: date, days: int) -> datetime:
    return datetime.combine(on - timedelta(days=days - 1), time(0), BANGKOK)


def _claims(
    fund_id: int, wanted: set[str], on: date, days: int
) -> Iterable[tuple[str, Given]]:
    found = (
        Award.objects.filter(
            claim__fund_id=fund_id,
            claim__status__in=LIVE,
            approval__at__gte=_since(on, days),
        )
        .select_related("claim__membership", "claim__event", "approval")
        .order_by("approval_id", "pk")
    )
    for award in found:
        payee, day = payee_of(award.claim), day_of(award.approval.at)
        if payee in wanted and day <= on:
            what = f"คำขอ {award.claim.number}"
            yield payee, Given(what, day, award.amount_satang)


def _expenses(
    fund_id: int, wanted: set[str], on: date, days: int
) -> Iterable[tuple[str, Given]]:
    """Approved in these days, in the name of one of them."""
    words = {
        word.subject_id: word
        for word in Approval.objects.filter(
            fund_id=fund_id,
            subject_kind="expense",
            approved=True,
            at__gte=_since(on, days),
        )
    }
    if not words:
        return
    keys = _keys(wanted)
    for movement in Movement.objects.filter(
        fund_id=fund_id, public_id__in=list(words), reversal=None
    ).order_by("pk"):
        day = day_of(words[movement.public_id].at)
        for payee in keys.get(match_key(movement.party), ()):
            if day <= on:
                what = f"รายจ่ายที่ {number_of(movement)}"
                yield payee, Given(what, day, movement.amount_satang)


def _keys(wanted: set[str]) -> Mapping[str, set[str]]:
    """How a paper may call each payee."""
    keys: dict[str, set[str]] = defaultdict(set)
    persons = [int(one[7:]) for one in wanted if one.startswith("person:")]
    for person in Person.objects.filter(pk__in=persons):
        for key in name_keys(person):
            keys[key].add(f"person:{person.pk}")
    for payee in wanted:
        if payee.startswith("name:"):
            keys[payee[5:]].add(payee)
    return keys

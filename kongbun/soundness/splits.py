"""Parts that went to one payee within the fund's days, each at its level: K012.

What was given before is made anew from all awards and expenses by the rule that the
counter asks; an award that was counted with less than that went past its level.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from kongbun.approvals.models import Approval
from kongbun.claims.late import day_of
from kongbun.claims.models import Award
from kongbun.claims.rolling import LIVE, payee_of
from kongbun.kernel.thai_text import match_key
from kongbun.people.impartial import name_keys
from kongbun.people.models import Person
from kongbun.rules.days import day_number
from kongbun.rules.rolling import given_before
from kongbun.rules.ties import ints
from kongbun.soundness.findings import Code, Finding, baht
from kongbun.soundness.lasting import Lasting
from kongbun.soundness.reading import Funds
from kongbun.store.guards import ERASED
from kongbun.treasury.models import Movement

# Keys that one question names.
PART = 900
PERSON, NAME = "person:", "name:"
ERASED_NAME = f"{NAME}{match_key(ERASED)}"


@dataclass(frozen=True, slots=True)
class _Row:
    """An award, or an expense in the name of a payee: those have no number."""

    approval: int
    day: int
    satang: int
    payee: str
    number: str = ""
    # As it was counted then; None before that was kept.
    before: int | None = None
    days: int = 1
    command: int = 0


def counted_whole(looked_at: Funds, lasting: Lasting) -> Iterator[Finding]:
    """Each award knew at least of what its payee was given that stands."""
    spent = _expenses(looked_at)
    for fund_id, awards in _awards(looked_at).items():
        made = _before(awards)
        if fund_id in spent:
            both = [*awards, *_in_their_names(awards, spent[fund_id])]
            both.sort(key=lambda one: (one.approval, one.number == ""))
            whole = dict(zip(map(id, both), _before(both), strict=True))
            made = [
                # Names are asked of a register that stands as it stood.
                whole[id(one)] if _is_called_so(one, lasting) else satang
                for one, satang in zip(awards, made, strict=True)
            ]
        for one, satang in zip(awards, made, strict=True):
            if one.before is not None and one.before < satang:
                yield Finding.of(
                    Code.APPROVED_OTHERWISE,
                    looked_at.code(fund_id),
                    f"claim {one.number}",
                    f"คำขอ {one.number} อนุมัติโดยนับยอดก่อนหน้าของผู้รับรายเดียวกัน "
                    f"{baht(one.before)} แต่มีอยู่แล้ว {baht(satang)}",
                )


def _before(found: Sequence[_Row]) -> list[int]:
    """In the order of their approvals, by the counter's rule."""
    payees: dict[str, int] = {}
    made: list[int] = given_before(
        ints(payees.setdefault(one.payee, len(payees)) for one in found),
        ints(one.day for one in found),
        ints(one.satang for one in found),
        ints(one.days for one in found),
    ).tolist()
    return made


def _awards(looked_at: Funds) -> dict[int, list[_Row]]:
    found: dict[int, list[_Row]] = defaultdict(list)
    for award in (
        Award.objects.filter(claim__fund__in=looked_at.codes, claim__status__in=LIVE)
        .select_related("claim__membership", "claim__event", "approval")
        .order_by("approval_id", "pk")
        .iterator(chunk_size=2_000)
    ):
        claim = award.claim
        payee = payee_of(claim)
        if payee == ERASED_NAME:
            # Two whose names are gone are not one.
            payee = f"{NAME}:{claim.pk}"
        found[claim.fund_id].append(
            _Row(
                award.approval_id,
                day_number(day_of(award.approval.at)),
                award.amount_satang,
                payee,
                claim.number,
                award.before_satang,
                award.before_days or 1,
                award.approval.command_id,
            )
        )
    return found


def _expenses(looked_at: Funds) -> dict[int, list[_Row]]:
    """By fund, what was approved and stands, in the name as its paper has it."""
    words = {
        subject: (approval, at)
        for subject, approval, at in Approval.objects.filter(
            fund__in=looked_at.codes, subject_kind="expense", approved=True
        ).values_list("subject_id", "pk", "at")
    }
    found: dict[int, list[_Row]] = defaultdict(list)
    if not words:
        return found
    for subject, fund_id, party, satang in (
        Movement.objects.filter(fund__in=looked_at.codes, reversal=None)
        .exclude(party__in=("", ERASED))
        .values_list("public_id", "fund_id", "party", "amount_satang")
        .iterator(chunk_size=2_000)
    ):
        if subject in words:
            approval, at = words[subject]
            day, name = day_number(day_of(at)), f"{NAME}{match_key(party)}"
            found[fund_id].append(_Row(approval, day, satang, name))
    return found


def _in_their_names(awards: Sequence[_Row], spent: Sequence[_Row]) -> Iterator[_Row]:
    """Each expense once for every payee whom its paper may mean."""
    payees = {one.payee for one in awards}
    called: dict[str, set[str]] = defaultdict(set)
    for payee in payees:
        if payee.startswith(NAME):
            called[payee].add(payee)
    persons = sorted(
        int(one[len(PERSON) :]) for one in payees if one.startswith(PERSON)
    )
    for start in range(0, len(persons), PART):
        for person in Person.objects.filter(pk__in=persons[start : start + PART]):
            for key in name_keys(person):
                called[f"{NAME}{key}"].add(f"{PERSON}{person.pk}")
    for one in spent:
        for payee in called.get(one.payee, ()):
            yield replace(one, payee=payee)


def _is_called_so(one: _Row, lasting: Lasting) -> bool:
    """Whether the payee of an award had the names that they have now."""
    if one.payee.startswith(NAME):
        return True
    return lasting.stood(Person, int(one.payee[len(PERSON) :]), one.command)

"""Finds the rows an action is about, or refuses in the words of its door.

Reads only; another fund's rows are as absent as rows that never were.
"""

from __future__ import annotations

from datetime import date
from uuid import UUID

from kongbun.access.models import RoleGrant
from kongbun.access.permissions import Verb, refuse_same_person
from kongbun.claims.happening import DEATH
from kongbun.claims.models import Claim, ClaimStatus
from kongbun.claims.queries import claim_by_public_id
from kongbun.commands.run import Act
from kongbun.kernel.refusal import RefusalCode, Refused
from kongbun.people.impartial import Whom, refuse_tied
from kongbun.people.models import Beneficiary, Branch, Membership, Person
from kongbun.people.one_person import records_of, refuse_merged, standing_for


def claim_of(act: Act, claim: UUID) -> Claim:
    found = claim_by_public_id(act.fund_id, claim)
    if found is None:
        raise Refused(RefusalCode.NOT_FOUND, what="คำขอ")
    return found


def require_status(claim: Claim, *wanted: ClaimStatus, verb: str) -> None:
    """Refuse a step whose turn it is not."""
    if claim.status not in wanted:
        raise Refused(
            RefusalCode.CLAIM_NOT_WAITING,
            number=claim.number,
            status=ClaimStatus(claim.status).label,
            verb=verb,
        )


def membership_of(act: Act, membership: UUID) -> Membership:
    found = (
        Membership.every.filter(fund_id=act.fund_id, public_id=membership)
        .select_related("person__household", "branch", "fund")
        .first()
    )
    if found is None:
        raise Refused(RefusalCode.NOT_FOUND, what="สมาชิก")
    refuse_merged(found)
    return found


def person_of(act: Act, person: UUID) -> Person:
    found = Person.every.filter(fund_id=act.fund_id, public_id=person).first()
    if found is None:
        raise Refused(RefusalCode.NOT_FOUND, what="บุคคล")
    refuse_merged(found)
    return found


def branch_of(act: Act, branch: UUID) -> Branch:
    found = Branch.objects.filter(fund_id=act.fund_id, public_id=branch).first()
    if found is None:
        raise Refused(RefusalCode.NOT_FOUND, what="หมู่บ้านหรือสาขา")
    return found


def whose_right(claim: Claim) -> Person | None:
    """The person a claim is for, by the record that stands for them."""
    person = claim.membership.person if claim.membership else claim.event.person
    return None if person is None else standing_for(person)


def persons_of(user_id: int, fund_id: int) -> list[Person]:
    """Whom of the register a user is, by what their duties say: every record."""
    duties = RoleGrant.objects.filter(user_id=user_id, fund_id=fund_id)
    named = duties.values_list("person_id", flat=True)
    mine = records_of([pk for pk in named if pk is not None])
    return list(Person.every.filter(pk__in=mine).select_related("household"))


def branches_of(user_id: int, fund_id: int, on: date) -> set[int]:
    """The village centres a user serves or lives in, as far as anyone said."""
    served = {
        grant.branch_id
        for grant in RoleGrant.objects.filter(
            user_id=user_id, fund_id=fund_id, from_date__lte=on
        )
        if grant.until_date is None or grant.until_date > on
    }
    lived = {
        person.household.branch_id
        for person in persons_of(user_id, fund_id)
        if person.household
    }
    return {branch for branch in served | lived if branch}


def whom(claim: Claim, *names: str) -> Whom:
    """Who has something of a claim: whose right, whose event, who is named.

    Whoever asked about the same event gains by a word on the other's request.
    """
    askers = Claim.objects.filter(event=claim.event).values_list(
        "membership__person_id", flat=True
    )
    asker = claim.membership.person_id if claim.membership else None
    heirs: list[str] = []
    if asker is not None and claim.event.kind == DEATH:
        # What is given for a death goes to those who were named for it.
        named = Beneficiary.objects.filter(membership=claim.membership)
        heirs = list(named.filter(removed_on=None).values_list("name", flat=True))
    names = (claim.claimant_name, *heirs, *names)
    return Whom.of(*askers, claim.event.person_id, names=names)


def refuse_own(
    act: Act, claim: Claim, *, verb: str, could: Verb, payee: str = ""
) -> None:
    """No one decides for oneself, for one's family or one's own house (A2)."""
    refuse_tied(act, whom(claim, payee), verb=verb, could=could)


def refuse_maker(act: Act, claim: Claim, *, verb: str) -> None:
    """No one checks what they entered, nor through another account of theirs (A2)."""
    refuse_same_person(act, claim.submitted_by_id, verb=verb)


def user_of(act: Act) -> int:
    """Who acts: every step on a claim is a user's."""
    assert act.user_id is not None, "a duty was required before"
    return act.user_id

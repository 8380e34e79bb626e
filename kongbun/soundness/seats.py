"""Who signed for a village centre sat there that day, and did not ask: K011, K012."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator
from datetime import date

from kongbun.access.models import RoleGrant
from kongbun.approvals.models import Signature, SignedHow
from kongbun.claims.late import day_of
from kongbun.claims.models import Claim
from kongbun.people.models import CommitteeSeat, Person
from kongbun.soundness.findings import Code, Finding
from kongbun.soundness.reading import Funds

# Since when, until when: by centre and by whom.
Terms = dict[tuple[int, int], list[tuple[date, date | None]]]


def signed_for(looked_at: Funds) -> Iterator[Finding]:
    """One finding a signature."""
    claims = {
        one.public_id: one
        for one in Claim.objects.filter(
            fund__in=looked_at.codes, branch__isnull=False
        ).select_related("event", "membership")
    }
    seats, grants, same = _seats(looked_at), _grants(looked_at), _same(looked_at)
    for one in (
        Signature.objects.filter(fund__in=looked_at.codes, subject_kind="claim")
        .select_related("command")
        .order_by("pk")
    ):
        claim = claims.get(one.subject_id)
        if claim is None or claim.branch_id is None:
            continue
        fund = looked_at.code(one.fund_id)
        day, given = one.signed_on, day_of(one.command.received_at)
        branch, person = claim.branch_id, same.get(one.person_id or 0, one.person_id)
        sat = any(
            _held(seats.get((branch, key), ()), day)
            for key in {one.person_id or 0, person or 0}
        ) or (
            one.how == SignedHow.IN_APP
            and _held(grants.get((branch, one.recorded_by_id), ()), day)
        )
        if not sat or not claim.event.first_day <= day <= given:
            yield Finding.of(
                Code.APPROVED_OTHERWISE,
                fund,
                f"claim {claim.number}",
                f"ผู้ลงชื่อรับรองคำขอ {claim.number} ไม่ได้อยู่ในศูนย์นั้นในวันที่ลงชื่อ",
            )
        elif claim.membership and person == same.get(
            claim.membership.person_id, claim.membership.person_id
        ):
            yield Finding.of(
                Code.CHECKED_BY_MAKER,
                fund,
                f"claim {claim.number}",
                f"ผู้ขอลงชื่อรับรองคำขอ {claim.number} ของตนเอง",
            )


def _held(terms: Iterable[tuple[date, date | None]], day: date) -> bool:
    return any(
        since <= day and (until is None or day < until) for since, until in terms
    )


def _seats(looked_at: Funds) -> Terms:
    found: Terms = defaultdict(list)
    for branch, person, since, until in CommitteeSeat.objects.filter(
        fund__in=looked_at.codes, branch__isnull=False
    ).values_list("branch_id", "person_id", "from_date", "until_date"):
        found[branch or 0, person].append((since, until))
    return found


def _grants(looked_at: Funds) -> Terms:
    found: Terms = defaultdict(list)
    for branch, user, since, until in RoleGrant.objects.filter(
        fund__in=looked_at.codes, branch__isnull=False
    ).values_list("branch_id", "user_id", "from_date", "until_date"):
        found[branch or 0, user].append((since, until))
    return found


def _same(looked_at: Funds) -> dict[int, int]:
    """By person: whose record theirs is counted in."""
    return {
        key: into
        for key, into in Person.objects.filter(
            fund__in=looked_at.codes, counted_in__isnull=False
        ).values_list("pk", "counted_in_id")
        if into is not None
    }

"""Who signed for a village centre sat there that day, and did not ask: K011, K012."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator
from datetime import date

from kongbun.access.models import RoleGrant
from kongbun.approvals.models import Signature, SignedHow
from kongbun.audit.said import NOBODYS, last_commands
from kongbun.claims.late import day_of
from kongbun.claims.models import Claim
from kongbun.people.models import CommitteeSeat, Person
from kongbun.soundness.findings import Code, Finding
from kongbun.soundness.reading import Funds

# Since when, until when, and the command that wrote it last.
Term = tuple[date, date | None, int]


def signed_for(looked_at: Funds) -> Iterator[Finding]:
    """One finding a signature."""
    claims = {
        one.public_id: one
        for one in Claim.objects.filter(
            fund__in=looked_at.codes, branch__isnull=False
        ).select_related("event", "membership")
    }
    seats = _terms(looked_at, CommitteeSeat, "person_id")
    grants, same = _terms(looked_at, RoleGrant, "user_id"), _same(looked_at)
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
            _held(seats.get((branch, key), ()), day, one.command_id)
            for key in {one.person_id or 0, person or 0}
        ) or (
            one.how == SignedHow.IN_APP
            and _held(grants.get((branch, one.recorded_by_id), ()), day, one.command_id)
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


def _held(terms: Iterable[Term], day: date, command: int) -> bool:
    """An end that a later command wrote, of whatever day, had not come yet."""
    return any(
        since <= day and (until is None or day < until or command < written)
        for since, until, written in terms
    )


def _terms(
    looked_at: Funds, model: type[CommitteeSeat | RoleGrant], whose: str
) -> dict[tuple[int, int], list[Term]]:
    """By centre and by whom."""
    last = last_commands([*looked_at.codes, NOBODYS], model._meta.db_table)
    found: dict[tuple[int, int], list[Term]] = defaultdict(list)
    for key, branch, who, since, until in model._default_manager.filter(
        fund__in=looked_at.codes, branch__isnull=False
    ).values_list("pk", "branch_id", whose, "from_date", "until_date"):
        found[branch, who].append((since, until, last.get(key, 0)))
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

"""What the pages of a claim's steps share: the claim, who signs, the one act.

Who lacks the duty, or entered the claim, may hand the machine to who does not: the
second person signs in beside them for this one step.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any
from uuid import UUID

from django.http import Http404, HttpResponse

from kongbun.access.permissions import Verb
from kongbun.claims.approving import Matter, could_decide
from kongbun.claims.models import Claim, ClaimStatus
from kongbun.claims.queries import claim_by_public_id
from kongbun.claims.telling import about_whom, heading, rule_of
from kongbun.claims.way import is_maker
from kongbun.web.door import (
    Answer,
    FundRequest,
    Second,
    fund_url,
    page,
    run_action,
)
from kongbun.web.forms import Form, SecondSignature

MARKS = {
    ClaimStatus.SUBMITTED: "wait",
    ClaimStatus.CERTIFIED: "wait",
    ClaimStatus.APPROVED: "wait",
    ClaimStatus.PAID: "ok",
    ClaimStatus.REFUSED: "no",
    ClaimStatus.WITHDRAWN: "",
}


def claim_of(request: FundRequest, claim: UUID) -> Claim:
    found = claim_by_public_id(request.fund.pk, claim)
    if found is None:
        raise Http404
    return found


def beside(request: FundRequest, found: Claim, verb: Verb) -> SecondSignature | None:
    """The second person's fields, when who is signed in may not do this."""
    if request.standing.may(verb) and not is_maker(found, request.user):
        return None
    return SecondSignature(request.POST or None)


def beside_to_decide(
    request: FundRequest, found: Claim, matter: Matter, *, first: bool = False
) -> SecondSignature | None:
    """The same for approving: who may is a matter of the by-law and the sum."""
    alone = (
        request.standing.may(Verb.DECIDE_CLAIM)
        and not is_maker(found, request.user)
        and could_decide(
            request.user.pk, matter, request.fund.pk, request.today, first=first
        )
    )
    return None if alone else SecondSignature(request.POST or None)


def is_valid(request: FundRequest, *forms: Form | None) -> bool:
    if request.method != "POST":
        return False
    # Every form is asked, so that all wrong fields are told at once.
    return sum(not form.is_valid() for form in forms if form is not None) == 0


def act_on(
    request: FundRequest,
    action: Callable[..., dict[str, Any]],
    verb: Verb,
    second: SecondSignature | None,
    **facts: Any,
) -> Answer:
    signer = Second(second, verb) if second is not None else None
    return run_action(request, action, second=signer, **facts)


def claim_page(
    request: FundRequest,
    template: str,
    found: Claim,
    *,
    answer: Answer | None = None,
    **shown: Any,
) -> HttpResponse:
    rule = rule_of(found)
    return page(
        request,
        template,
        {
            "claim": found,
            "heading": heading(found, rule),
            "who": about_whom(found),
            "back_url": fund_url(request, "claims:claim", claim=found.public_id),
            "back_label": f"คำขอที่ {found.number}",
            **shown,
        },
        answer=answer,
    )

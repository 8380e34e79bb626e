"""What several parts of one page ask for: asked of the database once a request.

Not a cache: nothing outlives the request, so nothing here can be out of date.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, TypeVar

from kongbun.bylaws.models import BylawVersion
from kongbun.bylaws.queries import version_on
from kongbun.dues.standing import Standing, of_memberships
from kongbun.people.models import Beneficiary, Membership
from kongbun.web.door import FundRequest

T = TypeVar("T")


def _once(request: FundRequest, key: object, ask: Callable[[], T]) -> T:
    seen: dict[object, Any] = request.__dict__.setdefault("_seen", {})
    if key not in seen:
        seen[key] = ask()
    found: T = seen[key]
    return found


def bylaw_today(request: FundRequest) -> BylawVersion | None:
    """The by-law version in force on the fund's day."""
    return _once(request, "bylaw", lambda: version_on(request.fund.pk, request.today))


def paid(request: FundRequest, membership: Membership) -> Standing:
    """What the member paid until now."""
    return _once(
        request,
        ("paid", membership.pk),
        lambda: of_memberships(request.fund.pk, [membership.pk]),
    )


def beneficiaries(request: FundRequest, membership: Membership) -> list[Beneficiary]:
    """Who is named to receive what is left, in the member's order."""
    return _once(
        request,
        ("beneficiaries", membership.pk),
        lambda: list(
            Beneficiary.objects.filter(membership=membership, removed_on=None).order_by(
                "seq"
            )
        ),
    )

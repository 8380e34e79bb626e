"""What every template may rely on: the fund, the day, the menu, who is signed in."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest
from django.urls import NoReverseMatch, reverse

from kongbun.access.models import Fund, User
from kongbun.access.queries import funds_of
from kongbun.web import clock
from kongbun.web.door import Standing, fund_url
from kongbun.web.menu import menu_of


def shell(request: HttpRequest) -> dict[str, Any]:
    """Lazy where it asks the database: an error page must not."""
    fund: Fund | None = getattr(request, "fund", None)
    standing: Standing | None = getattr(request, "standing", None)
    user = getattr(request, "user", None)
    if not isinstance(user, User) or not user.is_authenticated:
        return {"home_url": reverse("web:start")}
    shown: dict[str, Any] = {
        "home_url": reverse("web:start"),
        "signed_in": {
            "username": user.username,
            "shown_name": user.display_name,
            "duties": standing.duties() if standing else [],
            "has_more_funds": lambda: (
                len(funds_of(user.pk, clock.today(), at_most=2)) > 1 or user.is_operator
            ),
        },
    }
    if fund is None or standing is None:
        return shown
    menu = menu_of(request)
    shown |= {
        "fund": fund,
        "today": getattr(request, "today", None),
        "standing": standing,
        "home_url": fund_url(request, "web:today"),
        "menu": menu,
        "tabs": [item for item in menu if item.short],
        "more": [item for item in menu if not item.short],
        "search_url": _search_url(request),
    }
    return shown


def _search_url(request: HttpRequest) -> str:
    try:
        return fund_url(request, "people:members")
    except NoReverseMatch:
        return ""

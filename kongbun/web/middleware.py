"""What holds for every answer: a strict content policy, and never a bare error.

Not who may see what: `door.fund_view` decides that.
"""

from __future__ import annotations

from collections.abc import Callable

from django.db import OperationalError
from django.http import HttpRequest, HttpResponse
from django.utils.cache import patch_cache_control

from kongbun.kernel.refusal import RefusalCode, Refused
from kongbun.web.door import refused_page

# No inline script or style, nothing from elsewhere: the laptop may have no network.
POLICY = (
    "default-src 'self'; object-src 'none'; base-uri 'none'; "
    "frame-ancestors 'none'; form-action 'self'"
)


class DoorMiddleware:
    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        response.headers.setdefault("Content-Security-Policy", POLICY)
        response.headers.setdefault("Permissions-Policy", "camera=(), microphone=()")
        user = getattr(request, "user", None)
        if user is not None and user.is_authenticated:
            # The laptop is shared: after signing out, Back shows nothing.
            patch_cache_control(response, private=True, no_store=True)
        return response

    def process_exception(
        self, request: HttpRequest, error: Exception
    ) -> HttpResponse | None:
        if isinstance(error, Refused):
            return refused_page(request, error)
        if isinstance(error, OperationalError) and "locked" in str(error):
            return refused_page(request, Refused(RefusalCode.TRY_AGAIN))
        return None

"""What holds for every answer: a strict content policy, and never a bare error.

Not who may see what: `door.fund_view` decides that.
"""

from __future__ import annotations

from collections.abc import Callable

from django.db import OperationalError
from django.http import HttpRequest, HttpResponse, QueryDict
from django.utils.cache import patch_cache_control

from kongbun.commands.run import is_waiting
from kongbun.kernel.refusal import RefusalCode, Refused
from kongbun.store import tenancy, trouble
from kongbun.web.door import refused_page
from kongbun.web.errors import out_of_order

# No inline script or style, nothing from elsewhere: the laptop may have no network.
POLICY = (
    "default-src 'self'; object-src 'none'; base-uri 'none'; "
    "frame-ancestors 'none'; form-action 'self'"
)


def _readable(given: QueryDict) -> QueryDict:
    """Without NUL, which nobody types and PostgreSQL cannot hold."""
    if not any("\0" in text for _, texts in given.lists() for text in texts):
        return given
    kept = given.copy()
    for name, texts in given.lists():
        kept.setlist(name, [text.replace("\0", "") for text in texts])
    return kept


class DoorMiddleware:
    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        request.GET = _readable(request.GET)  # type: ignore[assignment]
        # No fund's rows until `door.enter` knows whose duty it is.
        with tenancy.seeing():
            response = self.get_response(request)
        response.headers.setdefault("Content-Security-Policy", POLICY)
        response.headers.setdefault("Permissions-Policy", "camera=(), microphone=()")
        user = getattr(request, "user", None)
        if user is not None and user.is_authenticated:
            # The laptop is shared: after signing out, Back shows nothing.
            patch_cache_control(response, private=True, no_store=True)
        return response

    def process_view(self, request: HttpRequest, view: object, *_: object) -> None:
        # No form: a phone's door reads what it is sent itself, and no more than it may.
        if getattr(view, "csrf_exempt", False):
            return
        # By now a wrong token is refused, and what was sent is read once.
        request.POST = _readable(request.POST)  # type: ignore[assignment]

    def process_exception(
        self, request: HttpRequest, error: Exception
    ) -> HttpResponse | None:
        if isinstance(error, Refused):
            return refused_page(request, error)
        if isinstance(error, OperationalError) and is_waiting(error):
            return refused_page(request, Refused(RefusalCode.TRY_AGAIN))
        if trouble.of(error) is not None:
            return out_of_order(request, error)
        return None

"""Pages for what went wrong, each saying what to do next.  Not refusals: `door`."""

from __future__ import annotations

import sys

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.template import loader

from kongbun.store import trouble


def bad_request(request: HttpRequest, exception: Exception) -> HttpResponse:
    del exception
    return render(request, "errors/400.html", status=400)


def forbidden(request: HttpRequest, exception: Exception) -> HttpResponse:
    del exception
    return render(request, "errors/403.html", status=403)


def not_found(request: HttpRequest, exception: Exception) -> HttpResponse:
    del exception
    return render(request, "errors/404.html", status=404)


def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:
    """The page stood open too long, or signing in happened in another tab."""
    del reason
    return render(request, "errors/csrf.html", status=403)


def broken(request: HttpRequest) -> HttpResponse:
    """A fault of ours or the machine's.  Asks neither the database nor the session."""
    error = sys.exception()
    if error is not None and trouble.of(error) is not None:
        return out_of_order(request, error)
    return HttpResponse(loader.render_to_string("errors/500.html"), status=500)


def out_of_order(request: HttpRequest, error: BaseException) -> HttpResponse:
    """The disk or the server failed: the page is made of nothing that they hold.

    What was pressed can be pressed again from here, under its own number.
    """
    code = trouble.of(error)
    assert code is not None
    fields = _pressed(request)
    again = "กดส่งอีกครั้งข้างล่างนี้ ส่งซ้ำกี่ครั้งก็นับครั้งเดียว" if fields else trouble.AGAIN
    told = {
        "refused": trouble.refusal(code, again),
        "fields": fields,
        "address": request.get_full_path(),
    }
    words = loader.render_to_string("errors/out_of_order.html", told)
    return HttpResponse(words, status=503)


def _pressed(request: HttpRequest) -> list[tuple[str, str]]:
    """What the form sent; nothing if a file or a password was in it."""
    if request.method != "POST" or request.FILES:
        return []
    if any("password" in name for name in request.POST):
        return []
    return [(name, str(one)) for name, all_ in request.POST.lists() for one in all_]

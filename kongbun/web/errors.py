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
    """The disk or the server failed: the page is made of nothing that they hold."""
    del request
    code = trouble.of(error)
    assert code is not None
    refused = trouble.refusal(code, "กลับไปหน้าเดิมแล้วกดอีกครั้ง")
    words = loader.render_to_string("errors/out_of_order.html", {"refused": refused})
    return HttpResponse(words, status=503)

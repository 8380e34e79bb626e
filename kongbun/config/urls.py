"""All addresses.  Each app's pages stand in its own module of `web`."""

from __future__ import annotations

from django.urls import URLPattern, URLResolver, include, path

urlpatterns: list[URLPattern | URLResolver] = [path("", include("kongbun.web.urls"))]

handler400 = "kongbun.web.errors.bad_request"
handler403 = "kongbun.web.errors.forbidden"
handler404 = "kongbun.web.errors.not_found"
handler500 = "kongbun.web.errors.broken"

"""All addresses.  Each app's pages stand in its own module of `web`."""

from __future__ import annotations

from django.urls import URLPattern, URLResolver

urlpatterns: list[URLPattern | URLResolver] = []

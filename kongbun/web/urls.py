"""All pages.  Each app's pages stand in its own module, included once below.

A page of a fund lies under `/f/<CODE>/`; its objects are named by UUIDs, never keys.
"""

from __future__ import annotations

from django.urls import URLPattern, URLResolver, include, path

from kongbun.web import (
    backup,
    board,
    device_api,
    founding,
    fund,
    opening,
    sign_in,
    today,
    users,
)

FRONT: list[URLPattern | URLResolver] = [
    path("", sign_in.start, name="start"),
    path("sign-in/", sign_in.sign_in, name="sign-in"),
    path("sign-out/", sign_in.sign_out, name="sign-out"),
    path("funds/", sign_in.funds, name="funds"),
    path("me/password/", sign_in.own_password, name="own-password"),
    *founding.FRONT,
    *device_api.API,
]
IN_FUND: list[URLPattern | URLResolver] = [
    path("", today.today, name="today"),
    *backup.IN_FUND,
    *board.IN_FUND,
    *fund.IN_FUND,
    *opening.IN_FUND,
    *users.IN_FUND,
]

urlpatterns: list[URLPattern | URLResolver] = [
    path("", include(([*FRONT, path("f/<slug:fund_code>/", include(IN_FUND))], "web"))),
    path("f/<slug:fund_code>/", include("kongbun.web.bylaws")),
    path("f/<slug:fund_code>/", include("kongbun.web.standing")),
    path("f/<slug:fund_code>/", include("kongbun.web.people")),
    path("f/<slug:fund_code>/", include("kongbun.web.treasury")),
    path("f/<slug:fund_code>/", include("kongbun.web.reports")),
    path("f/<slug:fund_code>/", include("kongbun.web.dues")),
    path("f/<slug:fund_code>/", include("kongbun.web.receipts")),
    path("f/<slug:fund_code>/", include("kongbun.web.claims")),
    path("f/<slug:fund_code>/", include("kongbun.web.devices")),
    # One line an app: path("f/<slug:fund_code>/", include("kongbun.web.people")),
]

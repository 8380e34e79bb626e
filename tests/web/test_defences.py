"""What a browser is told to refuse, and what the door refuses by itself."""

from __future__ import annotations

import re
import uuid

import pytest
from django.conf import settings
from django.core.cache import cache
from django.test import Client

from kongbun.commands.models import Command
from kongbun.testing.cast import PASSWORD, Cast
from tests.web.doors import Visitor, text

pytestmark = pytest.mark.django_db
NEW_ACCOUNT = "/f/TUNG/fund/accounts/new/"
BOX = {"kind": "cash", "name": "กล่องสำรอง"}


@pytest.fixture(autouse=True)
def _nobody_has_tried() -> None:
    cache.clear()


def signed_in(cast: Cast, who: str, *, checks: bool = False) -> Client:
    visitor = Client(enforce_csrf_checks=checks)
    visitor.force_login(cast.users[who])
    return visitor


def test_a_form_of_another_site_is_refused_in_words(cast: Cast) -> None:
    somsri = signed_in(cast, "somsri", checks=True)
    before = Command.objects.count()
    answer = somsri.post(NEW_ACCOUNT, {**BOX, "command_id": str(uuid.uuid4())})
    assert answer.status_code == 403
    assert re.search("[ก-ฮ]", text(answer))
    assert Command.objects.count() == before


def test_a_form_of_ours_carries_its_token(cast: Cast) -> None:
    somsri = signed_in(cast, "somsri", checks=True)
    shown = text(somsri.get(NEW_ACCOUNT))
    sent = dict(
        re.findall(r'name="(csrfmiddlewaretoken|command_id)" value="(.*?)"', shown)
    )
    assert somsri.post(NEW_ACCOUNT, {**BOX, **sent}).status_code == 302


@pytest.mark.parametrize("address", ["/sign-in/", "/me/password/", "/sign-out/"])
def test_signing_in_and_out_ask_for_the_token_too(cast: Cast, address: str) -> None:
    somsri = signed_in(cast, "somsri", checks=True)
    assert somsri.post(address, {}).status_code == 403
    assert somsri.get("/f/TUNG/").status_code == 200


def test_signing_out_is_a_button_never_a_link(cast: Cast) -> None:
    somsri = signed_in(cast, "somsri")
    assert somsri.get("/sign-out/").status_code == 405
    assert somsri.get("/f/TUNG/").status_code == 200
    somsri.post("/sign-out/")
    assert somsri.get("/f/TUNG/").status_code == 302


def test_the_session_is_kept_from_scripts_and_other_sites(cast: Cast) -> None:
    visitor = Client()
    name = cast.users["somsri"].username
    answer = visitor.post("/sign-in/", {"username": name, "password": PASSWORD})
    session = answer.cookies[settings.SESSION_COOKIE_NAME]
    assert session["httponly"]
    assert session["samesite"] == "Lax"
    assert 0 < session["max-age"] <= 12 * 60 * 60
    assert answer.cookies[settings.CSRF_COOKIE_NAME]["samesite"] == "Lax"


def test_a_session_of_before_signing_in_is_not_carried_on(cast: Cast) -> None:
    visitor = Client()
    visitor.get("/sign-in/")
    visitor.cookies[settings.SESSION_COOKIE_NAME] = "a" * 32
    name = cast.users["somsri"].username
    visitor.post("/sign-in/", {"username": name, "password": PASSWORD})
    assert visitor.cookies[settings.SESSION_COOKIE_NAME].value != "a" * 32


@pytest.mark.parametrize(
    ("header", "value"),
    [
        ("Content-Security-Policy", "frame-ancestors 'none'"),
        ("Content-Security-Policy", "form-action 'self'"),
        ("Content-Security-Policy", "object-src 'none'"),
        ("Content-Security-Policy", "base-uri 'none'"),
        ("X-Content-Type-Options", "nosniff"),
        ("X-Frame-Options", "DENY"),
        ("Referrer-Policy", "same-origin"),
        ("Cross-Origin-Opener-Policy", "same-origin"),
    ],
)
def test_every_answer_says_what_the_browser_shall_not_do(
    cast: Cast, header: str, value: str
) -> None:
    somsri = signed_in(cast, "somsri")
    for address in ("/sign-in/", "/nowhere/", "/f/TUNG/", NEW_ACCOUNT):
        assert value in somsri.get(address)[header]


def test_a_password_set_anew_ends_the_sessions_that_the_old_one_opened(
    cast: Cast,
) -> None:
    somsri = Visitor(cast, "somsri")
    assert somsri.get("/f/TUNG/").status_code == 200
    page = "/f/TUNG/users/somsri/password/"
    Visitor(cast, "prasong").press(page, password="ฝนตกที่ทุ่งน้ำใจ")
    assert somsri.get("/f/TUNG/").status_code == 302


def test_who_may_sign_in_no_more_is_out_at_once(cast: Cast) -> None:
    somsri = Visitor(cast, "somsri")
    cast.users["somsri"].is_active = False
    cast.users["somsri"].save(update_fields=["is_active"])
    assert somsri.get("/f/TUNG/").status_code in {302, 404}
    name = cast.users["somsri"].username
    Client().post("/sign-in/", {"username": name, "password": PASSWORD})
    assert Client().get("/f/TUNG/").status_code == 302


def test_a_signed_out_laptop_shows_nothing_by_going_back(cast: Cast) -> None:
    somsri = signed_in(cast, "somsri")
    for address in ("/f/TUNG/", "/funds/", "/f/TUNG/members/"):
        assert "no-store" in somsri.get(address)["Cache-Control"], address


def test_the_second_signature_is_no_way_to_guess_a_password(cast: Cast) -> None:
    """As at the door: ten wrong ones, then even the right one has to wait."""
    somsri = Visitor(cast, "somsri")
    page = "/f/TUNG/money/over-short/"
    typed = {
        "cash": "cash",
        "is_over": "over",
        "amount_satang": "20",
        "occurred_on": "20/11/2569",
        "reason": "ไม่รู้ว่าใคร",
        "second_username": "prasong",
    }
    wrong = {**typed, "second_password": "ไม่ใช่รหัสนี้"}
    for _ in range(10):
        assert "ไม่ตรง" in text(somsri.press(page, **wrong))
    answer = somsri.press(page, **typed, second_password=PASSWORD)
    assert answer.status_code == 422
    assert "รอ 5 นาที" in text(answer)
    cache.clear()
    assert somsri.press(page, **typed, second_password=PASSWORD).status_code == 302

"""A request becomes one act, and every answer is a page that says what to do."""

from __future__ import annotations

import re
import uuid
from datetime import UTC, datetime, timedelta

import pytest
from django.core.cache import cache
from django.db import OperationalError
from django.test import Client

from kongbun.access.models import RoleGrant
from kongbun.commands.models import Command
from kongbun.ledger.balances import accounts
from kongbun.testing.cast import PASSWORD, Cast, make_member
from kongbun.web import fund as fund_pages
from tests.web.doors import NUMBER, Visitor, text

NEW_ACCOUNT = "/f/TUNG/fund/accounts/new/"
BOX = {"kind": "cash", "name": "กล่องสำรอง"}


def test_a_form_pressed_twice_acts_once(cast: Cast) -> None:
    somsri = Visitor(cast, "somsri")
    number = somsri.number_of(NEW_ACCOUNT)
    for _ in range(2):
        assert somsri.press(NEW_ACCOUNT, command_id=number, **BOX).status_code == 302
    names = [account.name for account in accounts(cast.fund.pk)]
    assert names.count("กล่องสำรอง") == 1


def test_a_refusal_keeps_what_was_typed_and_gives_the_form_a_new_number(
    cast: Cast,
) -> None:
    prasong = Visitor(cast, "prasong")
    page = "/f/TUNG/users/grant/"
    number = prasong.number_of(page)
    typed = {
        "username": "nobody",
        "role": "auditor",
        "from_date": "1/10/2569",
        "last_date": "31/12/2569",
    }
    answer = prasong.press(page, command_id=number, **typed)
    assert answer.status_code == 404
    shown = text(answer)
    assert "ยังไม่มีอะไรถูกบันทึก" in shown
    assert 'value="31/12/2569"' in shown
    again = NUMBER.search(shown)
    assert again is not None
    assert again[1] != number


def test_a_form_without_a_number_is_refused(cast: Cast) -> None:
    answer = Visitor(cast, "somsri").post(NEW_ACCOUNT, BOX)
    assert answer.status_code == 409
    assert "เปิดหน้านี้ใหม่" in text(answer)


def test_a_number_used_for_something_else_is_refused(cast: Cast) -> None:
    somsri = Visitor(cast, "somsri")
    number = somsri.number_of(NEW_ACCOUNT)
    somsri.press(NEW_ACCOUNT, command_id=number, **BOX)
    answer = somsri.press(NEW_ACCOUNT, command_id=number, kind="cash", name="อื่น")
    assert answer.status_code == 409


def test_a_wrong_field_says_so_under_itself(cast: Cast) -> None:
    prasong = Visitor(cast, "prasong")
    answer = prasong.press(
        "/f/TUNG/users/grant/",
        username="somsri",
        role="treasurer",
        from_date="31/11/2569",
    )
    assert answer.status_code == 422
    shown = text(answer)
    assert 'aria-describedby="id_from_date_helptext id_from_date_error"' in shown
    assert "31/11/2569" in shown


def test_an_outsider_finds_nothing_and_cannot_even_learn_that_it_exists(
    cast: Cast,
) -> None:
    noi = Visitor(cast, "noi")
    there = noi.get("/f/TUNG/fund/")
    nowhere = noi.get("/f/NOSUCH/fund/")
    assert there.status_code == nowhere.status_code == 404
    assert "ทุ่งน้ำใจ" not in text(there)
    assert text(there) == text(nowhere)


def test_an_outsider_cannot_write(cast: Cast) -> None:
    noi = Visitor(cast, "noi")
    answer = noi.post(NEW_ACCOUNT, {**BOX, "command_id": str(uuid.uuid4())})
    assert answer.status_code == 404
    assert "กล่องสำรอง" not in {account.name for account in accounts(cast.fund.pk)}


def test_a_duty_that_has_ended_opens_nothing(cast: Cast) -> None:
    grant = RoleGrant.objects.get(user=cast.users["laor"], fund=cast.fund)
    grant.until_date = datetime.now(UTC).date() - timedelta(days=1)
    grant.save(update_fields=["until_date"])
    assert Visitor(cast, "laor").get("/f/TUNG/").status_code == 404


def test_who_has_no_duty_for_a_page_reads_whose_it_is(cast: Cast) -> None:
    answer = Visitor(cast, "prasert").get("/f/TUNG/users/")
    assert answer.status_code == 403
    assert "ประธาน" in text(answer)


def test_a_stranger_is_asked_to_sign_in_and_then_goes_where_he_wanted(
    cast: Cast,
) -> None:
    stranger = Client()
    asked = stranger.get("/f/TUNG/fund/")
    assert asked["Location"] == "/sign-in/?next=/f/TUNG/fund/"
    name = cast.users["somsri"].username
    signed = stranger.post(asked["Location"], {"username": name, "password": PASSWORD})
    assert signed["Location"] == "/f/TUNG/fund/"


def test_who_presses_when_signed_out_comes_back_to_the_page_of_the_form(
    cast: Cast,
) -> None:
    stranger = Client()
    only_for_a_press = f"/f/TUNG/fund/opening/{cast.fund.public_id}/"
    page = "http://testserver/f/TUNG/fund/opening/?q=1"
    asked = stranger.post(only_for_a_press, headers={"referer": page})
    assert asked["Location"] == "/sign-in/?next=/f/TUNG/fund/opening/%3Fq%3D1"
    elsewhere = {"referer": "https://example.org/f/TUNG/"}
    asked = stranger.post(only_for_a_press, headers=elsewhere)
    assert asked["Location"] == f"/sign-in/?next={only_for_a_press}"


def test_signing_in_never_leads_to_another_site(cast: Cast) -> None:
    name = cast.users["somsri"].username
    signed = Client().post(
        "/sign-in/?next=https://example.org/", {"username": name, "password": PASSWORD}
    )
    assert signed["Location"] == "/"


def test_a_wrong_password_is_told_in_words_and_after_ten_has_to_wait(
    cast: Cast,
) -> None:
    cache.clear()
    stranger = Client()
    wrong = {"username": cast.users["prasong"].username, "password": "ไม่ใช่รหัสนี้"}
    for _ in range(10):
        answer = stranger.post("/sign-in/", wrong)
        assert "ไม่ตรงกัน" in text(answer)
    answer = stranger.post("/sign-in/", {**wrong, "password": PASSWORD})
    assert answer.status_code == 422
    assert "รอ 5 นาที" in text(answer)
    cache.clear()


def test_every_answer_forbids_inline_code_and_other_places(cast: Cast) -> None:
    for address in ("/sign-in/", "/nowhere/"):
        policy = Client().get(address)["Content-Security-Policy"]
        assert policy.startswith("default-src 'self'; ")
        assert "unsafe" not in policy
    somsri = Visitor(cast, "somsri")
    assert "no-store" in somsri.get("/f/TUNG/")["Cache-Control"]


def test_a_busy_database_is_a_refusal_never_a_500(
    cast: Cast, monkeypatch: pytest.MonkeyPatch
) -> None:
    def busy(*_: object, **__: object) -> None:
        raise OperationalError("database is locked")

    monkeypatch.setattr(fund_pages, "open_branches", busy)
    answer = Visitor(cast, "somsri").get("/f/TUNG/fund/")
    assert answer.status_code == 409
    assert "รอสักครู่" in text(answer)


def test_a_clock_set_back_writes_nothing(cast: Cast) -> None:
    somsri = Visitor(cast, "somsri")
    Command.objects.create(
        public_id=uuid.uuid4(),
        kind="a.thing",
        door="cli",
        body_hash=bytes(32),
        received_at=datetime.now(UTC) + timedelta(days=2),
    )
    answer = somsri.press(NEW_ACCOUNT, **BOX)
    assert answer.status_code == 409
    assert "นาฬิกา" in text(answer)


def test_the_second_person_signs_without_ending_the_firsts_session(cast: Cast) -> None:
    somsri = Visitor(cast, "somsri")
    page = "/f/TUNG/fund/opening/"
    [box] = [one for one in accounts(cast.fund.pk) if one.code == cast.cash]
    typed = {"cut_over_on": "30/9/2569", f"hold-{box.id}": "1,250.50"}
    assert somsri.press(page, **typed).status_code == 302
    shown = text(somsri.get(page))
    [decide] = re.findall(r'action="(/f/TUNG/fund/opening/[^"]+)"', shown)
    [sealed] = re.findall(r'name="content_hash" value="([0-9a-f]{64})"', shown)

    def sign(username: str, password: str = PASSWORD) -> int:
        answer = somsri.press(
            page,
            at=decide,
            content_hash=sealed,
            answer="approve",
            second_username=username,
            second_password=password,
        )
        return int(answer.status_code)

    assert sign("somsri") == 403
    assert sign("prasong", "ไม่ใช่รหัสนี้") == 403
    assert sign("prasert") == 403
    assert sign("prasong") == 302
    assert "นางสมศรี ใจงาม" in text(somsri.get(page))
    [box] = [one for one in accounts(cast.fund.pk) if one.code == cast.cash]
    assert box.balance_satang == 125050


def test_a_person_is_found_by_number_or_name_and_never_guessed(cast: Cast) -> None:
    first = make_member(cast, 1, name="บุญเรือน")
    make_member(cast, 2, name="บุญเรือน")
    prasong = Visitor(cast, "prasong")
    page = "/f/TUNG/fund/seats/new/"
    typed = {"post": "member", "seat": "members", "from_date": "1/10/2569"}
    several = prasong.press(page, person="บุญเรือน", **typed)
    assert several.status_code == 422
    assert "มีหลายคน" in text(several)
    assert first.member_no in text(several)
    assert prasong.press(page, person="ไม่มีใคร", **typed).status_code == 422
    assert prasong.press(page, person=first.member_no, **typed).status_code == 302
    assert "บุญเรือน" in text(prasong.get("/f/TUNG/fund/"))


def test_who_is_signed_in_chooses_a_new_password_by_telling_the_old_one(
    cast: Cast,
) -> None:
    somsri = Visitor(cast, "somsri")
    page = "/me/password/"
    new = "ฝนตกที่ทุ่งน้ำใจ"
    assert somsri.press(page, old="ไม่ใช่", new=new).status_code == 422
    assert somsri.press(page, old=PASSWORD, new="123").status_code == 422
    assert somsri.press(page, old=PASSWORD, new=new).status_code == 302
    assert somsri.get("/f/TUNG/").status_code == 200
    cast.users["somsri"].refresh_from_db()
    assert cast.users["somsri"].check_password(new)


def test_a_chair_cannot_carry_away_the_members_of_another_fund(cast: Cast) -> None:
    assert "/f/TUNG/backup/" not in text(Visitor(cast, "prasong").get("/f/TUNG/"))
    answer = Visitor(cast, "prasong").get("/f/TUNG/backup/")
    assert answer.status_code == 403
    assert "ผู้ดูแลเครื่อง" in text(answer)
    assert Visitor(cast, "prasert").get("/f/TUNG/backup/").status_code == 403

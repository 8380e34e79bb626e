"""The page of one who asks, the page of another who confirms; and the terminal."""

from __future__ import annotations

import json
from datetime import date
from pathlib import Path
from typing import Any
from unittest.mock import patch
from uuid import UUID

import pytest

from kongbun.merging.models import Merge, MergeRequest, Unmerge
from kongbun.merging.queries import likely_doubles
from kongbun.people.models import Person
from kongbun.testing import program
from kongbun.testing.cast import PASSWORD, TODAY, Cast, make_cast, make_member
from kongbun.testing.databases import Copy
from kongbun.web import clock
from tests.merging.pair import Pair, pay, written_twice
from tests.web.doors import Visitor, text

ID = "1000000000009"


@pytest.fixture
def _the_day() -> Any:
    with patch.object(clock, "today_for", return_value=TODAY):
        yield


def page_of(pair: Pair) -> str:
    return f"/f/TUNG/members/{pair.first.public_id}/"


def compare_of(pair: Pair) -> str:
    first, second = pair.first.person, pair.second.person
    return f"/f/TUNG/people/{first.public_id}/merge/{second.public_id}/"


@pytest.mark.usefixtures("_the_day")
def test_one_asks_another_confirms_and_it_is_undone_the_same_way(cast: Cast) -> None:
    pair = written_twice(cast)
    Person.objects.update(id_value="", id_kind="")
    Person.objects.filter(pk__in=(pair.first.person_id, pair.second.person_id)).update(
        id_value=ID, id_kind="thai13"
    )
    pay(cast, pair.second, 35_00, date(2026, 11, 1))
    chanpen, prasong = Visitor(cast, "chanpen"), Visitor(cast, "prasong")
    # A newcomer finds it on the person's own page.
    shown = text(chanpen.get(page_of(pair)))
    assert "คนเดียวกันกับ" in shown
    assert compare_of(pair) in shown
    beside = text(chanpen.get(compare_of(pair)))
    for word in ("ดวงใจ", "ดวงจัย", pair.second.member_no, "35 บาท", "5 บาท"):
        assert word in beside
    wrong = chanpen.press(compare_of(pair), reason="ถามเจ้าตัวแล้ว")
    assert wrong.status_code == 422
    assert not MergeRequest.objects.exists()
    asked = chanpen.press(
        compare_of(pair),
        reason="ถามเจ้าตัวแล้ว",
        keep_name="other",
        keep_house="survivor",
    )
    assert asked.status_code == 302
    request = MergeRequest.objects.get()
    place = f"/f/TUNG/merges/{request.public_id}/"
    assert asked["Location"] == place
    # Who asked is shown no button, and is refused when they press it anyway.
    assert "content_hash" not in text(chanpen.get(place))
    seen = {"content_hash": bytes(request.hash).hex()}
    own = chanpen.post(
        f"{place}confirm/",
        {**seen, "command_id": "3f1f7c1e-8f51-4c25-9a80-6cfb1c3b0a11"},
    )
    assert own.status_code == 403
    assert place in text(prasong.get("/f/TUNG/"))
    done = prasong.press(place, at=f"{place}confirm/", **seen)
    assert done.status_code == 302
    merge = Merge.objects.get()
    now = text(prasong.get(page_of(pair)))
    assert "ดวงจัย" in now
    assert "รวมไว้เมื่อ" in now
    assert "35" in now
    # The old address and the old number lead to the one that is kept.
    old = f"/f/TUNG/members/{pair.second.public_id}/"
    assert pair.first.member_no in text(chanpen.get(old))
    found = text(chanpen.get(f"/f/TUNG/members/?q={pair.second.member_no}"))
    assert "ดวงจัย" not in found
    undo = f"/f/TUNG/merges/{merge.public_id}/unmerge/"
    assert undo in text(chanpen.get(page_of(pair)))
    chanpen.press(undo, reason="เป็นคนละคน")
    back = MergeRequest.objects.get(undoes=merge)
    place = f"/f/TUNG/merges/{back.public_id}/"
    seen = {"content_hash": bytes(back.hash).hex()}
    assert prasong.press(place, at=f"{place}confirm/", **seen).status_code == 302
    assert Unmerge.objects.get().merge == merge
    assert "ดวงใจ" in text(prasong.get(page_of(pair)))


@pytest.mark.usefixtures("_the_day")
def test_what_stands_against_it_is_shown_and_then_there_is_no_button(
    cast: Cast,
) -> None:
    pair = written_twice(cast, joined_on=date(2023, 12, 1))
    pay(cast, pair.second, 30_00, date(2026, 11, 1))
    shown = text(Visitor(cast, "chanpen").get(compare_of(pair)))
    assert "ยังรวมไม่ได้" in shown
    assert "ส่งเงินไว้ทั้งสองระเบียน" in shown
    assert "ขอให้คนที่สองยืนยันการรวม</button>" not in shown


@pytest.mark.usefixtures("_the_day")
def test_the_second_person_may_say_no(cast: Cast) -> None:
    pair = written_twice(cast)
    request = pair.ask()
    place = f"/f/TUNG/merges/{request}/"
    prasong = Visitor(cast, "prasong")
    assert prasong.press(place, at=f"{place}decline/", reason="").status_code == 422
    done = prasong.press(place, at=f"{place}decline/", reason="เป็นพี่น้องกัน")
    assert done.status_code == 302
    assert "เป็นพี่น้องกัน" in text(prasong.get(place))
    assert not Merge.objects.exists()


@pytest.mark.usefixtures("_the_day")
def test_the_other_record_is_found_by_its_number(cast: Cast) -> None:
    pair = written_twice(cast)
    choose = f"/f/TUNG/people/{pair.first.person.public_id}/merge/"
    chanpen = Visitor(cast, "chanpen")
    assert choose in text(chanpen.get(page_of(pair)))
    found = chanpen.get(f"{choose}?other={pair.second.member_no}")
    assert found["Location"] == compare_of(pair)
    nobody = text(chanpen.get(f"{choose}?other=ไม่มีใคร"))
    assert "ไม่พบ" in nobody
    for who, status in (("kamnan", 403), ("noi", 404)):
        assert Visitor(cast, who).get(choose).status_code == status


def test_likely_doubles_have_one_id_or_one_name_and_birth(cast: Cast) -> None:
    base = make_member(cast, 1, name="มาลี")
    Person.objects.filter(pk=base.person_id).update(
        id_value=ID, id_kind="thai13", match_key="มาลี ใจดี"
    )
    made: dict[str, dict[str, Any]] = {
        "same id": {"id_value": ID, "id_kind": "thai13", "match_key": "อื่น"},
        "same name and birth": {"match_key": "มาลี ใจดี"},
        "same name, other birth": {
            "match_key": "มาลี ใจดี",
            "birth_date": date(1961, 5, 5),
        },
        "same name, birth by year": {
            "match_key": "มาลี ใจดี",
            "birth_precision": "year",
        },
        "the same digits as another paper": {
            "id_value": ID,
            "id_kind": "passport",
            "match_key": "อื่น",
        },
        "neither": {"match_key": "อื่น"},
    }
    keys = {}
    for no, (name, columns) in enumerate(made.items(), 2):
        one = make_member(cast, no, name="อื่น")
        Person.objects.filter(pk=one.person_id).update(**columns)
        keys[one.person_id] = name
    found = likely_doubles(Person.objects.get(pk=base.person_id))
    assert {keys[one.pk] for one in found} == {"same id", "same name and birth"}


def test_at_the_terminal(committed_db: Copy, tmp_path: Path) -> None:
    pair = written_twice(make_cast())
    passwords = tmp_path / "passwords"
    passwords.write_text(f"chanpen:{PASSWORD}\nprasong:{PASSWORD}\n", encoding="utf-8")

    def said(*words: str, who: str = "") -> Any:
        given = ["--fund", "TUNG", "--json", *(("--as", who) if who else ())]
        return program.run(
            *("member", *words, *given),
            more={**committed_db.environ, "KONGBUN_PASSWORD_FILE": str(passwords)},
        )

    numbers = pair.first.member_no, pair.second.member_no
    keep = ("--keep", "name=survivor", "--keep", "house=survivor")
    asked = said("merge", *numbers, *keep, "--reason", "พิมพ์ซ้ำ", who="chanpen")
    request = json.loads(asked.stdout)["request"]
    waits = json.loads(said("merges").stdout)
    assert [UUID(one["request"]).hex for one in waits] == [request]
    assert said("confirm-merge", request, who="chanpen").returncode == 1
    assert said("confirm-merge", request, who="prasong").returncode == 0
    assert pair.again().second.counted_in == pair.first
    asked = said("unmerge", *numbers, "--reason", "คนละคน", who="chanpen")
    request = json.loads(asked.stdout)["request"]
    assert (
        said("decline-merge", request, "--note", "คนเดียวกันแน่", who="prasong").returncode
        == 0
    )
    asked = said("unmerge", *numbers, "--reason", "คนละคน", who="chanpen")
    request = json.loads(asked.stdout)["request"]
    assert said("confirm-unmerge", request, who="prasong").returncode == 0
    assert pair.again().second.counted_in is None

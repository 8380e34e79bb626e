"""The pages of the register's import: one question a card, one final press."""

from __future__ import annotations

import re
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from kongbun.people.models import Membership, RegisterImport
from kongbun.people.register.findings import TEXTS
from kongbun.testing.cast import Cast
from kongbun.web.register_import import REPAIRS
from tests.people.sheets import BUNRUEAN, SOMBAT, csv_of
from tests.web.doors import Visitor, text

pytestmark = pytest.mark.django_db
LIST = "/f/TUNG/import/"
ASKED = (*SOMBAT[:4], "12/5/10", *SOMBAT[5:])


def upload(visitor: Visitor, content: bytes, name: str = "ทะเบียน.csv") -> Any:
    return visitor.press(LIST, file=SimpleUploadedFile(name, content))


def sent(visitor: Visitor, content: bytes) -> str:
    answer = upload(visitor, content)
    assert answer.status_code == 302, text(answer)
    return str(answer.url)


def test_a_sheet_is_shown_before_anything_is_written(cast: Cast) -> None:
    somsri = Visitor(cast, "somsri")
    address = sent(somsri, csv_of(BUNRUEAN, SOMBAT))
    shown = text(somsri.get(address))
    assert "อ่านได้ 2 แถว" in shown
    assert "นำเข้า 2 แถว" in shown
    assert not Membership.objects.exists()
    done = somsri.press(address, step="import")
    assert done.status_code == 302
    assert Membership.objects.count() == 2
    assert "นำเข้าทะเบียนแล้ว 2 คน" in text(somsri.get(done.url))


def test_a_question_stands_on_a_card_with_its_row_and_its_way_out(cast: Cast) -> None:
    somsri = Visitor(cast, "somsri")
    address = sent(somsri, csv_of(BUNRUEAN, ASKED))
    shown = text(somsri.get(address))
    assert "คำถามที่ 1" in shown
    assert "แถว 3" in shown
    assert "12 พฤษภาคม 2510" in shown
    assert "ไม่รู้" in shown
    assert 'aria-disabled="true"' in shown
    key = re.findall(r'name="key" value="([^"]*)"', shown)[0]
    somsri.press(address, step="answer", key=key, choice="be25")
    shown = text(somsri.get(address))
    assert "ตอบแล้ว 1 ข้อ" in shown
    assert "พร้อมนำเข้าทั้งไฟล์" in shown
    somsri.press(address, step="answer", key=key, choice="", reopen="yes")
    assert "คำถามที่ 1" in text(somsri.get(address))


def test_one_answer_may_hold_for_the_column(cast: Cast) -> None:
    somsri = Visitor(cast, "somsri")
    other = (*BUNRUEAN[:4], "4/3/06", *BUNRUEAN[5:])
    address = sent(somsri, csv_of(other, ASKED))
    shown = text(somsri.get(address))
    assert "กับอีก 1 แถว" in shown
    key = re.findall(r'name="key_for_all" value="([^"]*)"', shown)[0]
    somsri.press(
        address, step="answer", key="x", key_for_all=key, for_all="yes", choice="be25"
    )
    assert "พร้อมนำเข้าทั้งไฟล์" in text(somsri.get(address))


def test_pressing_import_with_open_questions_is_refused_in_words(cast: Cast) -> None:
    somsri = Visitor(cast, "somsri")
    address = sent(somsri, csv_of(ASKED))
    answer = somsri.press(address, step="import")
    assert answer.status_code == 422
    assert "1 คำถาม" in text(answer)
    assert not Membership.objects.exists()


def test_a_sheet_given_up_is_gone(cast: Cast) -> None:
    somsri = Visitor(cast, "somsri")
    address = sent(somsri, csv_of(BUNRUEAN))
    somsri.press(address, step="drop")
    assert bytes(RegisterImport.objects.get().content) == b""
    assert "เลิกนำเข้าไปแล้ว" in text(somsri.get(address))


@pytest.mark.parametrize(
    "content", [b"MZ\x90\x00" * 100, b"\xff" * 50, "ก,ข\n".encode(), b"PK\x03\x04"]
)
def test_a_broken_file_is_a_sentence_and_never_an_error_page(
    cast: Cast, content: bytes
) -> None:
    somsri = Visitor(cast, "somsri")
    shown = somsri.get(sent(somsri, content))
    assert shown.status_code == 200
    assert "รับไม่ได้ 1 แถว" in text(shown)


def test_no_file_at_all_is_said_under_the_field(cast: Cast) -> None:
    somsri = Visitor(cast, "somsri")
    answer = somsri.press(LIST)
    assert answer.status_code == 422
    assert "ยังไม่ได้เลือกไฟล์ทะเบียน" in text(answer)


def test_an_outsider_gets_nothing_and_a_collector_no_register(cast: Cast) -> None:
    address = sent(Visitor(cast, "somsri"), csv_of(BUNRUEAN))
    noi, prasert = Visitor(cast, "noi"), Visitor(cast, "prasert")
    for where in (LIST, address):
        assert noi.get(where).status_code == 404
        assert noi.post(where, {"step": "import"}).status_code == 404
        assert prasert.get(where).status_code == 403
    foreign = address.replace("/f/TUNG/", "/f/NOI/")
    assert noi.get(foreign).status_code in {403, 404}


def test_nonsense_posted_to_a_sheet_is_not_there(cast: Cast) -> None:
    somsri = Visitor(cast, "somsri")
    address = sent(somsri, csv_of(ASKED))
    assert somsri.press(address, step="fly").status_code == 404
    assert somsri.press(address, step="answer", key="").status_code == 404
    assert somsri.get(address + "?q=%F0%9F%98%80").status_code == 200


def test_what_nobody_knew_stands_on_the_members_page_until_it_was_asked(
    cast: Cast,
) -> None:
    somsri = Visitor(cast, "somsri")
    address = sent(somsri, csv_of(ASKED))
    somsri.press(address, step="answer", key="two-digit-year", choice="unknown")
    somsri.press(address, step="import")
    member = Membership.objects.get()
    where = f"/f/TUNG/members/{member.public_id}/"
    assert "วันเกิด: 12/5/10" in text(somsri.get(where))
    facts = {"first_name": "สมบัติ", "last_name": "ดีงาม", "birth": "12/5/2510"}
    assert somsri.press(f"{where}person/", **facts).status_code == 302
    assert "ยังต้องถามเจ้าตัว" not in text(somsri.get(where))


def test_every_repair_has_a_name_on_the_page() -> None:
    codes = list(TEXTS)
    repairs = codes[: codes.index("type-unknown")]
    assert not set(repairs) - set(REPAIRS)

"""The pages of collecting, by the people who use them."""

from __future__ import annotations

import uuid
from datetime import date
from typing import Any
from unittest.mock import patch

import pytest
from django.test import Client
from django.urls import reverse

from kongbun.dues.bag_actions import offer_bag
from kongbun.dues.models import BagAcceptance, DuesLine, RoundSheet
from kongbun.founding.actions import open_money_account
from kongbun.ledger.balances import accounts, balance
from kongbun.ledger.chart import AccountKind
from kongbun.people.models import Membership
from kongbun.receipts.models import Book, Receipt
from kongbun.testing.cast import PASSWORD, TODAY, Cast
from kongbun.web import clock
from tests.dues.village import adopt_convention, make_house, sheet_of, take


@pytest.fixture(autouse=True)
def _the_day() -> Any:
    with patch.object(clock, "today_for", return_value=TODAY):
        yield


@pytest.fixture
def village(cast: Cast) -> Cast:
    adopt_convention(cast)
    make_house(cast, "27", "นางบุญเรือน แสนสุข", "นายคำ แสนสุข")
    make_house(cast, "3", "นายชาลี คำมูล")
    return cast


def as_user(cast: Cast, who: str) -> Client:
    client = Client()
    client.force_login(cast.users[who])
    return client


def url(cast: Cast, name: str, *args: object) -> str:
    return reverse(name, args=(cast.fund.code, *args))


def sheet_url(cast: Cast) -> str:
    return url(cast, "dues:sheet", cast.branches[0].public_id)


def typed(cast: Cast, **amounts: str) -> dict[str, str]:
    """A filled-in form: amounts by h<house number>."""
    data = {
        "command_id": str(uuid.uuid4()),
        "month": "2026-11",
        "line": "",
        "bag": cast.bag,
        "received_on": "20/11/2569",
    }
    for row in sheet_of(cast).rows:
        data[f"stamp-{row.key.hex}"] = row.stamp
        data[f"take-{row.key.hex}"] = amounts.get(f"h{row.house_no}", "")
    return data


def test_a_sheet_is_filled_in_and_saved(village: Cast) -> None:
    client = as_user(village, "prasert")
    shown = client.get(sheet_url(village), {"month": "2026-11"}).content.decode()
    assert "นางบุญเรือน แสนสุข" in shown
    assert 'data-due="18000"' in shown
    data = typed(village, h27="๑๘๐", h3="")
    answer = client.post(sheet_url(village), data | {"note-100": "1", "note-20": "4"})
    sheet = RoundSheet.objects.get()
    assert answer.headers["Location"] == url(village, "dues:saved", sheet.public_id)
    assert (sheet.total_satang, sheet.slips) == (18_000, 1)
    saved = client.get(answer.headers["Location"]).content.decode()
    assert "1/0001" in saved
    assert "หนึ่งร้อยแปดสิบบาทถ้วน" in saved


def test_the_same_form_sent_twice_is_one_sheet(village: Cast) -> None:
    client = as_user(village, "prasert")
    data = typed(village, h27="60") | {"note-20": "3"}
    first = client.post(sheet_url(village), data)
    again = client.post(sheet_url(village), data)
    assert first.headers["Location"] == again.headers["Location"]
    assert Receipt.objects.count() == 1


@pytest.mark.parametrize(
    "amount",
    ["-5", "1_000", "NaN", "10.005", "1e3", "½", "30 30", "1,23", "๑2", "ສ", "9" * 40],
)
def test_what_cannot_be_read_stays_typed_with_its_sentence(
    village: Cast, amount: str
) -> None:
    client = as_user(village, "prasert")
    answer = client.post(
        sheet_url(village), typed(village, h27=amount, h3="30") | {"note-20": "3"}
    )
    assert answer.status_code == 422
    shown = answer.content.decode()
    assert f'value="{amount[:64]}"' in shown
    assert 'aria-invalid="true"' in shown
    assert not Receipt.objects.exists()


@pytest.mark.parametrize("pieces", ["-1", "1.5", "x", "๒1", "²", "99999"])
def test_pieces_that_are_no_count_are_refused(village: Cast, pieces: str) -> None:
    client = as_user(village, "prasert")
    answer = client.post(
        sheet_url(village), typed(village, h27="60") | {"note-20": pieces}
    )
    assert answer.status_code == 422
    assert not Receipt.objects.exists()


def test_a_difference_is_said_and_asks_for_its_reason(village: Cast) -> None:
    client = as_user(village, "prasert")
    data = typed(village, h27="60") | {"note-20": "2"}
    answer = client.post(sheet_url(village), data)
    shown = answer.content.decode()
    assert answer.status_code == 422
    assert "ขาด\N{NO-BREAK SPACE}20" in shown or "ขาด 20" in shown
    assert 'name="difference_reason"' in shown
    data |= {"command_id": str(uuid.uuid4()), "difference_reason": "ทอนผิดหนึ่งบ้าน"}
    assert client.post(sheet_url(village), data).status_code == 302


def test_a_doubt_is_answered_by_a_person(village: Cast) -> None:
    take(village, {"27": 60})
    client = as_user(village, "prasert")
    data = typed(village, h27="60") | {"note-20": "3"}
    answer = client.post(sheet_url(village), data)
    assert 'name="confirmed"' in answer.content.decode()
    data |= {"command_id": str(uuid.uuid4()), "confirmed": "yes"}
    assert client.post(sheet_url(village), data).status_code == 302


def test_the_second_of_two_who_save_a_sheet_keeps_what_was_typed(
    village: Cast,
) -> None:
    data = typed(village, h27="60") | {"note-20": "3"}
    take(village, {"27": 120})
    answer = as_user(village, "somsri").post(sheet_url(village), data)
    assert answer.status_code == 422
    shown = answer.content.decode()
    assert "นางบุญเรือน แสนสุข มีคนบันทึก" in shown
    assert 'value="60"' in shown


def test_the_office_is_offered_the_bag_this_village_filled_last(village: Cast) -> None:
    other = open_money_account(
        village.act("somsri"), kind="bag", name="ถุงนายคำนาน", holder="kamnan"
    )["code"]
    somsri = as_user(village, "somsri")

    def offered() -> str:
        return somsri.get(sheet_url(village)).content.decode()

    assert f'value="{village.bag}" selected' in offered()
    take(village, {"27": 60}, who="somsri", bag=other)
    assert f'value="{other}" selected' in offered()


def test_the_list_of_rounds_leads_to_each_village(village: Cast) -> None:
    take(village, {"27": 60})
    shown = as_user(village, "prasert").get(url(village, "dues:rounds"))
    assert sheet_url(village) in shown.content.decode()
    assert "60" in shown.content.decode()


def test_the_counter_gives_a_receipt_for_months_ahead(village: Cast) -> None:
    member = Membership.objects.get(person__first_name="นางบุญเรือน")
    client = as_user(village, "somsri")
    page = url(village, "dues:pay", member.public_id)
    assert "นายคำ แสนสุข" in client.get(page).content.decode()
    key = member.public_id.hex
    answer = client.post(
        page,
        {
            "command_id": str(uuid.uuid4()),
            "received_on": "20/11/2569",
            "into": "cash",
            f"months-{key}": "6",
            f"fee-{key}": "yes",
        },
    )
    receipt = Receipt.objects.get()
    assert answer.headers["Location"] == url(
        village, "receipts:receipt", receipt.public_id
    )
    assert receipt.amount_satang == 20_000
    shown = client.get(answer.headers["Location"]).content.decode()
    assert "สองร้อยบาทถ้วน" in shown
    assert "นางบุญเรือน" in shown


def test_a_temple_pays_at_the_counter(village: Cast) -> None:
    member = Membership.objects.get(person__first_name="นายชาลี")
    member.payer_kind, member.payer_name = "temple", "วัดดอนกลาง"
    member.save()
    page = url(village, "dues:pay-for", "temple")
    client = as_user(village, "somsri")
    assert "วัดดอนกลาง" in client.get(page).content.decode()
    answer = client.post(
        page,
        {
            "command_id": str(uuid.uuid4()),
            "received_on": "20/11/2569",
            "into": "cash",
            "payer_name": "วัดดอนกลาง",
            f"amount-{member.public_id.hex}": "360",
        },
    )
    assert answer.status_code == 302
    assert Receipt.objects.get().payer_name == "วัดดอนกลาง"


def test_a_receipt_is_reversed_on_its_page(village: Cast) -> None:
    take(village, {"27": 60})
    receipt = Receipt.objects.get()
    client = as_user(village, "prasert")
    page = url(village, "receipts:reverse", receipt.public_id)
    assert client.post(page, {"command_id": str(uuid.uuid4())}).status_code == 422
    data = {"command_id": str(uuid.uuid4()), "reason": "ลงชื่อผิดคน"}
    answer = client.post(page, data)
    shown = client.get(answer.headers["Location"]).content.decode()
    assert "ลงชื่อผิดคน" in shown
    assert not DuesLine.objects.filter(live=True).exists()


def test_a_bag_is_offered_by_one_and_accepted_by_another(village: Cast) -> None:
    take(village, {"27": 60}, received_on=date(2026, 11, 11))
    bag = accounts(village.fund.pk, AccountKind.BAG)[0]
    collector = as_user(village, "prasert")
    shown = collector.get(url(village, "dues:bags")).content.decode()
    assert "ค้างส่ง" in shown
    page = url(village, "dues:bag", bag.public_id)
    assert "หกสิบบาทถ้วน" in collector.get(page).content.decode()
    collector.post(page, {"command_id": str(uuid.uuid4())})
    treasurer = as_user(village, "somsri")
    follow = treasurer.get(page)
    assert follow.status_code == 302
    answer = treasurer.post(
        follow.headers["Location"],
        {"command_id": str(uuid.uuid4()), "counted_satang": "60", "into": "cash"},
    )
    assert answer.status_code == 302
    assert balance(village.fund.pk, "cash") == 6_000


def test_on_one_machine_the_second_person_signs_beside_the_first(
    village: Cast,
) -> None:
    take(village, {"27": 60})
    offer = offer_bag(village.act("prasert"), bag=village.bag)["offer"]
    page = url(village, "dues:accept", uuid.UUID(offer))
    data = {
        "counted_satang": "60",
        "into": "cash",
        "second_username": "somsri",
        "second_password": PASSWORD,
    }
    client = as_user(village, "prasert")
    wrong = data | {"command_id": str(uuid.uuid4()), "second_password": "อื่น"}
    assert client.post(page, wrong).status_code == 403
    client.post(page, data | {"command_id": str(uuid.uuid4())})
    assert BagAcceptance.objects.get().accepted_by == village.users["somsri"]


def test_books_open_void_and_close(village: Cast) -> None:
    client = as_user(village, "prasert")
    client.post(
        url(village, "receipts:new-book"),
        {
            "command_id": str(uuid.uuid4()),
            "issuer": "printed",
            "number": "๑๔",
            "first_no": "1",
            "last_no": "50",
            "holder": "",
        },
    )
    book = Book.objects.get()
    assert (book.number, book.last_no) == (14, 50)
    data = typed(village, h27="60", h3="30") | {
        "note-20": "4",
        "note-coins": "10",
        "book": book.public_id.hex,
        "first_no": "2",
    }
    assert client.post(sheet_url(village), data).status_code == 302
    assert sorted(Receipt.objects.values_list("no", flat=True)) == [2, 3]
    close = url(village, "receipts:close", book.public_id)
    refused = client.post(close, {"command_id": str(uuid.uuid4())})
    assert refused.status_code == 422
    client.post(
        url(village, "receipts:void", book.public_id),
        {"command_id": str(uuid.uuid4()), "no": "1", "reason": "ฉีกขาด"},
    )
    shown = client.get(url(village, "receipts:book", book.public_id)).content.decode()
    assert "ฉีกขาด" in shown
    assert client.post(close, {"command_id": str(uuid.uuid4())}).status_code == 302
    assert "ปิดแล้ว" in client.get(url(village, "receipts:books")).content.decode()


def test_the_member_sees_stamps_and_the_money_paid_in(village: Cast) -> None:
    take(village, {"3": 60})
    member = Membership.objects.get(person__first_name="นายชาลี")
    shown = (
        as_user(village, "somsri")
        .get(url(village, "people:member", member.public_id))
        .content.decode()
    )
    assert "ส่งครบถึง" in shown
    assert "st-paid" in shown
    assert "1/0001" in shown


def test_years_long_past_are_drawn_when_asked_for(village: Cast) -> None:
    member = Membership.objects.get(person__first_name="นายชาลี")
    Membership.objects.filter(pk=member.pk).update(joined_on=date(2020, 1, 5))
    client = as_user(village, "somsri")
    page = url(village, "people:member", member.public_id)
    near = client.get(page).content.decode()
    assert "ปีงบประมาณ 2569" in near
    assert "ปีงบประมาณ 2568" not in near
    assert "?stamps=all#sy" in near
    whole = client.get(page, {"stamps": "all"}).content.decode()
    assert "ปีงบประมาณ 2563" in whole
    assert "?stamps=all" not in whole


def test_who_is_behind_is_listed_most_first(village: Cast) -> None:
    take(village, {"3": 60})
    shown = as_user(village, "somsri").get(url(village, "dues:arrears"))
    text = shown.content.decode()
    assert "ขาดส่ง 2 คน" in text
    assert "นายชาลี" not in text


@pytest.mark.parametrize("name", ["dues:rounds", "dues:bags", "receipts:books"])
def test_without_a_bylaw_pages_still_open(cast: Cast, name: str) -> None:
    assert as_user(cast, "somsri").get(url(cast, name)).status_code == 200


def test_without_a_bylaw_the_sheet_says_what_to_do(cast: Cast) -> None:
    answer = as_user(cast, "somsri").get(sheet_url(cast))
    assert answer.status_code == 422
    assert "ระเบียบ" in answer.content.decode()


def test_an_outsider_gets_none_of_it(village: Cast) -> None:
    take(village, {"27": 60})
    client = as_user(village, "noi")
    receipt, sheet, book = (
        Receipt.objects.get(),
        RoundSheet.objects.get(),
        Book.objects.get(),
    )
    member = Membership.objects.get(person__first_name="นายชาลี")
    bag = accounts(village.fund.pk, AccountKind.BAG)[0]
    for name, *args in (
        ("dues:rounds",),
        ("dues:sheet", village.branches[0].public_id),
        ("dues:saved", sheet.public_id),
        ("dues:arrears",),
        ("dues:pay", member.public_id),
        ("dues:pay-for", "temple"),
        ("dues:bags",),
        ("dues:bag", bag.public_id),
        ("receipts:receipt", receipt.public_id),
        ("receipts:books",),
        ("receipts:book", book.public_id),
    ):
        assert client.get(url(village, name, *args)).status_code == 404, name
        # The same objects named in the outsider's own fund are not there either.
        own = reverse(name, args=("NOI", *args))
        if args and args != ["temple"]:
            assert client.get(own).status_code == 404, own


def test_a_reader_sees_pages_and_changes_nothing(village: Cast) -> None:
    client = as_user(village, "kamnan")
    assert client.get(url(village, "dues:rounds")).status_code == 200
    assert client.get(sheet_url(village)).status_code == 403
    assert client.post(sheet_url(village), typed(village, h27="60")).status_code == 403

"""A register comes in whole or not at all."""

from __future__ import annotations

from typing import Any
from uuid import UUID

import pytest

from kongbun.kernel.refusal import RefusalCode, Refused
from kongbun.people.import_actions import (
    answer_import,
    drop_import,
    find_import,
    import_members,
    open_import,
    read_import,
    stage_import,
    tidy_up,
)
from kongbun.people.models import (
    Beneficiary,
    Branch,
    Household,
    Membership,
    OpeningUse,
    Person,
    StagedMember,
)
from kongbun.testing.cast import TODAY, Cast, has_audit_line
from tests.people.sheets import BUNRUEAN, HEADINGS, SOMBAT, csv_of

pytestmark = pytest.mark.django_db


def send(cast: Cast, content: bytes, who: str = "somsri") -> UUID:
    sent = open_import(cast.act(who), filename="ทะเบียน.csv", content=content)
    return UUID(sent["import"])


def bring_in(cast: Cast, batch: UUID, who: str = "somsri") -> dict[str, Any]:
    staged = stage_import(cast.act(who), batch)
    return import_members(
        cast.act(who),
        batch=batch,
        rows_hash=staged.rows_hash,
        last_member=staged.last_membership,
    )


def test_a_clear_register_becomes_persons_memberships_and_houses(cast: Cast) -> None:
    headings = (
        *(*HEADINGS, "บ้านเลขที่", "เลขบัตร", "ผู้รับผลประโยชน์", "ส่งถึง"),
        *("จำนวนวันที่ส่ง", "จำนวนเงิน", "ใช้สิทธิ์นอนโรงพยาบาลปีนี้ (คืน)"),
    )
    content = csv_of(
        (
            *(*BUNRUEAN, "27", "3000000000013"),
            "นายคำ แสนสุข (สามี), นางสาวดาวใจ แสนสุข (บุตร)",
            *("31/10/2569", "2190", "2190", "3"),
        ),
        (*SOMBAT, "27", "", "", "", "", "", ""),
        headings=headings,
    )
    answer = bring_in(cast, send(cast, content))
    assert answer["written"] == 2
    member = Membership.objects.get(member_no="ทน-03-0001")
    person = member.person
    assert person.full_name() == "นางบุญเรือน แสนสุข"
    assert (person.id_kind, person.id_value) == ("thai13", "3000000000013")
    assert str(person.birth_date) == "1963-03-04"
    assert person.household is not None
    assert person.household.house_no == "27"
    assert person.is_household_head
    assert member.branch.moo == 3
    assert str(member.opening_paid_until) == "2026-11-01"
    assert (member.opening_days_paid, member.opening_paid_satang) == (2190, 219_000)
    named = Beneficiary.objects.filter(membership=member).order_by("seq")
    assert [(one.name, one.relation) for one in named] == [
        ("นายคำ แสนสุข", "สามี"),
        ("นางสาวดาวใจ แสนสุข", "บุตร"),
    ]
    used = OpeningUse.objects.get(membership=member)
    assert (used.benefit, used.units_in_window, used.units_in_life) == ("illness", 3, 3)
    assert Household.objects.filter(fund=cast.fund).count() == 2
    assert has_audit_line(cast, "people.import_members")


def test_a_register_with_an_open_question_brings_in_nothing(cast: Cast) -> None:
    asked = (*SOMBAT[:4], "12/5/10", *SOMBAT[5:])
    batch = send(cast, csv_of(BUNRUEAN, asked))
    with pytest.raises(Refused) as caught:
        stage_import(cast.act("somsri"), batch)
    assert caught.value.code is RefusalCode.IMPORT_NOT_CLEAR
    assert not Membership.objects.exists()
    answer_import(
        cast.act("somsri"), batch=batch, answers={"two-digit-year:วันเกิด": "be25"}
    )
    assert bring_in(cast, batch)["written"] == 2
    assert str(Person.objects.get(first_name="สมบัติ").birth_date) == "1967-05-12"


def test_an_answer_of_not_known_keeps_what_the_sheet_said(cast: Cast) -> None:
    asked = (*SOMBAT[:4], "12/5/10", *SOMBAT[5:])
    batch = send(cast, csv_of(asked))
    answer_import(
        cast.act("somsri"), batch=batch, answers={"two-digit-year": "unknown"}
    )
    bring_in(cast, batch)
    person = Person.objects.get(first_name="สมบัติ")
    assert person.birth_date is None
    assert person.unsure == "วันเกิด: 12/5/10"


def test_the_same_file_twice_adds_nobody(cast: Cast) -> None:
    content = csv_of(BUNRUEAN, SOMBAT)
    assert bring_in(cast, send(cast, content))["written"] == 2
    assert bring_in(cast, send(cast, content))["written"] == 0
    assert Membership.objects.count() == 2


def test_one_row_changed_is_asked_about_and_names_its_columns(cast: Cast) -> None:
    headings = (*HEADINGS, "บ้านเลขที่", "โทร")
    first = csv_of((*BUNRUEAN, "27", ""), (*SOMBAT, "28", ""), headings=headings)
    bring_in(cast, send(cast, first))
    again = csv_of((*BUNRUEAN, "99", "081"), (*SOMBAT, "28", ""), headings=headings)
    found = find_import(cast.fund.pk, send(cast, again))
    assert found is not None
    told = {f.row: f for f in read_import(TODAY, found).findings}
    assert told[2].issue.code == "differs-from-register"
    assert "บ้านเลขที่, โทรศัพท์" in told[2].message()
    assert told[3].issue.code == "already-there"


def test_the_same_rows_without_numbers_add_nobody_either(cast: Cast) -> None:
    content = csv_of(("", *BUNRUEAN[1:]), ("", *SOMBAT[1:]))
    assert bring_in(cast, send(cast, content))["written"] == 2
    numbers = set(Membership.objects.values_list("member_no", flat=True))
    assert numbers == {"03-0001", "07-0001"}
    assert bring_in(cast, send(cast, content))["written"] == 0


def test_a_register_that_grew_meanwhile_is_read_again(cast: Cast) -> None:
    first, second = (
        send(cast, csv_of(BUNRUEAN, SOMBAT)),
        send(cast, csv_of(BUNRUEAN)),
    )
    staged = stage_import(cast.act("somsri"), first)
    bring_in(cast, second)
    with pytest.raises(Refused) as caught:
        import_members(
            cast.act("somsri"),
            batch=first,
            rows_hash=staged.rows_hash,
            last_member=staged.last_membership,
        )
    assert caught.value.code is RefusalCode.CHANGED_SINCE
    assert Membership.objects.count() == 1


def test_staged_rows_that_were_touched_are_refused(cast: Cast) -> None:
    batch = send(cast, csv_of(BUNRUEAN))
    staged = stage_import(cast.act("somsri"), batch)
    StagedMember.objects.update(member_no="ทน-03-0009")
    with pytest.raises(Refused) as caught:
        import_members(
            cast.act("somsri"),
            batch=batch,
            rows_hash=staged.rows_hash,
            last_member=staged.last_membership,
        )
    assert caught.value.code is RefusalCode.CHANGED_SINCE


def test_a_person_who_left_and_came_back_has_two_memberships(cast: Cast) -> None:
    headings = (*HEADINGS, "เลขบัตร", "วันที่ลาออก")
    gone = (*SOMBAT, "1000000000017", "1/3/2565")
    back = ("ทน-07-0002", *SOMBAT[1:5], "1/6/2567", "7", "1000000000017", "")
    batch = send(cast, csv_of(gone, back, headings=headings))
    answer_import(cast.act("somsri"), batch=batch, answers={"id-twice": "same"})
    assert bring_in(cast, batch)["written"] == 2
    person = Person.objects.get()
    assert person.memberships.count() == 2
    first, second = person.memberships.order_by("joined_on")
    assert (first.returned_from, second.returned_from) == (None, first)


def test_a_fund_without_villages_learns_them_from_its_register(cast: Cast) -> None:
    Branch.objects.filter(fund=cast.fund).update(closed_on=TODAY)
    rows = (BUNRUEAN, (*SOMBAT[:6], "9"))
    assert bring_in(cast, send(cast, csv_of(*rows)))["written"] == 2
    opened = Branch.objects.filter(fund=cast.fund, closed_on=None)
    assert {branch.moo for branch in opened} == {3, 9}


def test_an_unknown_village_is_asked_about_first(cast: Cast) -> None:
    batch = send(cast, csv_of((*SOMBAT[:6], "9")))
    with pytest.raises(Refused):
        stage_import(cast.act("somsri"), batch)
    answer_import(cast.act("somsri"), batch=batch, answers={"branch-unknown": "open"})
    bring_in(cast, batch)
    assert Membership.objects.get().branch.label() == "หมู่ 9"


def test_what_is_in_is_taken_out_of_the_staging_tables(cast: Cast) -> None:
    batch = send(cast, csv_of(BUNRUEAN))
    bring_in(cast, batch)
    tidy_up(batch)
    kept = find_import(cast.fund.pk, batch)
    assert kept is not None
    assert bytes(kept.content) == b""
    assert not StagedMember.objects.exists()
    with pytest.raises(Refused) as caught:
        stage_import(cast.act("somsri"), batch)
    assert caught.value.code is RefusalCode.IMPORT_DONE


def test_a_sheet_can_be_given_up(cast: Cast) -> None:
    batch = send(cast, csv_of(BUNRUEAN))
    drop_import(cast.act("somsri"), batch=batch)
    with pytest.raises(Refused):
        answer_import(cast.act("somsri"), batch=batch, answers={})


@pytest.mark.parametrize("who", ["prasert", "sombat", "noi"])
def test_who_keeps_no_register_may_not_import(cast: Cast, who: str) -> None:
    with pytest.raises(Refused) as caught:
        send(cast, csv_of(BUNRUEAN), who)
    assert caught.value.code is RefusalCode.NOT_ALLOWED


def test_another_funds_sheet_is_not_there(cast: Cast) -> None:
    batch = send(cast, csv_of(BUNRUEAN))
    outsider = cast.act("noi", fund=cast.other_fund)
    for step in (
        lambda: stage_import(outsider, batch),
        lambda: answer_import(outsider, batch=batch, answers={}),
    ):
        with pytest.raises(Refused) as caught:
            step()
        assert caught.value.code is RefusalCode.NOT_FOUND


def test_reading_shows_what_would_be_written(cast: Cast) -> None:
    batch = send(cast, csv_of(BUNRUEAN, SOMBAT))
    found = find_import(cast.fund.pk, batch)
    assert found is not None
    register = read_import(TODAY, found)
    assert register.as_json(written=0) == {
        "rows": 2,
        "accepted": 2,
        "normalised": 0,
        "questions": 0,
        "refused": 0,
        "written": 0,
        "findings": [],
    }


def test_who_left_thrice_has_a_chain_of_memberships(cast: Cast) -> None:
    """Also when two of the times run into each other, as some registers say."""
    headings = (*HEADINGS, "เลขบัตร", "วันที่ลาออก")
    times = [
        ("1/1/2555", "1/1/2558"),
        ("1/1/2559", "1/1/2562"),
        ("1/1/2559", "1/1/2561"),
        ("1/1/2564", ""),
    ]
    rows = [
        (f"ทน-07-000{n}", *SOMBAT[1:5], joined, "7", "1000000000017", left)
        for n, (joined, left) in enumerate(times, 1)
    ]
    batch = send(cast, csv_of(*rows, headings=headings))
    answer_import(cast.act("somsri"), batch=batch, answers={"id-twice": "same"})
    assert bring_in(cast, batch)["written"] == 4
    found = list(Membership.objects.order_by("joined_on", "pk"))
    before = [one.returned_from and one.returned_from.member_no for one in found]
    assert before == [None, "ทน-07-0001", None, "ทน-07-0003"]

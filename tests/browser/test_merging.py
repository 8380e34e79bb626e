"""Two records side by side: found on a page, asked for, confirmed, undone."""

from __future__ import annotations

from datetime import date
from pathlib import Path

from kongbun.people.models import Membership, Person
from kongbun.testing.cast import make_member
from tests.browser.conftest import PHONE, WIDE, CastSite
from tests.browser.looking import look

ID = "1000000000009"


def written_twice(site: CastSite) -> Membership:
    made = [
        make_member(site.cast, no, name=name, joined_on=date(2026, 9, 1))
        for no, name in ((70, "ดวงใจ"), (71, "ดวงจัย"))
    ]
    for one, phone in zip(made, ("", "0890000123"), strict=True):
        Person.objects.filter(pk=one.person_id).update(
            id_value=ID, id_kind="thai13", phone=phone
        )
    return made[0]


def test_asked_on_a_phone_and_confirmed_on_a_laptop(
    site: CastSite, pictures: Path | None
) -> None:
    member = written_twice(site)
    found: list[str] = []
    place = f"/f/TUNG/members/{member.public_id}/"
    with site.visitor("chanpen", size=PHONE) as page:
        page.goto(place)
        found += look(page, pictures, "people_member_doubles", place)
        page.get_by_role("link", name="คนนี้เขียนไว้สองระเบียน").click()
        found += look(page, pictures, "people_merge", page.url)
        page.get_by_role("link", name="ดวงจัย").click()
        found += look(page, pictures, "people_compare", page.url)
        page.set_viewport_size(PHONE)  # type: ignore[arg-type]
        # By keyboard alone, as who cannot hold a pointer still.
        page.get_by_role("radio", name="ดวงใจ").focus()
        page.keyboard.press("Space")
        page.get_by_role("group", name="บ้าน").get_by_role("radio").first.focus()
        page.keyboard.press("Space")
        page.get_by_label("รู้ได้อย่างไรว่าเป็นคนเดียวกัน").fill("ถามเจ้าตัวแล้ว")
        page.keyboard.press("Enter")
        page.get_by_text("ส่งให้คนที่สองยืนยันแล้ว").wait_for()
        found += look(page, pictures, "people_merge-request-asked", page.url)
    with site.visitor("prasong", size=WIDE) as page:
        page.goto("/f/TUNG/")
        page.get_by_role("link", name="ดูสองระเบียน").click()
        found += look(page, pictures, "people_merge-request", page.url)
        page.get_by_role("button", name="ยืนยัน เป็นคนเดียวกัน").click()
        page.get_by_text("รวมเป็นคนเดียวกันแล้ว").wait_for()
        page.goto(place)
        page.get_by_role("link", name="แยกระเบียน").click()
        found += look(page, pictures, "people_unmerge", page.url)
    assert not found, "\n".join(found)
    assert not site.said
    assert Membership.every.filter(counted_in=member).count() == 1

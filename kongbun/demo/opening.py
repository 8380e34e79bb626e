"""The first day: users, both funds, accounts, by-laws, the committee's seats."""

from __future__ import annotations

from datetime import date, timedelta
from pathlib import Path
from uuid import UUID

import kongbun
from kongbun.access.actions import add_user, grant_role, new_password_hash
from kongbun.access.queries import fund_by_code, user_by_name
from kongbun.bylaws.actions import adopt
from kongbun.demo import story
from kongbun.demo.stage import Stage
from kongbun.founding.actions import found_fund, open_money_account
from kongbun.people.models import Branch, Person
from kongbun.people.places_actions import seat_member

BYLAWS = Path(kongbun.__file__).resolve().parent.parent / "bylaws"
BANK, CASH = "bank:1", "cash"
FOUNDING = date(2020, 10, 25)
# The second version: adopted in September for October.
AMENDED_ON = date(2025, 9, 20)
SEAT_POSTS = {
    "somsri": "treasurer",
    "prasong": "chair",
    "chanpen": "secretary",
    "kamnan": "member",
    "sombat": "centre_chair",
    "thongbai": "centre_member",
    "bunmee": "centre_member",
}


def open_the_fund(stage: Stage) -> None:
    """Act the founding; afterwards `stage` knows users and fund."""
    _users(stage)
    _found(stage)
    for name, shown, role, moo in story.USERS:
        if role in {"treasurer", "secretary", "collector"}:
            _grant(stage, name, role, moo)
        if role == "collector":
            open_money_account(
                stage.act("somsri"), kind="bag", name=f"ถุง{shown}", holder=name
            )
    open_money_account(
        stage.act("somsri"), kind="investment", name="สลากออมทรัพย์ ธ.ก.ส."
    )
    stage.diary.at(story.BEGIN + timedelta(days=1), lambda: _link(stage))
    stage.diary.at(AMENDED_ON, lambda: _adopt(stage, "demo-2568"))


def _grant(
    stage: Stage, name: str, role: str, moo: int, person: Person | None = None
) -> None:
    branch = Branch.objects.get(fund=stage.fund, moo=moo) if moo else None
    grant_role(
        stage.act("prasong"),
        username=name,
        role=role,
        from_date=stage.diary.today,
        branch_id=branch.pk if branch else None,
        person_id=person.pk if person else None,
    )


def _link(stage: Stage) -> None:
    """Those with a duty in the register are told apart by it: nobody signs twice."""
    people = _people(stage)
    for name, shown, role, moo in story.USERS:
        if role not in {"treasurer", "secretary", "collector", "chair"}:
            _grant(stage, name, role, moo, people.get(shown))


def _people(stage: Stage) -> dict[str, Person]:
    return {
        one.full_name(): one
        for one in Person.objects.filter(fund=stage.fund).order_by("pk")
    }


def _users(stage: Stage) -> None:
    secret = new_password_hash(story.PASSWORD)
    everyone = [story.KEEPER]
    everyone += [(name, shown) for name, shown, _, _ in story.USERS]
    everyone.append(story.OUTSIDER)
    for name, shown in everyone:
        add_user(
            stage.act("operator", alone=True),
            username=name,
            display_name=shown,
            password_hash=secret,
            is_operator=name == story.KEEPER[0],
        )
        user = user_by_name(name)
        assert user is not None, name
        stage.users[name] = user


def _found(stage: Stage) -> None:
    found_fund(
        stage.act("operator", alone=True),
        code=story.CODE,
        name=story.NAME,
        founded_on=FOUNDING,
        books_from=FOUNDING,
        area_name="ตำบลทุ่งน้ำใจ อ.ร่มไทร",
        villages_in_area=len(story.VILLAGES),
        population=story.POPULATION,
        branches=[
            {"kind": "centre", "name": name, "moo": moo}
            for moo, name, _ in story.VILLAGES
        ],
        banks=[
            {
                "name": "ธ.ก.ส. สาขาร่มไทร",
                "bank_name": "ธ.ก.ส.",
                "bank_account_no": "000-0-00000-0",
            }
        ],
        officers=[{"username": "prasong", "role": "chair"}],
        prefix="ทน",
        calls_elders_kin=True,
        story_today=story.TODAY,
    )
    stage.fund = fund_by_code(story.CODE)
    _adopt(stage, "demo-2563")
    found_fund(
        stage.act("operator", alone=True),
        code=story.OTHER_CODE,
        name=story.OTHER_NAME,
        founded_on=FOUNDING,
        books_from=FOUNDING,
        area_name="ตำบลบ้านน้อย",
        villages_in_area=1,
        branches=[{"kind": "centre", "name": "บ้านน้อย", "moo": 1}],
        officers=[
            {"username": "noi", "role": "treasurer"},
            {"username": "noi", "role": "chair"},
        ],
    )


def _adopt(stage: Stage, name: str) -> None:
    adopt(
        stage.act("prasong"),
        text=(BYLAWS / f"{name}.yaml").read_text("utf-8"),
        file=f"{name}.yaml",
        adopted_on=stage.diary.today,
        meeting="ประชุมใหญ่ ณ ศาลาวัดดอนกลาง",
        votes_for=214,
        votes_against=3,
        votes_abstained=6,
    )


def take_seats(stage: Stage) -> None:
    """Once they are members: the committee, and four of every village centre."""
    people = {
        one.full_name(): one
        for one in Person.objects.filter(fund=stage.fund).order_by("pk")
    }
    of_name = {
        name: people[shown] for name, shown, _, _ in story.USERS if shown in people
    }
    for name, shown, _, moo in story.USERS:
        post = SEAT_POSTS.get(name)
        if post is None:
            continue
        branch = Branch.objects.get(fund=stage.fund, moo=moo) if moo else None
        _seat(stage, of_name[name].public_id, post, branch)
        assert shown
    for moo, _, _ in story.VILLAGES:
        if moo == 3:
            continue
        branch = Branch.objects.get(fund=stage.fund, moo=moo)
        adults = Person.objects.filter(
            fund=stage.fund,
            memberships__branch=branch,
            memberships__exited_on=None,
            birth_date__lt=date(1985, 1, 1),
            birth_date__gt=date(1955, 1, 1),
        ).order_by("pk")[:4]
        for place, person in enumerate(adults):
            post = "centre_chair" if place == 0 else "centre_member"
            _seat(stage, person.public_id, post, branch)


def _seat(stage: Stage, person: UUID, post: str, branch: Branch | None) -> None:
    seat_member(
        stage.act("prasong"),
        person=person,
        post=post,
        from_date=stage.diary.today,
        branch=branch.public_id if branch else None,
    )

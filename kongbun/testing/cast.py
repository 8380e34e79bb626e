"""The cast of every test: who does what in which fund, on which day.

Makes them through the actions people use.  Two funds: the one the tests are about,
and another whose treasurer, Noi, must get nothing of it.
"""

from __future__ import annotations

import copy
import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, date, datetime, time
from typing import Any

from django.apps import apps
from django.db import connection

from kongbun.access.actions import add_user, grant_role, new_password_hash
from kongbun.access.models import Fund, Role, User
from kongbun.access.queries import fund_by_code, user_by_name
from kongbun.audit.models import AuditEvent
from kongbun.commands.run import Act, command
from kongbun.founding.actions import found_fund, open_money_account
from kongbun.people.models import Branch, Household, Membership, Person
from kongbun.store import followed

TODAY = date(2026, 11, 20)
PASSWORD = "บุญรักษา-2569"  # noqa: S105 -- of made-up users in tests

PEOPLE = {
    "somsri": ("นางสมศรี ใจงาม", Role.TREASURER),
    "chanpen": ("นางสาวจันทร์เพ็ญ วงศ์ดี", Role.SECRETARY),
    "prasong": ("นายประสงค์ มั่นคง", Role.CHAIR),
    "kamnan": ("นายคำนาน ใจบุญ", Role.COMMITTEE),
    "prasert": ("นายประเสริฐ ทองดี", Role.COLLECTOR),
    "sombat": ("นายสมบัติ ดีงาม", Role.CENTRE),
    "thongbai": ("นางทองใบ แก้วมา", Role.CENTRE),
    "bunmee": ("นายบุญมี ตาคำ", Role.CENTRE),
    "laor": ("นางละออ สายใจ", Role.CENTRE),
}


@dataclass(frozen=True, slots=True)
class Cast:
    """A fund of two villages with its officers, and an outsider's fund."""

    fund: Fund
    other_fund: Fund
    users: dict[str, User]
    branches: list[Branch]
    cash: str
    bank: str
    bag: str

    def act(
        self, who: str, *, today: date = TODAY, fund: Fund | None = None, **more: Any
    ) -> Act:
        """`who` acts in the fund on a day; a new command each time."""
        return act_for(self.users[who], fund or self.fund, today=today, **more)


def act_for(
    user: User | None, fund: Fund | None, *, today: date = TODAY, **more: Any
) -> Act:
    facts: dict[str, Any] = {
        "user_id": user.pk if user else None,
        "user_name": user.display_name if user else "ผู้ดูแลเครื่อง",
        "fund_id": fund.pk if fund else 0,
        "fund_public_id": fund.public_id if fund else uuid.UUID(int=0),
        "today": today,
        # Nine in the morning in Bangkok.
        "now": datetime.combine(today, time(2), UTC),
        "door": "test",
        "command_id": uuid.uuid4(),
    }
    return Act(**{**facts, **more})


def make_cast(*, books_from: date = date(2020, 10, 1)) -> Cast:
    """Found both funds and give everyone their duty from the first day on."""
    first = books_from
    hashed = new_password_hash(PASSWORD)

    def user(name: str, shown: str, *, is_operator: bool = False) -> User:
        add_user(
            act_for(user_by_name("operator"), None, today=first),
            username=name,
            display_name=shown,
            password_hash=hashed,
            is_operator=is_operator,
        )
        return _user(name)

    users = {"operator": user("operator", "ผู้ดูแลเครื่อง", is_operator=True)}
    users |= {name: user(name, shown) for name, (shown, _) in PEOPLE.items()}
    users["noi"] = user("noi", "นางน้อย ต่างถิ่น")
    fund = _found(users["operator"], "TUNG", "กองทุนสวัสดิการชุมชนตำบลทุ่งน้ำใจ", first)
    other = _found(users["operator"], "NOI", "กองทุนสวัสดิการชุมชนตำบลอื่น", first)
    return _serve(users, fund, other, first)


def another_fund(cast: Cast, code: str) -> Cast:
    """The same people in one more fund, with as little in it as theirs began with."""
    fund = _found(cast.users["operator"], code, f"กองทุน {code}", cast.fund.books_from)
    return _serve(cast.users, fund, cast.other_fund, fund.books_from)


def _serve(users: dict[str, User], fund: Fund, other: Fund, first: date) -> Cast:
    chair = act_for(users["prasong"], fund, today=first)
    for name, (_, role) in PEOPLE.items():
        if role is not Role.CHAIR:
            chair.command_id = uuid.uuid4()
            grant_role(chair, username=name, role=role.value, from_date=first)
    treasurer = act_for(users["somsri"], fund, today=first)
    bank = open_money_account(treasurer, kind="bank", name="ธ.ก.ส.", bank_name="ธ.ก.ส.")
    treasurer.command_id = uuid.uuid4()
    bag = open_money_account(
        treasurer, kind="bag", name="ถุงนายประเสริฐ", holder="prasert"
    )
    return Cast(
        fund=fund,
        other_fund=other,
        users=users,
        branches=list(Branch.objects.filter(fund=fund).order_by("moo")),
        cash="cash",
        bank=bank["code"],
        bag=bag["code"],
    )


@dataclass(slots=True)
class Kept:
    """A cast as rows, so that the next test need not act it out again."""

    cast: Cast
    rows: dict[str, list[tuple[Any, ...]]]

    @classmethod
    def make(cls) -> Kept:
        cast = make_cast()
        rows = {}
        with connection.cursor() as cursor:
            for table in _tables():
                cursor.execute(f"SELECT * FROM {table}")  # noqa: S608 -- our own names
                rows[table] = list(cursor.fetchall())
        return cls(cast, {table: found for table, found in rows.items() if found})

    def put_back(self) -> Cast:
        """The same rows in an empty database, with every trigger on."""
        with connection.cursor() as cursor:
            for table, rows in self.rows.items():
                marks = f"({', '.join(['%s'] * len(rows[0]))})"
                cursor.execute(
                    f"INSERT INTO {table} VALUES {', '.join([marks] * len(rows))}",  # noqa: S608 -- our own names
                    [value for row in rows for value in row],
                )
        return copy.deepcopy(self.cast)


def _tables() -> list[str]:
    return [
        model._meta.db_table
        for model in apps.get_models()
        if model.__module__.startswith("kongbun.")
    ]


def make_member(
    cast: Cast,
    no: int,
    *,
    name: str = "สมหมาย",
    joined_on: date = date(2020, 10, 1),
    birth_date: date | None = date(1960, 5, 5),
    sex: str = "f",
    house_no: str = "",
    branch: Branch | None = None,
) -> Membership:
    """A member's rows, without the form: tests of the form are `people`'s."""
    with by_hand(cast.fund):
        return _member(cast, no, name, joined_on, birth_date, sex, house_no, branch)


def _member(
    cast: Cast,
    no: int,
    name: str,
    joined_on: date,
    birth_date: date | None,
    sex: str,
    house_no: str,
    branch: Branch | None,
) -> Membership:
    village = branch or cast.branches[0]
    house = Household.objects.create(
        fund=cast.fund,
        branch=village,
        house_no=house_no or str(no),
        sort_key=f"{no:06}",
    )
    person = Person.objects.create(
        fund=cast.fund,
        title="นาง" if sex == "f" else "นาย",
        first_name=name,
        last_name=f"ทดสอบ{no}",
        sex=sex,
        birth_date=birth_date,
        birth_precision="day" if birth_date else "",
        household=house,
        is_household_head=True,
        match_key=f"{name}{no}",
        sort_key=f"{name}{no}",
    )
    return Membership.objects.create(
        fund=cast.fund,
        person=person,
        branch=village,
        member_no=f"ทน-{village.moo:02}-{no:04}",
        joined_on=joined_on,
        received_at=datetime.combine(joined_on, time(2), UTC),
    )


@contextmanager
def by_hand(fund: Fund) -> Iterator[None]:
    """Rows that a test writes without an action, told in the fund's chain all the same.

    A command that begins when they are written: their link is made at the end.
    """
    with followed.telling() as told:
        yield

    @command("test.by_hand")
    def keep(_act: Act) -> dict[str, Any]:
        for model, rows in told.rows.items():
            followed.tell(model, rows)
        return {}

    keep(act_for(None, fund, today=fund.books_from))


def one_person(cast: Cast, *usernames: str) -> None:
    """From now on these users' duties name one and the same person."""
    with by_hand(cast.fund):
        person = Person.objects.create(
            fund=cast.fund, first_name="ประสงค์", last_name="มั่นคง"
        )
    for name in usernames:
        grant_role(
            cast.act("prasong"),
            username=name,
            role="collector",
            from_date=date(2026, 10, 1),
            person_id=person.pk,
        )


def has_audit_line(cast: Cast, action: str, *, allowed: bool = True) -> bool:
    """Whether the fund's chain has a link of this action."""
    return AuditEvent.objects.filter(
        chain=cast.fund.pk, action=action, allowed=allowed
    ).exists()


def _found(operator: User, code: str, name: str, first: date) -> Fund:
    chair = "noi" if code == "NOI" else "prasong"
    found_fund(
        act_for(operator, None, today=first),
        code=code,
        name=name,
        founded_on=first,
        books_from=first,
        area_name="ตำบลทุ่งน้ำใจ",
        villages_in_area=2,
        branches=[
            {"kind": "centre", "name": "บ้านทุ่ง", "moo": 3},
            {"kind": "centre", "name": "บ้านห้วยแล้ง", "moo": 7},
        ],
        officers=[
            {"username": chair, "role": "chair"},
            *([{"username": "noi", "role": "treasurer"}] if code == "NOI" else []),
        ],
    )
    fund = fund_by_code(code)
    assert fund is not None
    return fund


def _user(name: str) -> User:
    user = user_by_name(name)
    assert user is not None, name
    return user

"""The fund as the program has it: founded once, and commands sent to it one by one.

Holds the virtual clock, and makes an `Act` for whoever acts.  It judges nothing.
"""

from __future__ import annotations

import copy
import os
import sqlite3
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta
from pathlib import Path
from random import Random
from typing import Any
from unittest.mock import patch
from uuid import UUID

from django.core.exceptions import ObjectDoesNotExist
from django.db import DatabaseError, connection

from kongbun.access.actions import add_user, grant_role
from kongbun.access.models import Fund, User
from kongbun.access.queries import fund_by_code, user_by_name
from kongbun.audit.models import ChainHead
from kongbun.commands.run import Act
from kongbun.founding.actions import found_fund, open_money_account
from kongbun.kernel.refusal import Refused
from kongbun.people.models import Branch, Person
from kongbun.simulation.asks import BAGS, PLACES, SOMPONG, TWO_ACCOUNTS, USERS, Ask
from kongbun.simulation.oracle import Oracle
from kongbun.simulation.scratch import Scratch
from kongbun.simulation.sending import Action, Arguments, Rows, send_as

CODE = "SIM"
BOOKS_FROM = date(2025, 1, 1)
OPENS = time(1, 30)
BYLAW = Path(__file__).parent / "bylaw.yaml"
NO_PASSWORD = "!"  # noqa: S105 -- nobody can sign in with it
# What a mistake of the program may look like; anything else is one of ours.
MISTAKES = (
    DatabaseError,
    ObjectDoesNotExist,
    AssertionError,
    LookupError,
    ValueError,
    TypeError,
    AttributeError,
    ArithmeticError,
)


class Crash(Exception):  # noqa: N818 -- the power went, it is no error of ours
    """The machine stopped in the middle of a command."""


@dataclass(frozen=True, slots=True)
class Outcome:
    """What came back: an answer, refusal codes, or something that never may."""

    answer: Mapping[str, Any] = field(default_factory=dict)
    codes: frozenset[str] = frozenset()
    mistake: str = ""

    def told(self) -> str:
        return self.mistake or " ".join(sorted(self.codes)) or "done"


@dataclass(slots=True)
class Clock:
    """The day and hour of the simulation; no machine's clock is looked at."""

    today: date = BOOKS_FROM
    _acts: int = 0

    def pass_days(self, days: int) -> None:
        if days:
            self.today, self._acts = self.today + timedelta(days=days), 0

    def now(self) -> datetime:
        """A little later each time it is asked, and never another day."""
        self._acts += 1
        return datetime.combine(self.today, OPENS, UTC) + timedelta(seconds=self._acts)


@dataclass(slots=True)
class World:
    """Rows, clock and model of one fund; its database is the one that is open."""

    rows: Rows
    clock: Clock
    oracle: Oracle

    def act(self, who: str, command_id: UUID, *, door: str = "sim") -> Act:
        user = self.rows.users[who]
        fund = self.rows.fund
        return Act(
            user_id=user.pk,
            user_name=user.display_name,
            fund_id=fund.pk,
            fund_public_id=fund.public_id,
            today=self.clock.today,
            now=self.clock.now(),
            door=door,
            command_id=command_id,
        )

    def prepare(self, ask: Ask) -> tuple[Action, Arguments]:
        return send_as(ask, self.rows, self.clock.today)


def attempt(action: Action, act: Act, arguments: Arguments) -> Outcome:
    """Run one action; whatever comes of it is an outcome, a crash goes on."""
    try:
        return Outcome(answer=action(act, **arguments))
    except Refused as refused:
        codes = frozenset(reason.code.value for reason in refused.reasons)
        return Outcome(codes=codes)
    except MISTAKES as mistake:
        return Outcome(mistake=f"{type(mistake).__name__}: {mistake}")


def power_cut(
    action: Action, act: Act, arguments: Arguments, *, before_statement: int
) -> Outcome | None:
    """Run it while the database goes, without a good-bye, before a statement of it.

    None when it did; an outcome when it was done before.
    """
    left = before_statement

    def count(execute: Callable[..., Any], *what: Any) -> Any:
        nonlocal left
        if not connection.in_atomic_block:
            # Before it began or after it was kept for good: nothing can be half.
            return execute(*what)
        left -= 1
        if left == 0:
            connection.connection.close()
            raise Crash
        return execute(*what)

    outcome = None
    with connection.execute_wrapper(count):
        try:
            outcome = attempt(action, act, arguments)
        except (Crash, sqlite3.Error):
            # What Django does with the ruin of its connection is not asked about.
            assert left <= 0, "the power went"
    if left > 0:
        return outcome
    connection.close()
    return None


@contextmanager
def same_ids(seed: str) -> Iterator[None]:
    """Ids that are random elsewhere are the same in each run of a seed."""
    with patch("os.urandom", Random(seed).randbytes):
        yield


@dataclass(frozen=True, slots=True)
class Template:
    """A founded fund in a database of its own, and what is known of it."""

    scratch: Scratch
    name: str
    world: World

    def copy(self, name: str) -> World:
        """The same fund in a new database, which is open afterwards."""
        self.scratch.copy(self.name, name)
        return copy.deepcopy(self.world)


def found(scratch: Scratch, *, daily: bool, migrated: str = "") -> Template:
    """Found the fund through the actions people use, in a database of its own."""
    name = "daily" if daily else "monthly"
    scratch.make(name, migrated=migrated)
    with same_ids(name):
        world = founded(daily=daily)
    return Template(scratch, name, world)


def founded(*, daily: bool) -> World:
    """Found it in the database that is open."""
    users = {"operator": _user(None, "operator", is_operator=True)}
    for name in USERS:
        users[name] = _user(users["operator"], name)
    text = BYLAW.read_text("utf-8")
    if daily:
        text = text.replace("convention: month", "convention: calendar")
        text = text.replace("unit_baht: 30", "unit_baht: 1").replace(
            "เดือนละ 30", "วันละ 1"
        )
    found_fund(
        _act(users["operator"], None),
        code=CODE,
        name="กองทุนสมมุติสำหรับการจำลอง",
        founded_on=BOOKS_FROM,
        books_from=BOOKS_FROM,
        area_name="ตำบลสมมุติ",
        villages_in_area=2,
        branches=[
            {"kind": "centre", "name": "บ้านทุ่ง", "moo": 3},
            {"kind": "centre", "name": "บ้านห้วยแล้ง", "moo": 7},
        ],
        banks=[{"name": "ธ.ก.ส.", "bank_name": "ธ.ก.ส."}],
        officers=[{"username": "prasong", "role": "chair"}],
        bylaw_text=text,
        bylaw_file=BYLAW.name,
    )
    fund = fund_by_code(CODE)
    assert fund is not None
    branches = {b.moo: b for b in Branch.objects.filter(fund=fund) if b.moo}
    rows = Rows(fund, users, {moo: b.public_id for moo, b in branches.items()})
    _give_duties(rows, branches, but=TWO_ACCOUNTS)
    for bag, holder in BAGS.items():
        opened = open_money_account(
            _act(users["somsri"], fund), kind="bag", name=f"ถุง{holder}", holder=holder
        )
        assert opened["code"] == bag
    oracle = Oracle(books_from=BOOKS_FROM, daily=daily)
    oracle.users = {name: dict(duties) for name, duties in USERS.items()}
    oracle.places = dict(PLACES)
    oracle.persons = dict.fromkeys(TWO_ACCOUNTS, SOMPONG)
    world = World(rows, Clock(), oracle)
    _first_members(world, branches)
    return world


def _act(user: User | None, fund: Fund | None) -> Act:
    return Act(
        user_id=user.pk if user else None,
        user_name=user.display_name if user else "ผู้ตั้งเครื่อง",
        fund_id=fund.pk if fund else 0,
        fund_public_id=fund.public_id if fund else UUID(int=0),
        today=BOOKS_FROM,
        now=datetime.combine(BOOKS_FROM, OPENS, UTC),
        door="sim",
        command_id=UUID(bytes=os.urandom(16)),
    )


def _user(by: User | None, name: str, *, is_operator: bool = False) -> User:
    add_user(
        _act(by, None),
        username=name,
        display_name=name,
        password_hash=NO_PASSWORD,
        is_operator=is_operator,
    )
    user = user_by_name(name)
    assert user is not None, name
    return user


def _give_duties(
    rows: Rows,
    branches: Mapping[int, Branch],
    *,
    but: tuple[str, ...] = (),
    only: tuple[str, ...] = (),
    person: Person | None = None,
) -> None:
    for name, duties in USERS.items():
        for role, village in duties.items():
            if role == "chair" or name in but or (only and name not in only):
                continue
            grant_role(
                _act(rows.users["prasong"], rows.fund),
                username=name,
                role=role,
                from_date=BOOKS_FROM,
                branch_id=branches[village].pk if village else None,
                person_id=person.pk if person else None,
            )


# Who is there on the first day: name, village, house.
FOUNDERS = (
    ("สมพงษ์ สองบัญชี", 3, "9"),
    ("บุญเรือน แสนสุข", 3, "1"),
    ("มะลิ แสนสุข", 3, "1"),
    ("สิงห์ทอง มาลัย", 3, "2"),
    ("ดาวใจ ศรีทอง", 3, ""),
    ("จันทร์ ปัญญาวงศ์", 7, "1"),
    ("ผัด มูลคำ", 7, "1"),
    ("คำใส ปินตา", 7, "2"),
)


def _first_members(world: World, branches: Mapping[int, Branch]) -> None:
    """Founders, and the first money, so that a run need not wait for it."""
    asks = [
        Ask("register", "chanpen", {
            "new": f"m{number}", "name": name, "born": date(1960, 5, 5),
            "village": village, "house": house, "joined": BOOKS_FROM, "again": False,
        })
        for number, (name, village, house) in enumerate(FOUNDERS)
    ]  # fmt: skip
    for into, amount in (("cash", 4_000_00), ("bank:1", 20_000_00)):
        asks.append(Ask("income", "somsri", {
            "new": f"x{into}", "income": "income:seed-grant", "into": into,
            "amount": amount, "day": BOOKS_FROM, "party": "พอช.",
        }))  # fmt: skip
    for ask in asks:
        action, arguments = world.prepare(ask)
        outcome = attempt(
            action, _act(world.rows.users[ask.who], world.rows.fund), arguments
        )
        why = world.oracle.hear(ask.kind, ask.who, BOOKS_FROM, ask.facts)
        assert not why | outcome.codes, (why, outcome)
        assert not outcome.mistake, outcome.mistake
        world.rows.learn(ask, outcome.answer)
    person = Person.objects.get(public_id=world.rows.ids[f"{SOMPONG}:person"])
    _give_duties(world.rows, branches, only=TWO_ACCOUNTS, person=person)
    # From here on each command adds one to both.
    world.oracle.commands = ChainHead.objects.get(chain=world.rows.fund.pk).seq

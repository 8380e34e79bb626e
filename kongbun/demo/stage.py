"""Where the story is acted: who acts on which day, in order, by the story's clock.

A *diary* holds what will happen; acting one thing may write more into it.  Every act
gets a command id made from its place in the story, so that each telling is the same.
"""

from __future__ import annotations

import heapq
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta
from random import Random
from unittest.mock import patch
from uuid import UUID, uuid5

from kongbun.access.models import Fund, User
from kongbun.commands.run import Act

STORY = UUID("6b6f6e67-6275-4e00-8000-000000002563")
NO_FUND = UUID(int=0)
# Acts of one day follow each other by this; the office opens at 8.30 in Bangkok.
STEP = timedelta(seconds=20)
OPENS = time(1, 30)

Scene = Callable[[], None]


@dataclass(slots=True)
class Diary:
    """Scenes by day; on one day in the order they were written down."""

    _coming: list[tuple[date, int, Scene]] = field(default_factory=list)
    _written: int = 0
    today: date = date.min

    def at(self, day: date, scene: Scene) -> None:
        """Write a scene down; a day that is over means today."""
        self._written += 1
        heapq.heappush(self._coming, (max(day, self.today), self._written, scene))

    def live(self, until: date) -> None:
        """Act everything through a day; what comes later never happens."""
        while self._coming and self._coming[0][0] <= until:
            self.today, _, scene = heapq.heappop(self._coming)
            scene()


@dataclass(slots=True)
class Stage:
    """The users and the fund; makes an `Act` for whoever acts next."""

    diary: Diary = field(default_factory=Diary)
    users: dict[str, User] = field(default_factory=dict)
    fund: Fund | None = None
    _day: date = date.min
    _acts_today: int = 0
    _acts: int = 0

    def act(self, who: str, *, fund: Fund | None = None, alone: bool = False) -> Act:
        """`who` acts today.  `alone`: what concerns no fund."""
        if self._day != self.diary.today:
            self._day, self._acts_today = self.diary.today, 0
        self._acts_today += 1
        self._acts += 1
        user = self.users.get(who)
        where = None if alone else fund or self.fund
        began = datetime.combine(self._day, OPENS, UTC)
        return Act(
            user_id=user.pk if user else None,
            user_name=user.display_name if user else "ผู้ตั้งเครื่อง",
            fund_id=where.pk if where else 0,
            fund_public_id=where.public_id if where else NO_FUND,
            today=self._day,
            now=began + STEP * self._acts_today,
            door="story",
            command_id=uuid5(STORY, str(self._acts)),
        )

    @property
    def fund_id(self) -> int:
        assert self.fund is not None, "the fund is founded first"
        return self.fund.pk


@contextmanager
def ids_of_the_story() -> Iterator[None]:
    """Ids that are random elsewhere are the same at each telling.

    `uuid4` alone is fed from here; passwords keep their own randomness.
    """
    dice = Random(str(STORY))
    with patch("os.urandom", dice.randbytes):
        yield

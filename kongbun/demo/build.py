"""Tells the whole story into an empty database, once."""

from __future__ import annotations

import gc
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta

from django.db import transaction

from kongbun.access.models import Fund
from kongbun.demo import story
from kongbun.demo.drafts import WRITTEN_ON, write_drafts
from kongbun.demo.members import Register
from kongbun.demo.months import Months
from kongbun.demo.november import November
from kongbun.demo.opening import FOUNDING, open_the_fund, take_seats
from kongbun.demo.plan import make_plan
from kongbun.demo.requests import Requests
from kongbun.demo.rounds import Rounds
from kongbun.demo.stage import Stage, ids_of_the_story
from kongbun.kernel.refusal import RefusalCode, Refused


def load() -> bool:
    """Tell the story unless it is there; False if it was.  Never beside a real fund."""
    there = set(Fund.objects.values_list("code", flat=True))
    if story.CODE in there:
        return False
    if there:
        raise Refused(RefusalCode.DEMO_BESIDE_FUNDS, funds=", ".join(sorted(there)))
    build()
    return True


def build() -> None:
    """All of it or nothing: one transaction."""
    with ids_of_the_story(), _seldom_collected(), transaction.atomic():
        stage = Stage()
        stage.diary.today = FOUNDING
        open_the_fund(stage)
        register = Register(stage, make_plan())
        register.write_down()
        rounds = Rounds(stage, register)
        rounds.write_down()
        stage.diary.at(story.BEGIN + timedelta(days=200), lambda: take_seats(stage))
        requests = Requests(stage, register)
        requests.write_down()
        November(stage, register, requests).write_down()
        Months(stage).write_down()
        stage.diary.at(WRITTEN_ON, lambda: write_drafts(stage))
        stage.diary.live(story.TODAY)


@contextmanager
def _seldom_collected() -> Iterator[None]:
    """Thousands of commands in a row leave little behind: look for it less often."""
    usual = gc.get_threshold()
    gc.set_threshold(100_000, 20, 20)
    try:
        yield
    finally:
        gc.set_threshold(*usual)

"""Counts up the points of a scene, strikes at each, and judges what is left.

For each call that the command makes: the first, the second and so on, until a run gets
through with no fault.  Only points that fired count.
"""

from __future__ import annotations

import copy
import gc
import sqlite3
from collections import Counter
from collections.abc import Iterator
from dataclasses import asdict, dataclass, field
from itertools import count
from pathlib import Path
from typing import Any

from django.db import connections

from kongbun.store import trouble
from kongbun.testing.cast import Cast, make_cast
from kongbun.testing.databases import Databases
from tests.claims import story as stories
from tests.claims.story import Story
from tests.faults.place import Place, Stands
from tests.faults.scene import BARE, TOLD, Ready, Scene
from tests.faults.strike import BROKEN, DONE, EIO, KILL, Ended, Fault, Step, struck

# Whoever hears these may have been heard all the same: the outcome is not known.
UNSURE = frozenset(code.value for code in trouble.DISK)


@dataclass(slots=True)
class Tally:
    """What was struck, and what was found; every list is empty where all is well."""

    fired: int = 0
    acknowledged: int = 0
    unsure: int = 0
    heard: int = 0
    """Of the unsure: those whose command was there all the same."""
    lost: list[str] = field(default_factory=list)
    half: list[str] = field(default_factory=list)
    doubled: list[str] = field(default_factory=list)
    corrupt: list[str] = field(default_factory=list)
    unsound: list[str] = field(default_factory=list)
    rude: list[str] = field(default_factory=list)

    def add(self, other: Tally) -> None:
        for name, value in asdict(other).items():
            setattr(self, name, getattr(self, name) + value)

    @property
    def wrong(self) -> list[str]:
        lists = [*self.lost, *self.half, *self.doubled, *self.corrupt]
        return [*lists, *self.unsound, *self.rude]

    def counts(self) -> dict[str, int]:
        return {
            name: value if isinstance(value, int) else len(value)
            for name, value in asdict(self).items()
        }


@dataclass(frozen=True, slots=True)
class Played:
    """A scene whose command went through once: before, after, and its answer."""

    place: Place
    scene: Scene
    step: Step
    before: str
    after: str
    rows: str
    answer: Any
    calls: Counter[str]


class Theatre:
    """The books that scenes begin with, made once."""

    def __init__(self, databases: Databases, folder: Path) -> None:
        # What is here by now stays: a child looks through none of it again.
        gc.collect()
        gc.freeze()
        self._databases = databases
        self._folder = folder
        self._casts: dict[str, tuple[Cast, Story | None]] = {}
        for begins in (BARE, TOLD):
            place = Place(databases, folder / begins)
            place.fill(Path(databases.template))
            cast = make_cast()
            told = stories.tell(cast) if begins == TOLD else None
            connections.close_all()
            self._casts[begins] = (cast, told)

    def ready(self, scene: Scene) -> tuple[Place, Step]:
        """Its books as they are before the command, and the command."""
        place = Place(self._databases, self._folder / scene.kind.replace(" ", "-"))
        place.fill(self._folder / scene.begins / place.file.name)
        cast, told = copy.deepcopy(self._casts[scene.begins])
        step = scene.prepare(Ready(cast, told, place.folder))
        place.keep()
        return place, step

    def play(self, scene: Scene) -> Played:
        """Prepare it, and see it through once without any fault."""
        place, step = self.ready(scene)
        before = _state(place, scene)
        place.put_back()
        place.open()
        first = struck(step, count=True)
        assert first.said == DONE, f"{scene.kind}: {first.said} {first.answer}"
        after = _state(place, scene)
        assert after.damage == ""
        assert after.state != before.state, scene.kind
        assert place.unsound(after) == [], scene.kind
        again = struck(step)
        assert again.said in scene.repeats, f"{scene.kind}: {again}"
        assert _state(place, scene) == after, f"{scene.kind}: done twice"
        return Played(
            *(place, scene, step, before.state, after.state, after.rows),
            *(first.answer, first.calls),
        )


def _state(place: Place, scene: Scene) -> Stands:
    stands = place.look()
    if scene.beside is None:
        return stands
    beside = scene.beside(place.folder)
    return Stands(stands.damage, f"{stands.state} {beside}", stands.rows)


def through(
    played: Played, fault: Fault = KILL, done: dict[str, int] | None = None
) -> Iterator[tuple[str, int, Tally]]:
    """Every point from the first to the last; `done` says where to go on."""
    done = done or {}
    every = played.scene.every
    for call in fault.calls:
        if not played.calls[call]:
            continue
        start = done.get(call, 1 - every) + every
        for at in count(start, every):
            found = strike_at(played, fault, call, at)
            if not found.fired:
                break
            yield call, at, found


def strike_at(played: Played, fault: Fault, call: str, at: int) -> Tally:
    """One point, judged."""
    place, scene = played.place, played.scene
    place.put_back()
    step, closes = played.step, fault is not EIO
    if not closes:
        # Somebody else looks on, and then the plug is pulled: what was written stays.
        step = beside_a_reader(step, place.file)
    ended = struck(step, fault, call, at, files=place.files, closes=closes)
    found = Tally(fired=int(ended.fired), acknowledged=int(ended.acknowledged))
    if not ended.fired:
        return found
    where = f"{scene.kind}: {fault.name} at {call} {at}"
    stands = _state(place, scene)
    if stands.damage:
        found.corrupt.append(f"{where}: {stands.damage}")
        return found
    is_between = stands.state not in {played.before, played.after}
    if scene.is_one_commit and is_between:
        found.half.append(where)
    # Between two migrations nobody is let in; what comes after them is looked at.
    if not is_between and (unsound := place.unsound(stands)):
        found.unsound.append(f"{where}: {unsound}")
    if ended.acknowledged and stands.state != played.after:
        found.lost.append(f"{where}: said {ended.answer}")
    is_there = stands.state == played.after
    _manners(played, ended, fault, where, found, is_there=is_there)
    _retry(played, where, found, was_there=is_there)
    if unsound := place.unsound(place.look()):
        found.unsound.append(f"{where}: after the repeat: {unsound}")
    return found


def beside_a_reader(step: Step, file: Path) -> Step:
    """The step, while another program has the books open until both end."""
    others = []

    def first() -> Any:
        other = sqlite3.connect(file)
        others.append(other)
        other.execute("SELECT count(*) FROM ledger_entry").fetchall()
        return step()

    return first


def _manners(
    played: Played,
    ended: Ended,
    fault: Fault,
    where: str,
    found: Tally,
    *,
    is_there: bool,
) -> None:
    """Who lives on hears an answer, and never one that is a bug of ours."""
    if fault.error is None:
        return
    if ended.status != 0 or ended.said in {BROKEN, ""}:
        found.rude.append(f"{where}: {ended.said} {ended.answer}")
    elif ended.said in UNSURE or ended.said in played.scene.excuses:
        found.unsure += 1
        found.heard += int(is_there)
    elif not ended.acknowledged:
        found.rude.append(f"{where}: {ended.said}")


def _retry(played: Played, where: str, found: Tally, *, was_there: bool) -> None:
    """The same command once more has the one effect, and its one answer."""
    again = struck(played.step)
    said = played.scene.repeats if was_there else (DONE,)
    if again.said not in said:
        found.half.append(f"{where}: again {again.said} {again.answer}")
    elif (
        again.said == DONE
        and played.scene.says_the_same
        and again.answer != played.answer
    ):
        found.doubled.append(f"{where}: then {again.answer}")
    stands = _state(played.place, played.scene)
    is_same = stands.state == played.after or (
        not played.scene.same_bytes and stands.rows == played.rows
    )
    if not is_same:
        found.doubled.append(f"{where}: another state")


def of_all(
    theatre: Theatre,
    scenes: dict[str, Scene],
    each: int,
    faults: tuple[Fault, ...] = (KILL,),
) -> Tally:
    """A sample: so many points of each scene and fault, all along its way."""
    total = Tally()
    for number, scene in enumerate(scenes.values()):
        played = theatre.play(scene)
        for fault in faults:
            for call, at in spread(played.calls, fault, each, number):
                total.add(strike_at(played, fault, call, at))
        played.place.drop()
    return total


def spread(
    calls: Counter[str], fault: Fault, each: int, number: int
) -> list[tuple[str, int]]:
    """So many of the points there are; another scene begins at another place."""
    points = [(call, at) for call in fault.calls for at in range(1, calls[call] + 1)]
    shift = number * 0.618 % 1
    chosen = [int((place + shift) / each * len(points)) for place in range(each)]
    return [points[place % len(points)] for place in chosen]

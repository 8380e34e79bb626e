"""One seed is one run: draw, send, perhaps crash or repeat, and compare with the model.

`simulate` runs seeds; `make_fund` leaves the database of one open, for whoever needs a
random fund with a year of life in it.
"""

from __future__ import annotations

import gc
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from hashlib import sha256
from pathlib import Path
from random import Random
from tempfile import TemporaryDirectory
from typing import Any
from uuid import UUID

from django.db import DatabaseError, connection, transaction

from kongbun.access.models import Fund
from kongbun.simulation.asks import Ask
from kongbun.simulation.compare import differences, unsound
from kongbun.simulation.dishonest import DISHONEST, TAMPERING
from kongbun.simulation.honest import Draw, Scene
from kongbun.simulation.office import HONEST
from kongbun.simulation.sabotage import sabotaged
from kongbun.simulation.scratch import Scratch
from kongbun.simulation.sending import Action, Arguments
from kongbun.simulation.world import (
    Outcome,
    Template,
    World,
    attempt,
    found,
    founded,
    power_cut,
    same_ids,
)

CHECK_EVERY = 100
# Days that pass before a step; most things happen on the day of the one before.
DAYS = (0, 0, 0, 0, 0, 0, 1, 1, 1, 2, 2, 6)
STATEMENTS = 45
BY_PHONE = {"sheet", "payment", "ask", "unreceipt", "offer", "count"}


class Mismatch(Exception):  # noqa: N818 -- it is what we look for
    """Program and model disagree."""


@dataclass(frozen=True, slots=True)
class Sent:
    """A command as it arrived, to be sent again one day."""

    ask: Ask
    action: Action
    arguments: Arguments
    command_id: UUID
    outcome: Outcome


@dataclass(frozen=True, slots=True)
class Report:
    """What came of one run; `wrong` is empty when program and model agreed."""

    seed: int
    steps: int
    trace: str
    counts: dict[str, int]
    # Each kind of command with what came of it, and how often.
    kinds: dict[str, int]
    wrong: str = ""
    at_step: int = 0

    def as_json(self) -> dict[str, Any]:
        return {
            "seed": self.seed,
            "steps": self.steps,
            "trace": self.trace,
            "counts": self.counts,
            "kinds": self.kinds,
            "wrong": self.wrong,
            "at_step": self.at_step,
        }


@dataclass(slots=True)
class Run:
    """One seed on its way."""

    seed: int
    world: World
    dice: Random
    scene: Scene
    # Calm: the power never goes, as inside a transaction of somebody else's.
    is_calm: bool = False
    step: int = 0
    phones: list[tuple[int, Ask]] = field(default_factory=list)
    sent: list[Sent] = field(default_factory=list)
    counts: Counter[str] = field(default_factory=Counter)
    kinds: Counter[str] = field(default_factory=Counter)
    trace: Any = field(default_factory=sha256)

    def live(self, steps: int) -> None:
        for self.step in range(1, steps + 1):
            self.world.clock.pass_days(self.dice.choice(DAYS))
            self.scene.today = self.world.clock.today
            self._one_step()
            if self.step % CHECK_EVERY == 0 or self.step == steps:
                self._hold(unsound(self.world), "kongbun check")

    def _one_step(self) -> None:
        kind = self.dice.randrange(100)
        if kind < 3:
            self._tamper()
        elif kind < 6 and self.sent:
            self._send_again(self.dice.choice(self.sent))
        else:
            due = [late for late in self.phones if late[0] <= self.step]
            late = self.dice.choice(due) if due else None
            if late:
                self.phones.remove(late)
                self.counts["late"] += 1
            ask = late[1] if late else self._drawn(HONEST if kind < 80 else DISHONEST)
            if not late and ask.kind in BY_PHONE and self.dice.randrange(100) < 12:
                self.phones.append((self.step + self.dice.randint(1, 60), ask))
                return
            self._deliver(ask)

    def _drawn(self, draws: list[tuple[int, Draw]]) -> Ask:
        weights = [weight for weight, _ in draws]
        while True:
            (_, draw), *_ = self.dice.choices(draws, weights)
            ask = draw(self.scene)
            if ask is not None:
                return ask

    def _deliver(self, ask: Ask) -> None:
        """Send it; in between the power may go or the answer be lost on its way."""
        command_id = UUID(bytes=self.dice.randbytes(16), version=4)
        action, arguments = self.world.prepare(ask)
        what = ask.told()
        outcome: Outcome | None = None
        fate = self.dice.randrange(100)
        if fate < 8 and not self.is_calm:
            act = self.world.act(ask.who, command_id)
            cut = self.dice.randint(1, STATEMENTS)
            outcome = power_cut(action, act, arguments, before_statement=cut)
            if outcome is None:
                self.counts["crashes"] += 1
                self._hold(differences(self.world), f"after a crash: {what}")
        if outcome is None:
            act = self.world.act(ask.who, command_id)
            outcome = attempt(action, act, arguments)
        today = self.world.clock.today
        why = self.world.oracle.hear(ask.kind, ask.who, today, ask.facts)
        self._judge(what, why, outcome)
        if not why:
            self.world.rows.learn(ask, outcome.answer)
        self.counts["refused" if why else "done"] += 1
        self.kinds[f"{ask.kind} {outcome.told()}"] += 1
        self.trace.update(f"{self.step} {what} {outcome.told()}\n".encode())
        self._hold(differences(self.world), what)
        sent = Sent(ask, action, arguments, command_id, outcome)
        self.sent.append(sent)
        if 8 <= fate < 18:
            self._send_again(sent)

    def _judge(self, what: str, why: set[str], outcome: Outcome) -> None:
        expected = " or ".join(sorted(why)) or "done"
        wrong = outcome.mistake or (bool(why) != bool(outcome.codes))
        if wrong or not outcome.codes <= why:
            told = f"{what}\n  expected {expected}\n  found {outcome.told()}"
            raise Mismatch(told)
        if why:
            return
        answer = self.world.oracle.answer
        differs = {k: v for k, v in answer.items() if outcome.answer.get(k) != v}
        if differs:
            found = {name: outcome.answer.get(name) for name in differs}
            raise Mismatch(f"{what}\n  expected {differs}\n  found {found}")

    def _hold(self, wrong: list[str], what: str) -> None:
        if wrong:
            raise Mismatch("\n  ".join([what, *wrong]))

    def _send_again(self, sent: Sent) -> None:
        """The same id once more: the same answer; with another body, or by another
        user, a refusal.  Either way nothing happens."""
        self.counts["repeats"] += 1
        who, arguments, expected = sent.ask.who, sent.arguments, sent.outcome
        kind = self.dice.randrange(4)
        reused = Outcome(codes=frozenset({"command-id-reused"}))
        if kind == 0:
            arguments, expected = _altered(arguments), reused
        elif kind == 1 and who != "noi":
            who, expected = "noi", reused
        act = self.world.act(who, sent.command_id)
        again = attempt(sent.action, act, arguments)
        if again.told() != expected.told() or again.answer != expected.answer:
            raise Mismatch(
                f"again: {sent.ask.told()}\n  expected {expected.told()}"
                f" {expected.answer}\n  found {again.told()} {again.answer}"
            )
        self._hold(differences(self.world), f"again: {sent.ask.told()}")

    def _tamper(self) -> None:
        """An insider writes into the tables: refused, or it hits no row."""
        sql = self.dice.choice(TAMPERING)
        self.counts["tampering"] += 1
        hit = 0
        try:
            with transaction.atomic(), connection.cursor() as cursor:
                cursor.execute(sql)
                hit = cursor.rowcount
                transaction.set_rollback(True)
        except DatabaseError:
            return
        if hit:
            raise Mismatch(f"{sql}\n  expected a refusal\n  found {hit} rows changed")

    def report(self, steps: int, wrong: str = "") -> Report:
        # Of what was booked; the chain's own hashes have a random salt.
        with connection.cursor() as cursor:
            cursor.execute("SELECT hash FROM ledger_entry ORDER BY id")
            for (booked,) in cursor.fetchall():
                self.trace.update(bytes(booked))
        counts = dict(sorted(self.counts.items()))
        trace = self.trace.hexdigest()
        kinds = dict(sorted(self.kinds.items()))
        at_step = self.step if wrong else 0
        return Report(self.seed, steps, trace, counts, kinds, wrong, at_step)


def _altered(arguments: Arguments) -> Arguments:
    """The same command with one fact changed."""
    for name, value in arguments.items():
        if isinstance(value, str):
            return {**arguments, name: f"{value}."}
        if isinstance(value, int):
            return {**arguments, name: value + 1}
    return {**arguments, "note": "."}


class Simulator:
    """Templates of the fund, made when first needed; run seeds with it."""

    def __init__(self, folder: Path, *, migrated: str = "") -> None:
        self.scratch = Scratch(folder)
        self._migrated = migrated
        self._templates: dict[bool, Template] = {}

    def template(self, *, daily: bool) -> Template:
        if daily not in self._templates:
            if not self._migrated:
                self.scratch.make("migrated")
                self._migrated = self.scratch.name("migrated")
            made = found(self.scratch, daily=daily, migrated=self._migrated)
            self._templates[daily] = made
        return self._templates[daily]

    def run(self, seed: int, steps: int, *, sabotage: str = "") -> Report:
        """Run a seed to its end, or to the first thing that is wrong.

        Its database stays open until the next one.
        """
        # Every other fund counts its dues by the day.
        world = self.template(daily=bool(seed % 2)).copy("run")
        return lived(seed, steps, world, sabotage=sabotage)

    def fund(self, seed: int, steps: int) -> Fund:
        """A random fund with a life behind it, in the database that is open now."""
        world = self.template(daily=bool(seed % 2)).copy("run")
        return grown(seed, steps, world)

    def close(self) -> None:
        for template in self._templates.values():
            self.scratch.drop(template.name)
        self.scratch.drop("run")
        self.scratch.drop("migrated")


@contextmanager
def simulator(*, migrated: str = "") -> Iterator[Simulator]:
    """A simulator in a temporary folder; what was open before is open afterwards."""
    with TemporaryDirectory(prefix="kongbun-simulation-") as folder:
        made = Simulator(Path(folder), migrated=migrated)
        with made.scratch.instead():
            try:
                yield made
            finally:
                made.close()


def make_fund(seed: int, steps: int) -> Fund:
    """The same, in the database that is open: one with all tables and no fund."""
    with same_ids(f"fund {seed}"):
        world = founded(daily=bool(seed % 2))
    return grown(seed, steps, world)


def grown(seed: int, steps: int, world: World) -> Fund:
    report = lived(seed, steps, world, is_calm=True)
    assert not report.wrong, report.wrong
    return world.rows.fund


def lived(
    seed: int, steps: int, world: World, *, sabotage: str = "", is_calm: bool = False
) -> Report:
    """Live so many steps of a seed in the fund of the database that is open."""
    dice = Random(seed)
    scene = Scene(dice, world.oracle, world.clock.today, made=len(world.oracle.members))
    run = Run(seed, world, dice, scene, is_calm=is_calm)
    wrong = ""
    with same_ids(f"seed {seed}"), sabotaged(sabotage), seldom_collected():
        try:
            run.live(steps)
        except Mismatch as mismatch:
            wrong = str(mismatch)
    return run.report(steps, wrong)


@contextmanager
def seldom_collected() -> Iterator[None]:
    """Thousands of commands in a row leave little behind: look for it less often."""
    usual = gc.get_threshold()
    gc.set_threshold(100_000, 20, 20)
    try:
        yield
    finally:
        gc.set_threshold(*usual)

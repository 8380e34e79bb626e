"""A program that is killed at any of its writes leaves a command whole, or none of it.

A sample of the points in every run; `--soak` takes them all, of every kind of command,
counting up until a run gets through (a quarter of an hour).
"""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

from tests.faults import full, planted
from tests.faults.conftest import on_sqlite
from tests.faults.points import Tally, Theatre, of_all, spread, strike_at
from tests.faults.scenes import SCENES
from tests.faults.strike import KILL

pytestmark = on_sqlite
MANY = 16
OURS_ALONE = re.compile(r"(test|bench)\.")


def test_every_kind_of_command_there_is_has_its_scene(repository: Path) -> None:
    kinds = set()
    for file in (repository / "kongbun").rglob("*.py"):
        kinds |= set(re.findall(r'@command\("([^"]+)"\)', file.read_text("utf-8")))
    kinds = {kind for kind in kinds if not OURS_ALONE.match(kind)}
    programs = {kind for kind in SCENES if kind.startswith("kongbun ")}
    assert set(SCENES) - programs == kinds
    assert len(kinds) > 70
    assert {f"kongbun {what}" for what in ("backup", "restore", "migrate")} <= programs


def test_every_kind_is_whole_or_nothing_wherever_it_dies(
    theatre: Theatre, soak: bool
) -> None:
    if not soak:
        tally = of_all(theatre, SCENES, 1)
        assert tally.fired >= len(SCENES) - 5
    else:
        progress = full.Progress(None)
        assert full.count_up(theatre, "kill", progress)
        tally = progress.tally
        assert tally.fired >= 1_200
    assert tally.wrong == []
    # Some died before anybody was told, some after.
    assert 0 < tally.acknowledged < tally.fired


def some_points(theatre: Theatre, kind: str, each: int = MANY) -> Tally:
    """A handful of one kind, all along its way."""
    played = theatre.play(SCENES[kind])
    tally = Tally()
    for call, at in spread(played.calls, KILL, each, 0):
        tally.add(strike_at(played, KILL, call, at))
    played.place.drop()
    return tally


@pytest.mark.parametrize("kind", ["treasury.other_income", "dues.take_payment"])
def test_a_handful_of_deaths_in_a_row_does_no_harm(theatre: Theatre, kind: str) -> None:
    tally = some_points(theatre, kind)
    assert tally.fired == MANY
    assert tally.wrong == []


@pytest.mark.parametrize(
    "bug", ["ack_before_commit", "two_transactions", "no_unique_id"]
)
def test_a_planted_bug_is_seen_at_a_handful_of_points(
    theatre: Theatre, bug: str
) -> None:
    played = theatre.play(SCENES["treasury.other_income"])
    tally = Tally()
    with getattr(planted, bug)():
        for call, at in spread(played.calls, KILL, MANY, 0):
            tally.add(strike_at(played, KILL, call, at))
    played.place.drop()
    assert tally.fired == MANY
    seen = {
        "ack_before_commit": tally.lost,
        "two_transactions": tally.half,
        "no_unique_id": tally.doubled,
    }
    assert seen[bug], tally.counts()


def program(*words: str, **environ: str) -> tuple[int, dict[str, object], str]:
    done = subprocess.run(
        [sys.executable, "-m", "tests.faults", *words],
        env={**os.environ, **environ},
        capture_output=True,
        text=True,
        check=False,
    )
    return done.returncode, json.loads(done.stdout or "{}"), done.stderr


def test_where_nobody_may_trace_a_library_strikes_at_the_same_points(
    theatre: Theatre,
) -> None:
    kind = "kongbun checkpoint"
    played = theatre.play(SCENES[kind])
    played.place.drop()
    there = sum(played.calls[call] for call in KILL.calls)
    code, told, said = program("kill", "--shim", "--only", kind)
    assert code == 0, said
    assert (told["way"], told["fired"], told["wrong"]) == ("shim", there, [])


def test_where_no_fault_can_be_made_it_says_so(tmp_path: Path) -> None:
    code, told, said = program("kill", "--sample", "1", PATH=str(tmp_path))
    assert (code, told) == (2, {})
    assert "NOT RUN" in said


def test_what_was_cut_off_goes_on_at_the_next_point(tmp_path: Path) -> None:
    state = tmp_path / "state"
    words = ("kill", "--only", "kongbun checkpoint", "--state", str(state))
    code, first, said = program(*words, "--minutes", "0.0001")
    assert (code, first["fired"], first["over"]) == (3, 1, False), said
    code, second, said = program(*words)
    assert (code, second["over"], second["kinds"]) == (0, True, 1), said
    kept = json.loads(state.read_text("utf-8"))
    assert second["fired"] == sum(kept["done"]["kongbun checkpoint kill"].values())

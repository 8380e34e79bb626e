"""`make soak` ends in time, goes on where it was, and says what it found."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
import time
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from threading import Barrier
from typing import Any

import pytest

from tests.mutation.core import GROUPS
from tools import soak
from tools.soak import Ended, Part


@pytest.fixture
def kept(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setattr(soak, "KEPT", tmp_path / "soak")
    monkeypatch.setattr(soak, "_key", lambda: "a" * 24)
    monkeypatch.setattr(soak, "_commit", lambda: "c" * 40)
    return tmp_path / "soak"


def results(kept: Path) -> list[dict[str, Any]]:
    lines = (kept / "results.jsonl").read_text("utf-8").splitlines()
    return [json.loads(line) for line in lines]


def test_the_parts_are_all_that_has_a_long_version(repository: Path) -> None:
    names = [part.name for part in soak.parts()]
    assert names[:3] == ["faults kill", "faults errors", "faults postgres"]
    assert "branches" in names
    assert len(set(names)) == len(names)
    for file in ("backup/test_litestream", "concurrency/test_crowds"):
        for engine in ("sqlite", "postgresql"):
            assert f"{engine} tests/{file}.py" in names
    for part in soak.parts():
        if part.name.startswith("sqlite "):
            assert (repository / part.name.removeprefix("sqlite ")).exists()
            assert part.invariants, f"{part.name}: say what it is about in ABOUT"


def test_every_seed_and_every_group_is_in_one_part(
    kept: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    kept.mkdir()
    called: list[list[str]] = []

    def call(words: list[str], left: float, environ: dict[str, str]) -> tuple[int, str]:
        called.append(words)
        return 0, '{"wrong": 0}'

    monkeypatch.setattr(soak, "_call", call)
    for part in (*soak._lives(), *soak._of_the_tests()):
        ended = part.run(1_000, {})
        assert (ended.is_over, ended.passed) == (True, True)
    seeds = [words[5].split("-") for words in called if "simulate" in words]
    lived = [n for a, b in seeds for n in range(int(a), int(b) + 1)]
    assert lived == list(range(1, soak.SEEDS + 1))
    tried = {words[4] for words in called if words[3] == "run"}
    assert tried == {*GROUPS, "rest"}
    assert next(words[3] for words in called if "tests.mutation" in words) == "lines"


def test_parts_that_keep_what_they_saw_in_one_file_run_one_after_the_other(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    inside: list[int] = []
    most: list[int] = []

    def call(words: list[str], left: float, environ: dict[str, str]) -> tuple[int, str]:
        inside.append(1)
        most.append(len(inside))
        time.sleep(0.05)
        inside.pop()
        return 0, ""

    monkeypatch.setattr(soak, "_call", call)
    parts = list(soak._of_the_tests())
    with ThreadPoolExecutor(max_workers=2) as hands:
        list(hands.map(lambda part: part.run(100, {}), parts))
    assert most == [1] * len(parts)
    # Who waited until the time was over has shown nothing.
    assert not parts[0].run(1, {}).is_over


def test_what_is_done_is_not_done_again_and_what_failed_is(
    kept: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    ran: list[str] = []
    ends = {
        "good": Ended(True, True, {"fired": 7}, 3.5),
        "bad": Ended(True, False, {"lost": 1}),
        "long": Ended(False, True, {}),
    }

    def part(name: str) -> Part:
        def run(left: float, environ: dict[str, str]) -> Ended:
            assert left > 0
            assert environ["KONGBUN_SECRET_KEY"]
            ran.append(name)
            return ends[name]

        return Part(name, ("L7",), run)

    monkeypatch.setattr(soak, "parts", lambda: [part(name) for name in ends])
    assert soak.main([]) == 1
    bad, good = sorted(results(kept), key=lambda one: str(one["part"]))
    assert good["day"]
    assert {**good, "day": ""} == {
        "part": "good",
        "invariants": ["L7"],
        "passed": True,
        "counts": {"fired": 7},
        "seconds": 3.5,
        "commit": "c" * 40,
        "code": "a" * 24,
        "day": "",
    }
    assert (bad["part"], bad["passed"]) == ("bad", False)
    ends["bad"] = Ended(True, True, {})
    assert soak.main([]) == soak.TIME_IS_OVER
    assert "1 of 3 parts are left" in capsys.readouterr().out
    ends["long"] = Ended(True, True, {})
    assert soak.main([]) == 0
    assert soak.main([]) == 0
    # Two are begun together, so in no order.
    assert Counter(ran) == {"good": 1, "bad": 2, "long": 3}
    # Other code has shown nothing yet.
    monkeypatch.setattr(soak, "_key", lambda: "b" * 24)
    assert soak.main(["--only", "good"]) == 0
    assert ran[-1] == "good"


def test_what_was_seen_elsewhere_counts_when_asked_and_only_of_this_code(
    kept: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    ran: list[str] = []

    def part(name: str) -> Part:
        def run(left: float, environ: dict[str, str]) -> Ended:
            ran.append(name)
            return Ended(True, True, {})

        return Part(name, ("L7",), run)

    names = ["well", "wrong", "mended", "of_other_code"]
    monkeypatch.setattr(soak, "parts", lambda: [part(name) for name in names])
    seen = [
        ("well", True, "a"),
        ("wrong", True, "a"),
        ("wrong", False, "a"),
        ("mended", False, "a"),
        ("mended", True, "a"),
        ("of_other_code", True, "b"),
    ]
    kept.mkdir()
    with (kept / "results.jsonl").open("w", encoding="utf-8") as out:
        for name, passed, code in seen:
            line = {"part": name, "passed": passed, "code": code * 24}
            out.write(json.dumps(line) + "\n")
    assert soak.main(["--go-on"]) == 0
    assert sorted(ran) == ["of_other_code", "wrong"]
    # Of itself it takes nobody's word.
    (kept / "state.json").unlink()
    assert soak.main([]) == 0
    assert sorted(ran[2:]) == sorted(names)


def test_a_word_in_the_docs_does_not_call_for_all_of_it_anew(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(soak, "HOME", tmp_path)
    assert (soak._key(), soak._commit()) == ("unknown", "unknown")
    (tmp_path / "kongbun").mkdir()

    def keep(file: str, text: str) -> tuple[str, str]:
        (tmp_path / file).write_text(text, encoding="utf-8")
        who = ["-c", "user.name=k", "-c", "user.email=k@localhost"]
        for words in (["add", "."], [*who, "commit", "-qm", text]):
            subprocess.run(["git", *words], cwd=tmp_path, check=True)
        return soak._key(), soak._commit()

    subprocess.run(["git", "init", "-q"], cwd=tmp_path, check=True)
    code, commit = keep("kongbun/post.py", "one")
    assert (len(code), len(commit)) == (24, 40)
    after = keep("README.md", "two")
    assert after[0] == code
    assert after[1] != commit
    (tmp_path / "kongbun/post.py").write_text("three", encoding="utf-8")
    assert soak._key() != code
    assert soak._commit().endswith(f"+{after[1]}")
    assert keep("kongbun/post.py", "three")[0] != code
    # The run's own results, which are in the repository, change nothing that is here.
    (tmp_path / "soak").mkdir()
    seen = keep("soak/results.jsonl", "four")
    (tmp_path / "soak/results.jsonl").write_text("five", encoding="utf-8")
    assert (soak._key(), soak._commit()) == seen


def test_two_parts_run_at_a_time_each_with_a_data_folder_of_its_own(
    kept: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    both = Barrier(2, timeout=60)
    folders: list[str] = []

    def run(left: float, environ: dict[str, str]) -> Ended:
        both.wait()  # It would wait in vain for a second that came after it.
        folders.append(environ["KONGBUN_DATA"])
        return Ended(True, True, {})

    pair = [Part(name, ("L7",), run) for name in ("one", "other")]
    monkeypatch.setattr(soak, "parts", lambda: pair)
    assert soak.main([]) == 0
    assert len(set(folders)) == 2


def test_when_the_time_is_over_nothing_more_is_begun(
    kept: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SOAK_MINUTES", "0")
    assert soak.main([]) == soak.TIME_IS_OVER
    assert not (kept / "results.jsonl").exists()


def test_a_part_of_many_turns_goes_on_at_the_next_one(kept: Path) -> None:
    kept.mkdir()
    turns: list[int] = []

    def turn(done: int, left: float) -> tuple[int | None, dict[str, int]]:
        assert left <= 60
        turns.append(done)
        return (None, {}) if turns == [0, 1, 2] else (0, {"seeds": 10})

    cut = soak._by_turns("seeds", 4, 60, turn)
    assert (cut.is_over, cut.counts) == (False, {"seeds": 20})
    whole = soak._by_turns("seeds", 4, 60, turn)
    assert (whole.is_over, whole.passed, whole.counts) == (True, True, {"seeds": 40})
    assert turns == [0, 1, 2, 2, 3]


def test_a_program_that_takes_too_long_is_ended(kept: Path) -> None:
    began = time.monotonic()
    assert soak._call(["sleep", "60"], 0.1, {"PATH": "/usr/bin:/bin"}) == (None, "")
    assert time.monotonic() - began < 30
    assert kept


def test_a_part_in_which_no_test_was_run_is_not_well(repository: Path) -> None:
    call = [sys.executable, "-m", "pytest", "--co", "-q", "tests/test_soak.py"]
    environ = {**os.environ, "PYTHONPATH": str(repository)}
    assert soak._pytest(call, 120, environ).passed
    nothing = soak._pytest([*call, "-k", "of_no_such_name"], 120, environ)
    assert (nothing.is_over, nothing.passed) == (True, False)


def test_each_file_of_long_loops_asks_something_of_a_database(repository: Path) -> None:
    """`--only-database` leaves none of them out whole."""
    files = soak._files()
    words = ["-m", "pytest", "--co", "-q", "--soak", "--only-database", *files]
    told = subprocess.run(
        [sys.executable, *words],
        cwd=repository,
        env={**os.environ, "PYTHONPATH": str(repository)},
        capture_output=True,
        text=True,
        check=True,
    ).stdout
    for file in files:
        assert re.search(f"^{file}(: |::)", told, re.MULTILINE), f"{file}: nothing"

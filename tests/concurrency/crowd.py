"""Many programs that press at the same moment, on either database.

Each worker is a process of its own with a connection of its own, held at a gate until
all are there.  What every press was answered comes back; an answer that nobody planned
comes back as such, and is never counted as a refusal.
"""

from __future__ import annotations

import json
import os
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from django.db import connections

from kongbun.commands.run import Act
from kongbun.kernel.refusal import RefusalCode, Refused

WORKERS = 64
DONE = "done"
# Who is told to try again does so, under the same id, like a person would.
PRESSES_MAX = 10


@dataclass(frozen=True, slots=True)
class Press:
    """One action, by one person, with its facts."""

    act: Act
    action: Callable[..., dict[str, Any]]
    facts: dict[str, Any]


@dataclass(frozen=True, slots=True)
class Said:
    """`code` is `done` or why not; `tries` the most that one press began anew."""

    code: str
    answer: dict[str, Any]
    tries: int
    presses: int


def crowd(presses: Sequence[Press], *, workers: int = WORKERS) -> list[Said]:
    """Everything pressed by so many at once; the answers in the presses' order."""
    workers = min(workers, len(presses))
    connections.close_all()
    gate_out, gate_in = os.pipe()
    children = [_start(gate_out, gate_in, presses[n::workers]) for n in range(workers)]
    os.close(gate_out)
    os.close(gate_in)  # All stand before it: it opens.
    found: list[Said | None] = [None] * len(presses)
    for n, (child, reading) in enumerate(children):
        with os.fdopen(reading, encoding="utf-8") as pipe:
            told = json.loads(pipe.read() or "[]")
        _, status = os.waitpid(child, 0)
        assert status == 0, f"worker {n} died"
        found[n::workers] = [Said(**one) for one in told]
    said = [one for one in found if one is not None]
    assert len(said) == len(presses)
    return said


def _start(gate: int, other: int, presses: Sequence[Press]) -> tuple[int, int]:
    reading, writing = os.pipe()
    child = os.fork()
    if child:
        os.close(writing)
        return child, reading
    code = 1
    try:
        os.close(other)
        os.read(gate, 1)
        told = [_pressed(one) for one in presses]
        connections.close_all()
        with os.fdopen(writing, "w", encoding="utf-8") as pipe:
            json.dump(told, pipe)
        code = 0
    finally:
        os._exit(code)


def _pressed(press: Press) -> dict[str, Any]:
    tries = presses = 0
    answer: dict[str, Any] = {}
    code = ""
    while code in {"", RefusalCode.TRY_AGAIN.value} and presses < PRESSES_MAX:
        presses += 1
        try:
            answer = press.action(press.act, **press.facts)
            code = DONE
        except Refused as refused:
            code = refused.code.value
        except Exception as error:
            code = f"unexpected {type(error).__name__}: {error}"
        tries = max(tries, press.act.tries)
    kept = json.loads(json.dumps(answer, default=str, sort_keys=True))
    return {"code": code, "answer": kept, "tries": tries, "presses": presses}


def codes(said: Sequence[Said]) -> Counter[str]:
    """How often each answer was given; and nobody waited without end."""
    assert max(one.tries for one in said) <= 5
    return Counter(one.code for one in said)

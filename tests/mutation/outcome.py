"""What became of a mutant, and what a child's end says of it."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from tests.mutation.mutants import Mutant

KILLED, SURVIVED, TIMEOUT, UNCOVERED = "killed", "survived", "timeout", "not covered"
# How a child ends that used up the seconds of a test.
NO_ANSWER = 77


@dataclass(frozen=True, slots=True)
class Outcome:
    module: Path
    mutant: Mutant
    became: str
    by: str
    seconds: float


def became_of(by: str, code: int) -> str:
    """What a child's answer and its exit code say of its mutant.

    A test that goes round and round has seen it.  A child that slept until the clock
    ran out, or was killed for want of memory, says nothing: its mutant survives.
    """
    if by:
        return KILLED
    return TIMEOUT if code == NO_ANSWER else SURVIVED

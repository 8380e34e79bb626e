"""A scene: books made ready, and one command that may be struck in the middle."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from kongbun.commands.run import Act
from kongbun.testing.cast import Cast
from tests.claims.story import Story
from tests.faults.strike import Step

BARE, TOLD = "bare", "told"


@dataclass(frozen=True, slots=True)
class Ready:
    """What a scene is given: the cast, their story if it wants one, and a folder."""

    cast: Cast
    told: Story | None
    folder: Path

    @property
    def story(self) -> Story:
        assert self.told is not None
        return self.told


@dataclass(frozen=True, slots=True)
class Scene:
    """One kind of command; `sees` is what the books begin with."""

    kind: str
    begins: str
    prepare: Callable[[Ready], Step]
    is_one_commit: bool = True
    """Whether half is nothing: `migrate` may stop between two migrations."""
    same_bytes: bool = True
    """Not where the repeat of a first commit throws no dice that the first threw."""
    repeats: tuple[str, ...] = ("done",)
    """What the same command may be answered once it is there."""
    excuses: tuple[str, ...] = ()
    """What else it may say of a broken disk."""
    says_the_same: bool = True
    """Whether the answer of the repeat is the answer of the first."""
    beside: Callable[[Path], str] | None = None
    """What else it leaves in its folder, in words."""
    every: int = 1
    """Of a long one, each how manieth point is struck."""


SCENES: dict[str, Scene] = {}
Prepare = Callable[[Ready], Step]


def scene(kind: str, begins: str = BARE, **more: Any) -> Callable[[Prepare], Prepare]:
    def keep(prepare: Prepare) -> Prepare:
        # A module may be read twice; two scenes of one kind are a mistake.
        known = SCENES.get(kind)
        assert known is None or known.prepare.__name__ == prepare.__name__, kind
        SCENES[kind] = Scene(kind, begins, prepare, **more)
        return prepare

    return keep


def does(act: Act, action: Callable[..., Any], **facts: Any) -> Step:
    """The step of one command."""
    return lambda: action(act, **facts)

"""What a planted bug is: whom it attacks, what it breaks, which tests must see it."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import AbstractContextManager
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True)
class Sabotage:
    """One bug, named as `pytest --sabotage NAME` takes it."""

    name: str
    """Lower case with hyphens, as `leg-without-trigger`."""
    invariant: str
    """The promise that it breaks, as `L5`."""
    breaks: str
    """One sentence for an auditor: what the program does wrong now."""
    tests: tuple[str, ...]
    """The node ids that must be red while it is planted."""
    bug: Callable[[], AbstractContextManager[Any]]
    """Breaks this process (and what it opens) until it is left."""
    only: str = ""
    """The one database on which it can be planted: `sqlite` or `postgresql`."""

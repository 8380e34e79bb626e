"""Nothing of chance: a command done twice from the same books gives the same bytes."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from datetime import datetime
from random import Random
from unittest.mock import patch

from kongbun.web.clock import BANGKOK

NOON = datetime(2026, 11, 20, 12, tzinfo=BANGKOK)


@contextmanager
def told_the_same() -> Iterator[None]:
    """What is drawn (ids, salts) and the hour are the same in each child."""
    dice = Random(2569)  # noqa: S311 -- the same dice are the point
    with ExitStack() as every:
        for where in ("os.urandom", "random._urandom"):
            every.enter_context(patch(where, dice.randbytes))
        every.enter_context(patch("kongbun.web.clock.now", lambda: NOON))
        yield

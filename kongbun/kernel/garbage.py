"""How often Python looks for garbage, in a process that serves or measures."""

from __future__ import annotations

import gc

# A village's sheet makes a hundred thousand objects that live for one page: with
# Python's own 700 half of its time went into looking through them again and again.
LOOKED_FOR_AFTER = 50_000


def look_seldom() -> None:
    """Once all is loaded: what is there stays and is never looked through again."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(LOOKED_FOR_AFTER)

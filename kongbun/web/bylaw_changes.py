"""Differences of two by-laws as a page shows them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from kongbun.rules.bylaw import Bylaw
from kongbun.rules.differences import Difference, differences


@dataclass(frozen=True, slots=True)
class Change:
    """One difference with its words and its mark."""

    difference: Difference
    state: str
    word: str
    icon: str


KINDS = {
    "added": ("ok", "เพิ่ม", "plus"),
    "removed": ("no", "ตัดออก", "minus"),
    "changed": ("wait", "แก้", "edit"),
}


def changes_between(
    before: Bylaw | None, after: Bylaw | None, *, is_draft: bool = False
) -> dict[str, Any]:
    """What a template wants: `changes` that decide, and `examples`; none of nothing."""
    told: list[Difference] = []
    if before is not None and after is not None:
        told = differences(before, after, is_draft=is_draft)
    rows = [Change(one, *KINDS[one.kind]) for one in told]
    return {
        "changes": [row for row in rows if not row.difference.is_example],
        "examples": [row for row in rows if row.difference.is_example],
    }

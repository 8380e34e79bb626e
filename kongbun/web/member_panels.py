"""What other apps show on a member's page: one function each, in their order.

A panel gives a template and its context for one membership, or None for nothing.
Each app's web module appends its own to `MAIN` or `SIDE`.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from typing import Any

from kongbun.people.models import Membership
from kongbun.web.door import FundRequest

Shown = tuple[str, Mapping[str, Any]]
Panel = Callable[[FundRequest, Membership], Shown | None]

MAIN: list[Panel] = []
SIDE: list[Panel] = []
# Buttons beside the name: (label, address), the first is the page's main one.
Action = Callable[[FundRequest, Membership], tuple[str, str] | None]
ACTIONS: list[Action] = []


def shown(
    panels: Iterable[Panel], request: FundRequest, membership: Membership
) -> list[dict[str, Any]]:
    """The panels that have something to show."""
    found = (panel(request, membership) for panel in panels)
    return [{"template": one[0], "given": one[1]} for one in found if one is not None]

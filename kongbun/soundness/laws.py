"""The by-laws of the funds as they were known at any moment.

A version may be adopted late and reach back: what was decided before it was decided
by the one before.
"""

from __future__ import annotations

from collections import defaultdict
from datetime import date

from kongbun.bylaws.models import BylawVersion
from kongbun.bylaws.reading import as_adopted, rules_of
from kongbun.rules.bylaw import Bylaw
from kongbun.soundness.reading import Funds


class Laws:
    """Every adopted version, each read once."""

    def __init__(self, looked_at: Funds) -> None:
        self._of_fund: dict[int, list[BylawVersion]] = defaultdict(list)
        self._read: dict[int, Bylaw | None] = {}
        found = BylawVersion.objects.filter(fund__in=looked_at.codes)
        for one in found.order_by("-effective_from"):
            self._of_fund[one.fund_id].append(one)

    def of(self, fund_id: int) -> list[BylawVersion]:
        """Every version of a fund, the newest first."""
        return self._of_fund.get(fund_id, [])

    def on(self, fund_id: int, day: date, command: int) -> BylawVersion | None:
        """The version in force on a day, of those adopted before a command."""
        for one in self._of_fund[fund_id]:
            if one.effective_from <= day and one.command_id < command:
                return one
        return None

    def read(self, version: BylawVersion) -> Bylaw | None:
        """What it says; a text that was changed says nothing, and is told by itself."""
        if version.pk not in self._read:
            sound = as_adopted(version)
            self._read[version.pk] = rules_of(version) if sound else None
        return self._read[version.pk]

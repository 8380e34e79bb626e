"""Free member numbers for a whole sheet, as `queries.next_member_no` gives one.

A fund's own numbers, whatever their form, are taken as they are and never given twice.
"""

from __future__ import annotations

import re

from kongbun.access.models import Fund
from kongbun.people.models import Membership


class MemberNumbers:
    """Gives numbers one after the other; knows those that were given."""

    def __init__(self, fund_id: int) -> None:
        self.prefix = Fund.objects.values_list("prefix", flat=True).get(pk=fund_id)
        self.taken = set(
            Membership.every.filter(fund_id=fund_id).values_list("member_no", flat=True)
        )
        self._last: dict[str, int] = {}

    def next(self, moo: int | None, branch_id: int | None) -> str:
        """As `queries.next_member_no`: ทน-03-0142 for the next of village 3."""
        place = f"{moo:02d}" if moo else f"ส{branch_id or ''}"
        front = f"{self.prefix}-{place}" if self.prefix else place
        last = self._last.get(front)
        if last is None:
            last = self._highest(front)
        number = ""
        while not number or number in self.taken:
            last += 1
            number = f"{front}-{last:04d}"
        self._last[front] = last
        self.taken.add(number)
        return number

    def _highest(self, front: str) -> int:
        ours = re.compile(rf"{re.escape(front)}-([0-9]{{1,9}})")
        found = (ours.fullmatch(number) for number in self.taken)
        return max((int(match[1]) for match in found if match), default=0)

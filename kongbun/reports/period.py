"""Which days a report is about: the fiscal year up to a day, and everything before.

Pure.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

from kongbun.kernel import thai_date


@dataclass(frozen=True, slots=True)
class Period:
    """A fund's figures on a day: of its fiscal year so far, and since founding."""

    fund_id: int
    on: date

    @property
    def year(self) -> int:
        """The B.E. year in which this fiscal year ends."""
        return thai_date.fiscal_year(self.on)

    @property
    def first(self) -> date:
        return thai_date.fiscal_year_bounds(self.year)[0]

    @property
    def before(self) -> date:
        """The last day of the fiscal year before."""
        return self.first - timedelta(days=1)

    @property
    def months(self) -> list[date]:
        """The first days of the months that have begun."""
        months = thai_date.fiscal_year_months(self.year)
        return [month for month in months if month <= self.on]

    def last_year(self) -> Period:
        """The whole fiscal year before."""
        return Period(self.fund_id, self.before)

    def as_json(self) -> dict[str, object]:
        return {
            "fiscal_year": self.year,
            "from": self.first.isoformat(),
            "on": self.on.isoformat(),
        }

"""Figures kept at a close: those that hold, and those of closes opened since.

Reads only.  Nothing kept is ever changed: a month that closes again keeps figures of
its own beside the first.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import date

from django.db.models import QuerySet

from kongbun.ledger.balances import reopened_closes
from kongbun.ledger.chart import HELD
from kongbun.ledger.lines import Late, booked_between
from kongbun.reports.models import StoredReport


def kept_figures(fund_id: int) -> QuerySet[StoredReport]:
    """Of the closes that hold."""
    found = StoredReport.objects.filter(fund_id=fund_id)
    for on, version in reopened_closes(fund_id):
        found = found.exclude(on=on, closing_version=version)
    return found


def figures_of(fund_id: int, on: date, version: int) -> StoredReport | None:
    """Those of one close, whether it holds or not."""
    return StoredReport.objects.filter(
        fund_id=fund_id, on=on, closing_version=version
    ).first()


@dataclass(frozen=True, slots=True)
class Changed:
    """An account that stood otherwise at the end of the month, by close."""

    code: str
    name: str
    before_satang: int
    after_satang: int

    @property
    def more_satang(self) -> int:
        return self.after_satang - self.before_satang


def changed(before: StoredReport, after: StoredReport) -> list[Changed]:
    """Accounts whose balance differs between two closes of one month.

    Nothing leaves the books, so the later close knows every account of the earlier.
    """
    stood = {code: satang for code, (_, satang) in _stood(before).items()}
    return [
        Changed(code, name, stood.get(code, 0), satang)
        for code, (name, satang) in sorted(_stood(after).items())
        if stood.get(code, 0) != satang
    ]


def came_between(before: StoredReport, after: StoredReport) -> list[Late]:
    """What was booked into the month between its two closes, in their order."""
    return booked_between(
        before.fund_id,
        after_id=before.newest_entry_id,
        up_to_id=after.newest_entry_id,
        until=before.on,
    )


def stood_at(fund_id: int, on: date, version: int) -> int | None:
    """What the fund held in all places, as that close kept it."""
    kept = figures_of(fund_id, on, version)
    if kept is None:
        return None
    held = {kind.value for kind in HELD}
    return sum(
        satang
        for code, (_, satang) in _stood(kept).items()
        if code.partition(":")[0] in held
    )


def _stood(kept: StoredReport) -> dict[str, tuple[str, int]]:
    return {
        row["code"]: (row["name"], row["debit_satang"] - row["credit_satang"])
        for row in json.loads(kept.body)["trial-balance"]["rows"]
    }

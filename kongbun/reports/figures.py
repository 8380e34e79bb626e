"""All figures of a day: worked out once, kept for ever when the day is closed.

Pages and files are renderings of what `figures_on` gives.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import date

from kongbun.access.models import Fund
from kongbun.commands.run import canonical
from kongbun.kernel.thai_date import month_end
from kongbun.ledger.balances import newest_entry_id
from kongbun.ledger.lines import journal, late_entries
from kongbun.reports.benefits import benefits
from kongbun.reports.contributions import contributions
from kongbun.reports.form1 import item_10
from kongbun.reports.kept import figures_of, kept_figures
from kongbun.reports.members import members
from kongbun.reports.money import (
    Figures,
    balance_sheet,
    income_and_expenditure,
    read_books,
    trial_balance,
)
from kongbun.reports.names import Name
from kongbun.reports.period import Period


@dataclass(frozen=True, slots=True)
class Report:
    """Figures of a day; `kept` when they are those stored at its close."""

    figures: Figures
    kept: bool

    def section(self, name: Name) -> Figures:
        found: Figures = self.figures if name is Name.YEAR else self.figures[name.value]
        return found


def figures_on(fund: Fund, on: date, version: int | None = None) -> Report:
    """Those kept at the close of that day, else worked out now.

    `version`: those of one of its closes, also of one that was opened again.
    """
    kept = kept_figures(fund.pk).filter(on=on).first()
    if version is not None:
        kept = figures_of(fund.pk, on, version) or kept
    if kept is not None:
        return Report(json.loads(kept.body), kept=True)
    return Report(json.loads(work_out(fund, on)), kept=False)


def report_on(
    fund: Fund, name: Name, on: date, version: int | None = None
) -> tuple[Figures, bool]:
    """One report's figures, and whether they are those kept at the close."""
    if name is Name.JOURNAL:
        return journal_figures(Period(fund.pk, on)), False
    report = figures_on(fund, on, version)
    return report.section(name), report.kept


def journal_figures(period: Period) -> Figures:
    """Every line booked in the fiscal year so far, in the order of the books."""
    rows = [
        {
            "booked_on": line.booked_on.isoformat(),
            "occurred_on": line.occurred_on.isoformat(),
            "kind": line.kind,
            "reference": line.reference,
            "reverses": line.reverses_reference,
            "account_code": line.account_code,
            "account_name": line.account_name,
            "debit_satang": line.debit_satang,
            "credit_satang": line.credit_satang,
            "memo": line.memo,
        }
        for line in journal(period.fund_id, since=period.first, until=period.on)
    ]
    return {
        "rows": rows,
        "total": {
            side: sum(int(str(row[side])) for row in rows)
            for side in ("debit_satang", "credit_satang")
        },
    }


def work_out(fund: Fund, on: date) -> str:
    """The canonical JSON of all sections."""
    period = Period(fund.pk, on)
    books = read_books(period)
    return canonical(
        {
            "fund": {"code": fund.code, "name": fund.name},
            "period": period.as_json(),
            Name.MEMBERS.value: members(period),
            Name.DUES.value: contributions(books),
            Name.BENEFITS.value: benefits(books),
            Name.INCOME.value: income_and_expenditure(books),
            Name.BALANCE.value: balance_sheet(books),
            Name.TRIAL_BALANCE.value: trial_balance(books),
            Name.FORM1_ITEM10.value: item_10(books),
            "late": late_figures(period),
        }
    )


def late_figures(period: Period) -> list[Figures]:
    """What this fiscal year's books hold of days that were closed already."""
    return [
        {
            "reference": entry.reference,
            "kind": entry.kind,
            "occurred_on": entry.occurred_on.isoformat(),
            "booked_on": entry.booked_on.isoformat(),
            "amount_satang": entry.amount_satang,
        }
        for entry in late_entries(period.fund_id, since=period.first, until=period.on)
    ]


def before_closing(fund: Fund, month: date) -> tuple[str, int]:
    """The figures of a month's last day, and the newest entry they know of.

    Worked out before the close and given to it.  For a month that is closed they
    are those kept, so that a repeated close is the same command.
    """
    on = month_end(month)
    kept = kept_figures(fund.pk).filter(on=on).first()
    if kept is not None:
        return kept.body, kept.newest_entry_id
    newest = newest_entry_id(fund.pk)
    return work_out(fund, on), newest

"""All figures of a day: worked out once, kept for ever when the day is closed.

Pages and files are renderings of what `figures_on` gives.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from kongbun.access.models import Fund
from kongbun.commands.run import canonical
from kongbun.kernel.thai_date import month_end
from kongbun.ledger.balances import newest_entry_id
from kongbun.ledger.lines import late_entries
from kongbun.reports.benefits import benefits
from kongbun.reports.contributions import contributions
from kongbun.reports.form1 import item_10
from kongbun.reports.members import members
from kongbun.reports.models import StoredReport
from kongbun.reports.money import (
    Figures,
    balance_sheet,
    income_and_expenditure,
    read_books,
    trial_balance,
)
from kongbun.reports.period import Period


class Name(StrEnum):
    """Reports by the names of `kongbun report NAME`; stable."""

    MEMBERS = "members"
    DUES = "dues"
    BENEFITS = "benefits"
    INCOME = "income"
    BALANCE = "balance"
    TRIAL_BALANCE = "trial-balance"
    FORM1_ITEM10 = "form1-item10"
    YEAR = "year"
    JOURNAL = "journal"


TITLES = {
    Name.MEMBERS: "สมาชิก",
    Name.DUES: "เงินสมทบของสมาชิก",
    Name.BENEFITS: "สวัสดิการที่จ่าย",
    Name.INCOME: "รายรับและรายจ่าย",
    Name.BALANCE: "ฐานะการเงิน",
    Name.TRIAL_BALANCE: "งบทดลอง",
    Name.FORM1_ITEM10: "แบบ 1 ข้อ 10 งบการเงินกองทุน",
    Name.YEAR: "รายงานประจำปีต่อที่ประชุมใหญ่",
    Name.JOURNAL: "สมุดรายวัน",
}
SECTIONS = (
    Name.MEMBERS,
    Name.DUES,
    Name.BENEFITS,
    Name.INCOME,
    Name.BALANCE,
    Name.TRIAL_BALANCE,
    Name.FORM1_ITEM10,
)


@dataclass(frozen=True, slots=True)
class Report:
    """Figures of a day; `kept` when they are those stored at its close."""

    figures: Figures
    kept: bool

    def section(self, name: Name) -> Figures:
        found: Figures = self.figures if name is Name.YEAR else self.figures[name.value]
        return found


def figures_on(fund: Fund, on: date) -> Report:
    """Those kept at the close of that day, else worked out now."""
    kept = StoredReport.objects.filter(fund=fund, on=on).first()
    if kept is not None:
        return Report(json.loads(kept.body), kept=True)
    return Report(json.loads(work_out(fund, on)), kept=False)


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
    kept = StoredReport.objects.filter(fund=fund, on=on).first()
    if kept is not None:
        return kept.body, kept.newest_entry_id
    newest = newest_entry_id(fund.pk)
    return work_out(fund, on), newest

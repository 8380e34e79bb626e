"""The board of a fund, as it may hang in the village hall: figures, never names."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any

from django.http import Http404, HttpResponse
from django.urls import path

from kongbun.kernel.money import SATANG_PER_BAHT
from kongbun.kernel.thai_date import fiscal_year, fiscal_year_bounds
from kongbun.reports import board as figures
from kongbun.reports.figures import figures_on
from kongbun.reports.names import Name
from kongbun.reports.period import Period
from kongbun.treasury.limits import shares
from kongbun.treasury.purposes import standing
from kongbun.web.door import FundRequest, fund_view, page

NICE = (1, 2, 2.5, 5)
CHART_HEIGHT, CHART_TOP, CHART_LEFT, CHART_WIDTH = 212.0, 14.0, 38.0, 298.0
MONTHS_A_YEAR = 12
# The longest bar leaves room beside it for a figure of four digits.
AGE_ROW, AGE_BAR = 25, 84.0
SCALE_WIDTH = 324.0


@dataclass(frozen=True, slots=True)
class Bar:
    x: str
    y: str
    width: str
    height: str


@fund_view()
def board(request: FundRequest) -> HttpResponse:
    fund, today = request.fund, request.today
    this_year = fiscal_year(today)
    first_year = fiscal_year(fund.books_from)
    year = _year(request, first_year, this_year)
    last_day = fiscal_year_bounds(year)[1].replace(day=1)
    on = min(today, date.fromordinal(last_day.toordinal() - 1))
    period = Period(fund.pk, on)
    report = figures_on(fund, on)
    months = figures.months(period)
    held = figures.held(fund.pk)
    members = report.section(Name.MEMBERS)
    benefits = report.section(Name.BENEFITS)
    ages = figures.ages(fund.pk, today)
    days = figures.reserve_days(fund.pk, today, held_satang=held)
    return page(
        request,
        "board/board.html",
        {
            "year": year,
            "years": range(this_year, max(first_year, this_year - 5) - 1, -1),
            "from_day": period.first,
            "on": on,
            "is_kept": report.kept,
            "held": held,
            "kept": [p for p in standing(fund.pk).purses if p.kept.received_satang],
            "shares": shares(fund.pk, on),
            "members": members,
            "villages": [b for b in members["by_branch"] if b["current"]],
            "most_members": max(
                (b["current"] for b in members["by_branch"]), default=1
            ),
            "benefits": sorted(
                (row for row in benefits["rows"] if row["year_satang"]),
                key=lambda row: -row["year_satang"],
            ),
            "most_paid": max((r["year_satang"] for r in benefits["rows"]), default=1),
            "paid": benefits["total"],
            "months": months,
            "months_total": {
                "dues": sum(m.dues_satang for m in months),
                "other": sum(m.other_satang for m in months),
                "came": sum(m.dues_satang + m.other_satang for m in months),
                "went": sum(m.out_satang for m in months),
            },
            "chart": _months_chart(months),
            "ages": ages,
            "ages_chart": _ages_chart(ages),
            "ages_percent": 100 * ages.sixty_and_over // ages.total
            if ages.total
            else 0,
            "days": days,
            "days_chart": _days_chart(days) if days is not None else None,
        },
    )


def _year(request: FundRequest, first: int, last: int) -> int:
    wanted = request.GET.get("year", str(last))
    if not wanted.isascii() or not wanted.isdigit() or not first <= int(wanted) <= last:
        raise Http404
    return int(wanted)


def _n(value: float) -> str:
    return f"{value:.1f}"


def _months_chart(months: list[figures.Month]) -> dict[str, Any]:
    """Two bars a month, in thousands of baht; hatching besides colour."""
    top = max(
        (max(m.dues_satang + m.other_satang, m.out_satang) for m in months), default=0
    )
    step = _step(top / SATANG_PER_BAHT / 1000)
    high = 4 * step
    scale = (CHART_HEIGHT - CHART_TOP) / (high * 1000 * SATANG_PER_BAHT)
    slot = CHART_WIDTH / MONTHS_A_YEAR
    bars = []
    for place, month in enumerate(months):
        x = CHART_LEFT + slot * place + 2
        dues, other = month.dues_satang * scale, month.other_satang * scale
        out = month.out_satang * scale
        bars.append(
            {
                "month": month,
                "label_x": _n(x + 9.5),
                "named": place % 2 == 0,
                "dues": Bar(_n(x), _n(CHART_HEIGHT - dues), "9.5", _n(max(0, dues))),
                "other": Bar(
                    _n(x), _n(CHART_HEIGHT - dues - other), "9.5", _n(max(0, other))
                ),
                "out": Bar(
                    _n(x + 10.5), _n(CHART_HEIGHT - out), "9.5", _n(max(0, out))
                ),
            }
        )
    lines = [
        {
            "y": _n(CHART_HEIGHT - (CHART_HEIGHT - CHART_TOP) * k / 4),
            "text_y": _n(CHART_HEIGHT - (CHART_HEIGHT - CHART_TOP) * k / 4 + 5),
            "label": f"{step * k:g}",
        }
        for k in range(5)
    ]
    return {"bars": bars, "lines": lines}


def _step(top: float) -> float:
    """A round distance of four grid lines that reach over `top`."""
    power = 1.0
    while True:
        for nice in NICE:
            if nice * power * 4 >= top:
                return nice * power
        power *= 10


def _ages_chart(ages: figures.Ages) -> list[dict[str, Any]]:
    most = max((max(g.men, g.women) for g in ages.groups), default=0) or 1
    rows = []
    for place, group in enumerate(ages.groups):
        men, women = AGE_BAR * group.men / most, AGE_BAR * group.women / most
        oldest = place == 0
        rows.append(
            {
                "label": f"{group.decade * 10}+"
                if oldest
                else f"{group.decade * 10}–{group.decade * 10 + 9}",
                "group": group,
                "old": group.decade >= 6,
                "y": 28 + AGE_ROW * place,
                "text_y": 44 + AGE_ROW * place,
                "men_x": _n(132 - men),
                "men": _n(men),
                "men_text": _n(127 - men),
                "women": _n(women),
                "women_text": _n(213 + women),
            }
        )
    return rows


def _days_chart(days: int) -> dict[str, Any]:
    high = max(720, -(-days // 180) * 180)
    return {
        "width": _n(SCALE_WIDTH * days / high),
        "year_x": _n(8 + SCALE_WIDTH * 365 / high),
        "ticks": [
            {"x": _n(8 + SCALE_WIDTH * k / 4), "label": high * k // 4} for k in range(5)
        ],
    }


IN_FUND = [path("board/", board, name="board")]

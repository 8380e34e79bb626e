"""`kongbun month reopen`: a closed month is opened again, by two who may."""

from __future__ import annotations

from datetime import date

import click

from kongbun.access.models import Fund
from kongbun.cli.door import reader, tell, writer
from kongbun.cli.given import DAY, TEXT
from kongbun.cli.report_commands import month
from kongbun.commands.run import Act
from kongbun.kernel.refusal import RefusalCode, Refused
from kongbun.kernel.thai_date import month_name, month_start
from kongbun.ledger.balances import closed_through
from kongbun.reports.reopen_actions import ask_reopening, reopen_month
from kongbun.reports.reopening import notice_of, reopenings, request_waiting
from kongbun.treasury.models import MonthClose
from kongbun.treasury.queries import standing_close

month_option = click.option(
    "--month", "of", type=DAY, help="A day of the month; the last closed one."
)


def _close(fund_id: int, of: date | None) -> MonthClose:
    day = of or closed_through(fund_id)
    found = standing_close(fund_id, month_start(day)) if day else None
    if found is None:
        name = month_name(month_start(day)) if day else "ใด"
        raise Refused(RefusalCode.MONTH_NOT_CLOSED, month=name)
    return found


@month.command("ask-reopen")
@click.argument("reason", type=TEXT)
@month_option
@writer()
def ask(act: Act, *, as_json: bool, reason: str, of: date | None) -> None:
    """Ask that a closed month be opened again, and say why; another must agree."""
    close = _close(act.fund_id, of)
    answer = ask_reopening(act, close=close.public_id, reason=reason)
    words = f"ขอเปิดเดือน{answer['month_name']} ใหม่แล้ว รออีกคนยืนยัน: kongbun month reopen"
    tell(answer, as_json=as_json, text=words)


@month.command("reopen")
@month_option
@writer()
def reopen(act: Act, *, as_json: bool, of: date | None) -> None:
    """Agree to the request that waits: the month is open until it closes anew."""
    waits = request_waiting(_close(act.fund_id, of))
    if waits is None:
        raise Refused(RefusalCode.NOT_FOUND, what="คำขอเปิดเดือนใหม่")
    answer = reopen_month(
        act,
        asked=waits.public_id,
        content_hash=bytes(waits.content_hash).hex(),
    )
    words = f"เปิดเดือน{answer['month_name']}แล้ว เหตุผล: {waits.reason}"
    tell(answer, as_json=as_json, text=words)


@month.command("notices")
@reader
def notices(fund: Fund, *, as_json: bool) -> None:
    """What the network is told: every month that was opened again."""
    found = [notice_of(one) for one in reopenings(fund.pk)]
    lines = [line for one in found for line in one.lines()]
    tell(
        {"notices": [one.as_json() for one in found]},
        as_json=as_json,
        text="\n".join(lines) or "ไม่มีเดือนที่เปิดใหม่",
    )


commands: list[click.Command] = [month]

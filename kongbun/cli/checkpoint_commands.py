"""`kongbun checkpoint`: where a fund's chain stands, for people outside to keep."""

from __future__ import annotations

from datetime import datetime
from typing import Any

import click
from django.conf import settings

from kongbun.access.models import Fund
from kongbun.audit import checkpoints
from kongbun.cli import door
from kongbun.cli.ready import make_ready
from kongbun.cli.sending import send
from kongbun.kernel.refusal import RefusalCode, Refused
from kongbun.web import clock

AT_ONCE = 500


@click.command("checkpoint")
@click.option("--fund", "fund_code", help="Only this fund; without it every fund.")
@click.option(
    "--send",
    "is_sent",
    is_flag=True,
    help="Send those of every day that nobody has yet to KONGBUN_WITNESS_URL.",
)
@door.json_option
def checkpoint(*, fund_code: str | None, is_sent: bool, as_json: bool) -> int:
    """Where each chain ends: to be read aloud, written down, sent away.

    Exit 1 when sending failed; what was not sent is tried again the next time.
    """
    make_ready()
    funds = [door.find_fund(fund_code)] if fund_code else list(Fund.objects.all())
    told, failed = [], False
    for fund in sorted(funds, key=lambda one: one.code):
        if is_sent:
            one = _send(fund, _address(), clock.now())
            failed = failed or bool(one["waiting"])
        else:
            one = _now(fund)
        told.append(one)
    words = "\n".join(one.pop("words") for one in told)
    door.tell(told, as_json=as_json, text=words or "ยังไม่มีกองทุน")
    return 1 if failed else 0


def _address() -> str:
    url: str | None = settings.ENV.witness_url
    if url is None:
        raise Refused(RefusalCode.NO_WITNESS_ADDRESS)
    return url


def _now(fund: Fund) -> dict[str, Any]:
    at = checkpoints.of_now(fund, clock.today_for(fund))
    if at is None:
        return {"fund": fund.code, "seq": 0, "words": f"{fund.code} ยังไม่มีห่วง"}
    return {
        "fund": at.fund,
        "day": at.day,
        "seq": at.seq,
        "entries": at.entries,
        "text": at.text,
        "line": at.line,
        "words": f"{at.line}\n{at.text}",
    }


def _send(fund: Fund, url: str, now: datetime) -> dict[str, Any]:
    """All that wait, the oldest first; a failure leaves the rest for the next time."""
    checkpoints.take(fund, clock.today_for(fund))
    waiting = list(checkpoints.unsent(fund))
    sent, why = 0, ""
    for start in range(0, len(waiting), AT_ONCE):
        part = waiting[start : start + AT_ONCE]
        why = send(url, [checkpoints.written(fund, one).text for one in part])
        if why:
            break
        checkpoints.sent(part, now)
        sent += len(part)
    left = len(waiting) - sent
    words = f"{fund.code} ส่งแล้ว {sent} จุด"
    if left:
        words += f" ยังไม่ได้ส่ง {left} จุด: {why} สั่งอีกครั้งเมื่อมีสัญญาณ"
    return {
        "fund": fund.code,
        "sent": sent,
        "waiting": left,
        "why": why,
        "words": words,
    }


commands = [checkpoint]

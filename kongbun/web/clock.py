"""The only clock of the pages: what day it is for a fund.

The demo's day stands still (its story is told on one day); every other fund lives by
this machine's clock in Bangkok.
"""

from __future__ import annotations

from datetime import date, datetime
from zoneinfo import ZoneInfo

from django.conf import settings

from kongbun.access.models import Fund
from kongbun.access.queries import last_received_at
from kongbun.kernel.refusal import RefusalCode, Refused
from kongbun.kernel.thai_date import short

BANGKOK = ZoneInfo("Asia/Bangkok")


def now() -> datetime:
    return datetime.now(BANGKOK)


def today() -> date:
    return now().date()


def today_for(fund: Fund) -> date:
    """The day on which everything asked of this fund is judged."""
    if fund.story_today is None:
        return today()
    return settings.ENV.story_today or fund.story_today


def now_for(fund: Fund) -> datetime:
    """The hour is real even in the story, so that two acts keep their order."""
    return datetime.combine(today_for(fund), now().timetz())


def refuse_a_clock_set_back(fund: Fund | None) -> None:
    """Nothing may be written earlier than the last thing that was received.

    Nor in a real fund while KONGBUN_TODAY is set: that is for the demo alone.
    """
    if fund is not None and fund.story_today is not None:
        return
    if fund is not None and settings.ENV.story_today is not None:
        raise Refused(RefusalCode.TODAY_FOR_THE_DEMO, fund=fund.code)
    last = last_received_at()
    if last is not None and last > now():
        local = last.astimezone(BANGKOK)
        raise Refused(
            RefusalCode.CLOCK_SET_BACK,
            now=f"{short(today())} {now():%H.%M} น.",
            last=f"{short(local.date())} {local:%H.%M} น.",
        )

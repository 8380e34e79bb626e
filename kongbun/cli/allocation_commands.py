"""`kongbun claim allocation|allocate`: when there is not enough for all who ask."""

from __future__ import annotations

from datetime import date
from typing import Any

import click

from kongbun.access.models import Fund
from kongbun.claims.allot_actions import allocate_claims
from kongbun.claims.allotting import Shared, Together, look, waiting_together
from kongbun.claims.telling import about_whom
from kongbun.cli.claims_commands import claim
from kongbun.cli.door import reader, tell, writer
from kongbun.cli.given import DAY
from kongbun.commands.run import Act
from kongbun.kernel.money import Money
from kongbun.kernel.refusal import RefusalCode, Refused
from kongbun.kernel.thai_date import short
from kongbun.rules.allocation_words import order_words, why_nothing


@claim.command("allocation")
@click.option("--benefit", help="Only this one.")
@reader
def allocation(fund: Fund, *, as_json: bool, benefit: str | None) -> None:
    """Who waits to be weighed together, and what each would get; writes nothing."""
    sets = [
        (one, look(fund.pk, one.rule.code, one.window.from_day))
        for one in waiting_together(fund.pk)
        if benefit in (None, one.rule.code)
    ]
    answer = {"allocations": [_as_json(one, shared) for one, shared in sets]}
    text = "\n\n".join(_as_text(one, shared) for one, shared in sets)
    tell(answer, as_json=as_json, text=text or "ไม่มีคำขอที่รอจัดสรร")


def _as_json(one: Together, shared: Shared | None) -> dict[str, Any]:
    return {
        "benefit": one.rule.code,
        "title": one.rule.title,
        "window_from": one.window.from_day,
        "window_until": one.window.until,
        "hash": shared.hash() if shared else None,
        "places_taken": shared.terms.places_taken if shared else None,
        "spent_satang": shared.terms.spent_satang if shared else None,
        "fund_satang": shared.terms.fund_satang if shared else None,
        "claims": [
            {
                "place": share.part.place,
                "claim": share.claim.number,
                "who": about_whom(share.claim),
                "wanted_satang": share.part.wanted_satang,
                "amount_satang": share.part.given_satang,
                "checks": [check.as_trace() for check in share.results],
            }
            for share in (shared.shares if shared else [])
        ],
    }


def _as_text(one: Together, shared: Shared | None) -> str:
    assert one.rule.allocation is not None, "a set waits because of its allocation"
    lines = [
        f"{one.rule.title}  [{one.rule.allocation.clause}]  "
        f"เหตุตั้งแต่ {short(one.window.from_day)}",
        f"เรียง{order_words(one.rule.allocation)}",
    ]
    if shared is None:
        return "\n".join([*lines, "ยังไม่มีคำขอที่ระเบียบให้"])
    for share in shared.shares:
        part = share.part
        lines.append(
            f"{part.place:>4}  {share.claim.number:>9}  {about_whom(share.claim)}  "
            f"{Money(part.given_satang)} จาก {Money(part.wanted_satang)} บาท"
        )
        if not part.given_satang:
            lines.append(f"      {why_nothing(shared.allocation, share.results, part)}")
    return "\n".join([*lines, f"รวม {Money(shared.given_satang)} บาท"])


@claim.command("allocate")
@click.option("--benefit", required=True, help="Its code in the by-law.")
@click.option(
    "--window-from", type=DAY, help="The first day counted, if several sets wait."
)
@click.option("--hash", "seen", help="Of the order as it was seen; else as it is now.")
@writer()
def allocate(
    act: Act, *, as_json: bool, benefit: str, window_from: date | None, seen: str | None
) -> None:
    """Share places and money among all who wait; who gets nothing is refused."""
    day = window_from or _only_window(act, benefit)
    shared = look(act.fund_id, benefit, day)
    answer = allocate_claims(
        act,
        benefit=benefit,
        window_from=day,
        content_hash=seen or (shared.hash().hex() if shared else ""),
    )
    tell(answer, as_json=as_json)


def _only_window(act: Act, benefit: str) -> date:
    """The days that wait; when there are several, the caller says which."""
    days = {
        one.window.from_day
        for one in waiting_together(act.fund_id)
        if one.rule.code == benefit
    }
    if len(days) > 1:
        named = " ".join(day.isoformat() for day in sorted(days))
        raise click.UsageError(f"several sets wait: add --window-from ({named})")
    if not days:
        raise Refused(
            RefusalCode.NOTHING_TO_ALLOCATE, benefit=benefit, day=short(act.today)
        )
    return days.pop()


commands = [claim]

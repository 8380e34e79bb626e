"""What a bag held when it was offered and when it changed hands: K012.

The sum of an offer, and what an acceptance says was left and was too much, against the
legs of the commands before it.
"""

from __future__ import annotations

from bisect import bisect_left
from collections import defaultdict
from collections.abc import Iterable, Iterator

from kongbun.soundness import papers
from kongbun.soundness.findings import Code, Finding, baht
from kongbun.soundness.reading import Funds, in_funds, rows

# By bag: the commands that moved its money, and what lay in it after each.
Stood = dict[int, tuple[list[int], list[int]]]


def as_they_stood(looked_at: Funds, walked: Iterable[Finding]) -> Iterator[Finding]:
    """In a fund whose entries or receipts are themselves told, nothing more."""
    stood = _stood(looked_at)
    wrong = [*_offers(looked_at, stood), *_acceptances(looked_at, stood)]
    if wrong:
        told = {one.fund for one in walked}
        for check in (
            papers.receipt_gaps,
            papers.receipts_as_booked,
            papers.sheets_as_written,
            papers.reversals,
        ):
            told |= {one.fund for one in check(looked_at)}
        yield from (one for one in wrong if one.fund not in told)


def _stood(looked_at: Funds) -> Stood:
    """One walk over the bags that were ever offered, in the order of commands."""
    side = (
        "SELECT l.{1} AS bag, e.command_id AS command, {0}SUM(l.amount_satang)"
        " AS satang FROM ledger_leg l JOIN ledger_entry e ON e.id = l.entry_id"
        " WHERE l.{1} IN (SELECT o.bag_id FROM dues_bagoffer o"
        f" WHERE {in_funds('o.fund_id', looked_at)}) GROUP BY l.{{1}}, e.command_id"
    )
    found: Stood = defaultdict(lambda: ([], []))
    for bag, command, satang in rows(
        "SELECT bag, command, SUM(satang) FROM ("
        f"{side.format('', 'debit_id')} UNION ALL {side.format('-', 'credit_id')}"
        ") AS t GROUP BY bag, command ORDER BY bag, command"
    ):
        commands, sums = found[bag]
        commands.append(command)
        sums.append((sums[-1] if sums else 0) + int(satang))
    return found


def _before(stood: Stood, bag: int, command: int) -> int:
    """What lay in the bag when the command began."""
    commands, sums = stood.get(bag, ([], []))
    at = bisect_left(commands, command)
    return sums[at - 1] if at else 0


def _offers(looked_at: Funds, stood: Stood) -> Iterator[Finding]:
    for fund_id, key, bag, command, offered in rows(
        "SELECT fund_id, id, bag_id, command_id, offered_satang FROM dues_bagoffer"
        f" WHERE {in_funds('fund_id', looked_at)} ORDER BY id"
    ):
        held = _before(stood, bag, command)
        if offered != held:
            yield Finding.of(
                Code.APPROVED_OTHERWISE,
                looked_at.code(fund_id),
                f"offer {key}",
                f"ใบส่งมอบเงินเขียนว่า {baht(offered)} แต่ตอนนั้นในถุงมี {baht(held)}",
            )


def _acceptances(looked_at: Funds, stood: Stood) -> Iterator[Finding]:
    for fund_id, key, bag, command, kept, over, out, beside in rows(
        "SELECT a.fund_id, a.id, o.bag_id, a.command_id, a.kept_satang,"
        " a.over_satang, COALESCE(SUM(CASE WHEN l.credit_id = o.bag_id"
        "  THEN l.amount_satang ELSE 0 END), 0),"
        " COALESCE(SUM(CASE WHEN l.credit_id <> o.bag_id"
        "  THEN l.amount_satang ELSE 0 END), 0)"
        " FROM dues_bagacceptance a JOIN dues_bagoffer o ON o.id = a.offer_id"
        " JOIN ledger_leg l ON l.entry_id = a.entry_id"
        f" WHERE {in_funds('a.fund_id', looked_at)} GROUP BY a.fund_id, a.id,"
        " o.bag_id, a.command_id, a.kept_satang, a.over_satang ORDER BY a.id"
    ):
        left = _before(stood, bag, command) - int(out)
        if (kept, over) != (left, int(beside)):
            yield Finding.of(
                Code.APPROVED_OTHERWISE,
                looked_at.code(fund_id),
                f"hand-over {key}",
                f"การรับมอบเขียนว่าเหลือในถุง {baht(kept)} เกิน {baht(over)} "
                f"แต่ในบัญชีเหลือ {baht(left)} เกิน {baht(int(beside))}",
            )

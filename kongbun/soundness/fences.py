"""Money given for a purpose, against what it was given for: K001, K012, K017.

That a purpose never fell below nothing, and that nothing else was paid from it, is the
walk's (K003).
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from kongbun.access.models import Fund
from kongbun.kernel.thai_date import month_start
from kongbun.ledger.balances import balance_on, closed_through
from kongbun.ledger.entries import FREE
from kongbun.soundness.findings import Code, Finding, baht
from kongbun.soundness.reading import Funds, in_funds, rows
from kongbun.treasury.closing import Condition
from kongbun.treasury.models import Purpose
from kongbun.treasury.purposes import content_hash
from kongbun.treasury.queries import close_notes

SPENDING = ("benefit-paid", "other-expense")


@dataclass(slots=True)
class _Entry:
    """An entry that sets money aside or takes some of it."""

    fund_id: int
    reference: str
    kind: str
    day: str
    benefit: str
    # Satang of its money legs; the accounts that were paid for.
    money: int = 0
    accounts: set[str] = field(default_factory=set)
    # Satang that came to its purposes, and that went from them.
    aside: int = 0
    released: int = 0
    wrong: str = ""


def as_given(looked_at: Funds) -> Iterator[Finding]:
    for one in _entries(looked_at):
        wrong = one.wrong or _misfit(one)
        if wrong:
            yield Finding.of(
                Code.UNBALANCED_ENTRY,
                looked_at.code(one.fund_id),
                f"entry {one.reference}",
                f"รายการ {one.reference} {wrong}",
            )
    yield from _without_paper(looked_at)
    yield from _purposes(looked_at)
    yield from _over(looked_at)


def _misfit(one: _Entry) -> str:
    """What an entry of its kind may not do with money for a purpose; "" if nothing."""
    if one.kind == "other-income":
        whole = one.released == 0 and one.aside == one.money
        return "" if whole else "กันเงินไว้ไม่เท่ากับเงินที่ได้รับ"
    if one.kind in SPENDING:
        whole = one.aside == 0 and one.released <= one.money
        return "" if whole else "ตัดเงินที่กันไว้มากกว่าเงินที่จ่าย"
    if one.kind in {"set-aside", "set-free"}:
        wrong = one.released if one.kind == "set-aside" else one.aside
        return "กันเงินผิดข้าง" if one.money or wrong else ""
    return "กันเงินตามวัตถุประสงค์ทั้งที่ไม่ใช่รายรับหรือรายจ่าย"


def _entries(looked_at: Funds) -> Iterator[_Entry]:
    now: tuple[int, _Entry] | None = None
    fenced = (
        "SELECT id FROM ledger_account WHERE (kind = 'restricted'"
        f" OR code = 'equity:free') AND {in_funds('fund_id', looked_at)}"
    )
    for key, fund_id, reference, kind, day, benefit, *leg in rows(
        "SELECT e.id, e.fund_id, e.reference, e.kind, CAST(e.occurred_on AS TEXT),"
        " COALESCE(c.benefit, ''), d.code, x.code, l.amount_satang, p.uses,"
        " CAST(p.until AS TEXT) FROM ledger_entry e"
        " JOIN ledger_leg l ON l.entry_id = e.id"
        " JOIN ledger_account d ON d.id = l.debit_id"
        " JOIN ledger_account x ON x.id = l.credit_id"
        " LEFT JOIN treasury_purpose p ON p.account_id = x.id"
        " LEFT JOIN claims_payment v ON v.entry_id = e.id"
        " LEFT JOIN claims_claim c ON c.id = v.claim_id"
        " WHERE e.kind <> 'reversal' AND e.id IN ("
        f"SELECT entry_id FROM ledger_leg WHERE debit_id IN ({fenced}) UNION"
        f" SELECT entry_id FROM ledger_leg WHERE credit_id IN ({fenced}))"
        " ORDER BY e.id, l.seq"
    ):
        if now is None or now[0] != key:
            if now is not None:
                yield now[1]
            now = (key, _Entry(fund_id, reference, kind, day, benefit))
        _leg(now[1], *leg)
    if now is not None:
        yield now[1]


def _leg(
    one: _Entry, debit: str, credit: str, satang: Any, uses: str | None, until: Any
) -> None:
    into, out = debit.startswith("restricted:"), credit.startswith("restricted:")
    if into and credit == FREE:
        one.aside += satang
    elif out and debit == FREE:
        one.released += satang
        if one.kind in SPENDING and not one.wrong:
            one.wrong = _unfit(one, credit, uses, until)
    elif into or out or FREE in (debit, credit):
        one.wrong = "เอาเงินที่กันไว้ไปคู่กับบัญชีอื่น"
    else:
        one.money += satang
        one.accounts.add(debit)


def _unfit(one: _Entry, purse: str, uses: str | None, until: Any) -> str:
    allowed = set(json.loads(uses)) if uses else set()
    if not allowed & {*one.accounts, f"benefit:{one.benefit}"}:
        return f"จ่ายจาก {purse} ซึ่งผู้ให้ไม่ได้ให้ไว้เพื่อเรื่องนี้"
    if until and one.day > until:
        return f"จ่ายจาก {purse} หลังวันสุดท้ายที่ใช้ได้ {until}"
    return ""


def _without_paper(looked_at: Funds) -> Iterator[Finding]:
    """Set aside, or set free, and nobody wrote why; or by one person alone."""
    for fund_id, reference, kind, change, second in rows(
        "SELECT e.fund_id, e.reference, e.kind, f.id, f.second_by_id"
        " FROM ledger_entry e LEFT JOIN treasury_fencechange f ON f.entry_id = e.id"
        " WHERE e.kind IN ('set-aside', 'set-free')"
        f" AND {in_funds('e.fund_id', looked_at)} ORDER BY e.id"
    ):
        if change is None or (kind == "set-free" and second is None):
            yield Finding.of(
                Code.APPROVED_OTHERWISE,
                looked_at.code(fund_id),
                f"entry {reference}",
                f"รายการ {reference} ไม่มีบันทึกเหตุผล หรือไม่มีคนที่สองลงชื่อ",
            )


def _purposes(looked_at: Funds) -> Iterator[Finding]:
    """A purpose says what it said when it was opened."""
    found = Purpose.objects.filter(fund__in=looked_at.codes).select_related(
        "account", "command__outcome"
    )
    for one in found.order_by("pk"):
        outcome = getattr(one.command, "outcome", None)
        if outcome is None or content_hash(one).hex() not in outcome.answer:
            yield Finding.of(
                Code.APPROVED_OTHERWISE,
                looked_at.code(one.fund_id),
                f"purpose {one.account.code}",
                f"เงินเพื่อ{one.account.name} ไม่เหมือนกับที่บันทึกไว้ตอนรับเงิน",
            )


def _over(looked_at: Funds) -> Iterator[Finding]:
    """At the end of the last closed month nothing is left of what was over by then."""
    for fund in Fund.objects.filter(pk__in=looked_at.codes).order_by("pk"):
        closed = closed_through(fund.pk)
        over = Purpose.objects.filter(fund=fund, until__lte=closed) if closed else []
        for one in over:
            assert closed is not None
            code = one.account.code
            left = balance_on(fund.pk, code, closed)
            notes = close_notes(fund.pk, month_start(closed)) if left else {}
            if left and (Condition.PURPOSES.value, code) not in notes:
                yield Finding.of(
                    Code.SUSPENSE_NOT_CLEARED,
                    fund.code,
                    f"account {one.account.code}",
                    f"เงินเพื่อ{one.account.name} ใช้ได้ถึง {one.until} "
                    f"แต่เหลือ {baht(left)} ณ {closed} โดยไม่มีเหตุผล",
                )

"""What stands open too long: bags (K015), bank books (K016), suspense (K017)."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta

from kongbun.access.models import Fund
from kongbun.bylaws.queries import version_on
from kongbun.bylaws.reading import as_adopted, rules_of
from kongbun.kernel.thai_date import month_start
from kongbun.ledger.balances import accounts, balance_on, closed_through
from kongbun.ledger.chart import AccountKind
from kongbun.soundness.findings import Code, Finding, baht
from kongbun.soundness.reading import Funds, rows
from kongbun.treasury.closing import Condition
from kongbun.treasury.queries import close_notes, readings

BANK_WITHIN = timedelta(days=62)


def too_long(looked_at: Funds, today: date) -> Iterator[Finding]:
    for fund in Fund.objects.filter(pk__in=looked_at.codes).order_by("pk"):
        on = fund.story_today or today
        yield from _bags(fund, on)
        yield from _banks(fund, on)
        yield from _suspense(fund)


def _bags(fund: Fund, on: date) -> Iterator[Finding]:
    version = version_on(fund.pk, on)
    if version is None or not as_adopted(version):
        return
    rule = rules_of(version).receipts
    if rule is None:
        return
    for bag in accounts(fund.pk, AccountKind.BAG, include_closed=True):
        if bag.balance_satang <= 0:
            continue
        since = held_since(bag.id, bag.balance_satang)
        if since is None:
            continue
        days = (on - since).days
        if days > rule.bag_days:
            yield Finding.of(
                Code.BAG_HELD_TOO_LONG,
                fund.code,
                f"account {bag.code}",
                f"{bag.name}ถือ {baht(bag.balance_satang)} มาแล้ว {days} วัน "
                f"{rule.clause} ให้ส่งมอบภายใน {rule.bag_days} วัน",
            )


def held_since(bag_id: int, satang: int) -> date | None:
    """The day the oldest money in a bag was taken: what came first goes first.

    None where it never took any: a balance that was made up is told by itself (K002).
    """
    oldest = None
    for occurred, amount in rows(
        "SELECT CAST(e.occurred_on AS TEXT), l.amount_satang FROM ledger_leg l"
        " JOIN ledger_entry e ON e.id = l.entry_id WHERE l.debit_id = %s"
        " AND NOT EXISTS (SELECT 1 FROM ledger_entry r WHERE r.reverses_id = e.id)"
        " ORDER BY l.entry_id DESC, l.seq DESC",
        [bag_id],
    ):
        satang -= amount
        oldest = date.fromisoformat(occurred)
        if satang <= 0:
            break
    return oldest


def _banks(fund: Fund, on: date) -> Iterator[Finding]:
    """A fund that reads its bank's book must go on reading it."""
    for bank in accounts(fund.pk, AccountKind.BANK):
        last = readings(fund.pk, bank.id).first()
        if last is not None and bank.balance_satang and on - last.read_on > BANK_WITHIN:
            yield Finding.of(
                Code.BANK_NOT_COMPARED,
                fund.code,
                f"account {bank.code}",
                f"{bank.name}: เทียบยอดกับสมุดธนาคารครั้งสุดท้าย {last.read_on}",
            )


def _suspense(fund: Fund) -> Iterator[Finding]:
    """At the end of the last closed month it is nothing, or explained."""
    closed = closed_through(fund.pk)
    if closed is None:
        return
    notes = close_notes(fund.pk, month_start(closed))
    for account in accounts(fund.pk, AccountKind.SUSPENSE, include_closed=True):
        left = balance_on(fund.pk, account.code, closed)
        if left and (Condition.SUSPENSE.value, account.code) not in notes:
            yield Finding.of(
                Code.SUSPENSE_NOT_CLEARED,
                fund.code,
                f"account {account.code}",
                f"{account.name}มี {baht(abs(left))} ณ {closed} โดยไม่มีเหตุผล",
            )

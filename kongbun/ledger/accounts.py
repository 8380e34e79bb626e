"""Opening and closing of accounts and months: the ledger's other writers.

Called by actions; moves no money.
"""

from __future__ import annotations

from datetime import date

from kongbun.ledger import models
from kongbun.ledger.chart import GUARDED, AccountKind, standing_accounts
from kongbun.ledger.post import Book


def open_standing_accounts(fund_id: int, *, opened_on: date) -> None:
    """Make the accounts that every fund has from its founding."""
    made = models.Account.objects.bulk_create(
        models.Account(
            fund_id=fund_id, code=code, kind=kind.value, name=name, opened_on=opened_on
        )
        for code, kind, name in standing_accounts()
    )
    models.AccountBalance.objects.bulk_create(
        models.AccountBalance(account=account, guarded=False) for account in made
    )


def open_account(
    fund_id: int,
    kind: AccountKind,
    *,
    name: str,
    opened_on: date,
    holder_id: int | None = None,
    bank_name: str = "",
    bank_account_no: str = "",
) -> models.Account:
    """Open the next account of a kind: `cash`, `cash:2`, `bank:1`, `bag:1`, ..."""
    taken = models.Account.objects.filter(fund_id=fund_id, kind=kind.value).count()
    code = kind.value if kind is AccountKind.CASH and not taken else ""
    account = models.Account.objects.create(
        fund_id=fund_id,
        code=code or f"{kind.value}:{taken + 1}",
        kind=kind.value,
        name=name,
        holder_id=holder_id,
        bank_name=bank_name,
        bank_account_no=bank_account_no,
        opened_on=opened_on,
    )
    models.AccountBalance.objects.create(account=account, guarded=kind in GUARDED)
    return account


def close_month(book: Book, *, closed_through: date) -> models.Closing:
    """Shut the books through a day; the checks before it are treasury's."""
    before = models.Closing.objects.filter(
        fund_id=book.fund_id, closed_through=closed_through
    )
    return models.Closing.objects.create(
        fund_id=book.fund_id,
        closed_through=closed_through,
        version=before.count() + 1,
        closed_at=book.now,
        command_id=book.command_pk,
    )


def reopen_month(book: Book, *, closing_id: int) -> models.Reopening:
    """Let a close hold no longer; who may ask for it is `reports.reopening`'s."""
    return models.Reopening.objects.create(
        fund_id=book.fund_id, closing_id=closing_id, command_id=book.command_pk
    )

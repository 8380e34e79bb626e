"""What rows lean on: the row they name, the guard of their account.

K001 and K013 for a row that names one that is not there; K014 for an account that is
guarded no more.
"""

from __future__ import annotations

from collections.abc import Iterator

from django.apps import apps

from kongbun.ledger.chart import GUARDED
from kongbun.soundness.findings import Code, Finding
from kongbun.soundness.reading import Funds, in_funds, rows
from kongbun.store.covered import Covered

GUARDED_KINDS = frozenset(kind.value for kind in GUARDED)
# Their rows are counted elsewhere, or name what has a walk of its own.
BESIDE = (
    "claims_award",
    "claims_evidenceitem",
    "claims_pensionline",
    "treasury_refund",
)


def as_tied(looked_at: Funds, *, whole: bool) -> Iterator[Finding]:
    yield from _guards(looked_at)
    if whole:
        yield from _legs()
        yield from _orphans()


def _guards(looked_at: Funds) -> Iterator[Finding]:
    """Money in hand is guarded by its kind, and the kind stands in its code."""
    for fund_id, code, kind, guarded in rows(
        "SELECT a.fund_id, a.code, a.kind, b.guarded FROM ledger_account a"
        " JOIN ledger_accountbalance b ON b.account_id = a.id"
        f" WHERE {in_funds('a.fund_id', looked_at)} ORDER BY a.id"
    ):
        if code.partition(":")[0] == kind and bool(guarded) == (kind in GUARDED_KINDS):
            continue
        yield Finding.of(
            Code.UNPROTECTED,
            looked_at.code(fund_id),
            f"account {code}",
            f"บัญชี {code} ไม่ได้ถูกกันไม่ให้ติดลบอย่างที่ต้องเป็น",
        )


def _legs() -> Iterator[Finding]:
    for leg, entry_id in rows(
        "SELECT l.id, l.entry_id FROM ledger_leg l LEFT JOIN ledger_entry e"
        " ON e.id = l.entry_id WHERE e.id IS NULL ORDER BY l.id"
    ):
        yield Finding.of(
            Code.UNBALANCED_ENTRY,
            "",
            f"leg {leg}",
            f"บรรทัดบัญชี {leg} อยู่ใต้รายการ {entry_id} ซึ่งไม่มีอยู่",
        )


def _orphans() -> Iterator[Finding]:
    """Rows of what only grows that name a row which is not there."""
    for model in apps.get_models():
        table = model._meta.db_table
        if not (issubclass(model, Covered) or table in BESIDE):
            continue
        for field in model._meta.concrete_fields:
            parent = field.related_model
            if not isinstance(parent, type):
                continue
            of, key = parent._meta.db_table, parent._meta.pk.column
            own = model._meta.pk.column
            for (row,) in rows(
                f"SELECT c.{own} FROM {table} c LEFT JOIN {of} p"
                f" ON p.{key} = c.{field.column}"
                f" WHERE c.{field.column} IS NOT NULL AND p.{key} IS NULL"
                f" ORDER BY c.{own}"
            ):
                yield Finding.of(
                    Code.CHAIN_BROKEN,
                    "",
                    f"{table} {row}",
                    f"แถว {row} ของ {table} อ้างถึงแถวของ {of} ซึ่งไม่มีอยู่",
                )

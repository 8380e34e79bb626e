"""Numbers that nobody left out, and rows of one fund that name only its own.

K006 for a number of a request, a voucher or other money that is missing in its year;
K013 for a row that names one of another fund.
"""

from __future__ import annotations

from collections.abc import Iterator

from django.apps import apps

from kongbun.soundness.findings import Code, Finding
from kongbun.soundness.reading import Funds, in_funds, rows

NUMBERED = {
    "claim": ("claims_claim", "คำขอ"),
    "voucher": ("claims_payment", "ใบสำคัญจ่าย"),
    "money": ("treasury_movement", "รายการเงิน"),
}


def without_gap(looked_at: Funds) -> Iterator[Finding]:
    """Each number is one more than the highest of its year: none was ever left out."""
    for what, (table, name) in NUMBERED.items():
        for fund_id, year, there, highest in rows(
            f"SELECT fund_id, fiscal_year, COUNT(*), MAX(no) FROM {table}"
            f" WHERE {in_funds('fund_id', looked_at)} GROUP BY fund_id, fiscal_year"
            " HAVING COUNT(*) <> MAX(no) ORDER BY 1, 2"
        ):
            yield Finding.of(
                Code.RECEIPT_GAP,
                looked_at.code(fund_id),
                f"{what} {year}",
                f"{name}ปี {year} มีเลขถึง {highest} แต่พบ {there} เลข",
            )


def of_one_fund(looked_at: Funds) -> Iterator[Finding]:
    """A row that has a fund names no row that has another."""
    owned = {
        model: any(field.column == "fund_id" for field in model._meta.concrete_fields)
        for model in apps.get_models()
    }
    for model in (one for one, has_fund in owned.items() if has_fund):
        table = model._meta.db_table
        for field in model._meta.concrete_fields:
            parent = field.related_model
            if not isinstance(parent, type) or not owned.get(parent):
                continue
            of, key = parent._meta.db_table, parent._meta.pk.column
            for fund_id, row in rows(
                f"SELECT c.fund_id, c.{model._meta.pk.column} FROM {table} c"
                f" JOIN {of} p ON p.{key} = c.{field.column}"
                f" WHERE p.fund_id <> c.fund_id AND {in_funds('c.fund_id', looked_at)}"
                " ORDER BY 2"
            ):
                yield Finding.of(
                    Code.CHAIN_BROKEN,
                    looked_at.code(fund_id),
                    f"{table} {row}",
                    f"แถว {row} ของ {table} อ้างถึงแถวของ {of} ในกองทุนอื่น",
                )

"""Rows that may change against the last word of the chain about each: K013.

A row stands as the command that wrote it last left it.  A row of a fund that was
founded by a version that follows rows, and that no link ever spoke of, was put there
by somebody else; rows of older funds are taken as they are until a command says them.
"""

from __future__ import annotations

from collections.abc import Iterator

from kongbun.access.models import Fund
from kongbun.audit.said import NOBODYS, Word, last_words, says_from_the_first
from kongbun.soundness.findings import Code, Finding
from kongbun.soundness.reading import Funds, rows
from kongbun.store.followed import (
    GONE,
    Followed,
    agrees,
    every,
    followed,
    word,
)


def rows_as_said(looked_at: Funds, *, whole: bool) -> Iterator[Finding]:
    """One finding a row that is not as the chain said last."""
    last = last_words([*looked_at.codes, NOBODYS])
    salts = _salts(looked_at)
    # Founding says the fund's own row: since then every row is said.
    since = set(last.get(Fund._meta.db_table, ()))
    if whole and says_from_the_first(NOBODYS):
        since.add(NOBODYS)
    for model in followed():
        if model.FUND or whole:
            words = last.get(model._meta.db_table, {})
            yield from _table(model, words, looked_at, salts, since, whole=whole)


def _table(
    model: type[Followed],
    words: dict[int, Word],
    looked_at: Funds,
    salts: dict[int, bytes],
    since: set[int],
    *,
    whole: bool,
) -> Iterator[Finding]:
    table = model._meta.db_table
    where = {} if whole else {f"{model.FUND}__in": list(looked_at.codes)}
    for key, fund_id, text in every(model, where):
        said = words.pop(key, None)
        fund = looked_at.code(fund_id)
        if said is None:
            if fund_id in since:
                yield _otherwise(fund, table, key, "ไม่มีคำสั่งใดบันทึกไว้")
            continue
        salt = salts.get(said.command_id, b"")
        if not agrees(said.text, word(model, text, salt), erased=not salt):
            by = f"ไม่เป็นอย่างที่คำสั่ง {said.command_id} บันทึกไว้เป็นครั้งสุดท้าย"
            yield _otherwise(fund, table, key, by)
    for key, said in words.items():
        if said.text != GONE and (whole or said.chain in looked_at.codes):
            by = f"ที่คำสั่ง {said.command_id} บันทึกไว้หายไป"
            yield _otherwise(looked_at.code(said.chain), table, key, by)


def _salts(looked_at: Funds) -> dict[int, bytes]:
    """Of the commands that said something; without those that were erased."""
    chains = ", ".join(str(int(key)) for key in (*looked_at.codes, NOBODYS))
    return {
        command_id: bytes(salt)
        for command_id, salt in rows(
            "SELECT c.id, c.salt FROM commands_command c JOIN audit_auditevent a"
            f" ON a.command_id = c.id WHERE a.chain IN ({chains})"
        )
        if salt
    }


def _otherwise(fund: str, table: str, key: int, how: str) -> Finding:
    return Finding.of(
        Code.CHAIN_BROKEN, fund, f"{table} {key}", f"แถว {key} ใน {table} {how}"
    )

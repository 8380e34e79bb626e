"""An insider with the owner's rights changes one thing, and the check finds it.

Every column of one row of every table, and one row of every table taken away, one at
a time, nothing made again.  What is not found stands in LEFT, each with the reason why
it harms nobody.
"""

from __future__ import annotations

from datetime import UTC, datetime
from itertools import chain
from pathlib import Path

from django.db import transaction

from kongbun.soundness.check import UNREADABLE, check
from kongbun.soundness.findings import Finding
from kongbun.soundness.reading import funds
from kongbun.soundness.standing import rows_as_said
from kongbun.soundness.written import rows_as_written
from kongbun.testing import insider
from kongbun.testing.databases import Copy
from tests.soundness.enemy import changes, owning_all
from tests.soundness.whole_fund import FUNDS, live

NOW = datetime(2026, 11, 20, 5, tzinfo=UTC)
# By table or table.column: why nobody is harmed.
LEFT = {
    "auth_permission": "Django's own, asked by nobody",
    "django_content_type": "Django's own, asked by nobody",
    "people_stagedmember": "not the register; bound by a hash when it is moved over",
    "people_stagedbeneficiary": "not the register, and emptied once it is moved over",
    "people_stageduse": "not the register, and emptied once it is moved over",
    "people_registerimport.content": "a sheet is read, and shown, before it counts",
    "people_registerimport.answers": "emptied when anyone of the sheet is erased",
    "access_user.last_login": "kept by Django at each sign-in, outside of any command",
    "audit_chainhead.day": "only when the next checkpoint is due; those kept are said",
    "audit_checkpoint.sent_at": "whoever has the checkpoint has it on paper",
    "commands_commandoutcome.finished_at": "the hour of its command, which is sealed",
    # In the newest row, whose person was erased: the salt went with what it said.
    "claims_paymentreversal.reason": "emptied of who is erased; else it is found",
    "receipts_receiptreversal.reason": "emptied of who is erased; else it is found",
}
# Without --soak each how manieth change is tried, in few funds.
EVERY = 19


def is_found(before: set[Finding]) -> bool:
    """Whether the check says more than before; what it asks quickest is asked first."""
    try:
        looked_at = funds()
        quickest = chain(
            rows_as_said(looked_at, whole=True), rows_as_written(looked_at, whole=True)
        )
        if any(one not in before for one in quickest):
            return True
    except UNREADABLE:
        return True
    return bool({*check(now=NOW)} - before)


def test_whatever_one_thing_is_changed_is_found(
    committed_db: Copy, tmp_path: Path, soak: bool
) -> None:
    assert committed_db.name
    live(tmp_path, funds=FUNDS if soak else 2)
    assert check(now=NOW) == []
    tried, unseen = 0, set()
    with owning_all() as cursor:
        before = {*check(now=NOW)}
        for table, column, ways in [*changes()][:: 1 if soak else EVERY]:
            if table in LEFT:
                continue
            mark = transaction.savepoint(using=insider.alias())
            if any(one.done(cursor) for one in ways):
                tried += 1
                if not is_found(before):
                    unseen.add(f"{table}.{column}")
            transaction.savepoint_rollback(mark, using=insider.alias())
    print(f"{tried} changes, {len(unseen)} not found")
    assert tried > (700 if soak else 25)
    assert unseen - LEFT.keys() == set()
    if soak:
        assert {one for one in LEFT if "." in one} == unseen

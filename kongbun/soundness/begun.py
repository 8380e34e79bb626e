"""What was there before the books, against who stated it: K012, K013.

A day that a member is said to have paid before the cut-over needs no receipt: so such
figures come with a register that was imported, or from the record of the same person.
"""

from __future__ import annotations

import json
from collections.abc import Iterator

from django.db.models import QuerySet

from kongbun.access.models import Fund
from kongbun.audit.models import AuditEvent
from kongbun.audit.said import NOBODYS, last_commands
from kongbun.soundness.commanded import OURS
from kongbun.soundness.findings import Code, Finding
from kongbun.soundness.reading import Funds, in_funds, rows

IMPORTS = "people.import_members"
# Who was merged has what both records stated; what another program did, nobody knows.
MAY_STATE = {IMPORTS, "people.confirm_merge", "people.confirm_unmerge"}
MEMBERS, BATCHES = "people_membership", "people_registerimport"


def as_stated(looked_at: Funds) -> Iterator[Finding]:
    yield from _openings(looked_at)
    yield from _members(looked_at)
    yield from _imports(looked_at)


def _openings(looked_at: Funds) -> Iterator[Finding]:
    """Booked on the day for which it was stated."""
    for (fund_id,) in rows(
        "SELECT DISTINCT s.fund_id FROM founding_openingstatement s"
        " JOIN approvals_approval p ON p.subject_id = s.public_id AND p.approved"
        " JOIN ledger_entry e ON e.command_id = p.command_id AND e.kind = 'opening'"
        f" WHERE e.occurred_on <> s.cut_over_on AND {in_funds('s.fund_id', looked_at)}"
        " ORDER BY s.fund_id"
    ):
        yield Finding.of(
            Code.APPROVED_OTHERWISE,
            looked_at.code(fund_id),
            "opening",
            "ยอดยกมาลงบัญชีไว้คนละวันกับวันที่อนุมัติ",
        )


def _members(looked_at: Funds) -> Iterator[Finding]:
    """Of funds of which every row is followed since they were founded."""
    since = last_commands([NOBODYS], Fund._meta.db_table).keys() & looked_at.codes
    stating = {
        key: (fund_id, number)
        for key, fund_id, number in rows(
            "SELECT m.id, m.fund_id, m.member_no FROM people_membership m"
            f" WHERE {in_funds('m.fund_id', looked_at)}"
            " AND (m.opening_paid_until IS NOT NULL OR m.opening_days_paid IS NOT NULL"
            " OR m.opening_paid_satang IS NOT NULL OR EXISTS (SELECT 1"
            "  FROM people_openinguse u WHERE u.membership_id = m.id)) ORDER BY m.id"
        )
        if fund_id in since
    }
    if not stating:
        return
    for event in _links(looked_at).exclude(action__in=OURS - MAY_STATE):
        for key in json.loads(event.payload)["now"].get(MEMBERS, {}):
            stating.pop(int(key), None)
    for fund_id, number in stating.values():
        yield Finding.of(
            Code.CHAIN_BROKEN,
            looked_at.code(fund_id),
            f"member {number}",
            f"สมาชิก {number} มียอดยกมาก่อนเริ่มใช้ระบบ แต่ไม่ได้มากับทะเบียนที่นำเข้า",
        )


def _imports(looked_at: Funds) -> Iterator[Finding]:
    """Each brought in as many as it says: nobody more came with it."""
    written: dict[int, int] = {}
    for key, many in rows(
        "SELECT id, written FROM people_registerimport"
        f" WHERE {in_funds('fund_id', looked_at)}"
    ):
        written[key] = many
    for event in _links(looked_at).filter(action=IMPORTS):
        said = json.loads(event.payload)["now"]
        wanted = sum(written.get(int(key), 0) for key in said.get(BATCHES, {}))
        came = len(said.get(MEMBERS, {}))
        if came != wanted:
            yield Finding.of(
                Code.CHAIN_BROKEN,
                looked_at.code(event.chain),
                f"command {event.command_id}",
                f"ทะเบียนที่นำเข้ามีสมาชิก {wanted} คน แต่มี {came} คนที่มากับคำสั่งนำเข้านี้",
            )


def _links(looked_at: Funds) -> QuerySet[AuditEvent]:
    """What says something of members."""
    return (
        AuditEvent.objects.filter(
            chain__in=looked_at.codes, payload__contains=f'"{MEMBERS}": {{'
        )
        .only("chain", "command_id", "payload")
        .order_by("pk")
    )

"""A link of the chain covers all that it says: who, when, what, and whether."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

import pytest

from kongbun.audit.models import AuditEvent
from kongbun.audit.record import link_hash

SAYS: dict[str, Any] = {
    "chain": 7,
    "seq": 3,
    "at": datetime(2026, 11, 20, 2, 0, tzinfo=UTC),
    "user_id": 11,
    "door": "web",
    "action": "claims.pay",
    "command_id": 90,
    "subject": "18/2570",
    "allowed": True,
    "payload": '{"body":"00"}',
    "entries_hash": b"e" * 32,
    "entry_count": 1,
    "previous_hash": b"p" * 32,
}
ANOTHER: dict[str, Any] = {
    "chain": 8,
    "seq": 4,
    "at": datetime(2026, 11, 20, 2, 0, 0, 1, tzinfo=UTC),
    "user_id": None,
    "door": "cli",
    "action": "claims.refuse",
    "command_id": None,
    "subject": "",
    "allowed": False,
    "payload": "{}",
    "entries_hash": b"",
    "entry_count": 2,
    "previous_hash": b"q" * 32,
}


@pytest.mark.parametrize("name", sorted(SAYS))
def test_another_word_is_another_link(name: str) -> None:
    said = link_hash(AuditEvent(**SAYS))
    assert link_hash(AuditEvent(**SAYS)) == said
    assert link_hash(AuditEvent(**{**SAYS, name: ANOTHER[name]})) != said


def test_nothing_of_a_link_stands_outside_its_hash() -> None:
    columns = {field.attname for field in AuditEvent._meta.concrete_fields}
    assert columns - {"id", "hash"} == set(SAYS)

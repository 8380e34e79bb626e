"""Rows put in under the link of a command that never writes such a row."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest
from django.apps import apps
from django.db import transaction

from kongbun.audit.models import AuditEvent
from kongbun.commands.models import Command
from kongbun.receipts.models import Receipt
from kongbun.soundness.check import check
from kongbun.soundness.commanded import BY_EVERY_COMMAND, OURS
from kongbun.soundness.writes import CHANGES, MAKES
from kongbun.store.followed import followed
from kongbun.testing import insider
from kongbun.testing.cast import Cast
from kongbun.testing.databases import Once
from tests.claims.story import Story, tell
from tests.faults.scene import BARE, TOLD, Ready
from tests.soundness.test_left_behind import FUND, begin
from tests.soundness.whole_fund import scenes

NOW = datetime(2026, 11, 20, 5, tzinfo=UTC)
Pair = tuple[str, str]
# Cases that no scene has; the tests of each command have them, and end with a check.
NO_SCENE: set[Pair] = {
    ("claims.allocate", "approvals_approval"),
    ("claims.allocate", "claims_claimstep"),
    ("claims.approve", "approvals_resolution"),
    ("claims.approve", "claims_allocationround"),
    ("claims.approve", "claims_allotment"),
    ("claims.approve_pensions", "approvals_resolution"),
    ("claims.confirm_emergency", "claims_claim"),
    ("devices.take_in", "dues_bagoffer"),
    ("devices.take_in", "dues_roundsheet"),
    ("dues.accept_bag", "ledger_account"),
    ("dues.accept_bag", "ledger_accountbalance"),
    ("dues.return_member", "people_beneficiary"),
    ("dues.return_member", "people_household"),
    ("dues.return_member", "people_houseleft"),
    ("dues.return_member", "people_person"),
    ("founding.found_fund", "bylaws_bylawversion"),
    ("people.erase_person", "claims_award"),
    ("people.erase_person", "claims_evidenceitem"),
    ("people.erase_person", "dues_bagoffer"),
    ("people.import_members", "people_beneficiary"),
    ("people.import_members", "people_branch"),
    ("people.import_members", "people_household"),
    ("people.import_members", "people_openinguse"),
}


def pairs(listed: dict[str, tuple[str, ...]]) -> set[Pair]:
    return {(kind, table) for table, kinds in listed.items() for kind in kinds}


def written() -> tuple[set[Pair], set[Pair]]:
    """By the links: which command made a row of which table, and which changed one."""
    with_receipts = Receipt.objects.values("command_id")
    found = Command.objects.filter(pk__in=with_receipts).values_list("kind", flat=True)
    makes: set[Pair] = {(kind, "receipts_receipt") for kind in found}
    changes: set[Pair] = set()
    known = set()
    for event in AuditEvent.objects.order_by("pk"):
        facts = json.loads(event.payload)
        makes |= {(event.action, table) for table in facts.get("rows", {})}
        for table, words in facts.get("now", {}).items():
            for key in words:
                into = changes if (table, key) in known else makes
                into.add((event.action, table))
                known.add((table, key))
    return makes, changes


def test_each_command_writes_what_is_listed_and_all_of_it(
    cast: Cast, tmp_path: Path
) -> None:
    told: Story | None = None
    makes: set[Pair] = set()
    changes: set[Pair] = set()
    for begins in (BARE, TOLD):
        told = tell(cast) if begins == TOLD else None
        for one in scenes():
            if one.begins == begins:
                with transaction.atomic():
                    one.prepare(Ready(cast, told, tmp_path))()
                    made, changed = written()
                    transaction.set_rollback(True)
                makes |= made
                changes |= changed
    unseen = set()
    for seen, listed in ((makes, pairs(MAKES)), (changes, pairs(CHANGES))):
        assert {one for one in seen if one[0] in OURS} - listed == set()
        unseen |= listed - seen
    assert unseen == NO_SCENE


def test_every_table_of_which_the_chain_speaks_is_listed() -> None:
    of_commands = {
        model._meta.db_table
        for model in apps.get_models()
        if "command_id" in {field.column for field in model._meta.concrete_fields}
    }
    of_links = {model._meta.db_table for model in followed()}
    assert {*MAKES} == (of_commands | of_links) - BY_EVERY_COMMAND
    assert {*CHANGES} <= of_links
    assert {kind for kind, _ in pairs(MAKES) | pairs(CHANGES)} <= OURS


@pytest.fixture
def story(once: Once) -> Story:
    return once(begin)


# By table the row that is copied, and what the copy says otherwise.
MINE = f"WHERE fund_id = {FUND}"
COPIED = {
    "treasury_bankreading": (MINE, {}),
    "people_tie": ("", {"kind": "'spouse'"}),
    "access_rolegrant": (MINE, {}),
    "people_branch": (MINE, {"name": "'บ้านใหม่'"}),
}


def put_in(cursor: Any, table: str, command: int) -> None:
    """One more row like one that is there, of a command if its kind names one."""
    where, other = COPIED[table]
    (model,) = (one for one in apps.get_models() if one._meta.db_table == table)
    names = [str(one.column) for one in model._meta.concrete_fields]
    names.remove("id")
    said = {"command_id": str(command), "public_id": "%s", **other}
    cursor.execute(
        f"INSERT INTO {table} ({', '.join(names)})"
        f" SELECT {', '.join(said.get(name, name) for name in names)} FROM {table}"
        f" WHERE id = (SELECT MIN(id) FROM {table} {where})",
        [uuid4().bytes] if "public_id" in names else None,
    )
    assert cursor.rowcount == 1


def newest(kind: str) -> int:
    return Command.objects.filter(kind=kind).latest("pk").pk


@pytest.mark.parametrize("table", ["treasury_bankreading", "people_tie"])
def test_a_row_of_a_command_that_writes_none_is_found(story: Story, table: str) -> None:
    assert story.cast.fund
    counted = newest("treasury.count_cash")
    with insider.tampering() as cursor:
        put_in(cursor, table, counted)
        insider.reseal(cursor)
    found = [(one.code, one.object) for one in check(now=NOW)]
    assert found == [("K013", f"command {counted}")]


@pytest.mark.parametrize("table", ["access_rolegrant", "people_branch"])
def test_a_row_that_another_command_is_said_to_have_made_is_found(
    story: Story, table: str
) -> None:
    """The chain says it with the fund's newest link, as a row that is new."""
    assert story.cast.fund
    with insider.tampering() as cursor:
        put_in(cursor, table, 0)
        insider.reseal(cursor)
    wanted = [("K013", f"command {newest('people.declare_tie')}")]
    assert [(one.code, one.object) for one in check(now=NOW)] == wanted
    assert [(one.code, one.object) for one in check("TUNG", now=NOW)] == wanted
    assert check("NOI", now=NOW) == []


def said_by(command: int, table: str, key: int) -> None:
    """The command's link speaks of that row, as the last that does."""
    with insider.tampering() as cursor:
        event = AuditEvent.objects.using(insider.alias()).get(command_id=command)
        facts = json.loads(event.payload)
        facts["now"].setdefault(table, {})[str(key)] = ""
        event.payload = json.dumps(facts, ensure_ascii=False, sort_keys=True)
        event.save(using=insider.alias())
        insider.reseal(cursor)


def test_a_change_by_a_command_that_changes_no_such_row_is_found(story: Story) -> None:
    counted = newest("treasury.count_cash")
    grant = story.cast.fund.grants.earliest("pk")
    said_by(counted, "access_rolegrant", grant.pk)
    found = [(one.code, one.object) for one in check(now=NOW)]
    assert found == [("K013", f"command {counted}")]


def test_a_change_under_another_right_than_to_change_is_found(story: Story) -> None:
    """Who gives duties may write a new one, and end none."""
    given = newest("access.grant_role")
    grant = story.cast.fund.grants.earliest("pk")
    said_by(given, "access_rolegrant", grant.pk)
    found = [(one.code, one.object) for one in check(now=NOW)]
    assert found == [("K013", f"command {given}")]

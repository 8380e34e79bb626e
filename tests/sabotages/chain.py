"""Planted bugs of the chain, its witnesses and backups (A5, A11), and of RLS (A6)."""

from __future__ import annotations

import json
import sqlite3
from contextlib import AbstractContextManager, ExitStack, closing
from hashlib import sha256
from typing import Any
from unittest.mock import patch

from kongbun.audit import record
from kongbun.cli import copying
from kongbun.people import import_actions
from kongbun.soundness import chains, paper, standing, witness, written
from kongbun.soundness.books import Walk
from kongbun.store import (
    archive,
    copies,
    covered,
    followed,
    row_security,
    tenancy,
)
from tests.sabotages.kinds import Sabotage
from tests.sabotages.schema import in_every_database

CHECK = "tests/soundness/test_check.py::"
LINKS = "tests/commands/test_links.py::"
WITNESS = "tests/soundness/test_witness.py::"
EVERY_ROW = "tests/backup/test_every_row.py::test_a_restored_backup_holds_every_row"
REFUSED = (
    "tests/backup/test_refused.py::test_what_must_be_refused_is_and_changes_nothing"
)
WALLS = "tests/store/test_row_security.py::"
FOLLOWED = (
    "tests/soundness/test_followed.py::"
    "test_after_every_kind_of_command_each_row_is_as_it_was_said"
)
Bug = AbstractContextManager[Any]


def _link_forgets(*columns: str) -> Bug:
    """A link is sealed over less than it says."""

    def shorter(event: Any) -> bytes:
        said = {
            name: str(getattr(event, name))
            for name in sorted(record.LINK_COLUMNS)
            if name not in {"hash", *columns}
        }
        return sha256(json.dumps(said).encode()).digest()

    return patch.object(record, "link_hash", shorter)


def _links_cover_nothing() -> Bug:
    """A command is walked through without looking what its link says of it."""

    def finish(walk: Walk, fund_id: int) -> None:
        done = walk._open.pop(fund_id, None)
        if done is not None:
            walk._sealed.pop(done.command_id, None)

    return patch.object(Walk, "_finish_command", finish)


def _nothing(*_: Any, **__: Any) -> Any:
    return iter(())


def _unlooked(module: Any, name: str) -> Bug:
    return patch.object(module, name, _nothing)


def _older_is_as_good() -> Bug:
    return patch.object(copying, "_refuse_older", lambda *_: None)


def _put_back_unjudged() -> Bug:
    return patch.object(copying, "_judge", lambda *_: [])


def _half_a_backup() -> Bug:
    """Members are left out of what is written to the stick."""
    real = copies.sqlite_out

    def out(database: Any, into: Any) -> None:
        real(database, into)
        with closing(sqlite3.connect(into)) as copy:
            copy.execute("DELETE FROM people_membership")
            copy.commit()

    return patch.object(copies, "sqlite_out", out)


def _damage_unseen() -> Bug:
    """What stands at the end of a file is not compared with what is in it."""

    def taken(file: Any, opened: Any, into: Any) -> Any:
        with opened.open("rb") as source:
            return archive._take_out(file, source, into)

    return patch.object(archive, "_unpack", taken)


def _put_up_otherwise(sql: str) -> Bug:
    """Whenever the walls are put up, after a migration or an insider, so is this."""
    real = row_security.install

    def say(connection: Any) -> None:
        with connection.cursor() as cursor:
            cursor.execute(sql)

    def install(connection: Any, *more: Any) -> None:
        real(connection, *more)
        say(connection)

    both = ExitStack()
    both.enter_context(patch.object(row_security, "install", install))
    both.enter_context(in_every_database(say))
    return both


def _without_the_wall() -> Bug:
    return _put_up_otherwise("ALTER TABLE ledger_entry DISABLE ROW LEVEL SECURITY")


def _everyone_is_seen() -> Bug:
    """The function that says which funds a door sees says all of them."""
    return _put_up_otherwise(
        "CREATE OR REPLACE FUNCTION kb_sees_all() RETURNS boolean LANGUAGE sql"
        " STABLE PARALLEL SAFE AS 'SELECT true'"
    )


SABOTAGES = (
    Sabotage(
        "unchained",
        "A5",
        "A link is not sealed over the one before it.",
        (f"{LINKS}test_another_word_is_another_link[previous_hash]",),
        lambda: _link_forgets("previous_hash"),
    ),
    Sabotage(
        "link-without-its-words",
        "A5",
        "A link is not sealed over what it says.",
        (f"{LINKS}test_another_word_is_another_link[payload]",),
        lambda: _link_forgets("payload", "user_id"),
    ),
    Sabotage(
        "chain-unlooked",
        "A5",
        "The check does not walk the chain.",
        (f"{CHECK}test_a_broken_chain_is_found[the end forgotten]",),
        lambda: _unlooked(chains, "links"),
    ),
    Sabotage(
        "entries-unsealed",
        "A5",
        "The check does not compare a command's entries with its link.",
        (
            "tests/soundness/test_every_code.py::"
            "test_an_entry_beside_those_that_its_link_covers_is_found",
        ),
        _links_cover_nothing,
    ),
    Sabotage(
        "rows-uncovered",
        "A5",
        "A link does not cover the rows that its command wrote.",
        (
            "tests/soundness/test_written.py::"
            "test_every_row_is_as_its_link_said_before_anyone_changes_it",
        ),
        lambda: patch.object(covered, "sealed", lambda *_: {}),
    ),
    Sabotage(
        "rows-unlooked",
        "A5",
        "The check does not compare rows with the link of their command.",
        ("tests/soundness/test_written.py::test_a_row_that_was_changed_is_found",),
        lambda: _unlooked(written, "rows_as_written"),
    ),
    Sabotage(
        "update-untold",
        "A5",
        "Rows changed by one statement are not told to their command's link.",
        (FOLLOWED,),
        lambda: patch.object(followed.Following, "_tell", lambda *_: None),
    ),
    Sabotage(
        "import-untold",
        "A5",
        "The import, which writes in SQL, forgets to tell what it wrote.",
        (FOLLOWED,),
        lambda: patch.object(import_actions, "tell", lambda *_: None),
    ),
    Sabotage(
        "standing-unlooked",
        "A5",
        "The check does not compare rows that may change with the last word of them.",
        (
            "tests/soundness/test_followed.py::"
            "test_a_row_put_in_or_taken_away_is_found_and_a_witness_tells_of_a_new_chain",
        ),
        lambda: _unlooked(standing, "rows_as_said"),
    ),
    Sabotage(
        "lines-uncovered",
        "A5",
        "The check does not compare whose money a receipt names with the chain.",
        (
            "tests/soundness/test_papers.py::"
            "test_whose_money_it_was_and_for_which_days_is_in_the_chain",
        ),
        lambda: _unlooked(chains, "_lines"),
    ),
    Sabotage(
        "witness-unheard",
        "A5",
        "Whoever kept the end of the chain is not heard.",
        (
            f"{CHECK}test_only_a_witness_sees_a_rewrite_that_hangs_together",
            f"{WITNESS}test_each_attack_is_found_by_each_witness",
        ),
        lambda: _unlooked(witness, "_one"),
    ),
    Sabotage(
        "paper-unheard",
        "A5",
        "Lines copied from paper are not compared.",
        (f"{WITNESS}test_each_attack_is_found_by_each_witness",),
        lambda: _unlooked(paper, "broken"),
    ),
    Sabotage(
        "no-checkpoints",
        "A5",
        "No checkpoint is kept when a day has ended.",
        (f"{WITNESS}test_the_first_command_of_a_day_keeps_where_the_day_before_ended",),
        lambda: patch.object(record, "keep_checkpoint", lambda *_: None),
    ),
    Sabotage(
        "sees-every-fund",
        "A6",
        "Every door sees the rows of every fund.",
        (f"{WALLS}test_a_fund_sees_its_own_rows_and_no_others[ledger_entry]",),
        _everyone_is_seen,
        only="postgresql",
    ),
    Sabotage(
        "wall-down",
        "A6",
        "The entries of all funds are under no policy.",
        (
            f"{WALLS}test_a_fund_sees_its_own_rows_and_no_others[ledger_entry]",
            f"{WALLS}test_who_says_nothing_sees_nothing",
        ),
        _without_the_wall,
        only="postgresql",
    ),
    Sabotage(
        "commands-see-all",
        "A6",
        "A command does not say which fund it sees.",
        (f"{WALLS}test_a_command_sees_its_own_fund_alone",),
        lambda: patch.object(
            tenancy, "seeing", lambda *_: tenancy.seeing_all("a planted bug")
        ),
        only="postgresql",
    ),
    Sabotage(
        "older-is-as-good",
        "A11",
        "A backup older than the books replaces them without a word.",
        (REFUSED,),
        _older_is_as_good,
    ),
    Sabotage(
        "put-back-unjudged",
        "A11",
        "A backup is put in place without being checked.",
        (REFUSED,),
        _put_back_unjudged,
    ),
    Sabotage(
        "damage-unseen",
        "A11",
        "A backup's own hash is not compared with what is in it.",
        (REFUSED,),
        _damage_unseen,
    ),
    Sabotage(
        "half-a-backup",
        "A11",
        "The members are not in the backup.",
        (EVERY_ROW,),
        _half_a_backup,
        only="sqlite",
    ),
)

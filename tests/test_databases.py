"""The books' protection is on in every test, on both databases."""

from __future__ import annotations

import os
import sqlite3
import subprocess
import sys
from contextlib import closing
from pathlib import Path

import pytest
from django.core.management import call_command
from django.db import DatabaseError, connection, transaction

from kongbun.access.models import Fund
from kongbun.store import guards
from kongbun.testing.cast import make_cast
from kongbun.testing.databases import Copy, Databases


@pytest.mark.django_db
def test_the_rolled_back_database_is_protected() -> None:
    assert guards.missing(connection) == []
    assert guards.installed(connection)


def test_a_database_that_commits_is_protected(committed_db: Copy) -> None:
    assert committed_db.name == connection.settings_dict["NAME"]
    assert guards.missing(connection) == []


@pytest.mark.django_db
@pytest.mark.parametrize("table", [one.table for one in guards.protected()])
def test_no_row_of_a_table_that_only_grows_can_be_taken_out(table: str) -> None:
    # Even an empty table shows it where the role may not; else its trigger is there.
    if connection.vendor == "postgresql":
        with (
            pytest.raises(DatabaseError, match="permission denied"),
            transaction.atomic(),
            connection.cursor() as cursor,
        ):
            cursor.execute(f'DELETE FROM "{table}"')
    else:
        assert f"kb_{table}_no_delete" in guards.installed(connection)


@pytest.mark.django_db
def test_no_model_waits_for_its_migration() -> None:
    call_command("makemigrations", check=True, dry_run=True, verbosity=0)


def test_a_database_of_an_earlier_version_migrates_with_its_triggers_on(
    tmp_path: Path, repository: Path
) -> None:
    """SQLite renames no table that another table's trigger looks at."""
    environ = {
        name: text for name, text in os.environ.items() if "DATABASE" not in name
    }

    def migrate(*to: str) -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            [sys.executable, "manage.py", "migrate", "--verbosity", "0", *to],
            cwd=repository,
            env={**environ, "KONGBUN_DATA": str(tmp_path)},
            capture_output=True,
            text=True,
            check=False,
        )

    assert migrate("claims", "0002").returncode == 0
    [file] = tmp_path.glob("*.sqlite3")
    with closing(sqlite3.connect(file)) as books:
        for (name,) in books.execute(
            "SELECT name FROM sqlite_master WHERE type='trigger'"
        ):
            books.execute(f'DROP TRIGGER "{name}"')
        books.execute(
            "CREATE TRIGGER kb_as_it_was BEFORE INSERT ON claims_payment"
            " BEGIN SELECT 1 FROM claims_award; END"
        )
        books.commit()
    done = migrate()
    assert done.returncode == 0, done.stderr
    with closing(sqlite3.connect(file)) as books:
        there = {
            name
            for (name,) in books.execute(
                "SELECT name FROM sqlite_master WHERE type = 'trigger'"
            )
        }
    assert there == set(guards.statements("sqlite"))


def test_a_story_that_was_remembered_is_recalled_by_the_same_program_alone(
    committed_db: Copy,
    databases: Databases,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    if connection.vendor == "postgresql":
        pytest.skip("stories are remembered as SQLite's files")
    monkeypatch.setattr("kongbun.testing.databases.KEPT", tmp_path)
    assert not databases.recall(committed_db, "story")
    empty = databases.keep(committed_db)
    make_cast()
    databases.remember(committed_db, "story")
    databases.put_back(empty, committed_db)
    assert not Fund.objects.exists()
    assert not databases.recall(committed_db, "other")
    assert databases.recall(committed_db, "story")
    assert Fund.objects.count() == 2
    changed = tmp_path / "program"
    (changed / "kongbun").mkdir(parents=True)
    (changed / "kongbun" / "changed.py").write_text("", "utf-8")
    monkeypatch.setattr("kongbun.testing.databases.HOME", changed / "kongbun")
    assert not databases.recall(committed_db, "story")

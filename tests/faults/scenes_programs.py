"""The program itself, as it is called at a terminal: writes, backs up, restores."""

from __future__ import annotations

import io
import json
import os
import tempfile
from contextlib import ExitStack, redirect_stderr, redirect_stdout
from pathlib import Path
from typing import Any
from unittest.mock import patch
from uuid import uuid4

import click
from django.db import connections
from django.test import override_settings

from kongbun.audit import checkpoints
from kongbun.cli import copying
from kongbun.cli.main import kongbun_command, main
from kongbun.kernel.refusal import RefusalCode, Refused
from kongbun.store import archive, copies
from kongbun.testing.cast import PASSWORD, PEOPLE, TODAY
from tests.faults.place import NOW
from tests.faults.scene import TOLD, Ready, scene
from tests.faults.strike import Step
from tests.people.sheets import BUNRUEAN, SOMBAT, csv_of
from tests.treasury import steps
from tests.upgrade.test_upgrade import LATER

# Loaded here, once, instead of in each child.
kongbun_command.list_commands(click.Context(kongbun_command))


def runs(*words: str, secrets: Path | None = None) -> Step:
    """Call the program; what it refuses is refused, what it says is the answer."""

    def step() -> Any:
        out, err = io.StringIO(), io.StringIO()
        with ExitStack() as every:
            every.enter_context(redirect_stdout(out))
            every.enter_context(redirect_stderr(err))
            if secrets is not None:
                named = {"KONGBUN_PASSWORD_FILE": str(secrets)}
                every.enter_context(patch.dict(os.environ, named))
            code = main([*words])
        told = out.getvalue()
        if code == 0:
            return told
        assert told, err.getvalue()
        raise Refused(RefusalCode(json.loads(told)["refused"][0]["code"]))

    return step


def writes(ready: Ready, who: str, *words: str) -> Step:
    secrets = ready.folder / "secrets"
    secrets.write_text("\n".join(f"{name}:{PASSWORD}" for name in PEOPLE))
    asked = ("--fund", "TUNG", "--as", who, "--command-id", str(uuid4()), "--json")
    return runs(*words, *asked, secrets=secrets)


@scene("kongbun money income")
def _income(ready: Ready) -> Step:
    words = ("money", "income", "income:donation", "1000", "--into", "cash")
    return writes(ready, "somsri", *words, "--from", "นายสมบัติ ดีงาม")


@scene("kongbun member add")
def _add(ready: Ready) -> Step:
    name = ("--first-name", "บุญเรือน", "--last-name", "แสนสุข", "--sex", "f")
    more = ("--joined-on", "10/1/2564", "--house", "41", "--village", "3")
    return writes(ready, "chanpen", "member", "add", *name, *more)


@scene("kongbun claim pay", TOLD)
def _pay(ready: Ready) -> Step:
    claim = ready.story.approved()
    words = ("claim", "pay", str(claim.number), "--account", "cash")
    return writes(ready, "somsri", *words, "--witness", "นายสมบัติ ดีงาม")


# The repeat tells of each row that it is there already; it writes none.
@scene(
    "kongbun import members",
    is_one_commit=False,
    says_the_same=False,
    same_bytes=False,
)
def _import(ready: Ready) -> Step:
    file = ready.folder / "register.csv"
    file.write_bytes(csv_of(BUNRUEAN, SOMBAT))
    return writes(ready, "somsri", "import", "members", str(file))


@scene("kongbun checkpoint")
def _checkpoint(ready: Ready) -> Step:
    """As the nightly one does before it sends: what is kept waits until it is heard."""
    steps.give(ready.cast)
    return lambda: checkpoints.take(ready.cast.fund, TODAY)


def backups(folder: Path) -> str:
    """Each backup by its name: whole, with all that the books say of themselves."""
    told = []
    for file in sorted(folder.glob("*.kongbun-backup")):
        with tempfile.TemporaryDirectory() as room:
            try:
                manifest = archive.unpack(file, Path(room) / "books")
            except Refused as refused:
                told.append(f"{file.name} {refused.code.value}")
            else:
                told.append(f"{file.name} whole {manifest.heads}")
    return " ".join(told)


@scene(
    "kongbun backup",
    beside=backups,
    repeats=("file-exists",),
    says_the_same=False,
    every=5,
)
def _backup(ready: Ready) -> Step:
    steps.give(ready.cast)
    return runs("backup", str(ready.folder / "usb.kongbun-backup"), "--json")


@scene("kongbun restore", says_the_same=False, every=19)
def _restore(ready: Ready) -> Step:
    steps.give(ready.cast)
    file = ready.folder / "usb.kongbun-backup"
    connections.close_all()
    copying.back_up(file, NOW)
    steps.give(ready.cast, 70_00)
    restore = runs("restore", str(file), "--older", "--json")

    def step() -> Any:
        # The judge works in programs of its own, before anything is put in place.
        with (
            patch.object(copying, "_judge", lambda *_: []),
            patch.object(copies, "PAGES_AT_ONCE", 40),
        ):
            return restore()

    return step


@scene("kongbun migrate", is_one_commit=False, says_the_same=False, every=21)
def _migrate(ready: Ready) -> Step:
    """To where a later version might stand: tables made anew, columns added."""
    steps.give(ready.cast)
    migrate = runs("migrate")

    def step() -> Any:
        with override_settings(MIGRATION_MODULES=LATER):
            return migrate()

    return step

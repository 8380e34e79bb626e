"""The real program backs up and restores, on a database of the test's own."""

from __future__ import annotations

import json
import subprocess
from datetime import datetime
from pathlib import Path
from typing import Any

from django.db import connections

from kongbun.access.models import Fund
from kongbun.reports.figures import work_out
from kongbun.soundness import witness
from kongbun.soundness.check import check
from kongbun.testing import program
from kongbun.testing.databases import Copy


def run(copy: Copy, *arguments: str) -> subprocess.CompletedProcess[str]:
    connections.close_all()
    return program.run(*arguments, more=copy.environ)


def restore(copy: Copy, file: Path, *more: str) -> subprocess.CompletedProcess[str]:
    return run(copy, "restore", str(file), "--json", *more)


def refused(done: subprocess.CompletedProcess[str]) -> str:
    assert done.returncode == 1, done.stdout + done.stderr
    code: str = json.loads(done.stdout)["refused"][0]["code"]
    return code


def standing() -> Any:
    return witness.heads()


def books_say(now: datetime) -> Any:
    """What `check` finds, and every figure of every fund: trial balance and all."""
    funds = Fund.objects.order_by("code")
    return check(now=now), {one.code: work_out(one, now.date()) for one in funds}

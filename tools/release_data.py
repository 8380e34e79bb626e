"""Write the data of this version under `tests/upgrade/released`: for a release.

    .venv/bin/python tools/release_data.py

Tells the small fund into scratch databases, SQLite first and then a throw-away
PostgreSQL, and dumps both.  What a release has left is never made again: an existing
file stops it, unless `--again` is given because that version is not released yet.
"""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
from importlib import import_module
from pathlib import Path

from django.core.management import call_command
from django.db import connections

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

import kongbun
from kongbun.cli.main import set_up

HERE = Path(__file__).resolve().parent.parent
ON_POSTGRES = "DATABASE_URL" in os.environ


def main(*, again: bool) -> int:
    if not ON_POSTGRES:
        there = list((HERE / "tests/upgrade/released").glob(f"{kongbun.__version__}.*"))
        if there and not again:
            print(f"{there[0].name} is there: raise the version, or give --again")
            return 1
    with tempfile.TemporaryDirectory(prefix="kongbun-release-") as folder:
        for name in [one for one in os.environ if one.startswith("KONGBUN_")]:
            del os.environ[name]
        os.environ["KONGBUN_DATA"] = folder
        _make(kongbun.__version__)
    if ON_POSTGRES:
        return 0
    beside = [sys.executable, str(HERE / "tools/with_postgres.py")]
    return subprocess.run(
        [*beside, sys.executable, __file__, "--again"], check=False
    ).returncode


def _make(version: str) -> None:
    set_up()
    # These need the settings, and those the scratch folder.
    release = import_module("tests.upgrade.release")
    small_fund = import_module("tests.upgrade.small_fund")
    tenancy = import_module("kongbun.store.tenancy")
    call_command("migrate", verbosity=0, interactive=False)
    with tenancy.seeing_all("whoever tells the fund's story"):
        small_fund.tell()
        said = release.what_is_said()
    owner = connections["owner" if ON_POSTGRES else "default"]
    for file in release.write(version, owner, said):
        print(f"{file.relative_to(HERE)}  {file.stat().st_size:,} bytes")
    connections.close_all()


if __name__ == "__main__":
    sys.exit(main(again="--again" in sys.argv[1:]))

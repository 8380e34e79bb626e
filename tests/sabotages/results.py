"""What was seen when each bug was planted last, one line a bug and database.

Written by the run that saw it (`pytest --soak tests/sabotages`), never by hand.
"""

from __future__ import annotations

import json
import subprocess
from collections.abc import Iterable, Iterator
from dataclasses import asdict, dataclass
from pathlib import Path

HERE = Path(__file__).resolve().parents[2]
FILE = HERE / "soak" / "sabotages.jsonl"


@dataclass(frozen=True, slots=True)
class Result:
    name: str
    database: str
    caught: bool
    red: int
    commit: str
    day: str


def read(file: Path = FILE) -> Iterator[Result]:
    if file.exists():
        for line in file.read_text("utf-8").splitlines():
            yield Result(**json.loads(line))


def write(seen: Iterable[Result], file: Path = FILE) -> None:
    """In place of what was seen of the same bugs on the same database."""
    new = {(one.database, one.name): one for one in seen}
    kept = {(one.database, one.name): one for one in read(file)}
    lines = [json.dumps(asdict(one)) for _, one in sorted({**kept, **new}.items())]
    file.parent.mkdir(exist_ok=True)
    file.write_text("\n".join(lines) + "\n", "utf-8")


def commit() -> str:
    """The commit that is looked at; + with changes of its own."""
    done = subprocess.run(
        ["git", "describe", "--always", "--dirty=+"],
        cwd=HERE,
        capture_output=True,
        text=True,
        check=False,
    )
    return done.stdout.strip()

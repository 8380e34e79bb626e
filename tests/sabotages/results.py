"""What was seen when each bug was planted last, one line a bug and database.

Written by the run that saw it (`pytest --soak tests/sabotages`), never by hand.
"""

from __future__ import annotations

import json
import subprocess
from collections.abc import Iterable, Iterator
from dataclasses import asdict, dataclass
from fcntl import LOCK_EX, flock
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
    """In place of what was seen of the same bugs on the same database.

    The long run asks both databases at once: one writes after the other.
    """
    new = {(one.database, one.name): one for one in seen}
    file.parent.mkdir(exist_ok=True)
    with file.open("a", encoding="utf-8") as held:
        flock(held, LOCK_EX)
        kept = {(one.database, one.name): one for one in read(file)}
        lines = [json.dumps(asdict(one)) for _, one in sorted({**kept, **new}.items())]
        file.write_text("\n".join(lines) + "\n", "utf-8")


def is_caught(name: str, database: str, commit: str, file: Path = FILE) -> bool:
    """Whether the bug was seen already, with the program as it is now."""
    if not commit or commit.endswith("+"):
        return False
    return any(
        one.caught and (one.name, one.database, one.commit) == (name, database, commit)
        for one in read(file)
    )


def commit() -> str:
    """The commit that is looked at; + with changes of its own beside what was seen."""
    told = [
        subprocess.run(
            ["git", *words], cwd=HERE, capture_output=True, text=True, check=False
        ).stdout.strip()
        for words in (
            ("rev-parse", "--short=12", "HEAD"),
            ("status", "--porcelain", "--untracked-files=no", "--", ".", ":!soak"),
        )
    ]
    return f"{told[0]}+" if told[1] else told[0]

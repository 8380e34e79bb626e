"""The whole count: every point of every scene, with every fault; goes on where it was.

What is done stands in a file after each point.  Who is cut off, or runs out of time,
begins again at the next point of the same scene.
"""

from __future__ import annotations

import json
import time
from collections.abc import Sequence
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any

from tests.faults.points import Tally, Theatre, through
from tests.faults.scene import SCENES
from tests.faults.strike import ERRORS, KILL, Fault

FAULTS = {"kill": (KILL,), "errors": ERRORS}
# Each k-th kind alone has its disk broken at every point: the machine's answer is the
# same whoever asks.  Every kind is killed at every point.
BROKEN_DISKS = (
    *("dues.take_sheet", "dues.reverse_receipt", "claims.pay", "people.open_import"),
    *("treasury.close_month", "kongbun money income", "founding.found_fund"),
    *("people.erase_person", "access.add_user"),
)


@dataclass(slots=True)
class Progress:
    """What is done of one part, kept in a file."""

    file: Path | None
    done: dict[str, dict[str, int]] = field(default_factory=dict)
    """By scene and fault: the last point of each call."""
    over: list[str] = field(default_factory=list)
    tally: Tally = field(default_factory=Tally)
    seconds: float = 0.0

    @classmethod
    def read(cls, file: Path | None) -> Progress:
        kept: dict[str, Any] = {}
        if file is not None and file.exists():
            kept = json.loads(file.read_text("utf-8"))
        return cls(
            file,
            kept.get("done", {}),
            kept.get("over", []),
            Tally(**kept.get("tally", {})),
            kept.get("seconds", 0.0),
        )

    def keep(self) -> None:
        if self.file is None:
            return
        told = {
            "done": self.done,
            "over": self.over,
            "tally": asdict(self.tally),
            "seconds": self.seconds,
        }
        fresh = self.file.with_suffix(".new")
        fresh.write_text(json.dumps(told, ensure_ascii=False), encoding="utf-8")
        fresh.replace(self.file)


def kinds(part: str, only: Sequence[str]) -> list[str]:
    if only:
        return list(only)
    return list(SCENES) if part == "kill" else list(BROKEN_DISKS)


def count_up(
    theatre: Theatre,
    part: str,
    progress: Progress,
    *,
    only: Sequence[str] = (),
    until: float | None = None,
) -> bool:
    """Every point that is left; False if the time was over before."""
    began, before = time.monotonic(), progress.seconds
    for kind in kinds(part, only):
        left = [f for f in FAULTS[part] if f"{kind} {f.name}" not in progress.over]
        if not left:
            continue
        played = theatre.play(SCENES[kind])
        for fault in left:
            for _ in _points(played, fault, progress):
                progress.seconds = before + time.monotonic() - began
                progress.keep()
                if until is not None and time.monotonic() > until:
                    played.place.drop()
                    return False
            progress.over.append(f"{kind} {fault.name}")
            progress.keep()
        played.place.drop()
    return True


def _points(played: Any, fault: Fault, progress: Progress) -> Any:
    done = progress.done.setdefault(f"{played.scene.kind} {fault.name}", {})
    for call, at, found in through(played, fault, dict(done)):
        done[call] = at
        progress.tally.add(found)
        yield


def told(part: str, progress: Progress) -> dict[str, Any]:
    """What is said of the part at its end."""
    over = {one.rpartition(" ")[0] for one in progress.over}
    return {
        "part": part,
        "kinds": len(over),
        **progress.tally.counts(),
        "seconds": round(progress.seconds),
        "wrong": progress.tally.wrong[:20],
    }

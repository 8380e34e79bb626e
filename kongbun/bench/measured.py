"""One measurement as one line of JSON, and how it is taken.

`seconds` is the median of `runs`; memory is the process's own peak.
"""

from __future__ import annotations

import os
import statistics
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import kongbun

MB = 1024


def line(
    item: str,
    n: int,
    runs: list[float],
    *,
    count: int | None = None,
    checksum: int | None = None,
    **extra: Any,
) -> dict[str, Any]:
    """The shape all benchmarks share; `count` is what `per_second` counts."""
    median = statistics.median(runs)
    return {
        "item": item,
        "peer": "kongbun",
        "version": f"kongbun {kongbun.__version__}",
        "n": n,
        "seconds": round(median, 4),
        "per_second": round((count or n) / median, 1) if median else 0,
        "peak_mb": peak_mb(),
        "checksum": checksum,
        "runs": [round(one, 4) for one in runs],
        "load": round(os.getloadavg()[0], 2),
        **extra,
    }


def timed(action: Callable[[], Any]) -> tuple[float, Any]:
    began = time.perf_counter()
    result = action()
    return time.perf_counter() - began, result


def peak_mb(pid: int | str = "self") -> float:
    """The largest memory a process has had, by VmHWM; 0 where the system hides it."""
    return _kib(f"/proc/{pid}/status", "VmHWM:") / MB


def share_mb(pid: int) -> float:
    """A process's memory with shared pages counted once between their users."""
    return _kib(f"/proc/{pid}/smaps_rollup", "Pss:") / MB


def _kib(file: str, name: str) -> int:
    try:
        text = Path(file).read_text(encoding="ascii")
    except OSError:
        return 0
    for found in text.splitlines():
        if found.startswith(name):
            return int(found.split()[1])
    return 0

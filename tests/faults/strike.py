"""A child that takes one step, and is struck at its k-th system call.

The process that imported everything forks; the child waits until `strace` has hold of
it, then takes the step and says what it was answered, as a program prints it: after the
commit.  Where nobody may trace, a small library that was loaded before everything else
(`shim.c`) strikes instead.

Strace counts each call apart: the third `fsync` is struck, however many writes came
before it.  So a point is a call and a number, and who counts up does it for each call.
"""

from __future__ import annotations

import ctypes
import errno
import json
import os
import re
import shutil
import signal
import subprocess
import tempfile
import traceback
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import Any

from django.db import connections

from kongbun.kernel.refusal import Refused
from tests.faults.same import told_the_same

Step = Callable[[], Any]
DONE = "done"
BROKEN = "broken"
# What a program may lose data at.  `pwrite64` is SQLite's only way to write.
# The last ones have other names on other machines.
CALLS = (
    *("pwrite64", "fdatasync", "fsync", "ftruncate", "write"),
    *("unlink", "rename", "link", "unlinkat", "renameat", "linkat"),
)
UNTOLD: dict[str, Any] = {"said": "", "answer": None, "hits": 0, "calls": {}}
SHIM = Path(__file__).with_name("shim.c")
# Set by who started this process with the library in front.
LOADED = "FAULTS_SHIM"


@dataclass(frozen=True, slots=True)
class Fault:
    """What happens at the k-th call; `error` None means death."""

    name: str
    calls: tuple[str, ...]
    error: str | None = None
    onwards: bool = False
    paths: bool = False
    """Only where the books are concerned, not the program's own files."""

    def words(self, call: str, at: int) -> str:
        what = f"error={self.error}" if self.error else "signal=KILL"
        return f"inject=?{call}:{what}:when={at}{'+' if self.onwards else ''}"


KILL = Fault("kill", CALLS)
EIO = Fault("eio", ("fdatasync", "fsync"), "EIO", onwards=True)
ENOSPC = Fault("enospc", ("pwrite64",), "ENOSPC", onwards=True)
EROFS = Fault("erofs", ("pwrite64", "ftruncate"), "EROFS", onwards=True)
EROFS_OPEN = Fault("erofs-open", ("openat",), "EROFS", paths=True)
ERRORS = (EIO, ENOSPC, EROFS, EROFS_OPEN)


@dataclass(frozen=True, slots=True)
class Ended:
    """How the child ended: what it said, if anything, and whether it was struck."""

    status: int
    said: str
    answer: Any
    fired: bool
    calls: Counter[str] = field(default_factory=Counter)

    @property
    def acknowledged(self) -> bool:
        return self.said == DONE


@cache
def way() -> str:
    """`strace`, `shim` or why neither; never silently nothing."""
    if os.environ.get(LOADED):
        return "shim"
    if shutil.which("strace") is None:
        return "there is no strace"
    tried = subprocess.run(
        [
            *("strace", "-f", "-qq", "-o", "/dev/null", "-e", "trace=write"),
            *("-e", "inject=write:signal=KILL:when=1", "echo", "alive"),
        ],
        capture_output=True,
        check=False,
    )
    if tried.returncode in {128 + signal.SIGKILL, -signal.SIGKILL}:
        return "strace"
    return f"strace may not trace here: {tried.stderr.decode().strip()}"


def struck(
    step: Step,
    fault: Fault | None = None,
    call: str = "",
    at: int = 0,
    *,
    files: tuple[Path, ...] = (),
    closes: bool = True,
    count: bool = False,
) -> Ended:
    """Take the step in a child, with the fault at its `at`-th `call`, or with none.

    With `count` nothing happens but that its calls are counted.  Who does not `close`
    ends as if somebody pulled the plug right after the answer.
    """
    connections.close_all()
    told_out, told_in = os.pipe()
    go_out, go_in = os.pipe()
    child = os.fork()
    if child == 0:
        os.close(told_out)
        os.close(go_in)
        _live(step, told_in, go_out, fault, (call, at), closes=closes)
    os.close(told_in)
    os.close(go_out)
    with tempfile.TemporaryDirectory(prefix="kongbun-strike-") as folder:
        log = Path(folder) / "log"
        words = _words(fault, call, at, files, count=count)
        tracer = _trace(child, words, log) if words and way() == "strace" else None
        os.write(go_in, b"x")
        os.close(go_in)
        with os.fdopen(told_out, encoding="utf-8") as pipe:
            told = [json.loads(line) for line in pipe if line.endswith("\n")]
        status = os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])
        seen = _log_of(tracer, log)
    # The first thing that was said counts: nobody takes it back.
    said: dict[str, Any] = next((one for one in told if "said" in one), UNTOLD)
    shim: dict[str, Any] = next((one for one in told if "hits" in one), UNTOLD)
    fired = status == -signal.SIGKILL or "(INJECTED)" in seen or shim["hits"] > 0
    calls = Counter(re.findall(r"^(?:\d+ +)?([a-z0-9]+)\(", seen, re.MULTILINE))
    calls.update(shim["calls"])
    return Ended(status, said["said"], said["answer"], fired, calls)


def _words(
    fault: Fault | None, call: str, at: int, files: tuple[Path, ...], *, count: bool
) -> list[str]:
    if count:
        names = ",".join(f"?{call}" for call in (*CALLS, "openat"))
        return ["-e", f"trace={names}"]
    if fault is None:
        return []
    only = _only(files) if fault.paths else []
    return ["-e", f"trace=?{call}", "-e", fault.words(call, at), *only]


def _only(files: tuple[Path, ...]) -> list[str]:
    return [word for file in files for word in ("-P", str(file))]


def _trace(child: int, words: list[str], log: Path) -> subprocess.Popen[bytes]:
    tracer = subprocess.Popen(
        ["strace", "-f", "-p", str(child), "-o", str(log), *words],
        stderr=subprocess.PIPE,
    )
    assert tracer.stderr is not None
    said = tracer.stderr.readline()
    assert b"attached" in said, said
    return tracer


def _log_of(tracer: subprocess.Popen[bytes] | None, log: Path) -> str:
    if tracer is None:
        return ""
    tracer.communicate(timeout=60)
    return log.read_text("utf-8", "replace") if log.exists() else ""


class Telling:
    """Where the child says what it was answered; a planted bug says it too soon."""

    pipe: int = -1

    @classmethod
    def tell(cls, said: str, answer: Any) -> None:
        line = json.dumps({"said": said, "answer": answer}, sort_keys=True, default=str)
        os.write(cls.pipe, f"{line}\n".encode())


def _live(
    step: Step,
    told: int,
    go: int,
    fault: Fault | None,
    point: tuple[str, int],
    *,
    closes: bool,
) -> None:
    """In the child; never returns."""
    Telling.pipe = told
    said, answer = BROKEN, None
    try:
        os.read(go, 1)
        shim = _arm(fault, *point)
        with told_the_same():
            try:
                answer = step()
                said = DONE
            except Refused as refused:
                said = refused.code.value
            except BaseException:
                answer = traceback.format_exc(limit=-6)
        Telling.tell(said, answer)
        if closes:
            connections.close_all()
        if shim is not None:
            os.write(told, f"{json.dumps(_seen_by(shim))}\n".encode())
    except BaseException:
        os._exit(3)
    os._exit(0)


def _arm(fault: Fault | None, call: str, at: int) -> ctypes.CDLL | None:
    if way() != "shim":
        return None
    shim = ctypes.CDLL(os.environ[LOADED])
    if fault is None:
        shim.faults_count()
        return shim
    number = 0 if fault.error is None else getattr(errno, fault.error)
    shim.faults_arm(call.encode(), at, int(fault.onwards), number, int(fault.paths))
    return shim


def _seen_by(shim: ctypes.CDLL) -> dict[str, Any]:
    calls = {name: shim.faults_calls(name.encode()) for name in (*CALLS, "openat")}
    hits = shim.faults_hits()
    shim.faults_rest()
    return {"hits": hits, "calls": {name: n for name, n in calls.items() if n}}


def with_the_shim(folder: Path) -> dict[str, str]:
    """The environment of a process in which the library strikes; needs a compiler."""
    compiler = shutil.which("cc") or shutil.which("gcc")
    if compiler is None:
        raise RuntimeError("neither strace nor a C compiler: no fault can be made")
    library = folder / "shim.so"
    subprocess.run(
        [compiler, "-shared", "-fPIC", "-O2", "-o", str(library), str(SHIM), "-ldl"],
        check=True,
        capture_output=True,
    )
    return {**os.environ, "LD_PRELOAD": str(library), LOADED: str(library)}

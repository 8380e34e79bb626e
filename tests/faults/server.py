"""`python -m tests.faults.server`: a PostgreSQL of our own is killed under its writers.

Server and children die at once, by the ids that we know; then it starts again and is
asked what it has.  Every gift that a writer said was booked must be there, once and
whole.  With `--cycles N` so often; another `--seed` dies at other moments.
"""

from __future__ import annotations

import argparse
import json
import os
import random
import secrets
import shutil
import signal
import subprocess
import sys
import tempfile
import threading
import time
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any

from kongbun.store import copies
from tools import with_postgres

# What a village's server runs with: an answer is on the disk before it is given.
KEEPS = {"fsync": "on", "synchronous_commit": "on", "full_page_writes": "on"}
WRITERS = 4
STARTS_MAX = 50
HALF = """
SELECT count(*) FROM commands_command c
LEFT JOIN commands_commandoutcome o ON o.command_id = c.id
LEFT JOIN ledger_entry e ON e.command_id = c.id
LEFT JOIN audit_auditevent a ON a.command_id = c.id
LEFT JOIN treasury_movement m ON m.command_id = c.id
WHERE c.kind = 'treasury.other_income'
AND (NOT coalesce(o.done, false) OR e.id IS NULL OR a.id IS NULL OR m.id IS NULL)
"""
TWICE = """
SELECT count(*) FROM (SELECT party FROM treasury_movement
GROUP BY party HAVING count(*) > 1) AS twice
"""
THERE = """
SELECT c.public_id FROM commands_command c
JOIN commands_commandoutcome o ON o.command_id = c.id AND o.done
WHERE c.kind = 'treasury.other_income'
"""


class Server:
    """Starts, dies and starts again on the same data."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._secret = secrets.token_hex(16)
        self._programs = with_postgres.binaries()
        self._user = with_postgres.run_as(folder)
        self.port = with_postgres.free_port()
        with_postgres.make_cluster(
            self._programs, folder, run_as=self._user, secret=self._secret
        )
        self._process: subprocess.Popen[bytes] | None = None
        self.start()
        with_postgres.make_roles(self.port, self._secret)

    def start(self) -> None:
        """Its former children may be a moment in dying: their memory is in its way."""
        for tried in range(STARTS_MAX):
            try:
                self._process = with_postgres.start(
                    self._programs,
                    self._folder,
                    run_as=self._user,
                    port=self.port,
                    secret=self._secret,
                    settings=KEEPS,
                )
            except SystemExit:
                if tried == STARTS_MAX - 1:
                    raise
                time.sleep(0.1)
            else:
                return

    def kill(self) -> None:
        """The server and all that it started, as when the power goes; and reap it."""
        assert self._process is not None
        first = self._process.pid
        children = Path(f"/proc/{first}/task/{first}/children").read_text().split()
        for one in (first, *map(int, children)):
            try:
                os.kill(one, signal.SIGKILL)
            except ProcessLookupError:
                continue
        self._process.wait()

    def stop(self) -> None:
        if self._process is not None and self._process.poll() is None:
            self._process.send_signal(signal.SIGINT)
            self._process.wait(timeout=60)

    def owner(self) -> dict[str, Any]:
        return {
            "HOST": "127.0.0.1",
            "PORT": str(self.port),
            "USER": "kongbun_owner",
            "PASSWORD": self._secret,
            "NAME": "kongbun",
        }

    def environ(self) -> dict[str, str]:
        names = {"DATABASE_URL": "kongbun_app", "DATABASE_OWNER_URL": "kongbun_owner"}
        where = f"{self._secret}@127.0.0.1:{self.port}/kongbun"
        urls = {name: f"postgresql://{role}:{where}" for name, role in names.items()}
        return {**os.environ, **urls}

    def ask(self, sql: str) -> list[Any]:
        import psycopg  # noqa: PLC0415 -- beside the function that needs it

        with psycopg.connect(
            host="127.0.0.1",
            port=self.port,
            user="kongbun_super",
            password=self._secret,
            dbname="kongbun",
        ) as books:
            return books.execute(sql.encode()).fetchall()


@dataclass(slots=True)
class Killed:
    """What became of it."""

    cycles: int = 0
    acknowledged: int = 0
    again: dict[str, int] = field(default_factory=dict)
    lost: int = 0
    half: int = 0
    doubled: int = 0
    rude: list[str] = field(default_factory=list)
    findings: list[Any] = field(default_factory=list)
    seconds: float = 0.0

    @property
    def is_well(self) -> bool:
        return not (
            self.lost or self.half or self.doubled or self.rude or self.findings
        )


class Writers:
    """Programs that write all the time, and what they said."""

    def __init__(self, environ: dict[str, str], killed: Killed) -> None:
        self._killed = killed
        self._heard = threading.Condition()
        self.done: set[str] = set()
        self._ready = 0
        call = [sys.executable, "-m", "tests.faults.writer"]
        self._programs = [
            subprocess.Popen(
                call, env=environ, stdin=subprocess.PIPE, stdout=subprocess.PIPE
            )
            for _ in range(WRITERS)
        ]
        self._ears = [
            threading.Thread(target=self._listen, args=(one,)) for one in self._programs
        ]
        for ear in self._ears:
            ear.start()
        with self._heard:
            self._heard.wait_for(lambda: self._ready == WRITERS, timeout=120)

    def _listen(self, program: subprocess.Popen[bytes]) -> None:
        assert program.stdout is not None
        for line in program.stdout:
            told = json.loads(line)
            with self._heard:
                self._ready += "ready" in told
                if "done" in told:
                    self.done.add(told["done"])
                    for code in told["again"]:
                        again = self._killed.again
                        again[code] = again.get(code, 0) + 1
                if "rude" in told:
                    self._killed.rude.append(told["rude"])
                self._heard.notify_all()

    def wait_for(self, more: int) -> None:
        """Until so many more have been answered, or one of them was rude."""
        with self._heard:
            enough = len(self.done) + more
            if not self._heard.wait_for(
                lambda: len(self.done) >= enough or self._killed.rude, timeout=120
            ):
                self._killed.rude.append("nobody was answered for two minutes")

    def kill(self) -> None:
        """Whatever happened: none of them outlives the test."""
        for one in self._programs:
            one.kill()
            one.wait()

    def end(self) -> None:
        """Let each finish what it began."""
        for one in self._programs:
            assert one.stdin is not None
            one.stdin.close()
        for one, ear in zip(self._programs, self._ears, strict=True):
            one.wait(timeout=120)
            ear.join()


def kill_under_load(cycles: int, *, seed: int = 1, of: Path | None = None) -> Killed:
    """So many deaths, each after some more gifts were booked.

    `of` is a dump of a migrated database, for who has one.
    """
    killed, began = Killed(), time.monotonic()
    dice = random.Random(seed)  # noqa: S311 -- the same deaths each time
    folder = Path(tempfile.mkdtemp(prefix="kongbun-killed-"))
    server = writers = None
    try:
        server = Server(folder)
        if of is None:
            _kongbun(server, "-m", "kongbun.cli.main", "migrate")
        else:
            copies.postgres_in(server.owner(), of, "kongbun")
        _kongbun(server, "-m", "tests.faults.writer", "--prepare")
        writers = Writers(server.environ(), killed)
        for _ in range(cycles):
            writers.wait_for(dice.randrange(1, 60))
            if killed.rude:
                break
            server.kill()
            said = set(writers.done)
            server.start()
            killed.cycles += 1
            _look(server, said, killed)
        writers.end()
        _look(server, writers.done, killed)
        killed.acknowledged = len(writers.done)
        found = _kongbun(server, "-m", "kongbun.cli.main", "check", "--json")
        killed.findings = json.loads(found)["findings"]
    finally:
        if writers is not None:
            writers.kill()
        if server is not None:
            server.stop()
        shutil.rmtree(folder, ignore_errors=True)
    killed.seconds = round(time.monotonic() - began, 1)
    return killed


def _look(server: Server, said: set[str], killed: Killed) -> None:
    there = {bytes(one).hex() for (one,) in server.ask(THERE)}
    killed.lost += len(said - there)
    killed.half += server.ask(HALF)[0][0]
    killed.doubled += server.ask(TWICE)[0][0]


def _kongbun(server: Server, *words: str) -> str:
    done = subprocess.run(
        [sys.executable, *words],
        env=server.environ(),
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode in {0, 1}, done.stderr
    assert done.returncode == 0 or done.stdout, done.stderr
    return done.stdout


def main(words: list[str]) -> int:
    parser = argparse.ArgumentParser(prog="python -m tests.faults.server")
    parser.add_argument("--cycles", type=int, default=150)
    parser.add_argument("--seed", type=int, default=1)
    asked = parser.parse_args(words)
    # Whoever ends us ends our server, too.
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))
    killed = kill_under_load(asked.cycles, seed=asked.seed)
    print(json.dumps({"part": "postgres", **asdict(killed)}, ensure_ascii=False))
    return 0 if killed.is_well else 1


if __name__ == "__main__":
    os.environ.setdefault("KONGBUN_SECRET_KEY", "only-for-the-tests")
    sys.exit(main(sys.argv[1:]))

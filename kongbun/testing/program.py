"""Starts the real `kongbun` as a program of its own, beside a test."""

from __future__ import annotations

import os
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator, Mapping
from contextlib import contextmanager

WAIT_SECONDS = 30


def environ(more: Mapping[str, str] | None = None) -> dict[str, str]:
    """The test's own environment, with `more` (a database copy's, say)."""
    return {**os.environ, **(more or {})}


def run(
    *arguments: str, more: Mapping[str, str] | None = None
) -> subprocess.CompletedProcess[str]:
    """Run one command to its end."""
    return subprocess.run(  # noqa: S603 -- our own program
        [sys.executable, "-m", "kongbun.cli.main", *arguments],
        env=environ(more),
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@contextmanager
def serving(more: Mapping[str, str]) -> Iterator[str]:
    """`kongbun serve` on a free port; yields its address, without a slash."""
    port = free_port()
    address = f"http://127.0.0.1:{port}"
    program = subprocess.Popen(  # noqa: S603 -- our own program
        [sys.executable, "-m", "kongbun.cli.main", "serve", "--port", str(port)],
        env=environ(more),
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    )
    try:
        until = time.monotonic() + WAIT_SECONDS
        while not _answers(address):
            if program.poll() is not None or time.monotonic() > until:
                program.kill()
                said = program.communicate()[0]
                raise AssertionError(f"kongbun serve did not start: {said}")
            time.sleep(0.1)
        yield address
    finally:
        program.terminate()
        program.communicate(timeout=WAIT_SECONDS)


def _answers(address: str) -> bool:
    try:
        with urllib.request.urlopen(f"{address}/sign-in/", timeout=5):  # noqa: S310
            return True
    except urllib.error.HTTPError:
        return True
    except OSError:
        return False

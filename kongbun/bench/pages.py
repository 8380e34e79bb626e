"""Pages of the big fund under five users at once, from a real server.

The server is `kongbun serve`, in processes of its own; its memory is what all of
them hold together, shared pages counted once.
"""

from __future__ import annotations

import http.client
import os
import random
import signal
import socket
import subprocess
import sys
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from statistics import quantiles
from typing import Any

from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY
from django.contrib.sessions.backends.db import SessionStore

from kongbun.access.queries import fund_by_code, user_by_name
from kongbun.bench.fund import CODE
from kongbun.bench.measured import line, share_mb
from kongbun.people.models import Branch, Membership

USERS = 5
REQUESTS_EACH = 24
START_SECONDS = 30


def measure(n: int, years: int) -> dict[str, Any]:
    cookie = _signed_in()
    addresses = _addresses()
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    server = subprocess.Popen(
        [sys.executable, "-m", "kongbun.cli.main", "serve", "--port", str(port)],
        stdout=subprocess.DEVNULL,
        start_new_session=True,
    )
    try:
        _wait(port)
        for kind in addresses:
            _get(port, cookie, addresses[kind][0])
        shown = {kind: _load(port, cookie, found) for kind, found in addresses.items()}
        memory = sum(share_mb(pid) for pid in _family(server.pid))
    finally:
        os.killpg(server.pid, signal.SIGTERM)
        server.wait(timeout=20)
    slowest = max(p95(found) for found in shown.values())
    return line(
        "pages",
        n,
        [slowest],
        count=1,
        checksum=sum(len(found) for found in shown.values()),
        p95_ms={kind: round(p95(found) * 1000, 1) for kind, found in shown.items()},
        server_memory_mb=round(memory, 1),
        users=USERS,
        years=years,
    )


def p95(seconds: list[float]) -> float:
    return quantiles(seconds, n=20)[18]


def _signed_in() -> str:
    user = user_by_name("treasurer")
    assert user is not None
    session = SessionStore()
    session[SESSION_KEY] = str(user.pk)
    session[BACKEND_SESSION_KEY] = "django.contrib.auth.backends.ModelBackend"
    session[HASH_SESSION_KEY] = user.get_session_auth_hash()
    session.save()
    return str(session.session_key)


def _addresses() -> dict[str, list[str]]:
    fund = fund_by_code(CODE)
    assert fund is not None
    pick = random.Random(20)
    members = list(
        Membership.objects.filter(fund=fund).values_list("public_id", flat=True)
    )
    villages = Branch.objects.filter(fund=fund).values_list("public_id", flat=True)
    return {
        "round sheet": [f"/f/{CODE}/dues/sheet/{village}/" for village in villages],
        "member": [f"/f/{CODE}/members/{one}/" for one in pick.sample(members, 50)],
        "claims": [f"/f/{CODE}/claims/"],
    }


def _load(port: int, cookie: str, addresses: list[str]) -> list[float]:
    def user(which: int) -> list[float]:
        return [
            _get(port, cookie, addresses[(which + turn * USERS) % len(addresses)])
            for turn in range(REQUESTS_EACH)
        ]

    with ThreadPoolExecutor(USERS) as crowd:
        return [one for found in crowd.map(user, range(USERS)) for one in found]


def _get(port: int, cookie: str, address: str) -> float:
    began = time.perf_counter()
    asked = http.client.HTTPConnection("127.0.0.1", port, timeout=30)
    asked.request("GET", address, headers={"Cookie": f"sessionid={cookie}"})
    answer = asked.getresponse()
    answer.read()
    asked.close()
    assert answer.status == 200, f"{address}: {answer.status}"
    return time.perf_counter() - began


def _wait(port: int) -> None:
    until = time.monotonic() + START_SECONDS
    while time.monotonic() < until:
        try:
            socket.create_connection(("127.0.0.1", port), timeout=1).close()
        except OSError:
            time.sleep(0.1)
        else:
            return
    raise SystemExit("bench: the server did not start")


def _family(pid: int) -> list[int]:
    """A process and its children, as /proc tells."""
    children = Path(f"/proc/{pid}/task/{pid}/children")
    found = children.read_text(encoding="ascii").split() if children.exists() else []
    return [pid, *(one for child in found for one in _family(int(child)))]

"""A pytest plugin loaded before Django reads its settings.

Gives each test process a data folder of its own, so that a test can never touch the
fund on the developer's machine, and refuses every connection to another machine.
"""

from __future__ import annotations

import atexit
import os
import shutil
import socket
import tempfile
from typing import Any

for _name in [name for name in os.environ if name.startswith("KONGBUN_")]:
    del os.environ[_name]
_folder = tempfile.mkdtemp(prefix="kongbun-test-")
atexit.register(shutil.rmtree, _folder, ignore_errors=True)
os.environ["KONGBUN_DATA"] = _folder
os.environ["KONGBUN_SECRET_KEY"] = "only-for-the-tests"  # noqa: S105


class NetworkUseError(AssertionError):
    """Something reached for another machine; a fund's laptop has no network."""


_connect = socket.socket.connect


def _connect_here_only(self: socket.socket, address: Any) -> None:
    if self.family in {socket.AF_INET, socket.AF_INET6}:
        host = str(address[0])
        if host not in {"127.0.0.1", "localhost", "::1"}:
            raise NetworkUseError(f"a connection to {host}")
    _connect(self, address)


socket.socket.connect = _connect_here_only  # type: ignore[method-assign, assignment]

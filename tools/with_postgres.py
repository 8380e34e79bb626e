"""Run a command beside a throw-away PostgreSQL: `with_postgres.py COMMAND...`.

`with_postgres.py --durable COMMAND...` keeps what it commits through a power cut and
has the memory of a small server: for measurements and crashes, where that matters.

The cluster lives in a temporary folder, listens on 127.0.0.1 alone, runs as a user
that is not root, and is gone afterwards.  The command finds DATABASE_URL (the app's
role) and DATABASE_OWNER_URL (migrations) in its environment.
"""

from __future__ import annotations

import os
import pwd
import re
import secrets
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Mapping
from pathlib import Path
from types import MappingProxyType

import psycopg

OLDEST = 15


def main(command: list[str]) -> int:
    durable = command[:1] == ["--durable"]
    command = command[durable:]
    if not command:
        print("usage: with_postgres.py [--durable] COMMAND...", file=sys.stderr)
        return 2
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))
    folder = Path(tempfile.mkdtemp(prefix="kongbun-postgres-"))
    secret = secrets.token_hex(16)
    server = None
    try:
        programs, user = binaries(), run_as(folder)
        port = free_port()
        make_cluster(programs, folder, run_as=user, secret=secret)
        server = start(
            programs,
            folder,
            run_as=user,
            port=port,
            secret=secret,
            settings=DURABLE if durable else THROWN_AWAY,
        )
        make_roles(port, secret)
        environ = dict(os.environ)
        for name, role in (
            ("DATABASE_URL", "kongbun_app"),
            ("DATABASE_OWNER_URL", "kongbun_owner"),
        ):
            environ[name] = f"postgresql://{role}:{secret}@127.0.0.1:{port}/kongbun"
        return subprocess.run(command, env=environ, check=False).returncode
    finally:
        if server is not None:
            server.send_signal(signal.SIGINT)
            server.wait(timeout=30)
        shutil.rmtree(folder, ignore_errors=True)


def binaries() -> Path:
    """The newest PostgreSQL's folder; Debian keeps it off the PATH."""
    found: list[tuple[int, Path]] = []
    folders = list(Path("/usr/lib/postgresql").glob("*/bin"))
    if on_path := shutil.which("initdb"):
        folders.append(Path(on_path).resolve().parent)
    for folder in folders:
        program = folder / "postgres"
        if program.exists() and (folder / "initdb").exists():
            said = subprocess.run(
                [program, "--version"], capture_output=True, text=True, check=True
            ).stdout
            if number := re.search(r"\d+", said):
                found.append((int(number.group()), folder))
    if not found or max(found)[0] < OLDEST:
        raise SystemExit(f"with_postgres: no PostgreSQL >= {OLDEST} on this machine")
    return max(found)[1]


def run_as(folder: Path) -> list[str]:
    """PostgreSQL refuses to run as root: step down to a user without rights."""
    if os.geteuid() != 0:
        return []
    for name in ("postgres", "nobody"):
        try:
            user = pwd.getpwnam(name)
        except KeyError:
            continue
        os.chown(folder, user.pw_uid, user.pw_gid)
        return [
            "setpriv",
            f"--reuid={user.pw_uid}",
            f"--regid={user.pw_gid}",
            "--clear-groups",
        ]
    raise SystemExit("with_postgres: no user 'postgres' or 'nobody' to run it as")


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def make_cluster(
    binaries: Path, folder: Path, *, run_as: list[str], secret: str
) -> Path:
    password = folder / "password"
    password.write_text(secret, encoding="ascii")
    if run_as:
        shutil.chown(password, folder.owner(), folder.group())
    password.chmod(0o600)
    data = folder / "data"
    made = subprocess.run(
        [
            *run_as,
            binaries / "initdb",
            f"--pgdata={data}",
            "--username=kongbun_super",
            f"--pwfile={password}",
            "--auth=scram-sha-256",
            "--encoding=UTF8",
            # A real server sorts by language; keys of ours must not depend on it.
            "--locale=C",
            "--locale-provider=icu",
            "--icu-locale=th",
            "--no-sync",
        ],
        cwd=folder,
        capture_output=True,
        text=True,
        check=False,
    )
    if made.returncode:
        raise SystemExit(f"with_postgres: initdb failed:\n{made.stdout}{made.stderr}")
    return data


# Nothing here has to outlive a power cut.
THROWN_AWAY = {"fsync": "off", "synchronous_commit": "off", "full_page_writes": "off"}


DURABLE = {"shared_buffers": "1GB", "max_wal_size": "8GB", "autovacuum": "on"}


def start(
    binaries: Path,
    folder: Path,
    *,
    run_as: list[str],
    port: int,
    secret: str,
    settings: Mapping[str, str] = MappingProxyType(THROWN_AWAY),
) -> subprocess.Popen[bytes]:
    """The cluster of the folder, once it answers."""
    data = folder / "data"
    settings = {
        "listen_addresses": "127.0.0.1",
        "port": str(port),
        "unix_socket_directories": str(folder),
        # A crowd of 64, and the tests beside it.
        "max_connections": "150",
        # It may be at work in a test's database just when its owner drops it, and
        # an owner may not end what belongs to the cluster.
        "autovacuum": "off",
        **settings,
    }
    options = [
        f"--{name.replace('_', '-')}={value}" for name, value in settings.items()
    ]
    log = (folder / "log").open("wb")
    server = subprocess.Popen(
        [*run_as, binaries / "postgres", "-D", data, *options],
        cwd=folder,
        stdin=subprocess.DEVNULL,
        stdout=log,
        stderr=log,
        # A Ctrl-C is for the command; the server is stopped after it.
        start_new_session=True,
    )
    for _ in range(300):
        if server.poll() is not None:
            break
        try:
            with connect(port, secret):
                return server
        except psycopg.OperationalError:
            time.sleep(0.1)
    said = (folder / "log").read_text(encoding="utf-8", errors="replace")
    server.kill()
    server.wait()
    raise SystemExit(f"with_postgres: the server did not start:\n{said}")


def connect(port: int, secret: str) -> psycopg.Connection[tuple[object, ...]]:
    return psycopg.connect(
        host="127.0.0.1",
        port=port,
        user="kongbun_super",
        password=secret,
        dbname="postgres",
        autocommit=True,
        connect_timeout=2,
    )


def make_roles(port: int, secret: str) -> None:
    with connect(port, secret) as connection:
        # CREATEDB is for the tests' own copies; an installed owner does without.
        for role, right in (("kongbun_owner", "CREATEDB"), ("kongbun_app", "")):
            connection.execute(
                f"CREATE ROLE {role} LOGIN NOSUPERUSER {right} PASSWORD '{secret}'"
            )
        # A connection that is just coming or going has no role yet, and only who may
        # end any can drop the database it is in.
        connection.execute("GRANT pg_signal_backend TO kongbun_owner")
        connection.execute("CREATE DATABASE kongbun OWNER kongbun_owner")


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))

"""The environment, read once; a bad value stops the start with one clear line."""

from __future__ import annotations

import os
import re
import secrets
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from urllib.parse import parse_qsl, unquote, urlsplit

KNOWN = frozenset(
    {
        "KONGBUN_DATA",
        "KONGBUN_DATABASE",
        "KONGBUN_PORT",
        "KONGBUN_SECRET_KEY",
        "KONGBUN_ALLOWED_HOSTS",
        "KONGBUN_TODAY",
        "KONGBUN_PASSWORD_FILE",
        "KONGBUN_BACKUP_KEY_FILE",
        "KONGBUN_DEBUG",
        "KONGBUN_WITNESS_URL",
        "KONGBUN_DEVICE_WAIT",
    }
)

# A name, a name with all below it (.example.org), an address of either kind.
HOST = re.compile(r"\.?[a-z0-9]([a-z0-9.-]*[a-z0-9])?|\[[0-9a-f:]+\]", re.IGNORECASE)
DAY = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")
SECRET_MIN = 16
# So often a statement is said before it is prepared without being asked to be.
NEVER_BY_ITSELF = 2**31 - 1
LOCK_TIMEOUT = "4s"
# A network that is gone says nothing: without these a page would wait for hours.
PATIENCE = {
    "connect_timeout": "10",
    "keepalives_idle": "20",
    "keepalives_interval": "5",
    "keepalives_count": "4",
    "tcp_user_timeout": "30000",
}
# In minutes.
A_WEEK = 10_080


class BadSetting(SystemExit):
    """A setting that cannot be used; says which, what was found, what to write."""

    def __init__(self, name: str, value: str, remedy: str) -> None:
        super().__init__(f"kongbun: {name}={value!r} cannot be used: {remedy}")


@dataclass(frozen=True, slots=True)
class Env:
    data_dir: Path
    database_file: Path
    database_url: str | None
    database_owner_url: str | None
    port: int
    secret_key: str
    allowed_hosts: tuple[str, ...]
    story_today: date | None
    backup_key_file: Path
    # Named by a setting: then it must be there, else backups would be open unseen.
    backup_key_asked: bool
    debug: bool
    witness_url: str | None
    # How long something from a phone may wait before `check` speaks of it (K018).
    device_wait_minutes: int


def read(environ: Mapping[str, str] = os.environ) -> Env:
    """Parse every setting.  Raises `BadSetting` at the first unusable one."""
    for name in environ:
        if name.startswith("KONGBUN_") and name not in KNOWN:
            raise BadSetting(
                name, environ[name], f"known settings are {', '.join(sorted(KNOWN))}"
            )
    data_dir = Path(environ.get("KONGBUN_DATA") or "var").absolute()
    url, owner_url = environ.get("DATABASE_URL"), environ.get("DATABASE_OWNER_URL")
    if bool(url) != bool(owner_url):
        missing = "DATABASE_OWNER_URL" if url else "DATABASE_URL"
        raise BadSetting(missing, "", "give both PostgreSQL addresses, or neither")
    return Env(
        data_dir=data_dir,
        database_file=Path(
            environ.get("KONGBUN_DATABASE") or data_dir / "kongbun.sqlite3"
        ).absolute(),
        database_url=url or None,
        database_owner_url=owner_url or None,
        port=_port(environ.get("KONGBUN_PORT", "8000")),
        secret_key=_secret(environ.get("KONGBUN_SECRET_KEY"), data_dir),
        allowed_hosts=_hosts(
            environ.get("KONGBUN_ALLOWED_HOSTS", "127.0.0.1,localhost,[::1]")
        ),
        story_today=_day(environ.get("KONGBUN_TODAY")),
        backup_key_file=Path(
            environ.get("KONGBUN_BACKUP_KEY_FILE") or data_dir / "backup-key"
        ).absolute(),
        backup_key_asked=bool(environ.get("KONGBUN_BACKUP_KEY_FILE")),
        debug=_yes_no("KONGBUN_DEBUG", environ.get("KONGBUN_DEBUG", "no")),
        witness_url=_witness(environ.get("KONGBUN_WITNESS_URL")),
        device_wait_minutes=_minutes(environ.get("KONGBUN_DEVICE_WAIT", "5")),
    )


def _port(text: str) -> int:
    if not text.isascii() or not text.isdigit() or not 1 <= int(text) <= 65535:
        raise BadSetting("KONGBUN_PORT", text, "write a port from 1 to 65535")
    return int(text)


def _minutes(text: str) -> int:
    if not text.isascii() or not text.isdigit() or not 1 <= int(text) <= A_WEEK:
        raise BadSetting(
            "KONGBUN_DEVICE_WAIT", text, f"write minutes from 1 to {A_WEEK}"
        )
    return int(text)


def _day(text: str | None) -> date | None:
    if not text:
        return None
    try:
        if DAY.fullmatch(text) is None:
            raise ValueError
        return date.fromisoformat(text)
    except ValueError:
        raise BadSetting("KONGBUN_TODAY", text, "write a day as 2026-11-20") from None


def _yes_no(name: str, text: str) -> bool:
    if text not in {"yes", "no"}:
        raise BadSetting(name, text, "write yes or no")
    return text == "yes"


def _hosts(text: str) -> tuple[str, ...]:
    """Names of this machine; never `*`, under which any site could ask for a page."""
    hosts = tuple(host.strip() for host in text.split(",") if host.strip())
    if not hosts or not all(HOST.fullmatch(host) for host in hosts):
        raise BadSetting(
            "KONGBUN_ALLOWED_HOSTS", text, "write names or addresses, comma between"
        )
    return hosts


def _witness(text: str | None) -> str | None:
    """Where checkpoints go; in clear only inside this machine."""
    if not text:
        return None
    try:
        parts = urlsplit(text)
        here = parts.scheme == "http" and parts.hostname == "127.0.0.1"
        fits = (parts.scheme == "https" or here) and parts.hostname and parts.port != 0
    except ValueError:
        fits = False
    if not fits or not text.isascii() or any(letter.isspace() for letter in text):
        raise BadSetting("KONGBUN_WITNESS_URL", text, "write https://host/path")
    return text


def _secret(given: str | None, data_dir: Path) -> str:
    if not given:
        return _kept_secret(data_dir)
    if len(given) < SECRET_MIN:
        raise BadSetting(
            "KONGBUN_SECRET_KEY", "...", f"write at least {SECRET_MIN} letters"
        )
    return given


def _kept_secret(data_dir: Path) -> str:
    """The signing key of this machine: made once, readable by its owner alone."""
    file = data_dir / "secret-key"
    try:
        if not file.exists():
            data_dir.mkdir(parents=True, exist_ok=True)
            _write_secret(file)
        kept = file.read_text(encoding="ascii").strip()
    except UnicodeDecodeError:
        kept = ""
    except OSError as error:
        why = error.strerror or "no folder"
        raise BadSetting(
            "KONGBUN_DATA", str(data_dir), f"{why}: write a folder of your own"
        ) from None
    if len(kept) < SECRET_MIN:
        remedy = "its file secret-key is damaged: delete that file, then all sign in"
        raise BadSetting("KONGBUN_DATA", str(data_dir), remedy)
    return kept


def _write_secret(file: Path) -> None:
    """Under another name first: nobody reads half a key."""
    made = file.with_name(f"{file.name}.{os.getpid()}")
    made.touch(mode=0o600)
    made.write_text(secrets.token_urlsafe(50), encoding="ascii")
    made.replace(file)


def postgres_options(name: str, url: str) -> dict[str, object]:
    """Django's DATABASES entry for `postgresql://user:password@host:port/name`."""
    try:
        parts = urlsplit(url)
        port = parts.port
    except ValueError:
        # What stands in it may be a password: it is not shown.
        raise _bad_address(name, "...") from None
    if parts.scheme not in {"postgres", "postgresql"} or not parts.path.strip("/"):
        raise _bad_address(name, parts.scheme)
    options = {**PATIENCE, **dict(parse_qsl(parts.query))}
    # A lock that does not come is a refusal with "try again", never a page that hangs.
    given = options.get("options", "")
    # What is prepared is planned once: its plans are index look-ups whatever is asked.
    options["options"] = (
        f"-c lock_timeout={LOCK_TIMEOUT} -c plan_cache_mode=force_generic_plan {given}"
    ).strip()
    # Without a threshold the driver prepares nothing, not even what asks for it.
    prepared = {**options, "prepare_threshold": NEVER_BY_ITSELF}
    return {
        "ENGINE": "django.db.backends.postgresql",
        "NAME": unquote(parts.path.strip("/")),
        "USER": unquote(parts.username or ""),
        "PASSWORD": unquote(parts.password or ""),
        "HOST": unquote(parts.hostname or ""),
        "PORT": str(port or ""),
        "CONN_MAX_AGE": 60,
        "OPTIONS": prepared,
    }


def _bad_address(name: str, shown: str) -> BadSetting:
    return BadSetting(name, shown, "write postgresql://user:password@host:port/name")

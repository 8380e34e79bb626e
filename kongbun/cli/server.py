"""Serving the pages on this machine, after seeing that the books are protected.

Two processes of two threads: enough for a committee on one Wi-Fi, and less than
300 MB together.  `kongbun demo` starts the same server.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

from django.core.wsgi import get_wsgi_application
from django.db import connections
from django.template import engines
from django.template.backends.django import DjangoTemplates
from django.urls import get_resolver
from gunicorn.app.base import BaseApplication

import kongbun
from kongbun.cli.ready import refuse_unprotected
from kongbun.kernel.garbage import look_seldom
from kongbun.web import clock

PROCESSES = 2
THREADS = 2


class Server(BaseApplication):  # type: ignore[misc]
    """Gunicorn with our settings; nothing is read from its own files or variables."""

    def __init__(self, host: str, port: int) -> None:
        self._bind = f"[{host}]:{port}" if ":" in host else f"{host}:{port}"
        super().__init__()

    def load_config(self) -> None:
        settings: dict[str, Any] = {
            "bind": self._bind,
            "workers": PROCESSES,
            "threads": THREADS,
            # A process takes no more than it works on: the next request goes to
            # whichever process is free first.
            "worker_connections": THREADS,
            "keepalive": 0,
            "worker_class": "gthread",
            # Loaded once, then shared: most of the memory is counted once.
            "preload_app": True,
            "pre_fork": _before_fork,
            "timeout": 60,
            "graceful_timeout": 5,
            "loglevel": "warning",
            "control_socket_disable": True,
        }
        if Path("/dev/shm").is_dir():  # noqa: S108 -- gunicorn's heartbeat, no data
            settings["worker_tmp_dir"] = "/dev/shm"  # noqa: S108
        for name, value in settings.items():
            self.cfg.set(name, value)

    def load(self) -> Any:
        application = get_wsgi_application()
        _warm_up()
        return application


def _warm_up() -> None:
    """Read once, before the processes part, what every page needs."""
    assert get_resolver().url_patterns
    for engine in engines.all():
        assert isinstance(engine, DjangoTemplates)
        for folder in engine.template_dirs:
            if Path(kongbun.__file__).parent in Path(folder).parents:
                for file in Path(folder).rglob("*.html"):
                    engine.get_template(str(file.relative_to(folder)))


def _before_fork(_server: object, _worker: object) -> None:
    # A connection may not be shared, and what is collected here is copied there.
    connections.close_all()
    look_seldom()


def refuse_to_start() -> None:
    """Every reason for which no page may be served, as a refusal."""
    clock.refuse_a_clock_set_back(None)
    refuse_unprotected()


def serve(*, host: str, port: int) -> None:
    """Check, then serve until stopped."""
    refuse_to_start()
    connections.close_all()
    Server(host, port).run()

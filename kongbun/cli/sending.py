"""Sends checkpoints to the address of the setting, and to no other.

Standard library alone.  Any failure is an answer in words: the checkpoints stay
unsent and are tried again the next time; nothing in the fund waits for it.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from http.client import HTTPException
from urllib.error import HTTPError
from urllib.request import HTTPRedirectHandler, ProxyHandler, Request, build_opener

TIMEOUT_SECONDS = 10


class _StaysThere(HTTPRedirectHandler):
    """What is sent goes where the setting says, not where an answer points."""

    def redirect_request(self, *_: object, **__: object) -> None:
        return None


def send(url: str, lines: Sequence[str]) -> str:
    """POST the lines as JSON; empty when they were kept, else why not."""
    body = {"format": "kongbun-checkpoint-1", "checkpoints": list(lines)}
    request = Request(  # noqa: S310 -- the scheme was checked when the setting was read
        url,
        data=json.dumps(body).encode(),
        headers={"Content-Type": "application/json", "User-Agent": "kongbun"},
        method="POST",
    )
    handlers: list[HTTPRedirectHandler | ProxyHandler] = [_StaysThere()]
    if url.startswith("http://"):
        # Inside this machine nobody stands between.
        handlers.append(ProxyHandler({}))
    try:
        with build_opener(*handlers).open(request, timeout=TIMEOUT_SECONDS) as reply:
            return "" if 200 <= reply.status < 300 else f"ปลายทางตอบ {reply.status}"
    except HTTPError as error:
        error.close()
        return f"ปลายทางตอบ {error.code}"
    except (OSError, HTTPException, ValueError) as error:
        return f"ติดต่อปลายทางไม่ได้ ({type(error).__name__})"

"""How often a password may be typed wrongly, wherever on the pages it is asked for.

Counted by the name that is tried, in each process of the server.  Not who one is.
"""

from __future__ import annotations

from django.core.cache import cache

from kongbun.kernel.refusal import RefusalCode, Refused

TRIES_MAX = 10
WAIT_MINUTES = 5


def refuse_too_many(username: str) -> None:
    """Refuse (SIGN_IN_LATER) even the right password after so many wrong ones."""
    if cache.get(_key(username), 0) >= TRIES_MAX:
        raise Refused(
            RefusalCode.SIGN_IN_LATER, username=username[:60], minutes=WAIT_MINUTES
        )


def count_wrong(username: str) -> None:
    tried = cache.get(_key(username), 0)
    cache.set(_key(username), tried + 1, WAIT_MINUTES * 60)


def forget(username: str) -> None:
    """The right password was given."""
    cache.delete(_key(username))


def _key(username: str) -> str:
    return f"sign-in:{username}"

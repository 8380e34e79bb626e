"""Planted bugs for the harness itself: each must be seen at a handful of points."""

from __future__ import annotations

import time
from contextlib import AbstractContextManager
from typing import Any
from unittest.mock import patch
from uuid import UUID

from django.db import connection

from kongbun.commands import run
from kongbun.commands.run import Act
from tests.faults.strike import DONE, Telling


def ack_before_commit() -> AbstractContextManager[Any]:
    """Says done when all is written, and commits afterwards."""
    real = run._seal

    def sealed(*given: Any) -> None:
        real(*given)
        if Telling.pipe >= 0:
            Telling.tell(DONE, None)

    return patch.object(run, "_seal", sealed)


def two_transactions() -> AbstractContextManager[Any]:
    """What was booked and answered is committed first, its link in the chain after."""
    real = run._seal

    def sealed(*given: Any) -> None:
        raw = connection.connection
        assert raw is not None
        raw.execute("COMMIT")
        raw.execute("BEGIN IMMEDIATE")
        real(*given)

    return patch.object(run, "_seal", sealed)


def no_unique_id() -> AbstractContextManager[Any]:
    """What is sent twice is another command, and done twice."""
    real = run._run

    def anew(kind: str, action: Any, act: Act, facts: Any) -> Any:
        act.command_id = UUID(int=time.time_ns())
        return real(kind, action, act, facts)

    return patch.object(run, "_run", anew)

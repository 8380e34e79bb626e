"""One command, one effect, one answer for ever.

`@command` turns an action into that: it inserts the command, runs the action in a
savepoint, keeps its answer (a refusal too) and adds one audit link over everything
it booked.  It knows nothing of what the action does.
"""

from __future__ import annotations

import dataclasses
import functools
import json
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date, datetime
from enum import Enum
from hashlib import sha256
from typing import Any, Concatenate, ParamSpec
from uuid import UUID

from django.db import OperationalError, connection, transaction

from kongbun.audit.record import hold, record
from kongbun.commands.models import Command, CommandOutcome
from kongbun.kernel.refusal import Reason, RefusalCode, Refused
from kongbun.ledger.seal import lines_hash, together
from kongbun.store.bulk import insert, next_ids

P = ParamSpec("P")
Answer = dict[str, Any]
LOCK_TIMEOUT = "4s"


@dataclass(slots=True, kw_only=True)
class Act:
    """Who acts, where, when and through which door; read by every action.

    `fund_id` 0 means no fund.  `posted`, `lines` and `command_pk` are filled while it
    runs: the hashes of its entries, and each line of a receipt as `ledger.seal` has it.
    """

    user_id: int | None
    user_name: str
    fund_id: int
    fund_public_id: UUID
    today: date
    now: datetime
    door: str
    command_id: UUID
    command_pk: int = 0
    posted: list[bytes] = field(default_factory=list)
    lines: list[str] = field(default_factory=list)


def command(
    kind: str,
) -> Callable[
    [Callable[Concatenate[Act, P], Answer]], Callable[Concatenate[Act, P], Answer]
]:
    """Mark an action as the command `kind`."""

    def mark(
        action: Callable[Concatenate[Act, P], Answer],
    ) -> Callable[Concatenate[Act, P], Answer]:
        @functools.wraps(action)
        def run(act: Act, /, *args: P.args, **kwargs: P.kwargs) -> Answer:
            assert not args, f"{kind}: facts are given by name"
            try:
                return _run(kind, action, act, kwargs)
            except OperationalError as error:
                if not _is_waiting(error):
                    raise
                raise Refused(RefusalCode.TRY_AGAIN) from error

        run.command_kind = kind  # type: ignore[attr-defined]
        return run

    return mark


def _run(
    kind: str, action: Callable[..., Answer], act: Act, facts: dict[str, Any]
) -> Answer:
    body_hash = sha256(canonical({"kind": kind, **facts}).encode()).digest()
    with transaction.atomic():
        if connection.vendor == "postgresql":
            with connection.cursor() as cursor:
                cursor.execute(f"SET LOCAL lock_timeout = '{LOCK_TIMEOUT}'")
        # Writers of one fund go in line from here on.
        head = hold(act.fund_id)
        earlier = Command.objects.filter(public_id=act.command_id).first()
        if earlier is not None:
            outcome = _answer_again(earlier, body_hash, act)
        else:
            outcome = _first_answer(kind, action, act, facts, body_hash, head)
    if isinstance(outcome, Refused):
        raise outcome
    return outcome


def _answer_again(earlier: Command, body_hash: bytes, act: Act) -> Answer | Refused:
    if (
        bytes(earlier.body_hash) != body_hash
        or (earlier.fund_id or 0) != act.fund_id
        or earlier.user_id != act.user_id
    ):
        return Refused(RefusalCode.COMMAND_ID_REUSED)
    kept = json.loads(earlier.outcome.answer)
    if earlier.outcome.done:
        return dict(kept)
    return Refused.of(
        [
            Reason(
                RefusalCode(reason["code"]),
                reason["facts"],
                reason["row"],
                reason["column"],
            )
            for reason in kept["refused"]
        ]
    )


def _first_answer(
    kind: str,
    action: Callable[..., Answer],
    act: Act,
    facts: dict[str, Any],
    body_hash: bytes,
    head: Any,
) -> Answer | Refused:
    act.command_pk = _keep(kind, act, body_hash)
    act.posted.clear()
    act.lines.clear()
    refused: Refused | None = None
    answer: Answer = {}
    try:
        with transaction.atomic():
            answer = action(act, **facts)
    except Refused as caught:
        # The action's own writes are gone; that it was asked, and the answer, stay.
        refused = caught
        act.posted.clear()
        act.lines.clear()
    kept = canonical(refused.as_json() if refused else answer)
    insert(
        CommandOutcome,
        ("command", "done", "answer", "finished_at"),
        [(act.command_pk, refused is None, kept, act.now)],
    )
    record(
        head,
        at=act.now,
        user_id=act.user_id,
        door=act.door,
        action=kind,
        allowed=refused is None,
        command_id=act.command_pk,
        payload={
            "body": body_hash.hex(),
            "answer": sha256(kept.encode()).hexdigest(),
            "refused": [reason.code.value for reason in refused.reasons]
            if refused
            else [],
            **({"lines": lines_hash(act.lines).hex()} if act.lines else {}),
        },
        entries_hash=together(act.posted) if act.posted else b"",
        entry_count=len(act.posted),
    )
    return refused or answer


def _keep(kind: str, act: Act, body_hash: bytes) -> int:
    """Keep what was asked; its key."""
    # Every command comes by here: as objects its rows take three times as long.
    (key,) = next_ids(Command, 1)
    insert(
        Command,
        (
            *("id", "public_id", "fund", "user", "kind", "door"),
            *("body_hash", "received_at"),
        ),
        [
            (
                *(key, act.command_id, act.fund_id or None, act.user_id),
                *(kind, act.door, body_hash, act.now),
            )
        ],
    )
    return key


def canonical(value: Any) -> str:
    """JSON with sorted keys: the same facts give the same text."""
    return json.dumps(
        value,
        ensure_ascii=False,
        sort_keys=True,
        separators=(",", ":"),
        default=_plain,
    )


def _plain(value: Any) -> Any:
    if isinstance(value, date | datetime):
        return value.isoformat()
    if isinstance(value, UUID):
        return value.hex
    if isinstance(value, Enum):
        return value.value
    if isinstance(value, bytes):
        return value.hex()
    if dataclasses.is_dataclass(value) and not isinstance(value, type):
        return {f.name: getattr(value, f.name) for f in dataclasses.fields(value)}
    raise TypeError(f"a command's facts are plain values, not {type(value).__name__}")


def _is_waiting(error: OperationalError) -> bool:
    """Another writer holds what this one needs; nothing was written."""
    code = getattr(error.__cause__, "sqlstate", None)
    return "locked" in str(error) or code in {"55P03", "40001", "40P01"}

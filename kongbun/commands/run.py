"""One command, one effect, one answer for ever.

`@command` turns an action into that: in one transaction it takes its place in the
fund's line, runs the action, keeps what was asked and answered, and adds one audit
link over everything it booked.  A refusal ends that transaction; that it was asked,
and the answer, are kept by a second one.  It knows nothing of what the action does.
"""

from __future__ import annotations

import dataclasses
import functools
import json
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from enum import Enum
from hashlib import sha256
from itertools import count
from secrets import token_bytes
from typing import Any, Concatenate, ParamSpec
from uuid import UUID

from django.db import (
    DatabaseError,
    IntegrityError,
    InterfaceError,
    OperationalError,
    connection,
    transaction,
)

from kongbun.audit.models import ChainHead
from kongbun.audit.record import record
from kongbun.commands.arriving import arrive
from kongbun.commands.models import Command, CommandOutcome
from kongbun.kernel.refusal import Reason, RefusalCode, Refused
from kongbun.ledger.seal import lines_hash
from kongbun.ledger.seal import together as together_hash
from kongbun.store import covered, followed, tenancy, trouble
from kongbun.store.bulk import insertion
from kongbun.store.together import later, together

P = ParamSpec("P")
Answer = dict[str, Any]
TRIES, TRIES_AFTER_A_WAIT = 5, 3
SALT_BYTES = 16


@dataclass(slots=True, kw_only=True)
class Act:
    """Who acts, where, when and through which door; read by every action.

    `fund_id` 0 means no fund.  `posted`, `lines`, `command_pk`, `salt` and `tries` are
    filled while it runs: the hashes of its entries, each line of a receipt as
    `ledger.seal` has it, the row of the command, what its hashes are salted with, and
    how often its transaction was begun.
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
    tries: int = 0
    salt: bytes = b""
    posted: list[bytes] = field(default_factory=list)
    lines: list[str] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class Wrote:
    """What a command wrote besides entries: rows that stay, and how others stand."""

    rows: Sequence[covered.Row]
    told: followed.Told


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
            return _until_done(kind, action, act, kwargs)

        run.command_kind = kind  # type: ignore[attr-defined]
        return run

    return mark


def _until_done(
    kind: str, action: Callable[..., Answer], act: Act, facts: dict[str, Any]
) -> Answer:
    """The whole transaction anew, from its first question, while others are in its way.

    A bounded number of times; then who asked is told to try again (TRY_AGAIN).
    """
    came_twice = False
    for tried in count(1):
        act.tries = tried
        try:
            with tenancy.seeing(act.fund_id):
                return _run(kind, action, act, facts)
        except IntegrityError as error:
            if not _came_twice(error):
                raise
            if came_twice:
                # Another fund's command, which this one does not see.
                raise Refused(RefusalCode.COMMAND_ID_REUSED) from error
            # The other one was answered while this one stood in line.
            came_twice = True
        except (DatabaseError, InterfaceError) as error:
            if not (isinstance(error, OperationalError) and is_waiting(error)):
                _refuse_trouble(act, error)
                raise
            tries = TRIES_AFTER_A_WAIT if _has_waited(error) else TRIES
            # Inside another transaction there is nothing to begin anew.
            if tried >= tries or connection.in_atomic_block:
                raise Refused(RefusalCode.TRY_AGAIN) from error
    raise AssertionError("a loop that only returns or raises")


def _refuse_trouble(act: Act, error: Exception) -> None:
    """The disk or the server failed: is it there?  The same command again tells."""
    code = trouble.of(error)
    if code is None:
        return
    if code is RefusalCode.DATABASE_AWAY and not connection.in_atomic_block:
        # This one never answers again.  A file stays open: its pages are still read.
        connection.close()
    raise trouble.refusal(code, _how_again(act)) from error


def _how_again(act: Act) -> str:
    """How whoever stands at this door sends the same once more."""
    if act.door == "web":
        return "กดบันทึกอีกครั้งจากหน้านี้ ส่งซ้ำกี่ครั้งก็นับครั้งเดียว"
    if act.door == "cli":
        return f"สั่งซ้ำโดยเติม --command-id {act.command_id} ซ้ำกี่ครั้งก็นับครั้งเดียว"
    return trouble.AGAIN


def _run(
    kind: str, action: Callable[..., Answer], act: Act, facts: dict[str, Any]
) -> Answer:
    body = canonical({"kind": kind, **facts})
    try:
        outcome = _attempt(kind, act, body, lambda: action(act, **facts))
    except Refused as caught:
        # The action's own writes are gone with its transaction.  A savepoint would do
        # the same, and every sheet would take three times as long.  That it was asked,
        # and the answer, stay.
        refused = caught
        outcome = _attempt(kind, act, body, lambda: refused)
    if isinstance(outcome, Refused):
        raise outcome
    return outcome


def _attempt(
    kind: str, act: Act, body: str, answer: Callable[[], Answer | Refused]
) -> Answer | Refused:
    """One transaction: the answer given before, or this one with all that it wrote."""
    with transaction.atomic(), together():
        arrived = arrive(act.fund_id, act.command_id.bytes)
        if arrived.earlier_id is not None:
            return _answer_again(arrived.earlier_id, body, act)
        act.command_pk, act.salt = arrived.free_id, token_bytes(SALT_BYTES)
        body_hash = salted(act.salt, body)
        act.posted.clear()
        act.lines.clear()
        with covered.telling() as rows, followed.telling() as told:
            outcome = answer()
        said, wrote = _said(outcome), Wrote(rows, told)
        _keep(kind, act, body_hash, said)
        _seal(kind, act, body_hash, outcome, said, arrived.head, wrote)
        return outcome


def _answer_again(earlier_id: int, body: str, act: Act) -> Answer | Refused:
    earlier = Command.objects.select_related("outcome").get(pk=earlier_id)
    salt = None if earlier.salt is None else bytes(earlier.salt)
    if (earlier.fund_id or 0, earlier.user_id) != (act.fund_id, act.user_id):
        return Refused(RefusalCode.COMMAND_ID_REUSED)
    if salt == b"":
        # Done once and for ever, but nobody can tell any more what was asked.
        return Refused(RefusalCode.ANSWER_ERASED)
    if bytes(earlier.body_hash) != salted(salt, body):
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


def _keep(kind: str, act: Act, body_hash: bytes, said: tuple[bool, str]) -> None:
    """Keep what was asked, and what was answered."""
    # Every command comes by here: as objects its rows take three times as long.
    later(
        insertion(
            Command,
            (
                *("id", "public_id", "fund", "user", "kind", "door"),
                *("salt", "body_hash", "received_at"),
            ),
            [
                (
                    *(act.command_pk, act.command_id, act.fund_id or None, act.user_id),
                    *(kind, act.door, act.salt, body_hash, act.now),
                )
            ],
        ),
        insertion(
            CommandOutcome,
            ("command", "done", "answer", "finished_at"),
            [(act.command_pk, *said, act.now)],
        ),
    )


def _said(outcome: Answer | Refused) -> tuple[bool, str]:
    """Whether it was done, and the answer as it is kept."""
    if isinstance(outcome, Refused):
        return False, canonical(outcome.as_json())
    return True, canonical(outcome)


def _seal(
    kind: str,
    act: Act,
    body_hash: bytes,
    outcome: Answer | Refused,
    said: tuple[bool, str],
    head: ChainHead,
    wrote: Wrote,
) -> None:
    """Add the command's link to the chain, over all that it booked and wrote."""
    done, answer = said
    reasons = outcome.reasons if isinstance(outcome, Refused) else ()
    record(
        head,
        at=act.now,
        day=act.today,
        user_id=act.user_id,
        door=act.door,
        action=kind,
        allowed=done,
        command_id=act.command_pk,
        payload={
            "body": body_hash.hex(),
            "answer": salted(act.salt, answer).hex(),
            "refused": [reason.code.value for reason in reasons],
            **({"lines": lines_hash(act.lines).hex()} if act.lines else {}),
            "rows": covered.sealed(wrote.rows, act.salt),
            "now": wrote.told.words(act.salt),
            **{
                what: followed.noted(notes, act.salt)
                for what, notes in wrote.told.notes.items()
            },
            "id": act.command_id.hex,
        },
        entries_hash=together_hash(act.posted) if act.posted else b"",
        entry_count=len(act.posted),
    )


def salted(salt: bytes | None, text: str) -> bytes:
    """SHA-256 of the salt and what was asked or answered; without one, as it was
    before salts were kept."""
    return sha256(bytes(salt or b"") + text.encode()).digest()


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
        return {name: getattr(value, name) for name in _names(type(value))}
    raise TypeError(f"a command's facts are plain values, not {type(value).__name__}")


@functools.cache
def _names(kind: type) -> tuple[str, ...]:
    return tuple(one.name for one in dataclasses.fields(kind))


def is_waiting(error: OperationalError) -> bool:
    """Another writer holds what this one needs; nothing was written."""
    code = getattr(error.__cause__, "sqlstate", None)
    return _has_waited(error) or code in {"40001", "40P01"}


def _has_waited(error: OperationalError) -> bool:
    """It gave up after its seconds, rather than being picked out at once."""
    code = getattr(error.__cause__, "sqlstate", None)
    return "locked" in str(error) or code == "55P03"


def _came_twice(error: IntegrityError) -> bool:
    """One id at the same moment: PostgreSQL looks for earlier ones before it waits."""
    said = getattr(error.__cause__, "diag", None)
    return said is not None and "command_public_id" in str(said.constraint_name)

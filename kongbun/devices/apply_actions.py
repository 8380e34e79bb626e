"""Does what a phone asked for, in the phone's own order, each item once.

An item is run as the command of its kind, under the phone's id for it, by the phone's
user with the duties of this moment.  Its answer is kept with it; a refusal never holds
up what follows, a missing number does until it comes or a person goes on without it.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime, timedelta
from typing import Any

from django.db import OperationalError, transaction

from kongbun.access.models import Fund
from kongbun.audit.models import ChainHead
from kongbun.commands.models import Command
from kongbun.commands.run import Act, command, is_waiting
from kongbun.devices import queries
from kongbun.devices.kinds import KINDS, Facts, facts_of
from kongbun.devices.models import Device, DeviceItem, ItemAnswer, ItemState
from kongbun.kernel.refusal import RefusalCode, Refused

DOOR = "device"
# The phone's day may have begun before ours has.
AHEAD_MAX = timedelta(days=1)
UNKNOWN = "devices.unknown"
# Not of the item's own making, or in need of eyes: a person decides, nothing is lost.
HELD = frozenset(
    {
        RefusalCode.NOT_ALLOWED,
        RefusalCode.DEVICE_REVOKED,
        RefusalCode.DEVICE_ITEM_LATE,
        RefusalCode.MAYBE_SAME_MONEY,
        RefusalCode.AMOUNT_UNUSUAL,
    }
)
# Answers for which no command of this item was kept.
WITHOUT_COMMAND = frozenset({RefusalCode.COMMAND_ID_REUSED, RefusalCode.ANSWER_ERASED})


class AnsweredMeanwhile(Exception):  # noqa: N818 -- another worker was first
    """Somebody else did this item, or decided about it."""


def apply(device: Device, *, today: date, now: datetime) -> None:
    """Do what waits, up to the first number that is missing."""
    for item in in_turn(device):
        if not _run(item, act_of(device, item, today=today, now=now)):
            return


def in_turn(device: Device) -> Sequence[DeviceItem]:
    """What may be done now: nothing that comes after a missing number.

    An item that somebody had given up has its turn at once: a person must look at it.
    """
    # Asked first: a number that another worker hears meanwhile is left to that one.
    # The other way round, what came after it would pass it.
    up_to = queries.heard_through(device)
    waiting = queries.waiting_items(device)
    given_up = queries.gaps(device)
    return [
        item
        for item in waiting
        if item.seq <= up_to or any(item.seq in gap for gap in given_up)
    ]


def act_of(device: Device, item: DeviceItem, *, today: date, now: datetime) -> Act:
    """The phone's user acts, here and now; the phone chose the id."""
    return Act(
        user_id=device.user_id,
        user_name=device.user.display_name,
        fund_id=device.fund_id,
        fund_public_id=device.fund.public_id,
        today=today,
        now=now,
        door=DOOR,
        command_id=item.asked_id,
    )


def read(item: DeviceItem) -> Facts:
    """The facts of an item's action.

    Money has changed hands by the day it was heard of: a phone whose day runs ahead
    moves none into tomorrow.
    """
    kind = KINDS.get(item.kind)
    if kind is None:
        raise Refused(
            RefusalCode.ITEM_UNREADABLE, where="kind", why=f"ไม่รู้จัก {item.kind}"
        )
    return facts_of(
        kind,
        item.body,
        occurred_on=min(item.occurred_on, item.kept_on),
        book=item.device.book.public_id,
    )


def _run(item: DeviceItem, act: Act) -> bool:
    """Run it and keep the answer; False when others are in the way just now."""
    name = item.kind if item.kind in KINDS else UNKNOWN
    facts: Facts = {"item": item.content_hash}
    unreadable: Refused | None = None
    try:
        facts = read(item)
    except Refused as refused:
        unreadable = refused

    def guarded(act: Act, /, **facts: Any) -> Facts:
        check(item, act)
        if unreadable is not None:
            raise unreadable
        answer = KINDS[item.kind].unmarked(act, **facts)
        ItemAnswer.objects.create(
            item=item,
            state=ItemState.DONE,
            ran_id=act.command_pk,
            answered_at=act.now,
        )
        return answer

    try:
        command(name)(guarded)(act, **facts)
        return _keep(item, act, ItemState.DONE)
    except AnsweredMeanwhile:
        return True
    except Refused as refused:
        if refused.code is RefusalCode.TRY_AGAIN:
            return False
        return _keep(item, act, state_of(refused), refused.code)


def check(item: DeviceItem, act: Act) -> None:
    """What only the phone's door knows, asked while the fund's line is held."""
    if ItemAnswer.objects.filter(item=item).exists():
        raise AnsweredMeanwhile
    if queries.is_revoked(item.device_id):
        raise Refused(RefusalCode.DEVICE_REVOKED, device=item.device.name)
    if queries.is_late(item):
        raise Refused(RefusalCode.DEVICE_ITEM_LATE, no=item.seq)
    check_day(item, act)


def check_day(item: DeviceItem, act: Act) -> None:
    if item.occurred_on > item.kept_on + AHEAD_MAX:
        raise Refused(
            RefusalCode.DATE_IN_FUTURE, found=item.occurred_on, today=item.kept_on
        )
    first = Fund.objects.values_list("books_from", flat=True).get(pk=act.fund_id)
    if item.occurred_on < first:
        raise Refused(
            RefusalCode.DATE_BEFORE_BOOKS, found=item.occurred_on, books_from=first
        )


def state_of(refused: Refused) -> ItemState:
    """Held for a person, where nothing else stands against it."""
    held = all(reason.code in HELD for reason in refused.reasons)
    return ItemState.QUARANTINED if held else ItemState.REFUSED


def _keep(
    item: DeviceItem, act: Act, state: ItemState, code: RefusalCode | None = None
) -> bool:
    """The answer of a command that is kept already, if the item has none yet."""
    try:
        with transaction.atomic():
            # In the fund's line, so that nobody decides about it meanwhile.
            list(ChainHead.objects.select_for_update().filter(chain=act.fund_id))
            if ItemAnswer.objects.filter(item=item).exists():
                return True
            has_none = code in WITHOUT_COMMAND
            ItemAnswer.objects.create(
                item=item,
                state=state,
                code=code.value if code is not None and has_none else "",
                ran_id=None if has_none else _command_of(act),
                answered_at=act.now,
            )
    except OperationalError as error:
        if not is_waiting(error):
            raise
        return False
    return True


def _command_of(act: Act) -> int:
    found: int = Command.objects.values_list("pk", flat=True).get(
        public_id=act.command_id
    )
    return found

"""What money is given for: opened, set aside later, set free when it is over.

Income for a purpose is booked with other income (`actions`); what is spent of it, with
the expense or the benefit.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from datetime import date
from typing import Any
from uuid import UUID

from kongbun.access.permissions import Verb, require
from kongbun.commands.run import Act, command
from kongbun.kernel.lengths import too_long
from kongbun.kernel.money import Money
from kongbun.kernel.refusal import Reason, RefusalCode, Refused
from kongbun.ledger import entries
from kongbun.ledger.accounts import open_account
from kongbun.ledger.chart import AccountKind
from kongbun.ledger.post import post as ledger_post
from kongbun.treasury.entering_actions import acting_user, amount_of, second_of
from kongbun.treasury.models import FenceChange, Purpose
from kongbun.treasury.purposes import (
    Purse,
    content_hash,
    purse_of,
    purses,
    use_words,
)


@command("treasury.open_purpose")
def open_purpose(
    act: Act,
    *,
    name: str,
    giver: str,
    uses: Sequence[str],
    until: date | None = None,
    paper_no: str = "",
) -> dict[str, Any]:
    """Say what money will be given for, by whom, and what it may be spent on."""
    require(act, Verb.BOOK_OTHER_MONEY)
    words = use_words(act.fund_id, act.today)
    unknown = sorted(set(uses) - set(words))
    reasons = [
        Reason(RefusalCode.FIELD_EMPTY, {"field": field})
        for field, given in (
            ("ให้มาเพื่อ", name.strip()),
            ("ผู้ให้", giver.strip()),
            ("ใช้จ่ายได้", uses),
        )
        if not given
    ]
    reasons += too_long("ให้มาเพื่อ", name.strip(), 120)
    reasons += too_long("ผู้ให้", giver.strip(), 200)
    reasons += too_long("เลขที่เอกสาร", paper_no.strip(), 60)
    if unknown:
        what = f"เรื่องที่ใช้จ่ายได้ {', '.join(unknown)}"
        reasons.append(Reason(RefusalCode.NOT_FOUND, {"what": what}))
    if until is not None and until < act.today:
        facts = {"until": until, "today": act.today}
        reasons.append(Reason(RefusalCode.PURPOSE_OVER_ALREADY, facts))
    if name.strip() in {one.name for one in purses(act.fund_id)}:
        reasons.append(Reason(RefusalCode.PURPOSE_NAME_TAKEN, {"name": name.strip()}))
    if reasons:
        raise Refused.of(reasons)
    # After this point the purpose must be open.
    account = open_account(
        act.fund_id, AccountKind.RESTRICTED, name=name.strip(), opened_on=act.today
    )
    made = Purpose.objects.create(
        fund_id=act.fund_id,
        account=account,
        giver=giver.strip(),
        uses=json.dumps([code for code in words if code in set(uses)]),
        until=until,
        paper_no=paper_no.strip(),
        opened_by_id=acting_user(act),
        command_id=act.command_pk,
    )
    return {
        "purpose": made.public_id.hex,
        "account": account.code,
        "content_hash": content_hash(made).hex(),
    }


@command("treasury.set_aside")
def set_aside(
    act: Act, *, purpose: UUID, amount_satang: int, reason: str
) -> dict[str, Any]:
    """Keep money that the fund has already for a purpose; none of it moves.

    Refuses (FENCED_MONEY) more than is free.
    """
    require(act, Verb.BOOK_OTHER_MONEY)
    found = found_purse(act, purpose)
    amount = amount_of(amount_satang)
    _refuse_without(reason)
    # After this point the money must be set aside.
    described = entries.set_aside(
        reference=_reference(found),
        occurred_on=act.today,
        purpose=found.code,
        amount=amount,
    )
    return _change(act, found, described, reason)


@command("treasury.set_free")
def set_free(
    act: Act,
    *,
    purpose: UUID,
    amount_satang: int,
    reason: str,
    second_user_id: int | None = None,
) -> dict[str, Any]:
    """What is left for a purpose may be used for anything; two people sign.

    `amount_satang` is what their page showed as left.
    """
    require(act, Verb.BOOK_OTHER_MONEY)
    found = found_purse(act, purpose)
    second = second_of(act, second_user_id, Verb.APPROVE_MONEY)
    _refuse_without(reason)
    amount = amount_of(amount_satang)
    if amount != found.left:
        raise Refused(RefusalCode.CHANGED_SINCE, what=f"เงินเพื่อ{found.name}")
    # After this point the money must be free.
    described = entries.set_free(
        reference=_reference(found),
        occurred_on=act.today,
        purpose=found.code,
        amount=amount,
    )
    return _change(act, found, described, reason, second_id=second.pk)


def found_purse(act: Act, purpose: UUID) -> Purse:
    found = purse_of(act.fund_id, purpose)
    if found is None:
        raise Refused(RefusalCode.NOT_FOUND, what="เงินตามวัตถุประสงค์")
    return found


def _refuse_without(reason: str) -> None:
    if not reason.strip():
        raise Refused(RefusalCode.FIELD_EMPTY, field="เหตุผล")
    reasons = too_long("เหตุผล", reason.strip(), 300)
    if reasons:
        raise Refused.of(reasons)


def _reference(found: Purse) -> str:
    number = found.code.partition(":")[2]
    return f"fence:{number}:{found.purpose.changes.count() + 1}:1"


def _change(
    act: Act,
    found: Purse,
    described: entries.Entry,
    reason: str,
    *,
    second_id: int | None = None,
) -> dict[str, Any]:
    [posted] = ledger_post(act, described)
    FenceChange.objects.create(
        purpose=found.purpose,
        seq=found.purpose.changes.count() + 1,
        entry_id=posted.id,
        reason=reason.strip(),
        done_by_id=acting_user(act),
        second_by_id=second_id,
        command_id=act.command_pk,
    )
    amount: Money = described.legs[0].amount
    return {
        "purpose": found.purpose.public_id.hex,
        "entry": posted.reference,
        "amount_satang": amount.satang,
    }

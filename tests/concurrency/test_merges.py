"""Merges that share a record, and money that comes in meanwhile: one by one."""

from __future__ import annotations

from datetime import UTC, date, datetime
from uuid import uuid4

from kongbun.dues.models import DuesLine
from kongbun.dues.payment_actions import Payment, take_payment
from kongbun.dues.queries import paid_in
from kongbun.kernel.refusal import RefusalCode
from kongbun.merging import actions
from kongbun.people.models import Membership
from kongbun.soundness.check import check
from kongbun.testing.cast import TODAY, make_cast, make_member
from kongbun.testing.databases import Copy
from tests.concurrency.crowd import DONE, Press, codes, crowd
from tests.merging.pair import KEEP, Pair, hash_of, written_twice

NOW = datetime(2026, 11, 20, 12, tzinfo=UTC)


def asked(pair: Pair, other: Membership) -> Press:
    facts = {
        "survivor": pair.first.person.public_id,
        "other": other.person.public_id,
        "keep": KEEP,
        "reason": "พิมพ์ซ้ำ",
    }
    return Press(pair.cast.act("chanpen"), actions.request_merge, facts)


def test_of_two_merges_that_share_a_record_one_is_asked_for(
    committed_db: Copy,
) -> None:
    assert committed_db.name
    pair = written_twice(make_cast())
    third = make_member(pair.cast, 203, joined_on=date(2025, 1, 1))
    presses = [asked(pair, one) for one in (pair.second, third) * 4]
    said = crowd(presses)
    told = codes(said)
    assert told[DONE] == 1
    assert told == {DONE: 1, RefusalCode.MERGE_WAITS.value: 7}
    (request,) = [one.answer["request"] for one in said if one.code == DONE]
    # And of eight who confirm it, one does.
    confirm = {"asked": request, "content_hash": hash_of(request)}
    facts = [
        Press(pair.cast.act("prasong"), actions.confirm_merge, confirm)
        for _ in range(8)
    ]
    told = codes(crowd(facts))
    assert told == {DONE: 1, RefusalCode.ALREADY_DECIDED.value: 7}
    assert Membership.every.filter(counted_in=pair.first).count() == 1
    assert check(now=NOW) == []


def test_money_that_races_a_merge_is_the_members_or_is_refused(
    committed_db: Copy,
) -> None:
    assert committed_db.name
    pair = written_twice(make_cast())
    request = pair.ask()
    confirm = Press(
        pair.cast.act("prasong"),
        actions.confirm_merge,
        {"asked": request, "content_hash": hash_of(request)},
    )
    presses = [confirm]
    for nth in range(10):
        member = pair.first if nth % 2 else pair.second
        act = pair.cast.act("prasert")
        act.command_id = uuid4()
        facts = {
            "payments": [Payment(member=member.public_id, amount_satang=30_00)],
            "received_on": TODAY,
            "into": pair.cast.bag,
            "payer_name": "ผู้ส่ง",
            "confirmed": True,
        }
        presses.append(Press(act, take_payment, facts))
    said = crowd(presses)
    assert said[0].code == DONE
    # Onto the record that is kept always; onto the other as long as it is one.
    assert {one.code for one in said[2::2]} == {DONE}
    assert {one.code for one in said[1::2]} <= {
        DONE,
        RefusalCode.RECORD_MERGED.value,
    }
    taken = 30_00 * sum(one.code == DONE for one in said[1:])
    assert paid_in(pair.first.pk) == taken
    spans = DuesLine.objects.filter(live=True, from_day__isnull=False)
    days = [
        set(range(a or 0, b or 0))
        for a, b in spans.values_list("from_day", "until_day")
    ]
    assert sum(map(len, days)) == len(set().union(*days))
    assert check(now=NOW) == []

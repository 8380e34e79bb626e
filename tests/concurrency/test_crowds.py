"""Sixty-four who do the same thing at once: as if they had come one by one.

A sample of each in every run; `--soak` presses the whole number, a thousand reversals
among them.  After each the books are as sound as `kongbun check` can tell.
"""

from __future__ import annotations

import random
from datetime import UTC, date, datetime
from typing import Any
from uuid import uuid4

import pytest

from kongbun.audit.models import AuditEvent
from kongbun.claims.pay_actions import pay_claim
from kongbun.commands.models import Command
from kongbun.commands.run import Act, command
from kongbun.dues.payment_actions import Payment, take_payment
from kongbun.kernel.money import Money
from kongbun.kernel.refusal import RefusalCode, Refused
from kongbun.ledger import entries
from kongbun.ledger.accounts import close_month
from kongbun.ledger.balances import balance, closed_through, movements
from kongbun.ledger.models import Closing, Entry
from kongbun.ledger.post import post, reverse
from kongbun.receipts.models import Receipt
from kongbun.soundness.check import check
from kongbun.testing.cast import TODAY, Cast, make_cast
from kongbun.testing.databases import Once
from kongbun.treasury.actions import other_income
from tests.claims import story as stories
from tests.concurrency.crowd import DONE, WORKERS, Press, codes, crowd
from tests.dues.village import adopt_convention, make_house

NOW = datetime(2026, 11, 20, 12, tzinfo=UTC)
OCTOBER, LAST = date(2026, 10, 6), date(2026, 10, 31)


@command("test.give")
def give(act: Act, *, numbers: list[int], satang: int, into: str) -> dict[str, Any]:
    posted = post(
        act,
        *(
            entries.other_income(
                reference=f"gift:{no}:1",
                occurred_on=act.today,
                income="income:donation",
                into=into,
                amount=Money(satang),
            )
            for no in numbers
        ),
    )
    return {"entries": [one.id for one in posted], "on": posted[0].booked_on}


@command("test.draw")
def draw(
    act: Act, *, no: int, satang: int, account: str, left_together: int = 0
) -> dict[str, Any]:
    """Out of one account, while both together keep what was agreed."""
    together = balance(act.fund_id, "cash") + balance(act.fund_id, "bank:1")
    if together - satang < left_together:
        raise Refused(
            RefusalCode.NOT_ENOUGH_MONEY,
            account="สองบัญชีรวมกัน",
            found=Money(together),
            required=Money(satang),
        )
    described = entries.transfer(
        reference=f"draw:{no}:1",
        occurred_on=act.today,
        source=account,
        into="bag:1",
        amount=Money(satang),
    )
    return {"entry": post(act, described)[0].id}


@command("test.take_back")
def take_back(act: Act, *, entry: int) -> dict[str, Any]:
    return {"entry": reverse(act, entry, reason="ลงผิด").id}


@command("test.close")
def close(act: Act) -> dict[str, Any]:
    close_month(act, closed_through=LAST)
    return {}


@pytest.fixture
def cast(once: Once) -> Cast:
    return once(make_cast)


@pytest.fixture
def is_soak(request: pytest.FixtureRequest) -> bool:
    return bool(request.config.getoption("--soak"))


@pytest.fixture
def many(is_soak: bool) -> int:
    """Workers: more than PostgreSQL has lanes for, or just enough to meet."""
    return WORKERS if is_soak else 16


def test_two_accounts_that_share_a_limit_keep_it_together(
    cast: Cast, many: int
) -> None:
    give(cast.act("somsri"), numbers=[1], satang=100_00, into="cash")
    give(cast.act("somsri"), numbers=[2], satang=100_00, into=cast.bank)
    said = crowd(
        [
            Press(
                cast.act("somsri"),
                draw,
                {
                    "no": n,
                    "satang": 10_00,
                    "account": "cash" if n % 2 else cast.bank,
                    "left_together": 150_00,
                },
            )
            for n in range(many)
        ],
        workers=many,
    )
    assert codes(said) == {DONE: 5, "not-enough-money": many - 5}
    assert balance(cast.fund.pk, "cash") + balance(cast.fund.pk, cast.bank) == 150_00
    assert check(now=NOW) == []


def test_twenty_who_draw_from_one_account_find_what_is_in_it(cast: Cast) -> None:
    give(cast.act("somsri"), numbers=[1], satang=7, into="cash")
    facts = {"satang": 1, "account": "cash"}
    said = crowd(
        [Press(cast.act("somsri"), draw, {**facts, "no": n}) for n in range(20)]
    )
    assert codes(said) == {DONE: 7, "not-enough-money": 13}
    assert balance(cast.fund.pk, "cash") == 0
    assert check(now=NOW) == []


def test_a_claim_is_paid_once(cast: Cast, many: int) -> None:
    story = stories.tell(cast)
    claim = story.approved()
    there = balance(cast.fund.pk, "cash")
    said = crowd(
        [
            Press(cast.act("somsri"), pay_claim, story.payment(claim))
            for _ in range(many)
        ],
        workers=many,
    )
    given = codes(said)
    assert given[DONE] == 1
    assert not [code for code in given if code.startswith("unexpected")]
    assert len(given) == 2
    assert balance(cast.fund.pk, "cash") == there - claim.granted_satang
    assert check(now=NOW) == []


def test_receipt_numbers_have_no_gap_and_no_twin(cast: Cast, many: int) -> None:
    adopt_convention(cast)
    members = [make_house(cast, str(n), f"นางบุญเรือน ที่{n}")[0] for n in range(many)]
    said = crowd(
        [
            Press(
                cast.act("somsri"),
                take_payment,
                {
                    "payments": [Payment(member=member.public_id, amount_satang=30_00)],
                    "received_on": TODAY,
                    "into": "cash",
                    "payer": member.person.public_id,
                },
            )
            for member in members
        ],
        workers=many,
    )
    assert codes(said) == {DONE: many}
    numbers = sorted(Receipt.objects.values_list("no", flat=True))
    assert numbers == list(range(numbers[0], numbers[0] + many))
    assert balance(cast.fund.pk, "cash") == many * 30_00
    assert check(now=NOW) == []


def test_a_month_closes_under_fifty_who_post_into_it(cast: Cast, is_soak: bool) -> None:
    posters = 50 if is_soak else 12
    facts = {"satang": 5, "into": "cash"}
    presses = [
        Press(cast.act("somsri", today=OCTOBER), give, {**facts, "numbers": [n]})
        for n in range(posters)
    ]
    presses.insert(posters // 2, Press(cast.act("somsri"), close, {}))
    said = crowd(presses)
    assert codes(said) == {DONE: posters + 1}
    assert closed_through(cast.fund.pk) == LAST
    days = {one.answer["on"] for one in said if one.answer}
    assert days <= {"2026-10-06", "2026-11-01"}
    # In the order of the chain: none that came after the close stands before it.
    events = AuditEvent.objects.filter(chain=cast.fund.pk)
    closed_at = events.get(command_id=Closing.objects.get().command_id).seq
    after = events.filter(seq__gt=closed_at).values("command_id")
    late = Entry.objects.filter(command_id__in=after)
    assert not late.filter(booked_on__lte=LAST).exists()
    before = posters - late.count()
    in_october = movements(cast.fund.pk, since=None, until=LAST)
    assert in_october.get("cash", 0) == 5 * before
    assert balance(cast.fund.pk, "cash") == 5 * posters
    assert check(now=NOW) == []


def test_what_two_reverse_is_reversed_once(
    cast: Cast, many: int, is_soak: bool
) -> None:
    pairs = 1_000 if is_soak else 24
    given = give(
        cast.act("somsri"), numbers=list(range(pairs)), satang=100, into="cash"
    )
    twice = [entry for entry in given["entries"] for _ in range(2)]
    random.Random(20).shuffle(twice)  # noqa: S311 -- the same order every time
    said = crowd(
        [Press(cast.act("somsri"), take_back, {"entry": one}) for one in twice],
        workers=many,
    )
    assert codes(said) == {DONE: pairs, "already-reversed": pairs}
    done = [entry for entry, one in zip(twice, said, strict=True) if one.code == DONE]
    assert sorted(done) == sorted(given["entries"])
    assert balance(cast.fund.pk, "cash") == 0
    assert check(now=NOW) == []


def test_one_command_from_eight_is_done_once(cast: Cast) -> None:
    act = cast.act("somsri", command_id=uuid4())
    facts = {
        "income": "income:interest",
        "into": "cash",
        "amount_satang": 100,
        "occurred_on": TODAY,
    }
    said = crowd([Press(act, other_income, facts) for _ in range(8)])
    assert codes(said) == {DONE: 8}
    assert len({repr(one.answer) for one in said}) == 1
    assert Command.objects.filter(public_id=act.command_id).count() == 1
    assert balance(cast.fund.pk, "cash") == 100
    assert check(now=NOW) == []

"""A voucher whose payee was not one to receive: by the by-law, by name, by a death."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest

from kongbun.claims.models import Payment
from kongbun.people.member_actions import exit_membership
from kongbun.people.models import Beneficiary, Person
from kongbun.soundness.check import check
from kongbun.testing import insider
from kongbun.testing.cast import by_hand, make_cast, make_member
from kongbun.testing.databases import Once
from tests.claims.story import Story, tell

NOW = datetime(2026, 11, 20, 5, tzinfo=UTC)
STAY = "(SELECT id FROM claims_claim WHERE benefit = 'ipd')"
LEFT = "(SELECT id FROM claims_claim WHERE benefit = 'death')"


def begin() -> Story:
    """A stay paid to the member; after their death what is left, to who was named."""
    told = tell(make_cast())
    other = make_member(told.cast, 143, name="อื่น")
    with by_hand(told.cast.fund):
        Beneficiary.objects.create(
            fund=told.cast.fund, membership=other, seq=1, name="นายคำ แสนสุข"
        )
        Beneficiary.objects.create(
            fund=told.cast.fund,
            membership=told.bunruean,
            seq=2,
            name="นายปัน แสนสุข",
            removed_on=date(2026, 10, 5),
        )
    told.pay(told.approved())
    left = told.approved(
        benefit="death",
        first_day=date(2026, 11, 18),
        last_day=None,
        today=date(2026, 11, 19),
        claimant_name="นายคำ แสนสุข",
        evidence={"death_certificate": 1},
    )
    told.pay(left, payee_kind="beneficiary", payee_name="นายคำ แสนสุข")
    return told


@pytest.fixture
def story(once: Once) -> Story:
    return once(begin)


def heir(of: str, seq: int) -> str:
    return (
        "(SELECT b.id FROM people_beneficiary b JOIN people_membership m"
        f" ON m.id = b.membership_id WHERE m.member_no = '{of}' AND b.seq = {seq})"
    )


def voucher(change: str, claim: str = STAY) -> str:
    return f"UPDATE claims_payment SET {change} WHERE claim_id = {claim}"


PLANTED: dict[str, tuple[str, str]] = {
    "somebody else, as the member": ("1", voucher("payee_name = 'นายลอย มาไกล'")),
    "nobody": ("1", voucher("payee_name = ''")),
    "a shop, which the by-law does not pay": (
        "1",
        voucher("payee_kind = 'provider', payee_name = 'ร้านลอย'"),
    ),
    "who is left behind, of who had not died": (
        "1",
        voucher(
            "payee_kind = 'beneficiary', payee_name = 'นายคำ แสนสุข', beneficiary_id ="
            f" {heir('ทน-03-0142', 1)}",
            STAY,
        ),
    ),
    "oneself, for one's own death": (
        "2",
        voucher(
            "payee_kind = 'self', beneficiary_id = NULL, payee_name ="
            " 'นางบุญเรือน แสนสุข'",
            LEFT,
        ),
    ),
    "who was not named": ("2", voucher("payee_name = 'นายลอย มาไกล'", LEFT)),
    "who is named nowhere": (
        "2",
        voucher("payee_name = 'นายลอย มาไกล', beneficiary_id = NULL", LEFT),
    ),
    "who is named no more": (
        "2",
        voucher(
            f"payee_name = 'นายปัน แสนสุข', beneficiary_id = {heir('ทน-03-0142', 2)}",
            LEFT,
        ),
    ),
    "the heir of another member": (
        "2",
        voucher(f"beneficiary_id = {heir('ทน-03-0143', 1)}", LEFT),
    ),
    "an heir who is none": (
        "1",
        voucher(f"beneficiary_id = {heir('ทน-03-0142', 1)}"),
    ),
}


def found() -> list[tuple[str, str]]:
    return [(one.code, one.object) for one in check(now=NOW)]


def test_who_may_receive_raises_none(story: Story) -> None:
    assert Payment.objects.filter(fund=story.cast.fund).count() == 2
    assert found() == []


@pytest.mark.parametrize("what", PLANTED)
def test_who_may_not_receive_is_found(story: Story, what: str) -> None:
    assert story.cast.fund
    number, sql = PLANTED[what]
    insider.plant(sql)
    assert found() == [("K012", f"voucher {number}/2570")]


def test_who_is_called_otherwise_since_raises_none(story: Story) -> None:
    """A name corrected, an heir taken off the list: later than the money."""
    with by_hand(story.cast.fund):
        Person.objects.filter(pk=story.bunruean.person_id).update(first_name="บุญเรียง")
        Beneficiary.objects.filter(membership=story.bunruean, seq=1).update(
            removed_on=date(2026, 11, 19), name="นายคำแปง แสนสุข"
        )
    assert found() == []


def test_what_was_owed_to_who_died_is_not_theirs(story: Story) -> None:
    """Approved while they lived, and paid when the register says that they died."""
    owed = story.approved(
        first_day=date(2026, 10, 5),
        last_day=date(2026, 10, 7),
    )
    exit_membership(
        story.cast.act("chanpen"),
        membership=story.bunruean.public_id,
        reason="died",
        exited_on=date(2026, 11, 18),
    )
    story.pay(owed, payee_kind="beneficiary", payee_name="นายคำ แสนสุข")
    assert found() == []
    insider.plant(
        "UPDATE claims_payment SET payee_kind = 'self', beneficiary_id = NULL,"
        " payee_name = 'นางบุญเรือน แสนสุข' WHERE no = 3"
    )
    assert found() == [("K012", "voucher 3/2570")]

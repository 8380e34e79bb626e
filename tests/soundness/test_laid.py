"""Days paid that nobody owed, and days that credit paid which was never handed over."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest

from kongbun.dues.models import DuesLine
from kongbun.people.models import Membership
from kongbun.soundness.check import check
from kongbun.testing import insider
from kongbun.testing.cast import Cast, by_hand, make_cast
from kongbun.testing.databases import Once
from tests.dues.village import adopt_convention, make_house, take

NOW = datetime(2026, 11, 20, 5, tzinfo=UTC)
MEMBER = "(SELECT id FROM people_membership WHERE member_no = 'ทน-03-0001')"
LINE = f"(SELECT MAX(id) FROM dues_duesline WHERE membership_id = {MEMBER})"
PLANTED: dict[str, tuple[str, ...]] = {
    "joined after the days that were paid": (
        f"UPDATE people_membership SET joined_on = '2026-10-01' WHERE id = {MEMBER}",
    ),
    "paid on paper what receipts paid again": (
        "UPDATE people_membership SET opening_paid_until = '2026-10-15'"
        f" WHERE id = {MEMBER}",
    ),
    "a month for credit that nobody had": (
        "INSERT INTO dues_duesline (fund_id, receipt_id, sheet_id, membership_id, kind,"
        " amount_satang, from_day, until_day, live) SELECT fund_id, receipt_id,"
        " sheet_id, membership_id, 'credit', -3000, NULL, NULL, live"
        f" FROM dues_duesline WHERE id = {LINE}",
        "INSERT INTO dues_duesline (fund_id, receipt_id, sheet_id, membership_id, kind,"
        " amount_satang, from_day, until_day, live) SELECT fund_id, receipt_id,"
        " sheet_id, membership_id, 'dues', 3000, until_day, until_day + 30, live"
        " FROM dues_duesline WHERE kind = 'dues' AND id = (SELECT MAX(id) FROM"
        f" dues_duesline WHERE kind = 'dues' AND membership_id = {MEMBER})",
        "UPDATE dues_paidrun SET until_day = until_day + 30"
        f" WHERE membership_id = {MEMBER}",
    ),
}


def begin() -> Cast:
    """Two months and ten baht more; another member with stated days and a month."""
    cast = make_cast()
    adopt_convention(cast)
    make_house(cast, "27", "นางคำ ใจดี")
    (stated,) = make_house(cast, "28", "นายปัน ใจดี")
    with by_hand(cast.fund):
        Membership.objects.filter(pk=stated.pk).update(
            opening_paid_until=date(2026, 10, 1)
        )
    take(cast, {"27": 70, "28": 30})
    return cast


@pytest.fixture
def cast(once: Once) -> Cast:
    return once(begin)


def found() -> list[tuple[str, str]]:
    return [(one.code, one.object) for one in check(now=NOW)]


def test_days_as_they_were_owed_raise_none(cast: Cast) -> None:
    kinds = DuesLine.objects.filter(fund=cast.fund).order_by("pk")
    assert {one.kind for one in kinds} == {"dues", "credit"}
    assert found() == []


@pytest.mark.parametrize("what", PLANTED)
def test_days_that_nobody_owed_are_found(cast: Cast, what: str) -> None:
    assert cast.fund
    insider.plant(*PLANTED[what])
    assert found() == [("K001", "member ทน-03-0001")]

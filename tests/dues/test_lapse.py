"""Rights rest and memberships lapse by the by-law's rule, and by nothing stored."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from kongbun.bylaws.actions import adopt
from kongbun.dues.lapse import behind, resting
from kongbun.dues.lapse_actions import strike_off_lapsed
from kongbun.kernel.refusal import RefusalCode, Refused
from kongbun.people.models import Membership
from kongbun.testing.cast import TODAY, Cast, has_audit_line, make_member
from tests.web.doors import Visitor, text

pytestmark = pytest.mark.django_db
BYLAW = Path(__file__).parents[2] / "bylaws" / "demo-2563.yaml"
RESOLUTION = "มติครั้งที่ 11/2569"


def member(cast: Cast, no: int, paid_until: date) -> Membership:
    """Someone whose register says they have paid until before a day."""
    made = make_member(cast, no)
    Membership.objects.filter(pk=made.pk).update(opening_paid_until=paid_until)
    return made


@pytest.fixture
def village(cast: Cast) -> dict[str, Membership]:
    adopt(
        cast.act("chanpen"),
        text=BYLAW.read_text("utf-8"),
        file="x",
        adopted_on=TODAY,
        meeting="ประชุมใหญ่",
    )
    # Six months unpaid rest a right, twenty-four end a membership.
    return {
        "paid": member(cast, 1, date(2026, 12, 1)),
        "nearly": member(cast, 2, date(2026, 5, 21)),
        "rests": member(cast, 3, date(2026, 5, 20)),
        "rests long": member(cast, 4, date(2024, 11, 21)),
        "lapsed": member(cast, 5, date(2024, 11, 20)),
    }


def test_the_day_of_the_rule_is_the_first_day_of_it(
    cast: Cast, village: dict[str, Membership]
) -> None:
    found = {one.membership.pk: one.is_lapsed for one in behind(cast.fund.pk, TODAY)}
    assert found == {
        village["rests"].pk: False,
        village["rests long"].pk: False,
        village["lapsed"].pk: True,
    }
    ids = [one.pk for one in village.values()]
    assert resting(cast.fund.pk, ids, TODAY) == frozenset(found)
    day_before = date(2026, 11, 19)
    assert village["rests"].pk not in resting(cast.fund.pk, ids, day_before)


def test_nobody_rests_before_the_first_bylaw(cast: Cast) -> None:
    member(cast, 1, date(2021, 1, 1))
    assert behind(cast.fund.pk, TODAY) == []


def test_who_lapsed_is_struck_off_by_resolution(
    cast: Cast, village: dict[str, Membership]
) -> None:
    strike_off_lapsed(
        cast.act("chanpen"),
        memberships=[village["lapsed"].public_id],
        resolution=RESOLUTION,
    )
    gone = Membership.objects.get(pk=village["lapsed"].pk)
    assert (gone.exited_on, gone.exit_reason) == (TODAY, "struck_off")
    assert gone.exit_note == RESOLUTION
    assert has_audit_line(cast, "dues.strike_off_lapsed")


def test_one_who_has_not_lapsed_saves_the_whole_list(
    cast: Cast, village: dict[str, Membership]
) -> None:
    with pytest.raises(Refused) as caught:
        strike_off_lapsed(
            cast.act("chanpen"),
            memberships=[village["lapsed"].public_id, village["rests"].public_id],
            resolution=RESOLUTION,
        )
    assert [r.code for r in caught.value.reasons] == [RefusalCode.NOT_LAPSED]
    assert not Membership.objects.filter(exited_on__isnull=False).exists()


@pytest.mark.parametrize("who", ["prasert", "noi"])
def test_only_the_office_strikes_off(
    cast: Cast, village: dict[str, Membership], who: str
) -> None:
    with pytest.raises(Refused) as caught:
        strike_off_lapsed(
            cast.act(who),
            memberships=[village["lapsed"].public_id],
            resolution=RESOLUTION,
        )
    assert caught.value.code is RefusalCode.NOT_ALLOWED


def test_the_page_lists_both_and_strikes_off(
    cast: Cast, village: dict[str, Membership]
) -> None:
    # Pages live today: whoever rests on the day of the story rests later too.
    chanpen = Visitor(cast, "chanpen")
    address = "/f/TUNG/members/standing/"
    shown = text(chanpen.get(address))
    assert village["lapsed"].member_no in shown
    assert village["rests"].member_no in shown
    ticked = str(village["lapsed"].public_id)
    missing = chanpen.press(
        address, at=f"{address}strike-off/", member=ticked, resolution=""
    )
    assert missing.status_code == 422
    done = chanpen.press(
        address, at=f"{address}strike-off/", member=ticked, resolution=RESOLUTION
    )
    assert done.status_code == 302
    assert village["lapsed"].member_no not in text(chanpen.get(address))
    assert Visitor(cast, "noi").get(address).status_code == 404

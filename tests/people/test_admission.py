"""Who may join and how one leaves is the by-law's word, or a reason that is kept."""

from __future__ import annotations

from datetime import date
from typing import Any
from uuid import UUID

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kongbun.kernel.refusal import RefusalCode, Refused
from kongbun.people.member_actions import exit_membership, register_member
from kongbun.people.models import Membership
from kongbun.rules.admission import admission_checks
from kongbun.rules.bylaw import MembershipRules
from kongbun.rules.days import column, day_number
from kongbun.testing.cast import TODAY, Cast
from tests.counter_law import adopt_law
from tests.web.doors import Visitor, text

MEMBERSHIP = """
eligible: อยู่ในตำบล
age_at_least: 15
age_at_most: 60
documents: [สำเนาทะเบียนบ้าน, รูปถ่าย]
exits: [died, resigned]
"""
EXEMPT = """
exempt:
  - {clause: ข้อ 5 (2), text: วัดส่งแทน, who: [disadvantaged], payer: temple}
"""
JOINED = date(2026, 11, 1)
ALL = ("สำเนาทะเบียนบ้าน", "รูปถ่าย")


@pytest.fixture
def fund(cast: Cast) -> Cast:
    adopt_law(cast, MEMBERSHIP, contributions=EXEMPT, first=date(2021, 1, 1))
    return cast


def join(
    cast: Cast, born: date | None, precision: str = "day", **more: Any
) -> Membership:
    facts = {
        "branch": cast.branches[0].public_id,
        "joined_on": more.pop("joined_on", JOINED),
        "member_type": more.pop("member_type", "general"),
    }
    made = register_member(
        cast.act("chanpen"),
        person={
            "first_name": "บุญเรือน",
            "birth_date": born,
            "birth_precision": precision if born else "",
        },
        membership=facts,
        **{"papers": ALL, **more},
    )
    return Membership.objects.get(public_id=UUID(made["membership"]))


def reasons(call: Any) -> list[tuple[str, dict[str, str]]]:
    with pytest.raises(Refused) as caught:
        call()
    return [(one.code.value, one.shown()) for one in caught.value.reasons]


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("born", "precision"),
    [
        (date(2011, 11, 1), "day"),
        (date(1965, 11, 2), "day"),
        # The latest day it may have been: 31 December 1966, sixty next month.
        (date(1966, 1, 1), "year"),
    ],
)
def test_who_has_the_age_joins(fund: Cast, born: date, precision: str) -> None:
    assert join(fund, born, precision).admission_note == ""


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("born", "precision", "code", "found"),
    [
        (date(2011, 11, 2), "day", "joins-too-young", "14"),
        (date(2011, 1, 1), "year", "joins-too-young", "14"),
        (date(1965, 11, 1), "day", "joins-too-old", "61"),
        (None, "", "birth-needed-to-join", "-1"),
    ],
)
def test_who_has_not_is_told_the_clause_and_the_age(
    fund: Cast, born: date | None, precision: str, code: str, found: str
) -> None:
    ((said, facts),) = reasons(lambda: join(fund, born, precision))
    assert (said, facts["found"], facts["clause"]) == (code, found, "ข้อ 4")
    assert not Membership.objects.filter(fund=fund.fund).exists()


@pytest.mark.django_db
def test_every_reason_is_told_at_once(fund: Cast) -> None:
    told = reasons(lambda: join(fund, date(1950, 1, 1), papers=["รูปถ่าย", "ใบอื่น"]))
    assert [code for code, _ in told] == ["joins-too-old", "joining-papers-missing"]
    assert told[1][1]["papers"] == "สำเนาทะเบียนบ้าน"


@pytest.mark.django_db
def test_what_the_committee_resolved_stays_on_the_membership(fund: Cast) -> None:
    note = "มติกรรมการ 3/2569 รับยายมาเพราะเป็นผู้ก่อตั้ง"
    made = join(fund, date(1950, 1, 1), papers=[], admission_note=note)
    assert made.admission_note == note
    said = text(Visitor(fund, "chanpen").get(_page(fund, made)))
    assert note in said
    told = reasons(
        lambda: join(
            fund, date(1950, 1, 1), admission_note="  ", is_another_person=True
        )
    )
    assert "joins-too-old" in [code for code, _ in told]


@pytest.mark.django_db
def test_the_by_law_of_that_day_is_asked(fund: Cast) -> None:
    assert join(fund, date(1950, 1, 1), papers=[], joined_on=date(2020, 12, 31))


@pytest.mark.django_db
def test_who_pays_is_the_exemption_s_unless_it_is_said(fund: Cast) -> None:
    born = date(1980, 1, 1)
    assert join(fund, born, member_type="disadvantaged").payer_kind == "temple"
    other = join(fund, date(1981, 1, 1), is_another_person=True)
    assert other.payer_kind == "self"


@pytest.mark.django_db
def test_one_leaves_in_a_way_that_the_by_law_has(fund: Cast) -> None:
    made = join(fund, date(1980, 1, 1))

    def leave(reason: str) -> Any:
        return exit_membership(
            fund.act("chanpen"),
            membership=made.public_id,
            reason=reason,
            exited_on=TODAY,
        )

    for reason in ("moved_away", "struck_off"):
        ((code, facts),) = reasons(lambda reason=reason: leave(reason))
        assert code == RefusalCode.EXIT_NOT_IN_BYLAW.value
        assert facts["ways"] == "เสียชีวิต ลาออก"
    shown = text(Visitor(fund, "chanpen").get(_page(fund, made) + "leave/"))
    assert 'value="resigned"' in shown
    assert 'value="moved_away"' not in shown
    assert leave("resigned")["exited_on"] == TODAY.isoformat()


@pytest.mark.django_db
def test_the_page_asks_for_what_the_by_law_wants_to_see(fund: Cast) -> None:
    secretary = Visitor(fund, "chanpen")
    address = f"/f/{fund.fund.code}/members/new/"
    shown = text(secretary.get(address))
    for word in (*ALL, "เหตุที่รับเป็นกรณีพิเศษ", "อยู่ในตำบล", "อายุครบ 15 ปี และไม่เกิน 60 ปี"):
        assert word in shown, word
    typed = {
        "first_name": "บุญเรือน",
        "birth": "1 มี.ค. 2510",
        "branch": str(fund.branches[0].public_id),
        "joined_on": "1 พ.ย. 2569",
        "member_type": "general",
        "rhythm_months": "1",
    }
    refused = text(secretary.press(address, papers=["รูปถ่าย"], **typed))
    assert "ยังไม่ได้ทำเครื่องหมาย: สำเนาทะเบียนบ้าน" in refused
    assert not Membership.objects.filter(fund=fund.fund).exists()
    assert secretary.press(address, papers=list(ALL), **typed).status_code == 302
    assert Membership.objects.get(fund=fund.fund).payer_kind == "self"


def _page(cast: Cast, made: Membership) -> str:
    return f"/f/{cast.fund.code}/members/{made.public_id}/"


DAYS = st.integers(date(1900, 1, 1).toordinal(), date(2030, 12, 31).toordinal()).map(
    date.fromordinal
)


ROW = st.tuples(DAYS, st.booleans(), DAYS, st.integers(0, 3))


@settings(deadline=None)
@given(
    st.lists(ROW, min_size=1, max_size=9),
    st.integers(0, 90) | st.none(),
    st.integers(0, 90) | st.none(),
)
def test_ages_are_whole_years_on_the_day_of_joining(
    rows: list[tuple[date, bool, date, int]], least: int | None, most: int | None
) -> None:
    rules = MembershipRules(
        clause="ข้อ 4", age_at_least=least, age_at_most=most, documents=("ก", "ข")
    )
    checks = admission_checks(
        rules,
        birth_date=column([day_number(born) for born, *_ in rows]),
        birth_known=np.array([known for _, known, *_ in rows]),
        joined=column([day_number(joined) for _, _, joined, _ in rows]),
        papers_shown=column([papers for *_, papers in rows]),
    )
    for i, (born, known, joined, papers) in enumerate(rows):
        passed = all(bool(check.passed[i]) for check in checks)
        before = (joined.month, joined.day) < (born.month, born.day)
        if (born.month, born.day) == (2, 29) and (joined.month, joined.day) == (2, 28):
            # 28 February completes the year where there is no 29th.
            before = joined.year % 4 == 0 and joined.year != 1900
        age = joined.year - born.year - before
        fits = known or (least is None and most is None)
        fits &= least is None or age >= least
        fits &= most is None or 0 <= age <= most
        assert passed is (fits and papers >= 2), (born, joined, age)

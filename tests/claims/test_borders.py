"""Who stands near each border of a by-law, each figure counted here by hand."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import date, timedelta

import numpy as np
import pytest

from kongbun.claims.borders import BenefitBorders, Border, borders
from kongbun.claims.touched import touched
from kongbun.cli.main import main
from kongbun.people.models import Branch, Membership
from kongbun.rules.bylaw import Bylaw
from kongbun.rules.read_yaml import read_bylaw
from kongbun.testing.cast import TODAY, Cast, make_member
from tests.claims.story import Story, paid_until

pytestmark = pytest.mark.django_db
FRAME = """
title: ร่าง
fund: ทดลอง
version: "1"
status: synthetic
effective_from: 2025-10-01
membership: {clause: ข้อ 1}
contributions: {convention: month, unit_baht: 30, clause: ข้อ 2}
benefits:
  - code: gift
    title: ของขวัญ
    clause: ข้อ 3
    text: ของขวัญ
    category: 3
"""


def text_of(text: str) -> str:
    body = "\n".join(f"    {line}" for line in text.strip("\n").splitlines())
    return FRAME.lstrip() + body + "\n"


def law(text: str) -> Bylaw:
    return read_bylaw(text_of(text), file="draft.yaml")


def gift(cast: Cast, text: str, *, nearest: int = 3) -> BenefitBorders:
    return borders(cast.fund.pk, law(text), TODAY, nearest=nearest)[0]


def only(found: BenefitBorders) -> Border:
    assert len(found.borders) == 1, [one.label for one in found.borders]
    return found.borders[0]


def born(cast: Cast, no: int, birth: date | None, **more: object) -> int:
    return make_member(cast, no, birth_date=birth, **more).pk  # type: ignore[arg-type]


FIXED = "amount: {fixed_baht: 500}"


def test_an_age_names_the_nearest_on_both_sides_and_in_how_many_days(
    cast: Cast,
) -> None:
    today_sixty = born(cast, 1, date(1966, 11, 20))
    yesterday = born(cast, 2, date(1966, 11, 19))
    tomorrow = born(cast, 3, date(1966, 11, 21))
    far = born(cast, 4, date(1936, 1, 1))
    young = born(cast, 5, date(1990, 1, 1))
    born(cast, 6, None)
    found = gift(cast, f"conditions: [{{age_at_least: 60}}]\n{FIXED}")
    border = only(found)
    assert found.touched == border.passing.count == 3
    assert (border.of, border.unknown, border.failing.count) == (6, 1, 2)
    assert (border.required, border.unit) == (60, "years")
    assert [(x.membership_id, x.by, x.unit) for x in border.passing.nearest] == [
        (today_sixty, 0, "days"),
        (yesterday, 1, "days"),
        (far, (TODAY - date(1996, 1, 1)).days, "days"),
    ]
    failing = border.failing.nearest
    assert [x.membership_id for x in failing] == [tomorrow, young]
    assert [x.by for x in failing] == [1, (date(2050, 1, 1) - TODAY).days]
    assert [x.found for x in failing] == [59, 36]
    assert border.label == "อายุ 60 ปีขึ้นไป"


def test_an_upper_age_tells_how_long_it_is_still_open(cast: Cast) -> None:
    # Eighteen on the last day of it, and nineteen since today.
    last_day = born(cast, 1, date(2007, 11, 21))
    over = born(cast, 2, date(2007, 11, 20))
    border = only(gift(cast, f"conditions: [{{age_at_most: 18}}]\n{FIXED}"))
    assert [(x.membership_id, x.by) for x in border.passing.nearest] == [(last_day, 0)]
    assert [(x.membership_id, x.by) for x in border.failing.nearest] == [(over, 1)]


def test_only_so_many_are_named_and_the_rest_is_counted(cast: Cast) -> None:
    for no in range(1, 6):
        born(cast, no, date(1966, 11, 20))
    text = f"conditions: [{{age_at_least: 60}}]\n{FIXED}"
    side = only(gift(cast, text, nearest=2)).passing
    assert (side.count, len(side.nearest), side.as_near) == (5, 2, 3)
    side = only(gift(cast, text, nearest=0)).passing
    assert (side.count, side.nearest, side.as_near) == (5, (), 0)


def test_time_paid_tells_what_is_missing_if_every_day_is_paid(cast: Cast) -> None:
    def paid(no: int, joined: date) -> int:
        member = make_member(cast, no, joined_on=joined)
        paid_until(member, TODAY)
        return member.pk

    # To the border of two years paid by today: on it, a day short, a day over.
    on = paid(1, date(2024, 11, 20))
    short = paid(2, date(2024, 11, 21))
    over = paid(3, date(2024, 11, 19))
    border = only(gift(cast, f"conditions: [{{paid_for: 2 years}}]\n{FIXED}"))
    assert border.label == "ส่งเงินครบ 2 ปี"
    assert [(x.membership_id, x.by) for x in border.passing.nearest] == [
        (on, 0),
        (over, 1),
    ]
    assert [(x.membership_id, x.by) for x in border.failing.nearest] == [(short, 1)]


def test_each_edge_of_the_tiers_is_a_border_with_both_sums(cast: Cast) -> None:
    text = """
amount:
  counts: joined
  below_first: nothing
  tiers:
    - {code: a, from: 1 year, to: 2 years, amount_baht: 100}
    - {code: b, from: 2 years + 1 day, to: 4 years, amount_baht: 300}
"""
    day_short = make_member(cast, 1, joined_on=date(2025, 11, 21)).pk
    first = make_member(cast, 2, joined_on=date(2025, 11, 20)).pk
    # Two years complete today is still the first tier, by its "to".
    still = make_member(cast, 3, joined_on=date(2024, 11, 20)).pk
    second = make_member(cast, 4, joined_on=date(2024, 11, 19)).pk
    last = make_member(cast, 5, joined_on=date(2022, 11, 20)).pk
    gone = make_member(cast, 6, joined_on=date(2022, 11, 19)).pk
    found = gift(cast, text)
    assert [one.label for one in found.borders] == [
        "เป็นสมาชิกครบ 1 ปี",
        "เป็นสมาชิกครบ 2 ปี 1 วัน",
        "เป็นสมาชิกครบ 4 ปี 1 วัน",
    ]
    assert [one.note for one in found.borders] == [
        "ก่อนครบไม่ได้ ครบแล้วได้ 100 บาท",
        "ก่อนครบได้ 100 บาท ครบแล้วได้ 300 บาท",
        "ก่อนครบได้ 300 บาท ครบแล้วไม่ได้",
    ]
    nearest = [
        (one.failing.nearest[0].membership_id, one.passing.nearest[0].membership_id)
        for one in found.borders
    ]
    assert nearest == [(day_short, first), (still, second), (last, gone)]
    assert [one.passing.count for one in found.borders] == [5, 3, 1]
    assert found.touched == 4


def test_who_fails_something_else_too_is_marked(cast: Cast) -> None:
    old = born(cast, 1, date(1966, 11, 21), joined_on=date(2020, 1, 1))
    new = born(cast, 2, date(1966, 11, 22), joined_on=date(2026, 11, 1))
    text = f"conditions: [{{age_at_least: 60}}, {{member_for: 1 year}}]\n{FIXED}"
    age, member = gift(cast, text).borders
    assert [(x.membership_id, x.decides) for x in age.failing.nearest] == [
        (old, True),
        (new, False),
    ]
    assert [(x.membership_id, x.decides) for x in member.failing.nearest] == [
        (new, False)
    ]


def test_whom_it_is_not_meant_for_stands_near_no_border(cast: Cast) -> None:
    born(cast, 1, date(1966, 11, 20), sex="m")
    woman = born(cast, 2, date(1960, 1, 1), sex="f")
    text = f"conditions: [{{sex: female}}, {{age_at_least: 60}}]\n{FIXED}"
    border = only(gift(cast, text))
    assert border.of == 1
    assert [x.membership_id for x in border.passing.nearest] == [woman]


def test_arrears_are_told_in_their_own_unit(cast: Cast) -> None:
    behind = make_member(cast, 1, joined_on=date(2020, 10, 1))
    paid_until(behind, date(2026, 9, 1))
    just = make_member(cast, 2, joined_on=date(2020, 10, 1))
    paid_until(just, date(2026, 10, 1))
    border = only(gift(cast, f"conditions: [{{arrears_at_most: 2 months}}]\n{FIXED}"))
    assert border.unit == "months"
    # September, October and the running November; and the last two alone.
    assert [(x.membership_id, x.found, x.by) for x in border.failing.nearest] == [
        (behind.pk, 3, 1)
    ]
    assert [(x.membership_id, x.found, x.by) for x in border.passing.nearest] == [
        (just.pk, 2, 0)
    ]


def test_each_comparison_of_an_expression_is_a_border(cast: Cast) -> None:
    one = born(cast, 1, date(1966, 11, 21), joined_on=date(2020, 1, 1))
    text = (
        "conditions:\n"
        "  - when: nights >= 3 and (age >= 60 or member_years >= 10)\n"
        "    text: นอนสามคืน และอายุหรือเป็นสมาชิกนานพอ\n" + FIXED
    )
    found = gift(cast, text)
    assert [x.label for x in found.borders] == [
        "อายุของสมาชิก ไม่น้อยกว่า 60 ปี",
        "จำนวนปีที่เป็นสมาชิก ไม่น้อยกว่า 10 ปี",
    ]
    age = found.borders[0].failing.nearest[0]
    assert (age.membership_id, age.by, age.unit) == (one, 1, "days")
    assert found.told_at_counter == ("คืนที่นอนโรงพยาบาล ไม่น้อยกว่า 3 คืน",)


def test_a_border_inside_a_formula_is_told_too(cast: Cast) -> None:
    born(cast, 1, date(1966, 11, 20))
    text = "amount: {formula: 'if(age >= 60, 500 baht, 100 baht)'}"
    assert only(gift(cast, text)).passing.count == 1


def test_what_is_stated_at_the_counter_has_nobody_near_it(cast: Cast) -> None:
    born(cast, 1, date(1966, 11, 20))
    text = f"""
conditions:
  - filed_within_days: 60
  - gpa_hundredths_at_least: 350
  - {{age_at_most: 20, whose: subject}}
{FIXED}
"""
    found = gift(cast, text)
    assert found.borders == ()
    assert found.told_at_counter == (
        "ยื่นภายใน 60 วัน",
        "เกรดเฉลี่ย 3.50 ขึ้นไป",
        "อายุของผู้ที่ขอให้ไม่เกิน 20 ปี",
    )


def test_a_ceiling_is_a_border_once_somebody_has_used_of_it(story: Story) -> None:
    draft = read_bylaw(
        FRAME.lstrip().replace("code: gift", "code: ipd")
        + "    amount: {each_baht: 100, unit: nights}\n"
        + "    caps: [{max_units: 6, per: fiscal_year}]\n",
        file="draft.yaml",
    )
    fund = story.cast.fund.pk
    assert borders(fund, draft, TODAY)[0].borders == ()
    story.approved()  # Five nights.
    make_member(story.cast, 9)  # Has used nothing, and is near no ceiling.
    border = only(borders(fund, draft, TODAY)[0])
    near = border.passing.nearest
    assert [(x.membership_id, x.found, x.by, x.unit) for x in near] == [
        (story.bunruean.pk, 5, 1, "nights")
    ]
    assert border.passing.count == Membership.objects.filter(fund=fund).count()


def test_an_empty_fund_has_borders_of_nobody(cast: Cast) -> None:
    found = borders(cast.other_fund.pk, law(FIXED), TODAY)[0]
    assert (found.touched, found.borders) == (0, ())


def test_the_command_names_numbers_and_nobodys_name(
    cast: Cast, capsys: pytest.CaptureFixture[str], tmp_path: object
) -> None:
    member = make_member(cast, 1, birth_date=date(1966, 11, 21))
    file = f"{tmp_path}/draft.yaml"
    with open(file, "w", encoding="utf-8") as out:
        out.write(text_of(f"conditions: [{{age_at_least: 60}}]\n{FIXED}"))
    call = ["bylaw", "borders", file, "--fund", cast.fund.code]
    call += ["--on", "2026-11-20"]
    assert main([*call, "--json"]) == 0
    told = json.loads(capsys.readouterr().out)
    border = told["benefits"][0]["borders"][0]
    assert (border["required"], border["unit"], border["of"]) == (60, "years", 1)
    assert border["failing"]["nearest"] == [
        {
            "member_no": member.member_no,
            "found": 59,
            "by": 1,
            "by_unit": "days",
            "decides": True,
        }
    ]
    assert main(call) == 0
    said = capsys.readouterr().out
    assert f"ยังไม่ผ่าน {member.member_no} มี 59 ปี ห่าง 1 วัน" in said
    assert member.person.first_name not in said


def test_random_members_stand_as_a_slow_count_says(cast: Cast) -> None:
    """Age and time since joining, counted one by one from the calendar alone."""
    rng = np.random.default_rng(3)
    rows: dict[int, tuple[date, date]] = {}
    for no in range(1, 61):
        birth = TODAY - timedelta(days=int(rng.integers(20 * 365, 62 * 365)))
        joined = TODAY - timedelta(days=int(rng.integers(1, 4 * 365)))
        rows[make_member(cast, no, birth_date=birth, joined_on=joined).pk] = (
            birth,
            joined,
        )

    def on(day: date, years: int) -> date:
        try:
            return day.replace(year=day.year + years)
        except ValueError:
            return date(day.year + years, 2, 28)

    for age, years in ((30, 1), (45, 2), (60, 3)):
        text = (
            f"conditions: [{{age_at_least: {age}}}, {{member_for: {years} years}}]\n"
            f"{FIXED}"
        )
        draft = law(text)
        found = borders(cast.fund.pk, draft, TODAY, nearest=5)[0]
        reached = {
            pk: (on(birth, age), on(joined, years))
            for pk, (birth, joined) in rows.items()
        }
        both = [pk for pk, (a, b) in reached.items() if a <= TODAY and b <= TODAY]
        assert found.touched == len(both)
        assert touched(cast.fund.pk, draft, TODAY) == {"gift": len(both)}
        for at, border in enumerate(found.borders):
            days = {pk: (TODAY - one[at]).days for pk, one in reached.items()}
            inside = sorted((n, pk) for pk, n in days.items() if n >= 0)
            outside = sorted((-n, pk) for pk, n in days.items() if n < 0)
            for side, expected in (
                (border.passing, inside),
                (border.failing, outside),
            ):
                assert side.count == len(expected)
                assert [(x.by, x.membership_id) for x in side.nearest] == expected[:5]


def test_no_other_fund_is_near(cast: Cast) -> None:
    born(cast, 1, date(1960, 1, 1))
    village = Branch.objects.create(
        fund=cast.other_fund, kind="village", moo=1, name="บ้านอื่น"
    )
    other = born(
        replace(cast, fund=cast.other_fund), 2, date(1966, 1, 1), branch=village
    )
    text = f"conditions: [{{age_at_least: 60}}]\n{FIXED}"
    assert only(gift(cast, text)).of == 1
    theirs = borders(cast.other_fund.pk, law(text), TODAY)[0]
    assert [x.membership_id for x in only(theirs).passing.nearest] == [other]

"""Which level of a by-law suffices for a sum, against an oracle written apart."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kongbun.rules.approving import BODIES, needed
from kongbun.rules.approving_words import emergency_line, levels_line
from kongbun.rules.benefit import Approval
from tests.rules.laws import rule_of


def level(
    by: str,
    up_to: int | None = None,
    *,
    emergency: bool = False,
    within: int | None = None,
    clause: str = "ข้อ 7",
) -> Approval:
    return Approval(
        clause=clause,
        by=by,
        up_to_satang=up_to,
        emergency=emergency,
        confirmed_within_days=within,
    )


def may_approve(levels: list[Approval], body: str, satang: int) -> bool:
    """The oracle: a body may if it, or one it outranks, is named for such a sum."""
    ladder = ["centre", "chair", "committee", "general_meeting"]
    ordinary = [one for one in levels if not one.emergency]
    if not ordinary:
        return body in ("committee", "general_meeting")
    if body == "general_meeting":
        return True
    for one in ordinary:
        enough = one.up_to_satang is None or not one.up_to_satang < satang
        if enough and ladder.index(one.by) <= ladder.index(body):
            return True
    return False


LEVELS = st.lists(
    st.builds(
        level,
        st.sampled_from(BODIES),
        st.none() | st.integers(1, 60),
        emergency=st.booleans(),
    ),
    max_size=6,
)


@given(LEVELS, st.integers(0, 70))
def test_a_body_suffices_as_the_oracle_says(
    levels: list[Approval], satang: int
) -> None:
    found = needed(levels, satang)
    for body in BODIES:
        assert found.suffices(body) == may_approve(levels, body, satang), body
    assert {one.by for one in found.first} == {
        one.by
        for one in levels
        if one.emergency and (one.up_to_satang is None or one.up_to_satang >= satang)
    }


@given(LEVELS, st.integers(0, 70), st.randoms())
def test_the_order_in_which_levels_are_written_changes_nothing(
    levels: list[Approval], satang: int, dice: object
) -> None:
    turned = list(levels)
    dice.shuffle(turned)  # type: ignore[attr-defined]
    first, second = needed(levels, satang), needed(turned, satang)
    assert (first.body, first.by_resolution) == (second.body, second.by_resolution)


@given(LEVELS, st.integers(0, 69))
def test_a_larger_sum_never_needs_less(levels: list[Approval], satang: int) -> None:
    less, more = needed(levels, satang), needed(levels, satang + 1)
    assert BODIES.index(less.body) <= BODIES.index(more.body)


@pytest.mark.parametrize(
    ("satang", "body"),
    [(1_000_00, "centre"), (1_000_01, "committee"), (1, "centre")],
)
def test_a_ceiling_includes_itself(satang: int, body: str) -> None:
    levels = [level("centre", 1_000_00), level("committee")]
    assert needed(levels, satang).body == body


def test_above_every_ceiling_the_general_meeting_decides() -> None:
    levels = [level("centre", 1_000_00), level("committee", 5_000_00, clause="ข้อ 8")]
    found = needed(levels, 5_000_01)
    assert (found.body, found.clause) == ("general_meeting", "ข้อ 8")


@pytest.mark.parametrize(
    "levels",
    [
        [level("chair", 3_000_00), level("committee")],
        [level("chair")],
        [level("chair", emergency=True), level("committee")],
    ],
)
def test_a_bylaw_that_names_the_chair_has_the_committee_resolve(
    levels: list[Approval],
) -> None:
    assert needed(levels, 5_000_00).by_resolution


def test_without_a_chair_of_its_own_anyone_signs_for_the_committee() -> None:
    assert not needed([level("centre", 1_000_00), level("committee")], 5).by_resolution
    assert needed([], 5).body == "committee"


def test_who_goes_first_is_who_is_named_for_such_a_sum() -> None:
    levels = [
        level("chair", 2_000_00, emergency=True, within=30),
        level("committee", 9_000_00, emergency=True),
        level("general_meeting"),
    ]
    assert needed(levels, 2_000_00).goes_first({"chair", "committee"}) == levels[0]
    assert needed(levels, 2_000_01).goes_first({"chair"}) is None
    assert needed(levels, 2_000_01).goes_first({"chair", "committee"}) == levels[1]


@pytest.mark.parametrize(
    ("levels", "said"),
    [
        (
            [level("centre", 1_000_00), level("committee")],
            "ข้อ 7: ไม่เกิน 1,000 บาท ศูนย์หมู่บ้านอนุมัติ เกินกว่านั้น คณะกรรมการกองทุนอนุมัติ",
        ),
        (
            [level("committee", 5_000_00), level("chair", 500_00, clause="ข้อ 8")],
            "ข้อ 8: ไม่เกิน 500 บาท ประธานกองทุนอนุมัติ "
            "ข้อ 7: ไม่เกิน 5,000 บาท คณะกรรมการกองทุนอนุมัติ "
            "เกินกว่านั้น ที่ประชุมใหญ่อนุมัติ",
        ),
        ([level("chair"), level("committee")], "ข้อ 7: ประธานกองทุนอนุมัติ"),
        (
            [level("centre", 900_00), level("chair", 800_00), level("committee")],
            "ข้อ 7: ไม่เกิน 900 บาท ศูนย์หมู่บ้านอนุมัติ เกินกว่านั้น คณะกรรมการกองทุนอนุมัติ",
        ),
        ([level("chair", emergency=True)], "คณะกรรมการกองทุนอนุมัติโดยมติ"),
        ([], "ระเบียบไม่ได้แบ่งตามวงเงิน ประธานหรือกรรมการอนุมัติได้"),
    ],
)
def test_one_line_says_who_approves_what(levels: list[Approval], said: str) -> None:
    assert levels_line(levels) == said


def test_who_goes_first_is_told_with_the_day() -> None:
    first = rule_of("example-synthetic", "disaster").approvals[0]
    assert emergency_line(first) == (
        "ข้อ 18 (3): กรณีฉุกเฉิน ประธานกองทุนอนุมัติก่อนได้ แล้วให้ยืนยันภายใน 30 วัน"
    )
    later = level("centre", 500_00, emergency=True)
    assert emergency_line(later) == (
        "ข้อ 7: กรณีฉุกเฉิน ศูนย์หมู่บ้านอนุมัติก่อนได้ ไม่เกิน 500 บาท แล้วให้ยืนยันภายหลัง"
    )

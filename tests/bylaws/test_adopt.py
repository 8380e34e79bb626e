"""A by-law is adopted whole, is never edited, and decides from its own first day."""

from __future__ import annotations

from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest
from django.db import DatabaseError, connection, transaction

from kongbun.access.queries import fund_by_code
from kongbun.bylaws.actions import adopt
from kongbun.bylaws.queries import versions
from kongbun.bylaws.reading import rules_of, rules_on
from kongbun.commands.run import Act
from kongbun.founding.actions import found_fund
from kongbun.kernel.refusal import RefusalCode, Refused
from kongbun.testing.cast import TODAY, Cast, has_audit_line

pytestmark = pytest.mark.django_db
BYLAWS = Path(__file__).parents[2] / "bylaws"
OLD = (BYLAWS / "demo-2563.yaml").read_text("utf-8")
NEW = (BYLAWS / "demo-2568.yaml").read_text("utf-8")


def adopted(act: Act, text: str, **changed: Any) -> dict[str, Any]:
    facts: dict[str, Any] = {
        "text": text,
        "file": "x.yaml",
        "adopted_on": TODAY,
        "meeting": "ประชุมใหญ่สามัญ ครั้งที่ 1/2569",
        "votes_for": 120,
        "votes_against": 3,
        "votes_abstained": 9,
    }
    return adopt(act, **{**facts, **changed})


def refusal(act: Act, text: str, **changed: Any) -> Refused:
    with pytest.raises(Refused) as caught:
        adopted(act, text, **changed)
    return caught.value


def test_the_version_in_force_is_the_last_that_began(cast: Cast) -> None:
    adopted(cast.act("chanpen"), OLD)
    adopted(cast.act("chanpen"), NEW)
    first, second = versions(cast.fund.pk).order_by("effective_from")
    day = second.effective_from
    before = rules_on(cast.fund.pk, day - timedelta(days=1))
    on = rules_on(cast.fund.pk, day)
    assert before == rules_of(first)
    assert on == rules_of(second)
    assert before != on
    assert rules_on(cast.fund.pk, first.effective_from - timedelta(days=1)) is None
    assert has_audit_line(cast, "bylaws.adopt")


def test_a_version_cannot_begin_before_the_newest_one(cast: Cast) -> None:
    adopted(cast.act("chanpen"), NEW)
    code = RefusalCode.BYLAW_DAY_TAKEN
    assert refusal(cast.act("chanpen"), OLD).code is code
    assert refusal(cast.act("chanpen"), NEW).code is code


def test_a_failing_example_stops_adoption_and_names_its_clause(cast: Cast) -> None:
    wrong = OLD.replace("expect: {amount_baht: 300}", "expect: {amount_baht: 400}", 1)
    assert wrong != OLD
    refused = refusal(cast.act("chanpen"), wrong)
    assert refused.code is RefusalCode.BYLAW_UNFIT
    assert "ข้อ" in refused.reasons[0].message()


def test_a_text_that_cannot_be_read_gives_all_its_problems(cast: Cast) -> None:
    refused = refusal(cast.act("chanpen"), "title: x\nbenefits: []\n")
    assert refused.code is RefusalCode.BYLAW_UNFIT
    assert len(refused.reasons) > 3


@pytest.mark.parametrize(
    ("changed", "code"),
    [
        ({"meeting": "  "}, RefusalCode.FIELD_EMPTY),
        ({"adopted_on": TODAY + timedelta(days=1)}, RefusalCode.DATE_IN_FUTURE),
    ],
)
def test_an_adoption_has_a_meeting_that_has_been_held(
    cast: Cast, changed: dict[str, Any], code: RefusalCode
) -> None:
    assert refusal(cast.act("chanpen"), OLD, **changed).code is code


@pytest.mark.parametrize("who", ["somsri", "prasert", "noi", "operator"])
def test_only_chair_and_secretary_adopt(cast: Cast, who: str) -> None:
    assert refusal(cast.act(who), OLD).code is RefusalCode.NOT_ALLOWED


def test_an_adopted_text_cannot_be_changed_in_the_database(cast: Cast) -> None:
    adopted(cast.act("chanpen"), OLD)
    with (
        pytest.raises(DatabaseError),
        transaction.atomic(),
        connection.cursor() as cursor,
    ):
        cursor.execute("UPDATE bylaws_bylawversion SET text = 'x'")


def test_a_fund_is_founded_with_its_bylaw_or_not_at_all(cast: Cast) -> None:
    def found(text: str) -> None:
        found_fund(
            cast.act("operator", fund_id=0),
            code="NEW-1",
            name="กองทุนใหม่",
            founded_on=date(2026, 10, 1),
            books_from=date(2026, 10, 1),
            bylaw_text=text,
            bylaw_file="x.yaml",
        )

    with pytest.raises(Refused):
        found("title: x\n")
    assert fund_by_code("NEW-1") is None
    found(OLD)
    fund = fund_by_code("NEW-1")
    assert fund is not None
    assert rules_on(fund.pk, TODAY) is not None

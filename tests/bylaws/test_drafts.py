"""A by-law is drafted and shown to the members; nothing is lost on the way."""

from __future__ import annotations

from typing import Any
from uuid import UUID

import pytest
from django.db import DatabaseError, connection, transaction

from kongbun.bylaws import draft_actions as actions
from kongbun.bylaws.actions import adopt
from kongbun.bylaws.draft_models import DraftState
from kongbun.bylaws.draft_queries import newest_text, texts
from kongbun.bylaws.draft_reading import Place, read_draft
from kongbun.bylaws.models import BylawVersion
from kongbun.bylaws.queries import versions
from kongbun.kernel.refusal import RefusalCode
from kongbun.rules.write_yaml import plain_mapping, written
from kongbun.testing.cast import TODAY, Cast, has_audit_line
from tests.bylaws.drafted import (
    DAY,
    FIRST_DAY,
    MEETING,
    NEW,
    OLD,
    adopted,
    found,
    refusals,
    shown,
    start,
)

pytestmark = pytest.mark.django_db

# --- writing ----------------------------------------------------------------------


def test_a_draft_begins_with_nearly_nothing_and_says_what_is_missing(
    cast: Cast,
) -> None:
    draft = start(cast, "", title="ระเบียบ ฉบับแรก", who="somsri")
    text = newest_text(found(cast, draft)).text
    assert text == "title: ระเบียบ ฉบับแรก\n"
    reading = read_draft(text, day=TODAY)
    assert reading.bylaw is None
    assert not reading.is_fit
    assert len(reading.findings) > 3
    assert has_audit_line(cast, "bylaws.start_draft")


def test_a_draft_made_from_a_version_keeps_its_text_and_takes_a_new_title(
    cast: Cast,
) -> None:
    adopt(cast.act("chanpen"), text=OLD, file="x", adopted_on=TODAY, meeting="ประชุม")
    version = versions(cast.fund.pk)[0]
    draft = found(
        cast,
        start(cast, OLD, title="ระเบียบ แก้ไขครั้งที่ 1", based_on=version.public_id),
    )
    assert draft.based_on == version
    assert draft.title == "ระเบียบ แก้ไขครั้งที่ 1"
    tree = plain_mapping(newest_text(draft).text)
    assert tree == plain_mapping(OLD) | {"title": "ระเบียบ แก้ไขครั้งที่ 1"}
    same = found(cast, start(cast, OLD, based_on=version.public_id))
    assert newest_text(same).text == OLD


def test_each_text_is_kept_and_the_newest_is_the_draft(cast: Cast) -> None:
    draft = start(cast, OLD)
    answer = actions.keep_text(cast.act("somsri"), draft=draft, text=NEW, expected_no=1)
    assert (answer["no"], answer["was_shown"]) == (2, False)
    again = actions.keep_text(cast.act("somsri"), draft=draft, text=NEW, expected_no=2)
    assert again["no"] == 2
    assert [one.no for one in texts(found(cast, draft))] == [2, 1]
    assert newest_text(found(cast, draft)).text == NEW
    assert newest_text(found(cast, draft)).written_by == cast.users["somsri"]
    assert found(cast, draft).title == plain_mapping(NEW)["title"]


def test_going_back_is_a_new_text_with_the_old_words(cast: Cast) -> None:
    draft = start(cast, OLD)
    actions.keep_text(cast.act("somsri"), draft=draft, text=NEW, expected_no=1)
    actions.go_back(cast.act("chanpen"), draft=draft, to_no=1, expected_no=2)
    newest = newest_text(found(cast, draft))
    assert (newest.no, newest.again_no, newest.text) == (3, 1, OLD)
    assert found(cast, draft).title == plain_mapping(OLD)["title"]
    assert refusals(
        actions.go_back, cast.act("chanpen"), draft=draft, to_no=9, expected_no=3
    ) == [RefusalCode.NOT_FOUND]


def test_who_wrote_from_an_older_text_is_told_to_look_again(cast: Cast) -> None:
    draft = start(cast, OLD)
    actions.keep_text(cast.act("somsri"), draft=draft, text=NEW, expected_no=1)
    late: dict[str, Any] = {"draft": draft, "expected_no": 1}
    act = cast.act
    changed = [RefusalCode.CHANGED_SINCE]
    assert refusals(actions.keep_text, act("chanpen"), text=OLD, **late) == changed
    assert refusals(actions.go_back, act("chanpen"), to_no=1, **late) == changed
    assert refusals(actions.withdraw_draft, act("chanpen"), **late) == changed
    assert (
        refusals(
            actions.show_draft, act("chanpen"), shown_on=TODAY, how="ประชุม", **late
        )
        == changed
    )
    assert refusals(actions.adopt_draft, act("chanpen"), **late, **MEETING) == changed
    assert newest_text(found(cast, draft)).text == NEW


@pytest.mark.parametrize(
    "text", ["a: [\n", "title: &x a\n", "title: a\ntitle: b\n", "- a\n", "[" * 50]
)
def test_a_text_without_the_form_of_a_file_is_not_kept(cast: Cast, text: str) -> None:
    draft = start(cast)
    codes = refusals(
        actions.keep_text, cast.act("chanpen"), draft=draft, text=text, expected_no=1
    )
    assert set(codes) == {RefusalCode.DRAFT_UNREADABLE}
    assert newest_text(found(cast, draft)).text == NEW


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("fund: x\n", RefusalCode.FIELD_EMPTY),
        ("title: {a: b}\n", RefusalCode.FIELD_EMPTY),
        (f"title: {'ก' * 301}\n", RefusalCode.TEXT_TOO_LONG),
    ],
)
def test_a_draft_has_a_title(cast: Cast, text: str, code: RefusalCode) -> None:
    assert refusals(actions.start_draft, cast.act("chanpen"), text=text) == [code]


# --- showing ----------------------------------------------------------------------


def test_changing_what_members_saw_makes_it_a_draft_again(cast: Cast) -> None:
    draft = shown(cast)
    assert found(cast, draft).state == DraftState.SHOWN
    assert found(cast, draft).shown_how == "ปิดประกาศที่ศาลา"
    answer = actions.keep_text(cast.act("somsri"), draft=draft, text=OLD, expected_no=1)
    assert answer["was_shown"]
    assert answer["state"] == "draft"
    again = found(cast, draft)
    assert (again.state, again.shown_on, again.shown_how) == ("draft", None, "")


def test_what_could_not_be_adopted_is_not_shown(cast: Cast) -> None:
    draft = start(cast, "title: ยังไม่มีอะไร\n")
    facts: dict[str, Any] = {"draft": draft, "expected_no": 1}
    codes = refusals(
        actions.show_draft, cast.act("chanpen"), shown_on=TODAY, how="ประชุม", **facts
    )
    assert set(codes) == {RefusalCode.BYLAW_UNFIT}
    codes = refusals(
        actions.show_draft, cast.act("chanpen"), shown_on=TODAY + DAY, how=" ", **facts
    )
    assert codes == [RefusalCode.FIELD_EMPTY, RefusalCode.DATE_IN_FUTURE]


def test_a_draft_without_its_first_day_may_be_shown(cast: Cast) -> None:
    tree = plain_mapping(NEW)
    del tree["effective_from"]
    draft = shown(cast, written(tree))
    adopted(cast, draft)
    assert versions(cast.fund.pk)[0].effective_from == FIRST_DAY


# --- findings ---------------------------------------------------------------------


def test_a_finding_stands_at_its_clause(cast: Cast) -> None:
    tree = plain_mapping(NEW)
    benefits = tree["benefits"]
    assert isinstance(benefits, list)
    third = benefits[2]
    assert isinstance(third, dict)
    third["amount"] = {"fixed_baht": "สองร้อย"}
    unreadable = read_draft(written(tree), day=TODAY)
    assert unreadable.bylaw is None
    assert [one.place for one in unreadable.findings] == [Place("benefits", 2)]
    assert unreadable.findings_at(Place("benefits", 2))
    del third["examples"], third["amount"]
    third["amount"] = {"fixed_baht": "200"}
    unfit = read_draft(written(tree), day=TODAY)
    assert unfit.bylaw is not None
    codes = [one.code for one in unfit.findings_at(Place("benefits", 2))]
    assert "no-example" in codes


# --- who, and the database --------------------------------------------------------


@pytest.mark.parametrize("who", ["prasert", "kamnan", "sombat", "noi", "operator"])
def test_only_its_officers_write_a_draft(cast: Cast, who: str) -> None:
    draft = start(cast)
    for do in (
        lambda act: actions.start_draft(act, text=NEW),
        lambda act: actions.keep_text(act, draft=draft, text=OLD, expected_no=1),
    ):
        assert refusals(do, cast.act(who)) == [RefusalCode.NOT_ALLOWED]


def test_the_treasurer_writes_but_does_not_adopt(cast: Cast) -> None:
    draft = shown(cast)
    facts: dict[str, Any] = {"draft": draft, "expected_no": 1, **MEETING}
    assert refusals(actions.adopt_draft, cast.act("somsri"), **facts) == [
        RefusalCode.NOT_ALLOWED
    ]


def test_another_fund_has_no_such_draft(cast: Cast) -> None:
    draft = start(cast)
    act = cast.act("noi", fund=cast.other_fund)
    assert refusals(actions.keep_text, act, draft=draft, text=OLD, expected_no=1) == [
        RefusalCode.NOT_FOUND
    ]
    version_of_other = BylawVersion(public_id=UUID(int=7)).public_id
    assert refusals(
        actions.start_draft, cast.act("chanpen"), text=NEW, based_on=version_of_other
    ) == [RefusalCode.NOT_FOUND]


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE bylaws_drafttext SET text = 'x'",
        "DELETE FROM bylaws_drafttext",
        "UPDATE bylaws_draft SET started_by_id = 1",
        "DELETE FROM bylaws_draft",
        "UPDATE bylaws_draft SET state = 'adopted'",
        "UPDATE bylaws_draft SET state = 'shown'",
    ],
)
def test_the_database_keeps_drafts_too(cast: Cast, statement: str) -> None:
    start(cast)
    with (
        pytest.raises(DatabaseError),
        transaction.atomic(),
        connection.cursor() as cursor,
    ):
        cursor.execute(statement)

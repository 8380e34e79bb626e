"""A by-law is drafted, shown to the members, and adopted by a recorded meeting.

Every change is a new text; none is lost.  Each action says from which text it was
made (`expected_no`) and is refused if somebody else wrote one since.
"""

from __future__ import annotations

from datetime import date
from typing import Any
from uuid import UUID

from kongbun.access.permissions import Verb, require
from kongbun.bylaws.actions import fit_to_adopt, keep_version, refuse_day_taken, told
from kongbun.bylaws.draft_models import Draft, DraftState, DraftText
from kongbun.bylaws.draft_queries import draft_by_public_id, newest_text, text_no
from kongbun.bylaws.draft_reading import (
    FILE,
    as_adopted_text,
    read_draft,
    with_first_day,
)
from kongbun.bylaws.meeting import Meeting, refuse_unfit_meeting
from kongbun.bylaws.models import BylawVersion
from kongbun.bylaws.queries import version_by_public_id
from kongbun.commands.run import Act, command
from kongbun.kernel.lengths import too_long
from kongbun.kernel.refusal import Reason, RefusalCode, Refused
from kongbun.rules.lint import Severity
from kongbun.rules.write_yaml import Tree, plain_mapping, written
from kongbun.rules.yaml_tree import Unreadable, sha256

TITLE_MAX, HOW_MAX = 300, 300


@command("bylaws.start_draft")
def start_draft(
    act: Act, *, text: str, title: str = "", based_on: UUID | None = None
) -> dict[str, Any]:
    """Begin a draft: from a version to amend, from another's file, or from nothing.

    A title given is written into the text; one without it keeps its own.
    """
    require(act, Verb.WRITE_BYLAW)
    amended = None if based_on is None else _version(act, based_on)
    tree = _tree(text) if text.strip() else {}
    if title.strip() and tree.get("title") != title.strip():
        first: dict[str, Tree] = {"title": title.strip()}
        # Its title comes first, as on paper.
        text = written(first | tree | first)
        tree = _tree(text)
    shown = _title(tree)
    # After this point the draft must be there.
    assert act.user_id is not None
    draft = Draft.objects.create(
        fund_id=act.fund_id,
        title=shown,
        based_on=amended,
        started_by_id=act.user_id,
        started_at=act.now,
        command_id=act.command_pk,
    )
    return _answer(draft, _keep(act, draft, text, no=1))


@command("bylaws.keep_text")
def keep_text(act: Act, *, draft: UUID, text: str, expected_no: int) -> dict[str, Any]:
    """Keep a new text of a draft.  A draft that members have seen is a draft again."""
    require(act, Verb.WRITE_BYLAW)
    found = _open_draft(act, draft)
    newest = _unchanged(found, expected_no)
    title = _title(_tree(text))
    if text == newest.text:
        return _answer(found, newest)
    # After this point the text must be kept.
    was_shown = _write_again(found, title)
    kept = _keep(act, found, text, no=newest.no + 1)
    return _answer(found, kept, was_shown=was_shown)


@command("bylaws.go_back")
def go_back(act: Act, *, draft: UUID, to_no: int, expected_no: int) -> dict[str, Any]:
    """Make an earlier text the newest one; those between are kept."""
    require(act, Verb.WRITE_BYLAW)
    found = _open_draft(act, draft)
    newest = _unchanged(found, expected_no)
    earlier = text_no(found, to_no)
    if earlier is None:
        raise Refused(RefusalCode.NOT_FOUND, what=f"ร่างครั้งที่ {to_no}")
    if earlier.text == newest.text:
        return _answer(found, newest)
    # After this point the earlier text must be the newest.
    was_shown = _write_again(found, _title(_tree(earlier.text)))
    kept = _keep(act, found, earlier.text, no=newest.no + 1, again_no=earlier.no)
    return _answer(found, kept, was_shown=was_shown)


@command("bylaws.show_draft")
def show_draft(
    act: Act, *, draft: UUID, shown_on: date, how: str, expected_no: int
) -> dict[str, Any]:
    """Record when and how the members were shown this text.

    Refuses a text that could not be adopted: they would have seen another one.
    """
    require(act, Verb.WRITE_BYLAW)
    found = _open_draft(act, draft)
    newest = _unchanged(found, expected_no)
    reasons = too_long("วิธีที่ให้สมาชิกดู", how, HOW_MAX)
    if not how.strip():
        reasons.append(Reason(RefusalCode.FIELD_EMPTY, {"field": "วิธีที่ให้สมาชิกดู"}))
    if shown_on > act.today:
        facts = {"found": shown_on, "today": act.today}
        reasons.append(Reason(RefusalCode.DATE_IN_FUTURE, facts))
    if reasons:
        raise Refused.of(reasons)
    fit_to_adopt(with_first_day(newest.text, act.today, keep=True), file=FILE)
    # After this point it must stand as shown.
    found.state = DraftState.SHOWN
    found.shown_on = shown_on
    found.shown_how = how.strip()
    found.save(update_fields=["state", "shown_on", "shown_how"])
    return _answer(found, newest)


@command("bylaws.withdraw_draft")
def withdraw_draft(act: Act, *, draft: UUID, expected_no: int) -> dict[str, Any]:
    """Go on with it no more; its texts stay readable."""
    require(act, Verb.WRITE_BYLAW)
    found = _open_draft(act, draft)
    newest = _unchanged(found, expected_no)
    # After this point it must be withdrawn.
    found.state = DraftState.WITHDRAWN
    found.save(update_fields=["state"])
    return _answer(found, newest)


@command("bylaws.adopt_draft")
def adopt_draft(
    act: Act,
    *,
    draft: UUID,
    expected_no: int,
    effective_from: date,
    adopted_on: date,
    meeting: str,
    members_present: int,
    members_entitled: int,
    quorum: int,
    votes_for: int,
    votes_against: int,
    votes_abstained: int,
    certified_by: str,
    certified_on: date,
) -> dict[str, Any]:
    """Adopt a draft as the meeting did: from now on it is a version, and immutable."""
    require(act, Verb.ADOPT_BYLAW)
    found = _open_draft(act, draft)
    newest = _unchanged(found, expected_no)
    held = Meeting(
        adopted_on=adopted_on,
        meeting=meeting,
        votes_for=votes_for,
        votes_against=votes_against,
        votes_abstained=votes_abstained,
        members_present=members_present,
        members_entitled=members_entitled,
        quorum=quorum,
        certified_by=certified_by,
        certified_on=certified_on,
    )
    refuse_unfit_meeting(held, today=act.today, whole=True)
    _refuse_unseen(found, adopted_on)
    text = as_adopted_text(
        newest.text, effective_from, meeting=meeting, held_on=adopted_on
    )
    bylaw = fit_to_adopt(text, file=FILE)
    refuse_day_taken(act.fund_id, effective_from)
    # After this point the version must stand.
    version = keep_version(act, act.fund_id, bylaw, text=text, **held.columns())
    found.state = DraftState.ADOPTED
    found.adopted = version
    found.save(update_fields=["state", "adopted"])
    return told(version) | {"draft": found.public_id.hex, "warnings": _warnings(text)}


def _refuse_unseen(draft: Draft, adopted_on: date) -> None:
    """Refuse a text that members had not seen before the day of the meeting."""
    shown = draft.shown_on if draft.state == DraftState.SHOWN else None
    if shown is None or shown >= adopted_on:
        raise Refused(RefusalCode.DRAFT_NOT_SHOWN, day=adopted_on)


def _warnings(text: str) -> list[dict[str, object]]:
    """What the meeting should have read, beside what it adopted."""
    reading = read_draft(text, day=date.min)
    return [
        one.finding.as_json()
        for one in reading.findings
        if one.finding.severity is Severity.WARNING
    ]


def _open_draft(act: Act, draft: UUID) -> Draft:
    found = draft_by_public_id(act.fund_id, draft)
    if found is None:
        raise Refused(RefusalCode.NOT_FOUND, what="ร่างระเบียบ")
    if not found.is_open:
        state = DraftState(found.state).label
        raise Refused(RefusalCode.DRAFT_ENDED, title=found.title, state=state)
    return found


def _unchanged(draft: Draft, expected_no: int) -> DraftText:
    """The newest text, if it is the one that was looked at."""
    newest = newest_text(draft)
    if newest.no != expected_no:
        raise Refused(RefusalCode.CHANGED_SINCE, what="ร่างระเบียบ")
    return newest


def _version(act: Act, public_id: UUID) -> BylawVersion:
    found = version_by_public_id(act.fund_id, public_id)
    if found is None:
        raise Refused(RefusalCode.NOT_FOUND, what="ระเบียบ")
    return found


def _tree(text: str) -> dict[str, Tree]:
    """What can be kept as a draft: whatever has the form of a by-law's file."""
    try:
        return plain_mapping(text, file=FILE)
    except Unreadable as unreadable:
        raise Refused.of(
            [
                Reason(
                    RefusalCode.DRAFT_UNREADABLE,
                    {"why": problem.message},
                    row=problem.line,
                )
                for problem in unreadable.problems
            ]
        ) from None


def _title(tree: dict[str, Tree]) -> str:
    title = tree.get("title")
    if not isinstance(title, str) or not title:
        raise Refused(RefusalCode.FIELD_EMPTY, field="ชื่อระเบียบ")
    reasons = too_long("ชื่อระเบียบ", title, TITLE_MAX)
    if reasons:
        raise Refused.of(reasons)
    return title


def _write_again(draft: Draft, title: str) -> bool:
    """The draft is written again; whether members had seen what it was."""
    was_shown = draft.state == DraftState.SHOWN
    draft.title = title
    draft.state = DraftState.DRAFT
    draft.shown_on = None
    draft.shown_how = ""
    draft.save(update_fields=["title", "state", "shown_on", "shown_how"])
    return was_shown


def _keep(
    act: Act, draft: Draft, text: str, *, no: int, again_no: int | None = None
) -> DraftText:
    assert act.user_id is not None
    return DraftText.objects.create(
        draft=draft,
        no=no,
        text=text,
        hash=sha256(text),
        again_no=again_no,
        written_by_id=act.user_id,
        written_at=act.now,
        command_id=act.command_pk,
    )


def _answer(
    draft: Draft, text: DraftText, *, was_shown: bool = False
) -> dict[str, Any]:
    """Where the draft stands; `was_shown`: members had seen what was changed."""
    return {
        "draft": draft.public_id.hex,
        "title": draft.title,
        "state": DraftState(draft.state).value,
        "no": text.no,
        "hash": bytes(text.hash).hex(),
        "was_shown": was_shown,
    }

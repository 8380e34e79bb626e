"""Adopts by-law versions: whole, by a meeting, and never edited after."""

from __future__ import annotations

from datetime import date
from typing import Any

from kongbun.access.permissions import Verb, require
from kongbun.bylaws.meeting import Meeting, refuse_unfit_meeting
from kongbun.bylaws.models import BylawVersion
from kongbun.bylaws.queries import versions
from kongbun.commands.run import Act, command
from kongbun.kernel.refusal import Reason, RefusalCode, Refused
from kongbun.rules.bylaw import Bylaw
from kongbun.rules.lint import Severity, lint
from kongbun.rules.read_yaml import read_bylaw
from kongbun.rules.yaml_tree import Unreadable


@command("bylaws.adopt")
def adopt(
    act: Act,
    *,
    text: str,
    file: str,
    adopted_on: date,
    meeting: str,
    votes_for: int | None = None,
    votes_against: int | None = None,
    votes_abstained: int | None = None,
    members_present: int | None = None,
    members_entitled: int | None = None,
    quorum: int | None = None,
    certified_by: str = "",
    certified_on: date | None = None,
) -> dict[str, Any]:
    """Keep a version as the meeting adopted it; it holds from its own first day.

    A file may tell of a meeting long ago: what its paper does not say stays empty.
    """
    require(act, Verb.ADOPT_BYLAW)
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
    refuse_unfit_meeting(held, today=act.today, whole=False)
    bylaw = fit_to_adopt(text, file=file)
    refuse_day_taken(act.fund_id, bylaw.effective_from)
    # After this point the version must stand.
    version = keep_version(act, act.fund_id, bylaw, text=text, **held.columns())
    return told(version)


def told(version: BylawVersion) -> dict[str, Any]:
    """An adopted version as an answer."""
    return {
        "bylaw": version.public_id.hex,
        "title": version.title,
        "effective_from": version.effective_from.isoformat(),
        "hash": bytes(version.hash).hex(),
    }


def fit_to_adopt(text: str, *, file: str) -> Bylaw:
    """The by-law in `text`; refuses one that cannot be read or that errs (all)."""
    try:
        bylaw = read_bylaw(text, file=file)
    except Unreadable as unreadable:
        raise Refused.of(
            [
                Reason(
                    RefusalCode.BYLAW_UNFIT,
                    {"clause": problem.place or file, "why": problem.message},
                    row=problem.line,
                )
                for problem in unreadable.problems
            ]
        ) from None
    errors = [
        Reason(
            RefusalCode.BYLAW_UNFIT, {"clause": finding.clause, "why": finding.message}
        )
        for finding in lint(bylaw)
        if finding.severity is Severity.ERROR
    ]
    if errors:
        raise Refused.of(errors)
    return bylaw


def refuse_day_taken(fund_id: int, effective_from: date) -> None:
    """Refuse a version that would begin on or before the newest one's day."""
    newest = versions(fund_id).first()
    if newest is not None and newest.effective_from >= effective_from:
        raise Refused(RefusalCode.BYLAW_DAY_TAKEN, day=newest.effective_from)


def keep_version(
    act: Act, fund_id: int, bylaw: Bylaw, *, text: str, **meeting: Any
) -> BylawVersion:
    """Write a version, for actions that have checked it."""
    return BylawVersion.objects.create(
        fund_id=fund_id,
        title=bylaw.title,
        text=text,
        hash=bylaw.sha256,
        effective_from=bylaw.effective_from,
        command_id=act.command_pk,
        **meeting,
    )

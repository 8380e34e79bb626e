"""Who may join, and leave for which reason, by the by-law in force that day.

The rule is `rules.admission`; here it meets one person at the counter.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

import numpy as np

from kongbun.bylaws.reading import rules_on
from kongbun.kernel.refusal import Reason, RefusalCode, Refused
from kongbun.people.births import latest_birth
from kongbun.people.models import ExitReason, PayerKind
from kongbun.rules.admission import admission_checks
from kongbun.rules.benefit import CheckCode
from kongbun.rules.bylaw import MembershipRules
from kongbun.rules.checks import UNKNOWN, CheckResult
from kongbun.rules.days import column, day_number


@dataclass(frozen=True, slots=True, kw_only=True)
class Shown:
    """What an applicant brought; `note` is why the committee takes them in anyway."""

    papers: tuple[str, ...] = ()
    note: str = ""


def membership_rules(fund_id: int, day: date) -> MembershipRules | None:
    """What the version of that day says of membership; None before the first."""
    rules = rules_on(fund_id, day)
    return None if rules is None else rules.membership


def refuse_unfit(
    fund_id: int, person: Mapping[str, Any], *, joined_on: date, shown: Shown
) -> None:
    """Refuse who is too young or too old to join, or whose papers are not all there.

    A note (a resolution, why a paper cannot be had) lets them in and stays on the
    membership.
    """
    rules = membership_rules(fund_id, joined_on)
    if rules is None or shown.note.strip():
        return
    born: date | None = person.get("birth_date")
    birth = latest_birth(born, person.get("birth_precision", "")) if born else None
    missing = [paper for paper in rules.documents if paper not in shown.papers]
    checks = admission_checks(
        rules,
        birth_date=column([day_number(birth or joined_on)]),
        birth_known=np.array([birth is not None]),
        joined=column([day_number(joined_on)]),
        papers_shown=column([len(rules.documents) - len(missing)]),
    )
    failed = [row for row in (check.row(0) for check in checks) if not row.passed]
    if failed:
        raise Refused.of(_reasons(failed, missing))


def refuse_way_out(fund_id: int, reason: str, *, exited_on: date) -> None:
    """Refuse a way of leaving that the by-law does not have; who died is gone."""
    rules = membership_rules(fund_id, exited_on)
    if rules is None or reason in (ExitReason.DIED, *rules.exits):
        return
    raise Refused(
        RefusalCode.EXIT_NOT_IN_BYLAW,
        what=ExitReason(reason).label,
        clause=rules.clause,
        ways=" ".join(ExitReason(one).label for one in rules.exits),
    )


def payer_by_rule(fund_id: int, member_type: str, *, joined_on: date) -> str:
    """Who pays for such a member by the by-law's exemptions; else the member."""
    rules = rules_on(fund_id, joined_on)
    exempt = rules.exemptions if rules is not None else ()
    for one in exempt:
        if member_type in one.who:
            return one.payer
    return PayerKind.SELF.value


def _reasons(failed: Sequence[CheckResult], missing: Sequence[str]) -> list[Reason]:
    codes = {
        CheckCode.OLD_ENOUGH: RefusalCode.JOINS_TOO_YOUNG,
        CheckCode.YOUNG_ENOUGH: RefusalCode.JOINS_TOO_OLD,
        CheckCode.EVIDENCE_COMPLETE: RefusalCode.JOINING_PAPERS_MISSING,
    }
    reasons: dict[RefusalCode, Reason] = {}
    for one in failed:
        code = codes[one.code]
        if one.unit == "years" and one.found == UNKNOWN:
            code = RefusalCode.BIRTH_NEEDED_TO_JOIN
        facts = {
            "clause": one.clause,
            "required": one.required,
            "found": one.found,
            "papers": ", ".join(missing),
        }
        reasons.setdefault(code, Reason(code, facts))
    return list(reasons.values())

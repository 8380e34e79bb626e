"""Who may join by the by-law's own rule: age on the day of joining, papers shown.

Columns in, checks out, as for benefits.  Residence and conduct (`eligible`) are for
people to judge; what a committee resolved beside the rule is its action's to keep.
"""

from __future__ import annotations

import numpy as np

from kongbun.rules.benefit import CheckCode
from kongbun.rules.bylaw import MembershipRules
from kongbun.rules.checks import UNKNOWN, Check
from kongbun.rules.days import Bool, Int, years_complete


def admission_checks(
    rules: MembershipRules,
    *,
    birth_date: Int,
    birth_known: Bool,
    joined: Int,
    papers_shown: Int,
) -> list[Check]:
    """A check for each thing the by-law asks of who joins; none where it asks none.

    `birth_date` is the latest day it may have been; an age not known is not reached.
    """
    age = years_complete(birth_date, joined)
    found = np.where(birth_known, age, UNKNOWN)
    checks = []
    if rules.age_at_least is not None:
        passed = birth_known & (age >= rules.age_at_least)
        checks.append(
            Check.of(
                CheckCode.OLD_ENOUGH, rules, passed, rules.age_at_least, found, "years"
            )
        )
    if rules.age_at_most is not None:
        passed = birth_known & (age >= 0) & (age <= rules.age_at_most)
        checks.append(
            Check.of(
                CheckCode.YOUNG_ENOUGH, rules, passed, rules.age_at_most, found, "years"
            )
        )
    if rules.documents:
        wanted = len(rules.documents)
        checks.append(
            Check.of(
                CheckCode.EVIDENCE_COMPLETE,
                rules,
                papers_shown >= wanted,
                wanted,
                papers_shown,
                "documents",
            )
        )
    return checks

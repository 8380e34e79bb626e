"""The by-law that decides: the version in force on the day of the event.

Not today's, and not the draft: an amendment never reaches back (style of the rules).
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from kongbun.bylaws.models import BylawVersion
from kongbun.bylaws.queries import version_on
from kongbun.bylaws.reading import rules_of
from kongbun.kernel.refusal import RefusalCode, Refused
from kongbun.kernel.thai_date import short
from kongbun.rules.benefit import BenefitRule
from kongbun.rules.bylaw import Bylaw

OTHER = 14


@dataclass(frozen=True, slots=True)
class InForce:
    """One adopted version and what it says."""

    version: BylawVersion
    bylaw: Bylaw

    def rule(self, code: str) -> BenefitRule:
        """The benefit of that code.  Refuses one that the by-law does not have."""
        found = self.bylaw.rule(code)
        if found is None:
            raise Refused(
                RefusalCode.BENEFIT_NOT_IN_BYLAW,
                benefit=code,
                bylaw=self.version.title,
            )
        return found

    def loans(self) -> frozenset[str]:
        return frozenset(loan.rule.code for loan in self.bylaw.loans)


def read(version: BylawVersion) -> InForce:
    return InForce(version, rules_of(version))


def in_force(fund_id: int, day: date) -> InForce:
    """The by-law of that day.  Refuses a day before the first one."""
    version = version_on(fund_id, day)
    if version is None:
        raise Refused(RefusalCode.NO_BYLAW_THEN, day=short(day))
    return read(version)


def category_of(rule: BenefitRule) -> int:
    """Its number in the books' list, where "other" is the fourteenth."""
    return rule.category or OTHER

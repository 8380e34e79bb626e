"""By-laws named on the command line: a file, or the one a fund of this machine has.

`fund:CODE` is the version in force there today, `fund:CODE@DAY` that of another day.
"""

from __future__ import annotations

from datetime import date
from pathlib import Path

from kongbun.access.models import Fund
from kongbun.bylaws.queries import version_on
from kongbun.bylaws.reading import rules_of
from kongbun.cli.bylaw_files import bylaw_text
from kongbun.cli.door import find_fund
from kongbun.cli.files import FILE
from kongbun.cli.given import DAY
from kongbun.cli.ready import make_ready
from kongbun.kernel.refusal import Reason, RefusalCode, Refused
from kongbun.kernel.thai_date import short
from kongbun.rules.bylaw import Bylaw
from kongbun.rules.lint import findings_of
from kongbun.rules.read_yaml import read_bylaw
from kongbun.rules.yaml_tree import Unreadable
from kongbun.web import clock

FUND = "fund:"


def named(name: str) -> Bylaw:
    """The by-law of that name; refuses one that is not there or cannot be read."""
    if not name.startswith(FUND):
        return of_file(FILE.convert(name, None, None))
    code, _, day = name.removeprefix(FUND).partition("@")
    make_ready()
    fund = find_fund(code)
    return of_fund(fund, DAY.convert(day, None, None) if day else None)


def of_file(path: Path) -> Bylaw:
    try:
        return read_bylaw(bylaw_text(path), file=path.name)
    except Unreadable as unreadable:
        raise Refused.of(
            [
                Reason(RefusalCode.UNREADABLE, {"why": finding.message})
                for finding in findings_of(unreadable)
            ]
        ) from None


def of_fund(fund: Fund, day: date | None) -> Bylaw:
    """The adopted version that holds in a fund on a day, today if none is named."""
    on = day or clock.today_for(fund)
    version = version_on(fund.pk, on)
    if version is None:
        raise Refused(RefusalCode.NO_BYLAW_THEN, day=short(on))
    return rules_of(version)

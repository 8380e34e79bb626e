"""A trial added up: by benefit and by person, before and under the draft.

Reads only.  What could not be tried has no figure; it says why.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from kongbun.claims.trial import Trial
from kongbun.claims.trial_told import Tried
from kongbun.rules.bylaw import Bylaw


@dataclass(frozen=True, slots=True)
class Sums:
    """How many, and what they cost before and under the draft."""

    count: int
    before_satang: int
    after_satang: int

    @property
    def difference_satang(self) -> int:
        return self.after_satang - self.before_satang


@dataclass(frozen=True, slots=True, kw_only=True)
class OfBenefit:
    """One benefit: requests and lists apart, and how many members it could touch."""

    code: str
    title: str
    clause: str
    requests: Sums
    due: Sums
    left_out: int
    members_before: int
    members_after: int
    # Why there is no figure; then none is to be shown.
    untried: str
    note: str

    @property
    def sums(self) -> Sums:
        return Sums(
            self.requests.count + self.due.count,
            self.requests.before_satang + self.due.before_satang,
            self.requests.after_satang + self.due.after_satang,
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class OfPerson:
    """All of one person's year, before and under the draft."""

    membership_id: int | None
    member_no: str
    who: str
    lines: tuple[Tried, ...]
    sums: Sums


def sums(tried: Iterable[Tried]) -> Sums:
    some = list(tried)
    return Sums(
        len(some),
        sum(one.before_satang for one in some),
        sum(one.after_satang for one in some),
    )


def by_benefit(
    draft: Bylaw,
    in_force: Bylaw | None,
    trial: Trial,
    before: Mapping[str, int],
    after: Mapping[str, int],
) -> list[OfBenefit]:
    """Every benefit of the draft, then those that only the year knew.

    `before` and `after` are the members whom each could touch.
    """
    requests, due = _by_code(trial.tried), _by_code(trial.due)
    out = Counter(one.benefit for one in trial.left_out)
    titles = {one.benefit: one.title for one in trial.lines}
    titles |= {rule.code: rule.title for rule in in_force.benefits} if in_force else {}
    titles |= {rule.code: rule.title for rule in draft.benefits}
    order = [rule.code for rule in draft.benefits]
    order += [code for code in titles if code not in order]
    found = []
    for code in order:
        rule = draft.rule(code)
        found.append(
            OfBenefit(
                code=code,
                title=titles[code],
                clause=rule.clause if rule else "",
                requests=sums(requests[code]),
                due=sums(due[code]),
                left_out=out[code],
                members_before=before.get(code, 0),
                members_after=after.get(code, 0),
                untried=trial.untried.get(code, ""),
                note=trial.notes.get(code, ""),
            )
        )
    return found


def _by_code(tried: Iterable[Tried]) -> Mapping[str, list[Tried]]:
    found: dict[str, list[Tried]] = defaultdict(list)
    for one in tried:
        found[one.benefit].append(one)
    return found


def by_person(tried: Iterable[Tried]) -> list[OfPerson]:
    """Everyone of the year, whom the draft changes most first."""
    whose: dict[tuple[int | None, str], list[Tried]] = defaultdict(list)
    for one in tried:
        whose[one.membership_id, one.who].append(one)
    people = [
        OfPerson(
            membership_id=member,
            member_no=some[0].member_no,
            who=who,
            lines=tuple(some),
            sums=sums(some),
        )
        for (member, who), some in whose.items()
    ]
    return sorted(
        people,
        key=lambda one: (-abs(one.sums.difference_satang), one.member_no, one.who),
    )

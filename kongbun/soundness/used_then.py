"""What a member had been given before a request was decided, at the least.

Their own requests that stood approved or paid by then and still do.  What others of
their house were given, or what was stated of the time before the books, comes on top.
"""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date

from kongbun.claims.history import as_history
from kongbun.claims.models import COUNTED, Decision
from kongbun.rules.benefit import BenefitRule
from kongbun.rules.days import column, day_number
from kongbun.rules.facts import Facts, FactsMissing
from kongbun.rules.windows import used_before
from kongbun.soundness.reading import rows

STANDS = frozenset(one.value for one in COUNTED)


@dataclass(slots=True)
class Use:
    """A request that stands approved or paid now, and how it came to."""

    claim: int
    event: int
    benefit: str
    day: int
    units: int
    satang: int
    # By command, in order: where it stood from then on.
    steps: list[tuple[int, str]] = field(default_factory=list)

    def stood(self, command: int) -> bool:
        """Whether it stood so, too, when a command came."""
        before = [status for written, status in self.steps if written < command]
        return bool(before) and before[-1] in STANDS


def used_then(
    decisions: Iterable[tuple[Decision, int]],
    rules: Mapping[int, BenefitRule],
    said: Mapping[int, Mapping[str, int]],
) -> dict[int, dict[str, int]]:
    """By decision, given with the command whose moment counts: each limit's least.

    `said`: facts that it may not have kept, its day among them.
    """
    asked = [
        (one, command)
        for one, command in decisions
        if rules[one.pk].caps and one.claim.membership_id
    ]
    uses = _uses({one.claim.membership_id or 0 for one, _ in asked})
    found: dict[int, dict[str, int]] = {}
    for one, command in asked:
        rule = rules[one.pk]
        codes = {rule.code, *(code for cap in rule.caps for code in cap.shared_with)}
        before = [
            use
            for use in uses.get(one.claim.membership_id or 0, ())
            if use.claim != one.claim_id and use.benefit in codes and use.stood(command)
        ]
        if before:
            found[one.pk] = _used(one, rule, before, said[one.pk])
    return found


def _used(
    one: Decision,
    rule: BenefitRule,
    before: Sequence[Use],
    said: Mapping[str, int],
) -> dict[str, int]:
    own = as_history(
        [
            (
                *(0, use.day, use.units, use.satang, use.benefit),
                int(use.event == one.claim.event_id),
            )
            for use in before
        ]
    )
    known = {**said, **json.loads(one.facts)}
    facts = Facts(1, {name: column(value) for name, value in known.items()})
    try:
        used = used_before(rule, facts, own, own)
    except FactsMissing:
        # Facts that were taken away are told by the rules.
        return {}
    return {name: int(values[0]) for name, values in used.items()}


def _uses(members: Iterable[int]) -> dict[int, list[Use]]:
    keys = ", ".join(str(int(key)) for key in sorted({*members})) or "NULL"
    stands = ", ".join(f"'{one}'" for one in sorted(STANDS))
    found: dict[int, list[Use]] = defaultdict(list)
    for member, claim, event, benefit, day, units, satang, command, status in rows(
        "SELECT c.membership_id, c.id, c.event_id, c.benefit,"
        " CAST(c.event_on AS TEXT), c.granted_units, c.granted_satang,"
        " s.command_id, s.status FROM claims_claim c"
        " JOIN claims_claimstep s ON s.claim_id = c.id"
        f" WHERE c.status IN ({stands}) AND c.membership_id IN ({keys})"
        " ORDER BY c.membership_id, c.id, s.id"
    ):
        mine = found[member]
        if not mine or mine[-1].claim != claim:
            on = day_number(date.fromisoformat(day))
            mine.append(Use(claim, event, benefit, on, units, satang))
        mine[-1].steps.append((command, status))
    return found

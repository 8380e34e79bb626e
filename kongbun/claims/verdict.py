"""One decision as it is kept: facts, every check, amount, and a hash over them.

`judge` asks the rules; `replay` asks them again with the facts that were kept.  Not
where facts come from (`facts`), nor what a committee makes of it.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from hashlib import sha256
from typing import Any
from uuid import UUID

import numpy as np

from kongbun.claims.in_force import InForce, read
from kongbun.claims.models import Decision
from kongbun.commands.run import canonical
from kongbun.rules.benefit import BenefitRule
from kongbun.rules.checks import CheckResult
from kongbun.rules.decide import Decision as Decided
from kongbun.rules.decide import decide
from kongbun.rules.facts import Facts


@dataclass(frozen=True, slots=True)
class Verdict:
    """What the by-law says of one case, and the facts it was said of."""

    decided: Decided
    facts: dict[str, int]
    bylaw_hash: bytes

    @property
    def granted(self) -> bool:
        return self.decided.granted

    @property
    def amount_satang(self) -> int:
        return self.decided.amount_satang

    @property
    def units(self) -> int:
        return self.decided.units

    def facts_json(self) -> str:
        return canonical(self.facts)

    def checks_json(self) -> str:
        return canonical([check.as_trace() for check in self.decided.checks])

    def hash(self, claim: UUID) -> bytes:
        """Over exactly what is approved: whose, by which by-law, why, how much."""
        return content_hash(
            claim=claim,
            benefit=self.decided.benefit,
            bylaw=self.bylaw_hash,
            facts=self.facts_json(),
            checks=self.checks_json(),
            granted=self.granted,
            units=self.units,
            amount_satang=self.amount_satang,
        )


def content_hash(**content: Any) -> bytes:
    return sha256(canonical(content).encode()).digest()


def judge(in_force: InForce, rule: BenefitRule, facts: Facts) -> Verdict:
    """Decide the one case in `facts`."""
    (decided,) = decide(rule, facts)
    return Verdict(decided, plain(facts), bytes(in_force.version.hash))


def plain(facts: Facts, row: int = 0) -> dict[str, int]:
    """One row by name, as it is stored."""
    return {name: int(values[row]) for name, values in sorted(facts.columns.items())}


def as_column(facts: dict[str, int]) -> Facts:
    return Facts(
        1, {name: np.array([value], np.int64) for name, value in facts.items()}
    )


def replay(kept: Decision, benefit: str) -> Verdict:
    """The same decision made anew from what was kept: it must come out the same."""
    in_force = read(kept.bylaw)
    facts = as_column(json.loads(kept.facts))
    return judge(in_force, in_force.rule(benefit), facts)


def kept_checks(kept: Decision) -> list[CheckResult]:
    return [CheckResult.from_trace(trace) for trace in json.loads(kept.checks)]


def kept_hash(kept: Decision, claim: UUID, benefit: str) -> bytes:
    """The hash over the stored row: it differs when anyone touched it."""
    return content_hash(
        claim=claim,
        benefit=benefit,
        bylaw=bytes(kept.bylaw_hash),
        facts=kept.facts,
        checks=kept.checks,
        granted=kept.granted,
        units=kept.units,
        amount_satang=kept.amount_satang,
    )

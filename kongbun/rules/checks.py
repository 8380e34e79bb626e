"""A check: one thing looked at, on every row, with what was required and found."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from kongbun.rules.benefit import CheckCode, Clause
from kongbun.rules.days import Bool, Int, repeated

# Stands in `found` for a fact that nobody knows, such as an age without a birth year.
UNKNOWN = -1
NOT_CUT: Bool = np.broadcast_to(np.False_, 1)


@dataclass(frozen=True, slots=True)
class CheckResult:
    """One check of one row.  Whole numbers only; `unit` says of what."""

    code: CheckCode
    passed: bool
    required: int
    found: int
    unit: str
    clause: str
    subject: str = ""  # Which document, choice or window, where there are several.
    cut: bool = False  # Passed, but for less than was asked.

    def as_json(self) -> dict[str, object]:
        """The shape of `kongbun decide --json`."""
        return {
            "code": self.code.value,
            "passed": self.passed,
            "required": self.required,
            "found": self.found,
            "unit": self.unit,
        }

    def as_trace(self) -> dict[str, object]:
        """All of it, as a decision is stored and read back by `from_trace`."""
        more = {"clause": self.clause, "subject": self.subject, "cut": self.cut}
        return self.as_json() | more

    @classmethod
    def from_trace(cls, trace: dict[str, object]) -> CheckResult:
        return cls(
            code=CheckCode(trace["code"]),
            passed=trace["passed"] is True,
            required=int(str(trace["required"])),
            found=int(str(trace["found"])),
            unit=str(trace["unit"]),
            clause=str(trace["clause"]),
            subject=str(trace["subject"]),
            cut=trace["cut"] is True,
        )


@dataclass(frozen=True, slots=True)
class Check:
    """The same check on every row of a column."""

    code: CheckCode
    rule: Clause
    passed: Bool
    required: Int
    found: Int
    unit: str
    subject: str
    cut: Bool

    @classmethod
    def of(
        cls,
        code: CheckCode,
        rule: Clause,
        passed: Bool,
        required: Int | int,
        found: Int,
        unit: str,
        *,
        subject: str = "",
        cut: Bool | None = None,
    ) -> Check:
        n = len(passed)
        if isinstance(required, int):
            required = repeated(required, n)
        if cut is None:
            cut = NOT_CUT if n == 1 else np.ndarray(n, np.bool_, b"\0", 0, (0,))
        return cls(code, rule, passed, required, found, unit, subject, cut)

    @classmethod
    def join(cls, parts: Sequence[Check]) -> Check:
        first = parts[0]
        return cls(
            first.code,
            first.rule,
            np.concatenate([part.passed for part in parts]),
            np.concatenate([part.required for part in parts]),
            np.concatenate([part.found for part in parts]),
            first.unit,
            first.subject,
            np.concatenate([part.cut for part in parts]),
        )

    def row(self, i: int) -> CheckResult:
        return CheckResult(
            code=self.code,
            passed=bool(self.passed[i]),
            required=int(self.required[i]),
            found=int(self.found[i]),
            unit=self.unit,
            clause=self.rule.clause,
            subject=self.subject,
            cut=bool(self.cut[i]),
        )

"""What a by-law says that cannot be meant: findings for the clerk who drafts it.

`lint` looks at one version, `lint_versions` at several of one fund.  Only errors
stop an adoption; warnings and notes are for the meeting to read.  A file that
cannot even be read gives its problems as findings through `findings_of`.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from enum import Enum

from kongbun.kernel.money import Money
from kongbun.kernel.thai_date import short
from kongbun.rules.benefit import (
    BenefitRule,
    ByResolution,
    Cap,
    Membership,
    NotTogether,
    Tiers,
)
from kongbun.rules.bylaw import Bylaw, Status
from kongbun.rules.examples import Ran, run_all
from kongbun.rules.lint_caps import cap_findings, unseen_caps
from kongbun.rules.lint_conditions import condition_findings
from kongbun.rules.lint_tiers import tier_findings
from kongbun.rules.yaml_tree import Unreadable

DEATH = 4  # Of the CODI list.


class Severity(Enum):
    ERROR = "error"
    WARNING = "warning"
    NOTE = "note"


@dataclass(frozen=True, slots=True)
class Finding:
    severity: Severity
    clause: str
    code: str
    message: str

    def as_json(self) -> dict[str, str]:
        return {
            "severity": self.severity.value,
            "clause": self.clause,
            "code": self.code,
            "message": self.message,
        }


def error(clause: str, code: str, message: str) -> Finding:
    return Finding(Severity.ERROR, clause, code, message)


def warning(clause: str, code: str, message: str) -> Finding:
    return Finding(Severity.WARNING, clause, code, message)


def note(clause: str, code: str, message: str) -> Finding:
    return Finding(Severity.NOTE, clause, code, message)


def stops_adoption(findings: Iterable[Finding]) -> bool:
    return any(finding.severity is Severity.ERROR for finding in findings)


def findings_of(unreadable: Unreadable) -> list[Finding]:
    """The problems of a file that cannot be read, as findings."""
    return [error(p.place, p.code, p.message) for p in unreadable.problems]


def lint(bylaw: Bylaw) -> list[Finding]:
    """Everything that can be said of one version, errors first."""
    found = [finding for check in BYLAW_CHECKS for finding in check(bylaw)]
    for rule, ran in zip(bylaw.rules, run_all(bylaw.rules), strict=True):
        found += [finding for check in RULE_CHECKS for finding in check(rule)]
        found += _examples(rule, ran)
        found += _others_named(bylaw, rule)
    order = list(Severity)
    return sorted(found, key=lambda finding: order.index(finding.severity))


def undecidable(bylaw: Bylaw) -> list[Finding]:
    """Findings under which a decision would be a guess: two tiers for one day."""
    found = [f for rule in bylaw.rules for f in _tiers(rule)]
    return [f for f in found if f.severity is Severity.ERROR]


def lint_versions(bylaws: Sequence[Bylaw]) -> list[Finding]:
    """Versions of one fund that would be in force on the same day."""
    found = []
    versions = sorted(bylaws, key=lambda b: b.effective_from)
    for i, one in enumerate(versions):
        for other in versions[i + 1 :]:
            if one.fund != other.fund:
                continue
            same_day = one.effective_from == other.effective_from
            overlaps = (
                one.effective_until is not None
                and one.effective_until > other.effective_from
            )
            if same_day or overlaps:
                found.append(
                    error(
                        "",
                        "versions-overlap",
                        f"ระเบียบฉบับ {one.version} ({one.file}) กับฉบับ {other.version} "
                        f"({other.file}) ใช้พร้อมกันตั้งแต่ {short(other.effective_from)} "
                        "แก้ effective_from หรือ effective_until ให้มีฉบับเดียวในวันหนึ่ง",
                    )
                )
    return found


# --- the whole version ------------------------------------------------------------


def _origin(bylaw: Bylaw) -> Iterator[Finding]:
    if bylaw.assumed:
        yield note("", "assumed", f"ฉบับนี้มีข้อสมมุติ: {bylaw.note or 'ไม่ได้บอกว่าอะไร'}")
    if bylaw.status is Status.UNVERIFIED:
        yield warning("", "unverified", "ยังไม่ได้ตรวจกับต้นฉบับ อย่าแสดงเป็นของจริง")
    if bylaw.status is Status.SYNTHETIC:
        yield note("", "synthetic", "ระเบียบฉบับนี้แต่งขึ้น ไม่ใช่ของกองทุนจริง")


def _period(bylaw: Bylaw) -> Iterator[Finding]:
    until = bylaw.effective_until
    if until is not None and until <= bylaw.effective_from:
        yield error(
            "",
            "period-empty",
            f"วันสิ้นสุด {short(until)} ไม่อยู่หลังวันเริ่มใช้ {short(bylaw.effective_from)} "
            "แก้ effective_until",
        )


def _members(bylaw: Bylaw) -> Iterator[Finding]:
    rules = bylaw.membership
    if not rules.clause:
        yield error("", "no-clause", "สมาชิกภาพ (membership) ไม่มีเลขข้อ ใส่ clause")
    if not bylaw.contribution.clause:
        yield error("", "no-clause", "เงินสมทบ (contributions) ไม่มีเลขข้อ ใส่ clause")
    both = rules.suspension, rules.lapse
    if both[0] and both[1]:
        first, last = (x.after.months * 31 + x.after.days for x in both if x)
        if first >= last:
            yield error(
                both[1].clause,
                "lapse-before-suspension",
                f"พ้นสภาพเมื่อค้าง {both[1].after} ไม่ได้อยู่หลังพักสิทธิเมื่อค้าง {both[0].after} "
                "แก้ after ของ lapse ให้นานกว่า",
            )
    if not (rules.suspension or rules.lapse):
        yield note(rules.clause, "no-lapse", "ไม่ได้บอกว่าค้างส่งนานเท่าไรจึงพักสิทธิหรือพ้นสภาพ")


def _loans(bylaw: Bylaw) -> Iterator[Finding]:
    for loan in bylaw.loans:
        yield note(
            loan.rule.clause,
            "not-handled",
            f"{loan.rule.title}: เก็บไว้และคำนวณให้ดูได้ แต่ยังทำสัญญาและรับชำระในระบบไม่ได้",
        )
    for clause in bylaw.not_handled:
        yield note(clause.clause, "not-handled", f"ยังไม่ทำในระบบ: {clause.text}")


# --- one benefit ------------------------------------------------------------------


def _clauses(rule: BenefitRule) -> Iterator[Finding]:
    # Membership takes the clause of the whole version, which is told once.
    conditions = [c for c in rule.conditions if not isinstance(c, Membership)]
    parts = [rule.amount, *conditions, *rule.caps]
    if not rule.clause or not all(part.clause for part in parts):
        yield error(
            rule.clause,
            "no-clause",
            f"{rule.title} ({rule.code}) มีจำนวนเงินหรือเงื่อนไขที่ไม่บอกเลขข้อ ใส่ clause",
        )


def _assumed(rule: BenefitRule) -> Iterator[Finding]:
    if rule.assumed:
        text = rule.note or "ไม่ได้บอกว่าสมมุติอะไร ใส่ note"
        yield note(rule.clause, "assumed", f"{rule.title}: {text}")


def _examples(rule: BenefitRule, ran_all: list[Ran]) -> Iterator[Finding]:
    if not rule.examples:
        severity = note if rule.is_loan else error
        yield severity(
            rule.clause,
            "no-example",
            f"{rule.title} ({rule.code}) ไม่มีตัวอย่าง ใส่อย่างน้อยหนึ่งตัวอย่าง",
        )
    for name, clause in unseen_caps(rule, ran_all):
        yield note(clause, "cap-without-example", name)
    for ran in ran_all:
        if ran.holds:
            continue
        wanted = (
            "ให้ไม่ได้: " + ", ".join(ran.example.refused)
            if ran.example.amount_satang is None
            else f"{Money(ran.example.amount_satang).short()} บาท"
        )
        yield error(
            rule.clause,
            "example-fails",
            f"ตัวอย่าง {ran.example.name}: เขียนว่า {wanted} แต่ตามระเบียบคือ {ran.found}",
        )


def _evidence(rule: BenefitRule) -> Iterator[Finding]:
    if not rule.evidence and not rule.is_loan:
        yield warning(
            rule.clause,
            "no-evidence",
            f"{rule.title} ({rule.code}) ไม่บอกว่าใช้หลักฐานอะไร ใส่ evidence",
        )
    codes = [paper.code for paper in rule.evidence]
    for code in sorted({code for code in codes if codes.count(code) > 1}):
        yield error(
            rule.clause,
            "same-code",
            f"{rule.title}: หลักฐาน {code} มีสองครั้ง ตั้งรหัสให้ต่างกัน",
        )


def _tiers(rule: BenefitRule) -> Iterator[Finding]:
    tables = [rule.amount] if isinstance(rule.amount, Tiers) else []
    tables += [cap.by_tenure for cap in rule.caps if cap.by_tenure]
    for table in tables:
        for severity, clause, code, message in tier_findings(rule.title, table):
            yield Finding(Severity(severity), clause or rule.clause, code, message)


def _conditions(rule: BenefitRule) -> Iterator[Finding]:
    for severity, clause, code, message in condition_findings(rule):
        yield Finding(Severity(severity), clause or rule.clause, code, message)


def _amounts(rule: BenefitRule) -> Iterator[Finding]:
    amount = rule.amount
    if isinstance(amount, ByResolution):
        yield note(
            amount.clause,
            "by-resolution",
            f"{rule.title}: จำนวนเงินขึ้นอยู่กับมติคณะกรรมการ อย่างน้อย "
            f"{Money(amount.at_least).short()} บาท ต้องบันทึกมติทุกครั้ง",
        )
        if amount.at_most is not None and amount.at_most < amount.at_least:
            yield error(
                amount.clause,
                "contradictory-amount",
                f"{rule.title}: มากสุดน้อยกว่าน้อยสุด แก้ at_least_baht หรือ at_most_baht",
            )


def _caps(rule: BenefitRule) -> Iterator[Finding]:
    for severity, clause, code, message in cap_findings(rule):
        yield Finding(Severity(severity), clause or rule.clause, code, message)


def _starts(rule: BenefitRule) -> Iterator[Finding]:
    one_off = [cap for cap in rule.caps if cap.measure == "times"]
    if rule.started_by == "committee" and not one_off:
        yield warning(
            rule.clause,
            "no-limit",
            f"{rule.title}: กรรมการเป็นผู้เสนอ แต่ไม่บอกว่าให้ได้กี่ครั้ง ใส่ max_times",
        )


def _payees(rule: BenefitRule) -> Iterator[Finding]:
    """The dead cannot come for the money, nor send anyone."""
    dead = rule.category == DEATH and rule.subject == "member" and not rule.is_loan
    if dead and not set(rule.payees) - {"self", "proxy"}:
        yield error(
            rule.clause,
            "no-payee",
            f"{rule.title}: สมาชิกเสียชีวิตแล้ว ไม่มีใครรับเงินได้ ใส่ payees: [beneficiary]",
        )


def _allocation(rule: BenefitRule) -> Iterator[Finding]:
    shares = rule.allocation
    if shares is None:
        return
    limits = shares.places, shares.budget_satang, shares.share_of_fund_basis_points
    if limits == (None, None, None):
        yield error(
            shares.clause,
            "nothing-to-allocate",
            f"{rule.title}: allocation ไม่บอกว่ามีเท่าไร ใส่ places budget_baht "
            "หรือ share_of_fund_basis_points",
        )


def _others_named(bylaw: Bylaw, rule: BenefitRule) -> Iterator[Finding]:
    """Benefits named by another one must be there, and share both ways."""
    codes = {other.code: other for other in bylaw.rules}
    named = [code for cap in rule.caps for code in cap.shared_with]
    named += [
        code for c in rule.conditions if isinstance(c, NotTogether) for code in c.others
    ]
    for code in dict.fromkeys(named):
        if code not in codes:
            yield error(
                rule.clause,
                "unknown-benefit",
                f"{rule.title}: ไม่มีสวัสดิการรหัส {code} ในฉบับนี้ "
                f"ใช้รหัสที่มี: {', '.join(codes)}",
            )
    for cap in rule.caps:
        for code in cap.shared_with:
            other = codes.get(code)
            back = (
                [c for c in other.caps if rule.code in c.shared_with] if other else []
            )
            if other and not any(_same_cap(c, cap) for c in back):
                yield error(
                    cap.clause,
                    "contradictory-caps",
                    f"{rule.title} ใช้เพดานร่วมกับ {other.title} "
                    "แต่อีกข้อไม่ได้เขียนเพดานร่วมเท่ากัน เขียนจำนวนและ per ให้ตรงกันทั้งสองข้อ",
                )


def _same_cap(one: Cap, other: Cap) -> bool:
    """The same sum over the same days, whoever it is counted for."""
    return (one.measure, one.max, one.per, one.window, one.by_household) == (
        other.measure, other.max, other.per, other.window, other.by_household,
    )  # fmt: skip


BYLAW_CHECKS: tuple[Callable[[Bylaw], Iterator[Finding]], ...] = (
    _origin,
    _period,
    _members,
    _loans,
)
RULE_CHECKS: tuple[Callable[[BenefitRule], Iterator[Finding]], ...] = (
    _clauses,
    _tiers,
    _conditions,
    _amounts,
    _caps,
    _evidence,
    _starts,
    _payees,
    _allocation,
    _assumed,
)

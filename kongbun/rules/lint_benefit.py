"""What one benefit lacks, or says of itself that cannot be: apart from its figures."""

from __future__ import annotations

from collections.abc import Iterator

from kongbun.kernel.money import Money
from kongbun.rules.benefit import BenefitRule, ByResolution, Membership
from kongbun.rules.examples import Ran
from kongbun.rules.finding import ERROR, NOTE, WARNING, Both, Finding, found
from kongbun.rules.lint_caps import unseen_caps

DEATH = 4  # Of the CODI list.


def baht(satang: int) -> Both:
    """A sum as it stands in a sentence."""
    told = Money(satang).short()
    return Both(f"{told} บาท", f"{told} baht")


def benefit_findings(rule: BenefitRule, ran: list[Ran]) -> Iterator[Finding]:
    """`ran`: what came of its examples."""
    yield from _clauses(rule)
    yield from _amounts(rule)
    yield from _evidence(rule)
    yield from _examples(rule, ran)
    yield from _starts(rule)
    yield from _payees(rule)
    yield from _allocation(rule)
    if rule.assumed:
        said = rule.note or Both(
            "ไม่ได้บอกว่าสมมุติอะไร ใส่ note", "nothing is said of what; add note"
        )
        yield found(NOTE, "assumed/benefit", rule, title=rule.title, note=said)


def _clauses(rule: BenefitRule) -> Iterator[Finding]:
    # Membership takes the clause of the whole version, which is told once.
    conditions = [c for c in rule.conditions if not isinstance(c, Membership)]
    parts = [rule, rule.amount, *conditions, *rule.caps]
    bare = [part for part in parts if not part.clause]
    if bare:
        yield found(
            ERROR,
            "no-clause",
            bare[0],
            rule,
            what=Both(
                f"{rule.title} ({rule.code}) มีจำนวนเงินหรือเงื่อนไขที่",
                f"{rule.title} ({rule.code}), its amount or a condition of it,",
            ),
        )


def _amounts(rule: BenefitRule) -> Iterator[Finding]:
    amount = rule.amount
    if not isinstance(amount, ByResolution):
        return
    yield found(
        NOTE,
        "by-resolution",
        amount,
        rule,
        title=rule.title,
        ends=_ends(amount),
    )
    if amount.at_most is not None and amount.at_most < amount.at_least:
        yield found(ERROR, "contradictory-amount", amount, rule, title=rule.title)


def _ends(amount: ByResolution) -> Both:
    """What binds the committee; a satang at least binds nobody."""
    th, en = "", ""
    if amount.at_least > 1:
        least = baht(amount.at_least)
        th, en = f" อย่างน้อย {least.th}", f", at least {least.en}"
    if amount.at_most is not None:
        most = baht(amount.at_most)
        th, en = f"{th} ไม่เกิน {most.th}", f"{en}, at most {most.en}"
    return Both(th, en)


def _evidence(rule: BenefitRule) -> Iterator[Finding]:
    if not rule.evidence and not rule.is_loan:
        yield found(WARNING, "no-evidence", rule, title=rule.title, benefit=rule.code)
    seen: set[str] = set()
    for paper in rule.evidence:
        if paper.code in seen:
            yield found(
                ERROR, "same-code", paper, rule, title=rule.title, code=paper.code
            )
        seen.add(paper.code)


def _examples(rule: BenefitRule, ran_all: list[Ran]) -> Iterator[Finding]:
    if not rule.examples:
        yield found(
            NOTE if rule.is_loan else ERROR,
            "no-example",
            rule,
            title=rule.title,
            benefit=rule.code,
        )
    yield from unseen_caps(rule, ran_all)
    for ran in ran_all:
        if not ran.holds:
            yield _failing(rule, ran)


def _failing(rule: BenefitRule, ran: Ran) -> Finding:
    example = ran.example
    if example.amount_satang is None:
        codes = ", ".join(example.refused)
        wanted = Both(f"ให้ไม่ได้: {codes}", f"refused: {codes}")
    else:
        wanted = baht(example.amount_satang)
    decision = ran.decision
    if decision is None:
        finding = found(
            ERROR, "example-fails/facts", rule, name=example.name, facts=ran.found
        )
        return finding.at_line(example.line)
    if decision.granted:
        is_ = baht(decision.amount_satang)
    else:
        codes = ", ".join(check.code.value for check in decision.refusals)
        is_ = Both(f"ให้ไม่ได้: {codes}", f"refused: {codes}")
    finding = found(
        ERROR, "example-fails", rule, name=example.name, wanted=wanted, is_=is_
    )
    return finding.at_line(example.line)


def _starts(rule: BenefitRule) -> Iterator[Finding]:
    one_off = [cap for cap in rule.caps if cap.measure == "times"]
    if rule.started_by == "committee" and not one_off:
        yield found(WARNING, "no-limit", rule, title=rule.title)


def _payees(rule: BenefitRule) -> Iterator[Finding]:
    """The dead cannot come for the money, nor send anyone."""
    dead = rule.category == DEATH and rule.subject == "member" and not rule.is_loan
    if dead and not set(rule.payees) - {"self", "proxy"}:
        yield found(ERROR, "no-payee", rule, title=rule.title)


def _allocation(rule: BenefitRule) -> Iterator[Finding]:
    shares = rule.allocation
    if shares is None:
        return
    limits = shares.places, shares.budget_satang, shares.share_of_fund_basis_points
    if limits == (None, None, None):
        yield found(ERROR, "nothing-to-allocate", shares, rule, title=rule.title)

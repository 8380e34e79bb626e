"""Reading a by-law file: text in, one frozen `Bylaw` out, or every problem at once.

    bylaw = read_bylaw(path.read_text("utf-8"), file="yasothon.yaml")

The format is `docs/bylaws.md`.  Reading does not judge: a by-law may be read and
still be refused by `lint`.
"""

from __future__ import annotations

from datetime import date
from typing import Literal, cast

from kongbun.rules.benefit import BenefitRule, Clause, Condition, OwnFact
from kongbun.rules.bylaw import (
    Bylaw,
    Certification,
    Exemption,
    Lapse,
    Loan,
    MembershipRules,
    Receipts,
    Return,
    Status,
)
from kongbun.rules.days import Length
from kongbun.rules.dues import Contribution, Convention, Rhythm, UnitsFrom
from kongbun.rules.read_benefit import (
    AGE_MAX,
    read_approvals,
    read_benefit,
    read_condition,
)
from kongbun.rules.read_money import read_exemptions, read_money
from kongbun.rules.read_own import read_own_facts
from kongbun.rules.reading import Fields
from kongbun.rules.yaml_tree import Problem, Unreadable, canonical_json, parse, sha256

EXITS = ("died", "resigned", "struck_off", "moved_away")
NAMED_MAX = 40
NOTHING = Length(0, 0, "days")


def read_bylaw(text: str, *, file: str) -> Bylaw:
    """The by-law in `text`; raise `Unreadable` with all its problems."""
    tree = parse(text, file=file)
    problems: list[Problem] = []
    at = Fields(tree, path="", file=file, problems=problems)
    if problems:  # Not a mapping at all: every key would be missing.
        raise Unreadable(problems)
    month = at.whole("fiscal_year_month", least=1, most=12, required=False)
    fiscal_year_month = month or 10
    membership = _membership(at)
    own = read_own_facts(at)
    benefits, loans = _granted(
        at, membership.clause, own=own, fiscal_year_month=fiscal_year_month
    )
    contribution, exemptions = _contribution(at, fiscal_year_month)
    json = canonical_json(tree)
    bylaw = Bylaw(
        title=at.text("title", required=True),
        fund=at.text("fund", required=True),
        version=at.text("version", required=True),
        status=Status(at.choice("status", [s.value for s in Status])),
        source=at.text("source"),
        effective_from=at.day("effective_from") or date(1970, 1, 1),
        effective_until=at.day("effective_until", required=False),
        adopted=at.text("adopted"),
        assumed=at.yes("assumed"),
        note=at.text("note"),
        fiscal_year_month=fiscal_year_month,
        own_facts=own,
        membership=membership,
        contribution=contribution,
        exemptions=exemptions,
        money=read_money(at),
        receipts=_receipts(at),
        certification=_certification(at),
        approvals=read_approvals(at, ""),
        benefits=tuple(benefits),
        loans=tuple(loans),
        not_handled=_not_handled(at),
        canonical_json=json,
        sha256=sha256(json),
        file=file,
    )
    at.done()
    if problems:
        raise Unreadable(sorted(problems, key=lambda problem: problem.line))
    return bylaw


def _granted(
    at: Fields, clause: str, *, own: tuple[OwnFact, ...], fiscal_year_month: int
) -> tuple[list[BenefitRule], list[Loan]]:
    """The benefits, and the loans with their terms; `clause` is membership's own."""
    common, excepted = _common(at, own)

    def read(child: Fields, *, is_loan: bool) -> BenefitRule:
        return read_benefit(
            child,
            common=common,
            membership_clause=clause,
            fiscal_year_month=fiscal_year_month,
            is_loan=is_loan,
            own=own,
        )

    benefits = [
        read(child, is_loan=False) for child in at.children("benefits", required=True)
    ]
    loans = [
        Loan(terms=child.pairs("terms"), rule=read(child, is_loan=True))
        for child in at.children("loans")
    ]
    codes = [r.code for r in benefits] + [x.rule.code for x in loans]
    _refuse_same_codes(at, codes)
    if codes:
        _refuse_unknown(excepted, codes)
    if at.has("benefits") and at.fields["benefits"].items == []:
        at.problem(
            "benefits", "no-value", "ไม่มีสวัสดิการสักข้อ", "ใส่อย่างน้อยหนึ่งสวัสดิการใต้ benefits:"
        )
    return benefits, loans


def _refuse_same_codes(at: Fields, codes: list[str]) -> None:
    for code in sorted({code for code in codes if code and codes.count(code) > 1}):
        at.problem(
            "benefits", "same-code", f"รหัส {code} มีสองครั้ง", "ตั้งรหัสของแต่ละสวัสดิการให้ต่างกัน"
        )


def _refuse_unknown(
    excepted: list[tuple[Fields, tuple[str, ...]]], codes: list[str]
) -> None:
    """A misspelt exception would silently bind the benefit that it means to spare."""
    for at, named in excepted:
        for code in named:
            if code not in codes:
                at.problem(
                    "except_for",
                    "unknown-benefit",
                    f"ไม่มีสวัสดิการรหัส {code} ในฉบับนี้",
                    "ใช้รหัสที่มี: " + ", ".join(codes[:NAMED_MAX]),
                )


def _common(
    at: Fields, own: tuple[OwnFact, ...]
) -> tuple[
    list[tuple[Condition, tuple[str, ...]]], list[tuple[Fields, tuple[str, ...]]]
]:
    """Conditions that hold for every benefit but those named in `except_for`."""
    common, excepted = [], []
    for child in at.children("common_conditions"):
        except_for = child.codes("except_for")
        excepted.append((child, except_for))
        condition = read_condition(child, "", own)
        if condition is not None:
            common.append((condition, except_for))
    return common, excepted


def _membership(at: Fields) -> MembershipRules:
    child = at.child("membership")
    if child is None:
        at.missing("membership")
        return MembershipRules(clause="")
    rules = MembershipRules(
        clause=child.text("clause"),
        text=child.text("text"),
        line=child.line,
        entry_fee_satang=child.baht("entry_fee_baht", required=False, zero=True) or 0,
        eligible=child.text("eligible"),
        age_at_least=child.whole("age_at_least", most=AGE_MAX, required=False),
        age_at_most=child.whole("age_at_most", most=AGE_MAX, required=False),
        documents=_texts(child, "documents"),
        suspension=_lapse(child, "suspension"),
        lapse=_lapse(child, "lapse"),
        return_=_return(child),
        exits=child.choices("exits", EXITS) or EXITS[:3],
        resignation_refund_percent=child.whole(
            "resignation_refund_percent", most=100, required=False
        )
        or 0,
    )
    child.done()
    return rules


def _texts(at: Fields, key: str) -> tuple[str, ...]:
    nodes = at.nodes(key)
    if not all(node.text for node in nodes):
        at.problem(key, "no-value", f"{key} มีรายการที่ว่าง", "ใส่ข้อความในแต่ละบรรทัด")
    return tuple(at.cleaned(key, node.text or "") for node in nodes if node.text)


def _lapse(at: Fields, key: str) -> Lapse | None:
    child = at.child(key)
    if child is None:
        return None
    after = child.length("after")
    if after is not None and not (after.months or after.days):
        child.problem("after", "not-a-length", "ระยะเวลาเป็นศูนย์", "ใส่มากกว่า 0 วัน")
    lapse = Lapse(
        clause=child.text("clause"),
        text=child.text("text"),
        line=child.line,
        after=after or NOTHING,
    )
    child.done()
    return lapse


def _return(at: Fields) -> Return | None:
    child = at.child("return")
    if child is None:
        return None
    pays = child.choice("pays", ("arrears", "nothing"), "arrears")
    return_ = Return(
        clause=child.text("clause"),
        text=child.text("text"),
        line=child.line,
        pays=cast(Literal["arrears", "nothing"], pays),
        waiting=child.length("waiting", required=False),
        keeps_time=child.yes("keeps_time", default=True),
        new_number=child.yes("new_number"),
    )
    child.done()
    return return_


def _contribution(
    at: Fields, fiscal_year_month: int
) -> tuple[Contribution, tuple[Exemption, ...]]:
    child = at.child("contributions")
    if child is None:
        at.missing("contributions")
        return Contribution(convention=Convention.FLAT_365, unit_satang=1), ()
    convention = Convention(child.choice("convention", [c.value for c in Convention]))
    units_from = UnitsFrom(
        child.choice("units_from", [u.value for u in UnitsFrom], "calendar")
    )
    if units_from is UnitsFrom.FISCAL and convention is not Convention.YEAR:
        child.problem(
            "units_from", "unit-error", "นับจากปีงบประมาณได้เฉพาะแบบรายปี", "ใช้ calendar"
        )
    contribution = Contribution(
        convention=convention,
        unit_satang=child.baht("unit_baht") or 1,
        units_from=units_from,
        due_at_end=child.choice("due", ("unit_start", "unit_end"), "unit_start")
        == "unit_end",
        fiscal_year_month=fiscal_year_month,
        rhythms=tuple(
            Rhythm(word) for word in child.choices("rhythms", [r.value for r in Rhythm])
        ),
        clause=child.text("clause"),
        text=child.text("text"),
        line=child.line,
    )
    exemptions = read_exemptions(child)
    child.done()
    return contribution, exemptions


def _receipts(at: Fields) -> Receipts | None:
    child = at.child("receipts")
    if child is None:
        return None
    receipts = Receipts(
        clause=child.text("clause"),
        text=child.text("text"),
        line=child.line,
        bag_days=child.whole("bag_days", least=1, most=366) or 1,
    )
    child.done()
    return receipts


def _certification(at: Fields) -> Certification:
    child = at.child("certification")
    if child is None:
        return Certification(clause="", signatures=0)
    certification = Certification(
        clause=child.text("clause"),
        text=child.text("text"),
        line=child.line,
        signatures=child.whole("signatures", most=3) or 0,
    )
    child.done()
    return certification


def _not_handled(at: Fields) -> tuple[Clause, ...]:
    clauses = []
    for child in at.children("not_handled"):
        clauses.append(
            Clause(
                clause=child.text("clause"), text=child.text("text"), line=child.line
            )
        )
        child.done()
    return tuple(clauses)

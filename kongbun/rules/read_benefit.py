"""Reading one benefit, or one loan, of a by-law file.

Every key a benefit may have is named here and in `read_amount`; `docs/bylaws.md`
shows them to a clerk.  Whether the figures make sense together is `lint`.
"""

from __future__ import annotations

from typing import Literal, cast

from kongbun.rules.benefit import (
    GPA_MAX,
    Age,
    Allocation,
    Approval,
    Arrears,
    Backdating,
    BenefitRule,
    CheckCode,
    Condition,
    Evidence,
    Example,
    FiledWithin,
    Grade,
    Membership,
    NotSuspended,
    NotTogether,
    OneOf,
    OwnFact,
    PerUnit,
    Sex,
    SharedPer,
    Tenure,
    Waiting,
    When,
    Whose,
    Window,
)
from kongbun.rules.choices import CHOICES
from kongbun.rules.days import Length
from kongbun.rules.expression import BadExpression
from kongbun.rules.expression_text import read_condition_text
from kongbun.rules.facts import CATALOGUE, OWN
from kongbun.rules.names import names_for
from kongbun.rules.read_amount import WINDOWS, read_amount, read_cap
from kongbun.rules.reading import Fields

SUBJECTS = (
    "member", "child", "parent", "spouse", "relative", "household", "community",
)  # fmt: skip
APPROVERS = ("centre", "chair", "committee", "general_meeting")
PAYEES = ("self", "proxy", "beneficiary", "provider")
CHECK_CODES = tuple(code.value for code in CheckCode)
AGE_MAX = 130
NOTHING = Length(0, 0, "days")

# The one key of a condition that says which kind it is.
KINDS = (
    "member_for",
    "paid_for",
    "waiting",
    "arrears_at_most",
    "not_suspended",
    "age_at_least",
    "age_at_most",
    "sex",
    "filed_within_days",
    "confirmed_if_backdated_over_days",
    "gpa_hundredths_at_least",
    "one_of",
    "not_together_with",
    "when",
)


def read_benefit(
    at: Fields,
    *,
    common: list[tuple[Condition, tuple[str, ...]]],
    membership_clause: str,
    fiscal_year_month: int,
    is_loan: bool,
    own: tuple[OwnFact, ...] = (),
) -> BenefitRule:
    """One benefit with the conditions that hold for all, in the file's order."""
    code, clause = at.code("code"), at.text("clause")
    members_only = at.choice("who", ("member", "anyone"), "member") == "member"
    conditions: list[Condition] = []
    if members_only:
        conditions.append(Membership(clause=membership_clause, line=at.line))
        conditions += [c for c, except_for in common if code not in except_for]
    conditions += [
        read
        for child in at.children("conditions")
        if (read := read_condition(child, clause, own)) is not None
    ]
    amount = read_amount(at, clause, own)
    unit = amount.unit if isinstance(amount, PerUnit) else None
    rule = BenefitRule(
        code=code,
        clause=clause,
        line=at.line,
        text=at.text("text", required=True),
        title=at.text("title", required=True),
        category=at.whole("category", most=13, required=not is_loan) or 0,
        is_loan=is_loan,
        members_only=members_only,
        subject=at.choice("subject", SUBJECTS, "member"),
        conditions=tuple(conditions),
        amount=amount,
        caps=tuple(read_cap(child, clause, unit) for child in at.children("caps")),
        evidence=_evidence(at, clause),
        examples=tuple(_example(child) for child in at.children("examples")),
        started_by=cast(
            Literal["member", "committee"],
            at.choice("started_by", ("member", "committee"), "member"),
        ),
        event_date_is=cast(
            Literal["first_day", "last_day"],
            at.choice("event_date_is", ("first_day", "last_day"), "first_day"),
        ),
        payees=at.choices("payees", PAYEES) or ("self",),
        approvals=read_approvals(at, clause),
        signatures=at.whole("signatures", most=3, required=False),
        allocation=_allocation(at, clause, own),
        own_facts=own,
        fiscal_year_month=fiscal_year_month,
        assumed=at.yes("assumed"),
        note=at.text("note"),
    )
    at.seen.add("terms")
    at.done()
    return rule


def read_condition(
    at: Fields, clause: str, own: tuple[OwnFact, ...] = ()
) -> Condition | None:
    """One condition: exactly one of `KINDS`, with its clause and text."""
    kinds = [kind for kind in KINDS if at.has(kind)]
    clause, text = at.text("clause") or clause, at.text("text")
    condition: Condition | None = None
    if len(kinds) != 1:
        at.problem(
            kinds[1] if kinds else "",
            "not-one-condition",
            "เงื่อนไขหนึ่งบรรทัดต้องมีหนึ่งเรื่อง" + (f" พบ {', '.join(kinds)}" if kinds else ""),
            "ใช้หนึ่งใน: " + ", ".join(KINDS),
        )
    elif kinds == ["when"]:
        condition = _when(at, clause, text, own)
    else:
        condition = _condition(at, kinds[0], clause, text)
    at.done()
    return condition


def _condition(  # noqa: PLR0911 -- one return a kind
    at: Fields, kind: str, clause: str, text: str
) -> Condition | None:
    match kind:
        case "member_for" | "paid_for":
            length = at.length(kind) or NOTHING
            by: Literal["joined", "paid"] = "paid" if kind == "paid_for" else "joined"
            return Tenure(
                clause=clause, text=text, line=at.line, by=by, at_least=length
            )
        case "waiting":
            length = at.length(kind) or NOTHING
            return Waiting(clause=clause, text=text, line=at.line, at_least=length)
        case "arrears_at_most":
            length = at.length(kind) or NOTHING
            _pure(at, kind, length)
            return Arrears(
                clause=clause, text=text, at_most=length.amount, unit=length.unit
            )
        case "not_suspended":
            at.said(kind)
            return NotSuspended(clause=clause, text=text, line=at.line)
        case "age_at_least" | "age_at_most":
            years = at.whole(kind, most=AGE_MAX)
            whose = cast(Whose, at.choice("whose", ("member", "subject"), "member"))
            least, most = (years, None) if kind == "age_at_least" else (None, years)
            if years is None:
                return None
            return Age(
                clause=clause,
                text=text,
                line=at.line,
                whose=whose,
                at_least=least,
                at_most=most,
            )
        case "sex":
            word = at.choice(kind, CHOICES["sex"][1:])
            return Sex(
                clause=clause, text=text, line=at.line, is_=CHOICES["sex"].index(word)
            )
        case "one_of":
            return _one_of(at, clause, text)
        case "not_together_with":
            per = at.choice("per", (*WINDOWS, "life"), "life")
            window = cast(Window, per) if per in WINDOWS else None
            others = at.codes(kind)
            if not others:
                at.problem(
                    kind, "no-value", f"{kind} ไม่มีรหัส", "ใส่รหัสสวัสดิการ เช่น [birth]"
                )
            return NotTogether(
                clause=clause, text=text, line=at.line, others=others, window=window
            )
        case _:
            return _figure(at, kind, clause, text)


def _when(at: Fields, clause: str, text: str, own: tuple[OwnFact, ...]) -> When | None:
    """An expression, with the sentence that tells it to a member."""
    written = at.text("when", required=True)
    if not text:
        at.missing("text")
    if not written:
        return None
    try:
        node = read_condition_text(written, names_for(own))
    except BadExpression as bad:
        at.problem("when", bad.code, bad.what, bad.remedy)
        return None
    return When(
        clause=clause, text=text, line=at.line, expression=node, written=written
    )


def _figure(at: Fields, kind: str, clause: str, text: str) -> Condition:
    """Conditions that hold one whole number."""
    if kind == "gpa_hundredths_at_least":
        # 4 or 3,500 would be a slip of the unit: 3.50 is 350.
        grade = at.whole(kind, least=100, most=GPA_MAX) or 0
        return Grade(clause=clause, text=text, line=at.line, at_least=grade)
    number = at.whole(kind, most=100_000) or 0
    if kind == "filed_within_days":
        return FiledWithin(clause=clause, text=text, line=at.line, days=number)
    return Backdating(clause=clause, text=text, line=at.line, days=number)


def _pure(at: Fields, key: str, length: Length) -> None:
    if bool(length.months) and bool(length.days):
        at.problem(key, "mixed-length", f"{key} ปนหน่วย", "ใช้หน่วยเดียว เช่น 90 days")


def _one_of(at: Fields, clause: str, text: str) -> Condition | None:
    child = at.child("one_of")
    if child is None or child.node.fields is None:
        return None
    facts = [name for name in child.fields if name in CHOICES]
    if len(child.fields) != 1 or not facts:
        at.problem(
            "one_of",
            "not-one-condition",
            "one_of ต้องมีหนึ่งเรื่อง",
            "ใช้หนึ่งใน: " + ", ".join(CHOICES),
        )
        return None
    fact = facts[0]
    chosen = child.choices(fact, CHOICES[fact][1:])
    if not chosen:
        child.problem(fact, "no-value", f"{fact} ไม่มีค่า", "ใส่อย่างน้อยหนึ่งค่า")
        return None
    numbers = tuple(CHOICES[fact].index(word) for word in chosen)
    return OneOf(clause=clause, text=text, line=at.line, fact=fact, choices=numbers)


def _evidence(at: Fields, clause: str) -> tuple[Evidence, ...]:
    papers = []
    for i, node in enumerate(at.nodes("evidence"), 1):
        if node.text:
            papers.append(
                Evidence(
                    clause=clause,
                    text=at.cleaned("evidence", node.text),
                    line=node.line,
                    code=f"paper-{i}",
                    count=1,
                    decides=False,
                )
            )
            continue
        child = at.wrap(node, f"evidence[{i}]")
        papers.append(
            Evidence(
                clause=child.text("clause") or clause,
                text=child.text("text", required=True),
                line=child.line,
                code=child.code("code"),
                count=child.whole("count", least=1, most=20, required=False) or 1,
                decides=child.yes("decides"),
            )
        )
        child.done()
    return tuple(papers)


def read_approvals(at: Fields, clause: str) -> tuple[Approval, ...]:
    approvals = []
    for child in at.children("approvals"):
        approvals.append(
            Approval(
                clause=child.text("clause") or clause,
                text=child.text("text"),
                line=child.line,
                by=child.choice("by", APPROVERS),
                up_to_satang=child.baht("up_to_baht", required=False),
                emergency=child.yes("emergency"),
                confirmed_within_days=child.whole(
                    "confirmed_within_days", least=1, most=366, required=False
                ),
            )
        )
        child.done()
    return tuple(approvals)


def _allocation(at: Fields, clause: str, own: tuple[OwnFact, ...]) -> Allocation | None:
    child = at.child("allocation")
    if child is None:
        return None
    order, asked = [], {one.code: one for one in own if one.type != "choice"}
    for part in child.children("order"):
        by = part.choice("by", ("amount", *CATALOGUE, *asked))
        by = OWN + by if by in asked else by
        order.append((by, part.choice("first", ("smallest", "largest")) == "largest"))
        part.done()
    per: dict[str, SharedPer] = {
        "fiscal_year": "fiscal_year",
        "calendar_year": "calendar_year",
        "event": "event",
    }
    allocation = Allocation(
        clause=child.text("clause") or clause,
        text=child.text("text"),
        line=child.line,
        per=per[child.choice("per", per, "fiscal_year")],
        places=child.whole("places", least=1, required=False),
        budget_satang=child.baht("budget_baht", required=False),
        share_of_fund_basis_points=child.whole(
            "share_of_fund_basis_points", least=1, most=10_000, required=False
        ),
        pro_rata=child.yes("pro_rata"),
        order=tuple(order),
        own_facts=tuple(
            one for code, one in asked.items() if OWN + code in dict(order)
        ),
    )
    child.done()
    return allocation


def _example(at: Fields) -> Example:
    no_codes: tuple[str, ...] = ()
    expect = at.child("expect")
    if expect is None:
        at.missing("expect")
        amount, refused = None, no_codes
    else:
        amount = expect.baht("amount_baht", required=False)
        refused = expect.choices("refused", CHECK_CODES)
        is_refused = expect.has("refused") and expect.fields["refused"].items != []
        if expect.has("amount_baht") == is_refused:
            expect.problem(
                "",
                "not-one-answer",
                "ตัวอย่างต้องบอกคำตอบหนึ่งอย่าง",
                "ใส่ amount_baht หรือ refused อย่างใดอย่างหนึ่ง",
            )
        expect.done()
    example = Example(
        name=at.text("name", required=True),
        given=at.pairs("given"),
        amount_satang=amount,
        refused=refused,
        line=at.line,
    )
    at.done()
    return example

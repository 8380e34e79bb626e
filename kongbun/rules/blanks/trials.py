"""The examples of a benefit as sentences to fill in: a case, and what it must give.

What a case asks for follows from the rule that is being written, in words; kongbun
works the answer out, and the committee confirms it.  Nobody types the name of a fact.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

import numpy as np

from kongbun.kernel import digits
from kongbun.kernel.bad_input import BadInput
from kongbun.kernel.money import Money
from kongbun.kernel.thai_date import figures
from kongbun.kernel.thai_date_text import read_day
from kongbun.rules.benefit import BenefitRule, Example
from kongbun.rules.blanks.blank import Ask, Blank, Kind, Say, Shape, Slot, Tree, line
from kongbun.rules.blanks.fill import Data, Faults, first
from kongbun.rules.days import Length, date_of, day_number
from kongbun.rules.decide import decide
from kongbun.rules.example_words import REASONS, example_words
from kongbun.rules.facts import ALIASES, OWN, Fact, fact_named, is_fact, needed_facts
from kongbun.rules.facts_text import BadFacts, facts_of
from kongbun.rules.words import UNIT_WORDS

EXAMPLES = "examples"
ALWAYS = ("event_date", "joined_date")
# A day may also be told as a time before the event: 3 ปี, 12 เดือน ขาด 1 วัน.
BEFORE = re.compile(
    r"(\d{1,5}) ?(ปี|เดือน|วัน)(?: ?(?:กับ ?)?(\d{1,4}) ?วัน)?"
    r"(?: ?ขาด(?:ไป)? ?(\d{1,4}) ?วัน)?"
)
TIMES = {"ปี": "years", "เดือน": "months", "วัน": "days"}
COUNTED_BACK = ("joined_date", "waiting_from_date", "birth_date", "subject_birth_date")
SAID_BY_DAYS = {*ALWAYS, "filed_date", "event_last_date"}
KINDS = {
    "date": Kind.DAY,
    "partial_date": Kind.PARTIAL_DAY,
    "satang": Kind.SATANG,
    "choice": Kind.CHOICE,
    "yes_no": Kind.CHOICE,
    "count": Kind.COUNT,
}
YES_NO = (("yes", "ใช่"), ("no", "ไม่"))


def example_slot(rule: BenefitRule | None, node: Tree, day: str = "") -> Slot:
    """Rows of cases: what the rule looks at, and whatever the old ones state.

    A new case happens on `day`, until somebody types another.
    """
    wanted = _facts_of(rule, node)
    must = [_fact_blank(*one, day=day) for one in wanted if one[1].default is None]
    may = [_fact_blank(*one) for one in wanted if one[1].default is not None]
    pieces: list[str | Blank] = []
    for blank in must:
        pieces += [blank.label, blank]
    told = line("name", "เรียกตัวอย่างนี้ว่า", hint="เว้นว่างได้ ระบบตั้งให้")
    answer = Blank(key="expect", kind=Kind.ANSWER, label="คำตอบ", needed=True)
    shape = Shape(
        code="example",
        title="ตัวอย่าง",
        parts=(
            Say(tuple(pieces)),
            Ask("ถ้าเคยรับมาก่อน หรือมีเรื่องอื่น", tuple(may), folded=True),
            Ask("", (answer, told)),
        ),
    )
    return Slot(
        key=EXAMPLES,
        title="ลองคิดดู",
        shapes=(shape,),
        row="ตัวอย่าง",
        hint="ใส่ทั้งกรณีที่ได้และที่ไม่ได้ วันที่ใส่เป็นเวลาก่อนเหตุก็ได้ เช่น 3 ปี หรือ 3 ปี ขาด 1 วัน",
    )


def _facts_of(rule: BenefitRule | None, node: Tree) -> list[tuple[str, Fact]]:
    """The facts of the cases, each by the key that the file gives it."""
    own = rule.own_facts if rule else ()
    rows = node.get(EXAMPLES) if isinstance(node, dict) else None
    stated = [
        str(name)
        for row in (rows if isinstance(rows, list) else ())
        if isinstance(row, dict) and isinstance(row.get("given"), dict)
        for name in row["given"]
    ]
    codes = {one.code for one in own}
    found: dict[str, tuple[str, Fact]] = {}
    for key in dict.fromkeys(stated):
        name = OWN + key if _counted(key) in codes else ALIASES.get(key, key)
        if is_fact(name):
            found.setdefault(name, (key, fact_named(name, own)))
    needed = needed_facts(rule) if rule else {x: fact_named(x) for x in ALWAYS}
    for name, fact in needed.items():
        plain = name.removeprefix(OWN)
        key = plain if _counted(plain) in codes else name
        # What the rule asks for stands first; it knows defaults that the name does not.
        found[name] = (found[name][0] if name in found else key, fact)
    order = [*(x for x in needed if x in found), *(x for x in found if x not in needed)]
    return [found[name] for name in order]


def _counted(key: str) -> str:
    """Of what is used before: what is counted.

    >>> _counted("waste_kg_used_this_year")
    'waste_kg'
    """
    return key.partition("_used_")[0]


def _fact_blank(key: str, fact: Fact, *, day: str = "") -> Blank:
    kind = KINDS[fact.type]
    label, unit = fact.label, ""
    if fact.name == "gpa_hundredths":
        kind, label = Kind.GRADE, "เกรดเฉลี่ย"
    elif kind is Kind.SATANG:
        label, unit = label.removesuffix(" (สตางค์)"), "บาท"
    elif kind is Kind.COUNT:
        unit = fact.own.unit_word if fact.own else UNIT_WORDS.get(fact.unit, "")
        label = label.removesuffix(" (times)").removesuffix(" (documents)")
    options = YES_NO if fact.type == "yes_no" else tuple(fact.words.items())[1:]
    return Blank(
        key=f"given.{key}",
        kind=kind,
        label=label,
        unit=unit,
        needed=fact.default is None,
        start=day if fact.name == "event_date" else "",
        options=options if kind is Kind.CHOICE else (),
        most=fact.most if kind is Kind.COUNT else 1_000_000,
    )


# --- days told as a time before the event -------------------------------------------


def with_days(data: Mapping[str, list[str]]) -> Data:
    """The data with every "3 ปี" of a case turned into a day, or a number of days."""
    new = dict(data)
    for row in data.get(EXAMPLES, []):
        at = f"{EXAMPLES}.{row}.given."
        try:
            event = day_number(read_day(first(data, f"{at}event_date")))
        except BadInput:
            continue
        for name in (*COUNTED_BACK, "paid_days"):
            start = _start_before(event, first(data, at + name))
            if start is not None:
                days = name == "paid_days"
                told = str(event - start) if days else figures(date_of(start))
                new[at + name] = [told]
    return new


def _start_before(event: int, typed: str) -> int | None:
    match = BEFORE.fullmatch(digits.fold(" ".join(typed.split())))
    if match is None or digits.is_mixed(typed):
        return None
    number, unit, more, less = match.groups()
    length = Length.parse(f"{number} {TIMES[unit]}")
    if length is None:
        return None
    start = int(length.latest_start(np.array([event], dtype=np.int64))[0])
    return start - int(more or 0) + int(less or 0)


# --- answers ------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Answer:
    """What the rule says to one case; `code` is what a confirmed example keeps."""

    code: str = ""
    words: str = ""
    bad: str = ""  # Why there is none yet.


NO_ANSWER = Answer(bad="กรอกให้ครบ แล้วกด ลองคิดดู")


def answer_of(rule: BenefitRule | None, example: Tree) -> Answer:
    given = example.get("given") if isinstance(example, dict) else None
    if rule is None or not isinstance(given, dict):
        return NO_ANSWER
    try:
        facts = facts_of(rule, ((name, str(value)) for name, value in given.items()))
    except BadFacts as bad:
        return _cannot_be_told(rule, bad)
    decision = decide(rule, facts).row(0)
    if decision.granted:
        return told_answer(f"baht:{_baht(decision.amount_satang)}")
    codes = ",".join(check.code.value for check in decision.refusals)
    return told_answer(f"refused:{codes}")


def _cannot_be_told(rule: BenefitRule, bad: BadFacts) -> Answer:
    """What the clause asks for by now, and an example from before does not state."""
    missing = [one.column for one in bad.problems if one.code == "missing-column"]
    if not missing or len(missing) < len(bad.problems):
        return NO_ANSWER
    labels = [_fact_blank(x, fact_named(x, rule.own_facts)).label for x in missing]
    return Answer(bad=f"ยังขาด {', '.join(labels)} เติมแล้วกด ลองคิดดู")


def told_answer(code: str) -> Answer:
    """An answer in words: "ได้รับ 400 บาท".

    >>> told_answer("baht:400").words
    'ได้รับ 400 บาท'
    """
    kind, _, said = code.partition(":")
    if kind == "baht":
        return Answer(code, f"ได้รับ {Money(_satang(said)).short()} บาท")
    known = {one.value: words for one, words in REASONS.items()}
    why = " และ ".join(known.get(one, one) for one in said.split(","))
    return Answer(code, f"ให้ไม่ได้ เพราะ{why}")


def _baht(satang: int) -> str:
    return str(Money(satang)).replace(",", "").removesuffix(".00")


def _satang(text: str) -> int:
    try:
        return Money.from_baht(text, zero_allowed=True).satang
    except BadInput:
        return 0


def same_answer(one: str, other: str) -> bool:
    """Whether two answers say the same, however they are written."""
    kinds = one.partition(":"), other.partition(":")
    if kinds[0][0] != kinds[1][0]:
        return False
    if kinds[0][0] == "baht":
        return _satang(kinds[0][2]) == _satang(kinds[1][2])
    return set(kinds[0][2].split(",")) == set(kinds[1][2].split(","))


def without_examples(node: Tree) -> Tree:
    """The benefit without its cases: what they are asked about."""
    return {key: value for key, value in node.items() if key != EXAMPLES}


def with_whole_examples(node: Tree) -> Tree:
    """The benefit with the cases that are complete; the others are being written."""
    rows = [x for x in _rows(node) if not isinstance(x, dict) or _is_whole(x)]
    return without_examples(node) | ({EXAMPLES: rows} if rows else {})


def _is_whole(row: Mapping[str, Tree]) -> bool:
    return all(row.get(key) for key in ("name", "given", "expect"))


def finish_examples(
    rule: BenefitRule | None,
    node: Tree,
    old: Tree,
    data: Mapping[str, list[str]],
    faults: Faults,
) -> None:
    """Names for cases that have none; a fault where a new answer is not what it says.

    An old answer that no longer holds is kept: the linter tells it to the meeting.
    """
    rows = [x for x in _rows(node) if isinstance(x, dict)]
    before = [told for row in _rows(old) if (told := _answer_in(row))]
    for at in data.get(EXAMPLES, []):
        _spare_what_was_not_asked(at, old, data, faults)
    for row, at in zip(rows, data.get(EXAMPLES, []), strict=False):
        found, said = answer_of(rule, row), _answer_in(row)
        where = f"{EXAMPLES}.{at}.expect"
        if said and found.code and not same_answer(said, found.code):
            if not any(same_answer(said, one) for one in before):
                faults[where] = f"คำตอบเปลี่ยนเป็น {found.words} ดูแล้วยืนยันอีกครั้ง"
        elif not said and where in faults:
            faults[where] = (
                f"ยังไม่ได้ยืนยันว่า {found.words}" if found.code else NO_ANSWER.bad
            )
        if rule is not None and said and not row.get("name"):
            row["name"] = _name_of(rule, row, said)


def _spare_what_was_not_asked(
    at: str, old: Tree, data: Mapping[str, list[str]], faults: Faults
) -> None:
    """A blank that an example of the draft never had keeps nobody from keeping it.

    The linter tells it, at the example; what is taken out of one, or typed wrong, and
    every blank of a new one, is a fault as before.
    """
    before = _rows(old)
    if not at.isdecimal() or int(at) >= len(before):
        return
    row = before[int(at)]
    given = row.get("given") if isinstance(row, dict) else None
    stated = given if isinstance(given, dict) else {}
    start = f"{EXAMPLES}.{at}.given."
    for where in [name for name in faults if name.startswith(start)]:
        if where.removeprefix(start) not in stated and not first(data, where).strip():
            del faults[where]


def answers_of(
    rule: BenefitRule | None, node: Tree, data: Mapping[str, list[str]]
) -> dict[str, Answer]:
    """What the rule says to each case of the form, by the name of its answer."""
    rows = [row for row in _rows(node) if isinstance(row, dict)]
    ids = data.get(EXAMPLES, [])
    if len(ids) != len(rows):
        return {}
    return {
        f"{EXAMPLES}.{at}.expect": answer_of(rule, row)
        for row, at in zip(rows, ids, strict=True)
    }


def _rows(node: Tree) -> list[Tree]:
    rows = node.get(EXAMPLES) if isinstance(node, dict) else None
    return rows if isinstance(rows, list) else []


def _answer_in(row: Tree) -> str:
    expect = row.get("expect") if isinstance(row, dict) else None
    if not isinstance(expect, dict):
        return ""
    if "amount_baht" in expect:
        return f"baht:{expect['amount_baht']}"
    return f"refused:{','.join(map(str, expect.get('refused') or ()))}"


def _name_of(rule: BenefitRule, row: Mapping[str, Tree], said: str) -> str:
    given = _said_of_case(row.get("given", {}))
    case = Example(name="", given=given, amount_satang=0, refused=())
    words = example_words(rule, case).removesuffix(" ได้รับ 0 บาท")
    return f"{words} {told_answer(said).words}"[:200].strip()


def _said_of_case(given: Mapping[str, Tree]) -> tuple[tuple[str, str], ...]:
    """What tells the case from others: not the days, where there is anything else."""
    pairs: Iterable[tuple[str, str]] = tuple((k, str(v)) for k, v in given.items())
    told = tuple(pair for pair in pairs if pair[0] not in SAID_BY_DAYS)
    return told or tuple(pair for pair in pairs if pair[0] in ALWAYS)

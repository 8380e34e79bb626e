"""Which happening a request is about: its kind, and the key that makes it one.

Pure.  The same event typed in B.E. or C.E., with Thai digits or spaces in the name,
gives one key; two parents who ask for one child ask about one event.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from hashlib import sha256

from kongbun.kernel.thai_text import match_key
from kongbun.rules.benefit import BenefitRule

KEY_MAX = 150
# Between a key and which telling of it: the first was wrong and taken back.
AGAIN = "#"
DEATH = "death"
KINDS = {1: "birth", 2: "illness", 3: "elderly", 4: DEATH, 5: DEATH}
# Happens to a person once, whatever day was written.
ONCE = frozenset({DEATH})


@dataclass(frozen=True, slots=True)
class Happening:
    kind: str
    key: str
    about: str


def happening(
    rule: BenefitRule, *, whose: str, about: str, first_day: date
) -> Happening:
    """`whose` names the member or person; `about` someone who is neither."""
    kind = KINDS.get(rule.category, rule.code)
    about = " ".join(about.split())
    subject = f"name:{match_key(about)}" if about else whose
    if len(subject) > KEY_MAX:
        subject = f"sha256:{sha256(subject.encode()).hexdigest()}"
    day = "" if kind in ONCE else first_day.isoformat()
    return Happening(kind, f"{subject}|{day}", about)


def pension_key(rule: BenefitRule, *, whose: str, window_from: date) -> Happening:
    """A benefit the committee starts: once in its counting year."""
    return Happening(rule.code, f"{whose}|{window_from.isoformat()}", "")

"""How large each benefit may be, so that a year's promises stay below its income.

Transparent and crude on purpose.  What comes in is members times their dues, and the
help that the meeting counts on.  What is set aside goes off first; the rest is shared
among what the fund cares for, by weights; a share divided by last year's cases gives
the sum.  Every rate is the meeting's own answer; none is taken from elsewhere.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from kongbun.bylaws.library.entries import Blank, Entry, entry_named
from kongbun.bylaws.library.questions import CARES, Answers

# Shares of what may be spent; the first care counts twice.  A starting point to talk
# about, told on the page as the fund's to change.
WEIGHTS = {
    "illness": 3,
    "death": 3,
    "elderly": 2,
    "education": 2,
    "pension": 2,
    "birth": 1,
    "disabled": 1,
    "disaster": 1,
    "hardship": 1,
    "funeral": 1,
}
STAY, YEAR = 5, 10  # Nights: what each stay is counted as at most, and a year's cap.
DECADE = 10  # Years paid before a pension.
TOP_TIER = 5  # Everyone who dies is counted at the highest of the five tiers.


@dataclass(frozen=True, slots=True)
class Sized:
    """One benefit of the draft: its figures, and what a year of it costs at most."""

    care: str
    entry: Entry
    values: dict[str, int]
    cases: int
    each_baht: int
    cost_baht: int
    words: str

    @property
    def title(self) -> str:
        return self.entry.title


@dataclass(frozen=True, slots=True)
class LeftOut:
    """A care for which the money does not suffice."""

    care: str
    share_baht: int
    why: str

    @property
    def title(self) -> str:
        return CARES.get(self.care, "บำนาญ")


@dataclass(frozen=True, slots=True)
class Estimate:
    """A year of the fund, as the answers have it."""

    dues_baht: int
    support_baht: int
    administration_baht: int
    reserve_baht: int
    to_spend_baht: int
    sized: tuple[Sized, ...]
    left_out: tuple[LeftOut, ...]

    @property
    def income_baht(self) -> int:
        return self.dues_baht + self.support_baht

    @property
    def cost_baht(self) -> int:
        return sum(one.cost_baht for one in self.sized)

    @property
    def unspent_baht(self) -> int:
        return self.to_spend_baht - self.cost_baht


def estimate(answers: Answers) -> Estimate:
    """Every care sized; those for which the money does not suffice give way.

    The lightest of them first, and the one that counts most only at the very end; its
    share goes back to the others.
    """
    dues = answers.members * answers.yearly_baht
    income = dues + answers.support_baht
    administration = _percent(income, answers.administration_percent)
    reserve = _percent(income, answers.reserve_percent)
    to_spend = income - administration - reserve
    weights, left_out = _weights(answers), list[LeftOut]()
    while True:
        sized, short = _sized(answers, weights, to_spend)
        if not short:
            break
        out = min(short, key=lambda one: (one.care == answers.first, weights[one.care]))
        del weights[out.care]
        left_out.append(out)
    return Estimate(
        dues, answers.support_baht, administration, reserve, to_spend,
        tuple(sized), tuple(left_out),
    )  # fmt: skip


def _percent(whole: int, percent: int) -> int:
    return -(-whole * percent // 100)  # Rounded up: what is set aside is set aside.


def _weights(answers: Answers) -> dict[str, int]:
    cares = [care for care in CARES if care in (*answers.cares, answers.first)]
    if answers.pension != "no":
        cares.append("pension")
    return {care: WEIGHTS[care] * (2 if care == answers.first else 1) for care in cares}


def _sized(
    answers: Answers, weights: dict[str, int], to_spend: int
) -> tuple[list[Sized], list[LeftOut]]:
    sized, short = [], []
    for care, weight in weights.items():
        share = to_spend * weight // sum(weights.values())
        one = SIZES[care](answers, share)
        if isinstance(one, Sized):
            assert one.cost_baht <= share, f"{care} costs more than its share"
            sized.append(one)
        else:
            short.append(LeftOut(care, share, one))
    return sized, short


def _entry(key: str) -> Entry:
    entry = entry_named(key)
    assert entry is not None, key
    return entry


def rounded(baht: int, blank: Blank) -> int:
    """A sum that people say: down to tens, hundreds; 0 when it is below the least."""
    step = 10 if baht < 500 else 50 if baht < 1000 else 100
    found = min(baht // step * step, blank.at_most)
    return found if found >= blank.at_least else 0


def _too_little(blank: Blank) -> str:
    return f"ส่วนแบ่งไม่พอให้ถึง {blank.at_least:,} บาท จึงยังไม่สัญญาไว้"


def _each(care: str, key: str, share: int, cases: int, of: str) -> Sized | str:
    """One sum for each case; where nobody remembers one, one is counted."""
    entry = _entry(key)
    cases = max(cases, 1)
    blank = entry.blank("amount")
    amount = rounded(share // cases, blank)
    if not amount:
        return _too_little(blank)
    words = f"ปีละ {cases:,} {of} ให้ {amount:,} บาท"
    return Sized(care, entry, {"amount": amount}, cases, amount, cases * amount, words)


def _birth(answers: Answers, share: int) -> Sized | str:
    return _each("birth", "birth_gift", share, answers.births, "คน")


def _funeral(answers: Answers, share: int) -> Sized | str:
    return _each("funeral", "funeral_wreath", share, answers.deaths, "งาน")


def _disabled(answers: Answers, share: int) -> Sized | str:
    people = answers.members_disabled
    return _each("disabled", "disabled_yearly", share, people, "คน")


def _illness(answers: Answers, share: int) -> Sized | str:
    entry = _entry("nights_stay_and_year")
    stays, blank = max(answers.stays, 1), entry.blank("rate")
    rate = rounded(share // (stays * STAY), blank)
    if not rate:
        return _too_little(blank)
    cost = stays * STAY * rate
    words = f"ปีละ {stays:,} ครั้ง คิดครั้งละ {STAY} คืนเต็มเพดาน คืนละ {rate:,} บาท"
    values = {"rate": rate, "stay": STAY, "year": YEAR}
    return Sized("illness", entry, values, stays, rate * STAY, cost, words)


def _death(answers: Answers, share: int) -> Sized | str:
    entry = _entry("death_paid")
    deaths, blank = max(answers.deaths, 1), entry.blank("step")
    step = rounded(share // (deaths * TOP_TIER), blank)
    if not step:
        return _too_little(blank)
    top = step * TOP_TIER
    words = f"ปีละ {deaths:,} คน คิดทุกคนที่ชั้นสูงสุด {top:,} บาท"
    return Sized("death", entry, {"step": step}, deaths, top, deaths * top, words)


def _elderly(answers: Answers, share: int) -> Sized | str:
    """As a pension, for it comes every year: never above what a member pays in one."""
    people = answers.members_60
    most = max(people, 1) * answers.yearly_baht
    of = "คนอายุ 60 ปีขึ้นไป"
    return _each("elderly", "elderly_yearly", min(share, most), people, of)


def _pension(answers: Answers, share: int) -> Sized | str:
    """Never above what a member pays in a year; later a fifth more, within it."""
    entry = _entry("pension_paid_years")
    people, blank = max(answers.members_60, 1), entry.blank("base")
    more = rounded(min(share // people, answers.yearly_baht), blank)
    base = rounded(more * 5 // 6, blank)
    if not base:
        return _too_little(blank)
    values = {"age": int(answers.pension), "base": base, "more": more}
    tenths = DECADE * answers.yearly_baht * 10 // base
    words = (
        f"คิดทุกคนที่อายุ 60 ปีขึ้นไป {people:,} คน ปีละ {more:,} บาท "
        f"เงินสิบปีที่ส่งมาจะคืนหมดใน {tenths // 10}.{tenths % 10} ปี"
    )
    return Sized("pension", entry, values, people, more, people * more, words)


def _education(_: Answers, share: int) -> Sized | str:
    """Places times the highest of the three sums, which is four times the lowest."""
    entry = _entry("scholarship")
    for amount in (500, 300, 200, 100):
        places = min(share // (amount * 4), entry.blank("places").number)
        if places >= 3 or (amount == 100 and places):
            cost = places * amount * 4
            words = f"ปีละ {places:,} ทุน คิดทุกทุนเป็นปริญญาตรี {amount * 4:,} บาท"
            values = {"amount": amount, "places": places}
            return Sized("education", entry, values, places, amount * 4, cost, words)
    return "ส่วนแบ่งไม่พอให้ได้หนึ่งทุน จึงยังไม่สัญญาไว้"


def _disaster(answers: Answers, share: int) -> Sized | str:
    """One disaster a year, at its whole share of what the fund then has."""
    entry = _entry("disaster")
    income = answers.members * answers.yearly_baht + answers.support_baht
    has = answers.money_baht + income
    percent = min(share * 100 // max(has, 1), 10)
    if not percent:
        return "ส่วนแบ่งไม่ถึงร้อยละหนึ่งของเงินกองทุน จึงยังไม่สัญญาไว้"
    cost = has * percent // 100
    words = f"ปีละหนึ่งภัย ใช้ไม่เกินร้อยละ {percent} ของเงินกองทุนที่มี {has:,} บาท"
    values = {"crop": entry.blank("crop").number, "share": percent}
    return Sized("disaster", entry, values, 1, cost, cost, words)


def _hardship(_: Answers, share: int) -> Sized | str:
    entry = _entry("hardship")
    budget = rounded(share, entry.blank("budget"))
    most = min(budget, entry.blank("most").number)
    if not budget:
        return _too_little(entry.blank("budget"))
    words = f"วงเงินทั้งปี {budget:,} บาท คนละไม่เกิน {most:,} บาท"
    values = {"most": most, "budget": budget}
    return Sized("hardship", entry, values, budget // most, most, budget, words)


SIZES: dict[str, Callable[[Answers, int], Sized | str]] = {
    "illness": _illness,
    "death": _death,
    "birth": _birth,
    "elderly": _elderly,
    "education": _education,
    "disabled": _disabled,
    "disaster": _disaster,
    "hardship": _hardship,
    "funeral": _funeral,
    "pension": _pension,
}

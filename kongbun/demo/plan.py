"""Who lives where, who joined when, and how each house pays.  Pure and seeded.

The people of the story come first; made-up neighbours fill the villages up to the
number of living members on the story's day.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from random import Random

from kongbun.demo import story
from kongbun.demo.names import BOYS, FAMILIES, GIRLS, MEN, WOMEN
from kongbun.demo.story import BEGIN, Somebody
from kongbun.kernel.national_id import with_checksum

SEED = 2563
HOUSE_SIZES = (1, 1, 2, 2, 2, 3, 3, 3, 4, 4, 5, 6)
# Months paid at a time; how many houses of a hundred do so.
RHYTHMS = ((1, 22), (3, 20), (6, 26), (12, 32))
TOLD_FAMILIES = {who.last for who in story.PEOPLE} | {
    name.split()[1] for _, _, name, _, _ in story.SHEET_SEVEN
}
DEATHS_A_YEAR = 7
LEAVERS_A_YEAR = 5


@dataclass(slots=True)
class Resident:
    """A planned member; `exited` and `why` if they do not stay."""

    who: Somebody
    joined: date
    number: str = ""
    exited: date | None = None
    why: str = ""

    @property
    def heir(self) -> tuple[str, str] | None:
        return self.who.heir


@dataclass(slots=True)
class House:
    moo: int
    no: str
    residents: list[Resident] = field(default_factory=list)
    rhythm: int = 1
    phase: int = 0
    # Months a house is late before it pays up; 99 means it stopped in its last year.
    late: int = 0


@dataclass(frozen=True, slots=True)
class Plan:
    houses: dict[int, list[House]]

    def residents(self) -> Iterator[tuple[House, Resident]]:
        for moo in sorted(self.houses):
            for house in self.houses[moo]:
                for resident in house.residents:
                    yield house, resident


def make_plan() -> Plan:
    """The same villages every time."""
    return Plan(
        {
            moo: _Village(moo, living, Random(SEED * 100 + moo)).make()
            for moo, _, living in story.VILLAGES
        }
    )


class _Village:
    def __init__(self, moo: int, living: int, dice: Random) -> None:
        self.moo, self.living, self.dice = moo, living, dice
        # Every village has its own surnames, so no two people share a whole name.
        self.families = [
            name
            for index, name in enumerate(FAMILIES)
            if index % 8 == moo % 8 and name not in TOLD_FAMILIES
        ]
        dice.shuffle(self.families)
        self.ids = 0

    def make(self) -> list[House]:
        houses = self._of_the_story()
        taken = {house.no for house in houses}
        number = 0
        while self._living(houses) < self.living:
            number += 1
            if str(number) in taken:
                continue
            house = self._neighbours(
                str(number), most=self.living - self._living(houses)
            )
            houses.append(house)
        if self.moo == 8:
            houses[-1].residents[-1].joined = story.NEWCOMER_JOINED
        self._exits(houses)
        self._number(houses)
        return houses

    def _living(self, houses: list[House]) -> int:
        return sum(one.exited is None for house in houses for one in house.residents)

    def _of_the_story(self) -> list[House]:
        houses: dict[str, House] = {}
        for who in story.PEOPLE:
            if who.moo == self.moo:
                house = houses.setdefault(who.house, House(self.moo, who.house))
                house.residents.append(self._resident(who))
        if self.moo == 7:
            for no, title, name, number, size in story.SHEET_SEVEN:
                first, last = name.split()
                head = self._adult(last, self.dice.randint(38, 59), title=title)
                head = replace(
                    head, first=first, house=no, number=number, joined=_month(3)
                )
                house = houses.setdefault(no, House(self.moo, no))
                house.residents.append(self._resident(head))
                self._fill(house, last, size - 1)
        for no, size in {"22": 4, "24": 2, "28/1": 2, "33": 4, "36/2": 5}.items():
            if self.moo == 3:
                house = houses[no]
                last = house.residents[0].who.last
                self._fill(house, last, size - len(house.residents))
        return list(houses.values())

    def _resident(self, who: Somebody) -> Resident:
        if who.id_kind and not who.id_value:
            who = replace(who, id_value=self._id(who))
        resident = Resident(who, who.joined, who.number)
        if who is story.BEFORE or who.number == story.BEFORE.number:
            resident.exited, resident.why = story.BEFORE_DIED, "died"
        if who.number == story.AFTER.number:
            resident.exited, resident.why = story.AFTER_DIED, "died"
        return resident

    def _neighbours(self, no: str, *, most: int) -> House:
        house = House(self.moo, no)
        share = self.dice.choices([r for r, _ in RHYTHMS], [w for _, w in RHYTHMS])[0]
        house.rhythm = share
        house.phase = self.dice.randrange(share)
        house.late = self.dice.choices((0, 1, 2, 4, 99), (80, 9, 5, 3, 3))[0]
        self._fill(
            house,
            self.families.pop(),
            min(most, self.dice.choice(HOUSE_SIZES)),
            joined=self._joining_day(),
        )
        return house

    def _joining_day(self) -> date:
        """Half came in the first year, the rest little by little."""
        if self.dice.random() < 0.5:
            month = self.dice.randrange(1, 12)
        else:
            month = self.dice.randrange(12, 70)
        return _month(month)

    def _fill(
        self, house: House, last: str, count: int, joined: date | None = None
    ) -> None:
        oldest = self.dice.randint(34, 84)
        for place in range(count):
            if place == 0:
                who = self._adult(last, oldest)
            elif place == 1 and self.dice.random() < 0.8:
                age = oldest - self.dice.randint(-3, 6)
                who = self._adult(last, max(20, min(88, age)))
            else:
                who = self._child(last, oldest)
            day = joined or house.residents[0].joined if house.residents else joined
            day = max(day or BEGIN, who.birth or BEGIN)
            if who.kind == "child" and self.dice.random() < 0.4:
                day = max(day, _month(self.dice.randrange(12, 70)))
            day = min(date(day.year + day.month // 12, day.month % 12 + 1, 1), LAST_DAY)
            # Only the story's own people are there from the first two months on.
            who = replace(who, house=house.no, joined=max(day, _month(3)))
            house.residents.append(self._resident(who))

    def _adult(self, last: str, age: int, title: str = "") -> Somebody:
        woman = self.dice.random() < 0.56 if not title else title != "นาย"
        single = woman and age < 40 and self.dice.random() < 0.4
        first = self.dice.choice(WOMEN if woman else MEN)
        kind = "elderly" if age >= 60 else "general"
        roll = self.dice.random()
        if roll < 0.025:
            kind = "disabled"
        elif roll < 0.035:
            kind = "disadvantaged"
        return Somebody(
            moo=self.moo,
            house="",
            title=title or ("นางสาว" if single else "นาง" if woman else "นาย"),
            first=first,
            last=last,
            sex="f" if woman else "m",
            birth=self._born(age),
            precision="year" if age > 70 and roll > 0.9 else "day",
            id_kind="" if roll > 0.985 else "thai13",
            kind=kind,
            heir=(self._relative(last), self.dice.choice(("บุตร", "หลาน", "พี่น้อง"))),
        )

    def _child(self, last: str, oldest: int) -> Somebody:
        age = self.dice.randint(1, max(2, min(34, oldest - 18)))
        girl = self.dice.random() < 0.52
        young = age < 15
        first = self.dice.choice(
            (GIRLS if girl else BOYS) if age < 25 else (WOMEN if girl else MEN)
        )
        title = ("ด.ญ." if girl else "ด.ช.") if young else ("นางสาว" if girl else "นาย")
        return Somebody(
            moo=self.moo,
            house="",
            title=title,
            first=first,
            last=last,
            sex="f" if girl else "m",
            birth=self._born(age),
            kind="child" if age < 20 else "general",
            heir=(self._relative(last), "บิดามารดา"),
        )

    def _born(self, age: int) -> date:
        day = story.TODAY - timedelta(days=age * 365 + age // 4 + 20)
        return day - timedelta(days=self.dice.randrange(320))

    def _relative(self, last: str) -> str:
        woman = self.dice.random() < 0.5
        first = self.dice.choice(WOMEN if woman else MEN)
        return f"{'นาง' if woman else 'นาย'}{first} {last}"

    def _id(self, who: Somebody) -> str:
        """Valid by its last digit, of an office that does not exist (0000)."""
        first = {"temporary": "6", "no_status": "0"}.get(who.id_kind, "")
        if not first:
            first = "3" if who.birth is None or who.birth.year < 1984 else "1"
        self.ids += 7
        return with_checksum(
            f"{first}0000{self.moo}{self.dice.randint(1, 9)}"
            f"{self.ids:04}{self.dice.randint(1, 9)}"
        )

    def _exits(self, houses: list[House]) -> None:
        """Those who are no longer there: they come beside the living."""
        known = {who.number for who in story.PEOPLE}
        for year in range(2021, 2027):
            for why, count in (("died", DEATHS_A_YEAR), ("resigned", LEAVERS_A_YEAR)):
                for _ in range(self.dice.choices((count // 8, count // 8 + 1))[0]):
                    house = self.dice.choice(houses)
                    if any(one.number in known for one in house.residents):
                        continue
                    age = self.dice.randint(64, 86) if why == "died" else 45
                    who = replace(
                        self._adult(house.residents[0].who.last, age), house=house.no
                    )
                    joined = max(house.residents[0].joined, _month(3))
                    day = date(year, self.dice.randint(1, 11), self.dice.randint(3, 26))
                    if day < joined + timedelta(days=250) or day > date(2026, 9, 30):
                        continue
                    one = self._resident(replace(who, joined=joined))
                    one.exited, one.why = day, why
                    house.residents.append(one)

    def _number(self, houses: list[House]) -> None:
        """Numbers run by joining; the story's own stay as they are."""
        taken = {one.number for house in houses for one in house.residents}
        running = 4
        for one in sorted(
            (one for house in houses for one in house.residents if not one.number),
            key=lambda one: one.joined,
        ):
            running += 1
            while f"ทน-{self.moo:02}-{running:04}" in taken:
                running += 1
            one.number = f"ทน-{self.moo:02}-{running:04}"
        names: set[tuple[str, str]] = set()
        for house in houses:
            for one in house.residents:
                while (one.who.first, one.who.last) in names:
                    pool = WOMEN if one.who.sex == "f" else MEN
                    one.who = replace(one.who, first=self.dice.choice(pool))
                names.add((one.who.first, one.who.last))


LAST_DAY = date(2026, 10, 1)


def _month(number: int) -> date:
    """The first day of the n-th month after the fund began."""
    months = BEGIN.month - 1 + number
    return date(BEGIN.year + months // 12, months % 12 + 1, 1)

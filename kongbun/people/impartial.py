"""No one approves, certifies, pays or erases for themselves or theirs (A2).

Reads only.  Whom it concerns is given as persons of the register and as names on
paper; a name counts where it is that of somebody near to who acts.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass

from kongbun.access.models import RoleGrant, User
from kongbun.access.permissions import ALLOWED, Verb, may
from kongbun.commands.run import Act
from kongbun.kernel.refusal import RefusalCode, Refused
from kongbun.kernel.thai_text import match_key
from kongbun.people.models import Person
from kongbun.people.one_person import records_of
from kongbun.people.ties import Near, near_persons, person_ids_of
from kongbun.rules.ties import Kin

OTHERS_SHOWN_MAX = 5


@dataclass(frozen=True, slots=True)
class Whom:
    """Who has something of it: persons by key, and names as they stand on paper."""

    person_ids: frozenset[int] = frozenset()
    names: tuple[str, ...] = ()

    @classmethod
    def of(cls, *persons: int | None, names: Iterable[str] = ()) -> Whom:
        known = frozenset(one for one in persons if one is not None)
        return cls(known, tuple(name for name in names if name.strip()))

    @property
    def keys(self) -> frozenset[str]:
        return frozenset(match_key(name) for name in self.names)


def refuse_tied(
    act: Act, whom: Whom, *, verb: str, could: Verb, user: User | None = None
) -> None:
    """Refuse who is, or is tied to, somebody whom it concerns.

    Who acts, unless it is `user`, who signed in beside.  `could` is the right that
    others would do it by: they are named.
    """
    user_id, name = (
        (act.user_id, act.user_name) if user is None else (user.pk, user.display_name)
    )
    mine = person_ids_of(user_id or 0, act.fund_id)
    refuse_tied_persons(act, mine, whom, name=name, verb=verb, could=could)


def refuse_tied_persons(
    act: Act,
    mine: Collection[int],
    whom: Whom,
    *,
    name: str,
    verb: str,
    could: Verb,
) -> None:
    """The same of somebody who has no account, as who signed on paper."""
    near = first_near(act.fund_id, mine, whom)
    if near is None:
        return
    if near.kin is Kin.SELF:
        raise Refused(RefusalCode.OWN_CLAIM, name=name, verb=verb)
    raise Refused(
        RefusalCode.TIED_TO_PAYEE,
        name=name,
        how=near.words(),
        verb=verb,
        others=_remedy(act, whom, verb=verb, could=could),
    )


def first_near(fund_id: int, mine: Collection[int], whom: Whom) -> Near | None:
    """The nearest of those whom it concerns, if somebody is near at all."""
    found = near_persons(fund_id, records_of(mine))
    # Two records that count as one are one, whichever of them somebody is tied to.
    theirs = set(records_of(whom.person_ids))
    concerned = [one for one in found if one.other_id in theirs]
    if whom.names:
        named = _named(found, whom)
        concerned += [one for one in found if one.other_id in named]
    return min(concerned, key=lambda one: one.kin, default=None)


def name_keys(person: Person) -> frozenset[str]:
    """How a paper may call somebody: with the title and without."""
    short = f"{person.first_name} {person.last_name}"
    return frozenset({match_key(person.full_name()), match_key(short)})


def _named(found: Iterable[Near], whom: Whom) -> frozenset[int]:
    near = Person.every.filter(pk__in={one.other_id for one in found})
    return frozenset(one.pk for one in near if name_keys(one) & whom.keys)


def _remedy(act: Act, whom: Whom, *, verb: str, could: Verb) -> str:
    """Who else may; the network's where a small committee has nobody."""
    users = User.objects.filter(
        pk__in=RoleGrant.objects.filter(
            fund_id=act.fund_id, role__in=ALLOWED[could]
        ).values("user_id"),
        is_active=True,
    ).order_by("display_name", "pk")
    others = [
        one.display_name
        for one in users
        if one.pk != act.user_id
        and may(one.pk, could, fund_id=act.fund_id, on=act.today)
        and first_near(act.fund_id, person_ids_of(one.pk, act.fund_id), whom) is None
    ]
    if not others:
        return (
            f"ไม่มีคนอื่นที่{verb}ได้ ขอให้เครือข่ายส่งผู้แทน แล้วประธานให้หน้าที่ชั่วคราว "
            "ที่หน้า ผู้ใช้และหน้าที่ โดยใส่วันสุดท้าย"
        )
    return f"ให้คนอื่นเป็นผู้{verb}: {', '.join(others[:OTHERS_SHOWN_MAX])}"


@dataclass(frozen=True, slots=True)
class Alike:
    """Two persons whom nobody declared tied, and why they may be."""

    mine: Person
    other: Person
    why: str

    def words(self) -> str:
        return f"{self.mine.full_name()} กับ {self.other.full_name()}: {self.why}"


def alike(fund_id: int, mine: Collection[int], whom: Whom) -> list[Alike]:
    """Signs of a tie that nobody declared: shown beside an approval, never refused."""
    if not mine or not whom.person_ids:
        return []
    declared = {one.other_id for one in near_persons(fund_id, mine)}
    persons = {
        one.pk: one
        for one in Person.every.filter(
            fund_id=fund_id, pk__in={*mine, *whom.person_ids}
        ).select_related("household")
    }
    return [
        Alike(persons[first], persons[second], why)
        for first in sorted(set(mine) & persons.keys())
        for second in sorted((whom.person_ids & persons.keys()) - declared)
        if (why := sign_of(persons[first], persons[second]))
    ]


def sign_of(one: Person, other: Person) -> str:
    """What two persons share that a family would; "" if nothing."""
    phones = {_digits(person.phone) for person in (one, other)}
    if len(phones) == 1 and "" not in phones:
        return "โทรศัพท์เบอร์เดียวกัน"
    surnames = {match_key(person.last_name) for person in (one, other)}
    same_name = len(surnames) == 1 and "" not in surnames
    houses = {_house_no(person) for person in (one, other)}
    if same_name and len(houses) == 1 and "" not in houses:
        return "บ้านเลขที่และนามสกุลเดียวกัน"
    return ""


def _digits(phone: str) -> str:
    return "".join(letter for letter in match_key(phone) if letter.isdigit())


def _house_no(person: Person) -> str:
    return person.household.house_no if person.household else ""

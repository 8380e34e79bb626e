"""Where two records of one person say different things, and whose word is kept.

Reads only.  What one of them leaves empty the other fills; where both say something
else, whoever asks for the merge has to choose.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from kongbun.kernel.thai_date import buddhist_year, figures, month_name
from kongbun.people.models import Membership, Person

SURVIVOR, OTHER, BOTH = "survivor", "other", "both"
# What was stated at the cut-over: one fact written twice, or two facts.
STATED = "opening"


@dataclass(frozen=True, slots=True)
class Group:
    """Columns that are one fact; the first says whether anything is known."""

    code: str
    label: str
    columns: tuple[str, ...]
    told: Callable[[Any], str]


@dataclass(frozen=True, slots=True)
class Difference:
    """One fact that the records tell differently; `chosen` is empty if it is open."""

    code: str
    label: str
    survivor: str
    other: str
    chosen: str
    # Nobody is asked: only one of the two says anything.
    is_given: bool = False


def _birth(person: Person) -> str:
    born = person.birth_date
    if born is None:
        return ""
    if person.birth_precision == "year":
        return f"พ.ศ. {buddhist_year(born)}"
    return month_name(born) if person.birth_precision == "month" else figures(born)


def _id(person: Person) -> str:
    kind = str(person.get_id_kind_display())
    return f"{kind} ลงท้าย {person.id_value[-4:]}" if person.id_value else ""


def _house(person: Person) -> str:
    house = person.household
    return f"{house.house_no} {house.branch.label()}".strip() if house else ""


def _payer(one: Membership) -> str:
    return f"{one.get_payer_kind_display()} {one.payer_name}".strip()


_NAME = ("first_name", "last_name", "title", "typed_name", "match_key", "sort_key")
OF_PERSON = (
    Group("name", "ชื่อ", _NAME, lambda one: str(one.full_name())),
    Group("nickname", "ชื่อเล่น", ("nickname",), lambda one: str(one.nickname)),
    Group("sex", "เพศ", ("sex",), lambda one: str(one.get_sex_display())),
    Group("birth", "เกิด", ("birth_date", "birth_precision"), _birth),
    Group("id", "เลขประจำตัว", ("id_value", "id_kind", "id_verified"), _id),
    Group("phone", "โทรศัพท์", ("phone",), lambda one: str(one.phone)),
    Group("address", "ที่อยู่", ("address",), lambda one: str(one.address)),
    Group("house", "บ้าน", ("household_id", "is_household_head"), _house),
)
OF_MEMBERSHIP = (
    Group("village", "หมู่บ้าน", ("branch_id",), lambda one: str(one.branch.label())),
    Group(
        "type",
        "ประเภท",
        ("member_type",),
        lambda one: str(one.get_member_type_display()),
    ),
    Group("payer", "ผู้ส่งเงิน", ("payer_kind", "payer_name"), _payer),
    Group(
        "rhythm", "ส่งทุกกี่เดือน", ("rhythm_months",), lambda one: str(one.rhythm_months)
    ),
)
CODES = (*(one.code for one in (*OF_PERSON, *OF_MEMBERSHIP)), STATED)


def differences(
    groups: tuple[Group, ...], survivor: Any, other: Any, keep: Mapping[str, str]
) -> Iterator[Difference]:
    """Each fact of these groups that is not the same in both."""
    for group in groups:
        mine = [getattr(survivor, column) for column in group.columns]
        theirs = [getattr(other, column) for column in group.columns]
        if mine == theirs:
            continue
        told = group.told(survivor), group.told(other)
        if theirs[0] in ("", None):
            yield Difference(group.code, group.label, *told, SURVIVOR, is_given=True)
        elif mine[0] in ("", None):
            yield Difference(group.code, group.label, *told, OTHER, is_given=True)
        else:
            said = keep.get(group.code, "")
            chosen = said if said in (SURVIVOR, OTHER) else ""
            yield Difference(group.code, group.label, *told, chosen)


def taken(
    groups: tuple[Group, ...], found: Iterator[Difference] | list[Difference]
) -> list[str]:
    """The columns in which the other record's value is written into the one kept."""
    chosen = {one.code for one in found if one.chosen == OTHER}
    return [column for one in groups if one.code in chosen for column in one.columns]

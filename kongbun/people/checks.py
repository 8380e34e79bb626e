"""What can be said against a member's facts, before anything is written."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from kongbun.access.models import Fund
from kongbun.kernel.bad_input import BadInput
from kongbun.kernel.national_id import IdKind, read_id
from kongbun.kernel.refusal import RefusalCode, Refused
from kongbun.kernel.thai_text import is_figures, match_key
from kongbun.people.models import (
    BirthPrecision,
    Membership,
    MemberType,
    PayerKind,
    Person,
    Sex,
)
from kongbun.people.one_person import records_of

AGE_MAX = 120
BENEFICIARIES_MAX = 10
RHYTHMS = (1, 3, 6, 12)


def refuse_erased(person: Person) -> None:
    """Nothing is written about somebody of whom nothing may be known."""
    if person.erased_on is not None:
        raise Refused(RefusalCode.PERSON_ERASED, day=person.erased_on)


def check_facts(person: Mapping[str, Any], membership: Mapping[str, Any]) -> None:
    """Refuse a missing name and values of no list; each door checks text itself."""
    if "first_name" in person and not person["first_name"].strip():
        raise Refused(RefusalCode.FIELD_EMPTY, field="ชื่อ")
    if "first_name" in person and is_figures(person["first_name"]):
        raise Refused(RefusalCode.NAME_UNFIT, name=person["first_name"][:60])
    listed = (
        (person, "sex", Sex.values),
        (person, "birth_precision", BirthPrecision.values),
        (membership, "member_type", MemberType.values),
        (membership, "payer_kind", ("", *PayerKind.values)),
        (membership, "rhythm_months", RHYTHMS),
    )
    for facts, name, allowed in listed:
        if name in facts and facts[name] not in allowed:
            raise Refused(RefusalCode.NOT_FOUND, what=f"ตัวเลือก {facts[name]} ")
    value = person.get("id_value", "")
    if value:
        try:
            read = read_id(value, kind=IdKind(person["id_kind"]))
        except BadInput as bad:
            if not bad.asks:
                raise Refused(RefusalCode.UNREADABLE, why=bad.message) from None
            return
        if read.value != value or read.kind.value != person["id_kind"]:
            raise Refused(RefusalCode.NOT_FOUND, what=f"ชนิดบัตร {person['id_kind']} ")


def check_birth(person: Mapping[str, Any], *, joined_on: date | None) -> None:
    """Refuse an age that cannot be, and joining before birth."""
    born: date | None = person.get("birth_date")
    if born is None or joined_on is None:
        return
    if born > joined_on:
        raise Refused(RefusalCode.BORN_LATER, born=born, day=joined_on)
    if joined_on.year - born.year > AGE_MAX:
        raise Refused(RefusalCode.TOO_OLD, born=born, years=joined_on.year - born.year)


def check_joining(fund_id: int, joined_on: date, *, today: date) -> None:
    if joined_on > today:
        raise Refused(RefusalCode.DATE_IN_FUTURE, found=joined_on, today=today)
    founded_on = Fund.objects.values_list("founded_on", flat=True).get(pk=fund_id)
    if joined_on < founded_on:
        raise Refused(
            RefusalCode.DATES_IN_WRONG_ORDER, first=founded_on, last=joined_on
        )


def check_beneficiaries(given: Sequence[Mapping[str, str]]) -> None:
    if len(given) > BENEFICIARIES_MAX:
        raise Refused(RefusalCode.TOO_MANY_BENEFICIARIES, most=BENEFICIARIES_MAX)
    if any(not one["name"].strip() for one in given):
        raise Refused(RefusalCode.FIELD_EMPTY, field="ชื่อผู้รับผลประโยชน์")


def refuse_a_double(
    fund_id: int,
    facts: Mapping[str, Any],
    *,
    is_another_person: bool,
    but: int | None = None,
) -> None:
    """Refuse an ID that another carries; ask about the same name and birth."""
    # A spelling that was merged away is known as well.
    others = Person.every.filter(fund_id=fund_id).exclude(pk__in=records_of([but or 0]))
    value = facts.get("id_value")
    same_id = others.filter(id_value=value).first() if value else None
    if same_id is not None and not is_another_person:
        raise Refused(
            RefusalCode.ID_TAKEN, name=same_id.full_name(), number=_number_of(same_id)
        )
    if is_another_person or "first_name" not in facts:
        return
    key = match_key(f"{facts['first_name']} {facts.get('last_name', '')}".strip())
    for other in others.filter(match_key=key):
        born, known = facts.get("birth_date"), other.birth_date
        if born is None or known is None or born == known:
            raise Refused(
                RefusalCode.MAYBE_SAME_PERSON,
                name=other.full_name(),
                number=_number_of(other),
            )


def _number_of(person: Person) -> str:
    mine = Membership.objects.filter(person__in=records_of([person.pk]))
    last = mine.order_by("-joined_on").first()
    return last.member_no if last else "-"

"""Erases a person at their request (PDPA s. 33): two people, once, and for good.

What goes: names, numbers, addresses, dependants, notes, and the salts and answers of
the commands that named them.  What stays: the membership's number, money, days, counts,
every hash and every link.
"""

from __future__ import annotations

from datetime import date
from typing import Any
from uuid import UUID

from kongbun.access.models import User
from kongbun.access.permissions import (
    Verb,
    refuse_same_person,
    require,
    require_user,
)
from kongbun.approvals.actions import approve
from kongbun.claims.verdict import content_hash
from kongbun.commands.run import Act, command
from kongbun.erasure.models import Erasure
from kongbun.erasure.queries import claims_of, obstacles
from kongbun.erasure.sweeping_actions import (
    Whose,
    erase_commands,
    sweep,
    who_spoke_of,
)
from kongbun.kernel.refusal import RefusalCode, Refused
from kongbun.kernel.thai_text import match_key, sort_key
from kongbun.people.impartial import Whom, refuse_tied
from kongbun.people.models import Membership, Person, RegisterImport
from kongbun.people.staging_actions import clear_staged
from kongbun.people.tie_actions import forget_houses
from kongbun.store.followed import say_what_stays
from kongbun.store.guards import ERASED

# Shorter than this, a number or name stands in too many texts by chance.
NEEDLE_MIN = 6


@command("people.erase_person")
def erase_person(
    act: Act, *, person: UUID, asked_on: date, second_user_id: int | None = None
) -> dict[str, Any]:
    """Erase who asked for it on a day; another person agrees on the same machine."""
    require(act, Verb.ERASE_PERSON)
    second = _second(act, second_user_id)
    found = Person.every.filter(fund_id=act.fund_id, public_id=person).first()
    if found is None:
        raise Refused(RefusalCode.NOT_FOUND, what="คน")
    if asked_on > act.today:
        raise Refused(RefusalCode.DATE_IN_FUTURE, found=asked_on, today=act.today)
    for user, could in ((None, Verb.ERASE_PERSON), (second, Verb.AGREE_TO_ERASE)):
        refuse_tied(act, Whom.of(found.pk), verb="ลบข้อมูล", could=could, user=user)
    against = obstacles(found, act.today)
    if against:
        raise Refused.of(against)
    assert act.user_id is not None, "`require` has let a user through"
    # After this point the person must be gone.
    approval = approve(
        act,
        subject_kind="erasure",
        subject_id=found.public_id,
        content_hash=content_hash(person=found.public_id, asked_on=asked_on),
        maker_id=act.user_id,
        checker_id=second.pk,
        checker_name=second.display_name,
    )
    whose = _whose(found)
    say_what_stays()
    swept = sweep(whose)
    gone = erase_commands(whose, swept, who_spoke_of(whose), but=act.command_pk)
    _empty_imports(act.fund_id)
    _erase_row(found, act.today)
    forget_houses(found)
    Membership.objects.filter(person=found).update(fingerprint=None)
    Erasure.objects.create(
        fund_id=act.fund_id,
        person=found,
        asked_on=asked_on,
        erased_on=act.today,
        approval=approval,
        command_id=act.command_pk,
    )
    return {"person": found.public_id.hex, "commands": gone}


def _second(act: Act, user_id: int | None) -> User:
    """Who agrees: there, of another name, and with that duty."""
    second = User.objects.filter(pk=user_id or 0, is_active=True).first()
    if second is None:
        raise Refused(RefusalCode.SECOND_PERSON_NEEDED)
    refuse_same_person(act, act.user_id or 0, verb="ลงชื่อเป็นคนที่สอง", user=second)
    require_user(
        act, Verb.AGREE_TO_ERASE, user_id=second.pk, user_name=second.display_name
    )
    return second


def _whose(person: Person) -> Whose:
    memberships = list(Membership.objects.filter(person=person))
    claims = list(claims_of(person))
    return Whose(
        fund_id=person.fund_id,
        person_id=person.pk,
        membership_ids=tuple(one.pk for one in memberships),
        claim_ids=tuple(one.pk for one in claims),
        keys=tuple(one.public_id.hex for one in (person, *memberships, *claims)),
        needles=_needles(person),
    )


def _needles(person: Person) -> tuple[str, ...]:
    """What would name the person in a note: the name unless another has it too."""
    name = f"{person.first_name} {person.last_name}".strip()
    words = [person.id_value, person.phone]
    namesakes = Person.every.filter(
        fund_id=person.fund_id, match_key=match_key(name)
    ).exclude(pk=person.pk)
    if person.last_name and not namesakes.exists():
        words += [name, person.typed_name]
    return tuple(word for word in dict.fromkeys(words) if len(word) >= NEEDLE_MIN)


def _empty_imports(fund_id: int) -> None:
    """Answers about rows of registers long imported, and what was staged of them."""
    for batch in RegisterImport.objects.filter(fund_id=fund_id):
        clear_staged(batch)
    RegisterImport.objects.filter(fund_id=fund_id).update(answers="{}")


def _erase_row(person: Person, today: date) -> None:
    for name in (
        *("title", "last_name", "nickname", "sex", "birth_precision", "id_kind"),
        *("id_value", "phone", "address", "match_key", "typed_name", "unsure"),
    ):
        setattr(person, name, "")
    person.first_name, person.sort_key = ERASED, sort_key(ERASED)
    person.birth_date, person.household = None, None
    person.id_verified, person.is_household_head = False, False
    person.erased_on = today
    person.save()

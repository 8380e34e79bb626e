"""A clear register becomes staged rows: every id, number and key settled beforehand.

Written in short pieces; nothing of it is the register until the switch.
"""

from __future__ import annotations

import uuid
from collections.abc import Iterator, Sequence
from hashlib import sha256
from itertools import islice
from operator import attrgetter
from typing import Any

from django.db import transaction

from kongbun.kernel.thai_date import PartialDate
from kongbun.kernel.thai_text import match_key, sort_key
from kongbun.people.member_numbers import MemberNumbers
from kongbun.people.models import (
    Branch,
    Household,
    Person,
    RegisterImport,
    StagedBeneficiary,
    StagedMember,
    StagedUse,
)
from kongbun.people.queries import house_key
from kongbun.people.register.places import Place
from kongbun.people.register.read import NewMember
from kongbun.store.bulk import insert

# Small enough that no other writer waits a second.
PIECE = 500


def stage(batch: RegisterImport, members: Sequence[NewMember]) -> bytes:
    """Write the rows of a batch anew; return the hash of what was staged."""
    clear_staged(batch)
    rows, named, used = _Stager(batch, members).build()
    for made in (rows, named, used):
        _write(made)
    digest = sha256()
    for row in rows:
        digest.update(bytes(row.fingerprint))
        digest.update(row.member_no.encode())
    return digest.digest()


def clear_staged(batch: RegisterImport) -> None:
    """Take away staged rows, a piece at a time."""
    for rows in (
        StagedBeneficiary.objects.filter(batch=batch),
        StagedUse.objects.filter(batch=batch),
        StagedMember.objects.filter(batch=batch),
    ):
        while some := list(rows.values_list("pk", flat=True)[:PIECE]):
            with transaction.atomic():
                rows.filter(pk__in=some).delete()


def _write(made: Sequence[Any]) -> None:
    if not made:
        return
    model = type(made[0])
    fields = [one for one in model._meta.concrete_fields if not one.primary_key]
    values = attrgetter(*(field.attname for field in fields))
    rows = map(values, made)
    while piece := list(islice(rows, PIECE)):
        with transaction.atomic():
            insert(model, [field.name for field in fields], piece)


class _Stager:
    def __init__(self, batch: RegisterImport, members: Sequence[NewMember]) -> None:
        self.batch, self.members = batch, members
        fund_id = batch.fund_id
        self.numbers = MemberNumbers(fund_id)
        self.numbers.taken |= {m.facts.member_no for m in members}
        self.moos = dict(
            Branch.objects.filter(fund_id=fund_id).values_list("pk", "moo")
        )
        self.houses: dict[tuple[object, str], bytes] = {
            (branch_id, house_no): key.bytes
            for branch_id, house_no, key in Household.objects.filter(
                fund_id=fund_id
            ).values_list("branch_id", "house_no", "public_id")
            if house_no
        }
        linked = [m.link.person_id for m in members if m.link and m.link.person_id]
        self.persons = dict(
            Person.objects.filter(pk__in=linked).values_list("pk", "public_id")
        )
        self.person_of_row: dict[int, uuid.UUID] = {}

    def build(
        self,
    ) -> tuple[list[StagedMember], list[StagedBeneficiary], list[StagedUse]]:
        rows: list[StagedMember] = []
        named: list[StagedBeneficiary] = []
        used: list[StagedUse] = []
        keys = {m.facts.row: uuid.uuid4() for m in self.members}
        for seq, member in enumerate(self.members):
            row = self._row(seq, member, keys)
            rows.append(row)
            named += self._named(row, member)
            used += self._used(row, member)
        return rows, named, used

    def _row(
        self, seq: int, member: NewMember, keys: dict[int, uuid.UUID]
    ) -> StagedMember:
        facts = member.facts
        place = member.place
        person_key, is_new = self._person(member, keys)
        house_id, is_new_house = self._house(place, facts.house_no)
        birth = None
        if facts.birth_earliest is not None and facts.birth_latest is not None:
            birth = PartialDate(facts.birth_earliest, facts.birth_latest)
        return StagedMember(
            batch=self.batch,
            seq=seq,
            person_key=person_key,
            is_new_person=is_new,
            household_key=house_id,
            is_new_household=is_new_house,
            branch_id=place.pk,
            new_moo=place.moo if place.pk is None else None,
            new_name=place.name if place.pk is None else "",
            house_no=facts.house_no,
            house_sort_key=house_key(facts.house_no) if facts.house_no else "",
            title=facts.title,
            first_name=facts.first_name,
            last_name=facts.last_name,
            nickname=facts.nickname,
            sex=facts.sex,
            birth_date=birth.earliest if birth else None,
            birth_precision=birth.precision if birth else "",
            id_kind="" if facts.id_kind == "none" else facts.id_kind,
            id_value=facts.id_value,
            phone=facts.phone,
            address=facts.address,
            match_key=match_key(f"{facts.first_name}{facts.last_name}"),
            sort_key=sort_key(f"{facts.first_name} {facts.last_name}"),
            unsure=facts.unsure,
            member_no=facts.member_no or self.numbers.next(self._moo(place), place.pk),
            member_type=facts.member_type,
            joined_on=facts.joined_on,
            payer_kind=facts.payer_kind,
            payer_name=facts.payer_name,
            exited_on=facts.exited_on,
            exit_reason=facts.exit_reason,
            opening_paid_until=facts.paid_until,
            opening_days_paid=facts.days_paid,
            opening_paid_satang=facts.paid_satang,
            fingerprint=member.fingerprint,
        )

    def _person(
        self, member: NewMember, keys: dict[int, uuid.UUID]
    ) -> tuple[uuid.UUID, bool]:
        link = member.link
        own = keys[member.facts.row]
        if link is None:
            self.person_of_row[member.facts.row] = own
            return own, True
        if link.person_id is not None:
            key = self.persons[link.person_id]
        else:
            assert link.row is not None, link
            key = self.person_of_row.get(link.row, own)
        self.person_of_row[member.facts.row] = key
        return key, key == own

    def _moo(self, place: Place) -> int | None:
        return place.moo if place.pk is None else self.moos[place.pk]

    def _house(self, place: Place, house_no: str) -> tuple[bytes | None, bool]:
        if not house_no:
            return None, False
        where = (place.pk or place, house_no)
        key = self.houses.get(where)
        if key is not None:
            return key, False
        key = self.houses[where] = uuid.uuid4().bytes
        return key, True

    def _named(
        self, row: StagedMember, member: NewMember
    ) -> Iterator[StagedBeneficiary]:
        for seq, (name, relation) in enumerate(member.facts.beneficiaries, start=1):
            yield StagedBeneficiary(
                batch=self.batch,
                membership_key=row.membership_key,
                seq=seq,
                name=name,
                relation=relation,
            )

    def _used(self, row: StagedMember, member: NewMember) -> Iterator[StagedUse]:
        for benefit, in_window, in_life in member.facts.used:
            yield StagedUse(
                batch=self.batch,
                membership_key=row.membership_key,
                benefit=benefit,
                units_in_window=in_window,
                units_in_life=in_life,
            )

"""Who received the money of a request, against the by-law and the register: K012.

A voucher names its payee and what that one is to the member.  Which kinds there are
the by-law of the event says, and a death; the names are asked of the register where it
still stands as it stood then.
"""

from __future__ import annotations

from collections.abc import Iterator
from itertools import islice
from typing import TypeVar

from kongbun.claims.happening import DEATH
from kongbun.claims.models import Claim, PayeeKind, Payment
from kongbun.kernel.thai_text import match_key
from kongbun.people.models import Beneficiary, ExitReason, Membership, Person
from kongbun.soundness.findings import Code, Finding
from kongbun.soundness.lasting import Lasting
from kongbun.soundness.laws import Laws
from kongbun.soundness.reading import Funds
from kongbun.store.guards import ERASED

T = TypeVar("T", Membership, Person)
# Vouchers that are looked at together.
AT_ONCE = 2_000


def as_received(looked_at: Funds, lasting: Lasting, laws: Laws) -> Iterator[Finding]:
    """One finding a voucher, for the first thing that is wrong."""
    found = Payment.objects.filter(fund__in=looked_at.codes).select_related(
        *("claim__event", "beneficiary__membership")
    )
    some = found.order_by("pk").iterator(chunk_size=AT_ONCE)
    while vouchers := list(islice(some, AT_ONCE)):
        whose = Register(vouchers)
        for one in vouchers:
            how = (
                _kind(one, whose, lasting, laws)
                or _self(one, whose, lasting)
                or _named(one, whose, lasting)
            )
            if how:
                yield Finding.of(
                    Code.APPROVED_OTHERWISE,
                    looked_at.code(one.fund_id),
                    f"voucher {one.number}",
                    f"ใบสำคัญจ่าย {one.number} ของคำขอ {one.claim.number} {how}",
                )


class Register:
    """Whose right each request of some vouchers is, by every record of theirs."""

    def __init__(self, vouchers: list[Payment]) -> None:
        claims = [one.claim for one in vouchers]
        self._members = _with_heads(
            Membership, {one.membership_id for one in claims if one.membership_id}
        )
        persons = {one.event.person_id for one in claims if one.event.person_id}
        persons |= {one.person_id for one in self._members.values()}
        self._persons = _with_heads(Person, persons)

    def memberships(self, claim: Claim) -> list[Membership]:
        """Its membership, and the one that this counts in."""
        return _chain(self._members, claim.membership_id)

    def persons(self, claim: Claim) -> list[Person]:
        """Of its member, or of the event of who is none."""
        members = self.memberships(claim)
        key = members[0].person_id if members else claim.event.person_id
        return _chain(self._persons, key)


def _with_heads(model: type[T], keys: set[int]) -> dict[int, T]:
    """Records by key, with those that stand for them."""
    found: dict[int, T] = model._base_manager.in_bulk(keys)
    heads = {one.counted_in_id for one in found.values() if one.counted_in_id}
    return found | model._base_manager.in_bulk(heads - found.keys())


def _chain(records: dict[int, T], key: int | None) -> list[T]:
    """A record and the one that stands for it; nothing for none."""
    one = records.get(key or 0)
    head = records.get(one.counted_in_id or 0) if one else None
    return [each for each in (one, head) if each is not None]


def _kind(one: Payment, whose: Register, lasting: Lasting, laws: Laws) -> str:
    """The by-law's kinds, and a proxy; of who died, those left behind."""
    day = one.claim.event.first_day
    version = laws.on(one.fund_id, day, one.command_id)
    law = laws.read(version) if version else None
    rule = law.rule(one.claim.benefit) if law else None
    if rule is None:
        return ""
    named = {*rule.payees, PayeeKind.PROXY.value}
    left_behind = (named - {PayeeKind.SELF.value}) | {PayeeKind.BENEFICIARY.value}
    dead = _may_be_dead(one, whose, lasting)
    if any(one.payee_kind in (left_behind if died else named) for died in dead):
        return ""
    kinds = PayeeKind.values
    label = PayeeKind(one.payee_kind).label if one.payee_kind in kinds else "ผู้อื่น"
    if dead == {True}:
        return f"จ่ายให้{label} แต่สมาชิกเสียชีวิตแล้ว"
    return f"จ่ายให้{label} ซึ่งระเบียบไม่ให้เป็นผู้รับ"


def _may_be_dead(one: Payment, whose: Register, lasting: Lasting) -> set[bool]:
    """Whether the member had died by then, as far as that is known now."""
    members, event = whose.memberships(one.claim), one.claim.event
    if not members:
        return {False}
    told = event.kind == DEATH
    if told and not event.about:
        return {True}
    stood = _stood(lasting, Membership, members, one.command_id)
    if not stood or (told and event.about == ERASED):
        return {True, False}
    return {members[-1].exit_reason == ExitReason.DIED}


def _self(one: Payment, whose: Register, lasting: Lasting) -> str:
    """Who receives for themselves is called as in the request or the register."""
    if not one.payee_name.strip():
        return "ไม่มีชื่อผู้รับเงิน"
    written = (one.payee_name, one.claim.claimant_name)
    if one.payee_kind != PayeeKind.SELF or ERASED in written:
        return ""
    persons = whose.persons(one.claim)
    names = {one.claim.claimant_name}
    for person in persons:
        names |= {person.full_name(), f"{person.first_name} {person.last_name}"}
    if match_key(one.payee_name) in {match_key(name) for name in names}:
        return ""
    stood = _stood(lasting, Person, persons, one.command_id)
    return "จ่ายให้เจ้าตัว แต่ใช้ชื่อของคนอื่น" if stood else ""


def _named(one: Payment, whose: Register, lasting: Lasting) -> str:
    """Who receives what is left was named by the member, and still is."""
    heir = one.beneficiary
    if one.payee_kind != PayeeKind.BENEFICIARY:
        return "อ้างผู้รับผลประโยชน์ที่ไม่ได้เป็นผู้รับ" if heir else ""
    if heir is None:
        return "จ่ายให้ผู้รับผลประโยชน์ที่สมาชิกไม่ได้ระบุไว้"
    if not _is_theirs(one, heir, whose, lasting):
        return "จ่ายให้ผู้รับผลประโยชน์ของคนอื่น"
    names = (heir.name, one.payee_name)
    another = ERASED not in names and match_key(names[0]) != match_key(names[1])
    if lasting.stood(Beneficiary, heir.pk, one.command_id) and (
        another or heir.removed_on is not None
    ):
        return "จ่ายให้ผู้รับผลประโยชน์ที่สมาชิกไม่ได้ระบุไว้"
    return ""


def _is_theirs(
    one: Payment, heir: Beneficiary, whose: Register, lasting: Lasting
) -> bool:
    """Named in the member's own record or in one that counts in it, for all we know."""
    members = whose.memberships(one.claim)
    own = members[-1].pk if members else 0
    if own in (heir.membership_id, heir.membership.counted_in_id):
        return True
    both = [*members[:1], heir.membership]
    return not _stood(lasting, Membership, both, one.command_id)


def _stood(lasting: Lasting, model: type[T], records: list[T], command: int) -> bool:
    return all(lasting.stood(model, one.pk, command) for one in records)

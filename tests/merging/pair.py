"""One villager written down twice, and everything that can be asked about them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from django.apps import apps
from django.db import connection

from kongbun.bylaws.reading import rules_on
from kongbun.claims import touched
from kongbun.claims.queries import of_membership
from kongbun.dues.payment_actions import Payment, take_payment
from kongbun.dues.queries import arrears, contributed, paid_in, passbook
from kongbun.dues.standing import of_memberships
from kongbun.kernel.refusal import RefusalCode, Refused
from kongbun.merging import actions
from kongbun.merging.models import MergeRequest
from kongbun.people import queries, roster
from kongbun.people.models import Membership, Person
from kongbun.receipts.models import Receipt
from kongbun.reports.figures import work_out
from kongbun.testing.cast import TODAY, Cast, by_hand, make_member
from tests.claims.story import Story, tell

# What is chosen where the two differ by themselves in these tests.
KEEP = {"name": "survivor", "house": "survivor"}
JOINED, SECOND_JOINED = date(2020, 11, 1), date(2025, 1, 1)
PAID_BEFORE = date(2024, 1, 1)
# Every table but those that tell what was commanded, agreed and merged.
TELLING = (
    *("commands_", "audit_", "approvals_", "merging_", "django_", "access_user"),
)


@dataclass(frozen=True, slots=True)
class Pair:
    story: Story
    first: Membership
    second: Membership

    @property
    def cast(self) -> Cast:
        return self.story.cast

    def again(self) -> Pair:
        """As the register has them now."""
        first, second = (
            Membership.every.select_related("person").get(pk=one.pk)
            for one in (self.first, self.second)
        )
        return Pair(self.story, first, second)

    def ask(self, who: str = "chanpen", **changed: Any) -> UUID:
        facts: dict[str, Any] = {
            "survivor": self.first.person.public_id,
            "other": self.second.person.public_id,
            "keep": KEEP,
            "reason": "พิมพ์ซ้ำ",
        }
        act = self.cast.act(who, today=changed.pop("today", TODAY))
        return UUID(actions.request_merge(act, **{**facts, **changed})["request"])

    def confirm(self, request: UUID, who: str = "prasong", **changed: Any) -> UUID:
        facts = {"asked": request, "content_hash": hash_of(request)}
        act = self.cast.act(who)
        return UUID(actions.confirm_merge(act, **{**facts, **changed})["merge"])

    def merge(self, **changed: Any) -> UUID:
        return self.confirm(self.ask(**changed))

    def unmerge(self, merge: UUID) -> None:
        act = self.cast.act("chanpen")
        asked = actions.request_unmerge(act, merge=merge, reason="เป็นคนละคน")
        request = UUID(asked["request"])
        actions.confirm_unmerge(
            self.cast.act("prasong"), asked=request, content_hash=hash_of(request)
        )

    def against(self, **changed: Any) -> list[RefusalCode]:
        """The reasons why they cannot be merged, sorted."""
        return sorted((one for one in codes(self.ask, **changed)), key=str)


def codes(action: Any, **facts: Any) -> list[RefusalCode]:
    try:
        action(**facts)
    except Refused as refused:
        return [reason.code for reason in refused.reasons]
    return []


def hash_of(request: UUID) -> str:
    return bytes(MergeRequest.objects.get(public_id=request).hash).hex()


def written_twice(cast: Cast, **second: Any) -> Pair:
    """บุญเรือน, who paid until 2024 by the old book, and again as บุญเรื่อน since 2025."""
    story = tell(cast)
    first = make_member(cast, 201, name="ดวงใจ", joined_on=JOINED)
    with by_hand(cast.fund):
        Membership.objects.filter(pk=first.pk).update(opening_paid_until=PAID_BEFORE)
    facts: dict[str, Any] = {"name": "ดวงจัย", "joined_on": SECOND_JOINED, **second}
    return Pair(story, first, make_member(cast, 202, **facts)).again()


def pay(cast: Cast, member: Membership, satang: int, day: date, **more: Any) -> Receipt:
    """A receipt of the office for one member."""
    answer = take_payment(
        cast.act("prasert", today=day),
        payments=[Payment(member=member.public_id, amount_satang=satang)],
        received_on=day,
        into=cast.bag,
        payer_name="ผู้ส่ง",
        confirmed=True,
        **more,
    )
    return Receipt.objects.get(public_id=UUID(answer["id"]))


def tables() -> dict[str, list[tuple[Any, ...]]]:
    """All rows of the fund's own tables, as the database has them."""
    found = {}
    for model in apps.get_models():
        table = model._meta.db_table
        if table.startswith(TELLING):
            continue
        with connection.cursor() as cursor:
            cursor.execute(f'SELECT * FROM "{table}"')
            rows = [tuple(_plain(cell) for cell in row) for row in cursor.fetchall()]
            found[table] = sorted(rows, key=str)
    return found


def _plain(cell: Any) -> Any:
    return bytes(cell) if isinstance(cell, memoryview) else cell


def picture(cast: Cast, days: Sequence[date]) -> dict[str, Any]:
    """What every list, statement, count and decision of the fund says."""
    fund = cast.fund.pk
    members = list(Membership.objects.filter(fund=fund).order_by("pk"))
    paid = of_memberships(fund)
    found: dict[str, Any] = {
        "standing": sorted(table(paid.owner, paid.start, paid.until)),
        "credit": dict(table(paid.membership_ids, paid.credit_satang)),
        "owes": [paid.owes_from.tolist(), paid.opening_days.tolist()],
        "search": [one.pk for one in queries.search(fund, exited=True)],
        "counts": roster.counts(fund),
        "passbooks": {one.pk: passbook(one.pk) for one in members},
        "paid in": {one.pk: [paid_in(one.pk), contributed([one])] for one in members},
        "claims": {one.pk: list(of_membership(one.pk)) for one in members},
    }
    for day in days:
        found[f"figures {day}"] = work_out(cast.fund, day)
        found[f"roster {day}"] = roster.of_fund(fund, on=day)
        found[f"arrears {day}"] = arrears(fund, day)
        found[f"rights {day}"] = rights(cast, day)
    return found


def table(*columns: Any) -> list[Any]:
    return list(zip(*(one.tolist() for one in columns), strict=True))


def rights(cast: Cast, day: date) -> dict[int, dict[str, tuple[Any, ...]]]:
    """By member: what every benefit of the by-law would say, with every check."""
    law = rules_on(cast.fund.pk, day)
    everyone = touched.everyone(cast.fund.pk, law, day) if law else None
    if law is None or everyone is None:
        return {}
    found: dict[int, dict[str, tuple[Any, ...]]] = {
        one.id: {} for one in everyone.members
    }
    for rule in law.benefits:
        decided = touched.look(rule, everyone).decided
        for row, one in enumerate(everyone.members):
            said = decided.row(row)
            checks = tuple((c.code, c.required, c.found, c.passed) for c in said.checks)
            found[one.id][rule.code] = (said.granted, said.amount_satang, checks)
    return found


def of_one(cast: Cast, member: Membership, days: Sequence[date]) -> dict[str, Any]:
    """What one member's rights and dues come to, without names and keys."""
    paid = of_memberships(cast.fund.pk, [member.pk])
    spans = sorted(table(paid.start, paid.until))
    said: Mapping[date, Any] = {day: rights(cast, day).get(member.pk) for day in days}
    lines = sorted(
        (one.satang, str(one.from_date), str(one.until_date), one.is_live)
        for one in passbook(member.pk)
    )
    return {
        "rights": said,
        "spans": spans,
        "owes": [int(paid.owes_from[0]), int(paid.opening_days[0])],
        "credit": int(paid.credit_satang[0]),
        "contributed": contributed([Membership.objects.get(pk=member.pk)]),
        "lines": lines,
    }


def persons(*members: Membership) -> list[Person]:
    return [Person.every.get(pk=one.person_id) for one in members]

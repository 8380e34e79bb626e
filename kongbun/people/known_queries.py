"""The register of a fund as far as a new sheet must know it.  Reads only."""

from __future__ import annotations

from django.db.models import Max

from kongbun.kernel.thai_text import match_key
from kongbun.people.models import Branch, Membership
from kongbun.people.one_person import person_key
from kongbun.people.register.known import Known, KnownBranch, KnownMember


def known(fund_id: int) -> Known:
    """Every membership and village, with the marks of rows already written."""
    every = Membership.every.filter(fund_id=fund_id)
    rows = every.annotate(standing_person=person_key("person__")).values_list(
        *("standing_person", "member_no", "joined_on", "exited_on", "fingerprint"),
        *("person__title", "person__first_name", "person__last_name"),
        *("person__birth_date", "person__id_value"),
        *("branch__moo", "person__household__house_no", "person__phone", "payer_name"),
    )
    members, fingerprints = [], {}
    # Of a number that was handed on the newest holder counts: the last one named.
    for person_id, number, joined, exited, mark, *person in rows.order_by(
        "pk"
    ).iterator():
        title, first, last, birth, id_value, moo, house_no, phone, payer = person
        members.append(
            KnownMember(
                person_id=person_id,
                member_no=number,
                name=" ".join(f"{title}{first} {last}".split()),
                name_key=match_key(f"{first}{last}"),
                birth_earliest=birth,
                id_value=id_value,
                joined_on=joined,
                exited_on=exited,
                moo=moo,
                house_no=house_no or "",
                phone=phone,
                payer_name=payer,
            )
        )
        if mark:
            fingerprints[bytes(mark)] = number
    branches = [
        KnownBranch(branch.pk, branch.moo, branch.name)
        for branch in Branch.objects.filter(fund_id=fund_id, closed_on=None)
    ]
    return Known(members, branches, fingerprints)


def last_membership(fund_id: int) -> int:
    """Grows with every new membership: tells whether a reading is still true."""
    newest = Membership.every.filter(fund_id=fund_id).aggregate(last=Max("pk"))
    return newest["last"] or 0

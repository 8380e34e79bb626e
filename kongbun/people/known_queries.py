"""The register of a fund as far as a new sheet must know it.  Reads only."""

from __future__ import annotations

from django.db.models import Max

from kongbun.kernel.thai_text import match_key
from kongbun.people.models import Branch, Membership
from kongbun.people.register.known import Known, KnownBranch, KnownMember


def known(fund_id: int) -> Known:
    """Every membership and village, with the marks of rows already written."""
    rows = Membership.objects.filter(fund_id=fund_id).values(
        *("person_id", "member_no", "joined_on", "exited_on", "fingerprint"),
        *("person__title", "person__first_name", "person__last_name"),
        *("person__birth_date", "person__id_value"),
    )
    members, fingerprints = [], {}
    for row in rows.iterator():
        first, last = row["person__first_name"], row["person__last_name"]
        members.append(
            KnownMember(
                person_id=row["person_id"],
                member_no=row["member_no"],
                name=" ".join(f"{row['person__title']}{first} {last}".split()),
                name_key=match_key(f"{first}{last}"),
                birth_earliest=row["person__birth_date"],
                id_value=row["person__id_value"],
                joined_on=row["joined_on"],
                exited_on=row["exited_on"],
            )
        )
        if row["fingerprint"]:
            fingerprints[bytes(row["fingerprint"])] = row["member_no"]
    branches = [
        KnownBranch(branch.pk, branch.moo, branch.name)
        for branch in Branch.objects.filter(fund_id=fund_id, closed_on=None)
    ]
    return Known(members, branches, fingerprints)


def last_membership(fund_id: int) -> int:
    """Grows with every new membership: tells whether a reading is still true."""
    newest = Membership.objects.filter(fund_id=fund_id).aggregate(last=Max("pk"))
    return newest["last"] or 0

"""Days that were not free to be paid, and credit that nobody had handed over: K001.

A member owes from a day that the register states once and for all, and what helps to
pay was handed over before: what was laid otherwise is paid twice, or by nobody.
"""

from __future__ import annotations

from collections.abc import Iterator

from kongbun.dues.standing import beginning
from kongbun.people.models import Membership
from kongbun.rules.days import date_of
from kongbun.soundness.findings import Code, Finding, baht
from kongbun.soundness.reading import Funds, in_funds, rows


def on_free_days(looked_at: Funds) -> Iterator[Finding]:
    yield from _before_the_first(looked_at)
    yield from _credit(looked_at)


def _before_the_first(looked_at: Funds) -> Iterator[Finding]:
    """Who was ever one with another may have been stated anew (`merging.stated`)."""
    first: dict[int, int] = dict(
        rows(
            "SELECT u.membership_id, MIN(u.from_day) FROM dues_paidrun u"
            f" WHERE {in_funds('u.fund_id', looked_at)} AND NOT EXISTS ("
            "  SELECT 1 FROM merging_mergerequest q JOIN people_membership m"
            "  ON m.person_id IN (q.survivor_id, q.other_id)"
            "  WHERE m.id = u.membership_id) GROUP BY u.membership_id"
        )
    )
    for key, fund_id, member_no, joined, until, days, dues_from in (
        Membership.every.filter(fund__in=looked_at.codes)
        .order_by("pk")
        .values_list(
            *("pk", "fund_id", "member_no", "joined_on", "opening_paid_until"),
            *("opening_days_paid", "dues_from"),
        )
        .iterator(chunk_size=5_000)
    ):
        if key not in first:
            continue
        owes_from = beginning(
            key,
            joined_on=joined,
            opening_paid_until=until,
            opening_days_paid=days,
            dues_from=dues_from,
        ).owes_from
        if first[key] < owes_from:
            yield Finding.of(
                Code.UNBALANCED_ENTRY,
                looked_at.code(fund_id),
                f"member {member_no}",
                f"สมาชิก {member_no} มีใบรับของวันที่ {date_of(first[key])} "
                f"แต่ทะเบียนเขียนว่าค้างส่งได้ตั้งแต่ {date_of(owes_from)}",
            )


def _credit(looked_at: Funds) -> Iterator[Finding]:
    """Of a member by all records of theirs that count as one."""
    for fund_id, member_no, satang in rows(
        "SELECT h.fund_id, h.member_no, t.satang FROM ("
        " SELECT COALESCE(m.counted_in_id, m.id) AS head, SUM(l.amount_satang)"
        "  AS satang FROM dues_duesline l"
        "  JOIN people_membership m ON m.id = l.membership_id"
        f"  WHERE l.kind = 'credit' AND l.live AND {in_funds('l.fund_id', looked_at)}"
        "  GROUP BY 1 HAVING SUM(l.amount_satang) < 0) t"
        " JOIN people_membership h ON h.id = t.head ORDER BY h.id"
    ):
        yield Finding.of(
            Code.UNBALANCED_ENTRY,
            looked_at.code(fund_id),
            f"member {member_no}",
            f"สมาชิก {member_no} ใช้เงินที่เหลือไว้เกินกว่าที่เคยส่ง {baht(-int(satang))}",
        )

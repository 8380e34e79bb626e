"""Nobody approved, signed or paid for themselves or theirs: K011, and notes.

By ties and houses as they stood before the command.  What was never declared and only
looks like a tie is a note: for people to ask, no finding.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator

from kongbun.kernel.thai_text import match_key
from kongbun.people.impartial import name_keys, sign_of
from kongbun.people.models import Person
from kongbun.people.ties import WORDS
from kongbun.rules.ties import Kin
from kongbun.soundness.findings import Code, Finding
from kongbun.soundness.reading import Funds, in_funds, rows
from kongbun.soundness.related import Asked, Related

# Of a claim `c` in its event `e`: whose right it is, whose event, and a name on paper.
CLAIM = "m.person_id, e.person_id, c.claimant_name"
OF_CLAIM = (
    " JOIN claims_event e ON e.id = c.event_id"
    " LEFT JOIN people_membership m ON m.id = c.membership_id"
)
# Who asked before about the same event gains by any word on the other's request.
BESIDE = (
    " JOIN claims_claim o ON o.event_id = c.event_id AND o.id <> c.id"
    " JOIN people_membership m ON m.id = o.membership_id"
    " WHERE o.command_id < p.command_id"
)
# What is said by whom, and of whom: fund, object, user, command, two persons, a name.
SAID = {
    "approval": f"SELECT p.fund_id, p.id, p.checker_id, p.command_id, {CLAIM}"
    " FROM approvals_approval p JOIN claims_claim c ON c.public_id = p.subject_id"
    f"{OF_CLAIM} WHERE p.approved",
    "approval after a death": "SELECT p.fund_id, p.id, p.checker_id, p.command_id,"
    " NULL, NULL, b.name FROM approvals_approval p"
    " JOIN claims_claim c ON c.public_id = p.subject_id"
    " JOIN claims_event e ON e.id = c.event_id AND e.kind = 'death'"
    " JOIN people_beneficiary b ON b.membership_id = c.membership_id"
    " AND b.removed_on IS NULL WHERE p.approved",
    "approval beside one's own": "SELECT p.fund_id, p.id, p.checker_id, p.command_id,"
    " m.person_id, NULL, '' FROM approvals_approval p"
    f" JOIN claims_claim c ON c.public_id = p.subject_id{BESIDE}",
    "approval of a list": "SELECT p.fund_id, p.id, p.checker_id, p.command_id,"
    " m.person_id, NULL, '' FROM approvals_approval p"
    " JOIN claims_pensionlist q ON q.public_id = p.subject_id"
    " JOIN claims_pensionline l ON l.pension_list_id = q.id"
    " JOIN people_membership m ON m.id = l.membership_id"
    " WHERE p.approved AND l.claim_id IS NOT NULL",
    "approval of money": "SELECT p.fund_id, p.id, p.checker_id, p.command_id,"
    " m.person_id, NULL, v.party FROM approvals_approval p"
    " JOIN treasury_movement v ON v.public_id = p.subject_id"
    " LEFT JOIN treasury_refund r ON r.movement_id = v.id"
    " LEFT JOIN people_membership m ON m.id = r.membership_id WHERE p.approved",
    "voucher": f"SELECT p.fund_id, p.id, p.paid_by_id, p.command_id, {CLAIM}"
    " FROM claims_payment p JOIN claims_claim c ON c.id = p.claim_id"
    f"{OF_CLAIM} WHERE 1 = 1",
    "voucher beside one's own": "SELECT p.fund_id, p.id, p.paid_by_id, p.command_id,"
    " m.person_id, NULL, '' FROM claims_payment p"
    f" JOIN claims_claim c ON c.id = p.claim_id{BESIDE}",
    "voucher by name": "SELECT p.fund_id, p.id, p.paid_by_id, p.command_id,"
    " NULL, NULL, p.payee_name FROM claims_payment p WHERE 1 = 1",
    "payment": "SELECT v.fund_id, b.id, b.booked_by_id, b.command_id, m.person_id,"
    " NULL, v.party FROM treasury_movementbooking b"
    " JOIN treasury_movement v ON v.id = b.movement_id AND v.kind = 'expense'"
    " LEFT JOIN treasury_refund r ON r.movement_id = v.id"
    " LEFT JOIN people_membership m ON m.id = r.membership_id WHERE 1 = 1",
    "signature": f"SELECT p.fund_id, p.id, p.recorded_by_id, p.command_id, {CLAIM}"
    " FROM approvals_signature p JOIN claims_claim c ON c.public_id = p.subject_id"
    f"{OF_CLAIM} WHERE p.how = 'in_app'",
    "signature beside one's own": "SELECT p.fund_id, p.id, p.recorded_by_id,"
    " p.command_id, m.person_id, NULL, '' FROM approvals_signature p"
    f" JOIN claims_claim c ON c.public_id = p.subject_id{BESIDE}"
    " AND p.how = 'in_app'",
    "bag": "SELECT p.fund_id, p.id, p.checker_id, p.command_id, g.person_id, NULL, ''"
    " FROM approvals_approval p JOIN dues_bagoffer o ON o.public_id = p.subject_id"
    " JOIN access_rolegrant g ON g.user_id = o.offered_by_id"
    " AND g.fund_id = p.fund_id AND g.person_id IS NOT NULL WHERE p.approved",
    "erasure": "SELECT p.fund_id, p.id, p.checker_id, p.command_id, x.person_id,"
    " NULL, '' FROM approvals_approval p JOIN erasure_erasure x"
    " ON x.approval_id = p.id WHERE p.approved",
}


def by_no_kin(looked_at: Funds, related: Related) -> Iterator[Finding]:
    """One finding for each word, of the nearest to whom it was given."""
    near: dict[tuple[int, str], Kin] = {}
    for what, fund_id, asked in _asked(looked_at, related):
        kins = related.kin(fund_id, [one for _, one in asked])
        for (key, _), kin in zip(asked, kins, strict=True):
            word = (fund_id, f"{what} {key}")
            if kin:
                near[word] = min(kin, near.get(word, kin))
    for (fund_id, name), kin in sorted(near.items()):
        yield Finding.of(
            Code.CHECKED_BY_MAKER,
            looked_at.code(fund_id),
            name,
            f"ผู้ลงชื่อ{WORDS[kin]}ผู้ที่ได้รับ ({name})",
        )


def signs(looked_at: Funds, related: Related) -> Iterator[Finding]:
    """Words for whom nobody declared kin, who share a phone, or house and name."""
    told: set[tuple[int, int, int]] = set()
    for what, fund_id, asked in _asked(looked_at, related):
        kins = related.kin(fund_id, [one for _, one in asked])
        pairs = {
            (mine, one.person_id, f"{what} {key}")
            for (key, one), kin in zip(asked, kins, strict=True)
            if not kin
            for mine in related.persons(fund_id, one.user_id)
        }
        keys = {mine for mine, _, _ in pairs} | {other for _, other, _ in pairs}
        found = {
            one.pk: one
            for one in Person.objects.filter(pk__in=keys).select_related("household")
        }
        for mine, other, name in sorted(pairs):
            why = sign_of(found[mine], found[other])
            if why and (fund_id, mine, other) not in told:
                told.add((fund_id, mine, other))
                yield Finding.of(
                    Code.CHECKED_BY_MAKER,
                    looked_at.code(fund_id),
                    name,
                    f"ผู้ลงชื่อกับผู้ที่ได้รับมี{why} แต่ยังไม่ได้บันทึกว่าเกี่ยวข้องกัน",
                )


def _asked(
    looked_at: Funds, related: Related
) -> Iterator[tuple[str, int, list[tuple[int, Asked]]]]:
    """Each kind of word by fund: which row, who said it, and of whom."""
    named = _names(looked_at, related)
    for what, sql in SAID.items():
        fund = sql.split("SELECT ", 1)[1].split(",", 1)[0]
        by_fund: dict[int, list[tuple[int, Asked]]] = defaultdict(list)
        for fund_id, key, user, command, first, second, name in rows(
            f"{sql} AND {in_funds(fund, looked_at)}"
        ):
            persons = {first, second} - {None}
            if name:
                persons |= named.get((fund_id, match_key(name)), set())
            by_fund[fund_id] += [(key, Asked(user, one, command)) for one in persons]
        for fund_id, asked in by_fund.items():
            # One word is one object, however many ways it is asked about.
            yield what.partition(" ")[0], fund_id, asked


def _names(looked_at: Funds, related: Related) -> dict[tuple[int, str], set[int]]:
    """Of who is near to somebody with a duty: how a paper may call them."""
    found: dict[tuple[int, str], set[int]] = defaultdict(set)
    for fund_id in looked_at.codes:
        for person in Person.objects.filter(pk__in=related.around(fund_id)):
            for key in name_keys(person):
                found[fund_id, key].add(person.pk)
    return found

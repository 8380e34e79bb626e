"""Whose hand it was: by their own command, with the duty for it, in its order.

K011 for a word or a payment of who held no duty that may give it, or in another's name
than whose command wrote it; K012 for an approval of something else, money that went
out before it, a request that too few signed.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from kongbun.access.models import Role, RoleGrant
from kongbun.access.permissions import ALLOWED, Verb
from kongbun.approvals.models import Approval
from kongbun.audit.said import NOBODYS, last_commands
from kongbun.claims.approving import OF_A_BOARD
from kongbun.claims.late import day_of
from kongbun.claims.models import Award, Payment
from kongbun.rules.approving import CENTRE, CHAIR, COMMITTEE, GENERAL_MEETING
from kongbun.soundness.beside import Done, alone, seconds
from kongbun.soundness.commanded import OURS
from kongbun.soundness.duties import given
from kongbun.soundness.findings import Code, Finding
from kongbun.soundness.reading import Funds, in_funds, rows
from kongbun.treasury.models import MovementBooking, MovementKind

# By what an approval is about: what one must be allowed to do.
WORD = {
    "bag": Verb.ACCEPT_BAG,
    "claim": Verb.DECIDE_CLAIM,
    "claim-backdating": Verb.APPROVE_CLAIM,
    "claim-emergency": Verb.APPROVE_CLAIM,
    "device-item": Verb.TAKE_FROM_DEVICE,
    "erasure": Verb.AGREE_TO_ERASE,
    "expense": Verb.APPROVE_MONEY,
    "opening": Verb.APPROVE_OPENING,
    "pension-list": Verb.DECIDE_CLAIM,
    "person-merge": Verb.CONFIRM_MERGE,
    "reopening": Verb.REOPEN_MONTH,
}
# By what an approval is about: which commands give it.
GIVEN_BY: dict[str, tuple[str, ...]] = {
    "bag": ("dues.accept_bag",),
    "claim": ("claims.approve", "claims.refuse", "claims.allocate"),
    "claim-backdating": ("claims.confirm_backdating",),
    "claim-emergency": ("claims.confirm_emergency",),
    "device-item": ("devices.take_in",),
    "erasure": ("people.erase_person",),
    "expense": ("treasury.decide_expense",),
    "opening": ("founding.decide_opening",),
    "pension-list": ("claims.approve_pensions", "claims.refuse_pensions"),
    "person-merge": (
        *("people.confirm_merge", "people.confirm_unmerge", "people.decline_merge"),
    ),
    "reopening": ("treasury.reopen_month",),
}
# Which roles speak for a body of the by-law.
SPEAKS: dict[str, frozenset[Role]] = {
    CENTRE: frozenset({Role.CENTRE}),
    CHAIR: frozenset({Role.CHAIR}),
    COMMITTEE: OF_A_BOARD,
    GENERAL_MEETING: OF_A_BOARD,
}
# Whoever counts the box books what was over or short in it.
COUNTED = (MovementKind.OVER, MovementKind.SHORT)
# Who signs in beside another gives a word in the other's command.
BESIDE = ("erasure",)
# Tables, the fund of a row, and who it says did it: always whose command it was.
OWN_COMMAND = (
    ("approvals_signature", "x.fund_id", "recorded_by_id"),
    ("claims_payment", "x.fund_id", "paid_by_id"),
    ("dues_bagacceptance", "x.fund_id", "accepted_by_id"),
    ("dues_bagoffer", "x.fund_id", "offered_by_id"),
    ("treasury_cashcount", "x.fund_id", "first_by_id"),
    ("treasury_bankreading", "x.fund_id", "entered_by_id"),
    ("treasury_fencechange", "c.fund_id", "done_by_id"),
    ("treasury_monthclose", "x.fund_id", "closed_by_id"),
    ("treasury_movement", "x.fund_id", "entered_by_id"),
    ("treasury_movementbooking", "c.fund_id", "booked_by_id"),
    ("treasury_reservepermit", "x.fund_id", "kept_by_id"),
)


def own_hands(looked_at: Funds) -> Iterator[Finding]:
    yield from _by_their_duty(looked_at)
    yield from alone(looked_at)
    yield from _by_their_command(looked_at)
    yield from _by_its_command(looked_at)
    yield from _of_this(looked_at)
    yield from _paid_after(looked_at)
    yield from _signed_by_all(looked_at)


def _by_their_duty(looked_at: Funds) -> Iterator[Finding]:
    """Who gave a second person's word, or paid, might do so in the fund that day."""
    by_user: dict[tuple[int, int], list[tuple[str, date, date | None, int]]] = {}
    chains = [*looked_at.codes, NOBODYS]
    last = last_commands(chains, RoleGrant._meta.db_table)
    for key, fund_id, user_id, role, since, until in RoleGrant.objects.filter(
        fund__in=looked_at.codes
    ).values_list("pk", "fund_id", "user_id", "role", "from_date", "until_date"):
        held = by_user.setdefault((fund_id, user_id), [])
        held.append((role, since, until, last.get(key, 0)))
    for fund_id, user_id, name, what, right, day, command in (
        *_words(looked_at),
        *_bodies(looked_at),
        *_payments(looked_at),
        *seconds(looked_at),
        *given(looked_at),
    ):
        roles = ALLOWED[right] if isinstance(right, Verb) else right
        # An end that a later command wrote, of whatever day, had not come yet.
        if any(
            since <= day
            and role in roles
            and (until is None or day < until or command < written)
            for role, since, until, written in by_user.get((fund_id, user_id), [])
        ):
            continue
        yield Finding.of(
            Code.CHECKED_BY_MAKER,
            looked_at.code(fund_id),
            what,
            f"{name} ไม่มีหน้าที่ในกองทุนที่ทำเรื่องนี้ได้ในวันนั้น ({what})",
        )


def _words(looked_at: Funds) -> Iterator[Done]:
    found = Approval.objects.filter(fund__in=looked_at.codes).order_by("pk")
    for key, fund_id, user_id, name, kind, at, command in found.values_list(
        *("pk", "fund_id", "checker_id", "checker__display_name"),
        *("subject_kind", "at", "command_id"),
    ).iterator(chunk_size=5_000):
        # A word about what nobody gives words about is nobody's to give.
        what, right = f"approval {key}", WORD.get(kind, frozenset[Role]())
        yield fund_id, user_id, name, what, right, day_of(at), command


def _bodies(looked_at: Funds) -> Iterator[Done]:
    """Who approved a request spoke for the body that the award names."""
    for claim, fund_id, user_id, name, body, at, command in (
        Award.objects.filter(claim__fund__in=looked_at.codes)
        .exclude(body="")
        .order_by("pk")
        .values_list(
            *("claim_id", "claim__fund_id", "approval__checker_id"),
            *("approval__checker__display_name", "body"),
            *("approval__at", "approval__command_id"),
        )
        .iterator(chunk_size=5_000)
    ):
        right = SPEAKS.get(body, frozenset[Role]())
        yield fund_id, user_id, name, f"award {claim}", right, day_of(at), command


def _payments(looked_at: Funds) -> Iterator[Done]:
    paid = Payment.objects.filter(fund__in=looked_at.codes).order_by("pk")
    for key, fund_id, user_id, name, at, command in paid.values_list(
        *("pk", "fund_id", "paid_by_id", "paid_by__display_name"),
        *("command__received_at", "command_id"),
    ).iterator(chunk_size=5_000):
        what, day = f"voucher {key}", day_of(at)
        yield fund_id, user_id, name, what, Verb.PAY_CLAIM, day, command
    booked = MovementBooking.objects.filter(movement__fund__in=looked_at.codes)
    for key, fund_id, user_id, name, kind, at, command in (
        booked.order_by("pk")
        .values_list(
            *("pk", "movement__fund_id", "booked_by_id", "booked_by__display_name"),
            *("movement__kind", "command__received_at", "command_id"),
        )
        .iterator(chunk_size=5_000)
    ):
        verb = Verb.COUNT_CASH if kind in COUNTED else Verb.BOOK_OTHER_MONEY
        yield fund_id, user_id, name, f"booking {key}", verb, day_of(at), command


def _by_their_command(looked_at: Funds) -> Iterator[Finding]:
    """Nobody's name stands under what another's command wrote."""
    beside = ", ".join(f"'{kind}'" for kind in BESIDE)
    told = [
        f"SELECT {fund} AS fund_id, '{table}' AS what, x.id AS key FROM {table} x"
        f" JOIN commands_command c ON c.id = x.command_id"
        f" WHERE x.{user} <> COALESCE(c.user_id, 0)"
        for table, fund, user in OWN_COMMAND
    ]
    told.append(
        "SELECT x.fund_id, 'approval', x.id FROM approvals_approval x"
        " JOIN commands_command c ON c.id = x.command_id"
        f" WHERE x.subject_kind NOT IN ({beside})"
        " AND x.checker_id <> COALESCE(c.user_id, 0)"
    )
    for fund_id, table, key in rows(
        f"SELECT * FROM ({' UNION ALL '.join(told)}) AS t"
        f" WHERE {in_funds('fund_id', looked_at)} ORDER BY 2, 3"
    ):
        yield Finding.of(
            Code.CHECKED_BY_MAKER,
            looked_at.code(fund_id),
            f"{table} {key}",
            f"แถว {key} ใน {table} ลงชื่อคนอื่นจากผู้ที่สั่ง",
        )


def _by_its_command(looked_at: Funds) -> Iterator[Finding]:
    """A word stands under a command that gives such words."""
    for fund_id, key, kind, command in rows(
        "SELECT p.fund_id, p.id, p.subject_kind, c.kind FROM approvals_approval p"
        " JOIN commands_command c ON c.id = p.command_id"
        f" WHERE {in_funds('p.fund_id', looked_at)} ORDER BY p.id"
    ):
        if command in OURS and command not in GIVEN_BY.get(kind, ()):
            yield Finding.of(
                Code.CHECKED_BY_MAKER,
                looked_at.code(fund_id),
                f"approval {key}",
                f"การอนุมัติที่ {key} ({kind}) มาจากคำสั่งที่ไม่ได้อนุมัติเรื่องนี้ ({command})",
            )


def _of_this(looked_at: Funds) -> Iterator[Finding]:
    """An approval that an award or a hand-over leans on is about just that."""
    for fund_id, what in rows(
        "SELECT c.fund_id, 'claim ' || c.no || '/' || c.fiscal_year FROM claims_award w"
        " JOIN claims_claim c ON c.id = w.claim_id"
        " JOIN approvals_approval p ON p.id = w.approval_id"
        " LEFT JOIN claims_pensionline l ON l.claim_id = c.id"
        " LEFT JOIN claims_pensionlist q ON q.id = l.pension_list_id"
        f" WHERE {in_funds('c.fund_id', looked_at)} AND (p.fund_id <> c.fund_id"
        " OR p.subject_id <> COALESCE(q.public_id, c.public_id))"
        " UNION ALL SELECT a.fund_id, 'hand-over ' || a.id FROM dues_bagacceptance a"
        " JOIN dues_bagoffer o ON o.id = a.offer_id"
        " JOIN approvals_approval p ON p.id = a.approval_id"
        f" WHERE {in_funds('a.fund_id', looked_at)} AND (p.fund_id <> a.fund_id"
        " OR p.subject_id <> o.public_id) ORDER BY 2"
    ):
        yield _otherwise(looked_at, fund_id, what, "อ้างการอนุมัติของเรื่องอื่น")


def _paid_after(looked_at: Funds) -> Iterator[Finding]:
    """Money goes out by a later command than the word on it, and on no earlier day."""
    for fund_id, what in rows(
        "SELECT y.fund_id, 'claim ' || c.no || '/' || c.fiscal_year"
        " FROM claims_payment y JOIN claims_claim c ON c.id = y.claim_id"
        " JOIN claims_award w ON w.claim_id = c.id"
        " JOIN approvals_approval p ON p.id = w.approval_id"
        f" WHERE y.command_id <= p.command_id AND {in_funds('y.fund_id', looked_at)}"
        " UNION ALL SELECT m.fund_id, 'expense ' || m.no || '/' || m.fiscal_year"
        " FROM treasury_movementbooking b JOIN treasury_movement m"
        " ON m.id = b.movement_id AND m.kind = 'expense'"
        " JOIN approvals_approval p ON p.subject_id = m.public_id"
        f" WHERE b.command_id <= p.command_id AND {in_funds('m.fund_id', looked_at)}"
        " ORDER BY 2"
    ):
        yield _otherwise(looked_at, fund_id, what, "จ่ายก่อนมีคำสั่งอนุมัติ")
    for paid_on, at, fund_id, no, year in (
        Payment.objects.filter(fund__in=looked_at.codes)
        .order_by("pk")
        .values_list(
            *("paid_on", "claim__awards__approval__at", "fund_id"),
            *("claim__no", "claim__fiscal_year"),
        )
    ):
        if at is not None and paid_on < day_of(at):
            yield _otherwise(looked_at, fund_id, f"claim {no}/{year}", "จ่ายก่อนวันที่อนุมัติ")


def _signed_by_all(looked_at: Funds) -> Iterator[Finding]:
    """What went on from its centre has as many signatures as it needed."""
    for fund_id, no, year, needed, there in rows(
        "SELECT c.fund_id, c.no, c.fiscal_year, c.signatures_needed, COUNT(s.id)"
        " FROM claims_claim c LEFT JOIN approvals_signature s"
        " ON s.subject_id = c.public_id AND s.fund_id = c.fund_id"
        " AND s.content_hash = c.signed_hash"
        " WHERE c.status IN ('certified', 'approved', 'paid')"
        f" AND {in_funds('c.fund_id', looked_at)}"
        " GROUP BY c.id, c.fund_id, c.no, c.fiscal_year, c.signatures_needed"
        " HAVING COUNT(s.id) < c.signatures_needed ORDER BY 3, 2"
    ):
        yield _otherwise(
            looked_at,
            fund_id,
            f"claim {no}/{year}",
            f"ต้องมี {needed} ลายเซ็น แต่มี {there}",
        )


def _otherwise(looked_at: Funds, fund_id: int, what: str, how: str) -> Finding:
    return Finding.of(
        Code.APPROVED_OTHERWISE, looked_at.code(fund_id), what, f"{what} {how}"
    )

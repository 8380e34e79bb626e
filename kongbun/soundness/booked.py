"""A paper and its money go together: each knows the other, place by place.

Receipts, vouchers, other money and hand-overs, against the entries they name: K001,
K007 and, where a second person had to agree first, K012.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from kongbun.approvals.models import Approval
from kongbun.dues.bag_actions import content_hash
from kongbun.dues.models import BagAcceptance
from kongbun.soundness.commanded import OURS
from kongbun.soundness.findings import Code, Finding, baht
from kongbun.soundness.named import as_their_paper
from kongbun.soundness.reading import IS_MONEY, Funds, in_funds, rows
from kongbun.soundness.ways_in import as_collected
from kongbun.treasury.models import MovementKind

# A paper that names an entry, its reversal, and what joins them.
REVERSED = (
    ("receipts_receipt", "id", "receipts_receiptreversal", "receipt_id"),
    ("claims_payment", "id", "claims_paymentreversal", "payment_id"),
    (
        "treasury_movementbooking",
        "movement_id",
        "treasury_movementreversal",
        "movement_id",
    ),
)
# What of a movement's kind goes into its place; of the others it goes out.
INTO_PLACE = (MovementKind.INCOME, MovementKind.OVER, MovementKind.SOLD)
OTHER_MONEY = (
    "('other-income', 'transfer', 'investment-bought', 'investment-sold', 'cash-over',"
    " 'cash-short')"
)
# Fund, reference of the entry, code, object, message.
Told = tuple[int, str, Code, str, str]


def papers_and_money(looked_at: Funds, told: Iterable[Finding]) -> Iterator[Finding]:
    """What is wrong between them; of an entry that is itself `told`, nothing more."""
    wrong = {(one.fund, one.object) for one in told}
    for check in (
        *(_reversed_together, _receipts, _without_paper),
        *(_vouchers, _received, _movements),
        *(as_their_paper, as_collected),
    ):
        for fund_id, reference, code, what, message in check(looked_at):
            fund = looked_at.code(fund_id)
            if (fund, f"entry {reference}") not in wrong:
                yield Finding.of(code, fund, what, message)
    yield from _hand_overs(looked_at, wrong)


def _reversed_together(looked_at: Funds) -> Iterator[Told]:
    """Who says that a paper was reversed, and the books, say the same."""
    for paper, key, reversal, of in REVERSED:
        for fund_id, reference, booked in rows(
            "SELECT e.fund_id, e.reference, 0"
            f" FROM {reversal} v JOIN {paper} p ON p.{key} = v.{of}"
            " JOIN ledger_entry e ON e.id = p.entry_id"
            " LEFT JOIN ledger_entry r ON r.id = v.entry_id"
            " AND r.reverses_id = p.entry_id"
            f" WHERE r.id IS NULL AND {in_funds('e.fund_id', looked_at)}"
            " UNION ALL SELECT e.fund_id, e.reference, 1 FROM ledger_entry r"
            f" JOIN {paper} p ON p.entry_id = r.reverses_id"
            " JOIN ledger_entry e ON e.id = p.entry_id"
            f" LEFT JOIN {reversal} v ON v.{of} = p.{key}"
            f" WHERE v.id IS NULL AND {in_funds('e.fund_id', looked_at)}"
        ):
            said = (
                "กลับในบัญชีแล้ว แต่เอกสารไม่ได้บันทึกว่ากลับ"
                if booked
                else "เอกสารบันทึกว่ากลับแล้ว แต่ในบัญชีไม่ได้กลับ"
            )
            yield (
                fund_id,
                reference,
                Code.REVERSAL_NOT_OPPOSITE,
                f"entry {reference}",
                f"รายการ {reference} {said}",
            )


def _receipts(looked_at: Funds) -> Iterator[Told]:
    """A receipt names the entry of its own number and day."""
    for fund_id, book, no, reference, occurred in rows(
        "SELECT r.fund_id, b.number, r.no, e.reference, CAST(e.occurred_on AS TEXT)"
        " FROM receipts_receipt r JOIN receipts_book b ON b.id = r.book_id"
        " JOIN ledger_entry e ON e.id = r.entry_id"
        f" WHERE {in_funds('r.fund_id', looked_at)} AND (e.kind <> 'receipt'"
        " OR e.occurred_on <> r.received_on OR e.fund_id <> r.fund_id"
        " OR e.reference <> 'receipt:' || b.number || ':' || r.no || ':1')"
        " ORDER BY r.id"
    ):
        yield (
            fund_id,
            reference,
            Code.UNBALANCED_ENTRY,
            f"receipt {book}/{no:04d}",
            f"ใบรับเงิน {book}/{no:04d} ไม่ตรงกับรายการ {reference} วันที่ {occurred} ที่ลงบัญชี",
        )
    # The money of a number that is there, but says that it is not its own: a void one.
    for fund_id, book, no, reference in rows(
        "SELECT r.fund_id, b.number, r.no, e.reference FROM receipts_receipt r"
        " JOIN receipts_book b ON b.id = r.book_id JOIN ledger_entry e"
        " ON e.fund_id = r.fund_id"
        " AND e.reference = 'receipt:' || b.number || ':' || r.no || ':1'"
        f" WHERE r.entry_id IS NULL AND {in_funds('r.fund_id', looked_at)}"
        " ORDER BY r.id"
    ):
        yield (
            fund_id,
            reference,
            Code.UNBALANCED_ENTRY,
            f"receipt {book}/{no:04d}",
            f"ใบรับเงิน {book}/{no:04d} เป็นใบเสีย แต่มีเงินของเลขที่นี้ในบัญชี",
        )


def _without_paper(looked_at: Funds) -> Iterator[Told]:
    """Money that went out, or moved, and no voucher or acceptance knows of it.

    A second payment of one request is K008 already; a receipt that is gone, K006.
    """
    ours = ", ".join(f"'{kind}'" for kind in sorted(OURS))
    by_ours = (
        "EXISTS (SELECT 1 FROM commands_command k WHERE k.id = e.command_id"
        f" AND k.kind IN ({ours}))"
    )
    for fund_id, kind, reference in rows(
        "SELECT e.fund_id, e.kind, e.reference FROM ledger_entry e"
        f" WHERE {in_funds('e.fund_id', looked_at)} AND ("
        " (e.kind = 'benefit-paid' AND NOT EXISTS"
        "  (SELECT 1 FROM claims_payment p WHERE p.entry_id = e.id)"
        "  AND NOT EXISTS (SELECT 1 FROM ledger_entry o WHERE o.fund_id = e.fund_id"
        "   AND o.kind = e.kind AND o.id <> e.id AND o.reference LIKE"
        "   SUBSTR(e.reference, 1, LENGTH(e.reference) - 1) || '_'))"
        " OR (e.kind = 'other-expense' AND NOT EXISTS"
        "  (SELECT 1 FROM treasury_movementbooking b WHERE b.entry_id = e.id))"
        f" OR (e.kind IN {OTHER_MONEY} AND {by_ours} AND NOT EXISTS"
        "  (SELECT 1 FROM treasury_movementbooking b WHERE b.entry_id = e.id)"
        "  AND NOT (e.kind = 'transfer' AND EXISTS (SELECT 1"
        "   FROM receipts_receiptreversal v WHERE v.command_id = e.command_id)))"
        f" OR (e.kind = 'hand-over' AND {by_ours} AND NOT EXISTS"
        "  (SELECT 1 FROM dues_bagacceptance a WHERE a.entry_id = e.id))"
        ") ORDER BY e.id"
    ):
        approved = kind in {"benefit-paid", "other-expense", "hand-over"}
        yield (
            fund_id,
            reference,
            Code.APPROVED_OTHERWISE if approved else Code.UNBALANCED_ENTRY,
            f"entry {reference}",
            f"รายการ {reference} อยู่ในบัญชี แต่ไม่มีใบสำคัญ",
        )


def _movements(looked_at: Funds) -> Iterator[Told]:
    """Other money stands in the books with its own sum, place and other side."""
    net = (
        "COALESCE((SELECT SUM(CASE WHEN l.debit_id = {at} THEN l.amount_satang ELSE 0"
        " END - CASE WHEN l.credit_id = {at} THEN l.amount_satang ELSE 0 END)"
        " FROM ledger_leg l WHERE l.entry_id = b.entry_id), 0)"
    )
    for fund_id, no, year, kind, satang, cost, *booked, reference, its_day in rows(
        "SELECT m.fund_id, m.no, m.fiscal_year, m.kind, m.amount_satang,"
        f" m.cost_satang, {net.format(at='b.place_id')},"
        f" {net.format(at='m.other_id')}, e.reference,"
        " CASE WHEN b.occurred_on = e.occurred_on AND (m.kind = 'expense'"
        "  OR m.occurred_on = b.occurred_on) THEN 1 ELSE 0 END"
        " FROM treasury_movement m"
        " JOIN treasury_movementbooking b ON b.movement_id = m.id"
        " JOIN ledger_entry e ON e.id = b.entry_id"
        f" WHERE {in_funds('m.fund_id', looked_at)} ORDER BY m.id"
    ):
        sign = 1 if kind in INTO_PLACE else -1
        other = cost if kind == MovementKind.SOLD else sign * satang
        if its_day and booked == [sign * satang, -other]:
            continue
        approved = kind == MovementKind.EXPENSE
        yield (
            fund_id,
            reference,
            Code.APPROVED_OTHERWISE if approved else Code.UNBALANCED_ENTRY,
            f"{'expense' if approved else 'money'} {no}/{year}",
            f"รายการเงินที่ {no}/{year} เขียนว่า {baht(satang)} แต่ลงบัญชีไว้อย่างอื่น",
        )


def _vouchers(looked_at: Funds) -> Iterator[Told]:
    """A voucher's money left its own account on its own day, for its own category."""
    for fund_id, no, year, reference in rows(
        "SELECT DISTINCT p.fund_id, c.no, c.fiscal_year, e.reference"
        " FROM claims_payment p JOIN claims_claim c ON c.id = p.claim_id"
        " JOIN ledger_entry e ON e.id = p.entry_id"
        f" JOIN ledger_leg l ON l.entry_id = e.id AND {IS_MONEY}"
        " JOIN ledger_account a ON a.id = l.debit_id"
        f" WHERE {in_funds('p.fund_id', looked_at)} AND (e.kind <> 'benefit-paid'"
        " OR e.occurred_on <> p.paid_on OR l.credit_id <> p.account_id"
        " OR a.code <> 'expense:benefit:' || c.category) ORDER BY 3, 2"
    ):
        yield (
            fund_id,
            reference,
            Code.APPROVED_OTHERWISE,
            f"claim {no}/{year}",
            f"คำขอ {no}/{year} ลงบัญชีคนละวัน คนละบัญชี หรือคนละหมวดกับใบสำคัญจ่าย",
        )


def _received(looked_at: Funds) -> Iterator[Told]:
    """A proxy came with a paper; cash came out of a box, a transfer from a bank.

    By the account's code, which never changes: another kind of it is told (K014).
    """
    for fund_id, no, year, reference in rows(
        "SELECT p.fund_id, c.no, c.fiscal_year, e.reference"
        " FROM claims_payment p JOIN claims_claim c ON c.id = p.claim_id"
        " JOIN ledger_entry e ON e.id = p.entry_id"
        " JOIN ledger_account a ON a.id = p.account_id"
        f" WHERE {in_funds('p.fund_id', looked_at)} AND ("
        " (p.payee_kind = 'proxy' AND p.proxy_paper = '')"
        " OR (p.method = 'cash' AND a.code <> 'cash' AND a.code NOT LIKE 'cash:%')"
        " OR (p.method = 'transfer' AND (a.code NOT LIKE 'bank:%'"
        "  OR p.transfer_ref = ''))) ORDER BY p.id"
    ):
        yield (
            fund_id,
            reference,
            Code.APPROVED_OTHERWISE,
            f"claim {no}/{year}",
            f"ใบสำคัญจ่ายของคำขอ {no}/{year} ไม่มีหนังสือมอบฉันทะ หรือจ่ายไม่ตรงกับวิธีจ่าย",
        )


def _hand_overs(looked_at: Funds, wrong: set[tuple[str, str]]) -> Iterator[Finding]:
    """What was counted is what the second person's word binds to, and is booked."""
    booked: dict[int, int] = dict(
        rows(
            "SELECT a.entry_id, SUM(l.amount_satang) FROM dues_bagacceptance a"
            " JOIN ledger_leg l ON l.entry_id = a.entry_id AND l.debit_id = a.into_id"
            f" WHERE {in_funds('a.fund_id', looked_at)} GROUP BY a.entry_id"
        )
    )
    found = BagAcceptance.objects.filter(fund__in=looked_at.codes).select_related(
        "offer__bag", "approval", "into", "entry"
    )
    for one in found.order_by("pk").iterator(chunk_size=2_000):
        word: Approval = one.approval
        bound = content_hash(
            one.offer.public_id, one.counted_satang, one.into.code, one.note
        )
        fund = looked_at.code(one.fund_id)
        by_maker = one.accepted_by_id == one.offer.offered_by_id
        if (
            bound == bytes(word.content_hash)
            and word.approved
            and one.accepted_by_id == word.checker_id
            and booked.get(one.entry_id, 0) == one.counted_satang
        ) or (fund, f"entry {one.entry.reference}") in wrong:
            continue
        yield Finding.of(
            Code.CHECKED_BY_MAKER if by_maker else Code.APPROVED_OTHERWISE,
            fund,
            f"hand-over {one.pk}",
            f"การรับมอบ{one.offer.bag.name} เมื่อ {one.accepted_on} "
            + ("ผู้ส่งนับรับเอง" if by_maker else "ไม่ตรงกับที่ผู้นับรับลงชื่อไว้"),
        )

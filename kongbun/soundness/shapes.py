"""Each leg goes the way that its kind of entry goes: K001.

`ledger.entries` lists every way that money can move.  A leg out of the cash box under
a kind that only brings money in has a hash, a link and a balance like any other.
"""

from __future__ import annotations

from collections.abc import Iterator
from itertools import product

from kongbun.ledger.chart import HELD
from kongbun.ledger.chart import AccountKind as Kind
from kongbun.ledger.entries import FREE, OPENING_EQUITY, EntryKind
from kongbun.soundness.findings import Code, Finding
from kongbun.soundness.reading import Funds, in_funds, rows

BOX = (Kind.CASH, Kind.BANK)
# Into, out of: by kinds of accounts, and by the codes of the two of equity.
RELEASED = ((FREE,), (Kind.RESTRICTED,))
WAYS: dict[EntryKind, tuple[tuple[tuple[str, ...], tuple[str, ...]], ...]] = {
    EntryKind.OPENING: ((tuple(HELD), (OPENING_EQUITY,)),),
    EntryKind.RECEIPT: (((*BOX, Kind.BAG), (Kind.INCOME,)),),
    EntryKind.HAND_OVER: ((BOX, (Kind.BAG, Kind.SUSPENSE)),),
    EntryKind.SUSPENSE_CLEARED: (((Kind.SUSPENSE,), (Kind.BAG,)),),
    EntryKind.BENEFIT_PAID: (((Kind.EXPENSE,), BOX), RELEASED),
    EntryKind.OTHER_INCOME: (
        (tuple(HELD), (Kind.INCOME,)),
        ((Kind.RESTRICTED,), (FREE,)),
    ),
    EntryKind.OTHER_EXPENSE: (((Kind.EXPENSE,), tuple(HELD)), RELEASED),
    EntryKind.TRANSFER: ((tuple(HELD), tuple(HELD)),),
    EntryKind.INVESTMENT_BOUGHT: (((Kind.INVESTMENT,), BOX),),
    EntryKind.INVESTMENT_SOLD: (
        (BOX, (Kind.INVESTMENT, Kind.INCOME)),
        ((Kind.EXPENSE,), (Kind.INVESTMENT,)),
    ),
    EntryKind.CASH_OVER: ((BOX, (Kind.INCOME,)),),
    EntryKind.CASH_SHORT: (((Kind.EXPENSE,), BOX),),
    EntryKind.SET_ASIDE: (((Kind.RESTRICTED,), (FREE,)),),
    EntryKind.SET_FREE: (RELEASED,),
}
FITS = frozenset(
    (str(kind), str(into), str(out))
    for kind, ways in WAYS.items()
    for intos, outs in ways
    for into, out in product(intos, outs)
)


def as_their_kind(looked_at: Funds) -> Iterator[Finding]:
    """A reversal goes the other way: that it is the opposite is looked at with it.

    By codes, which never change; another fund's account is told by the walk (K004).
    """
    legs = (
        " FROM ledger_entry e JOIN ledger_leg l ON l.entry_id = e.id"
        " JOIN ledger_account d ON d.id = l.debit_id AND d.fund_id = e.fund_id"
        " JOIN ledger_account x ON x.id = l.credit_id AND x.fund_id = e.fund_id"
        f" WHERE e.kind <> 'reversal' AND {in_funds('e.fund_id', looked_at)}"
    )
    for kind, into, out in list(rows(f"SELECT DISTINCT e.kind, d.code, x.code{legs}")):
        if (kind, _side(into), _side(out)) in FITS:
            continue
        for fund_id, reference in rows(
            f"SELECT DISTINCT e.fund_id, e.reference{legs} AND e.kind = %s"
            " AND d.code = %s AND x.code = %s",
            [kind, into, out],
        ):
            yield Finding.of(
                Code.UNBALANCED_ENTRY,
                looked_at.code(fund_id),
                f"entry {reference}",
                f"รายการ {reference} ({kind}) ย้ายเงินในทางที่รายการชนิดนี้ทำไม่ได้: "
                f"{out} → {into}",
            )


def _side(code: str) -> str:
    kind = code.partition(":")[0]
    return code if kind == Kind.EQUITY else kind

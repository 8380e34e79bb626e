"""Receipts only grow; a book's counter moves."""

from kongbun.store.guards import ERASED, Protected

PROTECTED = (
    Protected(
        "receipts_receipt", may_erase={"payer_name": ERASED, "void_reason": ERASED}
    ),
    Protected("receipts_receiptreversal", may_erase={"reason": ERASED}),
    Protected("receipts_book", may_change=("next_no", "closed_on", "holder_id")),
)

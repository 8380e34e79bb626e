"""Receipts only grow; a book's counter moves."""

from kongbun.store.guards import Protected

PROTECTED = (
    Protected("receipts_receipt"),
    Protected("receipts_receiptreversal"),
    Protected("receipts_book", may_change=("next_no", "closed_on", "holder_id")),
)

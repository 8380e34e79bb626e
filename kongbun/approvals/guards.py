"""A word once given stays."""

from kongbun.store.guards import ERASED, Protected

PROTECTED = (
    Protected("approvals_approval", may_erase={"note": ERASED}),
    Protected("approvals_signature"),
    Protected("approvals_resolution", may_erase={"text": ERASED}),
)

"""A word once given stays."""

from kongbun.store.guards import Protected

PROTECTED = (
    Protected("approvals_approval"),
    Protected("approvals_signature"),
    Protected("approvals_resolution"),
)

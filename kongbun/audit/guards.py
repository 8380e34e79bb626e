"""The chain only grows."""

from kongbun.store.guards import Protected

PROTECTED = (
    Protected("audit_auditevent"),
    Protected("audit_chainhead", may_change=("seq", "hash", "day")),
    Protected("audit_checkpoint", may_change=("sent_at",)),
)

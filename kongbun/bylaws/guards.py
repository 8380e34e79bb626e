"""An adopted by-law is never edited; a draft keeps every text it has had."""

from kongbun.store.guards import Protected

PROTECTED = (
    Protected("bylaws_bylawversion"),
    Protected(
        "bylaws_draft",
        may_change=("title", "state", "shown_on", "shown_how", "adopted_id"),
    ),
    Protected("bylaws_drafttext"),
)

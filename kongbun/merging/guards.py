"""What was asked, agreed and changed stays; names in it may be erased."""

from kongbun.store.guards import ERASED, ERASED_BYTES, Protected

PROTECTED = (
    Protected(
        "merging_mergerequest", may_erase={"reason": ERASED, "salt": ERASED_BYTES}
    ),
    Protected("merging_merge", may_erase={"edits": "{}"}),
    Protected("merging_unmerge"),
)

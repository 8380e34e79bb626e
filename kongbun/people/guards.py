"""What was declared of a tie, and where somebody lived, stays as it was."""

from kongbun.store.guards import ERASED, Protected

PROTECTED = (
    Protected("people_tie"),
    Protected("people_tieend", may_erase={"reason": ERASED}),
    # Emptied of a person who is erased.
    Protected("people_houseleft", may_change=("household_id",)),
)

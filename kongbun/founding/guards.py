"""What was stated at the cut-over stays as stated."""

from kongbun.store.guards import Protected

PROTECTED = (
    Protected("founding_openingstatement"),
    Protected("founding_openingfigure"),
)

"""What was entered, counted, read or explained stays as it was."""

from kongbun.store.guards import Protected

PROTECTED = (
    Protected("treasury_cashcount"),
    Protected("treasury_bankreading"),
    Protected("treasury_movement"),
    Protected("treasury_movementbooking"),
    Protected("treasury_movementreversal"),
    Protected("treasury_refund"),
    Protected("treasury_purpose"),
    Protected("treasury_fencechange"),
    Protected("treasury_limitsetting"),
    Protected("treasury_reservepermit"),
    Protected("treasury_closenote"),
    Protected("treasury_monthclose"),
)

"""What was entered, counted, read or explained stays as it was."""

from kongbun.store.guards import ERASED, ERASED_BYTES, Protected

PROTECTED = (
    Protected("treasury_cashcount", may_erase={"note": ERASED}),
    Protected("treasury_bankreading", may_erase={"note": ERASED}),
    Protected(
        "treasury_movement",
        may_erase={"party": ERASED, "reason": ERASED, "salt": ERASED_BYTES},
    ),
    Protected("treasury_movementbooking"),
    Protected("treasury_movementreversal", may_erase={"reason": ERASED}),
    Protected("treasury_refund"),
    Protected("treasury_purpose"),
    Protected("treasury_fencechange", may_erase={"reason": ERASED}),
    Protected("treasury_limitsetting"),
    Protected("treasury_reservepermit"),
    Protected("treasury_closenote", may_erase={"text": ERASED}),
    Protected("treasury_monthclose", may_erase={"conditions": "[]"}),
    Protected("treasury_reopenrequest", may_erase={"reason": ERASED}),
    Protected("treasury_monthreopening"),
)

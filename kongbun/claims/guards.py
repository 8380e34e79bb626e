"""What was asked, decided, approved and paid stays; only a claim's place moves."""

from pathlib import Path

from kongbun.store.guards import ERASED, ERASED_BYTES, Protected, Trigger

HERE = Path(__file__).parent

PROTECTED = (
    Protected("claims_event", may_erase={"key": "erased:#", "about": ERASED}),
    Protected(
        "claims_claim",
        may_change=("status", "live", "granted", "granted_units", "granted_satang"),
        may_erase={
            "claimant_name": ERASED,
            "claimant_relation": ERASED,
            "stated": "{}",
            "detail": ERASED,
            "salt": ERASED_BYTES,
        },
    ),
    Protected("claims_evidenceitem", may_change=("received", "note")),
    Protected("claims_decision"),
    Protected("claims_award", may_erase={"reason": ERASED}),
    Protected("claims_emergencyanswer"),
    Protected("claims_allocationround"),
    Protected("claims_allotment"),
    Protected("claims_claimstep", may_erase={"note": ERASED}),
    Protected(
        "claims_payment",
        may_erase={"payee_name": ERASED, "proxy_paper": ERASED, "witness": ERASED},
    ),
    Protected("claims_paymentreversal", may_erase={"reason": ERASED}),
    Protected("claims_pensionlist", may_change=("status",)),
    Protected("claims_pensionline", may_change=("claim_id",)),
)
TRIGGERS = (
    Trigger("claim_goes_step_by_step", "claims_claim", HERE),
    Trigger("payment_follows_award", "claims_payment", HERE),
)

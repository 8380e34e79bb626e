"""What was asked, decided, approved and paid stays; only a claim's place moves."""

from pathlib import Path

from kongbun.store.guards import Protected, Trigger

HERE = Path(__file__).parent

PROTECTED = (
    Protected("claims_event"),
    Protected(
        "claims_claim",
        may_change=("status", "live", "granted", "granted_units", "granted_satang"),
    ),
    Protected("claims_evidenceitem", may_change=("received", "note")),
    Protected("claims_decision"),
    Protected("claims_award"),
    Protected("claims_emergencyanswer"),
    Protected("claims_allocationround"),
    Protected("claims_allotment"),
    Protected("claims_claimstep"),
    Protected("claims_payment"),
    Protected("claims_paymentreversal"),
    Protected("claims_pensionlist", may_change=("status",)),
    Protected("claims_pensionline", may_change=("claim_id",)),
)
TRIGGERS = (
    Trigger("claim_goes_step_by_step", "claims_claim", HERE),
    Trigger("payment_follows_award", "claims_payment", HERE),
)

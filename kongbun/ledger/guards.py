"""What the database itself refuses in the books."""

from pathlib import Path

from kongbun.store.guards import ERASED, Protected, Trigger

HERE = Path(__file__).parent

PROTECTED = (
    Protected("ledger_entry", may_erase={"memo": ERASED}),
    Protected("ledger_leg"),
    Protected("ledger_closing"),
    Protected("ledger_reopening"),
    # An account keeps its code and kind for ever; it may be renamed or closed.
    Protected(
        "ledger_account",
        may_change=("name", "holder_id", "closed_on", "bank_name", "bank_account_no"),
    ),
    Protected("ledger_accountbalance", may_change=("balance_satang",)),
)

TRIGGERS = (
    Trigger("leg_fits_entry", "ledger_leg", HERE),
    Trigger("entry_in_open_month", "ledger_entry", HERE, ("ledger_reopening",)),
    Trigger("last_month_reopens", "ledger_reopening", HERE),
)

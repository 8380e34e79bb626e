"""Lines only grow; a span is covered once; reversal frees it once.

Runs of paid days follow the lines by trigger, so that no writer can forget them.
"""

from pathlib import Path

from kongbun.store.guards import ERASED, Protected, Trigger

HERE = Path(__file__).parent

PROTECTED = (
    Protected("dues_roundsheet", may_erase={"difference_reason": ERASED}),
    Protected("dues_duesline", may_change=("live",)),
    Protected("dues_bagoffer", may_change=("closed_on",), may_erase={"note": ERASED}),
    Protected("dues_bagacceptance"),
)
TRIGGERS = (
    Trigger("span_is_free", "dues_duesline", HERE),
    Trigger("span_is_freed_once", "dues_duesline", HERE),
    Trigger("run_grows", "dues_duesline", HERE),
    Trigger("run_is_cut", "dues_duesline", HERE),
)

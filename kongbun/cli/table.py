"""Which module has which command: only what is called is loaded, in half the time.

A test holds the table to what the modules list (`tests/cli/test_table.py`).
"""

from __future__ import annotations

# A group of several modules has what each of them adds.
MODULES = {
    "backup": ("backup_commands",),
    "backup-key": ("backup_commands",),
    "bag": ("receipt_commands",),
    "bench": ("bench_commands",),
    "book": ("receipt_commands",),
    "bylaw": (
        "rules_commands",
        "bylaw_border_commands",
        "bylaw_check_commands",
        "bylaw_commands",
        "bylaw_draft_commands",
        "bylaw_library_commands",
        "bylaw_text_commands",
        "bylaw_trial_commands",
    ),
    "check": ("check_commands",),
    "checkpoint": ("checkpoint_commands",),
    "claim": (
        "allocation_commands",
        "claims_commands",
    ),
    "count": ("treasury_commands",),
    "decide": ("rules_commands",),
    "demo": ("demo_commands",),
    "device": ("device_commands",),
    "dues": ("dues_commands",),
    "explain": ("claims_commands",),
    "export": ("export_commands",),
    "fund": ("fund_commands",),
    "import": ("import_commands",),
    "limits": ("limit_commands",),
    "member": (
        "member_commands",
        "member_edit_commands",
        "member_erase_commands",
        "member_merge_commands",
        "tie_commands",
    ),
    "migrate": ("server_commands",),
    "money": ("treasury_commands",),
    "month": (
        "reopen_commands",
        "report_commands",
    ),
    "pension": ("pension_commands",),
    "purpose": ("purpose_commands",),
    "receipt": ("receipt_commands",),
    "report": ("report_commands",),
    "restore": ("backup_commands",),
    "serve": ("server_commands",),
    "simulate": ("simulate_commands",),
    "user": ("user_commands",),
    "witness": ("check_commands",),
}

"""The promises of the books, each in one line, and what enforces it.

The planted bugs of a promise are found by its code in the register; `tests` are what
else shows it.  What has no test yet is named in `NOT_YET`, and nowhere else.
"""

from __future__ import annotations

from dataclasses import dataclass

# Being built: whoever builds one takes it out.
NOT_YET: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Invariant:
    code: str
    says: str
    enforced_by: tuple[str, ...]
    tests: tuple[str, ...] = ()


LEDGER = (
    Invariant(
        "L1",
        "Every entry balances: legs from one account into another of the same fund,"
        " each a whole number of satang from 1 to 10^12.",
        (
            "kongbun/ledger/models.py",
            "kongbun/ledger/sql",
            "kongbun/store/sqlite/schema.py",
        ),
        ("tests/ledger/test_post.py",),
    ),
    Invariant(
        "L2",
        "A kept balance is the sum of its legs.",
        ("kongbun/ledger/post.py", "kongbun/soundness/books.py"),
        (
            "tests/simulation/test_simulate.py::test_every_part_of_the_books_is_compared",
        ),
    ),
    Invariant(
        "L3",
        "All accounts of a fund come to nothing, and so do all funds.",
        ("kongbun/ledger/entries.py", "kongbun/ledger/post.py"),
        ("tests/reports/test_money.py::test_random_books_reconcile_on_any_day",),
    ),
    Invariant(
        "L4",
        "Nothing booked is ever updated, deleted, truncated or replaced.",
        (
            "kongbun/store/guards.py",
            "kongbun/store/append_only.py",
            "kongbun/store/sqlite/base.py",
            "kongbun/cli/ready.py",
        ),
        (
            "tests/store/test_every_migration.py",
            "tests/store/test_tampering.py::"
            "test_the_app_cannot_lift_what_protects_the_books",
        ),
    ),
    Invariant(
        "L5",
        "A correction is a reversal: the opposite legs, once, never of a reversal.",
        ("kongbun/ledger/sql", "kongbun/ledger/models.py"),
        (
            "tests/concurrency/test_crowds.py::test_what_two_reverse_is_reversed_once",
            "tests/ledger/test_books_hold.py::"
            "test_the_database_takes_no_reversal_of_a_reversal",
        ),
    ),
    Invariant(
        "L6",
        "Money in hand is below nothing after no command.",
        ("kongbun/ledger/post.py", "kongbun/commands/arriving.py"),
        (
            "tests/concurrency/test_crowds.py::"
            "test_twenty_who_draw_from_one_account_find_what_is_in_it",
        ),
    ),
    Invariant(
        "L7",
        "An entry is there with its command, link, number and answer, or not at all.",
        ("kongbun/commands/run.py",),
        ("tests/soundness/test_crashes.py",),
    ),
    Invariant(
        "L8",
        "A book has every number once; a spoiled one stays.",
        ("kongbun/receipts/books.py", "kongbun/receipts/models.py"),
        ("tests/receipts/test_books.py",),
    ),
    Invariant(
        "L9",
        "Rounding loses nothing: largest remainder first, then the earlier.",
        ("kongbun/kernel/money.py",),
    ),
    Invariant(
        "L10",
        "No float, no decimal and no division of its own near money.",
        ("tests/money_code.py",),
    ),
)
COMMANDS = (
    Invariant(
        "O1",
        "A command has one effect and one answer, however often it comes.",
        ("kongbun/commands/run.py", "kongbun/commands/arriving.py"),
        (
            "tests/concurrency/test_crowds.py::test_one_command_from_eight_is_done_once",
            "tests/soundness/test_races.py",
        ),
    ),
    Invariant(
        "O2",
        "The same id with another body is refused, and changes nothing.",
        ("kongbun/commands/run.py",),
        (
            "tests/soundness/test_races.py::"
            "test_one_command_id_with_other_content_has_one_effect",
        ),
    ),
    Invariant(
        "O3",
        "One fact under two ids is asked about, neither doubled nor dropped.",
        ("kongbun/dues/doubts.py",),
    ),
    Invariant(
        "O4",
        "Commands of one device apply in its order; a refused one stops no other.",
        ("kongbun/commands",),
    ),
    Invariant(
        "O5",
        "What the server has answered is kept (the device's own part is apart).",
        ("kongbun/commands/run.py",),
    ),
    Invariant(
        "O6",
        "A device sends for its own user, fund and duty as they are now.",
        ("kongbun/access/permissions.py",),
    ),
    Invariant(
        "O7",
        "A clock that lies moves no money in time.",
        ("kongbun/ledger/post.py", "kongbun/web/clock.py", "kongbun/dues/taking.py"),
        ("tests/web/test_door.py::test_a_clock_set_back_writes_nothing",),
    ),
    Invariant(
        "O8",
        "Two records of one person become one, and apart again, without a satang lost.",
        ("kongbun/people",),
    ),
)
PERIODS = (
    Invariant(
        "C1",
        "After a close nothing is booked on or before its day.",
        ("kongbun/ledger/sql", "kongbun/ledger/post.py"),
        ("tests/soundness/test_races.py::test_nothing_slips_into_a_month_that_closes",),
    ),
    Invariant(
        "C2",
        "What comes late stands on the first open day, with its true date, and is"
        " listed.",
        ("kongbun/ledger/post.py", "kongbun/ledger/lines.py"),
    ),
    Invariant(
        "C3",
        "Figures of a closed month stay the same, byte for byte.",
        ("kongbun/reports/actions.py", "kongbun/reports/figures.py"),
        (
            "tests/upgrade/test_upgrade.py::"
            "test_a_release_comes_to_this_version_with_all_its_data",
        ),
    ),
    Invariant(
        "C4",
        "A month closes only when bank, cash, bags, suspense and books are in order.",
        ("kongbun/treasury/closing.py", "kongbun/reports/conditions.py"),
    ),
    Invariant(
        "C5",
        "A closed month is opened by two from outside, and leaves a new version.",
        ("kongbun/reports",),
    ),
)
BENEFITS = (
    Invariant(
        "M2",
        "What was entered late gives no right before a second person looked.",
        ("kongbun/claims/approve_actions.py", "kongbun/claims/late.py"),
    ),
    Invariant(
        "M3",
        "What happened once is paid once, however its days were written.",
        (
            "kongbun/claims/happening.py",
            "kongbun/claims/asking.py",
            "kongbun/claims/sql",
        ),
        (
            "tests/concurrency/test_crowds.py::test_a_claim_is_paid_once",
            "tests/soundness/test_races.py::test_a_claim_is_paid_once",
        ),
    ),
    Invariant(
        "M4",
        "No more is paid than the by-law leaves at that moment.",
        ("kongbun/claims/facts.py", "kongbun/claims/approve_actions.py"),
    ),
    Invariant(
        "M5",
        "The dead and those who left get nothing new, and everything owed.",
        ("kongbun/claims/asking.py",),
    ),
)
PEOPLE = (
    Invariant(
        "A1",
        "Another person agrees to exactly what is done, with the duty to do so then.",
        (
            "kongbun/approvals",
            "kongbun/access/permissions.py",
            "kongbun/claims/pay_actions.py",
            "kongbun/treasury/expense_actions.py",
        ),
    ),
    Invariant(
        "A2",
        "Nobody approves for themselves, their family or their house.",
        ("kongbun/claims/rows.py",),
    ),
    Invariant(
        "A3",
        "A sum in pieces meets the same limit as a sum in one.",
        ("kongbun/treasury/limits.py",),
    ),
    Invariant(
        "A5",
        "A link changed, removed, put in or moved is found, and a chain made anew by"
        " whoever holds a checkpoint.",
        (
            "kongbun/audit",
            "kongbun/store/covered.py",
            "kongbun/soundness/chains.py",
            "kongbun/soundness/witness.py",
        ),
        (
            "tests/soundness/test_witness.py::"
            "test_no_byte_of_the_chains_rows_changes_unseen",
        ),
    ),
    Invariant(
        "A6",
        "A door sees no row of another fund (PostgreSQL's second wall).",
        ("kongbun/store/row_security.py", "kongbun/store/tenancy.py"),
        ("tests/store/test_row_security.py",),
    ),
    Invariant(
        "A11",
        "A restored backup says what the books said; what is not whole is refused.",
        ("kongbun/cli/copying.py", "kongbun/store/archive.py"),
        ("tests/backup/test_half_way.py",),
    ),
)
INVARIANTS = {
    one.code: one for one in (*LEDGER, *COMMANDS, *PERIODS, *BENEFITS, *PEOPLE)
}

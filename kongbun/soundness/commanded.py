"""Which command may book what, and what each leaves behind: K001, K013.

A row taken away whole is in no sum and under no hash once the chain was made again;
that the command which wrote it was done still says that it was there.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping

from django.apps import apps

from kongbun.ledger.entries import EntryKind as Kind
from kongbun.soundness.findings import Code, Finding
from kongbun.soundness.reading import Funds, in_funds, rows

COLLECTED = (Kind.RECEIPT, Kind.SUSPENSE_CLEARED)
# Every command that books anything, and what.
BOOKS: dict[str, tuple[Kind, ...]] = {
    "claims.pay": (Kind.BENEFIT_PAID,),
    "claims.reverse_payment": (Kind.REVERSAL,),
    "devices.take_in": COLLECTED,
    "dues.accept_bag": (Kind.HAND_OVER,),
    "dues.reverse_receipt": (Kind.REVERSAL, Kind.TRANSFER),
    "dues.take_payment": COLLECTED,
    "dues.take_sheet": COLLECTED,
    "founding.decide_opening": (Kind.OPENING,),
    "treasury.buy_investment": (Kind.INVESTMENT_BOUGHT,),
    "treasury.cash_over_short": (Kind.CASH_OVER, Kind.CASH_SHORT),
    "treasury.move_money": (Kind.TRANSFER,),
    "treasury.other_income": (Kind.OTHER_INCOME,),
    "treasury.pay_expense": (Kind.OTHER_EXPENSE,),
    "treasury.reverse_movement": (Kind.REVERSAL,),
    "treasury.sell_investment": (Kind.INVESTMENT_SOLD,),
    "treasury.set_aside": (Kind.SET_ASIDE,),
    "treasury.set_free": (Kind.SET_FREE,),
}
# Rows that stay for ever, at least one of each.  Not here: what may leave none, and
# what is missed by its number (K006), its entry (K007, K012), its month (K005, K017).
LEAVES: dict[str, tuple[str, ...]] = {
    "bylaws.adopt": ("bylaws_bylawversion",),
    "bylaws.adopt_draft": ("bylaws_bylawversion",),
    "claims.allocate": ("claims_allocationround", "claims_decision"),
    "claims.approve": ("claims_claimstep", "claims_decision"),
    "claims.approve_pensions": ("approvals_approval", "claims_claimstep"),
    "claims.confirm_backdating": ("approvals_approval", "claims_decision"),
    "claims.confirm_emergency": ("claims_emergencyanswer", "claims_claimstep"),
    "claims.pay": ("claims_claimstep",),
    "claims.propose_pensions": ("claims_pensionlist",),
    "claims.receive_evidence": ("claims_decision",),
    "claims.refuse": ("approvals_approval", "claims_claimstep"),
    "claims.refuse_pensions": ("approvals_approval",),
    "claims.reverse_payment": ("claims_claimstep",),
    "claims.submit": ("claims_claimstep", "claims_decision"),
    "claims.withdraw": ("claims_claimstep",),
    "devices.enrol": ("devices_device",),
    "devices.go_on": ("devices_devicegap",),
    "devices.receive": ("devices_devicebatch",),
    "devices.reject": ("devices_itemverdict",),
    "devices.revoke": ("devices_devicerevocation",),
    "devices.take_in": ("approvals_approval", "devices_itemverdict"),
    "dues.offer_bag": ("dues_bagoffer",),
    "dues.take_sheet": ("dues_roundsheet",),
    "founding.decide_opening": ("approvals_approval",),
    "founding.state_opening": ("founding_openingstatement",),
    "people.confirm_merge": ("approvals_approval", "merging_merge"),
    "people.confirm_unmerge": ("approvals_approval", "merging_unmerge"),
    "people.declare_tie": ("people_tie",),
    "people.decline_merge": ("approvals_approval",),
    "people.end_tie": ("people_tieend",),
    "people.erase_person": ("erasure_erasure",),
    "people.request_merge": ("merging_mergerequest",),
    "people.request_unmerge": ("merging_mergerequest",),
    "treasury.ask_reopening": ("treasury_reopenrequest",),
    "treasury.count_cash": ("treasury_cashcount",),
    "treasury.open_purpose": ("treasury_purpose",),
    "treasury.permit_reserve": ("treasury_reservepermit", "approvals_resolution"),
    "treasury.read_bank": ("treasury_bankreading",),
    "treasury.set_limits": ("treasury_limitsetting",),
}
# Rows with a number of their own: the last of them taken away leaves no gap.
NUMBERED: dict[str, tuple[str, ...]] = {
    "claims.pay": ("claims_payment",),
    "claims.submit": ("claims_claim",),
    "dues.take_payment": ("receipts_receipt",),
    "receipts.void_number": ("receipts_receipt",),
    "treasury.buy_investment": ("treasury_movement",),
    "treasury.cash_over_short": ("treasury_movement",),
    "treasury.close_month": ("treasury_monthclose",),
    "treasury.enter_refund": ("treasury_movement",),
    "treasury.move_money": ("treasury_movement",),
    "treasury.other_expense": ("treasury_movement",),
    "treasury.other_income": ("treasury_movement",),
    "treasury.pay_expense": ("treasury_movementbooking",),
    "treasury.sell_investment": ("treasury_movement",),
}
# Those of which nothing else is to be missed here.
OTHERS = frozenset(
    {
        "access.add_user",
        "access.change_own_password",
        "access.end_role",
        "access.grant_role",
        "access.reset_password",
        "bylaws.go_back",
        "bylaws.keep_text",
        "bylaws.show_draft",
        "bylaws.start_draft",
        "bylaws.withdraw_draft",
        "claims.certify",
        "dues.return_member",
        "dues.strike_off_lapsed",
        "dues.take_back_offer",
        "founding.found_fund",
        "founding.open_account",
        "people.add_branch",
        "people.answer_import",
        "people.close_branch",
        "people.drop_import",
        "people.edit_membership",
        "people.edit_person",
        "people.end_seat",
        "people.exit_membership",
        "people.import_members",
        "people.open_import",
        "people.register_member",
        "people.seat_member",
        "people.see_full_id",
        "receipts.close_book",
        "receipts.open_book",
        "receipts.void_number",
        "treasury.close_month",
        "treasury.decide_expense",
        "treasury.enter_refund",
        "treasury.explain",
        "treasury.other_expense",
        "treasury.reopen_month",
        "treasury.take_back_exit",
    }
)
# What each command leaves, done or not; its entries are asked by their kind.
BY_EVERY_COMMAND = {"audit_auditevent", "commands_commandoutcome", "ledger_entry"}
OURS = OTHERS | LEAVES.keys() | BOOKS.keys()


def by_its_own_kind(looked_at: Funds) -> Iterator[Finding]:
    """Every entry by a command that was done, and books just that."""
    pairs = (
        "SELECT DISTINCT e.command_id, e.kind FROM ledger_entry e"
        f" WHERE {in_funds('e.fund_id', looked_at)}"
    )
    # Of millions of entries first which command booked what: one row a sheet.
    for key, kind, command, done in list(
        rows(
            f"SELECT b.command_id, b.kind, c.kind, o.done FROM ({pairs}) b"
            " JOIN commands_command c ON c.id = b.command_id"
            " JOIN commands_commandoutcome o ON o.command_id = c.id ORDER BY 1, 2"
        )
    ):
        if command not in OURS or (done and kind in BOOKS.get(command, ())):
            continue
        for fund_id, reference in rows(
            "SELECT fund_id, reference FROM ledger_entry WHERE command_id = %s"
            " AND kind = %s ORDER BY id",
            [key, kind],
        ):
            yield Finding.of(
                Code.UNBALANCED_ENTRY,
                looked_at.code(fund_id),
                f"entry {reference}",
                f"รายการ {reference} ({kind}) ลงโดยคำสั่งที่ลงรายการชนิดนี้ไม่ได้ ({command})",
            )


def strangers(looked_at: Funds) -> Iterator[Finding]:
    """Commands that this program does not have, and money that they booked: a sign."""
    ours = ", ".join(f"'{kind}'" for kind in sorted(OURS))
    for fund_id, command, entries in rows(
        "SELECT c.fund_id, c.kind, COUNT(*) FROM commands_command c"
        " JOIN ledger_entry e ON e.command_id = c.id"
        f" WHERE c.kind NOT IN ({ours}) AND {in_funds('c.fund_id', looked_at)}"
        " GROUP BY c.fund_id, c.kind ORDER BY 1, 2"
    ):
        yield Finding.of(
            Code.UNBALANCED_ENTRY,
            looked_at.code(fund_id),
            f"command {command}",
            f"มี {entries} รายการที่ลงโดยคำสั่งซึ่งโปรแกรมนี้ไม่มี ({command})",
        )


def left_behind(looked_at: Funds) -> Iterator[Finding]:
    """One finding for each command whose rows are gone from a table."""
    yield from _gone(looked_at, LEAVES)
    yield from _refused(looked_at)


def numbers_left_behind(
    looked_at: Funds, gaps: Iterable[Callable[[Funds], Iterator[Finding]]]
) -> Iterator[Finding]:
    """The same of what others miss too: not in a fund where one of them tells."""
    gone = list(_gone(looked_at, NUMBERED))
    told = {one.fund for gap in gaps for one in gap(looked_at)} if gone else set()
    yield from (one for one in gone if one.fund not in told)


def _refused(looked_at: Funds) -> Iterator[Finding]:
    """What was refused wrote nothing but that it was asked."""
    for model in apps.get_models():
        columns = {field.column for field in model._meta.concrete_fields}
        table = model._meta.db_table
        if "command_id" not in columns or table in BY_EVERY_COMMAND:
            continue
        for fund_id, key in rows(
            f"SELECT c.fund_id, c.id FROM (SELECT DISTINCT command_id FROM {table}"
            "  WHERE command_id IN (SELECT command_id FROM commands_commandoutcome"
            "   WHERE NOT done)) x JOIN commands_command c ON c.id = x.command_id"
            f" WHERE {in_funds('c.fund_id', looked_at)} ORDER BY c.id"
        ):
            yield Finding.of(
                Code.CHAIN_BROKEN,
                looked_at.code(fund_id),
                f"command {key}",
                f"คำสั่ง {key} ไม่ได้ทำ แต่มีแถวของมันใน {table}",
            )


def _gone(looked_at: Funds, leaves: Mapping[str, tuple[str, ...]]) -> Iterator[Finding]:
    by_table: dict[str, list[str]] = defaultdict(list)
    for command, tables in leaves.items():
        for table in tables:
            by_table[table].append(command)
    for table, commands in by_table.items():
        kinds = ", ".join(f"'{command}'" for command in commands)
        for fund_id, key, kind in rows(
            "SELECT c.fund_id, c.id, c.kind FROM ("
            "  SELECT k.id FROM commands_command k"
            "  JOIN commands_commandoutcome o ON o.command_id = k.id AND o.done"
            f"  WHERE k.kind IN ({kinds}) AND {in_funds('k.fund_id', looked_at)}"
            f"  EXCEPT SELECT command_id FROM {table}) g"
            " JOIN commands_command c ON c.id = g.id ORDER BY c.id"
        ):
            yield Finding.of(
                Code.CHAIN_BROKEN,
                looked_at.code(fund_id),
                f"command {key}",
                f"คำสั่ง {key} ({kind}) ทำสำเร็จแล้ว แต่ไม่มีแถวของมันใน {table}",
            )

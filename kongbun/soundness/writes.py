"""Which commands may write a table: K013.

The other way round than `commanded`: a duty, a member or a word that was put under the
link of a command which never writes such a row has a whole chain over it, and nobody
who gave it.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from django.apps import apps

from kongbun.access.models import Fund
from kongbun.audit.said import NOBODYS, says_from_the_first, spoken
from kongbun.soundness.commanded import BY_EVERY_COMMAND, OURS
from kongbun.soundness.findings import Code, Finding
from kongbun.soundness.reading import Funds, in_funds, rows
from kongbun.store.followed import GONE, followed

DECIDES = (
    *("claims.approve", "claims.approve_pensions", "claims.confirm_backdating"),
    *("claims.confirm_emergency", "claims.refuse", "claims.refuse_pensions"),
    *("claims.allocate", "devices.take_in", "dues.accept_bag"),
    *("founding.decide_opening", "people.confirm_merge", "people.confirm_unmerge"),
    *("people.decline_merge", "people.erase_person", "treasury.decide_expense"),
    "treasury.reopen_month",
)
JOINS = ("dues.return_member", "people.import_members", "people.register_member")
HOUSES = (*JOINS, "people.edit_membership")
COLLECTS = ("devices.take_in", "dues.take_payment", "dues.take_sheet")
MOVES = (
    *("treasury.buy_investment", "treasury.cash_over_short", "treasury.move_money"),
    *("treasury.other_income", "treasury.sell_investment"),
)
STEPS = (
    *("claims.allocate", "claims.approve", "claims.approve_pensions"),
    *("claims.certify", "claims.confirm_emergency", "claims.pay", "claims.refuse"),
    *("claims.reverse_payment", "claims.submit", "claims.withdraw"),
)
# Its requests are made and paid in one.
LISTED = "claims.approve_pensions"
# By table the commands that write a new row into it.
MAKES: dict[str, tuple[str, ...]] = {
    "access_fund": ("founding.found_fund",),
    "access_rolegrant": ("access.grant_role", "founding.found_fund"),
    "access_user": ("access.add_user",),
    "approvals_approval": DECIDES,
    "approvals_resolution": (
        *("claims.approve", "claims.approve_pensions", "claims.confirm_emergency"),
        "treasury.permit_reserve",
    ),
    "approvals_signature": ("claims.certify",),
    "bylaws_bylawversion": (
        *("bylaws.adopt", "bylaws.adopt_draft", "founding.found_fund"),
    ),
    "bylaws_draft": ("bylaws.start_draft",),
    "bylaws_drafttext": ("bylaws.go_back", "bylaws.keep_text", "bylaws.start_draft"),
    "claims_allocationround": ("claims.allocate", "claims.approve"),
    "claims_allotment": ("claims.allocate", "claims.approve"),
    "claims_award": ("claims.approve", "claims.approve_pensions"),
    "claims_claim": ("claims.approve_pensions", "claims.submit"),
    "claims_claimstep": STEPS,
    "claims_decision": (
        *("claims.allocate", "claims.approve", "claims.approve_pensions"),
        *("claims.confirm_backdating", "claims.receive_evidence", "claims.submit"),
    ),
    "claims_emergencyanswer": ("claims.confirm_emergency",),
    "claims_event": ("claims.approve_pensions", "claims.submit"),
    "claims_evidenceitem": ("claims.submit",),
    "claims_payment": ("claims.pay",),
    "claims_paymentreversal": ("claims.reverse_payment",),
    "claims_pensionline": ("claims.propose_pensions",),
    "claims_pensionlist": ("claims.propose_pensions",),
    "devices_device": ("devices.enrol",),
    "devices_devicebatch": ("devices.receive",),
    "devices_devicegap": ("devices.go_on",),
    "devices_deviceitem": ("devices.receive",),
    "devices_devicerevocation": ("devices.revoke",),
    "devices_itemverdict": ("devices.reject", "devices.take_in"),
    "dues_bagacceptance": ("dues.accept_bag",),
    "dues_bagoffer": ("devices.take_in", "dues.offer_bag"),
    "dues_roundsheet": ("devices.take_in", "dues.take_sheet"),
    "erasure_erasure": ("people.erase_person",),
    "founding_openingfigure": ("founding.decide_opening",),
    "founding_openingstatement": ("founding.state_opening",),
    # A bag that held more than its book opens the account for what nobody wrote down.
    "ledger_account": (
        *("dues.accept_bag", "founding.found_fund", "founding.open_account"),
        "treasury.open_purpose",
    ),
    "ledger_accountbalance": (
        *("dues.accept_bag", "founding.found_fund", "founding.open_account"),
        "treasury.open_purpose",
    ),
    "ledger_closing": ("treasury.close_month",),
    "ledger_reopening": ("treasury.reopen_month",),
    "merging_merge": ("people.confirm_merge",),
    "merging_mergerequest": ("people.request_merge", "people.request_unmerge"),
    "merging_unmerge": ("people.confirm_unmerge",),
    "people_beneficiary": HOUSES,
    "people_branch": (
        *("founding.found_fund", "people.add_branch", "people.import_members"),
    ),
    "people_committeeseat": ("people.seat_member",),
    "people_household": HOUSES,
    "people_houseleft": ("dues.return_member", "people.edit_membership"),
    "people_membership": JOINS,
    "people_openinguse": ("people.import_members",),
    "people_person": ("people.import_members", "people.register_member"),
    "people_registerimport": ("people.open_import",),
    "people_tie": ("people.declare_tie",),
    "people_tieend": ("people.end_tie",),
    # What a phone asks for names a book.
    "receipts_book": (*COLLECTS[1:], "devices.enrol", "receipts.open_book"),
    "receipts_receipt": (*COLLECTS, "receipts.void_number"),
    "receipts_receiptreversal": ("dues.reverse_receipt",),
    "reports_storedreport": ("treasury.close_month",),
    "treasury_bankreading": ("treasury.read_bank",),
    "treasury_cashcount": ("treasury.count_cash",),
    "treasury_closenote": ("treasury.explain",),
    "treasury_fencechange": ("treasury.set_aside", "treasury.set_free"),
    "treasury_limitsetting": ("treasury.set_limits",),
    "treasury_monthclose": ("treasury.close_month",),
    "treasury_monthreopening": ("treasury.reopen_month",),
    "treasury_movement": (*MOVES, "treasury.enter_refund", "treasury.other_expense"),
    "treasury_movementbooking": (*MOVES, "treasury.pay_expense"),
    "treasury_movementreversal": ("treasury.reverse_movement",),
    "treasury_purpose": ("treasury.open_purpose",),
    "treasury_refund": ("treasury.enter_refund",),
    "treasury_reopenrequest": ("treasury.ask_reopening",),
    "treasury_reservepermit": ("treasury.permit_reserve",),
}
MERGES = ("people.confirm_merge", "people.confirm_unmerge")
# By table the commands that change a row which is there; no other table is changed.
CHANGES: dict[str, tuple[str, ...]] = {
    "access_rolegrant": ("access.end_role",),
    "access_user": ("access.change_own_password", "access.reset_password"),
    "bylaws_draft": (
        *("bylaws.adopt_draft", "bylaws.go_back", "bylaws.keep_text"),
        *("bylaws.show_draft", "bylaws.withdraw_draft"),
    ),
    "claims_award": ("people.erase_person",),
    "claims_claim": (
        *(one for one in STEPS if one not in ("claims.submit", LISTED)),
        *("claims.confirm_backdating", "claims.receive_evidence"),
        "people.erase_person",
    ),
    "claims_evidenceitem": ("claims.receive_evidence", "people.erase_person"),
    "claims_pensionline": ("claims.approve_pensions",),
    "claims_pensionlist": ("claims.approve_pensions", "claims.refuse_pensions"),
    "dues_bagoffer": ("dues.accept_bag", "dues.take_back_offer", "people.erase_person"),
    "people_beneficiary": ("people.edit_membership", "people.erase_person"),
    "people_branch": ("people.close_branch",),
    "people_committeeseat": ("people.end_seat",),
    "people_houseleft": ("people.erase_person",),
    "people_membership": (
        *MERGES,
        *("dues.return_member", "dues.strike_off_lapsed", "people.edit_membership"),
        *("people.erase_person", "people.exit_membership", "treasury.take_back_exit"),
    ),
    "people_person": (
        *MERGES,
        *("dues.return_member", "people.edit_membership", "people.edit_person"),
        "people.erase_person",
    ),
    "people_registerimport": ("people.drop_import", "people.import_members"),
    "receipts_book": ("receipts.close_book",),
}
# Without its money it is told as that (K007), with money by the entry (K001).
TAKEN_BACK = {
    "claims_paymentreversal",
    "receipts_receiptreversal",
    "treasury_movementreversal",
}


def by_who_writes_it(looked_at: Funds, *, whole: bool) -> Iterator[Finding]:
    """One finding a command and table that it has no row to write in."""
    yield from _rows_that_stay(looked_at, whole=whole)
    yield from _rows_that_may_change(looked_at, whole=whole)


def _rows_that_stay(looked_at: Funds, *, whole: bool) -> Iterator[Finding]:
    """By the command that each row names; what was refused is told by `commanded`."""
    ours = ", ".join(f"'{kind}'" for kind in sorted(OURS))
    mine = in_funds("c.fund_id", looked_at)
    if whole:
        mine = f"({mine} OR c.fund_id IS NULL)"
    for model in apps.get_models():
        columns = {field.column for field in model._meta.concrete_fields}
        table = model._meta.db_table
        if "command_id" not in columns or table in BY_EVERY_COMMAND | TAKEN_BACK:
            continue
        may = ", ".join(f"'{kind}'" for kind in MAKES[table])
        for fund_id, key, kind in rows(
            "SELECT c.fund_id, c.id, c.kind FROM commands_command c"
            " JOIN commands_commandoutcome o ON o.command_id = c.id AND o.done"
            f" JOIN (SELECT DISTINCT command_id FROM {table}) x ON x.command_id = c.id"
            f" WHERE c.kind IN ({ours}) AND c.kind NOT IN ({may}) AND {mine}"
            " ORDER BY c.id"
        ):
            yield _never(looked_at.code(fund_id or 0), key, kind, table)


def _rows_that_may_change(looked_at: Funds, *, whole: bool) -> Iterator[Finding]:
    """By the links that speak of each row: the first of them made it.

    Of a fund from before rows were followed nobody knows which was the first; who is
    no fund's user is asked with all funds alone.
    """
    of_a_fund = {model._meta.db_table: bool(model.FUND) for model in followed()}
    since: set[int] = {NOBODYS} if says_from_the_first(NOBODYS) else set()
    known: set[tuple[str, str]] = set()
    for event, said in spoken([*looked_at.codes, NOBODYS]):
        since.update(map(int, said.get(Fund._meta.db_table, ())))
        asked = event.action in OURS and (whole or event.chain in looked_at.codes)
        for table, words in said.items():
            new = {(table, key) for key in words} - known
            known |= new
            # A key that is free may be given to another row.
            known -= {(table, key) for key, word in words.items() if word == GONE}
            alone = of_a_fund.get(table, True)
            if not (asked and (alone or whole)):
                continue
            made = [bool(new), len(new) < len(words)]
            if not {event.chain, *(() if alone else (NOBODYS,))} <= since:
                made = []
            if not (event.allowed and _may(event.action, table, made)):
                fund = looked_at.code(event.chain)
                yield _never(fund, event.command_id or 0, event.action, table)


def _may(kind: str, table: str, made: Sequence[bool]) -> bool:
    """Whether a command makes, and changes, rows of a table; `made`: if it did."""
    can = [kind in MAKES.get(table, ()), kind in CHANGES.get(table, ())]
    if not made:
        return any(can)
    return all(may for may, did in zip(can, made, strict=True) if did)


def _never(fund: str, key: int, kind: str, table: str) -> Finding:
    return Finding.of(
        Code.CHAIN_BROKEN,
        fund,
        f"command {key}",
        f"คำสั่ง {key} ({kind}) มีแถวใน {table} ซึ่งคำสั่งชนิดนี้ไม่เคยเขียน",
    )

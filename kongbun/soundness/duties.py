"""Every command by somebody who might give it that day.

Which right a command asks for stands in its action; here it is said once more, and a
test holds the two together.
"""

from __future__ import annotations

from collections.abc import Iterator

from kongbun.access.permissions import Verb
from kongbun.claims.late import day_of
from kongbun.commands.models import Command
from kongbun.soundness.beside import Done
from kongbun.soundness.reading import Funds

RIGHTS: dict[str, Verb] = {
    "bylaws.adopt": Verb.ADOPT_BYLAW,
    "bylaws.adopt_draft": Verb.ADOPT_BYLAW,
    "bylaws.go_back": Verb.WRITE_BYLAW,
    "bylaws.keep_text": Verb.WRITE_BYLAW,
    "bylaws.show_draft": Verb.WRITE_BYLAW,
    "bylaws.start_draft": Verb.WRITE_BYLAW,
    "bylaws.withdraw_draft": Verb.WRITE_BYLAW,
    "claims.allocate": Verb.APPROVE_CLAIM,
    "claims.approve": Verb.DECIDE_CLAIM,
    "claims.approve_pensions": Verb.DECIDE_CLAIM,
    "claims.certify": Verb.CERTIFY_CLAIM,
    "claims.confirm_backdating": Verb.APPROVE_CLAIM,
    "claims.confirm_emergency": Verb.APPROVE_CLAIM,
    "claims.pay": Verb.PAY_CLAIM,
    "claims.propose_pensions": Verb.PROPOSE_PENSIONS,
    "claims.receive_evidence": Verb.SUBMIT_CLAIM,
    "claims.refuse": Verb.DECIDE_CLAIM,
    "claims.refuse_pensions": Verb.DECIDE_CLAIM,
    "claims.reverse_payment": Verb.PAY_CLAIM,
    "claims.submit": Verb.SUBMIT_CLAIM,
    "claims.withdraw": Verb.SUBMIT_CLAIM,
    "devices.enrol": Verb.ENROL_DEVICE,
    "devices.go_on": Verb.TAKE_FROM_DEVICE,
    "devices.reject": Verb.TAKE_FROM_DEVICE,
    "devices.revoke": Verb.REVOKE_DEVICE,
    "devices.take_in": Verb.TAKE_FROM_DEVICE,
    "dues.accept_bag": Verb.ACCEPT_BAG,
    "dues.offer_bag": Verb.COLLECT,
    "dues.return_member": Verb.EDIT_MEMBERS,
    "dues.reverse_receipt": Verb.REVERSE_RECEIPT,
    "dues.strike_off_lapsed": Verb.EDIT_MEMBERS,
    "dues.take_back_offer": Verb.COLLECT,
    "dues.take_payment": Verb.COLLECT,
    "dues.take_sheet": Verb.COLLECT,
    "founding.decide_opening": Verb.APPROVE_OPENING,
    "founding.open_account": Verb.MANAGE_FUND,
    "founding.state_opening": Verb.MANAGE_FUND,
    "people.add_branch": Verb.MANAGE_FUND,
    "people.answer_import": Verb.IMPORT_MEMBERS,
    "people.close_branch": Verb.MANAGE_FUND,
    "people.confirm_merge": Verb.CONFIRM_MERGE,
    "people.confirm_unmerge": Verb.CONFIRM_MERGE,
    "people.declare_tie": Verb.DECLARE_TIE,
    "people.decline_merge": Verb.CONFIRM_MERGE,
    "people.drop_import": Verb.IMPORT_MEMBERS,
    "people.edit_membership": Verb.EDIT_MEMBERS,
    "people.edit_person": Verb.EDIT_MEMBERS,
    "people.end_seat": Verb.MANAGE_FUND,
    "people.end_tie": Verb.DECLARE_TIE,
    "people.erase_person": Verb.ERASE_PERSON,
    "people.exit_membership": Verb.EDIT_MEMBERS,
    "people.import_members": Verb.IMPORT_MEMBERS,
    "people.open_import": Verb.IMPORT_MEMBERS,
    "people.register_member": Verb.EDIT_MEMBERS,
    "people.request_merge": Verb.EDIT_MEMBERS,
    "people.request_unmerge": Verb.EDIT_MEMBERS,
    "people.seat_member": Verb.MANAGE_FUND,
    "people.see_full_id": Verb.SEE_FULL_ID,
    "receipts.close_book": Verb.COLLECT,
    "receipts.open_book": Verb.COLLECT,
    "receipts.void_number": Verb.COLLECT,
    "treasury.ask_reopening": Verb.REOPEN_MONTH,
    "treasury.buy_investment": Verb.BOOK_OTHER_MONEY,
    "treasury.cash_over_short": Verb.COUNT_CASH,
    "treasury.close_month": Verb.CLOSE_MONTH,
    "treasury.count_cash": Verb.COUNT_CASH,
    "treasury.decide_expense": Verb.APPROVE_MONEY,
    "treasury.enter_refund": Verb.BOOK_OTHER_MONEY,
    "treasury.explain": Verb.CLOSE_MONTH,
    "treasury.move_money": Verb.BOOK_OTHER_MONEY,
    "treasury.open_purpose": Verb.BOOK_OTHER_MONEY,
    "treasury.other_expense": Verb.BOOK_OTHER_MONEY,
    "treasury.other_income": Verb.BOOK_OTHER_MONEY,
    "treasury.pay_expense": Verb.BOOK_OTHER_MONEY,
    "treasury.permit_reserve": Verb.ADOPT_BYLAW,
    "treasury.read_bank": Verb.COUNT_CASH,
    "treasury.reopen_month": Verb.REOPEN_MONTH,
    "treasury.reverse_movement": Verb.BOOK_OTHER_MONEY,
    "treasury.sell_investment": Verb.BOOK_OTHER_MONEY,
    "treasury.set_aside": Verb.BOOK_OTHER_MONEY,
    "treasury.set_free": Verb.BOOK_OTHER_MONEY,
    "treasury.set_limits": Verb.APPROVE_MONEY,
    "treasury.take_back_exit": Verb.EDIT_MEMBERS,
}
# Asked otherwise: an operator's too, one's own, or a phone's in its user's name.
ELSEWHERE = frozenset(
    {
        "access.add_user",
        "access.change_own_password",
        "access.end_role",
        "access.grant_role",
        "access.reset_password",
        "devices.receive",
        "founding.found_fund",
    }
)


def given(looked_at: Funds) -> Iterator[Done]:
    """What was done, by whom: of one kind and user once a day."""
    seen: set[tuple[int, int, str, object]] = set()
    for key, fund_id, user_id, name, kind, at in (
        Command.objects.filter(
            fund__in=looked_at.codes, kind__in=RIGHTS, outcome__done=True
        )
        .order_by("pk")
        .values_list(
            *("pk", "fund_id", "user_id", "user__display_name", "kind", "received_at")
        )
        .iterator(chunk_size=5_000)
    ):
        day = day_of(at)
        if (fund_id, user_id or 0, kind, day) not in seen:
            seen.add((fund_id, user_id or 0, kind, day))
            what = f"command {key}"
            yield fund_id, user_id or 0, name or "", what, RIGHTS[kind], day, key

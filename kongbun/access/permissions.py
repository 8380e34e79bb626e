"""What a role may do: one table.  Not who approved what; that is `approvals`."""

from __future__ import annotations

from datetime import date
from enum import StrEnum

from django.db.models import Q

from kongbun.access.models import Role, RoleGrant, User
from kongbun.access.queries import is_one_person
from kongbun.commands.run import Act
from kongbun.kernel.refusal import RefusalCode, Refused


class Verb(StrEnum):
    """A thing someone may do in a fund."""

    LOOK = "look"
    SEE_FULL_ID = "see-full-id"
    EDIT_MEMBERS = "edit-members"
    CONFIRM_MERGE = "confirm-merge"
    DECLARE_TIE = "declare-tie"
    IMPORT_MEMBERS = "import-members"
    COLLECT = "collect"
    REVERSE_RECEIPT = "reverse-receipt"
    ACCEPT_BAG = "accept-bag"
    SUBMIT_CLAIM = "submit-claim"
    CERTIFY_CLAIM = "certify-claim"
    DECIDE_CLAIM = "decide-claim"
    APPROVE_CLAIM = "approve-claim"
    PAY_CLAIM = "pay-claim"
    PROPOSE_PENSIONS = "propose-pensions"
    BOOK_OTHER_MONEY = "book-other-money"
    APPROVE_MONEY = "approve-money"
    COUNT_CASH = "count-cash"
    CLOSE_MONTH = "close-month"
    REOPEN_MONTH = "reopen-month"
    MANAGE_FUND = "manage-fund"
    MANAGE_USERS = "manage-users"
    WRITE_BYLAW = "write-bylaw"
    ADOPT_BYLAW = "adopt-bylaw"
    APPROVE_OPENING = "approve-opening"
    BACK_UP = "back-up"
    ENROL_DEVICE = "enrol-device"
    REVOKE_DEVICE = "revoke-device"
    TAKE_FROM_DEVICE = "take-from-device"
    ERASE_PERSON = "erase-person"
    AGREE_TO_ERASE = "agree-to-erase"


_R = Role
ALLOWED: dict[Verb, frozenset[Role]] = {
    Verb.LOOK: frozenset(Role),
    Verb.SEE_FULL_ID: frozenset({_R.CHAIR, _R.TREASURER, _R.SECRETARY}),
    Verb.EDIT_MEMBERS: frozenset({_R.TREASURER, _R.SECRETARY, _R.CHAIR}),
    Verb.CONFIRM_MERGE: frozenset({_R.CHAIR, _R.COMMITTEE, _R.SECRETARY}),
    Verb.DECLARE_TIE: frozenset({_R.SECRETARY, _R.CHAIR}),
    Verb.IMPORT_MEMBERS: frozenset({_R.TREASURER, _R.SECRETARY}),
    Verb.COLLECT: frozenset({_R.COLLECTOR, _R.TREASURER, _R.SECRETARY}),
    Verb.REVERSE_RECEIPT: frozenset({_R.COLLECTOR, _R.TREASURER, _R.SECRETARY}),
    Verb.ACCEPT_BAG: frozenset({_R.TREASURER, _R.SECRETARY, _R.CHAIR}),
    Verb.SUBMIT_CLAIM: frozenset(
        {_R.CENTRE, _R.TREASURER, _R.SECRETARY, _R.COMMITTEE, _R.COLLECTOR}
    ),
    Verb.CERTIFY_CLAIM: frozenset({_R.CENTRE, _R.SECRETARY}),
    # A centre decides only what the by-law leaves to it (`claims.approving`).
    Verb.DECIDE_CLAIM: frozenset({_R.CHAIR, _R.COMMITTEE, _R.CENTRE}),
    Verb.APPROVE_CLAIM: frozenset({_R.CHAIR, _R.COMMITTEE}),
    Verb.PAY_CLAIM: frozenset({_R.TREASURER}),
    Verb.PROPOSE_PENSIONS: frozenset({_R.TREASURER, _R.SECRETARY}),
    Verb.BOOK_OTHER_MONEY: frozenset({_R.TREASURER, _R.SECRETARY}),
    Verb.APPROVE_MONEY: frozenset({_R.CHAIR, _R.COMMITTEE}),
    Verb.COUNT_CASH: frozenset({_R.TREASURER, _R.SECRETARY, _R.CHAIR, _R.COMMITTEE}),
    Verb.CLOSE_MONTH: frozenset({_R.TREASURER, _R.CHAIR}),
    # Never who keeps the books: `reports.reopening` also asks whose kin they are.
    Verb.REOPEN_MONTH: frozenset({_R.CHAIR, _R.COMMITTEE}),
    Verb.MANAGE_FUND: frozenset({_R.CHAIR, _R.SECRETARY, _R.TREASURER}),
    Verb.MANAGE_USERS: frozenset({_R.CHAIR}),
    Verb.WRITE_BYLAW: frozenset({_R.CHAIR, _R.SECRETARY, _R.TREASURER}),
    Verb.ADOPT_BYLAW: frozenset({_R.CHAIR, _R.SECRETARY}),
    Verb.APPROVE_OPENING: frozenset({_R.CHAIR, _R.COMMITTEE}),
    Verb.BACK_UP: frozenset({_R.CHAIR, _R.TREASURER, _R.SECRETARY}),
    # Not who keeps the money: a phone's secret collects in its user's name.
    Verb.ENROL_DEVICE: frozenset({_R.CHAIR, _R.SECRETARY}),
    Verb.REVOKE_DEVICE: frozenset({_R.CHAIR, _R.SECRETARY, _R.TREASURER}),
    Verb.TAKE_FROM_DEVICE: frozenset({_R.TREASURER, _R.SECRETARY}),
    Verb.ERASE_PERSON: frozenset({_R.SECRETARY, _R.CHAIR}),
    Verb.AGREE_TO_ERASE: frozenset({_R.CHAIR, _R.COMMITTEE}),
}

assert set(ALLOWED) == set(Verb), "each verb has its roles"


def roles(user_id: int, fund_id: int, on: date) -> frozenset[Role]:
    """The duties a user holds in a fund on a day."""
    return frozenset(
        Role(role)
        for role in RoleGrant.objects.filter(
            Q(until_date=None) | Q(until_date__gt=on),
            user_id=user_id,
            user__is_active=True,
            fund_id=fund_id,
            from_date__lte=on,
        ).values_list("role", flat=True)
    )


def may(user_id: int, verb: Verb, *, fund_id: int, on: date) -> bool:
    """Whether one of the user's duties on that day includes `verb`."""
    return bool(roles(user_id, fund_id, on) & ALLOWED[verb])


def require(act: Act, verb: Verb) -> None:
    """Refuse (NOT_ALLOWED) who may not do this now in this fund."""
    require_user(act, verb, user_id=act.user_id, user_name=act.user_name)


def require_user(act: Act, verb: Verb, *, user_id: int | None, user_name: str) -> None:
    """The same for a second user, who signs in on the same machine."""
    allowed = user_id is not None and may(
        user_id, verb, fund_id=act.fund_id, on=act.today
    )
    if not allowed:
        names = " ".join(str(Role(role).label) for role in sorted(ALLOWED[verb]))
        raise Refused(RefusalCode.NOT_ALLOWED, user=user_name, roles=names)


def refuse_same_person(
    act: Act, other_id: int, *, verb: str, user: User | None = None
) -> None:
    """Refuse who is the other user, by account or by whom their duties name.

    Who acts, unless it is `user`, who signed in beside.
    """
    user_id, name = (
        (act.user_id, act.user_name) if user is None else (user.pk, user.display_name)
    )
    if is_one_person(act.fund_id, user_id or 0, other_id):
        raise Refused(RefusalCode.SAME_PERSON, user=name, verb=verb)


def second_user(act: Act, verb: Verb, *, username: str, password: str) -> User:
    """Who signs in beside the first user on the same machine.

    Refuses a wrong password (SIGN_IN_FAILED), the same user (SAME_PERSON) and one
    without the duty (NOT_ALLOWED).  Called by a door before the action: a password
    is never a fact of a command.
    """
    user = User.objects.filter(username=username, is_active=True).first()
    if user is None or not user.check_password(password):
        raise Refused(RefusalCode.SIGN_IN_FAILED)
    refuse_same_person(act, act.user_id or 0, verb="ลงชื่อเป็นคนที่สอง", user=user)
    require_user(act, verb, user_id=user.pk, user_name=user.display_name)
    return user

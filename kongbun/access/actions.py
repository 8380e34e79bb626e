"""Makes funds, users and duties."""

from __future__ import annotations

import re
from datetime import date
from typing import Any

from django.contrib.auth.hashers import make_password
from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError

from kongbun.access.models import Fund, Role, RoleGrant, User
from kongbun.access.permissions import Verb, require
from kongbun.commands.run import Act, command
from kongbun.kernel.lengths import too_long
from kongbun.kernel.refusal import Reason, RefusalCode, Refused
from kongbun.store import tenancy

# The door of who owns this machine's data folder and can sign in no more.
KEEPER = "machine"
# A name is part of an address, and of a line USER:PASSWORD.
USERNAME = re.compile(r"[a-z0-9][a-z0-9._-]{2,59}")


def new_password_hash(password: str) -> str:
    """The form in which a password may be a fact of a command.

    Refuses one that is short or common (PASSWORD_TOO_WEAK).  Called by the door, so
    that no command ever holds the password itself.
    """
    try:
        validate_password(password)
    except ValidationError as error:
        raise Refused.of(
            [Reason(RefusalCode.PASSWORD_TOO_WEAK, {"why": why}) for why in error]
        ) from None
    return make_password(password)


def require_operator(act: Act) -> None:
    """Refuse who does not run this machine; before the first user anyone may."""
    if not User.objects.exists():
        return
    operators = User.objects.filter(is_operator=True, is_active=True)
    if act.user_id is None or not operators.filter(pk=act.user_id).exists():
        raise Refused(RefusalCode.NOT_ALLOWED, user=act.user_name, roles="ผู้ดูแลเครื่อง")


def _require_named_operator(act: Act) -> None:
    """Unlike founding, this wants an account: the trail must say who gave it."""
    if act.user_id is None:
        raise Refused(RefusalCode.NOT_ALLOWED, user=act.user_name, roles="ผู้ดูแลเครื่อง")
    require_operator(act)


@command("access.add_user")
def add_user(
    act: Act,
    *,
    username: str,
    display_name: str,
    password_hash: str,
    phone: str = "",
    is_operator: bool = False,
) -> dict[str, Any]:
    """Make an account.  The chair of a fund may, and whoever runs the machine."""
    if act.fund_id:
        require(act, Verb.MANAGE_USERS)
        is_operator = False
    else:
        require_operator(act)
    username, display_name = username.strip(), display_name.strip()
    if not username or not display_name:
        raise Refused(RefusalCode.FIELD_EMPTY, field="ชื่อผู้ใช้และชื่อที่แสดง")
    if USERNAME.fullmatch(username) is None:
        raise Refused(RefusalCode.USERNAME_UNFIT, username=username[:60])
    reasons = [
        *too_long("ชื่อที่แสดง", display_name, 120),
        *too_long("โทรศัพท์", phone, 30),
    ]
    if reasons:
        raise Refused.of(reasons)
    if User.objects.filter(username=username).exists():
        raise Refused(RefusalCode.USERNAME_TAKEN, username=username)
    # After this point the account must be made.
    user = User.objects.create(
        username=username,
        display_name=display_name,
        password=password_hash,
        phone=phone.strip(),
        is_operator=is_operator,
    )
    return {"user": user.public_id.hex, "username": username}


@command("access.reset_password")
def reset_password(act: Act, *, username: str, password_hash: str) -> dict[str, Any]:
    """A forgotten password, set anew by who runs the machine or by the chair."""
    user = User.objects.filter(username=username).first()
    if act.fund_id:
        require(act, Verb.MANAGE_USERS)
        # A chair's hand ends at the fund: no operators, nobody of elsewhere only.
        inside = RoleGrant.objects.filter(user=user, fund_id=act.fund_id).exists()
        if user is not None and (user.is_operator or not inside):
            user = None
    elif act.door != KEEPER:
        require_operator(act)
    if user is None:
        raise Refused(RefusalCode.NOT_FOUND, what=f"ผู้ใช้ {username}")
    if act.fund_id and _serves_elsewhere(user, act.fund_id):
        raise Refused(RefusalCode.NOT_ALLOWED, user=act.user_name, roles="ผู้ดูแลเครื่อง")
    # After this point the password must change.
    user.password = password_hash
    user.save(update_fields=["password"])
    return {"username": username}


def _serves_elsewhere(user: User, fund_id: int) -> bool:
    """Whose password opens another fund too: any chair may give anyone a duty."""
    elsewhere = RoleGrant.objects.filter(user=user).exclude(fund_id=fund_id)
    with tenancy.seeing_all("a password opens every fund its user serves"):
        return elsewhere.exists()


@command("access.change_own_password")
def change_own_password(act: Act, *, password_hash: str) -> dict[str, Any]:
    """Who is signed in chooses a new password; the door has seen the old one."""
    user = User.objects.filter(pk=act.user_id or 0, is_active=True).first()
    if user is None:
        raise Refused(RefusalCode.NOT_FOUND, what="ผู้ใช้")
    # After this point the password must change.
    user.password = password_hash
    user.save(update_fields=["password"])
    return {"username": user.username}


@command("access.grant_role")
def grant_role(
    act: Act,
    *,
    username: str,
    role: str,
    from_date: date,
    until_date: date | None = None,
    branch_id: int | None = None,
    person_id: int | None = None,
) -> dict[str, Any]:
    """Give a duty; with `until_date` it is a delegation that ends by itself.

    A fund that nobody has ever served gets its first duty from who runs the machine:
    founded before the first account was made, it would be nobody's for ever.
    """
    if RoleGrant.objects.filter(fund_id=act.fund_id).exists():
        require(act, Verb.MANAGE_USERS)
    else:
        _require_named_operator(act)
    user = User.objects.filter(username=username, is_active=True).first()
    if user is None:
        raise Refused(RefusalCode.NOT_FOUND, what=f"ผู้ใช้ {username}")
    if role not in Role.values:
        raise Refused(RefusalCode.NOT_FOUND, what=f"หน้าที่ {role}")
    if until_date is not None and until_date <= from_date:
        raise Refused(
            RefusalCode.DATES_IN_WRONG_ORDER, first=from_date, last=until_date
        )
    # After this point the duty must be given.
    grant = give_role(
        act.fund_id,
        user,
        Role(role),
        from_date=from_date,
        until_date=until_date,
        branch_id=branch_id,
        person_id=person_id,
        delegated_by_id=act.user_id,
    )
    return {"grant": grant.public_id.hex}


@command("access.end_role")
def end_role(act: Act, *, grant: str, until_date: date) -> dict[str, Any]:
    """End a duty from a day on.  The last chair stays."""
    require(act, Verb.MANAGE_USERS)
    found = RoleGrant.objects.filter(fund_id=act.fund_id, public_id=grant).first()
    if found is None:
        raise Refused(RefusalCode.NOT_FOUND, what="หน้าที่")
    is_over = found.until_date is not None and found.until_date <= act.today
    if is_over and found.until_date != until_date:
        # An ended duty is given anew, from a day on: never as if it had not ended.
        raise Refused(RefusalCode.NOT_FOUND, what="หน้าที่ที่ยังไม่สิ้นสุด")
    others = RoleGrant.objects.filter(
        fund_id=act.fund_id,
        role=Role.CHAIR,
        from_date__lte=until_date,
        until_date=None,
        user__is_active=True,
    ).exclude(pk=found.pk)
    if found.role == Role.CHAIR and found.until_date is None and not others.exists():
        raise Refused(RefusalCode.LAST_CHAIR)
    if until_date < found.from_date:
        raise Refused(
            RefusalCode.DATES_IN_WRONG_ORDER, first=found.from_date, last=until_date
        )
    # After this point the duty must end.
    found.until_date = until_date
    found.save(update_fields=["until_date"])
    return {"grant": found.public_id.hex}


def give_role(
    fund_id: int,
    user: User,
    role: Role,
    *,
    from_date: date,
    until_date: date | None = None,
    branch_id: int | None = None,
    person_id: int | None = None,
    delegated_by_id: int | None = None,
) -> RoleGrant:
    """Write a duty, for actions that have checked it."""
    return RoleGrant.objects.create(
        fund_id=fund_id,
        user=user,
        role=role,
        from_date=from_date,
        until_date=until_date,
        branch_id=branch_id,
        person_id=person_id,
        delegated_by_id=delegated_by_id,
    )


def make_fund(**columns: Any) -> Fund:
    """Write a fund's row, for the action that founds it."""
    return Fund.objects.create(**columns)

"""`kongbun user`: accounts, and a forgotten password set anew without mail."""

from __future__ import annotations

from datetime import date
from typing import Any

import click

from kongbun.access import actions
from kongbun.access.models import Role, User
from kongbun.cli import door
from kongbun.cli.find import find_branch, find_member
from kongbun.cli.given import DAY, given_id
from kongbun.cli.ready import make_ready
from kongbun.commands.run import Act


@click.group("user")
def user() -> None:
    """Who signs in on this machine."""


@user.command("add")
@click.argument("username")
@click.option("--name", "display_name", required=True, help="Name to show.")
@click.option("--phone", default="", help="To reach them.")
@click.option(
    "--operator", "is_operator", is_flag=True, help="May found funds on this machine."
)
@door.writer(fund=False)
def add(
    act: Act,
    *,
    username: str,
    display_name: str,
    phone: str,
    is_operator: bool,
    as_json: bool,
) -> None:
    """Make an account.  The first one of a machine needs no --as."""
    answer = actions.add_user(
        act,
        username=username,
        display_name=display_name,
        password_hash=actions.new_password_hash(door.new_password_of(username)),
        phone=phone,
        is_operator=is_operator or act.user_id is None,
    )
    door.tell(answer, as_json=as_json, text=f"เพิ่มผู้ใช้ {username} แล้ว")


@user.command("reset")
@click.argument("username")
@door.writer(fund=False, keeper=True)
def reset(act: Act, *, username: str, as_json: bool) -> None:
    """Set a forgotten password anew: as the machine's operator, or a fund's chair."""
    answer = actions.reset_password(
        act,
        username=username,
        password_hash=actions.new_password_hash(door.new_password_of(username)),
    )
    door.tell(answer, as_json=as_json, text=f"ตั้งรหัสผ่านใหม่ของ {username} แล้ว")


@user.command("password")
@door.writer(fund=False)
def password(act: Act, *, as_json: bool) -> None:
    """Change one's own password: --as USER with the old one, then the new one."""
    answer = actions.change_own_password(
        act,
        password_hash=actions.new_password_hash(door.new_password_of(_own_name(act))),
    )
    door.tell(answer, as_json=as_json, text="เปลี่ยนรหัสผ่านแล้ว")


def _own_name(act: Act) -> str:
    """What the user signs in as; `act.user_name` is what people call them."""
    user = User.objects.filter(pk=act.user_id or 0).first()
    return user.username if user else ""


@user.command("list")
@door.json_option
def list_users(*, as_json: bool) -> None:
    """Accounts with their duties; no secrets."""
    make_ready()
    found: list[dict[str, Any]] = [
        {
            "username": one.username,
            "name": one.display_name,
            "active": one.is_active,
            "operator": one.is_operator,
            "duties": [
                {
                    "id": grant.public_id.hex,
                    "fund": grant.fund.code,
                    "role": grant.role,
                    "branch": grant.branch.label() if grant.branch else None,
                    "person": grant.person.full_name() if grant.person else None,
                    "from": grant.from_date,
                    "until": grant.until_date,
                }
                for grant in one.grants.select_related(
                    "fund", "branch", "person"
                ).order_by("pk")
            ],
        }
        for one in User.objects.order_by("username")
    ]
    lines = []
    for one in found:
        lines.append(f"{one['username']}  {one['name']}")
        lines += [
            f"    {duty['fund']} {Role(duty['role']).label}  {duty['id']}"
            for duty in one["duties"]
        ]
    door.tell(found, as_json=as_json, text="\n".join(lines) or "ยังไม่มีผู้ใช้")


@user.command("grant")
@click.argument("username")
@click.argument("role", type=click.Choice(Role.values))
@click.option("--from", "from_date", type=DAY, help="First day; today if not given.")
@click.option(
    "--until", "until_date", type=DAY, help="First day without it: it ends by itself."
)
@click.option("--village", help="For one village alone: its number, name or id.")
@click.option("--member", help="Who the user is in the register: a member number.")
@door.writer()
def grant(
    act: Act,
    *,
    username: str,
    role: str,
    from_date: date | None,
    until_date: date | None,
    village: str | None,
    member: str | None,
    as_json: bool,
) -> None:
    """Give a duty in a fund; with --until it is a delegation that ends by itself."""
    branch = find_branch(act.fund_id, village) if village else None
    person = find_member(act.fund_id, member).person if member else None
    answer = actions.grant_role(
        act,
        username=username,
        role=role,
        from_date=from_date or act.today,
        until_date=until_date,
        branch_id=branch.pk if branch else None,
        person_id=person.pk if person else None,
    )
    label = Role(role).label
    door.tell(
        answer,
        as_json=as_json,
        text=f"{username} เป็น{label}แล้ว  (รหัสหน้าที่ {answer['grant']})",
    )


@user.command("end-duty")
@click.argument("grant_id", metavar="DUTY")
@click.option("--on", "until_date", type=DAY, help="First day without it; today.")
@door.writer()
def end_duty(
    act: Act, *, grant_id: str, until_date: date | None, as_json: bool
) -> None:
    """End a duty, named by the id that `user list` shows.  The last chair stays."""
    answer = actions.end_role(
        act, grant=given_id(grant_id).hex, until_date=until_date or act.today
    )
    door.tell(answer, as_json=as_json, text="สิ้นสุดหน้าที่แล้ว")


commands = [user]

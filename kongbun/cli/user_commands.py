"""`kongbun user`: accounts, and a forgotten password set anew without mail."""

from __future__ import annotations

from typing import Any

import click

from kongbun.access import actions
from kongbun.access.models import User
from kongbun.cli import door
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
@door.writer(fund=False)
def reset(act: Act, *, username: str, as_json: bool) -> None:
    """Set a forgotten password anew: as the machine's operator, or a fund's chair."""
    answer = actions.reset_password(
        act,
        username=username,
        password_hash=actions.new_password_hash(door.new_password_of(username)),
    )
    door.tell(answer, as_json=as_json, text=f"ตั้งรหัสผ่านใหม่ของ {username} แล้ว")


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
                f"{grant.fund.code}:{grant.role}"
                for grant in one.grants.select_related("fund").order_by("pk")
            ],
        }
        for one in User.objects.order_by("username")
    ]
    lines = [
        f"{one['username']}\t{one['name']}\t{' '.join(one['duties'])}" for one in found
    ]
    door.tell(found, as_json=as_json, text="\n".join(lines) or "ยังไม่มีผู้ใช้")


commands = [user]

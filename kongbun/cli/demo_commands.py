"""`kongbun demo`: the made-up fund, loaded once and served."""

from __future__ import annotations

from typing import Any

import click
from django.conf import settings

from kongbun.access.models import Role
from kongbun.cli import door, server
from kongbun.cli.ready import make_ready, refuse_unprotected
from kongbun.cli.server_commands import refuse_a_port_in_use
from kongbun.demo import build, story
from kongbun.kernel.thai_date import short

HOST = "127.0.0.1"


@click.command("demo")
@click.option("--port", type=click.IntRange(1, 65535), help="Default: KONGBUN_PORT.")
@click.option("--no-serve", is_flag=True, help="Load the fund and stop.")
@door.json_option
def demo(*, port: int | None, no_serve: bool, as_json: bool) -> None:
    """Load the demo fund where there is none, say who can sign in, and serve it.

    The same fund every time.  It never goes into a database with a real fund.
    """
    chosen = port or settings.ENV.port
    stops = no_serve or as_json
    if not stops:
        refuse_a_port_in_use(HOST, chosen)
    make_ready()
    refuse_unprotected()
    if not as_json:
        click.echo("กำลังเตรียมกองทุนสาธิต ครั้งแรกใช้เวลาไม่ถึงสองนาที", err=True)
    loaded = build.load()
    told: dict[str, Any] = {
        "fund": story.CODE,
        "today": story.TODAY.isoformat(),
        "loaded": loaded,
        "address": f"http://{HOST}:{chosen}",
        "password": story.PASSWORD,
        "users": [
            {"username": name, "name": shown, "fund": fund, "duty": duty}
            for name, shown, fund, duty in _users()
        ],
    }
    door.tell(told, as_json=as_json, text=_words(told))
    if not stops:
        server.serve(host=HOST, port=chosen)


def _users() -> list[tuple[str, str, str, str]]:
    listed = []
    for name, shown, role, moo in story.USERS:
        duty = str(Role(role).label) + (f" หมู่ {moo}" if moo else "")
        listed.append((name, shown, story.CODE, duty))
    name, shown = story.OUTSIDER
    listed.append((name, shown, story.OTHER_CODE, "เหรัญญิกของอีกกองทุน ไม่เห็นกองทุนนี้"))
    # Two funds share the machine, so a copy of all of it is for who keeps it.
    name, shown = story.KEEPER
    listed.append((name, shown, "", "ตั้งกองทุนใหม่ และสำรองข้อมูลของทั้งเครื่อง"))
    return listed


def _words(told: dict[str, Any]) -> str:
    lines = [
        f"{story.NAME} ({story.CODE}) วันในเรื่อง {short(story.TODAY)}",
        f"เปิดที่ {told['address']}  รหัสผ่านของทุกคน {story.PASSWORD}",
        "",
    ]
    lines += [
        f"  {one['username']:<10}{one['name']}  {one['duty']}" for one in told["users"]
    ]
    return "\n".join(lines)


commands = [demo]

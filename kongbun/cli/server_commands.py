"""`kongbun serve` and `kongbun migrate`: what runs the machine."""

from __future__ import annotations

import socket

import click
from django.conf import settings
from django.core.management import call_command

from kongbun.cli import server
from kongbun.cli.ready import make_ready
from kongbun.cli.stop import CannotGoOn


@click.command("serve")
@click.option("--host", default="127.0.0.1", show_default=True)
@click.option("--port", type=click.IntRange(1, 65535), help="Default: KONGBUN_PORT.")
def serve(*, host: str, port: int | None) -> None:
    """Serve the pages until Ctrl-C; refuses while the books are not protected."""
    make_ready()
    chosen = port or settings.ENV.port
    refuse_a_port_in_use(host, chosen)
    click.echo(f"กองบุญเปิดแล้วที่ http://{host}:{chosen}  (หยุดด้วย Ctrl-C)")
    server.serve(host=host, port=chosen)


def refuse_a_port_in_use(host: str, port: int) -> None:
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    with socket.socket(family) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, port))
        except OSError as error:
            raise CannotGoOn(
                f"{host}:{port} cannot be used ({error.strerror}): "
                "choose another with KONGBUN_PORT or --port"
            ) from None


@click.command("migrate")
def migrate() -> None:
    """Bring the database to this version, triggers and grants included."""
    call_command("migrate", verbosity=0, interactive=False)
    click.echo("ฐานข้อมูลเป็นรุ่นปัจจุบันแล้ว")


commands = [serve, migrate]

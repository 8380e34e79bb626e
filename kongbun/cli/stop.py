"""What stops a command although the call was right: exit 1, one line, no traceback."""

from __future__ import annotations

from typing import IO, Any

import click


class CannotGoOn(click.ClickException):
    """Something about this machine is in the way: its database, a port, a file."""

    exit_code = 1

    def show(self, file: IO[Any] | None = None) -> None:  # noqa: ARG002 -- click's
        click.echo(f"kongbun: {self.message}", err=True)

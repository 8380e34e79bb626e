"""The command `kongbun`: finds the commands, and turns what went wrong into words.

Each module `kongbun/cli/*_commands.py` lists its own in `commands`.  Exit codes:
0 all well, 1 findings or a refusal, 2 a wrong call.  Never a traceback for something
a user may do.
"""

from __future__ import annotations

import json
import os
import pkgutil
import sys
from collections.abc import Sequence
from importlib import import_module

import click

import kongbun
import kongbun.cli
from kongbun.cli.stop import CannotGoOn
from kongbun.kernel.refusal import Refused

# These decide from files alone: they start without Django and without a database.
WITHOUT_DJANGO = ("rules_commands",)
SUFFIX = "_commands"


def set_up() -> None:
    """Make Django ready; it opens no database by itself."""
    import django  # noqa: PLC0415 -- `kongbun decide` starts without it
    from django.apps import apps  # noqa: PLC0415

    if not apps.ready:
        os.environ.setdefault("DJANGO_SETTINGS_MODULE", "kongbun.config.settings")
        django.setup()


class Kongbun(click.Group):
    """The commands of every module, looked for only when one is wanted."""

    # Click hands a context to both; what there is depends on none.
    def list_commands(self, ctx: click.Context) -> list[str]:  # noqa: ARG002
        self._load(_modules())
        return sorted(self.commands)

    def get_command(
        self,
        ctx: click.Context,  # noqa: ARG002
        cmd_name: str,
    ) -> click.Command | None:
        plain = [name for name in _modules() if name in WITHOUT_DJANGO]
        self._load(plain)
        # A name may be a group that other modules add to.
        if cmd_name not in self.commands or isinstance(
            self.commands[cmd_name], click.Group
        ):
            self._load(_modules())
        return self.commands.get(cmd_name)

    def _load(self, names: Sequence[str]) -> None:
        for name in names:
            if name not in WITHOUT_DJANGO:
                set_up()
            module = import_module(f"kongbun.cli.{name}")
            for command in module.commands:
                assert command.name, f"{name}: a command without a name"
                self._add(command.name, command)

    def _add(self, name: str, command: click.Command) -> None:
        known = self.commands.get(name)
        if isinstance(known, click.Group) and isinstance(command, click.Group):
            known.commands.update(command.commands)
            return
        assert known is None or known is command, f"two commands named {name}"
        self.add_command(command)


def _modules() -> list[str]:
    return sorted(
        found.name
        for found in pkgutil.iter_modules(kongbun.cli.__path__)
        if found.name.endswith(SUFFIX)
    )


@click.group(cls=Kongbun, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(version=kongbun.__version__)
def kongbun_command() -> None:
    """กองบุญ: books, members and benefits of a community welfare fund."""


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one command; the exit code is the answer."""
    if not __debug__:
        click.echo("kongbun: run without -O: assertions guard the books", err=True)
        return 2
    asked = list(sys.argv[1:] if arguments is None else arguments)
    try:
        code = kongbun_command.main(asked, prog_name="kongbun", standalone_mode=False)
    except click.ClickException as wrong:
        wrong.show()
        return 1 if isinstance(wrong, CannotGoOn) else 2
    except click.Abort:
        click.echo("kongbun: stopped; nothing more was done", err=True)
        return 1
    except Refused as refused:
        show_refusal(refused, as_json="--json" in asked)
        return 1
    except BrokenPipeError:
        # The reader has seen enough (`kongbun … | head`).
        sys.stderr.close()
        return 0
    return code if isinstance(code, int) else 0


def show_refusal(refused: Refused, *, as_json: bool) -> None:
    """Every reason with its remedy; as JSON where JSON was asked for."""
    if as_json:
        click.echo(json.dumps(refused.as_json(), ensure_ascii=False))
        return
    for reason in refused.reasons:
        place = ""
        if reason.row is not None:
            place = f"แถว {reason.row}"
            place += f" ช่อง {reason.column}: " if reason.column else ": "
        click.echo(f"{place}{reason.message()}", err=True)
        click.echo(f"  {reason.remedy()}", err=True)


if __name__ == "__main__":
    sys.exit(main())

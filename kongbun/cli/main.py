"""The command `kongbun`: finds the commands, and turns what went wrong into words.

Each module `kongbun/cli/*_commands.py` lists its own in `commands`, and `table` says
where each is.  Exit codes: 0 all well, 1 findings or a refusal, 2 a wrong call.  Never
a traceback for something a user may do.
"""

from __future__ import annotations

import errno
import io
import json
import os
import sys
from collections.abc import Iterable, Sequence
from contextlib import suppress
from importlib import import_module
from typing import Any

import click

import kongbun
from kongbun.cli.files import REASONS
from kongbun.cli.stop import CannotGoOn
from kongbun.cli.table import MODULES
from kongbun.kernel.bad_input import shown
from kongbun.kernel.refusal import RefusalCode, Refused
from kongbun.store import trouble

# These decide from files alone: they start without Django and without a database.
WITHOUT_DJANGO = ("rules_commands",)


def set_up() -> None:
    """Make Django ready; it opens no database by itself."""
    import django  # noqa: PLC0415 -- `kongbun decide` starts without it
    from django.apps import apps  # noqa: PLC0415

    if not apps.ready:
        os.environ.setdefault("DJANGO_SETTINGS_MODULE", "kongbun.config.settings")
        django.setup()


class NobodyReads(Exception):  # noqa: N818 -- `kongbun … | head` is no error
    """The reader has seen enough; of a broken pipe click would make exit code 1."""


class Kongbun(click.Group):
    """The commands of every module, looked for only when one is wanted."""

    # Click hands a context to both; what there is depends on none.
    def list_commands(self, ctx: click.Context) -> list[str]:  # noqa: ARG002
        self._load(module for modules in MODULES.values() for module in modules)
        return sorted(self.commands)

    def get_command(
        self,
        ctx: click.Context,  # noqa: ARG002
        cmd_name: str,
    ) -> click.Command | None:
        self._load(MODULES.get(cmd_name, ()))
        return self.commands.get(cmd_name)

    def invoke(self, ctx: click.Context) -> Any:
        try:
            return super().invoke(ctx)
        except BrokenPipeError:
            _stop_telling()
            raise NobodyReads from None

    def _load(self, names: Iterable[str]) -> None:
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


@click.group(cls=Kongbun, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(version=kongbun.__version__)
def kongbun_command() -> None:
    """กองบุญ: books, members and benefits of a community welfare fund."""


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one command; the exit code is the answer."""
    if not __debug__:
        click.echo("kongbun: run without -O: assertions guard the books", err=True)
        return 2
    for stream in (sys.stdout, sys.stderr):
        # A name in an encoding we do not know is shown, and no error of ours.
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(errors="backslashreplace")
    asked = list(sys.argv[1:] if arguments is None else arguments)
    code = 0
    try:
        code, refused = _run(asked)
        if refused is not None:
            show_refusal(refused, as_json="--json" in asked)
    except BrokenPipeError:
        _stop_telling()
    except OSError as error:
        return _could_not_answer(error)
    return code


def _stop_telling() -> None:
    """What waits to be written would be tried again at the end, and complain."""
    sys.stdout = sys.stderr = io.StringIO()


def _run(asked: list[str]) -> tuple[int, Refused | None]:
    """The exit code, and what is still to be told."""
    try:
        _refuse_strange_letters(asked)
        code = kongbun_command.main(asked, prog_name="kongbun", standalone_mode=False)
    except click.ClickException as wrong:
        wrong.show()
        code = 1 if isinstance(wrong, CannotGoOn) else 2
        why = wrong.format_message()
        told = Refused(_CODES[code], why=why) if "--json" in asked else None
        return code, told
    except click.Abort:
        click.echo("kongbun: stopped; nothing more was done", err=True)
        return 1, Refused(RefusalCode.STOPPED) if "--json" in asked else None
    except Refused as refused:
        return 1, refused
    except NobodyReads:
        return 0, None
    except trouble.errors() as error:
        if (found := trouble.of(error)) is None:
            raise
        return 1, trouble.refusal(found)
    return code if isinstance(code, int) else 0, None


def _could_not_answer(error: OSError) -> int:
    """Where the answer goes is full; what was asked may have been done."""
    if trouble.of(error) is None:
        raise error
    why = REASONS.get(error.errno or 0, REASONS[errno.ENOSPC])
    click.echo(f"kongbun: เขียนคำตอบไม่ได้: {why}", err=True)
    click.echo("  ดูก่อนว่าที่สั่งไว้เกิดผลแล้วหรือยัง แล้วจึงสั่งใหม่", err=True)
    with suppress(OSError):  # What waits there would be written again at the end.
        sys.stdout.close()
    return 1


def _refuse_strange_letters(asked: Sequence[str]) -> None:
    """Bytes that are no UTF-8 may name a file of this machine, and nothing else."""
    for text in asked:
        try:
            text.encode()
        except UnicodeEncodeError:
            if not os.path.lexists(text):
                why = f"อ่าน {shown(text)} ไม่ได้ ใช้ตัวอักษรแบบ UTF-8"
                raise Refused(RefusalCode.UNREADABLE, why=why) from None


_CODES = {1: RefusalCode.CANNOT_GO_ON, 2: RefusalCode.WRONG_CALL}


def _json(refused: Refused) -> str:
    return json.dumps(refused.as_json(), ensure_ascii=False)


def show_refusal(refused: Refused, *, as_json: bool) -> None:
    """Every reason with its remedy; as JSON where JSON was asked for."""
    if as_json:
        click.echo(_json(refused))
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

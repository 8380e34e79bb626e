"""docs/cli.md, made from the commands' own help.  Not a test: `test_docs` compares."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import click

from kongbun.cli.main import kongbun_command

PAGE = Path(__file__).resolve().parent.parent / "docs" / "cli.md"
WIDTH = 88

INTRODUCTION = """\
# The command line

Made from the commands' own help by `make golden`; do not edit.

`kongbun` is in `.venv/bin` after `make demo` or `make test`.

**Exit codes.** 0 all well; 1 findings, a refusal, or a machine that cannot go on; 2 a
wrong call. A mistake of the user never ends in a traceback.

**JSON.** With `--json` a command prints one JSON document on standard output and
nothing else (`bench`: one a line). Amounts are whole satang, days are `YYYY-MM-DD`.
A refusal is

```json
{"refused": [{"code": "not-found", "message": "…", "remedy": "…",
              "facts": {}, "row": null, "column": null}]}
```

Every code stands in [errors.md](errors.md). A wrong call (exit 2) has the same shape,
with the code `wrong-call`.

**Who acts.** A command that changes something needs `--as USER`. The password is asked
for, or read from the file named by `KONGBUN_PASSWORD_FILE`: one password, or lines
`USER:PASSWORD` (and `new:USER:PASSWORD` for one to be set). It is never an argument,
since the shell keeps those. Maker and checker are two users here as on the pages.

**Once.** `--command-id UUID` makes a repeat harmless: the same id with the same content
gets the same answer and has no second effect.

**What people type.** Amounts are read as on the pages (`1,250.50`, Thai digits), days
as `20/11/2569`, `20 พ.ย. 2569` or `2026-11-20`.
"""


def commands(
    command: click.Command = kongbun_command, path: tuple[str, ...] = ("kongbun",)
) -> Iterator[tuple[str, click.Context]]:
    """Each command with its full name, groups before what is in them."""
    context = click.Context(
        command,
        info_name=" ".join(path),
        max_content_width=WIDTH,
        terminal_width=WIDTH,
        help_option_names=["-h", "--help"],
    )
    yield " ".join(path), context
    if isinstance(command, click.Group):
        for name in command.list_commands(context):
            inner = command.get_command(context, name)
            assert inner is not None
            yield from commands(inner, (*path, name))


def page() -> str:
    parts = [INTRODUCTION]
    for name, context in commands():
        text = context.command.get_help(context).rstrip()
        parts.append(f"## {name}\n\n```text\n{text}\n```\n")
    return "\n".join(parts)

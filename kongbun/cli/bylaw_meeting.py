"""The options that tell of the meeting which adopted a by-law."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import click

from kongbun.cli.given import DAY, TEXT

Body = Callable[..., Any]
COUNTS = (
    ("--for", "votes_for", "Votes for it."),
    ("--against", "votes_against", "Votes against it."),
    ("--abstained", "votes_abstained", "Who did not vote."),
    ("--present", "members_present", "Members who came."),
    ("--entitled", "members_entitled", "Members who may vote."),
    ("--quorum", "quorum", "How many must come, by the fund's own rules."),
)


def meeting_options(*, required: bool) -> Callable[[Body], Body]:
    """`required`: all of them; else only which meeting it was, and when."""

    def wrap(body: Body) -> Body:
        body = click.option(
            "--certified-on", type=DAY, required=required, help="On which day."
        )(body)
        body = click.option(
            "--certified-by",
            type=TEXT,
            required=required,
            default=None if required else "",
            help="Who certifies the resolution.",
        )(body)
        for option, name, told in reversed(COUNTS):
            body = click.option(
                option, name, type=click.IntRange(0), required=required, help=told
            )(body)
        body = click.option(
            "--meeting", type=TEXT, required=True, help="Which meeting adopted it."
        )(body)
        return click.option(
            "--adopted-on", type=DAY, required=True, help="Day of the meeting."
        )(body)

    return wrap

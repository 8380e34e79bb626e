"""`kongbun simulate`: random lives of a made-up fund, each checked step by step."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import click

import kongbun
from kongbun.cli import door
from kongbun.simulation.regressions import keep
from kongbun.simulation.run import Report, simulator
from kongbun.simulation.sabotage import SABOTAGES

STEPS = 300
# Beside the program, when it runs from its repository.
REPOSITORY = Path(kongbun.__file__).resolve().parent.parent
KEPT = REPOSITORY / "tests" / "simulation" / "seeds"


class Seeds(click.ParamType[range]):
    """`7`, or `1-200`."""

    name = "seeds"

    def convert(self, value: Any, param: Any, ctx: Any) -> range:
        first, _, last = str(value).partition("-")
        if not (first.isdecimal() and (last or first).isdecimal()):
            self.fail(f"{value} is neither a number nor A-B", param, ctx)
        if int(last or first) < int(first):
            self.fail(f"{value} goes backwards", param, ctx)
        return range(int(first), int(last or first) + 1)


@click.command("simulate")
@click.option(
    *("--seed", "--seeds", "seeds"),
    type=Seeds(),
    default="1",
    show_default=True,
    help="One seed, or several: A-B.",
)
@click.option("--steps", type=click.IntRange(1), default=STEPS, show_default=True)
@click.option(
    "--keep",
    "folder",
    type=click.Path(file_okay=False, path_type=Path),
    help="Where seeds that fail are kept. In a repository: tests/simulation/seeds.",
)
@click.option(
    "--sabotage",
    type=click.Choice(sorted(SABOTAGES)),
    metavar="BUG",
    help="Plant a bug first; the runs must find it. docs/simulate.md names them.",
)
@door.json_option
def simulate(
    *,
    seeds: range,
    steps: int,
    folder: Path | None,
    sabotage: str | None,
    as_json: bool,
) -> None:
    """Let made-up people, good and bad, run a fund, and hold it against a model.

    Each step is one command of one of them, some sent twice, late, or with the power
    cut in between. After each the program must agree with a model in plain Python:
    what is refused, every balance, every receipt number. A seed is always the same
    run. No fund of this machine is opened. Exit 1 when they disagree.
    """
    reports = []
    with simulator() as made:
        for seed in seeds:
            reports.append(made.run(seed, steps, sabotage=sabotage or ""))
            if not as_json:
                click.echo(_line(reports[-1]))
    failed = [report for report in reports if report.wrong]
    if as_json:
        told = {"runs": [one.as_json() for one in reports], "wrong": len(failed)}
        click.echo(json.dumps(told, ensure_ascii=False))
    into = folder or (KEPT if KEPT.parent.is_dir() else None)
    if into is not None and not sabotage:
        for report in failed:
            click.echo(f"kept in {keep(report, into)}", err=True)
    if failed:
        raise SystemExit(1)


def _line(report: Report) -> str:
    if report.wrong:
        return f"seed {report.seed}: wrong at step {report.at_step}\n  {report.wrong}"
    counts = ", ".join(f"{n} {what}" for what, n in report.counts.items())
    return f"seed {report.seed}: {report.steps} steps agree ({counts})"


commands: list[click.Command] = [simulate]

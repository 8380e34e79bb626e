"""`kongbun bench`: measurements of a big made-up fund and of by-laws, as JSON lines."""

from __future__ import annotations

import json
import sys

import click
from django.conf import settings

from kongbun.bench.run import COUNTRY, MEMBERS, NAMES, OF_FUND, YEARS, bench

FUND_MOST = 200_000
# What `all` means: growth alone takes longer than all the others.
USUAL = tuple(name for name in NAMES if name != "ledger-growth")


@click.command("bench")
@click.argument("names", nargs=-1, type=click.Choice([*NAMES, "all"]), required=True)
@click.option(
    "--n",
    type=click.IntRange(100, COUNTRY),
    help=f"Members: {MEMBERS:,} if not said; for `rules` 1 and 7 million.",
)
@click.option("--years", type=click.IntRange(1, 20), default=YEARS, help="Of history.")
@click.option("--json", "as_json", is_flag=True, help="One JSON document a line.")
def measure(
    names: tuple[str, ...], *, n: int | None, years: int, as_json: bool
) -> None:
    """Measure NAMES on a fund of N members; built on first use, then kept.

    Building the full fund (20,000 members, 10 years) takes some minutes and about
    1.5 GB beside the database of this machine.  Nothing of a real fund is touched.
    `rules` needs no fund: it decides over millions of made-up members.  `ledger`
    also measures PostgreSQL, in databases that it makes and drops, where DATABASE_URL
    and DATABASE_OWNER_URL name a server; `ledger-growth` takes ten million entries.
    """
    if n is not None and n > FUND_MOST and set(names) & {*OF_FUND, "all"}:
        raise click.BadParameter(f"a fund of more than {FUND_MOST:,} is not built")
    wanted = USUAL if "all" in names else tuple(dict.fromkeys(names))
    folder = settings.ENV.data_dir / "bench"
    failed = False
    for result in bench(wanted, n=n, years=years, folder=folder):
        failed = failed or "error" in result
        if as_json:
            click.echo(json.dumps(result, ensure_ascii=False))
        elif "error" in result:
            click.echo(f"{result['item']}: {result['error']}")
        else:
            click.echo(
                f"{result['item']:15} {result['seconds']:9.4f} s   "
                f"{result['per_second']:>12,.0f} a second   "
                f"{result['peak_mb']:.0f} MB"
            )
        sys.stdout.flush()
    if failed:
        raise SystemExit(1)


commands: list[click.Command] = [measure]

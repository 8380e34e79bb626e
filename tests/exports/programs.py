"""The two programs, started as an auditor starts them, and their figures as satang."""

from __future__ import annotations

import csv
import io
import os
import subprocess
from datetime import date
from decimal import Decimal
from typing import Any

from beancount import loader
from beancount.core import data, realization
from beancount.ops import summarize

UNIT = "THB"


def satang(text: str) -> int:
    """Of an amount as they print it: "-30.00 THB", or "0" for nothing."""
    hundredths = Decimal(text.removesuffix(f" {UNIT}")).scaleb(2)
    assert hundredths == int(hundredths), text
    return int(hundredths)


class Hledger:
    """The real `hledger` over one journal."""

    # Members' contributions as those of the whole account, or of each member, whose
    # account is another then than the one that was asserted.
    WHOLE = ("--alias", r"/^(income:[^:]+):.+$/=\1")
    EACH = ("--alias", r"/^income:[^:]+:(.+)$/=member:\1", "--ignore-assertions")

    def __init__(self, journal: str) -> None:
        self.journal = journal

    def run(self, *asked: str) -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            ["hledger", "-f", "-", *asked],
            input=self.journal,
            env={**os.environ, "LC_ALL": "C.UTF-8"},
            capture_output=True,
            encoding="utf-8",
            check=False,
        )

    def complaint(self) -> str:
        """What it finds wrong; nothing for a sound journal."""
        told = self.run("check", "-s", "ordereddates")
        assert (told.returncode == 0) == (not told.stderr), told
        return told.stderr

    def _rows(self, *asked: str) -> list[list[str]]:
        told = self.run(*asked, "--output-format", "csv")
        assert told.returncode == 0, told.stderr
        return list(csv.reader(io.StringIO(told.stdout)))

    def balances(self) -> dict[str, int]:
        rows = self._rows("balance", "--flat", "--no-total", "--empty", *self.WHOLE)
        return {code: satang(told) for code, told in rows[1:]}

    def members(self) -> dict[str, int]:
        """Satang each member paid in, by key."""
        rows = self._rows("balance", "--flat", "--no-total", "^member:", *self.EACH)
        return {code.partition(":")[2]: -satang(told) for code, told in rows[1:]}

    def for_purposes(self, first: date, until: date) -> dict[str, int]:
        """What was given for purposes and, below zero, what they paid, by account."""
        rows = self._rows(
            *("balance", "--flat", "--no-total", "^restricted:", "--pivot", "for"),
            *("tag:for", "--begin", first.isoformat(), "--end", until.isoformat()),
        )
        return {code: satang(told) for code, told in rows[1:]}

    def income_statement(self, first: date, until: date) -> dict[str, int]:
        """Income and expenditure of the days before `until`, both above zero."""
        rows = self._rows(
            *("incomestatement", "--flat", "--no-total", *self.WHOLE),
            *("--begin", first.isoformat(), "--end", until.isoformat()),
        )
        return {
            code: satang(told)
            for code, told, *_ in rows[2:]
            if code.startswith(("income:", "expense:"))
        }


class Beancount:
    """The real beancount over one file."""

    def __init__(self, text: str) -> None:
        self.entries, self.errors, self.options = loader.load_string(text)
        self.opened = {
            entry.account: entry.meta
            for entry in self.entries
            if isinstance(entry, data.Open)
        }

    def complaint(self) -> str:
        return "\n".join(str(error.message) for error in self.errors)

    def _stands(self, entries: Any) -> dict[str, int]:
        """Satang in each account that was opened, without those below it."""
        root = realization.realize(entries)  # type: ignore[no-untyped-call]
        found = {}
        for account in self.opened:
            one = realization.get(root, account)  # type: ignore[no-untyped-call]
            units = one.balance.get_currency_units(UNIT) if one is not None else None
            found[account] = satang(str(units.number)) if units is not None else 0
        return found

    def _by_code(self, entries: Any) -> dict[str, int]:
        sums: dict[str, int] = {}
        for account, stands in self._stands(entries).items():
            meta = self.opened[account]
            whole = account if "code" in meta else account.rpartition(":")[0]
            code = self.opened[whole]["code"]
            sums[code] = sums.get(code, 0) + stands
        return sums

    def balances(self) -> dict[str, int]:
        return self._by_code(self.entries)

    def members(self) -> dict[str, int]:
        sums: dict[str, int] = {}
        for account, stands in self._stands(self.entries).items():
            if "member" in self.opened[account]:
                key = account.rpartition(":")[2]
                sums[key] = sums.get(key, 0) - stands
        return sums

    def income_statement(self, first: date, until: date) -> dict[str, int]:
        """Its own closing of the time before: what is left is the span's."""
        clamped, _ = summarize.clamp_opt(self.entries, first, until, self.options)
        return {
            code: -stands if code.startswith("income:") else stands
            for code, stands in self._by_code(clamped).items()
            if stands and code.startswith(("income:", "expense:"))
        }

    def for_purposes(self, first: date, until: date) -> dict[str, int]:
        """What was given for purposes and, below zero, what they paid, by account."""
        sums: dict[str, int] = {}
        for entry in self.entries:
            if isinstance(entry, data.Transaction) and first <= entry.date < until:
                for one in entry.postings:
                    if one.meta and "for" in one.meta and one.units is not None:
                        code = one.meta["for"]
                        moved = satang(str(one.units.number))
                        sums[code] = sums.get(code, 0) + moved
        return sums

"""Works out the formulas of a workbook from its cells alone.

A second reader of the few functions our sheets use: ROUND, SUM, SUMIFS, MAX and IF.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from decimal import ROUND_HALF_UP, Decimal
from io import BytesIO
from typing import Any

import openpyxl
from openpyxl.utils import range_boundaries

CELL = re.compile(
    r"(?P<text>\"[^\"]*\")|(?:'(?P<sheet>[^']+)'!)?"
    r"(?P<cells>\$?[A-Z]{1,3}\$?[0-9]+(?::\$?[A-Z]{1,3}\$?[0-9]+)?)(?![0-9A-Z(])"
)


class Workbook:
    """Cells by sheet; what a formula comes to is worked out and never read."""

    def __init__(self, content: bytes) -> None:
        self.book = openpyxl.load_workbook(BytesIO(content))
        self.kept = openpyxl.load_workbook(BytesIO(content), data_only=True)
        self._found: dict[tuple[str, str], Any] = {}

    def formulas(self) -> Iterator[tuple[str, str]]:
        """Where formulas stand: (sheet, cell)."""
        for sheet in self.book:
            for row in sheet:
                for cell in row:
                    if cell.data_type == "f":
                        yield sheet.title, cell.coordinate

    def kept_value(self, sheet: str, at: str) -> Any:
        """What was written beside a formula."""
        return _exact(self.kept[sheet][at].value)

    def value(self, sheet: str, at: str) -> Any:
        at = at.replace("$", "")
        if (sheet, at) not in self._found:
            cell = self.book[sheet][at]
            self._found[sheet, at] = (
                self._work_out(sheet, str(cell.value))
                if cell.data_type == "f"
                else _exact(cell.value)
            )
        return self._found[sheet, at]

    def change(self, sheet: str, at: str, value: Any) -> None:
        self.book[sheet][at].value = value
        self._found.clear()

    def _work_out(self, sheet: str, formula: str) -> Any:
        def read(found: re.Match[str]) -> str:
            if found["text"]:
                return found["text"]
            kind = "cells" if ":" in found["cells"] else "cell"
            return f"{kind}({found['sheet'] or sheet!r}, {found['cells']!r})"

        text = CELL.sub(read, formula.removeprefix("=")).replace(")=0,", ")==0,")
        names = {
            "cell": self.value,
            "cells": self._cells,
            "ROUND": _round,
            "SUM": lambda cells: sum(filter(None, cells), Decimal()),
            "SUMIFS": _sumifs,
            "MAX": max,
            "IF": lambda holds, yes, no: yes if holds else no,
        }
        return eval(text, {"__builtins__": {}}, names)  # noqa: S307 -- formulas of our own

    def _cells(self, sheet: str, area: str) -> list[Any]:
        first, top, last, bottom = range_boundaries(area.replace("$", ""))
        assert first == last, "our ranges are columns"
        column = openpyxl.utils.get_column_letter(first)
        return [self.value(sheet, f"{column}{row}") for row in range(top, bottom + 1)]


def _exact(value: Any) -> Any:
    return Decimal(str(value)) if isinstance(value, int | float) else value


def _round(value: Any, digits: int) -> Decimal:
    return Decimal(value).quantize(Decimal(1).scaleb(-digits), ROUND_HALF_UP)


def _sumifs(summed: list[Any], *asked: Any) -> Decimal:
    """Pairs of a column and what it has to be, as a spreadsheet compares text."""
    pairs = [(asked[at], asked[at + 1]) for at in range(0, len(asked), 2)]
    return sum(
        (
            value
            for row, value in enumerate(summed)
            if all(column[row] == wanted for column, wanted in pairs)
        ),
        Decimal(),
    )

"""The bundle of by-laws that are wrong: each case as bytes, and what is said of it.

A case is a row of `bylaws/*.yaml`: its `name`, what it `tries`, how `good-bylaw.yaml`
is changed for it (`change`, `cut` and `add`, `repeat`) or a whole `text`, and how it is
saved (`encoding`).  Then what must be said: `code` with `line` and `clause`, as errors
or as `severity`; or `accepted: yes`, where docs say that it may be so written.
"""

from __future__ import annotations

import codecs
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import yaml

from kongbun.rules.file_text import text_of
from kongbun.rules.finding import Finding, findings_of
from kongbun.rules.lint import lint
from kongbun.rules.read_yaml import read_bylaw
from kongbun.rules.yaml_tree import Unreadable

HERE = Path(__file__).parent
FILES = sorted((HERE / "bylaws").glob("*.yaml"))
GOOD = (HERE / "good-bylaw.yaml").read_text("utf-8")
FILE = "ร่าง.yaml"


@dataclass(frozen=True, slots=True)
class Case:
    """One wrong by-law, and what must be said of it."""

    file: str
    name: str
    row: Mapping[str, Any]

    @property
    def codes(self) -> set[str]:
        return set(self.row.get("code", ()))

    @property
    def accepted(self) -> bool:
        return "accepted" in self.row

    @property
    def is_refused(self) -> bool:
        """Whether it must be refused; else something milder is said, or nothing."""
        return not self.accepted and "severity" not in self.row

    def data(self) -> bytes:
        return saved(self.text(), self.row.get("encoding", "utf-8"))

    def text(self) -> str:
        text = str(self.row.get("text", GOOD))
        for old, new in self.row.get("change", {}).items():
            assert old in text, f"{self.name}: {old!r} is not in the good by-law"
            text = text.replace(old, new, 1)
        if "cut" in self.row:
            text = text[: text.index(self.row["cut"])] + self.row["add"]
        if "repeat" in self.row:
            text = repeated(text, **self.row["repeat"])
        return text

    def findings(self) -> list[Finding]:
        """What reading and the linter say of it."""
        try:
            law = read_bylaw(text_of(self.data(), file=FILE), file=FILE)
        except Unreadable as unreadable:
            return findings_of(unreadable)
        return lint(law)


def repeated(
    text: str, *, find: str, by: str, times: int, before: str, after: str
) -> str:
    """`find` gives way to `before`, so many times `by` (`{n}` counts), and `after`."""
    assert find in text, find
    many = "".join(by.replace("{n}", str(n)) for n in range(1, times + 1))
    return text.replace(find, before + many + after, 1)


def saved(text: str, encoding: str) -> bytes:  # noqa: PLR0911 -- one a kind
    match encoding:
        case "crlf":
            return text.replace("\n", "\r\n").encode()
        case "cr":
            return text.replace("\n", "\r").encode()
        case "cp874-bom":
            return codecs.BOM_UTF8 + text.encode("cp874")
        case "png":
            return b"\x89PNG\r\n\x1a\n" + bytes(range(256)) * 4
        case "zip":
            return b"PK\x03\x04\x14\x00\x06\x00\x08\x00" + bytes(range(255, -1, -1))
        case "cut":
            data = text.encode()
            return data[: data.index("ข้อ 7".encode()) + 1]
        case _:
            return text.encode(encoding)


@cache
def cases() -> tuple[Case, ...]:
    return tuple(
        Case(file.stem, str(row["name"]), row)
        for file in FILES
        for row in yaml.safe_load(file.read_text("utf-8"))
    )

"""What is said of by-law files and facts: golden files beside those of refusals.

One file a code, under `bylaw/` and `facts/`: each line a wrong input of the tests and
the sentence it gets.  `make golden` writes them; read what it changed.
"""

from __future__ import annotations

import ast
import json
import re
import tempfile
from collections.abc import Iterator
from pathlib import Path

from kongbun.cli.facts_files import read_facts
from kongbun.cli.rules_commands import asked_of
from kongbun.rules.facts_text import BadFacts
from kongbun.rules.read_yaml import read_bylaw
from kongbun.rules.yaml_tree import Unreadable
from tests.rules.laws import BYLAWS, law
from tests.rules.test_read_yaml import WRONG
from tests.rules.test_rules_commands import ROW, WRONG_CELLS, WRONG_FILES

GOLDEN = Path(__file__).parent
KONGBUN = GOLDEN.parents[1] / "kongbun"
SAYS = {"fault", "Fault", "_bad", "note", "FactProblem", "Problem", "_note_rows"}
CODE = re.compile(r"[a-z]+(-[a-z0-9]+)+")
SOURCES = {
    "bylaw": [
        *sorted((KONGBUN / "rules").glob("read*.py")),
        KONGBUN / "rules" / "yaml_tree.py",
    ],
    "facts": [
        KONGBUN / "rules" / "facts_cells.py",
        KONGBUN / "rules" / "facts_text.py",
        KONGBUN / "cli" / "facts_files.py",
        KONGBUN / "cli" / "rules_commands.py",
    ],
}
# Said of files too large, or made by another program, for a line of a golden file.
ELSEWHERE = {"bylaw": set[str](), "facts": {"bad-type", "not-csv"}}


def files() -> dict[str, str]:
    """Every golden file: its name under `tests/errors`, and what it says."""
    found: dict[str, list[str]] = {}
    for kind, said in (("bylaw", _of_bylaws()), ("facts", _of_facts())):
        for given, code, message in said:
            text = f"given {given}\nth    {message}\n"
            lines = found.setdefault(f"{kind}/{code}.txt", [f"code  {code}\n"])
            if text not in lines:
                lines.append(text)
    return {name: "\n".join(lines) for name, lines in sorted(found.items())}


def _of_bylaws() -> Iterator[tuple[str, str, str]]:
    for text, code in WRONG:
        try:
            read_bylaw(text, file="x.yaml")
        except Unreadable as unreadable:
            for problem in unreadable.problems:
                if problem.code == code:
                    # The end of a file has a number too, and no text.
                    line = [*text.splitlines(), "", ""][problem.line - 1]
                    yield _short(line.strip()), code, problem.message


def _of_facts() -> Iterator[tuple[str, str, str]]:
    with tempfile.TemporaryDirectory() as folder:
        for given, code in WRONG_CELLS:
            file = Path(folder) / "facts.json"
            file.write_text(json.dumps([ROW | given]), encoding="utf-8")
            yield from _told(file, json.dumps(given), code)
        for text, name, code in WRONG_FILES:
            file = Path(folder) / name
            file.write_text(text, encoding="utf-8")
            yield from _told(file, text, code)


def _told(file: Path, given: str, code: str) -> Iterator[tuple[str, str, str]]:
    try:
        columns, benefits = read_facts(file)
        asked_of(law(BYLAWS / "yasothon.yaml"), columns, benefits)
    except BadFacts as bad:
        for problem in bad.problems:
            if problem.code == code:
                yield _short(given), code, problem.message


def _short(text: str) -> str:
    """One line that any editor shows."""
    line = json.dumps(text, ensure_ascii=True) if not text.isprintable() else text
    return line if len(line) <= 80 else f"{line[:60]}…"


def codes(kind: str) -> set[str]:
    """Every code that the readers of this kind name themselves."""
    return {
        str(argument.value)
        for file in SOURCES[kind]
        for node in ast.walk(ast.parse(file.read_text(encoding="utf-8")))
        if isinstance(node, ast.Call) and ast.unparse(node.func).split(".")[-1] in SAYS
        for argument in node.args
        if isinstance(argument, ast.Constant) and CODE.fullmatch(str(argument.value))
    }


def write() -> list[str]:
    """Write every golden file; those that changed."""
    wanted = files()
    changed = []
    for kind in SOURCES:
        (GOLDEN / kind).mkdir(exist_ok=True)
        for file in (GOLDEN / kind).glob("*.txt"):
            if f"{kind}/{file.name}" not in wanted:
                file.unlink()
                changed.append(f"{kind}/{file.name}")
    for name, text in wanted.items():
        file = GOLDEN / name
        if not file.exists() or file.read_text(encoding="utf-8") != text:
            file.write_text(text, encoding="utf-8")
            changed.append(name)
    return changed

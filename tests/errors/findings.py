"""The catalogue of what is said of by-laws: docs/bylaw-findings.md, from the bundle.

Each code with the first by-law of `tests/badinputs/bylaws` that has it, and with what
is said of that one.  Beside it a golden file for each by-law that ships.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from kongbun.rules.finding import Finding
from kongbun.rules.lint import lint, lint_versions
from kongbun.rules.promises import Due, promise
from kongbun.rules.read_yaml import read_bylaw
from tests.badinputs.bylaw_cases import GOOD, cases
from tests.rules.laws import FILES, law

HERE = Path(__file__).resolve()
PAGE = HERE.parents[2] / "docs" / "bylaw-findings.md"
SHIPPED = HERE.parents[1] / "rules" / "findings"
WORDS = {"error": "stops an adoption", "warning": "warning", "note": "note"}


def of_the_bundle() -> Iterator[tuple[str, Finding]]:
    """What each case tries, with the findings that it is there for."""
    for case in cases():
        for finding in case.findings():
            if finding.code in case.codes:
                yield str(case.row["tries"]), finding
    yield from _of_several_versions()
    yield from _of_a_funds_figures()


def _of_several_versions() -> Iterator[tuple[str, Finding]]:
    first = "effective_from: 2025-10-01"
    until = first.replace("2025", "2024") + "\neffective_until: "
    new = read_bylaw(GOOD, file="new.yaml")
    for day, tries in (
        ("2025-10-02", "an older version that ends after the newer one begins"),
        ("2025-09-01", "an older version that ends a month before the newer begins"),
    ):
        old = read_bylaw(GOOD.replace(first, until + day), file="old.yaml")
        yield from ((tries, finding) for finding in lint_versions([old, new]))


def _of_a_funds_figures() -> Iterator[tuple[str, Finding]]:
    good = read_bylaw(GOOD, file="x.yaml")
    small, many = "a death in a fund of twenty", "many old members in a small fund"
    poor = promise(good, income_satang=7_200_00, members=20, due={})
    due = {"elder": Due(members=300, satang=60_000_00)}
    old = promise(good, income_satang=50_000_00, members=320, due=due)
    yield from ((small, finding) for finding in poor)
    yield from ((many, finding) for finding in old)


def page() -> str:
    parts = [
        "# What kongbun says of a by-law\n",
        "Made from `tests/badinputs/bylaws` by `make golden`; do not edit.  Each code "
        "is stable and stands in `kongbun bylaw check --json` with severity, clause, "
        "file, line, why and remedy.  Errors stop an adoption, warnings and notes are "
        "for the meeting to read.  What kongbun refuses elsewhere is in "
        "[errors.md](errors.md).\n",
    ]
    said: dict[str, dict[str, tuple[str, Finding]]] = {}
    severities: dict[str, set[str]] = {}
    for tries, finding in of_the_bundle():
        said.setdefault(finding.code, {}).setdefault(finding.key, (tries, finding))
        severities.setdefault(finding.code, set()).add(finding.severity.value)
    for code in sorted(said):
        told = [word for key, word in WORDS.items() if key in severities[code]]
        parts.append(f"## {code}\n\n{', '.join(told).capitalize()}.\n")
        parts += [_entry(*one) for one in said[code].values()]
    return "\n".join(parts)


def _entry(tries: str, finding: Finding) -> str:
    thai, english = finding.thai, finding.english
    remedy = "" if thai.is_whole else f"\n\n> {thai.remedy}"
    return (
        f"Tried: {tries}.\n\n"
        f"{finding.clause} {thai.what}\n\n{thai.why}{remedy}\n\n".lstrip()
        + f"{english.what}\n\n{english.why}\n\n> {english.remedy}\n"
    )


def shipped() -> dict[str, str]:
    """By the name of each by-law that ships: what is said of it, a line a finding."""
    return {
        path.stem: "".join(
            f"{f.severity.value} {f.code} line {f.line} {f.clause}: {f.thai.what}\n"
            for f in lint(law(path))
        )
        for path in FILES
    }


def write() -> list[str]:
    """Write the page and the golden files; those that changed."""
    wanted = {SHIPPED / f"{name}.txt": text for name, text in shipped().items()}
    wanted[PAGE] = page()
    changed = []
    for file in SHIPPED.glob("*.txt"):
        if file not in wanted:
            file.unlink()
            changed.append(file.name)
    for file, text in wanted.items():
        if not file.exists() or file.read_text(encoding="utf-8") != text:
            file.write_text(text, encoding="utf-8")
            changed.append(file.name)
    return changed

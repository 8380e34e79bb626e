"""Runs tests with a bug planted, in a process of their own, and judges what they say.

Red is not enough: it has to be a test's own word on what it saw, never a test that
could not begin.
"""

from __future__ import annotations

import os
import re
import subprocess
import sys
import xml.etree.ElementTree as ET
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path

from tests.sabotages.kinds import Sabotage
from tests.sabotages.planting import READY_MADE

HERE = Path(__file__).resolve().parents[2]
# A test's own word: what it asserts (one of a list, too), a refusal, or the database's
# second wall.
WORDS = re.compile(
    r"^(assert|AssertionError|Failed: |ValueError: (not enough|too many) values"
    r"|kongbun\.kernel\.refusal\.Refused|django\.db\.utils\.\w+Error"
    r"|ExceptionGroup|\w*Refused)"
)
MEANWHILE = 900


@dataclass(frozen=True, slots=True)
class Ran:
    """What became of each node id that was asked for."""

    passed: int
    failed: dict[str, str] = field(default_factory=dict)
    errors: dict[str, str] = field(default_factory=dict)
    said: str = ""

    def red(self, test: str) -> list[str]:
        """Why the cases of one node id failed."""
        return [why for case, why in self.failed.items() if covers(test, case)]


def covers(test: str, case: str) -> bool:
    """Whether a case belongs to a node id, which may name a file or all cases."""
    return case == test or case.startswith((f"{test}[", f"{test}::"))


def run(
    tests: Sequence[str],
    folder: Path,
    *,
    sabotage: str = "",
    template: str = "",
    worker: str = "gw0",
) -> Ran:
    """The tests in a new process; `template` is a migrated database to copy."""
    report = folder / "report.xml"
    environ = {**os.environ, "PYTEST_XDIST_WORKER": f"planted_{worker}"}
    environ.pop(READY_MADE, None)
    if template:
        environ[READY_MADE] = template
    options = ["-p", "no:randomly", "--tb=short", f"--junitxml={report}"]
    options += ["-o", "junit_family=xunit1", f"--basetemp={folder / 'tmp'}"]
    if sabotage:
        options += ["--sabotage", sabotage]
    report.unlink(missing_ok=True)
    done = subprocess.run(
        [sys.executable, "-m", "pytest", *options, *tests],
        cwd=HERE,
        env=environ,
        capture_output=True,
        text=True,
        check=False,
        timeout=MEANWHILE,
    )
    said = done.stdout + done.stderr
    return _read(report, said) if report.exists() else Ran(0, said=said)


def _read(report: Path, said: str) -> Ran:
    passed, failed, errors = 0, {}, {}
    for case in ET.parse(report).iter("testcase"):  # noqa: S314 -- pytest's own
        names = case.attrib.get("classname", "").split(".")
        file = case.attrib.get("file", "")
        inner = names[len(Path(file).with_suffix("").parts) :]
        node = "::".join([file, *inner, case.attrib["name"]])
        failure, error = case.find("failure"), case.find("error")
        if failure is not None:
            failed[node] = failure.attrib.get("message", "")
        elif error is not None:
            errors[node] = error.attrib.get("message", "")
        elif case.find("skipped") is None:
            passed += 1
    return Ran(passed, failed, errors, said)


def why_not_caught(one: Sabotage, ran: Ran) -> str:
    """Empty where each of its tests is red for its own reason."""
    if ran.errors:
        return f"could not begin: {ran.errors}"
    for test in one.tests:
        red = ran.red(test)
        if not red:
            return f"{test} is green under it\n{ran.said[-2000:]}"
        if not any(WORDS.match(why) for why in red):
            return f"{test} is red for another reason: {red[0][:300]}"
    return ""

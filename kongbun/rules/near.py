"""The clause that a line of a by-law stands in, where there is no tree to ask."""

from __future__ import annotations

import re

from kongbun.kernel.bad_input import shown

SEARCHED_MAX = 100_000
KEY = re.compile(r"clause:[ \t]*['\"]?([^,}\]'\"#\n]+)")


def clause_near(text: str, line: int) -> str:
    """The clause of the part that a line stands in, by indents alone; else nothing.

    For a file whose form cannot be read: there is no tree to ask.

    >>> clause_near("benefits:\\n  - code: a\\n    clause: ข้อ 3\\n    x: [", 4)
    'ข้อ 3'
    """
    if len(text) > SEARCHED_MAX:
        return ""
    lines = text.expandtabs(2).splitlines()
    at = min(line, len(lines)) - 1
    if at < 0:
        return ""
    own = KEY.search(lines[at])
    if own:
        return shown(own[1].strip())
    level = _indent(lines[at])
    for start in range(at, -1, -1):
        first = lines[start]
        indent, is_item = _indent(first), first.lstrip().startswith("- ")
        opens = is_item or (start < at and first.rstrip().endswith(":"))
        if not opens or (start < at and indent >= level):
            continue
        level = indent
        inside = [first.replace("- ", "  ", 1)] if is_item else []
        inside += lines[start + 1 : _end(lines, start, indent)]
        within = min((_indent(one) for one in inside if one.strip()), default=0)
        for one in inside:
            named = KEY.search(one)
            if named and _indent(one) == within:
                return shown(named[1].strip())
    return ""


def _end(lines: list[str], start: int, indent: int) -> int:
    """Where the item that begins on a line ends."""
    for i in range(start + 1, len(lines)):
        if lines[i].strip() and _indent(lines[i]) <= indent:
            return i
    return len(lines)


def _indent(line: str) -> int:
    return len(line) - len(line.lstrip(" "))

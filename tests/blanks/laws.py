"""The by-law files of the repository as trees, and each part of them with its form."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from kongbun.rules.blanks.blank import Shape
from kongbun.rules.blanks.sections import (
    SECTIONS,
    Section,
    part_of,
    rows_of,
    shape_of,
)
from kongbun.rules.bylaw import Bylaw
from kongbun.rules.read_yaml import read_bylaw
from kongbun.rules.write_yaml import plain_mapping

BYLAWS = Path(__file__).parents[2] / "bylaws"
ODD = Path(__file__).parents[1] / "rules" / "data" / "odd"
PATHS = {path.name: path for at in (BYLAWS, ODD) for path in at.glob("*.yaml")}
FILES = sorted(PATHS)


@dataclass(frozen=True, slots=True)
class Part:
    """One part of a file: where it stands, what it says, its form."""

    section: Section
    index: int
    node: Any
    shape: Shape

    @property
    def name(self) -> str:
        return f"{self.section.code} {self.index}"


def tree_of(file: str) -> dict[str, Any]:
    return plain_mapping(PATHS[file].read_text("utf-8"))


def law_of(file: str) -> Bylaw:
    return read_bylaw(PATHS[file].read_text("utf-8"), file=file)


def parts_of(file: str) -> Iterator[Part]:
    """Every part that the file has."""
    tree, law = tree_of(file), law_of(file)
    for section in SECTIONS.values():
        for index in range(len(rows_of(tree, section)) if section.is_list else 1):
            node = part_of(tree, section, index)
            if node is not None:
                rule = law.rule(node["code"]) if section.is_list else None
                shape = shape_of(tree, section, node, rule)
                yield Part(section, index, node, shape)

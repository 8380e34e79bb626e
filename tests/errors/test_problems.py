"""What is said of a by-law's file and of facts is public too."""

from __future__ import annotations

import pytest

from tests.errors import problems


def test_each_sentence_is_the_one_of_its_golden_file() -> None:
    kept = {
        f"{kind}/{file.name}": file.read_text(encoding="utf-8")
        for kind in problems.SOURCES
        for file in (problems.GOLDEN / kind).glob("*.txt")
    }
    assert kept == problems.files(), "run `make golden` and read what it wrote"


@pytest.mark.parametrize("kind", problems.SOURCES)
def test_every_code_has_a_golden_file(kind: str) -> None:
    there = {file.stem for file in (problems.GOLDEN / kind).glob("*.txt")}
    assert problems.codes(kind) - there - problems.ELSEWHERE[kind] == set()


def test_each_sentence_is_in_thai() -> None:
    for name, text in problems.files().items():
        said = [line for line in text.splitlines() if line.startswith("th ")]
        assert said, name
        for line in said:
            assert any("ก" <= letter <= "ฮ" for letter in line), line

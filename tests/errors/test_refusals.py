"""Each refusal says what, why and what to do; its sentence is public."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

from kongbun.kernel.refusal_texts import TEXTS, RefusalCode
from tests.errors import catalogue

KONGBUN = Path(__file__).resolve().parents[2] / "kongbun"


@pytest.mark.parametrize("code", RefusalCode, ids=lambda code: code.value)
def test_the_refusal_reads_as_its_golden_file_says(code: RefusalCode) -> None:
    assert catalogue.file_of(code).exists(), "run `make golden` and read what it wrote"
    golden = catalogue.read(code)
    assert set(golden.given) == catalogue.fields(code)
    assert golden.text == golden.expected()


def test_every_golden_file_is_of_a_refusal() -> None:
    codes = {code.value for code in RefusalCode}
    assert {file.stem for file in catalogue.GOLDEN.glob("*.txt")} == codes


def test_the_page_of_refusals_is_made_from_the_golden_files() -> None:
    assert catalogue.PAGE.read_text(encoding="utf-8") == catalogue.page()


@pytest.mark.parametrize("code", RefusalCode, ids=lambda code: code.value)
def test_each_sentence_is_there_in_both_languages(code: RefusalCode) -> None:
    text = TEXTS[code]
    for thai in (text.th, text.remedy_th):
        # Some sentences are given whole, as a fact.
        assert thai.startswith("{") or any("ก" <= letter <= "ฮ" for letter in thai)
    for english in (text.en, text.remedy_en):
        assert english
        assert not any("\u0e00" <= letter <= "\u0e7f" for letter in english)


def _raised() -> Iterator[tuple[str, RefusalCode, set[str]]]:
    """Every place that makes a refusal, with the facts it names there."""
    for file in KONGBUN.rglob("*.py"):
        for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
            if not (isinstance(node, ast.Call) and node.args):
                continue
            maker, first = ast.unparse(node.func), ast.unparse(node.args[0])
            if maker.split(".")[-1] not in {"Refused", "Reason"}:
                continue
            code = first.removeprefix("RefusalCode.")
            if (
                not first.startswith("RefusalCode.")
                or code not in RefusalCode.__members__
            ):
                continue
            facts = _facts(node)
            if facts is not None:
                place = f"{file.relative_to(KONGBUN)}:{node.lineno}"
                yield place, RefusalCode[code], facts


def _facts(call: ast.Call) -> set[str] | None:
    """Names of the facts; None where they are not written out."""
    if any(keyword.arg is None for keyword in call.keywords):
        return None
    if ast.unparse(call.func).endswith("Refused"):
        return {str(word.arg) for word in call.keywords} - {"more"}
    given = [word.value for word in call.keywords if word.arg == "facts"]
    given += call.args[1:2]
    if not given:
        return set()
    if not isinstance(given[0], ast.Dict) or None in given[0].keys:
        return None
    return {str(key.value) for key in given[0].keys if isinstance(key, ast.Constant)}


def test_each_place_that_refuses_gives_the_facts_its_sentence_needs() -> None:
    """Else the refusal itself would fail, and the member would see an error page."""
    places = list(_raised())
    assert places
    lacking = [
        f"{place}: {code.value} needs {sorted(catalogue.fields(code) - facts)}"
        for place, code, facts in places
        if catalogue.fields(code) - facts
    ]
    assert not lacking, "\n".join(lacking)

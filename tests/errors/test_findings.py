"""What is said of a by-law is public: catalogued, in both languages, from cases."""

from __future__ import annotations

import ast

import pytest

from kongbun.kernel.money import BadAmount
from kongbun.kernel.thai_date_text import BadDate
from kongbun.kernel.thai_text import BadText
from kongbun.rules.finding_texts import TEXTS
from kongbun.rules.problem_texts import ALL
from tests.errors import findings, problems


def test_the_page_of_findings_is_made_from_the_bundle() -> None:
    assert findings.PAGE.read_text(encoding="utf-8") == findings.page(), (
        "run `make golden` and read what it wrote"
    )


def test_each_sentence_of_the_linter_is_said_of_some_by_law() -> None:
    said = {finding.key for _, finding in findings.of_the_bundle()}
    assert set(TEXTS) - said == set()


def test_each_problem_of_a_reader_has_its_reason_and_its_english() -> None:
    kinds = {*BadAmount.texts, *BadDate.texts, *BadText.texts}
    assert {*problems.codes("bylaw"), *kinds, *_of_expressions()} - set(ALL) == set()


def _of_expressions() -> set[str]:
    """The codes that the readers of expressions name."""
    return {
        str(node.args[0].value)
        for file in (problems.KONGBUN / "rules").glob("expression*.py")
        for node in ast.walk(ast.parse(file.read_text(encoding="utf-8")))
        if isinstance(node, ast.Call)
        and ast.unparse(node.func) == "BadExpression"
        and isinstance(node.args[0], ast.Constant)
    }


@pytest.mark.parametrize("key", TEXTS)
def test_both_languages_say_what_why_and_what_to_do(key: str) -> None:
    text = TEXTS[key]
    for thai in text.th:
        assert thai.startswith("{") or any("ก" <= letter <= "ฮ" for letter in thai)
    for english in text.en:
        assert english
        assert not any("\u0e00" <= letter <= "\u0e7f" for letter in english)


def test_the_by_laws_that_ship_get_exactly_the_findings_kept_for_each() -> None:
    kept = {
        file.stem: file.read_text(encoding="utf-8")
        for file in findings.SHIPPED.glob("*.txt")
    }
    assert kept == findings.shipped(), "run `make golden` and read what it wrote"

"""`docs/bylaws.md` names everything a by-law can say and every code it can meet."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from kongbun.rules import lint, lint_caps, lint_conditions, lint_tiers
from kongbun.rules.benefit import COUNTED, CheckCode
from kongbun.rules.choices import CHOICES
from kongbun.rules.dues import Convention, Rhythm, UnitsFrom
from kongbun.rules.read_amount import AMOUNTS, CAPS, PERS
from kongbun.rules.read_benefit import KINDS, PAYEES, SUBJECTS
from kongbun.rules.read_yaml import EXITS

PAGE = (Path(__file__).resolve().parents[2] / "docs" / "bylaws.md").read_text("utf-8")
WORDS = [
    *KINDS,
    *AMOUNTS,
    *CAPS,
    *PERS,
    *PAYEES,
    *SUBJECTS,
    *EXITS,
    *COUNTED,
    *CHOICES,
    *(code.value for code in CheckCode),
    *(word.value for kind in (Convention, Rhythm, UnitsFrom) for word in kind),
]
# The first argument of a finding, or the second of a tuple that becomes one.
CODE = re.compile(r'"([a-z]+(?:-[a-z]+)+)"')
LINT_CODES = sorted(
    {
        code
        for module in (lint, lint_caps, lint_conditions, lint_tiers)
        for code in CODE.findall(Path(str(module.__file__)).read_text("utf-8"))
    }
)


@pytest.mark.parametrize("word", sorted(set(WORDS)))
def test_every_word_of_the_format_is_explained(word: str) -> None:
    assert re.search(rf"\b{word}\b", PAGE), word


@pytest.mark.parametrize("code", LINT_CODES)
def test_every_finding_of_the_linter_is_listed(code: str) -> None:
    assert f"`{code}`" in PAGE

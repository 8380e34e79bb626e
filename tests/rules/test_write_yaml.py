"""What is written reads as the same by-law, and a member can read it too."""

from __future__ import annotations

import unicodedata
from pathlib import Path

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from kongbun.rules.read_yaml import read_bylaw
from kongbun.rules.write_yaml import Tree, plain, plain_mapping, written
from kongbun.rules.yaml_tree import Unreadable

BYLAWS = sorted((Path(__file__).parents[2] / "bylaws").glob("*.yaml"))
PLAIN_WORDS = """
yes no true ~ null 2569-10-01 08:30 0x1F 1e3 1,250.50 ๕๐๐ - ? : # & * ! | > % @ `
' " { } [ ] , --- ... << ข้อ หมวด กำ น้ำ a:b a: #b \\
"""
HARD = (
    *PLAIN_WORDS.split(),
    *("", "\n", "\n\n", "\t", "\u00a0", "\u200b", "\u2028", "\ufeff"),
)
HARD_TEXTS = st.one_of(
    st.lists(st.sampled_from(HARD), max_size=6).map(" ".join),
    st.text(max_size=40),
)
KEYS = st.one_of(
    st.from_regex(r"[a-z][a-z0-9_]{0,12}", fullmatch=True),
    HARD_TEXTS,
    st.just("ก" * 1200),
)


def _values(inner: st.SearchStrategy[Tree]) -> st.SearchStrategy[Tree]:
    return st.one_of(
        st.lists(inner, max_size=4), st.dictionaries(KEYS, inner, max_size=4)
    )


TREES: st.SearchStrategy[Tree] = st.recursive(
    st.one_of(HARD_TEXTS, st.integers(0, 10**9)), _values, max_leaves=12
)


def as_read(tree: Tree) -> Tree:
    """What the parser makes of values: text, one form of a letter, no outer space."""
    if isinstance(tree, dict):
        return {str(as_read(name)): as_read(value) for name, value in tree.items()}
    if isinstance(tree, list):
        return [as_read(item) for item in tree]
    return unicodedata.normalize("NFC", str(tree).strip())


@pytest.mark.parametrize("path", BYLAWS, ids=lambda path: path.stem)
def test_every_bylaw_written_again_is_the_same_bylaw(path: Path) -> None:
    text = path.read_text("utf-8")
    again = written(plain(text))
    assert read_bylaw(again, file="").sha256 == read_bylaw(text, file="").sha256
    assert written(plain(again)) == again
    assert max(len(line) for line in again.splitlines() if "{" in line) <= 100


@given(TREES)
def test_any_tree_written_reads_as_itself(tree: Tree) -> None:
    expected = as_read(tree)
    if expected == "" or _is_refused(tree, expected):
        return
    assert plain(written(tree)) == expected


def _is_refused(tree: Tree, expected: Tree) -> bool:
    """Keys that become one, and the one key that YAML keeps for itself."""
    if isinstance(tree, dict) and isinstance(expected, dict):
        if len(tree) != len(expected) or "<<" in expected:
            return True
        return any(map(_is_refused, tree.values(), expected.values()))
    if isinstance(tree, list) and isinstance(expected, list):
        return any(map(_is_refused, tree, expected))
    return False


@given(HARD_TEXTS)
def test_the_plain_python_scanner_reads_the_same(text: str) -> None:
    expected = as_read(text)
    found = yaml.load(written({"text": text}), Loader=yaml.BaseLoader)  # noqa: S506
    assert as_read(found["text"]) == expected


def test_it_is_written_as_a_person_would() -> None:
    tree: Tree = {
        "title": "ระเบียบกองทุน",
        "receipts": {"clause": "ข้อ 9", "bag_days": 7},
        "benefits": [
            {
                "code": "birth",
                "text": "เด็กเกิดใหม่ ได้คนละ 500 บาท: ครั้งเดียว",
                "payees": ["self", "proxy"],
                "examples": [{"name": "เกิด", "expect": {"amount_baht": 500}}],
            }
        ],
    }
    assert written(tree) == (
        "title: ระเบียบกองทุน\n"
        "receipts: {clause: ข้อ 9, bag_days: 7}\n"
        "benefits:\n"
        "  - code: birth\n"
        '    text: "เด็กเกิดใหม่ ได้คนละ 500 บาท: ครั้งเดียว"\n'
        "    payees: [self, proxy]\n"
        "    examples:\n"
        "      - name: เกิด\n"
        "        expect: {amount_baht: 500}\n"
    )


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("", "empty-file"),
        ("a: &x 1\nb: *x\n", "anchor"),
        ("a: !!python/object 1\n", "tag"),
        ("a: 1\na: 2\n", "repeated-key"),
        ("a: [\n", "not-yaml"),
        ("[" * 40 + "]" * 40, "too-deep"),
        ("- a\n", "not-a-mapping"),
    ],
)
def test_what_the_parser_refuses_is_refused(text: str, code: str) -> None:
    with pytest.raises(Unreadable) as caught:
        plain_mapping(text)
    assert caught.value.problems[0].code == code

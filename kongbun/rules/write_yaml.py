"""A by-law's tree as plain values, and plain values as the text of a file.

    tree = plain(text)          # dict, list, str
    text = written(tree)        # read_bylaw(text) is the same by-law

What is written is meant to be read by a member: keys in the order given, one clause
under another, quotes only where YAML would stumble.  Not how a by-law is understood:
that is `read_yaml`; not what may stand in it: that is `yaml_tree`.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from typing import TypeAlias

from kongbun.rules.yaml_tree import Node, Unreadable, parse

Tree: TypeAlias = "dict[str, Tree] | list[Tree] | str | int"

WIDTH = 88
KEY_MAX = 200  # YAML looks no further than this for the colon, with room to spare.
# In one line between braces only what no reader can take for anything else.
EASY = re.compile(r"[\w\u0e00-\u0e7f][\w\u0e00-\u0e7f .()/+*<>=-]*")
WORD = re.compile(r"[\w.-]+")


def plain(text: str, *, file: str = "ร่าง") -> Tree:
    """The tree of `text`; raise `Unreadable` for what `yaml_tree.parse` refuses."""
    return tree_of(parse(text, file=file))


def plain_mapping(text: str, *, file: str = "ร่าง") -> dict[str, Tree]:
    """The same where nothing but headings with values will do: a by-law."""
    tree = plain(text, file=file)
    if not isinstance(tree, dict):
        raise Unreadable.one(file, "not-a-mapping", "ต้องเป็นหัวข้อกับค่า", "เขียนเป็น ชื่อ: ค่า")
    return tree


def tree_of(node: Node) -> Tree:
    if node.text is not None:
        return node.text
    if node.items is not None:
        return [tree_of(item) for item in node.items]
    assert node.fields is not None
    return {name: tree_of(value) for name, value in node.fields.items()}


def written(tree: Tree) -> str:
    """The text of a file that reads as `tree`; the same tree, the same text."""
    return "\n".join(_lines(tree)) + "\n"


def _lines(tree: Tree) -> Iterator[str]:
    if isinstance(tree, dict) and tree:
        for name, value in tree.items():
            *long, key = _key(name)
            yield from long
            yield from _after(key, value)
    elif isinstance(tree, list) and tree:
        for item in tree:
            yield from _item(item)
    else:
        yield _empty(tree) if isinstance(tree, dict | list) else _scalar(tree)


def _after(key: str, value: Tree) -> Iterator[str]:
    """A key with its value: on its line if that is short, else below it."""
    if not isinstance(value, dict | list):
        yield f"{key} {_scalar(value)}"
    elif (line := _in_one_line(value)) and len(key) + 1 + len(line) <= WIDTH:
        yield f"{key} {line}"
    else:
        yield key
        yield from _indented(_lines(value), "  ")


def _item(item: Tree) -> Iterator[str]:
    line = _in_one_line(item) if isinstance(item, dict | list) else None
    if line is not None and len(line) + 2 <= WIDTH:
        yield f"- {line}"
        return
    lines = _indented(_lines(item), "  ")
    yield f"- {next(lines)[2:]}"
    yield from lines


def _indented(lines: Iterator[str], by: str) -> Iterator[str]:
    return (by + line if line else line for line in lines)


def _in_one_line(tree: dict[str, Tree] | list[Tree]) -> str | None:
    """`{a: 1, b: 2}` or `[a, b]`, where every value is easy; else None."""
    if not tree:
        return _empty(tree)
    values = list(tree.values()) if isinstance(tree, dict) else tree
    if any(isinstance(value, dict | list) for value in values):
        return None
    texts = [_text(value) for value in values if not isinstance(value, dict | list)]
    if isinstance(tree, list):
        fits = all(WORD.fullmatch(text) and text[0] not in "-." for text in texts)
        return f"[{', '.join(texts)}]" if fits else None
    names = [_text(name) for name in tree]
    if not all(EASY.fullmatch(part) for part in (*names, *texts)):
        return None
    pairs = zip(names, texts, strict=True)
    return "{" + ", ".join(f"{name}: {text}" for name, text in pairs) + "}"


def _empty(tree: dict[str, Tree] | list[Tree]) -> str:
    return "{}" if isinstance(tree, dict) else "[]"


def _key(name: str) -> list[str]:
    """The key and its colon; a very long one needs YAML's question mark."""
    shown = _scalar(name)
    return [f"{shown}:"] if len(shown) <= KEY_MAX else [f"? {shown}", ":"]


def _scalar(value: str | int) -> str:
    text = _text(value)
    return text if _needs_no_quotes(text) else _quoted(text)


def _text(value: str | int) -> str:
    """As the reader will have it: one form of each letter, no space at the ends."""
    return unicodedata.normalize("NFC", str(value).strip())


def _needs_no_quotes(text: str) -> bool:
    return bool(
        text
        and (text[0].isalnum() or text[0] in "(")
        and text.isprintable()
        and ": " not in text
        and " #" not in text
        and text[-1] != ":"
    )


def _quoted(text: str) -> str:
    """Between double quotes, on one line."""
    return '"' + "".join(_escaped(letter) for letter in text) + '"'


SHORT = {'"': '\\"', "\\": "\\\\", "\n": "\\n", "\t": "\\t"}


def _escaped(letter: str) -> str:
    if letter in SHORT:
        return SHORT[letter]
    if letter.isprintable() or letter == "\u00a0":
        return letter
    number = ord(letter)
    if number > 0xFFFF:
        return f"\\U{number:08X}"
    return f"\\u{number:04X}"

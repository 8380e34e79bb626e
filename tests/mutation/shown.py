"""How a mutant is written for people, and named in the survivors' file."""

from __future__ import annotations

import ast
import copy

SHOWN = 110


class Put(ast.NodeTransformer):
    def __init__(self, node: ast.AST, changed: ast.AST) -> None:
        self.node, self.changed = node, changed

    def visit(self, node: ast.AST) -> ast.AST:
        if node is self.node:
            return ast.copy_location(self.changed, node)
        return super().generic_visit(node)


def told(
    node: ast.AST, around: tuple[ast.AST, ...], changed: ast.AST
) -> tuple[str, str]:
    """The place before and after, with as much around it as tells it from others."""
    shown = changed
    if isinstance(node, ast.stmt):
        return _cut(_line(node), _line_after(changed))
    before = ast.unparse(node)
    for outer in reversed(around):
        if len(before) >= 25 or not isinstance(outer, ast.expr | ast.keyword):
            break
        whole = copy.deepcopy(outer)
        place = _twin(outer, whole, node)
        shown = Put(place, shown).visit(whole)
        node, before = outer, ast.unparse(outer)
    return _cut(before, ast.unparse(ast.fix_missing_locations(shown)))


def _twin(outer: ast.AST, whole: ast.AST, node: ast.AST) -> ast.AST:
    """The node of the copy that stands where `node` stands."""
    for one, other in zip(ast.walk(outer), ast.walk(whole), strict=True):
        if one is node:
            return other
    raise AssertionError("a node is within what is around it")


def _line(node: ast.AST) -> str:
    return " ".join(ast.unparse(node).split())


def _line_after(changed: ast.AST) -> str:
    if isinstance(changed, ast.If):
        return "left out"
    if isinstance(changed, ast.Return):
        return "return None"
    return _line(changed)


def _cut(before: str, after: str) -> tuple[str, str]:
    """No longer than can be read: what is the same at the beginning goes first."""
    one, other = " ".join(before.split()), " ".join(after.split())
    pairs = enumerate(zip(one, other, strict=False))
    same = next((at for at, (a, b) in pairs if a != b), min(len(one), len(other)))
    start = max(0, same - SHOWN // 2) if len(one) > SHOWN else 0
    return _piece(one, start), _piece(other, start)


def _piece(text: str, start: int) -> str:
    head = "…" if start else ""
    tail = "…" if len(text) > start + SHOWN else ""
    return f"{head}{text[start : start + SHOWN]}{tail}"

"""What code about money may not do: floats, decimals, and division of its own (L10).

By the syntax tree, so that no spelling passes.  The exceptions are named, each with
what is divided there: a quotient of money loses satang unless somebody hands them out.
"""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

KONGBUN = Path(__file__).resolve().parents[1] / "kongbun"
# Whatever holds, moves or works out satang.
PACKAGES = (
    *("approvals", "claims", "commands", "dues", "founding", "ledger"),
    *("receipts", "soundness", "treasury"),
)
FILES = (
    "kernel/money.py",
    *(f"rules/{name}.py" for name in ("allocate", "amounts", "dues", "limits", "used")),
)
FLOATS = frozenset({"float", "Decimal", "FloatField", "DecimalField"})
OF_COLUMNS = frozenset({"float64", "float32", "true_divide", "round", "around"})
DIVIDES = (ast.Div, ast.FloorDiv, ast.Mod)

CALENDAR = "days and months, no money"
WHOLE_UNITS = "how many whole units money buys; what buys none is credit, and is shown"
# (module, function): what is divided there, and where the rest goes.
MAY_DIVIDE = {
    ("kernel/money.py", "split"): "the rest goes to the largest remainders",
    ("kernel/money.py", "percent_down"): "the odd part stays with the giver",
    ("kernel/money.py", "__str__"): "baht and satang as they are printed",
    ("rules/allocate.py", "_limits"): "as `percent_down`, on a column",
    ("rules/allocate.py", "_give"): "as `split`, on a column",
    ("rules/amounts.py", "grant"): "units that a sum stands for, upwards: no sum",
    ("rules/limits.py", "share"): "as `percent_down`, on a column",
    ("rules/dues.py", "_flat_index"): CALENDAR,
    ("rules/dues.py", "_flat_start"): CALENDAR,
    ("rules/dues.py", "unit_index"): CALENDAR,
    ("rules/dues.py", "rhythm_until"): CALENDAR,
    ("rules/dues.py", "pay"): WHOLE_UNITS,
    ("dues/spread.py", "spread"): WHOLE_UNITS,
    ("dues/spread.py", "_level"): "a level, which is a number of units",
    ("dues/spread.py", "_level_among_gaps"): "the middle of a search",
    ("dues/pay.py", "_levels"): CALENDAR,
    ("dues/prices.py", "ahead_prices"): CALENDAR,
    ("dues/receipt_text.py", "_month"): CALENDAR,
    ("claims/borders.py", "_days_from"): "the middle of a search",
    ("claims/standing.py", "dues_standing"): CALENDAR,
}


def violations(source: str, module: str = "") -> Iterator[tuple[int, str]]:
    """Line and what stands there; divisions also by the function they stand in."""
    tree = ast.parse(source)
    for node, function in _with_functions(tree, ""):
        if isinstance(node, ast.Constant) and isinstance(node.value, float | complex):
            yield node.lineno, f"the number {node.value}"
        elif isinstance(node, ast.Name) and node.id in FLOATS:
            yield node.lineno, node.id
        elif isinstance(node, ast.Attribute) and (
            node.attr in FLOATS
            or (node.attr in OF_COLUMNS and ast.unparse(node.value) == "np")
        ):
            yield node.lineno, ast.unparse(node)
        elif isinstance(node, ast.alias) and node.name in FLOATS:
            yield node.lineno, node.name
        elif _calls(node, "round"):
            yield node.lineno, "round"  # type: ignore[attr-defined]
        elif _divides(node) and (module, function) not in MAY_DIVIDE:
            yield node.lineno, f"a division in {function or 'the module'}"  # type: ignore[attr-defined]


def _with_functions(node: ast.AST, within: str) -> Iterator[tuple[ast.AST, str]]:
    for child in ast.iter_child_nodes(node):
        name = child.name if isinstance(child, ast.FunctionDef) else within
        yield child, name
        yield from _with_functions(child, name)


def _divides(node: ast.AST) -> bool:
    if isinstance(node, ast.BinOp | ast.AugAssign):
        return isinstance(node.op, DIVIDES) and not _is_text(node)
    return _calls(node, "divmod")


def _calls(node: ast.AST, name: str) -> bool:
    return (
        isinstance(node, ast.Call)
        and isinstance(node.func, ast.Name)
        and node.func.id == name
    )


def _is_text(node: ast.BinOp | ast.AugAssign) -> bool:
    """A path's slash, or a text with its values."""
    parts = [node.left, node.right] if isinstance(node, ast.BinOp) else [node.value]
    return any(
        isinstance(part, ast.JoinedStr)
        or (isinstance(part, ast.Constant) and isinstance(part.value, str))
        for part in parts
    )


def modules() -> Iterator[Path]:
    for package in PACKAGES:
        for file in sorted((KONGBUN / package).rglob("*.py")):
            if "migrations" not in file.parts:
                yield file
    for name in FILES:
        yield KONGBUN / name


def source_of(file: Path) -> str:
    return file.read_text("utf-8")


def found() -> list[str]:
    """Every violation, as file:line."""
    return [
        f"{file.relative_to(KONGBUN).as_posix()}:{line}: {what}"
        for file in modules()
        for line, what in violations(
            source_of(file), file.relative_to(KONGBUN).as_posix()
        )
    ]

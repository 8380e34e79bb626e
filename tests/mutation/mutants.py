"""Mutants: a module with one small wrong in it, made from its syntax tree.

Pure.  What is changed: borders and senses of comparisons, and/or/not, arithmetic,
whole numbers by one, True and False, conditions (of comprehensions too) taken for true
and for false, statements left out (a call for its effect, an assignment to something, a
`raise`), what is returned, min and max, any and all, an order that is not asked for, a
keyword of a filter or one that has a default, two parts changed for each other, values
of defaults and of a module's constants.

What is not: texts (nothing is worked out from them), annotations, decorators, and the
bodies of classes, whose columns are held to their migrations by tests of their own.
An assertion is not left out, since what it denies cannot be brought about; what it says
is changed like any other condition.
"""

from __future__ import annotations

import ast
import copy
from collections.abc import Callable, Iterator
from dataclasses import dataclass

from tests.mutation.shown import Put, told

Function = ast.FunctionDef | ast.AsyncFunctionDef
HasDefault = Callable[[str, str], bool]
COMPARED: dict[type[ast.cmpop], type[ast.cmpop]] = {
    ast.Lt: ast.LtE,
    ast.LtE: ast.Lt,
    ast.Gt: ast.GtE,
    ast.GtE: ast.Gt,
    ast.Eq: ast.NotEq,
    ast.NotEq: ast.Eq,
    ast.Is: ast.IsNot,
    ast.IsNot: ast.Is,
    ast.In: ast.NotIn,
    ast.NotIn: ast.In,
}
WORKED_OUT: dict[type[ast.operator], type[ast.operator]] = {
    ast.Add: ast.Sub,
    ast.Sub: ast.Add,
    ast.Mult: ast.FloorDiv,
    ast.FloorDiv: ast.Mult,
    ast.Mod: ast.FloorDiv,
    ast.Pow: ast.Mult,
    ast.BitOr: ast.BitAnd,
    ast.BitAnd: ast.BitOr,
}
OTHER_NAME = {"min": "max", "max": "min", "any": "all", "all": "any"}
FILTERS = {"filter", "exclude", "get"}
ORDERED = {"order_by", "distinct", "reverse"}


@dataclass(frozen=True, slots=True)
class Mutant:
    """One change of one place; `node` and `way` find it again in the same source."""

    function: str
    """The outermost definition it is in, `Class.method`, or the constant's name."""
    line: int
    last_line: int
    place: str
    """`body`, `default` or `constant`."""
    node: int
    way: int
    before: str
    after: str
    source: str
    """The statement it is in, whole: a function, a method, a constant."""
    again: int = 1
    """1 for the first of the same words in the function, 2 for the second."""

    @property
    def words(self) -> str:
        more = f" ({self.again})" if self.again > 1 else ""
        return f"{self.function}: {self.before} -> {self.after}{more}"


def mutants(source: str, has_default: HasDefault) -> list[Mutant]:
    """Every mutant of a module, in the order of its lines."""
    made: list[Mutant] = []
    counted: dict[str, int] = {}
    tree = ast.parse(source)
    nodes = list(ast.walk(tree))
    number = {id(node): n for n, node in enumerate(nodes)}
    pieces = _pieces(source, tree)
    for spot in sorted(_spots(tree), key=lambda spot: number[id(spot.node)]):
        for way, changed in enumerate(_changes(spot, has_default)):
            before, after = told(spot.node, spot.around, changed)
            said = f"{spot.function}: {before} -> {after}"
            counted[said] = counted.get(said, 0) + 1
            made.append(
                Mutant(
                    function=spot.function,
                    line=spot.lines[0],
                    last_line=spot.lines[1],
                    place=spot.place,
                    node=number[id(spot.node)],
                    way=way,
                    before=before,
                    after=after,
                    source=pieces.get(spot.function, ""),
                    again=counted[said],
                )
            )
    return sorted(made, key=lambda one: (one.line, one.node, one.way))


def _pieces(source: str, tree: ast.Module) -> dict[str, str]:
    """The source of each function, method and constant, by its name."""
    found: dict[str, str] = {}
    todo: list[tuple[str, ast.stmt]] = [("", statement) for statement in tree.body]
    for before, statement in todo:
        names = [getattr(statement, "name", None)]
        if isinstance(statement, ast.Assign | ast.AnnAssign):
            targets = getattr(statement, "targets", None) or [statement.target]  # type: ignore[union-attr]
            names = [getattr(targets[0], "id", None)]
        for name in filter(None, names):
            found[f"{before}{name}"] = ast.get_source_segment(source, statement) or ""
            if isinstance(statement, ast.ClassDef):
                todo += [(f"{before}{name}.", inner) for inner in statement.body]
    return found


def planted(source: str, mutant: Mutant, has_default: HasDefault) -> ast.Module:
    """The module's tree with the mutant in it."""
    tree = ast.parse(source)
    node = list(ast.walk(tree))[mutant.node]
    spot = next(spot for spot in _spots(tree) if spot.node is node)
    changed = _changes(spot, has_default)[mutant.way]
    whole = Put(node, changed).visit(tree)
    assert isinstance(whole, ast.Module)
    return ast.fix_missing_locations(whole)


@dataclass(frozen=True, slots=True)
class _Spot:
    """A node that may be changed, and what it stands in."""

    node: ast.AST
    around: tuple[ast.AST, ...]
    """From its statement to its parent."""
    function: str
    place: str
    lines: tuple[int, int]
    definition: Function | None


def _spots(tree: ast.Module) -> Iterator[_Spot]:
    for statement in tree.body:
        if isinstance(statement, Function):
            yield from _of_function(statement, statement.name)
        elif isinstance(statement, ast.ClassDef):
            yield from _of_class(statement, statement.name)
        elif isinstance(statement, ast.Assign | ast.AnnAssign) and statement.value:
            target = (
                statement.targets[0]
                if isinstance(statement, ast.Assign)
                else statement.target
            )
            if isinstance(target, ast.Name):
                yield from _within(
                    statement.value, (statement,), target.id, "constant", None
                )


def _of_class(found: ast.ClassDef, name: str) -> Iterator[_Spot]:
    for statement in found.body:
        if isinstance(statement, Function):
            yield from _of_function(statement, f"{name}.{statement.name}")
        elif isinstance(statement, ast.ClassDef):
            yield from _of_class(statement, f"{name}.{statement.name}")


def _of_function(found: Function, name: str) -> Iterator[_Spot]:
    by_place = [*found.args.posonlyargs, *found.args.args]
    count = len(found.args.defaults)
    given = [
        *zip(by_place[len(by_place) - count :], found.args.defaults, strict=True),
        *zip(found.args.kwonlyargs, found.args.kw_defaults, strict=True),
    ]
    for argument, default in given:
        if default is not None:
            # Written as where it is called, so that it is told by its name.
            named = ast.keyword(argument.arg, default)
            yield from _within(default, (found, named), name, "default", found)
    for statement in found.body:
        yield from _of_statement(statement, (found,), name, found)


def _of_statement(
    statement: ast.stmt, around: tuple[ast.AST, ...], name: str, inside: Function
) -> Iterator[_Spot]:
    """The statement itself, what it works out, and the statements in it."""
    lines = _lines(statement)
    yield _Spot(statement, around, name, "body", lines, inside)
    if isinstance(statement, Function):
        for inner in statement.body:
            yield from _of_statement(inner, (statement,), name, statement)
        return
    for field, value in ast.iter_fields(statement):
        if field in {"annotation", "type_comment"}:
            continue
        for child in value if isinstance(value, list) else [value]:
            if isinstance(child, ast.stmt):
                yield from _of_statement(child, (statement,), name, inside)
            elif isinstance(child, ast.ExceptHandler | ast.match_case):
                for inner in child.body:
                    yield from _of_statement(inner, (statement, child), name, inside)
            elif isinstance(child, ast.AST):
                yield from _within(child, (statement,), name, "body", inside)


def _within(
    node: ast.AST,
    around: tuple[ast.AST, ...],
    name: str,
    place: str,
    inside: Function | None,
) -> Iterator[_Spot]:
    yield _Spot(node, around, name, place, _lines(around[0]), inside)
    for child in ast.iter_child_nodes(node):
        yield from _within(child, (*around, node), name, place, inside)


def _lines(statement: ast.AST) -> tuple[int, int]:
    """A statement's own lines: of one with a body, those before the body."""
    first, last = statement.lineno, statement.end_lineno or statement.lineno  # type: ignore[attr-defined]
    body = getattr(statement, "body", None)
    if body and not isinstance(statement, ast.Lambda):
        last = max(first, body[0].lineno - 1)
    return first, last


def _changes(spot: _Spot, has_default: HasDefault) -> list[ast.AST]:
    """What may stand there instead, in a fixed order."""
    node = spot.node
    if isinstance(node, ast.stmt):
        return _of_whole(node, spot)
    made = [*_of_condition(spot)]
    if isinstance(node, ast.Compare):
        for at, op in enumerate(node.ops):
            made.append(_with(node, ops=_at(node.ops, at, COMPARED[type(op)]())))
    elif isinstance(node, ast.BoolOp):
        other = ast.Or() if isinstance(node.op, ast.And) else ast.And()
        made.append(_with(node, op=other))
    elif isinstance(node, ast.UnaryOp) and isinstance(node.op, ast.Not | ast.USub):
        made.append(copy.deepcopy(node.operand))
    elif isinstance(node, ast.BinOp) and not _is_text(node):
        if type(node.op) in WORKED_OUT:
            made.append(_with(node, op=WORKED_OUT[type(node.op)]()))
    elif isinstance(node, ast.Constant):
        made += _of_constant(node)
    elif isinstance(node, ast.Call):
        made += _of_call(node, has_default)
    elif isinstance(node, ast.Name) and node.id in OTHER_NAME and _is_called(spot):
        made.append(_with(node, id=OTHER_NAME[node.id]))
    return made


def _of_whole(node: ast.stmt, spot: _Spot) -> list[ast.AST]:
    """A statement that is not done, or returns nothing, or goes the other way."""
    made: list[ast.AST] = []
    if _may_be_left_out(node, spot):
        made.append(_never(node))
    if isinstance(node, ast.Break):
        made.append(ast.Continue())
    elif isinstance(node, ast.Continue):
        made += [ast.Break(), ast.Pass()]
    elif isinstance(node, ast.AugAssign) and type(node.op) in WORKED_OUT:
        made.append(_with(node, op=WORKED_OUT[type(node.op)]()))
    elif isinstance(node, ast.Return) and _says_something(node):
        # What is worked out stays, so that the names in it stay where they were.
        nothing, value = ast.Constant(None), copy.deepcopy(node.value)
        assert value is not None
        made.append(_with(node, value=ast.IfExp(ast.Constant(True), nothing, value)))
    return made


def _may_be_left_out(node: ast.stmt, spot: _Spot) -> bool:
    if isinstance(node, ast.Expr):
        return not isinstance(node.value, ast.Constant)
    if isinstance(node, ast.Assign):
        return not _first_time(node, spot)
    return isinstance(node, ast.Raise | ast.AugAssign)


def _says_something(node: ast.Return) -> bool:
    return node.value is not None and not (
        isinstance(node.value, ast.Constant)
        and isinstance(node.value.value, bool | None)
    )


def _never(node: ast.stmt) -> ast.If:
    """Not done, while every name in it belongs where it belonged."""
    return ast.If(ast.Constant(False), [copy.deepcopy(node)], [])


def _first_time(node: ast.Assign, spot: _Spot) -> bool:
    """A name's first value cannot be left out: what follows could not begin."""
    if not all(isinstance(target, ast.Name | ast.Tuple) for target in node.targets):
        return False
    names = {n.id for t in node.targets for n in ast.walk(t) if isinstance(n, ast.Name)}
    earlier = {
        name.id
        for other in ast.walk(spot.definition or ast.Module([], []))
        for name in [other]
        if isinstance(name, ast.Name)
        and isinstance(name.ctx, ast.Store)
        and name.lineno < node.lineno
    }
    return not names <= earlier


def _of_condition(spot: _Spot) -> Iterator[ast.AST]:
    """Taken for true, and for false."""
    node, parent = spot.node, spot.around[-1]
    if not isinstance(node, ast.expr):
        return
    if isinstance(parent, ast.If | ast.IfExp) and node is parent.test:
        yield _taken(True, node)
        yield _taken(False, node)
    elif isinstance(parent, ast.While) and node is parent.test:
        yield _taken(False, node)
    elif isinstance(parent, ast.comprehension) and node in parent.ifs:
        yield _taken(True, node)
        yield _taken(False, node)


def _taken(value: bool, node: ast.expr) -> ast.BoolOp:
    op = ast.Or() if value else ast.And()
    return ast.BoolOp(op, [ast.Constant(value), copy.deepcopy(node)])


def _of_constant(node: ast.Constant) -> list[ast.AST]:
    if isinstance(node.value, bool):
        return [ast.Constant(not node.value)]
    if isinstance(node.value, int):
        return [ast.Constant(node.value + 1), ast.Constant(node.value - 1)]
    return []


def _of_call(node: ast.Call, has_default: HasDefault) -> list[ast.AST]:
    made: list[ast.AST] = []
    name = ast.unparse(node.func)
    last = name.rpartition(".")[2]
    is_method = isinstance(node.func, ast.Attribute)
    for at, keyword in enumerate(node.keywords):
        if keyword.arg is None:
            continue
        if (is_method and last in FILTERS) or has_default(name, keyword.arg):
            left = [*node.keywords[:at], *node.keywords[at + 1 :]]
            made.append(_with(node, keywords=left))
    if is_method and last in FILTERS - {"get"} and node.args:
        made.append(_with(node, args=[]))
    if isinstance(node.func, ast.Attribute) and last in ORDERED:
        made.append(copy.deepcopy(node.func.value))
    simple = (ast.Name, ast.Attribute, ast.Subscript)
    if len(node.args) >= 2 and all(isinstance(arg, simple) for arg in node.args[:2]):
        first, second, *more = copy.deepcopy(node.args)
        # Of things made of parts, such as a leg; a function's places differ in kind.
        if not last[:1].islower():
            made.append(_with(node, args=[second, first, *more]))
    return made


def _is_called(spot: _Spot) -> bool:
    parent = spot.around[-1]
    return isinstance(parent, ast.Call) and parent.func is spot.node


def _is_text(node: ast.BinOp) -> bool:
    return any(
        isinstance(part, ast.JoinedStr)
        or (isinstance(part, ast.Constant) and isinstance(part.value, str))
        for part in (node.left, node.right)
    )


def _with(node: ast.AST, **changed: object) -> ast.AST:
    made = copy.deepcopy(node)
    for field, value in changed.items():
        setattr(made, field, value)
    return made


def _at(ops: list[ast.cmpop], at: int, other: ast.cmpop) -> list[ast.cmpop]:
    return [*ops[:at], other, *ops[at + 1 :]]

"""Puts a mutant into the running program, and finds what of it is there to change.

Every function that stands for the changed code gets the new code, whoever imported it
by name and whatever it is wrapped in; a default and a module's constant get their new
value, the constant in every module that imported it by its name.
"""

from __future__ import annotations

import ast
import functools
import gc
import inspect
import sys
from importlib import import_module
from pathlib import Path
from types import CodeType, FunctionType, ModuleType
from typing import Any

from tests.mutation.core import HOME
from tests.mutation.mutants import Mutant, mutants, planted

Place = tuple[tuple[str, int], ...]


class Module:
    """A loaded module, its source, and its functions as they are in memory."""

    def __init__(self, file: Path) -> None:
        self.file = file
        self.source = file.read_text("utf-8")
        self.loaded = _loaded(file)
        self._codes = _codes(_compiled(self.source, file, "exec"))
        self._live = [
            (path, one)
            for one in gc.get_objects()
            if isinstance(one, FunctionType) and one.__code__.co_filename == str(file)
            for path, code in self._codes.items()
            if code == one.__code__
        ]

    def mutants(self) -> list[Mutant]:
        return mutants(self.source, self.has_default)

    def has_default(self, name: str, keyword: str) -> bool:
        """Whether a call by this name does without the keyword."""
        found: Any = self.loaded
        for part in name.split("."):
            found = getattr(found, part, None)
        if not callable(found):
            return False
        try:
            parameter = inspect.signature(found).parameters.get(keyword)
        except (TypeError, ValueError):
            return False
        return parameter is not None and parameter.default is not parameter.empty

    def body_of(self, name: str) -> range:
        """The lines of a definition."""
        found = _definition(tree_of(str(self.file)), name)
        return range(found.body[0].lineno, (found.end_lineno or 0) + 1)

    def plant(self, mutant: Mutant) -> None:
        """In this process, for good: a child's."""
        tree = planted(self.source, mutant, self.has_default)
        if mutant.place == "constant":
            self._rebind(tree, mutant.function)
            return
        codes = _codes(_compiled(tree, self.file, "exec"))
        changed = 0
        for path, function in self._live:
            new = codes.get(path)
            if new is not None and new != function.__code__:
                function.__code__ = new
                changed += 1
            if mutant.place == "default" and _name(path) == mutant.function:
                changed += self._default(tree, function, mutant)
        assert changed, f"{self.file.name}: {mutant.words}: nothing to change"
        _forget()

    def _default(self, tree: ast.Module, function: FunctionType, mutant: Mutant) -> int:
        definition = _definition(tree, mutant.function)
        names = vars(self.loaded)

        def value(node: ast.expr) -> Any:
            code = _compiled(ast.Expression(node), self.file, "eval")
            return eval(code, names)  # noqa: S307 -- our own source

        if definition.args.defaults:
            function.__defaults__ = tuple(map(value, definition.args.defaults))
        by_name = zip(
            definition.args.kwonlyargs, definition.args.kw_defaults, strict=True
        )
        given = {arg.arg: value(node) for arg, node in by_name if node is not None}
        if given:
            function.__kwdefaults__ = given
        return 1

    def _rebind(self, tree: ast.Module, name: str) -> None:
        """The constant anew, here and wherever it was imported by its name."""
        statement = next(
            one
            for one in tree.body
            if isinstance(one, ast.Assign | ast.AnnAssign)
            for target in (one.targets if isinstance(one, ast.Assign) else [one.target])
            if isinstance(target, ast.Name) and target.id == name
        )
        assert statement.value is not None
        code = _compiled(ast.Expression(statement.value), self.file, "eval")
        new = eval(code, vars(self.loaded))  # noqa: S307 -- our own source
        for module in list(sys.modules.values()):
            for alias in importing(module, self.loaded.__name__, name):
                setattr(module, alias, new)
        setattr(self.loaded, name, new)
        _forget()


def _compiled(source: str | ast.AST, file: Path, mode: str) -> CodeType:
    """By the module's own future, not by this one's."""
    code: CodeType = compile(source, str(file), mode, dont_inherit=True)  # type: ignore[arg-type]
    return code


def importing(module: ModuleType, source: str, name: str) -> list[str]:
    """What a module calls `name` of the module `source`, if it imports it."""
    file = getattr(module, "__file__", None) or ""
    if not str(getattr(module, "__name__", "")).startswith(("kongbun.", "tests.")):
        return []
    return [
        alias.asname or alias.name
        for node in ast.walk(tree_of(file))
        if isinstance(node, ast.ImportFrom) and node.module == source
        for alias in node.names
        if alias.name == name
    ]


@functools.cache
def tree_of(file: str) -> ast.Module:
    return (
        ast.parse(Path(file).read_text("utf-8"))
        if file.endswith(".py")
        else ast.Module([], [])
    )


def using(file: Path, name: str) -> set[int]:
    """The lines of functions in which a name of the module is read."""
    return {
        node.lineno
        for function in ast.walk(tree_of(str(file)))
        if isinstance(function, ast.FunctionDef | ast.Lambda)
        for node in ast.walk(function)
        if isinstance(node, ast.Name) and node.id == name
    }


@functools.cache
def caches() -> list[Any]:
    """Of kongbun's functions: what was worked out before and kept."""
    return [
        one
        for one in gc.get_objects()
        if isinstance(one, functools._lru_cache_wrapper)
        and str(getattr(one, "__module__", "")).startswith("kongbun.")
    ]


def _forget() -> None:
    for one in caches():
        one.cache_clear()


def _loaded(file: Path) -> ModuleType:
    for module in list(sys.modules.values()):
        if getattr(module, "__file__", None) == str(file):
            return module
    # What is looked for only when it is needed, such as the guards of an app.
    return import_module(".".join(file.relative_to(HOME).with_suffix("").parts))


def _codes(code: CodeType, path: Place = ()) -> dict[Place, CodeType]:
    found: dict[Place, CodeType] = {}
    for inner in code.co_consts:
        if isinstance(inner, CodeType):
            here = (*path, (inner.co_name, inner.co_firstlineno))
            while here in found:
                here = (*here[:-1], (f"{here[-1][0]}'", here[-1][1]))
            found[here] = inner
            found.update(_codes(inner, here))
    return found


def _name(path: Place) -> str:
    return ".".join(name for name, _ in path)


def _definition(tree: ast.Module, name: str) -> ast.FunctionDef:
    found: Any = tree
    for part in name.split("."):
        found = next(one for one in found.body if getattr(one, "name", None) == part)
    assert isinstance(found, ast.FunctionDef)
    return found
